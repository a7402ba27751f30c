"""Before a round: a folder for the Hub, its register of schools, its questions.

Must not know: what stands in files, columns of a register, how schools are chosen, how a question is changed.
"""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.cli.overview import PROGRAM
from careers_workbook.core.text import show_date

if TYPE_CHECKING:
    from careers_workbook.hub.hub import CreatedHub, QuestionChange


@click.command
@click.argument("folder", metavar="FOLDER", type=options.PATH)
@click.option("--hub", default="", metavar="NAME", help="The Hub's name, as schools read it.")
@click.option("--contact", default="", metavar="TEXT", help="Whom schools can ask: a role, an address, a telephone.")
@click.option("--return-to", default="", metavar="TEXT", help="Where schools send their workbook: an address.")
@click.option("--spec", default="", metavar="ID|FILE", help="What to ask; without it, you can choose in a terminal.")
@click.option(
    "--carry-leavers/--no-carry-leavers",
    default=None,
    help="Whether workbooks go out with leavers.",
)
@click.option("--due", type=options.as_day, metavar="DATE", help="By when; without it, the next national reading.")
@options.today
def init(
    *,
    folder: Path,
    hub: str,
    contact: str,
    return_to: str,
    spec: str,
    carry_leavers: bool | None,
    due: dt.date | None,
    today: dt.date | None,
) -> int:
    """Make a folder for your Hub, in which every other command needs no further arguments.

    \b
    careers-workbook init northmoor --hub "Northmoor Careers Hub"

    In it are the settings (collection.yaml, which explains itself), what the workbook asks (spec.yaml), an empty
    register of schools, the texts of your letters, folders for what goes out and what comes back, and a file that opens
    it all as a page in the browser when you double-click it. What is there already is left as it is.

    Exit code: 0 when the folder was made, 2 when it was not.
    """
    from careers_workbook.hub.hub import NewHub, say_where_program_is, set_up

    day, spec = options.today_or(today), spec or _asked()
    leavers = _asked_leavers() if carry_leavers is None else carry_leavers
    made = set_up(folder, NewHub(day, hub, contact, return_to, spec, options.ahead(due, day, ""), leavers))
    say_where_program_is()
    terminal.say("\n".join(_told(folder, made)))
    return 0


def _is_there() -> bool:
    """Whether somebody is there who can answer."""
    return terminal.is_terminal(sys.stdin) and terminal.is_terminal(sys.stderr)


def _asked_leavers() -> bool:
    """Whether workbooks go out with lines of leavers, where somebody is there who can say so; no for the usual."""
    if not _is_there():
        return False
    terminal.complain(
        "Shall the next workbook of a school have the lines of its own leavers in it? It is data about pupils then, "
        "and is put into a letter only to an address that you have confirmed. No: the school copies them in itself."
    )
    return click.confirm("Lines of leavers", default=False, err=True)


def _asked() -> str:
    """Which of the checklists that come with the program, where somebody is there who can say so; "" for the usual."""
    if not _is_there():
        return ""
    from careers_workbook.reports.status.settings_page import CHECKLISTS
    from careers_workbook.spec.load import load, offered

    names = offered()
    told = (f"{CHECKLISTS[name][0]} (version {load(name).version})" for name in names)
    lines = [f"  {number}. {what}" for number, what in enumerate(told, 1)]
    terminal.complain("\n".join(["Which checklist are your schools asked to fill in?", *lines]))
    number: int = click.prompt("Number", type=click.IntRange(1, len(names)), default=1, err=True)
    return names[number - 1]


def _told(folder: Path, made: "CreatedHub") -> list[str]:
    from careers_workbook.reports.wrapping import wrap

    width = terminal.width()
    lines = wrap(f"{folder} is ready for {made.round}, due {show_date(made.due)}.", width)
    if made.kept:
        were = "was there already and is" if len(made.kept) == 1 else "were there already and are"
        lines += wrap(f"{', '.join(made.kept)} {were} as before.", width)
    lines += ["", "What to do next:"]
    for number, step in enumerate(_steps(folder), 1):
        lines += wrap(step, width, f"  {number}. ")
    return [
        *lines,
        "",
        *wrap('Or double-click "Open the desk" in the folder, and do all of it in your browser.', width),
    ]


