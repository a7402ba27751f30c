"""THE question -> cell map: `plan(spec)` says where everything stands.

Enters: a Spec. Leaves: a frozen `Layout` of sheets, blocks and slots, the same for the same spec. `build` writes by it;
`returns` starts from it and answers with the same slots where a returned file really has them. Rows, columns are
0-based integers; only this module and `layout/fixed_sheets.py` compute one. Must not know: spreadsheet libraries,
answers.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from careers_workbook.layout.fixed_sheets import (
    ABOUT_LABELS,
    first_row_below,
    intro_lines,
    plan_about,
    plan_guidance,
    plan_lists,
    plan_progress,
    plan_start,
)
from careers_workbook.layout.leaver_sheets import plan_counts, plan_destinations
from careers_workbook.layout.places import Block, Carried, Column, Names, PlanKind, SheetPlan, Slot
from careers_workbook.spec.checkpoints import timed
from careers_workbook.spec.leaver_counts import destination_rows, is_counted, year_rows
from careers_workbook.spec.model import (
    ChecklistSheet,
    DestinationsSheet,
    FormSheet,
    GuidanceSheet,
    ProgressSheet,
    QuestionSheetKind,
    Sheet,
    Spec,
    TrackerSheet,
)
from careers_workbook.spec.semantic_ids import KNOWN, KNOWN_HEADING
from careers_workbook.spec.status import has_status
from careers_workbook.spec.years import in_year

__all__ = ["ABOUT_LABELS", "Block", "Column", "Layout", "PlanKind", "SheetPlan", "Slot", "plan", "tracker_ref"]

_RULED_ROWS = 1_000
"""Rows of a tracker that carry its rules and are counted, prepared rows included: a table that grows has them already.
The largest special schools have less than a hundred leavers a year."""
_NOTHING = Carried()


@dataclass(frozen=True)
class Layout:
    """Where everything of one spec stands. `sheets` is in workbook order."""

    spec: Spec
    sheets: tuple[SheetPlan, ...]
    carried: Carried = _NOTHING

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every answer cell, in sheet, row, column order."""
        return tuple(slot for plan in self.sheets for slot in _slots(plan, self.spec))

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when any answer cell moves or any question is reworded."""
        lines = (f"{s.sheet}|{s.ref}|{s.item}|{s.column}|{s.row}|{s.col}" for s in self.slots)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    def in_year(self, year: int) -> "Layout":
        """The same for another school year: lists of school years end with it (2026 for 2026/27)."""
        spec = in_year(self.spec, year)
        return self if spec is self.spec else plan(spec, self.carried)

    def of_kind(self, kind: PlanKind) -> Iterator[SheetPlan]:
        """The sheets of one kind, in order."""
        return (plan for plan in self.sheets if plan.kind == kind)

    def one(self, kind: PlanKind) -> SheetPlan:
        """The first sheet of a kind; KeyError if there is none."""
        for plan in self.of_kind(kind):
            return plan
        raise KeyError(kind)


def plan(spec: Spec, carried: Carried = _NOTHING) -> Layout:
    """The layout of a spec: Start here, the spec's sheets in its order, Lists, About this workbook.

    `carried` is what the workbook takes over from one of the year before.
    """
    names = Names()
    sheets = (_plan_sheet(sheet, spec, names, carried) for sheet in spec.sheets)
    rest = (*sheets, plan_lists(spec, names), plan_about())
    start = plan_start([sheet.title for sheet in rest], len(spec.start.steps), carried)
    return Layout(spec, (start, *rest), carried)


def tracker_ref(prefix: str, number: int) -> str:
    """The running reference of a leaver, counted from 1: L01 ... L99, L100."""
    return f"{prefix}{number:02d}"


def _plan_sheet(sheet: Sheet, spec: Spec, names: Names, carried: Carried) -> SheetPlan:
    match sheet:
        case FormSheet():
            intro = intro_lines(sheet.intro)
            columns = (Column("ref", "Ref", 0), Column("item", "Detail", 1), Column("answer", "Answer", 2))
            keys = tuple(field.ref for field in sheet.fields)
            name = names.make("Form", sheet.title)
            block = Block(name, "", None, first_row_below(intro), len(keys), columns, keys)
            return SheetPlan(sheet.title, "form", (block,), sheet, intro)
        case ChecklistSheet():
            intro = intro_lines(sheet.intro)
            return SheetPlan(
                sheet.title, "checklist", tuple(_sections(sheet, names, first_row_below(intro))), sheet, intro
            )
        case TrackerSheet() if is_counted(sheet):
            return plan_counts(sheet, spec, names)
        case TrackerSheet():
            refs = carried.refs.get(sheet.title, ())
            return _plan_tracker(sheet, names, refs, is_timed=bool(timed(sheet, spec)))
        case DestinationsSheet():
            return plan_destinations(sheet, spec, names)
        case GuidanceSheet():
            return plan_guidance(sheet)
        case ProgressSheet():
            return plan_progress(sheet, spec)


def _plan_tracker(sheet: TrackerSheet, names: Names, refs: tuple[str, ...], *, is_timed: bool) -> SheetPlan:
    intro = intro_lines(sheet.intro)
    columns = (Column("ref", "Ref", 0), *(Column(q.id, q.label, i, q) for i, q in enumerate(sheet.columns, 1)))
    columns += (Column(KNOWN, KNOWN_HEADING, len(columns)),) if is_timed else ()
    keys = refs or tuple(tracker_ref(sheet.prefix, n) for n in range(1, sheet.rows + 1))
    spare = max(0, _RULED_ROWS - len(keys))
    name = names.make("Tracker", sheet.title)
    block = Block(name, "", None, first_row_below(intro), len(keys), columns, keys, spare)
    return SheetPlan(sheet.title, "tracker", (block,), sheet, intro)


def _sections(sheet: ChecklistSheet, names: Names, row: int) -> Iterator[Block]:
    asked = tuple(Column(q.id, q.label, i, q) for i, q in enumerate(sheet.columns, 2))
    status = (Column("status", "Status", len(asked) + 2),) if has_status(sheet) else ()
    columns = (Column("ref", "Ref", 0), Column("item", "Item", 1), *asked, *status)
    for section in sheet.sections:
        keys = tuple(item.ref for item in section.items)
        yield Block(names.make("Items", section.heading), section.heading, row, row + 1, len(keys), columns, keys)
        row += len(keys) + 3


def _slots(plan: SheetPlan, spec: Spec) -> Iterator[Slot]:
    match plan.sheet:
        case FormSheet(fields=fields):
            block = plan.blocks[0]
            for row, asked in enumerate(fields, block.first_row):
                yield Slot(plan.title, "form", asked.ref, asked.label, "answer", row, block.col("answer"))
        case ChecklistSheet(sections=sections):
            for block, section in zip(plan.blocks, sections, strict=True):
                yield from _grid_slots(plan.title, "checklist", block, tuple((i.ref, i.text) for i in section.items))
        case TrackerSheet() as sheet if is_counted(sheet):
            yield from _count_slots(plan, sheet, spec)
        case TrackerSheet():
            block = plan.blocks[0]
            yield from _grid_slots(plan.title, "tracker", block, tuple((ref, ref) for ref in block.keys))


def _count_slots(plan: SheetPlan, sheet: TrackerSheet, spec: Spec) -> Iterator[Slot]:
    years = year_rows(sheet, spec)
    tables = (years, *(destination_rows(sheet, spec, row.year) for row in years))
    for block, rows in zip(plan.blocks, tables, strict=True):
        yield from _grid_slots(plan.title, "counts", block, tuple((row.ref, row.text) for row in rows))


def _grid_slots(title: str, kind: QuestionSheetKind, block: Block, rows: tuple[tuple[str, str], ...]) -> Iterator[Slot]:
    asked = [column for column in block.columns if column.question]
    for row, (ref, item) in enumerate(rows, block.first_row):
        for column in asked:
            yield Slot(title, kind, ref, item, column.id, row, column.col)
