"""What is different between one round and the one before it, school by school; about leavers by counts, never a row.

Enters: the readings of both, in the words of the same checklist. Leaves: a `Comparison`; `Revision`s of leavers. A cell
that cannot be seen (its row is gone, it cannot be read, it was not asked) is never taken for a change of mind: it is
said to be not known. That a time which nobody could know has come is no revision. Must not know: how anything is shown,
who may see it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import show
from careers_workbook.core.vocabulary import UNCLEAR
from careers_workbook.figures.answer_summary import summary_of
from careers_workbook.figures.checklist_progress import AnswersByKey
from careers_workbook.figures.leaver_counts import Checkpoint, Cohort, Destinations
from careers_workbook.figures.leaver_summary import mark_of, years_of
from careers_workbook.figures.quality import Finding, as_finding
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.hub.rounds.return_selection import SAME_AS_LAST_TIME
from careers_workbook.hub.rounds.rounds import SchoolRound
from careers_workbook.returns.checks.file_checks import same_answers
from careers_workbook.returns.checks.leaver_checks import changed_cohorts
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import CompletedGroup, Question, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.sheets.leavers import leaver_sheets, year_question

LEAVERS = "leavers"


@frozen
class Revision:
    """One number about the leavers of a year that was another one before.

    `what` is "leavers" for all of the year, or a checkpoint and a group: "Autumn after leaving: education". `year` is
    empty for those whose leaving year is not known.
    """

    sheet: str
    year: str
    what: str
    before: int
    now: int


def same_counts(before: MigratedReturn, now: MigratedReturn) -> bool:
    """Whether all counts of leavers are the same, whatever the days on which they were counted."""
    return mark_of(_counts(before)) == mark_of(_counts(now))


def revisions(before: MigratedReturn, now: MigratedReturn) -> Iterator[Revision]:
    """Every number of a year that is in both returns, or was in the one before and is still asked about.

    Where a column cannot be seen now, or could not be seen before, nothing is said of its numbers.
    """
    offered = _offered(now)
    for one, other in _sheets(before, now):
        years = {(cohort.year, cohort.year_state): cohort for cohort in other.cohorts}
        for cohort in one.cohorts:
            after = years.get((cohort.year, cohort.year_state))
            if after is not None:
                yield from _revised(one.sheet, cohort, after)
            elif cohort.year in offered:
                yield Revision(one.sheet, cohort.year, LEAVERS, cohort.leavers, 0)


def cohorts_changed(before: MigratedReturn, now: MigratedReturn) -> Iterator[Finding]:
    """The rule of `changed_since_last_time` (leaver_checks.py), by counts: fewer leavers of a year, or more."""
    sheets = [*years_of(_counts(before)), *years_of(_counts(now))]
    if any(sheet.missing or _unsure(sheet) for sheet in sheets):
        return
    then, after = _leavers(before), _leavers(now)
    place = Place(sheet=next((sheet.sheet for sheet in years_of(_counts(now))), ""))
    yield from map(as_finding, changed_cohorts(then, after, _offered(now), place))


def _counts(reading: MigratedReturn) -> Sequence[Destinations]:
    assert reading.school.counts  # noqa: S101 - a reading is of a school that returned
    return reading.school.counts.stored.destinations


def _sheets(before: MigratedReturn, now: MigratedReturn) -> Iterator[tuple[Destinations, Destinations]]:
    """The same sheet twice, where it is in both files."""
    later = {sheet.sheet: sheet for sheet in _counts(now)}
    for sheet in _counts(before):
        after = later.get(sheet.sheet)
        if after is not None and not sheet.missing and not after.missing:
            yield sheet, after


def _revised(sheet: str, one: Cohort, other: Cohort) -> Iterator[Revision]:
    if one.leavers != other.leavers:
        yield Revision(sheet, one.year, LEAVERS, one.leavers, other.leavers)
    for point in one.checkpoints:
        after = other.point(point.id)
        if after is None or _unseen(point) or _unseen(after) or not _taken_back(point, after):
            continue
        numbers = dict(after.groups)
        for group, number in point.groups:
            if number != numbers.get(group, 0):
                yield Revision(sheet, one.year, f"{point.label}: {group}", number, numbers.get(group, 0))
        for group, number in after.groups:
            if number and group not in dict(point.groups):
                yield Revision(sheet, one.year, f"{point.label}: {group}", 0, number)


def _taken_back(point: Checkpoint, after: Checkpoint) -> bool:
    """Whether fewer are in some group: otherwise there was only more to tell."""
    numbers = dict(after.groups)
    return any(numbers.get(group, 0) < number for group, number in point.groups)


def _unseen(point: Checkpoint) -> bool:
    return bool(point.missing or point.not_asked or point.unreadable)


def _unsure(sheet: Destinations) -> bool:
    """Whether some leaver's year is not known: it might be any."""
    return any(cohort.year_state != "answered" and cohort.leavers for cohort in sheet.cohorts)


