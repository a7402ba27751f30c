"""Bytes off the disk, read once and whole, so that a sync client or Excel may go on with the file.

Enters: a path. Leaves: its bytes, or the files of a folder. Raises FileRefusedError with what to do about it. Files are
never changed, moved or locked. Must not know: what the bytes mean.
"""

import datetime as dt
import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from careers_workbook.core.input import open_ordinary, read_open
from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.returns.redaction.names import as_kept

MAX_FILE = 50_000_000
"""Bytes of a file. A filled checklist has about 60 thousand."""
_PATIENCE = 0.5
"""Seconds to wait for a program that is writing the file."""
_JUST_NOW = 3_000_000_000
"""Nanoseconds: clocks of disks go in steps of up to 2 seconds."""
_DAY = 86_400_000_000_000
_WEEK = 7 * _DAY
_WINDOWS_PATH = 248
"""Characters from which Windows wants a path in its long form."""
_CLOUD = range(358, 405)
"""Windows error numbers that say that OneDrive, or another cloud, has not brought the file down."""
_JUNCTION = 0xA0000003
"""Windows' word for a folder that lies elsewhere (IO_REPARSE_TAG_MOUNT_POINT)."""
_WORDS: dict[int, str] = {
    errno.EACCES: "another program has it open, or you may not read it",
    errno.EPERM: "another program has it open, or you may not read it",
    errno.ENAMETOOLONG: "its name, or the path to it, is too long",
    errno.EIO: "the disk or the network failed",
    errno.ELOOP: "it is a link that leads to itself",
    errno.ENOTDIR: "part of the path is a file, not a folder",
}
_WINDOWS_WORDS: dict[int, str] = {
    32: "another program has it open",
    33: "another program has it open",
    206: "its name, or the path to it, is too long",
}
_JUNK = re.compile(
    r"~\$.*|\.~lock\..*|thumbs\.db|desktop\.ini|__macosx|\$recycle\.bin|\.(?!.*\.icloud$).*", re.IGNORECASE
)
"""What programs leave in folders: lock files, previews, drafts. A placeholder of iCloud stands for a return."""


def read_bytes(path: Path) -> bytes:
    """The content of a file. FILE-001, 003, 009, 011 or 039 say why it cannot be read."""
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above is closed
        raise _refused(path, "FILE-003")
    try:
        for wait in (_PATIENCE, 0.0):
            data = _read_once(_reachable(path))
            if data is not None:
                return data
            time.sleep(wait)
    except FileNotFoundError as e:
        raise _refused(path, "FILE-001") from e
    except (OSError, ValueError) as e:  # ValueError: a null character in the name
        raise unreadable(path, e) from e
    raise _refused(path, "FILE-039")


def modified(path: Path) -> dt.datetime | None:
    """When a file was last written: UTC, naive, whole seconds; None if nobody knows."""
    try:
        return dt.datetime.fromtimestamp(int(os.stat(_reachable(path)).st_mtime), dt.UTC).replace(tzinfo=None)  # noqa: PTH116
    except (OSError, ValueError, OverflowError):  # ValueError: a null character in the name
        return None


def files_in(folder: Path) -> Iterator[Path | FileRefusedError]:
    """Every file of a folder and the folders in it, by name; what programs leave behind is passed over.

    A folder that may not be read, and a link that leads out of the folder, comes as the error that says so. A link to a
    folder that lies inside is passed over: what is in there comes anyway.
    """
    root = os.path.realpath(folder)
    waiting, closed = [folder], []
    while waiting:
        here = waiting.pop()
        try:
            folders, files, links = _names_in(here)
        except OSError as error:
            closed.append(unreadable(here, error))
            continue
        for name in files:
            path = Path(here, name)
            if name not in links:
                yield path
            elif _leads_out(path, root):
                yield _refused(path, "FILE-061", target=as_kept(os.path.realpath(path)))
            elif not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above is closed
                yield path
        waiting += (Path(here, name) for name in reversed(folders))
    yield from closed


def named_files(folder: Path) -> Iterator[tuple[Path | FileRefusedError, str]]:
    """Every file of a folder with the name that is kept of it, no two the same."""
    names = UnusedNames()
    for found in files_in(folder):
        known = found.problems[0].place.file if isinstance(found, FileRefusedError) else as_kept(str(found))
        yield found, names.unused(known)


