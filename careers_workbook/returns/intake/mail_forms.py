"""How programs keep e-mails besides one as it was sent: with a count in front (Apple Mail), or several in a mailbox.

Enters: the bytes of a file. Leaves: the e-mails in it, as they were sent. Must not know: what an e-mail says.
"""

from collections.abc import Iterator

_LONGEST_COUNT, _LONGEST_LINE = 12, 1_000
_FROM, _ENDS = b"From ", (b"\n\nFrom ", b"\n\r\nFrom ")
_OF_THUNDERBIRD = b"From - "
_DELETED, _STATUS = 0x8, b"x-mozilla-status:"
_NAMES = frozenset(
    (
        *("received", "from", "to", "cc", "bcc", "reply-to", "sender", "return-path", "delivered-to", "subject"),
        *("date", "mime-version", "message-id", "references", "in-reply-to", "importance", "priority", "status"),
        *("content-type", "content-transfer-encoding", "content-disposition", "dkim-signature"),
    )
)
"""Names of lines by which the head of an e-mail is known, where there are two in front."""


def has_head(data: bytes, least: int = 2) -> bool:
    """Whether lines of the head of an e-mail stand in front, whatever stands behind their colons."""
    lines = [line for line in data[:_LONGEST_LINE].splitlines()[:-1] if not line.startswith((b" ", b"\t"))]
    names = [_name(line) for line in lines[:least]]
    return len(names) == least and all(name in _NAMES or name.startswith("x-") for name in names)


def counted(data: bytes) -> bytes:
    """The e-mail of a file of Apple Mail (.emlx), which says its length in front; b"" if this is none."""
    count, _, rest = data[: _LONGEST_COUNT + _LONGEST_LINE].partition(b"\n")
    if not (count.strip().isdigit() and len(count) <= _LONGEST_COUNT and has_head(rest)):
        return b""
    begin = len(count) + 1
    return data[begin : begin + int(count)]


def is_mailbox(data: bytes) -> bool:
    """Whether the file is a mailbox, of one e-mail at least: a line that says when it came, and then its head."""
    return data.startswith(_FROM) and _begins(data, 0)


def letters(data: bytes, *, with_deleted: bool = False) -> Iterator[bytes]:
    """The e-mails of a mailbox; without those that were deleted, which programs leave in for a while."""
    begins = [0, *sorted(_next(data))]
    for begin, end in zip(begins, [*begins[1:], len(data)], strict=True):
        letter = data[data.index(b"\n", begin) + 1 : end]
        if with_deleted or not _is_deleted(letter):
            yield letter


def _next(data: bytes) -> Iterator[int]:
    """Where the second e-mail and all others begin."""
    for mark in _ENDS:
        at = data.find(mark)
        while at >= 0:
            begin = at + len(mark) - len(_FROM)
            if _begins(data, begin):
                yield begin
            at = data.find(mark, begin)


def _begins(data: bytes, at: int) -> bool:
    line, _, rest = data[at : at + 3 * _LONGEST_LINE].partition(b"\n")
    is_stamp = b":" in line and (b"@" in line or line.startswith(_OF_THUNDERBIRD))
    return is_stamp and has_head(rest, 1)


def _is_deleted(letter: bytes) -> bool:
    for line in letter[:_LONGEST_LINE].lower().splitlines():
        if line.startswith(_STATUS):
            status = line.removeprefix(_STATUS).strip()
            return status.isalnum() and len(status) <= len("ffff") and bool(_number(status) & _DELETED)
    return False


def _number(digits: bytes) -> int:
    try:
        return int(digits, 16)
    except ValueError:
        return 0


def _name(line: bytes) -> str:
    name, colon, _ = line.partition(b":")
    return name.decode("latin-1").lower() if colon else ""
