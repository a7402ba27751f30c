"""CSV for spreadsheets, in which no text is taken for a formula.

Enters: rows, or the text of one cell. Leaves: text. Must not know: files, encodings. In a workbook nothing of this is
needed: there the type of a cell decides.
"""

import csv
import io
from collections.abc import Iterable

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make Excel and LibreOffice take a CSV cell for a formula, or hide one."""


def inert(text: str) -> str:
    """The text, with an apostrophe in front where it looks like a formula."""
    return f"'{text}" if text.startswith(_RUN_BY_SPREADSHEETS) else text


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """The rows with commas and the line ends that CSV asks for; every text in them is inert."""
    page = io.StringIO(newline="")
    csv.writer(page).writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return page.getvalue()
