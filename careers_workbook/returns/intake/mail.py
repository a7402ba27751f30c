"""Opens an e-mail: what is attached to it, when it was sent and from where. The only importer of email.

Enters: the bytes of an e-mail (.eml; .msg goes to `outlook`). Leaves: a `Email`, or its texts. Raises BrokenFileError,
TooLargeError, FileRefusedError with one sentence. Must not know: workbooks, where e-mails lie.

The lines of the head that are of no use here are thrown away as they are read, so that neither the subject nor any
address but that of the sender goes further. The library is used with its older policy: the newer one needs seconds for
one long line of semicolons, hours for many, and raises IndexError on what Exchange writes (Python 3.11 to 3.13).
"""

import binascii
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from email import errors, header, policy, utils
from email.message import Message
from email.parser import BytesFeedParser
from itertools import islice

from careers_workbook.core.problems import Problem
from careers_workbook.returns.intake import mail_forms, outlook, tnef, wrapped
from careers_workbook.returns.intake.attachments import MAX_PARTS, Email, EmailAttachment, moment
from careers_workbook.spreadsheet.read.grid import OLD_OFFICE, BrokenFileError, TooLargeError

MAX_LINES = 1_500_000
"""Lines of an e-mail: 50 MB of an attachment as programs write it have 660 thousand."""
_DEEPEST = 40
"""Parts in each other. An e-mail that Outlook signed takes four."""
_LONGEST_HEADER = 8_000
"""Characters of a line of the head that is kept: a file name of 255 letters takes up to 3,000."""
_LONGEST_DATE, _LONGEST_SENDER, _LONGEST_HEAD = 200, 1_000, 65_536
_KEPT = {"content-type", "content-disposition", "content-transfer-encoding", "date", "from"}
_CHUNK = 65_536
_MAILS = ("message/rfc822", "message/global")
_DENSE = ("base64", "quoted-printable")
_FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]")
_ENCODED = re.compile(r"=\?[^?\s]+\?[bq]\?[^?]*\?=", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
_BROKEN, _CUT_OFF = "the e-mail cannot be understood", "it is cut off or was not sent whole"
_TOO_DEEP = "its parts lie deeper in each other than those of any e-mail"

_FOREIGN = (
    errors.MessageError,
    RecursionError,
    LookupError,  # encodings that nobody knows
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
)
"""What a damaged e-mail makes the library raise (Python 3.11 to 3.13, on mutated ones)."""


def open_mail(data: bytes) -> Email:
    """The attachments of an e-mail that could be a return, and its date."""
    if data.startswith(OLD_OFFICE):
        return outlook.read(data)
    if data.startswith(tnef.MARK):
        return wrapped.opened_winmail(data)
    data = mail_forms.counted(data) or data
    if mail_forms.is_mailbox(data):
        return _mailbox([*islice(mail_forms.letters(data), MAX_PARTS + 1)])
    return _letter(data)


def _mailbox(letters: Sequence[bytes]) -> Email:
    """One e-mail as it is, several as if they had been attached to one."""
    if len(letters) > MAX_PARTS:
        raise TooLargeError("it has more e-mails than any mailbox that is sent")
    if len(letters) == 1:
        return _letter(letters[0])
    return Email(None, tuple(EmailAttachment("", letter) for letter in letters))


def _letter(data: bytes) -> Email:
    if data.count(b"\n") > MAX_LINES:
        raise TooLargeError("it has more lines than any e-mail")
    try:
        return _mail(_parsed(data.removeprefix(_BOM)))
    except _FOREIGN as e:
        raise BrokenFileError(_BROKEN) from e


def texts(data: bytes) -> Iterator[str]:
    """What a person wrote in an .eml: the lines of its head, and its texts line by line, without the tags of pages.

    Of a mailbox those of every e-mail, also of the deleted ones that are still in it.
    """
    data = mail_forms.counted(data) or data
    if mail_forms.is_mailbox(data):
        for letter in mail_forms.letters(data, with_deleted=True):
            yield from _texts(letter)
    else:
        yield from _texts(data)


def _texts(data: bytes) -> Iterator[str]:
    start = data.removeprefix(_BOM).replace(b"\r\n", b"\n").partition(b"\n\n")[0][:_LONGEST_HEAD]
    head = start.replace(b"\n ", b" ").replace(b"\n\t", b" ")
    yield from (_words(_text(line.decode("utf-8", "surrogateescape"))) for line in head.split(b"\n"))
    try:
        for part in _parsed(data.removeprefix(_BOM)).walk():
            if part.get_content_maintype() == "text":
                text = _bytes(part).decode(part.get_content_charset("utf-8"), "replace")
                yield from (line for piece in text.split("<") for line in piece.rpartition(">")[2].splitlines())
    except _FOREIGN as e:
        raise BrokenFileError(_BROKEN) from e


class _EmailPart(Message):
    """A part of an e-mail that keeps no more of its head than is needed here."""

    depth = 0
    said_anything = False

    def set_raw(self, name: str, value: str) -> None:
        """What the parser calls for every line of the head."""
        self.said_anything = True
        if name.lower() not in _KEPT:
            return
        if len(value) > _LONGEST_HEADER:
            raise TooLargeError("a line of its head is longer than that of any e-mail")
        super().set_raw(name, _text(_FOLD.sub("", value)))

    def attach(self, payload: Message | str) -> None:
        """What the parser calls for every part that begins."""
        if isinstance(payload, _EmailPart):
            payload.depth = self.depth + 1
            if payload.depth > _DEEPEST:
                raise TooLargeError(_TOO_DEEP)
        super().attach(payload)


def _parsed(data: bytes) -> _EmailPart:
    older: policy.Compat32[_EmailPart] = policy.Compat32()
    parser = BytesFeedParser(_counted(), policy=older)
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
    whole = parser.close()
    if not whole.said_anything:
        raise BrokenFileError(_BROKEN)
    return whole


def _counted() -> Callable[..., _EmailPart]:
    """Makes the parts of one e-mail, so many and no more."""
    made = 0

    def make(policy: policy.Policy = policy.compat32) -> _EmailPart:
        nonlocal made
        made += 1
        if made > MAX_PARTS:
            raise TooLargeError("it has more parts than any e-mail")
        return _EmailPart(policy)

    return make


def _mail(whole: _EmailPart) -> Email:
    return Email(_date(whole), tuple(_attachments(whole)), _sender(whole))


def _attachments(part: Message) -> Iterator[EmailAttachment]:
    kind, inner = part.get_content_type(), part.get_payload()
    if kind in _MAILS:
        yield EmailAttachment("", _nested(part, inner))
    elif part.get_content_maintype() == "multipart":
        if not isinstance(inner, list):
            yield EmailAttachment("", Problem("FILE-006", context={"reason": _CUT_OFF}))
            return
        for one in inner:
            if isinstance(one, Message):
                yield from _attachments(one)
        if any(isinstance(defect, errors.CloseBoundaryNotFoundDefect) for defect in part.defects):
            yield EmailAttachment("", Problem("FILE-006", context={"reason": _CUT_OFF}))
    elif not isinstance(inner, list):
        yield from wrapped.attached(_name(part), kind, _bytes(part))


def _nested(part: Message, inner: object) -> bytes | Email:
    """An e-mail in an e-mail. Some programs encode it, which they must not; the library takes it for its text then."""
    (whole,) = inner if isinstance(inner, list) else (inner,)
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if not isinstance(whole, _EmailPart):
        return _bytes(part)
    if encoding in _DENSE and not whole.said_anything:
        whole["content-transfer-encoding"] = encoding
        return _bytes(whole)
    return _mail(whole)


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name(part: Message) -> str:
    """The file name, whichever of the three ways of writing letters beyond ASCII its program knows."""
    return _words(part.get_filename() or "")


def _words(text: str) -> str:
    """The text, its encoded words decoded where that is possible."""
    if _ENCODED.search(text):
        try:
            return str(header.make_header(header.decode_header(text)))
        except (errors.HeaderParseError, LookupError, ValueError, binascii.Error):
            return text
    return text


def _text(value: str) -> str:
    """A line of the head. Letters beyond ASCII have no business there, but come in UTF-8 or as Windows writes them."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return raw.decode("cp1252", "replace")


def _sender(whole: Message) -> str:
    return utils.parseaddr(str(whole.get("from", ""))[:_LONGEST_SENDER])[1]


def _date(whole: Message) -> dt.datetime | None:
    value = str(whole.get("date", ""))[:_LONGEST_DATE]
    try:
        return moment(utils.parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
