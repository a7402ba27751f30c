"""Runs the road: returned file -> cells -> location -> answers -> checks -> Submission.

Enters: a path, and a spec if the caller knows it. Leaves: a Submission, whatever the file is like: one that cannot be
read has the outcome "refused". Must not know: how results are shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from careers_workbook.core.cells import Cell
from careers_workbook.core.collector import at_rest
from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.core.school import is_urn
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.checks.check import CheckInput
from careers_workbook.returns.checks.checks import check_all
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.comments_and_fills import is_marked, with_comments_and_fills
from careers_workbook.returns.extraction.documents import DOCUMENT_NAMES, of_document
from careers_workbook.returns.extraction.extract import at_questions, extract
from careers_workbook.returns.extraction.marked_copy import without_what_to_fix
from careers_workbook.returns.extraction.not_used import not_used
from careers_workbook.returns.extraction.origins import compared, confirmed
from careers_workbook.returns.extraction.over_answers import with_overlays
from careers_workbook.returns.extraction.version_migration import carry_over
from careers_workbook.returns.extraction.versions import as_laid_out, choose
from careers_workbook.returns.extraction.workbook_label import WorkbookLabel, read_label, urns_named
from careers_workbook.returns.intake.file_detection import detect_file
from careers_workbook.returns.intake.returned_files import ReturnedFile, returned_file, returned_files
from careers_workbook.returns.matching.column_consistency import is_settled, settle
from careers_workbook.returns.matching.copies import put_together
from careers_workbook.returns.matching.details_in_lines import with_details
from careers_workbook.returns.matching.locate import Location, locate
from careers_workbook.returns.matching.sheet_matching import names_anything
from careers_workbook.returns.matching.straight import straight
from careers_workbook.returns.redaction.redact import Redacted, Redaction, is_much
from careers_workbook.returns.submission import MOST_ALIKE, NOT_LISTED, Answer, OwnSpec, Submission
from careers_workbook.spec.answers.answer_kind import ContactDetail
from careers_workbook.spec.identity import reading_mark
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import prefills, questions_of
from careers_workbook.spec.years import of_workbook
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import TEXT_DOCUMENTS, Book

_NOTHING_KNOWN = Context()
_OWN_SHEETS = frozenset({"SHEET-007", "SHEET-017", "SHEET-020"})
_BY_TEXT = frozenset({"ref and text", "text", "close text"})
_NO_WORKBOOKS = {"csv": "a text file", **DOCUMENT_NAMES}
_INHERENT = frozenset({"DATE-003", "SHEET-002"})
"""What is true of every text file: dates are words, and the sheet has no name."""


def read_file(
    path: Path, spec: Spec | None = None, context: Context = _NOTHING_KNOWN, password: str | None = None
) -> Submission:
    """The answers of one returned file. `spec` is the one to read by; without it the workbook's own word decides."""
    return read_source(returned_file(path), spec, context, password)


def read_path(
    path: Path, spec: Spec | None = None, context: Context = _NOTHING_KNOWN, password: str | None = None
) -> Iterator[Submission]:
    """The answers of every returned file that a path stands for: a file, a folder, a zip folder, an e-mail."""
    for one in returned_files(path, password):
        yield read_source(one, spec, context, password)


def read_source(one: ReturnedFile, spec: Spec | None, context: Context, password: str | None) -> Submission:
    """The answers of one returned file, wherever its bytes come from."""
    with at_rest():
        return _read_source(one, spec, context, password)


