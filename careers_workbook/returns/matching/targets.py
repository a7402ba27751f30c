"""The planned sheets that ask something, ready to be looked for, and a grid seen as one of them.

A sheet may hold several tables, and each has headings of its own. A row of headings in words of the school's own is
known by where it stands: it heads a table that no other row heads. That is the first table, or one whose section has
not begun above, or one that repeats items from above. It says nothing that is an answer, and something over every
column that is filled below.

Enters: a layout; a grid. Leaves: `Target`s, which are the same for every file, and `MatchedSheet`s of one file. Must
not know: kinds of answers.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, takewhile

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.text import Raw, fold
from careers_workbook.layout.places import Column, SheetPlan, Slot
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.anchors import Anchors
from careers_workbook.returns.matching.cell_evidence import CellEvidence, evidence_by, is_ours
from careers_workbook.returns.matching.headers import (
    MOST,
    Header,
    Sought,
    find_headings,
    header_for,
    may_head,
    read_headings,
)
from careers_workbook.returns.matching.mentions import Mentions
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import Grid

_NONE = frozenset[str]()


@frozen(slots=False)
class Target:
    """A planned sheet that asks something, ready to be looked for. `slots` are its answer cells as planned."""

    plan: SheetPlan
    slots: Sequence[Slot]
    evidence: CellEvidence

    @property
    def grows(self) -> bool:
        """Whether it asks about whatever rows there are, not about fixed items."""
        return self.plan.blocks[0].table.grows

    @property
    def has_items(self) -> bool:
        """Whether it asks about fixed items."""
        return not self.grows

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Every column of its tables; all tables of one sheet have the same, but where numbers are asked for."""
        return tuple({column.id: column for block in reversed(self.plan.blocks) for column in block.columns}.values())

    @cached_property
    def answer_ids(self) -> tuple[str, ...]:
        """The column ids that hold answers."""
        return tuple(column.id for column in self.columns if column.asks)

    @cached_property
    def anchors(self) -> Anchors:
        """The refs and texts of its items; of a table that grows the prepared references."""
        return Anchors(tuple(self.texts.items()))

    @cached_property
    def texts(self) -> dict[str, str]:
        """Ref -> text, in order."""
        return {line.ref: line.text for block in self.plan.blocks for line in block.table.rows}

    @cached_property
    def tables(self) -> dict[str, int]:
        """Ref -> the number of its planned table."""
        return {line.ref: number for number, block in enumerate(self.plan.blocks) for line in block.table.rows}

    @cached_property
    def asked(self) -> frozenset[tuple[str, str]]:
        """What its cells are asked for, as (ref, column id): not every row is asked for every column."""
        return frozenset((slot.ref, slot.column) for slot in self.slots)

    @cached_property
    def fixed_texts(self) -> frozenset[str]:
        """Folded texts that stand on the sheet and are no item: title, introduction, headings."""
        sheet = self.plan.sheet
        words = [self.plan.title, *self.plan.intro, sheet.intro if sheet else ""]
        words += [block.heading for block in self.plan.blocks]
        return frozenset(fold(word) for word in words if word)

    def known(self, cells: Mapping[int, Raw]) -> str:
        """The item that a row holds by any of its cells: of one whose text stands there, else of one that is named."""
        by_text = (refs[0] for raw in cells.values() if (refs := self.anchors.exact(raw)))
        by_ref = (ref for raw in cells.values() if (ref := self.anchors.ref(raw)) in self.texts)
        return next(by_text, next(by_ref, ""))


