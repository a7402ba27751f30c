"""What of the answers of a return is not in the workbook that follows it, or stands there unread: said line by line.

Enters: a Submission. Leaves: `Loss`s, as (where, what), in words for the school. Nothing that stood in a leaver's row
is repeated. Must not know: workbooks, where things stand in the new one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

from careers_workbook.core.problems import Problem, ToldProblem
from careers_workbook.core.text import show
from careers_workbook.hub.store.readings import EARLIER
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.registry import unread_codes
from careers_workbook.spec.model import Spec

Loss = tuple[str, str]
"""Where, and what to know about it."""

_NO_SHEET = "This sheet was not in the last workbook. It is blank here."
_NO_ROWS = (
    "Leavers are missing here, because the last workbook could not be opened again: copy their lines from your own "
    "copy, under the same Ref."
)
_LEFT_OUT: dict[str, str] = {
    "SHEET-005": "Last time these answers stood on several sheets ({sheets}); what is here was put together.",
    "SHEET-016": 'Last time this sheet stood there twice, with different content; what is here comes from "{found}".',
    "SHEET-007": 'Your own sheet "{found}" was not carried over.',
    "SHEET-017": 'Your own sheet "{found}" was not carried over; it may hold answers.',
    "SHEET-020": 'Your own sheet "{found}" was not carried over; it may hold answers.',
    "SHEET-018": "Last time this table had other headings ({found}): {columns} could not be told, and was left out.",
    "SHEET-011": 'Your own column "{found}" was not carried over.',
    "SHEET-012": 'Last time the column "{column}" stood there twice; what is here comes from one of them.',
    "SHEET-013": "Last time this table stood there twice; what is here comes from the left one.",
    "ROW-003": "Last time this stood there twice, with different answers; what is here comes from one of the two rows.",
    "ROW-006": 'Your own row "{found}" was not carried over.',
    "ROW-008": "Last time a row with this ref did not add up; what stood in it was not carried over.",
    "ROW-016": "Last time answers stood beside no statement; they were not carried over.",
    "ROW-018": "Last time cells of this row had moved; this could not be read and is blank here: {columns}.",
    "ROW-019": "{count} more rows of your own, from row {first} to row {last}, were not carried over.",
    "ROW-027": 'Last time only "{found}" was left of {refs}; what stood in the row was not carried over.',
    "ROW-028": 'Last time the row with "{found}" did not add up; what stood in it was not carried over.',
    "CELL-010": "Last time the cell held what looks like {what}. It was taken out; please keep it out.",
    "CELL-011": "Last time the cell held what looks like {what}. It was taken out.",
    "CELL-012": 'Last time a comment said "{comment}". Comments are not carried over.',
}
"""Problem code -> what the school should know. `{gaps}` are those of the problem."""
_NO_LONGER_ASKED: dict[str, str] = {
    "ROW-014": "No longer asked: {reason} The last answer was left out.",
    "ROW-015": "No longer asked: {columns}. What stood there was left out.",
}
"""The same for what the new spec leaves out on purpose: good to know, nothing to do."""


def as_typed(answer: Answer, problem: Problem | None) -> AnswerValue | None:
    """What the new cell holds: the answer, or words that were no answer if a person can put them right."""
    if answer.value is not None:
        return answer.value
    if answer.state != "unreadable" or answer.raw is None or problem is None or problem.code not in unread_codes():
        return None
    return show(answer.raw)


def wrong_cells(submission: Submission) -> dict[tuple[str, str], Problem]:
    """The problem that makes a cell unreadable, by the sheet and cell of the file."""
    found: dict[tuple[str, str], Problem] = {}
    as_they_are = unread_codes()
    for problem in submission.problems:
        unreadable = problem.severity == "error" or problem.code in as_they_are
        if unreadable and problem.place.cell and problem.code.startswith(("CELL-", "DATE-")):
            found.setdefault((problem.place.sheet, problem.place.cell), problem)
    return found


def losses(submission: Submission, spec: Spec, *, same_year: bool = False, leavers: bool = True) -> Iterator[Loss]:
    """Everything that a person should look at, forms and checklists first as the workbook has them.

    Without `leavers` nobody expects their rows.
    """
    wrong = wrong_cells(submission)
    anew = {row.ref for _, row, _ in spec.asked_by_row() if row.yearly and not same_year}
    fixed = {sheet.title for sheet, _ in spec.fixed()}
    asked = [a for a in submission.answers if a.sheet in fixed and a.ref not in anew]
    for _, answers in groupby(asked, key=lambda a: a.sheet):
        on_sheet = list(answers)
        yield from _missing(on_sheet)
        yield from (unreadable(a, wrong.get((a.found_sheet, a.cell))) for a in on_sheet if a.state == "unreadable")
    yield from ((title, _NO_SHEET) for title in submission.missing_sheets if title not in fixed)
    yield from ((title, _NO_ROWS) for title in without_rows(submission, spec) if leavers)
    yield from _said(submission, spec, _LEFT_OUT)


def without_rows(submission: Submission, spec: Spec) -> Iterator[str]:
    """The titles of sheets about young people whose rows are not known any more, because only numbers were kept."""
    if any(problem.code == EARLIER for problem in submission.problems):
        known = {answer.sheet for answer in submission.answers if answer.in_running_row}
        yield from (sheet.title for sheet, _ in spec.growing() if sheet.about_people and sheet.title not in known)


def no_longer_asked(submission: Submission, spec: Spec) -> Iterator[Loss]:
    """What the new spec leaves out on purpose."""
    return _said(submission, spec, _NO_LONGER_ASKED)


def _missing(answers: list[Answer]) -> Iterator[Loss]:
    """Rows and columns that were gone: a whole sheet, then whole columns, then what is left, each once."""
    gone = [answer for answer in answers if answer.state == "missing"]
    here = [answer for answer in answers if answer.state != "not asked"]
    if not gone:
        return
    sheet, fill_in = gone[0].sheet, "Please fill it in."
    if len(gone) == len(here):
        yield sheet, f"The last answers on this sheet were missing or could not be read. It is blank here. {fill_in}"
        return
    columns = {a.column for a in gone} - {a.column for a in here if a.state != "missing"}
    for column in dict.fromkeys(a.column for a in gone if a.column in columns):
        yield f"{sheet}, {column}", f"This column was not in the last workbook. It is blank here. {fill_in}"
    for ref, cells in groupby((a for a in gone if a.column not in columns), key=lambda a: a.ref):
        missing = ", ".join(a.column for a in cells)
        yield f"{sheet}, {ref}", f"This was not in the last workbook: {missing}. It is blank here. {fill_in}"


def unreadable(answer: Answer, problem: Problem | None, ref: str = "") -> Loss:
    """An answer that could not be read, and what stands there now. `ref` is the one that its row has from now on."""
    where = f"{answer.sheet}, {ref or answer.ref}, {answer.column}"
    if problem is None:
        return where, "The last answer could not be read. It is blank here. Please fill it in."
    if as_typed(answer, problem) is None:
        return where, f"{problem.message} It is blank here. Please fill it in."
    return where, f"{problem.message} It stands here as it was typed. {problem.advice}"


def _said(submission: Submission, spec: Spec, texts: Mapping[str, str]) -> Iterator[Loss]:
    """The problems with these codes. Leavers are only counted: what stood in a row of theirs is not repeated."""
    titles = {sheet.title for sheet in spec.sheets if sheet.about_people}
    of_leavers = {name for a in submission.answers if a.sheet in titles for name in (a.sheet, a.found_sheet)}
    leavers: Counter[Loss] = Counter()
    for problem in submission.problems:
        place, text = problem.place, texts.get(problem.code)
        if text is None:
            continue
        if place.sheet in of_leavers and (place.cell or place.ref):
            where = ", ".join(part for part in (place.sheet, place.column) if part)
            leavers[where, problem.entry.title] += 1
        else:
            where = ", ".join(part for part in (place.sheet, place.ref, place.column) if part)
            yield where, problem.message if isinstance(problem, ToldProblem) else text.format_map(problem.context)
    for (where, title), number in leavers.items():
        rows = "1 row" if number == 1 else f"{number} rows"
        yield where, f"{title} ({rows}): this was not carried over."
