"""What schools sent -> the store: each file once, whole, with its original kept.

Enters: a Hub's folder, paths. Leaves: a `CollectedFile` for every file, whatever it is like, and rows in the store.
Files are never changed, moved or locked; one that has come before is not read again, one whose reading was stopped
only when something has changed. Killed at any moment, the next run goes on where it stopped. Must not know: how a file
is read, whose it is.
"""

import datetime as dt
import errno
import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from careers_workbook import __version__
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.output import cannot_write, make_folder, write
from careers_workbook.core.problems import FileRefusedError, OutputError, Place, Problem
from careers_workbook.figures.quality import as_finding
from careers_workbook.hub.store import consistency_mark, decisions, journal, readings, receipts
from careers_workbook.hub.store.asked import FOLDER, context, how_read, questions_to_keep, still_read_alike
from careers_workbook.hub.store.fetching import fetch_before_change
from careers_workbook.hub.store.journal import JournalDetail, JournalEntry
from careers_workbook.hub.store.receipts import Receipt, around_on_disk
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.stops import Step, Stop, Stops, Tried
from careers_workbook.hub.store.store import Store, leave_nothing_beside
from careers_workbook.hub.store.stored_return import StoredReturn, in_words_of, keeps_leaver_rows, stored_return
from careers_workbook.hub.store.tombstones import FORGET, Tombstones
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.disk import looks as looks_like
from careers_workbook.returns.intake.disk import modified, named_files
from careers_workbook.returns.intake.first_bytes import begins_as_package, begins_as_workbook
from careers_workbook.returns.redaction.names import as_kept, same_as_kept
from careers_workbook.returns.submission import SentSpec, Submission
from careers_workbook.returns.worker.elsewhere import Elsewhere, WorkerElsewhere
from careers_workbook.returns.worker.messages import NOT_STARTED, STOPPED, Unpacked, stopped
from careers_workbook.returns.worker.process import Limits, cores
from careers_workbook.returns.worker.worker import Worker

_LOCKED = frozenset({"FILE-008", "FILE-032"})
"""Files that a password opens."""
_AGAIN = frozenset({NOT_STARTED, "HUB-026"})
"""Files of which nothing is known yet: nothing could read them, or the original was gone. Each run tries again."""
_NOT_BY_ITSELF = frozenset({"FILE-001", "FILE-003", "FILE-011", "FILE-039", "FILE-061"})
"""Of what cannot be opened, that whose reason lies elsewhere: it may open next time, though it looks the same."""
_IN_USE, _CANNOT_WRITE = "HUB-027", "FILE-020"
_PLACES = 256
"""Files of which it is kept in mind how they looked, until the store does."""
_TOGETHER = 32
"""Files of which what was carried over is put into the store at once."""
_AT_ONCE, _LONG = 8, 0.5
"""Files that are put into the store at once; fewer after so many seconds, because till then nobody is told of them."""
_DAYS = 64
"""Days on which files came that are read anew in one run."""
_NOT_HERE = ("blank", "returns", "letters", "output")
"""The Hub's folders in which no return lies, should somebody collect from the folder above them."""


@frozen
class Request:
    """What is collected. `urn` is the school that all of it is from, if the Hub says so.

    `sender` gives the school that an e-mail comes from by its address, as `Receipt.sender` has it. In the end `tell`
    gets whether nothing would be opened if all lay there like this the next time.
    """

    round: str
    today: dt.date
    urn: str = ""
    password: str | None = None
    sender: Callable[[str], str] = lambda _address: ""
    tell: Callable[[bool], object] = bool


@frozen
class CollectedFile:
    """What became of one file. `stored` is None for one that was known before; `again`: read from its original.

    `carried`: not even that, because what was read before could be carried over to the checklist of today.
    `forgotten`: it was forgotten, and is not taken in. `receipt` is how it is in the store, where it was looked up.
    """

    source: str
    stored: StoredReturn | None = None
    again: bool = False
    carried: bool = False
    forgotten: bool = False
    receipt: Receipt | None = None


