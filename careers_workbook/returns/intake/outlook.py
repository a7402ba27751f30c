"""Opens an e-mail as Outlook saves it (.msg).

Enters: the bytes of a compound file with an e-mail in it. Leaves: a `Email`. Raises BrokenFileError, TooLargeError.
Layout: [MS-OXMSG]: a storage an attachment, in it a stream a text or the content, and one stream with the small
properties in lines of 16 bytes. Must not know: workbooks, where e-mails lie.
"""

import datetime as dt
import struct
from collections import defaultdict
from collections.abc import Iterator

from careers_workbook.core.problems import Problem
from careers_workbook.returns.intake.attachments import MAX_PARTS, Email, EmailAttachment, moment
from careers_workbook.returns.intake.wrapped import attached
from careers_workbook.spreadsheet.read.compound import Compound
from careers_workbook.spreadsheet.read.grid import TooLargeError

_DEEPEST = 20
"""E-mails in each other."""
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_"
_WHOLE_HEAD, _INNER_HEAD, _ATTACHMENT_HEAD = 32, 24, 8
"""Bytes in front of the properties of an e-mail, of one in an e-mail, of an attachment."""
_LINE = 16
_SUBMITTED, _DELIVERED, _METHOD = 0x00390040, 0x0E060040, 0x37050003
_LONG_NAME, _SHORT_NAME, _MEDIA_TYPE = "3707", "3704", "370E"
_SENDER = ("5D01", "5D02", "0C1F", "0065")
"""Streams with the address of the sender, or of whom it was sent for: as one writes it, else as Exchange keeps it."""
_CONTENT, _INNER_MAIL = "37010102", "3701000D"
_INT = 0xFFFFFFFF
_LINKS = (2, 3, 4, 7)
"""Ways of attaching that leave the file where it is: on a drive, in OneDrive."""
_LINK = Problem("FILE-034", context={"what": "a link to a file in OneDrive or on a drive of the sender"})
_FIRST_DAY = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)

_StoragePath = tuple[str, ...]


def read(data: bytes) -> Email:
    """The attachments of an e-mail that could be a return, and its date."""
    return _OutlookFile(Compound(data)).mail()


class _OutlookFile:
    """Reads one file."""

    def __init__(self, file: Compound) -> None:
        self._file = file
        self._names: defaultdict[_StoragePath, list[str]] = defaultdict(list)
        for *folder, name in file.paths:
            self._names[tuple(folder)].append(name)

    def mail(self, at: _StoragePath = (), depth: int = 0) -> Email:
        """The e-mail in this storage."""
        storages = sorted(name for name in self._names[at] if name.startswith(_ATTACHMENT))
        if len(storages) > MAX_PARTS or depth > _DEEPEST:
            raise TooLargeError("it has more in it than any e-mail")
        found = self._properties(at, _INNER_HEAD if at else _WHOLE_HEAD)
        sent = _moment(found.get(_SUBMITTED, 0)) or _moment(found.get(_DELIVERED, 0))
        attachments = (one for name in storages for one in self._attachments((*at, name), depth))
        sender = next((said for what in _SENDER if "@" in (said := self._text(at, what))), "")
        return Email(sent, tuple(attachments), sender)

    def _attachments(self, at: _StoragePath, depth: int) -> Iterator[EmailAttachment]:
        """What is attached in this storage, if it could be a return."""
        inner = (*at, f"__substg1.0_{_INNER_MAIL}")
        if _PROPERTIES in self._names[inner]:
            yield EmailAttachment("", self.mail(inner, depth + 1))
            return
        name = self._text(at, _LONG_NAME) or self._text(at, _SHORT_NAME)
        if self._properties(at, _ATTACHMENT_HEAD).get(_METHOD, 0) & _INT in _LINKS:
            yield EmailAttachment(name, _LINK)
            return
        yield from attached(name, self._text(at, _MEDIA_TYPE).lower(), self._stream(at, f"__substg1.0_{_CONTENT}"))

    def _properties(self, at: _StoragePath, head: int) -> dict[int, int]:
        """The small properties of a storage: tag -> value, eight bytes as one number."""
        lines = self._stream(at, _PROPERTIES)[head:]
        return {tag: value for tag, _, value in struct.iter_unpack("<IIQ", lines[: len(lines) // _LINE * _LINE])}

    def _text(self, at: _StoragePath, what: str) -> str:
        wide = self._stream(at, f"__substg1.0_{what}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return self._stream(at, f"__substg1.0_{what}001E").decode("cp1252", "replace").rstrip("\0")

    def _stream(self, at: _StoragePath, name: str) -> bytes:
        """The content of a stream; b"" if there is none."""
        return self._file.stream(*at, name) if (*at, name) in self._file.paths else b""


def _moment(ticks: int) -> dt.datetime | None:
    """Windows' count of tenths of a microsecond; 0 stands for none."""
    try:
        return moment(_FIRST_DAY + dt.timedelta(microseconds=ticks // 10)) if ticks else None
    except OverflowError:
        return None
