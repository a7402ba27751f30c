"""Leavers counted: by leaving year, at each checkpoint, by group. Counts only, never a row, never a reference.

They are the same whether a sheet asks for rows or for numbers. A blank checkpoint and the answer "Not known" stay
apart. Must not know: how a number is shown.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.evidence import TrackerRow, rows_that_say_something
from careers_workbook.returns.submission import Answer, State, Submission
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, YEAR, in_order, is_known, is_not_due, is_too_early
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import AT_WORK_OR_LEARNING, FEW, NO_ANSWER_YET, NOT_KNOWN, TOO_EARLY
from careers_workbook.spec.sheets import counts
from careers_workbook.spec.sheets.leavers import LeaversSheet, asked_about, sustained_by, year_question

SMALL = range(1, FEW)
"""Counts that could point to a pupil: 1 to 5 (the practice of the DfE's school tables)."""
_LEFT_OVER: tuple[State, ...] = ("missing", "unreadable", "not asked")
"""Why leavers are at no place of a checkpoint, the gravest reason first; else their cell is blank."""


@frozen
class Checkpoint:
    """Where the leavers of one year were at one time. `groups` has every group that the list knows, also with 0.

    `not_due` says that the time had not come on the day of the report, so that a blank is no omission; `too_early` that
    nobody could know it yet. `in_touch` are those of whom something is known, `in_eet` those in education, employment
    or training (None where the checkpoint does not ask where).
    """

    id: str
    label: str
    groups: tuple[tuple[str, int], ...]
    blank: int
    unreadable: int
    missing: int
    not_asked: int
    not_due: bool = False
    too_early: bool = False
    in_touch: int = 0
    in_eet: int | None = None

    def numbers(self) -> Iterator[int]:
        """Every count of it."""
        yield from (count for _, count in self.groups)
        yield from (self.blank, self.unreadable, self.missing, self.not_asked)

    def alike(self, leavers: int) -> bool:
        """Whether one known group holds all of so many leavers."""
        return any(count == leavers > 0 for name, count in self.groups if name.casefold() != NOT_KNOWN)


@frozen
class Cohort:
    """The leavers of one leaving year; `year` is empty unless `year_state` is answered.

    `sustained` counts those at work or learning in the autumn and still there six months on; None where that is not
    asked, or cannot be said because a column is missing. Unless `in_percent`, it makes no percentage.
    """

    year: str
    year_state: State
    leavers: int
    checkpoints: tuple[Checkpoint, ...]
    sustained: int | None = None
    in_percent: bool = True

    @property
    def few(self) -> bool:
        """Whether percentages rest on so few leavers that they say little."""
        return 0 < self.leavers < FEW

    def point(self, checkpoint: str) -> Checkpoint | None:
        """The checkpoint with this id; None if it is not asked for."""
        return next((point for point in self.checkpoints if point.id == checkpoint), None)

    @property
    def sustaining(self) -> tuple[Checkpoint, ...]:
        """The checkpoints on whose answers `sustained` rests."""
        return tuple(point for point in self.checkpoints if point.id in (FIRST, STILL_THERE))

    def share(self, number: int | None, *points: Checkpoint) -> float | None:
        """A number at some checkpoints as a percentage of all leavers of the year, as the workbook shows it.

        None where nothing is said, and where answers are missing from the file: it would be too low.
        """
        known = self.in_percent and not any(point.missing or point.not_asked for point in points)
        return 100 * number / self.leavers if number is not None and known and not self.not_said(*points) else None

    def not_said(self, *points: Checkpoint) -> str:
        """Why checkpoints have no figures, "" where they have some: nobody can know yet, or has answered yet."""
        if any(point.too_early for point in points):
            return TOO_EARLY
        return NO_ANSWER_YET if any(point.blank >= self.leavers for point in points) else ""


@frozen
class Destinations:
    """One tracker, counted: never a row, never a reference. `missing`: its sheet is not in the file."""

    sheet: str
    missing: bool
    leavers: int
    cohorts: tuple[Cohort, ...]

    @property
    def small_numbers(self) -> bool:
        """Whether any count is 1 to 5."""
        every = [self.leavers, *(c.leavers for c in self.cohorts)]
        every += [number for c in self.cohorts for point in c.checkpoints for number in point.numbers()]
        return any(number in SMALL for number in every)

    @property
    def all_alike(self) -> bool:
        """Whether all leavers of some year share one group at some time: true of all is known of each."""
        return any(point.alike(cohort.leavers) for cohort in self.cohorts for point in cohort.checkpoints)


def in_no_percentage(destinations: Iterable[Destinations]) -> tuple[Destinations, ...]:
    """The same of a return whose answers nobody says to be right: numbers, but no percentage."""
    return tuple(
        replace(one, cohorts=tuple(replace(cohort, in_percent=False) for cohort in one.cohorts)) for one in destinations
    )


def count_destinations(submission: Submission, spec: Spec, today: dt.date) -> tuple[Destinations, ...]:
    """Every tracker of the spec that says where leavers are."""
    counted = []
    for sheet in (sheet for sheet in spec.of(LeaversSheet) if asked_about(sheet)):
        cohorts = tuple((_from_numbers if counts.is_counted(sheet) else _from_rows)(submission, sheet, spec, today))
        leavers = sum(cohort.leavers for cohort in cohorts)
        counted.append(Destinations(sheet.title, sheet.title in submission.missing_sheets, leavers, cohorts))
    return tuple(counted)


def with_numbers(
    counted: Destinations, told: Mapping[str, Mapping[str, int]], sheet: LeaversSheet, spec: Spec, today: dt.date
) -> Destinations:
    """The same with numbers that somebody was told: leaving year -> "leavers", or checkpoint and group -> how many."""
    there = {cohort.year: cohort for cohort in counted.cohorts if cohort.year_state == "answered"}
    made = [_as_told(there.get(year), (year, numbers), sheet, spec, today) for year, numbers in told.items()]
    others = [one for one in counted.cohorts if one.year_state != "answered" or one.year not in told]
    asked = year_question(sheet)
    listed = [option.label for option in spec.options(asked)] if asked else []
    order = {year: place for place, year in enumerate(listed)}
    cohorts = sorted((*others, *made), key=lambda one: (one.year_state != "answered", order.get(one.year, -1)))
    return replace(counted, missing=False, leavers=sum(one.leavers for one in cohorts), cohorts=tuple(cohorts))


def _as_told(
    known: Cohort | None, told: tuple[str, Mapping[str, int]], sheet: LeaversSheet, spec: Spec, today: dt.date
) -> Cohort:
    """One year. As many left as are told at any checkpoint: nobody is left out."""
    year, numbers = told
    groups = dict[str, Counter[str]]()
    for question in asked_about(sheet):
        point = known.point(question.id) if known else None
        groups[question.id] = Counter(dict(point.groups) if point else {})
    for name, number in numbers.items():
        checkpoint, _, group = name.partition(".")
        if group:
            groups[checkpoint][group] = number
    given = numbers.get(counts.ALL_LEAVERS, known.leavers if known else 0)
    leavers = max(given, *(found.total() for found in groups.values()))
    points = []
    for question in asked_about(sheet):
        found, before = groups[question.id], known.point(question.id) if known else None
        asked = _Asked(question, counts.groups_at(sheet, question, spec), year, today)
        points.append(asked.counted(found, _left_over(before, leavers - found.total())))
    touched = {name.partition(".")[0] for name in numbers} & {FIRST, STILL_THERE}
    return Cohort(year, "answered", leavers, tuple(points), known.sustained if known and not touched else None)


def _left_over(known: Checkpoint | None, number: int) -> Counter[State]:
    """Why so many leavers are at no place: as before, as far as that goes; else their cell is blank."""
    found = Counter[State]()
    why: tuple[tuple[State, int], ...] = ()
    if known:
        why = (("missing", known.missing), ("unreadable", known.unreadable), ("not asked", known.not_asked))
    for state, before in why:
        found[state] = min(before, number - found.total())
    found["blank"] = number - found.total()
    return found


@frozen
class _Asked:
    """One checkpoint of one leaving year, on one day. `known` is option label -> group."""

    question: Question
    known: Mapping[str, str]
    year: str
    today: dt.date

    def counted(self, groups: Counter[str], states: Counter[State]) -> Checkpoint:
        """The leavers by group, and those in none by why."""
        asked, when = self.question, (self.question.id, self.year, self.today)
        return Checkpoint(
            asked.id,
            asked.label,
            tuple((group, groups[group]) for group in in_order({*self.known.values(), *groups}, self.known)),
            *(states["blank"], states["unreadable"], states["missing"], states["not asked"]),
            not_due=is_not_due(*when),
            too_early=is_too_early(*when),
            in_touch=sum(number for group, number in groups.items() if is_known(group)),
            in_eet=None if asked.id == STILL_THERE else sum(groups[group] for group in AT_WORK_OR_LEARNING),
        )

    def among(self, leavers: Sequence[TrackerRow]) -> Checkpoint:
        """The rows of leavers counted."""
        said = (label for leaver in leavers if (label := _said(leaver, self.question.id)) is not None)
        groups = Counter(self.known.get(label, label) for label in said)
        return self.counted(groups, Counter(_state(leaver, self.question.id) for leaver in leavers))


def _from_rows(submission: Submission, sheet: LeaversSheet, spec: Spec, today: dt.date) -> Iterator[Cohort]:
    """The years of a tracker with a row for each leaver."""
    known = {question: counts.groups_at(sheet, question, spec) for question in asked_about(sheet)}
    for (year, state), leavers in _by_year(rows_that_say_something(submission, sheet), sheet, spec):
        points = tuple(_Asked(question, groups, year, today).among(leavers) for question, groups in known.items())
        yield Cohort(year, state, len(leavers), points, _sustained(leavers, sheet, spec))


def _by_year(
    leavers: Sequence[TrackerRow], sheet: LeaversSheet, spec: Spec
) -> Iterator[tuple[tuple[str, State], list[TrackerRow]]]:
    """Years as the list has them (only those with leavers), then leavers whose year is blank, unreadable or missing."""
    asked = next((column for column in sheet.columns if column.id == YEAR), None)
    if asked is None:
        if leavers:
            yield ("", "not asked"), list(leavers)
        return
    found: dict[tuple[str, State], list[TrackerRow]] = {}
    for leaver in leavers:
        found.setdefault((_said(leaver, YEAR) or "", _state(leaver, YEAR)), []).append(leaver)
    listed = [option.label for option in spec.options(asked)]
    others = sorted(year for year, state in found if state == "answered" and year not in listed)
    wanted: list[tuple[str, State]] = [(year, "answered") for year in (*listed, *others)]
    wanted += [("", "blank"), ("", "unreadable"), ("", "missing"), ("", "not asked")]
    yield from ((key, found[key]) for key in wanted if key in found)


def _sustained(leavers: Sequence[TrackerRow], sheet: LeaversSheet, spec: Spec) -> int | None:
    """Those at work or learning in the autumn and still there six months on; None where it cannot be said."""
    first, still = sustained_by(sheet, spec)
    states = {_state(leaver, column) for leaver in leavers for column in (FIRST, STILL_THERE)}
    if not first or states & {"missing", "not asked"}:
        return None
    return sum(_said(leaver, FIRST) in first and _said(leaver, STILL_THERE) in still for leaver in leavers)


def _state(leaver: TrackerRow, column: str) -> State:
    return leaver[column].state if column in leaver else "missing"


def _said(leaver: TrackerRow, column: str) -> str | None:
    return str(leaver[column].value) if _state(leaver, column) == "answered" else None


def _from_numbers(submission: Submission, sheet: LeaversSheet, spec: Spec, today: dt.date) -> Iterator[Cohort]:
    """The years of a tracker that asks for numbers, in the order of the list: as if every leaver had a row."""
    answers = {(a.ref, a.column_id): a for a in submission.answers if a.sheet == sheet.title}
    for row in counts.year_rows(sheet, spec):
        year = _Year(row, answers, sheet, spec)
        if leavers := year.leavers():
            points = tuple(year.count(question, leavers, today) for question in asked_about(sheet))
            yield Cohort(row.year.label, "answered", leavers, points, year.sustained())


@frozen
class _Year:
    """The numbers of one leaving year."""

    row: counts.CountRow
    answers: dict[tuple[str, str], Answer]
    sheet: LeaversSheet
    spec: Spec

    def leavers(self) -> int:
        """The number given, or that of a checkpoint if it is larger: nobody is left out."""
        totals = (sum(_number(answer) for _, answer in self._at(question)) for question in asked_about(self.sheet))
        return max([_number(self.answers.get((self.row.ref, counts.ALL_LEAVERS))), *totals])

    def count(self, question: Question, leavers: int, today: dt.date) -> Checkpoint:
        """One checkpoint of the year."""
        groups, states = Counter[str](), set[State]()
        for group, answer in self._at(question):
            groups[group] += _number(answer)
            states.add(answer.state if answer else "missing")
        why: State = next((state for state in _LEFT_OVER if state in states), "blank")
        asked = _Asked(question, counts.groups_at(self.sheet, question, self.spec), self.row.year.label, today)
        return asked.counted(groups, Counter({why: leavers - groups.total()}))

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

    def _cells(self) -> Iterator[tuple[counts.CountColumn, counts.CountRow]]:
        rows = counts.destination_rows(self.sheet, self.spec, self.row.year)
        return product(counts.count_columns(self.sheet, self.spec), rows)

    def _at(self, question: Question) -> Iterator[tuple[str, Answer | None]]:
        """Each answer at a checkpoint with the group that it counts for."""
        for column, row in self._cells():
            option = column.option or row.option
            if column.checkpoint.id == question.id and option:
                yield option.group or option.label, self.answers.get((row.ref, column.id))


def _number(answer: Answer | None) -> int:
    return answer.value if answer and isinstance(answer.value, int) else 0
