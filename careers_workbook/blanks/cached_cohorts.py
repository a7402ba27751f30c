"""What the formulas about leavers come to when a workbook is built: numbers by leaving year, checkpoint and group.

Enters: a job, a tracker. Leaves: plain numbers that are written beside the formulas. Texts are compared as the formulas
compare them, not by the kinder rules by which a return is read. Must not know: formulas, places.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from careers_workbook.blanks.cached_values import trimmed
from careers_workbook.blanks.job import Job
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, YEAR, Day, groups_of
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import ALL_KNOWN, AT_WORK_OR_LEARNING, UNDATED
from careers_workbook.spec.sheets.counts import (
    ALL_LEAVERS,
    CountRow,
    count_columns,
    destination_rows,
    groups_at,
    is_counted,
    year_rows,
)
from careers_workbook.spec.sheets.destinations import (
    BLANK,
    GROUP,
    IN_EET,
    LEAVERS,
    NO_YEAR,
    OTHER_YEAR,
    SUSTAINED,
    UNCLEAR,
)
from careers_workbook.spec.sheets.leavers import asked_about, sustained_by, year_question
from careers_workbook.spec.sheets.list import TrackerSheet

Leaver = Mapping[str, str]
"""One row of a tracker: what stands in its cells, ready to be compared."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The leavers of one year: how many, and for each checkpoint (by its id) the numbers by the keys of its rows."""

    leavers: int
    points: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Every year that is offered, in order, and how many rows belong to none of them, by the key of the reason."""

    years: tuple[Cohort, ...]
    outside: Mapping[str, int] = field(default_factory=dict)


def cohorts(job: Job, tracker: TrackerSheet) -> Cohorts:
    """The numbers of one tracker, whether it asks for rows or for numbers."""
    spec, asked = job.layout.spec, year_question(tracker)
    labels = [option.label for option in spec.options(asked)] if asked else []
    if is_counted(tracker):
        return Cohorts(tuple(_counted(job, tracker, row) for row in year_rows(tracker, spec)))
    rows = list(_rows(job, tracker))
    years = [_cohort([row for row in rows if row[YEAR] == _folded(year)], tracker, spec) for year in labels]
    without = sum(not row[YEAR] for row in rows)
    inside = sum(cohort.leavers for cohort in years)
    return Cohorts(tuple(years), {NO_YEAR: without, OTHER_YEAR: len(rows) - without - inside})


def _rows(job: Job, tracker: TrackerSheet) -> Iterator[Leaver]:
    """The rows that hold something."""
    (plan,) = (plan for plan in job.layout.of_kind("tracker") if plan.title == tracker.title)
    for ref in plan.blocks[0].keys:
        row = {question.id: _folded(trimmed(job.answer(ref, question.id))) for question in tracker.columns}
        if any(row.values()):
            yield row


def _folded(text: str) -> str:
    """A text for comparing as Excel's = compares: it takes no notice of capitals."""
    return " ".join(part for part in text.split(" ") if part).casefold()


def _cohort(rows: list[Leaver], tracker: TrackerSheet, spec: Spec) -> Cohort:
    points = {question.id: _point(rows, question, spec) for question in asked_about(tracker)}
    first, still = (set(map(_folded, labels)) for labels in sustained_by(tracker, spec))
    if first:
        points[STILL_THERE][SUSTAINED] = sum(row[FIRST] in first and row[STILL_THERE] in still for row in rows)
    return Cohort(len(rows), points)


def _point(rows: list[Leaver], question: Question, spec: Spec) -> dict[str, int]:
    groups = {_folded(label): group for label, group in groups_of(question, spec).items()}
    found = Counter(groups.get(row[question.id]) for row in rows)
    blanks = sum(not row[question.id] for row in rows)
    return _numbers({name: found[name] for name in groups.values()}, len(rows), blanks, found[None] - blanks)


def _numbers(groups: Mapping[str, int], leavers: int, blanks: int, unclear: int) -> dict[str, int]:
    in_eet = sum(number for name, number in groups.items() if name in AT_WORK_OR_LEARNING)
    by_key = {GROUP + name: number for name, number in groups.items()}
    return {LEAVERS: leavers, **by_key, BLANK: blanks, UNCLEAR: unclear, IN_EET: in_eet}


def _counted(job: Job, tracker: TrackerSheet, year: CountRow) -> Cohort:
    """One year of a tracker that asks for numbers."""
    spec = job.layout.spec
    given = _number(job.answer(year.ref, ALL_LEAVERS))
    found: dict[str, Counter[str]] = {question.id: Counter() for question in asked_about(tracker)}
    sustained, (first, still) = 0, sustained_by(tracker, spec)
    for column, row in product(count_columns(tracker, spec), destination_rows(tracker, spec, year.year)):
        place, said = row.option, column.option or row.option
        number = _number(job.answer(row.ref, column.id))
        if place and said:
            found[column.checkpoint.id][said.group or said.label] += number
            sustained += number if column.option and place.label in first and said.label in still else 0
    leavers = max([given, *(counts.total() for counts in found.values())])
    points = {}
    for question in asked_about(tracker):
        counts = found[question.id]
        groups = {name: counts[name] for name in groups_at(tracker, question, spec).values()}
        points[question.id] = _numbers(groups, leavers, leavers - counts.total(), 0)
    if first:
        points[STILL_THERE][SUSTAINED] = sustained
    return Cohort(leavers, points)


def _number(value: AnswerValue | None) -> int:
    """What SUM takes a cell for: text counts as nought."""
    return value if isinstance(value, int) else 0


def known_words(year: str, words: Iterable[tuple[Day, str]], today: dt.date) -> str:
    """What the formula of a leaver's row says: what cannot be known yet."""
    digits = year[:4]
    if not (digits.isascii() and digits.isdecimal()):
        return UNDATED
    return next((word for day, word in words if today < day.after(int(digits) + 1)), ALL_KNOWN)
