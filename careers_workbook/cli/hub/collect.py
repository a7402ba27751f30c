"""`careers-workbook collect`: what schools sent, into the store. Must not know: how files are read or kept."""

import datetime as dt

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal


@click.command
@click.argument("patterns", metavar="[FOLDER|FILE...]", nargs=-1)
@click.option("--collection", "name", metavar="NAME", help="For this collection; without it, the one under way.")
@click.option("--urn", type=options.as_urn, metavar="URN", help="Say that the files named are from this school.")
@click.option("--rebuild", is_flag=True, help="First make the store anew from the originals that were kept.")
@options.password
@options.today
def command(
    *,
    patterns: tuple[str, ...],
    name: str | None,
    urn: str | None,
    rebuild: bool,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Take what schools sent: workbooks, zip folders, and e-mails with their attachments.

    \b
    careers-workbook collect
    careers-workbook collect "Downloads/RE Careers checklist.msg"
    careers-workbook collect "inbox/Copy of checklist (3).xlsx" --urn 990004

    Without a name, everything in the Hub's inbox. Files are not changed or moved; a copy of each is kept, and what has
    been taken once is not read again. Each file is listed whatever it is like, and of each school the newest whole
    return counts.

    Exit code: 0 when all is well, 1 when a file could not be used or is missing, 2 when nothing could be done.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.core.problems import Problem
    from careers_workbook.reports.status import status_page

    if urn and not patterns:
        raise click.UsageError("--urn needs the files that are from this school: name them.")
    hub = in_hub.here(name, today)
    work = hub.collect(options.expand(patterns), urn=urn or "", password=password, rebuild=rebuild)
    taken, unread = [], []
    for one in terminal.track(work.steps, work.total, "Collecting"):
        if isinstance(one, Problem):
            terminal.complain(one)
            unread.append(one)
        else:
            taken.append(one)
    view = hub.view()
    terminal.complain(*view.doubts)
    terminal.say(status_page.collected(taken, view.round, terminal.width()))
    return exit_codes.found(not view.is_complete, status_page.unusable(view.round), unread)
