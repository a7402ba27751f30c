"""What happens to a workbook at a school, as data that any program can carry out, and openpyxl carrying it out.

An operation is a tuple: name, sheet title, then its arguments; rows and columns are 0-based. A date is {"date": iso}.
"""

import datetime as dt
import io
import pickle
import re
import zipfile
from collections.abc import Callable, Iterable
from copy import copy

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.dimensions import ColumnDimension, RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.layout.plan import Layout

Op = tuple


def damaged(data: bytes, ops: Iterable[Op]) -> bytes:
    """The workbook after the operations, saved by openpyxl."""
    return _carried_out(openpyxl.load_workbook(io.BytesIO(data)), ops)


_IDLE = ("progress", "guidance", "lists", "start")
"""Kinds of sheets where nobody answers: a workbook without them is quicker to save and to read."""


def bare(layout: Layout, data: bytes) -> bytes:
    """The workbook opened, for `damaged_bare`: without tables, charts, rules and idle sheets, much faster to open."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in layout.sheets:
        if sheet.kind in _IDLE:
            del book[sheet.title]
    for sheet in book.worksheets:
        _forget_tables(sheet)
        sheet._charts, sheet._images = [], []
        sheet.conditional_formatting, sheet.data_validations = ConditionalFormattingList(), DataValidationList()
    return pickle.dumps(book)


def damaged_bare(opened: bytes, ops: Iterable[Op]) -> bytes:
    """As `damaged`, of a workbook that was opened before."""
    return _carried_out(pickle.loads(opened), ops)


def _carried_out(book: Workbook, ops: Iterable[Op]) -> bytes:
    for name, *arguments in ops:
        book = OPS[name](book, *arguments) or book
    out = io.BytesIO()
    book.save(out)
    return _with_parts(book, out.getvalue()) if any(map(_is_late, book.worksheets)) else out.getvalue()


_RESULTS, _BOX = "has_results", "text_box"
"""Attributes of a sheet: what openpyxl cannot write is put into the package at last."""
_DRAWING = """<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>
<xdr:from><xdr:col>{col}</xdr:col><xdr:colOff>0</xdr:colOff>
<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>
<xdr:to><xdr:col>{col}</xdr:col><xdr:colOff>99</xdr:colOff>
<xdr:row>{row}</xdr:row><xdr:rowOff>99</xdr:rowOff></xdr:to>
<xdr:sp><xdr:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/>
</xdr:twoCellAnchor></xdr:wsDr>"""
_RELATION = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rIdZ" Target="/xl/drawings/{name}"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"/></Relationships>"""


def _is_late(sheet: Worksheet) -> bool:
    return hasattr(sheet, _RESULTS) or hasattr(sheet, _BOX)


def _with_parts(book: Workbook, data: bytes) -> bytes:
    """The package with results of formulas, and with text boxes; a sheet has at most one, and no table."""
    out, parts = io.BytesIO(), {f"xl/worksheets/sheet{n}.xml": one for n, one in enumerate(book.worksheets, 1)}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name in parts else old.read(name)
            if hasattr(parts.get(name), _RESULTS):
                content = re.sub(r"(<f>(?:TODAY|SUBTOTAL)[^<]*</f>)<v\s*(/>|></v>)", r"\1<v>46477</v>", content)
            new.writestr(name, content)
        for name, sheet in parts.items():
            if at := getattr(sheet, _BOX, None):
                drawing = f"box_of_{name.rpartition('/')[2]}"
                new.writestr(f"xl/worksheets/_rels/{name.rpartition('/')[2]}.rels", _RELATION.format(name=drawing))
                new.writestr(f"xl/drawings/{drawing}", _DRAWING.format(**at))
    return out.getvalue()


def _value(value: object) -> object:
    if isinstance(value, dict) and "date" in value:
        return dt.date.fromisoformat(value["date"])
    return value


def _put(sheet: Worksheet, row: int, col: int, value: object) -> None:
    cell = sheet.cell(row + 1, col + 1)
    cell.value = _value(value)
    if isinstance(cell.value, str):
        cell.data_type = "e" if cell.value in {"#N/A", "#REF!", "#DIV/0!"} else "s"


def set_cell(book: Workbook, title: str, row: int, col: int, value: object) -> None:
    _put(book[title], row, col, value)


def set_number(book: Workbook, title: str, row: int, col: int, number: float) -> None:
    """A bare number in a cell without a date format: what pasting a date as a value leaves."""
    cell = book[title].cell(row + 1, col + 1)
    cell.value, cell.number_format = number, "General"


