"""An old Office file (.xls, .doc, .msg, and the wrapper of a locked .xlsx) as a small file system of streams.

Enters: bytes that begin as such files do. Leaves: the names at its top, and the bytes of one stream; or the file with
one stream changed in place. Raises BrokenFileError. Layout: [MS-CFB]. Must not know: what the streams hold.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from careers_workbook.spreadsheet.read.content import BrokenFileError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on mean: none."""
_SHIFTS = {(9, 6), (12, 6)}
"""Sizes of sectors and mini sectors, as powers of two, that the format allows."""
_IN_HEADER = 109
_ENTRY = 128
_CUT_OFF = "it is cut off or was not sent whole"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the directory."""

    name: str
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """The streams at the top of one file, by name."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            shifts = struct.unpack_from("<HH", data, 30)
            directory, _, self._cutoff, mini_fat, _, difat, _ = struct.unpack_from("<7I", data, 48)
            if shifts not in _SHIFTS:
                raise BrokenFileError(_CUT_OFF)
            self._sector, self._mini = 1 << shifts[0], 1 << shifts[1]
            self._fat = self._read_fat(difat)
            entries = self._read_directory(directory)
            self._container = self._pieces(entries[0].start, self._sector)
            self._mini_fat = self._numbers(self._joined(self._pieces(mini_fat, self._sector)))
            self._entries = {entry.name: entry for entry in _children(entries)}
        except (struct.error, IndexError, ValueError) as e:
            raise BrokenFileError(_CUT_OFF) from e

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def stream(self, name: str) -> bytes:
        """The content of one stream."""
        return self._joined(self._places(name))[: self._entries[name].size]

    def with_stream(self, name: str, content: bytes) -> bytes:
        """The whole file with this stream overwritten; the content must be as long as before."""
        changed, at = bytearray(self._data), 0
        for start, length in self._places(name):
            piece = content[at : at + length]
            changed[start : start + len(piece)] = piece
            at += length
        return bytes(changed)

    def _places(self, name: str) -> list[tuple[int, int]]:
        """Where the stream lies in the file: (offset, length), in order."""
        entry = self._entries[name]
        if entry.size >= self._cutoff:
            return self._pieces(entry.start, self._sector)
        per_sector = self._sector // self._mini
        found = []
        for number in _chain(entry.start, self._mini_fat):
            sector, place = divmod(number, per_sector)
            if sector >= len(self._container):
                raise BrokenFileError(_CUT_OFF)
            found.append((self._container[sector][0] + place * self._mini, self._mini))
        return found

    def _read_fat(self, difat: int) -> Sequence[int]:
        """The chains of all sectors: the first sectors of the table are named in the header, more in a chain."""
        named = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        for _ in range(len(self._data) // self._sector):
            if difat >= _NO_SECTOR:
                break
            *more, difat = self._numbers(self._at(difat))
            named += more
        return self._numbers(b"".join(self._at(number) for number in named if number < _NO_SECTOR))

    def _read_directory(self, start: int) -> list[_Entry]:
        table = self._joined(self._pieces(start, self._sector))
        return [_entry(table[at : at + _ENTRY]) for at in range(0, len(table) - _ENTRY + 1, _ENTRY)]

    def _pieces(self, start: int, size: int) -> list[tuple[int, int]]:
        return [((number + 1) * size, size) for number in _chain(start, self._fat)]

    def _joined(self, pieces: list[tuple[int, int]]) -> bytes:
        return b"".join(self._data[start : start + length] for start, length in pieces)

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector]

    @staticmethod
    def _numbers(table: bytes) -> Sequence[int]:
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _chain(start: int, links: Sequence[int]) -> list[int]:
    """Sector numbers from a first one on; BrokenFileError if the chain leaves the file or bites its tail."""
    found: list[int] = []
    while start < _NO_SECTOR:
        if start >= len(links) or len(found) > len(links):
            raise BrokenFileError(_CUT_OFF)
        found.append(start)
        start = links[start]
    return found


def _entry(line: bytes) -> _Entry:
    length = int.from_bytes(line[64:66], "little")
    name = line[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack_from("<3I", line, 68)
    start, size = struct.unpack_from("<II", line, 116)
    return _Entry(name, left, right, child, start, size)


def _children(entries: list[_Entry]) -> list[_Entry]:
    """The entries right below the root: an embedded document has streams of the same names further down."""
    found: list[_Entry] = []
    waiting, seen = [entries[0].child], set[int]()
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            found.append(entries[number])
            waiting += [entries[number].left, entries[number].right]
    return found
