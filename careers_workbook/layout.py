"""THE question -> cell map: `plan(spec)` says where everything stands; the only code that computes a row or column.

Enters: a Spec. Leaves: a frozen `Layout` of sheets, blocks and slots, the same for the same spec. `build` writes by it;
`returns` starts from it and answers with the same slots where a returned file really has them. Rows and columns are
0-based integers. Must not know: spreadsheet libraries, schools, answers.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from careers_workbook.spec.model import (
    ChecklistSheet,
    FormSheet,
    GuidanceSheet,
    ProgressSheet,
    Question,
    QuestionSheetKind,
    Sheet,
    Spec,
    TrackerSheet,
    slug,
)
from careers_workbook.spec.roles import OWN_SHEETS
from careers_workbook.status import has_status

PlanKind = Literal["start", "form", "checklist", "tracker", "progress", "guidance", "lists", "about"]
START, LISTS, ABOUT = OWN_SHEETS
"""The sheets that every workbook has besides those of its spec: the first and the last two."""
ABOUT_LABELS = (
    "Spec",
    "Spec version",
    "Layout fingerprint",
    "School URN",
    "School name",
    "Built on",
    "Built by",
)
NEXT_DEADLINES = 10
COUNTS = (
    "Done",
    "In progress",
    "Not done",
    "Not applicable",
    "No answer yet",
    "Unclear",
    "Overdue",
    "Due soon",
)
_TITLE_ROW, _INTRO_ROW, _FIRST_BLOCK_ROW = 0, 1, 2
_CHART_ROWS = 17


@dataclass(frozen=True, slots=True)
class Slot:
    """One answer cell: which question, and where it stands. (`ref`, `column`) is unique over the workbook."""

    sheet: str
    kind: QuestionSheetKind
    ref: str
    item: str
    column: str
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a block. `question` is None where nothing is asked (Ref, Item, Status, headings of counts)."""

    id: str
    label: str
    col: int
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One table: an optional heading above, a header row, `rows` body rows, side by side columns.

    `keys` names the body rows: refs of items, labels of About, ids of lists; empty where rows have no names.
    """

    name: str
    heading: str
    heading_row: int | None
    header_row: int
    rows: int
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()

    @property
    def first_row(self) -> int:
        """The first body row."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last body row."""
        return self.header_row + self.rows

    def col(self, column_id: str) -> int:
        """The column with this id; KeyError if there is none."""
        for column in self.columns:
            if column.id == column_id:
                return column.col
        raise KeyError(column_id)

    def has(self, column_id: str) -> bool:
        """Whether the block has a column with this id."""
        return any(column.id == column_id for column in self.columns)


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: title in the first row, introduction in the second, then its blocks from top to bottom.

    `sheet` is the spec's own sheet, None for Start here, Lists and About. `chart_row` is where charts begin, if any.
    """

    title: str
    kind: PlanKind
    blocks: tuple[Block, ...] = ()
    sheet: Sheet | None = None
    chart_row: int | None = None
    title_row: int = _TITLE_ROW
    intro_row: int = _INTRO_ROW

    def block(self, name: str) -> Block:
        """The block with this name; KeyError if there is none."""
        for block in self.blocks:
            if block.name == name:
                return block
        raise KeyError(name)


@dataclass(frozen=True)
class Layout:
    """Where everything of one spec stands. `sheets` is in workbook order."""

    spec: Spec
    sheets: tuple[SheetPlan, ...]

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every answer cell, in sheet, row, column order."""
        return tuple(slot for plan in self.sheets for slot in _slots(plan))

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when any answer cell moves or any question is reworded."""
        lines = (f"{s.sheet}|{s.ref}|{s.item}|{s.column}|{s.row}|{s.col}" for s in self.slots)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    def of_kind(self, kind: PlanKind) -> Iterator[SheetPlan]:
        """The sheets of one kind, in order."""
        return (plan for plan in self.sheets if plan.kind == kind)

    def one(self, kind: PlanKind) -> SheetPlan:
        """The first sheet of a kind; KeyError if there is none."""
        for plan in self.of_kind(kind):
            return plan
        raise KeyError(kind)


def plan(spec: Spec) -> Layout:
    """The layout of a spec: Start here, the spec's sheets in its order, Lists, About this workbook."""
    names = _Names()
    middle = tuple(_plan_sheet(sheet, spec, names) for sheet in spec.sheets)
    return Layout(spec, (SheetPlan(START, "start"), *middle, _plan_lists(spec, names), _plan_about()))


def tracker_ref(prefix: str, number: int) -> str:
    """The running reference of a leaver, counted from 1: L01 ... L99, L100."""
    return f"{prefix}{number:02d}"


