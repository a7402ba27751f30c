"""The parts of a workbook, cut where other workbooks have other words -> the bytes of as many workbooks as are wanted.

Enters: parts as pieces of bytes, and names of the pieces that differ; or text that is packed as it is written. Leaves:
zip files; what stays the same is packed once for all of them. A piece is packed on its own, whatever stands around it,
so that a workbook has the same bytes whether it is the first of its template or the thousandth. Must not know: what
parts mean.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from careers_workbook.core.frozen import frozen

_LEVEL, _SMALL = 6, 16_384
_TOGETHER = 65_536
"""Characters of a text that are packed at once: more than what is small."""
_QUICK = 3
"""How much is packed that no other workbook has: half of the time for a twentieth more."""
_END = b"\x03\x00"
"""The last block of a part: an empty one."""
_LOCAL, _CENTRAL, _FOOT = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_VERSION, _DEFLATED, _FIRST_DAY = 20, 8, 0x21
"""What zip files say of each part: 2.0 of the format, how it is packed, 1 January 1980."""


@frozen
class PackedPart:
    """A part that is packed already: what stands in the file, so many bytes before, their check sum."""

    data: bytes
    size: int
    check: int


PartPiece = bytes | str
"""Bytes that stay, or the name of those that differ."""


class PackingText:
    """Takes the text of a part as it is written, and packs what is long: in memory it is never whole."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(_QUICK, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._waiting, self._length = list[str](), 0
        self._packed, self._size, self._sum = list[bytes](), 0, 0

    def write(self, text: str) -> None:
        """More of it."""
        self._waiting.append(text)
        self._length += len(text)
        if self._length > _TOGETHER:
            self._pack(self._text())

    def content(self) -> bytes | PackedPart:
        """All of it, which is packed where it is long; nothing can be written afterwards."""
        rest = self._text()
        if not self._size and len(rest) <= _SMALL:
            return rest
        self._pack(rest)
        last = self._packer.flush(zlib.Z_FULL_FLUSH)
        return PackedPart(b"".join((*self._packed, last)), self._size, self._sum)

    def _text(self) -> bytes:
        text = "".join(self._waiting).encode("utf-8")
        self._waiting.clear()
        self._length = 0
        return text

    def _pack(self, data: bytes) -> None:
        self._size, self._sum = self._size + len(data), zlib.crc32(data, self._sum)
        self._packed.append(self._packer.compress(data))


def packed(data: bytes, level: int = _LEVEL) -> bytes:
    """Bytes as pieces of a zip file hold them: nothing in them points to what stands before."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


@lru_cache(maxsize=256)
def _small(data: bytes) -> bytes:
    return packed(data)


def _kept(data: bytes, level: int) -> bytes:
    """The same; what is small stands in other workbooks too, made from other masters."""
    return _small(data) if len(data) <= _SMALL else packed(data, level)


def _begun(piece: bytes, level: int) -> PackedPart:
    return PackedPart(_kept(piece, level) if piece else b"", len(piece), zlib.crc32(piece))


class Template:
    """A workbook whose parts are cut into pieces, in the order in which they stand in the file.

    One that is filled `once` is packed in haste.
    """

    def __init__(self, parts: Sequence[tuple[str, Sequence[PartPiece] | PackedPart]], *, once: bool = False) -> None:
        self._parts = [_CutPart(name, pieces, _QUICK if once else _LEVEL) for name, pieces in parts]
        cut = (pieces for _, pieces in parts if not isinstance(pieces, PackedPart))
        self.names = frozenset(piece for pieces in cut for piece in pieces if isinstance(piece, str))

    def filled(self, words: Mapping[str, bytes]) -> bytes:
        """The workbook with these words; those that it has no place for are left out."""
        own = {name: (words[name], packed(words[name])) for name in self.names}
        parts, directory, at = list[bytes](), list[bytes](), 0
        for part in self._parts:
            data, central = part.fixed or part.filled(own)
            parts.append(data)
            directory += [central, at.to_bytes(4, "little"), part.name]
            at += len(data)
        listed, number = b"".join(directory), len(self._parts)
        foot = _FOOT.pack(b"PK\x05\x06", 0, 0, number, number, len(listed), at, 0)
        return b"".join((*parts, listed, foot))


class _CutPart:
    """One part: what it begins with is read once for its check sum, and one that never differs is kept as it is."""

    def __init__(self, name: str, pieces: Sequence[PartPiece] | PackedPart, level: int) -> None:
        self.name = name.encode("ascii")
        rest: Sequence[PartPiece] = ()
        if isinstance(pieces, PackedPart):
            begun = pieces
        else:
            first = pieces[0] if pieces and isinstance(pieces[0], bytes) else b""
            begun, rest = _begun(first, level), pieces[1:] if first else pieces
        self._first, self._size, self._sum = begun.data, begun.size, begun.check
        self._rest = [piece if isinstance(piece, str) else (piece, _kept(piece, level)) for piece in rest]
        self.fixed = None if any(isinstance(piece, str) for piece in self._rest) else self.filled({})

    def filled(self, own: Mapping[str, tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
        """The part as it stands in the file, and its entry in the directory but for the place and the name."""
        inside, size, check = [self._first], self._size, self._sum
        for piece in self._rest:
            data, short = own[piece] if isinstance(piece, str) else piece
            size, check = size + len(data), zlib.crc32(data, check)
            inside.append(short)
        content = b"".join((*inside, _END))
        facts = (_VERSION, 0, _DEFLATED, 0, _FIRST_DAY, check, len(content), size, len(self.name), 0)
        local = _LOCAL.pack(b"PK\x03\x04", *facts)
        central = _CENTRAL.pack(b"PK\x01\x02", _VERSION, *facts, 0, 0, 0, 0, 0)[:-4]
        return b"".join((local, self.name, content)), central
