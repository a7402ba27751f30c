"""What a copy that was handed back to a school holds besides its answers: the sheet "What to fix".

Enters: a book as read. Leaves: the same book as if it had never been handed back. The sheet quotes questions, so that a
search for questions must never see it. Comments of ours are left out where comments are read
(spreadsheet/read/xlsx.py), and highlights are rules, which no reader sees. Must not know: how the sheet is made.
"""

from dataclasses import replace
from itertools import chain

from careers_workbook.core.kept import OfTexts, kept_with_it
from careers_workbook.core.text import fold
from careers_workbook.spreadsheet.read.grid import Book, Grid

WHAT_TO_FIX = "What to fix"
HEADINGS = ("No.", "Where", "Question", "What is wrong", "What to do", "How urgent")
SIGN = "Your Careers Hub added this sheet. It holds no answers: you can delete it when you have finished."
"""Copies come back years later: by this sentence, or by the headings, the sheet must be known for ever."""
_SIGN, _HEADINGS = fold(SIGN), frozenset(map(fold, HEADINGS))
_IS_OURS = OfTexts(lambda text: fold(text) in _HEADINGS or fold(text) == _SIGN)
_ENOUGH = 4
"""Headings in one row by which the sheet is known."""


@kept_with_it
def is_what_to_fix(grid: Grid) -> bool:
    """Whether this sheet was put in by us, whatever it is called now.

    Nothing but single lines stands above our words there; a sheet with answers into which somebody has pasted them has
    rows of several cells above or on their left.
    """
    ours = {fold(text) for text in chain(grid.texts, grid.marks.errors.values()) if _IS_OURS[text]}
    if _SIGN not in ours and len(ours) < _ENOUGH:
        return False
    for cells in grid.rows.values():
        texts = [fold(raw) if isinstance(raw, str) else "" for raw in cells.values()]
        if texts[0] == _SIGN or (texts[0] in _HEADINGS and len(_HEADINGS & set(texts)) >= _ENOUGH):
            return True
        if len(texts) > 1:
            return False
    return False


def without_what_to_fix(book: Book) -> Book:
    """The book without our sheets."""
    kept = tuple(grid for grid in book.grids if not is_what_to_fix(grid))
    return book if len(kept) == len(book.grids) else replace(book, grids=kept)
