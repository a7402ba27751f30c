"""The Hubs of a user on this computer: those that were opened last, those that lie in the usual places; and new ones.

Enters: the user's own folders. Leaves: folders in a list, of which a page shows names and numbers: no path comes from a
browser. Must not know: pages, what is in a Hub.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from careers_workbook.core.file_names import for_any_disk, for_windows
from careers_workbook.core.hub_folder import SETTINGS
from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import write
from careers_workbook.core.user_folder import make_private, user_folder

_FILE, _MOST = "hubs.json", 10
_USUAL = ("Documents", "Desktop", "OneDrive", "OneDrive/Documents")
_DEEP, _LOOKED_AT = 2, 3_000
"""Folders below the usual places that are looked into, and how many at most."""
_LONGEST = 60


def remember(hub: Path) -> None:
    """Put a Hub in front of those that were opened before."""
    known = [path for path in _remembered() if path != hub][: _MOST - 1]
    make_private(_list().parent)
    write(_list(), json.dumps([str(path) for path in (hub, *known)]) + "\n", private=True)


def known_hubs() -> tuple[Path, ...]:
    """Every Hub that is known and still there: those opened last, then those in the usual places by name."""
    found = dict.fromkeys(path for path in _remembered() if (path / SETTINGS).is_file())
    return tuple(found | dict.fromkeys(sorted(_in_usual_places())))


def places() -> tuple[Path, ...]:
    """The folders in which a new Hub may lie."""
    home = Path.home()
    return tuple(path for path in (*(home / name for name in _USUAL), home) if path.is_dir())


def new_folder(place: Path, name: str) -> Path:
    """Where a Hub of this name goes; another where something has that name."""
    plain = for_windows(for_any_disk(name)[:_LONGEST].strip(" .-") or "Careers Hub")
    names = (plain, *(f"{plain} ({number})" for number in range(2, 100)))
    return next(path for one in names if not (path := place / one).exists())


def _in_usual_places() -> Iterator[Path]:
    left = _LOOKED_AT
    waiting = [(path, _DEEP) for path in places()]
    while waiting and left:
        folder, deep = waiting.pop(0)
        left -= 1
        if (folder / SETTINGS).is_file():
            yield folder
        elif deep:
            waiting += ((path, deep - 1) for path in folders(folder))


def folders(folder: Path) -> list[Path]:
    """The folders in a folder, by name, but hidden ones; none where it cannot be looked into."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return sorted(
            Path(one.path) for one in entries if not one.name.startswith(".") and one.is_dir(follow_symlinks=False)
        )
    return []


def _list() -> Path:
    return user_folder() / _FILE


def _remembered() -> list[Path]:
    try:
        found = json.loads(read_whole(_list(), MEGABYTE))
        return [Path(str(one)) for one in found][:_MOST]
    except (OSError, ValueError, TypeError, RecursionError):
        return []
