"""Schools at the desk: what is wrong stands at its answer, many are dealt with together, what is held goes."""

import datetime as dt
import io
import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from starlette.datastructures import FormData

from careers_workbook.blanks.workbook import Order
from careers_workbook.desk.pages import schools
from careers_workbook.desk.visit import Action, Visit
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from tests.support import gias
from tests.support.chromium import chromium
from tests.support.desk import PATIENCE, RunningDesk, running
from tests.support.desk_browser import WRONG, opened
from tests.support.desk_cost import AskedDesk
from tests.support.hub_folder import (
    ANSWERS,
    BRANNOC,
    LATER,
    OAK,
    SPRING,
    TODAY,
    WOOD_A,
    file,
    hub,
    put,
    workbook,
)
from tests.support.program import run
from tests.support.stamp import master
from tests.support.truth import FIRST_SPEC

BAD = {("CL1", "completed"): "No", ("CL2", "deadline"): "31/02/2027", ("CL2", "action"): "<script>alert(1)</script>"}


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """In autumn two returned; in spring Oak Lane says something else, and something that cannot be read."""
    found = hub(tmp_path / "hub")
    put(found, ("990001.xlsx", workbook(OAK)), ("990002.xlsx", workbook(BRANNOC)))
    with Store(found.store, write=True) as store:
        sent = dt.datetime.fromisoformat("2027-01-20T09:00:00")
        store.add(file(found, "990001 spring.xlsx", workbook(OAK, BAD), SPRING, received=LATER, sent=sent))
    return found


@pytest.fixture
def today() -> dt.date:
    return LATER


def cell(page: str, key: str) -> str:
    found = re.search(f'id="{key}"[^>]*>(.*?)</td>', page, re.DOTALL)
    assert found
    return found[1]


def test_every_finding_stands_at_the_answer_that_it_is_about(desk: RunningDesk) -> None:
    page = desk.get("/schools/990001").text
    wrong = cell(page, "CL2-deadline")
    assert "To put right:" in wrong
    assert "31/02/2027" in wrong
    assert 'href="#CL2-deadline"' in page
    assert "To put right:" not in cell(page, "CL1-deadline")
    assert page.count("is not a date") == 1
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in cell(page, "CL2-action")


@pytest.mark.browser
def test_where_nothing_was_found_it_is_folded_until_it_is_asked_for_or_printed(desk: RunningDesk) -> None:
    with chromium() as browser:
        for script in (True, False):
            page = opened(browser, desk, script=script)
            for address, is_there in (("", False), ("#CL1-deadline", True)):
                page.goto("about:blank")
                page.goto(f"{desk.address}/schools/990001{address}")
                expect(page.locator("#CL2-deadline")).to_be_visible()
                expect(page.locator("#CL1-deadline")).to_be_visible(visible=is_there)
            page.goto(f"{desk.address}/schools/990001")
            page.get_by_text(re.compile(r"^The other \d+ questions, with nothing found$")).first.click()
            expect(page.locator("#CL1-deadline")).to_be_visible()
            page.goto("about:blank")
            page.goto(f"{desk.address}/schools/990001")
            text = printed(page)
            assert all(re.search(rf"^{ref}\b", text, re.MULTILINE) for ref in ("SD1", "CL1", "CL2", "SP1", "SR1")), text
            page.context.close()
    assert WRONG == []


def printed(page: Page) -> str:
    """What stands on the paper."""
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)


def test_round_by_round_and_what_has_changed(desk: RunningDesk) -> None:
    earlier = desk.get("/schools/990001?round=Autumn+2026").text
    assert "This is how it stands in Autumn 2026" in earlier
    assert "Let it return later" not in earlier
    assert "Ask the head" in cell(earlier, "CL2-action")
    changes = desk.get("/schools/990001/changes").text
    assert "Slipped back" in changes
    assert "31/03/2027" in changes
    assert "Nothing can be compared" in desk.get("/schools/990002/changes").text
    assert "Nothing can be compared" in desk.get("/schools/990001/changes?round=Autumn+2026").text


@pytest.mark.parametrize(
    ("what", "ending", "start"),
    [
        ("report", "report.html", b"<!DOCTYPE html>"),
        ("governors", "for governors.pdf", b"%PDF"),
        ("leader", "open actions.pdf", b"%PDF"),
        ("marked", "to fix.xlsx", b"PK"),
    ],
)
def test_what_is_made_of_a_return_is_saved_and_never_shown(
    desk: RunningDesk, what: str, ending: str, start: bytes
) -> None:
    answer = desk.post("/schools/990001/made", what=what)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-disposition"].endswith(ending.replace(" ", "%20"))
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.body.startswith(start)
    if what == "marked":
        with zipfile.ZipFile(io.BytesIO(answer.body)) as parts:
            assert parts.testzip() is None
    assert desk.post("/schools/990002/made", what=what).status == 404
    assert desk.post("/schools/990001/made", what="../../x").status == 422


