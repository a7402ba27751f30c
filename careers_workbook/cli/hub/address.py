"""`careers-workbook address`: an address is a school's. Must not know: what may be sent to it."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("urn", type=options.as_urn)
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True)
def command(*, urn: str, addresses: tuple[str, ...]) -> int:
    """Say that the e-mail address of a school in the register is right, before data about pupils is sent to it.

    \b
    careers-workbook address 990001 careers@oaklane.example

    Where your settings say carry_leavers: yes, workbooks have lines of leavers in them, and build --mail puts one into
    a letter only if you have confirmed the address for that school. Ask the school first, by telephone for example.
    Give all of them if the register has several. When it gets another address, that one has to be confirmed too.
    careers-workbook undo takes it back.

    Exit code: 0 when it was written down, 2 when the register has another address.
    """  # noqa: D301 - click looks for the character \b
    listed = in_hub.here(None, None).confirm_address(urn, addresses)
    are = f"{addresses[0]} is" if len(addresses) == 1 else f"{' and '.join(addresses)} are"
    terminal.say(f"{urn} {' '.join(listed.school.name.split())}: {are} confirmed.")
    return exit_codes.CLEAN