def set_formula(book: Workbook, title: str, row: int, col: int, formula: str) -> None:
    book[title].cell(row + 1, col + 1).value = formula


def set_result(book: Workbook, title: str, row: int, col: int, formula: str) -> None:
    """A formula with TODAY or SUBTOTAL, and a result."""
    book[title].cell(row + 1, col + 1).value = f"={formula}"
    setattr(book[title], _RESULTS, True)


def set_format(book: Workbook, title: str, row: int, col: int, number_format: str) -> None:
    book[title].cell(row + 1, col + 1).number_format = number_format


def set_symbol(book: Workbook, title: str, row: int, col: int, symbol: tuple[str, str]) -> None:
    """A letter in a symbol font, by its name."""
    cell = book[title].cell(row + 1, col + 1)
    cell.font, cell.value = Font(name=symbol[0]), symbol[1]


def strike(book: Workbook, title: str, row: int, col: int, _: None = None) -> None:
    """The whole cell struck through."""
    book[title].cell(row + 1, col + 1).font = Font(strike=True)


def strike_run(book: Workbook, title: str, row: int, col: int, words: tuple[str, str]) -> None:
    """The first of two runs of words struck through."""
    struck = TextBlock(InlineFont(strike=True), words[0])
    book[title].cell(row + 1, col + 1).value = CellRichText([struck, TextBlock(InlineFont(), words[1])])


def fill(book: Workbook, title: str, rows: Iterable[int], col: int, rgb: str) -> None:
    for row in rows:
        book[title].cell(row + 1, col + 1).fill = PatternFill("solid", fgColor=rgb)


def text_box(book: Workbook, title: str, row: int, col: int, words: str) -> None:
    setattr(book[title], _BOX, {"row": row, "col": col, "words": words})


def insert_row(book: Workbook, title: str, row: int, values: dict[int, object]) -> None:
    _forget_tables(book[title])
    book[title].insert_rows(row + 1)
    for col, value in values.items():
        _put(book[title], row, col, value)


def delete_row(book: Workbook, title: str, row: int) -> None:
    _forget_tables(book[title])
    book[title].delete_rows(row + 1)


def insert_col(book: Workbook, title: str, col: int, heading_rows: list[int], heading: str) -> None:
    _forget_tables(book[title])
    book[title].insert_cols(col + 1)
    for row in heading_rows:
        _put(book[title], row, col, heading)


def delete_col(book: Workbook, title: str, col: int) -> None:
    _forget_tables(book[title])
    book[title].delete_cols(col + 1)


def move_col(book: Workbook, title: str, col: int, to: int) -> None:
    """Cut a column and insert it before column `to`, counted before the cut."""
    sheet = book[title]
    _forget_tables(sheet)
    sheet.insert_cols(to + 1)
    source = col + (1 if to <= col else 0)
    for row in range(1, sheet.max_row + 1):
        _copy(sheet.cell(row, source + 1), sheet.cell(row, to + 1))
    sheet.delete_cols(source + 1)


def reorder(book: Workbook, title: str, rows: list[int], order: list[int], cols: list[int]) -> None:
    """Put the content of rows `order` into `rows`, over the given columns only: what a sort does."""
    sheet = book[title]
    content = {(row, col): sheet.cell(row + 1, col + 1) for row in rows for col in cols}
    content = {at: (cell.value, cell.number_format, copy(cell.font)) for at, cell in content.items()}
    for row, source in zip(rows, order, strict=True):
        for col in cols:
            cell = sheet.cell(row + 1, col + 1)
            cell.value, cell.number_format, cell.font = content[source, col]


def copy_row(book: Workbook, title: str, row: int, other: str, to: int) -> None:
    """Copy a row over row `to` of a sheet."""
    for col in range(1, book[title].max_column + 1):
        _copy(book[title].cell(row + 1, col), book[other].cell(to + 1, col))


def shift_right(book: Workbook, title: str, row: int, first: int, last: int) -> None:
    """Everything in one row from column `first` stands one column further, up to `last`."""
    sheet = book[title]
    for col in range(last, first, -1):
        _copy(sheet.cell(row + 1, col), sheet.cell(row + 1, col + 1))
    sheet.cell(row + 1, first + 1).value = None