def test_several_schools_are_named_before_anything_is_done_with_them(desk: RunningDesk) -> None:
    wanted = {"what": "extend", "to": "2027-04-10"}
    asked = desk.post("/schools/together?q=woodlands", **wanted)
    assert asked.status == 200
    assert re.findall(r'name="urn" value="(\d+)"', asked.text) == ["990003", "990004"]
    assert "10/04/2027" in asked.text
    assert "10 April 2027" not in desk.get("/schools/990003").text
    assert "these 2 schools" in asked.text
    desk.done(desk.post("/schools/together?q=woodlands", **wanted, urn="990003", sure="yes"))
    assert "10 April 2027" in desk.get("/schools/990003").text
    assert "10 April 2027" not in desk.get("/schools/990004").text
    desk.done(desk.post("/history/undo"))
    assert "10 April 2027" not in desk.get("/schools/990003").text


def taken_along(desk: RunningDesk, page: str) -> dict[str, bytes]:
    """The files that a page offers, alone or in a zip folder."""
    link = re.search(r'href="(/jobs/\d+/files)" download', page)
    assert link, page
    answer = desk.get(link[1])
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    name = unquote(answer.headers["content-disposition"].rpartition("'")[2])
    if not name.endswith(".zip"):
        return {name: answer.body}
    with zipfile.ZipFile(io.BytesIO(answer.body)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


@pytest.mark.parametrize(
    ("fields", "command"),
    [
        ({"what": "reports", "kind": "report"}, ["report", "--all"]),
        ({"what": "reports", "kind": "annex"}, ["report", "--all", "--for", "governors", "--annex"]),
        ({"what": "marked"}, ["mark"]),
    ],
)
def test_what_is_made_of_many_returns_is_what_the_command_makes(
    desk: RunningDesk, where: HubSettings, fields: dict[str, str], command: list[str]
) -> None:
    round_there = ["--collection", "Spring 2027", "--today", LATER.isoformat()]
    run(*command, "-o", "elsewhere", *round_there, cwd=where.root)
    asked = desk.post("/schools/together", **fields).text
    assert re.findall(r'name="urn" value="(\d+)"', asked) == ["990001"]  # nothing came of the others in this round
    page = desk.done(desk.post("/schools/together", **fields, urn="990001", sure="yes"))
    made = {path.name: path.read_bytes() for path in (where.root / "elsewhere").iterdir()}
    assert len(made) == 1
    assert taken_along(desk, page) == made


@pytest.mark.parametrize(
    ("kind", "ending", "words"),
    [("calendar", "ics", []), ("reminding", "ics", ["--remind"]), ("table", "csv", ["--format", "csv"])],
)
def test_open_actions_of_many_are_what_the_command_puts_into_a_calendar(
    desk: RunningDesk, where: HubSettings, kind: str, ending: str, words: list[str]
) -> None:
    with Store(where.store, write=True) as store:
        sent = dt.datetime.fromisoformat("2027-01-22T09:00:00")
        store.add(file(where, "990002 spring.xlsx", workbook(BRANNOC), SPRING, received=LATER, sent=sent))
    name = f"deadlines.{ending}"
    run("deadlines", "--all", *words, "-o", name, "--today", LATER.isoformat(), cwd=where.root)
    page = desk.done(desk.post("/schools/together", what="deadlines", kind=kind, sure="yes"))
    assert "1 deadline; 1 open action has no deadline" in page
    assert taken_along(desk, page) == {f"Open actions Spring 2027.{ending}": (where.root / name).read_bytes()}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/status/schools", ["status", "--format", "csv", "--today", LATER.isoformat()]),
        ("/status/caseloads", ["status", "--by-caseload", "--format", "csv", "--today", LATER.isoformat()]),
        ("/history/table", ["history", "--format", "csv"]),
    ],
)
def test_tables_are_those_of_the_commands(
    desk: RunningDesk, where: HubSettings, address: str, words: list[str]
) -> None:
    run(*words, "-o", "table.csv", cwd=where.root)
    answer = desk.get(address)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.body == (where.root / "table.csv").read_bytes()
    assert len(answer.body.splitlines()) > 1
    assert desk.get("/status/other").status == 404


