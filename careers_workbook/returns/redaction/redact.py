"""Takes personal data out of a book before anything else is read from it, so that no output can carry any.

Enters: a book as read, and the spec that it will be read by. Leaves: the same book with such data replaced by what it
was, and a problem for each cell that held some; no problem repeats it. Must not know: where answers stand.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from careers_workbook.core.cells import Cell, a1
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw, fold
from careers_workbook.layout.fixed_sheets import START_FACTS
from careers_workbook.returns.redaction.personal_data import (
    BIRTH,
    PersonalDataKind,
    asks_for_birth,
    kind_of_number,
    may_be_birth,
    redacted,
    removed,
)
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spreadsheet.read.grid import Book, Grid

_CONTACT = re.compile(r"e-?mail|phone|mobile|contact", re.IGNORECASE)
_START = frozenset(map(fold, START_FACTS))
_LONGEST = max(map(len, START_FACTS))
_YOUNGEST = 3
"""Years of age of the youngest pupil. A later date under the heading "DOB" is a deadline that lost its own heading."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """The book that may be read, and what was taken out of it."""

    book: Book
    problems: tuple[Problem, ...]


def redact(book: Book, spec: Spec, sent: dt.date | None = None) -> Redacted:
    """The book without personal data. `sent` is the day on which the workbook was made.

    Contact details stay where they belong: the Hub's own address on Start here, and the answer of a form field whose
    label asks for them. So does what the spec itself says, word for word.
    """
    asked = frozenset(fold(f.label) for form in spec.of(FormSheet) for f in form.fields if _CONTACT.search(f.label))
    latest_birth = (sent or dt.date.max).year - _YOUNGEST
    ours = cache(lambda: frozenset(_words(spec.model_dump())))
    done = [_SheetRedaction(grid, asked, latest_birth, ours).redacted() for grid in book.grids]
    problems = tuple(problem for _, found in done for problem in found)
    return Redacted(replace(book, grids=tuple(grid for grid, _ in done)) if problems else book, problems)


def _words(part: object) -> Iterator[str]:
    """Every text of a spec, folded: what the Hub itself wrote is not what a school typed."""
    if isinstance(part, str):
        yield fold(part)
    elif isinstance(part, Mapping | Sequence):
        for inner in part.values() if isinstance(part, Mapping) else part:
            yield from _words(inner)


class _SheetRedaction:
    """One grid on its way through."""

    def __init__(
        self, grid: Grid, asked: frozenset[str], latest_birth: int, ours: Callable[[], frozenset[str]]
    ) -> None:
        self.grid, self.asked, self.latest_birth, self.ours = grid, asked, latest_birth, ours
        self.found: dict[Cell, list[PersonalDataKind]] = {}
        labels = (raw for raw in grid.cells.values() if isinstance(raw, str) and len(raw) <= _LONGEST)
        self.is_start = sum(fold(label) in _START for label in labels) > len(_START) // 2

    def redacted(self) -> tuple[Grid, list[Problem]]:
        title, in_title = redacted(self.grid.title)
        if in_title and fold(self.grid.title) in self.ours():
            title, in_title = self.grid.title, ()
        cells = {at: self._cell(at, raw) for at, raw in self.grid.cells.items()}
        for at in self._birthdays():
            self.found.setdefault(at, []).append(BIRTH)
            cells[at] = removed(BIRTH)
        notes = {at: self._cell(at, text) for at, text in self.grid.marks.notes.items()}
        if not self.found and not in_title:
            return self.grid, []
        marks = replace(self.grid.marks, notes={at: str(text) for at, text in notes.items()})
        places = [(Place(sheet=title), list(in_title))]
        places += [(Place(sheet=title, cell=a1(*at)), kinds) for at, kinds in sorted(self.found.items())]
        problems = [problem for place, kinds in places for problem in _problems(place, kinds)]
        return replace(self.grid, title=title, cells=cells, marks=marks), problems

    def _cell(self, at: Cell, raw: Raw) -> Raw:
        if isinstance(raw, str):
            text, kinds = redacted(raw, contacts=not (self.is_start or self._is_asked(at[0])))
            if kinds and fold(raw) not in self.ours():
                self.found.setdefault(at, []).extend(kinds)
                return text
        elif isinstance(raw, int | float) and not isinstance(raw, bool) and (kind := kind_of_number(raw)):
            self.found.setdefault(at, []).append(kind)
            return removed(kind)
        return raw

    def _is_asked(self, row: int) -> bool:
        cells = self.grid.rows.get(row, {}).values() if self.asked else ()
        return any(isinstance(raw, str) and fold(raw) in self.asked for raw in cells)

    def _birthdays(self) -> Iterator[Cell]:
        """Dates in the column under a heading for dates of birth, or right beside such a label."""
        for (row, col), raw in self.grid.cells.items():
            if asks_for_birth(raw):
                below = ((r, col) for r in self.grid.rows if r > row)
                for at in (*below, (row, col + 1)):
                    if at not in self.found and may_be_birth(self.grid.at(*at), self.latest_birth):
                        yield at


def _problems(place: Place, kinds: list[PersonalDataKind]) -> Iterator[Problem]:
    """One problem for what points to a pupil, one for contact details."""
    for code, pupil in (("CELL-010", True), ("CELL-011", False)):
        if names := dict.fromkeys(kind.name for kind in kinds if kind.pupil is pupil):
            yield Problem(code, place, {"what": " and ".join(names)})
