"""`careers-workbook check`: what is wrong in returned workbooks. Must not know: how a problem is found or worded."""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.cli import exit_codes, options, terminal

_BY_SUFFIX = {".txt": "text", ".json": "json"}


@click.command
@options.some_files
@options.form(_BY_SUFFIX, "text")
@click.option(
    "--before",
    "earlier",
    type=options.PATH,
    metavar="PATH",
    help="Compare with the returns of last time: a folder, a zip folder, a file.",
)
@click.option("--register", type=options.PATH, metavar="FILE", help="Compare the school details with this register.")
@options.spec
@options.carry
@options.password
@options.output
@options.today
def command(
    *,
    patterns: tuple[str, ...],
    form: str | None,
    earlier: Path | None,
    register: Path | None,
    spec_name: str | None,
    carry_name: str | None,
    password: str | None,
    output: Path | None,
    today: dt.date | None,
) -> int:
    """List what is wrong in returned workbooks, in plain English, worst first.

    FILE is one or more returned workbooks, or folders, zip folders or e-mails with them; patterns such as
    returns/*.xlsx work on every computer. One bad file never stops the others. Inside a Hub's folder, without a name:
    everything in its inbox.

    Exit code: 0 when all is in order, 1 when there is something to put right or look at, 2 when a file could not be
    read at all.
    """
    kind = form or options.by_ending(output, _BY_SUFFIX, "text")
    from careers_workbook.cli.returns.returned import reader
    from careers_workbook.hub.hub import compare_returns
    from careers_workbook.reports import problem_text

    reading = reader(spec_name, carry_name, options.today_or(today), password)
    returns = list(reading.each(patterns))
    if earlier or register:
        before = list(reading.each([str(earlier)])) if earlier else []
        returns, problems = compare_returns(returns, before, register, reading.spec_of)
        terminal.complain(*problems)
    if kind == "json":
        documents = [problem_text.data(submission) for submission in returns]
        terminal.deliver_json(documents if len(documents) > 1 else documents[0], output)
    else:
        blocks = [problem_text.text(submission, terminal.width()) for submission in returns]
        blocks += [problem_text.overview(returns, terminal.width())] if len(returns) > 1 else []
        terminal.deliver("\n\n".join([*blocks, problem_text.closing(returns, terminal.width())]) + "\n", output)
    return exit_codes.of_returns(returns)
