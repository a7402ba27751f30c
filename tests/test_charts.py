"""Charts: right in a page and as a file, nothing cut off or lying on something else, the numbers in a table."""

import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pikepdf
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.palette import ANSWERS, DESTINATIONS, IN_GREY, Fill
from careers_workbook.reports import svg_charts as charts
from careers_workbook.reports import words
from careers_workbook.reports.drawing import NARROW, WIDE, Box, Chart, Label, Stroke, svg, wide
from careers_workbook.reports.svg_charts import Bar, OverYears, Stack
from careers_workbook.spec.load import load
from careers_workbook.spec.sheets.checklist import short_names
from tests.support.browser import measure, picture
from tests.support.pictures import crop, same_look
from tests.support.program import ROOT
from tests.support.truth import FIRST_SPEC
from tests.test_palette import tell_apart

TODAY = dt.date(2026, 11, 23)
LONG = (
    "Considerations for young people with SEND – show evidence that you have considered:",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung",
    '<b>&amp; "Oak"</b> Lane\'s School WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW',
    "Careers",
)
SCHOOLS = [(f"School {n}", float(n * 37 % 101)) for n in range(500)]
DAYS = [TODAY + dt.timedelta(days=n * n % 700 - 200) for n in range(60)]
YEARS = ["2022/23", "2023/24", "2024/25", "2025/26", "2026/27"]
Drawn = Callable[[int], Chart]
KINDS: dict[str, Drawn] = {
    "bars": lambda width: charts.bars(
        "Least done: guidance",
        [Bar(LONG[0], 62.4, 55), Bar(LONG[1], 100, 100), Bar(LONG[2], 0.2, 0), Bar("None applies", None)],
        "Summer 2026",
        width,
    ),
    "stacked": lambda width: charts.stacked(
        "23 of 47 done",
        [Stack(name, dict.fromkeys(ANSWERS, n + 1), f"{n}%") for n, name in enumerate(LONG)],
        width,
    ),
    "leavers": lambda width: charts.stacked(
        "Leavers", [Stack(year, dict.fromkeys(DESTINATIONS, 1)) for year in YEARS], width
    ),
    "strip": lambda width: charts.strip("Half have done 50% or more", SCHOOLS, width),
    "heat": lambda width: charts.heat(
        "Guidance is furthest", [*LONG, "5", "6", "7"], [(name, [None, 0, 12, 35, 50, 67, 100]) for name in LONG], width
    ),
    "timeline": lambda width: charts.timeline("7 have passed", DAYS, TODAY, 28, width),
    "lines": lambda width: charts.lines(
        "More stay",
        YEARS,
        [
            OverYears(LONG[0], [78, 75, 56, 82, None], [False] * 4 + [True]),
            OverYears("Sustained", [44, 75, 56, None, None], [False] * 3 + [True] * 2),
        ],
        width,
    ),
}
WIDTHS = {"wide": WIDE, "narrow": NARROW}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
@pytest.mark.parametrize("name", KINDS)
def test_a_chart_is_a_file_of_its_own_with_a_title_and_a_description(name: str, width: int) -> None:
    chart = KINDS[name](width)
    root = ET.fromstring(svg(chart, "c", alone=True))
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("role") == "img"
    named = [root.find("s:title", space), root.find("s:desc", space)]
    assert [one.text for one in named if one is not None] == [chart.title, chart.description]
    assert root.get("aria-labelledby") == " ".join(str(one.get("id")) for one in named if one is not None)
    used = set(re.findall(r"url\(#([^)]*)\)", svg(chart, "c")))
    assert used <= {str(one.get("id")) for one in root.iter("{http://www.w3.org/2000/svg}pattern")}
    told = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert told == [shape.text for shape in chart.shapes if isinstance(shape, Label)]
    assert not {"script", "style", "image", "foreignObject"} & {one.tag.partition("}")[2] for one in root.iter()}


