"""The figures about leavers: each as a formula, with what that comes to on the day of building.

Enters: a job, a tracker, the tables of the plan, the source of formulas. Leaves: the numbers by leaving year,
checkpoint and group, and `Figure`s by table, row and leaving year. Texts are compared as the formulas compare them, not
by the kinder rules by which a return is read. Must not know: how a cell is written.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.blanks.leaver_formulas import Rows, Source
from careers_workbook.blanks.page import BlankWorkbook
from careers_workbook.blanks.progress_figures import NOTHING, same_as, trimmed
from careers_workbook.core.cells import a1
from careers_workbook.layout.places import Block
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, YEAR, Day, groups_of, is_known, opens
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import ALL_KNOWN, AT_WORK_OR_LEARNING, FEW, UNDATED
from careers_workbook.spec.sheets import destinations as lp
from careers_workbook.spec.sheets.counts import (
    ALL_LEAVERS,
    CountRow,
    count_columns,
    destination_rows,
    groups_at,
    is_counted,
    year_rows,
)
from careers_workbook.spec.sheets.leavers import LeaversSheet, asked_about, sustained_by, year_question

Leaver = Mapping[str, str]
"""One row of a tracker: what stands in its cells, ready to be compared."""


@dataclass(frozen=True, slots=True)
class CohortNumbers:
    """The leavers of one year: how many, and for each checkpoint (by its id) the numbers by the keys of its rows."""

    leavers: int
    points: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Every year that is offered, in order, and how many rows belong to none of them, by the key of the reason."""

    years: tuple[CohortNumbers, ...]
    outside: Mapping[str, int] = field(default_factory=dict)


def cohorts(job: BlankWorkbook, tracker: LeaversSheet) -> Cohorts:
    """The numbers of one tracker, whether it asks for rows or for numbers."""
    spec, asked = job.layout.spec, year_question(tracker)
    labels = [option.label for option in spec.options(asked)] if asked else []
    if is_counted(tracker):
        return Cohorts(tuple(_counted(job, tracker, row) for row in year_rows(tracker, spec)))
    rows = list(_rows(job, tracker))
    years = [_cohort([row for row in rows if row[YEAR] == _folded(year)], tracker, spec) for year in labels]
    without = sum(not row[YEAR] for row in rows)
    inside = sum(cohort.leavers for cohort in years)
    return Cohorts(tuple(years), {lp.NO_YEAR: without, lp.OTHER_YEAR: len(rows) - without - inside})


def _rows(job: BlankWorkbook, tracker: LeaversSheet) -> Iterator[Leaver]:
    """The rows that hold something."""
    (plan,) = (plan for plan in job.layout.sheets if plan.title == tracker.title)
    for ref in plan.blocks[0].keys:
        row = {question.id: _folded(job.answer(ref, question.id)) for question in tracker.columns}
        if any(row.values()):
            yield row


def _folded(value: AnswerValue | None) -> str:
    """A cell for comparing as Excel's = compares: it takes no notice of capitals."""
    return trimmed(value).casefold()


def _cohort(rows: list[Leaver], tracker: LeaversSheet, spec: Spec) -> CohortNumbers:
    points = {question.id: _point(rows, question, spec) for question in asked_about(tracker)}
    first, still = (set(map(_folded, labels)) for labels in sustained_by(tracker, spec))
    if first:
        points[STILL_THERE][lp.SUSTAINED] = sum(row[FIRST] in first and row[STILL_THERE] in still for row in rows)
    return CohortNumbers(len(rows), points)


def _point(rows: list[Leaver], question: Question, spec: Spec) -> dict[str, int]:
    groups = {_folded(label): group for label, group in groups_of(question, spec).items()}
    found = Counter(groups.get(row[question.id]) for row in rows)
    blanks = sum(not row[question.id] for row in rows)
    return _numbers({name: found[name] for name in groups.values()}, len(rows), blanks, found[None] - blanks)


def _numbers(groups: Mapping[str, int], leavers: int, blanks: int, unclear: int) -> dict[str, int]:
    in_eet = sum(number for name, number in groups.items() if name in AT_WORK_OR_LEARNING)
    by_key = {lp.GROUP + name: number for name, number in groups.items()}
    return {lp.LEAVERS: leavers, **by_key, lp.BLANK: blanks, lp.UNCLEAR: unclear, lp.IN_EET: in_eet}


def _counted(job: BlankWorkbook, tracker: LeaversSheet, year: CountRow) -> CohortNumbers:
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
        points[STILL_THERE][lp.SUSTAINED] = sustained
    return CohortNumbers(leavers, points)


def _number(value: AnswerValue | None) -> int:
    """What SUM takes a cell for: text counts as nought."""
    return value if isinstance(value, int) else 0


def known_words(year: str, words: Iterable[tuple[Day, str]], today: dt.date) -> str:
    """What the formula of a leaver's row says: what cannot be known yet."""
    digits = year[:4]
    if not (digits.isascii() and digits.isdecimal()):
        return UNDATED
    return next((word for day, word in words if today < day.after(int(digits) + 1)), ALL_KNOWN)


