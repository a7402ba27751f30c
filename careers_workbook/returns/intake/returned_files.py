"""The returned files that one path stands for: a file, every file of a folder, of a zip folder, of an e-mail.

Enters: a path. Leaves: `ReturnedFile`s, one after the other; whatever goes wrong with one is said when its bytes are
asked for, so that the others go on. Nothing is unpacked to disk. Must not know: what a workbook is.
"""

import contextlib
import datetime as dt
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import FileRefusedError, Problem
from careers_workbook.returns.intake.attachments import Email, EmailAttachment
from careers_workbook.returns.intake.disk import MAX_FILE, UnusedNames, is_junk, modified, named_files, read_bytes
from careers_workbook.returns.intake.file_detection import is_mail, is_zip_folder, refusals, refused
from careers_workbook.returns.redaction.names import as_kept
from careers_workbook.spreadsheet.read.grid import BrokenFileError, LockedError
from careers_workbook.spreadsheet.read.opc import ZIP_ERRORS, open_zip

MAX_ENTRIES = 5_000
"""Files in a zip folder or an e-mail, and in those that lie in it. A Hub has at most 500 schools."""
MAX_UNPACKED = 1_000_000_000
"""Bytes of everything in one zip folder or e-mail, and in those that lie in it."""
_DEEPEST = 4
"""Zip folders and e-mails in each other: a zip folder of forwarded e-mails, some with a zip folder."""
_OURS = re.compile(rb'\s*(?:\[\s*)?\{\s*"format": "careers-workbook-|(\xef\xbb\xbf)?file,outcome,spec,version,')
"""How this program's own outputs begin, which may lie in the same folder."""
_LONGEST_NAME, _ENDING = 200, 20
_ENCRYPTED, _UTF_8, _AES = 0x1, 0x800, 99
"""Marks of a member: that it is locked, that its name is in UTF-8; and what stands for a way of packing if with AES."""
_UP = (".", "..")
_NO_NAME = "without a name"
_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can say: programs write it that know none."""


class Watch(Protocol):
    """Who looks on while files are opened."""

    def begins(self, one: "ReturnedFile") -> bool:
        """Told of every file, zip folder and e-mail before its bytes are asked for; False leaves it out.

        FileRefusedError, here and below, leaves it closed.
        """

    def opens(self, one: "ReturnedFile", data: bytes) -> None:
        """Told of its bytes before anything looks into them."""


class _Nobody:
    """Nobody looks on."""

    def begins(self, one: "ReturnedFile") -> bool:  # noqa: ARG002
        return True

    def opens(self, one: "ReturnedFile", data: bytes) -> None:
        pass


@frozen
class ReturnedFile:
    """One returned file. `file` says where it is, members of a zip folder as "returns.zip/990001 Oak.xlsx".

    `load` gives its bytes, or raises FileRefusedError. `sent` is the best that is known of when it was sent: the date
    of the e-mail that it came in (None if that has none), else the date in the zip folder as it stands there, else that
    of the file. In UTC, naive, whole seconds. `sender` is the address that the e-mail came from, or "".
    """

    file: str
    load: Callable[[], bytes]
    sent: dt.datetime | None = None
    sender: str = ""

    @property
    def name(self) -> str:
        """The name of the file itself."""
        return PurePosixPath(self.file.replace("\\", "/")).name


@dataclass(slots=True)
class _Budget:
    """What may still come out of one zip folder or e-mail and out of all that lies in it."""

    entries: int = MAX_ENTRIES
    size: int = MAX_UNPACKED

    def take(self, size: int) -> bool:
        """One more file: whether its bytes are still few enough. FILE-009 if there are too many files."""
        self.entries, self.size = self.entries - 1, self.size - size
        if self.entries < 0:
            raise refused("FILE-009", reason="it holds thousands of files")
        return self.size >= 0


@frozen
class _Opening:
    """How files are opened, and what lies around them: how many containers, and date and sender if one is an e-mail."""

    password: str | None
    watch: Watch
    depth: int = 0
    in_mail: bool = False
    mailed: dt.datetime | None = None
    sender: str = ""
    budget: _Budget = field(default_factory=_Budget)

    @property
    def too_deep(self) -> bool:
        return self.depth == _DEEPEST


def returned_file(path: Path) -> ReturnedFile:
    """The file at this path, whatever it is."""
    return _on_disk(path, as_kept(str(path)))


def _on_disk(path: Path, name: str) -> ReturnedFile:
    return ReturnedFile(name, lambda: read_bytes(path), modified(path))


def returned_files(path: Path, password: str | None = None, watch: Watch | None = None) -> Iterator[ReturnedFile]:
    """Every returned file that this path stands for, at least one.

    `watch` is told of every file, zip folder and e-mail before it is opened, and can leave it out.
    """
    opening = _Opening(password, watch or _Nobody())
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above is closed
        yield from _expanded(returned_file(path), opening)
        return
    empty = True
    for found, name in named_files(path):
        if isinstance(found, FileRefusedError):
            yield from _refused(ReturnedFile(name, bytes), found, opening)
        else:
            yield from returned_files_in(found, name, password, watch)
        empty = False
    if empty:
        yield from _refused(ReturnedFile(as_kept(str(path)), bytes), refused("FILE-036", what="folder"), opening)


def returned_files_in(
    path: Path, name: str, password: str | None = None, watch: Watch | None = None
) -> Iterator[ReturnedFile]:
    """What one file of a folder stands for, known by this name; nothing if this program made it."""
    inside = _expanded(_on_disk(path, name), _Opening(password, watch or _Nobody()))
    return (one for one in inside if not _is_ours(one))


def _is_ours(one: ReturnedFile) -> bool:
    try:
        return _OURS.match(one.load()) is not None
    except FileRefusedError:
        return False


def _refused(one: ReturnedFile, error: FileRefusedError, opening: _Opening) -> Iterator[ReturnedFile]:
    if opening.watch.begins(one):
        yield _failing(one, error)


def _expanded(one: ReturnedFile, opening: _Opening) -> Iterator[ReturnedFile]:
    """The file itself, or if it is a zip folder or an e-mail what lies in it."""
    try:
        if not opening.watch.begins(one):
            return
        data = one.load()
        opening.watch.opens(one, data)
        kind = _kind(data)
    except FileRefusedError as e:
        yield _failing(one, e)
        return
    except BrokenFileError:
        kind = ""  # file detection says what is wrong
    one = replace(one, load=lambda: data)
    if not kind:
        yield one
    elif opening.too_deep:
        yield _failing(one, refused("FILE-037", what=kind))
    else:
        yield from _or_failing(one, _members(one, opening) if kind == "zip folder" else _opened(one, opening))


def _or_failing(one: ReturnedFile, inside: Iterator[ReturnedFile]) -> Iterator[ReturnedFile]:
    """What lies in a file; and the file itself, which says why, where no more of it can be had."""
    try:
        with refusals():
            yield from inside
    except FileRefusedError as e:
        yield _failing(one, e)


def _kind(data: bytes) -> str:
    """What it is if something may lie in it. Raises BrokenFileError."""
    if is_zip_folder(data):
        return "zip folder"
    return "e-mail" if is_mail(data) else ""


# zip folders


def _members(folder: ReturnedFile, opening: _Opening) -> Iterator[ReturnedFile]:
    """Every file in a zip folder but what programs leave behind, unpacked when it is asked for its bytes."""
    data = folder.load()
    archive = open_zip(data, MAX_ENTRIES)
    inside = replace(opening, depth=opening.depth + 1)
    names, empty = UnusedNames(), True
    for info in archive.infolist():
        name = _member_name(info)
        if name.endswith("/") or any(is_junk(part) for part in name.split("/") if part not in _UP):
            continue
        empty = False
        load = _loader(archive, info, opening.password, data) if opening.budget.take(info.file_size) else _too_much
        sent = opening.mailed if opening.in_mail else _date(info) or folder.sent
        yield from _expanded(
            ReturnedFile(f"{folder.file}/{names.unused(name or _NO_NAME)}", load, sent, inside.sender), inside
        )
    if empty:
        raise refused("FILE-036", what="zip folder")


def _loader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: str | None, data: bytes) -> Callable[[], bytes]:
    def load() -> bytes:
        if info.file_size > MAX_FILE:
            raise refused("FILE-009", reason=f"it is larger than {MAX_FILE // 1_000_000} MB")
        locked = bool(info.flag_bits & _ENCRYPTED)
        if locked and not password:
            raise refused("FILE-056")
        if locked and password and info.compress_type == _AES:
            return _opened_with_aes(data, info, password)
        try:
            return archive.read(info, password.encode() if locked and password else None)
        except NotImplementedError as e:
            packed = refused("FILE-006", reason="it is packed in a way that cannot be read")
            raise refused("FILE-040") if locked else packed from e
        except ZIP_ERRORS as e:
            damaged = refused("FILE-006", reason="the zip folder is damaged")
            raise refused("FILE-032") if locked else damaged from e

    return load


def _opened_with_aes(data: bytes, info: zipfile.ZipInfo, password: str) -> bytes:
    from careers_workbook.returns.intake.aes_members import opened  # noqa: PLC0415 - its library is rarely needed

    try:
        return opened(data, info, password)
    except LockedError as e:
        raise refused("FILE-032") from e
    except BrokenFileError as e:
        raise refused("FILE-006", reason=str(e)) from e


def _too_much() -> bytes:
    raise refused("FILE-009", reason=f"the zip folder unpacks to more than {MAX_UNPACKED // 1_000_000} MB")


def _member_name(info: zipfile.ZipInfo) -> str:
    """The member's name in plain slashes. A Mac writes UTF-8 without saying so, which zipfile takes for cp437."""
    name = info.filename
    if not info.flag_bits & _UTF_8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return _shown(name)


