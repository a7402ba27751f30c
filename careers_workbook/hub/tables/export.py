"""The files of a consolidated round: tables as CSV and Parquet, the data dictionary, the name of the workbook.

Enters: a `Consolidated`, a folder. Leaves: places and bytes. What is for the Hub's own eyes lies in a folder of its own
under names that say so. Must not know: what is in the tables, how a file is written.
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.core.file_names import as_file_name
from careers_workbook.core.frozen import frozen
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.store.settings import RoundSettings
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.hub.tables.tidy_columns import TABLES, TidyColumn, TidyTable

TABLES_FOLDER, INTERNAL_FOLDER = "tables", "internal"
MARKING = "OFFICIAL-SENSITIVE"
_LONGEST = 100
"""Characters of the Hub's name in a file name."""


ConsolidatedKind = Literal["workbook", "page", "board"]
_ENDINGS: Mapping[ConsolidatedKind, str] = {"workbook": ".xlsx", "page": ".html", "board": " - for the board.pdf"}
"""What is made of the tables for people to look at, and what its file is called behind the names of Hub and round."""


@frozen
class ConsolidatedFiles:
    """What lies in `folder`: what people look at, by its kind, and so many tables in the folder `tables`."""

    folder: Path
    names: Mapping[ConsolidatedKind, str]
    tables: int
    internal: bool


@frozen
class MadeFile:
    """One file that was made for people to look at, and when: local time."""

    kind: ConsolidatedKind
    path: Path
    when: dt.datetime


def made_files(hub: str, at: RoundSettings, folder: Path, *, internal: bool) -> Iterator[MadeFile]:
    """Those that are there, of a round of the Hub of this name."""
    where = folder / INTERNAL_FOLDER if internal else folder
    for kind in _ENDINGS:
        path = where / _named(kind, hub, at, internal=internal)
        with contextlib.suppress(OSError):  # it is not there
            yield MadeFile(kind, path, dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone())


def files_of(consolidated: Consolidated, folder: Path) -> ConsolidatedFiles:
    """Where the files go that may be shown, or those that may not."""
    internal = consolidated.internal
    where = folder / INTERNAL_FOLDER if internal else folder
    names = {kind: name_of(kind, consolidated.round, internal=internal) for kind in _ENDINGS}
    return ConsolidatedFiles(where, names, len(TABLES), internal)


def name_of(kind: ConsolidatedKind, of: Round, *, internal: bool) -> str:
    """What a file is called, such as `Northmoor Careers Hub - Autumn 2026.xlsx`."""
    return _named(kind, of.hub.name, of.settings, internal=internal)


def _named(kind: ConsolidatedKind, hub: str, at: RoundSettings, *, internal: bool) -> str:
    name = as_file_name(hub)[:_LONGEST].strip() or "Hub"
    return f"{name} - {at.folder}{f' - {MARKING}' if internal else ''}{_ENDINGS[kind]}"


@frozen
class WrittenTogether:
    """Files that are made in one go: their places in the folder, and what writes them, given an open file for each."""

    places: tuple[PurePosixPath, ...]
    write: Callable[..., object]


def table_files(consolidated: Consolidated) -> Iterator[WrittenTogether]:
    """Every table and the dictionary. A table may be larger than what is free in memory: it is never held whole."""
    folder, ending = PurePosixPath(TABLES_FOLDER), f" - {MARKING}" if consolidated.internal else ""
    for name in TABLES:
        places = tuple(folder / f"{name}{ending}.{kind}" for kind in ("csv", "parquet"))
        yield WrittenTogether(places, partial(consolidated.write, name))
    for name, text in (("csv", dictionary_csv().encode("utf-8-sig")), ("md", dictionary_page().encode())):
        yield WrittenTogether((folder / f"data dictionary.{name}",), partial(_write, text))


def _write(text: bytes, file: BinaryIO) -> None:
    file.write(text)


HEADINGS = ("table", "column", "type", "unit", "meaning", "allowed values")
_INTRO = """\
# Data dictionary

The tables of one round. Each is there as CSV, for spreadsheets, and as Parquet, for programs. An empty cell is no
value. Dates are written YYYY-MM-DD. In the CSV files percentages have one decimal place, and text that a spreadsheet
would take for a formula has an apostrophe in front; in the Parquet files both are as they are.
"""


def dictionary_csv() -> str:
    """One line a column."""
    return csv_text([HEADINGS, *dictionary_rows()])


def dictionary_rows() -> Iterator[tuple[str, ...]]:
    """What HEADINGS name, of every column."""
    for table in TABLES.values():
        for column in table.columns:
            yield table.name, column.name, column.type, column.unit, column.meaning, column.values


def dictionary_page() -> str:
    """A page with a table for each table."""
    return "\n".join([_INTRO, *(_section(table) for table in TABLES.values())])


def _section(table: TidyTable) -> str:
    head = ["| Column | Type | Unit | Meaning | Allowed values |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## {table.name}", "", f"{table.row}.", "", *head, *map(_line, table.columns), ""])


def _line(column: TidyColumn) -> str:
    cells = (f"`{column.name}`", column.type, column.unit, column.meaning, column.values)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
