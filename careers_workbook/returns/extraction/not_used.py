"""What a school typed where nothing is asked: the cells that are neither answers nor what the workbook was sent with.

A cell is used if it is an answer, was sent, is worked out by a formula, or if something was said of it, its row, its
column or its sheet already. Must not know: how rows and columns were found.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace

from careers_workbook.core.cells import Cell, a1
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept, kept_with_it
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw, fold
from careers_workbook.layout.places import Block, SheetPlan
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.anchors import Anchors, as_ref
from careers_workbook.returns.matching.locate import Found, Location
from careers_workbook.returns.matching.row_matching import quote
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.sheets.checklist import STATUS
from careers_workbook.spec.status import WORDS
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import MAX_ROWS, Book, Grid, position

_MOST = 10
"""Cells of one sheet that are named one by one."""
_WHOLE_SHEET = frozenset(f"SHEET-{number:03}" for number in (5, 7, 8, 9, 13, 14, 16, 17))
"""What says of a sheet that it was not read, or that it was there more than once."""
_WHOLE_ROW = frozenset(
    {"ROW-003", "ROW-006", "ROW-008", "ROW-012", "ROW-016", "ROW-018", "ROW-027", "ROW-028", "DEST-002", "DEST-014"}
)
"""What says of a row that it was not read as one of those that were sent."""
_START = "start"
"""Where a workbook of the next year has some lines more than planned."""
_ANCHORS = frozenset({"ref", "item"})
_HEADING = 200
"""Characters of the longest heading, with whatever was added to it."""
_HEAD = 2
"""Headings of ours in one row, from which it is a row of headings: another one in it heads nothing that was typed."""
_REF = re.compile(r"[A-Z]{0,4}\d{1,4}", re.ASCII)
"""A ref that is not one of ours: somebody has numbered the rows anew."""
_RUNNING = re.compile(r"[A-Z]{1,4}\d{1,5}", re.ASCII)
"""The reference of a row that is prepared and blank: next year's workbooks go on counting."""
_OTHER_NAME, _NO_HEADINGS = "SHEET-002", "SHEET-003"
_BEFORE = frozenset({"ROW-002", "ROW-023"})
"""What says of a row that not its own ref or text stands before its answers."""
_STATUS = frozenset(word.word for word in WORDS)
_MOVED = 5
"""Rows by which a table may stand lower than planned because somebody put in rows."""


@frozen
class _Said:
    """What was said about one sheet: rows as a whole, what stands before answers, columns, cells, or all of it.

    A sheet whose headings were not found has other words above its rows; one with another name has it as its title.
    """

    rows: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)
    headless: list[str] = field(default_factory=list)
    cols: set[int] = field(default_factory=set)
    cells: set[Cell] = field(default_factory=set)
    whole: list[str] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        self.rows.update(problem.rows)
        self.cols.update(problem.cols)
        if problem.code == _OTHER_NAME:
            self.cells.add((0, 0))
        elif problem.code == _NO_HEADINGS:
            self.headless.append(problem.code)
        elif problem.code in _WHOLE_SHEET:
            self.whole.append(problem.code)
        elif problem.place.cell:
            at = position(problem.place.cell)
            self.cells.add(at)
            if problem.code in _WHOLE_ROW:
                self.rows.add(at[0])
            elif problem.code in _BEFORE:
                self.before.add(at[0])