def _date(info: zipfile.ZipInfo) -> dt.datetime | None:
    """The member's date as it stands, without a time zone; None if there is none."""
    try:
        return None if info.date_time == _NO_DATE else dt.datetime(*info.date_time)  # noqa: DTZ001 - the zip has none
    except ValueError:
        return None


# e-mails


def _opened(letter: ReturnedFile, opening: _Opening) -> Iterator[ReturnedFile]:
    from careers_workbook.returns.intake.mail import open_mail  # noqa: PLC0415 - slow, and rarely needed

    yield from _attached(letter, open_mail(letter.load()), opening)


def _attached(letter: ReturnedFile, mail: Email, opening: _Opening) -> Iterator[ReturnedFile]:
    """What came with an e-mail. What the innermost says counts: when the school sent it, not who forwarded it."""
    inside = replace(opening, depth=opening.depth + 1, in_mail=True)
    inside = replace(inside, mailed=mail.sent or opening.mailed, sender=mail.sender or opening.sender)
    names = UnusedNames()
    for number, one in enumerate(mail.attachments, 1):
        size = len(one.content) if isinstance(one.content, bytes) else 0
        opening.budget.take(size)  # all of it is in memory already
        file = f"{letter.file}/{names.unused(_name(one, number))}"
        yield from _content(ReturnedFile(file, bytes, inside.mailed, inside.sender), one.content, inside)
    if not mail.attachments:
        raise refused("FILE-042")


