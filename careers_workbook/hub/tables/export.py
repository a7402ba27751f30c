"""The files of a consolidated round: tables as CSV and Parquet, the dictionary, the name of the workbook.

Enters: a `Consolidated`, a folder. Leaves: places and bytes. What is for the Hub's own eyes lies in a folder of its own
under names that say so. Must not know: what is in the tables, how a file is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from careers_workbook.core.file_names import as_file_name
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.tables import dictionary
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.hub.tables.tidy_columns import TABLES

TABLES_FOLDER, INTERNAL_FOLDER = "tables", "internal"
MARKING = "OFFICIAL-SENSITIVE"
_LONGEST = 100
"""Characters of the Hub's name in a file name."""


@dataclass(frozen=True, slots=True)
class ConsolidatedFiles:
    """What lies in `folder`: the workbook, and so many tables in the folder `tables`."""

    folder: Path
    workbook: str
    tables: int
    internal: bool


def files_of(consolidated: Consolidated, folder: Path) -> ConsolidatedFiles:
    """Where the files go that may be shown, or those that may not."""
    internal = consolidated.internal
    where = folder / INTERNAL_FOLDER if internal else folder
    return ConsolidatedFiles(where, workbook_name(consolidated.round, internal=internal), len(TABLES), internal)


def workbook_name(of: Round, *, internal: bool) -> str:
    """What the master workbook is called: `Northmoor Careers Hub - Autumn 2026.xlsx`."""
    hub = as_file_name(of.hub.name)[:_LONGEST].strip() or "Hub"
    return f"{hub} - {of.settings.folder}{f' - {MARKING}' if internal else ''}.xlsx"


def table_files(consolidated: Consolidated) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Every table and the dictionary, each with its place in the folder."""
    folder, ending = PurePosixPath(TABLES_FOLDER), f" - {MARKING}" if consolidated.internal else ""
    for name in TABLES:
        yield folder / f"{name}{ending}.csv", consolidated.csv(name)
        yield folder / f"{name}{ending}.parquet", consolidated.parquet(name)
    yield folder / "data dictionary.csv", dictionary.as_csv().encode("utf-8-sig")
    yield folder / "data dictionary.md", dictionary.as_markdown().encode()
