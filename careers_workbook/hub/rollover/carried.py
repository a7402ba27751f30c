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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from careers_workbook.hub.rollover.losses import Loss, as_typed, unreadable, wrong_cells
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.checkpoints import YEAR
from careers_workbook.spec.model import CompletedGroup, DeclaredTable, Sheet, Spec
from careers_workbook.spec.review_notes import as_done, as_open, without_note
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.sheets.counts import CountsSheet, year_in
from careers_workbook.spec.sheets.declaring import running_ref
from careers_workbook.spec.status import NOT_STARTED, Facts, status_of
from careers_workbook.spec.years import read_year

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


@dataclass(frozen=True, slots=True)
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
