"""Folders of a Hub that were moved, as the journal tells it: where each lay, and moves that never came to an end.

Enters: settings, and the journal beside them. Leaves: an `UnfinishedMove` for each that was begun and neither came to
its end nor was given up, and every place where something of a folder may lie. Must not know: how a folder is copied.
"""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.decisions import MOVED
from careers_workbook.hub.store.journal import JournalDetail, JournalEntry
from careers_workbook.hub.store.lock import being_made
from careers_workbook.hub.store.settings import HubSettings

_BEGUN, _GIVEN_UP = "folder begun", "folder given up"


@frozen
class UnfinishedMove:
    """A folder that was to lie at `now`, begun at a time; what was copied lies there, or in `partial` beside."""

    name: str
    now: Path
    begun: dt.datetime

    @property
    def partial(self) -> Path:
        """Where it is copied to until it is whole."""
        return being_made(self.now)


def begin(hub: HubSettings, name: str, now: Path) -> None:
    """Write down that a folder is going to lie there; first that it lies where it does, if a kill left that unsaid."""
    for one in _open(hub):
        if one.text("name") == name and _lies_at(hub, one):
            _add(hub, MOVED, dict(one.details))
    _add(hub, _BEGUN, {"name": name, "before": str(hub.folders[name]), "now": str(now)})


def end(hub: HubSettings, name: str, now: Path) -> None:
    """Write down that it lies there."""
    _add(hub, MOVED, {"name": name, "before": str(hub.folders[name]), "now": str(now)})


def give_up(hub: HubSettings, name: str, now: Path, files: int = 0) -> None:
    """Write down that it does not, and that so many files that were copied went again."""
    _add(hub, _GIVEN_UP, {"name": name, "now": str(now), "files": files})


def unfinished(hub: HubSettings) -> tuple[UnfinishedMove, ...]:
    """Every move that was begun and not ended, oldest first; OutputError where the journal cannot be read."""
    return tuple(
        UnfinishedMove(one.text("name"), Path(one.text("now")), one.when)
        for one in _open(hub)
        if one.text("name") in hub.folders and not _lies_at(hub, one)
    )


def other_places(hub: HubSettings, name: str) -> tuple[Path, ...]:
    """Where something of a folder may lie besides where it lies now; no place where another folder of the Hub lies."""
    told = (one for one in journal.decided(hub.folders["returns"]) if one.what in (_BEGUN, MOVED))
    moves = [one for one in told if one.text("name") == name]
    starts, ends = ([Path(text) for one in moves if (text := one.text(key))] for key in ("before", "now"))
    places = {hub.root / name, *starts, *ends, *map(being_made, ends)}
    taken = {os.path.realpath(path) for path in hub.folders.values()}
    return tuple(path for path in sorted(places) if os.path.realpath(path) not in taken)


def _open(hub: HubSettings) -> Iterator[JournalEntry]:
    """Of each folder and place the entry that says that a move began, where no later one says more."""
    last = dict[tuple[str, str], JournalEntry]()
    for one in journal.decided(hub.folders["returns"]):
        if one.what in (_BEGUN, MOVED, _GIVEN_UP):
            last[one.text("name"), one.text("now")] = one
    yield from (one for one in last.values() if one.what == _BEGUN)


def _lies_at(hub: HubSettings, one: JournalEntry) -> bool:
    return os.path.realpath(hub.folders[one.text("name")]) == os.path.realpath(one.text("now"))


def _add(hub: HubSettings, what: str, details: dict[str, JournalDetail]) -> None:
    journal.add(hub.folders["returns"], what, details)
