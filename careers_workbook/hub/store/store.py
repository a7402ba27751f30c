"""The store of a Hub: SQLite, and its only importer. Transactions of whole files, so that it holds no others.

Enters: `StoredReturn` values. Leaves: the same values. Raises OutputError (HUB-027 to 029) in words that say what to
do; what is in it can be made anew from the originals (hub/store/collect.py). Between commands there is one file and
nothing beside it, because the folder may be synced. docs/store.md describes the tables. Must not know: workbooks,
schools expected.
"""

import contextlib
import datetime as dt
import errno
import json
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from careers_workbook.core.output import cannot_write, draft_of, reason
from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.figures.answer_summary import SummarisedAnswers, summary_of
from careers_workbook.figures.leaver_counts import Destinations
from careers_workbook.figures.leaver_summary import SummarisedDestinations
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.store import rows
from careers_workbook.hub.store.fetching import GONE_THROUGH, Fetching, FetchOne, RoundFiles, fetch_before_change
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.remembered import Remembered, as_it_is, changes
from careers_workbook.hub.store.rows import STEPS
from careers_workbook.hub.store.stored_return import FetchedReturn, HeldReturns, StoredReturn
from careers_workbook.returns.redaction.names import as_kept, same_as_kept
from careers_workbook.returns.submission import UNKNOWN_SPEC, Answer, State

