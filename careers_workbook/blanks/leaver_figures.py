"""One figure about leavers: its formula, and what that comes to on the day of building.

Enters: the tables of the plan, the numbers, the source of formulas. Leaves: `Figure`s by table, row and leaving year.
Must not know: how a cell is written.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.blanks.cached_cohorts import Cohorts
from careers_workbook.blanks.leaver_sources import Rows, Source
from careers_workbook.core.cells import a1
from careers_workbook.layout.places import Block
from careers_workbook.spec.checkpoints import STILL_THERE, is_known, opens
from careers_workbook.spec.model import Question
from careers_workbook.spec.semantic_ids import AT_WORK_OR_LEARNING, FEW
from careers_workbook.spec.sheets import destinations as lp
from careers_workbook.spec.sheets.leavers import asked_about
from careers_workbook.spec.sheets.list import TrackerSheet


@dataclass(frozen=True, slots=True)
class Figure:
    """A formula and its value."""

    formula: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one sheet. A table is named by its key, a row by its own, a leaving year by its number from 0."""

    tables: Mapping[str, Block]
    tracker: TrackerSheet
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
            return Figure(formula, f.NOTHING)
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
        return Figure(formula, f.FEW_LEAVERS if leavers < FEW else f.NOTHING)

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
            return self.source.leavers(year, self._heading(table, year)) if table == lp.OVERVIEW else f.same_as(first)
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