class _Flight:
    """Something that is done when it is its turn, once: above all what becomes of a file that is `read` meanwhile."""

    def __init__(self, finish: Callable[[], CollectedFile | None], *, read: bool = False) -> None:
        self.read = read
        self._finish: Callable[[], CollectedFile | None] | None = finish
        self._done: CollectedFile | None = None

    def land(self) -> CollectedFile | None:
        """Do it, unless it is done."""
        if self._finish:
            self._done, self._finish = self._finish(), None
        return self._done


_Taken = CollectedFile | _Flight | None


def _is_read(one: _Taken) -> bool:
    return isinstance(one, _Flight) and one.read


def _landed(one: _Taken) -> CollectedFile | None:
    return one.land() if isinstance(one, _Flight) else one


@dataclass
class Collecting:
    """One run. `asked` is what the Hub asks and has asked."""

    hub: HubSettings
    store: Store
    worker: Worker
    request: Request
    asked: Context = field(init=False)
    read_by: str = field(init=False)
    own: tuple[str, ...] = field(init=False)
    stops: Stops = field(init=False)
    lost: list[Receipt] = field(init=False, default_factory=list)
    closed: dict[str, str] = field(init=False, default_factory=dict)
    whose: dict[tuple[str, str, str], str] = field(init=False, default_factory=dict)
    forgotten: Tombstones = field(init=False, default_factory=Tombstones)
    met: dict[str, JournalEntry] = field(init=False, default_factory=dict)
    places: list[tuple[str, str, Sequence[Receipt]]] = field(init=False, default_factory=list)
    came_closed: dict[tuple[str, str, str], JournalEntry] | None = field(init=False, default=None)
    pending: Counter[str] = field(init=False, default_factory=Counter)
    reading: int = field(init=False, default=0)
    opened: list[tuple[str, str]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._know_what_is_asked()
        self.own = tuple(f"{self._source(str(self.hub.folders[name]))}/" for name in _NOT_HERE)
        self.stops = Stops(self.hub.folders["returns"])
        self.stops.tidy_names()

    def _know_what_is_asked(self) -> None:
        # of a Hub that keeps rows of leavers the store has them alone, and only as they were carried over
        wants_both = not self.hub.keep_leaver_rows
        self.asked = replace(context(self.hub, self.request.today), in_own_words=wants_both)
        self.read_by = how_read(self.hub, self.asked)

    def settle(self) -> None:
        """Know what people decided of files that came."""
        folder = self.hub.folders["returns"]
        self.whose = decisions.settle(folder, self.store)
        self.forgotten = Tombstones.of(journal.decided(folder))

    def compare(self) -> None:
        """Let store and receipts know the same: what came and is not in the store is `lost`, and read by `catch_up`."""
        folder = self.hub.folders["returns"]
        _complete_receipts(folder, self.store.receipts())
        known = {receipts.receipt_name(one) for one in self.store.receipts()}
        if receipts.names(folder) - known:
            found = (one for _, one in receipts.receipts(folder) if one)
            self.lost = [one for one in found if receipts.receipt_name(one) not in known]

    def write_down(self, every: Iterable[Mapping[str, JournalDetail]]) -> None:
        """Say in the journal what became of files."""
        journal.add_together(self.hub.folders["returns"], "collect", [*every], some_of_many=True)

    def told(self, one: StoredReturn, **more: bool) -> Mapping[str, JournalDetail]:
        """What the journal says of a file."""
        receipt = one.receipt
        came = {"round": receipt.round, "source": receipt.source, "hash": receipt.hash}
        codes = " ".join(dict.fromkeys(f.code for f in one.findings if one.submission.outcome == "refused"))
        outcome = {"outcome": one.submission.outcome, "urn": one.submission.urn, "codes": codes}
        closed = {} if receipt.hash else {**self._closed(receipt), "received": receipt.received.isoformat()}
        return {**came, **outcome, **closed, **more}

    def _closed(self, receipt: Receipt) -> dict[str, str]:
        """What something is known by whose bytes cannot be had: those of the file around it, else when it was sent."""
        around = around_on_disk(self.hub.root, receipt.source)
        found = receipts.hash_on_disk(around) if around else ""
        return {"around": found, "sent": receipt.sent.isoformat() if receipt.sent and not found else ""}

    def complete_journal(self) -> None:
        """Write down what is in the store and nobody wrote down: a run was killed, or there was no journal yet."""
        entries = (one for one in journal.each(self.hub.folders["returns"]) if one.what == "collect")
        said = {(e.text("round"), as_kept(e.text("source")), e.text("hash")) for e in entries}
        there = {one for one in self.store.receipts() if decisions.key(one) not in said}
        for name in sorted({one.round for one in there}):
            those = (one for one in self.store.returns(name) if one.receipt in there)
            self.write_down(self.told(one, late=True) for one in those)

    def take(self, paths: Sequence[Path]) -> Iterator[CollectedFile]:
        """Every file that the paths stand for. A file that is named itself is tried again if it was stopped before."""
        for path in paths:
            place, named = self._source(str(path)), not path.is_dir()
            if named:
                self.stops.forget(place)
            unseen = {place, *(one.source for one in self.store.unread())}
            self.closed = {} if named else self._stopped("opening")
            if named:
                taken = self._take_each(self.worker.unpack(path, self.request.password, self.closed), unseen)
            else:
                taken = self._take_folder(path, unseen)
            yield from self._in_order(taken)
            self.stops.tidy(place, self._tried("opening"))
            self._forget_around()
            if place in unseen:  # else it could not be opened itself, and nobody knows what is in it
                self._forget(place, unseen)

    def _take_each(self, those: Iterable[Unpacked], unseen: set[str], *, named: bool = True) -> "Iterator[_Taken]":
        for one in those:
            source = self._source(one.file)
            if not self._is_ours(source):
                unseen.discard(source)
                yield self._take(one, named=named)

    def _in_order(self, those: "Iterable[_Taken]") -> Iterator[CollectedFile]:
        """What becomes of each, one after the other; meanwhile the processes read those that follow, a few at most."""
        waiting = deque[_Taken]()
        for one in those:
            waiting.append(one)
            while waiting and (not _is_read(waiting[0]) or self.reading > 2 * self.worker.readers):
                if done := _landed(waiting.popleft()):
                    yield done
        yield from filter(None, map(_landed, waiting))

    def _take_folder(self, folder: Path, unseen: set[str]) -> "Iterator[_Taken]":
        """Every file of a folder. One that looks as it did when it was collected is not opened."""
        for path, name in named_files(folder):
            place = self._source(name)
            if self._is_ours(place):
                continue
            looks = "" if isinstance(path, FileRefusedError) else looks_like(path)
            if not self.request.urn and (sources := self._came_from(place, looks)):
                unseen.difference_update((place, *sources))
                yield from map(CollectedFile, sources)
                continue
            self.opened.append((place, looks))
            taken = list[_Taken]()
            for one in self._take_each(self._unpacked(path, name), unseen, named=False):
                taken.append(one)
                yield one
            yield _Flight(partial(self._lay, place, looks, taken))

    def _came_from(self, place: str, looks: str) -> tuple[str, ...]:
        """What was collected from a file that looked like this, if it need not be opened again."""
        codes = (*_AGAIN, *_NOT_BY_ITSELF, STOPPED, *(_LOCKED if self.request.password else ()))
        return self.store.came_from(place, looks, codes) if looks else ()

    def all_is_known(self) -> bool:
        """Whether nothing of what was gone through would be opened, should it lie there like this the next time."""
        return all(self._came_from(place, looks) for place, looks in self.opened)

    def _unpacked(self, path: Path | FileRefusedError, name: str) -> Iterator[Unpacked]:
        """What lies at a place. A workbook, and a file that is known by its bytes, is not opened for that."""
        if isinstance(path, FileRefusedError):
            yield Unpacked(name, b"", None, path.problems[0].in_file(name))
            return
        data = receipts.bytes_on_disk(path)
        if begins_as_workbook(data) or (data and self.store.known(self._source(name), receipts.hash_of(data))):
            yield Unpacked(name, data, modified(path), None)
        else:
            yield from self.worker.unpack(path, self.request.password, self.closed, name)

    def _lay(self, place: str, looks: str, came: "Sequence[_Taken]") -> None:
        """Keep in mind how a file looked all of which is in the store."""
        found = (_landed(one) for one in came)
        there = [one.receipt for one in found if one and one.receipt]
        if looks and there and len(set(there)) == len(came):
            self.places.append((place, looks, there))
            if len(self.places) >= _PLACES:
                self.keep_places()

    def keep_places(self) -> None:
        """Keep in the store what was kept in mind."""
        self.store.keep_places(self.places)
        self.places.clear()

    def _forget(self, place: str, unseen: Container[str]) -> None:
        """What could not be opened in this round and is not there any more."""
        for receipt in self.store.unread():
            inside = place in (receipt.source, ".") or receipt.source.startswith(f"{place}/")
            if inside and receipt.source in unseen and receipt.round == self.request.round:
                self.store.forget(receipt)

    def tidy_names(self) -> None:
        """Take what points to a pupil out of the names under which files came before; `catch_up` reads them anew."""
        every = (*self.store.receipts(), *self.store.unread())
        named = [one for one in every if one.source != as_kept(one.source)]
        known = {receipts.receipt_name(one) for one in every} if not named else set()
        receipts.tidy_names(self.hub.folders["returns"], known)
        for receipt in named:
            self.store.forget(receipt)
        if named:
            self.store.clear_out()

    def catch_up(self) -> Iterator[CollectedFile]:
        """Read from its original what was lost. It keeps the day and the round in which it came.

        What somebody stopped in the middle was begun last, and comes last: nothing waits behind it.
        """
        yield from self.again(self._last_begun_last(self.lost))

    def _last_begun_last(self, those: Iterable[Receipt]) -> list[Receipt]:
        return sorted(those, key=lambda one: receipts.begun(self.hub.folders["returns"], one))

    def refresh(self) -> Iterator[CollectedFile]:
        """Read anew, from the originals, what was read by another spec than those of today.

        Of rounds that are over only that of which carrying over what was read might come to something else. What is
        learnt meanwhile of the questions that were sent comes from a return that lacks some of those of today.
        """
        folder = self.hub.folders["returns"] / FOLDER
        unsure = () if folder.exists() else self.store.missing_answers()  # of a Hub that kept no questions yet
        while stale := dict.fromkeys((*unsure, *self._read_otherwise())):
            if not unsure:
                for one in self._carried_over(stale):
                    del stale[one.receipt]
                    yield CollectedFile(one.receipt.source, one, again=True, carried=True, receipt=one.receipt)
            yield from self.again(self._last_begun_last(stale))
            self.store.clear_out()
            unsure = ()
        make_folder(folder)

    def _carried_over(self, those: Iterable[Receipt]) -> Iterator[StoredReturn]:
        """Those of which it is sure what reading them anew would come to: they are put in."""
        known = self.store.whole(tuple(those))
        while several := list(itertools.islice(known, _TOGETHER)):
            done = list[StoredReturn]()
            for receipt, one in several:
                if made := self._as_asked_today(receipt, one):
                    self.store.add(made, for_good=False)  # at once, while the rows are at hand that were kept beside it
                    done.append(made)
            self.store.settle()
            yield from done

    def _as_asked_today(self, receipt: Receipt, one: StoredReturn) -> StoredReturn | None:
        # a run in which nobody changed the spec needs nothing of what carries answers over
        from careers_workbook.hub.store.carried_over import carried_over  # noqa: PLC0415

        folder, keeps = self.hub.folders["returns"], self.hub.keep_leaver_rows
        is_other = keeps_leaver_rows(one.read_by) != keeps or readings.EARLIER in one.codes
        if is_other or not self._is_as_it_came(receipt):
            return None
        is_own = one.submission.own is None or not one.submission.own.carried
        first = one if is_own or keeps else readings.in_own_words(folder, one)
        made = first and carried_over(first, self.asked, self.read_by, keep_leaver_rows=keeps)
        if made:
            if is_own and not keeps:
                readings.set_aside(folder, one, self.request.today)
            bare = carried_over(one, self.asked, self.read_by, keep_leaver_rows=False) if keeps else made
            readings.keep(folder, bare or made, self.request.today, is_new=True)
        return made

    def _is_as_it_came(self, receipt: Receipt) -> bool:
        """Whether reading its original would begin with the same bytes, which no password opens."""
        folder = self.hub.folders["returns"]
        if receipts.as_noted(folder, receipt).is_thinned or receipt.hash in self._stopped("reading"):
            return False
        try:
            return begins_as_package(receipts.original_bytes(folder, receipt))
        except FileRefusedError:
            return False

    def _read_otherwise(self) -> tuple[Receipt, ...]:
        over = [one.name for one in self.hub.rounds_before(self.hub.at(self.request.today))]
        return self.store.read_otherwise(self.read_by, over, still_read_alike(self.hub, self.asked))

    def again(self, those: Iterable[Receipt]) -> Iterator[CollectedFile]:
        """Read originals anew."""
        return (replace(one, again=True) for one in self._in_order(map(self._again, those)))

    def _again(self, receipt: Receipt) -> "_Taken":
        receipt = receipts.as_noted(self.hub.folders["returns"], receipt)
        try:
            data = receipts.original_bytes(self.hub.folders["returns"], receipt)
        except FileRefusedError as error:
            return self._put(receipt, Submission(receipt.source, "refused", problems=error.problems))
        return self._in_turn(receipt.hash, lambda: self._read(receipt, data))

    def _take(self, one: Unpacked, *, named: bool) -> "_Taken":
        """What becomes of it; None if it was lost, and is left to `catch_up`."""
        source, request = self._source(one.file), self.request
        sender = request.sender(one.sender) if one.sender else ""
        new = Receipt(source, "", 0, request.today, one.sent, request.round, sender=sender)
        if one.problem:
            return self._take_closed(one, one.problem, new)
        found = receipts.hash_of(one.data)
        return self._in_turn(found, lambda: self._take_bytes(one, found, new, named=named))

    def _in_turn(self, found: str, act: "Callable[[], _Taken]") -> "_Taken":
        """Do it now, or when it is known what becomes of the same bytes, which came before."""
        if not self.pending[found]:
            return act()
        self.pending[found] += 1
        return _Flight(lambda: self._done(found, _landed(act())))

    def _done(self, found: str, one: CollectedFile | None) -> CollectedFile | None:
        self._is_done(found)
        return one

    def _is_done(self, found: str) -> None:
        self.pending[found] -= 1
        if not self.pending[found]:
            del self.pending[found]

    def _take_bytes(self, one: Unpacked, found: str, new: Receipt, *, named: bool) -> "_Taken":
        source, request = new.source, self.request
        if named:
            self.stops.leave_out("reading", found)
        lost = next((a for a in self.lost if a.hash == found and same_as_kept(a.source, source)), None)
        if lost and not (named or request.urn):
            return None
        if lost:
            self.lost.remove(lost)
        before = lost or self.store.known(source, found)
        if before and not (lost or request.urn or self._worth_another_try(before.source, found)):
            return CollectedFile(before.source, receipt=before)
        if not before and (stone := self.forgotten.of_bytes(found)):
            self.met[source] = stone
            return CollectedFile(source, forgotten=True)
        receipt = before or self._unread(new) or new
        receipt = self._said(replace(receipt, hash=found, size=len(one.data)))
        receipts.keep(self.hub.folders["returns"], receipt, one.data)
        return self._read(receipt, one.data)

    def _take_closed(self, one: Unpacked, problem: Problem, new: Receipt) -> CollectedFile:
        """What becomes of something whose bytes cannot be had."""
        if self._is_forgotten(one):
            return CollectedFile(new.source, forgotten=True)
        if one.hash:
            self._stop("opening", one.hash, new.source, problem)
        before = self._unread(new)
        known = self.store.codes(new.source, "")
        if before and known == {problem.code}:
            return CollectedFile(new.source, receipt=before)
        done = self._put(self._said(before or new), Submission(new.source, "refused", problems=(problem,)))
        return replace(done, again=before is not None and not known)

    def _is_forgotten(self, one: Unpacked) -> bool:
        """Whether what cannot be opened lies in something that was forgotten."""
        around = around_on_disk(self.hub.root, self._source(one.file)) if self.forgotten.stones else None
        return around is not None and self.forgotten.of_bytes(receipts.hash_on_disk(around)) is not None

    def _forget_around(self) -> None:
        """Know the zip folder or e-mail again, too, in which nothing lies but what was forgotten."""
        known = [one.source for one in (*self.store.receipts(), *self.store.unread())] if self.met else []
        for source, stone in self.met.items():
            around = around_on_disk(self.hub.root, source)
            place = self._source(str(around))
            if around is None or any(one == place or one.startswith(f"{place}/") for one in known):
                continue
            found = receipts.hash_on_disk(around)
            if found and not self.forgotten.of_bytes(found):
                said = {**stone.details, "hash": found, "receipt": ""}
                added = journal.add(self.hub.folders["returns"], FORGET, said, stone)
                self.forgotten = Tombstones((*self.forgotten.stones, added))

    def _said(self, receipt: Receipt) -> Receipt:
        """The school that it is from, if the Hub says so now."""
        urn = self.request.urn or self.whose.get(decisions.key(receipt), receipt.urn)
        if self.request.urn and urn != receipt.urn:
            decisions.assign(self.hub.folders["returns"], receipt, urn)
        return replace(receipt, urn=urn)

    def _unread(self, new: Receipt) -> Receipt | None:
        """The same file, when it came and could not be opened: it may lie there since last term."""
        there = [one for one in self.store.unread() if one.source == new.source]
        same = next((one for one in there if one.sent == new.sent), None)
        came = None if same else self._came_closed(new)
        return same or next((one for one in there if came and one.round == came.round), came)

    def _came_closed(self, new: Receipt) -> Receipt | None:
        """The same by the journal, which outlives the store: the bytes are the same, whenever they were saved."""
        if self.came_closed is None:
            entries = journal.each(self.hub.folders["returns"])
            those = [one for one in entries if one.what == "collect" and "received" in one.details]
            self.came_closed = {(as_kept(e.text("source")), e.text("around"), e.text("sent")): e for e in those}
        if not any(source == new.source for source, _, _ in self.came_closed):
            return None
        known = self._closed(new)
        entry = self.came_closed.get((new.source, known["around"], known["sent"]))
        return _as_it_came(new, entry) if entry else None

    def _worth_another_try(self, source: str, found: str) -> bool:
        codes = self.store.codes(source, found)
        freed = STOPPED in codes and found not in self._stopped("reading")
        return bool(freed or codes & _AGAIN or (self.request.password and codes & _LOCKED))

    def _read(self, receipt: Receipt, data: bytes) -> "_Taken":
        """Let it be read; what was stopped before, wherever it lay, stays as it is."""
        reason = self._stopped("reading").get(receipt.hash)
        if reason:
            problem = stopped(receipt.source, reason)
            return self._put(receipt, Submission(receipt.source, "refused", problems=(problem,)))
        receipts.begin(self.hub.folders["returns"], receipt)
        reading = self._begun(receipt, data)
        self.pending[receipt.hash] += 1
        self.reading += 1
        return _Flight(partial(self._finish, receipt, data, self.asked, reading), read=True)

    def _begun(self, receipt: Receipt, data: bytes) -> "Future[Submission]":
        known = _on_day(self.asked, receipt.received)
        return self.worker.read_later(receipt.source, data, None, known, self.request.password)

    def _finish(self, receipt: Receipt, data: bytes, asked: Context, reading: "Future[Submission]") -> CollectedFile:
        """Put in what was read; once more, if by then a file before it has proved what was asked."""
        submission = self.worker.result(reading)
        if asked is not self.asked and not any(problem.code == STOPPED for problem in submission.problems):
            submission = self.worker.result(self._begun(receipt, data))
        self._is_done(receipt.hash)
        self.reading -= 1
        if submission.proved:
            self._learn(submission.proved)
        self.stops.leave_out("reading", receipt.hash)
        for problem in submission.problems:
            self._stop("reading", receipt.hash, receipt.source, problem)
        return self._put(receipt, submission)

    def _learn(self, proved: SentSpec) -> None:
        """Keep what one return proves of all workbooks like it; `refresh` reads those anew that were read before."""
        wanted = questions_to_keep(self.hub, proved.spec, proved.since)
        if wanted:
            make_folder(wanted[0].parent)
            write(*wanted)
        self._know_what_is_asked()

    def _stopped(self, step: Step) -> dict[str, str]:
        return self.stops.reasons(step, self._tried(step))

    def _stop(self, step: Step, found: str, source: str, problem: Problem) -> None:
        """Keep in mind that a file was stopped, if that is what the problem says."""
        if problem.code == STOPPED:
            if step == "opening":
                self.closed[found] = problem.context["reason"]  # the next process is told
            self.stops.note(Stop(found, source, step, problem.context["reason"], self._tried(step)))

    def _tried(self, step: Step) -> Tried:
        limits = self.worker.limits
        return Tried(__version__, limits.seconds, limits.memory, self.read_by if step == "reading" else "")

    def _put(self, receipt: Receipt, submission: Submission) -> CollectedFile:
        one = self._known(receipt, submission) or self._stored(receipt, submission)
        self.store.add(one, for_good=False)
        return CollectedFile(receipt.source, one, receipt=receipt)

    def _stored(self, receipt: Receipt, submission: Submission) -> StoredReturn:
        spec = None if submission.outcome == "refused" else spec_of(submission, self.asked.carry_to)
        bare = replace(stored_return(receipt, submission, spec, keep_leaver_rows=False), read_by=self.read_by)
        folder = self.hub.folders["returns"]
        if spec and not (submission.unknown_spec and readings.is_kept(folder, receipt)):
            self._keep_first(receipt, submission)
            readings.keep(folder, bare, self.request.today)
        if not (spec and self.hub.keep_leaver_rows):
            return bare
        return replace(stored_return(receipt, submission, spec, keep_leaver_rows=True), read_by=self.read_by)

    def _keep_first(self, receipt: Receipt, submission: Submission) -> None:
        """Set aside what was carried over as it was read; what is set aside already may be of another reading."""
        if submission.own is None or not submission.own.carried:
            return
        # of a Hub whose checklist has not changed no return is carried over
        from careers_workbook.hub.store.carried_over import in_own_words  # noqa: PLC0415

        folder, first = self.hub.folders["returns"], in_own_words(receipt, submission, self.asked)
        if first:
            readings.keep_first(folder, first, self.request.today)
        else:
            readings.let_go(folder, receipt)

    def _known(self, receipt: Receipt, submission: Submission) -> StoredReturn | None:
        """What is known of a file that cannot be read any more, or not whole, as answers to the checklist of today."""
        refused = receipt.hash and submission.outcome == "refused"
        asked = refused or receipt.is_thinned
        reading = readings.kept(self.hub.folders["returns"], receipt) if asked else None
        if reading is None:
            return None
        one = reading.of(receipt)
        if one.read_by != self.read_by:
            one = in_words_of(one, self.asked.carry_to)
        said = map(as_finding, readings.read_earlier(reading.day, submission.problems)) if refused else ()
        return replace(one, findings=(*one.findings, *said), read_by=self.read_by)

    def _source(self, file: str) -> str:
        return receipts.source_of(self.hub.root, file)

    def _is_ours(self, source: str) -> bool:
        return f"{source}/".startswith(self.own) or ("/" not in source and self._is_settings(PurePosixPath(source)))

    def _is_settings(self, path: PurePosixPath) -> bool:
        """Whether it is one of the settings, the register or the store, which lie in the Hub's folder itself."""
        return path.name.startswith(self.hub.store.name) or path.suffix.lower() in (".yaml", ".yml", ".csv", ".sqlite")


def _as_it_came(new: Receipt, entry: JournalEntry) -> Receipt:
    return replace(new, round=entry.text("round"), received=dt.date.fromisoformat(entry.text("received")))


@kept(_DAYS)
def _on_day(asked: Context, day: dt.date) -> Context:
    """The same value for the same day, because the reader knows it again."""
    return replace(asked, today=day)


def collect(
    hub: HubSettings,
    paths: Sequence[Path],
    request: Request,
    limits: Limits | None = None,
    readers: int | Elsewhere = 0,
) -> Iterator[CollectedFile]:
    """Take in every file that the paths stand for, then what the store has lost; read anew what another spec read.

    So many `readers`, one a core unless it is said, read at the same time, or those of an executor; the store becomes
    the same.
    """
    with _worker(limits, readers) as worker, Store(hub.store, write=True) as store:
        run, folder = Collecting(hub, store, worker, request), hub.folders["returns"]
        store.summarise()
        if consistency_mark.holds(folder, store):
            run.settle()
        else:
            readings.complete(folder, store)  # before a name is tidied, and its file read again
            run.tidy_names()
            run.settle()
            run.compare()
            run.complete_journal()
        for those in _together(store, itertools.chain(run.take(paths), run.catch_up(), run.refresh())):
            run.write_down(run.told(one.stored, again=one.again) for one in those if one.stored)
            yield from those
        run.keep_places()
        consistency_mark.keep(folder, store)
        request.tell(run.all_is_known())


def _together(store: Store, those: Iterable[CollectedFile]) -> Iterator[list[CollectedFile]]:
    """The files some at a time, each when it is in the store for good: for one alone that takes as long as for all.

    Of those that were not there yet when something went wrong none is, and they are read again.
    """
    some, began = list[CollectedFile](), time.monotonic()
    for one in those:
        some.append(one)
        if len(some) == _AT_ONCE or time.monotonic() - began > _LONG:
            store.settle()
            yield some
            some, began = [], time.monotonic()
    store.settle()
    yield some


def _worker(limits: Limits | None, readers: int | Elsewhere) -> Worker:
    if isinstance(readers, Elsewhere):
        return WorkerElsewhere(readers, limits)
    return Worker(limits, readers=readers or cores())


def rebuild_store(
    hub: HubSettings, request: Request, limits: Limits | None = None, readers: int | Elsewhere = 0
) -> Iterator[CollectedFile | Problem]:
    """Make the store anew from the receipts and the originals. The old one stays until the new one is whole.

    OutputError where another command is at work, or something that is no store has its name.
    """
    draft = hub.draft
    for path in (hub.store, draft):
        _is_free(path)
    _remove(draft)
    make_folder(hub.folders["returns"])
    _say_all(hub)
    number = 0
    try:
        with _worker(limits, readers) as worker, Store(draft, write=True) as store:
            run = Collecting(hub, store, worker, request)
            run.tidy_names()
            decisions.settle(hub.folders["returns"])
            damaged = list[Path]()
            for those in _together(store, run.again(_readable(hub.folders["returns"], damaged))):
                yield from those
                number += len(those)
            yield from (Problem("HUB-031", Place(), {"path": str(path)}) for path in damaged)
            yield from itertools.chain.from_iterable(_together(store, run.refresh()))
        _is_free(hub.store)
        _put(draft, hub.store)
        journal.add(hub.folders["returns"], "rebuild", {"files": number})
    finally:
        _remove(draft)


def _readable(folder: Path, damaged: list[Path]) -> Iterator[Receipt]:
    for path, receipt in receipts.receipts(folder):
        if receipt:
            yield receipt
        else:
            damaged.append(path)


def _is_free(path: Path) -> None:
    """OutputError if another command is at work on a store, or what has its name is no file."""
    if path.exists() and not path.is_file():
        raise cannot_write(path, OSError(errno.EEXIST, ""))
    try:
        if path.exists():
            Store(path, write=True).close()
    except OutputError as error:  # whatever else is wrong with it: it is to be made anew
        if error.problems[0].code == _IN_USE:
            raise


def _put(draft: Path, path: Path) -> None:
    if path.exists():
        fetch_before_change(path)
    try:
        leave_nothing_beside(path)
        draft.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error


def _remove(draft: Path) -> None:
    try:
        draft.unlink(missing_ok=True)
        leave_nothing_beside(draft)
    except OSError as error:
        raise cannot_write(draft, error) from error


def _say_all(hub: HubSettings) -> None:
    """A receipt for every file of the store of before, as far as that can be read: nothing is in there alone."""
    if not hub.store.exists():
        return
    try:
        with Store(hub.store) as before:
            _complete_receipts(hub.folders["returns"], before.salvaged())
            readings.complete(hub.folders["returns"], before)
    except OutputError as error:
        if error.problems[0].code in (_IN_USE, _CANNOT_WRITE):
            raise


def _complete_receipts(folder: Path, known: Iterable[Receipt]) -> None:
    there = receipts.names(folder)
    for receipt in known:
        if receipts.receipt_name(receipt) not in there:
            receipts.note(folder, receipt)
