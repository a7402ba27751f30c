"""`careers-workbook roll-forward`: next year's workbooks. Must not know: what is carried over, and how."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.core.output import OutputFolder

if TYPE_CHECKING:
    from careers_workbook.hub.hub import Hub, Rolled, SchoolWorkbook, WantedWorkbooks


@click.command
@options.some_files
@options.every
@options.in_round
@click.option(
    "--spec", "spec_name", metavar="ID|FILE", help="What to ask next year; without it, the same as last year."
)
@options.folder("workbooks", "output/next-year")
@options.due
@options.return_to
@options.force
@options.password
@options.today
def roll_forward(
    *,
    patterns: tuple[str, ...],
    every: str | None,
    name: str | None,
    spec_name: str | None,
    output: Path | None,
    due: dt.date | None,
    return_to: str,
    force: bool,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Make next year's workbook for a school from its last return, or for every school of a folder.

    \b
    careers-workbook roll-forward "returned/990001*" --due 2028-03-31
    careers-workbook roll-forward --all returned --spec my-checklist.yaml

    School details and leavers of the last four years stay. Open actions stay as they are and say from which year they
    come; what was done has to be confirmed. What could not be carried over is said here and on the sheet Start here.
    The return is not changed.

    Exit code: 0 when all was carried over, 1 when there is something to look at or a return was left out, 2 when no
    workbook could be made.
    """
    from careers_workbook.blanks.page import Order
    from careers_workbook.cli.returns.returned import chosen_paths, reader
    from careers_workbook.hub.hub import WantedWorkbooks, roll_all

    day = options.today_or(today)
    order = Order(day, options.ahead(due, day, "the workbooks are made"), return_to)
    folder, named = OutputFolder(output or Path("output/next-year"), force), chosen_paths(patterns, every)
    reading = reader(None, spec_name, day, password)
    hub = in_hub.here(name, today) if named is None or in_hub.is_hub() else None
    if hub:
        terminal.complain(*hub.keep_asked(reading.context.carry_to[0]))
        order, folder = hub.next_order(order), hub.folder(output or hub.next_year, "next year", force=force)
    if hub and named is None:
        wanted = WantedWorkbooks(reading.context.carry_to, order, into_next_year=True, password=password)
        return _of_hub(hub, wanted, folder)
    returns = list(reading.each(named or ()))
    rolling = (hub.roll if hub else roll_all)(returns, reading.spec_of, order, folder)
    return _report(list(terminal.track(rolling, len(returns), "Rolling forward")), folder.path, hub)


def _of_hub(hub: "Hub", wanted: "WantedWorkbooks", folder: OutputFolder) -> int:
    """Every school of the Hub, with the last return of it that counts; the exit code."""
    view = in_hub.view(hub)
    work = hub.workbooks([one.listed.school for one in view.round.schools], wanted, folder)
    made = list(terminal.track(work.steps, work.total, "Rolling forward"))
    terminal.complain(*(problem for one in made if one.prefilled for problem in one.prefilled.known))
    code = _report(list(_became(made)), folder.path, hub)
    without = [one.school for one in made if one.prefilled and not one.prefilled.carried and not one.is_kept_back]
    for school in without:
        terminal.complain(_NOTHING.format(urn=school.urn, name=" ".join(school.name.split())))
    return max(code, exit_codes.found(without))


def _became(made: "Iterable[SchoolWorkbook]") -> "Iterator[Rolled]":
    """Of each return the file that was made and what is in it, or what kept it back."""
    from careers_workbook.hub.hub import Rolled

    for one in made:
        carried = one.prefilled.carried if one.prefilled else None
        if wrong := one.problem or (one.prefilled and one.prefilled.kept_back):
            yield Rolled(problems=(wrong,))
        elif carried:
            yield Rolled(one.path, carried, carried.problems)


_NOTHING = (
    "{urn} {name}: Nothing has been filled in that could be carried over, and no workbook was made. When the next "
    "round begins, careers-workbook build makes a blank one."
)


def _report(rolled: "Sequence[Rolled]", folder: Path, hub: "Hub | None") -> int:
    """Say what was made; the exit code."""
    from careers_workbook.reports.status.prefilled_page import left_out_lines

    for one in rolled:
        _show(one, in_full=len(rolled) == 1)
    terminal.say(_summary(rolled, folder))
    made = (one.made for one in rolled if one.made)
    terminal.tell(*(left_out_lines(made, hub.settings) if hub else ()))
    if not any(one.path for one in rolled):
        return exit_codes.UNUSABLE
    return exit_codes.found(*(one.problems or (one.made and one.made.to_check) for one in rolled))


def _show(one: "Rolled", *, in_full: bool) -> None:
    terminal.complain(*one.problems)
    if one.path is None or one.made is None:
        return
    terminal.say(str(one.path))
    for where, what in (*(one.made.found if in_full else ()), *one.made.to_check):
        terminal.tell(f"  {' '.join(f'{where}: {what}'.split())}")


def _summary(rolled: Sequence["Rolled"], folder: Path) -> str:
    from careers_workbook.core.text import many
    from careers_workbook.spec.years import year_label

    made = [one.made for one in rolled if one.made]
    years = " and ".join(sorted({year_label(one.year) for one in made}))
    left = len(rolled) - len(made)
    parts = [f"{many(len(made), 'workbook')} for {years} in {folder}" if made else "No workbook was made"]
    parts += [f"{many(left, 'return')} left out"] if left else []
    return f"{'; '.join(parts)}."