def test_copies_that_are_there_stay_and_what_could_not_be_made_is_said(desk: RunningDesk, where: HubSettings) -> None:
    asked = {"what": "marked", "urn": "990001", "sure": "yes"}
    name, data = next(iter(taken_along(desk, desk.done(desk.post("/schools/together", **asked))).items()))
    (copy,) = where.root.rglob(name)
    copy.write_bytes(b"typed in")
    left = desk.done(desk.post("/schools/together", **asked))
    assert "0 marked copies" in left
    assert "FILE-021" in left or "is there already" in left
    assert "/files" not in left
    desk.done(desk.post("/schools/together", **asked, replace="yes"))
    assert copy.read_bytes() == data
    for original in where.folders["returns"].glob("originals/*/*"):
        original.write_bytes(b"broken")
    left = desk.done(desk.post("/schools/together", **asked, replace="yes"))
    assert "0 marked copies" in left
    assert "Oak Lane School: inbox/990001 spring.xlsx: No marked copy of this file could be made" in left
    for what in ("reports", "deadlines"):
        kind = {"reports": "report", "deadlines": "table"}[what]
        said = desk.done(desk.post("/schools/together", what=what, kind=kind, urn="990001", sure="yes"))
        assert re.search(r"<p[^>]*>Oak Lane School: [^<]*990001", unescape(said)), what
    assert copy.read_bytes() == data
    assert desk.post("/schools/together", what="reports", kind="x").status == 422


def test_what_was_made_before_a_stop_is_whole_and_can_be_taken_along(where: HubSettings) -> None:
    with Store(where.store, write=True) as store:
        sent = dt.datetime.fromisoformat("2027-01-21T09:00:00")
        store.add(file(where, "990002 spring.xlsx", workbook(BRANNOC), SPRING, received=LATER, sent=sent))
    asked = AskedDesk(where.root, LATER)
    form = FormData({"what": "reports", "kind": "report", "sure": "yes"})
    action = schools.together(Visit(asked.desk, {}, {}, form))
    assert isinstance(action, Action)
    job = asked.desk.jobs.start(action.title, action.back, lambda job: (job.stop(), action.work(job))[1])
    assert job.wait(PATIENCE)
    assert (job.state, job.done, job.total) == ("stopped", 1, 2)
    assert [path.name for path in job.files] == ["990001 Oak Lane School - report.html"]
    assert job.files[0].read_bytes().rstrip().endswith(b"</html>")
    page = asked.get(f"/jobs/{job.number}")[1].decode()
    assert f"/jobs/{job.number}/files" in page
    assert "What was finished before is complete" in page
    whole = asked.desk.jobs.start(action.title, action.back, action.work)
    assert whole.wait(PATIENCE)
    assert (whole.state, whole.done) == ("done", 2)
    with zipfile.ZipFile(io.BytesIO(asked.get(f"/jobs/{whole.number}/files")[1])) as parts:
        assert {name: parts.read(name) for name in parts.namelist()} == {p.name: p.read_bytes() for p in whole.files}
        assert len(parts.namelist()) == 2
    asked.desk.jobs.end()


def test_a_round_that_is_over_is_looked_at_and_nothing_is_decided_in_it(desk: RunningDesk, where: HubSettings) -> None:
    at, day = "?round=Autumn+2026&state=in+order", ["--collection", "Autumn 2026", "--today", LATER.isoformat()]
    page = desk.get(f"/schools{at}").text
    assert "This is how they stand in Autumn 2026" in page
    assert "2 of 4 schools" in page
    assert 'href="/schools/990002?round=Autumn%202026"' in page
    assert set(re.findall(r'name="what" value="(\w+)"', page)) == {"reports", "deadlines", "marked"}
    assert 'href="/schools?state=in+order&amp;sort=name&amp;round=Autumn+2026"' in page
    run("status", "--format", "csv", *day, "-o", "table.csv", cwd=where.root)
    assert desk.get("/status/schools?round=Autumn+2026").body == (where.root / "table.csv").read_bytes()
    run("report", "--all", *day, "-o", "elsewhere", cwd=where.root)
    wanted = {"what": "reports", "kind": "report", "shown_round": "Autumn 2026"}
    asked = desk.post(f"/schools/together{at}", **wanted)
    assert re.findall(r'name="urn" value="(\d+)"', asked.text) == ["990001", "990002"]
    page = desk.done(desk.post(f"/schools/together{at}", **wanted, sure="yes"))
    assert "This is how they stand in Autumn 2026" in page
    made = {path.name: path.read_bytes() for path in (where.root / "elsewhere").iterdir()}
    assert len(made) == 2
    assert taken_along(desk, page) == made
    wrong = desk.post(f"/schools/together{at}", what="excuse", why="x", sure="yes", shown_round="Autumn 2026")
    assert (wrong.status, "is not the round under way" in wrong.text) == (422, True)


