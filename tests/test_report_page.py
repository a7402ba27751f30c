"""The HTML report as Chromium shows it: no sideways scrolling on a phone, readable contrast, A4 on paper."""

import re
from pathlib import Path

import pytest

from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from tests.support.browser import measure, print_page
from tests.support.program import ROOT
from tests.support.random_returns import NASTY, SPEC, TODAY
from tests.support.submissions import MISSING, Content, submission

pytestmark = pytest.mark.browser

OVERFLOW = """(page, view) => {
  const wide = [...page.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > view.innerWidth + 0.5
    && !e.closest("thead") && !e.closest(".unseen") && view.getComputedStyle(e).display !== "none");
  return {scroll: page.documentElement.scrollWidth, wide: wide.slice(0, 5).map(e => e.outerHTML.slice(0, 120))};
}"""
CONTRAST = """(page, view) => {
  const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const [r, g, b, a = 1] = parse(view.getComputedStyle(e).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const light = rgb => {
    const [r, g, b] = rgb.map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = {};
  const walk = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || e.closest("svg")) continue;
    const one = light(parse(view.getComputedStyle(e).color).slice(0, 3)), two = light(ground(e));
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const name = e.tagName + "." + e.className;
    found[name] = Math.min(found[name] || 99, ratio);
  }
  return found;
}"""


def page(folder: Path, text: Content, leavers: int = 9) -> Path:
    """A report full of one text, with every state, and leavers in every group."""
    refs = ("CL1", "CL2", "CL3", "SP1")
    cells = {(ref, column): text for ref in refs for column in ("action", "deadline", "review", "completed")}
    cells |= {(f"SD{n}", "answer"): text for n in range(1, 13)}
    cells |= {("CE1", "completed"): MISSING, ("CE2", "completed"): "Yes", ("CE4", "completed"): "Not applicable"}
    cells |= {("CE3", "action"): text, ("CE3", "deadline"): TODAY, ("CE5", "action"): text}
    cells |= {("CE6", "action"): text, ("CE6", "deadline"): TODAY.replace(year=2026)}
    places = [option.label for option in SPEC.lists["destinations"]]
    rows = [{"leaving_year": "2023/24", "autumn": places[n % len(places)]} for n in range(leavers)]
    path = folder / "report.html"
    path.write_text(render(summarise(submission(SPEC, cells, rows), SPEC, TODAY), "html"), encoding="utf-8")
    return path


