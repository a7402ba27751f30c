"""What the cells themselves say against the place that was found.

Answers typed one column to the right; columns whose headings are gone. Enters: a location and its layout. Leaves: the
same location, corrected where the content leaves no doubt, emptied where it contradicts the place.
Must not know: how rows were found.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from careers_workbook.cells import a1
from careers_workbook.layout import Layout
from careers_workbook.problems import Place, Problem
from careers_workbook.returns.locate import Found, Location
from careers_workbook.spec.kinds import Raw, parse
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.questions import questions_by_slot
from careers_workbook.status import WORDS

_TYPED = frozenset({"date", "choice", "whole number", "yes/no"})
"""Kinds of answers that can tell whether they stand in the right column; text fits anywhere."""
_STATUS_WORDS = frozenset(word.word for word in WORDS)
"""What our own formula writes beside the last answer: it proves nothing about answers."""


@dataclass(frozen=True, slots=True)
class _Judge:
    """Says whether a cell's content suits a question. Blank suits every question and proves nothing."""

    spec: Spec
    questions: dict[tuple[str, str], Question]

    def suits(self, found: Found, col: int) -> bool | None:
        """True or False for a typed question over a filled cell, None where nothing is proved."""
        question = self.questions[found.slot.sheet, found.slot.column]
        raw: Raw = found.grid.at(found.slot.row, col)
        moved = col != found.slot.col
        if raw is None or question.answer not in _TYPED or (moved and raw in _STATUS_WORDS):
            return None
        return parse(raw, question, self.spec).value is not None


def settle(location: Location, layout: Layout) -> Location:
    """The location after the content of its cells has been heard. Forms have one column and are left as they are."""
    judge = _Judge(layout.spec, questions_by_slot(layout.spec))
    problems: list[Problem] = []
    found: list[Found] = []
    for _, sheet in groupby(location.found, key=lambda f: f.slot.sheet):
        cells = list(sheet)
        if cells[0].slot.kind == "form":
            found += cells
            continue
        kept, doubts = _without_doubtful(cells, judge)
        problems += doubts
        for _, row in groupby(kept, key=lambda f: f.slot.ref):
            settled, shifted = _row(list(row), judge)
            found += settled
            problems += shifted
    return replace(location, found=tuple(found), problems=(*location.problems, *problems))


def _without_doubtful(cells: Sequence[Found], judge: _Judge) -> tuple[list[Found], list[Problem]]:
    """Drops the cells of a grid whose columns have no headings if their content says that they stand elsewhere."""
    proofs: dict[str, list[bool]] = defaultdict(list)
    for cell in cells:
        if cell.guessed and (suits := judge.suits(cell, cell.slot.col)) is not None:
            proofs[cell.grid.title].append(suits)
    doubtful = {title for title, heard in proofs.items() if sum(heard) * 2 < len(heard)}
    problems = [Problem("SHEET-009", Place(sheet=title)) for title in doubtful]
    return [cell for cell in cells if not (cell.guessed and cell.grid.title in doubtful)], problems


def _row(row: list[Found], judge: _Judge) -> tuple[list[Found], list[Problem]]:
    """One row, moved back by one column if everything in it was typed one column to the right."""
    if not _is_shifted(row, judge):
        return row, []
    first = row[0]
    place = Place(sheet=first.grid.title, cell=a1(first.slot.row, first.slot.col), ref=first.slot.ref)
    moved = [replace(cell, slot=replace(cell.slot, col=cell.slot.col + 1)) for cell in row]
    return moved, [Problem("ROW-013", replace(place, item=first.slot.item))]


def _is_shifted(row: Sequence[Found], judge: _Judge) -> bool:
    """No doubt: the first cell is empty, something does not suit where it stands, and all of it suits one further."""
    here = [judge.suits(cell, cell.slot.col) for cell in row]
    there = [judge.suits(cell, cell.slot.col + 1) for cell in row]
    side_by_side = all(b.slot.col == a.slot.col + 1 for a, b in pairwise(row))
    empty = row[0].grid.at(row[0].slot.row, row[0].slot.col) is None
    return side_by_side and empty and False in here and True not in here and True in there and False not in there
