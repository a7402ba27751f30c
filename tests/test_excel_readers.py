"""What one cell of one file means, for each reader of our own; and that a reader of others sees the same."""
# ruff: noqa: E501, DTZ001, ISC004 - XML reads better on one line, and cells know no time zone

import datetime as dt
import io
import struct
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import FileFormat, Grid
from tests.support.hostile import filled, repacked, zipped


def test_chart_sheets_are_no_worksheets(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        chart = book.add_chart({"type": "column"})
        book.add_worksheet("Data").write(0, 0, 7)
        chart.add_series({"values": "=Data!$A$1:$A$1"})
        book.add_chartsheet("Chart").set_chart(chart)
        book.add_worksheet("After").write(1, 1, "x")
    grids = read_book((tmp_path / "a.xlsx").read_bytes()).grids
    assert [(grid.title, grid.cells) for grid in grids] == [("Data", {(0, 0): 7.0}), ("After", {(1, 1): "x"})]


def test_our_own_reader_and_calamine_see_the_same_cells() -> None:
    """Two readers that share no code, on a workbook without anything that calamine cannot read."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(filled()))
    for number, grid in enumerate(read_book(filled()).grids):
        rows = book.get_sheet_by_index(number).to_python(skip_empty_area=False)
        seen = {(r, c): raw for r, row in enumerate(rows) for c, raw in enumerate(row) if str(raw).strip()}
        assert seen == grid.cells, grid.title


SHEET_XML = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>
<extLst><ext><c r="Z9"><v>1</v></c></ext></extLst></worksheet>"""


def one_sheet(rows: str) -> Grid:
    return read_book(repacked(filled(), {"xl/worksheets/sheet1.xml": SHEET_XML.format(rows).encode()})).grids[0]


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        ('<c r="B2"><v>14</v></c>', 14.0),
        ('<c r="B2" t="n"><v> 1.5E3 </v></c>', 1500.0),
        ('<c r="$B$2"><v>-0.5</v></c>', -0.5),
        ('<c r="B2" t="b"><v>1</v></c>', True),
        ('<c r="B2" t="str"><f>A1</f><v>a_x000D_b</v></c>', "a\rb"),
        ('<c r="B2" t="str"><v>_x005F_x000D_</v></c>', "_x000D_"),
        ('<c r="B2" t="str"><v>_xD83D_</v></c>', "_xD83D_"),
        ('<c r="B2" t="inlineStr"><is><r><t>one </t></r><r><t>two</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>', "one two"),
        ('<c r="B2" t="d"><v>2027-03-31T00:00:00</v></c>', dt.date(2027, 3, 31)),
        ('<c r="B2" t="d"><v>2027-03-31T09:30:00Z</v></c>', dt.datetime(2027, 3, 31, 9, 30)),
        ('<c r="B2" t="d"><v>soon</v></c>', "soon"),
        ('<c r="B2"><v>nan</v></c>', "nan"),
        ('<c r="B2"><v>1e999</v></c>', "inf"),
        ('<c r="B2"><v>1_0</v></c>', "1_0"),
        ('<c r="B2" s="99999"><v>46477</v></c>', 46477.0),
        ('<c r="B2" t="unheard of"><v>x</v></c>', "x"),
    ],
)  # fmt: skip
def test_one_cell(cell: str, raw: object) -> None:
    found = one_sheet(f'<row r="2">{cell}</row>').cells
    assert found == {(1, 1): raw}
    assert type(found[1, 1]) is type(raw)


def test_cells_without_a_place_stand_side_by_side() -> None:
    rows = '<row><c><v>1</v></c><c r="C1"><v>2</v></c><c><v>3</v></c></row><row r="5"><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    assert one_sheet(rows).cells == {(0, 0): 1.0, (0, 2): 2.0, (0, 3): 3.0, (4, 0): 4.0, (5, 0): 5.0}


@pytest.mark.parametrize("word", ["#N/A", "#REF!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#BLOCKED!", "anything"])
def test_an_error_is_an_error_whatever_its_name(word: str) -> None:
    grid = one_sheet(f'<row r="1"><c r="A1" t="e"><v>{word}</v></c><c r="B1"><v>7</v></c></row>')
    assert (grid.cells, grid.marks.errors) == ({(0, 1): 7.0}, {(0, 0): word})


