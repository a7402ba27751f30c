"""Tables that stand side by side on one sheet, taken apart: everything else reads one table below the other.

Enters: a grid and the columns of a planned table. Leaves: one grid a table, every cell where it was.
Must not know: items, answers.
"""

from collections.abc import Sequence
from dataclasses import replace

from careers_workbook.layout.places import Column
from careers_workbook.returns.matching.headers import labels_of, standing
from careers_workbook.spreadsheet.read.grid import Grid


def taken_apart(grid: Grid, columns: Sequence[Column]) -> tuple[Grid, ...]:
    """The grid itself, or its tables from left to right if a row names refs or items twice, each with its answers."""
    labels = labels_of(columns)
    edges = {0} | {edge for cells in grid.rows.values() for edge in _edges(standing(cells, labels), columns)}
    if len(edges) == 1:
        return (grid,)
    left = sorted(edges)
    return tuple(_part(grid, range(a, b)) for a, b in zip(left, [*left[1:], 1 << 20], strict=True))


def _edges(found: dict[str, list[int]], columns: Sequence[Column]) -> list[int]:
    """Where tables behind the first begin: at the second and further headings of refs or items, whichever is first."""
    doubled = [places for places in found.values() if len(places) > 1]
    leading = [found[c.id] for c in columns[:2] if c.question is None and len(found.get(c.id, ())) > 1]
    if not leading or len(doubled) < max(3, len(columns) - 2):
        return []
    return [min(starts) for starts in zip(*(places[1:] for places in leading), strict=False)]


def _part(grid: Grid, cols: range) -> Grid:
    """Comments and colours stay whole: they are looked up by cell."""
    errors = {at: word for at, word in grid.marks.errors.items() if at[1] in cols}
    cells = {at: raw for at, raw in grid.cells.items() if at[1] in cols}
    return replace(grid, cells=cells, marks=replace(grid.marks, errors=errors))
