"""The returns that a command is about, files named or those of a Hub, and how each is read.

Enters: words of the command line, a Hub. Leaves: Submissions. Must not know: how a file is read.
"""

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import in_hub, options, terminal
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec

if TYPE_CHECKING:
    from careers_workbook.hub.hub import Hub


def known(carry_name: str | None, today: dt.date | None = None) -> Context:
    """What the words of the command line say besides the files."""
    from careers_workbook.spec.load import lineage

    return Context(today, carry_to=lineage(carry_name) if carry_name else ())


def known_or_hubs(spec_name: str | None, carry_name: str | None, today: dt.date | None = None) -> Context:
    """The same; in a Hub, answers are carried over to what the Hub asks where no spec is named."""
    if not (spec_name or carry_name) and in_hub.is_hub():
        carry_name = in_hub.here(None, None).settings.spec
    return known(carry_name, today)


def named_or_inbox(patterns: Sequence[str]) -> Sequence[str]:
    """The files named, or else the Hub's inbox."""
    return patterns or [str(in_hub.here_or_files().inbox)]


def read_each(
    patterns: Sequence[str], spec_name: str | None, context: Context, password: str | None = None
) -> Iterator[Submission]:
    """Every file in the order given, folders and zip folders file by file; a bad one is a Submission that says why."""
    from careers_workbook.returns.intake.disk import files_in
    from careers_workbook.returns.worker.worker import Worker
    from careers_workbook.spec.load import load

    paths = options.expand(patterns)

    def read() -> Iterator[Submission]:
        with Worker() as worker:
            spec = load(spec_name) if spec_name else None
            for path in paths:
                yield from worker.read_path(path, spec, context, password)

    total = sum(sum(1 for _ in files_in(path)) or 1 for path in paths)
    return terminal.track(read(), total, "Reading")


def read_one(path: Path, spec: Spec | None, context: Context, password: str | None = None) -> Submission:
    """One file, which may be no folder."""
    from careers_workbook.returns.worker.worker import Worker

    with Worker() as worker:
        return worker.read_file(path, spec, context, password)


def either(patterns: Sequence[str], every: str | None) -> Sequence[str] | None:
    """The files named, or the folder of --all; None for every return of the Hub in whose folder the program runs."""
    if every is not None and patterns:
        raise click.UsageError("--all takes every return in its folder: name no files besides.")
    if every is None and not patterns:
        raise click.UsageError(
            "Say which returns: name the files, or give their folder with --all FOLDER; in a Hub, --all will do."
        )
    return patterns if every is None else [every] if every else None


def of_hub(hub: "Hub", password: str | None, specs: tuple[Spec, ...] = ()) -> tuple[list[Submission], tuple[Spec, ...]]:
    """Every return of the round that counts, read anew, and the specs by which their answers are named."""
    view = in_hub.view(hub)
    work = hub.returns(view, password, specs)
    return [one.submission for one in terminal.track(work.steps, work.total, "Reading")], specs or view.round.specs


def show_table(submissions: Sequence[Submission]) -> None:
    """A line a file on standard error, for a person who looks on while the answers go somewhere else."""
    from careers_workbook.reports.check import overview_table

    if len(submissions) > 1 and terminal.is_terminal(sys.stderr):
        terminal.complain(overview_table.table(submissions, terminal.width()))


def complain_of_refused(submissions: Iterable[Submission]) -> None:
    """Say on standard error why a file was refused."""
    for submission in submissions:
        if submission.outcome == "refused":
            terminal.complain(*submission.problems)
