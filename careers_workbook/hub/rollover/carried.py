"""The answers of a return as the next workbook of its school begins with them.

Enters: a Submission in the words of the new workbook's spec, that spec in its year, the label of the school year that
is over since, if one is. Leaves: cells by (ref, column id), the running references of tables that grow, and what to say
about them. Within a school year all stays as it is. Into another what is asked once stays, but for what is about one
school year; an open action gets a note of its year, what was done has to be confirmed, and the oldest leavers leave. A
row of a table that grows keeps its reference, which is never given to another. Of young people no words go on that
were no answer: they may be a name. Must not know: workbooks, where things stand.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem, ToldProblem
from careers_workbook.core.text import many, show
from careers_workbook.hub.store.readings import EARLIER
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.registry import unread_codes
from careers_workbook.spec.checkpoints import YEAR
from careers_workbook.spec.model import CompletedGroup, DeclaredTable, Sheet, Spec
from careers_workbook.spec.review_notes import as_done, as_open, without_note
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.sheets.counts import CountsSheet, year_in
from careers_workbook.spec.sheets.declaring import running_ref
from careers_workbook.spec.status import NOT_STARTED, Facts, status_of
from careers_workbook.spec.years import read_year

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
        yield where, f"{title} ({many(number, 'row')}): this was not carried over."


CarriedCells = dict[tuple[str, str], AnswerValue]
"""(ref, column id) -> what the new cell holds."""
Row = Mapping[str, AnswerValue]
_LAST = "year_4"
"""The checkpoint with which a leaver has been followed to the end."""
_UNREAD = "What stood there could not be read and was left out. Please fill it in again."


@dataclass
class CarriedRows:
    """The rows of one table that grows.

    `left` are the leavers who are followed no more, by year, and `open_ended` how many of them have no answer for the
    fourth year; `refs` are the references of the `kept` rows, then those that are free. `left_out` are those of young
    people who stay listed, but whose rows this workbook is sent without: their references are free to be filled in.
    `new_from` is the first that nobody ever had.
    """

    title: str
    about_people: bool
    refs: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    open_ended: int = 0
    kept: int = 0
    left_out: list[str] = field(default_factory=list)
    new_from: str = ""


@dataclass
class CarriedAnswers:
    """What lives on: the cells, and how many open actions and done items they are.

    `asked_anew` are the labels of what was answered and is about one year only, `gone` says what is no longer asked,
    `lines` what to look at.
    """

    cells: CarriedCells = field(default_factory=dict)
    open: int = 0
    done: int = 0
    asked_anew: list[str] = field(default_factory=list)
    tables: list[CarriedRows] = field(default_factory=list)
    gone: list[Loss] = field(default_factory=list)
    lines: list[Loss] = field(default_factory=list)


def carry(submission: Submission, spec: Spec, ended: str = "", *, leavers: bool = True) -> CarriedAnswers:
    """What lives on of one return. `ended` is the label of the school year in which it was filled in, if that is over.

    Without `leavers` no row about a young person goes on.
    """
    carrying = _Carrying(submission, spec, ended, leavers=leavers)
    for sheet, tables in spec.declared:
        if tables and tables[0].grows:
            carrying.growing(sheet, tables[0])
        else:
            carrying.fixed(sheet, tables)
    return carrying.carried


class _Carrying:
    """One return on its way."""

    def __init__(self, submission: Submission, spec: Spec, ended: str, *, leavers: bool) -> None:
        self.spec, self.ended, self.leavers = spec, ended, leavers
        self.wrong = wrong_cells(submission)
        self.carried = CarriedAnswers()
        self.by_sheet: dict[str, list[Answer]] = {}
        for answer in submission.answers:
            self.by_sheet.setdefault(answer.sheet, []).append(answer)

    def fixed(self, sheet: Sheet, tables: Sequence[DeclaredTable]) -> None:
        """A sheet that asks the same each time, but for what the new spec asks no more."""
        asked = {row.ref: row for table in tables for row in table.rows}
        rule = None
        if self.ended and isinstance(sheet, ChecklistSheet) and has_status(sheet):
            rule = _ItemRule(self.ended, completed_groups(self.spec, sheet))
        for ref, answers in self._rows(sheet):
            row = self._row(sheet, answers)
            if not row:
                continue
            if ref not in asked:
                self._say_gone(sheet, answers[0])
            elif self.ended and asked[ref].yearly:
                self.carried.asked_anew.append(asked[ref].text)
            else:
                self._put(ref, rule.next_year(row, self.carried) if rule else row)

    def growing(self, sheet: Sheet, table: DeclaredTable) -> None:
        """The rows that live on, under their references, and room for new ones behind them."""
        rows, given = CarriedRows(sheet.title, sheet.about_people), self._rows(sheet)
        self.carried.tables.append(rows)
        taken = max((number for ref, _ in given if (number := _number(ref))), default=0)
        offered = self._leaving_years(table) if sheet.about_people else []
        carries = self.leavers or not sheet.about_people
        for old, answers in given:
            year = next((answer for answer in answers if answer.column_id == YEAR), None)
            if self.ended and _has_left(year, offered):
                rows.left[str(year.value) if year else ""] += 1
                rows.open_ended += any(a.column_id == _LAST and a.value is None for a in answers)
                continue
            ref = running_ref(table.prefix, _number(old))
            if not _number(old) or ref in (*rows.refs, *rows.left_out):
                ref, taken = running_ref(table.prefix, taken + 1), taken + 1
                self._say_renumbered(sheet, old, ref)
            if not carries:
                rows.left_out.append(ref)
                continue
            rows.refs.append(ref)
            self._put(ref, self._row(sheet, answers, ref))
            if year and year.state == "blank" and offered:
                self.carried.lines.append((f"{sheet.title}, {ref}", "No leaving year is given. Please choose it."))
        rows.kept, rows.new_from = len(rows.refs), running_ref(table.prefix, taken + 1)
        room = max(len(table.rows) - rows.kept, len(table.rows) // 2)
        first = 1 if rows.left_out else taken + 1  # what is left out may be copied in under its reference
        rows.refs += [running_ref(table.prefix, free) for free in range(first, taken + room + 1)]

    def _rows(self, sheet: Sheet) -> list[tuple[str, list[Answer]]]:
        given = groupby(self.by_sheet.get(sheet.title, ()), key=lambda a: a.ref)
        return [(ref, list(answers)) for ref, answers in given]

    def _row(self, sheet: Sheet, answers: Sequence[Answer], ref: str = "") -> Row:
        """What the cells of a row hold. Young people's words that were no answer are left out, and that is said.

        `ref` is that of a row that is no question of the spec.
        """
        found: dict[str, AnswerValue] = {}
        for answer in answers:
            problem = self.wrong.get((answer.found_sheet, answer.cell))
            value = answer.value if sheet.about_people else as_typed(answer, problem)
            if value is not None:
                found[answer.column_id] = value
            if answer.state == "unreadable" and sheet.about_people:
                self.carried.lines.append((f"{sheet.title}, {ref or answer.item}, {answer.column}", _UNREAD))
            elif answer.state == "unreadable" and ref:
                self.carried.lines.append(unreadable(answer, problem, ref))
        return found

    def _put(self, ref: str, row: Row) -> None:
        self.carried.cells.update({(ref, column): value for column, value in row.items()})

    def _leaving_years(self, table: DeclaredTable) -> list[str]:
        """The leaving years that the new workbook offers."""
        asked = next((column.question for column in table.columns if column.id == YEAR), None)
        return [option.label for option in self.spec.options(asked)] if asked else []

    def _say_renumbered(self, sheet: Sheet, old: str, ref: str) -> None:
        if sheet.about_people:
            what = f"This leaver had no running reference of their own ({old} last time) and is {ref} from now on."
            self.carried.lines.append((sheet.title, what))

    def _say_gone(self, sheet: Sheet, answer: Answer) -> None:
        counts = isinstance(sheet, CountsSheet)
        what = f"Those who left in {year_in(answer.ref)} are" if counts else f"{answer.item}:"
        line = sheet.title, f"{what} no longer asked about."
        self.carried.gone += [line] if line not in self.carried.gone else []


def _number(ref: str) -> int:
    """The number of a running reference; 0 for what is none, such as "row 57"."""
    found = re.fullmatch(r"[A-Z]{1,2}(\d{1,4})", ref)
    return int(found[1]) if found else 0


def _has_left(year: Answer | None, offered: Sequence[str]) -> bool:
    """Whether a leaver is of a year before those that the new workbook offers."""
    label = str(year.value) if year and year.value is not None else ""
    began, years = read_year(label), [read for offer in offered if (read := read_year(offer)) is not None]
    return label not in offered and began is not None and bool(years) and began <= min(years)


@frozen
class _ItemRule:
    """What becomes of an item, by what Action completed says. `groups`: option label -> what it means."""

    year: str
    groups: Mapping[str, CompletedGroup]

    def next_year(self, row: Row, count: CarriedAnswers) -> Row:
        """The row as it begins the new year, counted."""
        group = self.groups.get(str(row.get("completed", "")))
        review = str(row.get("review", ""))
        if group == "done":
            count.done += 1
            yes = str(row["completed"])
            kept = {column: value for column, value in row.items() if column not in ("completed", "deadline")}
            return {**kept, "review": as_done(review, self.year, yes)}
        if group == "not applicable":
            return _with_review(row, without_note(review))
        if not self._is_started(row, group):
            return row
        count.open += 1
        return _with_review(row, as_open(review, self.year, reopened=group is not None))

    def _is_started(self, row: Row, group: CompletedGroup | None) -> bool:
        day = row.get("deadline")
        facts = Facts("action" in row, day if isinstance(day, dt.date) else None, "review" in row, group)
        return "deadline" in row or status_of(facts, dt.date.min, 0) != NOT_STARTED


def _with_review(row: Row, review: str) -> Row:
    return {**row, "review": review} if review else {column: v for column, v in row.items() if column != "review"}
