"""A process of its own for work on what nobody has vetted, with a limit of memory and a limit of time.

Enters: the name of a module that does the work, jobs. Leaves: what it says to each, as it says it; a StoppedError where
the process breaks down, takes too long or eats memory. Must not know: what the work is.

It is a plain subprocess and no multiprocessing, which would run the caller's own script a second time on Windows. It is
started at once, so that it gets ready while the caller does, and talked to through pipes.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

from careers_workbook.core.frozen import frozen
from careers_workbook.returns.worker.limits import OUT_OF_MEMORY, Ended
from careers_workbook.returns.worker.pipe import Receiver

_CODE = "from careers_workbook.returns.worker.serve import main; main()"
_GLANCE = 0.2
"""Seconds between two looks at the clock while waiting; Windows notices Ctrl-C only then."""
_LONGEST_GLANCE = 2.0
"""Seconds that a glance counts at most: a computer that was asleep in the middle of it was not waiting."""
_AHEAD = 4
"""Messages that may wait here: a file may have 50 MB, and the process is to wait with the next."""
_BLINK = 0.01
_START_SECONDS = 60.0
_TOO_LONG, _TOO_LARGE, _BROKEN = "it took too long", "it needs more memory than any checklist", "the reader broke down"


@frozen
class Limits:
    """What work may cost: seconds on the clock between two messages, bytes of memory for the whole process."""

    seconds: float = 60.0
    memory: int = 1_500_000_000


class StoppedError(Exception):
    """The process is gone, or takes too long; the text says why."""


class BrokenDownError(StoppedError):
    """The process is gone, and did not say why: it crashed, or something outside ended it."""


class NotStartedError(StoppedError):
    """The process did not get as far as the first job: that says nothing about what it was to work on."""


def cores() -> int:
    """How many processes can be at work at the same time on this computer."""
    mine = getattr(os, "sched_getaffinity", None)
    return len(mine(0)) if mine else os.cpu_count() or 1


class LimitedProcess:
    """One process, and a thread that listens to it, because Windows cannot wait on a pipe for a while only.

    `work` is a module with a function `answer(job, say)`.
    """

    def __init__(self, work: str, limits: Limits) -> None:
        self._limits, self._ready = limits, False
        self._messages: queue.Queue[object] = queue.Queue(_AHEAD)
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-c", _CODE, work, str(limits.memory), str(limits.seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if sys.flags.dev_mode else subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as e:  # no memory, too many processes, a program that forbids it
            raise NotStartedError from e
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def ask(self, job: object) -> Iterator[object]:
        """What the process says to a job, without the end; StoppedError if it does not get there."""
        if not self._ready:
            self._next(_START_SECONDS)
            self._ready = True
        self._send(job)
        while not isinstance(message := self._next(self._limits.seconds), Ended):
            yield message

    def kill(self) -> None:
        """Kill the process; whoever waits for what it says is told that it is gone."""
        self._popen.kill()

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self.kill()
        self._popen.wait()
        while self._listener.is_alive():  # it may be waiting for room
            with contextlib.suppress(queue.Empty):
                self._messages.get(timeout=_BLINK)
        for pipe in (self._popen.stdin, self._popen.stdout):
            with contextlib.suppress(OSError):  # what could not be sent to a process that is gone
                if pipe:
                    pipe.close()

    def _send(self, job: object) -> None:
        assert self._popen.stdin  # noqa: S101 - it was opened as a pipe
        try:
            pickle.dump(job, self._popen.stdin)
            self._popen.stdin.flush()
        except OSError as e:
            raise BrokenDownError(_BROKEN) from e

    def _next(self, seconds: float) -> object:
        glanced, left = time.monotonic(), seconds
        while left > 0:
            with contextlib.suppress(queue.Empty):
                message = self._messages.get(timeout=min(left, _GLANCE))
                if message is None:
                    raise self._gone()
                return message
            left -= min(time.monotonic() - glanced, _LONGEST_GLANCE)
            glanced = time.monotonic()
        raise StoppedError(_TOO_LONG) if self._ready else NotStartedError

    def _gone(self) -> StoppedError:
        ended = self._popen.wait()
        if not self._ready:
            return NotStartedError()
        return StoppedError(_TOO_LARGE) if ended == OUT_OF_MEMORY else BrokenDownError(_BROKEN)

    def _listen(self) -> None:
        assert self._popen.stdout  # noqa: S101 - it was opened as a pipe
        heard = Receiver(self._popen.stdout)
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                self._messages.put(heard.receive())
        self._messages.put(None)
