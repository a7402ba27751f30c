"""Workbooks as programs write them that cannot be run here: Google Sheets, Excel with macros, Excel in Strict mode.

Enters: a filled workbook. Leaves: bytes. These are imitations, made from what is known of such files.
"""

import csv
import datetime as dt
import io
import re
import zipfile

import openpyxl

_TRANSITIONAL = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "http://purl.oclc.org/ooxml/drawingml/chart",
}
_EMPTY_ROWS = 1000
"""Google gives every sheet a thousand rows of styled, empty cells."""
_TABLES = re.compile(r"<tableParts.*?</tableParts>", re.DOTALL)
_LOCK = re.compile(r"<sheetProtection[^>]*/>")
_PLAIN_ROW = '<row r="{0}"><c r="A{0}" s="1"/><c r="B{0}" s="1"/><c r="C{0}" s="1"/></row>'


def google(filled: bytes) -> bytes:
    """No tables, no protection, no document properties, a thousand rows everywhere."""

    def change(name: str, content: bytes) -> bytes | None:
        if name.startswith(("docProps/", "xl/tables/")):
            return None
        text = content.decode("utf-8") if name.endswith((".xml", ".rels")) else ""
        if name == "[Content_Types].xml":
            text = re.sub(r'<Override PartName="/(docProps|xl/tables)/[^>]*/>', "", text)
        elif name.endswith(".rels"):
            text = re.sub(r"<Relationship [^>]*(docProps|/tables?/|/table\")[^>]*/>", "", text)
        elif name.startswith("xl/worksheets/"):
            last = max(map(int, re.findall(r'<row r="(\d+)"', text)), default=0)
            rows = "".join(_PLAIN_ROW.format(row) for row in range(last + 1, _EMPTY_ROWS + 1))
            text = _LOCK.sub("", _TABLES.sub("", text)).replace("</sheetData>", f"{rows}</sheetData>")
        else:
            return content
        return text.encode("utf-8")

    return _repacked(filled, change)


def with_macros(filled: bytes) -> bytes:
    """A macro-enabled copy; the macros themselves are a few bytes that are never read."""

    def change(name: str, content: bytes) -> bytes | None:
        if name == "[Content_Types].xml":
            kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            content = content.replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind
            )
            vba = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
            return content.replace(b"<Default ", vba + b"<Default ", 1)
        if name == "xl/_rels/workbook.xml.rels":
            kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
            relation = f'<Relationship Id="rIdVba" Type="{kind}" Target="vbaProject.bin"/></Relationships>'
            return content.replace(b"</Relationships>", relation.encode())
        return content

    return _repacked(filled, change, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)})


def strict(filled: bytes) -> bytes:
    """The namespaces of ISO/IEC 29500 Strict, and dates as dates (t="d") where a deadline stands."""

    def change(name: str, content: bytes) -> bytes | None:
        if name.endswith((".xml", ".rels")):
            for old, new in _TRANSITIONAL.items():
                content = content.replace(old.encode(), new.encode())
        return content

    return _repacked(filled, change)


def one_sheet(filled: bytes, title: str) -> bytes:
    """One sheet as a British Excel saves it as CSV: what the cells show, in cp1252, lines ended by CR LF."""
    sheet = openpyxl.load_workbook(io.BytesIO(filled), data_only=True)[title]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    return out.getvalue().encode("cp1252")


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.datetime) else "" if value is None else str(value)


def _repacked(data: bytes, change: object, more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        for name, content in (more or {}).items():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
