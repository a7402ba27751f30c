"""A round under way: what came is collected, shown, chased and put together.

Must not know: how files are read or kept, how a school's state is decided, what a table or a workbook holds.
"""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal

if TYPE_CHECKING:
    from careers_workbook.hub.hub import Hub, ReminderKind, RoundView


@click.command
@click.argument("patterns", metavar="[FOLDER|FILE...]", nargs=-1)
@click.option("--collection", "name", metavar="NAME", help="For this round; without it, the one under way.")
@click.option("--urn", type=options.as_urn, metavar="URN", help="Say that the files named are from this school.")
@click.option("--rebuild", is_flag=True, help="First make the store anew from the originals that were kept.")
@click.option("--scheduler", metavar="tls://HOST:PORT", help="Read on the Dask cluster of this scheduler.")
@click.option(
    "--certificates", type=options.PATH, metavar="FOLDER", help="With --scheduler: ca.pem, cert.pem, key.pem."
)
@options.password
@options.today
def collect(
    *,
    patterns: tuple[str, ...],
    name: str | None,
    urn: str | None,
    rebuild: bool,
    scheduler: str | None,
    certificates: Path | None,
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

    With --scheduler the returns are read on other machines, the store stays here and becomes the same (docs/scale.md).

    Exit code: 0 when all is well, 1 when a file could not be used or is missing, 2 when nothing could be done.
    """
    from careers_workbook.core.problems import Problem
    from careers_workbook.reports.status import collected_page

    if urn and not patterns:
        raise click.UsageError("--urn needs the files that are from this school: name them.")
    if certificates and not scheduler:
        raise click.UsageError("--certificates are for a cluster: they need --scheduler.")
    hub = in_hub.here(name, today)
    where = {"readers": hub.cluster(scheduler, certificates)} if scheduler else {}
    work = hub.collect(options.expand(patterns), urn=urn or "", password=password, rebuild=rebuild, **where)
    unread = [one for one in terminal.track(work.steps, work.total, "Collecting") if isinstance(one, Problem)]
    terminal.complain(*unread)
    found = work.summary()
    terminal.complain(*found.warnings)
    terminal.say(collected_page.collected(work.taken, found, hub.round, terminal.width()))
    return exit_codes.found(not found.is_complete, found.has_unusable, unread)


_KINDS: "tuple[ReminderKind, ...]" = (
    *("not returned", "please send again", "please confirm"),
    *("please fix", "thank you"),
)


@click.command
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--by-caseload", is_flag=True, help="Count by caseload, instead of school by school.")
@options.in_round
@click.option("--chase", is_flag=True, help="Write a letter to each school, as a draft to be sent with Outlook.")
@click.option("--only", type=click.Choice(_KINDS), help="With --chase: this letter only.")
@click.option("-o", "--output", type=options.PATH, metavar="PATH", help="Write to this file; drafts to this folder.")
@options.password
@options.today
def status(
    *,
    form: str,
    by_caseload: bool,
    name: str | None,
    chase: bool,
    only: "ReminderKind | None",
    output: Path | None,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Show who has returned, who has not, and who must put something right.

    \b
    careers-workbook status
    careers-workbook status --chase --only "not returned"

    With --chase, each school gets a letter as it stands: "not returned"; "please send again" for what could not be
    read, is blank or is last year's; "please confirm" for what came back with the answers of last time;
    "please fix" with its own workbook and notes in it; or "thank you" with its report. Where a letter might not be
    true, there is none, and it is said why. The letters are drafts (.eml), one a school: open them in Outlook, look
    through them, and send them yourself. Nothing is sent by this program. Drafts of before that are no longer true
    are taken away. The texts are in the folder letters.

    Exit code: 0 when nothing is left to do, 1 when returns are missing or something is to be put right or looked at,
    2 when nothing could be shown. With --chase: 1 when a draft has no address, or is not as it should be; 2, and no
    letter, when it is not sure that the store holds everything that came.
    """
    if only and not chase:
        raise click.UsageError("--only says which letters: it needs --chase.")
    hub = in_hub.here(name, today)
    view = hub.view()
    terminal.complain(*view.round.register.problems)
    if chase:
        terminal.complain(*view.doubts)
        if not view.is_complete:
            terminal.complain("No letter was written: a school that has returned might be told that it has not.")
            return exit_codes.UNUSABLE
        return _chase(hub, view, only, output, password)
    _show(view, form, output, by_caseload=by_caseload)
    return exit_codes.found(not view.is_well)


def _show(view: "RoundView", form: str, output: Path | None, *, by_caseload: bool) -> None:
    from careers_workbook.reports.status import status_data, status_page

    found, warnings = view.for_others, view.doubts
    if form == "json":
        terminal.deliver_json(status_data.status_document(found, warnings), output)
    elif form == "csv":
        terminal.complain(*warnings)
        terminal.deliver_csv(status_data.table(found, by_caseload=by_caseload), output)
    else:
        page = status_page.lines(found, warnings, terminal.width(), by_caseload=by_caseload)
        terminal.deliver_lines(page, output)


def _chase(
    hub: "Hub", view: "RoundView", only: "ReminderKind | None", folder: Path | None, password: str | None
) -> int:
    from careers_workbook.core.text import many
    from careers_workbook.reports.letters import chase
    from careers_workbook.reports.letters.letters import draft_summary

    of_nobody = view.of_nobody if only in (None, "not returned") else ()
    terminal.complain(*of_nobody)
    work = chase.letters(hub, view, only, password)
    written = chase.kept(hub, view, terminal.track(work.steps, work.total, "Writing letters"), folder)
    terminal.complain(*written.problems)
    terminal.say(draft_summary(written.drafts, folder or hub.output("letters"), terminal.width()))
    if written.gone:
        terminal.say(f"{many(written.gone, 'older draft')} taken away: no longer true.")
    without = not all(draft.has_address for draft in written.drafts)
    return exit_codes.found(without, *written.problems, *of_nobody)


@click.command
@options.in_round
@click.option("--internal", is_flag=True, help="Numbers and words about people as they are: for the Hub's eyes only.")
@click.option("--force", is_flag=True, help="Replace figures of leavers that somebody may have been shown already.")
@click.option(
    "-o", "--output", type=options.PATH, metavar="FOLDER", help="Write here, not to the Hub's folder for output."
)
@options.today
def consolidate(*, name: str | None, internal: bool, force: bool, output: Path | None, today: dt.date | None) -> int:
    """Make the master workbook and the tables of a collection, out of every return that counts.

    \b
    careers-workbook consolidate
    careers-workbook consolidate --collection "Autumn 2026" --today 2026-12-31

    The workbook has everything about the Hub on its sheets; the folder tables has the same as CSV and Parquet, with a
    data dictionary. What the schools said is compared with the collection before. Of leavers there are totals of the
    whole Hub, rounded so that no number points to anybody. With --internal they are as they are, and all is marked
    OFFICIAL-SENSITIVE: look at a collection like that as often as you like. Where figures of leavers have changed since
    they were made, nothing is replaced without --force, because somebody may have been shown them.

    Exit code: 0 when all is well, 1 when some files could not be used, 2 when nothing could be made.
    """
    from careers_workbook.reports.hub.results import made_of
    from careers_workbook.reports.status.status_page import consolidated, unusable

    hub = in_hub.here(name, today)
    view = in_hub.view(hub)
    found = hub.consolidate(view, internal=internal, force=force)
    made = hub.keep_tables(found.tables, made_of(found, hub.settings.brand), output)
    terminal.complain(*found.warnings)
    terminal.say(consolidated(view.round, view.compared.before, made, terminal.width()))
    return exit_codes.found(unusable(view.round), view.doubts, found.warnings, view.round.register.problems)
