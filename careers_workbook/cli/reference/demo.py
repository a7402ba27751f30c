"""`careers-workbook demo`: the whole road with made-up schools. Must not know: how any step is done."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import options, terminal
from careers_workbook.cli.overview import PROGRAM

if TYPE_CHECKING:
    from careers_workbook.demo.show import DemoResult, DemoRow

_OUTCOMES = {"accepted": "in order", "problems": "problems", "refused": "refused"}
_COLUMNS = "{:<6}  {:<24}  {:<8}  {:>5}  {:>7}  {:>9}  {:>7}"
_LONGEST_NAME = 24


@click.command
@click.option(
    "-o", "--output", type=options.PATH, metavar="FOLDER", default=Path("output/demo"), show_default=True,
    help="Where everything goes; made if missing.",
)  # fmt: skip
@options.today
def command(output: Path, today: dt.date | None) -> int:
    """Show the whole road with twelve made-up schools, in less than a minute.

    Blank workbooks are built, filled in, damaged here and there as it happens, read back, checked and reported.
    """
    from careers_workbook.demo.show import run

    result = run(output, options.today_or(today), lambda step: terminal.say(f"{step} ..."))
    terminal.say()
    terminal.say(f"{_table(result)}\n\n{_closing(result)}")
    return 0


def _table(result: "DemoResult") -> str:
    head = _COLUMNS.format("URN", "School", "Return", "Done", "Overdue", "Put right", "Look at")
    return "\n".join([head, *map(_line, result.rows)])


def _line(row: "DemoRow") -> str:
    name = row.school.name
    return _COLUMNS.format(
        row.school.urn,
        name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 3]}...",
        _OUTCOMES[row.outcome],
        "-" if row.percent_done is None else f"{row.percent_done:.0f} %",
        "-" if row.overdue is None else row.overdue,
        row.problems.get("error", 0),
        row.problems.get("warning", 0),
    )


def _closing(result: "DemoResult") -> str:
    """What was done to the workbooks, and where to look."""
    from careers_workbook.demo.show import BLANK, REPORTS, RETURNED

    done = [f"  {row.school.urn} {row.damage}" for row in result.rows if row.damage]
    places = {
        BLANK: "what goes out: open one in Excel",
        RETURNED: "what comes back",
        REPORTS: "a report for each school: open an .html",
    }
    where = [f"  {result.folder / name}{' ' * (9 - len(name))} {about}" for name, about in places.items()]
    damaged = next(row.school.urn for row in result.rows if row.damage)
    look = f"  {PROGRAM} check {result.folder / RETURNED / damaged}*"
    return "\n".join(
        ["What some schools did to their workbook:", *done, "", "Where to look:", *where, "", "Try:", look]
    )
