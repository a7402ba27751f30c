"""`careers-workbook expect`: a school that is excused no longer. Must not know: what follows from it."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("urn", type=options.as_urn)
@options.in_round
def command(*, urn: str, name: str | None) -> int:
    """Expect a school again that was excused from a round.

    \b
    careers-workbook expect 990001

    Exit code: 0 when it was written down, 2 when it was not.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.words import clean
    from careers_workbook.reports.wrapping import wrap

    hub = in_hub.here(name, None)
    who = hub.excuse(urn, "").school
    terminal.say("\n".join(wrap(clean(f"{who.name} ({urn}) is expected in {hub.round.name}."), terminal.width())))
    return exit_codes.CLEAN
