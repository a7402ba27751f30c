"""Members of a zip folder that are locked with AES, as 7-Zip, WinZip and others lock them: opened with their password.

Python's zipfile knows only the old way of locking. The layout is WinZip's (AE-1, AE-2): salt, two bytes by which a
wrong password is known, the content, ten bytes by which a changed content is known. Those are looked at before anything
is unpacked. Enters: the bytes of a zip folder, a member, a password. Leaves: its content, never more than the zip says
it is. Raises LockedError for a wrong password, BrokenFileError. Must not know: what a member is.
"""

import hashlib
import hmac
import struct
import zlib
from zipfile import ZipInfo

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from careers_workbook.spreadsheet.read.grid import BrokenFileError, LockedError

_FIELD, _VENDOR = 0x9901, b"AE"
_KEYS = {1: 16, 2: 24, 3: 32}
"""Bytes of a key by the number of its strength; its salt has half of them."""
_STORED, _DEFLATED = 0, 8
_HEAD, _CHECK, _SEAL, _BLOCK = 30, 2, 10, 16
_ROUNDS = 1_000
_AT_ONCE = 65_536
_DAMAGED = "the zip folder is damaged"


def opened(data: bytes, info: ZipInfo, password: str) -> bytes:
    """The content of one member."""
    strength, packed = _said(info)
    if strength not in _KEYS or packed not in (_STORED, _DEFLATED):
        raise BrokenFileError("it is packed in a way that cannot be read")
    length = _KEYS[strength]
    salt, check, content, seal = _pieces(_stored(data, info), length // 2)
    keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, _ROUNDS, 2 * length + _CHECK)
    if not hmac.compare_digest(check, keys[2 * length :]):
        raise LockedError("the password is wrong")
    if not hmac.compare_digest(seal, hmac.digest(keys[length : 2 * length], content, "sha1")[:_SEAL]):
        raise BrokenFileError(_DAMAGED)
    return _unpacked(_deciphered(content, keys[:length]), packed, info.file_size)


def _said(info: ZipInfo) -> tuple[int, int]:
    """How strong its key is, and how it was packed before it was locked."""
    fields = info.extra
    while len(fields) >= 4:  # noqa: PLR2004 - a number and a length
        number, length = struct.unpack_from("<HH", fields)
        field, fields = fields[4 : 4 + length], fields[4 + length :]
        if number == _FIELD and len(field) >= 7 and field[2:4] == _VENDOR:  # noqa: PLR2004
            return field[4], int.from_bytes(field[5:7], "little")
    raise BrokenFileError(_DAMAGED)


def _stored(data: bytes, info: ZipInfo) -> bytes:
    """The bytes of a member as they lie in the zip, behind its own head."""
    head = data[info.header_offset : info.header_offset + _HEAD]
    if len(head) < _HEAD:
        raise BrokenFileError(_DAMAGED)
    name, extra = struct.unpack_from("<HH", head, _HEAD - 4)
    start = info.header_offset + _HEAD + name + extra
    return data[start : start + info.compress_size]


def _pieces(stored: bytes, salt: int) -> tuple[bytes, bytes, bytes, bytes]:
    if len(stored) < salt + _CHECK + _SEAL:
        raise BrokenFileError(_DAMAGED)
    begin, end = salt + _CHECK, len(stored) - _SEAL
    return stored[:salt], stored[salt:begin], stored[begin:end], stored[end:]


def _deciphered(content: bytes, key: bytes) -> bytes:
    """AES in counter mode, whose counter begins at one and has its lowest byte first, which no library offers."""
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - of the counters, not of the content
    pieces = []
    for start in range(0, len(content), _AT_ONCE):
        piece = content[start : start + _AT_ONCE]
        first = start // _BLOCK + 1
        counters = range(first, first - (-len(piece) // _BLOCK))
        pad = encryptor.update(b"".join(number.to_bytes(_BLOCK, "little") for number in counters))[: len(piece)]
        pieces.append((int.from_bytes(piece, "big") ^ int.from_bytes(pad, "big")).to_bytes(len(piece), "big"))
    return b"".join(pieces)


def _unpacked(content: bytes, packed: int, size: int) -> bytes:
    if packed == _DEFLATED:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, size + 1)
        except zlib.error as e:
            raise BrokenFileError(_DAMAGED) from e
    if len(content) != size:
        raise BrokenFileError(_DAMAGED)
    return content
