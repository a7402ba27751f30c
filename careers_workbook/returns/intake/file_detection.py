"""Bytes at the door: what is this file, and is it safe to open.

Enters: the bytes of a file and its name. Leaves: the bytes of a workbook and its format. Recognised by content, never
by extension; a name counts only for lock files, which programs know by nothing else. Raises FileRefusedError with one
sentence. Must not know: sheets, questions, where files lie.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import field
from pathlib import PurePath

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import FileRefusedError, Problem
from careers_workbook.returns.intake import mail_forms
from careers_workbook.spreadsheet.read import delimited, ods
from careers_workbook.spreadsheet.read.grid import OLD_OFFICE, BrokenFileError, FileFormat, LockedError, TooLargeError
from careers_workbook.spreadsheet.read.opc import Package, entry_names


@frozen
class FileKind:
    """What a file is that holds no workbook: the code of the problem, and the words for a person."""

    code: str
    what: str


NOT_A_WORKBOOK, OTHER_FORMAT, MAIL, LINK = "FILE-004", "FILE-007", "FILE-033", "FILE-034"
OTHER_DOCUMENT, LABELLED = "FILE-055", "FILE-057"
EMAIL, PICTURE = FileKind(MAIL, "an e-mail"), FileKind(NOT_A_WORKBOOK, "a picture")
_WINMAIL = FileKind(MAIL, "an e-mail (winmail.dat)")
_LOCK_FILE = FileKind("FILE-035", "")
_WEB_WORKBOOK = FileKind(OTHER_FORMAT, "a workbook saved as a web page")
_OLD_EXCEL = FileKind(OTHER_FORMAT, "an Excel workbook from before 1995")
_GOOGLE = FileKind(LINK, "a Google Sheets shortcut")
_WEB_LINK = FileKind(LINK, "a shortcut to a web address")
_ZIP = b"PK"
_LABELLED = FileKind(LABELLED, "an Office file")
_RIGHTS = (("EncryptedPackage", "\x06DataSpaces", "EncryptionInfo"), ("\x09DRMContent", "\x06DataSpaces", ""))
"""Streams of an Office file that only named people can open: the content, what says so, what a password has instead."""
_LOCKED_WHOLE = "encrypted-package"
"""Where LibreOffice keeps all of a file that it locked, since 24.8; the older ways lock each part."""
_OUTLOOK = "__properties_version1.0"
_OLD_KINDS = (
    ("WordDocument", FileKind(OTHER_DOCUMENT, "a Word document of the old kind (.doc)")),
    ("PowerPoint Document", FileKind(NOT_A_WORKBOOK, "a PowerPoint presentation (.ppt)")),
    (_OUTLOOK, FileKind(MAIL, "an e-mail saved from Outlook (.msg)")),
)
"""(Stream at the top of an old Office file, kind)."""
_PACKAGE_KINDS = (
    ("ppt/", FileKind(NOT_A_WORKBOOK, "a PowerPoint presentation (.pptx)")),
    ("visio/", FileKind(NOT_A_WORKBOOK, "a Visio drawing")),
)
"""(Folder inside a package, kind)."""
_NUMBERS = FileKind(OTHER_FORMAT, "a spreadsheet of Apple Numbers (.numbers)")
_PAGES = FileKind(OTHER_DOCUMENT, "a document of Apple Pages (.pages)")
_APPLE = FileKind(OTHER_FORMAT, "a file of Apple Numbers or Pages")
_APPLE_NOW, _APPLE_09 = "index/document.iwa", "buildversionhistory.plist"
_APPLE_NAMES = {".numbers": _NUMBERS, ".pages": _PAGES}
_APPLE_ROOTS = ((b"<ls:document", _NUMBERS), (b"<sl:document", _PAGES))
"""How the content of a file of iWork '09 begins; since 2013 nothing but its name says which program it is of."""
_MARKS = {"[content_types].xml", "xl/workbook.xml", "xl/workbook.bin", "mimetype", _APPLE_NOW, _APPLE_09}
"""Parts by which a zip is known for a document."""
_OPEN_DOCUMENTS: dict[bytes, FileFormat] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
}
_START = 4096
"""Bytes that are looked at where a file is neither."""
_BYTES = (
    (0, b"%PDF", FileKind(NOT_A_WORKBOOK, "a PDF")),
    (0, b"\x89PNG", PICTURE),
    (0, b"\xff\xd8\xff", PICTURE),
    (0, b"GIF8", PICTURE),
    (0, b"BM", PICTURE),
    (0, b"II*\0", PICTURE),
    (0, b"MM\0*", PICTURE),
    (8, b"WEBP", PICTURE),
    (4, b"ftyphei", PICTURE),
    (4, b"ftypmif1", PICTURE),
    (4, b"ftyp", FileKind(NOT_A_WORKBOOK, "a film")),
    (0, b"Rar!", FileKind(OTHER_FORMAT, "a RAR archive")),
    (0, b"7z\xbc\xaf", FileKind(OTHER_FORMAT, "a 7-Zip archive")),
    (0, b"\x1f\x8b", FileKind(OTHER_FORMAT, "a gzip archive")),
    (0, b"\x78\x9f\x3e\x22", _WINMAIL),
    (0, b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", FileKind(LABELLED, "a protected e-mail (message.rpmsg)")),
    (0, b".pfile", FileKind(LABELLED, "a protected file (.pfile)")),
    (0, b"L\0\0\0\x01\x14\x02\0", FileKind(LINK, "a Windows shortcut")),
    (0, b"\0\x05\x16\x07", FileKind(NOT_A_WORKBOOK, "what a Mac keeps beside a file")),
    (0, b"\x09\x04\x06\0", _OLD_EXCEL),
    (0, b"\x09\x02\x06\0", _OLD_EXCEL),
    (0, b"\x09\0\x04\0", _OLD_EXCEL),
)
"""(Offset, bytes, kind); the first that fits."""

_MAIL_NOT_PAGE = r"mime-version:(?:[^\n]+\n(?!\r?\n))+?(?:received|return-path|to|message-id):\s"
"""An e-mail about a workbook: Excel too begins what it saves as a web page like an e-mail, but nobody sent that."""
_HEAD_LINES = (
    r"(?:to|cc|bcc|reply-to|sender|importance|priority|status|references|user-agent"
    r"|(?:content|thread|arc|list|resent|authentication|received|dkim|domainkey|in|auto|feedback)-[a-z-]+)"
    r":\s[^\n]*\n(?:[ \t][^\n]*\n)*[a-z][a-z0-9-]*:\s"
)
"""Two lines of an e-mail's head, where the first alone might begin a text of another kind."""
_WORDS = (
    (r"\s*\{\\rtf", FileKind(OTHER_DOCUMENT, "a rich-text document (.rtf)")),
    (r"\s*\[internetshortcut\]", _WEB_LINK),
    (r"\s*\[desktop entry\]", FileKind(LINK, "a shortcut")),
    (r'\s*\{[^}]*"(?:url|doc_id|resource_id)"\s*:\s*"[^"]*(?:docs|drive)\.google', _GOOGLE),
    (r'\s*\{[^}]*"(?:doc_id|resource_id)"\s*:', _GOOGLE),
    (r"(?s).*<plist.*<key>url</key>", _WEB_LINK),
    (r"(?s)bplist00.*nsurl", FileKind(LINK, "a placeholder of iCloud, which has not downloaded the file")),
    (_MAIL_NOT_PAGE, EMAIL),
    (r"(?s)mime-version:.*urn:schemas-microsoft-com:office:excel", _WEB_WORKBOOK),
    (r"(?s)mime-version:.*x-document-type: workbook", _WEB_WORKBOOK),
    (r"(?:received|from|return-path|mime-version|delivered-to|message-id|date|subject|x-[a-z0-9-]+):\s", EMAIL),
    (r"from \S+@\S+ ", EMAIL),
    (_HEAD_LINES, EMAIL),
    (
        r"(?s).*urn:schemas-microsoft-com:office:spreadsheet",
        FileKind(OTHER_FORMAT, "a workbook saved as XML Spreadsheet 2003"),
    ),
    (r"(?s)\s*<.*<office:document[^-]", FileKind(OTHER_FORMAT, "a flat OpenDocument spreadsheet (.fods)")),
    (
        r"(?s)\s*<.*(?:schemas-microsoft-com:office:excel|progid content=excel|<table)",
        FileKind(OTHER_FORMAT, "a table saved as a web page"),
    ),
    (r"\s*(?:<!doctype html|<html|<head|<body|<meta|<!--)", FileKind(NOT_A_WORKBOOK, "a web page")),
    (r"\s*<\?xml", FileKind(NOT_A_WORKBOOK, "an XML file")),
    (r"\s*[\[{]\s*[\"{\[]", FileKind(NOT_A_WORKBOOK, "a JSON file")),
)
"""(Pattern at the beginning of the lower-cased text, kind); the first that fits."""
_XML_DOCUMENTS = (
    ("<office:document ", "opendocument.text", FileKind(OTHER_DOCUMENT, "a flat text document (.fodt)")),
    ("<?mso-application", "word.document", FileKind(OTHER_DOCUMENT, "a Word document saved as XML")),
)
"""(Words, more words, kind): an XML file that begins with both."""
_PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in _WORDS)
_LOCK_NAME = re.compile(r"~\$.*|\.~lock\..*#")
_LOCK_FILES = (165, 171)
"""Bytes of Excel's lock file: the length of the user's name, then the name, padded with spaces."""


