"""Every page that the program makes: axe-core finds nothing, at any width, in any colours, on paper, without images."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from careers_workbook.core.brand import Brand
from careers_workbook.hub.board import board
from careers_workbook.reports.hub.hub_page import hub_page
from careers_workbook.reports.school.audiences import report_for
from careers_workbook.reports.school.governors import Beside, RoundBefore
from careers_workbook.reports.school.render import render
from tests.support import chromium
from tests.support.chromium import Scheme, shown, violations, widen
from tests.support.hub_whole import compared, made_of, made_up, stored
from tests.test_brand import GOOD as LOGO
from tests.test_report_governors import LEAVERS, LONG, OVERDUE, middle_of, summary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BRAND = Brand("Northmoor Careers Hub", LOGO, 60, 50, "#4B0055", "#4B0055")
PAGES = ("school", "school, blank", "school, of a Hub", "governors", "governors, first", "Hub", "Hub, internal")
WIDTHS = (*range(256, 1024, 16), *range(1024, 1921, 64))
_NUMBER, _YEAR = re.compile(r"\d+(?:\.\d+)?"), re.compile(r"20\d\d")
_KEY = re.compile(r"^(\d+)\. ", re.MULTILINE)
_SCALE = ("0", "20", "25", "40", "50", "60", "75", "80", "100")
"""Numbers along an axis, which stand for none of the figures; so do the years of a line of time."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.chromium() as found:
        yield found


def made_pages(made: Path) -> dict[str, bytes]:
    """Each page by its name; a Hub for it is made in a folder."""
    whole = summary({**OVERDUE, **LONG}, LEAVERS * 9)
    beside = Beside(RoundBefore(summary({("SP9", "completed"): "Yes"}), "Summer 2026"), middle_of(*[whole] * 6), BRAND)
    pages = {
        "school": render(whole, "html").encode(),
        "school, blank": render(summary({}), "html").encode(),
        "school, of a Hub": render(whole, "html", brand=BRAND).encode(),
        "governors": report_for("governors", "html", whole, beside),
        "governors, first": report_for("governors", "html", summary({}), Beside()),
    }
    truth = made_up(24)
    rounds = compared(stored(made / "hub", truth), truth.collections[-1])
    for name, internal in (("Hub", False), ("Hub, internal", True)):
        pages[name] = hub_page(board(made_of(rounds, internal=internal), rounds), BRAND if internal else Brand())
    assert set(pages) == set(PAGES)
    return pages


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each page as a file."""
    made = tmp_path_factory.mktemp("pages")
    for name, data in made_pages(made).items():
        (made / f"{name}.html").write_bytes(data)
    return made


def test_no_template_of_a_page_is_left_out() -> None:
    templates = Path(__file__).parent.parent / "careers_workbook/reports/templates"
    whole = {one.name for one in templates.glob("*.html.j2") if "<html" in one.read_text(encoding="utf-8")}
    assert whole == {"school.html.j2", "governors.html.j2", "hub.html.j2"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, folder: Path, name: str, scheme: Scheme) -> None:
    with shown(browser, folder / f"{name}.html", scheme=scheme) as tab:
        assert violations(tab) == {}
        tab.set_viewport_size({"width": 320, "height": 640})
        assert violations(tab) == {}
        tab.emulate_media(media="print")
        assert violations(tab) == {}


def test_axe_would_find_something(browser: Browser, tmp_path: Path) -> None:
    bad = "".join(f"<p>{n}<a href='#x'>a</a></p>" for n in range(3)) + "<img src=x><p style='color:#999'>faint</p>"
    (tmp_path / "bad.html").write_text(f"<!DOCTYPE html><html><body>{bad}</body></html>", encoding="utf-8")
    with shown(browser, tmp_path / "bad.html") as tab:
        tab.add_script_tag(path=chromium.AXE)
        found = {one["id"] for one in tab.evaluate("axe.run()")["violations"]}
    assert {"image-alt", "color-contrast", "html-has-lang", "document-title"} <= found


@pytest.mark.parametrize("name", PAGES)
def test_no_width_scrolls_sideways(browser: Browser, folder: Path, name: str) -> None:
    wide = {}
    with shown(browser, folder / f"{name}.html") as tab:
        for width in WIDTHS:
            widen(tab, width)
            found = tab.evaluate("document.documentElement.scrollWidth")
            wide |= {width: found} if found > width else {}
    assert wide == {}


_SEEN = """() => {
  const light = colour => {
    const [r, g, b] = (colour.match(/[\\d.]+/g) || []).map(c => c / 255)
      .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(colour) && colour !== "transparent") return colour;
    }
    return getComputedStyle(document.documentElement).getPropertyValue("color-scheme").includes("dark") ? "rgb(0,0,0)"
      : "rgb(255,255,255)";
  };
  const found = {};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !e.getClientRects().length || e.closest("svg")) continue;
    const words = light(getComputedStyle(e).color), below = light(ground(e));
    const ratio = (Math.max(words, below) + 0.05) / (Math.min(words, below) + 0.05);
    if (ratio < 4.5) found[e.tagName + "." + e.className] = ratio;
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_words_can_be_read_in_forced_colours(browser: Browser, folder: Path, name: str, scheme: Scheme) -> None:
    with shown(browser, folder / f"{name}.html", scheme=scheme) as tab:
        tab.emulate_media(forced_colors="active")
        assert tab.evaluate("matchMedia('(forced-colors: active)').matches")
        assert tab.evaluate(_SEEN) == {}
        kept = "[...document.querySelectorAll('svg[role=img]')].map(e => getComputedStyle(e).forcedColorAdjust)"
        assert set(tab.evaluate(kept)) <= {"none", "preserve-parent-color"}


_WITHOUT = """() => {
  const charts = [...document.querySelectorAll("svg[role=img]")].map(e => [e.closest("section"),
    [...e.querySelectorAll("text")].map(t => t.textContent)]);
  document.querySelectorAll("svg, img").forEach(e => e.remove());
  return charts.map(([section, words]) => [section ? section.textContent : document.body.textContent, words]);
}"""


@pytest.mark.parametrize("name", PAGES)
def test_every_number_of_a_chart_is_in_words_beside_it(browser: Browser, folder: Path, name: str) -> None:
    """Without pictures nothing is missing."""
    with shown(browser, folder / f"{name}.html") as tab:
        charts = tab.evaluate(_WITHOUT)
    assert charts or "blank" in name or "first" in name
    lost = [
        (number, section[:60])
        for section, words in charts
        for number in {*_NUMBER.findall(" ".join(words))}
        - {*_NUMBER.findall(section), *_KEY.findall("\n".join(words)), *_SCALE}
        if not _YEAR.fullmatch(number)
    ]
    assert lost == []


@pytest.mark.parametrize("name", PAGES)
def test_scripts_off_is_the_same_page(browser: Browser, folder: Path, name: str) -> None:
    source = (folder / f"{name}.html").read_text(encoding="utf-8")
    assert "<script" not in source
    with shown(browser, folder / f"{name}.html", script=False) as tab:
        assert tab.title()
        assert len(tab.inner_text("main")) > 500
