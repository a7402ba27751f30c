"""`careers-workbook deadlines`: open actions for a calendar. Must not know: how a calendar is written."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import in_hub, options, terminal

if TYPE_CHECKING:
    from careers_workbook.reports.school.deadline_list import FoundDeadlines
    from careers_workbook.returns.submission import Submission
    from careers_workbook.spec.model import Spec

_BY_SUFFIX = {".ics": "ics", ".csv": "csv"}


@click.command
@options.some_files
@in_hub.every
@in_hub.collection
@click.option(
    "--format", "form", type=click.Choice(["ics", "csv"]),
    help="Without it, what the name after -o ends in decides; else ics.",
)  # fmt: skip
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
    from careers_workbook.reports.school.deadline_list import find_deadlines, table

    day, named = options.today_or(today), in_hub.either(patterns, every)
    submissions, given = (
        in_hub.returned(in_hub.here(name, today), password) if named is None else _read(named, spec_name, day, password)
    )
    taken = _usable(submissions, given)
    if not taken:
        return 2
    found = find_deadlines(taken, day, closed=with_done)
    if kind == "csv":
        terminal.deliver_bytes(table(found.deadlines).encode("utf-8-sig", "replace"), output)
    elif found.deadlines:
        _deliver_calendar(found, day, output, remind=remind)
    terminal.complain(_summary(found, output))
    return int(len(taken) < len(submissions))


def _read(
    patterns: Sequence[str], spec_name: str | None, day: dt.date, password: str | None
) -> "tuple[list[Submission], tuple[Spec, ...]]":
    """The returns named, and a spec that they may be read by besides the shipped ones."""
    from careers_workbook.cli.returned import known, read_each
    from careers_workbook.spec.load import load

    given = (load(spec_name),) if spec_name else ()
    return list(read_each(patterns, spec_name, known(None, day), password)), given


def _usable(submissions: "Sequence[Submission]", given: "Sequence[Spec]") -> "list[tuple[Submission, Spec]]":
    """The returns that can be taken further, each with its spec; what keeps the others back is said."""
    from careers_workbook.hub.rounds.unique_returns import one_each
    from careers_workbook.returns.extraction.versions import spec_of

    judged = list(one_each(submissions))
    terminal.complain(*(problem for _, problem in judged if problem))
    return [(one, spec_of(one, given)) for one, problem in judged if problem is None]


def _deliver_calendar(found: "FoundDeadlines", day: dt.date, output: Path | None, *, remind: bool) -> None:
    from careers_workbook.reports.school.calendar import calendar

    terminal.deliver_bytes(calendar(found.deadlines, day, remind=remind), output)


def _summary(found: "FoundDeadlines", output: Path | None) -> str:
    number, without = len(found.deadlines), found.without
    many = "No action has a deadline" if not number else "1 deadline" if number == 1 else f"{number} deadlines"
    where = f" in {output}" if output and number else ""
    rest = f"; {without} open {'action has' if without == 1 else 'actions have'} no deadline" if without else ""
    return f"{many}{where}{rest}."
