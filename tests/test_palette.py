"""One palette: text can be read on every tint, what is drawn can be seen, and neighbours can be told apart in grey.

From the data, and on the pictures that LibreOffice and Chromium draw.
"""

import re
from collections.abc import Mapping
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from careers_workbook.core.palette import (
    AA,
    AAA,
    ANSWERS,
    DESTINATIONS,
    DRAWN,
    HUES,
    IN_GREY,
    PAGES,
    PAPER,
    SCALE,
    TINTS,
    WHITE,
    YEARS,
    Fill,
    contrast,
    part,
)
from careers_workbook.spreadsheet.write.charts import BarChart, Series
from careers_workbook.spreadsheet.write.writer import Properties, WorkbookWriter
from tests.support.office import Office
from tests.support.pictures import Picture, crop, rectangle, same_look
from tests.support.program import ROOT

PARTS = {"answers": ANSWERS, "destinations": DESTINATIONS}
MOST = 6
"""Colours of one chart; paper that is left blank is none."""


def test_contrast_is_measured_rightly() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", sorted(HUES))
def test_each_hue_has_a_tint_to_read_on_and_a_solid_to_see(name: str) -> None:
    hue = HUES[name]
    assert contrast(hue.text, hue.tint) >= AAA
    assert contrast(hue.solid, WHITE) >= DRAWN
    assert contrast(hue.figure, hue.solid) >= AA


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_words_of_a_page_can_be_read_and_its_lines_seen(name: str) -> None:
    page = PAGES[name]
    for ground in ("ground", "pale"):
        worst = {word: contrast(page[word], page[ground]) for word in ("ink", "soft", "title", "link", "alert", "warn")}
        assert min(worst.values()) >= AA, worst
    assert contrast(page["ink"], page["alert-ground"]) >= AAA
    assert contrast(WHITE, page["band"]) >= AAA
    assert contrast(page["focus"], page["ground"]) >= DRAWN
    assert PAGES["dark"].keys() == PAGES["light"].keys()


def test_words_on_paper_can_be_read() -> None:
    assert all(
        contrast(PAPER[word], ground) >= AAA for word in ("ink", "soft", "blue") for ground in (WHITE, PAPER["pale"])
    )
    assert contrast(PAPER["mark"], WHITE) >= DRAWN


def test_words_on_a_heat_map_can_be_read() -> None:
    assert min(contrast(colour, ground) for _, ground, colour in SCALE) >= AA
    assert [start for start, _, _ in SCALE] == sorted((start for start, _, _ in SCALE), reverse=True)


def alike(one: Fill, other: Fill) -> bool:
    return one.pattern == other.pattern and contrast(one.solid, other.solid) < IN_GREY


@pytest.mark.parametrize("parts", PARTS.values(), ids=list(PARTS))
def test_any_two_parts_of_a_bar_can_be_told_apart_in_grey(parts: Mapping[str, Fill]) -> None:
    # any two may be neighbours, where those between them are none
    assert [pair for pair in combinations(parts, 2) if alike(parts[pair[0]], parts[pair[1]])] == []
    assert len({fill.hue for fill in parts.values()}) <= MOST


def test_years_side_by_side_can_be_told_apart_in_grey() -> None:
    assert not [pair for pair in pairwise(YEARS) if alike(*pair)]
    assert alike(YEARS[0], YEARS[2])


def test_groups_of_ones_own_have_a_look_too() -> None:
    assert len({part("Volunteering", number) for number in range(4)}) == 4
    assert part("Education", 7) == DESTINATIONS["Education"]


def test_a_word_has_the_hue_of_its_bar() -> None:
    assert {word: hue for word, hue in TINTS.items() if hue not in ("", ANSWERS[word].hue)} == {}
    assert TINTS.keys() == ANSWERS.keys()


HOMES = {
    "core/brand.py": "examples, in words to whoever has to choose",
    "core/palette.py": "the palette",
    "spreadsheet/write/theme.py": "cells of a workbook beside words of a known set: paper, lines, cells to fill in",
    "spreadsheet/write/charts.py": "the lines behind bars",
    "spreadsheet/annotate/comments.py": "notes look as Excel's own",
    "spreadsheet/accessibility/cell_styles.py": "black and white, where a workbook says nothing",
    "blanks/workbook.py": "tabs",
}
"""Files that name a colour, and why."""


def test_colours_have_one_home() -> None:
    package = ROOT / "careers_workbook"
    files = [path for path in package.rglob("*") if path.suffix in (".py", ".j2", ".css", ".html", ".typ")]
    found = {p.relative_to(package).as_posix() for p in files if re.search(r"#[0-9A-Fa-f]{6}\b", p.read_text("utf-8"))}
    assert found == HOMES.keys()


def bars(parts: Mapping[str, Fill]) -> bytes:
    """A workbook with one bar of equal parts."""
    writer = WorkbookWriter(Properties("Bars", "", "", "en-GB"))
    sheet = writer.sheet("One")
    sheet.text((0, 0), "All", "plain")
    for col, name in enumerate(parts, 1):
        sheet.text((0, col), name, "plain")
        sheet.number((1, col), 5, "plain")
    columns = [(name, chr(ord("B") + n)) for n, name in enumerate(parts)]
    series = tuple(Series(name, "=One!$A$1:$A$1", f"=One!${c}$2:${c}$2", parts[name]) for name, c in columns)
    sheet.chart((3, 0), BarChart("Bars", "Bars.", series, 600, 300, labels=0.1))
    return writer.finish()


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("parts", PARTS.values(), ids=list(PARTS))
def test_bars_of_a_printed_workbook_can_be_told_apart_in_grey(
    parts: Mapping[str, Fill], office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "bars.xlsx"
    file.write_bytes(bars(parts))
    page = office.picture(file, tmp_path)
    assert tell_apart(page, parts) == []


def tell_apart(page: Picture, parts: Mapping[str, Fill]) -> list[tuple[str, str]]:
    """The pairs of parts of a bar that look the same in grey. Equal parts, the first of them full."""
    first = next(iter(parts.values()))
    left, top, right, bottom = rectangle(page, first.solid)
    width, height = right - left, bottom - top
    seen = {}
    for number, name in enumerate(parts):
        start = left + number * width
        seen[name] = crop(page, start + width * 0.1, top + height * 0.1, start + width * 0.9, top + height * 0.35)
    return [pair for pair in combinations(seen, 2) if same_look(seen[pair[0]], seen[pair[1]], IN_GREY)]
