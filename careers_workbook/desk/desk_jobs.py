"""Work at the desk, one after the other in one thread: nothing else here writes anything of a Hub.

Enters: what is to be done, as a function that says how far it is. Leaves: a `DeskJob`, which a page can show at any
time: it goes on when the page is closed, can be stopped between two steps, and always ends in done, stopped or failed.
What jobs said is kept as long as the desk runs. Must not know: pages, what is done.
"""

import contextlib
import itertools
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import CareersWorkbookError, Problem

T = TypeVar("T")
JobState = Literal["waiting", "working", "done", "stopped", "failed"]
_CUT_OFF = (
    "The desk ended while this was under way. What was finished by then is complete: look before you do it again."
)
_KEPT = 200
"""DeskJobs that are remembered, finished ones at that."""


@frozen
class SchoolProblem:
    """What is wrong with one school's, found in the work on many: its name is said with it."""

    school: str
    problem: Problem

    @property
    def in_words(self) -> str:
        """The problem in words, after the name, unless it names the school itself."""
        words = self.problem.in_words
        return words if self.school in words else f"{self.school}: {words}"

    @property
    def do(self) -> str:
        """The command that puts it right."""
        return self.problem.do


class JobStoppedError(Exception):
    """Somebody wants this job to end."""


class CutOffError(Exception):
    """The desk of before came to its end while this was under way."""


@dataclass(slots=True)
class DeskJob:
    """One piece of work. `lines` are what it said, `problems` what was found wrong, `back` is the page it belongs to.

    `done` and `total` are steps; total is 0 where nobody knows how many. `leads_to` is a page that shows what it made,
    `files` are what it made to be handed on. `is_seen` says that nobody has to be told of it any more.
    """

    number: int
    title: str
    back: str
    lines: list[str] = field(default_factory=list)
    problems: list[Problem | SchoolProblem] = field(default_factory=list)
    done: int = 0
    total: int = 0
    leads_to: str = ""
    files: list[Path] = field(default_factory=list)
    is_seen: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _future: "Future[None] | None" = None
    _began: bool = False
    _ends: bool = False

    @property
    def state(self) -> JobState:
        """How it stands, in one word."""
        future = self._future
        if future is None or not future.done():
            return "working" if self._began else "waiting"
        if future.cancelled() or isinstance(future.exception(), JobStoppedError):
            return "stopped"
        return "failed" if future.exception() else "done"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in ("done", "stopped", "failed")

    @property
    def told_at(self) -> str:
        """The page that shows what became of it, once it is over."""
        page = self.leads_to or self.back
        return f"{page}{'&' if '?' in page else '?'}job={self.number}"

    @property
    def is_being_stopped(self) -> bool:
        """Whether somebody wants it to end that has not ended yet."""
        return self._stop.is_set() and not self.is_over

    @property
    def mistake(self) -> BaseException | None:
        """A mistake of the program itself, which nobody foresaw."""
        error = self._future.exception() if self.state == "failed" and self._future else None
        return None if isinstance(error, CareersWorkbookError | CutOffError) else error

    @property
    def is_cut_off(self) -> bool:
        """Whether it was under way when the desk of before came to its end."""
        return self.state == "failed" and self._future is not None and isinstance(self._future.exception(), CutOffError)

    def say(self, *lines: str) -> None:
        """Something that whoever looks shall know."""
        self.lines += filter(None, lines)

    def find(self, *problems: Problem) -> None:
        """What was found wrong and keeps nothing from going on."""
        self.problems += problems

    def find_at(self, school: str, *problems: Problem) -> None:
        """The same, with whose it is."""
        self.problems += (SchoolProblem(school, one) for one in problems)

    def track(self, steps: Iterator[T], total: int) -> Generator[T, None, None]:
        """The same steps, counted; JobStoppedError between two of them once somebody wants an end."""
        self.done, self.total = 0, total
        with contextlib.closing(_closable(steps)) as going:
            for one in going:
                self.done += 1
                yield one
                self.go_on()

    def go_on(self) -> None:
        """JobStoppedError if somebody wants an end."""
        if self._stop.is_set():
            raise JobStoppedError

    def stop(self) -> None:
        """Let it end after the step that is being done, or never begin."""
        self._stop.set()
        if self._future:
            self._future.cancel()

    def wait(self, seconds: float) -> bool:
        """Whether it is over, after so long at most."""
        with contextlib.suppress(NotYetError, CancelledError):
            if self._future:
                self._future.exception(seconds)
        return self.is_over

    def run(self, work: "Callable[[DeskJob], None]", on_end: Callable[[], object]) -> None:
        """Do it: in the thread that writes. `on_end` is called before anybody can see that it is over."""
        self._began = True
        try:
            self.go_on()
            work(self)
        except CareersWorkbookError as error:
            self.find(*error.problems)
            raise
        finally:
            self._ends = True
            on_end()


def _closable(steps: Iterator[T]) -> Generator[T, None, None]:
    yield from steps


class DeskJobs:
    """All jobs of one desk, in the order in which they were asked for.

    `on_change` hears what is under way: that a job ends, before anybody can see that it is over.
    """

    on_change: Callable[[Sequence[DeskJob]], object] = bool

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "desk-writer")
        self._numbers = itertools.count(1)
        self._all: dict[int, DeskJob] = {}

    def start(self, title: str, back: str, work: Callable[[DeskJob], None]) -> DeskJob:
        """Have something done when all that was asked for before is over."""
        job = DeskJob(next(self._numbers), title, back)
        self._all[job.number] = job
        self._say_changed()
        job._future = self._thread.submit(job.run, work, self._say_changed)  # noqa: SLF001 - of this module
        job._future.add_done_callback(self._say_cancelled)  # noqa: SLF001
        for old in [one for one in self._known if one.is_over][:-_KEPT]:
            del self._all[old.number]
        return job

    @property
    def _known(self) -> list[DeskJob]:
        """Those of this moment: pages look while others are asked for."""
        return list(self._all.values())

    def _say_changed(self) -> None:
        with self._changing:
            self.on_change([one for one in self.under_way if not one._ends])  # noqa: SLF001 - of this module

    def _say_cancelled(self, future: "Future[None]") -> None:
        if future.cancelled():  # whatever began says by itself that it ends
            self._say_changed()

    def add_interrupted(self, title: str, back: str) -> None:
        """Know of work that was under way when the desk of before came to its end: it has failed."""
        job = DeskJob(next(self._numbers), title, back, [_CUT_OFF])
        job._future = Future()  # noqa: SLF001 - of this module
        job._future.set_exception(CutOffError())  # noqa: SLF001
        self._all[job.number] = job

    @property
    def left(self) -> list[DeskJob]:
        """What was cut off, until somebody has seen it, or something was done on the page that it belongs to."""
        done = {one.back: one.number for one in self._known if one.state == "done"}
        cut_off = (one for one in self._known if one.is_cut_off and not one.is_seen)
        return [one for one in cut_off if done.get(one.back, 0) < one.number]

    def get(self, number: int) -> DeskJob | None:
        """The job of this number; None where there is none any more."""
        return self._all.get(number)

    @property
    def under_way(self) -> list[DeskJob]:
        """What is being done or waits, oldest first."""
        return [one for one in self._known if not one.is_over]

    def end(self) -> None:
        """Nothing new begins; what is being done ends after its step."""
        for job in self.under_way:
            job.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)