@frozen(slots=False)
class MatchedSheet:
    """A grid that was recognised as a target, or is seen as one to find out.

    `planned`: its headings are known. `seen`: what stands there of everything that is asked, if that was found out.
    """

    target: Target
    grid: Grid
    planned: tuple[Header, ...] = ()
    seen: Mentions | None = None

    @cached_property
    def mentions(self) -> Mentions:
        """What stands there of what is asked."""
        return self.seen or Mentions(self.grid, self.target.anchors)

    @cached_property
    def known(self) -> dict[int, str]:
        """Row -> the item that it holds, where it holds one."""
        rows = self.mentions.rows(self.target.texts)
        known = ((row, self.target.known(self.grid.rows[row])) for row in rows)
        return {row: ref for row, ref in known if ref}

    @cached_property
    def headers(self) -> tuple[Header, ...]:
        """The row of headings of each of its tables."""
        if self.planned:
            return self.planned
        ours = find_headings(self.mentions, self.target.columns)
        foreign = tuple(islice(self._foreign_headings(ours), MOST))
        sought = Sought(self.target.columns, self.target.evidence, self._usual)
        return read_headings(self.mentions, sought, ours, foreign)

    @cached_property
    def has_our_headings(self) -> bool:
        """Whether one of its tables has headings that are ours word for word."""
        return any(not header.foreign for header in self.headers)

    def header(self, row: int) -> Header | None:
        """The row of headings that serves this row."""
        if row not in self._served:
            self._served[row] = header_for(self.headers, row)
        return self._served[row]

    @cached_property
    def _served(self) -> dict[int, Header | None]:
        return {}

    def cols(self, row: int) -> dict[str, int]:
        """Column id -> column of the grid for this row: as its headings say, else as planned beside the items."""
        header = self.header(row)
        return self._as_planned if header is None else header.cols

    def answer_cols(self, row: int) -> tuple[int | None, ...]:
        """The column of the grid of each answer for this row, None where it has none."""
        header = self.header(row)
        number = -1 if header is None else header.row
        if number not in self._answer_cols:
            self._answer_cols[number] = tuple(map(self.cols(row).get, self.target.answer_ids))
        return self._answer_cols[number]

    @cached_property
    def _answer_cols(self) -> dict[int, tuple[int | None, ...]]:
        return {}

    def unsure(self, row: int) -> frozenset[str]:
        """The answers of this row that may be anywhere: something stands under headings that are not ours."""
        header = self.header(row)
        if header is None or not any(col in self.grid.rows[row] for col in header.unknown):
            return _NONE
        return header.unsure

    def repeats(self, first: "MatchedSheet") -> bool:
        """Whether this is the sheet once more: every column of answers is headed, or none.

        A list with some of them is not, nor one in other words than ours beside a sheet with our headings.
        """
        if self.is_in_other_words:
            return not first.has_our_headings
        headed = set[str]().union(*(header.cols for header in self.headers if not header.foreign))
        return not headed or headed.issuperset(self.target.answer_ids)

    @cached_property
    def is_in_other_words(self) -> bool:
        """Whether it has headings, none of them is ours, and they do not name every answer."""
        return bool(self.headers) and not self.has_our_headings and not any(map(self._names_all, self.headers))

    @cached_property
    def is_headed_otherwise(self) -> bool:
        """Whether the row above the first item names columns, but not those of this table: a list of the school's own.

        Foreign headings are believed to be ours, reworded, only where every answer has one that means it, or where one
        stands over every answer and none beyond.
        """
        if self.has_our_headings or any(self._names_all(header) for header in self.headers):
            return False
        first = next(iter(self.known), 0)
        above = [cells for row, cells in self.grid.rows.items() if row < first and may_head(cells)]
        if not above:
            return False
        wanted = {self._as_planned[name] for name in self.target.answer_ids}
        return not wanted <= above[-1].keys() <= set(self._as_planned.values())

    def _names_all(self, header: Header) -> bool:
        return set(self.target.answer_ids) <= header.cols.keys() - header.unsure

    def _foreign_headings(self, ours: Mapping[int, object]) -> Iterator[int]:
        """The rows that head a table in other words than ours (see the module)."""
        rows = self.grid.rows
        if not any(row not in ours and may_head(rows[row]) for row in self._above(self.known)):
            return
        headed, above, seen, heads = False, None, set[str](), None
        for row, cells in rows.items():
            ref = "" if row in ours else self.known.get(row, "")
            if row in ours:
                headed, above = True, None
                seen.clear()
            elif ref:
                begins = above is not None and self.target.tables[above] != self.target.tables[ref]
                if heads is not None and (not headed or begins or ref in seen) and self._heads(heads, row):
                    yield heads
                    headed = True
                    seen.clear()
                above = ref
                seen.add(ref)
            heads = row if row not in ours and not ref and may_head(cells) else None

    def _heads(self, row: int, first: int) -> bool:
        """Whether a row has a heading over every column that is filled in the table below, and no answer itself."""
        rows, cells = self.grid.rows, self.grid.rows[row]
        below = list(takewhile(self.known.__contains__, islice(self._order, bisect_left(self._order, first), None)))
        filled = Counter(col for number in below for col, raw in rows[number].items() if not is_ours(raw))
        usual = self._usual(range(first, below[-1] + 1)).values()
        if not all(col in cells or col in usual for col, count in filled.items() if count >= min(2, len(below))):
            return False
        questions = [column.question for column in self.target.columns if column.question]
        answers = ((row, col) for col in cells if col not in usual)
        return not any(self.target.evidence.is_plain(self.grid, at, asked) for at in answers for asked in questions)

    def _above(self, some: Iterable[int]) -> Iterator[int]:
        """The row above each of some rows."""
        return (self._order[at - 1] for row in some if (at := bisect_left(self._order, row)))

    @cached_property
    def _order(self) -> list[int]:
        return list(self.grid.rows)

    def _usual(self, rows: range) -> dict[str, int]:
        """Where refs and texts stand in most of these rows, else in most rows of the grid."""
        return self._usual_in(rows) or self._usual_anywhere

    @cached_property
    def _usual_anywhere(self) -> dict[str, int]:
        return self._usual_in(self.known)

    def _usual_in(self, rows: Iterable[int]) -> dict[str, int]:
        refs, texts, anchors = Counter[int](), Counter[int](), self.target.anchors
        for cells in (self.grid.rows[row] for row in rows if row in self.known):
            refs.update(col for col, raw in cells.items() if anchors.ref(raw) in self.target.texts)
            texts.update(col for col, raw in cells.items() if anchors.exact(raw))
        found = {"ref": refs, "item": texts} if self.target.has_items else {"ref": refs}
        return {name: count.most_common(1)[0][0] for name, count in found.items() if count}

    @cached_property
    def _as_planned(self) -> dict[str, int]:
        planned = {column.id: column.col for column in self.target.columns}
        offsets = [col - planned[name] for name, col in self._usual_anywhere.items()]
        return {name: col + offsets[-1] for name, col in planned.items()} if offsets else {}


