"""Files that cost more than they should if nobody stops them: small on disk, large or slow inside.

Each is made here, so that none has to be kept; `COSTLY` names them. They are changed copies of one filled workbook, so
that a reader gets as far as it can.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from careers_workbook.spreadsheet.read import xls
from careers_workbook.spreadsheet.read.compound import Compound
from tests.support.hostile import SHEET, filled, repacked, zipped
from tests.support.hub_ods import as_ods

_TEXTS, _STYLES, _BOOK, _RELATIONS = (
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
)
_LEAVERS = "xl/worksheets/sheet7.xml"
_ROWS = 19_900
"""Rows that fit below a checklist."""
_SPARE = 300
"""The row from which they stand."""
_KEPT = Path(__file__).parent.parent / "returned" / "libreoffice"
Made = Callable[[], bytes]


def _text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def _with_rows(rows: Iterator[str], behind: str = "", sheet: str = SHEET) -> bytes:
    """The workbook with more rows below its first checklist, or below the table of another sheet."""
    more = "".join(rows).encode()

    def change(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", more + b"</sheetData>" + behind.encode(), 1)

    return repacked(filled(), {sheet: change})


def _row(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


def _own(text: str = "Something that we do ourselves, number {}", col: str = "B") -> bytes:
    return _with_rows(_row(n, _text_cell(f"{col}{n}", text.format(n))) for n in range(_SPARE, _ROWS))


def leavers(number: int, words: str = "", columns: str = "BCDE") -> bytes:
    """So many leavers more, with these words in some of their columns: each time the same one of the table of texts."""
    texts = zipfile.ZipFile(io.BytesIO(filled())).read(_TEXTS)
    word = texts.count(b"<si>")
    rows = (
        _row(n, _text_cell(f"A{n}", f"L{n}") + "".join(f'<c r="{c}{n}" t="s"><v>{word}</v></c>' for c in columns))
        for n in range(_SPARE, _SPARE + number)
    )
    text = f"<si><t>{words or 'Other'}</t></si></sst>".encode()
    return repacked(_with_rows(rows, sheet=_LEAVERS), {_TEXTS: lambda xml: xml.replace(b"</sst>", text)})


def long_leavers(number: int, length: int) -> bytes:
    """So many leavers more, each with a text of its own."""
    rows = (
        _row(n, _text_cell(f"A{n}", f"L{n}") + _text_cell(f"C{n}", f"{n} {'x' * (length - 6)}"))
        for n in range(_SPARE, _SPARE + number)
    )
    return _with_rows(rows, sheet=_LEAVERS)


def _statement() -> str:
    found = re.search(
        r"<t[^>]*>(A Careers Leader[^<]*)</t>", zipfile.ZipFile(io.BytesIO(filled())).read(_TEXTS).decode()
    )
    assert found
    return found[1]


def _header() -> bytes:
    labels = ("Ref", "Item", "Action needed", "Deadline", "Review", "Action completed")
    cells = "".join(_text_cell(f"{'ABCDEF'[n]}{{row}}", label) for n, label in enumerate(labels))
    return _with_rows(_row(n, cells.format(row=n)) for n in range(_SPARE, _ROWS))


def _empty_rows() -> bytes:
    return _with_rows(f'<row r="{_SPARE + n}" ht="{n % 89}"/>' for n in range(2_500_000))


def _empty_cells() -> bytes:
    return _with_rows(
        _row(n, "".join(f'<c r="{c}{n}" s="{n % 7}"/>' for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        for n in range(_SPARE, 60_000)
    )


def _wide() -> bytes:
    def letters(col: int) -> str:
        head, tail = divmod(col, 26)
        return (letters(head - 1) if head else "") + chr(65 + tail)

    columns = [letters(col) for col in range(16_384)]
    return _with_rows(
        _row(n, "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in columns)) for n in range(_SPARE, _SPARE + 100)
    )


def _more_sheets(data: bytes, number: int) -> bytes:
    """So many sheets more, each of them the first checklist once again."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    book, relations = "", ""
    for n in range(number):
        book += f'<sheet name="More {n}" sheetId="{n + 500}" r:id="rId{n + 5000}"/>'
        relations += f'<Relationship Id="rId{n + 5000}" Type="{kind}" Target="worksheets/sheet3.xml"/>'
    return repacked(
        data,
        {
            _BOOK: lambda xml: xml.replace(b"</sheets>", book.encode() + b"</sheets>"),
            _RELATIONS: lambda xml: xml.replace(b"</Relationships>", relations.encode() + b"</Relationships>"),
        },
    )