@frozen
class DetectedFile:
    """The bytes of a file that is safe to hand to a reader, and what a person should know of it.

    `package` is the same opened, where it is one.
    """

    data: bytes
    format: FileFormat
    problems: tuple[Problem, ...] = ()
    package: Package | None = field(default=None, repr=False, compare=False)


def detect_file(data: bytes, name: str, password: str | None = None) -> DetectedFile:
    """Decide what the file is. Raises FileRefusedError."""
    if not data:
        raise refused("FILE-002")
    with refusals():
        if data.startswith(_ZIP):
            return _package(data, name)
        if data.startswith(OLD_OFFICE):
            return _old_office(data, password)
        kind = kind_of(data, name)
        if kind is None and delimited.is_table(data):
            return DetectedFile(data, "csv", (Problem("FILE-038"),))
    raise _is(kind or _unknown(data))


def refused(code: str, **context: str) -> FileRefusedError:
    """The exception that says why a file is not read."""
    return FileRefusedError(Problem(code, context=context))


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """Says of a file that its reader gave up why it is not read."""
    try:
        yield
    except LockedError as e:
        raise refused("FILE-040") from e
    except TooLargeError as e:
        raise refused("FILE-009", reason=str(e)) from e
    except BrokenFileError as e:
        raise refused("FILE-006", reason=str(e)) from e


