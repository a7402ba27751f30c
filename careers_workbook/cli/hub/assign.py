"""`careers-workbook assign`: whose a file is. Must not know: what follows from it."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--urn", type=options.as_urn, required=True, metavar="URN", help="The school that the files are from.")
@options.in_round
def command(*, files: tuple[str, ...], urn: str, name: str | None) -> int:
    """Say from which school files are that have been collected.

    \b
    careers-workbook assign "inbox/scan0001.xlsx" --urn 990004

    Name a file as careers-workbook status does, or by its name alone if no other file has that. It counts for this
    school from now on, whatever it says itself. careers-workbook undo takes it back.

    Exit code: 0 when it was written down, 2 when there is no such file or school.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.words import clean
    from careers_workbook.reports.wrapping import wrap

    hub = in_hub.here(name, None)
    for file in files:
        source, listed = hub.assign(file, urn)
        said = clean(f"{source} is from {listed.school.name} ({urn}).")
        terminal.say("\n".join(wrap(said, terminal.width())))
    return exit_codes.CLEAN
