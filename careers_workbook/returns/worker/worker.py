"""Reads returned files in processes of their own, with a limit of memory and a limit of time.

Enters: paths, or bytes. Leaves: Submissions, or the bytes of every file that a path stands for; one for each file
whatever it does to the process: a file, zip folder or e-mail that crashes it, hangs it or eats its memory is refused
(FILE-030), and a new process goes on with the next. Must not know: how a file is read or opened.

A `Worker` has two long-lived processes: one opens folders, zip folders and e-mails, the other reads what comes out.
Neither knows of the other, so that a file that ends the one leaves the other where it was.
`elsewhere.WorkerElsewhere` is one whose files any concurrent.futures.Executor reads.
"""

import contextlib
import queue
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from careers_workbook.core.problems import Place, Problem
from careers_workbook.returns.access_checked import AccessChecked
from careers_workbook.returns.context import Context
from careers_workbook.returns.outlined import Outline
from careers_workbook.returns.redaction.names import as_kept
from careers_workbook.returns.searched import Searched
from careers_workbook.returns.submission import Submission, Thinned
from careers_workbook.returns.worker.messages import (
    NOT_STARTED,
    AskedOfWorker,
    Begun,
    CheckAccess,
    Describe,
    Job,
    NotAlong,
    Read,
    Search,
    Thin,
    Unpack,
    Unpacked,
    packed,
    stopped,
)
from careers_workbook.returns.worker.process import (
    BrokenDownError,
    LimitedProcess,
    Limits,
    NotStartedError,
    StoppedError,
)

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from careers_workbook.spec.answers.answer_kind import AnswerKind
    from careers_workbook.spec.model import Spec

_REGISTRY = "careers_workbook.spec.answers.registry"
_JOBS = "careers_workbook.returns.worker.jobs"
_NOTHING_KNOWN = Context()
_FEW = 16
"""Files that one process has read before another is ready: for so many more each, a further one starts."""
_GLANCE = 0.2
"""Seconds between two looks whether somebody wants no more."""


_Found = TypeVar("_Found", Submission, Submission | NotAlong, Unpacked, Searched, Outline, AccessChecked, Thinned)


class Worker:
    """Reads files one after the other; to be used in a `with` statement, which ends the processes.

    The one that reads gets ready at once; of several `readers` each when there are files enough for it.
    """

    def __init__(self, limits: Limits | None = None, *, readers: int = 0) -> None:
        self.limits, self.readers = limits or Limits(), max(1, readers)
        self._reading, self._unpacking = Successive(self.limits), Successive(self.limits)
        if not readers:
            self._reading.start()
        self._idle = queue.LifoQueue[Successive]()  # those that have been started are taken first
        self._idle.put(self._reading)
        self._unneeded = [Successive(self.limits) for _ in range(self.readers - 1)]
        self._all, self._files = [self._reading, *self._unneeded], 0
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._threads:
            for one in self._all:
                one.stop()
            self._threads.shutdown(cancel_futures=True)
        for one in (self._unpacking, *self._all):
            one.close()

    def read_path(
        self, path: Path, spec: "Spec | None" = None, context: Context = _NOTHING_KNOWN, password: str | None = None
    ) -> Iterator[Submission]:
        """The answers of every returned file that a path stands for: a file, a folder, a zip folder, an e-mail."""
        return self._reading.ask(Read(str(path), packed(spec), packed(context), password), refused)

    def read_file(
        self, path: Path, spec: "Spec | None" = None, context: Context = _NOTHING_KNOWN, password: str | None = None
    ) -> Submission:
        """The answers of one returned file."""
        (submission,) = self._reading.ask(Read(str(path), packed(spec), packed(context), password, alone=True), refused)
        return submission

    def read_data(
        self, file: str, data: bytes, spec: "Spec | None", context: Context, password: str | None
    ) -> Submission:
        """The answers of a file whose bytes are here already."""
        (submission,) = self._reading.ask(Read(file, packed(spec), packed(context), password, data=data), refused)
        return submission

    def read_later(
        self, file: str, data: bytes, spec: "Spec | None", context: Context, password: str | None
    ) -> "Future[Submission]":
        """The same, as soon as one of the readers has time; `result` waits for it."""
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - one file needs no threads

            self._threads = ThreadPoolExecutor(self.readers)
        self._files += 1
        if self._unneeded and self._files % _FEW == 0:
            self._idle.put(self._unneeded.pop())
        return self._threads.submit(self._read, Read(file, packed(spec), packed(context), password, data=data))

    def result(self, reading: "Future[Submission]") -> Submission:
        """What was read, when it is; Ctrl-C is noticed meanwhile, on Windows too."""
        from concurrent.futures import wait  # noqa: PLC0415 - as above

        while not wait([reading], timeout=_GLANCE).done:
            pass
        return reading.result()

    def _read(self, asked: Read) -> Submission:
        reader = self._idle.get()
        try:
            (submission,) = reader.ask(asked, refused)
            return submission
        finally:
            self._idle.put(reader)

    def search(self, file: str, data: bytes, words: str, password: str | None = None) -> Searched:
        """The places at which words stand in a file whose bytes are here already."""
        (found,) = self._reading.ask(Search(file, data, words, password), _without(Searched))
        return found

    def describe(self, path: Path, password: str | None = None) -> Outline:
        """What one file is like, without what stands in it."""
        (found,) = self._reading.ask(Describe(str(path), password), _without(Outline))
        return found

    def check_access(self, file: str, data: bytes, password: str | None = None) -> AccessChecked:
        """Whether everybody can use a workbook whose bytes are here already."""
        (found,) = self._reading.ask(CheckAccess(file, data, password), _without(AccessChecked))
        return found

    def thin(self, file: str, data: bytes, context: Context, password: str | None = None) -> Thinned:
        """A workbook whose bytes are here already, without rows about young people."""
        (found,) = self._reading.ask(Thin(file, data, context, password), _without(Thinned))
        return found

    def unpack(
        self, path: Path, password: str | None = None, stopped: Mapping[str, str] | None = None, name: str = ""
    ) -> Iterator[Unpacked]:
        """The bytes of every file that a path stands for: a file, a folder, a zip folder, an e-mail.

        Each can be read before the next one comes. `stopped` and `name` are those of `Unpack`; what is put into
        `stopped` meanwhile counts.
        """
        asked = Unpack(str(path), password, {} if stopped is None else stopped, name)
        return self._unpacking.ask(asked, _not_unpacked)