def test_files_that_are_sent_can_all_be_from_one_school(desk: RunningDesk) -> None:
    nameless = workbook(OAK.__class__("", ""))
    assert "Nobody knows" in desk.done(desk.send(("scan.xlsx", nameless)))
    assert desk.send(("scan.xlsx", nameless), **{"from": "123456"}).status == 422
    page = desk.done(desk.send(("scan 2.xlsx", workbook(OAK.__class__("", ""), BAD)), **{"from": WOOD_A.urn}))
    assert f'href="/schools/{WOOD_A.urn}"' in page
    assert "scan 2.xlsx" in desk.get(f"/schools/{WOOD_A.urn}").text


def test_every_school_that_has_closed_is_named_where_an_extract_is_taken(desk: RunningDesk) -> None:
    extract = gias.extract(900)
    sent = desk.send(("all.csv", gias.native(extract)), path="/register/take", field="extract", authorities="Northmoor")
    job = re.search(r"job=(\d+)|/jobs/(\d+)", sent.headers["location"])
    assert job
    desk.done(sent)
    said = desk.get(f"/jobs/{job[1] or job[2]}").text
    assert "--all" not in said
    closed = re.search(r"Closed, the newest first \((\d+)\)", said)
    assert closed
    assert int(closed[1]) > 20
    assert sum(one.row["URN"] in said for one in extract if one.why == "closed") == int(closed[1])


def test_the_overview_counts_by_caseload_as_the_command_does(where: HubSettings, tmp_path: Path) -> None:
    lines = (
        (where.root / "register.csv").read_text(encoding="utf-8").replace("990002@schools.example,Coordinator A", ",")
    )
    others = '990005,"Fern Hill",,Zoë & Co,,\n990006,"Gone School",,Zoë & Co,,2026-11-01\n'
    (where.root / "register.csv").write_text(lines + others, encoding="utf-8")
    day = LATER.isoformat()
    said = run("status", "--by-caseload", "--today", day, cwd=where.root).out
    with running(where.root, tmp_path / "state", day) as desk:
        desk.enter()
        page = desk.get("/").text
        rows = re.findall(r'<th [^>]*><a href="(/schools\?caseload=[^"]*)">([^<]*)</a></th>(.*)</tr>', page)
        assert [unescape(name) for _, name, _ in rows] == ["Coordinator A", "Zoë & Co", "(no caseload)"]
        for link, name, cells in rows:
            figures = re.findall(r">(\d+)</td>", cells)
            assert f"{unescape(name)} {' '.join(figures)}" in [" ".join(line.split()) for line in said.splitlines()]
            assert f"{figures[0]} of " in desk.get(unescape(link)).text


def test_what_is_decided_of_several_is_taken_back_as_a_whole(desk: RunningDesk) -> None:
    body = "what=excuse&why=closed+for+works&sure=yes&urn=990003&urn=990004"
    kind = {**desk.own, "Content-Type": "application/x-www-form-urlencoded"}
    assert "2 schools are excused" in desk.done(desk.ask("POST", "/schools/together", body.encode(), kind))
    assert desk.get("/schools").text.count("closed for works") == 2
    desk.done(desk.post("/history/undo"))
    assert "closed for works" not in desk.get("/schools").text
    for wrong in ({"what": "confirm"}, {"what": "extend", "to": "2020-01-01"}, {"what": "excuse"}, {"what": "burn"}):
        assert desk.post("/schools/together", **wrong).status == 422


def test_filters_and_order_stay_in_the_address(desk: RunningDesk) -> None:
    page = desk.get("/schools?state=not+returned&q=wood").text
    assert 'href="/schools?state=not+returned&amp;q=wood&amp;sort=name"' in page
    assert "2 of 4 schools" in page
    desk.done(desk.post("/schools/together?q=woodlands", what="extend", to="2027-04-10", urn=WOOD_A.urn, sure="yes"))


