"""THE question -> cell map: `plan(spec)` says where everything stands.

Enters: a Spec, whose sheets declare their tables without places. Leaves: a frozen `Layout` of sheets, blocks and
slots, the same for the same spec. `blanks` writes by it; `returns` starts from it and answers with the same slots
where a returned file really has them. Rows, columns are 0-based integers; only this module computes one. Must not
know: kinds of sheets, spreadsheet libraries, answers.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from functools import cached_property

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.layout.editions import EDITIONS, NOW, Edition
from careers_workbook.layout.fixed_sheets import FixedSheet, about, lists, lists_apart, start
from careers_workbook.layout.places import Block, Carried, Column, Names, SheetPlan, Slot
from careers_workbook.spec.model import (
    Charts,
    CountedOn,
    DeclaredRow,
    DeclaredTable,
    Paragraphs,
    Question,
    Sheet,
    SheetPart,
    Spec,
)
from careers_workbook.spec.years import MOST_SPECS, in_year

_RULED_ROWS = 1_000
"""Rows of a table that grows which carry its rules and are counted, prepared rows included: it has them already when
somebody types there. The largest special schools have less than a hundred leavers a year."""
_INTRO_ROW = 1
NEEDED = "Please answer at least what is marked as needed: in words, and by a thick line on the left of its cell."
_GAP = 2
"""From the last row of a block to the heading of the next."""
_NOTHING = Carried()


@frozen(slots=False)
class Layout:
    """Where everything of one spec stands. `sheets` is in workbook order."""

    spec: Spec
    sheets: tuple[SheetPlan, ...]
    carried: Carried = _NOTHING
    edition: Edition = NOW

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every answer cell, in sheet, row, column order."""
        return tuple(slot for plan in self.sheets for slot in plan.slots)

    @cached_property
    def prefilled(self) -> tuple[tuple[str, str, str, Question], ...]:
        """Every answer cell that a detail of the school fills in: its ref and column, the detail, the question."""
        tables = (table for _, of_sheet in self.spec.declared for table in of_sheet)
        asked = (cell for table in tables for cell in table.asked())
        return tuple((row.ref, c.id, row.prefill, question) for row, c, question in asked if row.prefill and c.by_row)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when any answer cell of a blank workbook moves or any question is reworded."""
        blank = plan(self.spec, edition=self.edition) if self.carried != _NOTHING else self
        lines = [f"{s.sheet}|{s.ref}|{s.item}|{s.column}|{s.row}|{s.col}" for s in blank.slots]
        lines += [self.edition.mark] if self.edition.mark else []
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    def in_year(self, year: int) -> "Layout":
        """The same for another school year: lists of school years end with it (2026 for 2026/27)."""
        spec = in_year(self.spec, year)
        return self if spec is self.spec else plan(spec, self.carried, self.edition)

    def answered(self, titles: Iterable[str]) -> "Layout":
        """The same for a workbook that is sent with answers on these sheets."""
        return plan(self.spec, replace(self.carried, answered=tuple(titles)), self.edition)

    def of_kind(self, kind: str) -> Iterator[SheetPlan]:
        """The sheets of one kind, in order."""
        return (plan for plan in self.sheets if plan.kind == kind)

    def one(self, kind: str) -> SheetPlan:
        """The first sheet of a kind; KeyError if there is none."""
        for plan in self.of_kind(kind):
            return plan
        raise KeyError(kind)


def plan(spec: Spec, carried: Carried = _NOTHING, edition: Edition = NOW) -> Layout:
    """The layout of a spec: Start here, the spec's sheets in its order, Lists, About this workbook.

    `carried` is what the workbook takes over from one of the year before, `edition` how it is laid out.
    """
    if carried.refs:  # of one school
        return _plan(spec, carried, edition)
    return _planned(spec, edition, carried.notes, carried.heading, (carried.answered, carried.singly))


def edition_of(spec: Spec, fingerprint: str) -> Edition | None:
    """How a workbook of this spec is laid out that has this fingerprint; None if it is of another spec."""
    return next((edition for edition in EDITIONS if plan(spec, edition=edition).fingerprint == fingerprint), None)


@kept(MOST_SPECS)
def _planned(spec: Spec, edition: Edition, notes: int, heading: str, more: tuple[tuple[str, ...], bool]) -> Layout:
    return _plan(spec, Carried({}, notes, heading, *more), edition)


def _plan(spec: Spec, carried: Carried, edition: Edition) -> Layout:
    sheets, used = _sheets(spec, edition)
    names = Names(used)
    rest = [_carried_on(sheet, carried.refs.get(sheet.title)) for sheet in sheets]
    rest.append(_fixed(about(carried), names, edition))
    first = start([sheet.title for sheet in rest], spec, carried)
    return Layout(spec, (_fixed(first, names, edition), *rest), carried, edition)


@kept(MOST_SPECS)
def _sheets(spec: Spec, edition: Edition) -> tuple[tuple[SheetPlan, ...], frozenset[str]]:
    """The sheets of a spec, and its lists: they stand as they stand, whatever is carried over. And the names used."""
    names = Names()
    sheets = [
        _placed(
            SheetPlan(
                sheet.title,
                sheet.word,
                sheet=sheet,
                intro=edition.intro(sheet.intro, *sheet.notes, *_needed(sheet, spec)),
            ),
            edition.worded(sheet.parts(spec)),
            names,
            sheet.warning(spec),
        )
        for sheet in spec.sheets
    ]
    return (*sheets, _fixed((lists_apart if edition.first else lists)(spec), names, edition)), names.used


def _needed(sheet: Sheet, spec: Spec) -> Iterator[str]:
    """What the sign on cells says whose answers are needed, if there are any."""
    if any(question.required for table in sheet.tables(spec) for _, _, question in table.asked()):
        yield NEEDED


def _fixed(sheet: FixedSheet, names: Names, edition: Edition) -> SheetPlan:
    return _placed(SheetPlan(sheet.title, sheet.kind, intro=edition.intro(sheet.intro)), sheet.tables, names)


def _carried_on(sheet: SheetPlan, refs: tuple[str, ...] | None) -> SheetPlan:
    """A sheet; where rows of last year go on, its table that grows, the last part, is prepared for these references."""
    if not refs or not any(block.table.grows for block in sheet.blocks):
        return sheet
    rows = tuple(DeclaredRow(ref, ref) for ref in refs)
    (block,) = sheet.blocks
    return replace(sheet, blocks=(replace(block, table=replace(block.table, rows=rows), spare=_spare(len(rows))),))


def _spare(rows: int) -> int:
    return max(0, _RULED_ROWS - rows)


def _placed(sheet: SheetPlan, parts: Iterable[SheetPart], names: Names, warning: str = "") -> SheetPlan:
    """The sheet with its parts under one another, below its introduction; a warning stands above that."""
    intro_row = _INTRO_ROW + bool(warning)
    row = intro_row + max(1, len(sheet.intro)) + bool(sheet.intro)  # one row is left empty below an introduction
    sheet = replace(sheet, warning=warning, warning_row=_INTRO_ROW if warning else None, intro_row=intro_row)
    for part in _sound(sheet, parts):
        match part:
            case DeclaredTable():
                block = _block(part, row, names)
                sheet = replace(sheet, blocks=(*sheet.blocks, block))
                row = block.last_row + _GAP
            case Charts():
                sheet = replace(sheet, charts=tuple((row + down, across) for down, across in part.at))
                row += part.rows
            case CountedOn():
                sheet, row = replace(sheet, counted_row=row), row + _GAP
            case Paragraphs():
                sheet = replace(sheet, body_row=row, texts=part.texts)
    return sheet


def _sound(sheet: SheetPlan, parts: Iterable[SheetPart]) -> tuple[SheetPart, ...]:
    """The parts; TypeError where a kind declares what could not be read again, or shown.

    That is something below what has no end, or beside text that needs the width; one column id for two questions; and
    questions of rows beside those of columns.
    """
    found = tuple(parts)
    if len(found) > 1 and any(isinstance(part, Paragraphs) or getattr(part, "prefix", "") for part in found):
        raise TypeError(f"{sheet.title}: a table that grows and text to read are each alone on their sheet")
    columns = [column for part in found if isinstance(part, DeclaredTable) for column in part.columns if column.asks]
    asked: dict[str, Question | None] = {}
    for column in columns:
        if asked.setdefault(column.id, column.question) != column.question:
            raise TypeError(f"{sheet.title}: the column {column.id} asks two things")
    if len({column.by_row for column in columns}) > 1:
        raise TypeError(f"{sheet.title}: either rows have questions of their own, or columns")
    return found


def _block(table: DeclaredTable, row: int, names: Names) -> Block:
    columns = tuple(
        Column(**{field.name: getattr(column, field.name) for field in fields(column)}, col=col)
        for col, column in enumerate(table.columns)
    )
    spare = _spare(len(table.rows)) if table.grows else 0
    return Block(names.make(*table.name), table, row + bool(table.heading), columns, spare)
