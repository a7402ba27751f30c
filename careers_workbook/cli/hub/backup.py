"""`careers-workbook backup`: a Hub in one locked file. Must not know: what is in it, how it is locked."""

from pathlib import Path

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("file", metavar="FILE", type=options.PATH)
@options.password_file
@options.force
def command(*, file: Path, password_file: Path | None, force: bool) -> int:
    """Put your whole Hub into one file, locked with a password.

    \b
    careers-workbook backup E:\\northmoor.backup

    You are asked for the password twice. It has 12 characters or more, three words for example; write it down where
    your successor finds it, because nobody can open the file without it. The file is read again before you are told
    that it is there. Everything in the Hub's folder is in it. To make a Hub of it again: careers-workbook restore.

    Exit code: 0 when the file is there, 1 when something lies outside of the Hub's folder, 2 when there is no file.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.core.problems import OutputError, Place, Problem
    from careers_workbook.reports.words import many
    from careers_workbook.reports.wrapping import wrap

    hub = in_hub.here(None, None)
    if file.exists() and not force:
        raise OutputError(Problem("FILE-021", Place(), {"path": str(file)}))
    made = hub.back_up(file, options.new_password(password_file))
    terminal.complain(*made.left_out)
    said = f"{hub.settings.name}: {many(made.files, 'file')} in {file}. Without the password nobody can open it."
    terminal.say("\n".join(wrap(said, terminal.width())))
    return exit_codes.found(*made.left_out)