def _content(one: ReturnedFile, content: bytes | Email | Problem, opening: _Opening) -> Iterator[ReturnedFile]:
    if isinstance(content, bytes):
        yield from _expanded(replace(one, load=lambda: content), opening)
    elif isinstance(content, Problem):
        yield from _refused(one, FileRefusedError(content), opening)
    elif opening.too_deep:
        yield from _refused(one, refused("FILE-037", what="e-mail"), opening)
    else:
        yield from _or_failing(one, _begun(one, content, opening))


def _begun(letter: ReturnedFile, mail: Email, opening: _Opening) -> Iterator[ReturnedFile]:
    if opening.watch.begins(letter):
        yield from _attached(letter, mail, opening)


def _name(one: EmailAttachment, number: int) -> str:
    """What an attachment is called. An e-mail is just numbered: programs name it after its subject."""
    is_letter = isinstance(one.content, Email) or (isinstance(one.content, bytes) and _is_mail(one.content))
    return f"e-mail {number}" if is_letter else _plain(one.name) or f"attachment {number}"


def _is_mail(data: bytes) -> bool:
    try:
        return is_mail(data)
    except BrokenFileError:
        return False


# names


def _failing(one: ReturnedFile, error: FileRefusedError) -> ReturnedFile:
    """The same file, which says why its bytes cannot be had."""

    def load() -> bytes:
        raise error

    return replace(one, load=load)


def _shown(name: str) -> str:
    """A name or a path with plain slashes, as it can be shown."""
    return as_kept(name.replace("\\", "/"))


def _plain(name: str) -> str:
    """The name of a file without folders, of a length that can be read; "" if nothing is left of it."""
    last = _shown(name).rpartition("/")[2].strip()
    if not last.strip(" ."):
        return ""
    return last if len(last) <= _LONGEST_NAME else last[: _LONGEST_NAME - _ENDING] + last[-_ENDING:]
