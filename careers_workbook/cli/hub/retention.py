"""What is held of a person or a school: found, forgotten, removed when kept long enough.

Must not know: where it is looked for, what is due, how it is removed.
"""

import datetime as dt

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("words", metavar="WORDS")
@options.password
def find(*, words: str, password: str | None) -> int:
    """Find everything that your Hub holds about a person, who has asked for it.

    \b
    careers-workbook find "Jamie Quill"
    careers-workbook find jamie.quill@school.example

    Looked through are the files that schools sent, as they came: cells, comments, formulas, names of files, senders of
    e-mails; then letters, reports and tables, the history with your notes, and the list of schools. The words count
    where they follow each other, or where all of them stand in one row. What could not be looked through is listed.

    Exit code: 0 when all was looked through, 1 when some of it could not be.
    """
    from careers_workbook.reports.status import held_page

    if not any(character.isalnum() for character in words):
        raise click.UsageError("Type a name, an address or a number.")
    work = in_hub.here(None, None).find(words, password)
    found = tuple(terminal.track(work.steps, work.total, "Looking"))
    terminal.say(held_page.found_text(words, found, terminal.width()))
    return exit_codes.found(*(not one.is_whole for one in found))


@click.command
@click.argument("urn", type=options.as_urn)
@click.option("--round", "--collection", "name", metavar="NAME", help="Only what it sent in this round, not all of it.")
@click.option("--why", default="", metavar="WORDS", help="The reason, for the history: no names of people.")
@click.option("--yes", is_flag=True, help="Remove all that is listed. This cannot be taken back.")
def forget(*, urn: str, name: str | None, why: str, yes: bool) -> int:
    """List everything that your Hub holds of a school; with --yes, remove it for good.

    \b
    careers-workbook forget 990022
    careers-workbook forget 990022 --yes --why "left the Hub"

    Files, readings, letters, reports, tables, answers in the store, what was noted. The history keeps only that the
    school was forgotten, when and why, and by what its files are known: so nothing of it is collected again.
    careers-workbook undo does not bring it back, nor what was decided before it.

    Exit code: 0 when it is listed or removed, 1 when some of it could not be removed or is for you to look at.
    """
    from careers_workbook.reports.status import held_page

    hub = in_hub.here(None, None)
    held = hub.held(urn, name or "")
    if held.is_nothing:
        terminal.say(held_page.nothing(held, terminal.width()))
        return exit_codes.found(held.doubtful, held.waiting, held.shared)
    terminal.say(held_page.held_text(held, terminal.width()))
    if not yes:
        terminal.say("\nNothing was removed. To remove it for good, give the command again with --yes.")
        return exit_codes.CLEAN
    left = hub.forget(held, why.strip())
    terminal.complain(*left)
    if not left:
        terminal.say(f"\n{held_page.done(held, terminal.width())}")
    return exit_codes.found(left, held.doubtful, held.waiting, held.shared, held.naming, held.outside)


@click.command
@options.today
@click.option("--yes", is_flag=True, help="Remove all that is listed. This cannot be taken back.")
def tidy_up(*, today: dt.date | None, yes: bool) -> int:
    """List what has been kept long enough; with --yes, remove it for good.

    \b
    careers-workbook tidy-up
    careers-workbook tidy-up --yes

    How long is what stands under keep_until: in collection.yaml. First the originals lose their lines of leavers, then
    they go and only what was read of them stays, then all that is held of the round. What has gone is not collected
    again. careers-workbook undo does not bring it back.

    Exit code: 0 when it is listed or removed, 1 when some of it could not be removed.
    """
    from careers_workbook.reports.status import held_page

    hub = in_hub.here(None, today)
    due = hub.due_to_go()
    terminal.say(held_page.due(due, hub.settings.keep_until, terminal.width()))
    left = [problem for one in due if yes for problem in hub.tidy_up(one)]
    terminal.complain(*left)
    if due:
        terminal.say(held_page.tidied(terminal.width(), yes=yes, is_whole=not left))
    return exit_codes.found(left)
