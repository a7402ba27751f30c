"""Schools that close, convert, merge and split in mid-year: nobody's history is lost, nobody is asked twice."""

import datetime as dt
from pathlib import Path

import pytest

from careers_workbook.core.school import School
from careers_workbook.hub.hub import Hub, open_hub
from careers_workbook.hub.register.addresses import Senders
from careers_workbook.hub.register.gias import read_extract
from careers_workbook.hub.register.register import Register, read_register
from careers_workbook.hub.register.selection import Wanted, select
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.store.settings import HubSettings
from tests.support.desk import running
from tests.support.hub_folder import ANSWERS, AUTUMN, BRANNOC, OAK, SPRING, WOOD_A, drop, hub, workbook
from tests.support.program import run

pytestmark = pytest.mark.slow
ACADEMY, MERGED = School("990030", "Oak Academy"), School("990031", "Oak and Brannoc Academy")
NOVEMBER, JANUARY, MARCH = dt.date(2026, 11, 23), dt.date(2027, 1, 20), dt.date(2027, 3, 1)
_HEADER = (
    "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (code),"
    "EstablishmentStatus (code),OpenDate,CloseDate,Town,Postcode"
)


def registered(where: HubSettings, *lines: str, closed: dict[str, str], addresses: bool = False) -> None:
    """The four schools, those closed that are named, and further lines: URN, name, what each follows."""
    four = [
        f'{urn},"{name}",,{closed.get(urn, "")},{f"head@{urn}.example" if addresses else ""}'
        for urn, name in (
            ("990001", "Oak Lane School"),
            ("990002", "St Brannoc's School"),
            ("990003", "Woodlands School"),
        )
    ]
    where.register.write_text(
        "\n".join(["URN,Name,Replaces,Closed,E-mail", *four, *(f"{line}," for line in lines)]) + "\n", encoding="utf-8"
    )


def seen(where: HubSettings, name: str, day: dt.date) -> dict[str, str]:
    """How each school stands in a round on a day; with brackets those that have closed."""
    found = round_of(where, name, day)
    return {
        f"({school.listed.school.urn})" if school.listed.closed else school.listed.school.urn: school.state
        for school in found.schools
    }


def at(where: HubSettings, name: str, day: dt.date) -> Hub:
    return open_hub(where.root, day, name)


def round_of(where: HubSettings, name: str, day: dt.date) -> Round:
    return at(where, name, day).view().round


def collect(where: HubSettings, day: dt.date, **files: bytes) -> None:
    for name, data in files.items():
        drop(where, f"{name}.xlsx", data, dt.datetime.combine(day, dt.time(9)))
    list(at(where, AUTUMN if day < dt.date(2027, 1, 4) else SPRING, day).collect().steps)


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """Autumn: two of three schools returned in November."""
    where = hub(tmp_path / "hub")
    registered(where, closed={})
    collect(where, NOVEMBER, oak=workbook(OAK), brannoc=workbook(BRANNOC))
    return where


def test_a_school_that_converted_after_a_round_keeps_it(where: HubSettings) -> None:
    before = seen(where, AUTUMN, NOVEMBER)
    registered(where, "990030,Oak Academy,990001,", closed={"990001": "31/12/2026"})
    assert seen(where, AUTUMN, JANUARY) == before
    assert seen(where, SPRING, JANUARY) == {
        "990002": "not returned", "990003": "not returned", "990030": "not returned"
    }  # fmt: skip
    collect(where, MARCH, spring=workbook(ACADEMY, {**ANSWERS, ("CL2", "completed"): "Yes"}))
    compared = at(where, SPRING, MARCH).view().compared.comparison
    assert compared
    (school,) = compared.compared
    assert (school.now.urn, {change.kind for change in school.changes}) == (
        "990030",
        {"newly done", "answer text changed"},
    )
    assert {change.before for change in school.changes} == {"In progress", "990001", "Oak Lane School"}
    assert [one.listed.school.urn for one in compared.absent] == ["990002"]


def test_the_workbook_of_a_converted_school_goes_on_with_its_answers(where: HubSettings) -> None:
    registered(where, "990030,Oak Academy,990001,", closed={"990001": "31/12/2026"})
    said = run("build", "--collection", SPRING, "--today", "2027-01-20", cwd=where.root, code=0).out
    assert "With the answers of last time: 2 of Autumn 2026." in said


