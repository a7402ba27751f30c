"""The register from extracts of GIAS: every row accounted for, nothing personal kept, nothing of the Hub's lost."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.core.school import School
from careers_workbook.hub.register.gias import TYPES, read_extract
from careers_workbook.hub.register.register import Register, read_register
from careers_workbook.hub.register.selection import Selection, Wanted, select
from tests.support import gias
from tests.support.gias import HEADS, Made
from tests.support.program import ROOT, run

EVERYTHING = Wanted.of(["special", "pru", "ap"])
MADE = gias.extract(400)
HEADER = (
    "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (code),"
    "TypeOfEstablishment (name),EstablishmentStatus (code),EstablishmentStatus (name),OpenDate,CloseDate,Town,Postcode"
)
OAK = "990001,991,Northmoor,7001,Oak Lane School,7,Community special school,1,Open,,,Northmoor,ZZ1 1AA"
ELM = "990002,992,Wexcombe,7002,Elm PRU,14,Pupil referral unit,1,Open,,,Wexcombe,ZZ2 1AA"
REAL = os.environ.get("GIAS_SPECIAL_SCHOOLS", "")
"""Path of a real extract of special schools; without it the made-up one has to do."""


def extract(tmp_path: Path, *lines: str, header: str = HEADER) -> Path:
    file = tmp_path / "edubasealldata.csv"
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return file


def chosen(file: Path, wanted: Wanted = EVERYTHING) -> Selection:
    selection = select(read_extract(file), wanted)
    assert len(selection.taken) + sum(selection.left.values()) == selection.rows
    return selection


def expected(made: list[Made]) -> tuple[set[str], Counter[str]]:
    """The URNs to be taken, and how many rows are left for which reason."""
    left = Counter(one.why for one in made if one.why)
    return {one.row["URN"] for one in made if not one.why}, left


def import_(folder: Path, *words: object, code: int = 0) -> str:
    ran = run("register", "import", *words, cwd=folder, code=code)
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    return ran.said


def register(folder: Path, name: str = "register.csv") -> Register:
    return read_register(folder / name)


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


FILES = {
    "as downloaded": ("a.csv", gias.native(MADE)),
    "in the encoding of Windows": ("a.csv", gias.native(MADE, encoding="cp1252")),
    "with a mark of its encoding": ("a.csv", gias.native(MADE, encoding="utf-8-sig")),
    "of another year": ("a.csv", gias.native(MADE, gias.other_year())),
    "without codes": ("a.csv", gias.native(MADE, [name for name in gias.COLUMNS if "(code)" not in name])),
    "without names of types": ("a.csv", gias.native(MADE, [name for name in gias.COLUMNS if "t (name)" not in name])),
    "through Excel": ("a.csv", gias.through_excel(MADE)),
    "through Excel with semicolons": ("a.csv", gias.through_excel(MADE, ";")),
    "as a workbook": ("a.xlsx", gias.workbook(MADE)),
    "in a zip folder": ("a.zip", gias.zipped(edubasealldata=gias.native(MADE), links=b"URN,LinkURN\r\n1,2\r\n")),
    "a workbook in a zip folder": ("a.zip", gias.zipped(edubasealldata=gias.workbook(MADE))),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_the_same_schools_whatever_the_file(tmp_path: Path, kind: str) -> None:
    name, data = FILES[kind]
    (tmp_path / name).write_bytes(data)
    selection = chosen(tmp_path / name)
    taken, left = expected(MADE)
    assert {one.urn for one in selection.taken} == taken
    assert selection.left == left
    assert selection.problems == ()
    found = {one.urn: one for one in selection.taken}
    for made in MADE:
        if one := found.get(made.row["URN"]):
            row = made.row
            assert one.school == School(
                row["URN"],
                " ".join(row["EstablishmentName"].split()),
                row["LA (name)"],
                row["TypeOfEstablishment (name)"],
                f"{row['StatutoryLowAge']}-{row['StatutoryHighAge']}",
            )
    if "number" not in kind:
        assert {urn: was.was[0].urn for urn, was in selection.before.items()} == {
            made.row["URN"]: made.follows for made in MADE if made.follows
        }


def test_types_of_the_domain() -> None:
    special, pru, ap = (Wanted.of([word]).types for word in ("special", "PRU", "ap"))
    assert special == {7, 8, 10, 12, 32, 33, 36, 44}
    assert pru | ap == {14, 38, 42, 43}
    assert Wanted.of(["pru", "07", "1"]).types == {14, 7, 1}
    assert {code: name for code, (_, name) in TYPES.items()} == gias.TYPES
    with pytest.raises(ValueError, match="primary"):
        Wanted.of(["special", "primary"])


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        (["Northmoor"], {"Northmoor"}),
        (["991"], {"Northmoor"}),
        ([" northmoor "], {"Northmoor"}),
        (["Wexcombe"], {"Wexcombe, City of"}),
        (["wexcombe, city of"], {"Wexcombe, City of"}),
        (["St Brannocs & Eastvale"], {"St. Brannoc's and Eastvale"}),
        (["93"], {"St. Brannoc's and Eastvale"}),
        (["093", "Northmoor"], {"St. Brannoc's and Eastvale", "Northmoor"}),
    ],
)
def test_local_authorities_by_name_or_code(tmp_path: Path, asked: list[str], there: set[str]) -> None:
    (tmp_path / "a.csv").write_bytes(gias.native(MADE))
    selection = chosen(tmp_path / "a.csv", Wanted(EVERYTHING.types, tuple(asked)))
    assert {one.school.local_authority for one in selection.taken} == there
    wanted = [one for one in MADE if one.row["LA (name)"] in there]
    assert {one.urn for one in selection.taken} == expected(wanted)[0]
    assert selection.left["other la"] == len(MADE) - len(wanted)


def test_a_county_that_was_parted_is_never_taken_in_part(tmp_path: Path) -> None:
    closed = OAK.replace("991,Northmoor,", "990,Moorshire,").replace(",1,Open,,", ",2,Closed,,31-03-2021")
    parts = [
        f"99000{n},99{n},{name},{OAK.split(',', 3)[3]}" for n, name in ((2, "North Moorshire"), (3, "West Moorshire"))
    ]
    file = extract(tmp_path, closed, *parts, ELM.replace("Wexcombe", "Moorshirebury").replace("990002", "990009"))
    said = import_(tmp_path, file.name, "--la", "Moorshire", code=2)
    assert 'No open school of the extract is in "Moorshire". Its name is part of 2 others;' in " ".join(said.split())
    assert "take those that are yours: North Moorshire, West Moorshire." in " ".join(said.split())
    assert 'Did you mean "West Moorshire"?' in import_(tmp_path, file.name, "--la", "West Moorshir", code=2)


def test_schools_with_pupils_of_an_age(tmp_path: Path) -> None:
    ages = {"990001": "11", "990002": "14", "990003": "19", "990004": ""}
    lines = [f"{OAK.replace('990001', urn).replace('Oak Lane', f'No {urn}')},3,{high}" for urn, high in ages.items()]
    file = extract(tmp_path, *lines, header=f"{HEADER},StatutoryLowAge,StatutoryHighAge")
    said = import_(tmp_path, file.name, "--ages-to", "14").replace("\n          ", "")
    assert "3 taken: open, special, pru, ap, in any local authority, with pupils of" in said
    assert "1 left: whose pupils all leave at a younger age" in said
    assert "Taken, though the ages of its pupils are not given (1):\n  990004" in said
    assert {row["URN"] for row in table(tmp_path)} == {"990002", "990003", "990004"}


def test_every_row_that_is_left_has_its_reason(tmp_path: Path) -> None:
    file = extract(
        tmp_path,
        OAK,
        OAK,
        OAK.replace("Oak Lane School", "Another School"),
        ELM.replace("990002", ""),
        ELM.replace("990002", "99"),
        ELM.replace("Elm PRU", ""),
        ELM.replace("990002", "990003").replace("Elm PRU", "Meadowfield PRU, Eastvale"),
        ELM.replace("990002", "990004").replace(",14,Pupil referral unit", ",,"),
        ELM.replace("990002", "990005").replace(",1,Open", ",,"),
        ELM.replace("990002", "990006").replace(",1,Open", ",4,Proposed to open"),
        ELM.replace("990002", "990007").replace(",1,Open", ",2,Closed"),
        ELM.replace("990002", "990008").replace(",14,Pupil referral unit", ",1,Community school"),
        ",,,,,,,,,,,,",
    )
    selection = chosen(file)
    assert [one.urn for one in selection.taken] == ["990001"]
    assert selection.left == {
        "other type": 1, "closed": 1, "coming": 1, "twice": 2, "no urn": 2, "no name": 1, "unclear": 2, "broken": 1,
    }  # fmt: skip
    assert sorted((problem.code, problem.place.line) for problem in selection.problems) == [
        ("HUB-002", 5), ("HUB-002", 6), ("HUB-003", 4), ("HUB-004", 7), ("HUB-007", 8), ("HUB-017", 9), ("HUB-017", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("7001,Oak Lane School,7,,2,,,31-08-2024,,ZZ1", "7001,Lane Trust,44,,1,,01-09-2024,,,ZZ9", "number"),
        ("7001,Oak Lane School,7,,2,,,,,ZZ1", "7001,Lane Trust,44,,1,,,,,ZZ9", "number"),
        ("7001,Oak Lane School,7,,2,,,31/08/2024,,ZZ1", "7002,The Oak Lane Academy,44,,1,,01/09/2024,,,ZZ9", "name"),
        ("7001,Oak Lane School,7,,2,,,31-08-2024,,ZZ1 1AA", "7002,Trust,44,,1,,01-09-2024,,,zz11aa", "postcode"),
        ("7001,Oak Lane School,14,,2,,,31-08-2024,,ZZ1", "7001,Lane AP,42,,1,,01-09-2024,,,ZZ9", "number"),
        ("7001,Oak Lane School,7,,2,,,31-08-1994,,ZZ1", "7001,Lane Trust,44,,1,,01-09-2024,,,ZZ9", ""),
        ("7001,Oak Lane School,7,,2,,,,,ZZ1", "7002,Oak Lane Academy,44,,1,,01-09-2024,,,ZZ1", ""),
        ("7001,Oak Lane School,7,,2,,,31-08-2023,,ZZ1", "7002,Trust,44,,1,,01-09-2024,,,ZZ1", ""),
        ("7001,Oak Lane School,7,,1,,,,,ZZ1", "7001,Oak Lane Academy,44,,1,,01-09-2024,,,ZZ1", ""),
        (",The School,7,,2,,,31-08-2024,,", ",The Academy,44,,1,,01-09-2024,,,", ""),
    ],
)
def test_a_new_urn_names_the_school_it_replaces(tmp_path: Path, was: str, now: str, why: str) -> None:
    selection = chosen(extract(tmp_path, f"990001,991,Northmoor,{was}", f"990002,991,Northmoor,{now}"))
    found = [(urn, one.was[0].urn, one.why.split()[-1]) for urn, one in selection.before.items()]
    assert found == ([("990002", "990001", why)] if why else [])
    elsewhere = chosen(extract(tmp_path, f"990001,992,Wexcombe,{was}", f"990002,991,Northmoor,{now}"))
    assert elsewhere.before == {}


def test_the_command_says_what_it_took_and_left(tmp_path: Path) -> None:
    closed = OAK.replace("990001", "990003").replace("7001", "7003").replace(",1,Open,,,", ",2,Closed,,31-08-2024,")
    after = (
        OAK.replace("990001", "990004")
        .replace("7001", "7003")
        .replace("Oak Lane", "New")
        .replace(",,,N", ",01-09-2024,,N")
    )
    twin = ELM.replace("990002", "990005").replace("Elm PRU", "Oak Lane School")
    ending = ELM.replace("990002", "990006").replace(",1,Open,,,", ',3,"Open, but proposed to close",,31-08-2027,')
    coming = ELM.replace("990002", "990007").replace(",1,Open,,,", ",4,Proposed to open,01-09-2027,,")
    extract(tmp_path, OAK, ELM, closed, after, twin, ending, coming)
    said = import_(tmp_path, "edubasealldata.csv", "--la", "Northmoor", "--la", "992")
    assert (
        said
        == """\
