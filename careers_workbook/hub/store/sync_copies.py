"""Second copies of a file that programs make which synchronise folders, when two computers wrote at the same time.

Enters: a file of the Hub. Leaves: its copies. They are known by what follows its name: OneDrive puts the name of the
computer there, Dropbox and Nextcloud a "conflicted copy", Google Drive and iCloud a number, Syncthing "sync-conflict".
Must not know: what is in a file.
"""

import glob
from collections.abc import Collection
from pathlib import Path

_WORDS = ("conflict", "safebackup")
"""Dropbox, Nextcloud, ownCloud, Proton Drive, Syncthing, Google Drive of before; OneDrive on Linux."""
_LONGEST = 15
"""Characters of a computer's name on Windows."""


def copies(path: Path, computers: Collection[str] = (), *, any_name: bool = False) -> list[Path]:
    """Copies beside a file, by name. With `any_name` all that begin like it: where nobody puts files of their own.

    `computers` are names of computers that are known; others are known by being written in capitals.
    """
    known = {name.casefold() for name in computers}
    there = sorted(path.parent.glob(f"{glob.escape(path.stem)}?*{path.suffix}"))
    return [one for one in there if one.is_file() and (any_name or _is_copy(one.stem.removeprefix(path.stem), known))]


def _is_copy(rest: str, computers: Collection[str]) -> bool:
    if any(word in rest.casefold() for word in _WORDS):
        return True
    if rest.startswith("-"):
        name = rest[1:]
        return name.casefold() in computers or (name.isupper() and len(name) <= _LONGEST and " " not in name)
    number = rest.strip(" ()")
    return rest.startswith((" ", "(")) and number.isdecimal() and len(number) == 1