@pytest.mark.parametrize("number", ["999999", "-1", "one"])
def test_a_text_that_is_not_in_the_table_is_not_blank(number: str) -> None:
    with pytest.raises(FileRefusedError, match="table of texts"):
        one_sheet(f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>')


def test_far_corners_cost_nothing() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" t="str"><v> </v></c><c><v>2</v></c><c r="A90000"><v>3</v></c></row>'
    grid = one_sheet(rows)
    assert (grid.cells, grid.marks.stray) == ({(0, 0): 1.0}, 2)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("dd/mm/yyyy", "date"), ('[$-809]d mmmm yyyy;@', "date"), ("m/d/yy h:mm", "date"), ("[Red]0.00", ""), ('"day" 0', ""),
        ("General", ""), ("[h]:mm", "span"), ("0.00E+00", ""), (r"0\d", ""), ("#,##0_h", ""), ("yyyy", "date"), ("@", ""),
    ],
)  # fmt: skip
def test_which_formats_show_a_day(tmp_path: Path, code: str, kind: str) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_number(0, 0, 46477.25, book.add_format({"num_format": code}))
    raw = read_book((tmp_path / "a.xlsx").read_bytes()).grids[0].at(0, 0)
    moment, span = dt.datetime(2027, 3, 31, 6), dt.timedelta(days=46477, hours=6)
    assert raw == {"date": moment, "span": span, "": 46477.25}[kind]


# how cells look, where that changes what they say

KEPT = Path(__file__).parent / "data" / "formats"
LOOKS: tuple[tuple[FileFormat, bool], ...] = (("xlsx", True), ("ods", True), ("xls", False))
"""The same cells, saved by xlsxwriter and twice by LibreOffice; an .xls has no formulas in words."""


@pytest.mark.parametrize(("form", "has_words"), LOOKS)
def test_symbols_lines_and_formulas_in_every_format(form: FileFormat, has_words: bool) -> None:
    grid = read_book((KEPT / f"looks.{form}").read_bytes(), form).grids[0]
    assert [grid.at(row, 0) for row in range(7)] == ["✓", "✗", "■", "\uf04b", "✓", "✓", "Yes"]
    looks = [grid.content(row, 1) for row in range(5)]
    assert [(content.value, content.struck) for content in looks] == [
        *((None, "withdrawn"), (None, "31/03/2027"), ("Yes", "No \N{GRINNING FACE}")),
        *(("Done ✓ in May", ""), ("kept", "half")),
    ]
    assert [grid.content(row, 2).seen for row in range(5)] == ["Mar-27", "March 2027", "2027", "1-Mar", "01/03/2027"]
    moving = [row for row in range(5) if grid.content(row, 3).moves]
    assert moving == ([0, 1, 3, 4] if has_words else [0, 3, 4])  # the second adds 1 to the first
    assert grid.marks.totals == {7}


def record(kind: int, content: bytes) -> bytes:
    """One record of an .xlsb: kind and length in seven bits a byte."""
    return bytes([kind & 0x7F | 0x80, kind >> 7] if kind > 0x7F else [kind]) + bytes([len(content)]) + content


def wide(text: str) -> bytes:
    return len(text).to_bytes(4, "little") + text.encode("utf-16-le")


def test_symbols_lines_and_formulas_of_a_binary_workbook() -> None:
    fonts = [(0, "Calibri"), (8, "Calibri"), (0, "Wingdings")]
    font = [record(0x2B, bytes(2) + bytes([line]) + bytes(18) + wide(name)) for line, name in fonts]
    styles = [record(0x2F, bytes(4) + bytes([number]) + bytes(11)) for number in range(3)]
    struck, symbol = (bytes([style, 0, 0, 0]) for style in (1, 2))
    today = b"\x19\x01\0\0\x41\xdd\0\x1e\x1e\0\x03"
    real = struct.pack("<d", 46400.0)
    cells = [
        record(0x00, bytes(4)),
        record(0x06, bytes(4) + struck + wide("gone")),
        record(0x06, b"\1\0\0\0" + symbol + wide("ü")),
        record(0x3E, b"\2\0\0\0" + bytes(4) + b"\1" + wide("No Yes") + struct.pack("<IHHHH", 2, 0, 1, 3, 0)),
        record(0x09, b"\3\0\0\0" + bytes(4) + real + b"\0\0" + struct.pack("<I", len(today)) + today),
    ]
    parts = {
        "xl/styles.bin": b"".join([*font, record(0x269, b"\3\0\0\0"), *styles, record(0x26A, b"")]),
        "xl/worksheets/sheet1.bin": b"".join(cells),
    }
    grid = read_book(repacked((KEPT / "sheetjs.xlsb").read_bytes(), parts), "xlsb").grids[0]
    found = [grid.content(0, col) for col in range(4)]
    assert [(content.value, content.struck) for content in found] == [
        (None, "gone"),
        ("✓", ""),
        ("Yes", "No"),
        (46400.0, ""),
    ]
    assert [content.moves for content in found] == [False, False, False, True]


@pytest.mark.parametrize(
    ("run", "value", "struck"),
    [
        ("<rPr><strike/></rPr>", None, "x"),
        ('<rPr><strike val="0"/></rPr>', "x", ""),
        ('<rPr><rFont val="Wingdings"/></rPr>', "☒", ""),
        ('<rPr><rFont val="Wingdings"/><strike val="true"/></rPr>', None, "☒"),
        ("<rPr/>", "x", ""),
        ("", "x", ""),
    ],
)
def test_one_run(run: str, value: str | None, struck: str) -> None:
    content = one_sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><r>{run}<t>x</t></r></is></c></row>').content(0, 0)
    assert (content.value, content.struck) == (value, struck)


