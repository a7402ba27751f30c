"""What a returned file turned out to hold: frozen records, nothing else.

Enters and leaves: values only. Must not know: files, spreadsheets, prose.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, Self

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Outcome, Place, Problem, in_order, outcome_of
from careers_workbook.core.school import PREFILLS, School
from careers_workbook.core.text import Raw, show, show_date

if TYPE_CHECKING:
    from careers_workbook.spec.answers.answer_kind import AnswerValue
    from careers_workbook.spec.model import Spec
    from careers_workbook.spec.sent_answers import Origin

State = Literal["answered", "blank", "not asked", "missing", "unreadable"]
"""answered: a value; blank: the cell is there and empty; not asked: this version has no such question; missing: the
row, column or sheet is gone; unreadable: something is there and is no answer. Never merged in a count."""

UNKNOWN_SPEC, NOT_LISTED = "FILE-010", "FILE-044"
MOST_ALIKE = 500
"""Problems of one kind on one sheet that are listed; NOT_LISTED says how many more there are."""
MatchedBy = Literal["ref and text", "text", "ref", "close text", "position"]


@frozen
class ByHand:
    """That the Hub wrote an answer down: who, how it was told, on which day, and what the workbook says there."""

    by: str
    how: str
    on: dt.date
    own: str = ""

    def __str__(self) -> str:
        return f"{', '.join(part for part in (self.how, show_date(self.on)) if part)} ({self.by})"


@frozen
class Answer:
    """One answer and where it was found.

    `sheet`, `item` and `column` are the spec's words; `found_sheet` and `cell` are the file's own, empty if missing.
    `column_id` is the spec's id of the column ("answer" on a form); `raw` is the cell as stored, None if blank;
    of a day that shows in part only (Mar-27) it is what shows. `origin` says what became of it since it was sent. Of
    one that the Hub wrote down `by_hand` says so; value and raw are what was written down, the place is the workbook's.
    """

    kind: str
    sheet: str
    ref: str
    item: str
    column_id: str
    column: str
    state: State
    value: "AnswerValue | None" = None
    raw: Raw = None
    found_sheet: str = ""
    cell: str = ""
    matched_by: MatchedBy | None = None
    origin: "Origin" = ""
    by_hand: ByHand | None = None

    def of_origin(self, origin: "Origin") -> "Answer":
        """The same, of another origin: told of nearly every answer, for which `replace` takes three times as long."""
        held = list(_HELD(self))
        held[_ORIGIN] = origin
        return Answer(*held)

    @property
    def in_running_row(self) -> bool:
        """Whether its row is one of a table that grows: such rows have no words of the spec but their running ref."""
        return self.item == self.ref

    @property
    def place(self) -> Place:
        """Where a problem with this answer is, in its file."""
        return Place("", self.found_sheet or self.sheet, self.cell, self.ref, self.item, self.column)


_NAMES = [one.name for one in fields(Answer)]
_HELD, _ORIGIN = attrgetter(*_NAMES), _NAMES.index("origin")


@frozen
class SentSpec:
    """A spec as it went out from this day on, and the fingerprint on the workbooks that were made of it."""

    spec: "Spec"
    fingerprint: str
    since: dt.date


@frozen
class OwnSpec:
    """The spec by which a workbook says that it was made, and by which it was read.

    `mark` changes with all that it was read by. Where answers were carried over to another one, `carried` is set.
    """

    id: str
    version: str
    fingerprint: str
    mark: str
    carried: bool = False


@frozen
class OwnRow:
    """A row that the school added: its text, and what stands in the answer columns as (column label, text)."""

    sheet: str
    cell: str
    text: str
    answers: tuple[tuple[str, str], ...] = ()


def contents(answers: Iterable[Answer]) -> dict[tuple[str, str, str], tuple[str, Raw]]:
    """What was said, by sheet, ref and column id: what could not be read as it stands."""
    return {
        (a.sheet, a.ref, a.column_id): (a.state, a.raw if a.state == "unreadable" else a.value)
        for a in answers
        if a.state in ("answered", "unreadable")
    }


@frozen
class Submission:
    """One returned file, read. A refused file has a problem that says why, and no answers.

    Tracker answers are listed only for rows that hold something; every other question is listed exactly once.
    `school_year` is the year that the workbook was for (2026 for 2026/27), None where it does not say.
    `due` is the day by which it says that it is to be returned; None where it does not.
    `confirmed` says that the school chose Yes beside "Nothing has changed since last time".
    `proved` is what was asked in this workbook, where it proves that itself and it was not known: a Hub keeps it.
    `own` is the spec of the workbook itself, None where it names none that is known. `in_own_words` is the return as
    answers to that spec, where it was carried over to another and the caller wants both.
    `missing_sheets` are the spec's titles of sheets that are not in the file: a tracker among them is not an empty one.
    """

    file: str
    outcome: Outcome
    spec_id: str = ""
    version: str = ""
    urn: str = ""
    school: str = ""
    built_on: dt.date | None = None
    answers: Sequence[Answer] = ()
    problems: tuple[Problem, ...] = ()
    missing_sheets: tuple[str, ...] = ()
    own_rows: tuple[OwnRow, ...] = ()
    school_year: int | None = None
    confirmed: bool = False
    proved: SentSpec | None = None
    due: dt.date | None = None
    own: OwnSpec | None = None
    in_own_words: "Submission | None" = None

    @property
    def unknown_spec(self) -> Problem | None:
        """Says that it was made from a spec that is not here: its answers may be another checklist's, so no figures."""
        return next((problem for problem in self.problems if problem.code == UNKNOWN_SPEC), None)

    def by_key(self) -> dict[tuple[str, str], Answer]:
        """Every answer by (ref, column id)."""
        return {(answer.ref, answer.column_id): answer for answer in self.answers}

    def of_kind(self, kind: str) -> Iterator[Answer]:
        """The answers of one kind of sheet, in order."""
        return (answer for answer in self.answers if answer.kind == kind)

    def school_by(self, prefills: Mapping[str, str]) -> School:
        """The school as its own details name it, else as the workbook was labelled. `prefills`: ref -> the detail."""
        given = (answer for answer in self.answers if answer.ref in prefills and answer.value is not None)
        told = ((prefills[answer.ref], show(answer.value).strip()) for answer in given)
        known = {"name": self.school} | {name: text for name, text in told if text} | {"urn": self.urn}
        return School(**dict.fromkeys(PREFILLS, "") | known)

    def with_problems(self, more: Iterable[Problem]) -> Self:
        """The return with more problems, all of them in this file, and with the outcome that follows from them."""
        problems = tuple(in_order((*self.problems, *(problem.in_file(self.file) for problem in more))))
        return replace(self, problems=problems, outcome=outcome_of(problems))


@frozen
class Thinned:
    """The bytes without rows about young people; none where it had none, or (`problem`) they cannot be taken out."""

    file: str
    data: bytes = b""
    problem: Problem | None = None
