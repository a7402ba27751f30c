"""A Hub's folder that an earlier version of the program made, brought up to date: once, by the first command.

Enters: a Hub's folder. Leaves: a copy of what this version changes (the store, the receipts), in which no name points
to a pupil; what was read of each file beside its receipt; the first line of the journal; a Problem that says so, or
that the journal has gone, of which something else shows that there was one. Where
it cannot be written, it is read as it is, and the next command tries again. Must not know: how a file is read.
"""

import contextlib

from careers_workbook.core.output import make_folder
from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.core.text import many
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.lock import JOURNAL_LOCK, only_writer
from careers_workbook.hub.store.readings import complete
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store

COPY = "before-upgrade"
_NO_STORE = "HUB-028"


def upgrade(hub: HubSettings) -> Problem | None:
    """Bring a folder up to date; None where nothing is to be done, or nothing can be written."""
    if not _is_of_before(hub):
        return None
    folder, files = hub.folders["returns"], len(receipts.names(hub.folders["returns"]))
    was_there = (folder / JOURNAL_LOCK).exists()
    with contextlib.suppress(OutputError), only_writer(folder):
        if _is_of_before(hub):  # another command may have been first
            _copy(hub)
            journal.add(folder, "upgrade", {"files": files, "copy": COPY})
            if was_there:
                return Problem("HUB-192", Place(), {"number": many(files, "file"), "path": str(folder / journal.NAME)})
            return Problem("HUB-095", Place(), {"number": many(files, "file"), "copy": str(folder / COPY)})
    return None


def _is_of_before(hub: HubSettings) -> bool:
    """Whether something came, and nobody wrote down what."""
    folder = hub.folders["returns"]
    return not (folder / journal.NAME).exists() and (hub.store.is_file() or bool(receipts.names(folder)))


def _copy(hub: HubSettings) -> None:
    folder = hub.folders["returns"]
    make_folder(folder / COPY)
    for _, receipt in receipts.receipts(folder):
        if receipt:
            receipts.note(folder / COPY, receipts.tidied(receipt))
    try:
        if hub.store.is_file():
            with Store(hub.store) as store:
                store.copy_to(folder / COPY / hub.store.name)
                complete(folder, store)
    except OutputError as error:
        if error.problems[0].code != _NO_STORE:  # a store that cannot be used is made anew, when somebody says so
            raise