def _steps(folder: Path) -> tuple[str, ...]:
    quote = '"' if " " in str(folder) else ""
    schools = f"{PROGRAM} register import FILE --la YOURS"
    return (
        f"Open {folder / 'collection.yaml'} and put in what is missing. It explains itself.",
        f"Go into the folder: cd {quote}{folder}{quote}",
        f"List your schools in register.csv, with Excel or from an extract of GIAS: {schools}",
        "Give each school its e-mail address there, in the column E-mail.",
        f"Make the workbooks, and e-mails to send them with: {PROGRAM} build --mail",
    )


@click.group
def register() -> None:
    """Make the register of schools, or bring it up to date."""


@register.command("import", short_help="Take the schools you expect from an extract of GIAS.")
@click.argument("file", metavar="FILE", type=options.PATH)
@click.option("--la", "authorities", metavar="NAME|CODE", multiple=True, help="Local authority; may be given again.")
@click.option(
    "--types", default="special,pru,ap", show_default=True, metavar="WORDS",
    help="special, pru, ap, or type codes such as 14, with commas.",
)  # fmt: skip
@click.option(
    "--ages-to",
    type=click.IntRange(0, 25),
    metavar="AGE",
    default=0,
    help="Only schools with pupils of this age or older, for example 14.",
)
@click.option("--links", type=options.PATH, metavar="FILE", help="GIAS's list of links: which school follows which.")
@click.option(
    "-o", "--output", type=options.PATH, metavar="FILE", default=Path("register.csv"), show_default=True,
    help="The register to make or to bring up to date.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Name every school that closed, moved or changed.")
@options.today
def import_(
    *,
    file: Path,
    authorities: tuple[str, ...],
    types: str,
    ages_to: int,
    links: Path | None,
    output: Path,
    everything: bool,
    today: dt.date | None,
) -> int:
    """Take the schools you expect from an extract of Get Information About Schools.

    FILE is the extract as downloaded (the zip folder too), or as Excel saved it. Open schools of the types and local
    authorities asked for are taken; how many rows were left, and why, is said. No name of a person is kept.

    A register that is there is brought up to date: its order, e-mails, caseloads and your own columns stay. A school
    that has closed stays in it with the day, and is no longer expected. Which school follows which is known by the list
    of links (links_edubasealldata.csv), in the same zip folder or named with --links; without it, by what they share.

    Exit code: 0 when all is well, 1 when rows of the schools asked for could not be used, 2 when nothing was written.
    """
    from careers_workbook.hub.hub import Wanted, import_register
    from careers_workbook.reports.status.register_import import Scope, text

    words = [word.strip() for word in types.split(",") if word.strip()]
    if not words:
        raise click.UsageError("--types is empty: name special, pru, ap, or type codes such as 14.")
    if output.suffix.lower() != ".csv":
        raise click.UsageError(f"The register is a CSV file: {output} does not end in .csv.")
    try:
        wanted = Wanted.of(words, authorities, ages_to)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    selection, updated = import_register(file, output, wanted, options.today_or(today), links)
    terminal.complain(*selection.problems)
    scope = Scope(file.name, ", ".join(words), authorities, ages_to, str(output), everything)
    terminal.say(text(selection, updated, scope, terminal.width()))
    return exit_codes.found(*selection.problems)


_ref = click.argument("ref", metavar="REF")
_yes = click.option("--yes", is_flag=True, help="Do it without asking.")


@click.group
def question() -> None:
    """Add, reword or drop a question of your Hub's checklist, from one round to the next.

    Your own spec file stays as you typed it: the changes stand beside it, in spec-changes.yaml, with a new version of
    the checklist. Workbooks that went out before are read by what they asked. careers-workbook undo takes it back.
    """


@question.command
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
    """
    from careers_workbook.hub.hub import QuestionChange

    return _change(QuestionChange("add", after, words, answer, about or ""), today, yes=yes)


@question.command
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
    """
    from careers_workbook.hub.hub import QuestionChange

    return _change(QuestionChange("reword", ref, words), today, yes=yes)


@question.command
@_ref
@click.option("--because", required=True, metavar="WORDS", help="Why it is no longer asked, in a sentence for schools.")
@options.today
@_yes
def drop(*, ref: str, because: str, today: dt.date | None, yes: bool) -> int:
    """Ask a question no longer.

    \b
    careers-workbook question drop CL5 --because "The scheme has ended."

    What schools answered stays in the files that they sent, and leaves reports and tables.

    Exit code: 0 when it was dropped, 2 when it could not be, or nobody said yes.
    """
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