def comments(number: int) -> bytes:
    """So many comments on one sheet."""
    said = "".join(
        f'<comment ref="{"BCDEF"[n % 5]}{n // 5 + 1}" authorId="0"><text><t>Remark {n} {"x" * 100}</t></text></comment>'
        for n in range(number)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    types = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    part = f'<comments xmlns="{main}"><authors><author>A</author></authors><commentList>{said}</commentList></comments>'
    relation = f'<Relationship Id="rId900" Type="{kind}" Target="../comments9.xml"/>'
    relations = f'<Relationships xmlns="{types}">{relation}</Relationships>'
    changes = {"xl/comments9.xml": part.encode(), "xl/worksheets/_rels/sheet3.xml.rels": relations.encode()}
    return repacked(filled(), changes)


def _merged() -> bytes:
    areas = "".join(f'<mergeCell ref="A{n}:XFD{n + 9_999}"/>' for n in range(1, 65_001))
    rows = (_row(n, _text_cell(f"B{n}", f"own {n}")) for n in range(_SPARE, 2_000))
    return _with_rows(rows, f"<mergeCells>{areas}</mergeCells>")


def _runs() -> bytes:
    def change(xml: bytes) -> bytes:
        runs = "".join(f"<r><rPr><b/></rPr><t>{n % 10}</t></r>" for n in range(100_000))
        return xml.replace(b"</sst>", f"<si>{runs}</si></sst>".encode())

    return repacked(filled(), {_TEXTS: change})


def _texts() -> bytes:
    """Two hundred megabytes of texts that nobody uses."""

    def change(xml: bytes) -> bytes:
        texts = "".join(f"<si><t>{n:06}{'abcdefgh' * 250}\U0001f600</t></si>" for n in range(29_000))
        return xml.replace(b"</sst>", f"{texts}</sst>".encode())

    return repacked(filled(), {_TEXTS: change})


def _formats() -> bytes:
    def change(xml: bytes) -> bytes:
        codes = "".join(f'<numFmt numFmtId="{n + 200}" formatCode="{"[" * 900}_[{n}"/>' for n in range(60_000))
        xfs = "".join(f'<xf numFmtId="{n + 200}" fontId="0" fillId="0" borderId="0"/>' for n in range(60_000))
        if b"<numFmts" in xml:
            xml = re.sub(rb"<numFmts[^>]*>", lambda found: found[0] + codes.encode(), xml)
        else:
            xml = xml.replace(b"<fonts", f"<numFmts>{codes}</numFmts><fonts".encode(), 1)
        return xml.replace(b"</cellXfs>", xfs.encode() + b"</cellXfs>")

    return repacked(filled(), {_STYLES: change})


def _one_format() -> bytes:
    """A format of thirty million characters."""

    def change(xml: bytes) -> bytes:
        codes = f'<numFmt numFmtId="900" formatCode="{"[&quot;_" * 4_000_000}"/>'
        xml = re.sub(rb"<numFmts[^>]*>", lambda found: found[0] + codes.encode(), xml)
        return xml.replace(b"</cellXfs>", b'<xf numFmtId="900"/></cellXfs>')

    return repacked(filled(), {_STYLES: change})


def _rules() -> bytes:
    areas = " ".join(f"A{n}:F{n}" for n in range(1, 60_000))
    rules = "".join(
        f'<conditionalFormatting sqref="{areas}"><cfRule type="expression" dxfId="0" priority="{n}">'
        "<formula>1=1</formula></cfRule></conditionalFormatting>"
        for n in range(1, 40)
    )
    return _with_rows(iter(()), rules)


def _pieces() -> bytes:
    """Fifty million bytes of elements that mean nothing."""
    return _with_rows(iter(()), "<x/>" * 12_000_000)


def _births() -> bytes:
    return _with_rows(
        _row(n, _text_cell(f"B{n}", "DOB") + f'<c r="C{n}"><v>{30_000 + n % 9_000}</v></c>')
        for n in range(_SPARE, _ROWS)
    )


def _numbers() -> bytes:
    return _with_rows(
        _row(n, _text_cell(f"B{n}", f"{n} " + " ".join(f"07{n + k:09}" for k in range(250))))
        for n in range(_SPARE, 9_000)
    )


def apart_xls() -> bytes:
    """An .xls in which the last cell of every sheet stands far away from all others."""
    book = Compound((_KEPT / "saved-again.xls").read_bytes())
    stream = bytearray(book.stream("Workbook"))
    for start in xls._sheet_starts(stream):
        cells = [at for at, kind, _ in xls._records(stream, start) if kind in xls._CELLS - {xls._NUMBERS_IN_A_ROW}]
        struct.pack_into("<HH", stream, cells[-1] + 4, 19_999, 255)
    return book.with_stream("Workbook", bytes(stream))


def _ods(cells: str) -> bytes:
    def change(xml: bytes) -> bytes:
        return xml.replace(b"</table:table>", cells.encode() + b"</table:table>", 1)

    return repacked(as_ods(filled()), {"content.xml": change})


def _repeated(rows: int, cols: int, text: str) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{cols}" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
    )


