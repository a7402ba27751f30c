"""What a Hub holds of one school: every copy that the program knows of, and what it can only point to.

Enters: a Hub's folder, the URN of a school, a round or all of them. Leaves: a `Held`. Nothing is removed here. Must not
know: how anything is removed or shown.
"""

import contextlib
import datetime as dt
import io
import os
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import is_left_over
from careers_workbook.hub.register.register import Listed, Register, read_register
from careers_workbook.hub.rounds.school_identification import Schools, identify_school
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.asked import context
from careers_workbook.hub.store.folder_moves import other_places
from careers_workbook.hub.store.integrity import not_collected
from careers_workbook.hub.store.journal import JournalDetail, JournalEntry
from careers_workbook.hub.store.receipts import Receipt, source_of
from careers_workbook.hub.store.settings import CHANGES, SETTINGS, HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.hub.store.sync_copies import copies
from careers_workbook.hub.store.tombstones import FORGET, Tombstones, files_of, name_of, numbers_in
from careers_workbook.hub.store.upgrade import COPY

CopyKind = Literal[
    "inbox", "original", "receipt", "reading", "stopped", "sent", "blank", "output", "copy", "consolidated",
    "store copy", "journal copy", "draft",
]  # fmt: skip
MadeKind = Literal["blank", "output"]
_MADE: tuple[MadeKind, ...] = ("blank", "output")
"""The folders of what the program makes, by the kind of a copy in them."""
_OF_ALL = ("store copy", "journal copy", "draft", "consolidated")
"""Copies that go with something of a school, and never alone."""
_LARGEST = 50 * MEGABYTE
"""Bytes of a file, or of a part of a zip folder, in which the school's name is looked for."""


@frozen
class Arrival:
    """One file that came: what its receipt says of it, and its size. `source` is empty where that is gone already."""

    round: str
    source: str
    hash: str
    size: int
    name: str

    @classmethod
    def of(cls, receipt: Receipt) -> "Arrival":
        """As a receipt has it."""
        return cls(receipt.round, receipt.source, receipt.hash, receipt.size, name_of(receipt))


@frozen
class ToForget:
    """What is to be forgotten: a school by its URN and those of before, in a round or ("") in all of them.

    Without a URN it is a round, of all schools.
    """

    urns: tuple[str, ...]
    name: str
    round: str
    arrivals: tuple[Arrival, ...]

    @property
    def urn(self) -> str:
        """The URN by which it was asked for; "" if all schools of a round are meant."""
        return self.urns[0] if self.urns else ""


@frozen
class Copy:
    """One file that goes, and what it is."""

    kind: CopyKind
    path: Path


