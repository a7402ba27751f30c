"""The returned files that a command was given: read each, and the exit code that follows.

Enters: names and patterns from the command line. Leaves: Submissions, an exit code. Must not know: how a file is read.
"""

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from careers_workbook.cli import options, terminal
from careers_workbook.core.problems import Outcome
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec

_EXIT_CODES: dict[Outcome, int] = {"accepted": 0, "problems": 1, "refused": 2}


def known(carry_name: str | None, today: dt.date | None = None) -> Context:
    """What the words of the command line say besides the files."""
    from careers_workbook.spec.load import lineage

    return Context(today, carry_to=lineage(carry_name) if carry_name else ())


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


def exit_code(submissions: Iterable[Submission]) -> int:
    """The worst: 0 all in order, 1 problems, 2 a file was refused."""
    return max((_EXIT_CODES[submission.outcome] for submission in submissions), default=0)
