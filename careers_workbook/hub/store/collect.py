"""What schools sent -> the store: each file once, whole, with its original kept.

Enters: a Hub's folder, paths. Leaves: a `CollectedFile` for every file, whatever it is like, and rows in the store.
Files are never changed, moved or locked; one that has come before is not read again, one whose reading was stopped
only when something has changed. Killed at any moment, the next run goes on where it stopped. Must not know: how a file
is read, whose it is.
"""

import datetime as dt
import errno
import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from careers_workbook import __version__
from careers_workbook.core.output import cannot_write, make_folder, write
from careers_workbook.core.problems import FileRefusedError, OutputError, Place, Problem
from careers_workbook.figures.quality import as_finding
from careers_workbook.hub.store import decisions, journal, readings, receipts
from careers_workbook.hub.store.asked import FOLDER, context, how_read, questions_to_keep
from careers_workbook.hub.store.journal import JournalEntry
from careers_workbook.hub.store.receipts import Receipt, around_on_disk
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.stops import Step, Stop, Stops, Tried
from careers_workbook.hub.store.store import Store, leave_nothing_beside
from careers_workbook.hub.store.stored_return import StoredReturn, in_words_of, stored_return
from careers_workbook.hub.store.tombstones import FORGET, Tombstones
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.redaction.names import as_kept, same_as_kept
from careers_workbook.returns.submission import SentSpec, Submission
from careers_workbook.returns.worker.process import Limits
from careers_workbook.returns.worker.worker import NOT_STARTED, STOPPED, Unpacked, Worker, stopped

_LOCKED = frozenset({"FILE-008", "FILE-032"})
"""Files that a password opens."""
_AGAIN = frozenset({NOT_STARTED, "HUB-026"})
"""Files of which nothing is known yet: nothing could read them, or the original was gone. Each run tries again."""
_EMPTY, _IN_USE, _CANNOT_WRITE = "FILE-036", "HUB-027", "FILE-020"
_NOT_HERE = ("blank", "returns", "letters", "output")
"""The Hub's folders in which no return lies, should somebody collect from the folder above them."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is collected. `urn` is the school that all of it is from, if the Hub says so.

    `sender` gives the school that an e-mail comes from by its address, as `Receipt.sender` has it.
    """

    round: str
    today: dt.date
    urn: str = ""
    password: str | None = None
    sender: Callable[[str], str] = lambda _address: ""


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """What became of one file. `stored` is None for one that was known before; `again`: read from its original.

    `forgotten`: it was forgotten, and is not taken in.
    """

    source: str
    stored: StoredReturn | None = None
    again: bool = False
    forgotten: bool = False


