"""A sheet of the master workbook as values: a title, lines that say what it is, tables at the left edge.

Enters and leaves: values only. Must not know: how cells are written, where rows come from.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float | dt.date | None
Row = Sequence[Value]
Kind = Literal["text", "key", "word", "date", "number", "percent", "link"]
"""How the cells of a column look: free text, what names the row, a word of a known set, a date, a figure, a share of 1,
the title of another sheet. A text in a column of figures or dates is written as the text that it is. A float is a share
of 1 in any column."""
NONE = "None"
"""What stands in a cell for which there is nothing: an empty cell would have to be explained."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in pixels, what stands in a cell for which there is nothing."""

    header: str
    width: int
    kind: Kind = "text"
    empty: str = NONE


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One Excel table. Without rows, `nothing` is said in its place.

    `heading` stands above it where a sheet has several. `words` gives the style of the words of a known set.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    heading: str = ""
    nothing: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    filters: bool = True


@dataclass(frozen=True, slots=True)
class HubSheet:
    """One sheet: the words on its tab, its title in A1, the lines below, its tables.

    `named` is how many columns name a row, and stand on every page of a sheet that is wider than one.
    """

    tab: str
    title: str
    intro: tuple[str, ...]
    tables: tuple[SheetTable, ...]
    named: int = 0

    @property
    def widths(self) -> tuple[int, ...]:
        """The width of each column: that of the widest table on it."""
        most = max((len(table.columns) for table in self.tables), default=0)
        shown = [table.columns for table in self.tables if table.rows]
        return tuple(max((c[at].width for c in shown if at < len(c)), default=0) for at in range(most))


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table has been written: its header row and its last row."""

    header_row: int
    last_row: int