def _leavers(reading: MigratedReturn) -> Counter[str]:
    found = Counter[str]()
    for sheet in years_of(_counts(reading)):
        for cohort in sheet.cohorts:
            found[cohort.year] += cohort.leavers
    return found


def _offered(reading: MigratedReturn) -> set[str]:
    """The leaving years that the workbook asks about."""
    asked = (year_question(sheet) for sheet in leaver_sheets(reading.spec))
    return {option.label for question in asked if question for option in reading.spec.options(question)}


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
    "new school": "returned now, and not in the round before",
    "did not return": "returned in the round before, and not now",
}
"""What can have happened, and what each word means."""
_UNSEEN = ("missing", "unreadable", "not asked")


@frozen
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


@frozen
class SchoolChanges:
    """One school that returned in both rounds, `before` and `now`."""

    before: MigratedReturn
    now: MigratedReturn

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What only the comparison shows: the same answers as last time, a cohort that changed."""
        return tuple(_findings(self.before, self.now))

    def let_go(self) -> None:
        """Keep what was said before no longer, but for how it is counted."""
        _ = self.before.progress
        self.before.let_go()

    @property
    def changes(self) -> tuple[AnswerChange, ...]:
        """Every change of what is asked once, in the order of the workbook."""
        return tuple(changes_between(self.before.submission.by_key(), self.now.submission.by_key(), self.now.spec))

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """Every number of leavers that was another one before."""
        return tuple(revisions(self.before, self.now))


@frozen
class Comparison:
    """This round against the one before: who was compared, and who returned in one of them only."""

    compared: tuple[SchoolChanges, ...]
    new: tuple[SchoolRound, ...]
    absent: tuple[SchoolRound, ...]


def compare(before: Sequence[MigratedReturn], now: Sequence[MigratedReturn]) -> Comparison:
    """Each school by the URN of the register. A blank return is none: compared, all of it would be changes."""
    then, returned = {one.urn: one for one in before}, {one.urn for one in now}
    return Comparison(
        tuple(SchoolChanges(then[other.urn], other) for other in now if other.urn in then),
        tuple(other.school for other in now if other.urn not in then),
        tuple(one.school for one in before if one.urn not in returned),
    )


def _findings(before: MigratedReturn, now: MigratedReturn) -> Iterator[Finding]:
    if same_counts(before, now) and _says_the_same(before, now):
        yield as_finding(Problem(SAME_AS_LAST_TIME))
    yield from cohorts_changed(before, now)


def _says_the_same(before: MigratedReturn, now: MigratedReturn) -> bool:
    """Whether the answers are the same; they are looked at only where their marks are."""
    fixed = {sheet.title for sheet, _ in now.spec.fixed()}
    then, marks = (summary_of(one.submission.answers).marks for one in (before, now))
    if any(then.get(title) != marks.get(title) for title in fixed):
        return False
    told, tells = (tuple(a for a in one.submission.answers if a.sheet in fixed) for one in (before, now))
    return same_answers(told, tells, now.spec)


def changes_between(then: AnswersByKey, said: AnswersByKey, spec: Spec) -> Iterator[AnswerChange]:
    """Every change of what is asked once, in the order of the workbook. Lines of evidence are not compared.

    Answers that are the same may be left out on both sides.
    """
    for key, (question, role, groups) in _asked_once(spec).items():
        if then.get(key) is said.get(key):  # what the store gives of equal answers is the same object
            continue
        both = _BothAnswers.of(then, said, *key, question)
        match role:
            case "completed":
                yield from both.completed(groups)
            case "deadline":
                yield from both.deadline()
            case "action":
                yield from both.action()
            case _:
                yield from both.text()


@kept(most=4)
def _asked_once(spec: Spec) -> dict[tuple[str, str], tuple[Question, str, Mapping[str, CompletedGroup]]]:
    """What is asked in each cell, the column's part in a checklist with a Status ("" elsewhere), what options mean."""
    found = dict[tuple[str, str], tuple[Question, str, Mapping[str, CompletedGroup]]]()
    for sheet, tables in spec.fixed():
        counted = isinstance(sheet, ChecklistSheet) and has_status(sheet)
        groups = completed_groups(spec, sheet) if isinstance(sheet, ChecklistSheet) and counted else {}
        for row, column, question in (cell for table in tables for cell in table.asked()):
            found[row.ref, column.id] = question, column.id if counted else "", groups
    return found


