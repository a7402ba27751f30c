"""Rows of text out of whatever a list of schools comes as: CSV, a workbook, or a zip folder of these.

Enters: a path. Leaves: one `Listing` for each text file or sheet, its rows read one after the other, with their lines.
Raises SpecError (HUB-005, HUB-019). Must not know: what the columns mean.
"""

import csv
import datetime as dt
import io
import re
import string
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from careers_workbook.core.file_names import as_found
from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import reason
from careers_workbook.core.problems import FileRefusedError, Place, Problem, SpecError
from careers_workbook.spreadsheet.read.grid import MAX_ROWS, OLD_OFFICE, BrokenFileError, Room
from careers_workbook.spreadsheet.read.opc import ZIP_ERRORS, open_zip

if TYPE_CHECKING:
    from careers_workbook.core.text import Raw
    from careers_workbook.spreadsheet.read.grid import Book

_DELIMITERS = ",;\t"
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_MOST_CELLS = 1_000_000
"""Of a workbook. The extract of the schools that a Hub may have takes some hundred thousand."""
_LONGEST_LINE = 1_000_000
"""Characters of a line. One school takes some thousand."""
_NOTHING = f"{string.whitespace}\xa0\ufeff,;"
"""What a line without words may hold."""
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_LARGEST = 500 * MEGABYTE
"""Bytes of a list: the extract of GIAS with every establishment has some 60 million."""
_LISTS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
"""Ends of names of what is read from a zip folder."""
_MOST_FILES, _MOST_BYTES = 100, 500_000_000
"""Of a zip folder. The extract of all schools is one file of about 60 MB."""
ListingRows = Iterator["ListingRow"]


@frozen
class ListingRow:
    """One record, and the line of the file on which it begins. Its cells are as they were written."""

    line: int
    cells: Sequence[str]

    def __bool__(self) -> bool:
        return any(cell.strip() for cell in self.cells)


@frozen
class Listing:
    """One text file or sheet: what it is called, its first row, and the rows below, to be read once. None is blank."""

    name: str
    header: ListingRow
    rows: ListingRows


def content(path: Path) -> bytes:
    """The bytes of the file; SpecError (HUB-005) where they cannot be had."""
    try:
        return read_whole(path, _LARGEST)
    except (OSError, ValueError) as error:
        raise unreadable(path.name or str(path), _why_not(path, error)) from error


def listings(path: Path, data: bytes | None = None) -> list[Listing]:
    """Every list in the file that is not blank; `data` are its bytes, where they are here already."""
    return [
        Listing(name, header, filled)
        for name, rows in _tables(path.name, content(path) if data is None else data)
        if (header := next(filled := (row for row in rows if row), None))
    ]


def _why_not(path: Path, error: OSError | ValueError) -> str:
    """Of a folder, Windows says that there is no permission."""
    if not isinstance(error, OSError):
        return "its name holds a character that no file name can hold"
    if path.is_dir():
        return "it is a folder, not a file"
    return "there is no such file" if isinstance(error, FileNotFoundError) else reason(error)


def unreadable(name: str, why: str) -> SpecError:
    """The exception that says why there is no list."""
    return SpecError(Problem("HUB-005", Place(name), {"reason": why}))


def plain(cell: str) -> str:
    """A cell without white space around and inside, and without the apostrophe that keeps a formula from running."""
    if not cell:
        return ""
    text = " ".join(cell.split())
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _tables(name: str, data: bytes, *, inside: bool = False) -> Iterator[tuple[str, ListingRows]]:
    if not data.startswith((b"PK", OLD_OFFICE)):
        yield name, _text_rows(name, _text(name, data))
        return
    from careers_workbook.returns.intake import file_detection  # noqa: PLC0415
    from careers_workbook.spreadsheet.read.book import read_book  # noqa: PLC0415 - only workbooks need them

    try:
        if not inside and file_detection.is_zip_folder(data):
            yield from _members(name, data)
        else:
            detected = file_detection.detect_file(data, name)
            yield from _sheets(name, read_book(detected.data, detected.format, name, Room(_MOST_CELLS)))
    except FileRefusedError as error:
        said = error.problems[0].message.rstrip(".")
        raise unreadable(name, said[:1].lower() + said[1:]) from error
    except BrokenFileError as error:
        raise unreadable(name, str(error)) from error


def _members(folder: str, data: bytes) -> Iterator[tuple[str, ListingRows]]:
    archive = open_zip(data, _MOST_FILES)
    wanted = [info for info in archive.infolist() if PurePosixPath(info.filename).suffix.lower() in _LISTS]
    if not wanted:
        raise unreadable(folder, "the zip folder holds no CSV file and no workbook")
    if sum(info.file_size for info in wanted) > _MOST_BYTES:
        raise unreadable(folder, f"it unpacks to more than {_MOST_BYTES // 1_000_000} MB")
    for info in wanted:
        yield from _tables(as_found(f"{folder}/{info.filename}"), _unpacked(folder, archive, info), inside=True)


def _unpacked(folder: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(info)
    except ZIP_ERRORS as error:
        raise unreadable(folder, "the zip folder is damaged or locked") from error


def _sheets(name: str, book: "Book") -> Iterator[tuple[str, ListingRows]]:
    for grid in book.grids:
        if any(row >= MAX_ROWS for row, _ in grid.cells) or grid.marks.stray:
            raise SpecError(Problem("HUB-019", Place(name), {"sheet": grid.title, "limit": f"{MAX_ROWS:,}"}))
        yield name, _sheet_rows(grid.rows)


def _sheet_rows(rows: dict[int, dict[int, "Raw"]]) -> ListingRows:
    for number, cells in rows.items():
        yield ListingRow(number + 1, [_as_text(cells.get(column)) for column in range(max(cells) + 1)])


def _as_text(raw: "Raw") -> str:
    if isinstance(raw, dt.date):
        return f"{raw:%d-%m-%Y}"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return "" if raw is None else str(raw)


def _text(name: str, data: bytes) -> str:
    if data.startswith(_NOT_TEXT):
        raise unreadable(name, "it is not a text file")
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise unreadable(name, "it is not a text file")


def _text_rows(name: str, text: str) -> ListingRows:
    beginning = io.StringIO(text[:_LONGEST_LINE], newline="")
    first = next((line.rstrip("\r\n") for line in beginning if line.strip(_NOTHING)), "")
    if named := _SEPARATOR_LINE.fullmatch(first.strip("\ufeff\r\n ")):
        text = text.replace(first, "", 1)  # the empty line keeps the numbers of the lines below
    delimiter = named[1] if named else max(_DELIMITERS, key=first.count)
    reader, begins = csv.reader(_lines(name, text), delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            yield ListingRow(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise unreadable(name, f"{error}, in line {begins}") from error


def _lines(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > _LONGEST_LINE:
            raise unreadable(name, f"line {number} is longer than that of any list of schools")
        yield line
