"""Statements that stand over several rows, as they come out of a PDF or out of Word: each put back into one row.

Enters: a grid, and the statements of a layout. Leaves: the same grid with the parts of each such statement, and of what
stands beside them, joined in the first of its rows; which rows these were. A row is joined to the one above only if the
parts together are a statement, word for word, or if the cell of the statement is merged over both. Must not know: which
sheet the grid is, kinds of answers.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

from careers_workbook.core.cells import Cell
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import OfTexts
from careers_workbook.core.text import Raw, fold, show
from careers_workbook.returns.matching.anchors import Anchors
from careers_workbook.spreadsheet.read.grid import Grid

_MOST = 60
"""Rows over which one statement may stand."""
_LINES = 3
"""Statements over several rows from which a sheet has a row for each line."""
_GAPS = dict.fromkeys(map(ord, " .;:,"))


@frozen
class Joined:
    """The rows of a sheet (first and last) from which one was made, and the ref of the item that they hold."""

    title: str
    first: int
    last: int
    ref: str


@frozen(slots=False)
class Statements:
    """All statements of a layout, by ref, ready to be recognised by their parts."""

    texts: Mapping[str, str]

    @cached_property
    def refs(self) -> dict[str, list[str]]:
        """Statement without spaces -> the refs that carry it."""
        found: dict[str, list[str]] = {}
        for ref, text in self.texts.items():
            found.setdefault(bare(text), []).append(ref)
        return found

    def may_begin(self, raw: str) -> bool:
        """Whether a cell is worth a closer look: it begins like some statement and is no longer than the longest."""
        return len(raw) <= self._longest and fold(raw)[:2] in self._firsts

    def known(self, whole: str, named: str) -> str:
        """The ref of a whole statement: the one that is named if it carries it, else the only one; "" if none."""
        refs = self.refs.get(whole, ())
        return named if named in refs else refs[0] if len(refs) == 1 and not named else ""

    def named(self, cells: Mapping[int, Raw]) -> str:
        """The ref that a row has, however it is written; "" if none."""
        return next((ref for raw in cells.values() if (ref := self._anchors.ref(raw)) in self.texts), "")

    def begun(self, texts: Iterable[str]) -> Iterator[str]:
        """The texts that are the beginning of some statement, and not all of it."""
        return (text for text in texts if self.may_begin(text) and self._goes_on[text])

    @cached_property
    def _goes_on(self) -> OfTexts[bool]:
        return OfTexts(lambda text: self.begins(bare(text)))

    @cached_property
    def _longest(self) -> int:
        return 2 * max(map(len, self.texts.values()), default=0)

    @cached_property
    def _firsts(self) -> frozenset[str]:
        return frozenset(fold(text)[:2] for text in self.texts.values())

    @cached_property
    def _anchors(self) -> Anchors:
        return Anchors(tuple(self.texts.items()))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.refs)

    def holds(self, text: str) -> bool:
        """Whether this text, without spaces, is some statement or its beginning."""
        return text in self.refs or self.begins(text)

    def begins(self, text: str) -> bool:
        """Whether some statement begins with this text, without spaces, and goes on."""
        if not text:
            return False
        at = bisect_left(self._sorted, text)
        at += self._sorted[at : at + 1] == [text]
        return at < len(self._sorted) and self._sorted[at].startswith(text)


def with_joined_rows(grid: Grid, statements: Statements) -> tuple[Grid, tuple[Joined, ...]]:
    """The grid with each statement in one row, and what was joined."""
    runs = list(_runs(grid, statements))
    if not runs:
        return grid, ()
    cells, formats = dict(grid.cells), dict(grid.marks.formats)
    joined: list[tuple[int, int, str]] = []
    for run in _with_answers_below(grid, statements, runs) if len(runs) >= _LINES else runs:
        if not joined or run.row > joined[-1][1]:
            joined.append((run.row, run.last, run.ref))
            _join(cells, formats, grid, range(run.row, run.last + 1))
            cells[run.row, run.col] = statements.texts[run.ref]
    if not joined:
        return grid, ()
    whole = replace(grid, cells=cells, marks=replace(grid.marks, formats=formats))
    return whole, tuple(Joined(whole.title, *one) for one in joined)


@frozen
class _Run:
    """A statement that begins in a cell, and the last row over which it and its answers stand."""

    row: int
    col: int
    last: int
    ref: str


def _runs(grid: Grid, statements: Statements) -> Iterator[_Run]:
    """Each statement that stands over several rows."""
    merged = {first: last[0] for first, last in grid.marks.merged if last[0] > first[0]}
    begun = (grid.texts[text] for text in statements.begun(grid.texts))
    above = -1
    for at in sorted({*merged, *chain(*begun)}):
        raw = grid.cells.get(at)
        if at[0] != above and isinstance(raw, str) and statements.may_begin(raw):
            found = _merged(grid, at, merged, statements) or _split(grid, at, statements)
            if found:
                yield found
                above = at[0]


def _merged(grid: Grid, at: Cell, merged: Mapping[Cell, int], statements: Statements) -> _Run | None:
    """A statement whose cell is merged over rows below, if these hold something more and have no ref of their own."""
    row, col = at
    last = merged.get(at, row)
    below = [grid.rows[more] for more in range(row + 1, last + 1) if more in grid.rows]
    ref = statements.known(bare(show(grid.cells[at])), statements.named(grid.rows[row])) if below else ""
    return _Run(row, col, last, ref) if ref and not any(map(statements.named, below)) else None


def _split(grid: Grid, at: Cell, statements: Statements) -> _Run | None:
    """A statement that goes on below, the longest there is. Beside a ref only that of the ref; no row below has one."""
    row, col = at
    text, found = bare(show(grid.cells[at])), None
    below = grid.at(row + 1, col)
    if not statements.begins(text) or not isinstance(below, str) or not statements.holds(text + bare(below)):
        return None
    named = statements.named(grid.rows[row])
    for last in range(row + 1, row + _MOST):
        more = grid.at(last, col)
        if not statements.begins(text) or not isinstance(more, str) or statements.named(grid.rows[last]):
            break
        text += bare(more)
        if ref := statements.known(text, named):
            found = _Run(row, col, last, ref)
    return found


def _with_answers_below(grid: Grid, statements: Statements, runs: Sequence[_Run]) -> Iterator[_Run]:
    """On a sheet that has a row for each line, what stands below a statement without one goes on with its answers."""
    known = {run.row: run for run in runs}
    cols = {run.col for run in runs}
    for row, cells in grid.rows.items():
        for col in cols & cells.keys():
            ref = statements.known(bare(show(cells[col])), statements.named(cells))
            run = known.get(row) or (_Run(row, col, row, ref) if ref else None)
            if run:
                last = run.last
                while (below := grid.rows.get(last + 1)) and _goes_on(below, cells, col, statements):
                    last += 1
                if last > row:
                    yield replace(run, last=last)
                break


def _goes_on(below: Mapping[int, Raw], cells: Mapping[int, Raw], col: int, statements: Statements) -> bool:
    return col not in below and below.keys() <= cells.keys() and not statements.named(below)


def _join(cells: dict[Cell, Raw], formats: dict[Cell, str], grid: Grid, rows: range) -> None:
    """The parts of every column joined in the first row."""
    for col in {col for row in rows for col in grid.rows.get(row, {})}:
        there = [(row, col) for row in rows if (row, col) in cells]
        parts = [cells.pop(at) for at in there]
        if len(parts) == 1 and there[0] in formats:
            formats[rows[0], col] = formats[there[0]]
        if parts:
            cells[rows[0], col] = parts[0] if len(parts) == 1 else " ".join(show(part).strip() for part in parts)


def bare(text: str) -> str:
    """The text as compared: without spaces, and without what may stand or be missing at the end of a line."""
    return fold(text).translate(_GAPS)
