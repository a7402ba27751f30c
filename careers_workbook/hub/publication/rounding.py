"""Numbers of people as others may read them: a multiple of 5, up or down as a secret offset says; and that secret.

Enters: a number, whom it counts, the Hub's secret. Leaves: a number that is at most 4 off. Whom it counts decides which
way, not where or when it is shown: what has not changed never looks as if it had, and nobody knows at which numbers it
would. docs/disclosure.md says in plain words what that protects. The secret is made once and kept beside the store, in
nothing that is shown; where a folder that two computers share has two, the one stays by which was published first. Must
not know: what leavers are.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import make_folder, write
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.hub.store.lock import one_at_a_time

STEP = 5
FEWEST_SCHOOLS, LARGEST_SHARE = 3, 80
"""A year or a list is shown from so many schools on, of which none has more than so many per cent of its people."""
LEAST_BASE = 50
"""Published numbers from which on there are percentages of them: below, 5 more or fewer would be 10 % and more."""


@frozen
class Population:
    """Whom a number counts: who left in these years, in these groups at a checkpoint, of a list of the Hub's schools.

    No groups and no checkpoint: all of them, who are the same at every checkpoint. No list: those of the whole Hub.
    """

    years: frozenset[str]
    groups: frozenset[str] = frozenset()
    checkpoint: str = ""
    sheet: str = ""
    schools: str = ""

    def offset(self, secret: bytes) -> int:
        """0 to 4, as if drawn by lot: of 2**256 outcomes each of the five has a fifth, but for one in 10**76."""
        whom = [self.schools, self.sheet, self.checkpoint, sorted(self.groups), sorted(self.years)]
        drawn = hmac.digest(secret, json.dumps(whom).encode(), hashlib.sha256)
        return int.from_bytes(drawn) % STEP

    def rounded(self, number: int, secret: bytes) -> int:
        """A number of these people as it is published. 0 stays 0, and on the whole nothing is added or lost."""
        return STEP * ((number + self.offset(secret)) // STEP)


def may_be_shown(people: Collection[int]) -> bool:
    """Whether numbers rest on enough schools: `people` are those of each school."""
    found = [number for number in people if number]
    return len(found) >= FEWEST_SCHOOLS and 100 * max(found) <= LARGEST_SHARE * sum(found)


def percentage(number: int, base: int, least: int = LEAST_BASE) -> int | None:
    """The share of one published number in another, whole; None where the base is too small. It is never over 100."""
    return min(100, (200 * number + base) // (2 * base)) if base >= least else None


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
