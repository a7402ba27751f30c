"""Answers that the Hub wrote down, put among those of a school's own return: once, before anything is made of them.

Enters: what was written down, a return, its spec. Leaves: the return as if the school had typed them, checked like any
other, each marked and beside what the workbook says itself. A return that came later and says something else counts,
and that is said. Must not know: the journal, how anything is shown.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import takewhile
from typing import Self

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.school import School
from careers_workbook.core.text import show, show_date
from careers_workbook.figures.filled_in import NOTHING_FILLED_IN, UNCHANGED
from careers_workbook.figures.leaver_counts import Destinations, count_destinations
from careers_workbook.figures.quality import as_finding, assess
from careers_workbook.hub.rounds.leavers_by_hand import LeaverNumbers, number_questions
from careers_workbook.hub.store.readings import EARLIER
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.settings import RoundSettings
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.layout.plan import plan
from careers_workbook.returns.checks.check import CheckInput
from careers_workbook.returns.checks.checks import check_all
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Answer, ByHand, Submission
from careers_workbook.spec.answers.answer_kind import Parsed
from careers_workbook.spec.answers.registry import kind_of, parse
from careers_workbook.spec.checkpoints import YEAR
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import Questions
from careers_workbook.spec.ref_history import heirs
from careers_workbook.spec.sheets.counts import ALL_LEAVERS, CountsSheet, leavers_question
from careers_workbook.spec.sheets.leavers import LeaversSheet
from careers_workbook.spec.years import read_year

QuestionKey = tuple[str, str]
"""Ref and column id."""
WRITTEN_DOWN, OTHERWISE, NO_WORKBOOK = "HUB-160", "HUB-161", "HUB-163"
_NOT_ASKED, _NO_WORKBOOK = "HUB-162", "answers by hand"
_YEAR = len("2025/26")
_OF_THE_FILE = frozenset({"CELL-010", "CELL-011", "CELL-012"})
"""What stays true of a cell whatever its answer is: something was taken out of it, a comment is not used."""
_TYPED = frozenset({"DATE-003"})
"""What is true of all that is written down: a date is words."""


@frozen
class HandAnswer:
    """One answer as it was written down; `spec` is the checklist that it answers, by id and version.

    `beside` is the hash of the return that counted then, "" where there was none.
    """

    ref: str
    column: str
    value: str
    by: str
    how: str
    on: dt.date
    beside: str = ""
    spec: str = ""

    @property
    def key(self) -> QuestionKey:
        """The question."""
        return self.ref, self.column

    @property
    def shown(self) -> str:
        """The answer where it is quoted; a number of leavers is not."""
        is_number = "." in self.column or (self.column == ALL_LEAVERS and read_year(self.ref[-_YEAR:]) is not None)
        return "..." if is_number else self.value

    @property
    def name(self) -> str:
        """What the question is called: CL1.completed; on a form the Ref alone."""
        return self.ref if self.column == "answer" else f"{self.ref}.{self.column}"


@frozen
class HandAnswers:
    """All that was written down for one school in one round. `complete`: it counts as returned with them."""

    answers: tuple[HandAnswer, ...] = ()
    complete: bool = False

    @classmethod
    def of(cls, text: str) -> Self:
        """What `text` gave."""
        data = json.loads(text) if text else {"answers": ()}
        said = (HandAnswer(**{**one, "on": dt.date.fromisoformat(one["on"])}) for one in data["answers"])
        return cls(tuple(said), bool(data.get("complete")))

    def text(self) -> str:
        """For the journal: "" where there is nothing."""
        answers = [{**asdict(one), "on": one.on.isoformat()} for one in self.answers]
        return json.dumps({"answers": answers, "complete": self.complete}, ensure_ascii=False) if answers else ""

    def with_answer(self, one: HandAnswer) -> Self:
        """With one more, in place of what was written down for its question; one without words takes that away."""
        others = tuple(other for other in self.answers if other.key != one.key)
        return replace(self, answers=(*others, one) if one.value else others)


NOTHING_BY_HAND = HandAnswers()


def read(words: str, own: Answer, spec: Spec) -> Parsed:
    """What is written down, read as the same words would be in the cell of a workbook."""
    is_number = own.kind == CountsSheet.word
    asked = leavers_question() if is_number else Questions(spec).asked(own.sheet, own.ref, own.column_id)
    parsed = parse(CellContent(words), asked, spec)
    return replace(parsed, code=None) if parsed.code in _TYPED else parsed


def without_workbook(told: HandAnswers, spec: Spec, school: School, at: RoundSettings) -> StoredReturn:
    """What there is of a school of which all that is known was written down: nobody knows its rows of leavers."""
    asked, rows = Questions(spec), {sheet.title for sheet, _ in spec.growing()}
    answers = tuple(
        Answer(s.kind, s.sheet, s.ref, s.item, s.column, asked.heading(s.sheet, s.ref, s.column), "blank")
        for s in plan(spec).slots
        if not s.grows
    )
    day = max((one.on for one in told.answers), default=dt.date.min)
    receipt = Receipt(_NO_WORKBOOK, "", 0, day, None, at.name, school.urn)
    missing = tuple(sheet.title for sheet in spec.sheets if sheet.title in rows)
    bare = Submission(_NO_WORKBOOK, "accepted", spec.id, spec.version, school.urn, school.name, answers=answers)
    none = as_finding(Problem(NO_WORKBOOK, context={"name": school.name, "urn": school.urn}))
    whole = replace(bare, missing_sheets=missing, school_year=at.year)
    return StoredReturn(receipt, whole, (none,), count_destinations(whole, spec, day))


def is_without_workbook(stored: StoredReturn) -> bool:
    """Whether all that is known was written down."""
    return not stored.how_read.is_file


def stored_with(
    stored: StoredReturn, told: HandAnswers, spec: Spec, specs: Sequence[Spec]
) -> tuple[StoredReturn, tuple[HandAnswer, ...]]:
    """A stored return with the answers that were written down, and with what is found wrong now; those that hold."""
    found = tuple(takewhile(lambda finding: finding.code != EARLIER, stored.findings))
    merging = _Merging(replace(stored, findings=found).told, stored, spec, specs)
    merged = merging.merged(told)
    findings = (*assess(merged, spec).findings, *stored.findings[len(found) :])
    bare = replace(merged, problems=())
    whole = replace(stored, submission=bare, findings=findings, destinations=merging.destinations)
    return whole, tuple(merging.held)


def with_answers(
    submission: Submission, stored: StoredReturn, told: HandAnswers, spec: Spec, specs: Sequence[Spec]
) -> Submission:
    """The return with the answers that were written down. `spec` is the one in whose words its answers are.

    `specs` are the Hub's and what it extends, newest first; of `stored` is known when it came.
    """
    return _Merging(submission, stored, spec, specs).merged(told)


class _Merging:
    """One return, and what is put among its answers."""

    def __init__(self, submission: Submission, stored: StoredReturn, spec: Spec, specs: Sequence[Spec]) -> None:
        self.submission, self.stored, self.spec, self.specs = submission, stored, spec, specs
        self.own, self.given = submission.by_key(), dict[QuestionKey, Answer]()
        self.asked_numbers = {(one.ref, one.column_id): one for one in number_questions(spec)}
        self.numbers = LeaverNumbers(stored.destinations, spec)
        self.problems, self.held = list[Problem](), list[HandAnswer]()
        self.day = dt.date.min

    @property
    def destinations(self) -> tuple[Destinations, ...]:
        """The numbers of leavers, with those that were told."""
        return self.numbers.with_told(self.day)

    def _put(self, one: HandAnswer) -> None:
        """Among the answers, unless the school has said something else since."""
        said = {"value": one.shown, "day": show_date(one.on), "how": ", ".join(filter(None, (one.how, one.by)))}
        self.day = max(self.day, one.on)
        if own := self.own.get(one.key) or self.own.get((self._heir(one), one.column)):
            self._put_answer(one, own, said)
        elif asked := self.asked_numbers.get(one.key):
            self._put_number(one, asked, said)
        else:
            question = {"question": one.name, "spec": f"{self.spec.id} {self.spec.version}"}
            self.problems.append(Problem(_NOT_ASKED, Place(), {**said, **question, "urn": self.submission.urn}))

    def _put_number(self, one: HandAnswer, asked: Answer, said: Mapping[str, str]) -> None:
        """A number of leavers; nothing quotes it."""
        number, known, place = read(one.value, asked, self.spec).value, self.numbers.known(asked), asked.place
        place = Place(sheet=place.sheet, column=place.column)
        if self._is_newer(one) and known is not None:
            if known != number:
                self.problems.append(Problem(OTHERWISE, place, {**said, "own": "another number"}))
        elif isinstance(number, int):
            own = "The workbook says nothing of it" if known is None else "The workbook has a number of its own"
            self.problems.append(Problem(WRITTEN_DOWN, place, {**said, "own": own}))
            self.numbers.put(asked, number)
            self.held.append(one)

    def _put_answer(self, one: HandAnswer, own: Answer, said: Mapping[str, str]) -> None:
        parsed = read(one.value, own, self.spec)
        value = parsed.value
        if self._is_newer(one) and (own.state in ("answered", "unreadable") or own.origin == "changed"):
            if own.value != value:
                quoted = self._quoted(own)
                self.problems.append(
                    Problem(OTHERWISE, own.place, {**said, "own": f'"{quoted}"' if quoted else "nothing"})
                )
            return
        if parsed.code:
            self.problems.append(Problem(parsed.code, own.place, parsed.context))
        self.problems.append(Problem(WRITTEN_DOWN, own.place, {**said, "own": self._says(own)}))
        self.held.append(one)
        self.given[own.ref, own.column_id] = replace(
            own,
            state="unreadable" if value is None else "answered",
            value=value,
            raw=one.value,
            origin="new" if own.raw is None else "changed",
            by_hand=ByHand(one.by, one.how, one.on, self._quoted(own)),
        )

    def merged(self, told: HandAnswers) -> Submission:
        """The whole. What is wrong between answers is looked for with these and without them."""
        for one in told.answers:
            self._put(one)
        self.problems += self.numbers.problems(self.day)
        if not self.given and not self.numbers.told:
            return self.submission.with_problems(self.problems)
        answers = tuple(self.given.get((a.ref, a.column_id), a) for a in self.submission.answers)
        merged = replace(self.submission, answers=answers)
        before, after = self._found(self.submission, self.stored.destinations), self._found(merged, self.destinations)
        gone = [one for one in before if one not in after]
        new = [one for one in after if one not in before or self._is_replaced(one)]
        kept = [one for one in self.submission.problems if one.code in _OF_THE_FILE or not self._is_replaced(one)]
        nothing_new = {NOTHING_FILLED_IN, UNCHANGED} if told.complete else set()
        kept = [one for one in self._without(kept, gone) if one.code not in nothing_new]
        if is_without_workbook(self.stored):
            missing = tuple(title for title in merged.missing_sheets if title not in self.numbers.told)
            merged = replace(merged, missing_sheets=missing)
        return replace(merged, problems=tuple(kept)).with_problems((*new, *self.problems))

    def _found(self, one: Submission, destinations: Sequence[Destinations]) -> list[Problem]:
        """What the checks find between answers; whether anything is filled in, only the file itself shows."""
        whole = replace(one, answers=(*one.answers, *_leavers_of(destinations, one)))
        found = check_all(CheckInput(whole, self.spec, Context(self.day)))
        return [problem for problem in found if problem.code != NOTHING_FILLED_IN]

    def _without(self, kept: Sequence[Problem], gone: Sequence[Problem]) -> list[Problem]:
        """The problems without those that are gone, as they were found or as a store tells them."""
        left = list(kept)
        for problem in gone:
            (told,) = assess(replace(self.submission, problems=(problem,)), self.spec).findings
            forms = {_same(problem.code, problem.message, problem.place), _same(told.code, told.message, told.place)}
            found = next((one for one in left if _same(one.code, one.message, one.place) in forms), None)
            left = [one for one in left if one is not found]
        return left

    def _is_replaced(self, problem: Problem) -> bool:
        place = problem.place
        return any(
            (place.sheet, place.cell) == (one.found_sheet, one.cell)
            if place.cell and one.cell
            else (place.ref, place.column) == (one.ref, one.column)
            for one in self.given.values()
        )

    def _is_newer(self, one: HandAnswer) -> bool:
        """Whether the return came after the answer was written down; on the same day, if it did not count by then."""
        came = self.stored.came
        return bool(self.stored.receipt.hash) and (came, self.stored.receipt.hash != one.beside) > (one.on, False)

    def _heir(self, one: HandAnswer) -> str:
        """The ref of its question in the words of this return."""
        old = next((spec for spec in self.specs if f"{spec.id} {spec.version}" == one.spec), None)
        return heirs(old, self.spec, self.specs).asked.get(one.ref, "") if old else ""

    def _quoted(self, own: Answer) -> str:
        if own.value is None:
            return show(own.raw) if own.raw is not None else ""
        asked = Questions(self.spec).asked(own.sheet, own.ref, own.column_id)
        return kind_of(asked).word(own.value)

    def _says(self, own: Answer) -> str:
        if not self.stored.receipt.hash:
            return "No workbook has come"
        if own.raw is None:
            return "In the workbook it is blank" if own.state == "blank" else "In the workbook it is not there"
        return f'The workbook says "{self._quoted(own)}"'


def _same(code: str, message: str, place: Place) -> tuple[str, ...]:
    return code, message, place.sheet, place.column, place.ref


def _leavers_of(destinations: Sequence[Destinations], submission: Submission) -> Iterator[Answer]:
    """The years of leavers whose rows are not kept, as often as they were counted, for the checks that count them."""
    there = {answer.sheet for answer in submission.answers}
    for counted in (one for one in destinations if one.sheet not in there):
        for year in counted.cohorts:
            for place in range(year.leavers):
                ref, value = f"{year.year} {place}", year.year or None
                yield Answer(LeaversSheet.word, counted.sheet, ref, ref, YEAR, "", year.year_state, value)
