"""How numbers of leavers are published, told on its own way: shares no code with the program.

Enters: a secret, true numbers. Leaves: what must be shown.
"""

import hmac
import json
from collections.abc import Iterable
from pathlib import Path

SECRET = bytes(range(32))
SILENT = ("Missing", "No entry", "Not asked", "Unclear")
"""What together is No answer."""
LEARNING = ("apprenticeship", "education", "employment")


def counted_in(column: str, point: str) -> tuple[str, ...]:
    """The groups that a column counts, as docs/disclosure.md says."""
    unknown = "Not known" if point == "six_months" else "not known"
    named = {
        "No answer": SILENT,
        "In education, employment or training": LEARNING,
        "Not in education, employment or training": ("not sustained", "other"),
        "Not known or no answer": (*SILENT, unknown),
    }
    return named.get(column, (column,))


def rounded(secret: bytes, count: int, years: Iterable[str], groups: Iterable[str] = (), checkpoint: str = "") -> int:
    """A number of leavers of a Hub with one sheet about them."""
    whom = json.dumps(["", "", checkpoint, sorted(groups), sorted(years)])
    lot = int(hmac.new(secret, whom.encode("ascii"), "sha256").hexdigest(), 16) % 5
    return count - count % 5 + (5 if count % 5 + lot >= 5 else 0)


def secret_of(hub: Path) -> bytes:
    """The secret of a Hub on a disk."""
    return bytes.fromhex(json.loads((hub / "returns" / "rounding.secret").read_text(encoding="utf-8"))["secret"])
