"""A text file of one sheet (.csv, or Excel's "Unicode text") as cells.

Enters: bytes. Leaves: a `Grid` in which every cell is text, or None if this is no table. Raises BrokenFileError.
Encoding and delimiter are found from the content: Excel in Britain writes commas in cp1252 or UTF-8, on the Continent
semicolons, and tabs in UTF-16. Must not know: questions, answers.
"""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from careers_workbook.spreadsheet.read.grid import MAX_ROWS, BrokenFileError, Collector, Grid, Room, TooLargeError

_DELIMITERS = (",", ";", "\t")
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""Excel's own first line that names the delimiter."""
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MAC_APOSTROPHE = re.compile(rb"[a-z]\xd5[a-z ]")
"""An apostrophe inside a word as Excel for the Mac writes it; to Windows it is a capital O with a tilde."""
_SAMPLE = 200
MAX_BYTES = 10_000_000
"""Bytes of a text file. A filled sheet has about fifty thousand."""


def read(data: bytes, title: str, room: Room | None = None) -> Grid | None:
    """The cells of a table; None if the bytes are no text or the text is no table."""
    text = decoded(data)
    if text is None:
        return None
    declared = _DECLARED.match(text)
    body = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _delimiter(body)
    if delimiter is None:
        return None
    cells = Collector(title, room or Room())
    for row, fields in enumerate(_rows(body, delimiter)):
        for col, field in enumerate(fields):
            cells.put((row, col), field)
        if row > MAX_ROWS:
            break
    return cells.grid()


def is_table(data: bytes) -> bool:
    """Whether these bytes are a table of text; TooLargeError if they are more than any of one sheet."""
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"it is larger than {MAX_BYTES // 1_000_000} MB, which no text file of a checklist is")
    text = decoded(data)
    return text is not None and (_DECLARED.match(text) is not None or _delimiter(text) is not None)


def decoded(data: bytes) -> str | None:
    """The text of a file by its mark, else UTF-8, else what Windows or a Mac of old wrote; None if it is no text."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        return None if _BINARY.search(text) else text
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return ("utf-16",)
    return "utf-8-sig", "mac-roman" if _MAC_APOSTROPHE.search(data) else "cp1252"


def _delimiter(text: str) -> str | None:
    """The one by which most rows have the same number of fields, more than one."""
    best, found = 0.0, None
    for delimiter in _DELIMITERS:
        try:
            lengths = Counter(len(row) for row in islice(_rows(text, delimiter), _SAMPLE) if row)
        except BrokenFileError:
            continue
        usual, rows = max(lengths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        share = rows / max(1, lengths.total())
        if usual > 1 and share > best:
            best, found = share, delimiter
    return found


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as e:
        reason = f"a quotation mark in or before line {reader.line_num} is out of place"
        raise BrokenFileError(reason) from e
