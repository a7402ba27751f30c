"""What leaves a Hub's folder: a backup and a Hub made of it, a Hub to practise on, a report for whoever helps.

Must not know: what is in them, how a backup is locked.
"""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.cli.overview import PROGRAM


@click.command
@click.argument("file", metavar="FILE", type=options.PATH)
@options.password_file
@options.force
def backup(*, file: Path, password_file: Path | None, force: bool) -> int:
    """Put your whole Hub into one file, locked with a password.

    \b
    careers-workbook backup E:\\northmoor.backup

    You are asked for the password twice. It has 12 characters or more, three words for example; write it down where
    your successor finds it, because nobody can open the file without it. The file is read again before you are told
    that it is there. Everything in the Hub's folder is in it. To make a Hub of it again: careers-workbook restore.

    Exit code: 0 when the file is there, 1 when something lies outside of the Hub's folder, 2 when there is no file.
    """
    from careers_workbook.core.problems import OutputError, Place, Problem
    from careers_workbook.core.text import many

    hub = in_hub.here(None, None)
    if file.exists() and not force:
        raise OutputError(Problem("FILE-021", Place(), {"path": str(file)}))
    made = hub.back_up(file, options.new_password(password_file))
    terminal.complain(*made.left_out)
    said = f"{hub.settings.name}: {many(made.files, 'file')} in {file}. Without the password nobody can open it."
    terminal.tell(said)
    return exit_codes.found(*made.left_out)


@click.command
@click.argument("file", metavar="FILE", type=options.PATH)
@click.argument("folder", metavar="FOLDER", type=options.PATH)
@options.password_file
def restore(*, file: Path, folder: Path, password_file: Path | None) -> int:
    """Make the folder of a Hub from a backup, on this computer or another.

    \b
    careers-workbook restore E:\\northmoor.backup northmoor

    The folder must be new, or empty: nothing is ever restored over a Hub that is there. A backup that was damaged or
    changed is refused before anything is written. Schools that were forgotten after the backup was made are in it: if
    the Hub still lies in the folder where you are, or beside the new one, it is said which.

    Exit code: 0 when the folder is there, 1 when something in it has another name or place, or was forgotten since, 2
    when there is none.
    """
    from careers_workbook.core.text import many
    from careers_workbook.hub.hub import restore

    made = restore(file, folder, options.known_password(password_file), _nearby(folder))
    terminal.complain(*made.problems)
    when = f"{dt.datetime.fromisoformat(made.made):%d/%m/%Y at %H:%M}"
    terminal.tell(f"{made.hub}, as it was on {when}: {many(made.files, 'file')} in {folder}.")
    if not made.compared:
        terminal.tell(
            "If a school was forgotten or files were tidied away after that, they are here again: do it once more."
        )
    return exit_codes.found(*made.problems)


def _nearby(folder: Path) -> list[Path]:
    """Where the Hub may lie that the backup was made of: here, or beside the new folder."""
    from careers_workbook.hub.hub import find_hub

    beside = sorted(path for path in folder.absolute().parent.glob("*") if path.is_dir())
    return [*([find_hub(Path.cwd())] if in_hub.is_hub() else []), *beside]


@click.command
@click.argument("folder", metavar="FOLDER", type=options.PATH)
@options.in_round
@options.today
def practice(*, folder: Path, name: str | None, today: dt.date | None) -> int:
    """Make a second Hub of made-up schools, to try things on.

    \b
    careers-workbook practice ../practice

    It has your settings, your checklist and your letters, twelve made-up schools, and what these have sent: workbooks,
    some with mistakes, one blank, a PDF. Everything in it is marked PRACTICE, and its letters are addressed to nobody.
    No school, answer or address of your Hub is in it. Delete the folder when you no longer need it.

    Exit code: 0 when it was made, 2 when it was not.
    """
    from careers_workbook.core.text import many
    from careers_workbook.demo.show import practise

    made, number = practise(in_hub.here(name, today), folder)
    quote = '"' if " " in str(folder) else ""
    said = (
        f"{made.settings.name} is in {folder}, with {many(number, 'file')} in its inbox. Nothing in it is real, and "
        f"its letters reach nobody. To begin: cd {quote}{folder}{quote}, then {PROGRAM} collect"
    )
    terminal.tell(said)
    return exit_codes.CLEAN


@click.command
@click.argument("file", metavar="[FILE]", type=options.as_file, required=False)
@click.option(
    "-o", "--output", type=options.PATH, metavar="FILE", default=Path("problem-report.json"), show_default=True,
    help="Where it is written.",
)  # fmt: skip
@options.password
@options.today
def problem_report(*, file: Path | None, output: Path, password: str | None, today: dt.date | None) -> int:
    """Write down what whoever helps you needs to know, without a name or an answer.

    \b
    careers-workbook problem-report "inbox/990001 Oak Lane School.xlsx"

    FILE is a file that makes trouble. Of each text in it the report has its length and the kinds of its characters, of
    a number how long it is; of your Hub it has versions, numbers, days and codes of problems; of what was done in it,
    when and what. There is no name of a school, a person or a file in it. It is text: look at it before you send it.

    Exit code: 0 when it was written, 2 when it was not.
    """
    from careers_workbook.hub.hub import problem_report

    if file and not file.is_file():
        raise click.UsageError(f"There is no file {file}.")
    terminal.deliver_json(problem_report(Path.cwd(), file, options.today_or(today), password), output)
    terminal.tell(f"{output} is written: no name and no answer is in it. Look at it before you send it.")
    return exit_codes.CLEAN
