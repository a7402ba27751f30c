"""One letter as the message that a mail program opens: composed, read, and worded anew without touching the rest.

Enters: words and a file that goes with them, or the bytes of a message. Leaves: bytes, the same for the same letter;
words. A message begins with a line by which it is known as long as nobody has changed it. No text can become a header
of its own. Must not know: what a letter says, where it lies.
"""

import hashlib
from dataclasses import replace
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, default
from pathlib import PurePath

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.drafts import MARK, marked

_LINE = b"\r\n"
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".html": "text/html",
}
_WORKBOOKS = (".xlsx", ".xlsm")


@frozen
class Attachment:
    """A file that goes with a letter."""

    name: str
    data: bytes


@frozen
class LetterWords:
    """What a letter says: to whom (addresses with commas between them), a subject of one line, and its body."""

    to: str
    subject: str
    body: str
    attached: tuple[Attachment, ...] = ()

    @property
    def mark(self) -> str:
        """By what these words are known again."""
        return hashlib.sha256(f"{self.subject}\n{self.body}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def composed(words: LetterWords) -> bytes:
    """The message, marked as one that nobody has changed. It has no date and no sender: Outlook gives both."""
    return marked(_message(words))


def words_of(data: bytes) -> LetterWords:
    """The words of a draft, whether somebody has changed it or not."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy says so
    body = message.get_body(("plain", "html"))
    attached = tuple(
        Attachment(one.get_filename() or "(no name)", _content(one))
        for one in message.iter_attachments()
        if isinstance(one, EmailMessage)
    )
    to, subject = (str(message[name] or "") for name in ("To", "Subject"))
    return LetterWords(to, subject, _text(body).replace("\r\n", "\n"), attached)


def has_workbook(data: bytes) -> bool:
    """Whether a workbook goes with a draft, besides the report or alone."""
    return any(one.name.lower().endswith(_WORKBOOKS) for one in words_of(data).attached)


def reworded(data: bytes, subject: str, body: str) -> bytes | None:
    """The draft with other words under its own first line, so that its first words make it one that nobody changed.

    None for one that another program has saved: what else is in it would be lost.
    """
    mark, _, message = data.partition(_LINE)
    words = words_of(message)
    try:
        is_ours = mark.startswith(MARK) and _message(words) == message
    except (ValueError, LookupError):  # a message of another program, whose parts cannot be put together again
        return None
    return mark + _LINE + _message(replace(words, subject=subject, body=body)) if is_ours else None


def is_ours(data: bytes) -> bool:
    """Whether no other program has saved it: then its words can be changed and all the rest stays."""
    words = words_of(data)
    return reworded(data, words.subject, words.body) is not None


def as_text(data: bytes) -> str:
    """Subject and body as one text, for the journal."""
    words = words_of(data)
    return f"{words.subject}\n{words.body}"


def reworded_as(data: bytes, text: str) -> bytes | None:
    """The draft with the words of such a text."""
    subject, _, body = text.partition("\n")
    return reworded(data, subject, body)


def _message(words: LetterWords) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if words.to:
        message["To"] = words.to
    subject = _plain(words.subject)
    message["Subject"] = subject if subject.isascii() else _SUBJECT
    message.set_content(words.body)
    for one in words.attached:
        seed = one.data + words.body.encode("utf-8", "replace")
        if not message.is_multipart():
            message.make_mixed(boundary=f"=_{hashlib.sha256(seed).hexdigest()[:32]}")  # "=_": in no encoded part
        kind = _TYPES.get(PurePath(one.name).suffix.lower(), "application/octet-stream")
        main, _, sub = kind.partition("/")
        message.add_attachment(one.data, maintype=main, subtype=sub, filename=_plain(one.name))
    if subject.isascii() and _AFTER_NAME not in (made := message.as_bytes()):
        return made
    message.replace_header("Subject", _SUBJECT)
    return _with_subject(message.as_bytes(), subject)


_SUBJECT = "(subject)"
_AFTER_NAME = b"\r\nSubject:\r\n"


def _with_subject(message: bytes, subject: str) -> bytes:
    """The words whole.

    Where Python folds a line before a word with an accent, or before the first word of all, one more space comes out
    (3.11).
    """
    whole = Header(subject.encode("utf-8", "replace").decode(), "utf-8", header_name="Subject").encode(linesep="\r\n")
    return message.replace(f"Subject: {_SUBJECT}".encode(), f"Subject: {whole}".encode(), 1)


def _text(part: MIMEPart | None) -> str:
    try:
        return str(part.get_content()) if part else ""
    except (LookupError, ValueError):  # in a way of writing that Python does not know
        return _content(part).decode("utf-8", "replace") if part else ""


def _content(part: MIMEPart) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _plain(text: str) -> str:
    """A text for a header, as it is: what looks like an encoded word would be decoded, line breaks and all."""
    return text.replace("=?", "= ?")
