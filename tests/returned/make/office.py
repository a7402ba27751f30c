"""Carries out damage with LibreOffice: python3 office.py filled.xlsx jobs.json folder

Enters: a filled workbook and jobs of the form {file, ops}; an operation is [name, sheet, arguments], rows and columns
0-based. Leaves: one workbook a job, in the format that its name says (.xlsx, .ods, .xls). LibreOffice itself inserts,
deletes, sorts, moves, merges, and recalculates. Needs a Python that can import uno (package python3-uno) and soffice.
"""

import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.CellDeleteMode import LEFT
from com.sun.star.table import CellAddress, CellRangeAddress

PIPE = "uno:pipe,name=returned;urp;StarOffice.ComponentContext"
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}
CONTENT, EVERYTHING = 1 | 2 | 4 | 16, 1023
ERRORS = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "#REF!": "=#REF!"}
SCRATCH = 3_000
"""A row far below everything, where rows wait while others take their place."""


def property_of(name, value):
    return PropertyValue(name, 0, value, 0)


class Book:
    """One open workbook, its sheets unprotected, and what can be done to it."""

    def __init__(self, document):
        self.document, self.sheets = document, document.Sheets
        for number in range(self.sheets.Count):
            self.sheets.getByIndex(number).unprotect("")

    def area(self, title, first, last):
        return self.sheets.getByName(title).getCellRangeByPosition(first[1], first[0], last[1], last[0])

    def number(self, title):
        return list(self.sheets.ElementNames).index(title)

    def put(self, title, row, col, value):
        cell = self.sheets.getByName(title).getCellByPosition(col, row)
        if value is None:
            cell.clearContents(CONTENT)
        elif isinstance(value, dict):
            cell.Value = (dt.date.fromisoformat(value["date"]) - dt.date(1899, 12, 30)).days
            cell.NumberFormat = self.date_format()
        elif isinstance(value, int | float):
            cell.Value = value
        elif value in ERRORS:
            cell.Formula = ERRORS[value]
        else:
            cell.String = value

    def date_format(self):
        formats, english = self.document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale", "en", "GB", "")
        known = formats.queryKey("DD/MM/YYYY", english, False)
        return known if known != -1 else formats.addNew("DD/MM/YYYY", english)

    def copy(self, title, first, last, other, to):
        source = CellRangeAddress(self.number(title), first[1], first[0], last[1], last[0])
        self.sheets.getByName(other).copyRange(CellAddress(self.number(other), to[1], to[0]), source)

    def move(self, title, first, last, to):
        source = CellRangeAddress(self.number(title), first[1], first[0], last[1], last[0])
        self.sheets.getByName(title).moveRange(CellAddress(self.number(title), to[1], to[0]), source)

    def width(self, title):
        cursor = self.sheets.getByName(title).createCursor()
        cursor.gotoEndOfUsedArea(False)
        return cursor.RangeAddress.EndColumn + 1

    def height(self, title):
        cursor = self.sheets.getByName(title).createCursor()
        cursor.gotoEndOfUsedArea(False)
        return cursor.RangeAddress.EndRow + 1


def set_cell(book, title, row, col, value):
    book.put(title, row, col, value)


def set_number(book, title, row, col, value):
    cell = book.sheets.getByName(title).getCellByPosition(col, row)
    cell.Value, cell.NumberFormat = value, 0


def insert_row(book, title, row, values):
    book.sheets.getByName(title).Rows.insertByIndex(row, 1)
    for col, value in values.items():
        book.put(title, row, int(col), value)


def delete_row(book, title, row):
    book.sheets.getByName(title).Rows.removeByIndex(row, 1)


def insert_col(book, title, col, rows, heading):
    book.sheets.getByName(title).Columns.insertByIndex(col, 1)
    for row in rows:
        book.put(title, row, col, heading)


def delete_col(book, title, col):
    book.sheets.getByName(title).Columns.removeByIndex(col, 1)


def move_col(book, title, col, to):
    book.sheets.getByName(title).Columns.insertByIndex(to, 1)
    source = col + 1 if to <= col else col
    book.move(title, (0, source), (book.height(title) - 1, source), (0, to))
    delete_col(book, title, source)


def reorder(book, title, rows, order, cols):
    """A real sort by a column of numbers where whole rows go, else copied over by way of a scratch place."""
    if cols == list(range(cols[-1] + 1)) and rows == list(range(rows[0], rows[-1] + 1)):
        sort(book, title, rows, order)
        return
    for number, row in enumerate(order):
        book.copy(title, (row, cols[0]), (row, cols[-1]), title, (SCRATCH + number, cols[0]))
    for number, row in enumerate(rows):
        book.copy(title, (SCRATCH + number, cols[0]), (SCRATCH + number, cols[-1]), title, (row, cols[0]))
    book.area(title, (SCRATCH, 0), (SCRATCH + len(rows), cols[-1])).clearContents(EVERYTHING)


