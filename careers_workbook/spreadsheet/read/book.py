"""Workbook bytes -> grids of raw cells, by the reader of the format, and the one door for what readers raise.

Enters: the bytes of a workbook that the gate let through, and their format. Leaves: a `Book` of sparse grids, 0-based,
blank cells left out. Raises FileRefusedError (FILE-006, FILE-009, FILE-040). Must not know: questions, answers, where a
file lies.
"""

from collections.abc import Callable

from careers_workbook.core.problems import FileRefusedError, Problem
from careers_workbook.spreadsheet.read import delimited, ods, xlsx
from careers_workbook.spreadsheet.read.grid import (
    TEXT_DOCUMENTS,
    Book,
    BrokenFileError,
    FileFormat,
    Grid,
    LockedError,
    Room,
    TooLargeError,
)
from careers_workbook.spreadsheet.read.opc import Package


def read_book(
    data: bytes, form: FileFormat = "xlsx", title: str = "", room: Room | None = None, package: Package | None = None
) -> Book:
    """Every worksheet of a file. `title` is what the one sheet of a text file is called; `room` what it may hold.

    Where it is a package, and somebody has opened that already, `package` saves opening it twice.

    Raises FileRefusedError: damaged (FILE-006), too large (FILE-009), locked (FILE-040).
    """
    try:
        if form in TEXT_DOCUMENTS:
            return _text_document(package or Package(data), form, room or Room())
        grids = _text_file(data, title, room) if form == "csv" else _READERS[form](data, room or Room(), package)
    except LockedError as e:  # what can be opened with a password was opened before
        raise FileRefusedError(Problem("FILE-040")) from e
    except BrokenFileError as e:
        code = "FILE-009" if isinstance(e, TooLargeError) else "FILE-006"
        raise FileRefusedError(Problem(code, context={"reason": str(e)})) from e
    return Book(tuple(grids), form)


def _text_file(data: bytes, title: str, room: Room | None) -> list[Grid]:
    grid = delimited.read(data, title, room)
    if grid is None:
        raise BrokenFileError("it is no table")
    return [grid]


def _text_document(package: Package, form: FileFormat, room: Room) -> Book:
    from careers_workbook.spreadsheet.read.text_documents import docx, odt  # noqa: PLC0415 - few schools send one

    document = docx.read(package.anew()) if form == "docx" else odt.read(package.anew())
    return document.book(form, room)


def _binary(data: bytes, room: Room, package: Package | None) -> list[Grid]:
    from careers_workbook.spreadsheet.read import xlsb  # noqa: PLC0415 - few schools send one

    return _of_package(xlsb.read)(data, room, package)


def _old(data: bytes, room: Room, _: Package | None) -> list[Grid]:
    from careers_workbook.spreadsheet.read import xls  # noqa: PLC0415 - its libraries are rarely needed

    return xls.read(data, room)


def _of_package(
    read: Callable[[Package, Room], list[Grid]],
) -> Callable[[bytes, Room, Package | None], list[Grid]]:
    return lambda data, room, package: read(package.anew() if package else Package(data), room)


_READERS: dict[FileFormat, Callable[[bytes, Room, Package | None], list[Grid]]] = {
    "xlsx": _of_package(xlsx.read),
    "ods": _of_package(ods.read),
    "xlsb": _binary,
    "xls": _old,
}
