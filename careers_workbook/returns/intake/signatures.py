"""What a file is that holds no workbook, for a person: one row a kind.

Enters: the first bytes and the name of a file. Leaves: the problem code and the words for it. A name counts only for
lock files, which programs know by nothing else. Must not know: how workbooks are read.
"""

import re
from dataclasses import dataclass

NOT_A_WORKBOOK, OTHER_FORMAT, MAIL, LINK, LOCK = "FILE-004", "FILE-007", "FILE-033", "FILE-034", "FILE-035"
_START = 4096
"""Bytes that are looked at."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file looks like."""

    code: str
    what: str


EMAIL = Look(MAIL, "an e-mail")
_BYTES = (
    (0, b"%PDF", Look(NOT_A_WORKBOOK, "a PDF")),
    (0, b"\x89PNG", Look(NOT_A_WORKBOOK, "a picture")),
    (0, b"\xff\xd8\xff", Look(NOT_A_WORKBOOK, "a picture")),
    (0, b"GIF8", Look(NOT_A_WORKBOOK, "a picture")),
    (0, b"BM", Look(NOT_A_WORKBOOK, "a picture")),
    (0, b"II*\0", Look(NOT_A_WORKBOOK, "a picture")),
    (0, b"MM\0*", Look(NOT_A_WORKBOOK, "a picture")),
    (8, b"WEBP", Look(NOT_A_WORKBOOK, "a picture")),
    (4, b"ftyphei", Look(NOT_A_WORKBOOK, "a picture")),
    (4, b"ftypmif1", Look(NOT_A_WORKBOOK, "a picture")),
    (4, b"ftyp", Look(NOT_A_WORKBOOK, "a film")),
    (0, b"Rar!", Look(OTHER_FORMAT, "a RAR archive")),
    (0, b"7z\xbc\xaf", Look(OTHER_FORMAT, "a 7-Zip archive")),
    (0, b"\x1f\x8b", Look(OTHER_FORMAT, "a gzip archive")),
    (0, b"\x78\x9f\x3e\x22", Look(MAIL, "an e-mail (winmail.dat)")),
    (0, b"L\0\0\0\x01\x14\x02\0", Look(LINK, "a Windows shortcut")),
    (0, b"\0\x05\x16\x07", Look(NOT_A_WORKBOOK, "what a Mac keeps beside a file")),
    (0, b"\x09\x04\x06\0", Look(OTHER_FORMAT, "an Excel workbook from before 1995")),
    (0, b"\x09\x02\x06\0", Look(OTHER_FORMAT, "an Excel workbook from before 1995")),
    (0, b"\x09\0\x04\0", Look(OTHER_FORMAT, "an Excel workbook from before 1995")),
)
"""(Offset, bytes, look); the first that fits."""

_MAIL_NOT_PAGE = r"mime-version:(?:[^\n]+\n(?!\r?\n))+?(?:received|return-path|to|message-id):\s"
"""An e-mail about a workbook: Excel too begins what it saves as a web page like an e-mail, but nobody sent that."""
_HEAD_LINES = (
    r"(?:to|cc|bcc|reply-to|sender|importance|priority|status|references|user-agent"
    r"|(?:content|thread|arc|list|resent|authentication|received|dkim|domainkey|in|auto|feedback)-[a-z-]+)"
    r":\s[^\n]*\n(?:[ \t][^\n]*\n)*[a-z][a-z0-9-]*:\s"
)
"""Two lines of an e-mail's head, where the first alone might begin a text of another kind."""
_WORDS = (
    (r"\s*\{\\rtf", Look(NOT_A_WORKBOOK, "a rich-text document")),
    (r"\s*\[internetshortcut\]", Look(LINK, "a shortcut to a web address")),
    (r"\s*\[desktop entry\]", Look(LINK, "a shortcut")),
    (
        r'\s*\{[^}]*"(?:url|doc_id|resource_id)"\s*:\s*"[^"]*(?:docs|drive)\.google',
        Look(LINK, "a Google Sheets shortcut"),
    ),
    (r'\s*\{[^}]*"(?:doc_id|resource_id)"\s*:', Look(LINK, "a Google Sheets shortcut")),
    (r"(?s).*<plist.*<key>url</key>", Look(LINK, "a shortcut to a web address")),
    (r"(?s)bplist00.*nsurl", Look(LINK, "a placeholder of iCloud, which has not downloaded the file")),
    (_MAIL_NOT_PAGE, EMAIL),
    (
        r"(?s)mime-version:.*urn:schemas-microsoft-com:office:excel",
        Look(OTHER_FORMAT, "a workbook saved as a web page"),
    ),
    (r"(?s)mime-version:.*x-document-type: workbook", Look(OTHER_FORMAT, "a workbook saved as a web page")),
    (
        r"(?:received|from|return-path|mime-version|delivered-to|message-id|date|subject|x-[a-z0-9-]+):\s",
        EMAIL,
    ),
    (r"from \S+@\S+ ", EMAIL),
    (_HEAD_LINES, EMAIL),
    (
        r"(?s).*urn:schemas-microsoft-com:office:spreadsheet",
        Look(OTHER_FORMAT, "a workbook saved as XML Spreadsheet 2003"),
    ),
    (r"(?s)\s*<.*<office:document[^-]", Look(OTHER_FORMAT, "a flat OpenDocument spreadsheet (.fods)")),
    (
        r"(?s)\s*<.*(?:schemas-microsoft-com:office:excel|progid content=excel|<table)",
        Look(OTHER_FORMAT, "a table saved as a web page"),
    ),
    (r"\s*(?:<!doctype html|<html|<head|<body|<meta|<!--)", Look(NOT_A_WORKBOOK, "a web page")),
    (r"\s*<\?xml", Look(NOT_A_WORKBOOK, "an XML file")),
    (r"\s*[\[{]\s*[\"{\[]", Look(NOT_A_WORKBOOK, "a JSON file")),
)
"""(Pattern at the beginning of the lower-cased text, look); the first that fits."""
_PATTERNS = tuple((re.compile(pattern), look) for pattern, look in _WORDS)
_LOCK_NAME = re.compile(r"~\$.*|\.~lock\..*#")
_LOCK_FILES = (165, 171)
"""Bytes of Excel's lock file: the length of the user's name, then the name, padded with spaces."""


def look_of(data: bytes, name: str) -> Look | None:
    """What the file is if it is of a known kind that holds no workbook; None if it may be a table of text."""
    if _is_lock(data, name):
        return Look(LOCK, "")
    for offset, signature, look in _BYTES:
        if data[offset : offset + len(signature)] == signature:
            return look
    start = _text(data[:_START]).lower()
    return next((look for pattern, look in _PATTERNS if pattern.match(start)), None)


def unknown(data: bytes) -> Look:
    """What is said of a file that fits nothing."""
    text = b"\0" not in data[:_START] or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return Look(NOT_A_WORKBOOK, "a text file" if text else "a file of an unknown kind")


def _is_lock(data: bytes, name: str) -> bool:
    padded = len(data) in _LOCK_FILES and 0 < data[0] < 55 and data[1 + data[0] : 55].strip(b" \0") == b""  # noqa: PLR2004
    return padded or _LOCK_NAME.fullmatch(name) is not None


def _text(start: bytes) -> str:
    """The beginning as text, whatever its encoding, good enough to look for words."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", "replace")
    return start.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