@dataclass
class Collecting:
    """One run. `asked` is what the Hub asks and has asked."""

    hub: HubSettings
    store: Store
    worker: Worker
    request: Request
    asked: Context = field(init=False)
    read_by: str = field(init=False)
    stops: Stops = field(init=False)
    lost: list[Receipt] = field(init=False, default_factory=list)
    closed: dict[str, str] = field(init=False, default_factory=dict)
    whose: dict[tuple[str, str, str], str] = field(init=False, default_factory=dict)
    forgotten: Tombstones = field(init=False, default_factory=Tombstones)
    met: dict[str, JournalEntry] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.asked = context(self.hub, self.request.today)
        self.read_by = how_read(self.hub, self.asked)
        self.stops = Stops(self.hub.folders["returns"])

    def compare(self) -> None:
        """Let store and receipts know the same: what came and is not in the store is `lost`, and read by `catch_up`."""
        folder = self.hub.folders["returns"]
        self.whose = decisions.settle(folder, self.store)
        self.forgotten = Tombstones.of(journal.read(folder).entries)
        _complete_receipts(folder, self.store.receipts())
        known = {receipts.receipt_name(one) for one in self.store.receipts()}
        if receipts.names(folder) - known:
            found = (one for _, one in receipts.receipts(folder) if one)
            self.lost = [one for one in found if receipts.receipt_name(one) not in known]

    def write_down(self, one: StoredReturn, **more: bool) -> None:
        """Say in the journal what became of a file."""
        receipt = one.receipt
        came = {"round": receipt.round, "source": receipt.source, "hash": receipt.hash}
        codes = " ".join(dict.fromkeys(f.code for f in one.findings if one.submission.outcome == "refused"))
        outcome = {"outcome": one.submission.outcome, "urn": one.submission.urn, "codes": codes}
        journal.add(self.hub.folders["returns"], "collect", {**came, **outcome, **more})

    def complete_journal(self) -> None:
        """Write down what is in the store and nobody wrote down: a run was killed, or there was no journal yet."""
        entries = journal.read(self.hub.folders["returns"]).entries
        said = {(e.text("round"), as_kept(e.text("source")), e.text("hash")) for e in entries if e.what == "collect"}
        there = {one for one in self.store.receipts() if decisions.key(one) not in said}
        for name in sorted({one.round for one in there}):
            for one in self.store.returns(name):
                if one.receipt in there:
                    self.write_down(one, late=True)

    def take(self, paths: Sequence[Path]) -> Iterator[CollectedFile]:
        """Every file that the paths stand for. A file that is named itself is tried again if it was stopped before."""
        for path in paths:
            place, named = self._source(str(path)), not path.is_dir()
            if named:
                self.stops.forget(place)
            seen = set()
            self.closed = {} if named else self._stopped("opening")
            for one in self.worker.unpack(path, self.request.password, self.closed):
                if not _is_empty_folder(one, path) and not self._is_ours(one.file):
                    taken = self._take(one, named=named)
                    seen.add(self._source(one.file))
                    if taken:
                        yield taken
            self.stops.tidy(place, self._tried("opening"))
            self._forget_around()
            if place not in seen:  # else it could not be opened itself, and nobody knows what is in it
                self._forget(place, seen)

    def _forget(self, place: str, seen: Container[str]) -> None:
        """What could not be opened in this round and is not there any more."""
        for receipt in self.store.unread():
            inside = place in (receipt.source, ".") or receipt.source.startswith(f"{place}/")
            if inside and receipt.source not in seen and receipt.round == self.request.round:
                self.store.forget(receipt)

    def tidy_names(self) -> None:
        """Take what points to a pupil out of the names under which files came before; `catch_up` reads them anew."""
        receipts.tidy_names(self.hub.folders["returns"])
        self.stops.tidy_names()
        named = [one for one in (*self.store.receipts(), *self.store.unread()) if one != receipts.tidied(one)]
        for receipt in named:
            self.store.forget(receipt)
        if named:
            self.store.clear_out()

    def catch_up(self) -> Iterator[CollectedFile]:
        """Read from its original what was lost. It keeps the day and the round in which it came.

        What somebody stopped in the middle was begun last, and comes last: nothing waits behind it.
        """
        for receipt in self._last_begun_last(self.lost):
            yield self.again(receipt)

    def _last_begun_last(self, those: Iterable[Receipt]) -> list[Receipt]:
        return sorted(those, key=lambda one: receipts.begun(self.hub.folders["returns"], one))

    def refresh(self) -> Iterator[CollectedFile]:
        """Read anew, from the originals, what was read by another spec than those of today.

        What is learnt meanwhile of the questions that were sent comes from a return that lacks some of those of today.
        """
        folder = self.hub.folders["returns"] / FOLDER
        unsure = () if folder.exists() else self.store.missing_answers()  # of a Hub that kept no questions yet
        while stale := {*unsure, *self.store.read_otherwise(self.read_by)}:
            for receipt in self._last_begun_last(stale):
                yield self.again(receipt)
            self.store.clear_out()
            unsure = ()
        make_folder(folder)

    def again(self, receipt: Receipt) -> CollectedFile:
        """Read an original anew."""
        receipt = receipts.as_noted(self.hub.folders["returns"], receipt)
        try:
            data = receipts.original_bytes(self.hub.folders["returns"], receipt)
        except FileRefusedError as error:
            submission = Submission(receipt.source, "refused", problems=error.problems)
        else:
            submission = self._read(receipt, data)
        return replace(self._put(receipt, submission), again=True)

    def _take(self, one: Unpacked, *, named: bool) -> CollectedFile | None:
        """What becomes of it; None if it was lost, and is left to `catch_up`."""
        source, request = self._source(one.file), self.request
        sender = request.sender(one.sender) if one.sender else ""
        new = Receipt(source, "", 0, request.today, one.sent, request.round, sender=sender)
        if one.problem and self._is_forgotten(one):
            return CollectedFile(source, forgotten=True)
        if one.problem:
            if one.hash:
                self._stop("opening", one.hash, source, one.problem)
            before = self._unread(new)
            if before and self.store.codes(source, "") == {one.problem.code}:
                return CollectedFile(source)
            came = before or new
            return self._put(self._said(came), Submission(source, "refused", problems=(one.problem,)))
        found = receipts.hash_of(one.data)
        if named:
            self.stops.leave_out("reading", found)
        lost = next((a for a in self.lost if a.hash == found and same_as_kept(a.source, source)), None)
        if lost and not (named or request.urn):
            return None
        if lost:
            self.lost.remove(lost)
        before = lost or self.store.known(source, found)
        if before and not (lost or request.urn or self._worth_another_try(before.source, found)):
            return CollectedFile(before.source)
        if not before and (stone := self.forgotten.of_bytes(found)):
            self.met[source] = stone
            return CollectedFile(source, forgotten=True)
        receipt = before or self._unread(new) or new
        receipt = self._said(replace(receipt, hash=found, size=len(one.data)))
        receipts.keep(self.hub.folders["returns"], receipt, one.data)
        return self._put(receipt, self._read(receipt, one.data))

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
        return next((a for a in self.store.unread() if (a.source, a.sent) == (new.source, new.sent)), None)

    def _worth_another_try(self, source: str, found: str) -> bool:
        codes = self.store.codes(source, found)
        freed = STOPPED in codes and found not in self._stopped("reading")
        return bool(freed or codes & _AGAIN or (self.request.password and codes & _LOCKED))

    def _read(self, receipt: Receipt, data: bytes) -> Submission:
        """What is in it; what was stopped before, wherever it lay, stays as it is."""
        reason = self._stopped("reading").get(receipt.hash)
        if reason:
            return Submission(receipt.source, "refused", problems=(stopped(receipt.source, reason),))
        receipts.begin(self.hub.folders["returns"], receipt)
        known = replace(self.asked, today=receipt.received)
        submission = self.worker.read_data(receipt.source, data, None, known, self.request.password)
        if submission.proved:
            self._learn(submission.proved)
        self.stops.leave_out("reading", receipt.hash)
        for problem in submission.problems:
            self._stop("reading", receipt.hash, receipt.source, problem)
        return submission

    def _learn(self, proved: SentSpec) -> None:
        """Keep what one return proves of all workbooks like it; `refresh` reads those anew that were read before."""
        wanted = questions_to_keep(self.hub, proved.spec, proved.since)
        if wanted:
            make_folder(wanted[0].parent)
            write(*wanted)
        self.asked = context(self.hub, self.request.today)
        self.read_by = how_read(self.hub, self.asked)

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
        self.store.add(one)
        return CollectedFile(receipt.source, one)

    def _stored(self, receipt: Receipt, submission: Submission) -> StoredReturn:
        spec = None if submission.outcome == "refused" else spec_of(submission, self.asked.carry_to)
        bare = replace(stored_return(receipt, submission, spec, keep_leaver_rows=False), read_by=self.read_by)
        folder = self.hub.folders["returns"]
        if spec and not (submission.unknown_spec and readings.is_kept(folder, receipt)):
            readings.keep(folder, bare, self.request.today)
        if not (spec and self.hub.keep_leaver_rows):
            return bare
        return replace(stored_return(receipt, submission, spec, keep_leaver_rows=True), read_by=self.read_by)

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

    def _is_ours(self, file: str) -> bool:
        path = PurePosixPath(self._source(file))
        own = (self._source(str(self.hub.folders[name])) for name in _NOT_HERE)
        return any(path.is_relative_to(folder) for folder in own) or self._is_settings(path)

    def _is_settings(self, path: PurePosixPath) -> bool:
        """Whether it lies in the Hub's folder itself, where the settings, the register and the store are."""
        ours = path.name.startswith(self.hub.store.name) or path.suffix.lower() in (".yaml", ".yml", ".csv", ".sqlite")
        return len(path.parts) == 1 and ours


