"""The returns that a command is about, files named or those of a Hub, and how each is read.

Enters: words of the command line, a Hub. Leaves: Submissions. Must not know: how a file is read.
"""

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from careers_workbook.cli import in_hub, options, terminal
from careers_workbook.core.frozen import frozen
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission

if TYPE_CHECKING:
    from careers_workbook.hub.hub import Hub
    from careers_workbook.returns.intake.returned_files import ReturnedFile
    from careers_workbook.returns.worker.worker import Worker
    from careers_workbook.spec.model import Spec

_Read = TypeVar("_Read")


@frozen
class FileReader:
    """How the files that a command names are read, the same for every command.

    `given` is the spec named with --spec; without one, a file is read by the spec that it names itself, shipped or the
    Hub's. The answers are carried over to the first of `context.carry_to`: what --as names, else what the Hub asks.
    """

    given: "Spec | None"
    context: Context
    password: str | None

    def each(self, patterns: Sequence[str]) -> Iterator[Submission]:
        """Every file in the order given, what folders, zip folders and e-mails hold file by file; a bad one says so.

        Without a name: those in the Hub's inbox.
        """
        return self._tracked(
            patterns, lambda worker, path: worker.read_path(path, self.given, self.context, self.password)
        )

    def with_bytes(self, patterns: Sequence[str]) -> Iterator[tuple["ReturnedFile", Submission]]:
        """The same files, each with its bytes."""
        return self._tracked(patterns, self._with_bytes)

    def _with_bytes(self, worker: "Worker", path: Path) -> Iterator[tuple["ReturnedFile", Submission]]:
        from careers_workbook.returns.intake.returned_files import ReturnedFile

        for one in worker.unpack(path, self.password):
            source = ReturnedFile(one.file, partial(bytes, one.data), one.sent)
            if one.problem:
                yield source, Submission(one.file, "refused", problems=(one.problem,))
            else:
                yield source, worker.read_data(one.file, one.data, self.given, self.context, self.password)

    def _tracked(self, patterns: Sequence[str], read: "Callable[[Worker, Path], Iterator[_Read]]") -> Iterator[_Read]:
        from careers_workbook.returns.intake.disk import files_in
        from careers_workbook.returns.worker.worker import Worker

        paths = options.expand(patterns or [str(in_hub.here_or_files().inbox)])

        worker = Worker()  # gets ready while files are counted, and while whoever asks imports what shows them

        def steps() -> Iterator[_Read]:
            with worker:
                for path in paths:
                    yield from read(worker, path)

        total = sum(sum(1 for _ in files_in(path)) or 1 for path in paths)
        return terminal.track(steps(), total, "Reading")

    def spec_of(self, submission: Submission) -> "Spec":
        """The spec by which the answers of a return are named."""
        from careers_workbook.returns.extraction.versions import spec_of

        return spec_of(submission, (*self.context.carry_to, *((self.given,) if self.given else ())))


def reader(
    spec_name: str | None, carry_name: str | None = None, today: dt.date | None = None, password: str | None = None
) -> FileReader:
    """What the words of the command line, and the Hub in whose folder it runs, say of how to read."""
    is_in_hub = not spec_name and in_hub.is_hub()
    known = replace(in_hub.here(None, None).known(), today=today) if is_in_hub else Context(today)
    if not (carry_name or spec_name):
        return FileReader(None, known, password)
    from careers_workbook.spec.load import lineage, load

    known = replace(known, carry_to=lineage(carry_name)) if carry_name else known
    return FileReader(load(spec_name) if spec_name else None, known, password)


def chosen_paths(patterns: Sequence[str], every: str | None) -> Sequence[str] | None:
    """The files named, or the folder of --all; None for every return of the Hub in whose folder the program runs."""
    if every is not None and patterns:
        raise click.UsageError("--all takes every return in its folder: name no files besides.")
    if every is None and not patterns:
        raise click.UsageError(
            "Say which returns: name the files, or give their folder with --all FOLDER; in a Hub, --all will do."
        )
    return patterns if every is None else [every] if every else None


def of_hub(
    hub: "Hub", password: str | None, specs: "tuple[Spec, ...]" = ()
) -> "tuple[list[Submission], Callable[[Submission], Spec]]":
    """Every return of the round that counts, read anew, and the spec by which the answers of each are named."""
    from careers_workbook.returns.extraction.versions import spec_of

    view = in_hub.view(hub)
    work = hub.returns(view, password, specs)
    returns = list(terminal.track(work.steps, work.total, "Reading"))
    terminal.complain(*(problem for one in returns for problem in one.known))
    return [one.submission for one in returns], lambda submission: spec_of(submission, specs or view.round.specs)


def show_table(submissions: Sequence[Submission]) -> None:
    """A line a file on standard error, for a person who looks on while the answers go somewhere else."""
    from careers_workbook.reports import problem_text

    if len(submissions) > 1 and terminal.is_terminal(sys.stderr):
        terminal.complain(problem_text.overview(submissions, terminal.width()))


def complain_of_refused(submissions: Iterable[Submission]) -> None:
    """Say on standard error why a file was refused."""
    for submission in submissions:
        if submission.outcome == "refused":
            terminal.complain(*submission.problems)