def sort(book, title, rows, order):
    key = book.width(title)
    for place, row in enumerate(order):
        book.put(title, row, key, place)
    by = uno.createUnoStruct("com.sun.star.table.TableSortField")
    by.Field, by.IsAscending = key, True
    descriptor = (
        property_of("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (by,))),
        property_of("ContainsHeader", False),
    )
    area = book.area(title, (rows[0], 0), (rows[-1], key))
    uno.invoke(area, "sort", (uno.Any("[]com.sun.star.beans.PropertyValue", descriptor),))
    book.area(title, (rows[0], key), (rows[-1], key)).clearContents(EVERYTHING)


def copy_row(book, title, row, other, to):
    book.copy(title, (row, 0), (row, book.width(title) - 1), other, (to, 0))


def copy_cells(book, title, first, last, to):
    book.copy(title, first, last, title, to)


def shift_right(book, title, row, first, last):
    book.move(title, (row, first), (row, last - 1), (row, first + 1))


def shift_left(book, title, row, first, last):
    area = CellRangeAddress(book.number(title), first, row, first, row)
    book.sheets.getByName(title).removeRange(area, LEFT)


def rename(book, title, name):
    book.sheets.getByName(title).Name = name


def delete_sheet(book, title):
    book.sheets.removeByName(title)


def move_sheet(book, title, offset):
    to = max(0, min(book.sheets.Count, book.number(title) + offset + (1 if offset > 0 else 0)))
    book.sheets.moveByName(title, to)


def copy_sheet(book, title, name):
    book.sheets.copyByName(title, name, book.sheets.Count)


def add_sheet(book, title, rows):
    book.sheets.insertNewByName(title, 0)
    for row, cells in enumerate(rows):
        for col, value in enumerate(cells):
            book.put(title, row, col, value)


def hide_sheet(book, title):
    book.sheets.getByName(title).IsVisible = False


def clear_sheet(book, title):
    book.area(title, (0, 0), (book.height(title), book.width(title))).clearContents(EVERYTHING)


def merge(book, title, first, last):
    area = book.area(title, first, last)
    for row in range(last[0] - first[0] + 1):
        for col in range(last[1] - first[1] + 1):
            if row or col:
                area.getCellByPosition(col, row).clearContents(CONTENT)
    area.merge(True)


def hide(book, title, rows, letters):
    sheet = book.sheets.getByName(title)
    for row in rows:
        sheet.Rows.getByIndex(row).IsVisible = False
    for letter in letters:
        sheet.Columns.getByName(letter).IsVisible = False


def values_only(book):
    """Copied, then pasted as numbers and text alone: dates lose their look and become bare numbers."""
    for title in book.sheets.ElementNames:
        area = book.area(title, (0, 0), (book.height(title), book.width(title)))
        values = area.getDataArray()
        area.clearContents(EVERYTHING)
        area.setDataArray(values)


def annotate(book, title, row, col, text):
    sheet = book.sheets.getByName(title)
    sheet.Annotations.insertNew(CellAddress(book.number(title), col, row), text)


def colour(book, title, row, col, rgb):
    book.sheets.getByName(title).getCellByPosition(col, row).CellBackColor = int(rgb, 16)


OPS = {
    op.__name__: op
    for op in (
        *(set_cell, set_number, insert_row, delete_row, insert_col, delete_col, move_col, reorder, copy_row),
        *(copy_cells, shift_right, shift_left, rename, delete_sheet, move_sheet, copy_sheet, add_sheet, hide_sheet),
        *(clear_sheet, merge, hide, values_only, annotate, colour),
    )
}


def main(source, jobs, folder):
    with tempfile.TemporaryDirectory() as profile:
        office = subprocess.Popen(
            [
                *("soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"),
                "--accept=pipe,name=returned;urp;",
            ]
        )
        try:
            desktop = connected()
            for job in json.loads(Path(jobs).read_text(encoding="utf-8")):
                done(desktop, Path(source), job, Path(folder))
            desktop.terminate()
        finally:
            office.wait(60)


def done(desktop, source, job, folder):
    document = desktop.loadComponentFromURL(source.absolute().as_uri(), "_blank", 0, (property_of("Hidden", True),))
    book = Book(document)
    for name, *arguments in job["ops"]:
        OPS[name](book, *arguments)
    target = folder / job["file"]
    document.storeToURL(target.absolute().as_uri(), (property_of("FilterName", FILTERS[target.suffix]),))
    document.close(True)


def connected():
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(120):
        try:
            context = resolver.resolve(PIPE)
        except NoConnectException:
            time.sleep(0.5)
        else:
            return context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
    raise SystemExit("LibreOffice did not start")


if __name__ == "__main__":
    main(*sys.argv[1:])