class Successive:
    """One process after the other: a new one goes on behind each file that ended the one before."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.process: LimitedProcess | None = None
        self._is_over = self._is_asked = False

    def start(self) -> None:
        """Let the process get ready; what keeps it from that is said when there is something to do."""
        with contextlib.suppress(NotStartedError):
            self._started()

    def stop(self) -> None:
        """Let whoever waits for it, in another thread, wait no more."""
        self._is_over = True
        if self._is_asked and self.process:
            self.process.kill()

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.end()
            self.process = None

    def ask(self, asked: AskedOfWorker, stopped_by: Callable[[Begun, Problem], _Found]) -> Iterator[_Found]:
        """What comes of it, each file once."""
        past: list[str] = []
        over, doubted = False, ""
        while not (over or self._is_over) and not (past and _is_of_one_file(asked)):
            begun, moved, fresh, self._is_asked = None, False, self.process is None, True
            try:
                for message in self._started().ask(Job(asked, frozenset(past), _added_kinds())):
                    begun, moved = (message, moved) if isinstance(message, Begun) else (None, True)
                    if not isinstance(message, Begun):
                        found = cast("_Found", message)
                        past.append(found.file)
                        yield found
                over = True
            except StoppedError as e:
                self.close()
                if begun and begun.file != doubted and isinstance(e, BrokenDownError):
                    doubted = begun.file  # perhaps something outside ended the process: it is given to a new one first
                elif begun or (fresh and not moved):  # else it ended between two files: a new one goes on
                    over = begun is None
                    at = begun or Begun(as_kept(asked.path))
                    past.append(at.file)
                    yield stopped_by(at, _problem(at.file, e))
            finally:
                self._is_asked = False
                if not over:
                    self.close()  # the caller wants no more, and what is under way must not mix with the next job

    def _started(self) -> LimitedProcess:
        if self.process is None:
            self.process = LimitedProcess(_JOBS, self._limits)
            if self._is_over:  # said in the moment in which it began
                self.process.kill()
        return self.process


def _added_kinds() -> "tuple[AnswerKind[Any], ...]":
    """The kinds of answers that this program has besides those of the package: none as long as it knows of none."""
    registry = sys.modules.get(_REGISTRY)
    return registry.added() if registry else ()


def _is_of_one_file(asked: AskedOfWorker) -> bool:
    return not isinstance(asked, Read | Unpack) or (isinstance(asked, Read) and (asked.alone or asked.data is not None))


def _problem(file: str, error: StoppedError) -> Problem:
    return Problem(NOT_STARTED, Place(file=file)) if isinstance(error, NotStartedError) else stopped(file, str(error))


def _not_unpacked(at: Begun, problem: Problem) -> Unpacked:
    return Unpacked(at.file, b"", at.sent, problem, at.hash)


def _without(made: Callable[..., _Found]) -> Callable[[Begun, Problem], _Found]:
    """The same, with no more than the problem."""
    return lambda at, problem: made(at.file, problem=problem)


def refused(at: Begun, problem: Problem) -> Submission:
    """What comes of a file that ended the process."""
    return Submission(at.file, "refused", problems=(problem,))