def _mail(body: bytes) -> bytes:
    return b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n" + body


def _nested_mail(depth: int) -> bytes:
    inner = b"Content-Type: text/plain\r\n\r\nend\r\n"
    for n in range(depth):
        inner = (
            b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) + inner + b"\r\n--b%d--\r\n" % n
        )
    return _mail(inner)


def _nested_zip(depth: int) -> bytes:
    data = b"end"
    for n in range(depth):
        data = zipped({f"{n}.zip" if n else "a.txt": data, f"{n}.txt": b"0" * 10_000_000})
    return data


def _members() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(100_000):
            archive.writestr(f"{n}.csv", b"")
    return out.getvalue()


COSTLY: dict[str, Made] = {
    "own-rows-19900.xlsx": _own,
    "own-refs.xlsx": lambda: _own("CL3", "A"),
    "same-statement.xlsx": lambda: _own(_statement()),
    "statement-and-more.xlsx": lambda: _own(_statement() + " and number {}"),
    "header-rows.xlsx": _header,
    "leavers.xlsx": lambda: leavers(19_500, columns="BCDEFGHIJK"),
    "leavers-32767.xlsx": lambda: leavers(19_500, "x" * 32_767, "BCDEFGHIJK"),
    "leavers-500.xlsx": lambda: long_leavers(500, 32_767),
    "empty-rows.xlsx": _empty_rows,
    "empty-cells.xlsx": _empty_cells,
    "wide.xlsx": _wide,
    "sheets.xlsx": lambda: _more_sheets(filled(), 1_000),
    "few-sheets.xlsx": lambda: _more_sheets(_own(), 200),
    "comments.xlsx": lambda: comments(65_000),
    "merged.xlsx": _merged,
    "runs.xlsx": _runs,
    "texts.xlsx": _texts,
    "formats.xlsx": _formats,
    "one-format.xlsx": _one_format,
    "rules.xlsx": _rules,
    "pieces.xlsx": _pieces,
    "births.xlsx": _births,
    "numbers.xlsx": _numbers,
    "apart.xls": apart_xls,
    "rows.ods": lambda: _ods(_repeated(1_000_000, 500, "again")),
    "cells.ods": lambda: _ods(_repeated(1, 16_000, "x" * 90_000) * 15),
    "line.csv": lambda: b"Ref,Item," + b"ab," * 14_700_000,
    "text.csv": lambda: b"Ref,Item\n" + b"CL3,something\n" * 700_000,
    "fields.csv": lambda: b"ab," * 3_300_000,
    "mailbox.eml": lambda: b"From a@b.example Mon Jan  1 10:00:00 2027\n" + b"\n\nFrom " + b"00:00" * 200_000 + b"\n",
    "head.eml": lambda: _mail(b"Content-Type: text/plain;" + b" a=b;" * 200_000 + b"\r\n\r\nx"),
    "heads.eml": lambda: _mail(b"X-Line: a\r\n" * 100_000 + b"\r\nx"),
    "words.eml": lambda: _mail(b'Content-Disposition: attachment; filename="' + b"=?utf-8?q?" * 700 + b'"\r\n\r\nx'),
    "parts.eml": lambda: _mail(b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 100_000),
    "nested.eml": lambda: _nested_mail(400),
    "page.eml": lambda: _mail(b"Content-Type: text/html\r\n\r\n" + b"<plist" * 5_000_000),
    "page.htm": lambda: b"<" + b"<table" * 1_000_000,
    "spaces.txt": lambda: b" " * 9_000_000,
    "members.zip": _members,
    "nested.zip": lambda: _nested_zip(30),
}
"""File name -> what makes it."""
_HEAD = b'"URN","EstablishmentName","TypeOfEstablishment (code)","EstablishmentStatus (code)"\n'
LISTS: dict[str, Made] = {
    "code.csv": lambda: _HEAD + b'"990001","Oak Lane School","' + b"0" * 100_000 + b'x","1"\n',
    "codes.csv": lambda: _HEAD + b'"990001","Oak Lane School","' + b"0" * 5_000 + b'!","1"\n' * 1,
    "line.csv": lambda: b"ab," * 14_700_000,
    "blank.csv": lambda: b" " * 20_000_000,
}
"""The same for what is no list of schools."""
