"""`careers-workbook extend`: another day for one school. Must not know: what follows from it."""

import datetime as dt

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("urn", type=options.as_urn)
@click.option("--to", type=options.as_day, metavar="DATE", required=True, help="Until when the school may return.")
@options.in_round
@options.today
def command(*, urn: str, to: dt.date, name: str | None, today: dt.date | None) -> int:
    """Let one school return its workbook until another day.

    \b
    careers-workbook extend 990001 --to 15/01/2027

    Its letters and the status say that day from now on. To take it back: careers-workbook undo.

    Exit code: 0 when it was written down, 2 when it was not.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.core.text import show_date
    from careers_workbook.reports.words import clean
    from careers_workbook.reports.wrapping import wrap

    hub = in_hub.here(name, today)
    if to < hub.today:
        raise click.UsageError(f"--to {show_date(to)} has passed: it is {show_date(hub.today)}.")
    who = hub.extend(urn, to).school
    said = clean(f"{who.name} ({who.urn}) may return until {show_date(to)} in {hub.round.name}.")
    terminal.say("\n".join(wrap(said, terminal.width())))
    return exit_codes.CLEAN
