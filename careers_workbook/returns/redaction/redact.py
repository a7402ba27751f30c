"""Takes personal data out of a book before anything else is read from it, so that no output can carry any.

Enters: a book as read, and the spec that it will be read by. Leaves: the same book with such data replaced by what it
was, and a problem for each cell that held some; no problem repeats it. Contact details stay in the cells whose
questions ask for them. Must not know: how these are found.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import chain

from careers_workbook.core.cells import Cell, a1
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import OfTexts, kept, kept_with_it
from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.core.text import Raw, fold
from careers_workbook.layout.fixed_sheets import START_FACTS
from careers_workbook.returns.redaction.personal_data import (
    ASKED_BY,
    CONTACTS,
    PUPILS,
    WORTH_A_LOOK,
    PersonalDataKind,
    kind_of_number,
    may_be,
    occurrences,
    redacted,
    removed,
)
from careers_workbook.spec.answers.answer_kind import ContactDetail
from careers_workbook.spec.model import Spec
from careers_workbook.spec.strict import Strict, keys_of
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import Book, Grid
from careers_workbook.spreadsheet.read.looks import Seen

Expected = Mapping[tuple[str, Cell], frozenset[ContactDetail]]
"""(Title of a sheet, cell) -> the contact details that its question asks for."""
_Found = dict[Cell | None, list[PersonalDataKind]]
"""What was taken out of a cell and its comment, or of the title."""
_START = frozenset(map(fold, START_FACTS))
_LONGEST = max(map(len, START_FACTS))
_IS_START = OfTexts(lambda text: len(text) <= _LONGEST and fold(text) in _START)
_MOST_TEXT = 6_000_000
"""Characters, in texts that differ, that are looked through for numbers and addresses: a second for each million."""
_YOUNGEST = 3
"""Years of age of the youngest pupil. A later date under the heading "DOB" is a deadline that lost its own heading."""


@frozen
class Redacted:
    """The book that may be read, and what was taken out of it. `cells` are those whose own content is another now."""

    book: Book
    problems: tuple[Problem, ...]
    cells: frozenset[tuple[str, Cell]]


def is_much(book: Book) -> bool:
    """Whether a book holds so much text that not all of it may be looked through."""
    texts = chain(*((grid.title, *grid.texts, *grid.marks.notes.values()) for grid in book.grids))
    return sum(map(len, texts)) > _MOST_TEXT


class Redaction:
    """One book, and all that is personal in it. `sent` is the day on which the workbook was made.

    What the spec itself says stays, word for word, and the Hub's own address on Start here.
    """

    def __init__(self, book: Book, spec: Spec, sent: dt.date | None = None) -> None:
        latest_birth = (sent or dt.date.max).year - _YOUNGEST
        ours = partial(_all_words, spec)
        self.book = book
        texts = _Texts()
        self.sheets = [_SheetRedaction(grid, ours, latest_birth, texts) for grid in book.grids]

    def redacted(self, expected: Expected | None = None) -> Redacted:
        """Without what points to a pupil, and without contact details where they are not expected.

        As long as nobody knows yet where they are, these stay.
        """
        done = [(sheet.grid, *sheet.redacted(expected)) for sheet in self.sheets]
        problems = tuple(problem for _, grid, found, _ in done for problem in _problems(grid.title, found))
        cells = frozenset((grid.title, at) for _, grid, _, changed in done for at in changed)
        book = replace(self.book, grids=tuple(grid for _, grid, *_ in done)) if problems else self.book
        return Redacted(book, problems, cells)


def _words(part: object) -> Iterator[str]:
    """Every text of a spec, folded: what the Hub itself wrote is not what a school typed."""
    if isinstance(part, str):
        yield fold(part)
    elif isinstance(part, Strict):
        yield from _words([*(getattr(part, key) for key in keys_of(type(part))), *part.inlaid()])
    elif isinstance(part, Mapping | Sequence):
        for inner in part.values() if isinstance(part, Mapping) else part:
            yield from _words(inner)


@kept(MOST_SPECS)
def _all_words(spec: Spec) -> frozenset[str]:
    return frozenset(_words(spec))


class _Texts:
    """The texts of a book, each looked through once."""

    def __init__(self) -> None:
        self._left = _MOST_TEXT
        self.is_personal = cache(self._is_personal)
        self.redacted = cache(redacted)

    def _is_personal(self, text: str) -> bool:
        if not WORTH_A_LOOK[text]:
            return False
        self._left -= len(text)
        if self._left < 0:
            reason = "it holds far more numbers and addresses than any checklist"
            raise FileRefusedError(Problem("FILE-009", context={"reason": reason}))
        return bool(occurrences(text))


class _SheetRedaction:
    """One grid, with its parts in which something personal was seen: only these are looked at again."""

    def __init__(self, grid: Grid, ours: Callable[[], frozenset[str]], latest_birth: int, texts: _Texts) -> None:
        def is_personal(raw: Raw) -> bool:
            if isinstance(raw, str):
                return texts.is_personal(raw) and fold(raw) not in ours()
            return kind_of_number(raw) is not None

        self.grid, self.texts = grid, texts
        self.is_titled = is_personal(grid.title)
        personal = {raw for raw in _worth_a_look(grid) if is_personal(raw)}
        self.cells = {at: raw for at, raw in grid.cells.items() if raw in personal} if personal else {}
        self.notes = {at: text for at, text in grid.marks.notes.items() if is_personal(text)}
        self.told = {at: kind for at, kind in _told(grid, latest_birth) if at not in self.cells}
        self.is_start = _is_start(grid)

    def redacted(self, expected: Expected | None) -> tuple[Grid, _Found, frozenset[Cell]]:
        """The grid, what was taken out of which part of it, and the cells that hold something else now."""
        found: _Found = {}

        def part(at: Cell | None, raw: Raw) -> Raw:
            taken = self._taken(at, expected)
            if isinstance(raw, str):
                raw, kinds = self.texts.redacted(raw, taken)
            elif (kind := kind_of_number(raw)) in taken and kind:
                raw, kinds = removed(kind), (kind,)
            else:
                return raw
            if kinds:
                found.setdefault(at, []).extend(kinds)
            return raw

        title = str(part(None, self.grid.title)) if self.is_titled else self.grid.title
        cells = {at: part(at, raw) for at, raw in self.cells.items()}
        cells |= {at: removed(kind) for at, kind in self.told.items()}
        found |= {at: [kind] for at, kind in self.told.items()}
        changed = frozenset(at for at in found if at)
        notes = {at: str(part(at, text)) for at, text in self.notes.items()}
        over = tuple(replace(one, words=str(part(one.first, one.words))) for one in self.grid.marks.overlays)
        if not found:
            return self.grid, found, changed
        struck = {at: look for at, look in self.grid.marks.struck.items() if at in changed}
        struck = {
            at: replace(look, left=part(at, look.left), struck=str(part(at, look.struck)))
            for at, look in struck.items()
        }
        struck |= {at: Seen(cells[at], None, str(cells[at])) for at in struck.keys() & self.told.keys()}
        marks = replace(
            self.grid.marks,
            notes={**self.grid.marks.notes, **notes},
            overlays=over,
            struck={**self.grid.marks.struck, **struck},
        )
        return replace(self.grid, title=title, cells={**self.grid.cells, **cells}, marks=marks), found, changed

    def _taken(self, at: Cell | None, expected: Expected | None) -> frozenset[PersonalDataKind]:
        if self.is_start or expected is None:
            return PUPILS
        asked = expected.get((self.grid.title, at), ()) if at else ()
        return PUPILS | {kind for kind in CONTACTS if kind.contact not in asked}


@kept_with_it
def _worth_a_look(grid: Grid) -> tuple[Raw, ...]:
    """The texts of a sheet in which something personal may be, and the numbers that look like it."""
    numbers = set(grid.cells.values()).difference(grid.texts)
    return (
        *(text for text in grid.texts if WORTH_A_LOOK[text]),
        *(number for number in numbers if kind_of_number(number) is not None),
    )


@kept_with_it
def _is_start(grid: Grid) -> bool:
    return sum(len(cells) for text, cells in grid.texts.items() if _IS_START[text]) > len(_START) // 2


@kept_with_it
def _asking(grid: Grid) -> list[tuple[Cell, PersonalDataKind]]:
    """The headings and labels that ask for something personal, in order."""
    asking = ((cells, kind) for text, cells in grid.texts.items() if (kind := ASKED_BY[text]))
    return sorted((at, kind) for cells, kind in asking for at in cells)


def _told(grid: Grid, latest_birth: int) -> Iterator[tuple[Cell, PersonalDataKind]]:
    """Dates of birth and numbers of pupils in the column under a heading that says so, or right beside such a label."""
    headings = _asking(grid)
    tops = {col: (row, kind) for (row, col), kind in reversed(headings)}
    below = ((at, tops[at[1]][1]) for at in grid.cells if at[1] in tops and at[0] > tops[at[1]][0]) if tops else ()
    beside = (((row, col + 1), kind) for (row, col), kind in headings)
    yield from ((at, kind) for at, kind in (*below, *beside) if may_be(kind, grid.at(*at), latest_birth))


def _problems(title: str, found: _Found) -> Iterator[Problem]:
    """For each place, the title first: one problem for what points to a pupil, one for contact details."""
    for at, kinds in sorted(found.items(), key=lambda one: one[0] or (-1, -1)):
        for code, sort in (("CELL-010", PUPILS), ("CELL-011", CONTACTS)):
            if names := dict.fromkeys(kind.name for kind in kinds if kind in sort):
                yield Problem(code, Place(sheet=title, cell=a1(*at) if at else ""), {"what": " and ".join(names)})
