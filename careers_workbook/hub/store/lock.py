"""One writer a Hub: a lock of the operating system, which ends with whoever has it; beside it who, where, since when.

Enters: the folder of returns, where everything lies that is kept for good. OutputError (HUB-073) where another command
has the lock. Who only reads needs none. Two computers that share a folder by way of OneDrive do not see each other's
lock: the copies that come of that are found by hub/store/integrity.py. Must not know: what is written.
"""

import contextlib
import datetime as dt
import getpass
import json
import platform
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import cannot_write, make_folder, write
from careers_workbook.core.problems import OutputError, Place, Problem

FILES = _LOCK, _HOLDER, JOURNAL_LOCK = "in-use.lock", "in-use.json", "journal.lock"
_PATIENCE = 3.0
"""Seconds to wait for another command."""
_NOBODY = {"who": "Somebody", "where": "this computer or another", "since": "a moment ago"}


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Nobody else writes meanwhile. OutputError where somebody does, or the folder cannot be written into."""
    make_folder(folder)
    holder = folder / _HOLDER
    with _locked(folder / _LOCK, lambda: _who(holder)):
        try:
            write(holder, json.dumps(_me(), ensure_ascii=False) + "\n")
            yield
        finally:
            with contextlib.suppress(OSError):  # it says no more than who was the last
                holder.unlink(missing_ok=True)


def one_at_a_time(folder: Path) -> contextlib.AbstractContextManager[None]:
    """For the moment in which a line is added to the journal, which who only makes reports does too."""
    return _locked(folder / JOURNAL_LOCK, lambda: _NOBODY)


def being_made(folder: Path) -> Path:
    """Where a folder lies until it is whole and gets its name."""
    return folder.with_name(f"{folder.name} (being made)")


@contextlib.contextmanager
def only_maker(folder: Path) -> Iterator[bool]:
    """Nobody else makes this folder meanwhile; OutputError at once where somebody does. Given: a kill left it half."""
    path = folder.with_name(f".{folder.name}.lock")
    make_folder(folder.parent)
    was_begun = path.exists()
    with _locked(path, lambda: _NOBODY, patience=0):
        try:
            yield was_begun
        finally:
            with contextlib.suppress(OSError):  # where it cannot go while it is held, it goes when it is let go
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(path: Path, who: Callable[[], Mapping[str, str]], patience: float = _PATIENCE) -> Iterator[None]:
    """The lock of the operating system on a file; `who` says which other command may have it."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - it takes as long to load as a small command

    with contextlib.ExitStack() as at_end:
        try:
            at_end.enter_context(FileLock(path, timeout=patience))
        except Timeout as error:
            raise OutputError(Problem("HUB-073", Place(), dict(who()))) from error
        except OSError as error:
            raise cannot_write(path, error) from error
        yield


def who_and_where() -> tuple[str, str]:
    """Who is at work, by the name that the computer knows, and which computer it is."""
    who = _NOBODY["who"]
    with contextlib.suppress(OSError, KeyError, ImportError):  # a computer may not know who is at it
        who = getpass.getuser()
    return who, platform.node() or "this computer"


def _me() -> dict[str, str]:
    who, where = who_and_where()
    return {"who": who, "where": where, "since": f"{dt.datetime.now().astimezone():%d/%m/%Y %H:%M}"}


def _who(holder: Path) -> dict[str, str]:
    try:
        found = json.loads(read_whole(holder, MEGABYTE))
        return {name: str(found[name]) for name in _NOBODY}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return _NOBODY
