"""`careers-workbook consolidate`: one picture of a collection. Must not know: what a table or a workbook holds."""

import datetime as dt
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import in_hub, options, terminal

if TYPE_CHECKING:
    from careers_workbook.hub.tables.consolidate import Consolidated


@click.command
@in_hub.collection
@click.option("--internal", is_flag=True, help="Hide nothing about leavers: for the Hub's own eyes only.")
@click.option(
    "-o", "--output", type=options.PATH, metavar="FOLDER", help="Write here, not to the Hub's folder for output."
)
@options.today
def command(*, name: str | None, internal: bool, output: Path | None, today: dt.date | None) -> int:
    """Make the master workbook and the tables of a collection, out of every return that counts.

    \b
    careers-workbook consolidate
    careers-workbook consolidate --collection "Autumn 2026" --today 2026-12-31

    The workbook has everything about the Hub on its sheets; the folder tables has the same as CSV and Parquet, with a
    data dictionary. What the schools said is compared with the collection before. Of leavers there are totals of the
    whole Hub, with small numbers hidden. With --internal nothing is hidden, and all is marked OFFICIAL-SENSITIVE.

    Exit code: 0 when all is well, 1 when some files could not be used, 2 when nothing could be made.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.core.problems import Place, Problem, SpecError
    from careers_workbook.hub.publication.publication import publish
    from careers_workbook.hub.publication.record import record
    from careers_workbook.hub.rounds.migrated import read_by_another
    from careers_workbook.hub.store.integrity import doubts
    from careers_workbook.hub.tables import export
    from careers_workbook.hub.tables.columns import TABLES
    from careers_workbook.hub.tables.consolidate import consolidate
    from careers_workbook.reports.status import consolidated as report
    from careers_workbook.reports.status.collected import unusable

    where = in_hub.here(name, today)
    found, before = in_hub.load_both(where)
    beside = list(doubts(where.hub))
    terminal.complain(*beside)
    if not found.returned:
        raise SpecError(Problem("HUB-055", Place(), {"name": found.collection.name}))
    changed = read_by_another(found)
    published = publish(found, internal=internal)
    files = _files(consolidate(found, before, published, internal=internal))
    folder = export.folder_for(output or where.output("consolidated"), internal=internal)
    if not internal:
        record(where.hub, published)
    export.write_files(folder, files)
    warnings = [*([changed] if changed else []), *published.problems]
    terminal.complain(*warnings)
    made = report.Made(folder, export.workbook_name(found, internal=internal), len(TABLES), internal)
    terminal.say(report.text(found, before, made, terminal.width()))
    return int(bool(unusable(found) or beside or warnings or found.register.problems))


def _files(whole: "Consolidated") -> dict[PurePosixPath, bytes]:
    """Every file that is made, by its place in the folder."""
    from careers_workbook.hub.tables import export
    from careers_workbook.reports.hub.master_workbook import hub_workbook

    workbook = PurePosixPath(export.workbook_name(whole.round, internal=whole.internal))
    return {workbook: hub_workbook(whole), **dict(export.table_files(whole))}
