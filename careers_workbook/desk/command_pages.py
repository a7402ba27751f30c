"""Where the desk does what the catalogue names a command for: the page, and what a link to it says.

Enters: a command without the name of the program. Leaves: a `CommandPage`; None where only a command does it. Must not
know: what a page shows, why something is to be done.
"""

import re
from collections.abc import Mapping

from careers_workbook.core.frozen import frozen


@frozen
class CommandPage:
    """A page, and the words of a link to it."""

    address: str
    words: str


_COMMAND_PAGES: Mapping[str, CommandPage] = {
    "collect --rebuild": CommandPage("/maintenance", "Read everything again"),
    "collect": CommandPage("/inbox", "Go to the inbox"),
    "confirm": CommandPage("/schools", "Confirm it on the page of the school"),
    "assign": CommandPage("/inbox?show=act", "Say whose it is"),
    "build --register": CommandPage("/register#list", "Paste or send your list"),
    "build": CommandPage("/workbooks", "Go to the workbooks"),
    "status --chase": CommandPage("/letters#write", "Go to the letters"),
    "status": CommandPage("/schools", "Go to the schools"),
    "consolidate": CommandPage("/results", "Go to the results"),
    "history": CommandPage("/history", "Go to the history"),
    "tidy-up": CommandPage("/kept", "See what may go"),
    "init": CommandPage("/start", "Make a Hub"),
    "address": CommandPage("/schools/{urn}", "Go to the school"),
    "answer": CommandPage("/schools/{urn}", "Go to the school"),
    "mark": CommandPage("/schools", "Go to the schools"),
    "check": CommandPage("/schools", "See it on the page of the school"),
    "desk": CommandPage("/settings#folders", "Finish it or clear it"),
    "forget": CommandPage("/schools", "Go to the schools"),
    "--password": CommandPage("/inbox#password", "Send the file once more with its password"),
    "--due": CommandPage("/settings/rounds", "Add a round"),
    "--certificates": CommandPage("/settings/folders/certificates", "Choose their folder"),
}
"""How a command begins, or an option -> its page here; what stands first counts."""
_URN = re.compile(r"\b[0-9]{6}\b")


def leads_to(do: str) -> CommandPage | None:
    """The page on which a command's work is done."""
    way = next((way for start, way in _COMMAND_PAGES.items() if f"{do} ".startswith(f"{start} ")), None)
    if way is None:
        return None
    urn = _URN.search(do)
    address = way.address.format(urn=urn[0]) if urn else way.address.removesuffix("/{urn}")
    return CommandPage(address, way.words)