def not_used(book: Book, location: Location, layout: Layout, said: Iterable[Problem]) -> Iterator[Problem]:
    """Every cell that somebody typed and nobody used. Nobody can say where one is if sheets have the same name."""
    if len({grid.title for grid in book.grids}) < len(book.grids):
        return
    ours, reports, found = _ours(layout), defaultdict[str, _Said](_Said), defaultdict[str, list[Found]](list)
    for problem in said:
        reports[problem.place.sheet].add(problem)
    for one in location.found:
        found[one.grid.title].append(one)
    for grid in book.grids:
        plan = ours.plans.get(fold(grid.title))
        if grid.title in found:
            cells: Iterable[Cell] = _beside_answers(grid, found[grid.title], ours, reports[grid.title])
        elif plan and not any(map(_asks, plan.blocks)):
            cells = _beyond(grid, plan, ours)
        else:
            continue
        if not reports[grid.title].whole and (left := list(cells)):
            about_people = grid.title in found and ours.is_private(found[grid.title])
            yield from _problems(grid, left, is_private=about_people)


def hidden_besides(book: Book, answers: Iterable[Answer], layout: Layout) -> bool:
    """Whether a school keeps something of its own in rows or columns of our sheets that it hid, or far outside.

    What we sent, and answers, may be hidden: somebody filters a table, or puts away a column that is done.
    """
    ours, used = _ours(layout), defaultdict[str, set[Cell]](set)
    for one in answers:
        if one.cell:
            used[one.found_sheet].add(position(one.cell))

    def own(grid: Grid) -> Iterable[Cell]:
        if grid.title in used:
            return (at for at in _left(grid, used[grid.title]) if not ours.sends(grid.cells[at]))
        plan = ours.plans.get(fold(grid.title))
        return _beyond(grid, replace(plan, kind=""), ours) if plan else ()  # nobody hides lines that were sent

    return any(grid.marks.stray or any(map(grid.hides, own(grid))) for grid in book.grids)


def _problems(grid: Grid, cells: list[Cell], *, is_private: bool) -> Iterator[Problem]:
    for at in cells[:_MOST]:
        value = "" if is_private or grid.hides(at) else f': "{quote(grid.cells[at])}"'
        yield Problem("CELL-026", Place(sheet=grid.title, cell=a1(*at)), {"value": value})
    if rest := cells[_MOST:]:
        ends = {"first": a1(*rest[0]), "last": a1(*rest[-1])}
        yield Problem("SHEET-030", Place(sheet=grid.title), {"count": str(len(rest)), **ends})


def _beside_answers(grid: Grid, found: Collection[Found], ours: "_Ours", said: _Said) -> Iterator[Cell]:
    """The cells of a sheet with answers that hold neither these nor what was sent, in order."""
    others = _left(grid, {(f.slot.row, f.slot.col) for f in found})
    left = sorted(at for at in others if not ours.knows(grid.cells[at]))
    if not left:
        return
    rows, anchors = _by_row(found), Anchors(tuple({f.slot.ref: f.slot.item for f in found}.items()))
    headings = {at: fold(raw) for at, raw in grid.cells.items() if isinstance(raw, str) and len(raw) <= _HEADING}
    heads = Counter(row for (row, _), heading in headings.items() if heading in ours.labels)
    heads.update({f.header: _HEAD for f in found if f.header is not None})  # in whatever words
    formulas = {col for _, col in grid.marks.formulas}
    results = {col: ours.results[heading] for (_, col), heading in headings.items() if heading in ours.results}

    def is_sent(row: int, col: int, raw: Raw) -> bool:
        before = row in rows and col < min(f.slot.col for f in rows[row])
        is_ref = before and (row in said.before or rows[row][0].slot.grows or _REF.fullmatch(as_ref(raw)))
        if heads[row] >= _HEAD or is_ref:
            return True
        if row not in rows and _RUNNING.fullmatch(as_ref(raw)):
            return True
        return (
            bool(anchors.exact(raw))
            if before
            else col in results and col not in formulas and _is_result(raw, results[col])
        )

    def is_said(row: int, col: int) -> bool:
        is_above = (row, col) in said.cells or (bool(said.headless) and row < min(rows, default=0))
        return (row in rows and col in said.cols) or is_above or row in said.rows

    for row, col in left:
        raw = grid.cells[row, col]
        again = row in rows and any(grid.at(row, f.slot.col) == raw for f in rows[row])
        if not (again or is_said(row, col) or is_sent(row, col, raw)):
            yield row, col


