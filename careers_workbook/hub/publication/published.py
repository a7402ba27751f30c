"""What the Hub says of leavers, ready to be shown: numbers and symbols as texts.

Enters: numbers, and which of them are hidden. Leaves: texts, line by line. Must not know: how that was decided, how a
page or a sheet looks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from careers_workbook.core.problems import Problem
from careers_workbook.hub.publication.count_tables import HIDDEN, NOT_APPLICABLE, SYMBOLS, Suppressed, percent_text
from careers_workbook.hub.publication.leaver_totals import Coverage
from careers_workbook.hub.publication.sustained import Sustained
from careers_workbook.spec.semantic_ids import AT_WORK_OR_LEARNING

ALL_LEAVERS, ALL_YEARS = "All leavers", "All years shown"
"""The column and the row of totals. A year that is hidden as a whole is in no total."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One checkpoint: rows are `years` and then the totals, columns are `columns` and then all leavers.

    `instead` says what stands in every cell of a year that is not in `shown`: too early, or too few leavers.
    """

    sheet: str
    id: str
    label: str
    years: tuple[str, ...]
    shown: Suppressed
    coverage: Coverage
    instead: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The groups and what stands for no answer, without the total."""
        return self.shown.table.columns

    @property
    def row_names(self) -> tuple[str, ...]:
        """The years and the row of totals."""
        return (*self.years, ALL_YEARS)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns and that of totals."""
        return (*self.columns, ALL_LEAVERS)

    def text(self, row: int, column: int) -> str:
        """One cell as it is shown: a number or a symbol. The last row and column are totals."""
        return self._symbol(row) or self.shown.text(self._place(row), column)

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Every row with its total, and the totals of the columns as the last row."""
        return tuple(
            tuple(self.text(row, column) for column in range(len(self.column_names)))
            for row in range(len(self.row_names))
        )

    def percent(self, row: int, column: int) -> str:
        """The share of one group in its row: "57" or a symbol."""
        return self._symbol(row) or self.shown.percent(self._place(row), column)

    def in_eet(self, row: int) -> str:
        """How many are in education, employment or training: a number or a symbol; "" if this asks for something else.

        It is added up from what is shown, so that it says nothing more.
        """
        columns = [place for place, name in enumerate(self.columns) if name in AT_WORK_OR_LEARNING]
        if not columns or self._symbol(row):
            return self._symbol(row) if columns else ""
        found = self.shown.sum(self._place(row), columns)
        return HIDDEN if found is None else str(found)

    def in_eet_percent(self, row: int) -> str:
        """The same as a share of all leavers."""
        number = self.in_eet(row)
        return percent_text(int(number), int(self.text(row, len(self.columns)))) if number.isdigit() else number

    def symbols(self) -> dict[str, str]:
        """The symbols that stand in this table or in its percentages, and what they mean."""
        rows, columns = range(len(self.row_names)), range(len(self.column_names))
        shown = {text for row in self.texts() for text in row}
        shown |= {self.percent(row, column) for row in rows for column in columns}
        shown |= {each for row in rows for each in (self.in_eet(row), self.in_eet_percent(row))}
        return {symbol: meaning for symbol, meaning in SYMBOLS.items() if symbol in shown}

    def _symbol(self, row: int) -> str:
        """What stands in every cell of a row; "" if its cells have something of their own."""
        if row < len(self.years):
            return self.instead.get(self.years[row], "")
        known = [symbol for symbol in self.instead.values() if symbol != HIDDEN] or self.instead.values()
        return "" if self.shown.table.rows else min(known, default=NOT_APPLICABLE)

    def _place(self, row: int) -> int:
        rows = self.shown.table.rows
        return rows.index(self.years[row]) if row < len(self.years) else len(rows)


@dataclass(frozen=True, slots=True)
class CohortLine:
    """One leaving year, or all, in short. `sustained` is the number and `sustained_percent` its share, or symbols."""

    sheet: str
    year: str
    leavers: str
    in_eet: str
    in_eet_percent: str
    sustained: str
    sustained_percent: str


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that is said of leavers in one collection. `internal`: nothing is hidden.

    `cohorts` has a line for each leaving year and one for all, of each sheet about leavers: in education, employment or
    training in the autumn, and sustained for six months. `problems` are said to whoever publishes; `sustained` are the
    numbers behind, for the record and never to be shown.
    """

    collection: str
    internal: bool
    tables: tuple[PublishedTable, ...]
    cohorts: tuple[CohortLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    sustained: tuple[Sustained, ...] = ()

    def rows(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """Every cell, totals included: checkpoint id, label, leaving year, group, leavers, percent (as texts)."""
        for table in self.tables:
            for row, year in enumerate(table.row_names):
                for column, group in enumerate(table.column_names):
                    yield table.id, table.label, year, group, table.text(row, column), table.percent(row, column)

    def symbols(self) -> dict[str, str]:
        """The symbols that stand anywhere, and what they mean: to be said above the tables."""
        shown = {symbol for table in self.tables for symbol in table.symbols()}
        shown |= {
            text
            for line in self.cohorts
            for text in (line.leavers, line.in_eet, line.in_eet_percent, line.sustained, line.sustained_percent)
        }
        return {symbol: meaning for symbol, meaning in SYMBOLS.items() if symbol in shown}
