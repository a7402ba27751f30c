"""Where the figures about leavers come from: the formulas that count rows, or add up the numbers that were typed.

Enters: the layout, a tracker. Leaves: the formula of one figure of one leaving year. Must not know: where it is
written, what it comes to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from careers_workbook.blanks import leaver_formulas as f
from careers_workbook.core.cells import Cell, a1, a1_range, quoted
from careers_workbook.layout.places import Block, SheetPlan
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, YEAR, groups_of
from careers_workbook.spec.model import Question
from careers_workbook.spec.sheets.counts import ALL_LEAVERS, CountColumn, count_columns, is_counted
from careers_workbook.spec.sheets.leavers import sustained_by
from careers_workbook.spec.sheets.list import TrackerSheet


class Source(Protocol):
    """Formulas for one leaving year: `year` is its number from 0 on, `heading` the cell that names it."""

    def leavers(self, year: int, heading: str) -> str:
        """All leavers of the year."""

    def group(self, question: Question, name: str, year: int, heading: str) -> str:
        """The leavers of the year who are in one group at one checkpoint."""

    def sustained(self, year: int, heading: str) -> str:
        """The leavers of the year whose first place lasted."""


def source(layout: Layout, tracker: TrackerSheet) -> Source:
    """The source for one tracker."""
    plan = next(plan for plan in layout.sheets if plan.sheet is tracker)
    return _Counts(layout, tracker, plan) if is_counted(tracker) else Rows(layout, tracker, plan)


@dataclass(frozen=True, slots=True)
class Rows:
    """A tracker with one row a leaver. Rows below the prepared ones are counted too."""

    layout: Layout
    tracker: TrackerSheet
    plan: SheetPlan

    def cells(self, column: str) -> str:
        """The cells of a column, with those below the table in which more may be typed."""
        block = self.plan.blocks[0]
        col = block.col(column)
        return _range(self.plan, (block.first_row, col), (block.last_row + block.spare, col))

    def leavers(self, _year: int, heading: str) -> str:
        """All rows with this leaving year."""
        return f.count(f.same(self.cells(YEAR), heading))

    def group(self, question: Question, name: str, _year: int, heading: str) -> str:
        """Those of them with one of the options of a group."""
        labels = [label for label, group in groups_of(question, self.layout.spec).items() if group == name]
        return f.count(f.same(self.cells(YEAR), heading), f.one_of(self.cells(question.id), labels))

    def blank(self, question: Question, heading: str) -> str:
        """Those of them in which a checkpoint is empty."""
        return f.count(f.same(self.cells(YEAR), heading), f.blank(self.cells(question.id)))

    def sustained(self, _year: int, heading: str) -> str:
        """Those of them who were at work or learning in the autumn, and still there six months on."""
        first, still = sustained_by(self.tracker, self.layout.spec)
        year = f.same(self.cells(YEAR), heading)
        return f.count(year, f.one_of(self.cells(FIRST), first), f.one_of(self.cells(STILL_THERE), still))

    def without_year(self) -> str:
        """Rows that hold something, but no leaving year."""
        others = "+".join(f.filled(self.cells(column.id)) for column in self.tracker.columns if column.id != YEAR)
        return f.count(f.blank(self.cells(YEAR)), f"({others})")

    def with_year(self) -> str:
        """Rows in which something stands as leaving year; the sign = is missing."""
        return f.count(f.filled(self.cells(YEAR))).removeprefix("=")


@dataclass(frozen=True, slots=True)
class _Counts:
    """A tracker that asks for numbers."""

    layout: Layout
    tracker: TrackerSheet
    plan: SheetPlan

    def leavers(self, year: int, _heading: str) -> str:
        """The number that is given, or that of a checkpoint if that is larger."""
        given = self.plan.blocks[0]
        cell = f"{quoted(self.plan.title)}!{a1(given.first_row + year, given.col(ALL_LEAVERS), absolute=True)}"
        points: dict[str, list[str]] = {}
        for column in self._columns():
            points.setdefault(column.checkpoint.id, []).append(self._cells(year, column.id))
        return f.largest([cell, *(",".join(cells) for cells in points.values())])

    def group(self, question: Question, name: str, year: int, _heading: str) -> str:
        """The numbers beside the destinations of a group; for "still there?" the columns of its answers."""
        if question.id != STILL_THERE:
            return f.counted(self._cells(year, "counts_as"), [name], self._cells(year, question.id))
        found = [c for c in self._columns() if c.option and (c.option.group or c.option.label) == name]
        return f.total([f"SUM({self._cells(year, column.id)})" for column in found])

    def sustained(self, year: int, _heading: str) -> str:
        """The answers "still there" beside the destinations at work or learning."""
        first, still = sustained_by(self.tracker, self.layout.spec)
        groups = groups_of(next(c for c in self.tracker.columns if c.id == FIRST), self.layout.spec)
        names = list(dict.fromkeys(groups[label] for label in first))
        found = [c for c in self._columns() if c.option and c.option.label in still]
        return f.counted(self._cells(year, "counts_as"), names, *(self._cells(year, c.id) for c in found))

    def _columns(self) -> Sequence[CountColumn]:
        return count_columns(self.tracker, self.layout.spec)

    def _cells(self, year: int, column: str) -> str:
        block: Block = self.plan.blocks[1 + year]
        col = block.col(column)
        return _range(self.plan, (block.first_row, col), (block.last_row, col))


def _range(plan: SheetPlan, first: Cell, last: Cell) -> str:
    return f"{quoted(plan.title)}!{a1_range(first, last)}"
