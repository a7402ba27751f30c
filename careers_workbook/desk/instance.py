"""The desk that runs for a Hub, as files that only its user can read: a second start opens it instead of another one.

Enters: the folder of a Hub. Leaves: what runs for it, or the right to be what runs for it. `desk.json` says where the
desk is and holds no secret; `open.html` is the page that a browser is sent to first, with a token that opens the desk
once. Both lie in a folder of the user's own, outside of the Hub's, which may be shared. Must not know: pages, requests.
"""

import contextlib
import hashlib
import http.client
import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, field
from html import escape
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import cannot_write, remove, write
from careers_workbook.core.user_folder import make_private, user_folder
from careers_workbook.desk.protection import ENTRY, SIGN_OF_LIFE

_ABOUT, _SIGN_IN, _LOCK = "desk.json", "open.html", "desk.lock"
_PATIENCE, _PAUSE = 10.0, 0.1
"""Seconds to wait for a desk that is just being started, and between two looks at it."""
_ANSWER = 2.0
MARK = "careers-workbook-desk"
"""The header by which a desk says which one it is."""


@frozen
class Instance:
    """One desk that runs: its port, and which start it is."""

    port: int
    number: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_alive(self) -> bool:
        """Whether it is this desk that answers there."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ANSWER)
        try:
            asking.request("HEAD", SIGN_OF_LIFE)
            return asking.getresponse().getheader(MARK, "") == self.number
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()


def own_folder(hub: Path | None) -> Path:
    """Where what is said of the desk of a Hub lies, by the Hub's own path; None is the desk that has no Hub yet."""
    if hub is None:
        return user_folder() / "desk" / "start"
    path = os.path.normcase(os.path.realpath(hub))
    return user_folder() / "desk" / hashlib.sha256(path.encode("utf-8", "replace")).hexdigest()[:16]


@contextlib.contextmanager
def the_only_one(folder: Path) -> Iterator[bool]:
    """Whether no other desk runs for this Hub; as long as that is held, none does.

    The lock is one of the operating system, and ends with the process however that ends.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - it takes as long to load as a small command

    make_private(folder)
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        raise cannot_write(folder / _LOCK, error) from error
    try:
        yield True
    finally:
        lock.release()


def announce(folder: Path, instance: Instance, token: str) -> Path:
    """Say which desk runs, and lay out the page that opens it; that is given."""
    page = lay_out(folder, instance, token)  # first: whoever finds the other opens this
    write(folder / _ABOUT, json.dumps(asdict(instance)) + "\n", private=True)
    return page


def lay_out(folder: Path, instance: Instance, token: str) -> Path:
    """The page that opens a desk once, with the token in it.

    It takes the token along without script, and not on the command line of a browser, which others can see.
    """
    leads_to = escape(f"{instance.address}{ENTRY}?token={token}")
    page = (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Careers workbook</title>'
        f'<meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0; url={leads_to}">'
        f'</head><body><p><a href="{leads_to}">Open the desk</a></p></body></html>\n'
    )
    write(folder / _SIGN_IN, page, private=True)
    return folder / _SIGN_IN


def take_down(folder: Path) -> None:
    """Leave nothing behind that says that a desk runs."""
    for name in (_SIGN_IN, _ABOUT):
        remove(folder / name)


def running(folder: Path, patience: float = _PATIENCE) -> tuple[Instance, Path] | None:
    """The desk that runs, and the page that opens it; None where it does not answer. One may be starting just now."""
    for _ in range(int(patience / _PAUSE)):
        found = _read(folder / _ABOUT)
        if found and found.is_alive and (folder / _SIGN_IN).exists():
            return found, folder / _SIGN_IN
        time.sleep(_PAUSE)
    return None


def _read(path: Path) -> Instance | None:
    try:
        found = json.loads(read_whole(path, MEGABYTE))
        return Instance(int(found["port"]), str(found["number"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
