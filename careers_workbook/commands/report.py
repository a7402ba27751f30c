"""`careers-workbook report`: one school's summary. Must not know: how a number is counted or a page is drawn."""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.commands import options, terminal
from careers_workbook.problems import FileRefusedError

_BY_SUFFIX = {".html": "html", ".htm": "html", ".md": "markdown", ".json": "json"}


@click.command
@click.argument("file", metavar="FILE", type=options.as_file)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    help="Without it, what the name after -o ends in decides; else text.",
)
@options.spec
@options.carry
@options.password
@options.output
@options.today
def command(
    *,
    file: Path,
    form: str | None,
    spec_name: str | None,
    carry_name: str | None,
    password: str | None,
    output: Path | None,
    today: dt.date | None,
) -> int:
    """Summarise one school's return: progress, deadlines, leavers, what to do next.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at in the return, 2 when it could
    not be read at all.
    """
    from careers_workbook.commands.returned import exit_code, known, read_one
    from careers_workbook.reports import school
    from careers_workbook.reports.summary import summarise
    from careers_workbook.returns.versions import spec_of
    from careers_workbook.spec.load import load

    given = load(spec_name) if spec_name else None
    context = known(carry_name)
    submission = read_one(file, given, context, password)
    if submission.outcome == "refused":
        raise FileRefusedError(*submission.problems)
    specs = (*context.carry_to, *([given] if given else ()))
    summary = summarise(submission, spec_of(submission, specs), options.today_or(today))
    kind = form or (_BY_SUFFIX.get(output.suffix.lower(), "text") if output else "text")
    terminal.deliver(school.render(summary, kind, terminal.width()), output)
    return exit_code([submission])
