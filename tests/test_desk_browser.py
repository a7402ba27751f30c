"""A Hub's work by clicks and drops alone, in a real browser; every figure is that of the commands."""

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from careers_workbook.desk.site import PAGES
from careers_workbook.reports.status.settings_page import PARTS
from tests.support.chromium import chromium, violations, widen
from tests.support.desk import RunningDesk, running
from tests.support.desk_browser import MINUTE, WRONG, follow, opened, press, show
from tests.support.desk_pages import as_asked, is_page
from tests.support.practice import DAY, practice_hub
from tests.support.program import run

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_WIDTHS = (*range(256, 1101, 65), 1366, 1920)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return practice_hub(tmp_path_factory.mktemp("practice"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def desk(practice: Path, tmp_path: Path) -> Iterator[RunningDesk]:
    shutil.copytree(practice, tmp_path / "hub")
    with running(tmp_path / "hub", tmp_path / "state", DAY.isoformat()) as found:
        yield found


@pytest.fixture(autouse=True)
def _nothing_is_wrong_with_any_page() -> Iterator[None]:
    """But for forms that are shown again and a page that is not there, which have a status of their own."""
    WRONG.clear()
    yield
    assert [said for said in WRONG if "422" not in said and "404" not in said] == []


def unfold(page: Page, name: str) -> None:
    """Open what is folded away, unless something wrong in it has opened it already."""
    about = page.locator("details", has=page.locator("summary", has_text=name))
    if about.get_attribute("open") is None:
        about.locator("summary").click()


@pytest.mark.parametrize("script", [True, False])
def test_a_round_by_clicks_comes_to_what_the_commands_say(
    browser: Browser, desk: RunningDesk, tmp_path: Path, *, script: bool
) -> None:
    shutil.copytree(tmp_path / "hub", tmp_path / "by commands")
    came = sorted((tmp_path / "hub" / "inbox").iterdir())
    elsewhere = tmp_path / "downloads"
    (tmp_path / "hub" / "inbox").rename(elsewhere)
    page = opened(browser, desk, script=script)
    follow(page.get_by_role("link", name="Inbox"))
    page.locator("#files").set_input_files([elsewhere / path.name for path in came])
    press(page, "Read these files")
    follow(page.get_by_role("link", name="Schools", exact=True))
    states = Counter(page.locator("td[data-label=State]").all_inner_texts())
    hub = tmp_path / "by commands"
    run("collect", "--today", DAY, cwd=hub)
    said = json.loads(run("status", "--format", "json", "--today", DAY, cwd=hub).out)
    labels = {"look at": "to look at", "put right": "to put right"}
    assert states == Counter(labels.get(one["state"], one["state"]) for one in said["schools"])
    filled = {one["urn"]: f"{one['filled_in']} of {one['statements']}" for one in said["schools"] if one["statements"]}
    rows = page.locator("tbody tr")
    shown = {
        rows.nth(at).locator("th .small").inner_text(): rows.nth(at).locator("td[data-label='Filled in']").inner_text()
        for at in range(rows.count())
    }
    assert {urn: text for urn, text in shown.items() if text} == filled
    follow(page.get_by_role("link", name="Letters"))
    press(page, "Write letters")
    run("status", "--chase", "--today", DAY, cwd=hub)
    letters = [sorted(path.name for path in folder.rglob("*.eml")) for folder in (tmp_path / "hub", hub)]
    assert letters[0] == letters[1] != []
    assert page.locator("tbody tr").count() == len(letters[0])
    follow(page.get_by_role("link", name="Results"))
    press(page, "Make it for the Hub alone")
    run("consolidate", "--internal", "--today", DAY, cwd=hub)
    tables = [_schools(folder) for folder in (tmp_path / "hub", hub)]
    assert len(tables[0]) == 12
    for own, by_commands in zip(*tables, strict=True):
        assert {name: (own[name], said) for name, said in by_commands.items() if own[name] != said} == {}
    page.context.close()


def _schools(hub: Path) -> list[dict[str, str]]:
    """The table of schools, but for where files lay: what is dropped has a folder of its own."""
    (path,) = hub.glob("output/consolidated/*/internal/tables/schools*.csv")
    text = re.sub(r"inbox/(received/[0-9a-f]{12}/)?", "inbox/", path.read_text(encoding="utf-8-sig"))
    return list(csv.DictReader(io.StringIO(text)))


def test_one_school_by_clicks(browser: Browser, desk: RunningDesk, tmp_path: Path) -> None:
    page = opened(browser, desk)
    press(page, "Read them")
    follow(page.get_by_role("link", name="Schools", exact=True))
    page.locator("#q").fill("brannoc")
    show(page)
    expect(page.locator("tbody tr")).to_have_count(1)
    follow(page.get_by_role("link", name="St Brannoc's School"))
    address = page.url
    page.locator("#words").fill("ring after three")
    press(page, "Write it down")
    expect(page.get_by_text("ring after three")).to_be_visible()
    page.get_by_text("Let it return later").click()
    page.locator("#to").fill("2020-01-01")
    follow(page.get_by_role("button", name="Let it return until then"))
    expect(page.locator(".errors")).to_contain_text("has passed")
    expect(page.locator(".errors")).to_be_focused()
    page.locator(".errors a").click()
    expect(page.locator("#to")).to_be_focused()
    page.locator("#to").fill("2027-01-15")
    press(page, "Let it return until then")
    expect(page.get_by_text("15 January 2027")).to_be_visible()
    unfold(page, "Careers leadership:")
    follow(page.get_by_role("link", name="Write down another answer to CL1, Action completed"))
    page.locator("#value").select_option("No")
    follow(page.get_by_role("button", name="Write it down"))
    expect(page.locator(".errors")).to_contain_text("who writes it down")
    page.locator("#by").fill("AS")
    press(page, "Write it down")
    unfold(page, "Careers leadership:")
    expect(page.get_by_text("written down by your Hub")).to_be_visible()
    follow(page.get_by_role("link", name="History"))
    press(page, "Take it back")
    page.goto(address)
    unfold(page, "Careers leadership:")
    expect(page.get_by_text("written down by your Hub")).to_have_count(0)
    with page.expect_download() as found:
        page.get_by_role("link", name="download it").click()
    assert found.value.suggested_filename.endswith("careers checklist.xlsx")
    kept = found.value.path().read_bytes()
    assert kept in {path.read_bytes() for path in (tmp_path / "hub" / "inbox").iterdir()}
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_one_statement_at_every_school(browser: Browser, desk: RunningDesk, tmp_path: Path, *, script: bool) -> None:
    page = opened(browser, desk, script=script)
    press(page, "Read them")
    follow(page.get_by_role("link", name="Statements"))
    page.locator("#q").fill("bursary")
    show(page)
    expect(page.locator("tbody tr")).to_have_count(1)
    labels = page.locator("tbody td[data-label]")
    counted = {str(one.get_attribute("data-label")): int(one.inner_text()) for one in labels.all()}
    follow(page.get_by_role("link", name="CL2"))
    expect(page.locator("tbody tr")).to_have_count(12)
    rows = page.locator("td[data-label='Action completed']").all_inner_texts()
    assert counted["Done"] == sum(text.startswith("Yes") for text in rows) > 0
    page.locator("#said").select_option(label="Done")
    page.locator("#q").fill("woodlands")
    show(page)
    assert page.url.endswith("/statements/CL2?said=done&q=woodlands&caseload=&sort=")
    page.reload()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody .problem")).to_have_text('"end of term" is not a date.')
    follow(page.get_by_role("link", name="Woodlands School").first)
    expect(page.locator("[id='CL2-action']")).to_be_visible()
    page.context.close()


def test_a_folder_is_dropped_with_all_that_is_in_it(browser: Browser, desk: RunningDesk, tmp_path: Path) -> None:
    deep = tmp_path / "from schools" / "this week"
    deep.mkdir(parents=True)
    for number, path in enumerate(sorted((tmp_path / "hub" / "inbox").iterdir())):
        path.rename((deep if number % 2 else deep.parent) / path.name)
    (deep / "~$990003.xlsx").write_bytes(b"a lock of Excel")
    page = opened(browser, desk)
    follow(page.get_by_role("link", name="Inbox"))
    there = page.locator("[data-drop]").bounding_box()
    assert there
    held = {"items": [], "files": [str(deep.parent)], "dragOperationsMask": 1}
    at = {"x": there["x"] + 20, "y": there["y"] + 20, "data": held}
    for kind in ("dragEnter", "dragOver", "drop"):
        page.context.new_cdp_session(page).send("Input.dispatchDragEvent", {"type": kind, **at})
    page.wait_for_url(lambda address: "job" in address)
    over = page.get_by_role("link", name="Go on")
    over.or_(page.locator(".banner")).first.wait_for(timeout=MINUTE)
    page.wait_for_load_state()
    page.goto(f"{desk.address}/inbox")
    expect(page.locator("tbody tr")).to_have_count(10)
    page.context.close()


def test_a_second_tab_sees_what_the_first_did(browser: Browser, desk: RunningDesk) -> None:
    page = opened(browser, desk)
    other = page.context.new_page()
    other.goto(f"{desk.address}/inbox")
    press(page, "Read them")
    other.reload()
    expect(other.locator("tbody tr")).to_have_count(10)
    page.context.close()


def test_every_page_fits_every_width_and_can_be_used_by_everybody(browser: Browser, desk: RunningDesk) -> None:
    page = opened(browser, desk, looked_at=True)
    press(page, "Read them")
    follow(page.get_by_role("link", name="Letters"))
    press(page, "Write letters")
    page.get_by_role("button", name="Save them in one zip folder").wait_for()
    letter = page.locator("td[data-label=Letter] a").first.get_attribute("href")
    too_wide, broken = [], []
    desk.enter()
    named = [address for address in map(as_asked, PAGES) if is_page(desk.get(address))]
    assert named[0] == "/"
    named += [f"/settings/{part.id}" for part in PARTS if f"/settings/{part.id}" not in named]
    named += ["/statements/SD8", "/statements?sort=overdue", "/questions/SD5", "/nothing", "/?job=2"]
    named += ["/schools/990003", "/schools/990003/answer?ref=CL1&column=completed", "/settings/folders/certificates"]
    for address in (*named, letter or ""):
        page.goto(desk.address + address)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for width in _WIDTHS:
            widen(page, width)
            across = page.evaluate("document.documentElement.scrollWidth")
            too_wide += [(address, width, across)] if across > width else []
        for width, scheme in ((320, "light"), (768, "dark"), (1366, "light"), (1366, "dark"), (1920, "light")):
            widen(page, width)
            page.emulate_media(color_scheme=scheme)
            broken += [(address, width, scheme, found)] if (found := violations(page)) else []
    assert too_wide == []
    assert broken == []
    page.context.close()


def test_lists_can_be_printed(browser: Browser, desk: RunningDesk) -> None:
    """On paper there is the list of letters without its boxes, and a statement is no column of single words."""
    page = opened(browser, desk, looked_at=True)
    press(page, "Read them")
    page.goto(f"{desk.address}/letters")
    press(page, "Write letters")
    widen(page, 720)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="please fix").first).to_be_visible()
    assert not page.get_by_role("checkbox").or_(page.get_by_role("button")).filter(visible=True).count()
    page.goto(f"{desk.address}/statements")
    statement = page.get_by_role("rowheader", name="CL1").bounding_box()
    assert statement
    assert statement["width"] > 200
    page.context.close()


