"""Whether the store and what lies beside it belong together: copies of it, files it has lost, rounds nobody names.

Enters: a Hub's folder. Leaves: Problems (HUB-030, 040, 041, 077, 085, 097 to 099). Nothing is put right here: `collect`
does that. Must not know: how a file is read, how anything is shown.
"""

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.asked import unreadable
from careers_workbook.hub.store.receipts import Receipt, source_of
from careers_workbook.hub.store.settings import SETTINGS, HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.sync_copies import copies
from careers_workbook.returns.intake.disk import files_in
from careers_workbook.returns.redaction.names import as_kept

INCOMPLETE = ("HUB-040", "HUB-041", "HUB-077")
"""With these some returns count nowhere: a school might be called "not returned" that has returned."""
_NAMED = 5
"""Files that are named; more of them are counted."""


def integrity_problems(hub: HubSettings) -> Iterator[Problem]:
    """Everything that makes it doubtful whether what is shown is all there is."""
    yield from _copies(hub)
    yield from unreadable(hub)
    found = _known(hub)
    if found is None:
        return
    known, unread = found
    lost = receipts.names(hub.folders["returns"]) - {receipts.receipt_name(one) for one in known}
    if lost:
        yield Problem("HUB-041", Place(), {"number": _files(len(lost)), "path": hub.store.name})
    waiting = () if lost else list(_not_collected(hub, (*known, *unread)))
    if waiting:
        yield Problem("HUB-077", Place(), counted_files(waiting) | {"verb": "has" if len(waiting) == 1 else "have"})
    named = {one.name for one in hub.rounds}
    for name, number in Counter(one.round for one in known if one.round not in named).items():
        yield Problem("HUB-040", Place(), {"number": _files(number), "name": name})


def counted_files(files: Sequence[str]) -> dict[str, str]:
    """How many files, and the first of them, as a problem says it."""
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    return {"number": _files(len(files)), "files": ", ".join(files[:_NAMED]) + more}


def _not_collected(hub: HubSettings, known: Iterable[Receipt]) -> Iterator[str]:
    """What lies in the inbox and is unknown by name; what is in zip folders and e-mails is known by theirs."""
    sources = [PurePosixPath(as_kept(one.source)) for one in known]  # a version of before kept names as they were
    there = {str(place) for source in sources for place in (source, *source.parents)}
    inbox = hub.folders["inbox"]
    for path in files_in(inbox) if inbox.is_dir() else ():
        if isinstance(path, Path) and (source := source_of(hub.root, str(path))) not in there:
            yield source


def _known(hub: HubSettings) -> tuple[tuple[Receipt, ...], tuple[Receipt, ...]] | None:
    """What is in the store, read and unread; None where nobody can tell, which other parts of a command say."""
    if not hub.store.exists():
        return (), ()
    try:
        with Store(hub.store) as store:
            return store.receipts(), store.unread()
    except OutputError:
        return None


def _copies(hub: HubSettings) -> Iterator[Problem]:
    """Second copies of what the Hub keeps, as they come of two computers that write at the same time."""
    store = (one for one in copies(hub.store, any_name=True) if one != hub.draft)
    yield from (Problem("HUB-030", Place(), {"copy": one.name, "path": hub.store.name}) for one in store)
    folder, theirs = hub.folders["returns"], (hub.root / SETTINGS, hub.register)
    computers = _computers(folder) if any(copies(path, any_name=True) for path in theirs) else set()
    for path in theirs:
        for one in copies(path, computers):
            yield Problem("HUB-099", Place(), {"copy": one.name, "path": path.name})
    for one in copies(folder / journal.NAME, any_name=True):
        yield Problem("HUB-097", Place(), {"copy": str(one)})
    if twice := receipts.copies(folder):
        yield Problem("HUB-098", Place(), counted_files([path.name for path in twice]))


def _computers(folder: Path) -> set[str]:
    """The computers that have worked in the Hub."""
    with contextlib.suppress(OutputError):  # said where something is to be written
        return {one.where for one in journal.read(folder).entries}
    return set()


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"
