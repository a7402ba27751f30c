"""Answers that schools gave by telephone or on paper, on their way into the journal: checked, none or all.

Enters: what somebody wants written down, a round. Leaves: what holds then for each school; or, before, what each answer
would change. SpecError says of every answer what is wrong with it, in the words that a workbook with the same answer
would get. Must not know: where answers come from, the journal, how anything is shown.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.text import show
from careers_workbook.hub.question_names import QuestionNames
from careers_workbook.hub.rounds.by_hand import NOTHING_BY_HAND, HandAnswer, HandAnswers, read
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.returns.redaction.redact import Redaction
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.answers.answer_kind import AnswerValue, ContactDetail
from careers_workbook.spec.questions import Questions, prefills
from careers_workbook.spec.sheets.counts import CountsSheet
from careers_workbook.spec.years import in_year
from careers_workbook.spreadsheet.read.grid import Book, Grid


@frozen
class GivenAnswer:
    """One answer as somebody gives it: `question` by any of its names, no `value` to take away what was written down.

    `line` is where it stands in a list.
    """

    urn: str
    question: str
    value: str
    how: str = ""
    line: int | None = None


@frozen
class GivenAnswers:
    """What is to be written down of some schools, by whom; `problems` say what of a file is not.

    `complete`: the schools count as returned with it; None leaves that as it is. `urn` is a school that is meant even
    if there is no answer for it.
    """

    answers: tuple[GivenAnswer, ...]
    by: str
    complete: bool | None = None
    file: str = ""
    problems: tuple[Problem, ...] = ()
    urn: str = ""

    @property
    def urns(self) -> tuple[str, ...]:
        """The schools, each once."""
        return tuple(dict.fromkeys((*(one.urn for one in self.answers), *([self.urn] if self.urn else []))))


@frozen
class PreviewedAnswer:
    """What one given answer changes. `school` is its name, "" where the register has none; `about` is the question.

    `before` is what counts now, None where there is nothing; `value` what is written down then, "" where that is taken
    away. `problems` say why it cannot be written down. A number of leavers is not to be quoted (`is_number`).
    """

    given: GivenAnswer
    school: str
    about: Answer | None = None
    name: str = ""
    before: Answer | None = None
    value: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is about numbers of leavers."""
        return self.about is not None and self.about.kind == CountsSheet.word


@frozen
class AnswersPreview:
    """What would come of given answers: each, and what is wrong with the whole of them.

    `returned` are the names of schools that count as returned with them and did not before; `not_returned` the reverse.
    """

    given: GivenAnswers
    changes: tuple[PreviewedAnswer, ...]
    problems: tuple[Problem, ...]
    returned: tuple[str, ...] = ()
    not_returned: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[PreviewedAnswer, ...]:
        """Those that cannot be written down."""
        return tuple(one for one in self.changes if one.problems)

    @property
    def accepted(self) -> GivenAnswers:
        """The others, to be written down."""
        return replace(self.given, answers=tuple(one.given for one in self.changes if not one.problems))


def options_of(found: Round, school: SchoolRound, answer: Answer) -> tuple[str, ...]:
    """What a question of a return that counts offers to choose from; empty where anything can be typed."""
    spec = in_year(found.spec_of(school), found.settings.year)
    question = Questions(spec).asked(answer.sheet, answer.ref, answer.column_id)
    return tuple(option.label for option in spec.options(question))


def written_down(given: GivenAnswers, found: Round, names: Mapping[str, str]) -> Mapping[str, HandAnswers]:
    """By URN what holds with these answers. SpecError with every reason why they cannot be written down.

    `names` are those of the schools of the register, by URN.
    """
    writing = _Writing.all_of(given, found, names)
    if problems := (*(problem for one in writing.changes for problem in one.problems), *writing.problems):
        raise SpecError(*problems)
    return writing.told


def previewed(given: GivenAnswers, found: Round, names: Mapping[str, str]) -> AnswersPreview:
    """What these answers would change; nothing is written down."""
    writing = _Writing.all_of(given, found, names)
    was = {urn for urn, one in found.diary.by_hand.items() if one.complete}
    now = {urn for urn, one in writing.told.items() if one.complete}
    problems = (*given.problems, *writing.problems)
    returned, not_returned = (
        tuple(names[urn] for urn in given.urns if urn in which) for which in (now - was, was - now)
    )
    return AnswersPreview(given, tuple(writing.changes), problems, returned, not_returned)