edubasealldata.csv: 7 rows
       5 taken: open, special, pru, ap, in Northmoor or 992
       1 left: closed
       1 left: not open yet
Closed, the newest first (1):
  990003 Oak Lane School (Northmoor), 31/08/2024, now 990004
Not open yet (1):
  990007 Elm PRU (Wexcombe), opens 01/09/2027
New URN; look whether it is the same school (1):
  990004 New School (Northmoor) replaces 990003 Oak Lane School, closed
      31/08/2024 (the same establishment number)
Several schools of one name (2):
  Elm PRU: 990002 Wexcombe; 990006 Wexcombe
  Oak Lane School: 990001 Northmoor; 990005 Wexcombe
register.csv: 5 schools expected.
The columns E-mail and Caseload are for you to fill in; the next import
    keeps them.
"""
    )
    rows = {row["URN"]: row for row in table(tmp_path)}
    assert list(next(iter(rows.values()))) == [
        "URN", "Name", "Local authority", "Type", "Ages", "E-mail", "Caseload", "Replaces", "Closed", "From GIAS",
    ]  # fmt: skip
    assert rows["990001"]["Name"] == rows["990005"]["Name"] == "Oak Lane School"
    assert rows["990005"]["From GIAS"] == "One of 2 schools called Oak Lane School: this one is in Wexcombe."
    assert rows["990004"]["Replaces"] == "990003"
    assert rows["990006"]["From GIAS"].endswith("Proposed to close on 31/08/2027.")
    assert len(register(tmp_path).schools) == 5


def test_no_name_of_a_person_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(gias.native(MADE))
    said = import_(tmp_path, "a.csv", "--all")
    written = (tmp_path / "register.csv").read_text(encoding="utf-8-sig")
    kept = repr(read_extract(tmp_path / "a.csv")) + repr(read_register(tmp_path / "a.csv"))
    for head in HEADS:
        assert head in (tmp_path / "a.csv").read_text(encoding="utf-8")
        assert head not in said + written + kept


def test_long_lists_are_cut_and_all_names_every_school(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(gias.native(MADE))
    short, long = import_(tmp_path, "a.csv"), import_(tmp_path, "a.csv", "--all")
    closed = [one.row["URN"] for one in MADE if one.why == "closed"]
    assert f"Closed, the newest first ({len(closed)}):" in short
    assert f"... and {len(closed) - 20} more; --all names them" in short
    assert all(re.search(rf"^  {urn} ", long, re.MULTILINE) for urn in closed)


def test_a_day_to_come_under_closed_stays_and_takes_nobody_out_before_it(tmp_path: Path) -> None:
    """Of a school that GIAS has open the Hub may know more: its day stays until it has passed."""
    run("init", "hub", "--hub", "Northmoor", "--today", "2026-10-01", cwd=tmp_path, code=0)
    hub = tmp_path / "hub"
    (hub / "register.csv").write_text(
        "URN,Name,Closed\n990001,Oak Lane School,31/03/2027\n990002,Elm PRU,30/11/2026\n990009,Typed,31/08/2027\n"
    )
    extract(hub, OAK, ELM)
    said = import_(hub, "edubasealldata.csv", "--today", "2026-11-23")
    assert "register.csv: 2 schools expected." in said  # Elm has closed when returns are due, on 31 December
    assert "Open again" not in said
    assert "Kept, though not in this extract at all (1):\n  990009 Typed" in said
    assert [one["Closed"] for one in table(hub)] == ["31/03/2027", "30/11/2026", "31/08/2027"]
    said = import_(hub, "edubasealldata.csv", "--today", "2027-04-01")
    assert "Open again (2):" in said
    assert [one["Closed"] for one in table(hub)] == ["", "", "31/08/2027"]
    (hub / "register.csv").write_text("URN,Name,Closed\n990001,Oak Lane School,31/03/2027\n990002,Elm PRU,\n")
    extract(hub, OAK.replace(",1,Open,,,", ",2,Closed,,31-10-2026,"), ELM)
    said = import_(hub, "edubasealldata.csv", "--today", "2026-11-23")
    assert "no longer expected (1):\n  990001 Oak Lane School (Northmoor), 31/10/2026" in said
    assert "register.csv: 1 school expected." in said


HUBS_OWN = (
    "URN;Name;LA;Phone;Email;Enterprise Coordinator;Notes\n"
    "990009;Hand-typed School;Northmoor;;a@x.example;Bo;mine\n"
    "990002;Elm Centre;Wexcombe;01 23;office@elm.example;Ada;=2+2\n"
    "990001;Oak Lane School;Northmoor;04 56;oak@oak.example;Bo;ring first\n"
)
"""A register as a Hub has it: semicolons, headings of its own, an order of its own."""


def test_an_update_keeps_what_the_hub_wrote_and_says_what_changed(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text(HUBS_OWN, encoding="utf-8")
    after = OAK.replace("990001", "990003").replace("Oak Lane School", "Oak Lane Academy").replace(",7,", ",44,")
    extract(tmp_path, OAK.replace(",1,Open,,,", ",2,Closed,,31-08-2026,"), ELM, after)
    said = import_(tmp_path, "edubasealldata.csv")
    for line in (
        "New in the register (1):\n  990003 Oak Lane Academy (Northmoor)",
        "Closed since; kept in the register, but no longer expected (1):",
        "  990001 Oak Lane School (Northmoor), 31/08/2026",
        "  990002 Elm PRU (Wexcombe): name was Elm Centre",
        "E-mail and caseload taken over; check them (1):\n  990003 Oak Lane Academy (Northmoor), from 990001",
        "Kept, though not in this extract at all (1):\n  990009 Hand-typed School (Northmoor)",
        "register.csv: 3 schools expected.",
    ):
        assert line in said
    found = register(tmp_path)
    assert [one.school.urn for one in found.listed] == ["990009", "990002", "990001", "990003"]
    assert [school.urn for school in found.schools] == ["990009", "990002", "990003"]
    hand, elm, oak, academy = found.listed
    assert (elm.email, elm.caseload, elm.own) == ("office@elm.example", "Ada", {"Phone": "01 23", "Notes": "=2+2"})
    assert (oak.email, oak.closed, oak.own["Notes"]) == ("oak@oak.example", "31/08/2026", "ring first")
    assert (academy.email, academy.caseload, academy.replaces) == ("oak@oak.example", "Bo", "990001")
    assert (hand.school.name, hand.own["Notes"]) == ("Hand-typed School", "mine")
    assert "'=2+2" in (tmp_path / "register.csv").read_text(encoding="utf-8-sig")
    before = (tmp_path / "register.csv").read_bytes()
    assert "Nothing has changed." in import_(tmp_path, "edubasealldata.csv")
    assert (tmp_path / "register.csv").read_bytes() == before


def test_a_school_that_was_deleted_by_hand_stays_away_from_a_hub(tmp_path: Path) -> None:
    """As long as its line is not typed again; a register that is begun anew has every school."""
    run("init", "hub", cwd=tmp_path, code=0)
    extract(tmp_path, OAK, ELM)
    hub, extracted = tmp_path / "hub", Path("..") / "edubasealldata.csv"
    import_(hub, extracted)
    (hub / "register.csv").write_text("URN,Name\n990001,Oak Lane School\n", encoding="utf-8")
    for _ in range(2):
        said = import_(hub, extracted)
        assert "Left out, because you deleted them; type a line again to expect one (1):\n  990002 Elm PRU" in said
        assert [school.urn for school in register(hub).schools] == ["990001"]
    extract(tmp_path, OAK, ELM, OAK.replace("990001", "990003"))
    assert "New in the register (1):\n  990003" in import_(hub, extracted)
    (hub / "register.csv").write_text("URN,Name\n990001,Oak Lane School\n990002,Elm\n", encoding="utf-8")
    assert "990003" in import_(hub, extracted).partition("Left out")[2]
    assert [school.urn for school in register(hub).schools] == ["990001", "990002"]
    (hub / "register.csv").unlink()
    assert "Left out" not in import_(hub, extracted)
    assert len(register(hub).schools) == 3


def test_every_column_of_the_hub_is_kept(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text(
        "URN,Name,Closed,Notes,,Notes,,To fill in\n990001,Oak Lane School,no,one,two,three,,\n", encoding="utf-8"
    )
    extract(tmp_path, OAK)
    import_(tmp_path, "edubasealldata.csv")
    (row,) = table(tmp_path)
    own = dict(list(row.items())[10:])
    assert own == {"Notes": "one", "Column 5": "two", "Notes 6": "three", "To fill in": ""}
    assert len(register(tmp_path).schools) == 1


@pytest.mark.parametrize(("cell", "expected"), [("", 1), ("no", 1), ("31/08/2026", 0), ("Yes", 0), ("closed", 0)])
def test_a_closed_school_is_listed_but_not_expected(tmp_path: Path, cell: str, expected: int) -> None:
    (tmp_path / "register.csv").write_text(f"URN,Name,Closed\n990001,Oak Lane School,{cell}\n", encoding="utf-8")
    found = register(tmp_path)
    assert (len(found.schools), len(found.listed)) == (expected, 1)


def test_a_school_may_open_again_and_others_are_kept(tmp_path: Path) -> None:
    extract(tmp_path, OAK, ELM)
    import_(tmp_path, "edubasealldata.csv")
    extract(tmp_path, OAK.replace(",1,Open", ",2,Closed"), ELM)
    assert "990001 Oak Lane School (Northmoor), yes" in import_(tmp_path, "edubasealldata.csv")
    assert [school.urn for school in register(tmp_path).schools] == ["990002"]
    extract(tmp_path, OAK, ELM)
    said = import_(tmp_path, "edubasealldata.csv", "--la", "Northmoor")
    assert "Open again (1):\n  990001 Oak Lane School" in said
    assert "Kept, though not asked for now (1):\n  990002 Elm PRU" in said
    assert len(register(tmp_path).schools) == 2


def test_problems_are_said_and_the_rest_is_written(tmp_path: Path) -> None:
    extract(tmp_path, OAK, ELM.replace("990002", "99"))
    said = import_(tmp_path, "edubasealldata.csv", code=1)
    assert 'edubasealldata.csv, line 3: "99" is not a URN.' in said
    assert "1 left: without a URN of six digits" in said
    assert [school.urn for school in register(tmp_path).schools] == ["990001"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--la", "Northmor"], 'No open school of the extract is in "Northmor". Did you mean "Northmoor"?'),
        (["--la", "555"], 'No open school of the extract is in "555".'),
        (["--types", "ap"], "No open school of the types asked for is there: 2 of another type."),
        (["--types", "specail"], '"specail" is no type of school. Did you mean "special"?'),
        (["--types", " , "], "--types is empty"),
        (["-o", "register.xlsx"], "The register is a CSV file"),
        (["-o", "no folder/register.csv"], "the folder does not exist"),
        (["-o", "edubasealldata.csv"], "is an extract from Get Information About Schools, not a register"),
        (["-o", "broken.csv"], "broken.csv was left as it is, because not all of it can be read."),
        (["-o", "nothing.csv"], "nothing.csv was left as it is, because not all of it can be read."),
    ],
)
def test_bad_input_is_one_clear_sentence_and_changes_nothing(tmp_path: Path, words: list[str], says: str) -> None:
    extract(tmp_path, OAK, ELM)
    (tmp_path / "broken.csv").write_text("URN,Name\n99,Some School\n", encoding="utf-8")
    (tmp_path / "nothing.csv").write_text("Name\nSome School\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert says in import_(tmp_path, "edubasealldata.csv", *words, code=2)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("a.csv", b"URN,Name\n990001,Oak Lane School\n", "HUB-014", "LA (code), TypeOfEstablishment (code)"),
        ("a.csv", b"", "HUB-006", "no school"),
        ("a.csv", HEADER.encode(), "HUB-006", "no school"),
        ("a.csv", HEADER.encode() + b'\n990001,"Oak', "HUB-005", "line 2"),
        ("a.xlsx", b"PK\x03\x04cut off", "HUB-005", "cut off"),
        ("a.zip", gias.zipped(), "HUB-005", "no CSV file and no workbook"),
        ("a.pdf", b"%PDF-1.4", "HUB-005", "not a text file"),
        ("a.xlsx", gias.workbook(MADE)[:-3000], "HUB-005", "cut off"),
    ],
)
def test_what_is_no_extract(tmp_path: Path, name: str, data: bytes, code: str, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SpecError) as caught:
        read_extract(tmp_path / name)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert says in str(problem)


def test_a_register_may_be_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "register.xlsx").write_bytes(gias.workbook(MADE))
    assert len(read_register(tmp_path / "register.xlsx").schools) == len(MADE)


def test_real_special_schools() -> None:
    if not REAL:
        pytest.skip("GIAS_SPECIAL_SCHOOLS names no file")
    with Path(REAL).open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    selection = chosen(Path(REAL))
    status = Counter(row["EstablishmentStatus (code)"] for row in rows)
    assert selection.rows == len(rows)
    assert len(selection.taken) == status["1"] + status["3"]
    assert selection.left == {"closed": status["2"]}
    assert selection.problems == ()
    assert {one.urn for one in (*selection.taken, *selection.closed)} == {row["URN"] for row in rows}
    assert len(selection.before) > 40
    assert len(selection.shared_names["Woodlands School"]) == 5


def test_the_example_extract_is_made_by_the_generator() -> None:
    assert (ROOT / "examples" / "gias_extract.csv").read_bytes() == gias.native(gias.extract(30))
