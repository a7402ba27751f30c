"""Whether the store, the receipts, what was read and the journal still say of each other what a run of `collect` left.

Each of them has every file that ever came, so that each can be made whole out of the others. As long as nothing went
missing nobody needs to look through them: a run costs what is new, not what is old. Enters: the folder of returns, a
store. Leaves: a mark, of which the store keeps the last. Must not know: what a file is, what is done where they differ.
"""

import contextlib
import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path

from careers_workbook import __version__
from careers_workbook.core.input import open_ordinary
from careers_workbook.hub.store import journal, readings, receipts
from careers_workbook.hub.store.store import Store

_AT_ONCE = 1 << 20
"""Bytes of the journal that are read at once."""


def holds(folder: Path, store: Store) -> bool:
    """Whether all is as it was, but for what was added to the journal since."""
    kept = store.consistency_mark()
    size, is_kept, _ = kept.partition(" ")
    return bool(is_kept) and kept == _mark(folder, store, int(size))


def keep(folder: Path, store: Store) -> None:
    """Keep how all is now: every file in the store has its receipt, what was read of it, its entry in the journal."""
    now = _mark(folder, store)
    if now and now != store.consistency_mark():
        store.keep_consistency_mark(now)


def _mark(folder: Path, store: Store, most: int | None = None) -> str:
    """Bytes of the journal (`most`, if so many are meant), and characters that change with all of it."""
    found = hashlib.sha256(__version__.encode())
    size = 0
    with contextlib.suppress(OSError):  # whoever goes through them says what is wrong
        for part in _journal(folder / journal.NAME, most):
            found.update(part)
            size += len(part)
        for words in itertools.chain(store.arrivals(), receipts.every_name(folder), readings.every_name(folder)):
            found.update(repr(words).encode("utf-8", "surrogatepass"))
        return f"{size} {found.hexdigest()}"
    return ""


def _journal(path: Path, most: int | None) -> Iterator[bytes]:
    left = most
    if path.exists():
        with open_ordinary(path) as file:
            while part := file.read(_AT_ONCE if left is None else min(_AT_ONCE, left)):
                left = None if left is None else left - len(part)
                yield part
