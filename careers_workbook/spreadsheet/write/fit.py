"""How much room a text needs: lines in a column, pixels of a row. It may say too much, never too little.

The letters are as wide as those of Arial, in thousandths of its size; Liberation Sans is the same.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT

_GROUPS = {
    222: "'ijl‘’|",
    278: " !,./:;I[\\]ft",
    334: "()-`r“”{}",
    389: '"*•°',
    500: "Jcksvxyz^",
    584: "#$0123456789?L_abdeghnopqu–£é+<=>~",
    667: "FTZ&ABEKPSVXY",
    722: "CDHNRUw",
    833: "GOQMm",
    944: "%W",
    1015: "@—…",
}
_WIDTHS = {character: width for width, characters in _GROUPS.items() for character in characters}
_LATIN, _WIDE = 1_060, 1_500
"""The widest letter of any alphabet that Arial has, and an allowance for emoji and Asian scripts."""
_FIRST_WIDE = 0x2100
_EM = 15.0
"""Pixels of the font's size at 100 %: 11 points are 14.67, which screens round up."""
_SAFETY, _BOLD = 1.02, 1.12
_PADDING, _INDENT, _FILTER_BUTTON = 8, 10, 20
"""Pixels of a cell that text cannot use: both edges, the indent, the button of a filter."""
_ROW_PADDING = 8
_KEPT = 4_096
"""Texts whose lines are remembered: those that stand in every workbook, and the answers of a few of them."""
MAX_ROW = 546
"""Pixels of the highest row that Excel allows (409.5 points)."""


class Fit(NamedTuple):
    """A text that a row has to show: the width of its column in pixels, and how it is set."""

    text: str
    width: int
    bold: bool = False
    centred: bool = False
    button: bool = False


def text_width(text: str, *, bold: bool = False) -> float:
    """Pixels of a text on one line, on the safe side."""
    units = sum(_WIDTHS.get(c) or (_LATIN if ord(c) < _FIRST_WIDE else _WIDE) for c in text)
    return units / 1000 * _EM * _SAFETY * (_BOLD if bold else 1)


_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Where a text goes on in a new line: as `str.splitlines`, but a break at the very end opens a line too."""


@lru_cache(maxsize=_KEPT)
def lines(fit: Fit) -> int:
    """Lines of a text wrapped at spaces into its column, at least 1; a word wider than the column is broken."""
    taken = _PADDING + (0 if fit.centred else _INDENT) + (_FILTER_BUTTON if fit.button else 0)
    room = max(1.0, fit.width - taken)
    return sum(_wrapped(line, room, bold=fit.bold) for line in _BREAK.split(fit.text))


def _wrapped(line: str, room: float, *, bold: bool) -> int:
    count, used = 1, 0.0
    for word in line.split(" "):
        width = text_width(f"{word} ", bold=bold)
        if used and used + width > room:
            count, used = count + 1, 0.0
        if width > room:
            count += int(width // room)
            width %= room
        used += width
    return count


def row_height(fits: Iterable[Fit]) -> int:
    """Pixels of the row that shows all of these texts, as far as Excel's highest row goes."""
    most = max((lines(fit) for fit in fits), default=1)
    return min(MAX_ROW, most * LINE_HEIGHT + _ROW_PADDING)
