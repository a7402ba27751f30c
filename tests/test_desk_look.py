"""A file that is looked at before it is taken in: what is said of it, what is made of it, and that nothing is left."""

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.school import School
from careers_workbook.desk.looked_files import LookedFile, LookedFiles
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from tests.support.chromium import chromium
from tests.support.desk import Answer, RunningDesk, running
from tests.support.desk_browser import WRONG, done, drop, is_sound, opened, press
from tests.support.hub_folder import ANSWERS, BRANNOC, BUILT, LEAVERS, OAK, TODAY, WOOD_A, copied, hub, put, workbook
from tests.support.program import run
from tests.support.stamp import master

CASES = Path(__file__).parent / "cases"
DAY = ("--today", TODAY.isoformat())
DAMAGED = {**ANSWERS, ("CL1", "deadline"): "31/02/2027", ("CL3", "completed"): "Perhaps <b>"}
ELSEWHERE = School("990777", "Far Away School")


@pytest.fixture(scope="module")
def sent() -> bytes:
    """What a school sent, with two mistakes in it."""
    return workbook(OAK, DAMAGED, LEAVERS)


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """Another school has returned."""
    found = hub(tmp_path / "hub")
    put(found, ("990002.xlsx", workbook(BRANNOC)))
    return found


def looked(desk: RunningDesk, name: str, data: bytes, **fields: str) -> tuple[str, Answer]:
    """The address of what was looked at, and its page."""
    page = desk.followed(desk.send((name, data), path="/look", **fields))
    found = re.search(r'action="(/look/[\w-]+)/away"', page.text)
    assert found, page.text
    return found[1], page


def whole(where: HubSettings) -> Mapping[Path, bytes]:
    """Every file of the Hub."""
    return {path: path.read_bytes() for path in where.root.rglob("*") if path.is_file()}


def test_it_says_what_the_commands_say_and_nothing_is_written(
    desk: RunningDesk, where: HubSettings, tmp_path: Path, sent: bytes
) -> None:
    (tmp_path / "one.xlsx").write_bytes(sent)
    checked = json.loads(run("check", tmp_path / "one.xlsx", "--format", "json", *DAY, cwd=where.root, code=1).out)
    before = whole(where)
    address, page = looked(desk, "C:\\Post\\one.xlsx", sent)
    words = page.words
    assert len(checked["problems"]) == 2
    for one in checked["problems"]:
        place = f"{one['place']['cell']} ({one['place']['ref']}, {one['place']['column']})"
        assert f"{place}: {one['message']} {one['advice']}" in words
    assert "School Oak Lane School 990001 Checklist" in words
    assert "3 of 50 statements" in words
    assert "not returned" in words
    assert "Governors in June" in words
    assert "Rows about young people are not shown here: Destinations." in words
    assert LEAVERS[0]["intended"] not in words
    for what, command in (
        ("report", ("report", "one.xlsx", "--format", "html")),
        ("answers", ("read", "one.xlsx", "--format", "csv")),
        ("calendar", ("deadlines", "one.xlsx")),
        ("table", ("deadlines", "one.xlsx", "--format", "csv")),
    ):
        made = desk.post(f"{address}/made?file=0", what=what)
        assert (made.status, made.headers["content-disposition"][:10]) == (200, "attachment"), what
        run(*command, "-o", "out", *(DAY if what != "answers" else ()), cwd=tmp_path)
        body = made.body.replace(b" - Northmoor Careers Hub", b"")  # the desk makes it in the Hub's own looks
        assert body.splitlines() == (tmp_path / "out").read_bytes().splitlines(), what
    run("mark", "one.xlsx", "-o", "marked", *DAY, cwd=tmp_path, code=1)
    marked = desk.post(f"{address}/made?file=0", what="marked").body
    assert _parts(marked) == _parts(next((tmp_path / "marked").iterdir()).read_bytes())
    for what in ("governors", "annex", "leader"):
        assert desk.post(f"{address}/made?file=0", what=what).body.startswith(b"%PDF")
    assert desk.post(f"{address}/made?file=0", what="else").status == 422
    assert "Nothing of it is left here." in desk.followed(desk.post(f"{address}/away")).words
    assert desk.get(address).status == 404
    assert desk.post(f"{address}/take").status == 404
    assert whole(where) == before


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def test_what_is_taken_in_is_as_if_it_had_come_to_the_inbox(
    desk: RunningDesk, where: HubSettings, tmp_path: Path, sent: bytes
) -> None:
    other = copied(where, tmp_path / "other")
    with running(other.root, tmp_path / "other state", TODAY.isoformat()) as beside:
        beside.enter()
        beside.followed(beside.send(("one.xlsx", sent), saved="1796000000000"))
    address, _ = looked(desk, "one.xlsx", sent, saved="1796000000000")
    page = desk.followed(desk.post(f"{address}/take"))
    assert "1 new file" in page.words
    assert desk.get(address).status == 404
    came = _arrived(where)
    assert came == _arrived(other)
    assert len(came) == 2
    _, again = looked(desk, "the same.xlsx", sent)
    assert f"Came before 01/12/2026, Autumn 2026: {came[1].source}" in again.words