class UnusedNames:
    """The names in one folder or e-mail, no two of them the same, so that each file can be told from the others."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def unused(self, name: str) -> str:
        """This name, or if it is taken with a number behind: "return (2).xlsx"."""
        wanted, ending = name, PurePosixPath(name).suffix
        while name in self._used:
            self._used[wanted] += 1
            name = f"{wanted.removesuffix(ending)} ({self._used[wanted]}){ending}"
        self._used[name] = 1
        return name


def looks(path: Path) -> str:
    """Size, times and number of a file, which say that it is the one of before; "" where nobody can rely on that.

    Of a file that was changed just now they would be the same if it were changed again at once; and the clock of the
    computer on which it lies may be ahead. A time that no clock can show was given to it by a program.
    """
    try:
        return _looks(os.stat(_reachable(path)), time.time_ns())  # noqa: PTH116 - of what a link leads to
    except (OSError, ValueError):
        return ""


def all_looks(folder: Path) -> list[str] | None:
    """How every file of a folder and the folders in it looks, with its path; None where nobody can rely on that.

    It is not relied on where there is a link, or a folder that may not be read.
    """
    now = time.time_ns()

    def looks_of(one: os.DirEntry[str]) -> str:
        seen = _looks(os.stat(one.path), now)  # noqa: PTH116 - Windows' entries say no number
        return seen and f"{one.path} {seen}"

    return _of_all(folder, looks_of)


def all_names(folder: Path) -> list[str] | None:
    """The paths only, with no file looked at."""
    return _of_all(folder, lambda one: one.path)


def _of_all(folder: Path, said: Callable[[os.DirEntry[str]], str]) -> list[str] | None:
    """What is `said` of every file; None where that is nothing."""
    found, waiting = list[str](), [str(_reachable(folder))]
    try:
        while waiting:
            with os.scandir(waiting.pop()) as entries:
                there = sorted((one for one in entries if not is_junk(one.name)), key=lambda one: one.name)
            for one in there:
                if _is_link(one):
                    return None
                if one.is_dir(follow_symlinks=False):
                    waiting.append(one.path)
                elif words := said(one):
                    found.append(words)
                else:
                    return None
    except (OSError, ValueError):
        return None
    return found


def number_of_files(path: Path) -> int:
    """How many files lie in a folder and the folders in it, at least one: as a progress bar needs to know it."""
    return max(1, sum(sum(not is_junk(name) for name in names) for _, _, names in os.walk(path)))


def _looks(found: os.stat_result, now: int) -> str:
    settled = all(one < now - _JUST_NOW or one > now + _DAY for one in (found.st_mtime_ns, found.st_ctime_ns))
    said = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, *_week(now))
    return " ".join(map(str, said)) if settled else ""


def _week(now: int) -> tuple[int, ...]:
    """On Windows, where a program can give back all of its times to a file that it changed, looks hold for a week."""
    return (now // _WEEK,) if os.name == "nt" else ()


def _names_in(folder: Path) -> tuple[list[str], list[str], set[str]]:
    """The folders in a folder, and all else, by name; links to folders are with the rest. Which are links."""
    folders, files, links = list[str](), list[str](), set[str]()
    with os.scandir(_reachable(folder)) as entries:
        for entry in entries:
            if not is_junk(entry.name):
                if _is_link(entry):
                    links.add(entry.name)
                goes_on = entry.is_dir(follow_symlinks=False) and entry.name not in links
                (folders if goes_on else files).append(entry.name)
    return sorted(folders), sorted(files), links


def _is_link(entry: os.DirEntry[str]) -> bool:
    """Whether it is a link, or what Windows calls a junction: a folder that lies elsewhere."""
    if os.name != "nt":
        return entry.is_symlink()
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", None) == _JUNCTION


def _leads_out(path: Path, root: str) -> bool:
    """Whether a link leads to a place outside a folder; one that leads to itself leads nowhere."""
    return not Path(os.path.realpath(path)).is_relative_to(root)


def is_junk(name: str) -> bool:
    """Whether a file or folder of this name is something that a program left behind."""
    return _JUNK.fullmatch(name) is not None


def unreadable(path: Path, error: OSError | ValueError) -> FileRefusedError:
    """The exception that says why a file or folder cannot be opened."""
    return _refused(path, "FILE-011", reason=_reason(error))


def _read_once(path: Path) -> bytes | None:
    """The content, None if it changed while it was read."""
    with open_ordinary(path) as file:
        before = os.fstat(file.fileno())
        if before.st_size > MAX_FILE:
            raise _refused(path, "FILE-009", reason=f"it is larger than {MAX_FILE // 1_000_000} MB")
        data = read_open(file, MAX_FILE)
        after = os.fstat(file.fileno())
    unchanged = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return data if unchanged and len(data) == after.st_size else None


def _reachable(path: Path) -> Path:
    if os.name != "nt":
        return path
    full = str(path.absolute())
    long_form = len(full) >= _WINDOWS_PATH and not full.startswith("\\\\")
    return Path(f"\\\\?\\{full}") if long_form else path


def _reason(error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return "its name holds a character that no file name can hold"
    number = getattr(error, "winerror", None) or 0
    if number in _CLOUD:
        return "OneDrive has not brought it to this computer yet"
    return _WINDOWS_WORDS.get(number) or _WORDS.get(error.errno or 0) or error.strerror or str(error)


def _refused(path: Path, code: str, **context: str) -> FileRefusedError:
    return FileRefusedError(Problem(code, Place(file=as_kept(str(path))), context))
