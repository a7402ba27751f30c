"""What was done in a Hub, by whom, where and when: one line of JSON after the other, which is only ever added to.

Enters: the folder of returns, a word for what was done, its details: no answers, no names of files but those that a
store keeps. Leaves: a `Journal`. A line that a kill cut off is passed over and counted; the next one begins on a line
of its own. Reading waits for nobody. OutputError where it cannot be written. Must not know: what the words mean.
"""

import contextlib
import datetime as dt
import errno
import hashlib
import itertools
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import FileIO
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, lines_of, sha256_of
from careers_workbook.core.output import cannot_write, make_folder, write
from careers_workbook.hub.store.lock import one_at_a_time, who_and_where
from careers_workbook.hub.store.sync_copies import copies

NAME = "journal.jsonl"
_TAIL, _LARGEST = 65_536, 256 * MEGABYTE
"""Bytes at the end in which the last number is looked for, and of a whole journal."""
_PATIENCE, _PAUSE = 3.0, 0.1
"""Seconds in all, and between two attempts, while a program that synchronises the folder holds the file."""
_WAITS = 1.0
"""Seconds until one of many is on the disk, at most."""
_WAITED: dict[Path, float] = {}
"""When a journal was last known to be on the disk."""
FORGOTTEN = "forgotten"
"""The detail of an entry whose content was forgotten: the number of the entry that says so."""
_NUMBERS = ("number", "with", FORGOTTEN)
"""Details that are the number of another entry."""
_BOM = b"\xef\xbb\xbf"
_TEXT = rb'"(?:[^"\\]|\\.)*"'
_OF_FILE = re.compile(
    rb'\{"number": \d+, "when": %s, "who": %s, "where": %s, "what": "(?:collect|keep)", "details": \{' % ((_TEXT,) * 3)
)
"""How a line begins that says of a file that it came, or that it was made; one that is written otherwise is read."""
_KEPT = 2
JournalDetail = str | int | bool
Change = Callable[["JournalEntry"], "JournalEntry"]


@frozen
class JournalEntry:
    """One thing that was done. `when` is the time of the computer that did it, with its zone."""

    number: int
    when: dt.datetime
    who: str
    where: str
    what: str
    details: Mapping[str, JournalDetail]

    def text(self, name: str) -> str:
        """A detail as text, empty where there is none."""
        return str(self.details.get(name, ""))


@frozen
class Journal:
    """All of it, oldest first; `damaged` are lines that cannot be read."""

    entries: tuple[JournalEntry, ...] = ()
    damaged: int = 0


_UNDERSTOOD: dict[tuple[bytes, bool], Journal] = {}
"""What journals say by the check sum of their content, with what they say of files or without; the last few."""


def add(
    folder: Path,
    what: str,
    details: Mapping[str, JournalDetail],
    like: JournalEntry | None = None,
    *,
    one_of_many: bool = False,
) -> JournalEntry:
    """Write down what was done; `like` one that says when, by whom and where.

    When this returns no kill undoes it, nor does a power cut. Of those that are `one_of_many` that may take the last
    second: a disk takes longer for one entry than the file takes that it is about.
    """

    def made(number: int) -> list[JournalEntry]:
        when, who, where = (like.when, like.who, like.where) if like else (now(), *who_and_where())
        return [JournalEntry(number, when, who, where, what, dict(details))]

    (entry,) = _added(folder, made, one_of_many=one_of_many)
    return entry


def add_together(
    folder: Path,
    what: str,
    every: Sequence[Mapping[str, JournalDetail]],
    number_as: str = "",
    *,
    some_of_many: bool = False,
) -> None:
    """Write down several things that were done at once, all or none.

    All but the first name that as `number_as`, unless it is empty. Of `some_of_many` the same as above is true.
    """

    def made(first: int) -> list[JournalEntry]:
        when, (who, where), named = now(), who_and_where(), {number_as: first} if number_as else {}
        numbered = enumerate(({**one, **(named if at else {})} for at, one in enumerate(every)), first)
        return [JournalEntry(number, when, who, where, what, details) for number, details in numbered]

    if every:
        _added(folder, made, one_of_many=some_of_many)


def _added(folder: Path, made: Callable[[int], list[JournalEntry]], *, one_of_many: bool) -> list[JournalEntry]:
    with _at_its_end(folder) as (path, file):
        at_once = not one_of_many or time.monotonic() - _WAITED.get(path, -_WAITS) >= _WAITS
        entries = _add(file, made, at_once=at_once)
        _WAITED.update({path: time.monotonic()} if at_once else {})
        return entries


@contextlib.contextmanager
def _at_its_end(folder: Path) -> Iterator[tuple[Path, FileIO]]:
    """The journal, open for whoever adds something; nobody else does meanwhile. OutputError where it is not written."""
    path = folder / NAME
    make_folder(folder)
    if path.exists() and not path.is_file():
        raise cannot_write(path, OSError(errno.EEXIST, ""))
    with one_at_a_time(folder):
        try:
            with _opened(path) as file:
                yield path, file
        except OSError as error:
            raise cannot_write(path, error) from error


def read(folder: Path) -> Journal:
    """The journal as far as it can be read; OutputError where nothing of it can."""
    path = folder / NAME
    return _read(path) if path.exists() else Journal()


def each(folder: Path) -> Iterator[JournalEntry]:
    """Every entry that can be read, one after the other: nobody keeps them."""
    path = folder / NAME
    yield from _entries(_lines(path)) if path.exists() else ()