def test_what_is_held_is_shown_and_only_that_goes(desk: RunningDesk, where: HubSettings) -> None:
    page = desk.get("/schools/990001/forget").text
    size = re.search(r'name="size" value="(\w+)"', page)
    assert size
    assert "2 originals" in page
    assert desk.post("/schools/990001/forget", urn="990002", size=size[1]).status == 422
    desk.done(desk.post("/schools/990001/note", words="rang today"))
    changed = desk.done(desk.post("/schools/990001/forget", urn="990001", size=size[1]))
    assert "Nothing was removed" in changed
    assert len(list(where.folders["returns"].glob("originals/*/*"))) == 3
    size = re.search(r'name="size" value="(\w+)"', desk.get("/schools/990001/forget").text)
    assert size
    assert "is forgotten" in desk.done(desk.post("/schools/990001/forget", urn="990001", size=size[1], why="left"))
    assert len(list(where.folders["returns"].glob("originals/*/*"))) == 1
    assert "rang today" not in (where.folders["returns"] / "journal.jsonl").read_text(encoding="utf-8")


def test_an_address_is_confirmed_by_typing_it(desk: RunningDesk) -> None:
    assert "Not done" in desk.followed(desk.post("/schools/990001/address", address="evil@x.example")).text
    assert ", not confirmed" in desk.get("/schools/990001").text
    desk.done(desk.post("/schools/990001/address", address="990001@Schools.example"))
    assert ", confirmed" in desk.get("/schools/990001").text


def test_a_round_stands_beside_the_one_before(desk: RunningDesk) -> None:
    page = desk.get("/results/changes").text
    assert "Spring 2027 beside Autumn 2026" in page
    assert "Slipped back: 1" in page
    assert 'href="/schools/990001/changes?round=Spring%202027"' in page
    assert "Returned before, not now" in page
    assert "Nothing can be compared" in desk.get("/results/changes?round=Autumn+2026").text


def test_what_was_kept_long_enough_goes_only_as_it_was_shown(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", "keep_until:\n  originals: 1 month\n")
    put(where, ("990001.xlsx", workbook(OAK)))
    with running(where.root, tmp_path / "state", "2027-02-15") as desk:
        desk.enter()
        page = desk.get("/kept").text
        assert "Autumn 2026: the originals" in page
        size = re.search(r'name="size" value="(\w+)"', page)
        assert size
        assert desk.post("/kept/remove", size=size[1]).status == 422
        assert "Nothing was removed" in desk.done(desk.post("/kept/remove", sure="yes", size="0" * 16))
        assert len(list(where.folders["returns"].glob("originals/*/*"))) == 1
        assert "All of it is removed" in desk.done(desk.post("/kept/remove", sure="yes", size=size[1]))
        assert not list(where.folders["returns"].glob("originals/*/*"))
        assert "Nothing is due today" in desk.get("/kept").text


def test_a_long_list_of_changes_is_searched_and_shown_a_part_first(desk: RunningDesk) -> None:
    page = desk.get("/results/changes").text
    assert "Changes by school, most of them first</caption>" in page
    assert 'href="/schools/990001/changes' in page
    assert "No school is like that" in desk.get("/results/changes?q=brannoc").text
    assert 'href="/schools/990001/changes' in desk.get("/results/changes?q=oak&all=yes").text


def test_a_file_that_was_taken_for_a_schools_is_given_to_another_or_dismissed(desk: RunningDesk) -> None:
    page = desk.get("/schools/990001").text
    found = re.search(r'action="/schools/990001/whose".*?name="file" value="([^"]+)"', page, re.DOTALL)
    assert found
    assert "Choose the school that this file is from" in desk.post("/schools/990001/whose", file=found[1]).text
    assert "is from Woodlands School (990003)" in desk.done(
        desk.post("/schools/990001/whose", file=found[1], is_from=WOOD_A.urn)
    )
    assert "The return that counts" in desk.get(f"/schools/{WOOD_A.urn}").text
    assert "The return that counts" not in desk.get("/schools/990001").text
    why = desk.post(f"/schools/{WOOD_A.urn}/unwanted", file=found[1], unwanted="sent by mistake")
    assert "sent by mistake" in desk.done(why)
    assert "The return that counts" not in desk.get(f"/schools/{WOOD_A.urn}").text


def test_answers_of_this_year_in_last_years_workbook_are_confirmed(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    put(where, ("oak.xlsx", master(FIRST_SPEC, Order(dt.date(2025, 9, 14))).filled(OAK, ANSWERS)))
    with running(where.root, tmp_path / "state", TODAY.isoformat()) as desk:
        desk.enter()
        page = desk.get("/schools/990001").text
        assert "It came in the workbook of last year" in page
        assert "They are of this year, it counts" in page
        said = desk.done(desk.post("/schools/990001/confirm"))
        assert "its answers are those of this year, and that is confirmed" in said
        page = desk.get("/schools/990001").text
        assert "It came in the workbook of last year" not in page
        assert '<span class="tag in-order">' in page
