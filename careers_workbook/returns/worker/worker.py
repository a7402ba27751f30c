"""Reads returned files in a process of its own, with a limit of memory and a limit of time.

Enters: paths, or bytes. Leaves: Submissions, or the bytes of every file that a path stands for; one for each file
whatever it does to the process: a file, zip folder or e-mail that crashes it, hangs it or eats its memory is refused
(FILE-030), and a new process goes on with the next. Must not know: how a file is read or opened.

One long-lived process a `Worker`, started at once so that it gets ready while the caller does, talked to through pipes.
It is a plain subprocess and no multiprocessing, which would run the caller's own script a second time on Windows.
`returns.read.read_file` takes and gives plain values, so any concurrent.futures.Executor can run it as well.
"""

import contextlib
import datetime as dt
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from careers_workbook.core.problems import Place, Problem
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.answers import registry
from careers_workbook.spec.model import Spec

OUT_OF_MEMORY = 33
"""The exit code of a process that did not get the memory it asked for."""
_CODE = "from careers_workbook.returns.worker.serve import main; main()"
_GLANCE = 0.2
"""Seconds between two looks at the clock while waiting; Windows notices Ctrl-C only then."""
_AHEAD = 4
"""Messages that may wait here: a file may have 50 MB, and the process is to wait with the next."""
_BLINK = 0.01
_START_SECONDS = 60.0
_TOO_LONG, _TOO_LARGE, _BROKEN = "it took too long", "it needs more memory than any checklist", "the reader broke down"
_NO_START = "the program that reads files does not start"
_NOTHING_KNOWN = Context()


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may cost: seconds on the clock for one file, bytes of memory for the whole process."""

    seconds: float = 60.0
    memory: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class Read:
    """Asks the process to read what a path stands for: every file of it, the `alone` file itself, or these bytes."""

    path: str
    spec: Spec | None
    context: Context
    password: str | None
    alone: bool = False
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Unpack:
    """Asks the process for the bytes of every file that a path stands for, those in zip folders and e-mails too."""

    path: str
    password: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of the process. `past` names what is left out: done, or deadly."""

    asked: Read | Unpack
    past: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One file that a path stands for: its bytes; or a problem, and b"", where they cannot be had.

    `file` and `sent` are those of a `ReturnedFile`.
    """

    file: str
    data: bytes
    sent: dt.datetime | None
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Begun:
    """The process says: now comes this file, zip folder or e-mail."""

    file: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The process says: that was all; or at the very start: ready."""


Message = Begun | Submission | Unpacked | Ended
Found = TypeVar("Found", Submission, Unpacked)


