"""`careers-workbook status`: how a collection stands, and letters. Must not know: how a school's state is decided."""

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import in_hub, options, terminal

if TYPE_CHECKING:
    from careers_workbook.core.problems import Problem
    from careers_workbook.hub.rounds.rounds import Round
    from careers_workbook.reports.letters.letters import Kind

_WELL = ("in order", "look at")


@click.command
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--by-caseload", is_flag=True, help="Count by caseload, instead of school by school.")
@in_hub.collection
@click.option("--chase", is_flag=True, help="Write a letter to each school, as a draft to be sent with Outlook.")
@click.option(
    "--only", type=click.Choice(["not returned", "please fix", "thank you"]), help="With --chase: this letter only."
)
@click.option("-o", "--output", type=options.PATH, metavar="PATH", help="Write to this file; drafts to this folder.")
@options.password
@options.today
def command(
    *,
    form: str,
    by_caseload: bool,
    name: str | None,
    chase: bool,
    only: "Kind | None",
    output: Path | None,
    password: str | None,
    today: dt.date | None,
) -> int:
    """Show who has returned, who has not, and who must put something right.

    \b
    careers-workbook status
    careers-workbook status --chase --only "not returned"

    With --chase, each school gets a letter as it stands: "not returned", "please fix" with its own workbook and notes
    in it, or "thank you" with its report. The letters are drafts (.eml), one a school: open them in Outlook, look
    through them, and send them yourself. Nothing is sent by this program. Their texts are in the folder letters.

    Exit code: 0 when nothing is left to do, 1 when returns are missing or something is to be put right or looked at,
    2 when nothing could be shown. With --chase: 1 when a draft has no address, or is not as it should be; 2, and no
    letter, when it is not sure that the store holds everything that came.
    """  # noqa: D301 - click looks for the character \b
    from careers_workbook.hub.store.integrity import INCOMPLETE, doubts

    if only and not chase:
        raise click.UsageError("--only says which letters: it needs --chase.")
    where = in_hub.here(name, today)
    found, _ = in_hub.load_both(where)
    warnings = list(doubts(where.hub))
    if chase:
        terminal.complain(*warnings)
        if any(problem.code in INCOMPLETE for problem in warnings):
            terminal.complain("No letter was written: a school that has returned might be told that it has not.")
            return 2
        return _chase(found, only, output or where.output("letters"), password)
    _show(found, warnings, form, output, by_caseload=by_caseload)
    well = all(school.state in _WELL for school in found.schools)
    return int(not well or bool(found.stray or warnings or found.register.problems))


def _show(found: "Round", warnings: "Sequence[Problem]", form: str, output: Path | None, *, by_caseload: bool) -> None:
    from careers_workbook.reports.status import status_data, status_page

    if form == "json":
        terminal.deliver_json(status_data.status_document(found, warnings), output)
    elif form == "csv":
        terminal.complain(*warnings)
        marked = output is not None or not terminal.is_terminal(sys.stdout)
        data = status_data.table(found, by_caseload=by_caseload)
        terminal.deliver_bytes(data.encode("utf-8-sig" if marked else "utf-8", "replace"), output)
    else:
        terminal.deliver(status_page.text(found, warnings, terminal.width(), by_caseload=by_caseload) + "\n", output)


def _chase(found: "Round", only: "Kind | None", folder: Path, password: str | None) -> int:
    from careers_workbook.core.problems import Problem
    from careers_workbook.hub.rounds.reread import Reader
    from careers_workbook.reports.letters.drafts import write_drafts
    from careers_workbook.reports.letters.letters import CHASING, Templates
    from careers_workbook.reports.letters.reminders import Chasing, letters
    from careers_workbook.returns.worker.worker import Worker

    templates = Templates(found.folder.folders["letters"], [only] if only else sorted({*CHASING.values()}))
    with Worker() as worker:
        chasing = Chasing(found, templates, Reader(worker, password), only)
        made = list(terminal.track(letters(chasing), len(chasing.wanted()), "Writing letters"))
    problems = [one for one in made if isinstance(one, Problem)]
    terminal.complain(*problems)
    drafts = list(write_drafts((one for one in made if not isinstance(one, Problem)), folder))
    return max(in_hub.show_drafts(drafts, folder), int(bool(problems)))
