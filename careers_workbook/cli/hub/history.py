"""`careers-workbook history`: what was done in a Hub. Must not know: how it is written down, how it is worded."""

from pathlib import Path

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.option("--last", type=click.IntRange(min=1), metavar="NUMBER", help="Only so many of the last.")
@options.output
def command(*, form: str, last: int | None, output: Path | None) -> int:
    """List what was done in your Hub, by whom and when; the newest comes last.

    \b
    careers-workbook history
    careers-workbook history --last 20

    Each file that was collected, whose it was said to be, workbooks, letters and reports that were made. What can be
    taken back is marked: careers-workbook undo. Nothing that a school answered stands here.

    Exit code: 0 when all of it could be read, 1 when some of it could not, 2 when nothing could be shown.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.status import history_page

    found = in_hub.here(None, None).history()
    entries = history_page.for_people(found.entries) if form == "text" else found.entries
    entries = entries[-last:] if last else entries
    if form == "json":
        terminal.deliver_json(history_page.document(entries), output)
    elif form == "csv":
        terminal.deliver_csv(history_page.table(entries), output)
    else:
        terminal.deliver(history_page.text(entries, terminal.width()) + "\n", output)
    if found.damaged:
        terminal.complain(history_page.damaged(found.damaged))
    return exit_codes.found(found.damaged)
