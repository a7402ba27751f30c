"""What was forgotten: entries of the journal that say so without content, by which nothing of it comes back.

Enters: entries of the journal, a folder of returns. Leaves: which arrivals and which bytes are forgotten, entries
without their content, and the files of an arrival. Whatever a kind of entry says of a school is content, unless KEPT
says otherwise: a kind that is not named there loses all. Must not know: how a school is known, where else copies lie.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self

from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import remove
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.journal import FORGOTTEN, JournalDetail, JournalEntry
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.store import Store

FORGET, TIDY, UNDO = "forget", "tidy", "undo"
"""What a tombstone is called, that of an original that was kept long enough, and what takes a decision back."""
BARRIERS = (FORGET, TIDY)
"""What undo does not cross."""
THINNED = "leavers"
"""The stage at which an original gives way to one without rows of leavers."""
_DIGITS = re.compile(r"[0-9]+")
MARKER = "forgetting.json"
"""What is being forgotten, in the folder of returns, until nothing of it is left."""
_FILE, _SCHOOL = ("round", "hash"), ("round", "urn")
KEPT: dict[str, tuple[str, ...]] = {
    "collect": (*_FILE, "outcome", "again", "late"),
    "assign": _FILE,
    "dismiss": _FILE,
    "extend": _SCHOOL,
    "sent": (*_SCHOOL, "letter", "on"),
    "confirm": _SCHOOL,
    "address": _SCHOOL,
    "excuse": _SCHOOL,
    "note": _SCHOOL,
    "edit": (*_SCHOOL, "letter"),
    "line": _SCHOOL,
    "keep": ("why", "round"),
    "take away": ("round",),
}
"""The details of an entry about a school that are no content, and stay when the school is forgotten."""
_OF_NO_SCHOOL = (
    "init",
    "upgrade",
    "register import",
    "rebuild",
    "question",
    "template",
    "settings",
    "folder",
    "old folder",
    "backup",
    "restore",
    FORGET,
    TIDY,
)
"""What is said of the whole Hub: its settings, its register, its questions."""
_ALWAYS = ("with", "number", "undoes", FORGOTTEN)
"""How entries hang together."""
KeptKind = Literal["original", "receipt", "reading", "stopped"]
_PLACES: tuple[tuple[KeptKind, str], ...] = (
    ("original", "originals/*/*"), ("receipt", "receipts/*"), ("reading", "readings/*/*"), ("stopped", "stopped/*"),
    ("receipt", "before-upgrade/receipts/*"),
)  # fmt: skip
"""What is kept of an arrival, and where in the folder of returns; each is named by the hash."""


@frozen
class Tombstones:
    """Everything that was forgotten in a Hub; `tidied` are originals that went because they were kept long enough."""

    stones: tuple[JournalEntry, ...] = ()
    tidied: tuple[JournalEntry, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[JournalEntry]) -> Self:
        """Those among the entries of a journal."""
        there = tuple(one for one in entries if one.what in BARRIERS)
        return cls(*(tuple(one for one in there if one.what == what) for what in BARRIERS))

    @property
    def names(self) -> frozenset[str]:
        """What the receipts were called, without their endings, of files whose bytes were there and are forgotten."""
        thinned = (one for one in self.tidied if one.text("stage") == THINNED)
        return _named((*self.stones, *thinned))

    def covers(self, receipt: Receipt) -> bool:
        """Whether this arrival was forgotten."""
        return name_of(receipt) in self.names

    def of_bytes(self, hash_of: str) -> JournalEntry | None:
        """The tombstone of bytes, from wherever they come; None where nobody forgot them."""
        every = (*self.tidied, *self.stones)
        return next((one for one in reversed(every) if hash_of and one.text("hash") == hash_of), None)

    def redacted(self, entry: JournalEntry) -> JournalEntry:
        """The entry, without its content if it was written about something that was forgotten since."""
        if FORGOTTEN in entry.details or _kind(entry) in _OF_NO_SCHOOL:
            return entry
        about = _About.of(entry)
        stone = next((one for one in self.stones if _is_before(entry, one) and about.fits(one)), None)
        if stone is None:
            return entry
        kept = {*KEPT.get(_kind(entry), ()), *_ALWAYS}
        details: dict[str, JournalDetail] = {name: value for name, value in entry.details.items() if name in kept}
        return replace(entry, details={**details, FORGOTTEN: stone.number})

    def settle(self, folder: Path, store: Store | None) -> None:
        """Take out again what a synchronised folder brought back of it."""
        if not (self.stones or self.tidied):
            return
        removed = _named(self.tidied)
        for kind, path in (*files_of(folder, self.names), *files_of(folder, removed)):
            if kind == "original" or _is_of(path.name, self.names) or path.parent.name == "stopped":
                remove(path)
        entries = journal.read(folder).entries
        if any(self.redacted(one) is not one for one in entries):
            journal.rewrite(folder, self.redacted)
        if store:
            store.take_out(one for one in store.receipts() if self.covers(one))


def _named(stones: Iterable[JournalEntry]) -> frozenset[str]:
    return frozenset(one.text("receipt") for one in stones if one.text("hash") and one.text("receipt"))


def name_of(receipt: Receipt) -> str:
    """What an arrival is called beside the journal."""
    return receipts.receipt_name(receipt).removesuffix(".json")


def files_of(folder: Path, names: Collection[str]) -> Iterator[tuple[KeptKind, Path]]:
    """What is kept of these arrivals in the folder of returns, second copies too; bytes that another needs stay."""
    left = {name.partition("-")[0] for name in receipts.names(folder) if not _is_of(name, names)}
    hashes = {found for name in names if (found := name.partition("-")[0])}
    for kind, place in _PLACES:
        for path in sorted(folder.glob(place)) if names else ():
            of_bytes = path.name[: receipts.SHORT] in hashes - left
            if _is_of(path.name, names) or (of_bytes and kind in ("original", "stopped")):
                yield kind, path


def _is_of(name: str, names: Collection[str]) -> bool:
    """Whether a file of this name is about one of these arrivals."""
    return name[: receipts.NAME] in names


def _is_before(entry: JournalEntry, stone: JournalEntry) -> bool:
    return (entry.when, entry.number) < (stone.when, stone.number)


def _kind(entry: JournalEntry) -> str:
    return entry.text("undoes") if entry.what == UNDO else entry.what


@frozen
class _About:
    """What an entry is about: a round, the bytes and the arrival of a file, its URN, else numbers that may be one."""

    round: str
    hash: str
    arrival: str
    numbers: frozenset[str]

    @classmethod
    def of(cls, entry: JournalEntry) -> Self:
        name, hashed, source = entry.text("round"), entry.text("hash"), entry.text("source")
        arrival = name_of(Receipt(source, hashed, 0, entry.when.date(), None, name)) if source else ""
        said = [entry.text("urn")] if entry.text("urn") else map(str, entry.details.values())
        numbers = map(numbers_in, said)
        return cls(name, hashed, arrival, frozenset().union(*numbers))

    def fits(self, stone: JournalEntry) -> bool:
        """Whether that was forgotten."""
        if stone.text("round") not in ("", self.round):
            return False
        by_file = self.hash and self.hash == stone.text("hash")
        by_arrival = self.arrival and self.arrival == stone.text("receipt")
        return bool(by_file or by_arrival) or not stone.text("urn") or stone.text("urn") in self.numbers


def numbers_in(text: str) -> frozenset[str]:
    """Every number in a text, such as a URN."""
    if text.isascii():
        return frozenset(_DIGITS.findall(text))
    return frozenset("".join(c if c.isdigit() else " " for c in text).split())
