"""`careers-workbook find`: what is held about a person. Must not know: where it is looked for."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("words", metavar="WORDS")
@options.password
def command(*, words: str, password: str | None) -> int:
    """Find everything that your Hub holds about a person, who has asked for it.

    \b
    careers-workbook find "Jamie Quill"
    careers-workbook find jamie.quill@school.example

    Looked through are the files that schools sent, as they came: cells, comments, formulas, names of files, senders of
    e-mails; then letters, reports and tables, the history with your notes, and the list of schools. The words count
    where they follow each other, or where all of them stand in one row. What could not be looked through is listed.

    Exit code: 0 when all was looked through, 1 when some of it could not be.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.status import found_page

    if not any(character.isalnum() for character in words):
        raise click.UsageError("Type a name, an address or a number.")
    work = in_hub.here(None, None).find(words, password)
    found = tuple(terminal.track(work.steps, work.total, "Looking"))
    terminal.say(found_page.text(words, found, terminal.width()))
    return exit_codes.found(*(not one.is_whole for one in found))