def test_a_formula_that_is_shared_moves_in_each_of_its_cells() -> None:
    first = '<c r="A1"><f t="shared" ref="A1:A2" si="0">TODAY()+1</f><v>1</v></c>'
    rows = f'<row r="1">{first}<c r="B1"><f>A2*2</f><v>2</v></c><c r="C1"><f>C1</f><v>3</v></c><c r="D1"><f>Other!A1</f><v>4</v></c></row>'
    grid = one_sheet(f'{rows}<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>')
    assert [at for at in sorted(grid.cells) if grid.content(*at).moves] == [(0, 0), (0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("row", "is_total"),
    [
        *(("Total,,6", True), ("Totals:,3,6", True), ("Total,,", False), ("Total,six", False), ("L01,Total,6", False)),
        ("Total leavers,6", False),
    ],
)
def test_a_row_of_totals(row: str, is_total: bool) -> None:
    grid = read_book(f"Ref,Year,Number\nL01,2024,3\nL02,2024,3\n{row}\n".encode(), "csv").grids[0]
    assert grid.marks.totals == ({3} if is_total else set())


# what OpenDocument files may look like inside

ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:tracked-changes><table:table-cell><text:p>before</text:p></table:table-cell></table:tracked-changes>
<table:table table:name="One">{}</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(rows: str) -> bytes:
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": ODS.format(rows).encode(),
    })  # fmt: skip


def ods_grid(cells: str) -> Grid:
    return read_book(ods(f"<table:table-row>{cells}</table:table-row>"), "ods").grids[0]


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        ('<table:table-cell office:value-type="float" office:value="14"><text:p>14</text:p></table:table-cell>', 14.0),
        ('<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50 %</text:p></table:table-cell>', 0.5),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', True),
        ('<table:table-cell office:value-type="date" office:date-value="2027-03-31"/>', dt.date(2027, 3, 31)),
        ('<table:table-cell office:value-type="date" office:date-value="2027-03-31T09:30:00"/>', dt.datetime(2027, 3, 31, 9, 30)),
        ('<table:table-cell office:value-type="time" office:time-value="PT09H30M00S"/>', dt.time(9, 30)),
        ('<table:table-cell office:value-type="time" office:time-value="PT30H00M00S"/>', dt.timedelta(hours=30)),
        ('<table:table-cell office:value-type="string"><text:p>a<text:s text:c="3"/>b<text:tab/>c</text:p><text:p>d</text:p></table:table-cell>',
         "a   b\tc\nd"),
        ('<table:table-cell office:value-type="string"><text:p>\n   laid\n   out </text:p></table:table-cell>', "laid out "),
        ('<table:table-cell office:value-type="string"><text:p>a<text:span>b<text:a>c</text:a></text:span></text:p>'
         '<draw:frame><draw:text-box><text:p>no</text:p></draw:text-box></draw:frame></table:table-cell>', "abc"),
        ('<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>x</text:p></table:table-cell>', "x"),
    ],
)  # fmt: skip
def test_one_cell_of_an_open_document(cell: str, raw: object) -> None:
    found = ods_grid(cell).cells
    assert found == {(0, 0): raw}
    assert type(found[0, 0]) is type(raw)


def test_errors_formulas_and_comments_of_an_open_document() -> None:
    grid = ods_grid(
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=NA()" office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=A9"/>'
        '<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
        "<table:table-cell><office:annotation><text:p>see</text:p><text:p> me</text:p></office:annotation></table:table-cell>"
    )
    assert grid.marks.errors == {(0, 0): "#DIV/0!", (0, 1): "#N/A"}
    assert grid.marks.uncached == {(0, 2)}
    assert grid.cells == {(0, 3): "#N/A"}
    assert grid.marks.notes == {(0, 4): "see me"}


def test_hidden_rows_and_columns_of_an_open_document() -> None:
    rows = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="3"/><table:table-column/>'
        '<table:table-row/><table:table-row table:visibility="filter" table:number-rows-repeated="2"/><table:table-row/>'
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048000"/>'
    )
    (grid,) = read_book(ods(rows), "ods").grids
    assert [at for at in range(8) if grid.hides((0, at))] == [2, 3, 4]
    assert [at for at in range(8) if grid.hides((at, 0))] == [1, 2, 4, 5, 6, 7]


def test_repeated_cells_are_repeated_and_far_ones_left_out() -> None:
    seven = '<table:table-cell {} office:value-type="float" office:value="7"/>'
    three = seven.format('table:number-columns-repeated="3"')
    rows = (
        f'<table:table-row table:number-rows-repeated="2">{three}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        f"<table:table-row>{seven.format('')}</table:table-row>"
    )
    (grid,) = read_book(ods(rows), "ods").grids
    assert grid.cells == {(row, col): 7.0 for row in range(2) for col in range(3)}
    assert grid.marks.stray == 1
