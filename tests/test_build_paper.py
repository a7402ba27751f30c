"""Where printed pages end: no heading alone at the foot of a page, nothing torn apart that fits on one."""

import pytest

from careers_workbook.spreadsheet.write.paper import Piece, new_pages
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT
from tests.support.built import SHIPPED, built, layout, opened

PAGE, WIDTHS = 36, [1000]
"""Lines of one page, and a sheet that is as wide as the paper."""


@pytest.mark.parametrize(
    ("together", "breaks"),
    [
        ([(3, 10), (12, 30)], []),
        ([(3, 23), (25, 42)], [25]),  # fits on a page, but not on this one
        ([(3, 10), (12, 45)], []),  # the same, but most of this one would be empty
        ([(3, 30), (32, 95)], [32]),  # longer than a page: not only its heading here
        ([(3, 10), (12, 90)], []),  # longer than a page, and enough of it here
        ([(0, 2 * PAGE + 4), (2 * PAGE + 6, 2 * PAGE + 16)], []),  # what is left of the third page is enough
        ([(3, 30), (32, 60), (62, 90)], [32, 62]),
        ([], []),
    ],
)
def test_a_page_ends_before_what_does_not_fit(together: list[tuple[int, int]], breaks: list[int]) -> None:
    assert new_pages([Piece(*one) for one in together], WIDTHS, {}) == breaks


def test_a_chart_is_never_torn() -> None:
    assert new_pages([Piece(3, 10), Piece(12, 45, chart=True)], WIDTHS, {}) == [12]


def test_high_rows_and_wide_sheets_count() -> None:
    pieces, high = [Piece(0, 12), Piece(14, 22)], dict.fromkeys(range(23), 2 * LINE_HEIGHT)
    assert new_pages(pieces, WIDTHS, high) == [14]
    assert new_pages(pieces, WIDTHS, {}) == new_pages(pieces, [2000], high) == []


@pytest.mark.parametrize("spec", SHIPPED)
@pytest.mark.parametrize("kind", ["start", "destinations", "progress", "lists"])
def test_pages_of_a_workbook_begin_with_a_heading_or_a_chart(spec: str, kind: str) -> None:
    (plan,) = [plan for plan in layout(spec).sheets if plan.kind == kind]
    breaks = {one.id for one in opened(built(spec))[plan.title].row_breaks.brk}
    assert breaks
    assert breaks <= {*(block.heading_row for block in plan.blocks), *(row for row, _ in plan.charts)}


@pytest.mark.parametrize("spec", SHIPPED)
def test_pages_that_begin_with_the_header_row_end_where_they_like(spec: str) -> None:
    for plan in layout(spec).sheets:
        if plan.kind in {"form", "checklist", "tracker"}:
            assert not opened(built(spec))[plan.title].row_breaks.brk
