"""Workbook bytes -> grids of raw cells. The only importer of python-calamine, and the one door for its exceptions.

Enters: the bytes of a workbook that the gate let through, and their format. Leaves: a `Book` of sparse grids, 0-based,
blank cells left out. Raises FileRefusedError (FILE-006, FILE-009, FILE-040). Must not know: questions, answers, where a
file lies.
"""

import io
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import TracebackType
from typing import Literal

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.problems import FileRefusedError, Problem
from careers_workbook.core.text import Raw
from careers_workbook.spreadsheet.read import delimited, ods, xls, xlsb, xlsx
from careers_workbook.spreadsheet.read.content import (
    LOST,
    BrokenFileError,
    Cell,
    Collector,
    Content,
    LockedError,
    Marks,
    TooLargeError,
)
from careers_workbook.spreadsheet.read.opc import Package

__all__ = ["Book", "Cell", "Format", "Grid", "read_book"]

Format = Literal["xlsx", "xlsb", "xls", "ods", "csv"]
_DAMAGED = "a part of it is damaged"


@dataclass(frozen=True)
class Grid:
    """One sheet. `cells` holds every cell that is not blank; `marks` what the file says besides."""

    title: str
    cells: dict[Cell, Raw]
    marks: Marks = field(default_factory=Marks)
    hidden: bool = False

    def at(self, row: int, col: int) -> Raw:
        """The content of one cell, None if blank."""
        return self.cells.get((row, col))

    def content(self, row: int, col: int) -> CellContent:
        """The same with what the file says of its look."""
        return CellContent(self.cells.get((row, col)), self.marks.formats.get((row, col), ""))

    @cached_property
    def rows(self) -> dict[int, dict[int, Raw]]:
        """The non-blank cells row by row, in order: row -> column -> content. Error cells count as content."""
        found: dict[int, dict[int, Raw]] = defaultdict(dict)
        for (row, col), raw in sorted({**self.marks.errors, **self.cells}.items(), key=lambda cell: cell[0]):
            found[row][col] = raw
        return dict(found)


@dataclass(frozen=True, slots=True)
class Book:
    """The worksheets of one file, in order (chart sheets left out). In a text file every cell is text, dates too."""

    grids: tuple[Grid, ...]
    format: Format = "xlsx"


def read_book(data: bytes, form: Format = "xlsx", title: str = "") -> Book:
    """Every worksheet of a file. `title` is what the one sheet of a text file is called.

    Raises FileRefusedError: damaged (FILE-006), too large (FILE-009), locked (FILE-040).
    """
    with _Door():
        contents = _text_file(data, title) if form == "csv" else _READERS[form](data)
        return Book(tuple(Grid(sheet.title, sheet.cells, sheet.marks, sheet.hidden) for sheet in contents), form)


class _Door:
    """Turns whatever a reader says about a bad file into one problem.

    A failure inside the Rust library is a PanicException, which Python code cannot import and no `except Exception`
    catches.
    """

    def __enter__(self) -> None:
        """Nothing to open."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        match error:
            case LockedError() | PasswordError():  # what can be opened with a password was opened by the gate
                raise FileRefusedError(Problem("FILE-040")) from error
            case TooLargeError():
                raise FileRefusedError(Problem("FILE-009", context={"reason": str(error)})) from error
            case BrokenFileError():
                raise FileRefusedError(Problem("FILE-006", context={"reason": str(error)})) from error
            case CalamineError():
                raise FileRefusedError(Problem("FILE-006", context={"reason": _DAMAGED})) from error
        if kind is not None and kind.__name__ == "PanicException":
            raise FileRefusedError(Problem("FILE-006", context={"reason": _DAMAGED})) from error


def _text_file(data: bytes, title: str) -> list[Content]:
    content = delimited.read(data, title)
    if content is None:
        raise BrokenFileError("it is no table")
    return [content]


def _old(data: bytes) -> list[Content]:
    """The worksheets of an .xls in order, with the marks that were made for them."""
    from careers_workbook.spreadsheet.read.compound import Compound  # noqa: PLC0415 - its library is rarely needed

    inspected, data = xls.inspect(Compound(data))
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(names) != len(inspected) or len(set(names)) != len(names):
            raise BrokenFileError("its list of sheets does not add up")
        return [_filled(book, name, found) for name, found in zip(names, inspected, strict=True)]


def _filled(book: CalamineWorkbook, name: str, inspected: xls.Inspected) -> Content:
    cells, marks, lost = Collector(name), inspected.marks, set(inspected.values)
    sheet = book.get_sheet_by_name(name)
    first_row, first_col = sheet.start or (0, 0)  # python-calamine 0.9 leaves out what is empty before
    for row, line in enumerate(sheet.to_python(), first_row):
        for col, raw in enumerate(line, first_col):
            if raw != "" and (row, col) not in marks.uncached:
                cells.put((row, col), raw)
                lost.discard((row, col))
    return Content(name, cells.cells, replace(marks, errors={**dict.fromkeys(lost, LOST), **marks.errors}))


_READERS: dict[Format, Callable[[bytes], list[Content]]] = {
    "xlsx": lambda data: xlsx.read(Package(data)),
    "ods": lambda data: ods.read(Package(data)),
    "xlsb": lambda data: xlsb.read(Package(data)),
    "xls": _old,
}
