"""What is said of a return that is a text document: less than of a workbook, of which much is there that this has not.

Enters: a return as it was read by its words, and the document as a book. Leaves: the same return with what is true of
every such document said once, and with what is special about this one. Must not know: formats of documents, cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import fold, many, show
from careers_workbook.returns.matching.row_matching import quote
from careers_workbook.returns.redaction.personal_data import redacted
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import DeclaredTable, Paragraphs, Spec
from careers_workbook.spec.questions import prefills
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import Book, TextLine

DOCUMENT_NAMES = {"docx": "a Word document (.docx)", "odt": "a text document of LibreOffice (.odt)"}
TEXT_DOCUMENT = "FILE-052"
"""What is said of every one."""
_NO_LABEL = "FILE-012"
_INHERENT = frozenset({_NO_LABEL, "DATE-003", "SHEET-002", "SHEET-003", "ROW-011"})
"""What is true of every text document: no label, days in words, sheets without names, rows wherever a table was cut."""
_NO_ROW, _OWN_ROW, _OWN_SHEET, _BLANK = "ROW-001", "ROW-006", "SHEET-007", "FILE-014"
_OF_THE_DOCUMENT = frozenset({"note", "the send gatsby benchmark toolkit careersandenterprise.co.uk"})
"""What the document of 2020 says outside its tables that is in no spec."""
_WORDS = 4
"""Spaces from which a line is long enough to be known for a part of another one."""
_BULLETS = " ·•-–:\t"
_MOST_QUOTED, _LONGEST = 5, 2_000
"""Lines that are quoted, and characters of a line that are looked at for that."""


def of_document(submission: Submission, book: Book, spec: Spec) -> Submission:
    """The return, with what a person should know of its document. `spec` is the one that it was read by."""
    texts = _texts(spec)
    inherent = _Inherent(
        frozenset(prefills(spec)),
        frozenset(grid.title for grid in book.grids if all(fold(show(raw)) in texts for raw in grid.cells.values())),
        frozenset((row.sheet, row.cell) for row in submission.own_rows if fold(row.text) in texts and not row.answers),
    )
    rows = tuple(row for row in submission.own_rows if (row.sheet, row.cell) not in inherent.rows)
    kept = tuple(one for one in submission.problems if not inherent.holds(one))
    settled = replace(submission, problems=kept, own_rows=rows)
    label = next((one for one in submission.problems if one.code == _NO_LABEL), None)
    read_as = label.context["read_as"] if label else f"{spec.id} {spec.version}"
    first = Problem(TEXT_DOCUMENT, context={"what": DOCUMENT_NAMES[book.format], "read_as": read_as})
    return settled.with_problems((first, *_said(settled, book, spec)))


@frozen
class _Inherent:
    """What is true because this is no workbook.

    What the register knows was never asked in one; `tables` and `rows` hold nothing but words of the checklist, which
    stand wherever a table was cut.
    """

    known: frozenset[str]
    tables: frozenset[str]
    rows: frozenset[tuple[str, str]]

    def holds(self, problem: Problem) -> bool:
        """Whether a problem says only that."""
        code, place = problem.code, problem.place
        return (
            code in _INHERENT
            or (code == _NO_ROW and place.ref in self.known)
            or (code == _OWN_SHEET and place.sheet in self.tables)
            or (code == _OWN_ROW and (place.sheet, place.cell) in self.rows)
        )


def _said(submission: Submission, book: Book, spec: Spec) -> Iterator[Problem]:
    if book.changes:
        yield Problem("FILE-053", context={"count": many(book.changes, "tracked change")})
    lines = [line for line in book.lines if not _is_ours(fold(line.words.strip(_BULLETS)), spec)]
    told = [many(len(lines), "line of text outside its tables", "lines of text outside its tables")] if lines else []
    told += [many(book.unread, "file that was put into it", "files that were put into it")] if book.unread else []
    if told:
        people = {sheet.title for sheet in spec.sheets if sheet.about_people}
        private = {answer.found_sheet for answer in submission.answers if answer.sheet in people}
        yield Problem("FILE-054", context={"count": " and ".join(told), "quoted": _quoted(lines, private)})
    elif not submission.own_rows and all(answer.raw is None for answer in submission.answers):
        yield from [Problem(_BLANK)] if all(one.code != _BLANK for one in submission.problems) else ()


def _quoted(lines: Sequence[TextLine], private: set[str]) -> str:
    """The first of the lines, with where they stand; none beside a table about single people."""
    shown = [line for line in lines if not {line.above, line.below} & (private - {""})][:_MOST_QUOTED]
    said = [f'"{quote(redacted(line.words[:_LONGEST])[0])}" ({_where(line)})' for line in shown]
    said += [f"{len(lines) - len(shown)} more"] if said and len(shown) < len(lines) else []
    return ": " + "; ".join(said) if said else ""


def _where(line: TextLine) -> str:
    if line.above or line.below:
        return f"below {line.above}" if line.above else f"above {line.below}"
    return "in a header or footer"


def _is_ours(line: str, spec: Spec) -> bool:
    """Whether a line is one of the checklist, or a part of one that was broken in two."""
    texts = _texts(spec)
    is_part = line.count(" ") >= _WORDS and any(line in text for text in texts)
    return is_part or line in texts or line in _OF_THE_DOCUMENT or not line


@kept(MOST_SPECS)
def _texts(spec: Spec) -> frozenset[str]:
    """Everything that the checklist says."""
    said = [spec.title]
    for sheet in spec.sheets:
        said += [sheet.title, sheet.intro]
        for part in sheet.parts(spec):
            if isinstance(part, Paragraphs):
                said += [text.strip(_BULLETS) for text in part.texts]
            elif isinstance(part, DeclaredTable):
                said += [part.heading, *(row.text for row in part.rows), *(column.label for column in part.columns)]
    return frozenset(fold(text) for text in said if text)