def _arrived(where: HubSettings) -> list[Receipt]:
    with Store(where.store) as store:
        return sorted(store.receipts(), key=lambda one: one.source)


def test_of_another_hub_or_year_or_no_workbook_at_all(desk: RunningDesk, where: HubSettings, sent: bytes) -> None:
    before = whole(where)
    _, page = looked(desk, "far.xlsx", workbook(ELSEWHERE))
    assert "Far Away School 990777" in page.words
    assert "is not in the register." in page.words
    old = master("send-careers-checklist-2025", Order(BUILT.replace(year=2025))).filled(OAK, ANSWERS)
    _, page = looked(desk, "old.xlsx", old)
    assert "School year 2025/26" in page.words
    for name, data, words in (
        ("offer.pdf", b"%PDF-1.4", "This is a PDF"),
        ("empty.xlsx", b"", "The file is empty"),
        ("x.zip", (CASES / "aes.zip").read_bytes(), "with its password"),
    ):
        address, page = looked(desk, name, data)
        assert words in page.words, page.text
        assert "What can be made of it" not in page.text
        assert desk.post(f"{address}/made?file=0", what="report").status == 422
    _, page = looked(desk, "x.zip", (CASES / "aes.zip").read_bytes(), password="careers26")
    assert "Oak Lane School" in page.words
    assert whole(where) == before
    assert desk.send(path="/look").status == 422
    assert desk.send(("a.xlsx", sent), ("b.xlsx", sent), path="/look").status == 422


def test_a_zip_folder_shows_each_of_its_files_and_is_taken_in_whole(
    desk: RunningDesk, where: HubSettings, sent: bytes
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("a.xlsx", sent)
        folder.writestr("b.xlsx", workbook(ELSEWHERE))
    address, page = looked(desk, "both.zip", packed.getvalue())
    assert "What is in it (2)" in page.words
    assert "Oak Lane School" in desk.get(f"{address}?file=0").words
    assert "Far Away School" in desk.get(f"{address}?file=1").words
    for wrong in ("2", "-1", "x", "9" * 400):
        assert desk.get(f"{address}?file={wrong}").status == 404
    assert desk.post(f"{address}/take", **{"from": "123456"}).status == 422
    far, _ = looked(desk, "far.xlsx", workbook(ELSEWHERE, {("CL1", "completed"): "No"}))
    assert re.findall(r'<a href="(/look/[^"]+)">([^<]+)<', desk.get("/look").text) == [
        (far, "far.xlsx"),
        (address, "both.zip"),
    ]
    desk.followed(desk.post(f"{far}/take", **{"from": WOOD_A.urn}))
    assert "The return that counts far.xlsx" in desk.get(f"/schools/{WOOD_A.urn}").words
    assert "far.xlsx" not in desk.get("/look").text
    assert "2 new files" in desk.followed(desk.post(f"{address}/take")).words
    assert len(_arrived(where)) == 4


def test_nothing_is_left_where_a_school_is_forgotten(desk: RunningDesk, sent: bytes) -> None:
    address, _ = looked(desk, "one.xlsx", sent)
    page = desk.get("/schools/990002/forget").text
    size = re.search(r'name="size" value="(\w+)"', page)
    assert size
    desk.followed(desk.post("/schools/990002/forget", urn="990002", size=size[1], why=""))
    assert desk.get(address).status == 404
    _, again = looked(desk, "990002.xlsx", workbook(BRANNOC))
    assert "was forgotten" in again.words
    assert "/take" not in again.text


def test_only_a_few_stay_at_hand() -> None:
    kept = LookedFiles()
    keys = [kept.keep(LookedFile(str(number), b"", ())) for number in range(6)]
    assert [kept.get(key) is not None for key in keys] == [False, False, True, True, True, True]
    kept.clear()
    assert not any(map(kept.get, keys))


def test_no_copy_lies_on_the_disk_when_it_was_looked_at(
    where: HubSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    steps = open_hub(where.root, TODAY).look_at("one.xlsx", sent)
    assert next(steps).data == sent
    assert list(scratch.rglob("one.xlsx"))
    assert list(steps) == []
    assert list(scratch.iterdir()) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_by_clicks(
    browser: Browser, desk: RunningDesk, where: HubSettings, tmp_path: Path, sent: bytes, *, script: bool
) -> None:
    WRONG.clear()
    file = tmp_path / "from the office.xlsx"
    file.write_bytes(sent)
    page = opened(browser, desk, script=script, looked_at=script)
    page.goto(f"{desk.address}/inbox")
    page.get_by_role("link", name="Look at a file first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at a file first")
    is_sound(page, script=script)
    if script:
        drop(page, [file])
        done(page)
    else:
        page.get_by_label("The file").set_input_files(file)
        press(page, "Look into it")
    expect(page.get_by_role("heading", level=1)).to_have_text("from the office.xlsx")
    page.get_by_text("Careers leadership: 6 questions").click()
    is_sound(page, script=script)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Its report").click()
    assert saving.value.suggested_filename == "990001 Oak Lane School - report.html"
    press(page, "Take it into this round")
    assert len(_arrived(where)) == 2
    assert WRONG == []