T = TypeVar("T")
Arrived = tuple[str, str, str, str]
"""A file by its source and hash; with the spec and version by which its answers are named."""
_Contents = dict[str, list[rows.StoredRow]]
"""The rows of a file, table by table."""
AskedAs = tuple[str, str]
"""A question by its ref and the id of its column."""
APPLICATION_ID = 0x43_57_42_4B
"""Says in the header of the file whose it is."""
_PATIENCE = 3.0
"""Seconds to wait for another command."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_ROOM = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_READONLY: errno.EACCES}
_NOT_TAKEN = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE)
"""What a disk says on which somebody has no more room: nothing is wrong with the store."""
_SAME_FILE = ("collection", "source", "hash", "read_by", "summary")
"""What is another one once a file was read anew."""
_BY_CHANCE = (UNKNOWN_SPEC, "FILE-012", "FILE-024")
"""Nobody knew by which spec to read a file: another may be found."""
_CARRIED = ("FILE-023", "FILE-045")
"""The answers of a file were carried over when it was read."""
_HAS = "EXISTS (SELECT 1 FROM problems WHERE problems.file = files.id AND code IN (SELECT value FROM json_each({})))"
_OTHERWISE = f"""hash <> '' AND read_by <> ?1 AND NOT (
    collection IN (SELECT value FROM json_each(?2)) AND NOT {_HAS.format("?5")} AND (
        read_by IN (SELECT value FROM json_each(?3))
        OR (read_by IN (SELECT value FROM json_each(?4)) AND read_by NOT LIKE '% and %' AND NOT {_HAS.format("?6")})
    )
)"""  # noqa: S608 - our own words
"""What was read by another spec, and perhaps by one that was sent besides: that is behind " and "."""
_ALIKE = ("question", *(name for name in rows.SAID if name not in ("found_sheet", "cell", "matched_by", "origin")))
"""The columns of answers that say the same, wherever they stand."""
_SOME = """FROM answers WHERE file IN (SELECT value FROM json_each(?))
    AND question IN (SELECT value FROM json_each(?))"""
_THESE = "{} IN (SELECT value FROM json_each(?))"
_AT_ONCE = 256
"""Files of which rows are fetched at once: for that long nobody can write."""
JOURNALS = ("-journal", "-wal", "-shm")
"""Endings of what SQLite keeps beside a store while it writes."""
_VALUES: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "": (str, int, float)}
"""What a column of each type holds; SQLite itself takes anything anywhere."""


def leave_nothing_beside(path: Path) -> None:
    """Remove what SQLite kept beside a store that is about to be replaced, and would take for that of the new one."""
    for ending in JOURNALS:
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")  # what is taken out is written over
    return db


class Store:
    """An open store; to be used in a `with` statement. It is locked for the time of a transaction only.

    That only one command at a time writes is the matter of hub/store/lock.py.
    """

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        self._questions: dict[tuple[str, ...], int] = {}
        self._version = 0
        self._there: tuple[tuple[int, int], tuple[Receipt, ...]] | None = None
        self._columns: dict[str, dict[str, tuple[type, ...]]] = {}
        self._asked: dict[int, tuple[str, ...]] = {}
        with self._said(), contextlib.ExitStack() as on_failure:
            if write and not path.exists():
                self._make()
            self._db = self._open(write=write)
            on_failure.callback(self._db.close)
            self._upgrade() if write else self._check_for_reading()
            on_failure.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let others use it."""
        self._db.close()

    def known(self, source: str, hash_of: str) -> Receipt | None:
        """How these bytes came from this place, in whichever round, the last time; None if they never did."""
        with self._understood():
            query = "SELECT * FROM files WHERE hash = ? ORDER BY source = ? DESC, received DESC, id DESC"
            came = map(self._arrival, self._db.execute(query, (hash_of, source)))
            return next((one for one in came if same_as_kept(one.source, source)), None)

    def rounds_of(self, source: str) -> frozenset[str]:
        """The rounds in which something came from this place, or out of the file there."""
        with self._said():
            is_there = "source = ?1 OR substr(source, 1, length(?1) + 1) = ?1 || '/'"
            query = f"SELECT DISTINCT collection FROM files WHERE {is_there}"  # noqa: S608 - our own words
            return frozenset(row["collection"] for row in self._db.execute(query, (source,)))

    def codes(self, source: str, hash_of: str) -> frozenset[str]:
        """The codes of what was found in a file, wherever it is known."""
        with self._said():
            query = "SELECT code FROM problems JOIN files ON file = id WHERE source = ? AND hash = ?"
            return frozenset(row["code"] for row in self._db.execute(query, (source, hash_of)))

    def add(self, one: StoredReturn, *, for_good: bool = True) -> None:
        """Put a file in, whole; what was known of the same file in the same round is replaced.

        Unless it is `for_good`, this and what follows become so together: when anything else is written, or with
        `settle`. Until then only this connection sees it, and if one fails none is there.
        """
        self.add_all((one,), for_good=for_good)

    def add_all(self, those: Iterable[StoredReturn], *, for_good: bool = True) -> None:
        """The same of several, or of none of them."""
        fetch_before_change(self.path)
        with self._transaction(for_good=for_good):
            for one in those:
                self._add(one)

    def _add(self, one: StoredReturn) -> None:
        receipt = one.receipt
        these = "collection = ? AND source = ? AND hash IN (?, '')"
        key = (receipt.round, receipt.source, receipt.hash)
        lies = f"SELECT * FROM places WHERE file IN (SELECT id FROM files WHERE {these})"  # noqa: S608 - our own words
        places = self._db.execute(lies, key).fetchall()
        self._db.execute(f"DELETE FROM files WHERE {these}", key)  # noqa: S608 - our own words
        file = self._insert("files", rows.of_file(one))
        for place in places:
            self._insert("places", {**dict(place), "file": file})
        contents: dict[str, list[rows.StoredRow]] = {}
        for table, found in rows.of_contents(one):
            contents.setdefault(table, []).append(found)
        self._add_answers(file, rows.of_answers(one.submission.answers))
        for table, those in contents.items():
            names = ", ".join(those[0])
            marks = ", ".join("?" * len(those[0]))
            query = f"INSERT INTO {table} (file, {names}) VALUES ({file}, {marks})"  # noqa: S608 - our own names
            self._db.executemany(query, [tuple(row.values()) for row in those])

    def settle(self) -> None:
        """Let what was added be there for good."""
        if self._db.in_transaction:
            with self._transaction():
                pass

    def came_from(self, place: str, looks: str, but: Iterable[str]) -> tuple[str, ...]:
        """The sources of all that was collected from a file on the disk when it looked like this; none else.

        None either where something was found in one of them that has one of the codes `but`.
        """
        query = """SELECT gave, source FROM places JOIN files ON id = places.file
            WHERE place = ? AND looks = ? AND NOT EXISTS (SELECT 1 FROM problems
                WHERE problems.file = id AND code IN (SELECT value FROM json_each(?))) ORDER BY id"""
        with self._said():
            found = self._plain(query, place, looks, json.dumps([*but])).fetchall()
        sources = tuple(source for _, source in found)
        return sources if found and all(gave == len(found) for gave, _ in found) else ()

    def keep_places(self, those: Collection[tuple[str, str, Sequence[Receipt]]]) -> None:
        """Write down how files on the disk looked, and what was collected from each."""
        if not those:
            return
        with self._transaction():
            for place, looks, came in those:
                self._db.execute("DELETE FROM places WHERE place = ?", (place,))
                self._db.executemany(
                    "INSERT INTO places SELECT ?, id, ?, ? FROM files WHERE (collection, source, hash) = (?, ?, ?)",
                    [(place, len(came), looks, one.round, one.source, one.hash) for one in came],
                )

    def remember(self, name: str, one: Remembered) -> None:
        """Keep what was said of a round, until anything is written into the store."""
        with self._transaction():
            said = (name, "\n".join(one.specs), one.thorough, one.mark, changes(self.path) + 1, one.said)
            self._db.execute("INSERT INTO remembered VALUES (?, ?, ?, ?, ?, ?)", said)

    def clear_out(self) -> None:
        """Write the file anew, so that nothing stays in it of what was taken out: of rows of leavers, perhaps."""
        with self._transaction():
            self._db.execute("DELETE FROM questions WHERE id NOT IN (SELECT question FROM answers)")
            self._questions.clear()
        with self._said():
            self._db.execute("VACUUM")

    def unread(self) -> tuple[Receipt, ...]:
        """The files whose bytes could not be had, of every round, the last first."""
        return self._receipts("hash = ''", order="received DESC, id DESC")

    def forget(self, receipt: Receipt) -> None:
        """Leave out what is known of a file under this name."""
        fetch_before_change(self.path)
        with self._transaction():
            self._delete(receipt)

    def take_out(self, those: Iterable[Receipt]) -> None:
        """Leave these out, and let nothing of them stay in the file."""
        if found := tuple(those):
            fetch_before_change(self.path)
            with self._transaction():
                for receipt in found:
                    self._delete(receipt)
            self.clear_out()

    def _delete(self, receipt: Receipt) -> None:
        key = (receipt.round, receipt.source, receipt.hash)
        self._db.execute("DELETE FROM files WHERE (collection, source, hash) = (?, ?, ?)", key)
        self._db.execute("DELETE FROM compared")

    def say(self, receipt: Receipt, urn: str) -> None:
        """Write whose a file is by what the Hub says."""
        with self._transaction():
            key = (receipt.round, receipt.source, receipt.hash)
            self._db.execute("UPDATE files SET said_urn = ? WHERE (collection, source, hash) = (?, ?, ?)", (urn, *key))

    def receipts(self) -> tuple[Receipt, ...]:
        """Every file of which there is an original, of every round; as long as nobody writes they are the same."""
        state = self._db.execute("PRAGMA data_version").fetchone()[0], self._db.total_changes
        if self._there is None or self._there[0] != state:
            self._there = state, self._receipts("hash <> ''")
        return self._there[1]

    def consistency_mark(self) -> str:
        """The mark that was kept last (hub/store/consistency_mark.py), empty where there is none."""
        with self._said():
            found = self._db.execute("SELECT mark FROM agreement").fetchone()
            return str(found["mark"]) if found else ""

    def keep_consistency_mark(self, mark: str) -> None:
        """Keep it."""
        with self._transaction():
            self._db.execute("DELETE FROM agreement")
            self._insert("agreement", {"mark": mark})

    def arrivals(self) -> Iterator[tuple[str, str, str]]:
        """Of every file, read or unread, the round, the source and the hash, in that order."""
        with self._understood():
            for name, source, hash_of in self._plain("SELECT collection, source, hash FROM files ORDER BY 1, 2, 3"):
                if not (type(name) is type(source) is type(hash_of) is str):
                    raise TypeError
                yield name, source, hash_of

    def unknown(self, sources: Iterable[str]) -> Iterator[str]:
        """Those of these places from which no file came in any round, read or unread."""
        query = f"""SELECT value FROM json_each(?) AS one WHERE NOT EXISTS
            (SELECT 1 FROM files WHERE {_THESE.format("collection")} AND source = one.value)"""  # noqa: S608 - our own words
        with self._said():
            rounds = json.dumps([name for (name,) in self._plain("SELECT DISTINCT collection FROM files")])
        waiting = iter(sources)
        while some := list(islice(waiting, _AT_ONCE)):
            with self._said():
                found = self._plain(query, json.dumps(some), rounds).fetchall()
            yield from (source for (source,) in found)

    def copy_to(self, path: Path) -> None:
        """A copy of the store as it is, but for the names of files: what points to a pupil is taken out."""
        with self._said():
            path.unlink(missing_ok=True)
            self._db.execute("VACUUM INTO ?", (str(path),))
            with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as copy:
                sources = [row[0] for row in copy.execute("SELECT DISTINCT source FROM files")]
                tidy = [(as_kept(source), source) for source in sources if source != as_kept(source)]
                copy.executemany("UPDATE OR REPLACE files SET source = ? WHERE source = ?", tidy)
                copy.execute("VACUUM")

    def readable(self) -> tuple[Receipt, ...]:
        """The files that were read, of every round."""
        return self._receipts("hash <> '' AND outcome <> 'refused'")

    def salvaged(self) -> Iterator[Receipt]:
        """The same out of a store that may be damaged: as many as can be understood."""
        with self._said():
            for file in self._files("hash <> ''"):
                with contextlib.suppress(*rows.MISTAKES):
                    yield self._arrival(file)

    def read_otherwise(
        self, read_by: str, over: Collection[str] = (), alike: Mapping[str, bool] | None = None
    ) -> tuple[Receipt, ...]:
        """The files that were read by another spec than this.

        Of rounds that are `over`, left out is what was read by one that is `alike`; where the answers were carried over
        when the file was read, only if that is True. Where nobody knew what to read it by it is not left out.
        """
        known = alike or {}
        rounds, whole, others = ([*over], [one for one, whole in known.items() if whole], [*known])
        given = map(json.dumps, (rounds, whole, others, _BY_CHANCE, _CARRIED))
        return self._receipts(_OTHERWISE, read_by, *given)

    def whole(self, those: Iterable[Receipt]) -> Iterator[tuple[Receipt, StoredReturn]]:
        """What is kept of these files, each with its receipt."""
        query = "SELECT id FROM files WHERE (collection, source, hash) = (?, ?, ?)"
        for receipt in those:
            with self._understood():
                (number,) = self._plain(query, receipt.round, receipt.source, receipt.hash).fetchone()
                ((file, contents),) = self._with_contents([number])
                yield receipt, self._return(file, contents, 0, None)

    def missing_answers(self) -> tuple[Receipt, ...]:
        """The files in which a question was not found."""
        return self._receipts("hash <> '' AND id IN (SELECT file FROM answers WHERE state = 'missing')")

    def returns(self, name: str, *, summarised: bool = False) -> tuple[StoredReturn, ...]:
        """Every file of a round, in the order in which they came.

        Answers that are `summarised` are fetched out of the store when somebody looks at them: `Fetching`.
        """
        return tuple([whole for _, whole in self._returns(name, summarised=summarised)])

    def fetched(self, name: str) -> Iterator[FetchedReturn]:
        """The same one after the other; of those that were looked at before all is fetched again.

        Who looks at one page after the other gets those of the page before, while the store is as it was.
        """
        state, named = as_it_is(self.path), (str(self.path), name)  # its path may begin where the process is
        for known in (one for at, of, one in tuple(GONE_THROUGH) if (at, of) == (state, named)):
            yield from known
            return
        held, found = HeldReturns(), list[FetchedReturn]()
        for fetch, whole in self._returns(name, summarised=True):
            found.append(one := FetchedReturn(fetch, held, whole))
            yield one
        if state and held.all_there and state == as_it_is(self.path):
            GONE_THROUGH.append((state, named, found))

    def _returns(self, name: str, *, summarised: bool) -> "Iterator[tuple[FetchOne[StoredReturn], StoredReturn]]":
        """The files of a round, each with what fetches it again."""
        with self._understood():
            query = "SELECT id FROM files WHERE collection = ? ORDER BY received, source"
            files = RoundFiles([number for (number,) in self._plain(query, name)])
            parts = _fetching(self.path, files, Store.answers), _fetching(self.path, files, Store.destinations)
            again = _fetching(self.path, files, lambda store, those, places: store.look_at(those, places, parts))
            for first in range(0, len(files), _AT_ONCE):
                places = range(first, min(first + _AT_ONCE, len(files)))
                found = self.look_at(files, places, parts if summarised else None)
                yield from ((again.one(place), whole) for place, whole in found.items())

    def look_at(
        self, files: RoundFiles, places: Iterable[int], parts: "_Parts | None" = None
    ) -> dict[int, StoredReturn]:
        """Some files of a round by their places, but those that are not what they were or were taken out.

        `parts` fetch their answers and what is counted of leavers, later.
        """
        at, found = {files.numbers[place]: place for place in places}, dict[int, StoredReturn]()
        with self._understood():
            for file, contents in self._with_contents([*at]):
                place = at[file["id"]]
                if files.is_same(place, _mark(file)):
                    found[place] = self._return(file, contents, place, parts)
        return found

    def _with_contents(self, numbers: Sequence[int]) -> list[tuple[rows.StoredRow, _Contents]]:
        """Some files as they are at one moment, but for their answers; not those that were just taken out."""
        with self._at_one_moment():
            query = f"SELECT * FROM files WHERE {_THESE.format('id')}"  # noqa: S608 - our own words
            there = {row["id"]: self._row(row, "files") for row in self._db.execute(query, (json.dumps(numbers),))}
            contents = self._contents(numbers, but=("answers", *rows.OF_LEAVERS))
        return [(there[number], contents[number]) for number in numbers if number in there]

    def _return(self, file: rows.StoredRow, contents: _Contents, place: int, parts: "_Parts | None") -> StoredReturn:
        number = file["id"]
        if not (parts and file.get("summary", "").startswith(rows.SUMMARISED)):
            return rows.as_stored_return(file, contents | self._of_leavers(number), self._answers(number))
        (of_answers, years, mark), (answers, destinations) = rows.as_summaries(file["summary"]), parts
        counted = SummarisedDestinations(years, mark, destinations.one(place))
        return rows.as_stored_return(file, contents, SummarisedAnswers(of_answers, answers.one(place)), counted)

    def came_before(self, name: str, earlier: Sequence[str]) -> dict[str, str]:
        """The hashes of files of a round that had come in one of the `earlier` ones, each with the last of those."""
        query = """SELECT DISTINCT before.hash, before.collection FROM files AS now JOIN files AS before
            ON before.hash = now.hash AND before.collection <> now.collection
            WHERE now.collection = ? AND now.hash <> ''"""
        with self._said():
            found = [(str(row["collection"]), str(row["hash"])) for row in self._db.execute(query, (name,))]
        places = {one: place for place, one in enumerate(earlier)}
        there = sorted((one for one in found if one[0] in places), key=lambda one: places[one[0]])
        return {hash_of: collection for collection, hash_of in there}

    def _same(self, files: RoundFiles, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Those of these places at which the file is what it was, each with its number."""
        for place in places:
            number = files.numbers[place]
            now = self._db.execute("SELECT * FROM files WHERE id = ?", (number,)).fetchone()
            if now is not None and files.is_same(place, _mark(now)):
                yield place, number

    def answers(self, files: RoundFiles, places: Iterable[int]) -> dict[int, tuple[Answer, ...]]:
        """The answers of those files, by their places."""
        with self._understood():
            return {place: self._answers(number) for place, number in self._same(files, places)}

    def numbers(self, name: str) -> dict[Arrived, int]:
        """The files of a round, each with its number here."""
        query = "SELECT source, hash, spec, version, id FROM files WHERE collection = ?"
        with self._understood():
            return {(file[0], file[1], file[2], file[3]): file[4] for file in self._plain(query, name)}

    def counted(self, files: Collection[int], keys: Collection[AskedAs]) -> Iterator[tuple[AskedAs, State, Any, int]]:
        """How often what stands in some files at some questions: state, what SQLite holds of the value, number."""
        asked = self._asked_by(keys)
        query = f"SELECT question, state, value, count(*) {_SOME} GROUP BY 1, 2, 3"
        with self._understood():
            for number, *said in self._plain(query, *map(json.dumps, ([*files], [*asked]))):
                yield (asked[number], *said)

    def told(
        self, files: Collection[int], keys: Collection[AskedAs], before: dt.date | None = None
    ) -> Iterator[tuple[int, AskedAs, State, Any]]:
        """What stands there, one after the other; only days `before` one, if that is given."""
        asked = self._asked_by(keys)
        days = f"AND state = 'answered' AND value_kind = 'date' AND value < '{before}'" if before else ""
        query = f"SELECT file, question, state, value {_SOME} {days}"
        with self._understood():
            for file, number, *said in self._plain(query, *map(json.dumps, ([*files], [*asked]))):
                yield (file, asked[number], *said)

    def blank(self, files: Collection[int], keys: Collection[AskedAs]) -> Iterator[tuple[int, AskedAs]]:
        """Which of some questions are there and blank, file by file."""
        asked = self._asked_by(keys)
        with self._understood():
            query = f"SELECT file, question {_SOME} AND state = 'blank'"
            for file, number in self._plain(query, *map(json.dumps, ([*files], [*asked]))):
                yield file, asked[number]

    def lines(self, files: Collection[int], keys: Collection[AskedAs]) -> dict[int, int]:
        """In how many rows of some questions something stands, file by file, where there is any."""
        some = _SOME.replace(" WHERE", " JOIN questions ON question = id WHERE")
        query = f"SELECT file, count(DISTINCT ref) {some} AND state IN ('answered', 'unreadable') GROUP BY file"
        with self._understood():
            return dict(self._plain(query, *map(json.dumps, ([*files], [*self._asked_by(keys)]))))

    def questions_on(self, sheet: str, columns: Collection[str]) -> tuple[AskedAs, ...]:
        """What was ever asked in some columns of a sheet."""
        at = [rows.QUESTION.index(name) for name in ("sheet", "ref", "column_id")]
        known = dict.fromkeys(tuple(one[place] for place in at) for one in self._questions_by_number().values())
        return tuple((ref, column) for title, ref, column in known if title == sheet and column in columns)

    def answers_to(self, files: Collection[int], keys: Collection[AskedAs]) -> dict[int, list[Answer]]:
        """The same as answers, file by file."""
        asked, found = self._asked_by(keys), dict[int, list[Answer]]()
        said = [name if name in self._types("answers") else "''" for name in rows.SAID]
        query = f"SELECT file, question, {', '.join(said)} {_SOME} ORDER BY file, number"
        with self._understood():
            for file, number, *words in self._plain(query, *map(json.dumps, ([*files], [*asked]))):
                found.setdefault(file, []).append(rows.as_answer(*self._asked[number], *words))
        return found

    def unlike(self, one: int, other: int) -> tuple[list[Answer], list[Answer]]:
        """The answers of each of two files that do not stand in the other at the same place, with the same words."""
        with self._understood():
            both = [*self._plain(self._both, other, one)]
            more = self._plain(self._beyond, other, one)
            half = len(rows.SAID) + 1
            told = [self._as_answer(row[:half]) for row in both]
            said = [self._as_answer(row[half:]) for row in both if row[half] is not None]
            return told, [*said, *map(self._as_answer, more)]

    def _as_answer(self, row: Sequence[Any]) -> Answer:
        return rows.as_answer(*self._questions_by_number()[row[0]], *row[1:])

    def _said_as(self, of: str) -> str:
        known = self._types("answers")
        return ", ".join((f"{of}.question", *(f"{of}.{name}" if name in known else "''" for name in rows.SAID)))

    @cached_property
    def _both(self) -> str:
        """Answers of the second file that are others in the first, each beside that; none where that is shorter."""
        alike = " AND ".join(f"one.{name} IS other.{name}" for name in _ALIKE)
        return f"""SELECT {self._said_as("one")}, {self._said_as("other")} FROM answers AS one
            LEFT JOIN answers AS other ON other.file = ? AND other.number = one.number
            WHERE one.file = ? AND NOT ({alike})"""  # noqa: S608 - our own names

    @cached_property
    def _beyond(self) -> str:
        """Answers of the first file at places that the second does not have."""
        return f"""SELECT {self._said_as("one")} FROM answers AS one WHERE file = ? AND number > (
            SELECT coalesce(max(number), -1) FROM answers WHERE file = ?)"""  # noqa: S608 - our own names

    def _asked_by(self, keys: Collection[AskedAs]) -> dict[int, AskedAs]:
        """The numbers of questions that are known by one of these."""
        at = [rows.QUESTION.index(name) for name in ("ref", "column_id")]
        return {
            number: key
            for number, one in self._questions_by_number().items()
            if (key := (one[at[0]], one[at[1]])) in keys
        }

    def _questions_by_number(self) -> dict[int, tuple[str, ...]]:
        if not self._asked:
            names = ", ".join(rows.QUESTION)
            self._asked = {row[0]: row[1:] for row in self._plain(f"SELECT id, {names} FROM questions")}  # noqa: S608
        return self._asked

    def destinations(self, files: RoundFiles, places: Iterable[int]) -> dict[int, tuple[Destinations, ...]]:
        """The same of what is counted of leavers."""
        with self._understood():
            return {
                place: rows.as_destinations(self._of_leavers(number)) for place, number in self._same(files, places)
            }

    def _of_leavers(self, number: int) -> _Contents:
        return self._contents([number], but=set(rows.TABLES) - set(rows.OF_LEAVERS))[number]

    def _contents(self, numbers: Sequence[int], but: Collection[str]) -> dict[int, _Contents]:
        """The rows of each of some files in each of the tables `but` some."""
        tables = [one for one in rows.TABLES if one not in but]
        found: dict[int, _Contents] = {number: {table: [] for table in tables} for number in numbers}
        for table in tables:
            order = ", ".join(("file", *rows.TABLES[table]))
            query = f"SELECT * FROM {table} WHERE {_THESE.format('file')} ORDER BY {order}"  # noqa: S608 - our own names
            for row in self._db.execute(query, (json.dumps(numbers),)):
                found[row["file"]][table].append(self._row(row, table))
        return found

    def _answers(self, number: int) -> tuple[Answer, ...]:
        said = ", ".join(name for name in rows.SAID if name in self._types("answers"))
        query = f"SELECT question, {said} FROM answers WHERE file = ? ORDER BY number"  # noqa: S608 - our own names
        found, asked, as_answer = self._plain(query, number), self._questions_by_number(), rows.as_answer
        return tuple(as_answer(*asked[question], *said) for question, *said in found)

    def _plain(self, query: str, *given: object) -> sqlite3.Cursor:
        """Rows as tuples, of which there are many."""
        cursor = self._db.cursor()
        cursor.row_factory = None
        return cursor.execute(query, given)

    def summarise(self) -> None:
        """Count the answers of files of which nobody did, or another version of the program."""
        with self._understood():
            those = list(self._files("substr(summary, 1, length(?1)) <> ?1", rows.SUMMARISED))
            found = ((self._summary(file["id"]), file["id"]) for file in those)
            if those:
                with self._transaction():
                    self._db.executemany("UPDATE files SET summary = ? WHERE id = ?", found)

    def _summary(self, number: int) -> str:
        return rows.as_json(summary_of(self._answers(number)), rows.as_destinations(self._of_leavers(number)))

    def decide(self, name: str, decisions: Iterable[tuple[StoredReturn, dict[str, str]]]) -> None:
        """Write down whose each file is and whether it counts, as far as that is not said yet."""
        new, seen = list[tuple[int, dict[str, str]]](), set[int]()
        for one, words in decisions:
            number, before = self._decided(one.receipt)
            seen.add(number)
            new += [(number, words)] if before != words else []
        query = "SELECT file FROM decisions JOIN files ON id = file WHERE collection = ?"
        with self._said():
            gone = [number for (number,) in self._plain(query, name) if number not in seen]
        if new or gone:
            with self._transaction():
                these = [(number,) for number in (*gone, *(number for number, _ in new))]
                self._db.executemany("DELETE FROM decisions WHERE file = ?", these)
                for number, words in new:
                    self._insert("decisions", {"file": number, **words})

    def _decided(self, receipt: Receipt) -> tuple[int, dict[str, str | None]]:
        """The number of a file, and what is decided about it in columns and words; None where nothing is."""
        names = "urn", "school", "standing", "reason"
        query = f"""SELECT id, {", ".join(f"decisions.{one}" for one in names)} FROM files
            LEFT JOIN decisions ON file = id WHERE (collection, source, hash) = (?, ?, ?)"""  # noqa: S608 - our own names
        with self._said():
            number, *said = self._plain(query, receipt.round, receipt.source, receipt.hash).fetchone()
        return number, dict(zip(names, said, strict=True))

    def compared(self, name: str, known_by: str) -> dict[str, tuple[Finding, ...]] | None:
        """What the comparison of a round showed, by URN; None where nobody knows, or it was of something else."""
        if not self._types("compared"):
            return None
        with self._understood():
            query = "SELECT findings FROM compared WHERE (collection, known_by) = (?, ?)"
            found = self._db.execute(query, (name, known_by)).fetchone()
            return rows.as_findings(found["findings"]) if found else None

    def keep_compared(self, name: str, known_by: str, found: Mapping[str, Sequence[Finding]]) -> None:
        """Keep what the comparison of a round showed, as long as that is what it was worked out from."""
        with self._transaction():
            row = {"collection": name, "known_by": known_by, "findings": rows.findings_as_json(found)}
            self._db.execute("DELETE FROM compared WHERE collection = ?", (name,))
            self._insert("compared", row)

    def contents_of(self, names: Iterable[str]) -> Iterator[tuple[object, ...]]:
        """All that is known of the files of some rounds and of what was found in them; of answers what is counted."""
        with self._said():
            for name in names:
                order = "files.source, files.hash"  # that of an index: nothing is to be sorted
                query = f"SELECT * FROM files WHERE collection = ? ORDER BY {order}"  # noqa: S608 - our own words
                yield from (row[1:] for row in self._plain(query, name))
                query = (
                    "SELECT problems.* FROM problems JOIN files ON id = file "  # noqa: S608 - our own words
                    f"WHERE collection = ? ORDER BY {order}, problems.number"
                )
                yield from (row[1:] for row in self._plain(query, name))

    def _files(self, where: str, *given: str, order: str = "received, source, hash") -> Iterable[sqlite3.Row]:
        """Rows of files, but for what is counted of them, which is long."""
        names = ", ".join(name for name in self._types("files") if name != "summary")
        return self._db.execute(f"SELECT {names} FROM files WHERE {where} ORDER BY {order}", given)  # noqa: S608

    def _receipts(self, where: str, *given: str, order: str = "received, source, hash") -> tuple[Receipt, ...]:
        with self._understood():
            return tuple(map(self._arrival, self._files(where, *given, order=order)))

    def _arrival(self, file: sqlite3.Row) -> Receipt:
        return rows.as_receipt(self._row(file, "files"))

    def _row(self, row: sqlite3.Row, *tables: str) -> rows.StoredRow:
        """A row of these tables, in which every value is of its column's type; TypeError where one is not."""
        made = dict(row)
        for table in tables:
            for name, types in self._types(table).items():
                if name in made and not isinstance(made[name], types):
                    raise TypeError(name)
        return made

    def _types(self, table: str) -> dict[str, tuple[type, ...]]:
        if table not in self._columns:
            self._columns[table] = {
                column["name"]: (*_VALUES[column["type"]], *(() if column["notnull"] else (type(None),)))
                for column in self._db.execute(f"PRAGMA table_info({table})")
            }
        return self._columns[table]

    def _add_answers(self, file: int, answers: Sequence[tuple[Any, ...]]) -> None:
        asked, names = len(rows.QUESTION), ", ".join(rows.SAID)
        query = f"INSERT INTO answers (file, number, question, {names}) VALUES (?, ?, ?{', ?' * len(rows.SAID)})"  # noqa: S608
        numbered = enumerate(answers)
        those = ((file, number, self._question(one[:asked]), *one[asked:]) for number, one in numbered)
        self._db.executemany(query, those)

    def _question(self, asked: tuple[str, ...]) -> int:
        """The number of a question, which is put in where it is new."""
        if asked not in self._questions:
            names = ", ".join(rows.QUESTION)
            query = f"SELECT id FROM questions WHERE ({names}) = (?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
            found = self._db.execute(query, asked).fetchone()
            number = found["id"] if found else self._insert("questions", dict(zip(rows.QUESTION, asked, strict=True)))
            self._questions[asked] = number
        return self._questions[asked]

    def _forget_questions_of_others(self) -> None:
        """The numbers of questions hold as long as nobody else has written."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._questions.clear()

    def _insert(self, table: str, row: rows.StoredRow) -> int:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        query = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        return self._db.execute(query, tuple(row.values())).lastrowid or 0

    def _make(self) -> None:
        """It gets its name when it is whole: of who is killed, or has no room, nothing is left that is no store yet."""
        with draft_of(self.path) as draft:
            with contextlib.closing(_connected(draft, "rwc")) as self._db:
                self._db.execute("PRAGMA journal_mode = MEMORY")
                self._upgrade()
            leave_nothing_beside(self.path)
            draft.replace(os.path.realpath(self.path))

    def _open(self, *, write: bool) -> sqlite3.Connection:
        if self.path.exists() and not self.path.is_file():  # SQLite would wait for ever at a named pipe
            raise self._unusable("a folder, a pipe or a device has its name: move that away first")
        half_written = self.path.with_name(f"{self.path.name}{JOURNALS[0]}").exists()
        mode = "rwc" if write else "rw" if half_written else "ro"  # who only reads cannot take that back
        return _connected(self.path, mode)

    def _upgrade(self) -> None:
        version = self._check()
        with self._transaction(says_otherwise=False):
            for number, step in enumerate(STEPS[version:], version + 1):
                for statement in filter(str.strip, step.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {number}")
                self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _check_for_reading(self) -> None:
        if not self._check():
            raise self._unusable("it is empty")

    def _check(self) -> int:
        """The number of steps that the store has gone. Raises OutputError if it cannot be used."""
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        (owner,) = self._db.execute("PRAGMA application_id").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and owner != APPLICATION_ID:
            raise self._unusable("it is a database of another program")
        if version > len(STEPS):
            shown = {"path": str(self.path), "found": str(version), "known": str(len(STEPS))}
            raise OutputError(Problem("HUB-029", Place(), shown))
        return int(version)

    @contextlib.contextmanager
    def _transaction(self, *, says_otherwise: bool = True, for_good: bool = True) -> Iterator[None]:
        """All of it is done or nothing, with what was done before and is not there `for_good` yet."""
        with self._said():
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            self._forget_questions_of_others()
            kept = False
            try:
                if says_otherwise:  # names may stand in it that are about to go
                    self._db.execute("DELETE FROM remembered")
                yield
                if for_good:
                    self._db.commit()
                kept = True
            finally:
                if not kept:
                    self._db.rollback()
                    self._questions.clear()  # what was rolled back has no number

    @contextlib.contextmanager
    def _at_one_moment(self) -> Iterator[None]:
        """Nobody else writes meanwhile, as nobody does where something was added that is not there for good yet."""
        if self._db.in_transaction:
            yield
            return
        with self._db:
            self._db.execute("BEGIN")
            yield

    @contextlib.contextmanager
    def _understood(self) -> Iterator[None]:
        """The same for reading: somebody may have changed a value, or a disk lost one."""
        with self._said():
            try:
                yield
            except rows.MISTAKES as error:
                raise self._unusable("a value in it cannot be understood") from error

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """What SQLite complains of, in words that say what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            exactly = getattr(error, "sqlite_errorcode", 0)
            code = exactly & 0xFF
            if code in _BUSY:
                raise OutputError(Problem("HUB-027", Place(), {"path": str(self.path)})) from error
            if code in _NO_ROOM:
                raise cannot_write(self.path, OSError(_NO_ROOM[code], str(error))) from error
            if exactly in _NOT_TAKEN:
                raise cannot_write(self.path, OSError(errno.EIO, str(error))) from error
            if code in _BROKEN:
                raise self._unusable("it is damaged") from error
            raise self._unusable(str(error)) from error
        except OSError as error:
            raise self._unusable(reason(error)) from error

    def _unusable(self, why: str) -> OutputError:
        return OutputError(Problem("HUB-028", Place(), {"path": str(self.path), "reason": why}))


def _mark(file: Mapping[str, Any] | sqlite3.Row) -> int:
    """It is another one once a file was read anew, in this process; a store of before has not every column."""
    there = file.keys()
    return hash(tuple(file[name] for name in _SAME_FILE if name in there))


def _fetching(
    path: Path, files: RoundFiles, load: Callable[[Store, RoundFiles, Iterable[int]], dict[int, T]]
) -> Fetching[T]:
    """What fetches these files by a method of the store, which is open for that moment only."""

    def loaded(places: Iterable[int]) -> dict[int, T]:
        with Store(path) as store:
            return load(store, files, places)

    return Fetching(path, len(files), loaded)


_Parts = tuple[Fetching[tuple[Answer, ...]], Fetching[tuple[Destinations, ...]]]
"""What fetches the answers of files, and what is counted of their leavers."""
