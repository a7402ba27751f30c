"""`careers-workbook init`: a folder for a Hub. Must not know: what stands in its files."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import options, terminal
from careers_workbook.cli.overview import PROGRAM
from careers_workbook.core.text import show_date

if TYPE_CHECKING:
    from careers_workbook.hub.hub import CreatedHub


@click.command
@click.argument("folder", metavar="FOLDER", type=options.PATH)
@click.option("--hub", default="", metavar="NAME", help="The Hub's name, as schools read it.")
@click.option("--contact", default="", metavar="TEXT", help="Whom schools can ask: a role, an address, a telephone.")
@click.option("--return-to", default="", metavar="TEXT", help="Where schools send their workbook: an address.")
@click.option("--spec", default="", metavar="ID|FILE", help="What to ask; without it, you can choose in a terminal.")
@click.option(
    "--carry-leavers/--no-carry-leavers",
    default=None,
    help="Whether workbooks go out with leavers.",
)
@click.option("--due", type=options.as_day, metavar="DATE", help="By when; without it, the next national reading.")
@options.today
def command(
    *,
    folder: Path,
    hub: str,
    contact: str,
    return_to: str,
    spec: str,
    carry_leavers: bool | None,
    due: dt.date | None,
    today: dt.date | None,
) -> int:
    """Make a folder for your Hub, in which every other command needs no further arguments.

    \b
    careers-workbook init northmoor --hub "Northmoor Careers Hub"

    In it are the settings (collection.yaml, which explains itself), what the workbook asks (spec.yaml), an empty
    register of schools, the texts of your letters, and folders for what goes out and what comes back. What is there
    already is left as it is.

    Exit code: 0 when the folder was made, 2 when it was not.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.hub.hub import NewHub, set_up

    day, spec = options.today_or(today), spec or _asked()
    leavers = _asked_leavers() if carry_leavers is None else carry_leavers
    made = set_up(folder, NewHub(day, hub, contact, return_to, spec, options.ahead(due, day, ""), leavers))
    terminal.say("\n".join(_report(folder, made)))
    return 0


def _is_there() -> bool:
    """Whether somebody is there who can answer."""
    return terminal.is_terminal(sys.stdin) and terminal.is_terminal(sys.stderr)


def _asked_leavers() -> bool:
    """Whether workbooks go out with lines of leavers, where somebody is there who can say so; no for the usual."""
    if not _is_there():
        return False
    terminal.complain(
        "Shall the next workbook of a school have the lines of its own leavers in it? It is data about pupils then, "
        "and is put into a letter only to an address that you have confirmed. No: the school copies them in itself."
    )
    return click.confirm("Lines of leavers", default=False, err=True)


def _asked() -> str:
    """Which of the checklists that come with the program, where somebody is there who can say so; "" for the usual."""
    if not _is_there():
        return ""
    from careers_workbook.spec.load import DEFAULT_SPEC, load, shipped

    names = sorted(shipped(), key=lambda name: name != DEFAULT_SPEC)
    lines = [f"  {number}. {load(name).title}, version {load(name).version}" for number, name in enumerate(names, 1)]
    terminal.complain("\n".join(["Which checklist are your schools asked to fill in?", *lines]))
    number: int = click.prompt("Number", type=click.IntRange(1, len(names)), default=1, err=True)
    return names[number - 1]


def _report(folder: Path, made: "CreatedHub") -> list[str]:
    from careers_workbook.reports.wrapping import wrap

    width = terminal.width()
    lines = wrap(f"{folder} is ready for {made.round}, due {show_date(made.due)}.", width)
    if made.kept:
        were = "was there already and is" if len(made.kept) == 1 else "were there already and are"
        lines += wrap(f"{', '.join(made.kept)} {were} as before.", width)
    lines += ["", "What to do next:"]
    for number, step in enumerate(_steps(folder), 1):
        lines += wrap(step, width, f"  {number}. ")
    return lines


def _steps(folder: Path) -> tuple[str, ...]:
    quote = '"' if " " in str(folder) else ""
    schools = f"{PROGRAM} register import FILE --la YOURS"
    return (
        f"Open {folder / 'collection.yaml'} and put in what is missing. It explains itself.",
        f"Go into the folder: cd {quote}{folder}{quote}",
        f"List your schools in register.csv, with Excel or from an extract of GIAS: {schools}",
        "Give each school its e-mail address there, in the column E-mail.",
        f"Make the workbooks, and e-mails to send them with: {PROGRAM} build --mail",
    )
