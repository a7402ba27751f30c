"""`careers-workbook practice`: a Hub to try things on. Must not know: what is in it."""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.cli.overview import PROGRAM


@click.command
@click.argument("folder", metavar="FOLDER", type=options.PATH)
@options.in_round
@options.today
def command(*, folder: Path, name: str | None, today: dt.date | None) -> int:
    """Make a second Hub of made-up schools, to try things on.

    \b
    careers-workbook practice ../practice

    It has your settings, your checklist and your letters, twelve made-up schools, and what these have sent: workbooks,
    some with mistakes, one blank, a PDF. Everything in it is marked PRACTICE, and its letters are addressed to nobody.
    No school, answer or address of your Hub is in it. Delete the folder when you no longer need it.

    Exit code: 0 when it was made, 2 when it was not.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.demo.practice_returns import practise
    from careers_workbook.reports.words import clean, many
    from careers_workbook.reports.wrapping import wrap

    made, number = practise(in_hub.here(name, today), folder)
    quote = '"' if " " in str(folder) else ""
    said = (
        f"{made.settings.name} is in {folder}, with {many(number, 'file')} in its inbox. Nothing in it is real, and "
        f"its letters reach nobody. To begin: cd {quote}{folder}{quote}, then {PROGRAM} collect"
    )
    terminal.say("\n".join(wrap(clean(said), terminal.width())))
    return exit_codes.CLEAN
