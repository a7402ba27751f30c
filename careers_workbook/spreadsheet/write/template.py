"""The parts of a workbook, cut where other workbooks have other words -> the bytes of as many workbooks as are wanted.

Enters: parts as pieces of bytes, and names of the pieces that differ. Leaves: zip files; what stays the same is packed
once for all of them. A piece is packed on its own, whatever stands around it, so that a workbook has the same bytes
whether it is the first of its template or the thousandth. Must not know: what parts mean.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

PartPiece = bytes | str
"""Bytes that stay, or the name of those that differ."""

_LEVEL, _SMALL = 6, 16_384
_QUICK = 3
"""How much is packed that no other workbook has: half of the time for a twentieth more."""
_END = b"\x03\x00"
"""The last block of a part: an empty one."""
_LOCAL, _CENTRAL, _FOOT = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_VERSION, _DEFLATED, _FIRST_DAY = 20, 8, 0x21
"""What zip files say of each part: 2.0 of the format, how it is packed, 1 January 1980."""


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


class Template:
    """A workbook whose parts are cut into pieces, in the order in which they stand in the file.

    One that is filled `once` is packed in haste.
    """

    def __init__(self, parts: Sequence[tuple[str, Sequence[PartPiece]]], *, once: bool = False) -> None:
        self._parts = [_CutPart(name, pieces, _QUICK if once else _LEVEL) for name, pieces in parts]
        self.names = frozenset(piece for _, pieces in parts for piece in pieces if isinstance(piece, str))

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

    def __init__(self, name: str, pieces: Sequence[PartPiece], level: int) -> None:
        self.name = name.encode("ascii")
        first = pieces[0] if pieces and isinstance(pieces[0], bytes) else b""
        self._first, self._size, self._sum = _kept(first, level) if first else b"", len(first), zlib.crc32(first)
        rest = pieces[1:] if first else pieces
        self._rest = [piece if isinstance(piece, str) else (piece, _kept(piece, level)) for piece in rest]
        self.fixed = None if any(isinstance(piece, str) for piece in pieces) else self.filled({})

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
