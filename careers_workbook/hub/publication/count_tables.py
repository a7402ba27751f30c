"""Tables of counts, and what of them may be shown.

Enters: whole numbers by leaving year (rows) and group (columns). Leaves: the same with totals, and as the texts that a
reader sees once some cells are hidden. Must not know: which cells have to be hidden, where counts come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

TableCell = tuple[int, int]
"""Row and column, 0-based; the row after the last holds the totals of the columns, the column after it of the rows."""

HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, LOW = "[c]", "[z]", "[x]", "[low]"
SYMBOLS: dict[str, str] = {
    HIDDEN: "Not shown: the number is 1 to 5, or it would give away such a number here or in another table.",
    NOT_APPLICABLE: "Not yet, or not applicable: nobody can know it yet, or there is nobody to count.",
    NOT_AVAILABLE: "No answer yet: nobody has told us, or not every school has.",
    LOW: "More than 0, but it rounds to 0.",
}
"""What the symbols mean: to be said above every table in which one of them stands."""
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by leaving year and group. A row is a cohort: people who know each other. None: not available.

    `part_of` names the table of the whole Hub that this one, a list of its schools, is a part of; lists of one whole
    may make it up. `later_than` names the table of the term before. `hidden` is what was hidden when this table was
    published, and stays as it was; None if it has not been published yet. `totals_known`: the totals of the rows stand
    in other tables too, so that they are shown whatever happens; no row may have a total of 1 to 5 then.
    """

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    part_of: str = ""
    later_than: str = ""
    hidden: frozenset[TableCell] | None = None
    totals_known: bool = False

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.rows) or any(len(row) != len(self.columns) for row in self.counts):
            raise ValueError(f"{self.name}: not as many counts as rows and columns")
        if len(set(self.rows)) != len(self.rows) or len(set(self.columns)) != len(self.columns):
            raise ValueError(f"{self.name}: two rows or two columns have the same name")
        if any(count is not None and count < 0 for row in self.counts for count in row):
            raise ValueError(f"{self.name}: a count is below 0")

    def count(self, row: int, column: int) -> int | None:
        """One cell or total. A total adds what is available, and is not available where nothing is."""
        rows = range(len(self.rows)) if row == len(self.rows) else (row,)
        columns = range(len(self.columns)) if column == len(self.columns) else (column,)
        found = [count for i, j in product(rows, columns) if (count := self.counts[i][j]) is not None]
        return sum(found) if found else None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A table that may be shown: `hidden` says which of its cells and totals are not."""

    table: Table
    hidden: frozenset[TableCell]

    def text(self, row: int, column: int) -> str:
        """One cell or total as a reader sees it: a number or a symbol."""
        if (row, column) in self.hidden:
            return HIDDEN
        count = self.table.count(row, column)
        return NOT_AVAILABLE if count is None else str(count)

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Every row with its total, and the totals of the columns as the last row."""
        return tuple(
            tuple(self.text(i, j) for j in range(len(self.table.columns) + 1)) for i in range(len(self.table.rows) + 1)
        )

    def percent(self, row: int, column: int) -> str:
        """The share of one group in its row: "57" or a symbol. Never of, or by, a number that is hidden."""
        total = len(self.table.columns)
        if self.hidden & {(row, column), (row, total)}:
            return HIDDEN
        count, whole = self.table.count(row, column), self.table.count(row, total)
        if count is None or whole is None:
            return NOT_AVAILABLE
        return percent_text(count, whole)

    def sum(self, row: int, columns: Sequence[int]) -> int | None:
        """What several groups of a row come to, if the numbers shown say so: directly, or as all but the others."""
        total = len(self.table.columns)
        others = [column for column in range(total) if column not in columns]
        if not any((row, column) in self.hidden for column in columns):
            return sum(self.table.count(row, column) or 0 for column in columns)
        if any((row, column) in self.hidden for column in (*others, total)):
            return None
        return (self.table.count(row, total) or 0) - sum(self.table.count(row, column) or 0 for column in others)


def percent_text(count: int, whole: int) -> str:
    """A share in whole percent, "57", or a symbol."""
    if whole == 0:
        return NOT_APPLICABLE
    share = 100 * count / whole
    return LOW if 0 < share < _HALF else str(int(share + _HALF))


def by_name(tables: Sequence[Table]) -> dict[str, int]:
    """Where each table stands. ValueError if two share a name, or one names a table that is not among them."""
    places = {table.name: place for place, table in enumerate(tables)}
    if len(places) != len(tables):
        raise ValueError("two tables have the same name")
    for table in tables:
        for other in (table.part_of, table.later_than):
            if other and other not in places:
                raise ValueError(f'{table.name}: there is no table "{other}"')
            if other and tables[places[other]].columns != table.columns:
                raise ValueError(f'{table.name}: its columns differ from those of "{other}"')
    return places
