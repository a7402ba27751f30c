"""`careers-workbook undo`: the last decision taken back. Must not know: what can be decided."""

import click

from careers_workbook.cli import exit_codes, in_hub, terminal


@click.command
def command() -> int:
    """Take back the last thing that was decided.

    That is what assign, dismiss, question, sent, extend, excuse, expect, note, answer, confirm or address wrote down.

    Given again, it takes back what was decided before that. Nothing is lost: history shows both, and the same can be
    decided again.

    Exit code: 0 when something was taken back, 2 when there was nothing to take back.
    """
    from careers_workbook.reports.status import history_page
    from careers_workbook.reports.wrapping import wrap

    last = in_hub.here(None, None).undo()
    terminal.say("\n".join(wrap(f"Taken back: {history_page.told(last)}", terminal.width())))
    return exit_codes.CLEAN