def _read_source(one: ReturnedFile, spec: Spec | None, context: Context, password: str | None) -> Submission:
    try:
        detected = detect_file(one.load(), one.name, password)
        title = PurePath(one.name).stem
        book = without_what_to_fix(read_book(detected.data, detected.format, title, package=detected.package))
        submission, asked = _read_book(one.file, book, spec, context)
    except FileRefusedError as e:
        return Submission(one.file, "refused", problems=tuple(problem.in_file(one.file) for problem in e.problems))
    inherent = _INHERENT if detected.format == "csv" else frozenset()
    kept = tuple(problem for problem in submission.problems if problem.code not in inherent)
    whole = replace(submission, problems=kept).with_problems(detected.problems)
    carried = _carried(whole, asked, context.carry_to)
    first = _told(whole) if context.in_own_words and carried is not whole and whole.own else None
    return replace(_told(carried), in_own_words=first)


def _carried(submission: Submission, spec: Spec, carry_to: Sequence[Spec]) -> Submission:
    """The return as answers to the first of these, after all else: nothing that was read depends on what that asks."""
    newer = tuple(of_workbook(one, submission.school_year) for one in carry_to)
    carried = carry_over(submission, spec, newer[0], newer) if newer else submission
    if carried is submission or carried.own is None:
        return carried
    return replace(carried, own=replace(carried.own, carried=True))


def _told(submission: Submission) -> Submission:
    return replace(submission, problems=tuple(_listed(submission.problems)))


def _listed(problems: Sequence[Problem]) -> Iterator[Problem]:
    """So many of one kind on one sheet as anybody reads, and how many more there are."""
    count = Counter((problem.code, problem.place.sheet) for problem in problems)
    seen = Counter[tuple[str, str]]()
    for problem in problems:
        kind = (problem.code, problem.place.sheet)
        seen[kind] += 1
        if seen[kind] <= MOST_ALIKE:
            yield problem
        elif seen[kind] == MOST_ALIKE + 1:
            words = {"title": problem.entry.title, "count": f"{count[kind] - MOST_ALIKE:,}"}
            yield Problem(NOT_LISTED, problem.place, words)


def _far_away(book: Book) -> Iterator[Problem]:
    for grid in book.grids:
        if grid.marks.stray:
            words = {"title": grid.title, "count": str(grid.marks.stray)}
            yield Problem("FILE-041", Place(sheet=grid.title), words)


def _holds_more(book: Book, problems: Iterable[Problem]) -> bool:
    """Whether something lies over cells, or a sheet of the school's own is there."""
    return any(grid.marks.overlays for grid in book.grids) or any(one.code in _OWN_SHEETS for one in problems)


def _read_book(file: str, book: Book, given: Spec | None, context: Context) -> tuple[Submission, Spec]:
    """What was read, and by which spec."""
    label = read_label(book)
    chosen = choose(book, label, given, context.carry_to, context.sent)
    own = None if given or chosen.problems else _own(label, chosen.spec)
    built_on = label.built_on
    spec = of_workbook(chosen.spec, label.year)
    book = with_details(book, spec)
    layout = as_laid_out(book, label, spec)
    if not is_much(book) and not names_anything(book, layout):
        raise _no_checklist(book)
    redacted, everywhere = _redacted(Redaction(book, spec, label.built_on), layout)
    location = put_together(everywhere)
    if redacted.book is not book:
        book, label = redacted.book, read_label(redacted.book)
    if not label.spec_id:
        _nobodys(location)
    if not location.found:
        raise _no_checklist(book)
    extracted = with_comments_and_fills(extract(location, layout, redacted.cells), location)
    extracted = with_overlays(book, everywhere, extracted)
    urn, school = _school(label, extracted.answers, spec)
    kept = context.sent_answers.find(urn, label.sent.whole, label.built_on) if context.sent_answers else None
    since = compared(extracted.answers, spec, label.sent, kept)
    is_confirmed, unclear = confirmed(book, spec)
    read = Submission(
        file,
        "accepted",
        spec.id,
        spec.version,
        urn,
        school,
        built_on=label.built_on,
        answers=since.answers,
        missing_sheets=location.missing_sheets,
        own_rows=location.own,
        school_year=label.year,
        confirmed=is_confirmed,
        proved=chosen.proved if context.carry_to else None,
        due=label.due,
        own=own if label.built_on == built_on else None,
    )
    cells = at_questions((*extracted.problems, *redacted.problems), extracted.answers)
    said = (*location.problems, *extracted.problems, *redacted.problems)
    is_known = all(problem.code != "FILE-010" for problem in chosen.problems)  # else nobody knows what was sent
    beside = tuple(not_used(book, everywhere, layout, said)) if is_known else ()
    more = not is_known or bool(beside) or _holds_more(book, location.problems)
    sent = frozenset(label.sent.sheets)
    between = check_all(CheckInput(read, spec, context, urns_named(book, spec), more, sent, since.unchanged))
    found = (*chosen.problems, *_far_away(book), *location.problems, *cells, *unclear, *beside, *between)
    submission = read.with_problems(found)
    if book.format in TEXT_DOCUMENTS:
        submission = of_document(submission, book, spec)
    return submission, spec


