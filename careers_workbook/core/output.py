"""Bytes or text to a file, whole or not at all: written beside under another name, then renamed into place.

An OutputError (FILE-020) says what to do. Must not know: what the bytes mean, who asked for them.
"""

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import OutputError, Place, Problem

Keep = Callable[[Path, bytes], None]
"""What puts a file where people find it: `write`, or what a Hub does besides."""

_DRAFT = re.compile(r"\.(?:(\d{1,9})-)?[0-9a-f]{8,16}\.part")
"""The name of a draft, with the number of the process that writes it; version 0.2 gave none."""
_USUAL, _PRIVATE = 0o666, 0o600
"""Who may read a file, but for what the computer takes from everybody."""
_YOUNG = 2.0
"""Seconds in which a draft may be that of another computer, in a folder that both share."""
_REASONS: dict[int, str] = {
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "part of the path is a file, not a folder",
    errno.EEXIST: "something of that name is in the way",
    errno.EISDIR: "there is a folder of that name",
    errno.EACCES: "you have no permission, or the file is open in another program",
    errno.EPERM: "you have no permission",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk space is used up",
    errno.EFBIG: "it is larger than this disk takes",
    errno.EIO: "the disk, or the network on which it lies, did not take it",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EINVAL: "the name holds characters that are not allowed",
}


def reason(error: OSError) -> str:
    """What an error of the operating system means, in plain words."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def cannot_write(path: Path, error: OSError) -> OutputError:
    """The exception that says why a path cannot be written."""
    return OutputError(Problem("FILE-020", Place(), {"path": str(path), "reason": reason(error)}))


def make_folder(folder: Path) -> None:
    """The folder and every folder above it, made where missing; OutputError where that is impossible."""
    try:
        if not os.path.isdir(folder):  # noqa: PTH112 - most are there, which this says in a tenth of the time
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error


def write(path: Path, data: bytes | str, *, private: bool = False) -> None:
    """Replace or make one file; text is written as UTF-8. The folder must exist. Nothing is left behind on failure.

    What is `private` nobody else who uses this computer can read, where the disk knows of people.
    """
    write_parts(path, [data.encode("utf-8") if isinstance(data, str) else data], private=private)


def write_parts(path: Path, parts: Iterable[bytes], *, private: bool = False) -> None:
    """The same of what is made while it is written; what the making raises leaves everything as it was."""
    try:
        there = _kind(path)
        if stat.S_ISDIR(there):
            raise IsADirectoryError(errno.EISDIR, "")
        if there and not stat.S_ISREG(there):  # /dev/null, a named pipe: renaming onto it would destroy it
            with path.open("wb") as file:
                file.writelines(parts)
            return
        _replace(path, parts, _PRIVATE if private else _USUAL)
    except OSError as error:
        raise cannot_write(path, error) from error


@frozen
class OutputFolder:
    """A folder for files that people find, which `keep` writes. A file that is there stays, unless `force`."""

    path: Path
    force: bool = False
    keep: Keep = write

    def put(self, path: Path, content: bytes | Callable[[], bytes], place: Place | None = None) -> Problem | None:
        """Write one file; what kept it from being written: it is there already (FILE-021, said of `place`).

        `content` may be a function, called only for a file that is written. A file that is there and cannot be
        replaced, because it is open in Excel, is such a problem too (FILE-020); OutputError where a new one cannot be
        written.
        """
        if path.exists() and not self.force:
            return Problem("FILE-021", place or Place(), {"path": str(path)})
        data = content() if callable(content) else content
        try:
            self.keep(path, data)
        except OutputError as error:
            if not path.exists():
                raise
            return error.problems[0]
        return None


@contextlib.contextmanager
def writing(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file that is too large to be held as a whole: what is written into it, and where, until it gets its name.

    It gets it at the end of the `with` statement, whatever bears it; nothing is left behind on failure.
    """
    try:
        with draft_of(path) as draft:
            with draft.open("xb") as file:
                yield file, draft
                file.flush()
                os.fsync(file.fileno())
            draft.replace(os.path.realpath(path))
    except OSError as error:
        raise cannot_write(path, error) from error


@contextlib.contextmanager
def or_as_before(path: Path) -> Iterator[None]:
    """What is done to a small file inside is undone by an OutputError: where one of two is not written, neither is."""
    before = path.read_bytes() if path.is_file() else None
    try:
        yield
    except OutputError:
        with contextlib.suppress(OutputError):  # what cannot be undone was said to have failed all the same
            if before is None:
                remove(path)
            else:
                write(path, before)
        raise


def remove(path: Path) -> None:
    """Take a file away, if it is there; OutputError where that is not possible."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def _kind(path: Path) -> int:
    """What lies there, in the words of the module stat; 0 if nothing does."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return path.stat().st_mode
    return 0


def _replace(path: Path, parts: Iterable[bytes], mode: int) -> None:
    real = os.path.realpath(path)  # a link stays a link
    draft, is_in_place = _draft_beside(real), False
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.writelines(parts)
        Path(draft).replace(real)
        is_in_place = True
    finally:
        if not is_in_place:
            Path(draft).unlink(missing_ok=True)


@contextlib.contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """Where a file may be written until it gets its name; nothing is there afterwards, nor after a kill for long."""
    draft = Path(_draft_beside(os.path.realpath(path)))
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _draft_beside(real: str) -> str:
    folder = os.path.dirname(real)  # noqa: PTH120 - thousands are written in a row, and a Path each takes time
    _clear_drafts(folder)
    # short, because the final name may be as long as names can be; the process says whether it is still being written
    return os.path.join(folder, f".{os.getpid()}-{os.urandom(4).hex()}.part")  # noqa: PTH118 - as above


def is_draft(name: str) -> bool:
    """Whether a file of this name is one that is being written, or was when a program was killed."""
    return bool(_DRAFT.fullmatch(name))


@cache
def _clear_drafts(folder: str) -> None:
    """Remove what programs that were killed left half-written in a folder: once a run, before the first file."""
    with contextlib.suppress(OSError):  # what cannot be removed is in nobody's way
        for path in Path(folder).iterdir():
            draft = _DRAFT.fullmatch(path.name)
            if draft and not _is_running(int(draft[1] or 0)) and time.time() - path.stat().st_mtime > _YOUNG:
                path.unlink(missing_ok=True)


def is_left_over(path: Path) -> bool:
    """Whether a file is a draft of a program that was killed while it wrote."""
    draft = _DRAFT.fullmatch(path.name)
    return draft is not None and not _is_running(int(draft[1] or 0))


def _is_running(process: int) -> bool:
    """Whether there is such a process here. On Windows nobody says; there a file that is being written cannot go."""
    if os.name == "nt" or not process:
        return False
    try:
        os.kill(process, 0)  # asks, and sends nothing
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
