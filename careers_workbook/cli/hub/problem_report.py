"""`careers-workbook problem-report`: what whoever helps needs to know. Must not know: what that is."""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.cli import exit_codes, options, terminal


@click.command
@click.argument("file", metavar="[FILE]", type=options.as_file, required=False)
@click.option(
    "-o", "--output", type=options.PATH, metavar="FILE", default=Path("problem-report.json"), show_default=True,
    help="Where it is written.",
)  # fmt: skip
@options.password
@options.today
def command(*, file: Path | None, output: Path, password: str | None, today: dt.date | None) -> int:
    """Write down what whoever helps you needs to know, without a name or an answer.

    \b
    careers-workbook problem-report "inbox/990001 Oak Lane School.xlsx"

    FILE is a file that makes trouble. Of each text in it the report has its length and the kinds of its characters, of
    a number how long it is; of your Hub it has versions, numbers, days and codes of problems; of what was done in it,
    when and what. There is no name of a school, a person or a file in it. It is text: look at it before you send it.

    Exit code: 0 when it was written, 2 when it was not.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.hub.hub import problem_report
    from careers_workbook.reports.wrapping import wrap

    if file and not file.is_file():
        raise click.UsageError(f"There is no file {file}.")
    terminal.deliver_json(problem_report(Path.cwd(), file, options.today_or(today), password), output)
    said = f"{output} is written: no name and no answer is in it. Look at it before you send it."
    terminal.say("\n".join(wrap(said, terminal.width())))
    return exit_codes.CLEAN
