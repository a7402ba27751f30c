"""Where the desk does what the catalogue names a command for: the page, and what a link to it says.

Enters: a command without the name of the program. Leaves: a `DeskWay`; None where only a command does it. Must not
know: what a page shows, why something is to be done.
"""

import re
from collections.abc import Mapping

from careers_workbook.core.frozen import frozen


@frozen
class DeskWay:
    """A page, and the words of a link to it."""

    address: str
    words: str


_WAYS: Mapping[str, DeskWay] = {
    "collect --rebuild": DeskWay("/care", "Read everything again"),
    "collect": DeskWay("/inbox", "Go to the inbox"),
    "assign": DeskWay("/inbox?show=act", "Say whose it is"),
    "build": DeskWay("/workbooks", "Go to the workbooks"),
    "status --chase": DeskWay("/letters#write", "Go to the letters"),
    "status": DeskWay("/schools", "Go to the schools"),
    "consolidate": DeskWay("/results", "Go to the results"),
    "history": DeskWay("/history", "Go to the history"),
    "tidy-up": DeskWay("/kept", "See what may go"),
    "init": DeskWay("/start", "Make a Hub"),
    "address": DeskWay("/schools/{urn}", "Go to the school"),
    "answer": DeskWay("/schools/{urn}", "Go to the school"),
    "mark": DeskWay("/schools", "Go to the schools"),
    "forget": DeskWay("/schools", "Go to the schools"),
}
"""How a command begins -> its page here; what stands first counts."""
_URN = re.compile(r"\b[0-9]{6}\b")


def leads_to(do: str) -> DeskWay | None:
    """The page on which a command's work is done."""
    way = next((way for start, way in _WAYS.items() if f"{do} ".startswith(f"{start} ")), None)
    if way is None:
        return None
    urn = _URN.search(do)
    address = way.address.format(urn=urn[0]) if urn else way.address.removesuffix("/{urn}")
    return DeskWay(address, way.words)
