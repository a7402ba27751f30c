"""The rules about tables: which there are, whether a program that reads aloud finds its way in them.

Enters: `BookFacts`. Leaves: the places at which a rule is not kept. Must not know: what is said of them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby

from careers_workbook.core.cells import Area, Cell
from careers_workbook.core.text import fold, many
from careers_workbook.spreadsheet.accessibility.book_facts import BookFacts, SheetFacts, TableFacts
from careers_workbook.spreadsheet.accessibility.marks_of_places import at, over, quoted, runs
from careers_workbook.spreadsheet.accessibility.verdicts import Spot

_DEFAULT = re.compile(r"(?:column|spalte|colonne|columna)\d+", re.IGNORECASE)
_LEAST = 2
"""Rows, and columns that they share, from which cells side by side are a table to whoever looks at them."""
_EXPLANATION = 2_000
"""Characters of a text in which an explanation is looked for."""
_EXPLAINS = re.compile(r"\b(?:blank|empty|no data|not available|left out)\b", re.IGNORECASE)


def unmarked(book: BookFacts) -> Iterator[Spot]:
    """What looks like a table and is none."""
    for sheet in book.sheets:
        outside = sheet.places[""]
        yield from (over(sheet, area, "looks like a table") for area in _untabled(outside))


def _untabled(cells: Collection[Cell]) -> Iterator[Area]:
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


def merged(book: BookFacts) -> Iterator[Spot]:
    """Cells that are merged."""
    return (over(sheet, area) for sheet in book.sheets for area in sheet.grid.marks.merged)


def blank_lines(book: BookFacts) -> Iterator[Spot]:
    """Rows and columns of tables in which nothing stands."""
    for sheet, table, cells in _bodies(book):
        rows = set(table.rows) - {row for row, _ in cells}
        left, right = table.columns[0], table.columns[-1]
        for first, last in runs(rows):
            number = many(last - first + 1, "blank row")
            yield over(sheet, ((first, left), (last, right)), number, table.name)
        if cells:
            columns = set(table.columns) - {col for _, col in cells}
            for first, last in runs(columns):
                number = many(last - first + 1, "blank column")
                yield over(sheet, ((table.rows[0], first), (table.rows[-1], last)), number, table.name)


def headings(book: BookFacts) -> Iterator[Spot]:
    """Tables without a row of headings; headings that are blank, or of which there are two."""
    for sheet, table, _ in _bodies(book):
        if table.head is None:
            yield over(sheet, table.area, "has no row of headings", table.name)
            continue
        times = Counter(fold(heading) for heading in table.headings)
        for col, heading in zip(table.columns, table.headings, strict=False):
            if not heading.strip() or _DEFAULT.fullmatch(heading.strip()):
                yield at(sheet, (table.head, col), "has no heading", table.name)
            elif times[fold(heading)] > 1:
                yield at(sheet, (table.head, col), f"{quoted(heading)} is there twice", table.name)


def empty_cells(book: BookFacts) -> Iterator[Spot]:
    """Empty cells in tables, on sheets that do not say why; not those of rows and columns that are blank as a whole."""
    said = {sheet.title: _explained(sheet) for sheet in book.sheets if sheet.tables}
    for sheet, table, cells in _bodies(book):
        rows, columns = {row for row, _ in cells}, {col for _, col in cells}
        number = len(rows) * len(columns) - len(cells)
        if number and not said[sheet.title]:
            first = next((row, col) for row in sorted(rows) for col in sorted(columns) if (row, col) not in cells)
            yield at(sheet, first, f"and {number - 1:,} more are empty" if number > 1 else "is empty", table.name)


def _explained(sheet: SheetFacts) -> bool:
    return any(_EXPLAINS.search(sheet.says(cell)[:_EXPLANATION]) for cell in sheet.places[""])


def indented(book: BookFacts) -> Iterator[Spot]:
    """Tables, and what looks like one, that do not begin in column A."""
    for sheet in book.sheets:
        outside = sheet.places[""]
        areas = [(table.area, table.name) for table in sheet.tables] + [(area, "") for area in _untabled(outside)]
        yield from (over(sheet, area, "", name) for area, name in sorted(areas) if area[0][1])


def _bodies(book: BookFacts) -> Iterator[tuple[SheetFacts, TableFacts, frozenset[tuple[int, int]]]]:
    """Every table that has a row besides its headings, with the filled cells among these."""
    for sheet in book.sheets:
        for table in sheet.tables:
            if table.rows and table.columns:
                yield sheet, table, frozenset(cell for cell in sheet.places[table.name] if cell[0] in table.rows)
