"""`careers-workbook mark`: returned workbooks handed back with notes. Must not know: how a workbook is marked."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.core.output import OutputFolder

if TYPE_CHECKING:
    from careers_workbook.reports.letters.marked_up import Marked


@click.command
@options.some_files
@options.in_round
@options.folder("copies", "output/marked")
@options.force
@options.spec
@options.password
@options.today
def command(
    *,
    patterns: tuple[str, ...],
    name: str | None,
    output: Path | None,
    force: bool,
    spec_name: str | None,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Hand returned workbooks back, with a note at everything that is to be put right.

    Each school gets its own workbook back as a copy: its answers untouched, an orange cell with a note at every
    problem, and a first sheet "What to fix" with a link to each of them. The original is not changed. What was put in
    by an earlier marking is replaced. FILE may be a folder, a zip folder or an e-mail too.

    A return that is no .xlsx or .xlsm comes back as a new workbook with its answers filled in.

    Inside a Hub's folder, without a name: every return that counts and has something to put right.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at or a copy was left out, 2
    when a file could not be read at all.
    """
    from careers_workbook.cli.returns.returned import complain_of_refused, reader
    from careers_workbook.reports.letters.marked_up import Marking, mark_all, of_round

    day = options.today_or(today)
    folder = OutputFolder(output or Path("output/marked"), force)
    if patterns:
        reading = reader(spec_name, today=day, password=password)
        marking = Marking(reading.spec_of, day, password)
        returns = reading.with_bytes(patterns)
    else:
        hub = in_hub.here_or_files(name, today)
        view, folder = in_hub.view(hub), hub.folder(output or hub.output("marked"), "marked", force=force)
        work = hub.returns(view, password, to_mend=True)
        marking = of_round(view.round, password)
        returns = ((one.source, one.submission) for one in terminal.track(work.steps, work.total, "Reading"))
    marked = list(mark_all(returns, marking, folder))
    complain_of_refused(one.submission for one in marked)
    terminal.complain(*(one.problem for one in marked if one.problem))
    terminal.say(
        "\n".join([*(_line(one) for one in marked if one.path and not one.problem), _summary(marked, folder.path)])
    )
    code = exit_codes.of_returns(one.submission for one in marked)
    return max(code, exit_codes.found(*(one.problem for one in marked)))


def _line(one: "Marked") -> str:
    from careers_workbook.reports.problem_text import problem_counts

    but = f" ({'; '.join(one.but)})" if one.but else ""
    return f"{one.submission.file}: {problem_counts(one.submission.problems)}.\n  {one.path}{but}"


def _summary(marked: Sequence["Marked"], folder: Path) -> str:
    from careers_workbook.reports.words import many

    written = sum(one.path is not None and one.problem is None for one in marked)
    refused = sum(one.submission.outcome == "refused" for one in marked)
    left = sum(one.problem is not None for one in marked)
    parts = [f"{many(written, 'marked copy', 'marked copies')} in {folder}"]
    parts += [f"{refused} refused"] if refused else []
    parts += [f"{left} left out"] if left else []
    return f"{'; '.join(parts)}."
