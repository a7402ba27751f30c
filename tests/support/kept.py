"""Processes with limits, kept from one command to the next: each takes longer to start than for what it is asked.

Enters: `processes()`, for as long as tests run. Leaves: nothing; the processes end with it. One reads returned files,
marks them and fills in letters alike. It is used again, with the same usual limits, when it has done all that it was
asked, and only where no kind of answer was added: it would be known there for ever. Tests about these processes use the
fixture `own_processes`.
"""

import contextlib
import importlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from careers_workbook.reports.letters import letters, marked_up
from careers_workbook.returns.worker import worker
from careers_workbook.returns.worker.process import LimitedProcess, Limits
from careers_workbook.spec.answers import registry

_USERS = (worker, marked_up, letters)
_HOME = Path(__file__).parent
_idle: defaultdict[Limits, list[LimitedProcess]] = defaultdict(list)


def answer(job: tuple[Path, str, object], say: Callable[[object], None]) -> None:
    """Inside the process: do it in the folder of whoever asks; the one in which it began may be gone by now."""
    folder, work, asked = job
    os.chdir(folder)
    try:
        importlib.import_module(work).answer(asked, say)
    finally:
        os.chdir(_HOME)


class KeptProcess:
    """What is taken for a process of its own."""

    def __init__(self, work: str, limits: Limits) -> None:
        self.work, self.limits, self.is_idle = work, limits, True
        self.process = _idle[limits].pop() if _idle[limits] else LimitedProcess(__name__, limits)

    def ask(self, job: object) -> Iterator[object]:
        self.is_idle = False
        yield from self.process.ask((Path.cwd(), self.work, job))
        self.is_idle = True

    def kill(self) -> None:
        self.is_idle = False
        self.process.kill()

    def end(self) -> None:
        if self.is_idle:
            _idle[self.limits].append(self.process)
        else:
            self.process.end()


def leave_to_parent() -> object:
    """In a copy of this process: what is kept is its parent's. Given is what must not end with it."""
    held = dict(_idle)
    _idle.clear()
    return held


def _process(work: str, limits: Limits) -> LimitedProcess | KeptProcess:
    usual = limits in (Limits(), letters._LIMITS)
    return KeptProcess(work, limits) if usual and not registry.added() else LimitedProcess(work, limits)


@contextlib.contextmanager
def processes(start: Callable[[str, Limits], LimitedProcess | KeptProcess] = _process) -> Iterator[None]:
    with contextlib.ExitStack() as replaced:
        for user in _USERS:
            replaced.enter_context(patch.object(user, "LimitedProcess", start))
        yield
    if start is _process:
        for process in (process for group in _idle.values() for process in group):
            process.end()
        _idle.clear()


def own_processes() -> contextlib.AbstractContextManager[None]:
    """Each starts processes of its own."""
    return processes(LimitedProcess)
