"""`careers-workbook consolidate`: one picture of a round. Must not know: what a table or a workbook holds."""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@options.in_round
@click.option("--internal", is_flag=True, help="Numbers and words about people as they are: for the Hub's eyes only.")
@click.option("--force", is_flag=True, help="Replace figures of leavers that somebody may have been shown already.")
@click.option(
    "-o", "--output", type=options.PATH, metavar="FOLDER", help="Write here, not to the Hub's folder for output."
)
@options.today
def command(*, name: str | None, internal: bool, force: bool, output: Path | None, today: dt.date | None) -> int:
    """Make the master workbook and the tables of a collection, out of every return that counts.

    \b
    careers-workbook consolidate
    careers-workbook consolidate --collection "Autumn 2026" --today 2026-12-31

    The workbook has everything about the Hub on its sheets; the folder tables has the same as CSV and Parquet, with a
    data dictionary. What the schools said is compared with the collection before. Of leavers there are totals of the
    whole Hub, rounded so that no number points to anybody. With --internal they are as they are, and all is marked
    OFFICIAL-SENSITIVE: look at a collection like that as often as you like. Where figures of leavers have changed since
    they were made, nothing is replaced without --force, because somebody may have been shown them.

    Exit code: 0 when all is well, 1 when some files could not be used, 2 when nothing could be made.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.hub.master_workbook import hub_workbook
    from careers_workbook.reports.status.status_page import consolidated, unusable

    hub = in_hub.here(name, today)
    view = in_hub.view(hub)
    found = hub.consolidate(view, internal=internal, force=force)
    made = hub.keep_tables(found.tables, hub_workbook(found.tables), output)
    terminal.complain(*found.warnings)
    terminal.say(consolidated(view.round, view.compared.before, made, terminal.width()))
    return exit_codes.found(unusable(view.round), view.doubts, found.warnings, view.round.register.problems)
