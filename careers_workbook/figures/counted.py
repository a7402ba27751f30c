"""Leavers of a tracker that asks for numbers: the same counts as if every leaver had a row.

Enters: the answers of one return, a tracker with `detail: counts`, the day. Leaves: `Cohort`s. What is left over of a
year's leavers at a checkpoint is blank only where every cell could be read. Must not know: how a number is shown.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from careers_workbook.figures.cohorts import Checkpoint, Cohort
from careers_workbook.returns.submission import Answer, State, Submission
from careers_workbook.spec.checkpoints import (
    STILL_THERE,
    asked_about,
    in_order,
    is_known,
    is_not_due,
    is_too_early,
    sustained_by,
)
from careers_workbook.spec.leaver_counts import (
    ALL_LEAVERS,
    CountColumn,
    CountRow,
    count_columns,
    destination_rows,
    groups_at,
    year_rows,
)
from careers_workbook.spec.model import Question, Spec, TrackerSheet
from careers_workbook.spec.semantic_ids import AT_WORK_OR_LEARNING

_LEFT_OVER: tuple[State, ...] = ("missing", "unreadable", "not asked")
"""Why leavers are at no place of a checkpoint, the gravest reason first; else their cell is blank."""


def counted_cohorts(submission: Submission, sheet: TrackerSheet, spec: Spec, today: dt.date) -> Iterator[Cohort]:
    """The years with leavers, in the order of the list."""
    answers = {(a.ref, a.column_id): a for a in submission.of_kind("counts") if a.sheet == sheet.title}
    for row in year_rows(sheet, spec):
        year = _Year(row, answers, sheet, spec)
        if leavers := year.leavers():
            points = tuple(year.count(question, leavers, today) for question in asked_about(sheet))
            yield Cohort(row.year.label, "answered", leavers, points, year.sustained())


@dataclass(frozen=True, slots=True)
class _Year:
    """The numbers of one leaving year."""

    row: CountRow
    answers: dict[tuple[str, str], Answer]
    sheet: TrackerSheet
    spec: Spec

    def leavers(self) -> int:
        """The number given, or that of a checkpoint if it is larger: nobody is left out."""
        totals = (sum(number for _, number in self._numbers(question)) for question in asked_about(self.sheet))
        return max([_number(self.answers.get((self.row.ref, ALL_LEAVERS))), *totals])

    def count(self, question: Question, leavers: int, today: dt.date) -> Checkpoint:
        """One checkpoint of the year."""
        known = groups_at(self.sheet, question, self.spec)
        groups = Counter[str]()
        for group, number in self._numbers(question):
            groups[group] += number
        rest, reason = leavers - groups.total(), self._reason(question)
        year = self.row.year.label
        return Checkpoint(
            question.id,
            question.label,
            tuple((group, groups[group]) for group in in_order(set(known.values()), known)),
            rest if reason == "blank" else 0,
            rest if reason == "unreadable" else 0,
            rest if reason == "missing" else 0,
            rest if reason == "not asked" else 0,
            not_due=is_not_due(question.id, year, today),
            too_early=is_too_early(question.id, year, today),
            in_touch=sum(number for group, number in groups.items() if is_known(group)),
            in_eet=None if question.id == STILL_THERE else sum(groups[group] for group in AT_WORK_OR_LEARNING),
        )

    def sustained(self) -> int | None:
        """The numbers "still there" beside places at work or learning; None where it cannot be said."""
        first, still = sustained_by(self.sheet, self.spec)
        cells = [
            self.answers.get((row.ref, column.id))
            for column, row in self._cells()
            if column.option and column.option.label in still and row.option and row.option.label in first
        ]
        states = {answer.state if answer else "missing" for answer in cells}
        return None if not cells or states & {"missing", "not asked"} else sum(map(_number, cells))

    def _cells(self) -> Iterator[tuple[CountColumn, CountRow]]:
        rows = destination_rows(self.sheet, self.spec, self.row.year)
        return product(count_columns(self.sheet, self.spec), rows)

    def _numbers(self, question: Question) -> Iterator[tuple[str, int]]:
        """Each number at a checkpoint with the group that it counts for."""
        for column, row in self._cells():
            option = column.option or row.option
            if column.checkpoint.id == question.id and option:
                yield option.group or option.label, _number(self.answers.get((row.ref, column.id)))

    def _reason(self, question: Question) -> State:
        """Why leavers may be at no place of a checkpoint."""
        cells = ((row.ref, column.id) for column, row in self._cells() if column.checkpoint.id == question.id)
        states = {self.answers[key].state if key in self.answers else "missing" for key in cells}
        return next((state for state in _LEFT_OVER if state in states), "blank")


def _number(answer: Answer | None) -> int:
    return answer.value if answer and isinstance(answer.value, int) else 0
