"""Workbook bytes -> grids of raw cells. The only importer of python-calamine, and the one door for its exceptions.

Enters: the bytes of a workbook that the gate let through. Leaves: a `Book` of sparse grids, 0-based, blank cells left
out. Raises FileRefusedError (FILE-006, FILE-008). Must not know: questions, answers, where a file lies.
"""

import io
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from careers_workbook.excel.parts import BrokenPackageError, Marks, inspect
from careers_workbook.problems import FileRefusedError, Problem
from careers_workbook.spec.kinds import Raw, is_blank

Cell = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet. `cells` holds every cell that is not blank; `marks` what the XML says besides."""

    title: str
    cells: dict[Cell, Raw]
    marks: Marks = field(default_factory=Marks)

    def at(self, row: int, col: int) -> Raw:
        """The content of one cell, None if blank."""
        return self.cells.get((row, col))

    @cached_property
    def rows(self) -> dict[int, dict[int, Raw]]:
        """The non-blank cells row by row, in order: row -> column -> content. Error cells count as content."""
        found: dict[int, dict[int, Raw]] = defaultdict(dict)
        for (row, col), raw in sorted({**self.marks.errors, **self.cells}.items(), key=lambda cell: cell[0]):
            found[row][col] = raw
        return dict(found)


@dataclass(frozen=True, slots=True)
class Book:
    """The worksheets of one file, in order (chart sheets left out)."""

    grids: tuple[Grid, ...]


def read_book(data: bytes) -> Book:
    """Every worksheet of an .xlsx file. Raises FileRefusedError: damaged (FILE-006) or locked (FILE-008)."""
    try:
        marks, data = inspect(data)
        return Book(tuple(_grids(data, marks)))
    except BrokenPackageError as e:
        raise FileRefusedError(Problem("FILE-006", context={"reason": str(e) or "a part of it is missing"})) from e
    except PasswordError as e:
        raise FileRefusedError(Problem("FILE-008")) from e
    except CalamineError as e:
        raise FileRefusedError(Problem("FILE-006", context={"reason": str(e)})) from e


def _grids(data: bytes, marks: dict[str, Marks]) -> list[Grid]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return [
            Grid(
                name,
                {
                    (row, col): raw
                    # skip_empty_area would shift every coordinate (python-calamine 0.9)
                    for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                    for col, raw in enumerate(cells)
                    if not is_blank(raw)
                },
                marks.get(name, Marks()),
            )
            for name in names
        ]