@pytest.mark.parametrize("text", [None, "x" * 3000, "\n".join(NASTY)], ids=["blank", "one long word", "nasty"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_sideways_scrolling(tmp_path: Path, width: int, text: Content) -> None:
    assert measure(page(tmp_path, text), width, OVERFLOW) == {"scroll": width, "wide": []}


def test_the_measurement_sees_what_is_too_wide(tmp_path: Path) -> None:
    path = tmp_path / "wide.html"
    path.write_text("<!DOCTYPE html><body style='margin:0'><p style='width:500px'>wide</p>", encoding="utf-8")
    found = measure(path, 375, OVERFLOW)
    assert isinstance(found, dict)
    assert (found["scroll"], len(found["wide"])) == (500, 1)


@pytest.mark.parametrize("width", [375, 1280])
def test_contrast_of_every_text_is_at_least_4_5(tmp_path: Path, width: int) -> None:
    found = measure(page(tmp_path, "Words"), width, CONTRAST)
    assert isinstance(found, dict)
    assert len(found) > 20
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


def test_nothing_that_a_school_wrote_runs(tmp_path: Path) -> None:
    active = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\"><svg onload=alert(1)>"
    title = measure(page(tmp_path, active), 375, "(page, view) => page.title")
    assert title == "Oak Lane School (URN 990001): careers report, 31 March 2027"


def test_it_prints_on_a4(tmp_path: Path) -> None:
    pdf = print_page(page(tmp_path, "Words"))
    boxes = {tuple(round(float(n)) for n in found.split()) for found in re.findall(rb"/MediaBox \[([^\]]*)\]", pdf)}
    assert boxes == {(0, 0, 595, 842)}
    assert 3 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 7


def test_the_example_prints_on_seven_pages(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes((ROOT / "examples" / "report.html").read_bytes())
    assert len(re.findall(rb"/Type /Page\b", print_page(path))) <= 7


# what a narrow page, a dark one, and whoever has no mouse need


@pytest.mark.parametrize("width", [256, 736, 744, 768, 792, 960, 1920])
def test_no_width_scrolls_sideways_or_breaks_words(tmp_path: Path, width: int) -> None:
    path = page(tmp_path, "Words")
    assert measure(path, width, OVERFLOW) == {"scroll": width, "wide": []}
    assert width < 320 or measure(path, width, BROKEN) == []


BROKEN = """(page, view) => {
  const found = new Set(), range = page.createRange();
  const walk = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (walk.currentNode.parentElement.closest("svg, .unseen, thead")) continue;
    for (const {0: word, index} of walk.currentNode.textContent.matchAll(/[\\p{L}\\d]+/gu)) {
      range.setStart(walk.currentNode, index);
      range.setEnd(walk.currentNode, index + word.length);
      if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) found.add(word);
    }
  }
  return [...found];
}"""


def test_the_measurement_sees_a_broken_word(tmp_path: Path) -> None:
    path = tmp_path / "broken.html"
    path.write_text("<!DOCTYPE html><p style='width:60px;overflow-wrap:anywhere'>a Donaudampfschiff", encoding="utf-8")
    assert measure(path, 375, BROKEN) == ["Donaudampfschiff"]


@pytest.mark.parametrize("width", [375, 1280])
def test_contrast_holds_in_the_dark(tmp_path: Path, width: int) -> None:
    path = page(tmp_path, "Words")
    ground = "(page, view) => view.getComputedStyle(page.body).backgroundColor"
    assert measure(path, width, ground, dark=True) != measure(path, width, ground)
    found = measure(path, width, CONTRAST, dark=True)
    assert isinstance(found, dict)
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


TARGETS = """(page) => [...page.querySelectorAll("a[href]")].filter(e => !e.closest("p, li p") && !e.matches(".skip"))
  .map(e => e.getBoundingClientRect()).filter(b => b.width < 24 || b.height < 24).length"""


def test_links_can_be_hit(tmp_path: Path) -> None:
    assert measure(page(tmp_path, "Words"), 320, TARGETS) == 0


def test_the_first_link_skips_to_the_report(tmp_path: Path) -> None:
    script = """(page) => {
      const first = page.querySelector("a[href]"), before = first.getBoundingClientRect().right;
      first.focus();
      const target = page.querySelector(first.getAttribute("href"));
      return [target.tagName, before < 0, first.getBoundingClientRect().left >= 0];
    }"""
    assert measure(page(tmp_path, "Words"), 375, script) == ["MAIN", True, True]


CHARTS = """(page, view) => [...page.querySelectorAll("svg")].filter(e => e.getBoundingClientRect().width)
  .map(e => e.closest("div").className)"""


@pytest.mark.parametrize(("width", "shown"), [(320, "narrow"), (735, "narrow"), (768, "wide"), (1366, "wide")])
def test_charts_are_drawn_for_the_width(tmp_path: Path, width: int, shown: str) -> None:
    found = measure(page(tmp_path, "Words"), width, CHARTS)
    assert isinstance(found, list)
    assert len(found) > 3
    assert set(found) == {shown}


def test_every_number_is_there_on_a_phone(tmp_path: Path) -> None:
    hidden = """(page) => [...page.querySelectorAll(".counts td")]
      .filter(e => !e.getBoundingClientRect().height).length"""
    assert measure(page(tmp_path, "Words"), 320, hidden) == 0
