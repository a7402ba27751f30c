"""Everything that a Hub holds about a person: where some words stand in originals, files, the history, the register.

Enters: a Hub's folder, words. Leaves: a `FoundIn` for each file or part of the Hub in which they stand, or which could
not be looked into. Files are opened by the worker, with its limits. Must not know: who asks, how it is shown.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import read_whole
from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.core.text import show
from careers_workbook.hub.register.register import read_register
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.asked import every_kept_answer
from careers_workbook.hub.store.folder_moves import other_places
from careers_workbook.hub.store.readings import in_own_words
from careers_workbook.hub.store.receipts import Receipt, source_of
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.returns.intake.disk import files_in
from careers_workbook.returns.searched import Hit, SearchWords
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.sent_answers import SentAnswers

_MAIL, _TABLE, _NOTHING_ATTACHED = (".eml", ".msg"), ".parquet", "FILE-042"
_TEXT = (".csv", ".html", ".ics", ".json", ".md", ".txt", ".yaml", ".yml")
"""Endings of what the program writes, and people type, as plain text."""

_SHOWN = 500
"""Characters of a line that are given back."""


@frozen
class FoundIn:
    """One file, or a part of the Hub, and what stands in it.

    Not looked through: all of it (`problem` says why), `pictures` that may show something, the text of an e-mail
    (`is_mail`).
    """

    where: str
    hits: tuple[Hit, ...] = ()
    problem: Problem | None = None
    pictures: int = 0
    is_mail: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether everything in it was looked through."""
        return not (self.problem or self.pictures or self.is_mail)


