"""The formulas about leavers as text, and for each figure the one that counts rows or adds up numbers that were typed.

Enters: ranges and cells as formulas write them; the layout, a tracker. Leaves: formulas. Nothing newer than Excel 2007;
LibreOffice gives the same. Texts are compared as in blanks/progress_figures.py: without outer spaces, whatever the
capitals, without wildcards; a cell with an Excel error spoils no sum. Must not know: what a formula comes to, where it
is written.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from careers_workbook.blanks.progress_figures import NOTHING, how_many, quoted_text
from careers_workbook.core.cells import a1, a1_range, quoted
from careers_workbook.core.frozen import frozen
from careers_workbook.layout.places import Block, SheetPlan
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, YEAR, Day, groups_of
from careers_workbook.spec.model import Question
from careers_workbook.spec.semantic_ids import ALL_KNOWN, FEW, NO_ANSWER_YET, TOO_EARLY, UNDATED
from careers_workbook.spec.sheets.counts import ALL_LEAVERS, CountColumn, count_columns, is_counted
from careers_workbook.spec.sheets.leavers import LeaversSheet, sustained_by

NO_LEAVERS, FEW_LEAVERS = "No leavers", "Fewer than six"
"""The words of a remark."""


def too_early(year: str, day: Day) -> str:
    """Whether a checkpoint of the leaving year in a cell cannot be known today: the test of a conditional format."""
    return f"=TODAY()<{_day(year, day)}"


def known(year: str, words: Sequence[tuple[Day, str]]) -> str:
    """What cannot be known yet of the leaving year in a cell, in words; `words` are in the order of time."""
    formula = quoted_text(ALL_KNOWN)
    for day, word in reversed(words):
        formula = f"IF(TODAY()<{_day(year, day)},{quoted_text(word)},{formula})"
    return f"=IF(ISERROR({_day(year, words[0][0])}),{quoted_text(UNDATED)},{formula})"


def before(day: dt.date) -> str:
    """Whether a day has not come: the test of a conditional format."""
    return f"=TODAY()<{_date(day)}"


def known_since(words: Sequence[tuple[dt.date, str]]) -> str:
    """What cannot be known yet of one leaving year; `words` are in the order of time."""
    formula = quoted_text(ALL_KNOWN)
    for day, word in reversed(words):
        formula = f"IF(TODAY()<{_date(day)},{quoted_text(word)},{formula})"
    return f"={formula}"


def _day(year: str, day: Day) -> str:
    """A day after leaving. The label "2025/26" ends in the summer of the year after its first four digits."""
    return f"DATE(VALUE(LEFT(TRIM({year}),4))+{day.years + 1},{day.month},{day.day})"


def one_of(cells: str, labels: Sequence[str]) -> str:
    """1 for each cell that holds one of the labels, as a factor of `count`."""
    words = (quoted_text(" ".join(label.split())) for label in labels)
    return f"({'+'.join(f'(TRIM({cells})={word})' for word in words) or '0'})"


def same(cells: str, cell: str) -> str:
    """1 for each cell that holds what another cell holds, as a factor of `count`."""
    return f"(TRIM({cells})=TRIM({cell}))"


def blank(cells: str) -> str:
    """1 for each cell that holds nothing, as a factor of `count`."""
    return f"(LEN(TRIM({cells}))=0)"


def filled(cells: str) -> str:
    """1 for each cell that holds something, as a factor of `count`; a cell with an Excel error holds something."""
    return f"(1-ISNUMBER(1/(LEN(TRIM({cells}))=0)))"


def count(*factors: str) -> str:
    """How many rows have every factor."""
    return how_many("*".join(factors))


def minus(whole: str, parts: Sequence[str]) -> str:
    """A number without others."""
    return f"={whole}" + "".join(f"-{part}" for part in parts)


def total(cells: Sequence[str]) -> str:
    """The sum of some cells; nought if there are none."""
    return f"={'+'.join(cells) or '0'}"


def no_entry(blanks: str, leavers: str, day: dt.date | None) -> str:
    """How many leavers a checkpoint is blank for; in words if there are none, or if all are blank before a day."""
    number = blanks.removeprefix("=")
    if day:
        number = f"IF(AND(TODAY()<{_date(day)},{number}={leavers}),{quoted_text(TOO_EARLY)},{number})"
    return f"=IF({leavers}=0,{quoted_text(NOTHING)},{number})"


def unclear(blanks: str, leavers: str, groups: Sequence[str]) -> str:
    """How many leavers are left over; `blanks` is the cell of those without an entry, in which a word may stand."""
    return f"=IF(ISNUMBER({blanks}),{leavers}-{blanks}-SUM({','.join(groups)}),{blanks})"


def said(formula: str, blanks: Sequence[str], leavers: str) -> str:
    """A figure, or in words that nobody has answered yet; `blanks` are the cells of those without an entry."""
    number = formula.removeprefix("=")
    for cell in reversed(blanks):
        number = f"IF(ISNUMBER({cell}),IF({cell}={leavers},{quoted_text(NO_ANSWER_YET)},{number}),{cell})"
    return f"={number}"


def percent(part: str, leavers: str, day: dt.date | None) -> str:
    """A number as a share of all leavers; in words where there is none, or where nobody can know before a day."""
    share = f"IF(ISNUMBER({part}),{part}/{leavers},{part})"
    early = f"IF(TODAY()<{_date(day)},{quoted_text(TOO_EARLY)},{share})" if day else share
    return f"=IF({leavers}=0,{quoted_text(NOTHING)},{early})"


def remark(leavers: str, day: dt.date | None, blanks: str) -> str:
    """Why a column of figures says little, in a word or two; `blanks` as above, "" where it is of no one checkpoint."""
    found = f"IF({leavers}<{FEW},{quoted_text(FEW_LEAVERS)},{quoted_text(NOTHING)})"
    if blanks:
        found = f"IF({blanks}={leavers},{quoted_text(NO_ANSWER_YET.capitalize())},{found})"
    if day:
        found = f"IF(TODAY()<{_date(day)},{quoted_text(TOO_EARLY.capitalize())},{found})"
    return f"=IF({leavers}=0,{quoted_text(NO_LEAVERS)},{found})"


def few(share: str, leavers: str) -> str:
    """Whether a percentage rests on fewer than six leavers: the test of a conditional format."""
    return f"=AND(ISNUMBER({share}),{leavers}<{FEW})"


def counted(groups: str, names: Sequence[str], *numbers: str) -> str:
    """The sum of numbers beside which one of the groups stands; text among them counts as nought."""
    return "=" + "+".join(f"SUMPRODUCT(1*{one_of(groups, names)},{cells})" for cells in numbers)


def largest(cells: Sequence[str]) -> str:
    """The largest of some cells and sums of ranges: the leavers of a year where numbers are asked for."""
    return f"=MAX({','.join(f'SUM({cell})' for cell in cells)})"


def _date(day: dt.date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


class Source(Protocol):
    """Formulas for one leaving year: `year` is its number from 0 on, `heading` the cell that names it."""

    def leavers(self, year: int, heading: str) -> str:
        """All leavers of the year."""

    def group(self, question: Question, name: str, year: int, heading: str) -> str:
        """The leavers of the year who are in one group at one checkpoint."""

    def blank(self, question: Question, year: int, heading: str, leavers: str) -> str:
        """Those for whom nothing is entered at a checkpoint, of so many in a cell."""

    def sustained(self, year: int, heading: str) -> str:
        """The leavers of the year whose first place lasted."""


def source(layout: Layout, tracker: LeaversSheet) -> Source:
    """The source for one tracker."""
    plan = next(plan for plan in layout.sheets if plan.sheet is tracker)
    return _Counts(layout, tracker, plan) if is_counted(tracker) else Rows(layout, tracker, plan)


@frozen
class Rows:
    """A tracker with one row a leaver. Rows below the prepared ones are counted too."""

    layout: Layout
    tracker: LeaversSheet
    plan: SheetPlan

    def cells(self, column: str) -> str:
        """The cells of a column, with those below the table in which more may be typed."""
        block = self.plan.blocks[0]
        col = block.col(column)
        return a1_range((block.first_row, col), (block.last_row + block.spare, col), self.plan.title)

    def leavers(self, _year: int, heading: str) -> str:
        """All rows with this leaving year."""
        return count(same(self.cells(YEAR), heading))

    def group(self, question: Question, name: str, _year: int, heading: str) -> str:
        """Those of them with one of the options of a group."""
        labels = [label for label, group in groups_of(question, self.layout.spec).items() if group == name]
        return count(same(self.cells(YEAR), heading), one_of(self.cells(question.id), labels))

    def blank(self, question: Question, _year: int, heading: str, _leavers: str) -> str:
        """Those of them in which a checkpoint is empty."""
        return count(same(self.cells(YEAR), heading), blank(self.cells(question.id)))

    def sustained(self, _year: int, heading: str) -> str:
        """Those of them who were at work or learning in the autumn, and still there six months on."""
        first, still = sustained_by(self.tracker, self.layout.spec)
        year = same(self.cells(YEAR), heading)
        return count(year, one_of(self.cells(FIRST), first), one_of(self.cells(STILL_THERE), still))

    def without_year(self) -> str:
        """Rows that hold something, but no leaving year."""
        others = "+".join(filled(self.cells(column.id)) for column in self.tracker.columns if column.id != YEAR)
        return count(blank(self.cells(YEAR)), f"({others})")

    def with_year(self) -> str:
        """Rows in which something stands as leaving year; the sign = is missing."""
        return count(filled(self.cells(YEAR))).removeprefix("=")


@frozen
class _Counts:
    """A tracker that asks for numbers."""

    layout: Layout
    tracker: LeaversSheet
    plan: SheetPlan

    def leavers(self, year: int, _heading: str) -> str:
        """The number that is given, or that of a checkpoint if that is larger."""
        given = self.plan.blocks[0]
        cell = f"{quoted(self.plan.title)}!{a1(given.first_row + year, given.col(ALL_LEAVERS), absolute=True)}"
        points: dict[str, list[str]] = {}
        for column in self._columns():
            points.setdefault(column.checkpoint.id, []).append(self._cells(year, column.id))
        return largest([cell, *(",".join(cells) for cells in points.values())])

    def group(self, question: Question, name: str, year: int, _heading: str) -> str:
        """The numbers beside the destinations of a group; for "still there?" the columns of its answers."""
        if question.id != STILL_THERE:
            return counted(self._cells(year, "counts_as"), [name], self._cells(year, question.id))
        found = [c for c in self._columns() if c.option and (c.option.group or c.option.label) == name]
        return total([f"SUM({self._cells(year, column.id)})" for column in found])

    def blank(self, question: Question, year: int, _heading: str, leavers: str) -> str:
        """All but the numbers that are typed at a checkpoint."""
        typed = [self._cells(year, c.id) for c in self._columns() if c.checkpoint.id == question.id]
        return minus(leavers, [f"SUM({cells})" for cells in typed])

    def sustained(self, year: int, _heading: str) -> str:
        """The answers "still there" beside the destinations at work or learning."""
        first, still = sustained_by(self.tracker, self.layout.spec)
        groups = groups_of(next(c for c in self.tracker.columns if c.id == FIRST), self.layout.spec)
        names = list(dict.fromkeys(groups[label] for label in first))
        found = [c for c in self._columns() if c.option and c.option.label in still]
        return counted(self._cells(year, "counts_as"), names, *(self._cells(year, c.id) for c in found))

    def _columns(self) -> Sequence[CountColumn]:
        return count_columns(self.tracker, self.layout.spec)

    def _cells(self, year: int, column: str) -> str:
        block: Block = self.plan.blocks[1 + year]
        col = block.col(column)
        return a1_range((block.first_row, col), (block.last_row, col), self.plan.title)
