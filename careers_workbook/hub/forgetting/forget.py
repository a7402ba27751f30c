"""A school forgotten: tombstones first, then every copy, then what is known of it; what was cut off is finished later.

Enters: a `Held`. Leaves: the Hub's folder without what the school sent. What could not be removed is a Problem, and
stays to be done; a file says meanwhile what is being forgotten. Must not know: how anything is shown.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from careers_workbook.core.input import read_whole
from careers_workbook.core.output import make_folder, remove, write
from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.hub.forgetting.held import Arrival, Held, ToForget, as_details
from careers_workbook.hub.store import decisions, journal, receipts
from careers_workbook.hub.store.integrity import counted_files
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.tombstones import FORGET, MARKER, Tombstones


@dataclass(frozen=True, slots=True)
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
