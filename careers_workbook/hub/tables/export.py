"""The files of a consolidated collection: tables as CSV and Parquet, the dictionary, the name of the workbook.

Enters: a `Consolidated`, a folder. Leaves: files; all of them are made before the first is written. What is for the
Hub's own eyes lies in a folder of its own under names that say so. Must not know: what is in the tables.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from careers_workbook.core.output import make_folder, write
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.store.settings import as_file_name
from careers_workbook.hub.tables import dictionary
from careers_workbook.hub.tables.columns import TABLES
from careers_workbook.hub.tables.consolidate import Consolidated

TABLES_FOLDER, INTERNAL_FOLDER = "tables", "internal"
MARKING = "OFFICIAL-SENSITIVE"
_LONGEST = 100
"""Characters of the Hub's name in a file name."""


def folder_for(folder: Path, *, internal: bool) -> Path:
    """Where the files go that may be shown, or those that may not."""
    return folder / INTERNAL_FOLDER if internal else folder


def workbook_name(of: Round, *, internal: bool) -> str:
    """What the master workbook is called: `Northmoor Careers Hub - Autumn 2026.xlsx`."""
    hub = as_file_name(of.folder.hub)[:_LONGEST].strip() or "Hub"
    return f"{hub} - {of.collection.folder}{' - internal' if internal else ''}.xlsx"


def table_files(consolidated: Consolidated) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Every table and the dictionary, each with its place in the folder."""
    folder, ending = PurePosixPath(TABLES_FOLDER), f" - {MARKING}" if consolidated.internal else ""
    for name in TABLES:
        yield folder / f"{name}{ending}.csv", consolidated.csv(name)
        yield folder / f"{name}{ending}.parquet", consolidated.parquet(name)
    yield folder / "data dictionary.csv", dictionary.as_csv().encode("utf-8-sig")
    yield folder / "data dictionary.md", dictionary.as_markdown().encode()


def write_files(folder: Path, files: Mapping[PurePosixPath, bytes]) -> None:
    """Every file, whole or not at all; OutputError where that is impossible."""
    for place, data in files.items():
        make_folder(folder / place.parent)
        write(folder / place, data)
