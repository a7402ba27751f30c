"""Answers as CSV for a spreadsheet: one heading, one line an answer, no cell that a spreadsheet would run.

Enters: Submissions. Leaves: text with the line ends that CSV asks for. Must not know: files, encodings.
"""

import csv
import io
from collections.abc import Iterable

from careers_workbook.excel.inert import inert
from careers_workbook.returns.document import CSV_COLUMNS, rows
from careers_workbook.returns.submission import Submission


def table(submissions: Iterable[Submission]) -> str:
    """Every answer of every return that was read. Text that looks like a formula gets an apostrophe in front."""
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, CSV_COLUMNS)
    writer.writeheader()
    for submission in submissions:
        writer.writerows({key: inert(text) for key, text in row.items()} for row in rows(submission))
    return page.getvalue()
