"""Bytes at the door: what is this file, and is it safe to open.

Enters: the bytes of a file and its name. Leaves: the bytes of a workbook and its format. Recognised by content, never
by extension. Raises FileRefusedError with one sentence. Must not know: sheets, questions, where files lie.
"""

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from careers_workbook.core.problems import FileRefusedError, Problem
from careers_workbook.returns.intake.signatures import EMAIL, look_of, unknown
from careers_workbook.spreadsheet.read import delimited, ods, xls
from careers_workbook.spreadsheet.read.content import OLD_OFFICE, BrokenFileError, LockedError, TooLargeError
from careers_workbook.spreadsheet.read.grid import Format
from careers_workbook.spreadsheet.read.opc import Package, entry_names

if TYPE_CHECKING:
    from careers_workbook.spreadsheet.read.compound import Compound

ZIP = b"PK"
_OUTLOOK = "__properties_version1.0"
_OLD_KINDS = (
    ("WordDocument", "FILE-004", "a Word document (.doc)"),
    ("PowerPoint Document", "FILE-004", "a PowerPoint presentation (.ppt)"),
    (_OUTLOOK, "FILE-033", "an e-mail saved from Outlook (.msg)"),
)
"""(Stream at the top of an old Office file, code, words)."""
_PACKAGE_KINDS = (
    ("word/", "FILE-004", "a Word document (.docx)"),
    ("ppt/", "FILE-004", "a PowerPoint presentation (.pptx)"),
    ("visio/", "FILE-004", "a Visio drawing"),
    ("index/", "FILE-007", "a file of Apple Numbers or Pages"),
)
"""(Folder inside a package, code, words)."""
_MARKS = {"[content_types].xml", "xl/workbook.xml", "xl/workbook.bin", "mimetype", "index/document.iwa"}
"""Parts by which a zip is known for a document."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """The bytes of a file that is safe to hand to a reader, and what a person should know of it."""

    data: bytes
    format: Format
    problems: tuple[Problem, ...] = ()


def admit(data: bytes, name: str, password: str | None = None) -> Admitted:
    """Decide what the file is. Raises FileRefusedError."""
    if not data:
        raise refused("FILE-002")
    try:
        if data.startswith(ZIP):
            return _package(data)
        if data.startswith(OLD_OFFICE):
            return _old_office(data, password)
    except LockedError as e:
        raise refused("FILE-040") from e
    except TooLargeError as e:
        raise refused("FILE-009", reason=str(e)) from e
    except BrokenFileError as e:
        raise refused("FILE-006", reason=str(e)) from e
    look = look_of(data, name)
    if look is None and delimited.is_table(data):
        return Admitted(data, "csv", (Problem("FILE-038"),))
    look = look or unknown(data)
    raise refused(look.code, what=look.what)


def refused(code: str, **context: str) -> FileRefusedError:
    """The exception that says why a file is not read."""
    return FileRefusedError(Problem(code, context=context))


def is_zip_folder(data: bytes) -> bool:
    """Whether this is a zip of files, and not one of the formats that are a zip themselves. Raises BrokenFileError."""
    return data.startswith(ZIP) and not _MARKS & set(entry_names(data))


def is_mail(data: bytes) -> bool:
    """Whether this is an e-mail with its head, or one that Outlook saved. Raises BrokenFileError."""
    if data.startswith(OLD_OFFICE):
        return _OUTLOOK.encode("utf-16-le") in data and _OUTLOOK in _compound(data)
    return look_of(data, "") == EMAIL


def _package(data: bytes) -> Admitted:
    package = Package(data)
    if "mimetype" in package and "content.xml" in package:
        return _open_document(package, data)
    for folder, code, what in _PACKAGE_KINDS:
        if any(name.startswith(folder) for name in package.names()):
            raise refused(code, what=what)
    if not any(name.startswith("xl/") for name in package.names()):
        raise refused("FILE-007", what="a zip folder")
    macros = any(name.endswith("vbaproject.bin") for name in package.names())
    return Admitted(data, "xlsb" if package.main().endswith(".bin") else "xlsx", _note_of(macros=macros))


def _open_document(package: Package, data: bytes) -> Admitted:
    kind = package.read("mimetype").strip()
    if kind.startswith(ods.MEDIA_TYPE):
        return Admitted(data, "ods", _note_of(macros=any(name.startswith("basic/") for name in package.names())))
    raise refused("FILE-004", what="a text document (.odt)" if kind.endswith(b".text") else "an OpenDocument file")


def _old_office(data: bytes, password: str | None) -> Admitted:
    book = _compound(data)
    for stream, code, what in _OLD_KINDS:
        if stream in book:
            raise refused(code, what=what)
    if "EncryptedPackage" in book:
        return _package(_unlocked(data, password))
    if not xls.is_workbook(book):
        raise refused("FILE-004", what="an old Office file")
    macros = _note_of(macros="_VBA_PROJECT_CUR" in book)
    return Admitted(_unlocked(data, password) if xls.is_locked(book) else data, "xls", macros)


def _compound(data: bytes) -> "Compound":
    from careers_workbook.spreadsheet.read.compound import Compound  # noqa: PLC0415 - its library is rarely needed

    return Compound(data)


def _note_of(*, macros: bool) -> tuple[Problem, ...]:
    return (Problem("FILE-031"),) if macros else ()


def _unlocked(data: bytes, password: str | None) -> bytes:
    """The file without its password: Excel's own open secret first, then the one that was given."""
    from careers_workbook.spreadsheet.read.locked import NOT_SECRET, unlock  # noqa: PLC0415 - slow, and rarely needed

    for word in (NOT_SECRET, password):
        if word:
            with contextlib.suppress(LockedError):
                return unlock(data, word)
    raise refused("FILE-032" if password else "FILE-008")
