"""The store of a Hub: SQLite, and its only importer. One transaction a file, so that it holds whole files only.

Enters: `StoredReturn` values. Leaves: the same values. Raises OutputError (HUB-027 to 029) in words that say what to
do; what is in it can be made anew from the originals (hub/store/collect.py). Between commands there is one file and
nothing beside it, because the folder may be synced. docs/store.md describes the tables. Must not know: workbooks,
schools expected.
"""

import contextlib
import errno
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from careers_workbook.core.output import cannot_write, reason
from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.hub.store import rows
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.rows import STEPS
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.returns.redaction.names import as_kept, same_as_kept

APPLICATION_ID = 0x43_57_42_4B
"""Says in the header of the file whose it is."""
_PATIENCE = 3.0
"""Seconds to wait for another command."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_ROOM = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_READONLY: errno.EACCES}
JOURNALS = ("-journal", "-wal", "-shm")
"""Endings of what SQLite keeps beside a store while it writes."""
_VALUES: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "": (str, int, float)}
"""What a column of each type holds; SQLite itself takes anything anywhere."""


def leave_nothing_beside(path: Path) -> None:
    """Remove what SQLite kept beside a store that is about to be replaced, and would take for that of the new one."""
    for ending in JOURNALS:
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


class Store:
    """An open store; to be used in a `with` statement. It is locked for the time of a transaction only.

    That only one command at a time writes is the matter of hub/store/lock.py.
    """

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        self._questions: dict[tuple[str, ...], int] = {}
        self._columns: dict[str, dict[str, tuple[type, ...]]] = {}
        with self._said(), contextlib.ExitStack() as on_failure:
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

    def codes(self, source: str, hash_of: str) -> frozenset[str]:
        """The codes of what was found in a file, wherever it is known."""
        with self._said():
            query = "SELECT code FROM problems JOIN files ON file = id WHERE source = ? AND hash = ?"
            return frozenset(row["code"] for row in self._db.execute(query, (source, hash_of)))

    def add(self, one: StoredReturn) -> None:
        """Put a file in, whole; what was known of the same file in the same round is replaced."""
        receipt = one.receipt
        with self._transaction():
            self._db.execute(
                "DELETE FROM files WHERE collection = ? AND source = ? AND hash IN (?, '')",
                (receipt.round, receipt.source, receipt.hash),
            )
            file = self._insert("files", rows.of_file(one))
            for table, found in rows.of_contents(one):
                row = self._with_question(found) if table == "answers" else found
                self._insert(table, {"file": file, **row})

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
        with self._transaction():
            self._delete(receipt)

    def take_out(self, those: Iterable[Receipt]) -> None:
        """Leave these out, and let nothing of them stay in the file."""
        if found := tuple(those):
            with self._transaction():
                for receipt in found:
                    self._delete(receipt)
            self.clear_out()

    def _delete(self, receipt: Receipt) -> None:
        key = (receipt.round, receipt.source, receipt.hash)
        self._db.execute("DELETE FROM files WHERE (collection, source, hash) = (?, ?, ?)", key)

    def say(self, receipt: Receipt, urn: str) -> None:
        """Write whose a file is by what the Hub says."""
        with self._transaction():
            key = (receipt.round, receipt.source, receipt.hash)
            self._db.execute("UPDATE files SET said_urn = ? WHERE (collection, source, hash) = (?, ?, ?)", (urn, *key))

    def receipts(self) -> tuple[Receipt, ...]:
        """Every file of which there is an original, of every round."""
        return self._receipts("hash <> ''")

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

    def read_otherwise(self, read_by: str) -> tuple[Receipt, ...]:
        """The files that were read by another spec than this."""
        return self._receipts("hash <> '' AND read_by <> ?", read_by)

    def missing_answers(self) -> tuple[Receipt, ...]:
        """The files in which a question was not found."""
        return self._receipts("hash <> '' AND id IN (SELECT file FROM answers WHERE state = 'missing')")

    def returns(self, name: str) -> tuple[StoredReturn, ...]:
        """Every file of a round, in the order in which they came."""
        with self._understood():
            contents = {table: self._by_file(table, name) for table in rows.TABLES}
            found = self._db.execute("SELECT * FROM files WHERE collection = ? ORDER BY received, source", (name,))
            files = [self._row(file, "files") for file in found]
            return tuple(
                rows.as_stored_return(file, {table: of.get(file["id"], []) for table, of in contents.items()})
                for file in files
            )

    def decide(self, name: str, decisions: Iterable[tuple[StoredReturn, dict[str, str]]]) -> None:
        """Write down whose each file is and whether it counts, for whoever looks into the store."""
        with self._transaction():
            self._db.execute("DELETE FROM decisions WHERE file IN (SELECT id FROM files WHERE collection = ?)", (name,))
            for one, words in decisions:
                receipt = one.receipt
                key = (receipt.round, receipt.source, receipt.hash)
                ids = self._db.execute("SELECT id FROM files WHERE (collection, source, hash) = (?, ?, ?)", key)
                self._insert("decisions", {"file": ids.fetchone()["id"], **words})

    def _by_file(self, table: str, name: str) -> dict[int, list[rows.StoredRow]]:
        found: dict[int, list[rows.StoredRow]] = {}
        order = ", ".join(rows.TABLES[table])
        asked = f", {', '.join(rows.QUESTION)}" if table == "answers" else ""
        also = " JOIN questions ON questions.id = question" if asked else ""
        query = (
            f"SELECT {table}.*{asked} FROM {table} JOIN files ON files.id = {table}.file{also} "  # noqa: S608 - our own names
            f"WHERE files.collection = ? ORDER BY {order}"
        )
        for row in self._db.execute(query, (name,)):
            found.setdefault(row["file"], []).append(self._row(row, table, *(["questions"] if asked else ())))
        return found

    def _files(self, where: str, *given: str, order: str = "received, source, hash") -> Iterable[sqlite3.Row]:
        return self._db.execute(f"SELECT * FROM files WHERE {where} ORDER BY {order}", given)  # noqa: S608 - our own words

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

    def _with_question(self, row: rows.StoredRow) -> rows.StoredRow:
        """The row of an answer with the number of its question, which is put in where it is new."""
        asked = tuple(row[name] for name in rows.QUESTION)
        if asked not in self._questions:
            names = ", ".join(rows.QUESTION)
            query = f"SELECT id FROM questions WHERE ({names}) = (?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
            found = self._db.execute(query, asked).fetchone()
            number = found["id"] if found else self._insert("questions", dict(zip(rows.QUESTION, asked, strict=True)))
            self._questions[asked] = number
        said = {name: value for name, value in row.items() if name not in rows.QUESTION}
        return {**said, "question": self._questions[asked]}

    def _insert(self, table: str, row: rows.StoredRow) -> int:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        query = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        return self._db.execute(query, tuple(row.values())).lastrowid or 0

    def _open(self, *, write: bool) -> sqlite3.Connection:
        if self.path.exists() and not self.path.is_file():  # SQLite would wait for ever at a named pipe
            raise self._unusable("a folder, a pipe or a device has its name: move that away first")
        half_written = self.path.with_name(f"{self.path.name}{JOURNALS[0]}").exists()
        mode = "rwc" if write else "rw" if half_written else "ro"  # who only reads cannot take that back
        db = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE, isolation_level=None
        )
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")  # what is taken out is written over
        return db

    def _upgrade(self) -> None:
        version = self._check()
        with self._transaction():
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
    def _transaction(self) -> Iterator[None]:
        with self._said():
            self._db.execute("BEGIN IMMEDIATE")
            self._questions.clear()  # what was rolled back has no number
            with self._db:  # commits, or rolls back whatever was raised
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
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BUSY:
                raise OutputError(Problem("HUB-027", Place(), {"path": str(self.path)})) from error
            if code in _NO_ROOM:
                raise cannot_write(self.path, OSError(_NO_ROOM[code], str(error))) from error
            if code in _BROKEN:
                raise self._unusable("it is damaged") from error
            raise self._unusable(str(error)) from error
        except OSError as error:
            raise self._unusable(reason(error)) from error

    def _unusable(self, why: str) -> OutputError:
        return OutputError(Problem("HUB-028", Place(), {"path": str(self.path), "reason": why}))
