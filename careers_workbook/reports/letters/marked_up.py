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
from careers_workbook.reports.letters.fresh_copy import NoFreshCopyError, fresh_copy
from careers_workbook.reports.letters.what_to_fix import findings, front_sheet, remarks
from careers_workbook.returns.extraction.marked_copy import WHAT_TO_FIX, is_what_to_fix
from careers_workbook.returns.intake.file_detection import DetectedFile, detect_file
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.redaction.personal_data import redacted
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec
from careers_workbook.spreadsheet.annotate.annotate import annotated, sheet_titles, suffix
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import BrokenFileError

ENDING = " - to fix"
_LONGEST_BYTES = 200
"""Bytes of a file name before its ending; most disks allow 255."""
FRESH = "a new workbook with its answers, because notes cannot be put into a file of this kind"
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
    """The bytes of a marked copy, what its name must end in, and whether it is a new workbook."""

    data: bytes
    suffix: str
    fresh: bool = False


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
        except (FileRefusedError, NoFreshCopyError) as error:
            yield Marked(submission, problem=_not_marked(submission, error))
            continue
        but = [FRESH] if copy.fresh else []
        but += [UNLOCKED] if marking.password and detected.data != original else []
        path = _path(folder.path, source, copy.suffix, used)
        yield Marked(submission, path, _written(folder, path, copy.data), tuple(but))


def marked_copy(detected: DetectedFile, submission: Submission, marking: Marking) -> MarkedCopy:
    """The copy of one workbook; a new workbook where the format cannot be marked."""
    if detected.format == "xlsx":
        try:
            return MarkedCopy(_annotated(detected.data, submission), suffix(detected.data))
        except BrokenFileError:
            pass  # readable, but not by the book: its answers go into a workbook that is
    data, moved = fresh_copy(submission, marking.spec_of(submission), marking.today)
    return MarkedCopy(_annotated(data, moved, fresh=True), ".xlsx", fresh=True)


def _annotated(data: bytes, submission: Submission, *, fresh: bool = False) -> bytes:
    ours = [grid.title for grid in read_book(data).grids if is_what_to_fix(grid)]
    titles = [title for title in sheet_titles(data) if title not in ours]
    found = findings(submission, _as_named(titles), fresh=fresh)
    taken = {title.casefold() for title in titles}
    names = (WHAT_TO_FIX, *(f"{WHAT_TO_FIX} ({number})" for number in range(2, len(taken) + 3)))
    title = next(name for name in names if name.casefold() not in taken)
    front = front_sheet(submission.school, found, title, fresh=fresh)
    return annotated(data, remarks(found, fresh=fresh), front, ours)


def _as_named(titles: Sequence[str]) -> dict[str, str]:
    """The sheets by the names that problems give them: what was personal in a title is left out there."""
    names = [redacted(title)[0] for title in titles]
    return {name: title for name, title in zip(names, titles, strict=True) if names.count(name) == 1}


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


def _not_marked(submission: Submission, error: FileRefusedError | NoFreshCopyError) -> Problem:
    problems = error.problems if isinstance(error, FileRefusedError) else ()
    reason = " ".join(problem.message for problem in problems) or str(error)
    return Problem("FILE-050", Place(submission.file), {"reason": reason})
