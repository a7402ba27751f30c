"""What the program itself has to show: how it goes, what it asks, what it finds wrong.

Must not know: how any step is done, how a problem is found, YAML, how a spec is checked or drawn.
"""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
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
@click.option("--desk", "at_desk", is_flag=True, help="Instead open a made-up Hub in the browser, to play with.")
@options.today
def demo(*, output: Path, at_desk: bool, today: dt.date | None) -> int:
    """Show the whole road with twelve made-up schools, in less than a minute.

    \b
    careers-workbook demo
    careers-workbook demo --desk

    Blank workbooks are built, filled in, damaged here and there as it happens, read back, checked and reported.

    With --desk, a Hub of the same schools opens in your browser, in the middle of its round: some have sent their
    workbooks, some with mistakes, one a PDF. It lies in the folder hub of the demo; delete that to begin anew.
    """
    from careers_workbook.demo.show import practice_hub, run

    if at_desk:
        return in_hub.open_desk(practice_hub(output.absolute() / "hub", options.today_or(today)), today)
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
        "-" if row.percent_done is None else f"{row.percent_done:.0f}%",
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


@click.command
@click.argument("code", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def problems(code: str | None, form: str) -> int:
    """List every problem code, or explain one.

    CODE is a code such as DATE-001, or the word before the number for all of that kind.
    """
    from careers_workbook.reports import catalogue_page
    from careers_workbook.spec.answers.registry import entries as every_entry

    wanted = (code or "").upper()
    entries = [entry for entry in every_entry() if wanted in ("", entry.code, entry.code.split("-")[0])]
    if not entries:
        raise click.UsageError(f'There is no problem code "{code}". Without a code, all are listed.')
    if form == "json":
        terminal.deliver_json(catalogue_page.data(entries), None)
    elif len(entries) == 1:
        terminal.say(catalogue_page.explained(entries[0], terminal.width()))
    else:
        terminal.say(catalogue_page.listed(entries))
    return 0


@click.group
def spec() -> None:
    """Check, compare, show or list the specs: what the workbooks ask."""


@spec.command
@click.argument("names", metavar="FILE...", nargs=-1, required=True)
def check(names: tuple[str, ...]) -> int:
    """Report every error of a spec at once, with its line and what to do.

    Exit code: 0 when the spec is in order, 1 when there are warnings, 2 when it cannot be used.
    """
    from careers_workbook.reports.problem_text import problem_counts
    from careers_workbook.spec import load

    worst = exit_codes.CLEAN
    for path in options.expand(names):
        found = load.check(load.shipped().get(str(path), path))
        for problem in found:
            terminal.say(str(problem))
        terminal.say(f"{path}: {problem_counts(found)}.")
        worst = max(worst, exit_codes.of_spec(found))
    return worst


@spec.command
@options.output
def schema(output: Path | None) -> int:
    """Print the JSON Schema of spec files, so that an editor completes and checks while you type."""
    from careers_workbook.spec.schema import json_schema

    terminal.deliver_json(json_schema(), output)
    return 0


@spec.command
@click.argument("name", metavar="[ID|FILE]", required=False)
def show(name: str | None) -> int:
    """Print what a spec asks, as a tree; without a name, what the default spec asks."""
    from careers_workbook.spec.describe import tree
    from careers_workbook.spec.load import DEFAULT_SPEC, load

    lines = tree(load(name or DEFAULT_SPEC)).splitlines()
    terminal.tell(*((line, " " * (len(line) - len(line.lstrip()) + 4)) for line in lines))
    return 0


@spec.command
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@options.output
def diff(old: str, new: str, output: Path | None) -> int:
    """Print what changed from one spec to another: questions, columns, lists, words. OLD and NEW are ids or files."""
    from careers_workbook.spec.describe import diff as differences
    from careers_workbook.spec.load import lineage, load

    family = lineage(new)
    terminal.deliver(differences(load(old), family[0], family, terminal.width()), output)
    return 0


@spec.command("list")
def list_() -> int:
    """List the specs that come with the program."""
    from careers_workbook.spec.load import DEFAULT_SPEC, load, shipped

    for name in sorted(shipped(), key=lambda name: (name != DEFAULT_SPEC, name)):
        spec = load(name)
        default = " (used when no --spec is given)" if name == DEFAULT_SPEC else ""
        terminal.say(f"{name}, version {spec.version}{default}\n  {spec.title}")
    return 0
