"""What goes out of a Hub for good: a school that is forgotten, and what has been kept long enough, by the settings.

Enters: a `Held`; the settings, a day. Leaves: what is due (lines of leavers in originals, then originals, then whole
rounds), and the folder without it. Tombstones come first, then every copy goes, then what is known of it; a file says
meanwhile what is being forgotten, and what a kill cut off is finished later. What could not be removed is a Problem.
Must not know: how anything is shown.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

from careers_workbook.core.days import last_of_month
from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import read_whole
from careers_workbook.core.output import make_folder, remove, write
from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.hub.forgetting.held import Arrival, Copy, Held, Holdings, ToForget, as_details
from careers_workbook.hub.store import decisions, journal, readings, receipts
from careers_workbook.hub.store.asked import context
from careers_workbook.hub.store.folder_moves import other_places
from careers_workbook.hub.store.integrity import counted_files
from careers_workbook.hub.store.journal import JournalDetail
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.settings import STAGES, HubSettings, RoundSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.tombstones import FORGET, MARKER, THINNED, TIDY, Tombstones, files_of, name_of
from careers_workbook.returns.context import Context
from careers_workbook.returns.worker.worker import Worker


@frozen
class Forgetting:
    """What is being forgotten, why, and since when."""

    scope: ToForget
    reason: str
    when: dt.datetime


def begin(hub: HubSettings, held: Held, reason: str) -> Forgetting:
    """Lay down what is to be forgotten: from now on it is done to its end, whatever is killed."""
    folder, known = hub.folders["returns"], {one.hash for one in held.scope.arrivals}
    found = ((one.path, receipts.hash_on_disk(one.path)) for one in held.copies if one.kind == "inbox")
    around = (Arrival("", "", one, path.stat().st_size, "") for path, one in found if one and one not in known)
    scope = replace(held.scope, arrivals=(*held.scope.arrivals, *around))
    begun = Forgetting(scope, reason, journal.now())
    make_folder(folder)
    said = asdict(scope) | {"reason": reason, "when": begun.when.isoformat()}
    write(folder / MARKER, json.dumps(said, ensure_ascii=False))
    return begun


def pending(hub: HubSettings) -> Forgetting | None:
    """What is being forgotten; None if nothing is."""
    try:
        said = json.loads(read_whole(hub.folders["returns"] / MARKER))
        arrivals = tuple(Arrival(**one) for one in said["arrivals"])
        scope = ToForget(tuple(said["urns"]), said["name"], said["round"], arrivals)
        return Forgetting(scope, said["reason"], dt.datetime.fromisoformat(said["when"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def carry_out(hub: HubSettings, held: Held, begun: Forgetting) -> tuple[Problem, ...]:
    """Remove all of it; what could not be removed is said (HUB-130), and stays to be done."""
    folder, arrivals = hub.folders["returns"], held.scope.arrivals
    journal.take_in(folder, lambda entries: Tombstones.of(entries).redacted)
    _say(folder, begun)
    left = list(_not_removed(held))
    with Store(hub.store, write=True) as store:
        keys = {(one.round, one.source, one.hash) for one in arrivals}
        found = (*store.receipts(), *store.unread())
        store.take_out(one for one in found if (one.round, one.source, one.hash) in keys)
        decisions.settle(folder, store)
    stones = Tombstones.of(journal.read(folder).entries)
    journal.rewrite(folder, stones.redacted, (*held.scope.urns, *(one.hash for one in arrivals)))
    if left:
        return (Problem("HUB-130", Place(), {"urn": held.scope.urn or held.scope.round, **counted_files(left)}),)
    remove(folder / MARKER)
    return ()


def _say(folder: Path, begun: Forgetting) -> None:
    """The tombstones, unless they were written down before it was killed."""
    entries = journal.read(folder).entries
    there = [one for one in entries if one.what == FORGET and one.when >= begun.when]
    first = there[0].number if there else 0
    for details in as_details(begun.scope, begun.reason):
        if not any({**one.details, **details} == dict(one.details) for one in there):
            entry = journal.add(folder, FORGET, {**details, **({"with": first} if first else {})})
            first = first or entry.number


def _not_removed(held: Held) -> Iterator[str]:
    """Remove the copies; given are those that another program has open, or that may not be removed."""
    for one in held.copies:
        try:
            remove(one.path)
        except OutputError:
            yield str(one.path)


_AS_THEY_CAME = ("original", "inbox", "copy")
"""Kinds of copies that are what a school sent, byte for byte."""
_WITH_THEM = ("marked", "letters")
"""What the program makes that has workbooks of schools in it."""


@frozen
class Due:
    """What goes of one round, and since when it is due. `held` is all of that round, `copies` are the files that go."""

    stage: str
    round: str
    since: dt.date
    held: Held
    copies: tuple[Copy, ...]


def due(hub: HubSettings, today: dt.date) -> Iterator[Due]:
    """What is due on a day, round by round: of each the last stage that has come, if it has anything to remove."""
    for one in hub.rounds:
        come = [(stage, since) for stage in STAGES if (since := _since(hub, one, stage)) and since <= today]
        if come:
            stage, since = come[-1]
            held = Holdings(hub, "", one.name, today).held()
            copies = held.copies if stage == "rounds" else tuple(_as_they_came(hub, held, stage))
            if copies or (stage == "rounds" and not held.is_nothing):
                yield Due(stage, one.name, since, held, copies)


def remove_originals(hub: HubSettings, one: Due, today: dt.date) -> Iterator[Problem]:
    """Remove the originals of a round; what was read of them stays. What could not be removed is said (HUB-133)."""
    folder, said = hub.folders["returns"], _Saying(hub, one)
    for receipt in _receipts(hub, one):
        if not receipt.removed:
            receipts.note(folder, replace(receipt, removed=today))
            readings.let_go(folder, receipt)
            said.add(receipt)
    yield from _removed(copy.path for copy in one.copies)


def thin_originals(hub: HubSettings, one: Due, today: dt.date) -> Iterator[Problem]:
    """Let originals of a round give way to others without rows of leavers; HUB-135 says of which that cannot be."""
    folder, said, kept_back = hub.folders["returns"], _Saying(hub, one), set[str]()
    known = context(hub, today)
    with Store(hub.store, write=True) as store:
        readings.complete(folder, store)
    with Worker() as worker:
        for receipt in _receipts(hub, one):
            problem = _thinned(hub, receipt, worker, known, said)
            if problem:
                kept_back.add(receipt.hash)
                yield Problem("HUB-135", Place(file=receipt.source), {"reason": problem.message})
    left = (copy.path for copy in one.copies if copy.kind != "original")
    yield from _removed(path for path in left if receipts.hash_on_disk(path) not in kept_back)
    decisions.settle(folder)


def _thinned(hub: HubSettings, old: Receipt, worker: Worker, known: Context, said: "_Saying") -> Problem | None:
    """Put a thinned original, with its receipt and what was read, in the place of one; why that cannot be."""
    folder, reading = hub.folders["returns"], readings.kept(hub.folders["returns"], old)
    if reading is None or old.thinned_from or not receipts.is_there(folder, old):
        return None
    found = worker.thin(old.source, receipts.original_bytes(folder, old), known)
    if found.problem or not found.data:
        receipts.note(folder, old if found.problem else replace(old, thinned_from=old.hash))
        return found.problem
    hashed = receipts.hash_of(found.data)
    new = replace(old, hash=hashed, size=len(found.data), thinned_from=old.hash)
    readings.keep(folder, replace(reading.one, receipt=new), reading.day)
    receipts.keep(folder, new, found.data)
    if why := decisions.holding(journal.read(folder).entries, "dismiss").get(decisions.key(old)):
        decisions.decide(folder, "dismiss", [decisions.key(new)], why)
    said.add(old)
    with Store(hub.store, write=True) as store:
        store.add(reading.of(replace(new, thinned_from="")))
        store.take_out([old])
    for _, path in files_of(folder, {name_of(old)}):
        remove(path)
    return None


class _Saying:
    """Tombstones of originals, written down together."""

    def __init__(self, hub: HubSettings, one: Due) -> None:
        self._folder, self._one, self._first = hub.folders["returns"], one, 0

    def add(self, receipt: Receipt) -> None:
        """One more."""
        details: dict[str, JournalDetail] = {"stage": self._one.stage, "round": self._one.round, "hash": receipt.hash}
        details |= {"receipt": name_of(receipt), **({"with": self._first} if self._first else {})}
        entry = journal.add(self._folder, TIDY, details)
        self._first = self._first or entry.number


def _receipts(hub: HubSettings, one: Due) -> list[Receipt]:
    names = {arrival.name for arrival in one.held.scope.arrivals}
    found = (receipt for _, receipt in receipts.receipts(hub.folders["returns"]) if receipt)
    return [receipt for receipt in found if name_of(receipt) in names]


def _removed(paths: Iterable[Path]) -> Iterator[Problem]:
    left = []
    for path in paths:
        try:
            remove(path)
        except OutputError:
            left.append(str(path))
    if left:
        yield Problem("HUB-133", Place(), counted_files(left))


def _as_they_came(hub: HubSettings, held: Held, stage: str) -> Iterator[Copy]:
    """What a school sent, and what the program made with it in it; at the first stage without what was thinned."""
    folder = hub.folders["returns"]
    there = {
        receipt.hash[: receipts.SHORT] for _, receipt in receipts.receipts(folder) if receipt and receipt.thinned_from
    }
    thinned = there if stage == THINNED else ()
    tops = (hub.folders["output"], *other_places(hub, "output"))
    places = tuple(top / name for top in tops for name in _WITH_THEM)
    for copy in held.copies:
        if copy.kind == "original" and copy.path.name[: receipts.SHORT] in thinned:
            continue
        if copy.kind in _AS_THEY_CAME or any(copy.path.is_relative_to(place) for place in places):
            yield copy


def _since(hub: HubSettings, one: RoundSettings, stage: str) -> dt.date | None:
    """The day on which a stage is due for a round; None if the settings do not say."""
    months = hub.keep_until.get(stage)
    if not months:
        return None
    year, month = divmod(one.due.year * 12 + one.due.month - 1 + months, 12)
    last = last_of_month(dt.date(year, month + 1, 1))
    return last.replace(day=min(one.due.day, last.day))
