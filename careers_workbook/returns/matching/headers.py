"""Finds the rows of column headings in a grid, and which column each heading stands over.

Enters: a grid and the columns of a planned table. Leaves: `Header`s; one grid for each of several tables side by side,
as everything else reads one table below the other. Headings may be moved, renamed or repeated; each header row serves
the rows below it, down to the next. Must not know: items, answers.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rapidfuzz import fuzz

from careers_workbook.core.cells import column_letters
from careers_workbook.core.text import Raw, fold
from careers_workbook.layout.places import Column
from careers_workbook.spreadsheet.read.grid import Grid

_CLOSE = 80.0
_WORD = re.compile(r"\w+")
_MOST = 200
"""Header rows of one sheet that are looked for; below the last of them all rows are its own."""
_SPACES = 50
"""Characters of spaces and the like that a heading may have on top of its own."""
_BEHIND = re.compile(r"\s*[(/:?*\n-]")
"""What may follow a heading that was added to: "Deadline (day)", "Review/notes"."""


@dataclass(frozen=True, slots=True)
class Header:
    """One row of headings: column id -> column of the grid. `reworded` gives the file's own words where they differ.

    `doubled` names a second column under the same heading that is filled and differs: column id -> column of the grid.
    """

    row: int
    cols: dict[str, int]
    reworded: dict[str, str] = field(default_factory=dict)
    doubled: dict[str, int] = field(default_factory=dict)


def find_headers(grid: Grid, columns: Sequence[Column]) -> tuple[Header, ...]:
    """Every header row, from top to bottom: at least two headings word for word, one of them over a question."""
    asked = {column.id for column in columns if column.asks} or {column.id for column in columns[2:]}
    rows: dict[int, dict[str, list[int]]] = {}
    labels = _labels(columns)
    for row, cells in grid.rows.items():
        exact = _standing(cells, labels)
        if len(exact) >= 2 and asked & exact.keys():  # noqa: PLR2004 - two headings are no coincidence
            rows[row] = exact
        if len(rows) == _MOST:
            break
    ends = [*list(rows)[1:], max(grid.rows, default=0) + 1]
    found = []
    for (row, exact), end in zip(rows.items(), ends, strict=False):
        there = range(row, end)
        header = _completed(_chosen(grid, there, exact), grid.rows[row], columns)
        found.append(_with_a_cleared_one(grid, there, header, columns))
    return tuple(found)


def header_for(headers: Sequence[Header], row: int) -> Header | None:
    """The header row that serves this row: the nearest above, else the first below."""
    if not headers:
        return None
    return headers[max(bisect_left(headers, row, key=lambda header: header.row) - 1, 0)]


def _labels(columns: Sequence[Column]) -> dict[str, str]:
    """Folded label -> column id, the first of those that are alike."""
    return {fold(column.label): column.id for column in reversed(columns)}


def _standing(cells: dict[int, Raw], labels: dict[str, str]) -> dict[str, list[int]]:
    """Column id -> the columns of the grid over which its heading stands in this row, word for word."""
    longest = max(map(len, labels)) + _SPACES
    found: dict[str, list[int]] = {}
    for col, raw in cells.items():
        if isinstance(raw, str) and len(raw) <= longest and (column_id := labels.get(fold(raw))):
            found.setdefault(column_id, []).append(col)
    return found


def _chosen(grid: Grid, rows: range, exact: dict[str, list[int]]) -> Header:
    """One column for each heading. Of two under the same heading the filled one, else the first."""
    cols, doubled = {}, {}
    for column_id, places in exact.items():
        content = {col: {row: grid.at(row, col) for row in rows[1:] if grid.at(row, col) is not None} for col in places}
        filled = [col for col in places if content[col]] or places
        cols[column_id] = filled[0]
        if others := [col for col in filled[1:] if content[col] != content[filled[0]]]:
            doubled[column_id] = others[0]
    return Header(rows[0], cols, doubled=doubled)


def _completed(header: Header, cells: dict[int, Raw], columns: Sequence[Column]) -> Header:
    """Adds the headings that were reworded: by close words, else by their place if the row is otherwise whole."""
    cols, reworded = dict(header.cols), {}
    texts = {col: fold(raw) for col, raw in cells.items() if isinstance(raw, str)}
    labels = {column.id: fold(column.label) for column in columns}
    for column_id, label in labels.items():
        others = [other for other in labels.values() if other != label]
        free = {col: text for col, text in texts.items() if col not in cols.values() and text not in labels.values()}
        if column_id not in cols and (col := _meant(free, label, others)) is not None:
            cols[column_id], reworded[column_id] = col, str(cells[col])
    first = min(cols[c.id] - i for i, c in enumerate(columns) if c.id in cols)
    in_place = all(cols[c.id] == first + i for i, c in enumerate(columns) if c.id in cols)
    if in_place and is_whole(cells, columns) and min(cells) == first:
        for i, column in enumerate(columns):
            if column.id not in cols:
                cols[column.id], reworded[column.id] = first + i, str(cells[first + i])
    return Header(header.row, cols, reworded, header.doubled)


def _with_a_cleared_one(grid: Grid, rows: range, header: Header, columns: Sequence[Column]) -> Header:
    """Adds the one heading that was cleared or merged: all others stand in place, and its column is filled."""
    gone = [(i, column) for i, column in enumerate(columns) if column.id not in header.cols]
    places = {header.cols[column.id] - i for i, column in enumerate(columns) if column.id in header.cols}
    if len(gone) != 1 or len(places) != 1:
        return header
    ((number, column),), (first,) = gone, places
    col = first + number
    if grid.at(rows[0], col) is not None or all(grid.at(row, col) is None for row in rows[1:]):
        return header
    cols, reworded = {**header.cols, column.id: col}, {**header.reworded, column.id: column_letters(col)}
    return Header(header.row, cols, reworded, header.doubled)


def is_whole(cells: dict[int, Raw], columns: Sequence[Column]) -> bool:
    """Whether a row has exactly as many cells as the table has columns, side by side."""
    return len(cells) == len(columns) and all(b == a + 1 for a, b in pairwise(sorted(cells)))


def _meant(free: dict[int, str], label: str, others: Sequence[str]) -> int | None:
    """The one column whose heading is nearly this label, or this label with something added or left out."""
    for fits in (
        lambda text: fuzz.ratio(text, label) >= _CLOSE,
        lambda text: bool(_BEHIND.match(text.removeprefix(label))) and text.startswith(label),
        lambda text: _is_part(text, label) and not any(_is_part(text, other) for other in others),
    ):
        cols = [col for col, text in free.items() if fits(text)]
        if cols:
            return cols[0] if len(cols) == 1 else None
    return None


def _is_part(text: str, label: str) -> bool:
    """Whether a heading says nothing but words of the label: "Completed?" for "Action completed"."""
    words = set(_WORD.findall(text))
    return bool(words) and words <= set(_WORD.findall(label))


def taken_apart(grid: Grid, columns: Sequence[Column]) -> tuple[Grid, ...]:
    """The grid itself, or its tables from left to right if a row names refs or items twice, each with its answers."""
    labels = _labels(columns)
    edges = {0} | {edge for cells in grid.rows.values() for edge in _edges(_standing(cells, labels), columns)}
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
