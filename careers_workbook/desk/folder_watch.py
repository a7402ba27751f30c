"""A folder that the desk of a Hub looks into again and again, and takes in what is new there.

Enters: a folder, how files are taken in. Leaves: what it saw, for a page. What was taken is remembered for the Hub on
this computer, by hashes of names, so that it goes on when the desk is opened again. Must not know: pages, a Hub.
"""

import contextlib
import datetime as dt
import itertools
import json
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import write
from careers_workbook.core.user_folder import make_private
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.returns.intake import watched_folder as looks
from careers_workbook.returns.intake.watched_folder import FileMark, RestingFile

_FILE = "watched.json"
_PAUSE, _AFTER_FAILURE = 2.0, 60.0
"""Seconds between two looks, and after work that failed."""
_AT_ONCE, _LINES = 50, 100
Take = Callable[[Sequence[RestingFile]], DeskJob]
"""Has files taken in, and gives the work that does it."""


@dataclass(slots=True)
class FolderWatch:
    """One folder under watch. `taken` is what was taken, by `known_as`; `lines` say what happened, the newest first.

    `waiting` are new files that are not at rest yet; `problem` says why nothing can be seen.
    """

    folder: Path
    memory: Path
    take: Take
    taken: dict[str, FileMark] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    problem: str = ""
    looked: dt.datetime | None = None
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_LINES))
    _before: Mapping[str, FileMark] = field(default_factory=dict)
    _job: DeskJob | None = None
    _going: tuple[RestingFile, ...] = ()
    _stop: threading.Event = field(default_factory=threading.Event)

    def remember(self) -> None:
        """Keep what is known, for the next time."""
        make_private(self.memory.parent)
        kept = {"folder": str(self.folder), "taken": self.taken}
        write(self.memory, json.dumps(kept) + "\n", private=True)

    def know_what_is_there(self) -> None:
        """Take nothing that lies there now; OSError where it cannot be looked into."""
        there = looks.look(self.folder)
        self.taken |= {looks.known_as(name): mark for name, mark in there.items()}

    def begin(self) -> None:
        """Look into it from now on, in a thread of its own."""
        threading.Thread(target=self._go_on, name="desk-watch", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def look(self) -> float:
        """Look once, and have taken in what is at rest; the seconds until the next look."""
        if self._job and not self._job.is_over:
            return _PAUSE
        if self._job and not self._taken_in(self._job):
            return _AFTER_FAILURE
        try:
            now = looks.look(self.folder)
        except OSError as error:
            self.problem, self.waiting = f"{self.folder} cannot be looked into: {error.strerror}.", ()
            return _PAUSE
        new = looks.new_in(now, self.taken)
        found = tuple(itertools.islice(looks.resting(self.folder, new, self._before), _AT_ONCE))
        going = {one.name for one in found}
        self._before, self.problem, self.looked = now, "", dt.datetime.now().astimezone()
        self.waiting = tuple(name for name in new if name not in going)
        if found:
            self._going, self._job = found, self.take(found)
        return _PAUSE

    def _taken_in(self, job: DeskJob) -> bool:
        """Note what became of the work that has ended: whether it was done."""
        self._job, when = None, dt.datetime.now().astimezone()
        done = job.state == "done"
        for one in self._going:
            said = "was taken in" if done else "could not be taken in, and is tried again in a minute"
            self.lines.appendleft(f"{when:%H:%M} {one.name} {said}.")
        if done:
            self.taken |= {looks.known_as(one.name): one.mark for one in self._going}
            self.remember()
        self._going = ()
        return done

    def _go_on(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            pause = self.look()


def remembered(own_folder: Path) -> tuple[Path, dict[str, FileMark]] | None:
    """The folder that was watched for a Hub, and what was taken from it; None where none is."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        kept = json.loads(read_whole(memory_of(own_folder), 16 * MEGABYTE))
        return Path(kept["folder"]), {str(name): (int(a), int(b)) for name, (a, b) in kept["taken"].items()}
    return None


def memory_of(own_folder: Path) -> Path:
    """Where it is remembered."""
    return own_folder / _FILE
