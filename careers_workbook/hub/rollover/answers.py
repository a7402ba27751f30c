"""Last year's answers to forms and checklists as next year's workbook begins with them.

Enters: a Submission in the words of next year's spec, that spec, last year's label. Leaves: cells by (ref, column id),
and how many of each kind. Details stay; an open action stays as it is, with a note of its year; what was done has to
be confirmed; what is about one school year is asked anew. Must not know: workbooks, leavers.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from careers_workbook.hub.rollover import marks
from careers_workbook.hub.rollover.losses import as_typed, wrong_cells
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.model import CompletedGroup, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.status import NOT_STARTED, Facts, status_of

Cells = dict[tuple[str, str], AnswerValue]
"""(ref, column id) -> what the new cell holds."""
Row = Mapping[str, AnswerValue]


@dataclass
class CarriedAnswers:
    """The cells, and how many open actions, done items, items that do not apply and details they are.

    `asked_anew` are the labels of details that were answered and are about one year only.
    """

    cells: Cells = field(default_factory=dict)
    open: int = 0
    done: int = 0
    not_applicable: int = 0
    details: int = 0
    asked_anew: list[str] = field(default_factory=list)


def carry(submission: Submission, spec: Spec, year: str) -> CarriedAnswers:
    """Forms and checklists of one return. `year` is the label of the school year that they were answered in."""
    carrying = _AnswerCarrying(submission, spec, year)
    carrying.forms()
    for sheet in spec.of(ChecklistSheet):
        carrying.checklist(sheet)
    return carrying.carried


class _AnswerCarrying:
    """One return on its way."""

    def __init__(self, submission: Submission, spec: Spec, year: str) -> None:
        self.spec, self.year = spec, year
        self.wrong = wrong_cells(submission)
        self.carried = CarriedAnswers()
        self.by_sheet: dict[str, list[Answer]] = {}
        for answer in submission.answers:
            self.by_sheet.setdefault(answer.sheet, []).append(answer)

    def value(self, answer: Answer) -> AnswerValue | None:
        return as_typed(answer, self.wrong.get((answer.found_sheet, answer.cell)))

    def forms(self) -> None:
        for form in self.spec.of(FormSheet):
            fields = {asked.ref: asked for asked in form.fields}
            for answer in self.by_sheet.get(form.title, ()):
                value, asked = self.value(answer), fields[answer.ref]
                if value is None:
                    continue
                if asked.yearly:
                    self.carried.asked_anew.append(asked.label)
                    continue
                self.carried.cells[answer.ref, "answer"] = value
                self.carried.details += 1

    def checklist(self, sheet: ChecklistSheet) -> None:
        rule = _ItemRule(self.year, completed_groups(self.spec, sheet)) if has_status(sheet) else None
        for ref, row in self._rows(sheet):
            cells = rule.next_year(row, self.carried) if rule else row
            self.carried.cells.update({(ref, column): value for column, value in cells.items()})

    def _rows(self, sheet: ChecklistSheet) -> Iterator[tuple[str, Row]]:
        for ref, answers in groupby(self.by_sheet.get(sheet.title, ()), key=lambda a: a.ref):
            values = {answer.column_id: self.value(answer) for answer in answers}
            yield ref, {column: value for column, value in values.items() if value is not None}


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
            return {**kept, "review": marks.as_done(review, self.year, yes)}
        if group == "not applicable":
            count.not_applicable += 1
            return _with_review(row, marks.without_note(review))
        if not self._is_started(row, group):
            return row
        count.open += 1
        return _with_review(row, marks.as_open(review, self.year, reopened=group is not None))

    def _is_started(self, row: Row, group: CompletedGroup | None) -> bool:
        day = row.get("deadline")
        facts = Facts("action" in row, day if isinstance(day, dt.date) else None, "review" in row, group)
        return "deadline" in row or status_of(facts, dt.date.min, 0) != NOT_STARTED


def _with_review(row: Row, review: str) -> Row:
    return {**row, "review": review} if review else {column: v for column, v in row.items() if column != "review"}
