"""Whether the store and what lies beside it belong together: copies of it, files it has lost, rounds nobody names.

Enters: a Hub's folder. Leaves: Problems (HUB-030, 040, 041, 077, 085, 097 to 099, 179). Nothing is put right here:
`collect` does that. Must not know: how a file is read, how anything is shown.
"""

import contextlib
import hashlib
import os
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.core.text import many
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.asked import unreadable
from careers_workbook.hub.store.folder_moves import unfinished
from careers_workbook.hub.store.receipts import source_of
from careers_workbook.hub.store.remembered import as_it_is
from careers_workbook.hub.store.settings import CHANGES, SETTINGS, HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.sync_copies import copies
from careers_workbook.hub.store.tombstones import MARKER, Tombstones
from careers_workbook.returns.intake.disk import all_names, files_in
from careers_workbook.returns.redaction.names import as_kept

INCOMPLETE = ("HUB-040", "HUB-041", "HUB-077")
"""With these some returns count nowhere: a school might be called "not returned" that has returned."""
_LOST = ("HUB-040", "HUB-041")
"""With these some returns that were collected count nowhere."""
_SHORT = 200
"""Characters of a path that is kept as it is, whatever folder the Hub lies in."""
_NAMED = 5
"""Files that are named; more of them are counted."""


def integrity_problems(hub: HubSettings) -> Iterator[Problem]:
    """Everything that makes it doubtful whether what is shown is all there is."""
    yield from _copies(hub)
    yield from unreadable(hub)
    if (hub.folders["returns"] / MARKER).exists():
        yield Problem("HUB-131")
    with contextlib.suppress(OutputError):  # other parts of a command say why nobody can tell
        yield from _moves(hub)
        yield from _not_in_store(hub)


def _moves(hub: HubSettings) -> Iterator[Problem]:
    for one in unfinished(hub):
        yield Problem("HUB-179", Place(), {"name": one.name, "path": str(one.now), "begun": f"{one.begun:%d/%m/%Y}"})


_ALL_THERE: dict[Path, str] = {}
"""By the folder of a Hub the mark of what was there when nothing was missing; "" where somebody has asked once only.

Who looks at one page after the other asks with each: then names are listed, and nobody goes through what is over.
"""


def _not_in_store(hub: HubSettings) -> Iterator[Problem]:
    is_asked_again = hub.root in _ALL_THERE
    mark = _mark(hub) if is_asked_again else ""
    if mark and _ALL_THERE[hub.root] == mark:
        return
    found, unknown = _looked_through(hub)
    is_all_there = is_asked_again and not (found or unknown) and mark == _mark(hub)
    _ALL_THERE[hub.root] = mark if is_all_there else ""
    yield from found


def _mark(hub: HubSettings) -> str:
    """Changes with any name in the inbox or of a receipt, the store, the names of rounds; "" where nobody can tell."""
    names, state = all_names(hub.folders["inbox"]), as_it_is(hub.store)
    if names is None or state is None:
        return ""
    kept = receipts.every_name(hub.folders["returns"])
    rounds = [one.name for one in hub.rounds]
    marks = hashlib.sha256(repr((state, rounds, len(names), len(kept))).encode("utf-8", "surrogatepass"))
    for one in (names, kept):
        marks.update("\n".join(one).encode("utf-8", "surrogatepass"))
    return marks.hexdigest()


def _looked_through(hub: HubSettings) -> tuple[list[Problem], list[str]]:
    """What is missing, and whatever the store does not know of what lies in the inbox."""
    unknown = list[str]()
    return list(_missing(hub, unknown)), unknown


def _missing(hub: HubSettings, unknown: list[str]) -> Iterator[Problem]:
    lost, rounds = receipts.names(hub.folders["returns"]), Counter[str]()
    for name, source, hash_of in _arrivals(hub):
        if hash_of:
            lost.discard(receipts.name_of(name, source, hash_of))
            rounds[name] += 1
    if lost:
        yield Problem("HUB-041", Place(), {"number": many(len(lost), "file"), "path": hub.store.name})
    unknown += () if lost else _unknown(hub, _in_inbox(hub, refused=False))
    waiting = list(_waiting(hub, unknown))
    if waiting:
        yield Problem("HUB-077", Place(), counted_files(waiting) | {"verb": "has" if len(waiting) == 1 else "have"})
    named = {one.name for one in hub.rounds}
    for name, number in ((name, number) for name, number in rounds.items() if name not in named):
        yield Problem("HUB-040", Place(), {"number": many(number, "file"), "name": name})


