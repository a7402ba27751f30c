"""Reads returned files on any concurrent.futures.Executor: other processes, other machines.

Enters: an executor, bytes. Leaves: Submissions, the same as without it. What goes to the executor is a `Parcel` of
bytes and plain values, what comes back is a value; nothing is looked up there. There too each file is read in a process
of its own, with the same limits of memory and time: the executor's worker never opens one. A file whose worker is gone
is read once more, alone, so that it is known whose fault it was; then it is refused (FILE-030). Must not know: which
executor, networks.
"""

import contextlib
import pickle
import platform
import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import field, replace

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.returns.context import Context, SentAlong, SentKey
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.messages import Begun, NotAlong, Read, packed, stopped
from careers_workbook.returns.worker.process import BrokenDownError, Limits
from careers_workbook.returns.worker.program import Program, program
from careers_workbook.returns.worker.worker import Successive, Worker, refused
from careers_workbook.spec.answers import registry
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sent_answers import SentAnswers

UNLIKE, GONE = "HUB-187", "HUB-188"
_GLANCE = 0.2
"""Seconds between two looks whether somebody wants no more."""
_UNUSED_SECONDS = 20.0
"""So long a process that reads waits on the executor's worker for the next file."""
_CONTEXTS = 16


@frozen
class Elsewhere:
    """Where files are read: by an executor, so many at the same time. It stays whose it is."""

    executor: Executor
    places: int


@frozen
class Parcel:
    """What goes to the executor. `content` is unpacked by the same program only; logs show none of it."""

    program: Program
    content: bytes = field(repr=False)


@frozen
class Unlike:
    """The executor's worker says: this is not the program that asks. `where` is the computer, `what` it has."""

    where: str
    what: str


def read(parcel: Parcel) -> Submission | NotAlong | Unlike:
    """What the executor's worker does: let a process of its own read the file."""
    what = parcel.program.unlike(program())
    if what:
        return Unlike(platform.node(), what)
    asked, limits, kinds = pickle.loads(parcel.content)  # noqa: S301 - from our own program, as just seen
    registry.register_too(kinds)
    with _READERS.one(limits) as reader:
        (found,) = reader.ask(asked, refused)
    return found


class WorkerElsewhere(Worker):
    """A worker whose `read_later` is done by an executor, so many files at a time; all else is done here."""

    def __init__(self, there: Elsewhere, limits: Limits | None = None) -> None:
        super().__init__(limits, readers=max(1, there.places))
        self._executor, self._gate, self._is_over = there.executor, _Gate(), threading.Event()

    def close(self) -> None:
        """Want no more of the executor."""
        self._is_over.set()
        super().close()

    def read_later(
        self, file: str, data: bytes, spec: Spec | None, context: Context, password: str | None
    ) -> "Future[Submission]":
        """The answers of a file whose bytes are here already, as soon as the executor has time.

        SpecError out of its result where the executor's worker is another program (HUB-187) or the executor is gone
        (HUB-188): that says nothing about the file.
        """
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.readers)
        along = SentAlong() if context.sent_answers else None
        asked = Read(file, packed(spec), packed(_as_value(context)), password, data=data, along=along)
        return self._threads.submit(self._read_elsewhere, asked, context)

    def _read_elsewhere(self, asked: Read, context: Context) -> Submission:
        with contextlib.suppress(BrokenDownError), self._gate.with_others():
            return self._asked(asked, context)
        try:
            with self._gate.alone():
                return self._asked(asked, context)
        except BrokenDownError as error:
            return refused(Begun(asked.path), stopped(asked.path, str(error)))

    def _asked(self, asked: Read, context: Context) -> Submission:
        """What the executor says, after everything that it lacked was sent along: what it will need, most often."""
        sent = context.sent_answers
        known: Mapping[SentKey, SentAnswers | None] = (
            {key: sent.find(*key) for key in sent.likely(asked.path)} if sent else {}
        )
        while isinstance(said := self._said(replace(asked, along=asked.along and SentAlong(known))), NotAlong):
            assert sent  # noqa: S101 - else nothing is asked for
            known = {**known, said.key: sent.find(*said.key)}
        if isinstance(said, Unlike):
            raise SpecError(Problem(UNLIKE, Place(), {"where": said.where, "what": said.what}))
        return said

    def _said(self, asked: Read) -> Submission | NotAlong | Unlike:
        content = pickle.dumps((asked, self.limits, registry.added()), pickle.HIGHEST_PROTOCOL)
        try:
            return self._waited(self._executor.submit(read, Parcel(program(), content)))
        except (BrokenExecutor, CancelledError) as e:
            raise SpecError(Problem(GONE)) from e

    def _waited(self, reading: "Future[Submission | NotAlong | Unlike]") -> Submission | NotAlong | Unlike:
        """What comes of it; CancelledError where nobody wants it any more."""
        while not wait([reading], timeout=_GLANCE).done:
            if self._is_over.is_set():
                reading.cancel()
                raise CancelledError
        return reading.result()


@kept(_CONTEXTS)
def _as_value(context: Context) -> Context:
    """The context without what cannot leave this computer; the same object for the same context."""
    return replace(context, sent_answers=None)


class _Gate:
    """Lets many through at a time, or one alone."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._inside, self._is_alone = 0, False

    @contextlib.contextmanager
    def with_others(self) -> Iterator[None]:
        """While nobody is alone."""
        with self._moved:
            self._moved.wait_for(lambda: not self._is_alone)
            self._inside += 1
        try:
            yield
        finally:
            self._leave()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While nobody else is inside; nobody comes in before."""
        with self._moved:
            self._moved.wait_for(lambda: not self._is_alone)
            self._is_alone, self._inside = True, self._inside + 1
            self._moved.wait_for(lambda: self._inside == 1)
        try:
            yield
        finally:
            self._leave(alone=True)

    def _leave(self, *, alone: bool = False) -> None:
        with self._moved:
            self._inside -= 1
            self._is_alone = self._is_alone and not alone
            self._moved.notify_all()


class _Readers:
    """The processes that read, on an executor's worker: one for each file under way, kept a while for the next."""

    def __init__(self) -> None:
        self._unused: defaultdict[Limits, queue.SimpleQueue[Successive]] = defaultdict(queue.SimpleQueue)
        self._end: threading.Timer | None = None

    @contextlib.contextmanager
    def one(self, limits: Limits) -> Iterator[Successive]:
        """One of them, that nobody else has."""
        reader = self._taken(limits) or Successive(limits)
        try:
            yield reader
        finally:
            self._unused[limits].put(reader)
            self._end_later()

    def end(self) -> None:
        """End those that nobody has."""
        for limits in tuple(self._unused):
            while reader := self._taken(limits):
                reader.close()

    def _taken(self, limits: Limits) -> Successive | None:
        try:
            return self._unused[limits].get_nowait()
        except queue.Empty:
            return None

    def _end_later(self) -> None:
        if self._end:
            self._end.cancel()
        self._end = threading.Timer(_UNUSED_SECONDS, self.end)
        self._end.daemon = True
        self._end.start()


_READERS = _Readers()
end_readers: Callable[[], None] = _READERS.end
