"""Answers as CSV for a spreadsheet: one heading, one line an answer, no cell that a spreadsheet would run.

Enters: Submissions. Leaves: text with the line ends that CSV asks for. Must not know: files, encodings.
"""

from collections.abc import Iterable

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.reports.answers.document import CSV_COLUMNS, rows
from careers_workbook.returns.submission import Submission


def table(submissions: Iterable[Submission]) -> str:
    """Every answer of every return that was read. Text that looks like a formula gets an apostrophe in front."""
    answers = (row for submission in submissions for row in rows(submission))
    return csv_text([CSV_COLUMNS, *([row[column] for column in CSV_COLUMNS] for row in answers)])
