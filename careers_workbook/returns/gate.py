"""Bytes at the door: what is this file, and is it safe to open.

Enters: a path. Leaves: the bytes of an Excel workbook, read once so that a sync client or Excel may go on with it.
Recognised by content, never by extension. Raises FileRefusedError with one sentence. Must not know: sheets, questions.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from careers_workbook.problems import FileRefusedError, Place, Problem

MAX_FILE = 50_000_000
"""Bytes of a file. A filled checklist has about 60 thousand."""
MAX_UNPACKED = 300_000_000
"""Bytes of everything inside, unpacked."""
MAX_RATIO = 500
"""Times that a part over 10 MB may have been compressed: real sheets reach about 60."""
_BIG_PART = 10_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", "FILE-008", ""),
    ("Workbook", "FILE-007", "an Excel workbook of the old kind (.xls)"),
    ("WordDocument", "FILE-004", "a Word document (.doc)"),
    ("__substg1.0_", "FILE-004", "an e-mail saved from Outlook (.msg)"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
)
_ZIP_KINDS = (
    ("xl/workbook.bin", "FILE-007", "a binary Excel workbook (.xlsb)"),
    ("word/document.xml", "FILE-004", "a Word document (.docx)"),
    ("ppt/presentation.xml", "FILE-004", "a PowerPoint presentation"),
    ("content.xml", "FILE-007", "an OpenDocument file (.ods or .odt)"),
)
_MAIL_HEADERS = (b"received:", b"from:", b"return-path:", b"mime-version:", b"delivered-to:", b"message-id:")


@dataclass(frozen=True, slots=True)
class Admitted:
    """The bytes of an .xlsx or .xlsm file that is safe to hand to a reader."""

    data: bytes
    has_macros: bool = False


def admit(path: Path) -> Admitted:
    """Read the file and decide. Raises FileRefusedError with a place that names the file."""
    data = _read(path)
    if not data:
        raise refused(path, "FILE-002")
    if data.startswith(b"PK"):
        return _admit_zip(path, data)
    if data.startswith(_OLE):
        for name, code, what in _OLE_KINDS:
            if name.encode("utf-16-le") in data:
                raise refused(path, code, what=what)
        raise refused(path, "FILE-004", what="an old Office file")
    raise refused(path, "FILE-004", what=_what_is(path, data))


def refused(path: Path, code: str, **context: str) -> FileRefusedError:
    """The exception that says why this file is not read."""
    return FileRefusedError(Problem(code, Place(file=str(path)), context))


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise refused(path, "FILE-003")
        if path.stat().st_size > MAX_FILE:
            raise refused(path, "FILE-009", reason=f"it is larger than {MAX_FILE // 1_000_000} MB")
        return path.read_bytes()
    except FileNotFoundError as e:
        raise refused(path, "FILE-001") from e
    except (OSError, ValueError) as e:  # ValueError: a null character in the name
        raise refused(path, "FILE-011", reason=getattr(e, "strerror", None) or str(e)) from e


def _admit_zip(path: Path, data: bytes) -> Admitted:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as e:
        raise refused(path, "FILE-006", reason="it is cut off or was not sent whole") from e
    names = {part.filename for part in parts}
    for part, code, what in _ZIP_KINDS:
        if part in names:
            raise refused(path, code, what=what)
    if "[Content_Types].xml" not in names:
        raise refused(path, "FILE-007", what="a zip folder")
    if any(p.file_size > _BIG_PART and p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts):
        raise refused(path, "FILE-009", reason="a part of it unpacks to far more than any workbook holds")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refused(path, "FILE-009", reason=f"it unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
    return Admitted(data, "xl/vbaProject.bin" in names)


def _what_is(path: Path, data: bytes) -> str:
    """What a file that is no workbook looks like, for a person."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, what in _SIGNATURES:
        if start.startswith(signature.lower()):
            return what
    if start.startswith(_MAIL_HEADERS):
        return "an e-mail"
    if path.name.startswith("~$"):
        return "the lock file that Excel keeps while a workbook is open"
    if b"\0" in data[:4096]:
        return "a file of an unknown kind"
    return "a text file"