def decided(folder: Path) -> tuple[JournalEntry, ...]:
    """The same but for entries about files that came or were made: there are thousands, and they decide nothing."""
    path = folder / NAME
    return _read(path, of_files=False).entries if path.exists() else ()


def rewrite(folder: Path, change: Change, without: Sequence[str] = ()) -> None:
    """Let each entry say what `change` makes of it: how content leaves the journal. OutputError where it cannot be.

    A line that cannot be read goes if it holds one of the texts `without`.
    """
    path, gone = folder / NAME, [text.encode() for text in without if text]
    with one_at_a_time(folder):
        lines = []
        for line in _lines(path):
            entry = next(_entries([line]), None)
            if entry:
                lines.append(line if (now := change(entry)) is entry else _line(now))
            elif not any(text in line for text in gone):
                lines.append(line)
        write(path, b"".join(line + b"\n" for line in lines))


def second_copies(folder: Path) -> list[Path]:
    """Copies beside the journal that a program made which synchronises the folder."""
    return copies(folder / NAME, any_name=True)


def take_in(folder: Path, change: Callable[[Iterable[JournalEntry]], Change]) -> None:
    """Add what only a copy says that a program made which synchronises the folder; numbers follow the entries.

    What an entry says is what `change` makes of it, by all entries that there are.
    """
    found = [_read(path).entries for path in second_copies(folder)]
    own = read(folder).entries if found else ()
    seen = change([*own, *itertools.chain.from_iterable(found)])
    known = {_said(seen(one)): one.number for one in own}
    for entries in found:
        numbers: dict[JournalDetail, int] = {}
        for entry in entries:
            details = {name: _moved(name, value, numbers) for name, value in entry.details.items()}
            one = seen(replace(entry, details=details))
            said = _said(one)
            if said not in known:
                known[said] = add(folder, one.what, one.details, one).number
            numbers[one.number] = known[said]


def _moved(name: str, value: JournalDetail, numbers: Mapping[JournalDetail, int]) -> JournalDetail:
    return numbers.get(value, value) if name in _NUMBERS else value


def _said(one: JournalEntry) -> str:
    details = sorted((name, value) for name, value in one.details.items() if name != FORGOTTEN)
    return repr((one.when, one.who, one.where, one.what, details))


def _read(path: Path, *, of_files: bool = True) -> Journal:
    """A command reads it several times, and seldom writes meanwhile."""
    with _as_said(path):
        mark = sha256_of(path), of_files
    if mark not in _UNDERSTOOD:
        read = hashlib.sha256()  # somebody may have added to it since
        found = _understood(_lines(path, read.update), of_files=of_files)
        mark = read.digest(), of_files
        _UNDERSTOOD[mark] = found
        for old in [*_UNDERSTOOD][:-_KEPT]:
            _UNDERSTOOD.pop(old, None)
    return _UNDERSTOOD[mark]


def _understood(every: Iterable[bytes], *, of_files: bool) -> Journal:
    number = itertools.count()
    lines = (line for line in every if of_files or not _OF_FILE.match(line))
    entries = tuple(_entries(line for line, _ in zip(lines, number, strict=False)))
    return Journal(entries, next(number) - len(entries))


@contextlib.contextmanager
def _as_said(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


def _lines(path: Path, seen: Callable[[bytes], object] = bool) -> Iterator[bytes]:
    """Its lines but blank ones, without their ends; each was `seen` as it is."""
    with _as_said(path):
        for number, line in enumerate(lines_of(path, _LARGEST)):
            seen(line)
            told = line.removesuffix(b"\n") if number else line.removesuffix(b"\n").removeprefix(_BOM)
            if told.strip():
                yield told


def now() -> dt.datetime:
    """By the clock of this computer, with its zone."""
    return dt.datetime.now().astimezone().replace(microsecond=0)


def _add(file: FileIO, made: Callable[[int], list[JournalEntry]], *, at_once: bool) -> list[JournalEntry]:
    """Entries at the end of the journal, all or none; they are made of the number that the first gets."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _TAIL))
    tail = file.read()
    last = next(_entries(reversed(tail.split(b"\n"))), None)
    if last is None and end > _TAIL:
        file.seek(0)
        last = next(_entries(reversed(file.read().split(b"\n"))), None)
    entries = made(last.number + 1 if last else 1)
    lines = b"".join(_line(entry) + b"\n" for entry in entries)
    data = (b"" if not tail or tail.endswith(b"\n") else b"\n") + lines
    try:
        if file.write(data) != len(data):
            raise OSError(errno.ENOSPC, "")  # noqa: TRY301 - a disk that is full takes a part without a word
        if at_once:
            os.fsync(file.fileno())
    except OSError:
        file.truncate(end)
        raise
    return entries


def _line(entry: JournalEntry) -> bytes:
    names = {"number": entry.number, "when": entry.when.isoformat(), "who": entry.who, "where": entry.where}
    said = {**names, "what": entry.what, "details": entry.details}
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[FileIO]:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            file = path.open("a+b", buffering=0)
            break
        except PermissionError:  # OneDrive holds it while it is sent
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
    with file:
        yield file


def _entries(lines: Iterable[bytes]) -> Iterator[JournalEntry]:
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
            yield _entry(json.loads(line))


def _entry(data: dict[str, object]) -> JournalEntry:
    number, details = data["number"], data["details"]
    if type(number) is not int or not isinstance(details, dict):
        raise TypeError(number)
    when = dt.datetime.fromisoformat(str(data["when"]))
    when = when if when.tzinfo else when.astimezone()
    return JournalEntry(number, when, str(data["who"]), str(data["where"]), str(data["what"]), details)