def lost_returns(hub: HubSettings) -> Iterator[Problem]:
    """Says which returns were collected and count nowhere: the store was replaced or removed, or a round renamed."""
    return (problem for problem in integrity_problems(hub) if problem.code in _LOST)


def counted_files(files: Sequence[str]) -> dict[str, str]:
    """How many files, and the first of them, as a problem says it."""
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    return {"number": many(len(files), "file"), "files": ", ".join(files[:_NAMED]) + more}


def not_collected(hub: HubSettings) -> Iterator[str]:
    """What lies in the inbox, is unknown by name and not forgotten; what is in zips and e-mails is known by theirs."""
    return _waiting(hub, list(_unknown(hub, _in_inbox(hub, refused=False))))  # few, where there are thousands


def _waiting(hub: HubSettings, unknown: Sequence[str]) -> Iterator[str]:
    """Those of them that did not come in a zip folder or an e-mail, and are not forgotten."""
    known = _places(hub, frozenset(unknown)) if unknown else ()
    waiting = [source for source in unknown if source not in known]
    stones = Tombstones.of(journal.decided(hub.folders["returns"]) if waiting else ())
    for source in waiting:
        if not (stones.stones and stones.of_bytes(receipts.hash_on_disk(hub.root / source))):
            yield source


def _unknown(hub: HubSettings, sources: Iterable[str]) -> Iterator[str]:
    """Those of which the store has no file under this very name."""
    if not hub.store.exists():
        yield from sources
        return
    with Store(hub.store) as store:
        yield from store.unknown(sources)


def _places(hub: HubSettings, wanted: Container[str]) -> set[str]:
    """Those that are `wanted` of places of files in the store, and of zip folders, e-mails and folders around them."""
    found = set[str]()
    for _, source, _ in _arrivals(hub):
        place = as_kept(source)  # a version of before kept names as they were
        while place:
            if place in wanted:
                found.add(place)
            place = place.rpartition("/")[0]
    return found


def taken_out(hub: HubSettings, sources: Iterable[str]) -> frozenset[str]:
    """Those of these files that lay in the inbox and do not any more; none where there is no inbox."""
    inbox = source_of(hub.root, str(hub.folders["inbox"]))
    lay = [one for one in sources if PurePosixPath(one).is_relative_to(inbox)]
    if not lay or not hub.folders["inbox"].is_dir():
        return frozenset()
    there = set(_in_inbox(hub, refused=True))
    return frozenset(one for one in lay if not _is_there(PurePosixPath(one), there))


def _is_there(source: PurePosixPath, there: Collection[str]) -> bool:
    """Whether a file, or what it came in, is there; of two of the same kept name one has a number behind."""
    return any(str(place) in there or _unnumbered(place) in there for place in (source, *source.parents))


def _unnumbered(place: PurePosixPath) -> str:
    """inbox/oak.xlsx for inbox/oak (2).xlsx."""
    name, bracket, number = place.stem.rpartition(" (")
    return str(place.with_name(name + place.suffix)) if name and bracket and number[:-1].isdecimal() else str(place)


def _in_inbox(hub: HubSettings, *, refused: bool) -> Iterator[str]:
    """What lies in the inbox, by the name that is kept of it; `refused`: also what cannot be opened where it lies."""
    inbox = hub.folders["inbox"]
    folders = dict[str, str]()
    for path in files_in(inbox) if inbox.is_dir() else ():
        if isinstance(path, Path):
            folder, name = os.path.split(path)  # Path.parent takes five times as long
            name = as_kept(name)
            if folder not in folders:
                folders[folder] = source_of(hub.root, folder)
            around = folders[folder]
            short = around != "." and len(around) + len(name) < _SHORT
            yield f"{around}/{name}" if short else source_of(hub.root, str(path))
        elif refused:
            yield source_of(hub.root, path.problems[0].place.file)


def _arrivals(hub: HubSettings) -> Iterator[tuple[str, str, str]]:
    """Of every file in the store the round, the source and the hash."""
    if hub.store.exists():
        with Store(hub.store) as store:
            yield from store.arrivals()


def _copies(hub: HubSettings) -> Iterator[Problem]:
    """Second copies of what the Hub keeps, as they come of two computers that write at the same time."""
    store = (one for one in copies(hub.store, any_name=True) if one != hub.draft)
    yield from (Problem("HUB-030", Place(), {"copy": one.name, "path": hub.store.name}) for one in store)
    folder, spec = hub.folders["returns"], Path(hub.spec)
    theirs = [hub.root / SETTINGS, hub.register, hub.root / CHANGES, *([spec] if spec.parent == hub.root else [])]
    computers = _computers(folder) if any(copies(path, any_name=True) for path in theirs) else set()
    for path in dict.fromkeys(theirs):
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
