"""`careers-workbook dismiss`: a file that is not wanted. Must not know: what follows from it."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--why", required=True, metavar="WORDS", help="The reason, for status and tables: no names of people.")
@options.in_round
def command(*, files: tuple[str, ...], why: str, name: str | None) -> int:
    """Say that files that have been collected are not wanted: an advertisement, a school of another Hub.

    \b
    careers-workbook dismiss "inbox/offer.pdf" --why "an advertisement"

    Name a file as careers-workbook status does, or by its name alone if no other file has that. It is kept, counts for
    no school, and is listed under Dismissed. A file of nobody that you take out of the inbox is dismissed thereby.
    careers-workbook undo takes it back.

    Exit code: 0 when it was written down, 2 when there is no such file.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.words import clean
    from careers_workbook.reports.wrapping import wrap

    if not why.strip():
        raise click.UsageError("--why needs a reason, in a few words.")
    hub = in_hub.here(name, None)
    for file in files:
        said = clean(f"{hub.dismiss(file, why.strip())} is dismissed: {why.strip()}")
        terminal.say("\n".join(wrap(said, terminal.width())))
    return exit_codes.CLEAN
