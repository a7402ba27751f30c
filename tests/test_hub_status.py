"""How a collection stands: every school once, in words that fit a window, the same in CSV and JSON."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from careers_workbook.core.school import School
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.rounds.migrated import migrated_returns, read_by_another
from careers_workbook.hub.rounds.rounds import RETURNED, STATES
from careers_workbook.hub.store import stored_return
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.reports.status.status_page import aligned
from careers_workbook.reports.wrapping import columns
from tests.support.hub_folder import (
    ANSWERS,
    BRANNOC,
    LEAVERS,
    OAK,
    SCHOOLS,
    WOOD_A,
    WOOD_B,
    copied,
    drop,
    file,
    hub,
    workbook,
)
from tests.support.program import ROOT, run

DAY = "2026-12-01"
BAD = {**ANSWERS, ("CL3", "deadline"): "31/02/2027", ("CL4", "completed"): "Ask the head"}
ROWS = (
    '990005,"=HYPERLINK(""http://x.example"") PRU",,Coordinator B,,',
    f'990006,"A school with {"a very " * 12}long name",,,,',
    '990007,"Closed School",,,,31/08/2026',
)
STATE = {
    "990001": "in order", "990002": "put right", "990003": "not readable", "990004": "blank",
    "990005": "not returned", "990006": "not returned",
}  # fmt: skip


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A Hub in which schools stand in every way."""
    where = hub(tmp_path_factory.mktemp("as it was") / "hub", rows=ROWS)
    put(
        where,
        ("oak.xlsx", workbook(OAK, ANSWERS, LEAVERS)),
        ("oak before.xlsx", workbook(OAK, {("CL1", "completed"): "Yes"})),
        ("brannoc.xlsx", workbook(BRANNOC, BAD, LEAVERS)),
        ("990003 letter.pdf", b"%PDF-1.4 nothing"),
        ("d.xlsx", workbook(WOOD_B, {})),
        ("stranger.xlsx", workbook(School("990099", "Stranger"))),
    )
    return where


@pytest.fixture
def folder(as_it_was: HubSettings, tmp_path: Path) -> Path:
    """The same for one test."""
    return copied(as_it_was, tmp_path / "hub").root


def put(where: HubSettings, *files: tuple[str, bytes]) -> None:
    with Store(where.store, write=True) as store:
        for hour, (name, data) in enumerate(reversed(files)):
            store.add(file(where, name, data, sent=dt.datetime.fromisoformat(f"2026-11-20T{hour:02d}:00:00")))


def table(text: str) -> dict[str, list[str]]:
    """The lines of schools by URN."""
    return {line[:6]: line.split() for line in text.splitlines() if line[:6].isdecimal()}


WRONG = tuple({**one, "autumn": "Something else"} for one in LEAVERS)


