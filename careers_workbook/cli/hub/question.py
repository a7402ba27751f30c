"""`careers-workbook question`: questions that change between rounds. Must not know: specs, how a change is made."""

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal

if TYPE_CHECKING:
    from careers_workbook.hub.hub import QuestionChange

_ref = click.argument("ref", metavar="REF")
_yes = click.option("--yes", is_flag=True, help="Do it without asking.")


@click.group
def command() -> None:
    """Add, reword or drop a question of your Hub's checklist, from one round to the next.

    Your own spec file stays as you typed it: the changes stand beside it, in spec-changes.yaml, with a new version of
    the checklist. Workbooks that went out before are read by what they asked. careers-workbook undo takes it back.
    """


@command.command
@click.argument("words", metavar="WORDS")
@click.option("--after", required=True, metavar="REF", help="The question below which it stands, for example CL3.")
@click.option(
    "--answer", type=click.Choice(["text", "date", "whole number", "yes/no"]), default="text", show_default=True,
    help="The kind of answer, where a line of School details is added.",
)  # fmt: skip
@click.option(
    "--about", type=click.Choice(["numbers of people", "people", "nobody"]),
    help="What its answers tell: what is about people is shown beside the name of no school.",
)  # fmt: skip
@options.today
@_yes
def add(*, words: str, after: str, answer: str, about: str | None, today: dt.date | None, yes: bool) -> int:
    """Add a statement to a checklist, or a line to School details.

    \b
    careers-workbook question add "Every pupil has met an employer." --after CL3

    It gets a Ref of its own, that no question had before. Schools are asked from their next workbook on.

    Exit code: 0 when it was added, 2 when it could not be.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.hub.hub import QuestionChange

    return _change(QuestionChange("add", after, words, answer, about or ""), today, yes=yes)


@command.command
@_ref
@click.argument("words", metavar="WORDS")
@options.today
@_yes
def reword(*, ref: str, words: str, today: dt.date | None, yes: bool) -> int:
    """Put a question into other words; what was answered before counts as answered.

    \b
    careers-workbook question reword CL3 "The Careers Leader has been trained."

    If it is to ask something else, drop it and add another: then old answers are not taken for new ones.

    Exit code: 0 when it was changed, 2 when it could not be, or nobody said yes.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.hub.hub import QuestionChange

    return _change(QuestionChange("reword", ref, words), today, yes=yes)


@command.command
@_ref
@click.option("--because", required=True, metavar="WORDS", help="Why it is no longer asked, in a sentence for schools.")
@options.today
@_yes
def drop(*, ref: str, because: str, today: dt.date | None, yes: bool) -> int:
    """Ask a question no longer.

    \b
    careers-workbook question drop CL5 --because "No longer asked for."

    What schools answered stays in the files that they sent, and leaves reports and tables.

    Exit code: 0 when it was dropped, 2 when it could not be, or nobody said yes.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.hub.hub import QuestionChange

    return _change(QuestionChange("drop", ref, because), today, yes=yes)


def _change(change: "QuestionChange", today: dt.date | None, *, yes: bool) -> int:
    """Say what comes of it, ask where answers are concerned, do it."""
    from careers_workbook.reports.status import question_page

    hub = in_hub.here(None, today)
    made, view = hub.change_question(change), hub.view()
    terminal.say(question_page.text(made, view.round, terminal.width()))
    if question_page.answered(made, view.round) and not yes:
        if not terminal.is_terminal(sys.stdin):
            raise click.UsageError("Schools have answered this question already: add --yes to change it all the same.")
        click.confirm("Go on?", abort=True, err=True)
    hub.keep_question(made)
    terminal.say(question_page.done(made, terminal.width()))
    return exit_codes.CLEAN