def is_zip_folder(data: bytes) -> bool:
    """Whether this is a zip of files, and not one of the formats that are a zip themselves. Raises BrokenFileError."""
    return data.startswith(_ZIP) and not _MARKS & set(entry_names(data))


def is_mail(data: bytes) -> bool:
    """Whether this is an e-mail with its head, or one that Outlook saved. Raises BrokenFileError."""
    if data.startswith(OLD_OFFICE):
        from careers_workbook.spreadsheet.read.compound import Compound  # noqa: PLC0415 - its library is rarely needed

        return _OUTLOOK.encode("utf-16-le") in data and _OUTLOOK in Compound(data)
    return kind_of(data, "") in (EMAIL, _WINMAIL)


def kind_of(data: bytes, name: str) -> FileKind | None:
    """What the file is if it is of a known kind that holds no workbook; None if it may be a table of text."""
    if _is_lock(data, name):
        return _LOCK_FILE
    for offset, signature, kind in _BYTES:
        if data[offset : offset + len(signature)] == signature:
            return kind
    start = _as_text(data[:_START]).lower()
    if start.lstrip().startswith("<"):
        for words, more, kind in _XML_DOCUMENTS:
            if words in start and more in start:
                return kind
    found = next((kind for pattern, kind in _PATTERNS if pattern.match(start)), None)
    is_mail = found is None and (mail_forms.has_head(data) or mail_forms.is_mailbox(data) or mail_forms.counted(data))
    return EMAIL if is_mail else found