def test_what_comes_under_the_old_urn_in_the_round_of_the_change_is_the_new_schools(where: HubSettings) -> None:
    registered(where, "990030,Oak Academy,990001,", closed={"990001": "01/12/2026"})
    assert seen(where, AUTUMN, JANUARY) == {"990002": "in order", "990003": "not returned", "990030": "in order"}
    collect(where, JANUARY, late=workbook(OAK, {**ANSWERS, ("CL3", "completed"): "Yes"}))
    spring = round_of(where, SPRING, JANUARY)
    (academy,) = (school for school in spring.schools if school.listed.school.urn == "990030")
    assert academy.counts
    assert "HUB-036" in {finding.code for finding in academy.counts.findings}


def test_who_never_returned_before_it_converted_is_due_under_its_new_urn(where: HubSettings) -> None:
    registered(where, "990032,Woodlands Academy,990003,", closed={"990003": "31/12/2026"})
    assert seen(where, AUTUMN, JANUARY) == {"990001": "in order", "990002": "in order", "990032": "not returned"}


def test_a_chain_of_conversions_is_one_school(where: HubSettings) -> None:
    closed = {"990001": "01/12/2026"}
    registered(where, "990030,Oak Academy,990001,05/12/2026", "990033,Oak Trust Academy,990030,", closed=closed)
    assert seen(where, AUTUMN, JANUARY)["990033"] == "in order"
    registered(where, "990030,Oak Academy,990001; 990033,", "990033,Other,990030,", closed=closed)
    assert seen(where, AUTUMN, JANUARY)["(990001)"] == "in order"


MERGER = "990031,Oak and Brannoc Academy,990001; 990002,"


def test_two_that_became_one_keep_two_histories(where: HubSettings) -> None:
    closed = {"990001": "31/12/2026", "990002": "31/12/2026"}
    registered(where, MERGER, closed=closed)
    assert seen(where, AUTUMN, JANUARY) == {"990001": "in order", "990002": "in order", "990003": "not returned"}
    assert seen(where, SPRING, JANUARY) == {"990003": "not returned", "990031": "not returned"}
    said = run("build", "--collection", SPRING, "--today", "2027-01-20", cwd=where.root, code=0).out
    assert "With the answers" not in said
    collect(where, JANUARY, wood=workbook(WOOD_A))
    said = run("build", "--force", "--collection", SPRING, "--today", "2027-01-20", cwd=where.root, code=0).out
    assert (
        "Blank, because nothing counts of them yet (1): 990031 Oak and Brannoc Academy: it follows 990001 and 990002, "
        "whose answers stay their own" in " ".join(said.split())
    )


def test_in_the_round_of_a_merger_nothing_counts_twice(where: HubSettings) -> None:
    registered(where, MERGER, closed={"990001": "01/12/2026", "990002": "01/12/2026"})
    assert seen(where, AUTUMN, NOVEMBER) == {
        "990003": "not returned", "990031": "not returned", "(990001)": "in order", "(990002)": "in order",
    }  # fmt: skip
    collect(where, dt.date(2026, 12, 10), merged=workbook(MERGED))
    assert seen(where, AUTUMN, JANUARY) == {"990003": "not returned", "990031": "in order"}
    why = {one.stored.receipt.name: one.reason for one in round_of(where, AUTUMN, JANUARY).files}
    assert why["oak.xlsx"] == "It has become part of Oak and Brannoc Academy (990031), whose inbox/merged.xlsx counts."


def test_what_was_written_down_of_a_merged_school_counts_once_too(where: HubSettings) -> None:
    registered(where, MERGER, closed={"990001": "01/11/2026", "990002": "01/11/2026"})
    for urn, state in (("990003", "in order"), ("990031", "in order")):
        words = (urn, "CL1.completed", "No", "--by", "AS", "--complete", "--today", "2026-12-10")
        run("answer", *words, cwd=where.root, code=0)
        assert seen(where, AUTUMN, JANUARY)[urn] == state
    assert seen(where, AUTUMN, JANUARY) == {"990003": "in order", "990031": "in order"}
    why = {one.stored.receipt.name: one.reason for one in round_of(where, AUTUMN, JANUARY).files}
    assert why["oak.xlsx"] == (
        "It has become part of Oak and Brannoc Academy (990031), whose answers, which your Hub wrote down, count."
    )


