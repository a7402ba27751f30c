"""Whether the store and what lies beside it belong together: copies of it, files it has lost, rounds nobody names.

Enters: a Hub's folder. Leaves: Problems (HUB-030, 040, 041). Nothing is put right here: `collect` does that. Must not
know: how a file is read, how anything is shown.
"""

from collections import Counter
from collections.abc import Iterator

from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.hub.store import receipts
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store

INCOMPLETE = ("HUB-040", "HUB-041")
"""With these some returns count nowhere: a school might be called "not returned" that has returned."""


def integrity_problems(hub: HubSettings) -> Iterator[Problem]:
    """Everything that makes it doubtful whether what is shown is all there is."""
    yield from _copies(hub)
    known = _known(hub)
    if known is None:
        return
    lost = receipts.names(hub.folders["returns"]) - {receipts.receipt_name(one) for one in known}
    if lost:
        yield Problem("HUB-041", Place(), {"number": _files(len(lost)), "path": hub.store.name})
    named = {one.name for one in hub.rounds}
    for name, number in Counter(one.round for one in known if one.round not in named).items():
        yield Problem("HUB-040", Place(), {"number": _files(number), "name": name})


def _known(hub: HubSettings) -> tuple[Receipt, ...] | None:
    """What is in the store; None where nobody can tell, which other parts of a command say."""
    if not hub.store.exists():
        return ()
    try:
        with Store(hub.store) as store:
            return store.receipts()
    except OutputError:
        return None


def _copies(hub: HubSettings) -> Iterator[Problem]:
    """Other files beside the store that look like copies of it, as OneDrive makes them when two computers write."""
    for path in sorted(hub.root.glob(f"{hub.store.stem}*{hub.store.suffix}")):
        if path.name not in (hub.store.name, hub.draft.name):
            yield Problem("HUB-030", Place(), {"copy": path.name, "path": hub.store.name})


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"
