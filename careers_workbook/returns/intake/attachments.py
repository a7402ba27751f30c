"""What an e-mail brought: its date, and what is attached to it that could be a return.

Enters: name, media type and bytes of each attachment, from a reader of one kind of e-mail. Leaves: a `Email`. What is
known to be no return (pictures, the text, signatures, calendar items) is passed over; by its content whatever it is
called, so that a workbook labelled as a picture is none. Nothing else of an e-mail is kept: no address, no subject, no
text. Must not know: how e-mails are stored, workbooks.
"""

import datetime as dt
import re

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.returns.intake.file_detection import PICTURE, kind_of
from careers_workbook.spreadsheet.read import delimited
from careers_workbook.spreadsheet.read.grid import OLD_OFFICE, BrokenFileError

MAX_PARTS = 5_000
"""Parts of one e-mail: a Hub may forward some hundred e-mails in one."""
_YEARS = range(1990, 2100)
"""Of e-mails with a workbook; a date outside is nonsense."""
_CONTAINERS = (b"PK\x03\x04", b"PK\x05\x06", OLD_OFFICE)
"""How workbooks, zip folders and Outlook's e-mails begin."""
_BESIDE = b"\0\x05\x16\x07"
"""What a Mac sends beside a file, under the same name."""
_NO_RETURN = re.compile(
    r"image/.*|text/.*|audio/.*|message/.*"
    r"|application/(?:(?:x-)?pkcs7-signature|pgp-(?:signature|keys|encrypted)|ics)"
)
"""Media types that are passed over."""
_NO_RETURN_NAMES = re.compile(
    r".*\.(?:png|jpe?g|gif|bmp|tiff?|webp|svg|hei[cf]|[ew]mf|[ew]mz|p7s|asc|vcf|ics)|att\d+\.(?:txt|html?)",
    re.IGNORECASE,
)
"""Names that are passed over, where nothing says of which type they are."""
_TABLE = re.compile(r"text/(?:x-)?(?:csv|comma-separated-values|tab-separated-values|tsv).*")
_TABLE_NAMES = re.compile(r".*\.(?:csv|tsv|tab|xls[xmb]?|ods|fods|zip|numbers)", re.IGNORECASE)
"""Types and names of tables of text, which are returns; a sender's program may call them mere text."""
SEALED = re.compile(r"application/(?:x-)?pkcs7-mime")
"""Types of an e-mail that is wrapped in a signature or encrypted."""
_UNTYPED = ("", "application/octet-stream")


@frozen
class Email:
    """One e-mail. `sent` is in UTC, naive, whole seconds; None if it does not say. `sender` is an address, or ""."""

    sent: dt.datetime | None
    attachments: tuple["EmailAttachment", ...]
    sender: str = ""


@frozen
class EmailAttachment:
    """Something attached: its name as the e-mail gives it ("" if it has none), and its bytes, or why there are none.

    An e-mail in an e-mail has no name, because programs name it after its subject.
    """

    name: str
    content: bytes | Email | Problem


def attachment(name: str, kind: str, data: bytes) -> EmailAttachment | None:
    """What is attached under this name and media type, in lower case; None if it is known to be no return."""
    if SEALED.fullmatch(kind):
        return EmailAttachment(name, Problem("FILE-033", context={"what": "an e-mail that is encrypted or sealed"}))
    return EmailAttachment(name, data) if _may_be_return(name, kind, data) else None


def moment(when: dt.datetime) -> dt.datetime | None:
    """A date as `Email.sent` has it: one without a time zone is taken as UTC; None if it is nonsense."""
    try:
        utc = when.astimezone(dt.UTC) if when.tzinfo else when
    except (OverflowError, ValueError):
        return None
    return utc.replace(tzinfo=None, microsecond=0) if utc.year in _YEARS else None


def _is_table(data: bytes) -> bool:
    try:
        return kind_of(data, "") is None and delimited.is_table(data)
    except BrokenFileError:
        return False


def _may_be_return(name: str, kind: str, data: bytes) -> bool:
    if data.startswith(_BESIDE):
        return False
    if data.startswith(_CONTAINERS) or _TABLE.fullmatch(kind) or _TABLE_NAMES.fullmatch(name):
        return True
    if kind.startswith("text/") and name and not _NO_RETURN_NAMES.fullmatch(name) and _is_table(data):
        return True
    if _NO_RETURN.fullmatch(kind) or (kind in _UNTYPED and _NO_RETURN_NAMES.fullmatch(name)):
        return False
    return kind_of(data, "") != PICTURE
