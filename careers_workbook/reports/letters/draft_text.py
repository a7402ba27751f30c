"""A draft as it lies in the Hub's folder -> what it says, to be read before it is sent.

Enters: the bytes of an e-mail. Leaves: its words, and the names of what is attached. Must not know: why it was written.
"""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from careers_workbook.core.frozen import frozen


@frozen
class DraftText:
    """What somebody reads of a draft; `attached` are names and sizes in bytes."""

    to: str
    subject: str
    body: str
    attached: tuple[tuple[str, int], ...]


def read(data: bytes) -> DraftText:
    """The words of a draft, whether somebody has changed it or not."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy says so
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body else ""
    attached = tuple(
        (one.get_filename() or "(no name)", len(one.get_payload(decode=True) or b""))
        for one in message.iter_attachments()
    )
    return DraftText(str(message["To"] or ""), str(message["Subject"] or ""), str(text), attached)
