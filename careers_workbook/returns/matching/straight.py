"""The straight road: where everything stands where it was planned, nothing has to be looked for.

It is open to a file whose sheets with questions have their titles and hold every cell that was planned, word for word,
and besides only answers and results of formulas, in their places. What these say is looked at as well: a statement, a
ref or a row of headings among them may mean that something was pasted, and then the careful road decides; so it does
where such a thing stands on a sheet that asks nothing. Rows of tables that grow are read in the same way on both roads.

Enters: a book and a layout. Leaves: the very Location that `locate` would come to, but for rows of tables that grow
that were prepared, hold nothing, and are not wanted; None where that has to search.
Must not know: kinds of answers, files.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from careers_workbook.core.cells import Cell
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import OfTexts, kept, kept_with_it
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import Raw, plain
from careers_workbook.layout.fixed_sheets import ABOUT_LABELS
from careers_workbook.layout.places import Column, Slot
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.anchors import Anchors, as_ref
from careers_workbook.returns.matching.growing_rows import DIGITS, MOST
from careers_workbook.returns.matching.headers import Header
from careers_workbook.returns.matching.joined_rows import Statements, bare
from careers_workbook.returns.matching.locate import Found, Location, growing, locate
from careers_workbook.returns.matching.sheet_matching import repeats_questions
from careers_workbook.returns.matching.targets import MatchedSheet, Target, targets
from careers_workbook.spec.sheets.declaring import running_ref
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import Book, Grid

_LONGEST_REF = 40
"""Characters of a cell up to which it may be nothing but a ref, whatever was typed around it."""
_AROUND_REF = " .:)(-–_\xa0\u200b\t\r\n"
_NOTHING: Mapping[Cell, Raw] = {}
_Wanted = Callable[[Grid], bool]


def _always(_grid: Grid) -> bool:
    return True


def straight(book: Book, layout: Layout, with_blank_rows: _Wanted = _always) -> Location | None:
    """Where everything stands, if that is where it was planned.

    Of a table that grows nearly all rows are prepared and blank: `with_blank_rows` says of which sheets they are
    wanted. Of the others they are left out, but for the first, which says that the sheet is there.

    Of a layout that is met for the first time nothing is known yet: to find that out takes as long as to search.
    """
    road = _road(layout)
    if not road.is_known:
        road.is_known = True
        return None
    return road.location(book, with_blank_rows) if road.is_open else None


@frozen(slots=False)
class Lane:
    """One sheet that asks something: the cells that were planned, and those in which anything may stand."""

    target: Target

    @cached_property
    def constants(self) -> dict[Cell, Raw]:
        """The cells that every workbook has; of a table that grows those above its rows."""
        plan = self.target.plan
        found: dict[Cell, Raw] = {
            (plan.title_row, 0): plan.title,
            **{(row, 0): line for row, line in enumerate(plan.intro, plan.intro_row)},
        }
        if plan.warning_row is not None:
            found[plan.warning_row, 0] = plan.warning
        for block in plan.blocks:
            if block.heading_row is not None:
                found[block.heading_row, 0] = block.heading
            found |= {(block.header_row, column.col): column.label for column in block.columns}
        return found if self.target.grows else {**found, **self.named}

    @cached_property
    def named(self) -> dict[Cell, Raw]:
        """The cells that name the rows: refs, items, and what was planned beside them."""
        found: dict[Cell, Raw] = {}
        for block in self.target.plan.blocks:
            for row, line in enumerate(block.table.rows, block.first_row):
                words = {"ref": line.ref, "item": line.text, **line.beside}
                found |= {(row, column.col): words[column.id] for column in block.columns if words.get(column.id)}
        return found

    @cached_property
    def free(self) -> frozenset[Cell]:
        """The cells of answers to fixed items, and of results beside them."""
        cells = {(slot.row, slot.col) for slot in self.target.slots}
        for block in self.target.plan.blocks:
            results = [column.col for column in block.columns if not column.asks]
            cells |= {(row, col) for row in range(block.first_row, block.last_row + 1) for col in results}
        return frozenset(cells - self.constants.keys())

    @cached_property
    def places(self) -> list[tuple[Slot, int]]:
        """The slots of fixed items in the order in which they are found, each with the row of the headings over it."""
        there = {(slot.ref, slot.column): slot for slot in self.target.slots}
        rows = [(line.ref, block.header_row) for block in self.target.plan.blocks for line in block.table.rows]
        names = self.target.answer_ids
        return [(there[ref, name], row) for ref, row in rows for name in names if (ref, name) in there]

    @cached_property
    def headers(self) -> tuple[Header, ...]:
        """The rows of headings."""
        return tuple(
            Header(block.header_row, {column.id: column.col for column in block.columns})
            for block in self.target.plan.blocks
        )

    @cached_property
    def ref_col(self) -> int:
        """The column of references."""
        return self.target.plan.blocks[0].col("ref")

    @property
    def is_named(self) -> bool:
        """Whether every table names its rows by a reference, and fixed items by a statement as well."""
        wanted = {"ref"} if self.target.grows else {"ref", "item"}
        blocks = self.target.plan.blocks
        return all(wanted <= {column.id for column in block.columns} for block in blocks)

    def _are_free(self, cells: Mapping[Cell, object]) -> bool:
        """Whether anything may stand in these cells."""
        if not self.target.grows:
            return self.free.issuperset(cells)
        header, last = self.target.plan.blocks[0].header_row, self.target.plan.blocks[0].last_col
        return all(row > header and col <= last for row, col in cells)

    def rows(self, grid: Grid, *, with_blank: bool) -> list[Found] | None:
        """The cells of a table that grows whose rows have each a reference that was sent; None if one has another."""
        block, refs, found = self.target.plan.blocks[0], self.refs, list[Found]()
        if grid.marks.errors:
            return None
        filled = self._filled(grid)
        for row in sorted({row for row, _ in grid.cells if row > block.header_row} - grid.marks.totals):
            ref = refs.get(grid.cells.get((row, self.ref_col)))
            if ref is None:
                return None
            if with_blank or row in filled or not found:
                found += [Found(slot, grid, "ref", block.header_row) for slot in self._slots(ref, row)]
        return found

    def _filled(self, grid: Grid) -> set[int]:
        """The rows in which more stands than a reference and results of formulas."""
        formulas, results = grid.marks.formulas, self.results
        return {at[0] for at in grid.cells if at[1] != self.ref_col and not (at[1] in results and at in formulas)}

    @cached_property
    def results(self) -> frozenset[int]:
        """The columns of a table that grows in which nothing is asked."""
        return frozenset(column.col for column in self.target.plan.blocks[0].columns if not column.asks)

    @cached_property
    def refs(self) -> dict[Raw, str]:
        """The references of prepared rows that are written as they are known; their rows are then known by them."""
        refs, prefix = self.target.texts if self.target.grows else {}, self.target.plan.blocks[0].table.prefix
        running = {running_ref(prefix, number) for number in range(10**DIGITS)} if 0 < len(refs) <= MOST else set[str]()
        named = (ref for ref in refs if ref in running and not ref.startswith("row"))
        return {ref: ref for ref in named if self.target.anchors.ref(ref) == ref}

    @cached_property
    def _made(self) -> dict[tuple[str, int], list[Slot]]:
        return {}

    def _slots(self, ref: str, row: int) -> list[Slot]:
        """The answer cells of a row, by its reference and place; those of rows in their places are known beforehand."""
        if (ref, row) not in self._made:
            plan, cols = self.target.plan, self.headers[0].cols
            self._made[ref, row] = [
                Slot(plan.title, plan.kind, ref, ref, name, row, cols[name], grows=True)
                for name in self.target.answer_ids
            ]
            if len(self._made) > 2 * MOST:
                self._made.pop(next(iter(self._made)))
        return self._made[ref, row]

    def typed(self, grid: Grid) -> dict[Cell, Raw] | None:
        """What stands in the cells that are free; None if a planned one is another now, or something stands beside."""
        cells, constants = grid.cells, self.constants
        if grid.hidden or grid.marks.merged or any(cells.get(at) != raw for at, raw in constants.items()):
            return None
        typed = {at: raw for at, raw in cells.items() if at not in constants}
        return typed if self._are_free(typed) and self._are_free(grid.marks.errors) else None


class Road:
    """All that is known of a layout before a file is seen. `is_known` says whether one was seen before."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.is_known = layout, False
        self.titles = {plan.title for plan in layout.sheets}
        self.lanes = [Lane(target) for target in targets(layout)]
        asking = [lane.target for lane in self.lanes]
        self.items = tuple(chain(*(target.texts.items() for target in asking)))
        self.refs = frozenset(as_ref(ref) for ref, _ in self.items)
        self.statements = Statements({r: text for one in asking if not one.grows for r, text in one.texts.items()})
        self.anchors = Anchors(self.items)
        self.labels = _words(chain(*(target.columns for target in asking)))
        self.tables = [(len(target.columns) // 2 if target.grows else 1, _words(target.columns)) for target in asking]
        counted = (plan for plan in layout.sheets if plan.sheet and not plan.sheet.filled_in)
        blocks = (block for plan in counted for block in plan.blocks[:1])
        self.counted = [(len(block.columns) // 2, _words(block.columns)) for block in blocks]
        self.about = frozenset(map(plain, ABOUT_LABELS))
        others = chain(*(words for _, words in (*self.tables, *self.counted)))
        self.headings = self.labels | self.about | frozenset(others)
        running = chain(*(one.texts for one in asking if one.grows))
        self.running = frozenset(ref for ref in running if self.anchors.ref(ref) == ref)

    @cached_property
    def _told(self) -> OfTexts[bool]:
        return OfTexts(self._is_told)  # most are words of the checklist

    @cached_property
    def _begun(self) -> OfTexts[bool]:
        return OfTexts(lambda raw: self.statements.may_begin(raw) and self.statements.begins(bare(raw)))

    @cached_property
    def is_open(self) -> bool:
        """Whether refs can be told from words, and the careful road finds a blank workbook as it was planned."""
        if len(self.refs) < len(self.items) or not all(map(_is_plain_ref, self.refs)):
            return False
        if not all(lane.is_named for lane in self.lanes):
            return False
        blank = Book(tuple(Grid(lane.target.plan.title, lane.constants | lane.named) for lane in self.lanes))
        return self.location(blank) == locate(blank, self.layout)

    def location(self, book: Book, with_blank_rows: _Wanted = _always) -> Location | None:
        """Where everything stands in a file, if nothing has to be looked for."""
        grids = {grid.title: grid for grid in book.grids}
        if len(grids) < len(book.grids) or not grids.keys() <= self.titles:
            return None
        found, problems = list[Found](), list[Problem]()
        for lane in self.lanes:
            target = lane.target
            grid = grids.pop(target.plan.title, None)
            if grid is None or not _is_as_planned(grid, self, lane):
                return None
            if target.grows and (rows := lane.rows(grid, with_blank=with_blank_rows(grid))) is not None:
                here = rows
            elif target.grows:
                here, about = growing((MatchedSheet(target, grid, lane.headers),))
                problems += about
            else:
                here = [Found(slot, grid, "ref and text", row) for slot, row in lane.places]
            found += here
        are_silent = all(_is_silent(grid, self) for grid in grids.values())
        return Location(tuple(found), (), tuple(problems)) if are_silent else None

    def is_plain(self, lane: Lane, grid: Grid, typed: Mapping[Cell, Raw]) -> bool:
        """Whether what was typed on a sheet with questions is no statement, no ref, and no row of headings."""
        refs = dict[Cell, str]()
        if lane.target.grows:
            refs = {at: ref for at, raw in typed.items() if at[1] == lane.ref_col and (ref := self._ref(raw))}
            refs = {at: ref for at, ref in refs.items() if ref in lane.target.texts}
            if len({*refs.values()}) < len(refs) or self._goes_on(grid):
                return False
        others = {raw for at, raw in typed.items() if isinstance(raw, str) and at not in refs}
        if any(map(self._told.__getitem__, others)):
            return False
        heading = self._headings(grid)
        return not (
            _heads(heading, [(1, self.labels)], lane.constants)
            or _heads(heading, [(0, self.about)], lane.constants)
            or _heads(heading, self.counted)
        )

    def _ref(self, raw: Raw) -> str:
        """The ref that a cell names."""
        return raw if isinstance(raw, str) and raw in self.running else self.anchors.ref(raw)

    def _headings(self, grid: Grid) -> dict[str, list[Cell]]:
        """The words of headings that stand on a sheet, each with its cells."""
        return {word: cells for word, cells in grid.said.items() if word in self.headings}

    def is_silent(self, grid: Grid) -> bool:
        """Whether a sheet that asks nothing is known for what it is, or holds nothing of those that do."""
        is_theirs = (
            any(map(self._told.__getitem__, grid.texts))
            or _heads(self._headings(grid), self.tables)
            or self._goes_on(grid)
        )
        return not is_theirs or repeats_questions(grid, self.layout)

    def _is_told(self, raw: str) -> bool:
        """Whether a text is a ref or a statement, however it is written."""
        if len(raw) <= _LONGEST_REF and raw.rstrip(_AROUND_REF)[-1:].isdigit() and as_ref(raw) in self.refs:
            return True
        return self.anchors.may_carry(raw) and bool(self.anchors.exact(raw))

    def _goes_on(self, grid: Grid) -> bool:
        """Whether texts below each other make a statement together."""
        statements = self.statements
        for raw in filter(self._begun.__getitem__, grid.texts):
            for row, col in grid.texts[raw]:
                text, last = bare(raw), row
                while statements.begins(text) and isinstance(more := grid.at(last := last + 1, col), str):
                    text += bare(more)
                    if text in statements.refs:
                        return True
        return False


@kept_with_it
def _is_as_planned(grid: Grid, road: Road, lane: Lane) -> bool:
    """Whether all that was planned stands on a sheet that asks something, and nothing that has to be looked for."""
    typed = lane.typed(grid)
    return typed is not None and road.is_plain(lane, grid, typed)


@kept_with_it
def _is_silent(grid: Grid, road: Road) -> bool:
    return road.is_silent(grid)


@kept(MOST_SPECS)
def _road(layout: Layout) -> Road:
    return Road(layout)


def _words(columns: Iterable[Column]) -> frozenset[str]:
    return frozenset(plain(label) for column in columns for label in column.labels)


def _heads(
    headings: Mapping[str, Sequence[Cell]],
    tables: Iterable[tuple[int, frozenset[str]]],
    planned: Mapping[Cell, Raw] = _NOTHING,
) -> bool:
    """Whether a row holds more than so many headings of some table, besides those that were planned."""
    for most, words in tables:
        rows = [row for word in words & headings.keys() for row, col in headings[word] if (row, col) not in planned]
        if len(rows) > most and max(Counter(rows).values()) > most:
            return True
    return False


def _is_plain_ref(ref: str) -> bool:
    """Whether a ref ends with a number and is none itself, so that it is told from words and numbers that are typed."""
    return len(ref) < _LONGEST_REF and ref[-1:].isdigit() and not ref.isdigit()