class _Names:
    """Hands out Excel table names: letters, digits and underscores, unique, never like a cell."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def make(self, prefix: str, label: str) -> str:
        base = f"{prefix}_{slug(label)}"[:200]
        name, number = base, 2
        while name in self._used:
            name, number = f"{base}_{number}", number + 1
        self._used.add(name)
        return name


def _plan_sheet(sheet: Sheet, spec: Spec, names: _Names) -> SheetPlan:
    match sheet:
        case FormSheet():
            columns = (Column("ref", "Ref", 0), Column("item", "Detail", 1), Column("answer", "Answer", 2))
            keys = tuple(field.ref for field in sheet.fields)
            block = Block(names.make("Form", sheet.title), "", None, _FIRST_BLOCK_ROW, len(keys), columns, keys)
            return SheetPlan(sheet.title, "form", (block,), sheet)
        case ChecklistSheet():
            return SheetPlan(sheet.title, "checklist", tuple(_sections(sheet, names)), sheet)
        case TrackerSheet():
            asked = (Column(q.id, q.label, i, q) for i, q in enumerate(sheet.columns, 1))
            keys = tuple(tracker_ref(sheet.prefix, n) for n in range(1, sheet.rows + 1))
            name = names.make("Tracker", sheet.title)
            block = Block(name, "", None, _FIRST_BLOCK_ROW, sheet.rows, (Column("ref", "Ref", 0), *asked), keys)
            return SheetPlan(sheet.title, "tracker", (block,), sheet)
        case GuidanceSheet():
            return SheetPlan(sheet.title, "guidance", sheet=sheet)
        case ProgressSheet():
            return _plan_progress(sheet, spec)


def _sections(sheet: ChecklistSheet, names: _Names) -> Iterator[Block]:
    asked = tuple(Column(q.id, q.label, i, q) for i, q in enumerate(sheet.columns, 2))
    status = (Column("status", "Status", len(asked) + 2),) if has_status(sheet) else ()
    columns = (Column("ref", "Ref", 0), Column("item", "Item", 1), *asked, *status)
    row = _FIRST_BLOCK_ROW
    for section in sheet.sections:
        keys = tuple(item.ref for item in section.items)
        yield Block(names.make("Items", section.heading), section.heading, row, row + 1, len(keys), columns, keys)
        row += len(keys) + 3


def _columns(*labels: str) -> tuple[Column, ...]:
    return tuple(Column(slug(label), label, i) for i, label in enumerate(labels))


def _plan_progress(sheet: ProgressSheet, spec: Spec) -> SheetPlan:
    """Three tables under one another: counts by section with a total, the next deadlines, every item."""
    counted = [c for c in spec.checklists() if has_status(c)]
    sections = tuple(section.heading for c in counted for section in c.sections)
    refs = tuple(item.ref for c in counted for section in c.sections for item in section.items)
    row = _FIRST_BLOCK_ROW
    columns = _columns("Section", "Items", *COUNTS, "Percent done")
    by_section = Block(
        "Progress_by_section",
        "Progress by section",
        row,
        row + 1,
        len(sections) + 1,
        columns,
        (*sections, "All"),
    )
    row = by_section.last_row + 2
    columns = _columns("Statement", "Ref", "Deadline", "Status", "Days left")
    deadlines = Block("Next_deadlines", f"Next {NEXT_DEADLINES} deadlines", row, row + 1, NEXT_DEADLINES, columns)
    chart_row = deadlines.last_row + 2
    row = chart_row + _CHART_ROWS
    columns = _columns("Statement", "Ref", "Deadline", "Status", "Order")
    every = Block("Every_item", "Every item", row, row + 1, len(refs), columns, refs)
    return SheetPlan(sheet.title, "progress", (by_section, deadlines, every), sheet, chart_row)


def _plan_lists(spec: Spec, names: _Names) -> SheetPlan:
    """One table a list, under one another: option, group and every attribute that an option of the list has."""
    blocks, row = [], _FIRST_BLOCK_ROW
    for list_id, options in spec.lists.items():
        group = ("Group",) if any(option.group for option in options) else ()
        attributes = dict.fromkeys(name for option in options for name in option.attributes)
        columns = _columns("Option", *group, *attributes)
        keys = tuple(option.id for option in options)
        blocks.append(Block(names.make("List", list_id), list_id, row, row + 1, len(keys), columns, keys))
        row += len(keys) + 3
    return SheetPlan(LISTS, "lists", tuple(blocks))


def _plan_about() -> SheetPlan:
    block = Block("About", "", None, _FIRST_BLOCK_ROW, len(ABOUT_LABELS), _columns("Fact", "Value"), ABOUT_LABELS)
    return SheetPlan(ABOUT, "about", (block,))


def _slots(plan: SheetPlan) -> Iterator[Slot]:
    match plan.sheet:
        case FormSheet(fields=fields):
            block = plan.blocks[0]
            for row, asked in enumerate(fields, block.first_row):
                yield Slot(plan.title, "form", asked.ref, asked.label, "answer", row, block.col("answer"))
        case ChecklistSheet(sections=sections):
            for block, section in zip(plan.blocks, sections, strict=True):
                yield from _grid_slots(plan.title, "checklist", block, tuple((i.ref, i.text) for i in section.items))
        case TrackerSheet():
            block = plan.blocks[0]
            yield from _grid_slots(plan.title, "tracker", block, tuple((ref, ref) for ref in block.keys))


def _grid_slots(title: str, kind: QuestionSheetKind, block: Block, rows: tuple[tuple[str, str], ...]) -> Iterator[Slot]:
    asked = [column for column in block.columns if column.question]
    for row, (ref, item) in enumerate(rows, block.first_row):
        for column in asked:
            yield Slot(title, kind, ref, item, column.id, row, column.col)