def shift_left(book: Workbook, title: str, row: int, first: int, last: int) -> None:
    """Everything in one row right of column `first` stands one column further left, up to `last`."""
    sheet = book[title]
    for col in range(first + 1, last + 1):
        _copy(sheet.cell(row + 1, col + 1), sheet.cell(row + 1, col))
    sheet.cell(row + 1, last + 1).value = None


def copy_cells(book: Workbook, title: str, first: tuple[int, int], last: tuple[int, int], to: tuple[int, int]) -> None:
    """Copy a block of cells to where its first cell becomes `to`."""
    sheet = book[title]
    for row in range(first[0], last[0] + 1):
        for col in range(first[1], last[1] + 1):
            target = sheet.cell(to[0] + row - first[0] + 1, to[1] + col - first[1] + 1)
            _copy(sheet.cell(row + 1, col + 1), target)


def move_cells(book: Workbook, title: str, rows: list[int], col: int, other: int) -> None:
    """In these rows the contents of two columns change places."""
    for row in rows:
        one, two = book[title].cell(row + 1, col + 1), book[title].cell(row + 1, other + 1)
        (one.value, one.number_format, one.font), (two.value, two.number_format, two.font) = (
            (two.value, two.number_format, copy(two.font)),
            (one.value, one.number_format, copy(one.font)),
        )


def transpose(book: Workbook, title: str) -> None:
    """Rows become columns, as values."""
    _forget_tables(book[title])
    cells = {(c.row, c.column): c.value for row in book[title].iter_rows() for c in row if c.data_type != "f"}
    clear_sheet(book, title)
    for (row, col), value in cells.items():
        book[title].cell(col, row).value = value


def clear_sheet(book: Workbook, title: str) -> None:
    _forget_tables(book[title])
    for row in book[title].iter_rows():
        for cell in row:
            cell.value = None


def hide_sheet(book: Workbook, title: str) -> None:
    book[title].sheet_state = "hidden"


def rename(book: Workbook, title: str, new: str) -> None:
    book[title].title = new


def delete_sheet(book: Workbook, title: str) -> None:
    del book[title]


def move_sheet(book: Workbook, title: str, offset: int) -> None:
    book.move_sheet(title, offset)


def copy_sheet(book: Workbook, title: str, new: str) -> None:
    _forget_tables(book[title])
    book.copy_worksheet(book[title]).title = new


def add_sheet(book: Workbook, title: str, rows: list[list[object]]) -> None:
    sheet = book.create_sheet(title, 0)
    for row in rows:
        sheet.append([_value(value) for value in row])


def merge(book: Workbook, title: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    book[title].merge_cells(
        start_row=first[0] + 1, start_column=first[1] + 1, end_row=last[0] + 1, end_column=last[1] + 1
    )


def hide(book: Workbook, title: str, rows: list[int], letters: list[str]) -> None:
    for row in rows:
        book[title].row_dimensions[row + 1] = RowDimension(book[title], index=row + 1, hidden=True)
    for letter in letters:
        book[title].column_dimensions[letter] = ColumnDimension(book[title], index=letter, hidden=True)


def values_only(book: Workbook) -> Workbook:
    """Everything pasted as values into a new workbook, sheet by sheet."""
    new = openpyxl.Workbook()
    new.remove(new.worksheets[0])
    for sheet in book.worksheets:
        target = new.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and cell.data_type != "f":
                    target.cell(cell.row, cell.column).value = cell.value
                    target.cell(cell.row, cell.column).data_type = cell.data_type
                    target.cell(cell.row, cell.column).number_format = cell.number_format
    return new


def _copy(source, target) -> None:
    target.value = source.value
    target.data_type = source.data_type
    target.number_format, target.font = source.number_format, copy(source.font)


def _forget_tables(sheet: Worksheet) -> None:
    """openpyxl moves cells but not tables; what is left would be a file that no program makes."""
    for name in list(sheet.tables):
        del sheet.tables[name]


OPS: dict[str, Callable[..., Workbook | None]] = {
    op.__name__: op
    for op in (
        *(
            set_cell,
            set_number,
            set_formula,
            set_result,
            set_format,
            set_symbol,
            strike,
            strike_run,
            fill,
            text_box,
            insert_row,
            delete_row,
            insert_col,
            delete_col,
            move_col,
            reorder,
            copy_row,
        ),
        *(shift_right, shift_left, copy_cells, move_cells, transpose, clear_sheet, hide_sheet),
        *(rename, delete_sheet, move_sheet, copy_sheet, add_sheet, merge, hide, values_only),
    )
}