@dataclass(frozen=True, slots=True)
class Figure:
    """A formula and its value."""

    formula: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one sheet. A table is named by its key, a row by its own, a leaving year by its number from 0."""

    tables: Mapping[str, Block]
    tracker: LeaversSheet
    years: Sequence[str]
    found: Cohorts
    source: Source
    today: dt.date

    def number(self, table: str, row: str, year: int) -> Figure:
        """How many leavers."""
        return Figure(self._formula(table, row, year), self._number(table, row, year))

    def percent(self, table: str, row: str, year: int) -> Figure:
        """How many of a hundred leavers of the year; in words where there is no percentage."""
        day, leavers = self._opens(table, row, year), self.found.years[year].leavers
        formula = f.percent(self._cell(table, row, year), self._cell(table, lp.LEAVERS, year), day)
        if not leavers:
            return Figure(formula, NOTHING)
        is_early = day is not None and self.today < day
        return Figure(formula, f.TOO_EARLY if is_early else self._number(table, row, year) / leavers)

    def remark(self, table: str, year: int) -> Figure:
        """Why the figures of a year say little."""
        day, leavers = self._opens(table, lp.REMARK, year), self.found.years[year].leavers
        formula = f.remark(self._cell(table, lp.LEAVERS, year), day)
        if not leavers:
            return Figure(formula, f.NO_LEAVERS)
        if day is not None and self.today < day:
            return Figure(formula, f.EARLY)
        return Figure(formula, f.FEW_LEAVERS if leavers < FEW else NOTHING)

    def outside(self, row: str) -> Figure:
        """How many rows are in the years above, and how many are in none."""
        if not isinstance(self.source, Rows):
            raise TypeError(row)
        inside = [self._cell(lp.OVERVIEW, lp.LEAVERS, year) for year in range(len(self.years))]
        if row == lp.ABOVE:
            return Figure(f.total(inside), sum(cohort.leavers for cohort in self.found.years))
        formula = self.source.without_year() if row == lp.NO_YEAR else f.minus(self.source.with_year(), inside)
        return Figure(formula, self.found.outside[row])

    def _formula(self, table: str, row: str, year: int) -> str:
        if row == lp.LEAVERS:
            first = self._cell(lp.OVERVIEW, lp.LEAVERS, year)
            return self.source.leavers(year, self._heading(table, year)) if table == lp.OVERVIEW else same_as(first)
        if table in (lp.OVERVIEW, lp.IN_TOUCH):
            return f.total(self._added(table, row, year))
        if row == lp.SUSTAINED:
            return self.source.sustained(year, self._heading(table, year))
        return self._at_checkpoint(table, row, year)

    def _at_checkpoint(self, table: str, row: str, year: int) -> str:
        question, leavers = self._question(table), self._cell(table, lp.LEAVERS, year)
        groups = [self._cell(table, key, year) for key in self._groups(table)]
        match row:
            case lp.BLANK if isinstance(self.source, Rows):
                return self.source.blank(question, self._heading(table, year))
            case lp.BLANK:
                return f.minus(leavers, groups)
            case lp.UNCLEAR:
                return f.minus(leavers, [*groups, self._cell(table, lp.BLANK, year)])
            case lp.IN_EET:
                wanted = [key for key in self._groups(table) if _name(key) in AT_WORK_OR_LEARNING]
                return f.total([self._cell(table, key, year) for key in wanted])
        return self.source.group(question, _name(row), year, self._heading(table, year))

    def _number(self, table: str, row: str, year: int) -> int:
        cohort = self.found.years[year]
        if row == lp.LEAVERS:
            return cohort.leavers
        if table in (lp.OVERVIEW, lp.IN_TOUCH):
            return sum(self._number(there, key, year) for there, key in self._parts(table, row))
        return cohort.points[table][row]

    def _added(self, table: str, row: str, year: int) -> list[str]:
        return [self._cell(there, key, year) for there, key in self._parts(table, row)]

    def _parts(self, table: str, row: str) -> list[tuple[str, str]]:
        """What a figure at a glance, or of those still in touch, is made of: (table, row)."""
        there = row if table == lp.IN_TOUCH else self._checkpoint(row)
        if row in (lp.IN_EET, lp.SUSTAINED):
            return [(there, row)]
        is_wanted = table == lp.IN_TOUCH
        return [(there, key) for key in self._groups(there) if is_known(_name(key)) == is_wanted]

    def _checkpoint(self, row: str) -> str:
        """The checkpoint that a row at a glance is about; "" if it is about none."""
        first = lp.glance(self.tracker)
        if row in (lp.IN_EET, lp.NOT_KNOWN):
            return first.id if first else ""
        return STILL_THERE if row == lp.SUSTAINED else ""

    def _opens(self, table: str, row: str, year: int) -> dt.date | None:
        """From which day a figure can be known; None if it always can."""
        checkpoint = {lp.OVERVIEW: self._checkpoint(row), lp.IN_TOUCH: row}.get(table, table)
        return opens(checkpoint, self.years[year])

    def _question(self, table: str) -> Question:
        return next(question for question in asked_about(self.tracker) if question.id == table)

    def _groups(self, table: str) -> list[str]:
        return [key for key in self.tables[table].keys if key.startswith(lp.GROUP)]

    def _heading(self, table: str, year: int) -> str:
        return a1(self.tables[table].header_row, 1 + year)

    def _cell(self, table: str, row: str, year: int) -> str:
        return a1(self.tables[table].row(row), 1 + year)


def _name(key: str) -> str:
    return key.removeprefix(lp.GROUP)