def test_a_school_that_took_in_another_goes_on_with_its_own(where: HubSettings) -> None:
    """What came of both before the merger counts for both; of what came after, only that of the whole."""
    registered(where, closed={"990002": "01/12/2026"})
    text = where.register.read_text(encoding="utf-8").replace(
        '990001,"Oak Lane School",,', '990001,"Oak Lane School",990001; 990002,'
    )
    where.register.write_text(text, encoding="utf-8")
    assert seen(where, AUTUMN, JANUARY) == {"990001": "in order", "990003": "not returned", "(990002)": "in order"}
    collect(where, dt.date(2026, 12, 10), whole=workbook(OAK, {**ANSWERS, ("CL4", "completed"): "Yes"}))
    assert seen(where, AUTUMN, JANUARY) == {"990001": "in order", "990003": "not returned"}


def test_one_that_was_split_is_nobody_elses(where: HubSettings) -> None:
    registered(where, "990030,A,990001,", "990031,B,990001,", closed={"990001": "01/12/2026"})
    assert seen(where, AUTUMN, JANUARY) == {
        "990002": "in order", "990003": "not returned", "990030": "not returned", "990031": "not returned",
        "(990001)": "in order",
    }  # fmt: skip


def test_the_desk_says_who_has_closed_and_who_follows(where: HubSettings, tmp_path: Path) -> None:
    """In the autumn, in which two that have closed since returned, and a letter was written for one of them."""
    registered(where, closed={}, addresses=True)
    run("build", "--mail", "--collection", AUTUMN, "--today", NOVEMBER, cwd=where.root, code=0)
    merged = "990031,Oak and Brannoc Academy,990001; 990002,"
    registered(where, merged, closed={"990001": "01/12/2026", "990002": "01/12/2026"}, addresses=True)
    with running(where.root, tmp_path / "state", "2026-12-10") as desk:
        desk.enter()
        page = {
            name: desk.get(name).text for name in ("/", "/schools", "/schools/990001", "/schools/990031", "/register")
        }
        letters = desk.get("/letters").text
        assert "Besides, 2 schools have closed and returned all the same." in page["/"]
        assert page["/schools"].count("closed on 01/12/2026") == 2
        assert "<dt>Closed</dt><dd>1 December 2026</dd>" in page["/schools/990001"]
        assert '<a href="/schools/990031">Oak and Brannoc Academy</a>' in page["/schools/990001"]
        assert "May return until" not in page["/schools/990001"]
        assert "<dt>Follows</dt>" in page["/schools/990031"]
        assert '<a href="/schools/990002">St Brannoc' in page["/schools/990031"]
        assert "4 schools are listed, 2 are expected in Autumn 2026" in page["/register"]
        assert letters.count("not true any more</strong>") == 2
        desk.followed(desk.post("/letters/write"))
        there = sorted(path.name[:6] for path in (where.root / "output" / "letters" / AUTUMN).glob("* - blank.eml"))
        assert there == ["990003"]


def test_who_closed_and_nobody_follows_is_not_chased(where: HubSettings) -> None:
    drop(where, "oak.xlsx", workbook(OAK))
    for day in ("01/12/2026", "31/12/2026", "yes"):
        registered(where, closed={"990001": day, "990003": day})
        assert "990003" not in seen(where, AUTUMN, JANUARY)
        assert set(seen(where, SPRING, JANUARY)) == {"990002"}
        chased = run("status", "--chase", "--collection", AUTUMN, "--today", "2027-01-20", cwd=where.root)
        assert "not returned" not in chased.out


@pytest.mark.parametrize(
    ("closes", "in_autumn", "in_spring"),
    [
        ("30/11/2026", False, False),
        ("31/12/2026", True, False),
        ("30/03/2027", True, False),
        ("31/03/2027", True, True),
    ],
)
def test_who_closes_on_a_day_to_come_is_expected_in_rounds_that_are_due_until_then(
    where: HubSettings, closes: str, *, in_autumn: bool, in_spring: bool
) -> None:
    """By every road: how the round stands, letters, workbooks, what is to be done next; who follows comes after it."""
    registered(where, "990032,Woodlands Academy,990003,", closed={"990003": closes})
    for name, day, is_in in ((AUTUMN, dt.date(2026, 11, 20), in_autumn), (SPRING, dt.date(2027, 1, 20), in_spring)):
        hub, one = at(where, name, day), "990003" if is_in else "990032"
        view = hub.view()
        assert {"990003", "990032"} & set(seen(where, name, day)) == {one}
        assert {"990003", "990032"} & {school.listed.school.urn for school in view.round.expected} == {one}
        reminded = hub.reminders(view, "not returned", None)
        assert {"990003", "990032"} & {each.school.listed.school.urn for each in reminded.steps} == {one}
        assert {"990003", "990032"} & {each.school.urn for each in hub.without_workbook(view)} == {one}
        folder = where.root / f"made {name}"
        words = ("--collection", name, "-o", folder, "--today", day.isoformat())
        run("build", *words, cwd=where.root, code=0)
        assert {"990003", "990032"} & {path.name[:6] for path in folder.iterdir()} == {one}


