"""The figures about leavers: each as a formula, with what that comes to on the day of building.

Enters: a job, a tracker, the tables of the plan, the source of formulas. Leaves: the numbers by leaving year,
checkpoint and group; by table, row and leaving year formulas, and what they come to. Texts are compared as the formulas
compare them, not by the kinder rules by which a return is read. Must not know: how a cell is written.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property, lru_cache
from itertools import product

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.blanks.leaver_formulas import Rows, Source
from careers_workbook.blanks.page import BlankWorkbook
from careers_workbook.blanks.progress_figures import NOTHING, same_as, trimmed
from careers_workbook.core.cells import a1
from careers_workbook.core.frozen import frozen
from careers_workbook.layout.places import Block
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, YEAR, Day, groups_of, is_known, opens
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import ALL_KNOWN, AT_WORK_OR_LEARNING, FEW, NO_ANSWER_YET, TOO_EARLY, UNDATED
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


@frozen
class CohortNumbers:
    """The leavers of one year: how many, and for each checkpoint (by its id) the numbers by the keys of its rows."""

    leavers: int
    points: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@frozen
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


@lru_cache(maxsize=1_024, typed=True)
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


@frozen(slots=False)
class Figures:
    """All figures of one sheet. A table is named by its key, a row by its own, a leaving year by its number from 0.

    Formulas are the same for all schools; what they come to is as of `found` and `today`.
    """

    tables: Mapping[str, Block]
    tracker: LeaversSheet
    years: Sequence[str]
    found: Cohorts
    source: Source
    today: dt.date

    @property
    def has_leavers(self) -> bool:
        """Whether any row says anything of a leaver."""
        return any(cohort.leavers for cohort in self.found.years) or any(self.found.outside.values())

    @cached_property
    def _glance(self) -> Question | None:
        return lp.glance(self.tracker)

    def numbers(self, table: str, row: str) -> list[int | str]:
        """How many leavers of each year, or in words why nobody knows."""
        if row == lp.LEAVERS:
            return [cohort.leavers for cohort in self.found.years]
        points = self._points(table, row)
        return [self._number(table, row, year, points) for year in range(len(self.years))]

    def percents(self, table: str, row: str, numbers: Sequence[int | str]) -> list[float | str]:
        """How many of a hundred leavers of each year these numbers are; in words where there is no percentage."""
        point = next(iter(self._points(table, row)), None)
        days = [opens(point, year) if point else None for year in self.years]
        return [self._percent(*each) for each in zip(numbers, days, self.found.years, strict=True)]

    def _number(self, table: str, row: str, year: int, points: Sequence[str]) -> int | str:
        cohort = self.found.years[year]
        if not cohort.leavers:
            return NOTHING
        why_not = self._why_not(points, year)
        if why_not and (why_not == TOO_EARLY or row not in (lp.BLANK, lp.UNCLEAR)):
            return why_not
        known = cohort.points.get(table, {}).get(row)
        return sum(cohort.points[there][key] for there, key in self._parts(table, row)) if known is None else known

    def _percent(self, number: int | str, day: dt.date | None, cohort: CohortNumbers) -> float | str:
        if not cohort.leavers:
            return NOTHING
        if self._is_early(day):
            return TOO_EARLY
        return number if isinstance(number, str) else number / cohort.leavers

    def remark(self, table: str, year: int) -> str:
        """Why the figures of a year say little."""
        leavers = self.found.years[year].leavers
        if not leavers:
            return f.NO_LEAVERS
        early = self._is_early(self._opens(table, lp.REMARK, year))
        if why_not := TOO_EARLY if early else self._has_blanks(table) and self._why_not([table], year):
            return why_not.capitalize()
        return f.FEW_LEAVERS if leavers < FEW else NOTHING

    def outside(self, row: str) -> int:
        """How many rows are in the years above, or in none for a reason."""
        return sum(one.leavers for one in self.found.years) if row == lp.ABOVE else self.found.outside[row]

    def number_formula(self, table: str, row: str, year: int) -> str:
        """The formula of a number."""
        if row == lp.LEAVERS:
            first = self._cell(lp.OVERVIEW, lp.LEAVERS, year)
            return self.source.leavers(year, self._heading(table, year)) if table == lp.OVERVIEW else same_as(first)
        leavers, heading = self._cell(table, lp.LEAVERS, year), self._heading(table, year)
        blanks = [self._cell(point, lp.BLANK, year) for point in self._points(table, row)]
        match row:
            case lp.BLANK:
                number = self.source.blank(self._question(table), year, heading, leavers)
                return f.no_entry(number, leavers, self._opens(table, row, year))
            case lp.UNCLEAR:
                groups = [self._cell(table, key, year) for key in self._groups(table)]
                return f.unclear(self._cell(table, lp.BLANK, year), leavers, groups)
            case lp.SUSTAINED if table == STILL_THERE:
                number = self.source.sustained(year, heading)
            case _ if row.startswith(lp.GROUP):
                number = self.source.group(self._question(table), _name(row), year, heading)
            case _:
                number = f.total([self._cell(there, key, year) for there, key in self._parts(table, row)])
        return f.said(number, blanks, leavers)

    def percent_formula(self, table: str, row: str, year: int) -> str:
        """The formula of a percentage."""
        day = self._opens(table, row, year)
        return f.percent(self._cell(table, row, year), self._cell(table, lp.LEAVERS, year), day)

    def remark_formula(self, table: str, year: int) -> str:
        """The formula of a remark."""
        blanks = self._cell(table, lp.BLANK, year) if self._has_blanks(table) else ""
        return f.remark(self._cell(table, lp.LEAVERS, year), self._opens(table, lp.REMARK, year), blanks)

    def outside_formula(self, row: str) -> str:
        """The formula of how many rows are in the years above, or in none."""
        if not isinstance(self.source, Rows):
            raise TypeError(row)
        inside = [self._cell(lp.OVERVIEW, lp.LEAVERS, year) for year in range(len(self.years))]
        if row == lp.ABOVE:
            return f.total(inside)
        return self.source.without_year() if row == lp.NO_YEAR else f.minus(self.source.with_year(), inside)

    def _has_blanks(self, table: str) -> bool:
        return lp.BLANK in self.tables[table].keys

    def _why_not(self, points: Sequence[str], year: int) -> str:
        """In words why nothing can be said of some checkpoints; "" where they have answers."""
        cohort = self.found.years[year]
        silent = next((point for point in points if cohort.points[point][lp.BLANK] == cohort.leavers), None)
        if silent is None:
            return ""
        return TOO_EARLY if self._is_early(opens(silent, self.years[year])) else NO_ANSWER_YET

    def _parts(self, table: str, row: str) -> list[tuple[str, str]]:
        """What a figure is made of that is a sum, or one of another table: (table, row)."""
        there, *_ = self._points(table, row)
        if table == lp.OVERVIEW and row in (lp.IN_EET, lp.SUSTAINED):
            return [(there, row)]
        wanted = {lp.IN_EET: lambda name: name in AT_WORK_OR_LEARNING, lp.NOT_KNOWN: lambda name: not is_known(name)}
        return [(there, key) for key in self._groups(there) if wanted.get(row, is_known)(_name(key))]

    def _points(self, table: str, row: str) -> list[str]:
        """The checkpoints on whose answers a figure rests, the latest first."""
        if row == lp.SUSTAINED:
            return [STILL_THERE, FIRST]
        if table == lp.OVERVIEW:
            return [self._glance.id] if self._glance and row in (lp.IN_EET, lp.NOT_KNOWN) else []
        return [point for point in (row if table == lp.IN_TOUCH else table,) if point in self.tables]

    def _opens(self, table: str, row: str, year: int) -> dt.date | None:
        """From which day a figure can be known; None if it always can."""
        return next((opens(point, self.years[year]) for point in self._points(table, row)), None)

    def _is_early(self, day: dt.date | None) -> bool:
        return day is not None and self.today < day

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
