"""How well a return could be read: answers by state, and its problems, worst first.

Problems in the rows of a tracker are put together and quote nothing: a cell may hold a name, a reference belongs to one
pupil. Must not know: how anything is shown.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from itertools import repeat
from typing import TYPE_CHECKING, Self

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.catalogue.entry import Entry
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import RANK, Place, Problem, ToldProblem
from careers_workbook.returns.submission import Submission

if TYPE_CHECKING:
    from careers_workbook.spec.model import Spec

WITHHELD = "withheld"
"""What stands in place of words and numbers about the people of one school, where others may read them."""
_LEFT_OUT = "..."
"""What stands for a word or a number of a leaver's row; a sentence that has it where no quotes are is not said."""
_WORDS_OF_THE_SPEC = frozenset({"options", "minimum", "maximum", "earliest", "latest", "column", "title"})
"""What a problem's context holds that no school typed."""


@frozen
class States:
    """Answers of one kind of sheet, by state. Of a tracker only the rows that hold something are looked at."""

    kind: str
    answered: int = 0
    blank: int = 0
    not_asked: int = 0
    missing: int = 0
    unreadable: int = 0


@frozen
class Finding:
    """One problem, in words. Those of a tracker are put together by code: `count` says how many, nothing quotes a cell.

    `where` is `place` in one short phrase; `place` names no file.
    """

    severity: Severity
    code: str
    title: str
    where: str
    message: str
    advice: str
    count: int = 1
    place: Place = field(default_factory=Place)


@frozen
class Quality:
    """How well the file could be read. `findings` are worst first.

    Of each severity, in the order of RANK, `alone` counts those that stand for one problem each; the others follow
    them. `private` are the sheets of the file whose rows are about leavers.
    """

    states: tuple[States, ...]
    missing_sheets: tuple[str, ...]
    findings: tuple[Finding, ...]
    alone: tuple[int, ...] = ()
    private: tuple[str, ...] = ()

    def problems(self, severity: Severity) -> int:
        """How many problems of this severity there are."""
        return sum(f.count for f in self.findings if f.severity == severity)


def assess(submission: Submission, spec: "Spec") -> Quality:
    """The states and problems of one return."""
    asked = {sheet.word for sheet in spec.sheets}
    # forms, checklists and trackers; other kinds only where the spec asks for them
    from careers_workbook.spec.model import answer_kinds  # noqa: PLC0415 - words of findings are wanted without a spec

    kinds = (word for word, kind in answer_kinds().items() if kind.usual or word in asked)
    leavers = LeaverPlaces.of(submission, spec)
    single, together = _findings(submission.problems, leavers)
    findings = sorted((*single, *together), key=lambda finding: RANK[finding.severity])
    states = tuple(_states(submission, kind) for kind in kinds)
    count = Counter(finding.severity for finding in single)
    alone = tuple(count[severity] for severity in RANK)
    return Quality(states, submission.missing_sheets, tuple(findings), alone, tuple(sorted(leavers.sheets)))


def about_leavers(submission: Submission, spec: "Spec") -> Callable[[Problem], bool]:
    """Says of a problem of this return whether it is in a leaver's row, so that it must not be quoted."""
    return LeaverPlaces.of(submission, spec).concern


def as_finding(problem: Problem) -> Finding:
    """A problem in words, its place without the file."""
    place = replace(problem.place, file="")
    return _finding(problem, place.describe(), place)


def as_problems(findings: Iterable[Finding]) -> Iterator[Problem]:
    """The problems that findings were made of, as far as they are told: each as often as it was found."""
    for one in findings:
        told = Entry(one.code, one.severity, one.title, one.message, one.advice)
        yield from repeat(ToldProblem(one.code, one.place, told=told), one.count)


def _states(submission: Submission, kind: str) -> States:
    found = Counter(answer.state for answer in submission.of_kind(kind))
    return States(kind, *(found[state] for state in ("answered", "blank", "not asked", "missing", "unreadable")))


def _findings(problems: Iterable[Problem], leavers: "LeaverPlaces") -> tuple[list[Finding], list[Finding]]:
    """Those that stand for one problem each, and those that were put together."""
    single, together = list[Finding](), dict[tuple[str, str], Finding]()
    for problem in problems:
        of_leavers = leavers.concern(problem)
        if not (of_leavers or isinstance(problem, ToldProblem)):
            single.append(as_finding(problem))
            continue
        key = (problem.code, problem.place.column if of_leavers else str(problem))
        known, made = together.get(key), _nameless if of_leavers else as_finding
        together[key] = replace(known, count=known.count + 1) if known else made(problem)
    return single, [*together.values()]


@frozen
class LeaverPlaces:
    """Where rows of leavers are: titles of their sheets (the spec's, the file's) and what references look like."""

    sheets: frozenset[str]
    reference: re.Pattern[str]

    @classmethod
    def of(cls, submission: Submission, spec: "Spec") -> Self:
        """Those of a return as it was read."""
        titles = {sheet.title for sheet in spec.sheets if sheet.about_people}
        found = {answer.found_sheet for answer in submission.answers if answer.sheet in titles}
        renamed = {p.context.get("found", "") for p in submission.problems if p.context.get("title") in titles}
        return cls.at(titles | found | renamed, spec)

    @classmethod
    def at(cls, titles: Iterable[str], spec: "Spec") -> Self:
        """The same where it is known already which sheets they are."""
        private = {sheet.title for sheet in spec.sheets if sheet.about_people}
        prefixes = "|".join(re.escape(table.prefix) for sheet, table in spec.growing() if sheet.title in private)
        pattern = rf"(?:{prefixes})\d+|row \d+" if prefixes else r"row \d+"
        return cls(frozenset(titles) - {""}, re.compile(pattern))

    def concern(self, problem: Problem) -> bool:
        """Whether the problem is in a leaver's row."""
        place = problem.place
        in_row = place.sheet in self.sheets and (place.cell or place.ref)
        return bool(in_row or problem.code.startswith("DEST-") or self.reference.fullmatch(place.ref))


def _finding(problem: Problem, where: str, place: Place) -> Finding:
    words = (problem.entry.title, where, problem.message, problem.advice)
    return Finding(problem.severity, problem.code, *words, place=place)


def _nameless(problem: Problem) -> Finding:
    context = {name: words if name in _WORDS_OF_THE_SPEC else _LEFT_OUT for name, words in problem.context.items()}
    place = problem.place
    where = f"{place.sheet} ({place.column})" if place.sheet and place.column else place.sheet or place.column
    found = _finding(replace(problem, context=context), where, Place(sheet=place.sheet, column=place.column))
    has_gaps = _LEFT_OUT in found.message.replace(f'"{_LEFT_OUT}"', "")
    return replace(found, message=f"{found.title}.") if has_gaps else found
