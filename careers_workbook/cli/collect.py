"""`careers-workbook collect`: what schools sent, into the store. Must not know: how files are read or kept."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import options, terminal

if TYPE_CHECKING:
    from careers_workbook.hub.store.collect import Request, Taken
    from careers_workbook.hub.store.settings import HubFolder


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
    from careers_workbook.core.output import make_folder
    from careers_workbook.hub.comparison.round_comparison import load_both
    from careers_workbook.hub.register.register import read_register
    from careers_workbook.hub.store.collect import Request
    from careers_workbook.hub.store.integrity import INCOMPLETE, doubts
    from careers_workbook.hub.store.settings import find, read_settings
    from careers_workbook.reports.status import collected

    if urn and not patterns:
        raise click.UsageError("--urn needs the files that are from this school: name them.")
    hub, day = read_settings(find(Path.cwd())), options.today_or(today)
    collection = hub.named(name) if name else hub.at(day)
    read_register(hub.register)  # a register that cannot be read is said before anything is done
    paths = _named(patterns) if patterns else (hub.folders["inbox"],)
    make_folder(hub.folders["inbox"])
    taken = _run(hub, paths, Request(collection.name, day, urn or "", password), rebuild=rebuild)
    found, _ = load_both(hub, collection, day)
    _decide(hub, collection.name, taken, day)
    beside = list(doubts(hub))
    terminal.complain(*beside)
    terminal.say(collected.text(taken, found, terminal.width()))
    missing = any(problem.code in INCOMPLETE for problem in beside)
    return int(missing or bool(collected.unusable(found)))


def _named(patterns: Sequence[str]) -> tuple[Path, ...]:
    """The files and folders named; FileRefusedError if one is not there."""
    from careers_workbook.core.problems import FileRefusedError, Place, Problem

    paths = options.expand(patterns)
    missing = [Problem("FILE-001", Place(file=str(path))) for path in paths if not path.exists()]
    if missing:
        raise FileRefusedError(*missing)
    return paths


def _run(hub: "HubFolder", paths: Sequence[Path], request: "Request", *, rebuild: bool) -> "list[Taken]":
    """Everything that was taken; with a bar while somebody looks on."""
    from careers_workbook.hub.store.collect import Taken, collect, rebuild_store
    from careers_workbook.hub.store.receipts import receipts
    from careers_workbook.returns.intake.disk import files_in

    again: list[Taken] = []
    if rebuild:
        total = sum(1 for _ in receipts(hub.folders["returns"]))
        for one in terminal.track(rebuild_store(hub, request), total, "Reading the originals"):
            if isinstance(one, Taken):
                again.append(one)
            else:
                terminal.complain(one)
    total = sum(sum(1 for _ in files_in(path)) or 1 for path in paths)
    return [*again, *terminal.track(collect(hub, paths, request), total, "Collecting")]


def _decide(hub: "HubFolder", now: str, taken: "Iterable[Taken]", day: dt.date) -> None:
    """Write into the store what was decided about the files of this collection, and of every other that changed."""
    from careers_workbook.hub.rounds.return_selection import decisions
    from careers_workbook.hub.rounds.rounds import load_round
    from careers_workbook.hub.store.store import Store

    changed = {one.filed.arrival.collection for one in taken if one.filed} | {now}
    for collection in (one for one in hub.collections if one.name in changed):
        found = decisions(load_round(hub, collection, day).files)
        with Store(hub.store, write=True) as store:
            store.decide(collection.name, found)
