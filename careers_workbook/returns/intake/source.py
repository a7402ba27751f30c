"""One returned file, wherever it lies, and what it is called.

Enters: names as folders, zip folders and e-mails have them. Leaves: `Source`s, and names that can be shown. Must not
know: where the bytes come from, what a workbook is.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.returns.intake.file_detection import refused

MAX_ENTRIES = 5_000
"""Files in a zip folder or an e-mail, and in those that lie in it. A Hub has at most 500 schools."""
MAX_UNPACKED = 1_000_000_000
"""Bytes of everything in one zip folder or e-mail, and in those that lie in it."""
_LONGEST_NAME, _ENDING = 200, 20
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Also the marks that turn the direction of writing, with which a name can pass for another."""


@dataclass(frozen=True, slots=True)
class Source:
    """One returned file. `file` says where it is, members of a zip folder as "returns.zip/990001 Oak.xlsx".

    `load` gives its bytes, or raises FileRefusedError. `sent` is the best that is known of when it was sent: the date
    of the e-mail that it came in (None if that has none), else the date in the zip folder as it stands there, else that
    of the file. In UTC, naive, whole seconds.
    """

    file: str
    load: Callable[[], bytes]
    sent: dt.datetime | None = None

    @property
    def name(self) -> str:
        """The name of the file itself."""
        return PurePosixPath(self.file.replace("\\", "/")).name


@dataclass(slots=True)
class Budget:
    """What may still come out of one zip folder or e-mail and out of all that lies in it."""

    entries: int = MAX_ENTRIES
    size: int = MAX_UNPACKED

    def take(self, size: int) -> bool:
        """One more file: whether its bytes are still few enough. FILE-009 if there are too many files."""
        self.entries, self.size = self.entries - 1, self.size - size
        if self.entries < 0:
            raise refused("FILE-009", reason="it holds thousands of files")
        return self.size >= 0


class Names:
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


def failing(one: Source, error: FileRefusedError) -> Source:
    """The same file, which says why its bytes cannot be had."""

    def load() -> bytes:
        raise error

    return replace(one, load=load)


def shown(name: str) -> str:
    """A name or a path with plain slashes and without control characters."""
    return _CONTROLS.sub("\ufffd", name.replace("\\", "/"))


def plain(name: str) -> str:
    """The name of a file without folders, of a length that can be read; "" if nothing is left of it."""
    last = shown(name).rpartition("/")[2].strip()
    if not last.strip(" ."):
        return ""
    return last if len(last) <= _LONGEST_NAME else last[: _LONGEST_NAME - _ENDING] + last[-_ENDING:]
