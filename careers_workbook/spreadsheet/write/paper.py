"""Where a printed page ends: A4 landscape, one page wide, tables kept whole where a page has room for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT

MARGIN, FOOT_MARGIN = 0.4, 0.6
"""Inches: left, right and above; below, where the footer is."""
_INCH = 25.4
"""Millimetres."""
_WIDE, _HIGH = 297 / 25.4 - 2 * MARGIN, 210 / 25.4 - MARGIN - FOOT_MARGIN
_RESERVE = 0.98
"""Programs round the scale and the heights of rows, each in its own way."""
_WASTE = 1 / 3
"""The part of a page that is not left empty only to keep a table whole."""
_LEAST_ROWS = 4
"""Of what is torn apart: a heading, the header row and a few rows before the page ends."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The printed part of a page between margins, those above and below for words; pixels at 96 to the inch."""

    width: float
    height: float


def _landscape(wide: float, high: float) -> Paper:
    return Paper(96 * (wide / _INCH - 2 * MARGIN), 96 * (high / _INCH - 2 * FOOT_MARGIN))


A4, A3 = _landscape(297, 210), _landscape(420, 297)


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Rows that belong together, both ends included. A chart is never torn apart, a table rather than waste a page."""

    first: int
    last: int
    chart: bool = False


def whole_pages(pieces: Sequence[Piece], room: float, heights: Mapping[int, int]) -> list[int]:
    """The rows that begin a new page, so that no piece is cut that has room on one; `room` is a page's, in pixels.

    The pieces come from the top down; one that is higher than a page goes on over pages of its own.
    """
    found: list[int] = []
    used, row = 0.0, 0
    for piece in pieces:
        needed = _high(row, piece.last, heights)
        if used and used + needed > _RESERVE * room:
            found.append(piece.first)
            used, needed = 0.0, _high(piece.first, piece.last, heights)
        used, row = (used + needed) % (_RESERVE * room), piece.last + 1
    return found


def new_pages(pieces: Sequence[Piece], widths: Sequence[int], heights: Mapping[int, int]) -> list[int]:
    """The rows that begin a new page, so that no heading stands alone and a table that fits on a page stays whole.

    The pieces come from the top down; rows of unknown height are as high as one line.
    """
    room = _RESERVE * _HIGH * max(sum(widths) / _WIDE, 96)
    found: list[int] = []
    used, row = 0.0, 0
    for piece in pieces:
        used += _high(row, piece.first - 1, heights)
        whole = _high(piece.first, piece.last, heights)
        torn = whole > room or (room - used > _WASTE * room and not piece.chart)
        needed = _high(piece.first, min(piece.first + _LEAST_ROWS, piece.last), heights) if torn else whole
        if used and used + needed > room:
            found.append(piece.first)
            used = 0.0
        used, row = used + whole, piece.last + 1
        if torn and used > room:
            used %= room  # it goes on over pages of its own
    return found


def _high(first: int, last: int, heights: Mapping[int, int]) -> int:
    return sum(heights.get(row, LINE_HEIGHT) for row in range(first, last + 1))
