"""The words of the map: slots, columns, blocks, sheets. Others of this room fill them in, all read them.

Enters and leaves: values only. Rows and columns are 0-based integers. Must not know: how a place is computed,
spreadsheet libraries, schools, answers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.lists import slug
from careers_workbook.spec.model import DeclaredColumn, DeclaredTable, Sheet


@frozen
class Slot:
    """One answer cell: which question, and where it stands. (`ref`, `column`) is unique over the workbook.

    `grows` says that its table does: its rows are whatever rows there are, not questions asked once.
    """

    sheet: str
    kind: str
    ref: str
    item: str
    column: str
    row: int
    col: int
    grows: bool = False


@frozen
class Column(DeclaredColumn):
    """One column of a block, as it is declared, in its place."""

    col: int = 0


@frozen(slots=False)
class Block:
    """One declared table in its place: an optional heading above, a header row, body rows, side by side columns.

    `spare` counts the rows below the last one in which more may be typed by the same rules.
    """

    name: str
    table: DeclaredTable
    header_row: int
    columns: tuple[Column, ...]
    spare: int = 0

    @property
    def heading(self) -> str:
        """What stands above the header row."""
        return self.table.heading

    @property
    def heading_row(self) -> int | None:
        """Where it stands."""
        return self.header_row - 1 if self.table.heading else None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Names of the rows: refs of items, labels of About, ids of lists; empty where rows have no names."""
        return tuple(row.ref for row in self.table.rows)

    @property
    def rows(self) -> int:
        """The number of body rows."""
        return len(self.table.rows) or self.table.unnamed

    @property
    def first_row(self) -> int:
        """The first body row."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last body row."""
        return self.header_row + self.rows

    @property
    def last_col(self) -> int:
        """The last column."""
        return self.columns[-1].col

    def col(self, column_id: str) -> int:
        """The column with this id; KeyError if there is none."""
        for column in self.columns:
            if column.id == column_id:
                return column.col
        raise KeyError(column_id)

    def has(self, column_id: str) -> bool:
        """Whether the block has a column with this id."""
        return any(column.id == column_id for column in self.columns)

    def row(self, key: str) -> int:
        """The body row with this key; ValueError if there is none."""
        return self.first_row + self.keys.index(key)


@frozen(slots=False)
class SheetPlan:
    """One sheet: title in the first row, the lines of its introduction below, then its blocks from top to bottom.

    `sheet` is the spec's own sheet, None for Start here, Lists and About. `counted_row` says on which day the figures
    were counted, `body_row` is where text to read begins, `warning_row` is where `warning` stands; None where there is
    none. `texts` are paragraphs to read, `charts` the upper left corners of charts, as (row, column).
    """

    title: str
    kind: str
    blocks: tuple[Block, ...] = ()
    sheet: Sheet | None = None
    intro: tuple[str, ...] = ()
    counted_row: int | None = None
    charts: tuple[tuple[int, int], ...] = ()
    body_row: int | None = None
    texts: tuple[str, ...] = ()
    warning: str = ""
    warning_row: int | None = None
    title_row: int = 0
    intro_row: int = 1

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every answer cell, in row, column order."""
        return tuple(self._slots())

    def _slots(self) -> Iterator[Slot]:
        for block in self.blocks:
            asked = [column for column in block.columns if column.asks]
            for row, line in enumerate(block.table.rows if asked else (), block.first_row):
                for column in (column for column in asked if column.question or line.question):
                    yield Slot(
                        self.title, self.kind, line.ref, line.text, column.id, row, column.col, block.table.grows
                    )

    def block(self, name: str) -> Block:
        """The block with this name; KeyError if there is none."""
        for block in self.blocks:
            if block.name == name:
                return block
        raise KeyError(name)


@frozen(slots=False)
class Carried:
    """What a workbook takes over from the one of the year before, as far as it decides where things stand.

    `refs` gives the running references of a table that grows by the title of its sheet, where they do not begin with 1;
    `notes` counts the lines under `heading` on Start here; `answered` are the titles of sheets with answers.
    `singly`: what was done is confirmed statement by statement, so that nobody is asked whether nothing has changed.
    """

    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: int = 0
    heading: str = ""
    answered: tuple[str, ...] = ()
    singly: bool = False


class Names:
    """Hands out Excel table names: letters, digits and underscores, unique, never like a cell."""

    def __init__(self, used: Iterable[str] = ()) -> None:
        self._used = set(used)

    @property
    def used(self) -> frozenset[str]:
        """The names that are handed out."""
        return frozenset(self._used)

    def make(self, prefix: str, label: str) -> str:
        """A name not handed out before."""
        base = f"{prefix}_{slug(label)}"[:200] if label else prefix
        name, number = base, 2
        while name in self._used:
            name, number = f"{base}_{number}", number + 1
        self._used.add(name)
        return name
