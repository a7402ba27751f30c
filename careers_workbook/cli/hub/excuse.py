"""`careers-workbook excuse`: a school that need not return. Must not know: what follows from it."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("urn", type=options.as_urn)
@click.option("--why", metavar="WORDS", required=True, help="The reason, for the status: no names of people.")
@options.in_round
def command(*, urn: str, why: str, name: str | None) -> int:
    """Let a school be missing from a round.

    \b
    careers-workbook excuse 990001 --why "the building is closed this term"

    An excused school gets no workbook and no letter, is in no count of schools that are expected, and is listed in the
    status with the reason. If it returns all the same, its return counts. To take it back: careers-workbook expect.

    Exit code: 0 when it was written down, 2 when it was not.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.reports.words import clean
    from careers_workbook.reports.wrapping import wrap

    if not why.strip():
        raise click.UsageError("--why needs a reason, in a few words.")
    hub = in_hub.here(name, None)
    who = hub.excuse(urn, why.strip()).school
    terminal.say("\n".join(wrap(clean(f"{who.name} ({urn}) is excused from {hub.round.name}."), terminal.width())))
    return exit_codes.CLEAN
