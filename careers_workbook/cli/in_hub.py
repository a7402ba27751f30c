"""The Hub in whose folder the program was started, for every command that runs inside one.

Enters: the words of the command line. Leaves: a Hub, with paths as seen from that folder so that they can be shown and
copied. Raises SpecError (HUB-021) where there is no Hub. Must not know: what the commands make.
"""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, options, terminal
from careers_workbook.core.hub_folder import hub_folder

if TYPE_CHECKING:
    from careers_workbook.core.brand import Brand
    from careers_workbook.hub.hub import Draft, Hub, RoundView


def here(name: str | None, today: dt.date | None) -> "Hub":
    """The Hub, at the round of this name or at the one that is under way."""
    from careers_workbook.hub.hub import find_hub, open_hub

    hub = open_hub(Path(os.path.relpath(find_hub(Path.cwd()))), options.today_or(today), name)
    if upgraded := hub.upgrade():
        terminal.complain(upgraded)
    return hub


def is_hub() -> bool:
    """Whether the program runs inside a Hub's folder."""
    return hub_folder(Path.cwd()) is not None


def brand() -> "Brand | None":
    """The name, logo and colours of the Hub; None outside of any."""
    return here(None, None).settings.brand if is_hub() else None


def here_or_files(name: str | None = None, today: dt.date | None = None) -> "Hub":
    """The Hub, where no files were named; a usage error where there is none."""
    if not is_hub():
        raise click.UsageError("Missing argument 'FILE...': name the files, or go into your Hub's folder first.")
    return here(name, today)


def view(hub: "Hub") -> "RoundView":
    """How the round stands; what is wrong in the register, or makes the store doubtful, is said."""
    found = hub.view()
    terminal.complain(*found.round.register.problems, *found.doubts)
    return found


def keep_drafts(hub: "Hub", drafts: "Iterable[Draft]", folder: Path | None) -> int:
    """Write the letters and say what became of them; the exit code."""
    from careers_workbook.reports.letters.letters import draft_summary

    folder = folder or hub.output("letters")
    kept: Sequence[Draft] = hub.keep_drafts(drafts, folder)
    terminal.complain(*(problem for draft in kept for problem in draft.problems))
    terminal.say(draft_summary(kept, folder, terminal.width()))
    return exit_codes.found(*(draft.problems or not draft.has_address for draft in kept))


def open_desk(hub: Path | None, today: dt.date | None, *, browser: bool = True) -> int:
    """Open the page of the Hub in a folder, or that on which one is chosen, until it ends; the exit code."""
    from careers_workbook.desk.desk import Desk
    from careers_workbook.desk.server import open_desk as run
    from careers_workbook.hub.hub import open_hub

    if hub and (upgraded := open_hub(hub, options.today_or(today)).upgrade()):
        terminal.complain(upgraded)
    show = None if browser else lambda address: terminal.tell(f"Open this file in your browser: {address}")
    if run(lambda port: Desk.at(hub, port, today), hub, show=show) == "not answering":
        terminal.complain("The desk of this Hub runs already, but does not answer. Wait a moment and start it again.")
        return exit_codes.UNUSABLE
    return exit_codes.CLEAN
