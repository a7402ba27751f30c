"""`careers-workbook confirm`: an unchanged workbook is right. Must not know: what makes a workbook unchanged."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("urns", nargs=-1, required=True, metavar="URN...", type=options.as_urn)
@options.in_round
def command(*, urns: tuple[str, ...], name: str | None) -> int:
    """Say that what a school sent back unchanged is right as it is, so that it counts as returned.

    \b
    careers-workbook confirm 990001

    A workbook may come back with the answers of last time and nothing new: then nobody knows whether everything
    is still right or whether nobody looked. Ask the school (status --chase drafts the letter "please confirm"), and
    when it has told you, say so here. careers-workbook undo takes it back.

    Exit code: 0 when it was written down, 2 when there was nothing to confirm.
    """  # noqa: D301 - click looks for the character \b
    hub = in_hub.here(name, None)
    for urn in urns:
        school = hub.confirm(urn).listed.school
        terminal.say(f"{urn} {school.name}: nothing has changed, and that is confirmed. It counts as returned.")
    return exit_codes.CLEAN
