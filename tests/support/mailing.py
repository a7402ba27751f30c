"""Drafts as a mail program reads them."""

import email
import email.policy
from email.message import EmailMessage


def parsed(data: bytes) -> EmailMessage:
    """The draft, without defects and unsent."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    assert message["X-Unsent"] == "1"
    return message


def body(message: EmailMessage) -> str:
    """Its words."""
    part = message.get_body(("plain",))
    assert part
    return part.get_content().replace("\r\n", "\n")
