"""The rows of the tables about schools: schools, details, files, problems.

Enters: a `Material`. Leaves: rows. Must not know: pandas, files.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from careers_workbook.core.problems import RANK
from careers_workbook.core.school import PREFILLS
from careers_workbook.figures.quality import WITHHELD, Finding
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.rounds.by_hand import is_without_workbook
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.hub.rounds.return_selection import DecidedReturn, Decision
from careers_workbook.hub.rounds.rounds import SchoolRound
from careers_workbook.hub.tables.inputs import Material, RowValues
from careers_workbook.returns.submission import Answer
from careers_workbook.spec import status
from careers_workbook.spec.sheets.checklist import ChecklistSheet, has_status

_REPLACED: tuple[Decision, ...] = ("older", "same again", "unchanged", "blank", "not whole")
"""Files that another one of their school replaces: what is wrong in them nobody has to put right."""
_STATUS_WORDS = {
    "overdue": status.OVERDUE,
    "due_soon": status.DUE_SOON,
    "on_track": status.ON_TRACK,
    "no_deadline": status.NO_DEADLINE,
    "not_started": status.NOT_STARTED,
}
_COUNTED = ("items", "done", "in_progress", "not_done", "not_applicable", "no_answer", "unclear", "missing")


def schools(material: Material) -> Iterator[RowValues]:
    """One row a school."""
    read = {reading.urn: reading for reading in material.readings}
    for school in material.round.schools:
        row = {**_register(school), **_filled(school), "state": school.state}
        if school.counts and school.listed.school.urn in read:
            row |= _return(school.counts) | _totals(school.counts.findings)
            row |= _progress(read[school.listed.school.urn])
        yield row


def _filled(school: SchoolRound) -> RowValues:
    """Also of a return that is unchanged, whose answers are in no other number."""
    if school.counts is None:
        return {}
    filled, built_on = school.filled, school.counts.stored.submission.built_on
    return {
        "built_on": built_on,
        "filled_in": filled.statements,
        "asked": filled.asked,
        "by_hand": len(school.counts.by_hand) or None,
    }


def _register(school: SchoolRound) -> RowValues:
    return _of(school.listed.school, *PREFILLS) | {"caseload": school.listed.caseload}


def _return(decided: DecidedReturn) -> RowValues:
    one = decided.stored
    return {
        "returned": one.came,
        "received": one.receipt.received,
        "file": one.receipt.source,
        "spec": one.submission.spec_id,
        "version": one.submission.version,
    }


def _progress(reading: MigratedReturn) -> RowValues:
    progress = reading.progress
    words = Counter(item.status for item in progress.items)
    counted = {sheet.title for sheet in reading.spec.of(ChecklistSheet) if has_status(sheet)}
    completed = (a for a in reading.submission.answers if a.sheet in counted and a.column_id == "completed")
    return {
        **{name: getattr(progress.total, name) for name in _COUNTED},
        "not_asked": sum(answer.state == "not asked" for answer in completed),
        "percent_done": progress.total.percent_done,
        **{name: words[word] for name, word in _STATUS_WORDS.items()},
    }


def _totals(findings: Sequence[Finding]) -> RowValues:
    found = Counter[str]()
    for finding in findings:
        found[finding.severity] += finding.count
    return {f"{severity}s": found[severity] for severity in RANK}


def details(material: Material) -> Iterator[RowValues]:
    """One row a field of a form."""
    for reading in material.readings:
        fields = {(sheet.title, row.ref) for sheet, row, _ in reading.spec.asked_by_row()}
        for answer in (a for a in reading.submission.answers if (a.sheet, a.ref) in fields):
            yield {
                "urn": reading.urn,
                "school": reading.school.listed.school.name,
                "sheet": answer.sheet,
                "ref": answer.ref,
                "label": answer.item,
                "state": answer.state,
                "value": shown_value(answer, material),
            }


def shown_value(answer: Answer, material: Material) -> str | None:
    """The answer as text; None where there is none."""
    if answer.value is None:
        return None
    words = answer.value.isoformat() if isinstance(answer.value, dt.date) else str(answer.value)
    return material.shown((answer.ref, answer.column_id), words)


def files(material: Material) -> Iterator[RowValues]:
    """One row a file, in the order in which they came."""
    for decided in material.round.files:
        receipt, submission = decided.stored.receipt, decided.stored.submission
        yield {
            "collection": receipt.round,
            **_of(receipt, "source", "received", "sent", "size", "hash"),
            **_whose(decided.listed),
            "spec": submission.spec_id,
            "version": submission.version,
            "outcome": submission.outcome,
            "standing": decided.decision,
            "reason": decided.reason,
            **_totals(decided.findings),
        }


def problems(material: Material) -> Iterator[RowValues]:
    """One row a finding: schools in their order, then files of which nobody knows whose they are; worst first.

    Also of schools of which no file came, and all that is known was written down.
    """
    order = {school.listed.school.urn: place for place, school in enumerate(material.round.schools)}
    last = len(order)
    files = [decided for decided in material.round.files if decided.decision not in _REPLACED]
    told = [
        school.counts for school in material.round.came if school.counts and is_without_workbook(school.counts.stored)
    ]
    found = [*files, *told]
    for decided in sorted(found, key=lambda one: order.get(one.listed.school.urn, last) if one.listed else last):
        for finding in decided.findings:
            yield {
                **_whose(decided.listed),
                "file": decided.stored.receipt.source,
                **_of(finding, "severity", "code", "title", "message", "advice"),
                **_of(finding.place, "sheet", "cell", "ref", "column"),
                "place": finding.where,
                "count": None if finding.message == WITHHELD else finding.count,
            }


def _of(value: object, *names: str) -> RowValues:
    """Columns that are called what the fields of a value are called."""
    return {name: getattr(value, name) for name in names}


def _whose(listed: Listed | None) -> RowValues:
    return {"urn": listed.school.urn, "school": listed.school.name} if listed else {}
