"""`careers-workbook sent`: which letters went out. Must not know: what follows from it."""

import datetime as dt

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("urns", metavar="[URN...]", nargs=-1, type=options.as_urn)
@options.in_round
@options.today
def command(*, urns: tuple[str, ...], name: str | None, today: dt.date | None) -> int:
    """Write down that you have sent the letters, so that the next ones say so.

    \b
    careers-workbook sent
    careers-workbook sent 990001 990002

    Of every draft that lies in output/letters, or of those to the schools that you name. A school that was written to
    is reminded in other words the next time. To take it back: careers-workbook undo.

    Exit code: 0 when it was written down, 2 when it was not.
    """  # noqa: D301 - click looks for the character \b
    from collections import Counter

    from careers_workbook.core.text import show_date
    from careers_workbook.reports.words import many
    from careers_workbook.reports.wrapping import wrap

    hub = in_hub.here(name, today)
    found = hub.sent(urns)
    several = ", ".join(f'{number} "{kind}"' for kind, number in Counter(kind for _, kind in found).items())
    said = f"{many(len(found), 'letter')} sent on {show_date(hub.today)}: {several}."
    terminal.say("\n".join(wrap(said, terminal.width())))
    return exit_codes.CLEAN
