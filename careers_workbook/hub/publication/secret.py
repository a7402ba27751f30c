"""The Hub's secret, by which numbers are rounded: made once, kept beside the store, in nothing that is shown.

Enters: a Hub's folder, the marks of the secrets by which something was published. Leaves: the secret. Where a folder
that two computers share has two, the one stays by which was published first. Must not know: what is rounded.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from pathlib import Path

from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import make_folder, write
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.hub.store.lock import one_at_a_time

NAME = "rounding.secret"
FORMAT = "careers-workbook-rounding/1"
_ABOUT = "By this, numbers of people are rounded. Keep it, in backups too, and never send it to anybody."
_BYTES = 32


def the_secret(folder: Path, marks: Sequence[str]) -> bytes:
    """The one by which was published before, or else a new one. SpecError (HUB-140) if that one is not there."""
    found = _found(folder)
    if not found and not marks:
        make_folder(folder)
        with one_at_a_time(folder):
            found = _found(folder)  # another command may have been first
            if not found:
                keep_secret(folder, secrets.token_bytes(_BYTES))
                found = _found(folder)
    usual = [*marks, *found][0]
    if usual not in found:
        reason = "is not that by which they were rounded" if found else "is not there or cannot be read"
        raise SpecError(Problem("HUB-140", Place(), {"path": str(folder / NAME), "reason": reason}))
    return found[usual]


def keep_secret(folder: Path, secret: bytes) -> None:
    """Write it down, for whoever uses this computer as this person only."""
    data = {"format": FORMAT, "about": _ABOUT, "secret": secret.hex()}
    write(folder / NAME, json.dumps(data, indent=1) + "\n", private=True)


def mark_of(secret: bytes) -> str:
    """What tells one secret from another, and says nothing of it."""
    return hashlib.sha256(b"mark:" + secret).hexdigest()[:16]


def _found(folder: Path) -> dict[str, bytes]:
    """Mark -> secret: the usual file first, then what a folder that is synchronised has made of a second one."""
    name = Path(NAME)
    paths = sorted(folder.glob(f"{name.stem}*{name.suffix}"), key=lambda path: (path.name != NAME, path.name))
    return {mark_of(secret): secret for path in paths if (secret := _read(path))}


def _read(path: Path) -> bytes | None:
    try:
        data = json.loads(read_whole(path, MEGABYTE))
        secret = bytes.fromhex(data["secret"])
        return secret if data["format"] == FORMAT and len(secret) == _BYTES else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
