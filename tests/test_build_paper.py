"""Where printed pages end: no heading alone at the foot of a page, nothing torn apart that fits on one."""

import pytest

from careers_workbook.spreadsheet.write.paper import Piece, little_smaller, new_pages
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT
from tests.support.built import SHIPPED, built, layout, opened

PAGE, WIDTHS = 36, [1000]
"""Lines of one page, and a sheet that is as wide as the paper."""


@pytest.mark.parametrize(
    ("together", "breaks"),
    [
        ([(3, 10), (12, 30)], []),
        ([(3, 23), (25, 42)], [25]),  # fits on a page, but not on this one
        ([(3, 10), (12, 45)], [36]),  # the same, but most of this one would be empty
        ([(3, 30), (32, 95)], [32, 68]),  # longer than a page: not only its heading here
        ([(3, 10), (12, 90)], [36, 72]),  # longer than a page, and enough of it here
        (
            [(0, 2 * PAGE + 4), (2 * PAGE + 6, 2 * PAGE + 16)],
            [PAGE, 2 * PAGE],
        ),  # what is left of the third page is enough
        ([(3, 30), (32, 60), (62, 90)], [32, 62]),
        ([], []),
    ],
)
def test_a_page_ends_before_what_does_not_fit(together: list[tuple[int, int]], breaks: list[int]) -> None:
    assert new_pages([Piece(*one) for one in together], WIDTHS, {}) == breaks


def test_what_may_grow_is_parted_before_a_heading_only() -> None:
    """Each further page begins with the header row, here of two lines; where it ends, the program that prints knows."""
    high, header = dict.fromkeys([4], 2 * LINE_HEIGHT), 2 * LINE_HEIGHT
    assert new_pages([Piece(3, 80)], WIDTHS, high, header) == []
    assert new_pages([Piece(3, 32), Piece(34, 60)], WIDTHS, high, header) == [34]
    assert new_pages([Piece(3, 34), Piece(36, 60)], WIDTHS, high, header) == [36]  # the page ends in the gap


@pytest.mark.parametrize(("lines", "scale"), [(PAGE - 1, None), (PAGE + 2, 96), (PAGE + 4, 91), (PAGE + 5, None)])
def test_what_is_little_longer_than_a_page_is_printed_little_smaller(lines: int, scale: int | None) -> None:
    assert little_smaller(lines - 1, WIDTHS, {}) == scale


def test_a_chart_is_never_torn() -> None:
    assert new_pages([Piece(3, 10), Piece(12, 45, chart=True)], WIDTHS, {}) == [12]


def test_high_rows_and_wide_sheets_count() -> None:
    pieces, high = [Piece(0, 12), Piece(14, 22)], dict.fromkeys(range(23), 2 * LINE_HEIGHT)
    assert new_pages(pieces, WIDTHS, high) == [14]
    assert new_pages(pieces, WIDTHS, {}) == new_pages(pieces, [2000], high) == []


@pytest.mark.parametrize("spec", SHIPPED)
@pytest.mark.parametrize("kind", ["start", "destinations", "progress"])
def test_pages_of_a_workbook_begin_with_a_heading_or_a_chart(spec: str, kind: str) -> None:
    (plan,) = [plan for plan in layout(spec).sheets if plan.kind == kind]
    breaks = {one.id for one in opened(built(spec, 1))[plan.title].row_breaks.brk}
    assert breaks
    assert breaks <= {*(block.heading_row for block in plan.blocks), *(row for row, _ in plan.charts)}


@pytest.mark.parametrize("spec", SHIPPED)
def test_pages_that_begin_with_the_header_row_end_where_they_like_but_for_headings(spec: str) -> None:
    for plan in layout(spec).sheets:
        if plan.kind in {"form", "checklist", "tracker"}:
            breaks = {one.id for one in opened(built(spec))[plan.title].row_breaks.brk}
            assert breaks <= {block.heading_row for block in plan.blocks}


@pytest.mark.parametrize("spec", SHIPPED)
def test_of_no_leavers_and_of_every_statement_nothing_is_printed_twice(spec: str) -> None:
    (years,) = [plan for plan in layout(spec).sheets if plan.kind == "destinations"]
    (progress,) = [plan for plan in layout(spec).sheets if plan.kind == "progress"]
    blank, full = opened(built(spec)), opened(built(spec, 1))
    below = years.blocks[1].heading_row
    assert below
    assert blank[years.title].print_area.endswith(f"${below - 1}")
    assert not full[years.title].print_area
    last = progress.blocks[1].last_row + 1
    assert blank[progress.title].print_area.endswith(f"${last}")
    assert full[progress.title].print_area.endswith(f"${last}")
