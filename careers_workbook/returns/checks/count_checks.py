"""Checks of a tracker that asks for numbers: more than left, more still there than were there, known too early.

Enters: a `Case`. Leaves: problems. Must not know: grids, files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import show_date
from careers_workbook.returns.checks.check_input import Case
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, is_too_early, opens
from careers_workbook.spec.leaver_counts import (
    ALL_LEAVERS,
    CountColumn,
    CountRow,
    count_columns,
    destination_rows,
    is_counted,
    year_rows,
)
from careers_workbook.spec.model import Spec, TrackerSheet


@dataclass(frozen=True, slots=True)
class CountedYear:
    """The numbers of one leaving year: (ref, column id) -> answer."""

    row: CountRow
    sheet: TrackerSheet
    spec: Spec
    answers: dict[tuple[str, str], Answer]

    @property
    def given(self) -> Answer | None:
        """How many left in all."""
        return self.answers.get((self.row.ref, ALL_LEAVERS))

    def rows(self) -> tuple[CountRow, ...]:
        """The destinations."""
        return destination_rows(self.sheet, self.spec, self.row.year)

    def numbers(self, column: CountColumn) -> list[Answer]:
        """The answers of a column that hold a number."""
        cells = (self.answers.get((row.ref, column.id)) for row in self.rows())
        return [answer for answer in cells if answer and isinstance(answer.value, int)]

    def totals(self) -> dict[str, tuple[str, int]]:
        """Checkpoint id -> its heading and how many leavers are given there."""
        found: dict[str, tuple[str, int]] = {}
        for name, columns in groupby(count_columns(self.sheet, self.spec), key=lambda column: column.checkpoint.id):
            those = list(columns)
            total = sum(map(number_of, (answer for column in those for answer in self.numbers(column))))
            found[name] = (those[0].checkpoint.label, total)
        return found


def counted_years(case: Case) -> Iterator[CountedYear]:
    """Every leaving year of every tracker that asks for numbers."""
    for sheet in case.spec.trackers():
        if is_counted(sheet):
            answers = {(a.ref, a.column_id): a for a in case.answers if a.kind == "counts" and a.sheet == sheet.title}
            yield from (CountedYear(row, sheet, case.spec, answers) for row in year_rows(sheet, case.spec))


def number_of(answer: Answer | None) -> int:
    """The number in a cell; nought if there is none."""
    return answer.value if answer and isinstance(answer.value, int) else 0


def more_than_left(case: Case) -> Iterator[Problem]:
    """A checkpoint at which more leavers are given than left, or numbers without how many left."""
    for year in counted_years(case):
        label, given, totals = year.row.year.label, year.given, year.totals()
        most = max((total for _, total in totals.values()), default=0)
        if given and given.state == "blank" and most:
            yield Problem("DEST-012", given.place(""), {"year": label, "total": str(most)})
        elif given and given.state == "answered":
            for column, total in totals.values():
                if total > number_of(given):
                    context = {"total": str(total), "year": label, "column": column, "leavers": str(given.value)}
                    yield Problem("DEST-011", given.place(""), context)


def more_still_there(case: Case) -> Iterator[Problem]:
    """A destination at which more leavers are counted six months on than were there in the autumn."""
    for year in counted_years(case):
        still = [c for c in count_columns(year.sheet, year.spec) if c.checkpoint.id == STILL_THERE]
        for row in year.rows():
            there = year.answers.get((row.ref, FIRST))
            cells = [year.answers.get((row.ref, column.id)) for column in still]
            if there and there.state == "answered" and sum(map(number_of, cells)) > number_of(there):
                context = {"still": str(sum(map(number_of, cells))), "there": str(there.value)}
                yield Problem("DEST-013", there.place(""), context | {"year": year.row.year.label})


def counted_too_early(case: Case) -> Iterator[Problem]:
    """Numbers at a checkpoint that nobody can know yet: said once a column of a year."""
    today = case.context.today
    for year in counted_years(case) if today else ():
        label = year.row.year.label
        for column in count_columns(year.sheet, year.spec):
            name = column.checkpoint.id
            first = next((answer for answer in year.numbers(column) if answer.value), None)
            day = opens(name, label)
            if first and day and today and is_too_early(name, label, today):
                place = Place(sheet=first.found_sheet, cell=first.cell, ref=first.ref, column=first.column)
                context = {"column": first.column, "year": f"the leavers of {label}", "day": show_date(day)}
                yield Problem("DEST-006", place, context)


CHECKS = (more_than_left, more_still_there, counted_too_early)
