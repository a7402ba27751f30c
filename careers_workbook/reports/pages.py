"""A page for a terminal: blocks of lines as they are worded, put into its width in one place.

A line goes on as far in as it begins, and two columns more if it is indented; one that goes on otherwise is a pair of
the line and of what the next ones begin with. What could upset a terminal is taken out. Must not know: what is said.
"""

from collections.abc import Iterable, Sequence

from careers_workbook.reports.words import clean
from careers_workbook.reports.wrapping import wrap

Line = str | tuple[str, str]


def page(blocks: Iterable[Iterable[Line]], width: int) -> str:
    """The blocks with an empty line between two of them; one without lines is left out."""
    fitted = ([row for line in block for row in _fitted(line, width)] for block in blocks)
    return "\n\n".join("\n".join(rows) for rows in fitted if rows)


def item(text: str) -> str:
    """A line of a list."""
    return f"  {text.strip()}"


def counted(heading: str, lines: Sequence[Line], shown: int, more: str = "and {} more") -> list[Line]:
    """A heading that counts, the first of the lines, and how many there are more; nothing where there are none."""
    if not lines:
        return []
    rest = [item(more.format(len(lines) - shown))] if len(lines) > shown else []
    return [f"{heading} ({len(lines)}):", *lines[:shown], *rest]


def _fitted(line: Line, width: int) -> list[str]:
    text, rest = line if isinstance(line, tuple) else (line, None)
    words = text.lstrip(" ")
    first = " " * (len(text) - len(words))
    return wrap(clean(words), width, first, f"{first}  " * bool(first) if rest is None else rest)
