"""Last year's rows of a tracker as next year's workbook begins with them: leavers, lines of evidence.

Enters: a Submission in the words of next year's spec, that spec in next year. Leaves: cells, the running references of
each tracker, and what to say about them. A reference stays with its row and is never given to another; the oldest
leavers leave. Must not know: workbooks, forms and checklists.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from careers_workbook.hub.rollover.answers import Cells
from careers_workbook.hub.rollover.losses import Line, as_typed, wrong_cells
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.checkpoints import YEAR
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.declaring import running_ref
from careers_workbook.spec.sheets.list import TrackerSheet
from careers_workbook.spec.years import read_year

_LAST = "year_4"
"""The checkpoint with which a leaver has been followed to the end."""


@dataclass
class CarriedRows:
    """The rows of one tracker.

    `left` are the leavers who are followed no more, by year, and `open_ended` how many of them have no answer for the
    fourth year; `refs` are the references of the `kept` rows, then those that are free.
    """

    title: str
    about_leavers: bool
    cells: Cells = field(default_factory=dict)
    refs: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    open_ended: int = 0
    lines: list[Line] = field(default_factory=list)
    kept: int = 0


def carry_rows(submission: Submission, sheet: TrackerSheet, spec: Spec) -> CarriedRows:
    """The rows of one tracker that live on, under their references, and room for new ones behind them."""
    return _RowCarrying(submission, sheet, spec).rows


class _RowCarrying:
    def __init__(self, submission: Submission, sheet: TrackerSheet, spec: Spec) -> None:
        self.sheet, self.wrong = sheet, wrong_cells(submission)
        self.rows = CarriedRows(sheet.title, sheet.about_people)
        asked = next((column for column in sheet.columns if column.id == YEAR), None)
        self.years = [option.label for option in spec.options(asked)] if asked else []
        answers = [answer for answer in submission.of_kind(sheet.word) if answer.sheet == sheet.title]
        rows = [(ref, list(row)) for ref, row in groupby(answers, key=lambda a: a.ref)]
        self.next = max((number for ref, _ in rows if (number := _number(ref))), default=0) + 1
        for ref, row in rows:
            if not self._has_left(row):
                self._keep(ref, row)
        self._make_room()

    def _has_left(self, row: Sequence[Answer]) -> bool:
        """Whether the leaver is of a year before those that the new workbook offers."""
        year = next((a for a in row if a.column_id == YEAR), None)
        label = str(year.value) if year and year.value is not None else ""
        began, offered = read_year(label), [y for y in map(read_year, self.years) if y is not None]
        if label in self.years or began is None or not offered or began > min(offered):
            return False
        self.rows.left[label] += 1
        last = next((a for a in row if a.column_id == _LAST), None)
        self.rows.open_ended += last is not None and last.value is None
        return True

    def _keep(self, old: str, row: Sequence[Answer]) -> None:
        ref = self._reference(old)
        self.rows.refs.append(ref)
        self.rows.kept += 1
        for answer in row:
            value = self._value(answer)
            if value is not None:
                self.rows.cells[ref, answer.column_id] = value
            elif answer.state == "unreadable":
                what = "What stood there could not be read and was left out. Please choose again."
                self.rows.lines.append((f"{self.sheet.title}, {ref}, {answer.column}", what))
        year = next((a for a in row if a.column_id == YEAR), None)
        if year and year.state == "blank":
            self.rows.lines.append((f"{self.sheet.title}, {ref}", "No leaving year is given. Please choose it."))

    def _value(self, answer: Answer) -> AnswerValue | None:
        """The answer. Words in a leaver's row that were none may be a name, so they go no further."""
        if self.rows.about_leavers:
            return answer.value
        return as_typed(answer, self.wrong.get((answer.found_sheet, answer.cell)))

    def _reference(self, old: str) -> str:
        """The row's own reference; a new one for a row without, or with one that another row has."""
        number = _number(old)
        ref = running_ref(self.sheet.prefix, number) if number else ""
        if ref and ref not in self.rows.refs:
            return ref
        ref = running_ref(self.sheet.prefix, self.next)
        self.next += 1
        if self.rows.about_leavers:
            what = f"This leaver had no running reference of their own ({old} last time) and is {ref} from now on."
            self.rows.lines.append((self.sheet.title, what))
        return ref

    def _make_room(self) -> None:
        room = max(self.sheet.rows - len(self.rows.refs), self.sheet.rows // 2)
        numbers = range(self.next, self.next + room)
        self.rows.refs += [running_ref(self.sheet.prefix, number) for number in numbers]


def _number(ref: str) -> int:
    """The number of a running reference; 0 for what is none, such as "row 57"."""
    found = re.fullmatch(r"[A-Z]{1,2}(\d{1,4})", ref)
    return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class CarriedCounts:
    """The numbers of one tracker; `gone` says of whom nothing is asked any more, `lines` what could not be read."""

    cells: Cells
    gone: tuple[Line, ...]
    lines: tuple[Line, ...]


def carry_counts(submission: Submission, sheet: TrackerSheet, layout: Layout) -> CarriedCounts:
    """The numbers of a tracker that asks for counts, as far as the new workbook asks for them."""
    asked = {(slot.ref, slot.column) for slot in layout.slots if slot.sheet == sheet.title}
    given = [answer for answer in submission.of_kind(sheet.word) if answer.sheet == sheet.title]
    numbers = {(a.ref, a.column_id): a.value for a in given if a.value is not None}
    gone = dict.fromkeys(ref.partition(" ")[0] for ref, column in numbers if (ref, column) not in asked)
    unread = "What stood there is no number and was left out. Please type it again."
    return CarriedCounts(
        {key: value for key, value in numbers.items() if key in asked},
        tuple((sheet.title, f"Those who left in {year} are no longer asked about.") for year in gone),
        tuple((f"{sheet.title}, {a.item}, {a.column}", unread) for a in given if a.state == "unreadable"),
    )
