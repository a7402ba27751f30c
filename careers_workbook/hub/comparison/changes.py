"""What is different between one collection and the one before it, school by school.

Enters: the readings of both, in the words of the same checklist. Leaves: a `Comparison`. A cell that cannot be seen
(its row is gone, it cannot be read, it was not asked) is never taken for a change of mind: it is said to be not known.
Must not know: how anything is shown, who may see it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from careers_workbook.core.problems import Problem
from careers_workbook.core.text import show
from careers_workbook.figures.quality import Finding, as_finding
from careers_workbook.hub.comparison.cohort_changes import Revision, cohorts_changed, revisions, same_counts
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.hub.rounds.rounds import SchoolRound
from careers_workbook.returns.checks.file_checks import same_answers
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.model import CompletedGroup
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.sheets.form import FormSheet

ChangeKind = Literal[
    "newly done",
    "slipped back",
    "no longer applies",
    "deadline moved",
    "new action",
    "answer text changed",
    "no longer answered",
    "not known now",
    "not known before",
    "destinations revised",
    "new school",
    "did not return",
    "not compared",
]
KINDS: dict[ChangeKind, str] = {
    "newly done": "done now; before it was answered otherwise, or blank",
    "slipped back": "done before; now it says that it is in progress or not done",
    "no longer applies": "done before; now it says that it does not apply",
    "deadline moved": "another date than before",
    "new action": "Action needed was blank before and is filled in now",
    "answer text changed": "another text under Action needed, under Review or in a field of a form",
    "no longer answered": "something stood there before, and now it is blank",
    "not known now": "answered before; now its row or column is gone, it cannot be read, or it was not asked",
    "not known before": "done now; before, its row or column was gone, it could not be read, or it was not asked",
    "destinations revised": "the number of leavers of a year, or what was said of them, is not what it was",
    "new school": "returned now, and not in the collection before",
    "did not return": "returned in the collection before, and not now",
    "not compared": "one of the two returns is blank",
}
"""What can have happened, and what each word means."""
_SAME_AS_LAST_TIME = "FILE-015"
_UNSEEN = ("missing", "unreadable", "not asked")


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer that is another one now. `before` and `now` are what a person would quote, or the state of the cell.

    `column` is the heading and `column_id` the spec's id ("answer" on a form). `days`: by how much a deadline moved.
    """

    kind: ChangeKind
    ref: str
    statement: str
    column_id: str
    column: str
    before: str
    now: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolChanges:
    """One school that returned in both collections; `now` is its return in this one.

    `findings` are what only the comparison shows: the same answers as last time, a cohort that changed.
    """

    now: MigratedReturn
    changes: tuple[AnswerChange, ...]
    revisions: tuple[Revision, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """This collection against the one before: who was compared, and who could not be and why."""

    compared: tuple[SchoolChanges, ...]
    new: tuple[SchoolRound, ...]
    absent: tuple[SchoolRound, ...]
    blank: tuple[SchoolRound, ...]


def compare(before: Sequence[MigratedReturn], now: Sequence[MigratedReturn]) -> Comparison:
    """Each school by the URN of the register. A blank return is compared with nothing: it would all be changes."""
    then, returned = {one.urn: one for one in before}, {one.urn for one in now}
    both = [(then[other.urn], other) for other in now if other.urn in then]
    return Comparison(
        tuple(_compare(one, other) for one, other in both if not (_is_blank(one) or _is_blank(other))),
        tuple(other.school for other in now if other.urn not in then),
        tuple(one.school for one in before if one.urn not in returned),
        tuple(other.school for one, other in both if _is_blank(one) or _is_blank(other)),
    )


def _is_blank(reading: MigratedReturn) -> bool:
    return reading.school.state == "blank"


def _compare(before: MigratedReturn, now: MigratedReturn) -> SchoolChanges:
    return SchoolChanges(
        now, tuple(_changes(before, now)), tuple(revisions(before, now)), tuple(_findings(before, now))
    )


def _findings(before: MigratedReturn, now: MigratedReturn) -> Iterator[Finding]:
    said = [tuple(a for a in one.submission.answers if a.kind in ("form", "checklist")) for one in (before, now)]
    if same_answers(*said) and same_counts(before, now) and any(a.state == "answered" for a in said[1]):
        yield as_finding(Problem(_SAME_AS_LAST_TIME))
    yield from cohorts_changed(before, now)


def _changes(before: MigratedReturn, now: MigratedReturn) -> Iterator[AnswerChange]:
    """Every change of forms and checklists, in the order of the workbook. Lines of evidence are not compared."""
    pair = _Pair(before.submission.by_key(), now.submission.by_key())
    for form in now.spec.of(FormSheet):
        for field in form.fields:
            yield from pair.text(field.ref, "answer")
    for sheet in now.spec.of(ChecklistSheet):
        groups = completed_groups(now.spec, sheet) if has_status(sheet) else None
        for item in (item for section in sheet.sections for item in section.items):
            for column in sheet.columns:
                match column.id if groups is not None else "":
                    case "completed":
                        yield from pair.completed(item.ref, groups or {})
                    case "deadline":
                        yield from pair.deadline(item.ref)
                    case "action":
                        yield from pair.action(item.ref)
                    case _:
                        yield from pair.text(item.ref, column.id)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The answers of both returns by (ref, column id)."""

    before: Mapping[tuple[str, str], Answer]
    now: Mapping[tuple[str, str], Answer]

    def text(self, ref: str, column: str) -> Iterator[AnswerChange]:
        """Any answer in words."""
        one, other = self._cells(ref, column)
        if one.state == other.state == "answered" and _words(one) != _words(other):
            yield _change("answer text changed", one, other)
        yield from self._gone(one, other)

    def action(self, ref: str) -> Iterator[AnswerChange]:
        """Action needed."""
        one, other = self._cells(ref, "action")
        if one.state == "blank" and other.state in ("answered", "unreadable"):
            yield _change("new action", one, other)
        yield from self.text(ref, "action")

    def deadline(self, ref: str) -> Iterator[AnswerChange]:
        """A deadline."""
        one, other = self._cells(ref, "deadline")
        then, due = one.value, other.value
        if isinstance(then, dt.date) and isinstance(due, dt.date) and then != due:
            yield _change("deadline moved", one, other, (due - then).days)
        yield from self._gone(one, other)

    def completed(self, ref: str, groups: Mapping[str, CompletedGroup]) -> Iterator[AnswerChange]:
        """Action completed. An option without a meaning says no more than a cell that cannot be read."""
        one, other = self._cells(ref, "completed")
        then, done = (groups.get(str(a.value)) if a.state == "answered" else None for a in (one, other))
        if done == "done" and then != "done":
            known = then is not None or one.state == "blank"
            yield _change("newly done" if known else "not known before", one, other)
        elif then == "done" and done in ("in progress", "not done"):
            yield _change("slipped back", one, other)
        elif then == "done" and done == "not applicable":
            yield _change("no longer applies", one, other)
        elif then == "done" and other.state == "answered" and done is None:
            yield _change("not known now", one, other)
        yield from self._gone(one, other)

    def _gone(self, one: Answer, other: Answer) -> Iterator[AnswerChange]:
        if one.state in ("answered", "unreadable") and other.state == "blank":
            yield _change("no longer answered", one, other)
        elif one.state == "answered" and other.state in _UNSEEN:
            yield _change("not known now", one, other)

    def _cells(self, ref: str, column: str) -> tuple[Answer, Answer]:
        """Both answers; one that a return does not mention is missing."""
        one, other = self.before.get((ref, column)), self.now.get((ref, column))
        known = other or one or Answer("checklist", "", ref, "", column, "", "missing")
        none = Answer(known.kind, known.sheet, ref, known.item, column, known.column, "missing")
        return one or none, other or none


def _change(kind: ChangeKind, one: Answer, other: Answer, days: int | None = None) -> AnswerChange:
    return AnswerChange(kind, other.ref, other.item, other.column_id, other.column, _said(one), _said(other), days)


def _said(answer: Answer) -> str:
    match answer.state:
        case "answered":
            return show(answer.value)
        case "unreadable":
            return f"{answer.state}: {show(answer.raw)}"
    return answer.state


def _words(answer: Answer) -> str:
    """For comparing: white space at the ends and its kind in between say nothing."""
    return " ".join(show(answer.value).split())
