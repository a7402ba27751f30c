"""`careers-workbook report`: one school's summary. Must not know: how a number is counted or a page is drawn."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.core.problems import FileRefusedError

if TYPE_CHECKING:
    from careers_workbook.hub.hub import Hub

_BY_SUFFIX = {".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}


@click.command
@click.argument("file", metavar="FILE", type=options.as_file, required=False)
@click.option("--all", "every", is_flag=True, help="Inside a Hub's folder: a report for every return that counts.")
@options.in_round
@options.form(_BY_SUFFIX, "text; with --all: html")
@options.spec
@options.carry
@options.password
@click.option("-o", "--output", type=options.PATH, metavar="PATH", help="Write to this file (--all: folder).")
@options.today
def command(
    *,
    file: Path | None,
    every: bool,
    name: str | None,
    form: str | None,
    spec_name: str | None,
    carry_name: str | None,
    password: str | None,
    output: Path | None,
    today: dt.date | None,
) -> int:
    """Summarise one school's return: progress, deadlines, leavers, what to do next.

    \b
    careers-workbook report "returned/990001 Oak Lane School.xlsx" -o oak.html
    careers-workbook report --all

    Exit code: 0 when all is in order, 1 when there is something to put right or look at in the return, 2 when it could
    not be read at all.
    """  # noqa: D301 - click looks for the character \b
    if every:
        if file:
            raise click.UsageError("--all is about every return of the Hub: name no file besides.")
        return _all(in_hub.here(name, today), form or "html", output, password)
    if file is None:
        raise click.UsageError("Missing argument 'FILE': name a return; in a Hub's folder, --all makes every report.")
    kind = form or options.by_ending(output, _BY_SUFFIX, "text")
    from careers_workbook.cli.returns.returned import reader
    from careers_workbook.reports.school.render import render
    from careers_workbook.reports.school.summarise import summarise

    reading = reader(spec_name, carry_name, password=password)
    submission = reading.one(file)
    if submission.outcome == "refused":
        raise FileRefusedError(*submission.problems)
    summary = summarise(submission, reading.spec_of(submission), options.today_or(today))
    terminal.deliver(render(summary, kind, terminal.width()), output)
    return exit_codes.of_returns([submission])


def _all(hub: "Hub", form: str, output: Path | None, password: str | None) -> int:
    """A report for each return that counts; one that cannot be read any more is said."""
    from careers_workbook.cli.returns.returned import complain_of_refused
    from careers_workbook.core.file_names import name_for
    from careers_workbook.reports.school.render import render
    from careers_workbook.reports.school.summarise import summarise
    from careers_workbook.reports.words import many
    from careers_workbook.returns.extraction.versions import spec_of

    view, folder = in_hub.view(hub), output or hub.output("reports")
    suffix = next(suffix for suffix, kind in _BY_SUFFIX.items() if kind == form)
    work, submissions = hub.returns(view, password), []
    for one in terminal.track(work.steps, work.total, "Reading"):
        submissions.append(one.submission)
        if one.submission.outcome != "refused":
            summary = summarise(one.submission, spec_of(one.submission, view.round.specs), hub.today)
            name = name_for(one.school.listed.school, f" - report{suffix}")
            hub.keep(folder / name, render(summary, form), "report")
    complain_of_refused(submissions)
    made = sum(submission.outcome != "refused" for submission in submissions)
    terminal.say(f"{many(made, 'report')} in {folder}.")
    return exit_codes.of_returns(submissions)
