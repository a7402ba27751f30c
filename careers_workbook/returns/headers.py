"""Finds the rows of column headings in a grid, and which column each heading stands over.

Enters: a grid and the columns of a planned table. Leaves: `Header`s. Headings may be moved, renamed or repeated; each
header row serves the rows below it, down to the next. Must not know: items, answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from careers_workbook.excel.grid import Grid
from careers_workbook.layout import Column
from careers_workbook.spec.kinds import Raw, fold

_CLOSE = 80.0


@dataclass(frozen=True, slots=True)
class Header:
    """One row of headings: column id -> column of the grid. `reworded` gives the file's own words where they differ."""

    row: int
    cols: dict[str, int]
    reworded: dict[str, str] = field(default_factory=dict)


def find_headers(grid: Grid, columns: Sequence[Column]) -> tuple[Header, ...]:
    """Every header row, from top to bottom: at least two headings word for word, one of them over a question."""
    labels = {column.id: fold(column.label) for column in columns}
    asked = {column.id for column in columns if column.question} or {column.id for column in columns[2:]}
    found = []
    for row, cells in grid.rows.items():
        texts = {col: fold(raw) for col, raw in cells.items() if isinstance(raw, str)}
        exact = _exact(texts, labels)
        if len(exact) >= 2 and asked & exact.keys():  # noqa: PLR2004 - two headings are no coincidence
            found.append(_completed(Header(row, exact), cells, texts, columns))
    return tuple(found)


def header_for(headers: Sequence[Header], row: int) -> Header | None:
    """The header row that serves this row: the nearest above, else the first below."""
    above = [header for header in headers if header.row < row]
    return above[-1] if above else next(iter(headers), None)


def _exact(texts: dict[int, str], labels: dict[str, str]) -> dict[str, int]:
    """One column for each label that stands there once; a label that stands there twice is found by its first place."""
    found: dict[str, int] = {}
    for col, text in texts.items():
        for column_id, label in labels.items():
            if text == label and column_id not in found:
                found[column_id] = col
                break
    return found


def _completed(header: Header, cells: dict[int, Raw], texts: dict[int, str], columns: Sequence[Column]) -> Header:
    """Adds the headings that were reworded: by close words, else by their place if the row is otherwise whole."""
    cols, reworded = dict(header.cols), {}
    for column in columns:
        free = {col: text for col, text in texts.items() if col not in cols.values() and text}
        if column.id in cols or not free:
            continue
        scores = sorted(((fuzz.ratio(text, fold(column.label)), col) for col, text in free.items()), reverse=True)
        if scores[0][0] >= _CLOSE and (len(scores) == 1 or scores[1][0] < _CLOSE):
            cols[column.id] = scores[0][1]
            reworded[column.id] = str(cells[scores[0][1]])
    first = min(cols[c.id] - i for i, c in enumerate(columns) if c.id in cols)
    in_place = all(cols[c.id] == first + i for i, c in enumerate(columns) if c.id in cols)
    width = len(cells) == len(columns) and max(cells) == first + len(columns) - 1
    for i, column in enumerate(columns):
        if column.id not in cols and in_place and width:
            cols[column.id] = first + i
            reworded[column.id] = str(cells[first + i])
    return Header(header.row, cols, reworded)