class _Writing:
    """Answers on their way: what each changes, and what is wrong with the whole."""

    def __init__(self, given: GivenAnswers, found: Round, names: Mapping[str, str]) -> None:
        self.given, self.found, self.schools = given, found, names
        self.spec = in_year(found.spec, found.settings.year)
        self.names = QuestionNames(self.spec)
        self.told: dict[str, HandAnswers] = {}
        self.changes: list[PreviewedAnswer] = []
        self.problems: list[Problem] = []

    @classmethod
    def all_of(cls, given: GivenAnswers, found: Round, names: Mapping[str, str]) -> "_Writing":
        """With every answer gone through."""
        writing = cls(given, found, names)
        for one in given.answers:
            writing.add(one)
        writing.refuse_contradictions()
        for urn in given.urns:
            writing.finish(urn)
        return writing

    def add(self, one: GivenAnswer) -> None:
        """Go through one answer."""
        change = self._change(one)
        self.changes.append(replace(change, problems=tuple(self._placed(one, change.problems))))

    def _change(self, one: GivenAnswer) -> PreviewedAnswer:
        if one.urn not in self.schools:
            return PreviewedAnswer(one, "", problems=(self._unknown(one.urn),))
        before = self.told.get(one.urn) or self.found.diary.by_hand.get(one.urn, NOTHING_BY_HAND)
        own = self._question(one, before)
        if isinstance(own, Problem):
            return PreviewedAnswer(one, self.schools[one.urn], problems=(own,))
        made = HandAnswer(
            own.ref,
            own.column_id,
            self._as_kept(one.value.strip(), own),
            self.given.by,
            one.how,
            self.found.today,
            self._beside(one.urn),
            f"{self.spec.id} {self.spec.version}",
        )
        name, problems = self.names.name(own), tuple[Problem, ...]()
        if made.value:
            problems = tuple(self._wrong(made.value, own))
        elif made.key not in {there.key for there in before.answers}:
            problems = (Problem("HUB-167", context={"urn": one.urn, "question": name}),)
        if not problems:
            self.told[one.urn] = before.with_answer(made)
        return PreviewedAnswer(
            one, self.schools[one.urn], own, name, self._counting(one.urn, own), made.value, problems
        )

    def refuse_contradictions(self) -> None:
        """Two lines that answer one question differently are both refused: nobody can tell which is right."""
        same: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for at, one in enumerate(self.changes):
            if one.about and not one.problems:
                same[one.given.urn, one.about.ref, one.about.column_id].append(at)
        for places in same.values():
            meant = {at: self._meant(self.changes[at]) for at in places}
            for at in places:
                if others := [other for other in places if meant[other] != meant[at]]:
                    self._contradict(at, others)

    def _meant(self, one: PreviewedAnswer) -> AnswerValue | None:
        return read(one.value, one.about, self.spec).value if one.about and one.value else None

    def _contradict(self, at: int, others: Sequence[int]) -> None:
        one = self.changes[at]
        where = " and ".join(f"line {self.changes[other].given.line}" for other in others)
        problem = Problem("HUB-178", Place(), {"question": one.name, "urn": one.given.urn, "others": where})
        self.changes[at] = replace(one, problems=tuple(self._placed(one.given, [problem])))

    def finish(self, urn: str) -> None:
        """Whether the school counts as returned, with whatever was written down of it."""
        if urn not in self.schools:
            self.problems += [] if any(one.given.urn == urn for one in self.changes) else [self._unknown(urn)]
            return
        told = self.told.get(urn) or self.found.diary.by_hand.get(urn, NOTHING_BY_HAND)
        is_sound = not self.problems and not any(one.problems for one in self.changes)
        if self.given.complete and not told.answers and is_sound:
            self.problems.append(Problem("HUB-170", context={"urn": urn}))
        complete = told.complete if self.given.complete is None else self.given.complete
        self.told[urn] = replace(told, complete=complete and bool(told.answers))

    def _unknown(self, urn: str) -> Problem:
        return Problem("HUB-091", Place(), {"urn": urn, "path": self.found.hub.register.name})

    def _counting(self, urn: str, own: Answer) -> Answer | None:
        """What counts of the school now, as the answer to a question."""
        school = self.found.school(urn)
        return (
            school.counts.stored.submission.by_key().get((own.ref, own.column_id)) if school and school.counts else None
        )

    def _question(self, one: GivenAnswer, before: HandAnswers) -> Answer | Problem:
        """The cell that it is about; of one that is not asked any more what was written down can be taken away."""
        found = self.names.find(one.question)
        if isinstance(found, Answer) and found.ref in prefills(self.spec):
            return Problem("HUB-171", context={"question": found.item})
        if isinstance(found, Problem) and not one.value.strip():
            gone = next((a for a in before.answers if a.name == one.question), None)
            return Answer("", "", gone.ref, "", gone.column, "", "not asked") if gone else found
        return found

    def _as_kept(self, words: str, own: Answer) -> str:
        """The words as they were given; a date that can be read in one way only, as everything shows it."""
        parsed = read(words, own, self.spec) if words else None
        is_sure = parsed and not parsed.code and isinstance(parsed.value, dt.date)
        return show(parsed.value) if parsed and is_sure else words

    def _wrong(self, words: str, own: Answer) -> Iterator[Problem]:
        """Why this is no answer, or must not be kept."""
        is_number = own.kind == CountsSheet.word
        contacts = frozenset[ContactDetail]()
        if not is_number:
            contacts = Questions(self.spec).contacts(own.sheet, own.ref, own.column_id)
        book = Book((Grid("", {(0, 0): words}),))
        personal = Redaction(book, self.spec).redacted({("", (0, 0)): contacts}).problems
        parsed = read(words, own, self.spec)
        if personal:
            yield from (replace(problem, place=own.place) for problem in personal)
        elif parsed.value is None:
            yield Problem(parsed.code or "CELL-020", own.place, parsed.context)

    def _beside(self, urn: str) -> str:
        school = self.found.school(urn)
        return school.counts.stored.receipt.hash if school and school.counts else ""

    def _placed(self, one: GivenAnswer, problems: Iterable[Problem]) -> Iterator[Problem]:
        """The problems, each with the line of the list that it is about."""
        for problem in problems:
            where = f"{self.given.file}, line {one.line}" if one.line else problem.place.sheet
            yield replace(problem, place=replace(problem.place, sheet=where))
