"""A workbook as LibreOffice and Google Sheets save it: OpenDocument, values only.

Enters: an .xlsx. Leaves: an .ods with the same cells in the same places. Formulas come as what they came to.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"), ("manifest", "manifest"))
)


def as_ods(data: bytes) -> bytes:
    """The workbook in the other format."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    tables = "".join(_table(sheet) for sheet in book.worksheets)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{_NAMES} office:version="1.3">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _TYPE), ("content.xml", "text/xml"))
    )
    manifest = f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest{_NAMES}>{entries}</manifest:manifest>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text, packing in (
            ("mimetype", _TYPE, zipfile.ZIP_STORED),
            ("content.xml", content, zipfile.ZIP_DEFLATED),
            ("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED),
        ):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode(), packing)
    return out.getvalue()


def _table(sheet: Worksheet) -> str:
    rows = "".join(f"<table:table-row>{''.join(_cells(row))}</table:table-row>" for row in sheet.iter_rows())
    return f"<table:table table:name={quoteattr(sheet.title)}>{rows}</table:table>"


def _cells(row: tuple) -> Iterator[str]:
    for cell in row:
        value = cell.value
        match value:
            case None:
                yield "<table:table-cell/>"
            case dt.datetime() | dt.date():
                day = value.date() if isinstance(value, dt.datetime) else value
                yield _cell("date", f' office:date-value="{day.isoformat()}"', f"{day:%d/%m/%y}")
            case bool():
                yield _cell("boolean", f' office:boolean-value="{str(value).lower()}"', str(value).upper())
            case int() | float():
                yield _cell("float", f' office:value="{value}"', str(value))
            case _:
                yield _cell("string", "", str(value))


def _cell(kind: str, attribute: str, text: str) -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="{kind}"{attribute}>{lines}</table:table-cell>'
