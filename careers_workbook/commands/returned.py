"""The returned files that a command was given: read each, and the exit code that follows.

Enters: names and patterns from the command line. Leaves: Submissions, an exit code. Must not know: how a file is read.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from careers_workbook.commands import options, terminal
from careers_workbook.problems import Outcome
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission

_EXIT_CODES: dict[Outcome, int] = {"accepted": 0, "problems": 1, "refused": 2}


def known(carry_name: str | None, today: dt.date | None = None) -> Context:
    """What the words of the command line say besides the files."""
    from careers_workbook.spec.load import lineage

    return Context(today, carry_to=lineage(carry_name) if carry_name else ())


def read_each(patterns: Sequence[str], spec_name: str | None, context: Context) -> Iterator[Submission]:
    """Every file in the order given; one that cannot be read is a Submission that says why."""
    from careers_workbook.returns.read import read_file
    from careers_workbook.spec.load import load

    spec = load(spec_name) if spec_name else None
    paths = options.expand(patterns)
    return terminal.track((read_file(path, spec, context) for path in paths), len(paths), "Reading")


def complain_of_refused(submissions: Iterable[Submission]) -> None:
    """Say on standard error why a file was refused."""
    for submission in submissions:
        if submission.outcome == "refused":
            terminal.complain("\n".join(map(str, submission.problems)))


def exit_code(submissions: Iterable[Submission]) -> int:
    """The worst: 0 all in order, 1 problems, 2 a file was refused."""
    return max((_EXIT_CODES[submission.outcome] for submission in submissions), default=0)
