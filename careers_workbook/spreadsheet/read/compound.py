"""An old Office file (.xls, .doc, .msg, and the wrapper of a locked .xlsx) as a small file system of streams.

The only importer of olefile, and the one door for its exceptions. olefile (0.47) believes what a file says of its own
sizes: a file made to do harm lets it grow or go round without end, so what it believes is held against the size of the
file first. Enters: bytes that begin as such files do. Leaves: paths, the bytes of one stream, or the file with one
stream changed in place. Raises BrokenFileError, TooLargeError. Must not know: what the streams hold.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import olefile

from careers_workbook.spreadsheet.read.grid import BrokenFileError, TooLargeError

if TYPE_CHECKING:
    _Library = olefile.OleFileIO[str]
else:
    _Library = olefile.OleFileIO

_SHIFTS = {(9, 6), (12, 6)}
"""Sizes of sectors and mini sectors, as powers of two, that the format allows."""
_MOST_ENTRIES = 20_000
"""Streams and storages of one file: an e-mail has about ten for each attachment and each address. olefile holds each
against all before it."""
_ENTRY = 128
_UNKNOWN_SIZE = 0x7FFFFFFF
_CUT_OFF = "it is cut off or was not sent whole"
_FOREIGN = (
    OSError,  # olefile's own errors among them
    struct.error,
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What a damaged file makes the library raise (olefile 0.47, on mutated ones)."""


class Compound:
    """The streams and storages of one file by path, of which no more is read than the file has bytes."""

    def __init__(self, data: bytes) -> None:
        with _door():
            self._file = _Guarded(io.BytesIO(data))
            self.paths = frozenset(map(tuple, self._file.listdir(streams=True, storages=True)))
        self._left = len(data)

    def __contains__(self, name: str) -> bool:
        return bool(self.spelt(name))

    def spelt(self, name: str) -> str:
        """A stream or storage at the top as this file spells its name, for case says nothing; "" if there is none."""
        return next((path[0] for path in self.paths if len(path) == 1 and path[0].casefold() == name.casefold()), "")

    def stream(self, *path: str) -> bytes:
        """The content of one stream."""
        with _door():
            content: bytes = self._file.openstream(path).read()
        self._left -= len(content)
        if self._left < 0:
            raise TooLargeError("what is in it lies in the same place")
        return content

    def with_stream(self, name: str, content: bytes) -> bytes:
        """The whole file with this stream at its top overwritten, and called so; its content has the same length."""
        old, new = (f"{one}\0".encode("utf-16-le") for one in (self.spelt(name), name))
        with _door():
            self._file.write_stream([name], content)
        data = self._file.fp.getvalue()
        if old == new:
            return data
        at = data.find(old)
        while at % _ENTRY and at >= 0:  # names stand in front of the lines of the directory, which have this length
            at = data.find(old, at + 1)
        return data[:at] + new + data[at + len(new) :] if at >= 0 else data


@contextmanager
def _door() -> Iterator[None]:
    try:
        yield
    except _FOREIGN as e:
        raise BrokenFileError(_CUT_OFF) from e


class _Guarded(_Library):
    """olefile's reader, which asks for no more than a file of this size can hold."""

    sector_shift: int
    mini_sector_shift: int
    num_fat_sectors: int
    num_difat_sectors: int
    nb_sect: int
    fat: Sequence[int]
    minifat: Sequence[int]
    direntries: Sequence[Any]
    fp: io.BytesIO
    _filesize: int

    def loadfat(self, header: bytes) -> None:
        """The chains of all sectors: not of many times more sectors than there are."""
        named = self.num_fat_sectors << self.sector_shift - 2
        if (self.sector_shift, self.mini_sector_shift) not in _SHIFTS or (
            self.num_difat_sectors and named > 2 * self.nb_sect
        ):
            raise BrokenFileError(_CUT_OFF)
        super().loadfat(header)

    def _load_direntry(self, sid: int) -> Any:  # noqa: ANN401 - olefile's own
        if sid > _MOST_ENTRIES:
            raise TooLargeError("it has more in it than any workbook or e-mail")
        return super()._load_direntry(sid)

    def _open(self, start: int, size: int = _UNKNOWN_SIZE, force_FAT: bool = False) -> Any:  # noqa: ANN401, N803
        if size not in range(self._filesize + 1) and size != _UNKNOWN_SIZE:
            raise BrokenFileError(_CUT_OFF)
        return super()._open(start, size, force_FAT)

    def _write_mini_stream(self, entry: Any, data_to_write: bytes) -> None:  # noqa: ANN401
        for start, links in ((entry.isectStart, self.minifat), (self.direntries[0].isectStart, self.fat)):
            if not _ends(start, links):
                raise BrokenFileError(_CUT_OFF)
        super()._write_mini_stream(entry, data_to_write)


def _ends(start: int, links: Sequence[int]) -> bool:
    """Whether a chain of sectors leaves the table; one that bites its own tail never does."""
    for _ in links:
        if start >= len(links):
            return True
        start = links[start]
    return start >= len(links)
