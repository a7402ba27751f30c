"""The deadlines of returns, one record each, and as a table for a spreadsheet.

Enters: Submissions with the specs they were read by, the day. Leaves: `Deadline`s in date order, CSV. Leavers have
none. Must not know: calendars, files.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.figures.progress import ItemRow, Progress, QuotedAnswer, count_progress
from careers_workbook.reports import words
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec

_CLOSED = frozenset({"done", "not applicable"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """One action with a date. `closed` says that it is done or does not apply any more."""

    urn: str
    school: str
    row: ItemRow
    due: dt.date
    closed: bool


@dataclass(frozen=True, slots=True)
class FoundDeadlines:
    """The deadlines of some returns in date order, and how many open actions have none that can be read."""

    deadlines: tuple[Deadline, ...]
    without: int


def find_deadlines(
    returns: Iterable[tuple[Submission, Spec]], today: dt.date, *, closed: bool = False
) -> FoundDeadlines:
    """Every open action with a deadline; with `closed` also what is done or does not apply and has one."""
    found: list[Deadline] = []
    without = 0
    for submission, spec in returns:
        progress = count_progress(submission.by_key(), spec, today)
        without += len(progress.without_deadline) + len(progress.deadline_unclear)
        found += _of(submission, progress, closed=closed)
    return FoundDeadlines(tuple(sorted(found, key=lambda one: (one.due, one.school, one.urn))), without)


def _of(submission: Submission, progress: Progress, *, closed: bool) -> Iterable[Deadline]:
    """Where the cell of Action completed is missing nobody knows, and a date is better kept than lost."""
    for row in progress.items:
        is_closed = row.group in _CLOSED
        if row.due and (closed or not is_closed):
            yield Deadline(submission.urn, words.one_line(submission.school), row, row.due, is_closed)


def table(deadlines: Sequence[Deadline]) -> str:
    """CSV with a heading line. Text that looks like a formula gets an apostrophe in front."""
    rows: list[Iterable[str]] = [_COLUMNS]
    for one in deadlines:
        row = one.row
        said = (_said(row.action), f"{one.due}", row.status or "", _said(row.review), _said(row.completed))
        rows.append(map(words.clean, (one.urn, one.school, row.ref, row.sheet, row.section, row.statement, *said)))
    return csv_text(rows)


_COLUMNS = (
    *("URN", "School", "Ref", "Sheet", "Section", "Statement"),
    *("Action needed", "Deadline", "Status", "Review", "Action completed"),
)


def _said(cell: QuotedAnswer) -> str:
    return "" if cell.state == "blank" else words.said(cell)
