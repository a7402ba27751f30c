"""Letters as e-mails: messages that Outlook opens as unsent drafts. Nothing is ever sent.

Enters: letters with what is attached. Leaves: a `Draft` for each, the same bytes for the same letter; what became of
them in words. No text from a register or a return can become a header of its own. Must not know: what a letter says,
templates, folders.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path, PurePath

from careers_workbook.core.problems import Problem
from careers_workbook.hub.drafts import Draft, addresses, marked
from careers_workbook.hub.register.register import Listed
from careers_workbook.reports.letters.letter_templates import LetterKind, LetterText
from careers_workbook.reports.words import many, one_line
from careers_workbook.reports.wrapping import wrap

_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".html": "text/html",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one school. `problem` says what is not as it should be: nothing attached, for example."""

    kind: LetterKind
    listed: Listed
    text: LetterText
    attachment: Attachment | None = None
    problem: Problem | None = None


def as_draft(letter: Letter) -> Draft:
    """The letter as it is kept."""
    return Draft(letter.kind, letter.listed, as_bytes(letter), (letter.problem,) if letter.problem else ())


def as_bytes(letter: Letter) -> bytes:
    """The draft as a file. It has no date and no sender: Outlook gives both when it is sent."""
    message = EmailMessage(policy=SMTP)
    to, _ = addresses(letter.listed.email)
    message["X-Unsent"] = "1"
    if to:
        message["To"] = ", ".join(to)
    message["Subject"] = _plain(letter.text.subject)
    message.set_content(letter.text.body)
    if attached := letter.attachment:
        seed = attached.data + letter.text.body.encode("utf-8", "replace")
        message.make_mixed(boundary=f"=_{hashlib.sha256(seed).hexdigest()[:32]}")  # "=_" stands in no encoded part
        main, _, sub = _type(attached.name).partition("/")
        message.add_attachment(attached.data, maintype=main, subtype=sub, filename=_plain(attached.name))
    return marked(message.as_bytes())


def _plain(text: str) -> str:
    """A text for a header, as it is: what looks like an encoded word would be decoded, line breaks and all."""
    return text.replace("=?", "= ?")


def _type(name: str) -> str:
    return _TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


def draft_summary(drafts: Sequence[Draft], folder: Path, width: int) -> str:
    """A line on what was written, then the schools without an address."""
    written = [draft for draft in drafts if draft.path]
    if not written:
        return "No draft was written." if drafts else "There is nobody to write to."
    kinds = Counter(draft.kind for draft in written)
    several = ", ".join(f'{number} "{kind}"' for kind, number in kinds.items())
    lines = wrap(f"{many(len(written), 'draft')} in {folder}: {several}. Nothing has been sent.", width)
    without = [draft.listed.school for draft in written if not draft.has_address]
    if without:
        lines += ["", *wrap(f"Without an e-mail address in the register ({len(without)}):", width)]
        lines += [line for one in without for line in wrap(f"{one.urn} {one_line(one.name)}", width, "  ", "    ")]
    return "\n".join(lines)