def test_a_day_to_come_changes_nothing_in_a_round_that_is_over(where: HubSettings) -> None:
    """Who has not returned in it stays so, and who has returned too."""
    registered(where, closed={})
    before = seen(where, AUTUMN, JANUARY)
    registered(where, closed={"990001": "15/02/2027", "990003": "15/02/2027"})
    assert seen(where, AUTUMN, JANUARY) == before
    assert "990003" not in seen(where, SPRING, JANUARY)


def test_the_address_of_a_converted_school_says_whose_a_file_is(where: HubSettings) -> None:
    lines = ("990001,Oak,,31/12/2026,a@oak.example", "990030,Oak Academy,990001,,a@oak.example")
    where.register.write_text("\n".join(["URN,Name,Replaces,Closed,E-mail", *lines]), encoding="utf-8")
    assert Senders(read_register(where.register).listed).school_of("a@oak.example") == "990030"


def test_what_the_hub_wrote_down_of_a_school_goes_on_under_its_new_urn(where: HubSettings) -> None:
    autumn = ("--collection", AUTUMN)
    run("extend", "990003", "--to", "2027-01-15", "--today", "2026-11-23", *autumn, cwd=where.root, code=0)
    run("note", "990003", "rings on Mondays", *autumn, cwd=where.root, code=0)
    by = ("--by", "AS", "--how", "telephone", *autumn)
    run("answer", "990003", "CL1.completed", "Yes", *by, "--complete", cwd=where.root, code=0)
    before = seen(where, AUTUMN, NOVEMBER)
    registered(where, "990032,Woodlands Academy,990003,", closed={"990003": "01/12/2026"})
    found = round_of(where, AUTUMN, JANUARY)
    assert found.due_of("990032") == dt.date(2027, 1, 15)
    assert {school.listed.school.urn: school.state for school in found.schools}["990032"] == before["990003"]
    assert [one.text("words") for one in at(where, AUTUMN, JANUARY).notes("990032")] == ["rings on Mondays"]
    run("answer", "990032", "CL2.completed", "No", *by, cwd=where.root, code=0)
    (school,) = (one for one in round_of(where, AUTUMN, JANUARY).schools if one.listed.school.urn == "990032")
    assert [(one.ref, one.value) for one in school.by_hand.answers] == [("CL1", "Yes"), ("CL2", "No")]


def test_an_excuse_goes_on_until_the_school_is_expected_again(where: HubSettings) -> None:
    run("excuse", "990003", "--why", "flood", "--collection", AUTUMN, cwd=where.root, code=0)
    registered(where, "990032,Woodlands Academy,990003,", closed={"990003": "01/12/2026"})
    assert "990032" not in seen(where, AUTUMN, JANUARY)
    assert list(at(where, AUTUMN, JANUARY).excused()) == ["990032", "990003"]
    run("expect", "990032", "--collection", AUTUMN, cwd=where.root, code=0)
    assert seen(where, AUTUMN, JANUARY)["990032"] == "not returned"
    run("undo", cwd=where.root, code=0)
    assert "990032" not in seen(where, AUTUMN, JANUARY)


def test_who_is_forgotten_is_forgotten_under_its_old_urn_too(where: HubSettings) -> None:
    registered(where, "990030,Oak Academy,990001,", closed={"990001": "01/12/2026"})
    run("forget", "990030", "--yes", "--why", "asked for", cwd=where.root)
    assert "990030" not in {urn for urn, state in seen(where, AUTUMN, JANUARY).items() if state == "in order"}
    assert not [path for path in where.root.rglob("*") if path.is_file() and b"990001 Oak" in path.read_bytes()]


# ---- the links of GIAS


