"""A file locked with a password, in the format age-encryption.org/v1. The only importer of cryptography.

The format is public (C2SP, "The age file encryption format"), so that who has file and password can open it with the
program `age` too: scrypt makes a key of the password, ChaCha20-Poly1305 locks the content in chunks of 64 KiB of which
each is authenticated, with its place and whether it is the last. Enters: a file, a password, bytes. Leaves: the same
bytes, read or written one after the other, never all of them at once. FileRefusedError (HUB-110 to 112) where a file is
no such file, the password is another one, or a byte was changed, taken away or added. Must not know: what is in it.
"""

import base64
import binascii
import hashlib
import hmac
import io
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import FileRefusedError, Place, Problem

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_VERSION = b"age-encryption.org/v1\n"
_WORK, _MOST_WORK = 18, 20
"""Powers of two: with the first a password takes about a second and 256 MB to try, as with `age`; more than the second
is believed of no file."""
_CHUNK, _TAG, _NONCE, _KEY, _FILE_KEY = 65_536, 16, 16, 32, 16
_LONGEST_HEADER = 1_000
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n"
    rb"([A-Za-z0-9+/]{43})\n---( [A-Za-z0-9+/]{43}\n)"
)


def seal(file: BinaryIO, password: str) -> "SealedWriter":
    """What locks all that is written into it; to close it is part of that, and leaves the file open."""
    salt, file_key, nonce = os.urandom(_NONCE), os.urandom(_FILE_KEY), os.urandom(_NONCE)
    wrapped = ChaCha20Poly1305(_key_of(password, salt, _WORK)).encrypt(bytes(12), file_key, None)
    head = b"%s-> scrypt %s %d\n%s\n---" % (_VERSION, _encoded(salt), _WORK, _encoded(wrapped))
    file.write(b"%s %s\n%s" % (head, _encoded(_mac(file_key, head)), nonce))
    return SealedWriter(file, _derived(file_key, nonce, b"payload"))


class SealedWriter(io.RawIOBase):
    """Locks chunk after chunk."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._chunks, self._waiting = file, _Chunks(key), bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: "ReadableBuffer") -> int:
        """Take in more; a chunk is written once it is known that it is not the last."""
        given = memoryview(data).cast("B")
        self._waiting += given
        while len(self._waiting) > _CHUNK:
            self._file.write(self._chunks.locked(bytes(self._waiting[:_CHUNK]), last=False))
            del self._waiting[:_CHUNK]
        return len(given)

    def close(self) -> None:
        """Write the last chunk."""
        if not self.closed:
            self._file.write(self._chunks.locked(bytes(self._waiting), last=True))
        super().close()


@frozen
class SealedFile:
    """A locked file whose password is known: its key, and where its content begins."""

    file: BinaryIO
    path: Path
    key: bytes
    start: int

    def content(self) -> BinaryIO:
        """What was locked, from the beginning; no byte leaves it that was not authenticated."""
        self.file.seek(self.start)
        return io.BufferedReader(_SealedReader(self.file, self.path, _Chunks(self.key)), _CHUNK)


def unseal(file: BinaryIO, path: Path, password: str) -> SealedFile:
    """Try a password; `path` is how the file is called."""
    start = file.read(_LONGEST_HEADER)
    found = _HEADER.match(start)
    if found is None or int(found[2]) > _MOST_WORK:
        raise _refused("HUB-112" if start.startswith(_VERSION) else "HUB-110", path)
    try:
        salt, wrapped, mac = (_decoded(found[n].strip()) for n in (1, 3, 4))
        file_key = ChaCha20Poly1305(_key_of(password, salt, int(found[2]))).decrypt(bytes(12), wrapped, None)
    except binascii.Error as error:
        raise _refused("HUB-112", path) from error
    except InvalidTag as error:
        raise _refused("HUB-111", path) from error
    file.seek(found.end())
    nonce = file.read(_NONCE)
    if len(nonce) < _NONCE or not hmac.compare_digest(_mac(file_key, start[: found.start(4)]), mac):
        raise _refused("HUB-112", path)
    return SealedFile(file, path, _derived(file_key, nonce, b"payload"), found.end() + _NONCE)


class _SealedReader(io.RawIOBase):
    """Opens chunk after chunk."""

    def __init__(self, file: BinaryIO, path: Path, chunks: "_Chunks") -> None:
        self._file, self._path, self._chunks = file, path, chunks
        self._open, self._is_over = b"", False
        self._next = file.read(_CHUNK + _TAG)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, room: "WriteableBuffer") -> int:
        """As much of a chunk as there is room for."""
        place = memoryview(room).cast("B")
        if not self._open and not self._is_over:
            self._open = self._opened()
        given = self._open[: len(place)]
        place[: len(given)], self._open = given, self._open[len(given) :]
        return len(given)

    def _opened(self) -> bytes:
        now, self._next = self._next, self._file.read(_CHUNK + _TAG)
        self._is_over = not self._next
        try:
            found = self._chunks.opened(now, last=self._is_over)
        except (InvalidTag, ValueError) as error:
            raise _refused("HUB-112", self._path) from error
        if not found and self._chunks.number > 1:  # a last chunk of nothing, which nobody writes
            raise _refused("HUB-112", self._path)
        return found


@dataclass
class _Chunks:
    """Locks or opens one chunk after the other, each by its number."""

    key: bytes
    number: int = 0

    def locked(self, data: bytes, *, last: bool) -> bytes:
        return ChaCha20Poly1305(self.key).encrypt(self._nonce(last=last), data, None)

    def opened(self, data: bytes, *, last: bool) -> bytes:
        return ChaCha20Poly1305(self.key).decrypt(self._nonce(last=last), data, None)

    def _nonce(self, *, last: bool) -> bytes:
        self.number += 1
        return (self.number - 1).to_bytes(11, "big") + bytes([last])


def _refused(code: str, path: Path) -> FileRefusedError:
    return FileRefusedError(Problem(code, Place(), {"path": str(path)}))


def _key_of(password: str, salt: bytes, work: int) -> bytes:
    words = unicodedata.normalize("NFC", password)  # a letter with an accent may be typed as one character or as two
    salted = b"age-encryption.org/v1/scrypt" + salt
    return Scrypt(salt=salted, length=_KEY, n=1 << work, r=8, p=1).derive(words.encode("utf-8", "surrogatepass"))


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), head, hashlib.sha256)


def _derived(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), _KEY, salt, info).derive(file_key)


def _encoded(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    """Bytes in the one way in which the format writes them; binascii.Error for any other."""
    data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _encoded(data) != text:
        raise binascii.Error
    return data