def test_a_question_and_a_setting_are_changed_by_clicks(browser: Browser, desk: RunningDesk, tmp_path: Path) -> None:
    page = opened(browser, desk, looked_at=True)
    press(page, "Read them")
    follow(page.get_by_role("link", name="Questions"))
    page.get_by_text("Careers leadership: 6 questions").click()
    follow(page.get_by_role("link", name="CL2"))
    page.get_by_text("Ask it no longer").click()
    follow(page.locator("form[action$=drop] button"))
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator("#drop")).to_be_visible()
    page.locator("#drop").fill("No longer asked for.")
    follow(page.locator("form[action$=drop] button"))
    expect(page.get_by_role("heading", name="What that means")).to_be_visible()
    assert violations(page) == {}
    press(page, "Drop it")
    follow(page.get_by_role("link", name="Settings", exact=True))
    follow(page.get_by_role("link", name="Change Logo and colours"))
    page.locator("#own-top").check()
    page.locator("#top").evaluate("(one) => { one.value = '#f0f0f0' }")
    follow(page.get_by_role("button", name="See how it looks"))
    expect(page.locator(".errors")).to_contain_text("choose a darker colour")
    page.locator("#top").evaluate("(one) => { one.value = '#801650' }")
    follow(page.get_by_role("button", name="See how it looks"))
    expect(page.locator("svg.look")).to_be_visible()
    assert violations(page) == {}
    press(page, "Save")
    assert 'colours: {top: "#801650"}' in (tmp_path / "hub" / "collection.yaml").read_text(encoding="utf-8")
    follow(page.get_by_role("link", name="History"))
    press(page, "Take it back")
    follow(page.get_by_role("link", name="History"))
    press(page, "Take it back")
    page.goto(f"{desk.address}/questions/CL2")
    expect(page.get_by_role("heading", name="CL2")).to_be_visible()
    page.context.close()


def test_the_focus_is_seen_on_everything(browser: Browser, desk: RunningDesk) -> None:
    page = opened(browser, desk)
    press(page, "Read them")
    for address in ("/", "/inbox", "/schools", "/letters", "/results"):
        page.goto(desk.address + address)
        for _ in range(25):
            page.keyboard.press("Tab")
            ring = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " const isOut = document.activeElement === document.body;"
                " return isOut ? '3px solid' : s.outlineWidth + ' ' + s.outlineStyle })()"
            )
            assert ring == "3px solid", (address, page.evaluate("document.activeElement.outerHTML"))
    page.context.close()


def test_the_last_page_says_that_it_is_closed(browser: Browser, desk: RunningDesk) -> None:
    page = opened(browser, desk)
    follow(page.get_by_role("button", name="Close the desk"))
    expect(page.get_by_role("heading", name="The desk is closed")).to_be_visible()
    assert desk.process.wait(30) == 0
    page.context.close()
