"""A file that somebody is not sure of: read as the Hub would read it, beside what the Hub would make of it.

Enters: a name and bytes; a Hub's folder, a round, the day. Leaves: a `LookedAt` for every file that this is, or
that a zip folder or an e-mail holds. Nothing is written down: the bytes lie in a folder of their own while they are
read, which goes then. Must not know: how anything is shown, who keeps it meanwhile.
"""

import datetime as dt
from collections.abc import Iterator

from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import write
from careers_workbook.core.temporary import temporary_folder
from careers_workbook.hub.register.addresses import Senders
from careers_workbook.hub.register.register import read_register
from careers_workbook.hub.rounds.diary import Diary
from careers_workbook.hub.rounds.return_selection import DecidedReturn, select_returns
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.asked import context
from careers_workbook.hub.store.inbox import safe_name
from careers_workbook.hub.store.receipts import Receipt, hash_of
from careers_workbook.hub.store.settings import HubSettings, RoundSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import stored_return
from careers_workbook.hub.store.tombstones import Tombstones
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.messages import Unpacked
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.model import Spec


@frozen
class LookedAt:
    """One file. `spec` is the one that its answers are named by, None for a refused one.

    `decided` is what the Hub would make of it if nothing else had come from its school: whose it is, whether it counts.
    `came` are the arrivals of the same bytes, the last one first. `forgotten`: they would not be taken in.
    """

    data: bytes
    submission: Submission
    spec: Spec | None
    decided: DecidedReturn
    came: tuple[Receipt, ...] = ()
    forgotten: bool = False


def look_at(  # noqa: PLR0913, PLR0917 - a file, and the Hub that looks at it
    hub: HubSettings, at: RoundSettings, today: dt.date, name: str, data: bytes, password: str | None = None
) -> Iterator[LookedAt]:
    """Every file that these bytes are, or hold, one after the other."""
    looking = _Looking(hub, at, today)
    with temporary_folder() as folder, Worker() as worker:
        path = folder / safe_name(name)
        write(path, data)
        known = context(hub, today)
        for one in worker.unpack(path, password, name=path.name):
            if one.problem:
                yield looking.at(one, Submission(one.file, "refused", problems=(one.problem,)))
            else:
                yield looking.at(one, worker.read_data(one.file, one.data, None, known, password))


class _Looking:
    """What the Hub knows besides."""

    def __init__(self, hub: HubSettings, at: RoundSettings, today: dt.date) -> None:
        folder = hub.folders["returns"]
        self._hub, self._round, self._today = hub, at, today
        self._register = read_register(hub.register).on(at.due, today)
        self._diary = Diary.of(folder, at.name).going_on(self._register)
        self._senders = Senders(self._register.listed)
        self._forgotten = Tombstones.of(journal.decided(folder))
        self._specs = context(hub, today).carry_to
        self._came = _arrivals(hub)

    def at(self, one: Unpacked, submission: Submission) -> LookedAt:
        """One file, as it was read."""
        spec = None if submission.outcome == "refused" else spec_of(submission, self._specs)
        found = hash_of(one.data) if one.data else ""
        sender = self._senders.school_of(one.sender) if one.sender else ""
        receipt = Receipt(one.file, found, len(one.data), self._today, one.sent, self._round.name, sender=sender)
        stored = stored_return(receipt, submission, spec, keep_leaver_rows=False)
        came = tuple(before for before in reversed(self._came) if before.hash == found)
        earlier = next((before.round for before in came if before.round != self._round.name), "")
        before = {found: earlier} if earlier else {}
        decided = select_returns([stored], self._register, self._specs[0], self._round, self._diary, before)[0]
        forgotten = self._forgotten.of_bytes(found) is not None
        return LookedAt(one.data, submission, spec, decided, came, forgotten)


def _arrivals(hub: HubSettings) -> tuple[Receipt, ...]:
    """Everything that came, in its order."""
    if not hub.store.exists():
        return ()
    with Store(hub.store) as store:
        return store.receipts()
