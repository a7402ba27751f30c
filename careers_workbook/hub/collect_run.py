"""One run of `collect`: what came is taken in and its rounds decided; or nothing has changed, and that is said again.

Enters: settings, a round, a day, what is to be collected, and what decides about a round afterwards. Leaves: file after
file what became of it, then a `RoundSummary`. Must not know: how a file is read, what is decided about it.
"""

import contextlib
import datetime as dt
import itertools
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from careers_workbook.core.problems import Problem
from careers_workbook.hub.register.register import read_register
from careers_workbook.hub.round_summary import RoundSummary
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.remembered import Depends, Remembered, mark, recalled
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.tombstones import Tombstones

if TYPE_CHECKING:
    from careers_workbook.hub.store.collect import CollectedFile
    from careers_workbook.returns.worker.elsewhere import Elsewhere

    Readers = contextlib.AbstractContextManager[int | Elsewhere]


@dataclass(slots=True)
class Taken:
    """What a run of `collect` has come to so far: files that were `new`, and that were `known` before.

    `again` counts those that were read again from their originals, `carried` those of which it was enough to carry over
    what was read before; `forgotten` are files that are not taken in.
    """

    new: int = 0
    known: int = 0
    forgotten: list[str] = field(default_factory=list)
    _new: set[str] = field(default_factory=set)
    _again: set[str] = field(default_factory=set)
    _carried: set[str] = field(default_factory=set)

    @property
    def again(self) -> int:
        """Files that were read again from their originals, and did not come now."""
        return len(self._again - self._new)

    @property
    def carried(self) -> int:
        """Files that answer a checklist which has changed since: what was read of them was carried over to it."""
        return len(self._carried - self._again - self._new)

    def count(self, one: "CollectedFile") -> None:
        """One file more."""
        if one.stored:
            self.new += not one.again
            (self._carried if one.carried else self._again if one.again else self._new).add(one.source)
        elif one.forgotten:
            self.forgotten.append(one.source)
        else:
            self.known += 1


@dataclass
class CollectRun:
    """One run of `collect` in a round: the files named, or all of the inbox; with `rebuild`, first all originals anew.

    Where nothing has changed since the last one, that says how the round stands; else `settle` does, which decides
    about the files of the rounds that it is given.
    """

    hub: HubSettings
    round: str
    today: dt.date
    settle: Callable[[set[str]], RoundSummary]
    paths: Sequence[Path] = ()
    urn: str = ""
    password: str | None = None
    rebuild: bool = False
    readers: "Readers | None" = None
    taken: Taken = field(default_factory=Taken)
    found: RoundSummary | None = None

    def summary(self) -> RoundSummary:
        """How the round stands when all is done."""
        assert self.found  # noqa: S101 - only asked for afterwards
        return self.found

    def steps(self) -> "Iterator[CollectedFile | Problem]":
        """One file after the other; none where nothing has changed."""
        usual = not (self.paths or self.urn or self.password or self.rebuild or self.readers)
        with self.readers or contextlib.nullcontext(0) as at_work, only_writer(self.hub.folders["returns"]):
            if usual and (said := recalled(self.hub, self.round)):
                self._say_again(said)
            else:
                yield from self._gone_through(at_work, usual=usual)

    def _say_again(self, said: str) -> None:
        kept = json.loads(said)
        self.taken.known, self.found = kept["files"], RoundSummary(**kept["summary"])

    def _gone_through(self, at_work: "int | Elsewhere", *, usual: bool) -> "Iterator[CollectedFile | Problem]":
        # where nothing has changed, none of it is needed
        from careers_workbook.hub.register.addresses import Senders  # noqa: PLC0415
        from careers_workbook.hub.store.collect import CollectedFile, Request, collect, rebuild_store  # noqa: PLC0415

        changed, is_known = {self.round}, list[bool]()
        depends = _depends(self.hub) if usual else None
        senders = Senders(read_register(self.hub.register).listed)
        request = Request(self.round, self.today, self.urn, self.password, senders.school_of, is_known.append)
        again = rebuild_store(self.hub, request, readers=at_work) if self.rebuild else ()
        paths = self.paths or (self.hub.folders["inbox"],)
        for one in itertools.chain(again, collect(self.hub, paths, request, readers=at_work)):
            if isinstance(one, CollectedFile):
                self.taken.count(one)
                if one.stored:
                    changed.add(one.stored.receipt.round)
            yield one
        self.found = self.settle(changed)
        if depends and all(is_known) and not (self.taken.again or self.taken.carried or self.taken.forgotten):
            self._remember(depends)

    def _remember(self, depends: Depends) -> None:
        stones = Tombstones.of(journal.decided(self.hub.folders["returns"]))
        thorough = bool(stones.stones or stones.tidied)
        files = self.taken.known + self.taken.new
        said = json.dumps({"files": files, "summary": asdict(self.summary())})
        of_all = mark(self.hub, self.round, depends, thorough=thorough)
        with Store(self.hub.store, write=True) as store:
            store.remember(self.round, Remembered(depends.specs, thorough, of_all, said))


def _depends(hub: HubSettings) -> Depends | None:
    """What the next run looks at before anything else; None where the checklist lies on another disk."""
    from careers_workbook.spec.load import files, shipped  # noqa: PLC0415 - as above

    own = [path for path in files(hub.spec) if path not in shipped().values()]
    try:
        return Depends.now(hub, [os.path.relpath(path, hub.root) for path in own])
    except (OSError, ValueError):  # ValueError: on Windows no path leads to another disk
        return None
