"""The rows of the tables about statements: answers, items, actions, changes.

Enters: a `Material`. Leaves: rows. Must not know: pandas, files.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

from careers_workbook.core.text import show
from careers_workbook.figures.checklist_progress import ItemCounts, ItemRow, QuotedAnswer
from careers_workbook.figures.quality import WITHHELD
from careers_workbook.hub.comparison.changes import AnswerChange, ChangeKind, SchoolChanges
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.hub.rounds.rounds import SchoolRound
from careers_workbook.hub.tables.inputs import Material, RowValues, V
from careers_workbook.hub.tables.school_rows import shown_value
from careers_workbook.returns.submission import Answer
from careers_workbook.spec import status
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet, has_status

_OPEN = (status.OVERDUE, status.DUE_SOON, status.ON_TRACK, status.NO_DEADLINE)
_KINDS = ("done", "in_progress", "not_done", "not_applicable", "blank", "unclear", "not_asked", "missing")


def answers(material: Material) -> Iterator[RowValues]:
    """One row an answer cell, in the order of the workbook."""
    headings = _headings(material.round.spec)
    for reading in material.readings:
        for answer in reading.submission.answers:
            if material.internal or not material.people.fill(answer.sheet):
                yield {
                    **_who(reading.school),
                    "kind": answer.kind,
                    "sheet": answer.sheet,
                    "section": headings.get((answer.sheet, answer.ref)),
                    "ref": answer.ref,
                    "item": answer.item,
                    "column_id": answer.column_id,
                    "column": answer.column,
                    "state": answer.state,
                    "value": shown_value(answer, material),
                    "value_date": value
                    if isinstance(value := _shown(answer.value, answer, material), dt.date)
                    else None,
                    "raw": _shown(None if answer.raw is None else show(answer.raw), answer, material),
                    "origin": answer.origin or None,
                    **_by_hand(answer, material),
                }


def _shown(said: V, answer: Answer, material: Material) -> V | str:
    return material.shown((answer.ref, answer.column_id), said)


def _by_hand(answer: Answer, material: Material) -> RowValues:
    if (given := answer.by_hand) is None:
        return {}
    return {"by_hand": str(given), "own": _shown(given.own or None, answer, material)}


def _headings(spec: Spec) -> dict[tuple[str, str], str]:
    """(Sheet, ref) -> heading of the section."""
    return {
        (sheet.title, item.ref): section.heading
        for sheet in spec.of(ChecklistSheet)
        for section in sheet.sections
        for item in section.items
    }


def items(material: Material) -> Iterator[RowValues]:
    """One row a statement, over all schools that returned."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in material.readings:
        for row in reading.progress.items:
            found[row.ref][row.outcome] += 1
    everyone = len(material.readings)
    for sheet in material.round.spec.of(ChecklistSheet):
        if not has_status(sheet):
            continue
        for section in sheet.sections:
            for item in section.items:
                kinds = found[item.ref]
                kinds["not_asked"] = everyone - kinds.total()
                asked = ItemCounts(everyone - kinds["not_asked"], kinds["done"], not_applicable=kinds["not_applicable"])
                yield {
                    "sheet": sheet.title,
                    "section": section.heading,
                    "ref": item.ref,
                    "statement": item.text,
                    "benchmarks": ", ".join(map(str, item.benchmarks)),
                    "schools": everyone,
                    **{kind: kinds[kind] for kind in _KINDS},
                    "percent_done": asked.percent_done,
                }


def actions(material: Material) -> Iterator[RowValues]:
    """One row an open action: schools in their order, earliest deadline first."""
    for reading in material.readings:
        for row in reading.progress.with_status(*_OPEN):
            yield _action(reading, row, material)


def _action(reading: MigratedReturn, row: ItemRow, material: Material) -> RowValues:
    days = row.days
    cells = {"action": row.action, "review": row.review, "completed": row.completed}
    said = {name: material.shown((row.ref, name), _said(cell)) for name, cell in cells.items()}
    return {
        **_who(reading.school),
        "ref": row.ref,
        "statement": row.statement,
        "sheet": row.sheet,
        "section": row.section,
        **said,
        "deadline": row.due,
        "status": row.status,
        "days_overdue": -days if days is not None and days < 0 else None,
        "days_left": days if days is not None and days >= 0 else None,
    }


def _said(cell: QuotedAnswer) -> str | None:
    if not cell.holds_something:
        return None
    return cell.said if cell.value is None else show(cell.value)


def changes(material: Material) -> Iterator[RowValues]:
    """One row a change: schools that were compared in their order, then those that could not be."""
    comparison = material.comparison
    if comparison is None:
        return
    for school in comparison.compared:
        for change in school.changes:
            yield {**_who(school.now.school), **_change(change, material)}
        yield from _revisions(school, material)
    others: tuple[tuple[ChangeKind, tuple[SchoolRound, ...]], ...] = (
        ("new school", comparison.new),
        ("did not return", comparison.absent),
    )
    for kind, schools in others:
        yield from ({**_who(one), "kind": kind} for one in schools)


def _change(change: AnswerChange, material: Material) -> RowValues:
    before, now, days = (
        material.shown((change.ref, change.column_id), one) for one in (change.before, change.now, change.days)
    )
    return {
        "kind": change.kind,
        "ref": change.ref,
        "statement": change.statement,
        "column": change.column,
        "before": before,
        "now": now,
        "days": None if days == WITHHELD else days,
    }


def _revisions(school: SchoolChanges, material: Material) -> Iterator[RowValues]:
    """Every number that is another one; unless internal only that there is one."""
    kind: ChangeKind = "destinations revised"
    if not material.internal:
        sheets = dict.fromkeys(one.sheet for one in school.revisions)
        for sheet in sheets:
            row = {"kind": kind, "statement": sheet, "before": WITHHELD, "now": WITHHELD}
            yield {**_who(school.now.school), **row}
        return
    for one in school.revisions:
        column = f"{one.year or 'year not known'}, {one.what}"
        row = {"kind": kind, "statement": one.sheet, "column": column, "before": str(one.before), "now": str(one.now)}
        yield {**_who(school.now.school), **row}


def _who(school: SchoolRound) -> RowValues:
    known = school.listed
    return {"urn": known.school.urn, "school": known.school.name, "caseload": known.caseload}