@frozen
class _BothAnswers:
    """What the two returns say to one question."""

    one: Answer
    other: Answer
    asked: Question

    @classmethod
    def of(cls, before: AnswersByKey, now: AnswersByKey, ref: str, column: str, asked: Question) -> "_BothAnswers":
        """Both answers; one that a return does not mention is missing."""
        one, other = before.get((ref, column)), now.get((ref, column))
        known = other or one or Answer("", "", ref, "", column, "", "missing")
        none = Answer(known.kind, known.sheet, ref, known.item, column, known.column, "missing")
        return cls(one or none, other or none, asked)

    def text(self) -> Iterator[AnswerChange]:
        """Any answer in words."""
        if self.one.state == self.other.state == "answered" and _words(self.one) != _words(self.other):
            yield self._change("answer text changed")
        yield from self._gone()

    def action(self) -> Iterator[AnswerChange]:
        """Action needed."""
        if self.one.state == "blank" and self.other.state in ("answered", "unreadable"):
            yield self._change("new action")
        yield from self.text()

    def deadline(self) -> Iterator[AnswerChange]:
        """A deadline."""
        then, due = self.one.value, self.other.value
        if isinstance(then, dt.date) and isinstance(due, dt.date) and then != due:
            yield self._change("deadline moved", (due - then).days)
        yield from self._gone()

    def completed(self, groups: Mapping[str, CompletedGroup]) -> Iterator[AnswerChange]:
        """Action completed. An option without a meaning says no more than a cell that cannot be read."""
        one, other = self.one, self.other
        then, done = (groups.get(str(a.value)) if a.state == "answered" else None for a in (one, other))
        if done == "done" and then != "done":
            known = then is not None or one.state == "blank"
            yield self._change("newly done" if known else "not known before")
        elif then == "done" and done in ("in progress", "not done"):
            yield self._change("slipped back")
        elif then == "done" and done == "not applicable":
            yield self._change("no longer applies")
        elif then == "done" and other.state == "answered" and done is None:
            yield self._change("not known now")
        yield from self._gone()

    def _gone(self) -> Iterator[AnswerChange]:
        if self.one.state in ("answered", "unreadable") and self.other.state == "blank":
            yield self._change("no longer answered")
        elif self.one.state == "answered" and self.other.state in _UNSEEN:
            yield self._change("not known now")

    def _change(self, kind: ChangeKind, days: int | None = None) -> AnswerChange:
        now, said = self.other, (self._said(self.one), self._said(self.other))
        return AnswerChange(kind, now.ref, now.item, now.column_id, now.column, *said, days)

    def _said(self, answer: Answer) -> str:
        match answer.state:
            case "answered":
                return "" if answer.value is None else kind_of(self.asked).word(answer.value)
            case "unreadable":
                return f"{UNCLEAR}: {show(answer.raw)}"
        return answer.state


def _words(answer: Answer) -> str:
    """For comparing: white space at the ends and its kind in between say nothing."""
    return " ".join(show(answer.value).split())