def extract(tmp_path: Path, *links: str) -> tuple[Path, Path]:
    rows = [
        "990001,991,Northmoor,7001,Oak Lane School,7,2,,31-12-2026,Northmoor,ZZ1 1AA",
        "990002,991,Northmoor,7002,St Brannoc's School,7,2,,31-12-2026,Northmoor,ZZ2 1AA",
        "990003,991,Northmoor,7003,Woodlands School,7,1,,,Northmoor,ZZ3 1AA",
        "990030,991,Northmoor,4030,Acorn Academy,44,1,01-01-2027,,Northmoor,ZZ4 1AA",
        "990031,991,Northmoor,4031,Northmoor Free School,36,1,01-09-2026,,Northmoor,ZZ1 1AA",
    ]
    one, other = tmp_path / "edubasealldata.csv", tmp_path / "links_edubasealldata.csv"
    one.write_text("\n".join([_HEADER, *rows]) + "\n", encoding="utf-8")
    head = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate"
    other.write_text("\n".join([head, *links]) + "\n", encoding="cp1252")
    return one, other


@pytest.mark.parametrize(
    ("links", "replaces"),
    [
        (["990030,990001,Oak Lane School,Predecessor,01-01-2027"], {"990030": "990001"}),
        (["990001,990030,Acorn Academy,Successor,01-01-2027"], {"990030": "990001"}),
        (
            ["990030,990001,Oak,Predecessor - amalgamated,", "990030,990002,Brannoc,Predecessor - amalgamated,"],
            {"990030": "990001; 990002"},
        ),
        (["990030,990001,Oak,Predecessor,", "990002,990030,Acorn,Successor,"], {"990030": "990001; 990002"}),
        (["990030,990001,Oak,Predecessor - merged,"], {"990030": "990030; 990001"}),
        (["990003,990002,Brannoc,Merged - expansion of school capacity,"], {"990003": "990003; 990002"}),
        (["990030,990001,Oak,Predecessor - Split School,", "990031,990001,Oak,Predecessor - Split School,"], {}),
        (["990030,990001,Oak,Predecessor,", "990031,990001,Oak,Predecessor,"], {}),
        (["990030,990003,Woodlands,Predecessor,"], {}),
        (["990030,999999,A school of before,Predecessor,"], {"990030": "999999"}),
        (["990030,990001,Oak,Sixth Form Centre Link,", "990030,x,Oak,Predecessor,"], {}),
    ],
)
def test_what_gias_says_of_who_follows_whom(tmp_path: Path, links: list[str], replaces: dict[str, str]) -> None:
    selection = select(read_extract(*extract(tmp_path, *links)), Wanted.of(["special"]))
    found = {urn: one.replaces(urn) for urn, one in selection.before.items()}
    assert {urn: text for urn, text in found.items() if text} == replaces


def test_an_import_joins_schools_and_says_so(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    registered(where, "990030,Acorn Academy,990002,", closed={})
    links = ["990030,990001,Oak Lane School,Predecessor,01-01-2027", "990031,990002,St Brannoc's,Predecessor - merged,"]
    one, other = extract(tmp_path, *links)
    ran = run("register", "import", one, "--links", other, "--types", "special", cwd=where.root, code=0)
    said = " ".join(ran.out.split())
    assert (
        "The same school under a new URN, by the links of GIAS (1): 990030 Acorn Academy (Northmoor) replaces" in said
    )
    assert "Made of other schools, by the links of GIAS; each keeps its own answers (1): 990031" in said
    assert "Replaces is another one now, by the links of GIAS (1): 990030" in said
    assert "990001, before 990002" in said
    register = read_register(where.register)
    assert {one.school.urn: one.replaces for one in register.listed if one.replaces} == {
        "990030": "990001", "990031": "990031; 990002"
    }  # fmt: skip
    assert former(register) == {"990030": ("990001",)}
    history = " ".join(run("history", cwd=where.root).out.split())
    assert "by the links of GIAS these follow others: 990030, 990031" in history
    again = run("register", "import", one, "--links", other, "--types", "special", cwd=where.root, code=0).out
    assert "Nothing has changed." in again


def former(register: Register) -> dict[str, tuple[str, ...]]:
    return {one.school.urn: one.former for one in register.listed if one.former}


def test_what_is_no_list_of_links_is_refused(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    one, _ = extract(tmp_path)
    before = where.register.read_bytes()
    said = run("register", "import", one, "--links", one, cwd=where.root, code=2).err
    assert "This is no list of links between establishments" in said
    assert where.register.read_bytes() == before
