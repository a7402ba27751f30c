"""The open actions of one return, for its Careers Leader to print and tick: overdue first, those without a date last.

Enters: a Summary. Leaves: an `OpenActions`. Must not know: how a page looks, files.
"""

import datetime as dt

from careers_workbook.core.days import spelt
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many
from careers_workbook.figures.checklist_progress import ItemRow
from careers_workbook.figures.summary import Summary
from careers_workbook.reports import words
from careers_workbook.spec import status

_STATEMENT, _ACTION, _NAME = 100, 140, 90
"""Characters of a statement, of what is to be done, of a school's name, for which a line has room."""
_FOOT = "The school's own words stand here as they are. Make sure that they name no pupil before you pass this on."


@frozen
class ActionLine:
    """One open action. `late` says by how much it is overdue; "" where it is not."""

    ref: str
    statement: str
    action: str
    due: str
    late: str


@frozen
class OpenActions:
    """Everything that stands on the page, in its order."""

    school: str
    day: dt.date
    headline: str
    lines: tuple[ActionLine, ...]
    foot: str = _FOOT


def open_actions(summary: Summary) -> OpenActions:
    """Every action that has begun or has a date and is not completed."""
    progress = summary.progress
    rows = (*progress.open_actions, *progress.without_deadline, *progress.deadline_unclear)
    late = len(progress.with_status(status.OVERDUE))
    said = f"{many(len(rows), 'open action')}, {late} overdue." if rows else "No action is open."
    name = words.shorten_at_word(words.one_line(summary.school), _NAME) or "School not named"
    return OpenActions(name, summary.today, said, tuple(map(_line, rows)))


def _line(row: ItemRow) -> ActionLine:
    statement = words.shorten_at_word(words.one_line(row.statement).rstrip(" .:;,"), _STATEMENT, " .:;,-\u2013")
    said = words.one_line(words.answer_text(row.action)) if row.action.holds_something else ""
    late = words.days(row) if row.days is not None and row.days < 0 else ""
    due = spelt(row.due) if row.due else words.deadline(row)
    return ActionLine(row.ref, statement, words.shorten_at_word(said, _ACTION, " .,;:-"), due, late)
