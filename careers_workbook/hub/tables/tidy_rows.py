"""The rows of every table: a round whose returns have been carried over and compared with those before, line by line.

Enters: a `ComparedRound`. Leaves: a `Material`, and of that the rows of a table. Must not know: pandas, files.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import RANK
from careers_workbook.core.school import PREFILLS
from careers_workbook.core.text import show
from careers_workbook.figures.checklist_progress import Completed, ItemCounts, ItemRow, QuotedAnswer
from careers_workbook.figures.quality import WITHHELD, Finding
from careers_workbook.hub.comparison.changes import AnswerChange, ChangeKind, Comparison, SchoolChanges
from careers_workbook.hub.comparison.round_comparison import ComparedRound
from careers_workbook.hub.publication.withheld import AboutPeople, as_others_see
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.rounds.by_hand import is_without_workbook
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.hub.rounds.return_selection import DecidedReturn, Decision
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.returns.submission import Answer
from careers_workbook.spec import status
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet, has_status

V = TypeVar("V")
RowValues = dict[str, object]
"""One row of a table by column name; a value that is not there is None, or left out."""


@frozen
class Material:
    """`round` has findings as the readers of these tables may see them; `comparison` is None without a round before.

    `internal`: for the Hub's own eyes only.
    """

    round: Round
    readings: tuple[MigratedReturn, ...]
    comparison: Comparison | None
    people: AboutPeople
    internal: bool

    def shown(self, cell: tuple[str, str], said: V) -> V | str:
        """What a school says in a cell, known by its ref and the id of its column, as the readers may see it."""
        return said if said is None or self.internal or not self.people.withhold(*cell) else WITHHELD


def prepare(compared: ComparedRound, *, internal: bool) -> Material:
    """What the readers of the tables may see."""
    around = compared.round if internal else as_others_see(compared.round)
    return Material(around, compared.readings, compared.comparison, AboutPeople.of(compared.round.specs), internal)


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


def school(one: SchoolRound, reading: MigratedReturn | None) -> RowValues:
    """The row of a school, with what it returned, if anything counts."""
    row = {**_register(one), **_filled(one), "state": one.state}
    if one.counts and reading:
        row |= _return(one.counts) | _totals(one.counts.findings)
        row |= _progress(reading)
    return row


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


def details(reading: MigratedReturn, material: Material) -> Iterator[RowValues]:
    """One row a field of a form."""
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


_OPEN = (status.OVERDUE, status.DUE_SOON, status.ON_TRACK, status.NO_DEADLINE)
COUNTS = ("done", "in_progress", "not_done", "not_applicable", "blank", "unclear", "not_asked", "missing")
"""What the statements of a checklist are counted as, one a column."""


_SHOWN = 16_384
"""Answers of which it is kept how they are shown."""


def answers(material: Material) -> Iterator[RowValues]:
    """One row an answer cell, in the order of the workbook."""
    headings = _headings(material.round.spec)
    shown = dict[int, tuple[Answer, RowValues]]()  # what is equal in many schools is the same object

    def cells(answer: Answer) -> RowValues:
        if id(answer) not in shown:
            if len(shown) > _SHOWN:
                shown.clear()
            shown[id(answer)] = answer, _answer(answer, headings, material)
        return shown[id(answer)][1]

    for reading in material.readings:
        who = _who(reading.school)
        for answer in reading.submission.answers:
            if material.internal or not material.people.fill(answer.sheet):
                yield {**who, **cells(answer)}
        reading.let_go()


def _answer(answer: Answer, headings: Mapping[tuple[str, str], str], material: Material) -> RowValues:
    day = _shown(answer.value, answer, material)
    return {
        "kind": answer.kind,
        "sheet": answer.sheet,
        "section": headings.get((answer.sheet, answer.ref)),
        "ref": answer.ref,
        "item": answer.item,
        "column_id": answer.column_id,
        "column": answer.column,
        "state": answer.state,
        "value": shown_value(answer, material),
        "value_date": day if isinstance(day, dt.date) else None,
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


def items(outcomes: Mapping[str, Mapping[Completed, int]], material: Material) -> Iterator[RowValues]:
    """One row a statement, over all schools that returned: by its ref, what became of it at how many of them."""
    found = defaultdict(Counter[str], {ref: Counter[str](counted) for ref, counted in outcomes.items()})
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
                    **{kind: kinds[kind] for kind in COUNTS},
                    "percent_done": asked.percent_done,
                }


def actions(reading: MigratedReturn, material: Material) -> Iterator[RowValues]:
    """One row an open action, earliest deadline first."""
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


def changes(school: SchoolChanges, material: Material) -> Iterator[RowValues]:
    """One row a change of a school that was compared."""
    for change in school.changes:
        yield {**_who(school.now.school), **_change(change, material)}
    yield from _revisions(school, material)


def not_compared(material: Material) -> Iterator[RowValues]:
    """One row a school that could not be compared."""
    comparison = material.comparison
    if comparison is None:
        return
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