def test_what_lists_of_schools_count_of_a_return_is_known_without_fetching_it_again(
    as_it_was: HubSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of what others may not read: there it is not said how often something was found in rows of leavers."""
    where, fetched = copied(as_it_was, tmp_path / "hub"), list[int]()
    put(where, ("wrong.xlsx", workbook(WOOD_A, BAD, WRONG)))
    look_at = Store.look_at
    monkeypatch.setattr(stored_return, "_HELD", 1)
    monkeypatch.setattr(Store, "look_at", lambda *given: fetched.extend(given[2]) or look_at(*given))
    view = open_hub(where.root, dt.date.fromisoformat(DAY)).view()
    fetched.clear()
    shown = view.for_others
    assert read_by_another(shown) is None
    assert len(migrated_returns(shown, shown.specs, shown.today)) == 3
    said = {one.listed.school.urn: (one.problems("error"), one.state, one.filled.statements) for one in shown.schools}
    assert not fetched
    whole = {one.listed.school.urn: one.problems("error") for one in view.round.schools}
    assert (whole[WOOD_A.urn], said[WOOD_A.urn][0]) == (4, 3), "two of them are put together"
    assert [one.stored.facts for one in shown.files] == [replace(one.stored).facts for one in shown.files]
    assert fetched


def test_the_table_has_every_school_once_and_fits_a_window(folder: Path) -> None:
    ran = run("status", "--today", DAY, cwd=folder, code=1)
    assert ran.err == ""
    assert max(map(columns, ran.out.splitlines())) <= 80
    assert ran.out.startswith(
        "Autumn 2026, due on 31/12/2026: 30 days left.\n6 schools, 2 returned: 1 in order, 1 to put"
    )
    lines = table(ran.out)
    assert sorted(lines) == sorted(STATE)
    assert lines["990001"][-8:] == ["20/11/2026", "in", "order", "2", "of", "50", "0", "0"]
    assert lines["990002"][-8:-5] + lines["990002"][-2:] == ["to", "put", "right", "2", "0"]
    assert lines["990003"][-2:] == ["not", "readable"]
    assert lines["990004"][-6:] == ["blank", "0", "of", "50", "0", "1"]
    assert "990007" not in ran.out  # closed, and nothing came


def test_it_says_what_must_be_put_right_and_what_belongs_to_nobody(folder: Path) -> None:
    said = " ".join(run("status", "--today", DAY, cwd=folder).out.split())
    assert 'Careers leadership!D8 (CL3, Deadline): "31/02/2027" is not a date.' in said
    assert "Of no school that is known (1): inbox/stranger.xlsx: URN 990099 (Stranger) is not in the register." in said
    assert "careers-workbook assign FILE --urn URN" in said
    assert "Not readable (1): inbox/990003 letter.pdf: This is a PDF, not an Excel workbook. Ask the school" in said


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-09-01", "Autumn 2026, opens on 01/10/2026, due on 31/12/2026: 121 days left."),
        ("2026-12-30", "1 day left."),
        ("2026-12-31", "due on 31/12/2026: due today."),
        ("2027-01-01", "1 day overdue."),
        ("2027-01-05", "Spring 2027, due on 31/03/2027: 85 days left."),
    ],
)
def test_days_to_the_due_date(folder: Path, today: str, words: str) -> None:
    assert words in run("status", "--today", today, cwd=folder, code=1).out


def test_another_collection_by_its_name(folder: Path) -> None:
    ran = run("status", "--collection", "spring 2027", "--today", DAY, cwd=folder, code=1)
    assert ran.out.startswith("Spring 2027, opens on 04/01/2027, due on 31/03/2027")
    assert "6 schools, 0 returned: 6 not returned." in ran.out
    ran = run("status", "--collection", "Sprung 2027", cwd=folder, code=2)
    assert ran.err == 'collection.yaml: There is no round called "Sprung 2027". Did you mean "Spring 2027"?\n'


def test_counts_by_caseload_add_up(folder: Path) -> None:
    ran = run("status", "--by-caseload", "--today", DAY, cwd=folder, code=1)
    assert max(map(columns, ran.out.splitlines())) <= 80
    rows = [line.split() for line in ran.out.splitlines() if line.startswith(("Coordinator", "(no caseload)"))]
    assert [row[-5:] for row in rows] == [list("42210"), list("10001"), list("10001")]
    lines = list(
        csv.DictReader(
            io.StringIO(
                run("status", "--by-caseload", "--format", "csv", "--today", DAY, cwd=folder).out.removeprefix("\ufeff")
            )
        )
    )
    assert [line["Caseload"] for line in lines] == ["Coordinator A", "Coordinator B", ""]
    for line in lines:
        assert int(line["Schools"]) == sum(int(line[state[:1].upper() + state[1:]]) for state in STATES)
        assert int(line["Returned"]) == sum(int(line[state[:1].upper() + state[1:]]) for state in RETURNED)


def test_csv_has_a_line_a_school_and_runs_nothing(folder: Path) -> None:
    run("status", "--format", "csv", "-o", "status.csv", "--today", DAY, cwd=folder, code=1)
    text = (folder / "status.csv").read_text(encoding="utf-8-sig")
    lines = {line["URN"]: line for line in csv.DictReader(io.StringIO(text))}
    assert {urn: line["State"] for urn, line in lines.items()} == STATE
    assert {line["Letter"] for line in lines.values()} == {
        "not returned",
        "please send again",
        "please fix",
        "thank you",
    }
    assert lines["990005"]["School"].startswith("'=HYPERLINK(")
    assert lines["990002"]["What to put right"].count("; ") == 1
    assert (lines["990002"]["Put right"], lines["990002"]["Days left"]) == ("2", "30")
    assert lines["990001"]["File"] == "inbox/oak.xlsx"
    words = ["--format", "csv", "--collection", "Autumn 2026", "--today", "2027-01-03"]
    assert ",-3,2,0," in run("status", *words, cwd=folder).out  # a number, which no spreadsheet takes for a formula


def test_json_has_everything_in_the_documented_shape(folder: Path) -> None:
    found = json.loads(run("status", "--format", "json", "--today", DAY, cwd=folder, code=1).out)
    schema = json.loads((ROOT / "docs" / "schema" / "status.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema, format_checker=jsonschema.FormatChecker())
    assert found["format"] == "careers-workbook-status/1"
    assert {school["urn"]: school["state"] for school in found["schools"]} == STATE
    assert found["counts"] == {
        "schools": 6, "returned": 2, "in_order": 1, "look_at": 0, "put_right": 1, "blank": 1, "not_readable": 1,
        "not_returned": 2, "unchanged": 0, "closed_returned": 0,
    }  # fmt: skip
    for name in found["counts"].keys() - {"closed_returned"}:
        assert found["counts"][name] == sum(one[name] for one in found["caseloads"])
    oak = next(school for school in found["schools"] if school["urn"] == "990001")
    assert oak["file"]["file"] == "inbox/oak.xlsx"
    assert [(other["file"], other["standing"]) for other in oak["others"]] == [("inbox/oak before.xlsx", "older")]
    assert [stray["file"] for stray in found["strays"]] == ["inbox/stranger.xlsx"]
    assert "schools.example" not in json.dumps(found)


def test_a_closed_school_that_returned_is_told_apart_everywhere(as_it_was: HubSettings, tmp_path: Path) -> None:
    where = copied(as_it_was, tmp_path / "hub")
    put(where, ("closed.xlsx", workbook(School("990007", "Closed School"), ANSWERS)))
    for words in ([], ["--by-caseload"]):
        said = " ".join(run("status", *words, "--today", DAY, cwd=where.root, code=1).out.split())
        assert "6 schools, 2 returned: " in said
        assert "Besides, 1 school has closed and returned all the same." in said
    found = json.loads(run("status", "--format", "json", "--today", DAY, cwd=where.root, code=1).out)
    counts = found["counts"]
    assert (counts["schools"], counts["returned"], counts["closed_returned"]) == (6, 2, 1)
    assert sum(one["schools"] for one in found["caseloads"]) == 6
    assert len(found["schools"]) == 7


def test_what_is_to_be_looked_at_and_why_a_file_is_not_readable_is_said_in_every_form(
    as_it_was: HubSettings, tmp_path: Path
) -> None:
    where = copied(as_it_was, tmp_path / "hub")
    put(where, ("look.xlsx", workbook(School("990005", "PRU"), {**ANSWERS, ("CL1", "deadline"): "03/31/2027"})))
    said = " ".join(run("status", "--today", DAY, cwd=where.root, code=1).out.split())
    asked, why = "Careers leadership!D6 (CL1, Deadline)", "This is a PDF, not an Excel workbook."
    assert "To look at (1): 990005 " in said
    assert asked in said.partition("To look at (1)")[2]
    assert why in said
    lines = {row["URN"]: row for row in csv.DictReader(io.StringIO(
        run("status", "--format", "csv", "--today", DAY, cwd=where.root).out.removeprefix("\ufeff")))}  # fmt: skip
    assert asked in lines["990005"]["What to look at"]
    assert why in lines["990003"]["Why not readable"]
    assert lines["990001"]["What to look at"] == lines["990005"]["Why not readable"] == ""
    found = {one["urn"]: one for one in json.loads(
        run("status", "--format", "json", "--today", DAY, cwd=where.root).out)["schools"]}  # fmt: skip
    assert asked in [finding["where"] for finding in found["990005"]["findings"]]
    assert [other["reason"] for other in found["990003"]["others"]] == [why]


def test_a_second_copy_of_the_store_is_noticed(folder: Path) -> None:
    (folder / "hub-OFFICE-PC.sqlite").write_bytes(b"")
    said = run("status", "--today", DAY, cwd=folder, code=1).out
    assert "hub-OFFICE-PC.sqlite lies beside the store" in said
    found = json.loads(run("status", "--format", "json", "--today", DAY, cwd=folder, code=1).out)
    assert [one["code"] for one in found["warnings"]] == ["HUB-030"]


def test_all_is_well_only_when_nothing_is_left_to_do(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    run("status", "--today", DAY, cwd=where.root, code=1)
    put(where, *((f"{school.urn}.xlsx", workbook(school)) for school in SCHOOLS))
    ran = run("status", "--today", DAY, cwd=where.root, code=0)
    assert "4 schools, 4 returned: 4 in order." in ran.out
    run("status", "--today", DAY, cwd=where.folders["inbox"], code=0)


def test_before_anything_has_come_there_is_no_store_and_none_is_made(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    assert "4 schools, 0 returned: 4 not returned." in run("status", "--today", DAY, cwd=where.root, code=1).out
    assert not where.store.exists()
    assert not where.folders["output"].exists()


def test_bad_input_gets_one_sentence(tmp_path: Path) -> None:
    ran = run("status", cwd=tmp_path, code=2)
    assert "There is no collection.yaml in " in ran.err
    assert "careers-workbook init my-hub" in ran.err
    where = hub(tmp_path / "hub")
    for register, words in (("URN,Name\n", "The register lists no school."), (None, "register.csv")):
        where.register.write_text(register, encoding="utf-8") if register else where.register.unlink()
        ran = run("status", cwd=where.root, code=2)
        assert words in ran.err
        assert ran.err.count("\n") == 1
    assert "--chase" in run("status", "--only", "thank you", cwd=where.root, code=2).err


def test_a_line_of_the_register_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", rows=["99,Mistyped,,,,"])
    ran = run("status", "--today", DAY, cwd=where.root, code=1)
    assert ran.err.startswith('register.csv, line 6: "99" is not a URN.')


def test_names_of_any_width_are_cut_to_the_window(tmp_path: Path) -> None:
    rows = [("URN", "School", "State"), ("990001", "漢字" * 40, "in order"), ("990002", "Oak", "blank")]
    for line in aligned(rows, 40, wide=1, numbers=()):
        assert columns(line) <= 40
    where = hub(tmp_path / "hub")
    drop(where, "nothing.txt", b"")
    ran = run("status", cwd=where.root, env={"COLUMNS": "44"})
    assert max(map(columns, ran.out.splitlines())) <= 80
