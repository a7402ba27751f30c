"""What commands share that run inside a Hub's folder: which Hub, which collection, the returns that count.

Enters: the folder that the program was started in. Leaves: a `Here`, with paths as seen from that folder so that they
can be shown and copied. Raises SpecError (HUB-021) where there is no Hub. Must not know: what the commands make.
"""

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import options, terminal
from careers_workbook.core.problems import Place, Problem, SpecError

if TYPE_CHECKING:
    from careers_workbook.hub.rounds.reread import Original
    from careers_workbook.hub.rounds.rounds import Round, SchoolRound
    from careers_workbook.hub.store.settings import Collection, HubFolder
    from careers_workbook.reports.letters.drafts import Draft
    from careers_workbook.returns.submission import Submission
    from careers_workbook.spec.model import Spec

collection = click.option(
    "--collection", "name", metavar="NAME", help="Inside a Hub's folder: of this collection, not the one under way."
)
every = click.option(
    "--all", "every", is_flag=False, flag_value="", metavar="[FOLDER]",
    help="Take every return in this folder; inside a Hub's folder, without a name, every return that counts.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Here:
    """The Hub in whose folder the program runs, the collection it is about, and the day."""

    hub: "HubFolder"
    collection: "Collection"
    day: dt.date

    def output(self, kind: str) -> Path:
        """Where the program puts what it makes of this collection: output/reports/Autumn 2026."""
        return self.hub.folders["output"] / kind / self.collection.folder

    @property
    def blank(self) -> Path:
        """Where the workbooks of this collection go out from."""
        return self.hub.folders["blank"] / self.collection.folder


def is_hub() -> bool:
    """Whether the program runs inside a Hub's folder."""
    from careers_workbook.hub.store.settings import find

    try:
        find(Path.cwd())
    except SpecError:
        return False
    return True


def here(name: str | None, today: dt.date | None) -> Here:
    """The Hub, and the collection of this name or the one that is under way."""
    hub, day = _hub(), options.today_or(today)
    return Here(hub, hub.named(name) if name else hub.at(day), day)


def to_come(name: str | None, today: dt.date | None) -> Here:
    """The Hub, and the collection of this name, or the first that is not due yet; the last one if there is none."""
    hub, day = _hub(), options.today_or(today)
    ahead = [one for one in hub.collections if one.due >= day]
    return Here(hub, hub.named(name) if name else (ahead or hub.collections[-1:])[0], day)


def load(where: Here) -> "Round":
    """Everything about the collection; what is wrong in the register, or makes the store doubtful, is said."""
    from careers_workbook.hub.store.integrity import doubts

    found, _ = load_both(where)
    terminal.complain(*doubts(where.hub))
    return found


def load_both(where: Here) -> "tuple[Round, Round | None]":
    """Everything, and the collection before if anything was returned in it; of the store nothing is said."""
    from careers_workbook.hub.comparison import round_comparison

    found, before = round_comparison.load_both(where.hub, where.collection, where.day)
    terminal.complain(*found.register.problems)
    return found, before


def originals(
    found: "Round", schools: Sequence["SchoolRound"], password: str | None = None, specs: "tuple[Spec, ...]" = ()
) -> Iterator["Original"]:
    """The returns that count of these schools, read anew; SpecError (HUB-055) if there is none in the collection.

    Answers are carried over to the first of `specs`, or to what the Hub asks.
    """
    from careers_workbook.hub.rounds.reread import Reader, read_originals
    from careers_workbook.returns.worker.worker import Worker

    if not found.returned:
        raise SpecError(Problem("HUB-055", Place(), {"name": found.collection.name}))

    def read() -> Iterator["Original"]:
        with Worker() as worker:
            yield from read_originals(found, schools, Reader(worker, password, specs))

    return terminal.track(read(), len(schools), "Reading")


def returned(
    where: Here, password: str | None, specs: "tuple[Spec, ...]" = ()
) -> "tuple[list[Submission], tuple[Spec, ...]]":
    """Every return of the collection that counts, read anew, and the specs by which their answers are named."""
    found = load(where)
    return [one.submission for one in originals(found, found.returned, password, specs)], specs or found.specs


def either(patterns: Sequence[str], every: str | None) -> Sequence[str] | None:
    """The files named, or the folder of --all; None for every return of the Hub in whose folder the program runs."""
    if every is not None and patterns:
        raise click.UsageError("--all takes every return in its folder: name no files besides.")
    if every is None and not patterns:
        raise click.UsageError(
            "Say which returns: name the files, or give their folder with --all FOLDER; in a Hub, --all will do."
        )
    return patterns if every is None else [every] if every else None


def show_drafts(drafts: Sequence["Draft"], folder: Path) -> int:
    """Say what became of the letters; the exit code."""
    from careers_workbook.reports.letters.draft_summary import text

    terminal.complain(*(problem for draft in drafts for problem in draft.problems))
    terminal.say(text(drafts, folder, terminal.width()))
    return int(any(draft.problems or not draft.has_address for draft in drafts))


def inbox(patterns: Sequence[str]) -> Sequence[str]:
    """The files named; without any, the inbox of the Hub in whose folder the program runs."""
    return patterns or [str(_hub_or_files().folders["inbox"])]


def spec(*names: str | None) -> str | None:
    """What answers are carried over to: the last of the names given; in a Hub, if there is none, what the Hub asks."""
    if any(names):
        return names[-1]
    return _hub().spec if is_hub() else None


def in_place_of_files(name: str | None, today: dt.date | None) -> Here:
    """The Hub, where no files were named; a usage error where there is none."""
    _hub_or_files()
    return here(name, today)


def _hub_or_files() -> "HubFolder":
    if not is_hub():
        raise click.UsageError("Missing argument 'FILE...': name the files, or go into your Hub's folder first.")
    return _hub()


def _hub() -> "HubFolder":
    from careers_workbook.hub.store.settings import find, read_settings

    return read_settings(Path(os.path.relpath(find(Path.cwd()))))