def test_paper_can_have_them(tmp_path: Path) -> None:
    pictures = {name: svg(draw(WIDE), "c", alone=True) for name, draw in KINDS.items()}
    for name, text in pictures.items():
        (tmp_path / f"{name}.svg").write_text(text, encoding="utf-8")
    lines = ["#set document(title: [Charts])", *(f'#image("{name}.svg", alt: "A chart")' for name in pictures)]
    (tmp_path / "all.typ").write_text("\n".join(lines), encoding="utf-8")
    fonts = ROOT / "careers_workbook" / "reports" / "fonts"
    made = typst.compile(
        str(tmp_path / "all.typ"),
        root=str(tmp_path),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    with pikepdf.open(io.BytesIO(made)) as pdf:
        named = {str(one.get("/FontName")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary)} - {"None"}
    assert len(named) == 2
    assert all("AtkinsonHyperlegibleNext" in name for name in named)


@pytest.mark.parametrize("name", KINDS)
def test_the_numbers_stand_in_a_table_too(name: str) -> None:
    chart = KINDS[name](WIDE)
    assert len(chart.rows) > 1
    assert {len(row) for row in chart.rows} == {len(chart.columns)}
    for word in (shape.text for shape in chart.shapes if isinstance(shape, Label) and shape.bold):
        cells = [cell for row in chart.rows for cell in row]
        told = {*cells, *chart.columns, "Today", "Middle 50%", *map(str, range(9))}
        assert name == "timeline" or word in told, word


def test_bars_stand_worst_first_and_what_cannot_be_counted_last() -> None:
    chart = KINDS["bars"](WIDE)
    assert [row[1] for row in chart.rows] == ["1%", "62%", "100%", "n/a"]
    assert [row[2] for row in chart.rows] == ["0%", "55%", "100%", ""]


def test_figures_stand_in_the_middle_of_their_parts() -> None:
    chart = charts.stacked("T", [Stack("All", {"Done": 7})], WIDE)
    (bar,) = (shape for shape in chart.shapes if isinstance(shape, Box) and shape.width > 100)
    (figure,) = (shape for shape in chart.shapes if isinstance(shape, Label) and shape.text == "7")
    assert (figure.x, figure.anchor) == (bar.x + bar.width / 2, "middle")


def test_a_timeline_counts_every_deadline_once() -> None:
    chart = KINDS["timeline"](NARROW)
    assert sum(int(cell) for row in chart.rows for cell in row[1:-1]) == len(DAYS)
    assert [int(row[-1]) for row in chart.rows] == [sum(map(int, row[1:-1])) for row in chart.rows]
    overdue = sum(int(row[1]) for row in chart.rows)
    assert overdue == sum(day < TODAY for day in DAYS)
    assert [chart.rows[0][0], chart.rows[-1][0]] == ["to August 2026", "August 2027 on"]
    inside = charts.timeline("T", [TODAY], TODAY, 28, NARROW)
    assert inside.rows == (("November 2026", "0", "1", "0", "1"),)


def test_lines_say_what_nobody_can_know_yet() -> None:
    chart = KINDS["lines"](WIDE)
    assert chart.rows[-1] == ("2026/27", "not yet", "not yet")
    assert chart.rows[3] == ("2025/26", "82%", "not yet")
    assert sum(getattr(shape, "open", False) for shape in chart.shapes) == 3 + 1  # and the one of the legend


names = st.text(min_size=1, max_size=80).map(words.one_line).filter(bool)


@given(st.lists(names, min_size=1, max_size=4), st.sampled_from([NARROW, WIDE]))
def test_whatever_things_are_called_every_word_is_on_the_paper(names: list[str], width: int) -> None:
    for chart in (
        charts.bars("T", [Bar(name, 50) for name in names], width=width),
        charts.stacked("T", [Stack(name, {"Done": 1}) for name in names], width),
        charts.heat("T", names, [(name, [50.0] * len(names)) for name in names], width),
    ):
        for one in (shape for shape in chart.shapes if isinstance(shape, Label)):
            room = wide(one.text, one.size)
            left = one.x - {"start": 0, "middle": room / 2, "end": room}[one.anchor]
            assert left >= -1
            assert left + room <= width + 1 or len(one.text) == 1
        ET.fromstring(svg(chart, "c"))


LAID_OUT = """(page) => {
  const found = [];
  for (const drawn of page.querySelectorAll("svg")) {
    const paper = drawn.viewBox.baseVal;
    const boxes = [...drawn.querySelectorAll("text")].map(e => [e.getBBox(), e.textContent]);
    for (const [b, text] of boxes)
      if (b.x < -0.5 || b.y < -0.5 || b.x + b.width > paper.width + 0.5 || b.y + b.height > paper.height + 0.5)
        found.push([drawn.id, "off the paper", text]);
    for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
      const [a, b] = [boxes[i][0], boxes[j][0]];
      const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      if (across > 1 && down > 3) found.push([drawn.id, boxes[i][1], boxes[j][1]]);
    }
  }
  return found;
}"""


def gallery(folder: Path, drawn: dict[str, Chart]) -> Path:
    page = folder / "gallery.html"
    parts = (svg(chart, name).replace("<svg ", f'<svg id="{name}" ', 1) for name, chart in drawn.items())
    head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Charts</title><body style="margin:0">'
    page.write_text(head + "\n".join(parts), encoding="utf-8")
    return page


@pytest.mark.browser
def test_no_text_is_cut_off_or_lies_on_another(tmp_path: Path) -> None:
    drawn = {f"{kind}-{width}": KINDS[kind](width) for kind in KINDS for width in (NARROW, WIDE)}
    assert measure(gallery(tmp_path, drawn), 800, LAID_OUT) == []


@pytest.mark.browser
def test_the_measurement_sees_what_lies_on_another(tmp_path: Path) -> None:
    said = (Label(10, 20, "First"), Label(20, 24, "Second"), Label(90, 60, "Far too long"))
    found = measure(gallery(tmp_path, {"c": Chart("t", "d", 100, 70, said)}), 800, LAID_OUT)
    assert found == [["c", "off the paper", "Far too long"], ["c", "Second", "First"]]


@pytest.mark.browser
@pytest.mark.parametrize("parts", [ANSWERS, DESTINATIONS], ids=["answers", "destinations"])
def test_parts_of_a_drawn_bar_can_be_told_apart_in_grey(parts: dict[str, Fill], tmp_path: Path) -> None:
    chart = charts.stacked("Bars", [Stack("All", dict.fromkeys(parts, 1))], WIDE)
    seen = picture(gallery(tmp_path, {"c": chart}), 800, 600)
    bar = crop(seen, 0, chart.height - 40, 800, chart.height)
    assert tell_apart(bar, parts) == []


@pytest.mark.browser
def test_columns_of_a_line_of_time_can_be_told_apart_in_grey(tmp_path: Path) -> None:
    months = [TODAY - dt.timedelta(days=40), TODAY + dt.timedelta(days=9), TODAY + dt.timedelta(days=70)]
    chart = charts.timeline("Deadlines", [day for day in months for _ in range(9)], TODAY, 28, WIDE)
    columns = [shape for shape in chart.shapes if isinstance(shape, Box) and shape.height > 40]
    seen = picture(gallery(tmp_path, {"c": chart}), 800, 600)
    parts = [crop(seen, c.x + 2, c.y + 4, c.x + c.width - 2, c.y + 34) for c in columns]
    assert len(parts) == 3
    assert not [pair for pair in combinations(range(3), 2) if same_look(*(parts[n] for n in pair), IN_GREY)]


def test_lines_differ_by_more_than_their_colours() -> None:
    chart = KINDS["lines"](WIDE)
    drawn = [shape for shape in chart.shapes if isinstance(shape, Stroke) and shape.width > 1.5]
    assert len({(shape.colour, shape.dash) for shape in drawn}) == len({shape.dash for shape in drawn}) > 1


def test_every_cell_of_a_map_says_its_share_in_figures() -> None:
    chart = charts.heat("T", ["One", "Two"], [("Oak", [5.0, 95.0]), ("Elm", [None, 40.0])], WIDE)
    said = [shape.text for shape in chart.shapes if isinstance(shape, Label)]
    assert {"5%", "95%", "40%", "n/a"} <= set(said)


@pytest.mark.browser
def test_what_is_alike_is_seen_to_be_alike(tmp_path: Path) -> None:
    parts = {"Done": ANSWERS["Done"], "Unclear": ANSWERS["Unclear"]}
    chart = charts.stacked("Bars", [Stack("All", dict.fromkeys(parts, 1))], WIDE)
    bar = crop(picture(gallery(tmp_path, {"c": chart}), 800, 600), 0, chart.height - 40, 800, chart.height)
    assert tell_apart(bar, {"Done": parts["Done"]}) == []
    assert list(combinations(parts, 2)) not in (tell_apart(bar, parts), [])


def test_short_names_of_sections_stand_over_the_columns_of_a_map_on_paper() -> None:
    names = list(short_names(load(FIRST_SPEC)).values())
    drawn = charts.heat("T", names, [("Sallowbeck School, Centre for Communication", [50.0] * len(names))], WIDE)
    said = {shape.text for shape in drawn.shapes if isinstance(shape, Label)}
    assert said.issuperset(word for name in names for word in name.split() if word in {"Leadership", "Benchmarks"})
    assert not said & {"1", f"1. {names[0]}"}
