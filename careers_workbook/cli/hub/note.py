"""`careers-workbook note`: what a Hub writes down about a school. Must not know: where it is kept."""

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("urn", type=options.as_urn)
@click.argument("words", required=False)
@options.in_round
def command(*, urn: str, words: str | None, name: str | None) -> int:
    """Write down something about a school, for your Hub alone; or show what was written down.

    \b
    careers-workbook note 990001 "new Careers Leader from January, ring after 3"
    careers-workbook note 990001

    A note is in no letter, page or table. It lies in the Hub's folder as you typed it: whoever can open the folder can
    read it. To take the last one back: careers-workbook undo.

    Exit code: 0 when it was written down or shown, 2 when it was not.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.core.text import show_date
    from careers_workbook.reports.words import clean
    from careers_workbook.reports.wrapping import wrap

    hub = in_hub.here(name, None)
    if words is None:
        notes = hub.notes(urn)
        for one in notes:
            said = f"{show_date(one.when.date())} {one.who}, {one.text('round')}: {one.text('words')}"
            terminal.say("\n".join(wrap(clean(said), terminal.width(), "", "  ")))
        if not notes:
            terminal.say(f"Nothing was written down about {urn}.")
        return exit_codes.CLEAN
    if not words.strip():
        raise click.UsageError("There is nothing to write down.")
    said = clean(f"Written down about {hub.note(urn, words.strip()).school.name} ({urn}).")
    terminal.say("\n".join(wrap(said, terminal.width())))
    return exit_codes.CLEAN
