"""The planned sheets that ask something, ready to be looked for, and a grid seen as one of them.

Enters: a layout; a grid. Leaves: `Target`s and `MatchedSheet`s. Must not know: kinds of answers.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from careers_workbook.core.text import Raw, fold
from careers_workbook.layout.places import Column, SheetPlan, Slot
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.anchors import Anchors
from careers_workbook.returns.matching.headers import Header, find_headers, header_for
from careers_workbook.spreadsheet.read.grid import Grid

_HEADING = 40
"""Characters of the longest heading; a statement of the school's own above the first of ours is longer."""


@dataclass(frozen=True)
class Target:
    """A planned sheet that asks something, ready to be looked for. `slots` are its answer cells as planned."""

    plan: SheetPlan
    slots: Sequence[Slot] = ()

    @property
    def has_items(self) -> bool:
        """Whether it asks about fixed items, not about whatever rows there are."""
        return not self.plan.blocks[0].table.grows

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


@dataclass(frozen=True)
class MatchedSheet:
    """A grid that was recognised as a target, or is seen as one to find out."""

    target: Target
    grid: Grid

    @cached_property
    def headers(self) -> tuple[Header, ...]:
        """Its header rows."""
        return find_headers(self.grid, self.target.columns)

    def cols(self, row: int) -> dict[str, int]:
        """Column id -> column of the grid for this row: as its headings say, else as planned beside the items."""
        header = header_for(self.headers, row)
        if header is None:
            return self._as_planned
        anchors = {name: col for name, col in self._usual.items() if col not in header.cols.values()}
        return {**anchors, **header.cols}

    @cached_property
    def is_whole(self) -> bool:
        """Whether every column of answers is headed, or none: a list with some of them is not the sheet once more."""
        headed = set[str]().union(*(header.cols for header in self.headers))
        return not headed or headed.issuperset(self.target.answer_ids)

    @cached_property
    def is_headed_otherwise(self) -> bool:
        """Whether the row above the first item names columns, but not those of this table: a list of the school's own.

        Foreign headings are believed to be ours, reworded, only where one stands over every answer and none beyond.
        """
        rows = [row for row, cells in self.grid.rows.items() if self.target.known(cells)]
        above = [cells for row, cells in self.grid.rows.items() if row < min(rows, default=0) and _may_head(cells)]
        if self.headers or not above:
            return False
        wanted = {self._as_planned[name] for name in self.target.answer_ids}
        return not wanted <= above[-1].keys() <= set(self._as_planned.values())

    @cached_property
    def _usual(self) -> dict[str, int]:
        """Where refs and texts stand on most rows."""
        refs, texts = Counter[int](), Counter[int]()
        for cells in self.grid.rows.values():
            refs.update(col for col, raw in cells.items() if self.target.anchors.ref(raw) in self.target.texts)
            texts.update(col for col, raw in cells.items() if self.target.anchors.exact(raw))
        found = {"ref": refs, "item": texts} if self.target.has_items else {"ref": refs}
        return {name: count.most_common(1)[0][0] for name, count in found.items() if count}

    @cached_property
    def _as_planned(self) -> dict[str, int]:
        planned = {column.id: column.col for column in self.target.columns}
        offsets = [col - planned[name] for name, col in self._usual.items()]
        return {name: col + offsets[-1] for name, col in planned.items()} if offsets else {}


def _may_head(cells: Mapping[int, Raw]) -> bool:
    """Whether a row may be one of headings: several short texts. A single cell is a title, a sentence is no heading."""
    return len(cells) > 1 and all(isinstance(raw, str) and len(raw) <= _HEADING for raw in cells.values())


def targets(layout: Layout) -> tuple[Target, ...]:
    """The planned sheets that ask something, in order."""
    slots: dict[str, list[Slot]] = defaultdict(list)
    for slot in layout.slots:
        slots[slot.sheet].append(slot)
    return tuple(Target(plan, tuple(slots[plan.title])) for plan in layout.sheets if plan.title in slots)
