"""Sheets that are known again: what a sheet says is what it said in a file before, if it is the same byte for byte.

Most sheets of a checklist come back as they were sent. All that the cells of a sheet say follows from its XML, the
texts of the table that they name, and the styles: where these are the same it is not taken apart again, and the very
`Grid` of before is used, of which much has been worked out by then.

Enters: the XML of sheets, texts, styles, and the grids that were made of them. Leaves: these grids. Must not know: XML,
what lies over cells.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.read.grid import Grid, Room

_MOST, _EACH = 4_000_000, 20_000
"""Bytes of the sheets that are kept, and what keeping one takes besides. Those of a checklist have some 500,000."""
_MET = 2_000
"""Sheets of which it is remembered that they were there: one is kept when it is there for the second time."""


class SheetAsWritten(NamedTuple):
    """A sheet by its title and whether it is hidden, its rows and all around them, and how days are counted."""

    title: str
    hidden: bool
    rows: bytes
    around: bytes
    since_1904: bool


@frozen
class KnownSheet:
    """A sheet that holds nothing but plain cells.

    It stands in a file with these styles, names the texts at some places of the table, has texts of its own besides,
    and takes the room of so many cells.
    """

    styles: object
    places: tuple[int, ...]
    texts: list[Any]
    own: tuple[str, ...]
    cells: int
    grid: Grid

    def says_the_same(self, styles: object, texts: Sequence[object]) -> bool:
        """Whether its cells would hold the same in a file with these styles and this table of texts."""
        if self.styles is not styles or (self.places and max(self.places) >= len(texts)):
            return False
        return [texts[place] for place in self.places] == self.texts

    def take(self, room: Room) -> Grid:
        """The grid, for which there has to be room as if it were read; TooLargeError."""
        for text in self.own:
            room.text(text)
        room.take_cell(self.cells)
        return self.grid


class KnownSheets(dict[SheetAsWritten, KnownSheet]):
    """Those of the files before; all are forgotten when they come to too much."""

    def __init__(self) -> None:
        super().__init__()
        self._met: set[int] = set()
        self.left = _MOST

    def find(self, one: SheetAsWritten, styles: object, texts: Sequence[object]) -> KnownSheet | None:
        """The same sheet of a file before; None if there was none."""
        known = self.get(one)
        return known if known and known.says_the_same(styles, texts) else None

    def is_met(self, one: SheetAsWritten) -> bool:
        """Whether it was there before, whatever its texts said; from now on it was."""
        mark, before = hash(one), len(self._met)
        if before == _MET:
            self._met.clear()
        self._met.add(mark)
        return len(self._met) == before

    def keep(self, one: SheetAsWritten, sheet: KnownSheet) -> None:
        """Know it from now on."""
        takes = len(one.rows) + len(one.around) + _EACH
        self.left -= takes
        if self.left < 0:
            self.clear()
            self.left = _MOST - takes
        self[one] = sheet
