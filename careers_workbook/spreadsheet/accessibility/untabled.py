"""Where the cells of a sheet look like a table that nobody marked up as one.

Enters: the cells that are filled and in no table. Leaves: areas. Must not know: what is good and what is not.
"""

from collections.abc import Collection, Iterator
from itertools import groupby

from careers_workbook.core.cells import Area, Cell

_LEAST = 2
"""Rows, and columns that they share, from which cells side by side are a table to whoever looks at them."""


def untabled(cells: Collection[Cell]) -> Iterator[Area]:
    """The areas of rows that follow each other and share columns, from the top."""
    rows = {row: frozenset(col for _, col in found) for row, found in groupby(sorted(cells), key=lambda cell: cell[0])}
    run: list[int] = []
    for row, columns in rows.items():
        goes_on = run and row == run[-1] + 1 and len(columns & rows[run[-1]]) >= _LEAST
        if not goes_on:
            yield from _area(run, rows)
            run = []
        run.append(row)
    yield from _area(run, rows)


def _area(run: list[int], rows: dict[int, frozenset[int]]) -> Iterator[Area]:
    if len(run) >= _LEAST and len(rows[run[0]]) >= _LEAST:
        columns = frozenset[int]().union(*(rows[row] for row in run))
        yield (run[0], min(columns)), (run[-1], max(columns))