class Views:
    """The grids of one file, each seen as any target once. `anchors` are those of all targets."""

    def __init__(self, anchors: Anchors) -> None:
        self.anchors = anchors
        self._mentions: dict[int, Mentions] = {}
        self._sheets: dict[tuple[int, int], MatchedSheet] = {}

    def mentions(self, grid: Grid) -> Mentions:
        """What stands on a grid of everything that is asked."""
        if id(grid) not in self._mentions:
            self._mentions[id(grid)] = Mentions(grid, self.anchors)  # keeps the grid, so that no other has its id
        return self._mentions[id(grid)]

    def of(self, target: Target, grid: Grid) -> MatchedSheet:
        """A grid seen as this sheet."""
        key = id(target), id(grid)
        if key not in self._sheets:
            self._sheets[key] = MatchedSheet(target, grid, seen=self.mentions(grid))
        return self._sheets[key]


@kept(MOST_SPECS)
def everything(layout: Layout) -> Anchors:
    """Every item of the planned sheets that ask something."""
    return Anchors(tuple(chain(*(target.texts.items() for target in targets(layout)))))


@kept(MOST_SPECS)
def targets(layout: Layout) -> tuple[Target, ...]:
    """The planned sheets that ask something, in order."""
    slots: dict[str, list[Slot]] = defaultdict(list)
    for slot in layout.slots:
        slots[slot.sheet].append(slot)
    evidence = evidence_by(layout.spec)
    return tuple(Target(plan, tuple(slots[plan.title]), evidence) for plan in layout.sheets if plan.title in slots)
