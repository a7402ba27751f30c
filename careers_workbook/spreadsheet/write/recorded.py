"""What is the same on sheet after sheet, worked out once: the calls of a sheet's writer, kept to be made again.

Enters: what a sheet is made from, a function that writes it. Leaves: the calls that it makes. A function that is
recorded may ask the writer nothing, and may know nothing but what it is known by. Must not know: what the calls do.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import Any

from careers_workbook.core.cells import Cell
from careers_workbook.spreadsheet.write.fit import Fit, row_height
from careers_workbook.spreadsheet.write.theme import PLAIN_FORMAT

_MOST = 128
"""Sheets whose calls are kept: those of a few specs, in a few years, with some numbers of rows."""
_kept: dict[Hashable, tuple[tuple[object, ...], "Recorder"]] = {}


class Recorder:
    """Stands for the writer of a sheet, and keeps what it is told.

    `calls` are the names of its methods, each with what it is told; heights of rows and formulas, of which a sheet has
    hundreds, stand apart.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.heights: dict[int, int] = {}
        self.formulas: dict[Cell, tuple[str, str, str]] = {}
        self._widths: Sequence[int] = ()

    def __getattr__(self, name: str) -> Callable[..., None]:
        return partial(self._keep, name)

    def widths(self, pixels: Sequence[int]) -> None:
        """The widths of the columns, which headings have to fit."""
        self._widths = pixels
        self._keep("widths", pixels)

    def height(self, row: int, pixels: int) -> None:
        """The height of a row."""
        self.heights[row] = pixels

    def fit(self, row: int, fits: Iterable[Fit], least: int = 0) -> None:
        """The height of a row, worked out now."""
        self.heights[row] = max(least, row_height(fits))

    def table(self, table: Any) -> None:  # noqa: ANN401 - an ExcelTable, which knows this module
        """A table, and the height of its headings."""
        self._keep("place", table)
        self.fit(table.area[0][0], table.header_fits(self._widths))

    def expect(self, at: Cell, formula: str, style: str, number_format: str = PLAIN_FORMAT) -> None:
        """A formula that is written when it is known what it comes to."""
        self.formulas[at] = formula, style, number_format

    def _keep(self, name: str, *told: object) -> None:
        self.calls.append((name, told))


def recorded(objects: tuple[object, ...], key: Hashable, draw: Callable[[Any], None]) -> Recorder:
    """What `draw` writes, for sheets made from the very same objects and with an equal key."""
    known_by = (tuple(map(id, objects)), key)
    found = _kept.pop(known_by, None)
    if found is None:
        recorder = Recorder()
        draw(recorder)
        found = objects, recorder  # with the objects, which live as long: no other one has their ids
    _kept[known_by] = found  # the one that was used last stands last
    if len(_kept) > _MOST:
        _kept.pop(next(iter(_kept)), None)
    return found[1]
