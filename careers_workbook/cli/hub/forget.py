"""`careers-workbook forget`: a school that is forgotten. Must not know: what is held, how it is removed."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("urn", type=options.as_urn)
@click.option("--round", "--collection", "name", metavar="NAME", help="Only what it sent in this round, not all of it.")
@click.option("--why", default="", metavar="WORDS", help="The reason, for the history: no names of people.")
@click.option("--yes", is_flag=True, help="Remove all that is listed. This cannot be taken back.")
def command(*, urn: str, name: str | None, why: str, yes: bool) -> int:
    """List everything that your Hub holds of a school; with --yes, remove it for good.

    \b
    careers-workbook forget 990022
    careers-workbook forget 990022 --yes --why "left the Hub"

    Files, readings, letters, reports, tables, answers in the store, what was noted. The history keeps only that the
    school was forgotten, when and why, and by what its files are known: so nothing of it is collected again.
    careers-workbook undo does not bring it back, nor what was decided before it.

    Exit code: 0 when it is listed or removed, 1 when some of it could not be removed or is for you to look at.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.status import held_page

    hub = in_hub.here(None, None)
    held = hub.held(urn, name or "")
    if held.is_nothing:
        terminal.say(held_page.nothing(held, terminal.width()))
        return exit_codes.found(held.doubtful, held.waiting, held.shared)
    terminal.say(held_page.text(held, terminal.width()))
    if not yes:
        terminal.say("\nNothing was removed. To remove it for good, give the command again with --yes.")
        return exit_codes.CLEAN
    left = hub.forget(held, why.strip())
    terminal.complain(*left)
    if not left:
        terminal.say(f"\n{held_page.done(held, terminal.width())}")
    return exit_codes.found(left, held.doubtful, held.waiting, held.shared, held.naming, held.outside)
