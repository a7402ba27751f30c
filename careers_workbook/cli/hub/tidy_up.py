"""`careers-workbook tidy-up`: what has been kept long enough. Must not know: what is due, how it is removed."""

import datetime as dt

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@options.today
@click.option("--yes", is_flag=True, help="Remove all that is listed. This cannot be taken back.")
def command(*, today: dt.date | None, yes: bool) -> int:
    """List what has been kept long enough; with --yes, remove it for good.

    \b
    careers-workbook tidy-up
    careers-workbook tidy-up --yes

    How long is what stands under keep_until: in collection.yaml. First the originals lose their lines of leavers, then
    they go and only what was read of them stays, then all that is held of the round. What has gone is not collected
    again. careers-workbook undo does not bring it back.

    Exit code: 0 when it is listed or removed, 1 when some of it could not be removed.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.status import held_page

    hub = in_hub.here(None, today)
    due = hub.due_to_go()
    terminal.say(held_page.due(due, hub.settings.keep_until, terminal.width()))
    left = [problem for one in due if yes for problem in hub.tidy_up(one)]
    terminal.complain(*left)
    if due:
        terminal.say(held_page.tidied(terminal.width(), yes=yes, is_whole=not left))
    return exit_codes.found(left)
