"""Where a printed page ends: A4 landscape, one page wide, tables kept whole where a page has room for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT

MARGIN, FOOT_MARGIN, NARROW_FOOT = 0.4, 0.6, 0.5
"""Inches: left, right and above; below, where the footer is, which takes less where it is small."""
_INCH = 25.4
"""Millimetres."""
_LONG, _SHORT = 297 / _INCH, 210 / _INCH
"""Inches of A4."""
_RESERVE = 0.98
"""Programs round the scale and the heights of rows, each in its own way."""
_WASTE = 1 / 3
"""The part of a page that is not left empty only to keep a table whole."""
_SQUEEZE = 1 / 0.9
"""How much higher than a page may be what is made to fit it: a tenth smaller can still be read."""
_LEAST_ROWS = 4
"""Of what is torn apart: a heading, the header row and a few rows before the page ends."""


@frozen
class Paper:
    """The printed part of a page between margins, those above and below for words; pixels at 96 to the inch."""

    width: float
    height: float


def _landscape(wide: float, high: float) -> Paper:
    return Paper(96 * (wide / _INCH - 2 * MARGIN), 96 * (high / _INCH - 2 * FOOT_MARGIN))


A4, A3 = _landscape(297, 210), _landscape(420, 297)


@frozen
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


def _high(first: int, last: int, heights: Mapping[int, int]) -> int:
    return sum(heights.get(row, LINE_HEIGHT) for row in range(first, last + 1))


def new_pages(
    pieces: Sequence[Piece],
    widths: Sequence[int],
    heights: Mapping[int, int],
    again: int = 0,
    *,
    portrait: bool = False,
) -> list[int]:
    """The rows that begin a new page, so that no heading stands alone and a table that fits on a page stays whole.

    The pieces come from the top down; rows of unknown height are as high as one line. `again` is the height of what
    begins each page but the first.
    """
    paper = _Paper(_room(sum(widths), portrait=portrait), heights, again)
    row = 0
    for piece in pieces:
        gap = paper.print(row, piece.first - 1)
        whole, left = paper.high(piece.first, piece.last), paper.room - paper.used
        torn = again + whole > paper.room or (left > _WASTE * paper.room and not piece.chart)
        needed = paper.high(piece.first, min(piece.first + _LEAST_ROWS, piece.last)) if torn else whole
        if gap or (paper.used and needed > left):
            paper.turn(piece.first)
        further = paper.print(piece.first, piece.last)
        # what is filled in grows: there only the program that prints knows where a page ends
        paper.breaks += further if not again else []
        row = piece.last + 1
    return paper.breaks


def little_smaller(
    last: int, widths: Sequence[int], heights: Mapping[int, int], *, portrait: bool = False
) -> int | None:
    """The scale in % at which all rows down to the last go on one page, if they go there a little smaller.

    A scale and not "one page high": rows that grow when they are filled in go on to a second page.
    """
    width = sum(widths)
    room, high = _room(width, portrait=portrait), _Paper(0, heights, 0).high(0, last)
    wide = (_SHORT if portrait else _LONG) - 2 * MARGIN
    return int(100 * min(1, 96 * wide / width) * room / high) if room < high <= room * _SQUEEZE else None


def _room(width: int, *, portrait: bool) -> float:
    """The height of a page in pixels of a sheet that is as wide as the paper, or narrower."""
    wide, high = (_SHORT, _LONG) if portrait else (_LONG, _SHORT)
    return _RESERVE * (high - MARGIN - NARROW_FOOT) * max(width / (wide - 2 * MARGIN), 96)


@dataclass(slots=True)
class _Paper:
    """Pages as they fill: `used` pixels of the last one."""

    room: float
    heights: Mapping[int, int]
    again: int
    used: float = 0.0
    breaks: list[int] = field(default_factory=list)

    def high(self, first: int, last: int) -> int:
        """The height of rows."""
        return _high(first, last, self.heights)

    def turn(self, row: int) -> None:
        """A new page that begins with this row."""
        self.breaks.append(row)
        self.used = self.again

    def print(self, first: int, last: int) -> list[int]:
        """The next rows, each where there is room for it; gives those that begin a page."""
        begun = []
        for row in range(first, last + 1):
            high = self.high(row, row)
            if self.used + high > self.room:
                begun.append(row)
                self.used = self.again
            self.used += high
        return begun
