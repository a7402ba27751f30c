"""The returned files that one path stands for: a file, every file of a folder, of a zip folder, of an e-mail.

Enters: a path. Leaves: `Source`s, one after the other; whatever goes wrong with one is said when its bytes are asked
for, so that the others go on. Nothing is unpacked to disk. E-mails are opened for those who ask for it, and are files
like any other for the rest. Must not know: what a workbook is.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from careers_workbook.core.problems import FileRefusedError, Problem
from careers_workbook.returns.intake import zip_folder
from careers_workbook.returns.intake.attachments import Attachment, Mail
from careers_workbook.returns.intake.disk import files_in, modified, read_bytes, unreadable
from careers_workbook.returns.intake.file_detection import is_mail, is_zip_folder, refused
from careers_workbook.returns.intake.source import MAX_ENTRIES, Budget, Names, Source, failing, plain
from careers_workbook.spreadsheet.read.content import BrokenFileError, TooLargeError

__all__ = ["MAX_ENTRIES", "Source", "Watch", "source", "sources"]

_DEEPEST = 2
"""Zip folders in each other: a Hub's own of what schools sent, some of it zipped."""
_DEEPEST_WITH_MAILS = 4
"""Zip folders and e-mails in each other: a zip folder of forwarded e-mails, some with a zip folder."""
_OURS = re.compile(rb'\s*\[?\s*\{\s*"format": "careers-workbook-|(\xef\xbb\xbf)?file,outcome,spec,version,')
"""How this program's own outputs begin, which may lie in the same folder."""
Watch = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Way:
    """How files are opened, and what lies around them: how many containers, and the date if one is an e-mail."""

    password: str | None
    mails: bool
    watch: Watch
    depth: int = 0
    in_mail: bool = False
    mailed: datetime | None = None
    budget: Budget = field(default_factory=Budget)

    @property
    def too_deep(self) -> bool:
        return self.depth == (_DEEPEST_WITH_MAILS if self.mails else _DEEPEST)


def source(path: Path) -> Source:
    """The file at this path, whatever it is."""
    return Source(str(path), lambda: read_bytes(path), modified(path))


def sources(
    path: Path, password: str | None = None, *, mails: bool = False, watch: Watch = lambda _: True
) -> Iterator[Source]:
    """Every returned file that this path stands for, at least one.

    `watch` is told the name of every file, zip folder and e-mail before it is opened, and leaves it out by False.
    """
    way = _Way(password, mails, watch)
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above is closed
        yield from _expanded(source(path), way)
        return
    empty = True
    for found in files_in(path):
        if isinstance(found, OSError):
            closed = Path(os.fsdecode(found.filename or path))
            yield from _refused(Source(str(closed), bytes), unreadable(closed, found), way)
        else:
            alone = replace(way, budget=Budget())
            yield from (one for one in _expanded(source(found), alone) if not _is_ours(one))
        empty = False
    if empty:
        yield from _refused(Source(str(path), bytes), refused("FILE-036", what="folder"), way)


def _is_ours(one: Source) -> bool:
    try:
        return _OURS.match(one.load()) is not None
    except FileRefusedError:
        return False


def _refused(one: Source, error: FileRefusedError, way: _Way) -> Iterator[Source]:
    if way.watch(one.file):
        yield failing(one, error)


def _expanded(one: Source, way: _Way) -> Iterator[Source]:
    """The file itself, or if it is a zip folder or an e-mail what lies in it."""
    if not way.watch(one.file):
        return
    try:
        data = one.load()
        kind = _kind(data, way)
    except FileRefusedError as e:
        yield failing(one, e)
        return
    except BrokenFileError:
        kind = ""  # the gate says what is wrong
    one = replace(one, load=lambda: data)
    if not kind:
        yield one
    elif way.too_deep:
        yield failing(one, refused("FILE-037", what=kind))
    else:
        yield from _members(one, way) if kind == "zip folder" else _opened(one, way)


def _kind(data: bytes, way: _Way) -> str:
    """What it is if something may lie in it. Raises BrokenFileError."""
    if is_zip_folder(data):
        return "zip folder"
    return "e-mail" if way.mails and is_mail(data) else ""


def _members(folder: Source, way: _Way) -> Iterator[Source]:
    inside = replace(way, depth=way.depth + 1)
    try:
        for one in zip_folder.members(folder, way.password, way.budget):
            yield from _expanded(replace(one, sent=way.mailed) if way.in_mail else one, inside)
    except FileRefusedError as e:
        yield failing(folder, e)


def _opened(letter: Source, way: _Way) -> Iterator[Source]:
    from careers_workbook.returns.intake.mail import open_mail  # noqa: PLC0415 - slow, and rarely needed

    try:
        yield from _attached(letter, open_mail(letter.load()), way)
    except FileRefusedError as e:
        yield failing(letter, e)
    except TooLargeError as e:
        yield failing(letter, refused("FILE-009", reason=str(e)))
    except BrokenFileError as e:
        yield failing(letter, refused("FILE-006", reason=str(e)))


def _attached(letter: Source, mail: Mail, way: _Way) -> Iterator[Source]:
    """What came with an e-mail. The date of the innermost counts: when the school sent it, not who forwarded it."""
    inside = replace(way, depth=way.depth + 1, in_mail=True, mailed=mail.sent or way.mailed)
    names = Names()
    for number, one in enumerate(mail.attachments, 1):
        size = len(one.content) if isinstance(one.content, bytes) else 0
        way.budget.take(size)  # all of it is in memory already
        file = f"{letter.file}/{names.unused(_name(one, number))}"
        yield from _content(Source(file, bytes, inside.mailed), one.content, inside)
    if not mail.attachments:
        raise refused("FILE-042")


def _content(one: Source, content: bytes | Mail | Problem, way: _Way) -> Iterator[Source]:
    if isinstance(content, bytes):
        yield from _expanded(replace(one, load=lambda: content), way)
    elif isinstance(content, Problem):
        yield from _refused(one, FileRefusedError(content), way)
    elif way.too_deep:
        yield from _refused(one, refused("FILE-037", what="e-mail"), way)
    elif way.watch(one.file):
        try:
            yield from _attached(one, content, way)
        except FileRefusedError as e:
            yield failing(one, e)


def _name(one: Attachment, number: int) -> str:
    """What an attachment is called. An e-mail is just numbered: programs name it after its subject."""
    is_letter = isinstance(one.content, Mail) or (isinstance(one.content, bytes) and _is_mail(one.content))
    return f"e-mail {number}" if is_letter else plain(one.name) or f"attachment {number}"


def _is_mail(data: bytes) -> bool:
    try:
        return is_mail(data)
    except BrokenFileError:
        return False
