"""`careers-workbook build`: blank workbooks for schools. Must not know: what stands where in a workbook."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from careers_workbook.commands import options, terminal
from careers_workbook.problems import Problem
from careers_workbook.school import School

_NAMED = 5
"""How many workbooks that were left as they were are named one by one."""


@click.command
@click.option("--register", type=options.PATH, metavar="FILE", help="CSV with one line a school (URN, Name, ...).")
@click.option("--school", "name", metavar="NAME", help="Make one workbook, for the school of this name; needs --urn.")
@click.option("--urn", type=options.as_urn, metavar="URN", help="The school's six-digit URN.")
@click.option("--local-authority", metavar="TEXT", help="The school's local authority.")
@click.option("--type", metavar="TEXT", help='What kind of school, for example "Special".')
@click.option("--ages", metavar="TEXT", help="The school's age range, for example 11-19.")
@click.option("--spec", "spec_name", metavar="ID|FILE", help="What to ask; without it, the default checklist.")
@click.option("--due", type=options.as_day, metavar="DATE", help="By when to return it, for example 2027-03-31.")
@click.option("--return-to", metavar="TEXT", default="", help="To whom to return it: an address, a person's role.")
@click.option(
    "-o", "--output", type=options.PATH, metavar="FOLDER", default=Path("output/blank"), show_default=True,
    help="Where the workbooks go; made if missing.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace workbooks that exist already.")
@options.today
def command(
    *,
    register: Path | None,
    name: str | None,
    spec_name: str | None,
    due: dt.date | None,
    return_to: str,
    output: Path,
    force: bool,
    today: dt.date | None,
    **details: str | None,
) -> int:
    """Make a blank workbook for every school of a register, or for one.

    \b
    careers-workbook build --register schools.csv --due 2027-03-31
    careers-workbook build --school "Oak Lane School" --urn 990001

    The files are named by URN and school. A file that exists is left as it is. A line of the register that cannot be
    used is named, and the other schools are built.

    Exit code: 0 when every workbook was made, 1 when some were left out, 2 when nothing could be made.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.build.batch import build_all
    from careers_workbook.build.workbook import Order
    from careers_workbook.layout import plan
    from careers_workbook.spec.load import DEFAULT_SPEC, load

    order = Order(options.today_or(today), due, return_to)
    if due and due < order.today:
        raise click.UsageError(f"--due {due:%d/%m/%Y} has passed: the workbooks are built on {order.today:%d/%m/%Y}.")
    schools, unusable = _schools(register, name, details)
    built = build_all(plan(load(spec_name or DEFAULT_SPEC)), schools, output, order, force=force)
    _complain(unusable)
    kept = [one.problem for one in terminal.track(built, len(schools), "Building") if one.problem]
    _complain(kept[:_NAMED])
    if len(kept) > _NAMED:
        terminal.complain(f"... and {len(kept) - _NAMED} more.")
    terminal.say(_summary(len(schools) - len(kept), len(kept), len(unusable), output))
    return int(bool(unusable or kept))


def _schools(
    register: Path | None, name: str | None, details: dict[str, str | None]
) -> tuple[Sequence[School], Sequence[Problem]]:
    """The schools to build for, and what is wrong in the register."""
    given = {key: value for key, value in details.items() if value is not None}
    if register and (name or given):
        raise click.UsageError("--register brings its own schools: leave out --school, --urn and the other details.")
    if register:
        from careers_workbook.hub.register import read_register

        found = read_register(register)
        return found.schools, found.problems
    if name is None or not name.strip():
        raise click.UsageError("Say for whom: --register FILE for many schools, or --school NAME --urn URN for one.")
    if "urn" not in given:
        raise click.UsageError("--school needs the school's URN too: --urn 990001, for example.")
    return [School(name=name.strip(), **given)], []


def _complain(problems: Iterable[Problem]) -> None:
    for problem in problems:
        terminal.complain(str(problem))


def _summary(built: int, kept: int, unusable: int, folder: Path) -> str:
    parts = [f"{_count(built, 'workbook')} built in {folder}"]
    parts += [f"{_count(kept, 'file')} left as before"] if kept else []
    parts += [f"{_count(unusable, 'problem')} in the register"] if unusable else []
    return "; ".join(parts) + "."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
