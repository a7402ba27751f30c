"""`careers-workbook spec`: what the workbooks ask. Must not know: YAML, how a spec is checked or drawn."""

from pathlib import Path

import click

from careers_workbook.cli import exit_codes, options, terminal


@click.group
def command() -> None:
    """Check, compare, show or list the specs: what the workbooks ask."""


@command.command
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


@command.command
@options.output
def schema(output: Path | None) -> int:
    """Print the JSON Schema of spec files, so that an editor completes and checks while you type."""
    from careers_workbook.spec.describe import json_schema

    terminal.deliver_json(json_schema(), output)
    return 0


@command.command
@click.argument("name", metavar="[ID|FILE]", required=False)
def show(name: str | None) -> int:
    """Print what a spec asks, as a tree; without a name, what the default spec asks."""
    from careers_workbook.reports.wrapping import wrap
    from careers_workbook.spec.describe import tree
    from careers_workbook.spec.load import DEFAULT_SPEC, load

    for line in tree(load(name or DEFAULT_SPEC)).splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        terminal.say("\n".join(wrap(line, terminal.width(), indent, f"{indent}    ")))
    return 0


@command.command
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


@command.command("list")
def list_() -> int:
    """List the specs that come with the program."""
    from careers_workbook.spec.load import DEFAULT_SPEC, load, shipped

    for name in sorted(shipped(), key=lambda name: (name != DEFAULT_SPEC, name)):
        spec = load(name)
        default = " (used when no --spec is given)" if name == DEFAULT_SPEC else ""
        terminal.say(f"{name}, version {spec.version}{default}\n  {spec.title}")
    return 0
