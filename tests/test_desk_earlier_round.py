"""A round that is over: what was found wrong since is put right at the desk as the commands do it, school by school."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from careers_workbook.core.school import School
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store.settings import HubSettings
from tests.support.chromium import chromium, violations, widen
from tests.support.desk import RunningDesk
from tests.support.desk_browser import WRONG, follow, opened, press
from tests.support.hub_folder import AUTUMN, BRANNOC, LATER, OAK, SPRING, copied, hub, put, workbook
from tests.support.program import run

DAY = ("--today", LATER.isoformat())
OF = f"?round={quote(AUTUMN)}"
NOW = {"shown_round": AUTUMN}
BANNER = "changes the figures of Autumn 2026"


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """Two schools have returned in the round that is over, and one file is of nobody; it is Spring now."""
    found = hub(tmp_path / "hub")
    nobody = workbook(School("990777", "Far Away School"))
    put(found, ("990001.xlsx", workbook(OAK)), ("990002.xlsx", workbook(BRANNOC)), ("nobody.xlsx", nobody))
    return found


@pytest.fixture
def today() -> dt.date:
    return LATER


def status(where: HubSettings, name: str) -> object:
    return json.loads(run("status", "--collection", name, "--format", "json", *DAY, cwd=where.root).out)


def decided(where: HubSettings) -> list[tuple[str, dict[str, object]]]:
    """What the history says, without what differs by the clock."""
    entries = open_hub(where.root, LATER).history().entries
    return [(one.what, dict(one.details)) for one in entries]


def test_what_is_decided_is_what_the_commands_decide(desk: RunningDesk, where: HubSettings, tmp_path: Path) -> None:
    other, before = copied(where, tmp_path / "by command"), (status(where, AUTUMN), status(where, SPRING))
    address = "/schools/990001"
    assert BANNER in desk.get(f"{address}{OF}").text
    assert BANNER not in desk.get(address).text
    (number,) = re.findall(r'href="/inbox/original/([\w-]+)', desk.get(f"/schools/990002{OF}").text)[:1]
    (stray,) = set(re.findall(r'name="file" value="([\w-]+)"', desk.get(f"/inbox{OF}&show=act").text))
    question = f"{address}/answer{OF}&ref=CL2&column=completed"
    for path, fields, command in (
        (
            question,
            {"value": "Yes", "by": "AS", "how": "telephone"},
            ("answer", "990001", "CL2.completed", "Yes", "--by", "AS", "--how", "telephone", *DAY),
        ),
        (f"{address}/note{OF}", {"words": "asked again"}, ("note", "990001", "asked again")),
        (f"/schools/990003/excuse{OF}", {"why": "flood"}, ("excuse", "990003", "--why", "flood")),
        (
            f"/schools/990002/unwanted{OF}",
            {"file": number, "unwanted": "a draft"},
            ("dismiss", "990002.xlsx", "--why", "a draft"),
        ),
        (f"/inbox/assign{OF}", {"file": stray, "urn": "990004"}, ("assign", "nobody.xlsx", "--urn", "990004")),
    ):
        assert desk.post(path, **{**NOW, "shown_round": SPRING}, **fields).status == 422, path
        page = desk.followed(desk.post(path, **NOW, **fields))
        assert BANNER in page.text, path
        run(*command, "--collection", AUTUMN, cwd=other.root, code=0)
    assert status(where, AUTUMN) == status(other, AUTUMN) != before[0]
    assert status(where, SPRING) == before[1]
    assert decided(where) == decided(other)
    for _ in range(5):
        desk.followed(desk.post("/history/undo"))
    assert (status(where, AUTUMN), status(where, SPRING)) == before


def test_a_statement_leads_to_its_answers_in_the_round_that_is_shown(desk: RunningDesk) -> None:
    """As the page of the school does."""
    link = f"/schools/990001/answer?ref=CL2&column=completed{OF.replace('?', '&')}"
    assert link in unescape(desk.get(f"/statements/CL2{OF}").text)
    assert BANNER in desk.get(link).text


def test_many_answers_are_written_down_in_it(desk: RunningDesk, where: HubSettings) -> None:
    table = "urn,question,answer\n990001,CL2.completed,Yes\n"
    page = desk.post(f"/answers/read{OF}", table=table, by="AS", **NOW).text
    assert "In Autumn 2026, 1 answer of 1 school can be written down" in page
    fields = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', page))
    assert re.search(r'action="/answers/write\?round=Autumn%202026"', page)
    assert BANNER in desk.followed(desk.post(f"/answers/write{OF}", **fields, **NOW)).text
    at = {name: open_hub(where.root, LATER, name).view().round.diary.by_hand for name in (AUTUMN, SPRING)}
    assert [list(found) for found in at.values()] == [["990001"], []]


def test_what_belongs_to_the_round_under_way_is_not_offered(desk: RunningDesk) -> None:
    then, now = (desk.get(f"/schools/990001{of}").text for of in (OF, ""))
    for part in ("/extend", "Write its letter", "Confirm its e-mail address"):
        assert (part in then, part in now) == (False, True), part
    assert "/inbox/send" not in desk.get(f"/inbox{OF}").text
    refused = desk.post(f"/schools/together{OF}", what="excuse", why="x", **NOW)
    assert (refused.status, "decide in it school by school" in refused.text) == (422, True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.browser
def test_by_clicks(browser: Browser, desk: RunningDesk, where: HubSettings) -> None:
    WRONG.clear()
    page = opened(browser, desk, looked_at=True)
    page.goto(f"{desk.address}/schools/990001")
    follow(page.get_by_role("link", name=AUTUMN))
    expect(page.locator("p.banner")).to_contain_text(BANNER)
    for width in (256, 360, 768, 1366):
        widen(page, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == {}
    page.get_by_text("Careers leadership: 6 questions").click()
    follow(page.get_by_role("link", name="Write down another answer to CL2, Action completed"))
    expect(page.locator("p.banner")).to_contain_text(BANNER)
    assert violations(page) == {}
    page.get_by_label("What the school told you").select_option("Yes")
    page.get_by_label("Who writes it down").fill("AS")
    press(page, "Write it down")
    assert list(open_hub(where.root, LATER, AUTUMN).view().round.diary.by_hand) == ["990001"]
    assert WRONG == []
