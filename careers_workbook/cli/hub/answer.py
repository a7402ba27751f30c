"""`careers-workbook answer`: what a school said, written down by the Hub. Must not know: what becomes of it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal

if TYPE_CHECKING:
    from careers_workbook.hub.hub import GivenAnswers, Hub


@click.command
@click.argument("urn", type=options.as_urn, required=False)
@click.argument("question", required=False)
@click.argument("value", metavar="ANSWER", required=False)
@click.option("--by", metavar="WHO", required=True, help="Who writes it down: initials or a role.")
@click.option("--how", metavar="WORDS", default="", help="How it was told, for example: telephone, 3 December.")
@click.option("--from", "file", type=options.as_file, metavar="FILE", help="Many: a list (CSV), or a filled workbook.")
@click.option(
    "--complete/--not-complete", default=None, help="This is all: the school counts as returned with it; or not."
)
@options.in_round
@options.password
@options.today
def command(
    *,
    urn: str | None,
    question: str | None,
    value: str | None,
    by: str,
    how: str,
    file: Path | None,
    complete: bool | None,
    name: str | None,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Write down what a school answered by telephone, on paper or in a scan.

    \b
    careers-workbook answer 990001 CL1.completed Yes --by AS --how telephone
    careers-workbook answer 990001 CL1.completed "" --by AS
    careers-workbook answer --from answers.csv --by AS
    careers-workbook answer 990001 --from filled.xlsx --by AS --how scan

    A question is named by its Ref and column, or by what stands beside it in School details. The answer stands beside
    the school's own, is marked wherever it is shown, and is checked as in a workbook. An empty answer takes away what
    was written down. A list has the columns urn, question, answer and perhaps how. What the school returns later
    counts, and where it says something else you are told. The school counts as returned only with --complete. To take
    the last back: careers-workbook undo.

    Exit code: 0 when all was written down, 1 when something of the file was not, 2 when nothing was.
    """  # noqa: D301 - click looks for the character \b
    hub = in_hub.here(name, today)
    if not by.strip():
        raise click.UsageError("--by says who writes it down: initials or a role.")
    if not file and (urn is None or (question is None and complete is None)):
        raise click.UsageError("Name a school, a question and the answer: 990001 CL1.completed Yes; or a file: --from.")
    given = _given(hub, urn or "", (question, value), file, password)
    given = replace(given, by=by.strip(), complete=complete)
    given = replace(given, answers=tuple(replace(one, how=one.how or how.strip()) for one in given.answers))
    from careers_workbook.reports.status import by_hand_page

    schools = hub.answer(given)
    terminal.complain(*given.problems)
    terminal.say(by_hand_page.text(given, schools, hub.round.name, terminal.width()))
    return exit_codes.found(*given.problems)


def _given(
    hub: "Hub", urn: str, said: tuple[str | None, str | None], file: Path | None, password: str | None
) -> "GivenAnswers":
    """What is to be written down, by whom is left open; `said` are a question and the answer."""
    from careers_workbook.hub.hub import GivenAnswer, GivenAnswers

    question, value = said
    if file:
        if question is not None:
            raise click.UsageError("--from takes the answers of the file: name no question besides.")
        return hub.answers_from(file, urn, password)
    if question is None:
        return GivenAnswers((), "", urn=urn)
    if value is None:
        raise click.UsageError(
            'Give the answer behind the question; if it has several words, in quotes. "" takes it away.'
        )
    return GivenAnswers((GivenAnswer(urn, question, value),), "")
