"""Leavers counted: by leaving year, at each checkpoint, by group. Counts only, never a row, never a reference.

Enters: the answers of one return about leavers, its spec, the day. Leaves: `Destinations`, one a tracker sheet, the
same whether it asks for rows or for numbers. A blank checkpoint and the answer "Not known" stay apart. Must not know:
how a number is shown.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from careers_workbook.figures.cohorts import Checkpoint, Cohort, Destinations
from careers_workbook.figures.counted import counted_cohorts
from careers_workbook.returns.submission import Answer, State, Submission
from careers_workbook.spec.checkpoints import (
    FIRST,
    STILL_THERE,
    YEAR,
    asked_about,
    groups_of,
    in_order,
    is_known,
    is_not_due,
    is_too_early,
    sustained_by,
)
from careers_workbook.spec.leaver_counts import is_counted
from careers_workbook.spec.model import Question, Spec, TrackerSheet
from careers_workbook.spec.semantic_ids import AT_WORK_OR_LEARNING

Leaver = Mapping[str, Answer]
"""One tracker row: its answers by column id."""


def count_destinations(submission: Submission, spec: Spec, today: dt.date) -> tuple[Destinations, ...]:
    """Every tracker of the spec that says where leavers are."""
    return tuple(_count(submission, sheet, spec, today) for sheet in spec.trackers() if asked_about(sheet))


def _count(submission: Submission, sheet: TrackerSheet, spec: Spec, today: dt.date) -> Destinations:
    if is_counted(sheet):
        cohorts = tuple(counted_cohorts(submission, sheet, spec, today))
    else:
        cohorts = tuple(_cohorts(submission, sheet, spec, today))
    leavers = sum(cohort.leavers for cohort in cohorts)
    return Destinations(sheet.title, sheet.title in submission.missing_sheets, leavers, cohorts)


def _cohorts(submission: Submission, sheet: TrackerSheet, spec: Spec, today: dt.date) -> Iterator[Cohort]:
    points = [_Point(question, groups_of(question, spec)) for question in asked_about(sheet)]
    for (year, state), leavers in _by_year(_leavers(submission, sheet), sheet, spec):
        found = tuple(point.count(leavers, year, today) for point in points)
        yield Cohort(year, state, len(leavers), found, _sustained(leavers, sheet, spec))


def _leavers(submission: Submission, sheet: TrackerSheet) -> list[Leaver]:
    """Rows that say something. Rows are told apart by their reference, which goes no further than this function."""
    answers = (answer for answer in submission.of_kind("tracker") if answer.sheet == sheet.title)
    rows = ({a.column_id: a for a in cells} for _, cells in groupby(answers, key=lambda a: a.ref))
    return [row for row in rows if any(a.state in ("answered", "unreadable") for a in row.values())]


def _by_year(
    leavers: Sequence[Leaver], sheet: TrackerSheet, spec: Spec
) -> Iterator[tuple[tuple[str, State], list[Leaver]]]:
    """Years as the list has them (only those with leavers), then leavers whose year is blank, unreadable or missing."""
    asked = next((column for column in sheet.columns if column.id == YEAR), None)
    if asked is None:
        if leavers:
            yield ("", "not asked"), list(leavers)
        return
    found: dict[tuple[str, State], list[Leaver]] = {}
    for leaver in leavers:
        found.setdefault(_year(leaver.get(YEAR)), []).append(leaver)
    listed = [option.label for option in spec.options(asked)]
    others = sorted(year for year, state in found if state == "answered" and year not in listed)
    wanted: list[tuple[str, State]] = [(year, "answered") for year in (*listed, *others)]
    wanted += [("", "blank"), ("", "unreadable"), ("", "missing"), ("", "not asked")]
    yield from ((key, found[key]) for key in wanted if key in found)


def _year(answer: Answer | None) -> tuple[str, State]:
    if answer is None:
        return "", "missing"
    return (str(answer.value), "answered") if answer.state == "answered" else ("", answer.state)


def _sustained(leavers: Sequence[Leaver], sheet: TrackerSheet, spec: Spec) -> int | None:
    """Those at work or learning in the autumn and still there six months on; None where it cannot be said."""
    first, still = sustained_by(sheet, spec)
    states = {_state(leaver, column) for leaver in leavers for column in (FIRST, STILL_THERE)}
    if not first or states & {"missing", "not asked"}:
        return None
    return sum(_said(leaver, FIRST) in first and _said(leaver, STILL_THERE) in still for leaver in leavers)


def _state(leaver: Leaver, column: str) -> State:
    return leaver[column].state if column in leaver else "missing"


def _said(leaver: Leaver, column: str) -> str | None:
    return str(leaver[column].value) if _state(leaver, column) == "answered" else None


@dataclass(frozen=True, slots=True)
class _Point:
    """One checkpoint column and how its options are grouped."""

    question: Question
    groups: Mapping[str, str]

    def count(self, leavers: Sequence[Leaver], year: str, today: dt.date) -> Checkpoint:
        name = self.question.id
        states = Counter(_state(leaver, name) for leaver in leavers)
        said = (label for leaver in leavers if (label := _said(leaver, name)) is not None)
        groups = Counter(self.groups.get(label, label) for label in said)
        return Checkpoint(
            name,
            self.question.label,
            tuple((group, groups[group]) for group in in_order({*self.groups.values(), *groups}, self.groups)),
            states["blank"],
            states["unreadable"],
            states["missing"],
            states["not asked"],
            not_due=is_not_due(name, year, today),
            too_early=is_too_early(name, year, today),
            in_touch=sum(number for group, number in groups.items() if is_known(group)),
            in_eet=None if name == STILL_THERE else sum(groups[group] for group in AT_WORK_OR_LEARNING),
        )
