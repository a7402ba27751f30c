"""The planned sheets that ask something, ready to be looked for, and a grid seen as one of them.

Enters: a layout; a grid with its header rows. Leaves: `Target`s and `Home`s. Must not know: kinds of answers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from careers_workbook.excel.grid import Grid
from careers_workbook.layout import Column, Layout, PlanKind, SheetPlan
from careers_workbook.returns.anchors import Anchors, as_ref
from careers_workbook.returns.headers import Header, header_for
from careers_workbook.spec.kinds import fold

_ASKING: frozenset[PlanKind] = frozenset({"form", "checklist", "tracker"})


@dataclass(frozen=True)
class Target:
    """A planned sheet that asks something, ready to be looked for."""

    plan: SheetPlan

    @property
    def has_items(self) -> bool:
        """Whether it asks about fixed items; a tracker asks about whoever left."""
        return self.plan.kind != "tracker"

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Every column of its tables (all tables of one sheet have the same)."""
        return self.plan.blocks[0].columns

    @cached_property
    def answer_ids(self) -> tuple[str, ...]:
        """The column ids that hold answers."""
        return ("answer",) if self.plan.kind == "form" else tuple(c.id for c in self.columns if c.question)

    @cached_property
    def anchors(self) -> Anchors:
        """The refs and texts of its items; for a tracker the prepared references."""
        return Anchors(tuple(self.texts.items()))

    @cached_property
    def texts(self) -> dict[str, str]:
        """Ref -> text, in order."""
        match self.plan.kind, self.plan.sheet:
            case "form", sheet if sheet is not None and sheet.kind == "form":
                return {field.ref: field.label for field in sheet.fields}
            case "checklist", sheet if sheet is not None and sheet.kind == "checklist":
                return {item.ref: item.text for section in sheet.sections for item in section.items}
            case _:
                return {ref: ref for ref in self.plan.blocks[0].keys}

    @cached_property
    def furniture(self) -> frozenset[str]:
        """Folded texts that stand on the sheet and are no item: title, introduction, headings."""
        sheet = self.plan.sheet
        words = [self.plan.title, *self.plan.intro, sheet.intro if sheet else ""]
        words += [block.heading for block in self.plan.blocks]
        return frozenset(fold(word) for word in words if word)


@dataclass(frozen=True)
class Home:
    """A grid that was recognised as a target, with its header rows."""

    target: Target
    grid: Grid
    headers: tuple[Header, ...]

    def cols(self, row: int) -> dict[str, int]:
        """Column id -> column of the grid for this row: as its headings say, else as planned beside the items."""
        header = header_for(self.headers, row)
        if header is None:
            return self._as_planned
        anchors = {name: col for name, col in self._usual.items() if col not in header.cols.values()}
        return {**anchors, **header.cols}

    @cached_property
    def _usual(self) -> dict[str, int]:
        """Where refs and texts stand on most rows."""
        refs, texts = Counter[int](), Counter[int]()
        for cells in self.grid.rows.values():
            refs.update(col for col, raw in cells.items() if as_ref(raw) in self.target.texts)
            texts.update(col for col, raw in cells.items() if self.target.anchors.exact(raw))
        found = {"ref": refs, "item": texts} if self.target.plan.kind != "tracker" else {"ref": refs}
        return {name: count.most_common(1)[0][0] for name, count in found.items() if count}

    @cached_property
    def _as_planned(self) -> dict[str, int]:
        planned = {column.id: column.col for column in self.target.columns}
        offsets = [col - planned[name] for name, col in self._usual.items()]
        return {name: col + offsets[-1] for name, col in planned.items()} if offsets else {}


def targets(layout: Layout) -> tuple[Target, ...]:
    """The planned sheets that ask something, in order."""
    return tuple(Target(plan) for plan in layout.sheets if plan.kind in _ASKING)
