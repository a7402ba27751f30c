"""Returned files handed back as marked copies, one after the other; each is made in a process of its own, with limits.

Enters: returned files, what was read from each, a folder. Leaves: the copies in it, and what became of each file. One
that ends the process costs itself only. An original is never written to. Raises OutputError where the folder cannot be
made. Must not know: what a marked copy looks like.
"""

import datetime as dt
import itertools
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath
from typing import cast

from careers_workbook.blanks.page import Order
from careers_workbook.core.file_names import for_any_disk
from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import OutputFolder, make_folder
from careers_workbook.core.problems import FileRefusedError, OutputError, Place, Problem
from careers_workbook.core.school import School
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.reports.letters.marked_workbook import MarkedCopy, MarkingJob
from careers_workbook.reports.letters.what_to_fix import Fresh
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.redaction.names import place_of
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.messages import NOT_STARTED, stopped
from careers_workbook.returns.worker.process import (
    BrokenDownError,
    LimitedProcess,
    Limits,
    NotStartedError,
    StoppedError,
)
from careers_workbook.spec.answers import registry
from careers_workbook.spec.model import Spec
from careers_workbook.spreadsheet.annotate.final_marks import FinalMark

ENDING = " - to fix"
_LONGEST_BYTES = 200
"""Bytes of a file name before its ending; most disks allow 255."""
FRESH: dict[Fresh, str] = {
    "format": "a new workbook with its answers, because notes cannot be put into a file of this kind",
    "document": "a new workbook with its answers, to be used from now on instead of a text document",
    "own sheets": "a new workbook with its answers, because it holds sheets of the school's own, something hidden or "
    "other files, which may be about pupils and are not sent back",
}
UNLOCKED = "without the password that the original has"
BROKEN: dict[FinalMark, str] = {
    "signature": "without the digital signature that the original has, because any change breaks it",
    "final": "not marked as final any more, so that the school can type in it",
}
_MARKING = "careers_workbook.reports.letters.marked_workbook"


@frozen
class Marked:
    """What became of one returned file: the copy at `path`, or the `problem` that kept it from being written.

    Both are None for a refused file. `but` says what is different about the copy. `school` is whose it is, where a Hub
    says so.
    """

    submission: Submission
    path: Path | None = None
    problem: Problem | None = None
    but: tuple[str, ...] = ()
    school: School | None = None


@frozen
class Marking:
    """What marking needs besides the files: `spec_of` gives the spec of a return that was read.

    `hub` and `return_to` stand in a workbook that is made anew.
    """

    spec_of: Callable[[Submission], Spec]
    today: dt.date
    password: str | None = None
    limits: Limits | None = None
    hub: str = ""
    return_to: str = ""


def of_round(found: Round, password: str | None = None) -> Marking:
    """What marking the returns of a round needs."""
    hub = found.hub
    return Marking(
        lambda submission: spec_of(submission, found.specs),
        found.today,
        password,
        hub=hub.name,
        return_to=hub.return_to,
    )


class Marker:
    """Makes marked copies, each in a process with limits; a new one goes on behind a file that ended the one before."""

    def __init__(self, marking: Marking) -> None:
        self._marking = marking
        self._process: LimitedProcess | None = None

    def copy(self, source: ReturnedFile, submission: Submission) -> MarkedCopy:
        """The copy of one return; FileRefusedError where there is none."""
        marking = self._marking
        spec, data = marking.spec_of(submission), source.load()
        order = Order(marking.today, return_to=marking.return_to, hub=marking.hub)
        job = MarkingJob(source.name, data, submission, spec, order, marking.password, registry.added())
        try:
            made = self._made(job)
        except NotStartedError as error:
            raise FileRefusedError(Problem(NOT_STARTED, Place(submission.file))) from error
        except StoppedError as error:
            raise FileRefusedError(stopped(submission.file, str(error))) from error
        if isinstance(made, tuple):
            raise FileRefusedError(*made)
        return made

    def _made(self, job: MarkingJob) -> MarkedCopy | tuple[Problem, ...]:
        try:
            return self._asked(job)
        except BrokenDownError:  # perhaps something outside ended the process: the file is given to a new one first
            return self._asked(job)

    def _asked(self, job: MarkingJob) -> MarkedCopy | tuple[Problem, ...]:
        if self._process is None:
            self._process = LimitedProcess(_MARKING, self._marking.limits or Limits())
            weakref.finalize(self, self._process.end)
        try:
            (made,) = cast("Iterator[MarkedCopy | tuple[Problem, ...]]", self._process.ask(job))
        except StoppedError:
            self._process.end()
            self._process = None
            raise
        return made


def mark_all(
    returns: Iterable[tuple[ReturnedFile, Submission]], marking: Marking, folder: OutputFolder
) -> Iterator[Marked]:
    """Mark one file after the other. A file that is there with other content stays (FILE-021) unless `folder.force`."""
    make_folder(folder.path)
    marker, used = Marker(marking), set[str]()
    for source, submission in returns:
        if submission.outcome == "refused":
            yield Marked(submission)
            continue
        if submission.unknown_spec:
            yield Marked(submission, problem=submission.unknown_spec)
            continue
        try:
            copy = marker.copy(source, submission)
        except FileRefusedError as error:
            yield Marked(submission, problem=not_marked(submission, error))
            continue
        but = [FRESH[copy.fresh]] if copy.fresh else []
        but += [UNLOCKED] if copy.unlocked else []
        but += [BROKEN[mark] for mark in copy.broken]
        path = _path(folder.path, source, copy.suffix, used)
        yield Marked(submission, path, _written(folder, path, copy.data), tuple(but))


def not_marked(submission: Submission, error: FileRefusedError) -> Problem:
    """What is said of a return of which there is no marked copy."""
    reason = " ".join(problem.message for problem in error.problems).rstrip(".")
    return Problem("FILE-050", Place(submission.file), {"reason": reason})


def _path(folder: Path, source: ReturnedFile, ending: str, used: set[str]) -> Path:
    """A name that says what it is, that nothing else in this run has, and that is not the original's own."""
    stem = for_any_disk(PurePath(source.name).stem.removesuffix(ENDING)) or "return"
    while len(stem.encode()) > _LONGEST_BYTES:
        stem = stem[:-1]
    original = place_of(source.file)
    for number in itertools.count(1):
        path = folder / f"{stem}{ENDING}{f' ({number})' if number > 1 else ''}{ending}"
        if path.name.casefold() not in used and place_of(path) != original:
            break
    used.add(path.name.casefold())
    return path


def _written(folder: OutputFolder, path: Path, data: bytes) -> Problem | None:
    """Write the copy, unless it would replace something else; what kept it from being written."""
    if not folder.force and path.is_file() and path.read_bytes() == data:
        return None
    try:
        return folder.put(path, data, Place(path.name))
    except OutputError as error:
        return error.problems[0]