@dataclass
class PersonSearch:
    """One search through a Hub."""

    hub: HubSettings
    words: str
    password: str | None = None
    wanted: SearchWords = field(init=False)

    def __post_init__(self) -> None:
        self.wanted = SearchWords(self.words)

    @cached_property
    def _came(self) -> dict[str, list[Receipt]]:
        """Hash -> every arrival of these bytes; "" for what could not be opened."""
        found = defaultdict[str, list[Receipt]](list)
        if self.hub.store.exists():
            with Store(self.hub.store) as store:
                for one in (*store.receipts(), *store.unread()):
                    found[one.hash].append(one)
        return found

    @cached_property
    def _told(self) -> set[str]:
        """Places of files whose names are told with what came."""
        return {one.source for those in self._came.values() for one in those}

    @cached_property
    def _elsewhere(self) -> list[Path | FileRefusedError]:
        """Every file of the Hub's folder but those that the program keeps for itself."""
        own = (self.hub.folders["returns"], self.hub.store, self.hub.register)
        names = ("inbox", "blank", "output")
        others = (place for name in names for place in other_places(self.hub, name))
        tops = dict.fromkeys((self.hub.root, *(self.hub.folders[name] for name in names), *others))
        every = {str(path): path for top in tops if top.is_dir() for path in files_in(top)}
        return [one for one in every.values() if not (isinstance(one, Path) and any(map(one.is_relative_to, own)))]

    @property
    def total(self) -> int:
        """How many files there are to look into."""
        return len(self._came) + len(self._elsewhere)

    def steps(self) -> Iterator[FoundIn]:
        """What is found, file by file; nothing for a file in which nothing stands and that was looked through."""
        with Worker() as worker:
            for one in self._parts(worker):
                if one.hits or not one.is_whole:
                    yield one

    def _parts(self, worker: Worker) -> Iterator[FoundIn]:
        for hashed, those in self._came.items():
            if hashed:
                yield self._original(worker, those)
            else:
                yield from (FoundIn(one.source, tuple(self._name(one.source))) for one in those)
        for path in self._elsewhere:
            if isinstance(path, FileRefusedError):
                yield FoundIn(path.problems[0].place.file, problem=path.problems[0])
            else:
                yield from self._file(worker, path)
        for path, sent in every_kept_answer(self.hub.folders["returns"]):
            unread = () if sent else (Problem("FILE-011", Place(str(path)), {"reason": "it is damaged"}),)
            yield FoundIn(source_of(self.hub.root, str(path)), tuple(self._sent(sent)), *unread)
        yield FoundIn("the history and your notes", tuple(self._history()))
        yield FoundIn(str(self.hub.register), tuple(self._register()))

    def _original(self, worker: Worker, those: list[Receipt]) -> FoundIn:
        first = those[-1]
        where = "; ".join(f"{one.source} ({one.round})" for one in those)
        named = [hit for one in those for hit in self._name(one.source)]
        try:
            data = receipts.original_bytes(self.hub.folders["returns"], first)
        except FileRefusedError as error:
            return FoundIn(where, (*named, *self._read_once(first)), error.problems[0])
        searched = worker.search(first.source, data, self.words, self.password)
        known = self._read_once(first) if searched.problem else ()
        return FoundIn(where, (*named, *searched.hits, *known), searched.problem, searched.pictures)

    def _file(self, worker: Worker, path: Path) -> Iterator[FoundIn]:
        """A file that lies somewhere: as text, or all that is in it."""
        place = source_of(self.hub.root, str(path))
        if path.suffix.lower() == _TABLE and path.with_suffix(".csv").exists():
            return  # the same in other words
        if path.suffix.lower() in _TEXT:
            yield FoundIn(place, (*self._name(place), *self._text(path)))
            return
        hits, is_mail = dict.fromkeys(() if place in self._told else self._name(place)), False
        if path.suffix.lower() in _MAIL:
            said = worker.search(place, receipts.bytes_on_disk(path), self.words)
            is_mail, hits = said.problem is not None, hits | dict.fromkeys(said.hits)
        for one in worker.unpack(path, self.password):
            inside = source_of(self.hub.root, one.file)
            if self.wanted.stand_in(one.sender):
                hits[Hit("the sender of the e-mail", one.sender)] = None
            if inside != place:
                hits |= dict.fromkeys(self._name(inside))
            if one.problem and one.problem.code != _NOTHING_ATTACHED:
                yield FoundIn(inside, problem=one.problem)
            elif not one.problem and receipts.hash_of(one.data) not in self._came:
                found = worker.search(inside, one.data, self.words, self.password)
                yield FoundIn(inside, found.hits, found.problem, found.pictures)
        yield FoundIn(place, tuple(hits), is_mail=is_mail)

    def _sent(self, sent: SentAnswers | None) -> Iterator[Hit]:
        """In the answers that a workbook went out with; of leavers nothing is kept in words."""
        for title, cells in sent.by_sheet.items() if sent else ():
            said = cells.items() if sent and title not in sent.private else ()
            yield from (Hit(f"{title} ({ref}, {col})", text) for (ref, col), text in said if self.wanted.stand_in(text))

    def _name(self, place: str) -> Iterator[Hit]:
        if self.wanted.stand_in(place):
            yield Hit("its name", place)

    def _text(self, path: Path) -> Iterator[Hit]:
        try:
            text = read_whole(path).decode("utf-8", "replace")
        except OSError:
            return
        for number, line in enumerate(text.splitlines(), 1):
            if self.wanted.stand_in(line):
                yield Hit(f"line {number}", line.strip()[:_SHOWN])

    def _history(self) -> Iterator[Hit]:
        for one in journal.read(self.hub.folders["returns"]).entries:
            said = dict.fromkeys(
                (one.who, one.where, *(text for detail in one.details.values() for text in _texts(detail)))
            )
            yield from (Hit(f"{one.when:%d/%m/%Y %H:%M}", text) for text in said if self.wanted.stand_in(text))

    def _register(self) -> Iterator[Hit]:
        for one in read_register(self.hub.register).listed:
            known = (one.school.name, one.email, one.caseload, one.remark, *one.own.values())
            yield from (Hit(f"the line of {one.school.urn}", text) for text in known if self.wanted.stand_in(text))

    def _read_once(self, receipt: Receipt) -> Iterable[Hit]:
        """What is known of a file that cannot be looked into, from when it was read."""
        with Store(self.hub.store) as store:
            found = [one for one in store.returns(receipt.round) if one.receipt == receipt]
        first = (in_own_words(self.hub.folders["returns"], one) for one in found)
        yield from dict.fromkeys(self._in_return((*found, *filter(None, first))))

    def _in_return(self, found: Iterable[StoredReturn]) -> Iterator[Hit]:
        for one in found:
            for answer in one.submission.answers:
                if self.wanted.stand_in(text := show(answer.raw) or str(answer.value or "")):
                    yield Hit(f"{answer.found_sheet}!{answer.cell}", text)
            for row in one.submission.own_rows:
                if self.wanted.stand_in(row.text):
                    yield Hit(f"{row.sheet}!{row.cell}", row.text)


def _texts(said: object) -> Iterator[str]:
    """Every text in a detail of an entry; what is decided of several answers is kept as JSON."""
    if isinstance(said, str) and said.startswith("{"):
        with suppress(ValueError):
            said = json.loads(said)
    if isinstance(said, Mapping | list):
        for one in said.values() if isinstance(said, Mapping) else said:
            yield from _texts(one)
    else:
        yield str(said)
