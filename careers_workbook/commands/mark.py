"""`careers-workbook mark`: returned workbooks handed back with notes. Must not know: how a workbook is marked."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.commands import options, terminal

if TYPE_CHECKING:
    from careers_workbook.reports.marked_up import Marked, Marking


@click.command
@options.files
@click.option(
    "-o", "--output", type=options.PATH, metavar="FOLDER", default=Path("output/marked"), show_default=True,
    help="Where the copies go; made if missing.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace copies that exist already.")
@options.spec
@click.option("--password", metavar="TEXT", help="The password of returns that are locked.")
@options.today
def command(
    *,
    patterns: tuple[str, ...],
    output: Path,
    force: bool,
    spec_name: str | None,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Hand returned workbooks back, with a note at everything that is to be put right.

    Each school gets its own workbook back as a copy: its answers untouched, an orange cell with a note at every
    problem, and a first sheet "What to fix" with a link to each of them. The original is not changed. What was put in
    by an earlier marking is replaced. FILE may be a folder too.

    A return that is no .xlsx or .xlsm comes back as a new workbook with its answers filled in.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at or a copy was left out, 2
    when a file could not be read at all.
    """
    from careers_workbook.commands.returned import complain_of_refused, exit_code
    from careers_workbook.reports.marked_up import mark_all
    from careers_workbook.returns.sources import sources

    marking = _marking(spec_name, password, options.today_or(today))
    found = [source for path in options.expand(patterns) for source in sources(path, password)]
    marked = list(terminal.track(mark_all(found, marking, output, force=force), len(found), "Marking"))
    complain_of_refused([one.submission for one in marked])
    for one in marked:
        if one.problem:
            terminal.complain(str(one.problem))
    terminal.say("\n".join([*(_line(one) for one in marked if one.path and not one.problem), _summary(marked, output)]))
    return max(exit_code(one.submission for one in marked), int(any(one.problem for one in marked)))


def _marking(spec_name: str | None, password: str | None, today: dt.date) -> "Marking":
    from careers_workbook.reports.marked_up import Marking
    from careers_workbook.returns.context import Context
    from careers_workbook.returns.read import read_source
    from careers_workbook.returns.versions import spec_of
    from careers_workbook.spec.load import load

    given = load(spec_name) if spec_name else None
    context, more = Context(today), [given] if given else []
    return Marking(
        lambda source: read_source(source, given, context, password),
        lambda submission: spec_of(submission, more),
        today,
        password,
    )


def _line(one: "Marked") -> str:
    from careers_workbook.reports.check import problem_counts

    but = f" ({'; '.join(one.but)})" if one.but else ""
    return f"{one.path}: {problem_counts(one.submission.problems)}{but}"


def _summary(marked: Sequence["Marked"], folder: Path) -> str:
    written = sum(one.path is not None and one.problem is None for one in marked)
    refused = sum(one.submission.outcome == "refused" for one in marked)
    left = sum(one.problem is not None for one in marked)
    parts = [f"{written} marked {'copy' if written == 1 else 'copies'} in {folder}"]
    parts += [f"{refused} refused"] if refused else []
    parts += [f"{left} left out"] if left else []
    return f"{'; '.join(parts)}."
