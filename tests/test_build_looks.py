"""What can be seen: contrast of every style, rows that show all of their text, colours that come with words."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.palette import WHITE, contrast
from careers_workbook.spec.status import WORDS
from careers_workbook.spreadsheet.write.fit import MAX_ROW, Fit, lines, row_height, text_width
from careers_workbook.spreadsheet.write.theme import CREAM, INPUT_LINE, STYLES
from tests.support.built import BOOKS, built, opened
from tests.support.office import Office
from tests.support.sweep import some

READABLE, VISIBLE = 4.5, 3.0
"""Contrast that WCAG 2.1 AA asks of text, and of the borders of things to fill in."""


MOST, LINE = 409.5, 14.25
"""Points: the highest row of Excel, and one line of text."""


@pytest.mark.parametrize("name", sorted(STYLES))
def test_every_style_can_be_read(name: str) -> None:
    style = STYLES[name]
    assert contrast(style.colour, style.fill or WHITE) >= READABLE


def test_cells_to_fill_in_stand_out_without_colour() -> None:
    assert contrast(INPUT_LINE, WHITE) >= VISIBLE
    assert contrast(INPUT_LINE, CREAM) >= VISIBLE


def test_status_colours_come_with_their_words_and_differ() -> None:
    looks = {word.word: (STYLES[word.style].colour, STYLES[word.style].fill) for word in WORDS}
    assert len(set(looks.values())) == len(WORDS)
    shown = {f"FF{fill[1:]}" for _, fill in looks.values()}
    for title in ("Careers leadership", "Progress"):
        sheet = opened(built())[title]
        for area in sheet.conditional_formatting:
            found = {rule.formula[0].strip('"'): rule.dxf for rule in area.rules}
            assert set(found) == set(looks)
            assert {dxf.fill.bgColor.rgb for dxf in found.values()} == shown
    start = opened(built())["Start here"]
    words = {cell.value: cell for row in start.iter_rows() for cell in row if cell.value in looks}
    assert {word: cell.fill.fgColor.rgb for word, cell in words.items()} == {
        word: f"FF{fill[1:]}" for word, (_, fill) in looks.items()
    }


@given(st.text(max_size=200), st.integers(40, 600))
def test_more_room_never_needs_more_lines(text: str, width: int) -> None:
    assert lines(Fit(text, width + 50)) <= lines(Fit(text, width))
    assert lines(Fit(text, width)) >= 1 + text.count("\n")


def test_rows_have_room_for_the_longest_text_up_to_excels_limit() -> None:
    assert row_height([]) == 27
    assert row_height([Fit("one", 100), Fit("one\ntwo\nthree", 100)]) == 3 * 19 + 8
    assert row_height([Fit("word " * 6_000, 200)]) == MAX_ROW
    assert text_width("MMM") > text_width("iii")
    assert text_width("Done", bold=True) > text_width("Done")


def heights(data: bytes) -> dict[str, dict[int, float]]:
    """Sheet -> row -> height in points."""
    book = opened(data)
    return {s.title: {row: look.height for row, look in s.row_dimensions.items() if look.height} for s in book}


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("book", some(BOOKS, BOOKS[:1]))
def test_rows_show_all_of_their_text_and_little_more(
    book: tuple[str, int | None], office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "built.xlsx"
    file.write_bytes(built(*book))
    (fitted,) = office.fitted([file], tmp_path / "fitted")
    needed, spare = heights(fitted.read_bytes()), []
    for title, rows in heights(built(*book)).items():
        for row, height in rows.items():
            assert height >= min(needed[title][row], MOST), f"{title} row {row}"
            spare.append(height - needed[title][row])
    assert len(spare) > 300
    assert sum(spare) / len(spare) < LINE


def test_rows_may_grow_when_somebody_types_more() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    assert all(' ht="' in sheet for sheet in sheets)
    assert not [sheet for sheet in sheets if re.search(r"<row [^>]*customHeight", sheet)]
