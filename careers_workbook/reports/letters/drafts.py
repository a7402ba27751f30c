"""Letters as e-mail drafts: .eml files that Outlook opens as unsent messages. Nothing is ever sent.

Enters: letters with what is attached, a folder. Leaves: one file a school; the same letter gives the same bytes. A
draft that somebody changed is never replaced, one of before that is no longer right is taken away. No text from a
register or a return can become a header of its own. Must not know: what a letter says, templates.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from careers_workbook.blanks.batch import name_for
from careers_workbook.core import output
from careers_workbook.core.problems import Place, Problem
from careers_workbook.hub.register.register import Listed
from careers_workbook.reports.letters.letters import CHASING, Kind, Text

_MARK = b"X-Careers-Workbook-Draft: "
"""The first line of every draft: a hash of all the rest, by which a draft that nobody changed is known."""
_PARTING = re.compile(r"[;,]")
_NAMED = re.compile(r"[^<>\r\n\u2028\u2029]*<([^<>]*)>")
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_LONGEST_ADDRESS = 254
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

    kind: Kind
    listed: Listed
    text: Text
    attachment: Attachment | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of a letter: its file, None if it was not written, and what there is to say about it."""

    letter: Letter
    path: Path | None
    problems: tuple[Problem, ...] = ()

    @property
    def has_address(self) -> bool:
        """Whether it can be sent without typing an address."""
        return bool(addresses(self.letter.listed.email)[0])


def write_drafts(letters: Iterable[Letter], folder: Path) -> Iterator[Draft]:
    """A file for each letter, named by URN, school and letter. OutputError where the folder cannot be written."""
    output.make_folder(folder)
    for letter in letters:
        path = folder / name_for(letter.listed.school, f" - {letter.kind}.eml")
        data = as_bytes(letter)
        problems = [letter.problem] if letter.problem else []
        problems += _wrong_addresses(letter.listed)
        kept = path.exists() and not _is_untouched(path)
        if kept:
            yield Draft(letter, None, (*problems, Problem("HUB-053", Place(), {"path": str(path)})))
            continue
        output.write(path, data)
        _take_away(folder, letter)
        yield Draft(letter, path, tuple(problems))


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
    data = message.as_bytes()
    return _MARK + hashlib.sha256(data).hexdigest().encode() + b"\r\n" + data


def addresses(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The e-mail addresses in a cell of the register, parted by semicolons or commas; and what is none."""
    parts = (piece.strip() for piece in _PARTING.split(text))
    found = list(dict.fromkeys(_without_name(part) for part in parts if part))
    good = tuple(part for part in found if _is_address(part))
    return good, tuple(part for part in found if part not in good)


def _without_name(part: str) -> str:
    """jo@oaklane.example out of "Jo Bloggs <jo@oaklane.example>"."""
    named = _NAMED.fullmatch(part)
    return named[1].strip() if named else part


def _plain(text: str) -> str:
    """A text for a header, as it is: what looks like an encoded word would be decoded, line breaks and all."""
    return text.replace("=?", "= ?")


def _is_address(text: str) -> bool:
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def _wrong_addresses(listed: Listed) -> Iterator[Problem]:
    for wrong in addresses(listed.email)[1]:
        shown = {"address": wrong[:_LONGEST_ADDRESS], "name": listed.school.name, "urn": listed.school.urn}
        yield Problem("HUB-052", Place(), shown)


def _type(name: str) -> str:
    return _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def _take_away(folder: Path, letter: Letter) -> None:
    """An older draft to the same school that says something else by now, unless somebody changed it."""
    others = {*CHASING.values()} - {letter.kind} if letter.kind in CHASING.values() else ()
    for kind in others:
        path = folder / name_for(letter.listed.school, f" - {kind}.eml")
        if path.exists() and _is_untouched(path):
            path.unlink(missing_ok=True)


def _is_untouched(path: Path) -> bool:
    """Whether a file is a draft of ours as it was written."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    mark, _, rest = data.partition(b"\r\n")
    return mark == _MARK + hashlib.sha256(rest).hexdigest().encode()