def _package(data: bytes, name: str = "") -> DetectedFile:
    package = Package(data)
    if "mimetype" in package and _LOCKED_WHOLE in package:
        raise refused("FILE-058")
    if "mimetype" in package and "content.xml" in package:
        return _open_document(package, data)
    parts = package.names()
    if _APPLE_09 in package or any(part.startswith("index/") for part in parts):
        raise _is(_apple(package, name))
    for folder, kind in _PACKAGE_KINDS:
        if any(part.startswith(folder) for part in parts):
            raise _is(kind)
    macros = any(part.endswith("vbaproject.bin") for part in parts)
    if any(part.startswith("word/") for part in parts):
        return DetectedFile(data, "docx", _note_of(macros=macros), package)
    if not any(part.startswith("xl/") for part in parts):
        raise refused("FILE-007", what="a zip folder")
    form: FileFormat = "xlsb" if package.main().endswith(".bin") else "xlsx"
    return DetectedFile(data, form, _note_of(macros=macros), package)


def _apple(package: Package, name: str) -> FileKind:
    """Which program of Apple's a file is of."""
    start = package.read("index.xml")[:_START] if "index.xml" in package else b""
    by_root = next((kind for root, kind in _APPLE_ROOTS if root in start), None)
    return by_root or _APPLE_NAMES.get(PurePath(name.lower()).suffix, _APPLE)


def _open_document(package: Package, data: bytes) -> DetectedFile:
    kind = package.read("mimetype").strip()
    form: FileFormat | None = "ods" if kind.startswith(ods.MEDIA_TYPE) else _OPEN_DOCUMENTS.get(kind)
    if form is None:
        raise refused("FILE-004", what="an OpenDocument file")
    return DetectedFile(
        data, form, _note_of(macros=any(name.startswith("basic/") for name in package.names())), package
    )


def _old_office(data: bytes, password: str | None) -> DetectedFile:
    from careers_workbook.spreadsheet.read import xls  # noqa: PLC0415 - its libraries are rarely needed
    from careers_workbook.spreadsheet.read.compound import Compound  # noqa: PLC0415

    book = Compound(data)
    for content, says, otherwise in _RIGHTS:
        if content in book and says in book and otherwise not in book:
            raise _is(_LABELLED)
    for stream, kind in _OLD_KINDS:
        if stream in book:
            raise _is(kind)
    if "EncryptedPackage" in book:
        return _package(_unlocked(data, password))
    if not xls.is_workbook(book):
        raise refused("FILE-004", what="an old Office file")
    macros = _note_of(macros="_VBA_PROJECT_CUR" in book)
    return DetectedFile(_unlocked(data, password) if xls.is_locked(book) else data, "xls", macros)


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


def _is(kind: FileKind) -> FileRefusedError:
    return refused(kind.code, what=kind.what)


def _unknown(data: bytes) -> FileKind:
    """What is said of a file that fits nothing."""
    text = b"\0" not in data[:_START] or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return FileKind(NOT_A_WORKBOOK, "a text file" if text else "a file of an unknown kind")


def _is_lock(data: bytes, name: str) -> bool:
    padded = len(data) in _LOCK_FILES and 0 < data[0] < 55 and data[1 + data[0] : 55].strip(b" \0") == b""  # noqa: PLR2004
    return padded or _LOCK_NAME.fullmatch(name) is not None


def _as_text(start: bytes) -> str:
    """The beginning as text, whatever its encoding, good enough to look for words."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", "replace")
    return start.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
