"""A folder of somebody's own into which returns are put: which of its files are new, and at rest.

Enters: looks at the folder, one after the other. Leaves: names of files that a school may have sent, that nobody has
taken yet and that were the same twice; with their bytes, if they still are. What other programs leave lying while they
write is passed over. Raises OSError where the folder cannot be looked into. Must not know: what becomes of a file.
"""

import contextlib
import datetime as dt
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, read_whole

FileMark = tuple[int, int]
"""By what a file is known to be as it was: its bytes, and when it was changed in nanoseconds."""
_SENT = frozenset(
    "xlsx xlsm xltx xltm xls xlsb ods fods ots csv tsv numbers docx odt pdf zip eml msg".split()  # noqa: SIM905
)
"""Endings of what schools send. What a browser is still saving ends otherwise: crdownload, part, tmp."""
_UNFINISHED = re.compile(r"~\$|\.|~|desktop\.ini$|thumbs\.db$", re.IGNORECASE)
"""How names begin of files that Office, LibreOffice and others lock with, or write into, or hide."""
_LARGEST = 300 * MEGABYTE


@frozen
class RestingFile:
    """A file that nobody is writing any more. `saved` is when it was: UTC, naive."""

    name: str
    data: bytes
    mark: FileMark
    saved: dt.datetime


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is none of a school's, but what a program left lying."""
    return bool(_UNFINISHED.match(name))


def may_be_sent(name: str) -> bool:
    """Whether a school may have sent a file of this name."""
    return not is_unfinished(name) and name.rpartition(".")[2].lower() in _SENT


def look(folder: Path) -> dict[str, FileMark]:
    """The files in the folder itself that schools may have sent."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if may_be_sent(entry.name):
                with contextlib.suppress(OSError):  # gone again
                    about = Path(entry.path).stat()  # the entry's own may be old on Windows while somebody writes
                    if stat.S_ISREG(about.st_mode):
                        found[entry.name] = (about.st_size, about.st_mtime_ns)
    return found


def known_as(name: str) -> str:
    """How a name is remembered: it may say who is in the file."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def new_in(now: Mapping[str, FileMark], taken: Mapping[str, FileMark]) -> dict[str, FileMark]:
    """The files that nobody has taken as they are now."""
    return {name: mark for name, mark in sorted(now.items()) if taken.get(known_as(name)) != mark}


def resting(folder: Path, new: Mapping[str, FileMark], before: Mapping[str, FileMark]) -> Iterator[RestingFile]:
    """Those that were the same at the look before, can be opened, and are still the same when they have been read."""
    for name, mark in new.items():
        if before.get(name) != mark or not mark[0]:
            continue
        with contextlib.suppress(OSError):  # another program holds it: the next look will tell
            path = folder / name
            data, about = read_whole(path, _LARGEST), path.stat()
            if (len(data), about.st_mtime_ns) == mark:
                saved = dt.datetime.fromtimestamp(about.st_mtime, dt.UTC).replace(tzinfo=None)
                yield RestingFile(name, data, mark, saved)
