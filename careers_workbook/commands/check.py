"""`careers-workbook check`: what is wrong in returned workbooks. Must not know: how a problem is found or worded."""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.commands import options, terminal


@click.command
@options.files
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.spec
@options.carry
@options.password
@options.output
@options.today
def command(
    *,
    patterns: tuple[str, ...],
    form: str,
    spec_name: str | None,
    carry_name: str | None,
    password: str | None,
    output: Path | None,
    today: dt.date | None,
) -> int:
    """List what is wrong in returned workbooks, in plain English, worst first.

    FILE is one or more returned workbooks, folders or zip folders of them; patterns such as returns/*.xlsx work on
    every computer. One bad file never stops the others.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at, 2 when a file could not be
    read at all.
    """
    from careers_workbook.commands.returned import exit_code, known, read_each
    from careers_workbook.reports import check, overview

    returns = list(read_each(patterns, spec_name, known(carry_name, options.today_or(today)), password))
    if form == "json":
        documents = [check.data(submission) for submission in returns]
        terminal.deliver_json(documents if len(documents) > 1 else documents[0], output)
    else:
        blocks = [check.text(submission, terminal.width()) for submission in returns]
        blocks += [overview.table(returns, terminal.width())] if len(returns) > 1 else []
        terminal.deliver("\n\n".join([*blocks, check.closing(returns, terminal.width())]) + "\n", output)
    return exit_code(returns)