def collect(
    hub: HubSettings, paths: Sequence[Path], request: Request, limits: Limits | None = None
) -> Iterator[CollectedFile]:
    """Take in every file that the paths stand for, then what the store has lost; read anew what another spec read."""
    with Worker(limits) as worker, Store(hub.store, write=True) as store:
        run = Collecting(hub, store, worker, request)
        readings.complete(hub.folders["returns"], store)  # before a name is tidied, and its file read again
        run.tidy_names()
        run.compare()
        run.complete_journal()
        for one in itertools.chain(run.take(paths), run.catch_up(), run.refresh()):
            if one.stored:
                run.write_down(one.stored, again=one.again)
            yield one


def rebuild_store(
    hub: HubSettings, request: Request, limits: Limits | None = None
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
        with Worker(limits) as worker, Store(draft, write=True) as store:
            run = Collecting(hub, store, worker, request)
            run.tidy_names()
            decisions.settle(hub.folders["returns"])
            for path, receipt in receipts.receipts(hub.folders["returns"]):
                if receipt is None:
                    yield Problem("HUB-031", Place(), {"path": str(path)})
                else:
                    yield run.again(receipt)
                    number += 1
            yield from run.refresh()
        _is_free(hub.store)
        _put(draft, hub.store)
        journal.add(hub.folders["returns"], "rebuild", {"files": number})
    finally:
        _remove(draft)


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


def _is_empty_folder(one: Unpacked, path: Path) -> bool:
    """Whether this says no more than that there is nothing in the folder that was named."""
    return one.problem is not None and one.problem.code == _EMPTY and path.is_dir() and one.file == as_kept(str(path))
