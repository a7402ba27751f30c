"""Checks along the way of one leaver: known too early, lost, or at a place that hardly follows the one before.

Enters: a `Case`. Leaves: problems. One small function a rule; a rule that needs the day says nothing without it. Only
what nobody can expect is asked about: young people do come back. Must not know: grids, files.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import show_date
from careers_workbook.returns.checks.check_input import Case
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.answers.kinds import options_of
from careers_workbook.spec.checkpoints import INTENDED, STILL_THERE, YEAR, is_known, is_too_early, leaver_sheets, opens
from careers_workbook.spec.leaver_counts import is_counted
from careers_workbook.spec.model import Choice
from careers_workbook.spec.semantic_ids import CHECKPOINTS, DECEASED, SCHOOL, STILL

_AWAY = frozenset({"apprenticeship", "employment", "other"})
"""Groups from which nobody is expected back at school; from college or from looking for a place some are."""
_GONE = frozenset({DECEASED, "no", "not_known"})
"""What may still be said of somebody who has died."""
_NO_PLACE = frozenset({"not sustained", "not known"})
"""Groups that are no place at which one could still be."""


@dataclass(frozen=True, slots=True)
class Step:
    """One checkpoint that was answered: what was chosen, and where."""

    answer: Answer
    option: Choice

    @property
    def group(self) -> str:
        """What it counts as."""
        return self.option.group or self.option.label


@dataclass(frozen=True, slots=True)
class Way:
    """The checkpoints of one leaver that were answered, in the order of time, without what was intended."""

    year: str
    steps: tuple[Step, ...]

    @property
    def places(self) -> tuple[Step, ...]:
        """Those that say where."""
        return tuple(step for step in self.steps if step.answer.column_id != STILL_THERE)


def ways(case: Case) -> Iterator[Way]:
    """The way of each leaver whose row is there."""
    sheets = {sheet.title: sheet for sheet in leaver_sheets(case.spec) if not is_counted(sheet)}
    options = {
        (title, column.id): {option.label: option for option in options_of(column, case.spec)}
        for title, sheet in sheets.items()
        for column in sheet.columns
    }
    for title, row in case.leavers():
        if title in sheets:
            year = row.get(YEAR)
            answered = ((row[name], name) for name in CHECKPOINTS if name in row and name != INTENDED)
            steps = (
                Step(answer, option)
                for answer, name in answered
                if (option := options[title, name].get(str(answer.value))) is not None
            )
            yield Way(str(year.value) if year and year.state == "answered" else "", tuple(steps))


def known_too_early(case: Case) -> Iterator[Problem]:
    """A checkpoint that says something before anybody can know it: said once a row, the leaving year may be wrong."""
    today = case.context.today
    if today is None:
        return
    for way in ways(case):
        for step in way.steps:
            name = step.answer.column_id
            day = opens(name, way.year)
            if day and is_known(step.group) and is_too_early(name, way.year, today):
                context = {"column": step.answer.column, "year": f"a leaver of {way.year}", "day": show_date(day)}
                yield Problem("DEST-006", step.answer.place(""), context)
                break


def touch_lost(case: Case) -> Iterator[Problem]:
    """Leavers of a year who were known after leaving and are not known at the last checkpoint that was answered."""
    lost: Counter[tuple[str, str]] = Counter()
    for way in ways(case):
        known = [is_known(step.group) for step in way.places]
        if way.year and True in known and not known[-1]:
            lost[way.places[0].answer.found_sheet, way.year] += 1
    for (sheet, year), number in lost.items():
        yield Problem("DEST-007", Place(sheet=sheet), {"number": str(number), "year": year})


def hardly_follows(case: Case) -> Iterator[Problem]:
    """Two answers of one leaver that hardly go together: asked about, never refused; once a row."""
    for way in ways(case):
        found = ((rule, pair) for rule in _RULES for pair in rule.pairs(way) if rule.holds(*pair))
        for rule, (earlier, later) in found:
            context = {
                "earlier": earlier.option.label,
                "before": earlier.answer.column,
                "later": later.option.label,
                "column": later.answer.column,
                "reason": rule.reason,
            }
            yield Problem("DEST-008", later.answer.place(""), context)
            break


Pair = tuple[Step, Step]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which pairs of answers are looked at, which of them hardly go together, and why."""

    pairs: Callable[[Way], Iterator[Pair]]
    holds: Callable[[Step, Step], bool]
    reason: str


def _neighbours(way: Way) -> Iterator[Pair]:
    return iter(pairwise(way.places))


def _all_after(way: Way) -> Iterator[Pair]:
    order = {step.answer.column_id: number for number, step in enumerate(way.steps)}
    places = ((step, order[step.answer.column_id]) for step in way.places)
    return ((one, other) for one, number in places for other in way.steps[number + 1 :])


def _place_and_still(way: Way) -> Iterator[Pair]:
    """The place of the autumn and whether the leaver is still there."""
    return (pair for pair in pairwise(way.steps) if pair[1].answer.column_id == STILL_THERE)


_RULES = (
    _Rule(
        _all_after,
        lambda earlier, later: earlier.option.id == DECEASED and later.option.id not in _GONE,
        "the young person had died",
    ),
    _Rule(
        _neighbours,
        lambda earlier, later: later.option.id == SCHOOL and earlier.group in _AWAY,
        "back at school after leaving it",
    ),
    _Rule(
        _place_and_still,
        lambda earlier, later: later.option.id == STILL and earlier.group in _NO_PLACE,
        "there was no place to be still at",
    ),
)

CHECKS = (known_too_early, hardly_follows, touch_lost)
