"""Text into lines that fit a terminal, counting columns as terminals do: wide characters two, joining marks none."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
GLUE = "\u00a0"
"""Shown as a space, but no place to break a line."""
_BREAK = re.compile(r"[ \t\n]+")
_WIDEST = 2
"""Columns of the widest character."""
GAP, _CUT = "  ", "..."
"""What stands between the columns of a table, and in place of what does not fit into one."""


def columns(text: str) -> int:
    """How many columns the text takes on a terminal; never fewer than it really does."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """The words of the text in lines of at most `width` columns; a word that fits no line is cut.

    `first` begins the first line, `rest` the others (as many spaces as `first` if not given). Never an empty list.
    """
    rest = " " * columns(first) if rest is None else rest
    room = max(width - max(columns(first), columns(rest)), _WIDEST)
    lines: list[str] = []
    line = ""
    pieces = (piece for word in _BREAK.split(text.strip()) for piece in _cut(word.replace(GLUE, " "), room))
    for piece in pieces:
        joined = f"{line} {piece}" if line else piece
        if columns(joined) <= room:
            line = joined
        else:
            lines.append(line)
            line = piece
    return [f"{rest if number else first}{line}".rstrip() for number, line in enumerate([*lines, line])]


def table_lines(
    rows: Sequence[Sequence[str]], widths: Sequence[int], *, numbers: Collection[int], ends: Collection[int] = ()
) -> Iterator[str]:
    """Rows under a heading and a line; the columns `numbers` stand right, those of `ends` keep the end of a text."""
    for place, row in enumerate(rows):
        cells = (_fitted(cell, widths[i], widths[i] // 3 if i in ends else 0) for i, cell in enumerate(row))
        fills = ((" " * (widths[i] - columns(cell)), cell) for i, cell in enumerate(cells))
        yield GAP.join(f + c if i in numbers else c + f for i, (f, c) in enumerate(fills)).rstrip()
        if not place:
            yield "-" * (sum(widths) + len(GAP) * (len(widths) - 1))


def _fitted(text: str, width: int, end: int) -> str:
    """The text; where it is too long its beginning and up to `end` columns of its end."""
    if columns(text) <= width:
        return text
    kept = text[len(text) - end :]
    while columns(kept) > end:
        kept = kept[1:]
    while columns(text) + len(_CUT) + columns(kept) > width:
        text = text[:-1]
    return f"{text.rstrip()}{_CUT}{kept}"


def _columns(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return _WIDEST if unicodedata.east_asian_width(char) in "WF" else 1


def _cut(word: str, width: int) -> Iterator[str]:
    piece, used = "", 0
    for char in word:
        if used + _columns(char) > width:
            yield piece
            piece, used = "", 0
        piece, used = piece + char, used + _columns(char)
    yield piece
