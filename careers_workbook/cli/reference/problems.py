"""`careers-workbook problems`: the catalogue of what can be wrong. Must not know: how a problem is found."""

import click

from careers_workbook.cli import terminal


@click.command
@click.argument("code", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(code: str | None, form: str) -> int:
    """List every problem code, or explain one.

    CODE is a code such as DATE-001, or the word before the number for all of that kind.
    """
    from careers_workbook.reports import catalogue_page
    from careers_workbook.spec.answers.registry import entries as every_entry

    wanted = (code or "").upper()
    entries = [entry for entry in every_entry() if wanted in ("", entry.code, entry.code.split("-")[0])]
    if not entries:
        raise click.UsageError(f'There is no problem code "{code}". Without a code, all are listed.')
    if form == "json":
        terminal.deliver_json(catalogue_page.data(entries), None)
    elif len(entries) == 1:
        terminal.say(catalogue_page.explained(entries[0], terminal.width()))
    else:
        terminal.say(catalogue_page.listed(entries))
    return 0
