"""The returned files that one path stands for: a file, every file of a folder, every file in a zip folder.

Enters: a path. Leaves: `Source`s, one after the other; whatever goes wrong with one is said when its bytes are asked
for, so that the others go on. Nothing is unpacked to disk. Must not know: what a workbook is.
"""

import contextlib
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from careers_workbook.excel.content import BrokenFileError, TooLargeError
from careers_workbook.excel.opc import ZIP_ERRORS, open_zip
from careers_workbook.problems import FileRefusedError
from careers_workbook.returns.disk import MAX_FILE, files_in, is_junk, read_bytes, unreadable
from careers_workbook.returns.gate import is_zip_folder, refused

MAX_ENTRIES = 5_000
"""Files in a zip folder. A Hub has at most 500 schools."""
MAX_UNPACKED = 1_000_000_000
"""Bytes of everything in one zip folder."""
_DEEPEST = 2
"""Zip folders in each other: a Hub's own of what schools sent, some of it zipped."""
_ENCRYPTED, _UTF_8 = 0x1, 0x800
_UP = (".", "..")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_OURS = re.compile(rb'\s*\[?\s*\{\s*"format": "careers-workbook-|(\xef\xbb\xbf)?file,outcome,spec,version,')
"""How this program's own outputs begin, which may lie in the same folder."""


@dataclass(frozen=True, slots=True)
class Source:
    """One returned file. `file` says where it is, members of a zip folder as "returns.zip/990001 Oak.xlsx".

    `load` gives its bytes, or raises FileRefusedError.
    """

    file: str
    load: Callable[[], bytes]

    @property
    def name(self) -> str:
        """The name of the file itself."""
        return PurePosixPath(self.file.replace("\\", "/")).name


def source(path: Path) -> Source:
    """The file at this path, whatever it is."""
    return Source(str(path), lambda: read_bytes(path))


def sources(path: Path, password: str | None = None) -> Iterator[Source]:
    """Every returned file that this path stands for, at least one."""
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above is closed
        yield from _expanded(source(path), password)
        return
    empty = True
    for found in files_in(path):
        if isinstance(found, OSError):
            closed = Path(os.fsdecode(found.filename or path))
            yield _failing(str(closed), unreadable(closed, found))
        else:
            yield from (one for one in _expanded(source(found), password) if not _is_ours(one))
        empty = False
    if empty:
        yield _failing(str(path), refused("FILE-036", what="folder"))


def _is_ours(one: Source) -> bool:
    try:
        return _OURS.match(one.load()) is not None
    except FileRefusedError:
        return False


def _expanded(one: Source, password: str | None, depth: int = 0) -> Iterator[Source]:
    """The file itself, or if it is a zip folder what lies in it."""
    try:
        data = one.load()
        is_folder = is_zip_folder(data)
    except FileRefusedError as e:
        yield _failing(one.file, e)
        return
    except BrokenFileError:
        is_folder = False  # the gate says what is wrong
    one = replace(one, load=lambda: data)
    if not is_folder:
        yield one
    elif depth == _DEEPEST:
        yield _failing(one.file, refused("FILE-037", what="zip folder"))
    else:
        yield from _members(one, password, depth)


def _members(folder: Source, password: str | None, depth: int) -> Iterator[Source]:
    try:
        archive = open_zip(folder.load(), MAX_ENTRIES)
    except TooLargeError as e:
        yield _failing(folder.file, refused("FILE-009", reason=str(e)))
        return
    left, empty = MAX_UNPACKED, True
    for info in archive.infolist():
        name = _name(info)
        if info.is_dir() or any(is_junk(part) for part in name.split("/") if part not in _UP):
            continue
        empty, left = False, left - info.file_size
        yield from _expanded(_member(f"{folder.file}/{name}", archive, info, password, left), password, depth + 1)
    if empty:
        yield _failing(folder.file, refused("FILE-036", what="zip folder"))


def _member(file: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: str | None, left: int) -> Source:
    def load() -> bytes:
        if info.file_size > MAX_FILE:
            raise refused("FILE-009", reason=f"it is larger than {MAX_FILE // 1_000_000} MB")
        if left < 0:
            raise refused("FILE-009", reason=f"the zip folder unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
        locked = bool(info.flag_bits & _ENCRYPTED)
        if locked and not password:
            raise refused("FILE-008")
        try:
            return archive.read(info, password.encode() if locked and password else None)
        except NotImplementedError as e:
            packed = refused("FILE-006", reason="it is packed in a way that cannot be read")
            raise refused("FILE-040") if locked else packed from e
        except ZIP_ERRORS as e:
            damaged = refused("FILE-006", reason="the zip folder is damaged")
            raise refused("FILE-032") if locked else damaged from e

    return Source(file, load)


def _failing(file: str, error: FileRefusedError) -> Source:
    def load() -> bytes:
        raise error

    return Source(file, load)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name in plain slashes. A Mac writes UTF-8 without saying so, which zipfile takes for cp437."""
    name = info.filename
    if not info.flag_bits & _UTF_8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return _CONTROLS.sub("\ufffd", name.replace("\\", "/"))
