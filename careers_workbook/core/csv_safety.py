"""CSV for spreadsheets, in which no text is taken for a formula. Must not know: files, encodings.

In a workbook nothing of this is needed: there the type of a cell decides.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator

_CONTROLS = ("\t", "\r", "\n")
_RUN_BY_SPREADSHEETS = frozenset("=+-@＝＋－＠−﹢﹣﹦﹫")
"""First characters that make Excel or LibreOffice take a CSV cell for a formula; some programs fold the wide ones."""
_NOT_SEEN = ("Z", "C")
"""General categories (Unicode) of blanks and of characters without a look, behind which a formula may hide."""


def escape_formula(text: str) -> str:
    """The text, with an apostrophe in front where it looks like a formula."""
    return f"'{text}" if text.startswith(_CONTROLS) or _first_seen(text) in _RUN_BY_SPREADSHEETS else text


def _first_seen(text: str) -> str:
    return next((sign for sign in text if not unicodedata.category(sign).startswith(_NOT_SEEN)), "")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """The rows with commas and the line ends that CSV asks for; every text in them is inert."""
    return "".join(csv_lines(rows))


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The same row by row."""
    return map(csv.writer(_Echo()).writerow, map(_inert, rows))


class _Echo:
    """A file for `csv` that gives back what is written: `writerow` gives what the file's `write` gave."""

    def write(self, text: str) -> str:
        """The same text."""
        return text


def _inert(row: Iterable[object]) -> list[object]:
    """The cells of a line; of most texts the first character says already that they are no formula."""
    return [escape_formula(cell) if isinstance(cell, str) and not cell[:1].isalnum() else cell for cell in row]
