"""`careers-workbook restore`: a Hub's folder from a backup. Must not know: what is in it, how it is locked."""

from pathlib import Path

import click

from careers_workbook.cli import exit_codes, options, terminal


@click.command
@click.argument("file", metavar="FILE", type=options.PATH)
@click.argument("folder", metavar="FOLDER", type=options.PATH)
@options.password_file
def command(*, file: Path, folder: Path, password_file: Path | None) -> int:
    """Make the folder of a Hub from a backup, on this computer or another.

    \b
    careers-workbook restore E:\\northmoor.backup northmoor

    The folder must be new, or empty: nothing is ever restored over a Hub that is there. A backup that was damaged or
    changed is refused before anything is written.

    Exit code: 0 when the folder is there, 1 when something in it has another name or place, 2 when there is none.
    """  # noqa: D301 - click looks for the character \b
    import datetime as dt

    from careers_workbook.hub.hub import restore
    from careers_workbook.reports.words import clean, many
    from careers_workbook.reports.wrapping import wrap

    made = restore(file, folder, options.known_password(password_file))
    terminal.complain(*made.problems)
    when = f"{dt.datetime.fromisoformat(made.made):%d/%m/%Y at %H:%M}"
    said = f"{made.hub}, as it was on {when}: {many(made.files, 'file')} in {folder}."
    terminal.say("\n".join(wrap(clean(said), terminal.width())))
    return exit_codes.found(*made.problems)
