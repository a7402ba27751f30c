"""What is attached to an e-mail, out of what programs wrap it in: winmail.dat, a signature, lines of a text.

Enters: name, media type and bytes of an attachment, from a reader of one kind of e-mail. Leaves: what in it could be a
return. Must not know: how e-mails are stored, workbooks.
"""

import binascii
from collections.abc import Iterator

from careers_workbook.core.problems import Problem
from careers_workbook.returns.intake import signed, tnef
from careers_workbook.returns.intake.attachments import SEALED, Email, EmailAttachment, attachment
from careers_workbook.spreadsheet.read.grid import BrokenFileError, TooLargeError

_MULTIPART_SIGNED = "multipart/signed"
_HEAD = b"MIME-Version: 1.0\r\n"
"""In front of what was signed, which is an e-mail without the lines that say from whom."""
_BEGIN, _END, _MOST_NAMES = b"begin ", b"end", 200
_LONGEST_LINE = 62


def attached(name: str, kind: str, data: bytes) -> Iterator[EmailAttachment]:
    """What is attached under this name and media type, in lower case; nothing if it is known to be no return."""
    if data.startswith(tnef.MARK) or kind == "application/ms-tnef":
        yield from _out_of_winmail(name, data)
    elif kind == _MULTIPART_SIGNED:  # as Outlook keeps it
        yield EmailAttachment("", _HEAD + data)
    elif SEALED.fullmatch(kind) and (inside := signed.content(data)) is not None:
        yield EmailAttachment("", _HEAD + inside)
    elif found := attachment(name, kind, data):
        yield found
    elif kind == "text/plain":
        yield from _in_text(data)


def opened_winmail(data: bytes) -> Email:
    """A winmail.dat that was saved on its own."""
    found = tuple(one for name, content in tnef.attachments(data) if (one := attachment(name, "", content)) is not None)
    return Email(None, found)


def _out_of_winmail(name: str, data: bytes) -> Iterator[EmailAttachment]:
    """As an e-mail in the e-mail; nothing if nothing was attached: it may hold no more than the look of a text."""
    try:
        inside = opened_winmail(data)
    except TooLargeError as e:
        yield EmailAttachment(name, Problem("FILE-009", context={"reason": str(e)}))
    except BrokenFileError:
        yield EmailAttachment(name, Problem("FILE-043"))
    else:
        if inside.attachments:
            yield EmailAttachment(name, inside)


def _in_text(data: bytes) -> Iterator[EmailAttachment]:
    """Files that stand in a text as lines (uuencode), as programs of old attached them."""
    if _BEGIN not in data:
        return
    lines = iter(data.splitlines())
    count = 0
    for line in lines:
        name = _named(line)
        if not name:
            continue
        content = bytearray()
        for inside in lines:
            if inside.strip() in (_END, b"`", b"") or len(inside) > _LONGEST_LINE:
                break
            try:
                content += binascii.a2b_uu(inside)
            except binascii.Error:
                break
        count += 1
        if content and count <= _MOST_NAMES and (found := attachment(name, "", bytes(content))):
            yield found


def _named(line: bytes) -> str:
    """The name of a file that begins with this line: "begin 644 return.xlsx"; "" if none does."""
    words = line.split(b" ", 2)
    is_begin = len(words) == 3 and words[0] == b"begin" and words[1].isdigit() and len(words[1]) in (3, 4)  # noqa: PLR2004
    return words[2].decode("utf-8", "replace").strip() if is_begin else ""