def _is_result(raw: Raw, column_id: str) -> bool:
    """Whether this may be the result of a formula that was lost: under Status its words are known."""
    return column_id != STATUS or raw in _STATUS


@kept_with_it
def _beyond(grid: Grid, plan: SheetPlan, ours: "_Ours") -> list[Cell]:
    """The cells of a sheet that asks nothing which stand right of all that was sent, or below it, in order."""
    width = max((block.last_col for block in plan.blocks), default=0)
    rows = [block.last_row for block in plan.blocks] + [
        (plan.body_row or 0) + len(plan.texts),
        *(r for r, _ in plan.charts),
    ]
    last = max(rows) + _MOVED if plan.kind != _START else MAX_ROWS
    beyond = (at for at in _left(grid, ()) if at[1] > width or at[0] > last)
    return sorted(at for at in beyond if not ours.knows(grid.cells[at]))


def _left(grid: Grid, answers: Collection[Cell]) -> set[Cell]:
    """The cells that are no answers, no results and no totals."""
    others = (grid.cells.keys() - grid.marks.formulas.keys()).difference(answers)
    totals = grid.marks.totals
    return {at for at in others if at[0] not in totals} if totals else others


def _by_row(found: Iterable[Found]) -> Mapping[int, list[Found]]:
    rows = defaultdict[int, list[Found]](list)
    for one in found:
        rows[one.slot.row].append(one)
    return rows


class _Ours:
    """What a workbook of this layout is sent with. `results` are the columns of formulas, by heading: their ids."""

    def __init__(self, layout: Layout) -> None:
        self.plans = {fold(plan.title): plan for plan in layout.sheets}
        asking = [block for plan in layout.sheets for block in plan.blocks if _asks(block)]
        self.results = {
            fold(label): column.id
            for block in asking
            for column in block.columns
            if not column.asks and column.id not in _ANCHORS
            for label in column.labels
        }
        self.labels = {fold(label) for block in asking for column in block.columns for label in column.labels}
        self._refs = {line.ref for block in asking for line in block.table.rows}
        self._words = set(_layout_words(layout))
        self._letters: set[str] = set()
        self._most = 2 * max(map(len, self._words))  # spaces and the like may have come in

    def knows(self, raw: Raw) -> bool:
        """Whether this was sent, or is one of its refs in another way of writing; signs may have been lost."""
        if raw in self._words or not isinstance(raw, str) or len(raw) > self._most:
            return raw in self._words or as_ref(raw) in self._refs
        self._letters = self._letters or set(map(_letters, self._words))
        return _letters(raw) in self._letters or as_ref(raw) in self._refs

    def sends(self, raw: Raw) -> bool:
        """The same, or the reference of a row that was prepared."""
        return self.knows(raw) or _RUNNING.fullmatch(as_ref(raw)) is not None

    def is_private(self, found: Iterable[Found]) -> bool:
        """Whether these are answers about single people, of whom nothing is repeated."""
        sheets = (self.plans[fold(f.slot.sheet)].sheet for f in found)
        return any(sheet is not None and sheet.about_people for sheet in sheets)


@kept(MOST_SPECS)
def _ours(layout: Layout) -> _Ours:
    return _Ours(layout)


def _layout_words(layout: Layout) -> Iterator[str]:
    """Titles, introductions and headings of all sheets, and what their tables ask, not what they offer."""
    for plan in layout.sheets:
        yield from (plan.title, plan.warning, *plan.intro)
        for block in plan.blocks:
            yield block.heading
            yield from (label for column in block.columns for label in column.labels)
            if _asks(block):
                yield from (word for line in block.table.rows for word in (line.ref, line.text, *line.beside.values()))


def _asks(block: Block) -> bool:
    return any(column.asks for column in block.columns)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))
