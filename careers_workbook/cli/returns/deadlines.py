"""`careers-workbook deadlines`: open actions for a calendar. Must not know: how a calendar is written."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal

if TYPE_CHECKING:
    from careers_workbook.reports.school.deadlines import FoundDeadlines

_BY_SUFFIX = {".ics": "ics", ".csv": "csv"}


@click.command
@options.some_files
@options.every
@options.in_round
@options.form(_BY_SUFFIX, "ics")
@click.option("--remind", is_flag=True, help="Let the calendar remind people a week before.")
@click.option("--with-done", is_flag=True, help="Also cancel the entries of actions that are done by now.")
@options.spec
@options.password
@options.output
@options.today
def command(
    *,
    patterns: tuple[str, ...],
    every: str | None,
    name: str | None,
    form: str | None,
    remind: bool,
    with_done: bool,
    spec_name: str | None,
    password: str | None,
    output: Path | None,
    today: dt.date | None,
) -> int:
    """Put the open actions of returns into a calendar (ics), or into a table (csv).

    \b
    careers-workbook deadlines "returned/990001*" --remind -o oak-lane.ics
    careers-workbook deadlines --all returned --format csv -o deadlines.csv

    Open the .ics file in Outlook, or import it in Google Calendar. A later file changes the entries of an earlier one.
    What is done or does not apply is left out; with --with-done, entries that were there before are cancelled.

    Exit code: 0 when all is well, 1 when a return was left out, 2 when none could be used.
    """  # noqa: D301 - click looks for the character \b
    kind = form or options.by_ending(output, _BY_SUFFIX, "ics")
    from careers_workbook.cli.returns.returned import chosen_paths, of_hub, reader
    from careers_workbook.hub.hub import usable_returns
    from careers_workbook.reports.school.deadlines import find_deadlines, table

    day, named = options.today_or(today), chosen_paths(patterns, every)
    if named is None:
        submissions, spec_of = of_hub(in_hub.here(name, today), password)
    else:
        reading = reader(spec_name, today=day, password=password)
        submissions, spec_of = list(reading.each(named)), reading.spec_of
    taken, problems = usable_returns(submissions, spec_of)
    terminal.complain(*problems)
    if not taken:
        return exit_codes.UNUSABLE
    found = find_deadlines(taken, day, closed=with_done)
    if kind == "csv":
        terminal.deliver_bytes(table(found.deadlines).encode("utf-8-sig", "replace"), output)
    elif found.deadlines:
        _deliver_calendar(found, day, output, remind=remind)
    terminal.complain(_summary(found, output))
    return exit_codes.found(len(taken) < len(submissions))


def _deliver_calendar(found: "FoundDeadlines", day: dt.date, output: Path | None, *, remind: bool) -> None:
    from careers_workbook.reports.school.deadlines import calendar

    terminal.deliver_bytes(calendar(found.deadlines, day, remind=remind), output)


def _summary(found: "FoundDeadlines", output: Path | None) -> str:
    from careers_workbook.reports.words import many

    number, without = len(found.deadlines), found.without
    what = many(number, "deadline") if number else "No action has a deadline"
    where = f" in {output}" if output and number else ""
    rest = f"; {many(without, 'open action has', 'open actions have')} no deadline" if without else ""
    return f"{what}{where}{rest}."
