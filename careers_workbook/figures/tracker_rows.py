"""The rows of a tracker that say something.

Enters: the answers of one return, a tracker sheet. Leaves: rows by column id, told apart by their reference, which
goes no further than this. Must not know: what is counted.
"""

from collections.abc import Mapping
from itertools import groupby

from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.model import Sheet

TrackerRow = Mapping[str, Answer]
"""One row: its answers by column id."""


def rows_that_say_something(submission: Submission, sheet: Sheet) -> list[TrackerRow]:
    """The rows of a list that grows in which something was typed, readable or not."""
    answers = (answer for answer in submission.of_kind(sheet.word) if answer.sheet == sheet.title)
    rows = ({a.column_id: a for a in cells} for _, cells in groupby(answers, key=lambda a: a.ref))
    return [row for row in rows if any(a.state in ("answered", "unreadable") for a in row.values())]
