"""The finished bytes of a workbook, with two things put right that xlsxwriter cannot say (3.3).

It writes no document language, and it fixes the height of every row that has one, so that a row would not grow while
somebody types. Enters: the bytes of an .xlsx. Leaves: the same package, byte for byte the same for the same input.
Must not know: what the workbook says.
"""

import io
import re
import zipfile

_CORE, _SHEETS = "docProps/core.xml", "xl/worksheets/sheet"
_FIXED_HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')
_LEVEL = 6


def finished(data: bytes, language: str) -> bytes:
    """The package with its language named and its rows free to grow."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == _CORE:
                content = _with_language(content, language)
            elif entry.filename.startswith(_SHEETS):
                content = _FIXED_HEIGHT.sub(rb"\1", content)
            new.writestr(_plain_entry(entry), content)
    return out.getvalue()


def _with_language(core: bytes, language: str) -> bytes:
    mark = b"</cp:coreProperties>"
    return core.replace(mark, b"<dc:language>" + language.encode("ascii") + b"</dc:language>" + mark)


def _plain_entry(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The same name and fixed date; nothing that depends on the machine (its system, its file rights)."""
    plain = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
    plain.compress_type, plain.create_system = zipfile.ZIP_DEFLATED, 0
    return plain
