"""What lies over answers or stands in their cells without being a text: pictures, text boxes, tick boxes, files.

Enters: a book, where the questions stand in it, the answers read from it. Leaves: the same answers, those that are
blank below such a thing no longer blank but unreadable, and one problem for each thing. None of it is ever taken as an
answer. Must not know: how a file stores them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.cells import a1
from careers_workbook.core.problems import Place, Problem
from careers_workbook.layout.places import Slot
from careers_workbook.returns.extraction.extract import Extracted
from careers_workbook.returns.matching.locate import Found, Location
from careers_workbook.spreadsheet.read.grid import Book, Grid, Overlay, OverlayKind

_CODES: dict[OverlayKind, str] = {"text box": "CELL-041", "tick box": "CELL-042", "embedded file": "CELL-043"}
_OVER, _BESIDE = "CELL-040", "CELL-044"
"""Codes of everything else: over answers, and where no question is."""
_WHAT: dict[OverlayKind, str] = {
    "picture": "A picture",
    "shape": "A drawn shape",
    "handwriting": "Handwriting",
    "control": "A button or list",
}
_NAMED = 4
"""Questions that a problem names; more of them are counted."""
_QUOTE = 100


def with_overlays(book: Book, location: Location, extracted: Extracted) -> Extracted:
    """Report everything that lies over the cells of any sheet."""
    if not any(grid.marks.overlays for grid in book.grids):
        return extracted
    told = [
        (grid, one, list(_covered(grid, one, location.found))) for grid in book.grids for one in grid.marks.overlays
    ]
    covered = {(found.grid.title, a1(found.slot.row, found.slot.col)) for _, _, under in told for found in under}
    answers = (
        replace(answer, state="unreadable")
        if answer.state == "blank" and (answer.found_sheet, answer.cell) in covered
        else answer
        for answer in extracted.answers
    )
    problems = (_problem(grid, one, [found.slot for found in under]) for grid, one, under in told)
    return Extracted(tuple(answers), (*extracted.problems, *problems))


def _covered(grid: Grid, one: Overlay, found: Sequence[Found]) -> Iterator[Found]:
    (top, left), (bottom, right) = one.first, one.last
    for answer in found:
        slot = answer.slot
        if answer.grid.title == grid.title and top <= slot.row <= bottom and left <= slot.col <= right:
            yield answer


def _problem(grid: Grid, one: Overlay, under: Sequence[Slot]) -> Problem:
    code = _CODES.get(one.kind) or (_OVER if under else _BESIDE)
    context = {
        "what": _WHAT.get(one.kind, ""),
        "where": _where(one, under),
        "words": one.words if len(one.words) <= _QUOTE else f"{one.words[: _QUOTE - 3]}...",
        "ticked": "ticked" if one.ticked else "not ticked",
    }
    first = under[0] if under else None
    cell = a1(first.row, first.col) if first else a1(*one.first)
    return Problem(code, Place("", grid.title, cell, first.ref if first else "", first.item if first else ""), context)


def _where(one: Overlay, under: Sequence[Slot]) -> str:
    """The cells, and the questions in them."""
    area = a1(*one.first) if one.first == one.last else f"{a1(*one.first)} to {a1(*one.last)}"
    refs = list(dict.fromkeys(slot.ref for slot in under))
    more = f" and {len(refs) - _NAMED} more" if len(refs) > _NAMED else ""
    return f"{area} ({', '.join(refs[:_NAMED])}{more})" if len(refs) > 1 else area
