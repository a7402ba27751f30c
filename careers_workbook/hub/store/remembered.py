"""What a round came to when `collect` had last gone through everything, good as long as nothing of that has changed.

Enters: a Hub's folder, the name of a round. Leaves: what was said of it, None where anything is not as it was: a file
in the inbox, the settings, the register, the checklist, the journal, the store. Nothing is opened for that but what is
small. Must not know: what was said, what a return is.
"""

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from careers_workbook import __version__
from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import sha256_of
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.settings import CHANGES, SETTINGS, HubSettings
from careers_workbook.returns.intake.disk import all_looks

StoreState = tuple[str, int, int, int, int]
_COUNTER = slice(24, 28)
"""The bytes of a SQLite file that count its changes: https://www.sqlite.org/fileformat.html#file_change_counter."""
_JOURNALS = ("-journal", "-wal")
_BROUGHT_BACK = ("originals", "readings")
"""Folders in which a synchronised folder may bring back what was forgotten."""


@frozen
class Depends:
    """On what it depends that people change while a command runs. `specs` are files that the checklist is made of."""

    specs: tuple[str, ...]
    mark: str

    @classmethod
    def now(cls, hub: HubSettings, specs: Iterable[str]) -> Self | None:
        """As it is now; None where a file of the inbox may change without looking otherwise."""
        there = tuple(specs)
        inbox = all_looks(hub.folders["inbox"])
        paths = [hub.root / SETTINGS, hub.register, hub.root / CHANGES, *(hub.root / one for one in there)]
        return None if inbox is None else cls(there, _digest([__version__, *inbox, *map(_content, paths)]))


@frozen
class Remembered:
    """What was said of a round. `mark` is that of all on which it depends; `thorough`: something was forgotten."""

    specs: tuple[str, ...]
    thorough: bool
    mark: str
    said: str


def recalled(hub: HubSettings, name: str) -> str | None:
    """What was said of a round, if all is as it was."""
    with contextlib.suppress(OSError, ValueError, sqlite3.Error, LookupError):
        found = _row(hub.store, name)
        now = Depends.now(hub, found.specs) if found else None
        if found and now and found.mark == mark(hub, name, now, thorough=found.thorough):
            return found.said
    return None


def mark(hub: HubSettings, name: str, depends: Depends, *, thorough: bool) -> str:
    """Characters that change with anything on which it depends what is said of a round."""
    folder, letters = hub.folders["returns"], hub.folders["output"] / "letters"
    return _digest([
        name,
        depends.mark,
        _content(folder / journal.NAME),
        *_names(hub.root),
        *_names(folder),
        *(one for kept in ("receipts", "asked", "stopped") for one in _names(folder / kept)),
        *(_content(path) for path in sorted((folder / "asked").glob("*.yaml"))),
        *_names(letters / next(one.folder for one in hub.rounds if one.name == name)),
        *(one for kept in _BROUGHT_BACK for one in _all_names(folder / kept) if thorough),
    ])  # fmt: skip


def changes(store: Path) -> int:
    """How often the file of a store was changed; OSError where nobody can tell."""
    with store.open("rb") as file:
        return int.from_bytes(file.read(_COUNTER.stop)[_COUNTER], "big")


def as_it_is(store: Path) -> StoreState | None:
    """What is another one after every change of a store; None where nobody can tell, or while somebody writes."""
    with contextlib.suppress(OSError):
        if not any(store.with_name(f"{store.name}{ending}").exists() for ending in _JOURNALS):
            looks = store.stat()
            return str(store.absolute()), changes(store), looks.st_ino, looks.st_size, looks.st_mtime_ns
    return None


def _row(store: Path, name: str) -> Remembered | None:
    if any(store.with_name(f"{store.name}{ending}").exists() for ending in _JOURNALS):
        return None
    with contextlib.closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)) as db:
        query = "SELECT specs, thorough, mark, said FROM remembered WHERE collection = ? AND changes = ?"
        found = db.execute(query, (name, changes(store))).fetchone()
    return (
        Remembered(tuple(str(found[0]).splitlines()), bool(found[1]), str(found[2]), str(found[3])) if found else None
    )


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def _content(path: Path) -> str:
    try:
        return sha256_of(path).hex()
    except FileNotFoundError:
        return ""


def _names(folder: Path) -> list[str]:
    """What lies in a folder, but for what other commands put there for a moment."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return ["", *sorted(one for one in os.listdir(folder) if not one.startswith(("in-use.", ".")))]  # noqa: PTH208
    return []


def _all_names(folder: Path) -> Iterator[str]:
    return (one for inner in _names(folder)[1:] for one in _names(folder / inner))
