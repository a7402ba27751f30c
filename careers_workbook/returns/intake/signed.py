"""An e-mail that somebody signed in a way that wraps it (S/MIME, smime.p7m): what is inside, not whether it is genuine.

Enters: bytes. Leaves: the e-mail that was signed; None if it is encrypted, or no such thing. Layout: RFC 5652, in BER,
whose parts may have no length and end by a mark. Must not know: certificates, what an e-mail says.
"""

_SIGNED = bytes.fromhex("2a864886f70d010702")
"""1.2.840.113549.1.7.2: signed data."""
_SEQUENCE, _NUMBER, _TEXT, _NAME, _FIRST, _PARTS = 0x30, 0x02, 0x04, 0x06, 0xA0, 0x24
_WITHOUT_LENGTH, _LONG = 0x80, 0x80
_DEEPEST, _MOST = 20, 100_000


def content(data: bytes) -> bytes | None:
    """What was signed."""
    try:
        outer = _Parts(data).into(_SEQUENCE)
        if outer.take(_NAME) != _SIGNED:
            return None
        signed = outer.into(_FIRST).into(_SEQUENCE)
        signed.skip()  # its version
        signed.skip()  # how it was digested
        inner = signed.into(_SEQUENCE)
        inner.skip()  # what it is
        return inner.into(_FIRST).text()
    except (IndexError, ValueError, OverflowError):
        return None


class _Parts:
    """Parts one behind the other. ValueError, IndexError where they are not as they should be."""

    def __init__(self, data: bytes, at: int = 0, depth: int = 0) -> None:
        self._data, self._at, self._depth = data, at, depth
        if depth > _DEEPEST:
            raise ValueError("too deep")

    def _head(self) -> tuple[int, int]:
        """What the next part is, and how long; -1 if it ends by a mark. The place is behind that."""
        tag, length = self._data[self._at], self._data[self._at + 1]
        self._at += 2
        if length == _WITHOUT_LENGTH:
            return tag, -1
        if length > _LONG:
            count = length - _LONG
            length = int.from_bytes(self._data[self._at : self._at + count], "big")
            self._at += count
        if length > len(self._data) - self._at:
            raise ValueError("cut off")
        return tag, length

    def into(self, wanted: int) -> "_Parts":
        """The parts inside the next one."""
        begin = self._at
        tag, _ = self._head()
        if tag != wanted:
            raise ValueError("another part")
        inside = _Parts(self._data, self._at, self._depth + 1)
        self._at = begin
        return inside

    def take(self, wanted: int) -> bytes:
        """The bytes of the next part."""
        tag, length = self._head()
        if tag != wanted or length < 0:
            raise ValueError("another part")
        self._at += length
        return self._data[self._at - length : self._at]

    def skip(self) -> None:
        """Over the next part."""
        _, length = self._head()
        if length >= 0:
            self._at += length
            return
        inside = _Parts(self._data, self._at, self._depth + 1)
        while not inside.ends():
            inside.skip()
        self._at = inside._at + 2

    def ends(self) -> bool:
        """Whether the mark of the end is next."""
        return self._data[self._at] == 0 and self._data[self._at + 1] == 0

    def text(self) -> bytes:
        """The next part, which may be cut into pieces."""
        tag, length = self._head()
        if tag == _TEXT and length >= 0:
            return self._data[self._at : self._at + length]
        if tag != _PARTS:
            raise ValueError("another part")
        inside, pieces, end = _Parts(self._data, self._at, self._depth + 1), list[bytes](), self._at + length
        while not inside.ends() if length < 0 else inside._at < end:
            pieces.append(inside.take(_TEXT))
            if len(pieces) > _MOST:
                raise ValueError("too many")
        return b"".join(pieces)
