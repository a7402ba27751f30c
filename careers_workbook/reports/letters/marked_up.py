"""Returned files handed back: copies with a note and a colour at every problem, and a first sheet "What to fix".

Enters: sources and what was read from them, a folder. Leaves: files, and for each source what became of it; an
original is never written to. Raises OutputError where the folder cannot be made. Must not know: the command line, how
problems are worded.
"""

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from careers_workbook.core.output import OutputFolder, make_folder
from careers_workbook.core.problems import FileRefusedError, OutputError, Place, Problem
from careers_workbook.layout.plan import plan
from careers_workbook.reports.letters.fresh_copy import Fresh, fresh_copy
from careers_workbook.reports.letters.what_to_fix import findings, front_sheet, remarks
from careers_workbook.returns.extraction.marked_copy import WHAT_TO_FIX, is_what_to_fix
from careers_workbook.returns.intake.file_detection import DetectedFile, detect_file
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spreadsheet.annotate.annotate import annotated, holds_more, sheet_titles, suffix
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import BrokenFileError

ENDING = " - to fix"
_LONGEST_BYTES = 200
"""Bytes of a file name before its ending; most disks allow 255."""
FRESH: dict[Fresh, str] = {
    "format": "a new workbook with its answers, because notes cannot be put into a file of this kind",
    "own sheets": "a new workbook with its answers, because it holds sheets of the school's own, hidden ones or other "
    "files, which may be about pupils and are not sent back",
}
UNLOCKED = "without the password that the original has"


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of one returned file: the copy at `path`, or the `problem` that kept it from being written.

    Both are None for a refused file. `but` says what is different about the copy.
    """

    submission: Submission
    path: Path | None = None
    problem: Problem | None = None
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedCopy:
    """The bytes of a marked copy, what its name must end in, and why it is a new workbook, if it is one."""

    data: bytes
    suffix: str
    fresh: Fresh | None = None


@dataclass(frozen=True, slots=True)
class Marking:
    """What marking needs besides the files: `spec_of` gives the spec of a return that was read."""

    spec_of: Callable[[Submission], Spec]
    today: dt.date
    password: str | None = None


def mark_all(
    returns: Iterable[tuple[ReturnedFile, Submission]], marking: Marking, folder: OutputFolder
) -> Iterator[Marked]:
    """Mark one file after the other. A file that is there with other content stays (FILE-021) unless `folder.force`."""
    make_folder(folder.path)
    used: set[str] = set()
    for source, submission in returns:
        if submission.outcome == "refused":
            yield Marked(submission)
            continue
        if submission.unknown_spec:
            yield Marked(submission, problem=submission.unknown_spec)
            continue
        try:
            original = source.load()
            detected = detect_file(original, source.name, marking.password)
            copy = marked_copy(detected, submission, marking)
        except FileRefusedError as error:
            yield Marked(submission, problem=_not_marked(submission, error))
            continue
        but = [FRESH[copy.fresh]] if copy.fresh else []
        but += [UNLOCKED] if marking.password and detected.data != original else []
        path = _path(folder.path, source, copy.suffix, used)
        yield Marked(submission, path, _written(folder, path, copy.data), tuple(but))


def marked_copy(detected: DetectedFile, submission: Submission, marking: Marking) -> MarkedCopy:
    """The copy of one workbook; a new workbook where notes cannot be put into it, or where it holds more than ours.

    What a school keeps beside our sheets (a list of pupils, hidden perhaps) is never sent about once more.
    """
    spec = marking.spec_of(submission)
    why: Fresh = "format"
    if detected.format == "xlsx":
        try:
            old = [grid.title for grid in read_book(detected.data).grids if is_what_to_fix(grid)]
            if not holds_more(detected.data, {*_sheets_of(spec), *_sheets_in(submission), *old}):
                return MarkedCopy(_annotated(detected.data, submission, old), suffix(detected.data))
            why = "own sheets"
        except BrokenFileError:
            pass  # readable, but not by the book: its answers go into a workbook that is
    data, moved = fresh_copy(submission, spec, marking.today)
    return MarkedCopy(_annotated(data, moved, fresh=why), ".xlsx", why)


def _sheets_of(spec: Spec) -> Iterator[str]:
    return (sheet.title for sheet in plan(spec).sheets)


def _sheets_in(submission: Submission) -> Iterator[str]:
    """The sheets of the file in which questions were found, whatever they are called now."""
    return (answer.found_sheet for answer in submission.answers if answer.found_sheet)


def _annotated(data: bytes, submission: Submission, old: Sequence[str] = (), *, fresh: Fresh | None = None) -> bytes:
    titles = [title for title in sheet_titles(data) if title not in old]
    found = findings(submission, titles, fresh=bool(fresh))
    taken = {title.casefold() for title in titles}
    names = (WHAT_TO_FIX, *(f"{WHAT_TO_FIX} ({number})" for number in range(2, len(taken) + 3)))
    title = next(name for name in names if name.casefold() not in taken)
    front = front_sheet(submission.school, found, title, fresh=fresh)
    return annotated(data, remarks(found, fresh=bool(fresh)), front, old)


def _path(folder: Path, source: ReturnedFile, ending: str, used: set[str]) -> Path:
    """A name that says what it is, that nothing else in this run has, and that is not the original's own."""
    stem = PurePath(source.name).stem.removesuffix(ENDING)
    while len(stem.encode()) > _LONGEST_BYTES:
        stem = stem[:-1]
    original = os.path.realpath(source.file)
    for number in itertools.count(1):
        path = folder / f"{stem}{ENDING}{f' ({number})' if number > 1 else ''}{ending}"
        if path.name.casefold() not in used and os.path.realpath(path) != original:
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


def _not_marked(submission: Submission, error: FileRefusedError) -> Problem:
    reason = " ".join(problem.message for problem in error.problems)
    return Problem("FILE-050", Place(submission.file), {"reason": reason})
