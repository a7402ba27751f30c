"""What was read of each file, kept beside its receipt: it is known for good, whatever becomes of the file.

A file may be locked and nobody knows the password any more, its original may be gone, a later version of the program
may not read it. Enters: a `StoredReturn` without rows of leavers. Leaves: a `Reading`; none where nothing was kept, or
what was kept is damaged. No name of a file stands in it. Must not know: how a file is read.
"""

import contextlib
import datetime as dt
import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from careers_workbook import __version__
from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, open_ordinary
from careers_workbook.core.output import make_folder, remove, write
from careers_workbook.core.problems import Problem, ToldProblem
from careers_workbook.core.text import show_date
from careers_workbook.hub.store import rows
from careers_workbook.hub.store.receipts import Receipt, names_in, receipt_name
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn, without_leaver_rows

EARLIER = "HUB-074"
FORMAT = "careers-workbook-reading/"
_NUMBER = 1
_READINGS = "readings"
_ENDING, _FIRST = ".json.gz", ".own.gz"
_PACKED = 3
"""How hard it is packed: the hardest takes twice as long for a tenth of the bytes."""
_LARGEST = 64 * MEGABYTE
"""Bytes of a reading, unpacked."""


@frozen
class Reading:
    """What was read, and on which day. The receipt in it has no name: the file may lie in several places."""

    one: StoredReturn
    day: dt.date

    def of(self, receipt: Receipt) -> StoredReturn:
        """The same of a file that came like this."""
        return replace(self.one, receipt=receipt, submission=replace(self.one.submission, file=receipt.source))


def keep(folder: Path, one: StoredReturn, day: dt.date, *, is_new: bool = False) -> None:
    """Keep what was read, unless it says the same already: that is looked for if it is not known to be new."""
    bare = _nameless(one)
    before = None if is_new else kept(folder, one.receipt)
    if not (before and before.one == bare):
        _write(folder / _place(one.receipt), bare, day)


def _nameless(one: StoredReturn) -> StoredReturn:
    came = replace(one.receipt, source="", urn="", sent=None)
    return replace(one, receipt=came, submission=replace(one.submission, file=""))


def _write(path: Path, bare: StoredReturn, day: dt.date) -> None:
    contents: dict[str, list[dict[str, Any]]] = {table: [] for table in rows.TABLES if table != "answers"}
    for table, row in rows.of_contents(bare):
        contents[table].append(row)
    said = {"format": f"{FORMAT}{_NUMBER}", "program": __version__, "read": day.isoformat()}
    head = json.dumps({**said, "file": rows.of_file(bare)}, ensure_ascii=False)[:-1]
    others = json.dumps(contents, ensure_ascii=False)[1:]
    text = f'{head}, "contents": {{"answers": {rows.answers_as_json(bare.submission.answers)}, {others}}}'
    make_folder(path.parent)
    write(path, gzip.compress(text.encode(), _PACKED, mtime=0))


def set_aside(folder: Path, one: StoredReturn, day: dt.date) -> None:
    """Keep also what is kept of a return up to now, which is in the words of its own spec: `in_own_words` finds it."""
    path = folder / _place(one.receipt)
    try:
        path.replace(_aside(path))
    except FileNotFoundError:  # what is kept is that of the same bytes, which came another time
        keep_first(folder, one, day)
    except OSError:  # then its file is read when the checklist changes once more
        return


def keep_first(folder: Path, first: StoredReturn, day: dt.date) -> None:
    """The same of a return that was carried over as it was read, so that it never was kept in its own words alone."""
    _write(_aside(folder / _place(first.receipt)), _nameless(first), day)


def in_own_words(folder: Path, one: StoredReturn) -> StoredReturn | None:
    """What was set aside of a return that was carried over since; None where it was not, or something else was."""
    own = one.submission.own
    for found in _read(_aside(folder / _place(one.receipt))):
        first = found.of(one.receipt)
        if own and found.one.receipt.hash == one.receipt.hash and first.submission.own == replace(own, carried=False):
            return first
    return None


def let_go(folder: Path, receipt: Receipt) -> None:
    """Keep no longer what was set aside: of a file that is not there any more nothing is carried over from it."""
    remove(_aside(folder / _place(receipt)))


def kept(folder: Path, receipt: Receipt) -> Reading | None:
    """What was read of a file; if nothing was, what was read of the same bytes that came another time."""
    there = folder / _place(receipt)
    begin = f"{there.name.partition('-')[0]}-"
    alike = [name for name in names_in(there.parent) if name.startswith(begin) and name.endswith(_ENDING)]
    paths = (there.parent / name for name in sorted(alike, key=lambda name: (name != there.name, name)))
    found = (one for path in paths for one in _read(path) if one.one.receipt.hash == receipt.hash)
    return next(found, None)


def is_kept(folder: Path, receipt: Receipt) -> bool:
    """Whether something is kept of this arrival."""
    return (folder / _place(receipt)).is_file()


def every_name(folder: Path) -> Iterator[str]:
    """Whatever lies among them, in order."""
    for part in sorted(names_in(folder / _READINGS)):
        yield from (part, *sorted(names_in(folder / _READINGS / part)))


def complete(folder: Path, store: Store) -> None:
    """Keep what a store of before has alone."""
    there = {path.name.partition("-")[0] for path in (folder / _READINGS).glob("*/*.json.gz")}
    without = {one for one in store.readable() if receipt_name(one).partition("-")[0] not in there}
    for name in sorted({one.round for one in without}):
        for one in store.returns(name):
            if one.receipt in without and EARLIER not in one.codes:
                keep(folder, without_leaver_rows(one), one.receipt.received)


def read_earlier(day: dt.date, why: Iterable[Problem]) -> Iterator[Problem]:
    """Says that what is known of a file was read on a day; and, as notes, why it could not be read now."""
    yield Problem(EARLIER, context={"day": show_date(day)})
    for one in why:
        told = replace(one.entry, severity="note", message=one.message, advice=one.advice)
        yield ToldProblem(one.code, replace(one.place, file=""), told=told)


def _read(path: Path) -> Iterator[Reading]:
    with contextlib.suppress(OSError, EOFError, zlib.error, *rows.MISTAKES):
        with open_ordinary(path) as file, gzip.GzipFile(fileobj=file) as packed:
            data = json.loads(packed.read(_LARGEST))
        if data["format"].startswith(FORMAT):
            contents = defaultdict[str, list[Any]](list, data["contents"])
            one = rows.as_stored_return(data["file"], contents, rows.as_answers(contents["answers"]))
            yield Reading(one, dt.date.fromisoformat(data["read"]))


def _aside(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(_ENDING) + _FIRST)


def _place(receipt: Receipt) -> Path:
    name = Path(receipt_name(receipt)).stem
    return Path(_READINGS, name[:2], f"{name}{_ENDING}")
