"""Processes that read returned files, kept from one command to the next: each takes longer to start than to read.

Enters: `processes()`, for as long as tests run. Leaves: nothing; the processes end with it. One is used again when it
has done all that it was asked, with the usual limits, and only where no kind of answer was added: it would be known
there for ever. Tests about the processes themselves use the fixture `own_processes`.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from careers_workbook.returns.worker import jobs, worker
from careers_workbook.returns.worker.process import LimitedProcess, Limits
from careers_workbook.spec.answers import registry

_idle: list[LimitedProcess] = []


def answer(job: tuple[Path, worker.Job], say: Callable[[worker.Message], None]) -> None:
    """Inside the process: do it in the folder of whoever asks, who has gone to another one since the process began."""
    folder, asked = job
    home = Path.cwd()
    os.chdir(folder)
    try:
        jobs.answer(asked, say)
    finally:
        os.chdir(home)


class KeptProcess:
    """What a Worker takes for a process of its own."""

    def __init__(self) -> None:
        self.process = _idle.pop() if _idle else LimitedProcess(__name__, Limits())
        self.is_idle = True

    def ask(self, job: worker.Job) -> Iterator[object]:
        self.is_idle = False
        yield from self.process.ask((Path.cwd(), job))
        self.is_idle = True

    def end(self) -> None:
        if self.is_idle:
            _idle.append(self.process)
        else:
            self.process.end()


def _process(work: str, limits: Limits) -> LimitedProcess | KeptProcess:
    own = limits != Limits() or registry.added()
    return LimitedProcess(work, limits) if own else KeptProcess()


@contextlib.contextmanager
def processes() -> Iterator[None]:
    with patch.object(worker, "LimitedProcess", _process):
        yield
    while _idle:
        _idle.pop().end()


@contextlib.contextmanager
def own_processes() -> Iterator[None]:
    """Each Worker starts processes of its own."""
    with patch.object(worker, "LimitedProcess", LimitedProcess):
        yield
