"""One returned workbook handed back: a copy with a note and a colour at every problem, and a first sheet "What to fix".

A return that is not handed back itself (.docx, .xls, .ods, .csv, more than our sheets) becomes a new workbook with its
answers. What was missing in it is there again, blank, with the problem that said so beside it. It is the work of a
process with limits, because the file is whatever a school sent. Must not know: processes, how problems are worded.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.cells import a1
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import FileRefusedError, Problem
from careers_workbook.core.text import show
from careers_workbook.layout.places import Carried, Slot
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.reports.letters.what_to_fix import Fresh, findings, front_sheet, remarks
from careers_workbook.returns.extraction.marked_copy import WHAT_TO_FIX, is_what_to_fix
from careers_workbook.returns.extraction.not_used import hidden_besides
from careers_workbook.returns.extraction.versions import as_laid_out
from careers_workbook.returns.extraction.workbook_label import read_label
from careers_workbook.returns.intake.file_detection import DetectedFile, detect_file
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import AnswerKind
from careers_workbook.spec.model import DeclaredTable, Spec
from careers_workbook.spec.questions import prefills
from careers_workbook.spec.sheets.declaring import running_ref
from careers_workbook.spreadsheet.annotate.annotate import annotated, holds_more, sheet_titles, suffix
from careers_workbook.spreadsheet.annotate.final_marks import FinalMark, final_marks
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import TEXT_DOCUMENTS, BrokenFileError

_Key = tuple[str, str]
_GONE = ("ROW-001", "ROW-008", "ROW-028")
"""A row that was not in the return: in the new workbook its first answer is where the school goes on."""


@frozen
class MarkedCopy:
    """The bytes of a marked copy, what its name must end in, and why it is a new workbook, if it is one.

    `unlocked`: the original has a password, and the copy has none. `broken` is what else the original has and the copy
    has not, because a change breaks it.
    """

    data: bytes
    suffix: str
    fresh: Fresh | None = None
    unlocked: bool = False
    broken: tuple[FinalMark, ...] = ()


@frozen
class MarkingJob:
    """A returned file by its name and bytes, what was read from it, and by which spec. `kinds` are added ones.

    `order` is what a new workbook says of the Hub.
    """

    name: str
    data: bytes
    submission: Submission
    spec: Spec
    order: Order
    password: str | None
    kinds: tuple[AnswerKind[Any], ...]


def answer(job: MarkingJob, say: Callable[[MarkedCopy | tuple[Problem, ...]], None]) -> None:
    """Make one copy, or say why there is none."""
    registry.register_too(job.kinds)
    try:
        detected = detect_file(job.data, job.name, job.password)
        copy = marked_copy(detected, job.submission, job.spec, job.order)
    except FileRefusedError as error:
        say(error.problems)
    else:
        say(replace(copy, unlocked=job.password is not None and detected.data != job.data))


def marked_copy(detected: DetectedFile, submission: Submission, spec: Spec, order: Order) -> MarkedCopy:
    """The copy of one workbook; a new workbook where notes cannot be put into it, or where it holds more than ours.

    What a school keeps beside our sheets (a list of pupils, hidden perhaps) is never sent about once more.
    """
    why: Fresh = "document" if detected.format in TEXT_DOCUMENTS else "format"
    if detected.format == "xlsx":
        try:
            book = read_book(detected.data)
            layout = as_laid_out(book, read_label(book), spec)
            old = [grid.title for grid in book.grids if is_what_to_fix(grid)]
            # the sheets of the file in which questions were found, whatever they are called now, are ours too
            found = {answer.found_sheet for answer in submission.answers if answer.found_sheet}
            more = holds_more(detected.data, {sheet.title for sheet in layout.sheets} | found | set(old))
            if not more and not hidden_besides(book, submission.answers, layout):
                copy = _annotated(detected.data, submission, old)
                return MarkedCopy(copy, suffix(detected.data), broken=final_marks(detected.data))
            why = "own sheets"
        except BrokenFileError:
            pass  # readable, but not by the book: its answers go into a workbook that is
    data, moved = _fresh_copy(submission, spec, order)
    return MarkedCopy(_annotated(data, moved, fresh=why), ".xlsx", why)


def _annotated(data: bytes, submission: Submission, old: Sequence[str] = (), *, fresh: Fresh | None = None) -> bytes:
    titles = [title for title in sheet_titles(data) if title not in old]
    found = findings(submission, titles, fresh=bool(fresh))
    taken = {title.casefold() for title in titles}
    names = (WHAT_TO_FIX, *(f"{WHAT_TO_FIX} ({number})" for number in range(2, len(taken) + 3)))
    title = next(name for name in names if name.casefold() not in taken)
    front = front_sheet(submission.school, found, title, fresh=fresh)
    return annotated(data, remarks(found), front, old)


def _fresh_copy(submission: Submission, spec: Spec, order: Order) -> tuple[bytes, Submission]:
    """The workbook, and the return at home in it. The order says when it is made, unless the return does."""
    order = replace(order, today=submission.built_on or order.today, school_year=submission.school_year)
    plain = plan(spec).in_year(order.year)
    refs = {sheet.title: _references(submission, sheet.title, table) for sheet, table in plain.spec.growing()}
    layout = plan(plain.spec, Carried({title: tuple(keys) for title, (keys, _) in refs.items()}))
    rows = {(title, old): new for title, (_, renamed) in refs.items() for old, new in renamed.items()}
    answers = tuple(replace(a, ref=rows.get((a.sheet, a.ref), a.ref)) for a in submission.answers)
    understood = (((a.ref, a.column_id), a.value, a.raw) for a in answers)
    # what was not understood goes into the new cell in the words that were not
    cells = {
        key: show(raw) if value is None else value for key, value, raw in understood if (value, raw) != (None, None)
    }
    school = submission.school_by(prefills(spec))
    data = build(layout, replace(school, name=submission.school or school.name), order, cells)
    return data, replace(submission, problems=tuple(_moved(submission, answers, layout)))


def _references(submission: Submission, title: str, table: DeclaredTable) -> tuple[list[str], dict[str, str]]:
    """The running references of the new sheet, and for rows that had none of their own the one they get.

    Leavers keep their references: they are followed by them from year to year.
    """
    refs = list(dict.fromkeys(answer.ref for answer in submission.answers if answer.sheet == title))
    prepared, prefix = [row.ref for row in table.rows], table.prefix
    own = [ref for ref in refs if ref.removeprefix(prefix).isdecimal()]
    keys = prepared if set(own) <= set(prepared) else own
    numbers = itertools.count(1 + max((int(ref.removeprefix(prefix)) for ref in keys), default=0))
    nameless = [ref for ref in refs if ref not in own]
    free = [key for key in keys if key not in own]
    while len(free) < len(nameless) or len(keys) < len(prepared):
        free.append(running_ref(prefix, next(numbers)))
        keys = [*keys, free[-1]]
    return keys, dict(zip(nameless, free, strict=False))


def _moved(submission: Submission, answers: tuple[Answer, ...], layout: Layout) -> Iterator[Problem]:
    """The problems where the questions stand now; without a cell where they are about no question."""
    slots: dict[_Key, Slot] = {(slot.ref, slot.column): slot for slot in layout.slots}
    rows = {slot.ref: slot for slot in reversed(layout.slots)}
    now = {
        (old.found_sheet, old.cell): slots[new.ref, new.column_id]
        for old, new in zip(submission.answers, answers, strict=True)
        if old.cell
    }
    titles = {old.found_sheet: old.sheet for old in submission.answers if old.found_sheet}
    for problem in submission.problems:
        place = problem.place
        slot = now.get((place.sheet, place.cell))
        if slot:
            new = replace(place, sheet=slot.sheet, cell=a1(slot.row, slot.col), ref=slot.ref)
        elif slot := rows.get(place.ref):
            new = replace(place, sheet=slot.sheet, cell=a1(slot.row, slot.col) if problem.code in _GONE else "")
        else:
            new = replace(place, sheet=titles.get(place.sheet, place.sheet), cell="")
        yield replace(problem, place=new)
