"""Changes to a finished workbook, as people make them in Excel: sheets renamed or deleted, rows inserted or deleted.

The only importer of openpyxl. openpyxl (3.1) moves cells and nothing else, so formulas, tables, validations, colours
and row heights are made to follow here. Stored results of formulas are lost, as openpyxl keeps none.
Enters: bytes of an .xlsx and changes. Leaves: bytes, the same for the same input. Must not know: specs, answers.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.core.cells import quoted

_CELL = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")
_GONE = "#REF!"
_CORE, _DATES = "docProps/core.xml", re.compile(rb"(<dcterms:(created|modified)[^>]*>)([^<]*)")


@dataclass(frozen=True, slots=True)
class RenameSheet:
    """A sheet gets another title."""

    title: str
    new: str


@dataclass(frozen=True, slots=True)
class DeleteSheet:
    """A sheet is deleted with all it holds."""

    title: str


@dataclass(frozen=True, slots=True)
class DeleteRow:
    """The row (0-based) is deleted; the rows below move up."""

    title: str
    row: int


@dataclass(frozen=True, slots=True)
class InsertRow:
    """A row is inserted before the row (0-based), with texts from its first cell on; the rows below move down."""

    title: str
    row: int
    texts: tuple[str, ...] = ()


Change = RenameSheet | DeleteSheet | DeleteRow | InsertRow
_Follow = Callable[[str, str, str], str]
"""A reference: its prefix ("'Other sheet'!" or nothing), the sheet meant, the cells. Gives the new text."""


def edited(data: bytes, changes: Iterable[Change]) -> bytes:
    """The workbook after the changes, in their order; KeyError if there is no such sheet."""
    book = load_workbook(io.BytesIO(data))
    for change in changes:
        _apply(book, change)
    saved = io.BytesIO()
    book.save(saved)
    return _undated(saved.getvalue(), data)


def _apply(book: Workbook, change: Change) -> None:
    sheet, title = book[change.title], change.title
    match change:
        case RenameSheet(new=new):
            _follow(
                book, lambda prefix, of, cells: f"{quoted(new)}!{cells}" if prefix and of == title else prefix + cells
            )
            sheet.title = new
        case DeleteSheet():
            _follow(book, lambda prefix, of, cells: _GONE if of == title else prefix + cells)
            book.remove(sheet)
        case DeleteRow(row=row):
            _move_rows(book, sheet, row + 1, -1)
        case InsertRow(row=row, texts=texts):
            _move_rows(book, sheet, row + 1, 1)
            for column, text in enumerate(texts, 1):
                sheet.cell(row + 1, column, text)


def _follow(book: Workbook, follow: _Follow) -> None:
    """Rewrite every formula of the workbook."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    cell.value = _formula(cell.value, sheet.title, follow)


def _formula(text: str, title: str, follow: _Follow) -> str:
    return "=" + "".join(
        _reference(token.value, title, follow) if token.subtype == Token.RANGE else token.value
        for token in Tokenizer(text).items
    )


def _reference(text: str, title: str, follow: _Follow) -> str:
    sheet, mark, cells = text.rpartition("!")
    if not all(_CELL.fullmatch(cell) for cell in cells.split(":")):
        return text  # a named range, or a column of a table
    named = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return follow(sheet + mark, named or title, cells)


def _move_rows(book: Workbook, sheet: Worksheet, at: int, by: Literal[1, -1]) -> None:
    """Insert a row before row `at` (1-based) or delete it, and let everything that names rows follow."""
    title, heights = sheet.title, {row: size.height for row, size in sheet.row_dimensions.items()}

    def moved(cells: str) -> str:
        return " ".join(new for part in cells.split() if (new := _moved(part, at, by)) != _GONE)

    _follow(book, lambda prefix, of, cells: _moved(cells, at, by, prefix) if of == title else prefix + cells)
    (sheet.insert_rows if by > 0 else sheet.delete_rows)(at)
    for row in sorted({*heights, *(row + 1 for row in heights)}):
        sheet.row_dimensions[row].height = heights.get(row - by if row >= at + (by > 0) else row)
    for table in sheet.tables.values():
        table.ref = moved(table.ref)
        if table.autoFilter:
            table.autoFilter.ref = table.ref
    rules = sheet.data_validations.dataValidation
    for rule in rules:
        rule.sqref = MultiCellRange(moved(str(rule.sqref)))
    sheet.data_validations.dataValidation = [rule for rule in rules if rule.sqref.ranges]
    formats, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    for area in formats:
        for condition in area.rules:
            if cells := moved(str(area.sqref)):
                sheet.conditional_formatting.add(cells, condition)


def _moved(cells: str, at: int, by: Literal[1, -1], prefix: str = "") -> str:
    """A reference such as B2 or $A$1:$C$9 once rows from `at` (1-based) on have moved; `#REF!` if nothing is left."""
    ends = [(found[1], int(found[2])) for found in _CELL.finditer(cells)]
    if by < 0 and all(row == at for _, row in ends):
        return _GONE
    stay = (at + (by < 0), at)  # the first row of a range outlives its own deletion, its last row does not
    return prefix + ":".join(
        f"{letters}{row + by * (row >= limit)}" for (letters, row), limit in zip(ends, stay, strict=False)
    )


def _undated(data: bytes, like: bytes) -> bytes:
    """The package with the dates of the one it was made from: openpyxl writes the present time."""
    with zipfile.ZipFile(io.BytesIO(like)) as source:
        days: dict[bytes, bytes] = {name: day for _, name, day in _DATES.findall(source.read(_CORE))}

    def dated(found: re.Match[bytes]) -> bytes:
        return bytes(found[1] + days.get(found[2], found[3]))

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            changed = _DATES.sub(dated, content) if name == _CORE else content
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), changed, zipfile.ZIP_DEFLATED)
    return out.getvalue()
