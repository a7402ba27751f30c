"""The data dictionary: every table and column in words, as rows for a spreadsheet and as a page to read.

Enters: `TABLES`. Leaves: text. Must not know: frames, files.
"""

from collections.abc import Iterator

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.hub.tables.tidy_columns import TABLES, TidyColumn, TidyTable

HEADINGS = ("table", "column", "type", "unit", "meaning", "allowed values")
_INTRO = """\
# Data dictionary

The tables of one collection. Each is there as CSV, for spreadsheets, and as Parquet, for programs. An empty cell is no
value. Dates are written YYYY-MM-DD. In the CSV files percentages have one decimal place, and text that a spreadsheet
would take for a formula has an apostrophe in front; in the Parquet files both are as they are.
"""


def as_csv() -> str:
    """One line a column."""
    return csv_text([HEADINGS, *rows()])


def rows() -> Iterator[tuple[str, ...]]:
    """What HEADINGS name, of every column."""
    for table in TABLES.values():
        for column in table.columns:
            yield table.name, column.name, column.type, column.unit, column.meaning, column.values


def as_markdown() -> str:
    """A page with a table for each table."""
    return "\n".join([_INTRO, *(_section(table) for table in TABLES.values())])


def _section(table: TidyTable) -> str:
    head = ["| Column | Type | Unit | Meaning | Allowed values |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## {table.name}", "", f"{table.row}.", "", *head, *map(_line, table.columns), ""])


def _line(column: TidyColumn) -> str:
    cells = (f"`{column.name}`", column.type, column.unit, column.meaning, column.values)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
