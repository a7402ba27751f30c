"""Workbooks that this program did not make: one that everybody can use, and one for each thing that may be wrong."""

import io
from collections.abc import Callable

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.hostile import repacked, replaced

Change = Callable[[openpyxl.Workbook], None]
_LONG = "The school has appointed somebody who leads on careers and speaks with governors each term about it."


def _page(book: openpyxl.Workbook, title: str, table: str) -> Worksheet:
    sheet = book.create_sheet(title)
    sheet["A1"] = f"{title} of the schools"
    sheet["A1"].style = "Headline 1"
    sheet["A2"] = "This sheet has one table."
    for row in (("School", "Pupils", "Note"), ("Oak Lane", 40, "None"), ("The Bridge", 12, "None"), ("Elm", 5, "None")):
        sheet.append(row)
    sheet.add_table(Table(displayName=table, ref="A3:C6"))
    sheet.column_dimensions["A"].width = 24
    return sheet


def good() -> openpyxl.Workbook:
    """A workbook against which nothing can be said."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    _page(book, "Places", "Places")
    _page(book, "Leavers", "Leavers")
    book.properties.title, book.properties.language = "Places at our schools", "en-GB"
    return book


def saved(change: Change = lambda _: None) -> bytes:
    """The bytes of the good workbook with one change."""
    book, out = good(), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def _on(place: str, value: object) -> Change:
    return lambda book: book["Places"].__setitem__(place, value)


def _ground(book: openpyxl.Workbook) -> None:
    for cell, colour in (("C4", "FFFF0000"), ("C5", "FF00B050")):
        book["Places"][cell] = None
        book["Places"][cell].fill = PatternFill("solid", fgColor=colour)
    book["Places"]["A2"] = "Empty cells are left out."


def _faint(book: openpyxl.Workbook) -> None:
    book["Places"]["A4"].font = Font(color="FF999999")


def _faint_by_theme(book: openpyxl.Workbook) -> None:
    book["Places"]["A4"].font = Font(color=Color(theme=0, tint=-0.35))  # white, a third darker


def _faint_condition(book: openpyxl.Workbook) -> None:
    ground = PatternFill(bgColor="FFFFFF00")
    rule = CellIsRule("equal", ['"None"'], font=Font(color="FFFFFFFF"), fill=ground)
    book["Places"].conditional_formatting.add("C4:C6", rule)


def _not_marked(book: openpyxl.Workbook) -> None:
    del book["Places"].tables["Places"]


def _link(words: str, target: str) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book["Places"]["A2"] = words
        book["Places"]["A2"].hyperlink = target

    return change


def _headless(book: openpyxl.Workbook) -> None:
    book["Places"].tables["Places"].headerRowCount = 0


def _twice(book: openpyxl.Workbook) -> None:
    book["Places"]["C3"] = "Column2"


def _indented(book: openpyxl.Workbook) -> None:
    book["Places"].move_range("A3:C6", cols=1)
    book["Places"].tables["Places"].ref = "B3:D6"
    book["Places"]["A3"] = "Schools:"


def _margin(book: openpyxl.Workbook) -> None:
    sheet = book["Places"]
    sheet.insert_cols(1)
    sheet.tables["Places"].ref = "B3:D6"


def _cursor(book: openpyxl.Workbook) -> None:
    book["Places"].sheet_view.selection[0].activeCell = book["Places"].sheet_view.selection[0].sqref = "B4"


def _second_sheet(book: openpyxl.Workbook) -> None:
    book.active = 1


def _foot(book: openpyxl.Workbook) -> None:
    book["Places"].oddFooter.center.text = "Draft, page &P"


def _chart(book: openpyxl.Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(book["Places"], min_col=2, min_row=3, max_row=6), titles_from_data=True)
    book["Places"].add_chart(chart, "E3")


def _plain_title(book: openpyxl.Workbook) -> None:
    book["Places"]["A1"].style = "Normal"


def _unwrapped(book: openpyxl.Workbook) -> None:
    book["Places"]["A4"] = _LONG


def _two_lines(book: openpyxl.Workbook) -> None:
    book["Places"]["A2"] = "One line\nand another"
    book["Places"]["A2"].alignment = Alignment(wrap_text=False)


def _blank_row(book: openpyxl.Workbook) -> None:
    for cell in ("A5", "B5", "C5"):
        book["Places"][cell] = None


def _blank_column(book: openpyxl.Workbook) -> None:
    for cell in ("B4", "B5", "B6"):
        book["Places"][cell] = None


def _untitled(book: openpyxl.Workbook) -> None:
    book.properties.title = None


def _no_language(book: openpyxl.Workbook) -> None:
    book.properties.language = None


WRONG: tuple[tuple[str, str, str, str, Change], ...] = (
    ("1", "not marked up", "Places", "A3:C6", _not_marked),
    ("3", "merged", "Places", "A4:B4", lambda book: book["Places"].merge_cells("A4:B4")),
    ("4", "a blank row", "Places", "A5:C5", _blank_row),
    ("4", "a blank column", "Places", "B4:B6", _blank_column),
    ("5", "no headings", "Places", "A3:C6", _headless),
    ("5", "a heading that a program gave", "Places", "C3", _twice),
    ("6", "a text that is cut off", "Places", "A4", _unwrapped),
    ("6", "two lines, not wrapped", "Places", "A2", _two_lines),
    ("8", "an empty cell", "Places", "B5", _on("B5", None)),
    ("11", "a sign for a footnote", "Places", "A4", _on("A4", "Oak Lane*")),
    ("11", "a raised figure", "Places", "A4", _on("A4", "Oak Lane\u00b2")),
    ("16", "an address", "Places", "A2", _link("https://example.org/a", "https://example.org/a")),
    ("16", "words of any link", "Places", "A2", _link("Click here", "https://example.org/a")),
    ("18", "no title", "Places", "A1", _on("A1", None)),
    ("18", "a title like any text", "Places", "A1", _plain_title),
    ("20", "a footer", "Places", "", _foot),
    ("23", "colour alone", "Places", "C4:C5", _ground),
    ("24", "faint words", "Places", "A4", _faint),
    ("24", "faint words of the theme", "Places", "A4", _faint_by_theme),
    ("24", "a faint conditional format", "Places", "C4", _faint_condition),
    ("27", "a name that a program gave", "Sheet2", "", lambda book: _page(book, "Sheet2", "More") and None),
    ("28", "a blank sheet", "Nothing", "", lambda book: book.create_sheet("Nothing") and None),
    ("29", "an empty first cell", "Places", "A1", _on("A1", None)),
    ("29", "a margin", "Places", "", _margin),
    ("30", "a table that does not begin at the left", "Places", "B3:D6", _indented),
    ("35", "no title of the document", "", "", _untitled),
    ("35", "no language", "", "", _no_language),
    ("36", "another cell", "Places", "B4", _cursor),
    ("36", "another sheet", "", "", _second_sheet),
    ("WCAG 1.1.1", "a chart without a text", "Places", "E3", _chart),
)
"""The number of a point, what is wrong, the sheet and the cells where, and how it is made."""


def with_a_text_box() -> bytes:
    """As xlsxwriter writes it, with a raised figure in runs besides."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Places")
        sheet.write(0, 0, "Places")
        sheet.insert_textbox("C3", "Only here")
        raised = book.add_format({"font_script": 1})
        sheet.write_rich_string("A2", "Oak Lane", raised, "1")
    return out.getvalue()


def in_strict_colours() -> bytes:
    """The good workbook with a colour by its number in the old palette: yellow words on white."""
    old, new = '<color theme="1" ?/>', '<color indexed="13"/>'
    return repacked(saved(), {"xl/styles.xml": replaced(old, new)})