def _own(label: WorkbookLabel, spec: Spec) -> OwnSpec:
    return OwnSpec(label.spec_id, label.version, label.fingerprint, reading_mark(spec))


def _nobodys(location: Location) -> None:
    """Refuse what does not say which checklist it is and cannot be that of one school.

    Lists of several schools; and our headings and refs over statements of which none is ours.
    """
    if location.several:
        raise FileRefusedError(
            Problem("FILE-049", context={"titles": ", ".join(f'"{one}"' for one in location.several)})
        )
    if any(problem.code == "ROW-005" for problem in location.problems) and not any(
        one.matched_by in _BY_TEXT for one in location.found
    ):
        raise FileRefusedError(Problem("FILE-005"))


def _no_checklist(book: Book) -> FileRefusedError:
    if (what := _NO_WORKBOOKS.get(book.format)) is None:
        return FileRefusedError(Problem("FILE-005"))
    return FileRefusedError(Problem("FILE-004", context={"what": f"{what} without the questions of the checklist"}))


def _redacted(redaction: Redaction, layout: Layout) -> tuple[Redacted, Location]:
    """The book without personal data but the contact details that its questions ask for, and where these stand in it.

    They are looked for with all contact details in place, which are evidence; and again if some had to go.
    """
    redacted, expected = redaction.redacted(), None
    while True:
        location = _location(redacted.book, layout)
        asked = _expected(location, layout.spec)
        expected = asked if expected is None else dict(expected.items() & asked.items())
        before, redacted = redacted, redaction.redacted(expected)
        if redacted.problems == before.problems:
            return redacted, location


def _location(book: Book, layout: Layout) -> Location:
    """Where the questions stand; blank rows of tables that grow are left out where they change nothing."""
    filled = straight(book, layout, is_marked)
    if filled and is_settled(filled, layout):
        return filled
    return settle((straight(book, layout) if filled else None) or locate(book, layout), layout)


def _expected(location: Location, spec: Spec) -> dict[tuple[str, Cell], frozenset[ContactDetail]]:
    """(Sheet, cell) -> the contact details that may stand there, by what is asked there."""
    questions = questions_of(spec)
    sheets = {sheet for sheet, _ in questions.with_contacts}
    return {
        (f.grid.title, (f.slot.row, f.slot.col)): contacts
        for f in location.found
        if f.slot.sheet in sheets and (contacts := questions.contacts(f.slot.sheet, f.slot.ref, f.slot.column))
    }


def _school(label: WorkbookLabel, answers: tuple[Answer, ...], spec: Spec) -> tuple[str, str]:
    """URN and name: what the workbook was labelled with, else what the form says first."""
    asked = prefills(spec)
    given = [answer for answer in answers if answer.ref in asked and answer.value]
    typed = {asked[answer.ref]: str(answer.value) for answer in reversed(given)}
    urn = typed.get("urn", "").strip()
    return label.urn or (urn if is_urn(urn) else ""), label.school or typed.get("name", "")
