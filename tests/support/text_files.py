"""A sheet as Excel saves it as text: every row as long as the longest."""

import csv
import io

from careers_workbook.core.text import show
from careers_workbook.spreadsheet.read.grid import Grid

LACKING = frozenset({"FILE-012", "FILE-022", "FILE-038", "SHEET-001"})
"""What is said of any such file: it lacks the last sheet, the school, dates, all other sheets."""


def as_text(grid: Grid, delimiter: str = ",", line_end: str = "\r\n") -> str:
    page, rows = io.StringIO(newline=""), grid.rows
    width = max(max(cells) for cells in rows.values()) + 1
    writer = csv.writer(page, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([show(grid.at(row, col)) for col in range(width)] for row in range(max(rows) + 1))
    return page.getvalue()