@frozen
class Held:
    """`copies` go; `in_store` rows of the store and `in_journal` entries lose their content.

    Not removed, and only named: `shared` are zip folders and e-mails that hold other schools too, each with what is the
    school's in it; `doubtful` files that may be from the school, `waiting` those in the inbox that nobody has
    collected, `naming` those of somebody's own that name the school, `outside` those outside of the Hub's folder.
    """

    scope: ToForget
    copies: tuple[Copy, ...] = ()
    in_store: int = 0
    in_journal: int = 0
    shared: tuple[tuple[str, tuple[str, ...]], ...] = ()
    doubtful: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    naming: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to remove."""
        return not (self.copies or self.in_store or self.in_journal)


@frozen
class _Identified:
    """A file and its school, None where that is not known. What it counts for is of no matter."""

    stored: StoredReturn
    listed: Listed | None


@frozen(slots=False)
class Holdings:
    """A Hub's folder, looked through for one school. `given` is what is known already of what is to be forgotten."""

    hub: HubSettings
    urn: str
    round: str
    today: dt.date
    given: ToForget | None = None

    def held(self) -> Held:
        """Everything."""
        scope = self.given or self._scope()
        found, entries = tuple(self._copies(scope)), self._entries(scope)
        if not (scope.arrivals or entries or any(one.kind not in _OF_ALL for one in found)):
            found = ()
        those = {one.path for one in found}
        return Held(
            scope,
            found,
            sum(self._is_meant(Arrival.of(one), scope) for one in self._known),
            entries,
            tuple(self._shared(scope)),
            tuple(sorted(one.stored.receipt.source for one in self._identified if self._is_doubtful(one))),
            tuple(self._waiting(scope)),
            tuple(sorted(self._place(path) for path in self._others(those) if self._names_it(path, scope))),
            tuple(sorted(self._outside(scope))),
            tuple(dict.fromkeys(one.round for one in scope.arrivals)),
        )

    @cached_property
    def _register(self) -> Register:
        return read_register(self.hub.register)

    @cached_property
    def _listed(self) -> Listed | None:
        return self._register.find(self.urn)

    @cached_property
    def _known(self) -> tuple[Receipt, ...]:
        if not self.hub.store.exists():
            return ()
        with Store(self.hub.store) as store:
            return (*store.receipts(), *store.unread())

    @cached_property
    def _identified(self) -> tuple["_Identified", ...]:
        """Every file of every round, those included that the settings do not name any more."""
        schools, found = Schools(self._register), list[_Identified]()
        for name in sorted({one.round for one in self._known}):
            with Store(self.hub.store) as store:
                came = store.returns(name, summarised=True)
            found += (_Identified(one, identify_school(one, schools).listed) for one in came)
        return tuple(found)

    def _scope(self) -> ToForget:
        if not self.urn:
            came = (one for one in self._known if one.round == self.round)
            return ToForget((), "", self.round, tuple(map(Arrival.of, came)))
        before = self._listed.former if self._listed else ()
        mine = [one for one in self._identified if self._is_its(one) and self.round in ("", one.stored.receipt.round)]
        said = [one.stored.submission.school for one in mine]
        name = self._listed.school.name if self._listed else next(filter(None, said), "")
        wanted = {one.stored.receipt.source: one for one in mine}
        alone = [one for one in self._identified if one.listed is None and self._comes_with(one, wanted)]
        return ToForget(
            (self.urn, *before), name, self.round, tuple(Arrival.of(one.stored.receipt) for one in (*mine, *alone))
        )

    def _is_its(self, one: _Identified) -> bool:
        if one.listed:
            return one.listed.school.urn == self.urn or (not one.stored.receipt.urn and self._says(one))
        return self._listed is None and (one.stored.receipt.urn == self.urn or self._says(one))

    def _says(self, one: _Identified) -> bool:
        return one.stored.submission.urn == self.urn

    def _is_doubtful(self, one: _Identified) -> bool:
        if not self.urn or one.listed or self._is_its(one) or self.round not in ("", one.stored.receipt.round):
            return False
        schools, spec = Schools(self._register), context(self.hub, self.today).carry_to[0]
        return any(found is self._listed for found in schools.perhaps_of(one.stored, spec))

    def _comes_with(self, one: _Identified, mine: Iterable[str]) -> bool:
        """Whether a file of nobody came in a zip folder or e-mail in which nothing is of another school."""
        receipt = one.stored.receipt
        around = self._around(receipt.source)
        if around is None or self._place(around) == receipt.source or self.round not in ("", receipt.round):
            return False
        inside = [o for o in self._identified if _lies_in(o.stored.receipt.source, self._place(around))]
        return any(_lies_in(source, self._place(around)) for source in mine) and not any(
            o.listed and not self._is_its(o) for o in inside
        )

    def _is_meant(self, one: Arrival, scope: ToForget) -> bool:
        return any((one.round, one.source, one.hash) == (o.round, o.source, o.hash) for o in scope.arrivals)

    def _copies(self, scope: ToForget) -> Iterator[Copy]:
        folder, mine = self.hub.folders["returns"], {one.hash for one in scope.arrivals if one.hash}
        before = self._before_thinning({one.name for one in scope.arrivals})
        sizes, mine = {one.size for one in scope.arrivals}, mine | before
        for kind, path in files_of(folder, frozenset(one.name for one in scope.arrivals)):
            yield Copy(kind, path)
        for path in self._files:
            made = self._program_made(path, scope)
            if made:
                yield Copy(made, path)
            elif (
                not path.is_relative_to(folder)
                and (before or _size(path) in sizes)
                and receipts.hash_on_disk(path) in mine
            ):
                yield Copy("inbox" if path.is_relative_to(self.hub.folders["inbox"]) else "copy", path)
        for path, others in self._containers(scope):
            if not others:
                yield Copy("inbox", path)
        if scope.arrivals:
            beside = [one for one in copies(self.hub.store, any_name=True) if one != self.hub.draft]
            stores = (*beside, folder / COPY / self.hub.store.name, self.hub.draft)
            yield from (Copy("store copy", one) for one in stores if one.is_file())

    def _before_thinning(self, names: Collection[str]) -> set[str]:
        """The hashes of files as they came, of which rows of leavers were taken out."""
        found = (one for _, one in receipts.receipts(self.hub.folders["returns"]) if one)
        return {one.thinned_from for one in found if one.is_thinned and name_of(one) in names}

    def _program_made(self, path: Path, scope: ToForget) -> CopyKind | None:
        """What a file is that the program made, if it may hold something of the school."""
        folders, urns = self.hub.folders, frozenset(scope.urns)
        if is_left_over(path):
            return "draft"
        if path.parent == folders["returns"] / "sent":
            first, _, rest = path.name.partition(" ")
            return "sent" if (first in urns or not urns) and self._is_since(rest[:10]) else None
        if path in self._journals:
            return "journal copy"
        for kind, place in self._made_in:
            if path.is_relative_to(place) and self._is_in_round(path.parts):
                if kind == "output" and path.relative_to(place).parts[0] == "consolidated":
                    return "consolidated"
                if numbers_in(path.name) & urns or (not urns and self._folders_on[0] in path.parts):
                    return "blank" if kind == "blank" else "output"
        return None

    @cached_property
    def _made_in(self) -> tuple[tuple[MadeKind, Path], ...]:
        """Where the program puts what it makes, did before that was moved, and was to when a move was cut off."""
        return tuple(
            (kind, place) for kind in _MADE for place in (self.hub.folders[kind], *other_places(self.hub, kind))
        )

    @cached_property
    def _folders_on(self) -> Sequence[str]:
        """The folders of the rounds that are meant: with those after it, which may repeat what a school said in it."""
        names, folders = [one.name for one in self.hub.rounds], [one.folder for one in self.hub.rounds]
        first = names.index(self.round) if self.round in names else 0
        return folders[first:] if self.urn else folders[first : first + 1]

    def _is_in_round(self, parts: Sequence[str]) -> bool:
        """Whether a file in a folder of this name is of a round that is meant; what is in no folder of a round is."""
        return self._every_folder.isdisjoint(parts) or not self._every_folder_on.isdisjoint(parts)

    @cached_property
    def _every_folder(self) -> frozenset[str]:
        return frozenset(one.folder for one in self.hub.rounds)

    @cached_property
    def _every_folder_on(self) -> frozenset[str]:
        return frozenset(self._folders_on)

    def _is_since(self, built: str) -> bool:
        """Whether a workbook that was built on a day may hold what is meant."""
        opened = [one.opens for one in self.hub.rounds if one.folder in self._folders_on]
        after = [one.opens for one in self.hub.rounds if one.opens > opened[-1] and not self.urn]
        with contextlib.suppress(ValueError):
            day = dt.date.fromisoformat(built)
            return not self.round or (day >= opened[0] and not (after and day >= after[0]))
        return True

    @cached_property
    def _journals(self) -> list[Path]:
        return journal.second_copies(self.hub.folders["returns"])

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        """Every file of the Hub, in its folder and in those that lie elsewhere, or did."""
        folders = (*self.hub.folders.values(), *(place for _, place in self._made_in))
        tops = (self.hub.root, *(one for one in folders if not _is_under(one, self.hub.root)))
        found = {Path(here, name) for top in tops for here, _, names in os.walk(top) for name in names}
        return tuple(path for path in sorted(found) if path.is_file() and not path.is_symlink())

    @cached_property
    def _by_place(self) -> dict[str, Path]:
        """What lies in the inbox, by the name that is kept of it."""
        inbox = self.hub.folders["inbox"]
        return {self._place(path): path for path in self._files if path.is_relative_to(inbox)}

    def _around(self, source: str) -> Path | None:
        """The file on the disk that came from a source, or in which that lies."""
        place = PurePosixPath(source)
        kept = (self._by_place.get(str(one)) for one in (place, *place.parents))
        return next(filter(None, kept), None) or receipts.around_on_disk(self.hub.root, source)

    def _is_inside(self, path: Path) -> bool:
        """Whether a file is the Hub's own: in its folder, or in one that its settings name elsewhere."""
        return any(_is_under(path, one) for one in (self.hub.root, *self.hub.folders.values()))

    def _containers(self, scope: ToForget) -> Iterator[tuple[Path, list[str]]]:
        """The zip folders and e-mails in which something of the school lies, each with what is of other schools."""
        found: dict[Path, None] = {}
        for one in scope.arrivals:
            around = self._around(one.source) if one.source else None
            if around and self._is_inside(around) and not (self._place(around) == one.source and one.hash):
                found[around] = None
        for path in found:
            place = self._place(path)
            known = [one for one in self._known if _lies_in(one.source, place)]
            yield path, [one.source for one in known if not self._is_meant(Arrival.of(one), scope)]

    def _shared(self, scope: ToForget) -> Iterator[tuple[str, tuple[str, ...]]]:
        for path, others in self._containers(scope):
            place = self._place(path)
            if others:
                mine = (one.source.removeprefix(f"{place}/") for one in scope.arrivals if _lies_in(one.source, place))
                yield place, tuple(dict.fromkeys(mine))

    def _waiting(self, scope: ToForget) -> Iterator[str]:
        """What lies in the inbox and was not collected: unknown by name, or come again under the name of another."""
        if not self.urn:
            return
        yield from not_collected(self.hub)
        hashes = {one.hash for one in self._known}
        for one in scope.arrivals:
            path = self.hub.root / one.source
            if one.source and one.hash and path.is_file() and receipts.hash_on_disk(path) not in hashes:
                yield one.source

    def _entries(self, scope: ToForget) -> int:
        entries = journal.read(self.hub.folders["returns"]).entries
        last = entries[-1].number if entries else 0
        made = (JournalEntry(last + 1, journal.now(), "", "", FORGET, one) for one in as_details(scope, ""))
        stones = Tombstones(tuple(made))
        return sum(stones.redacted(one) is not one for one in entries)

    def _others(self, those: set[Path]) -> Iterator[Path]:
        """What is neither removed nor the program's own."""
        own = (self.hub.folders["returns"], self.hub.folders["inbox"], self.hub.folders["letters"])
        named = {self.hub.root / SETTINGS, self.hub.root / CHANGES, self.hub.register, self.hub.store}
        for path in self._files:
            made = any(path.is_relative_to(place) for _, place in self._made_in)
            another = made and (not self._is_in_round(path.parts) or bool(numbers_in(path.name) & self._other_urns))
            if not (another or path in those or path in named or any(path.is_relative_to(one) for one in own)):
                yield path

    @cached_property
    def _other_urns(self) -> set[str]:
        """Of the other schools in the register: what the program made for one of these is not about this one."""
        return {one.school.urn for one in self._register.listed} - {self.urn}

    def _names_it(self, path: Path, scope: ToForget) -> bool:
        """Whether a file names the school, in its name or in its text; a name that two schools have names neither."""
        shared = sum(one.school.name == scope.name for one in self._register.listed) > 1
        words = [word.encode() for word in (*scope.urns, "" if shared else scope.name) if word]
        return bool(words) and (
            bool(numbers_in(path.name) & {*scope.urns})
            or any(word in data for data in contents(path) for word in words)
        )

    def _outside(self, scope: ToForget) -> Iterator[str]:
        """What was made for the school, or collected from, outside of the Hub's folder, and is there."""
        entries = journal.read(self.hub.folders["returns"]).entries
        made = {one.text("path") for one in entries if numbers_in(one.text("path")) & {*scope.urns}}
        for place in sorted({*made, *(one.source for one in scope.arrivals if one.source)}):
            path = self._around(place)
            if path and not self._is_inside(path):
                yield str(path)

    def _place(self, path: Path) -> str:
        return source_of(self.hub.root, str(path))


def as_details(scope: ToForget, reason: str) -> Iterator[dict[str, JournalDetail]]:
    """What the journal says of it: an entry for each file that came, or one if none did."""
    for one in scope.arrivals or (Arrival("", "", "", 0, ""),):
        yield {"urn": scope.urn, "round": scope.round, "hash": one.hash, "receipt": one.name, "reason": reason}


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and those of its parts if it is packed; nothing of what is too large or cannot be read."""
    with contextlib.suppress(OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        data = read_whole(path, _LARGEST)
        yield data
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for one in archive.infolist():
                    with archive.open(one) as part:
                        yield part.read(_LARGEST)


def _lies_in(source: str, place: str) -> bool:
    return source == place or PurePosixPath(source).is_relative_to(place)


def _is_under(path: Path, folder: Path) -> bool:
    return Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))  # noqa: PTH100 - resolve() follows links


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
