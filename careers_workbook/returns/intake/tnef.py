"""What Outlook wraps attachments in for those who have no Outlook (winmail.dat).

Enters: the bytes of such a file. Leaves: the attachments in it, also those of e-mails that are attached. Raises
BrokenFileError, TooLargeError. Layout: [MS-OXTNEF]: attributes one behind the other; an attachment begins with one that
says how it was drawn, and its long name stands among its properties. Must not know: workbooks, where e-mails lie.
"""

import struct
from collections.abc import Iterator

from careers_workbook.spreadsheet.read.grid import BrokenFileError, TooLargeError

MARK = b"\x78\x9f\x3e\x22"
_BEGINS, _TITLE, _CONTENT, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
"""Numbers of the attributes: a new attachment, its short name, its bytes, its properties."""
_LONG_NAME, _INSIDE = 0x3707, 0x3701
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Bytes of a property by its type, filled up to four; those of all others say their length."""
_WIDE_TEXT, _IS_OBJECT, _SEVERAL, _HAS_NAME = 0x1F, 0x0D, 0x1000, 0x8000
_OF_OBJECT = 16
"""Bytes in front of an object, an e-mail that is attached for one, which say what it is."""
_MOST, _DEEPEST = 20_000, 10
_CUT_OFF = "it is cut off or was not sent whole"


def attachments(data: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """(Name, bytes) of each attachment."""
    if depth > _DEEPEST:
        raise TooLargeError("it has more in it than any e-mail")
    for parts in _apart(data):
        known = [one for kind, value in parts if kind == _PROPERTIES for one in _properties(value)]
        names = [_words(value, wide=form == _WIDE_TEXT) for number, form, value in known if number == _LONG_NAME]
        names += [_words(value, wide=False) for kind, value in parts if kind == _TITLE]
        inside = [(form, value) for number, form, value in known if number == _INSIDE]
        contents = [value for kind, value in parts if kind == _CONTENT]
        contents += [value[_OF_OBJECT * (form == _IS_OBJECT) :] for form, value in inside]
        for content in filter(None, contents):
            if content.startswith(MARK):
                yield from attachments(content, depth + 1)
            else:
                yield next(iter(names), ""), content


def _apart(data: bytes) -> list[list[tuple[int, bytes]]]:
    """The attributes of each attachment."""
    found: list[list[tuple[int, bytes]]] = []
    for kind, value in _attributes(data):
        if kind == _BEGINS:
            found.append([])
        elif found:
            found[-1].append((kind, value))
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(Number, value) of each attribute."""
    at, count = 6, 0  # behind the mark and a key
    while at + 9 <= len(data):
        _, kind, length = struct.unpack_from("<BII", data, at)
        count += 1
        if count > _MOST:
            raise TooLargeError("it has more in it than any e-mail")
        if length > len(data) - at - 9:
            raise BrokenFileError(_CUT_OFF)
        yield kind & 0xFFFF, data[at + 9 : at + 9 + length]
        at += 11 + length  # a checksum follows
    if not count:
        raise BrokenFileError(_CUT_OFF)


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(Number, type, value) of each property; of several values the first."""
    read = _Reader(data)
    for _ in range(min(read.number(), _MOST)):
        form, number = struct.unpack("<HH", read.take(4))
        if number & _HAS_NAME:
            read.take(16)
            if read.number():
                read.padded()
            else:
                read.take(4)
        size = _SIZES.get(form & ~_SEVERAL)
        times = read.number() if form & _SEVERAL or size is None else 1
        values = [read.take(size) if size else read.padded() for _ in range(min(times, _MOST))]
        if values:
            yield number, form, values[0]


class _Reader:
    """Takes one value behind the other."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        """So many bytes; BrokenFileError if there are not as many."""
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise BrokenFileError(_CUT_OFF)
        self._at += count
        return taken

    def number(self) -> int:
        """A length or a count."""
        return int.from_bytes(self.take(4), "little")

    def padded(self) -> bytes:
        """What stands behind its length, filled up to four bytes."""
        length = self.number()
        value = self.take(length)
        self._at += -length % 4
        return value


def _words(value: bytes, *, wide: bool) -> str:
    return value.decode("utf-16-le" if wide else "cp1252", "replace").rstrip("\0")