class Worker:
    """Reads files one after the other; to be used in a `with` statement, which ends the process."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: _Process | None = None
        self._unpacker: Worker | None = None
        with contextlib.suppress(_StoppedError):  # it is said when there is something to read
            self._started()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process, and that which unpacks."""
        if self._unpacker is not None:
            self._unpacker.close()
        if self._process is not None:
            self._process.end()
            self._process = None

    def read_path(
        self, path: Path, spec: Spec | None = None, context: Context = _NOTHING_KNOWN, password: str | None = None
    ) -> Iterator[Submission]:
        """The answers of every returned file that a path stands for: a file, a folder, a zip folder."""
        return self._ask(Read(str(path), spec, context, password), Submission, _refused)

    def read_file(
        self, path: Path, spec: Spec | None = None, context: Context = _NOTHING_KNOWN, password: str | None = None
    ) -> Submission:
        """The answers of one returned file."""
        (submission,) = self._ask(Read(str(path), spec, context, password, alone=True), Submission, _refused)
        return submission

    def read_data(
        self, file: str, data: bytes, spec: Spec | None, context: Context, password: str | None
    ) -> Submission:
        """The answers of a file whose bytes are here already."""
        (submission,) = self._ask(Read(file, spec, context, password, data=data), Submission, _refused)
        return submission

    def unpack(self, path: Path, password: str | None = None) -> Iterator[Unpacked]:
        """The bytes of every file that a path stands for: a file, a folder, a zip folder, an e-mail.

        This is the work of a second process, so that each file can be read before the next one comes.
        """
        if self._unpacker is None:
            self._unpacker = Worker(self._limits)
        return self._unpacker._ask(Unpack(str(path), password), Unpacked, _not_unpacked)  # noqa: SLF001 - one of this class

    def _ask(self, asked: Read | Unpack, kind: type[Found], stopped: Callable[[str, str], Found]) -> Iterator[Found]:
        """What comes of it; behind each file that ends the process, a new one goes on."""
        over = False
        past: list[str] = []
        while not over:
            begun = ""
            try:
                for message in self._started().ask(Job(asked, frozenset(past))):
                    if isinstance(message, Begun):
                        begun = message.file
                    elif isinstance(message, kind):
                        past.append(message.file)
                        begun = ""
                        yield message
                over = True
            except _StoppedError as e:
                self.close()
                over = not begun
                yield stopped(begun or asked.path, str(e))
                past.append(begun)
            finally:
                if not over:
                    self.close()  # the caller wants no more, and what is under way must not mix with the next job

    def _started(self) -> "_Process":
        if self._process is None:
            self._process = _Process(self._limits)
        return self._process


class _StoppedError(Exception):
    """The process is gone, or takes too long; the text says why."""


class _Process:
    """One process, and a thread that listens to it, because Windows cannot wait on a pipe for a while only."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._ready = limits, False
        self._heard: queue.Queue[Message | None] = queue.Queue(_AHEAD)
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-c", _CODE, str(limits.memory), str(limits.seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if sys.flags.dev_mode else subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as e:  # no memory, too many processes, a program that forbids it
            raise _StoppedError(_NO_START) from e
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def ask(self, job: Job) -> Iterator[Message]:
        """What the process says to a job, without the end; _StoppedError if it does not get there."""
        if not self._ready:
            self._next(_START_SECONDS, _NO_START)
            self._ready = True
        self._send(job)
        while not isinstance(message := self._next(self._limits.seconds, _TOO_LONG), Ended):
            yield message

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._popen.kill()
        self._popen.wait()
        while self._listener.is_alive():  # it may be waiting for room
            with contextlib.suppress(queue.Empty):
                self._heard.get(timeout=_BLINK)
        for pipe in (self._popen.stdin, self._popen.stdout):
            with contextlib.suppress(OSError):  # what could not be sent to a process that is gone
                if pipe:
                    pipe.close()

    def _send(self, job: Job) -> None:
        assert self._popen.stdin  # noqa: S101 - it was opened as a pipe
        try:
            pickle.dump((registry.added(), job), self._popen.stdin)
            self._popen.stdin.flush()
        except OSError as e:
            raise _StoppedError(_BROKEN) from e

    def _next(self, seconds: float, too_long: str) -> Message:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                message = self._heard.get(timeout=min(left, _GLANCE))
                if message is None:
                    memory = self._popen.wait() == OUT_OF_MEMORY
                    raise _StoppedError(_TOO_LARGE if memory else _BROKEN if self._ready else _NO_START)
                return message
        raise _StoppedError(too_long)

    def _listen(self) -> None:
        assert self._popen.stdout  # noqa: S101 - it was opened as a pipe
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                self._heard.put(pickle.load(self._popen.stdout))  # noqa: S301 - our own program
        self._heard.put(None)


def _not_unpacked(file: str, reason: str) -> Unpacked:
    return Unpacked(file, b"", None, _stopped(file, reason))


def _refused(file: str, reason: str) -> Submission:
    return Submission(file, "refused", problems=(_stopped(file, reason),))


def _stopped(file: str, reason: str) -> Problem:
    return Problem("FILE-030", Place(file=file), {"reason": reason})
