"""A Hub's folder on its way through its collections, by the program's own commands, with the truth beside it.

Enters: a `SyntheticHub`, a folder. Leaves: the folder as it is at the end, and what every command said. Must not know:
what ought to come out.
"""

import csv
import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.hub_post import Written
from tests.support.program import Ran, command, environment
from tests.support.synthetic_hub import Collection, SyntheticHub


@dataclass
class Year:
    """`posts` is what was sent in each collection; `ran` what a command said in it, by (command, collection)."""

    truth: SyntheticHub
    folder: Path
    posts: dict[str, list[Written]] = field(default_factory=dict)
    ran: dict[tuple[str, str], Ran] = field(default_factory=dict)

    def go(self) -> None:
        """From the empty folder to the end of the last collection."""
        truth = self.truth
        opens, self.folder = truth.collections[0].opens, self.folder.absolute()
        self.folder.mkdir()
        self.run("init", ".", "--hub", truth.name, "--spec", truth.spec, "--today", opens)
        self._settle()
        self.run("build", "--today", opens)
        for one in truth.collections:
            self.posts[one.name] = truth.write_returns(one.name, self.folder / "inbox" / one.name)
            self.on(one, "collect")
            self.on(one, "status", "--format", "json")
            self.on(one, "consolidate")
        self.on(truth.collections[-1], "consolidate", "--internal")

    def on(self, one: Collection, *words: object) -> Ran:
        """A command on the day on which everything of a collection has come."""
        ran = self.ran[str(words[0]), one.name] = self.run(*words, "--today", one.today)
        return ran

    def run(self, *words: object) -> Ran:
        """A command inside the folder; a Hub of two hundred schools may take its time."""
        done = subprocess.run(
            command(*words), cwd=self.folder, env=environment(), capture_output=True, timeout=900, check=False
        )
        ran = Ran(done.returncode, *(text.decode("utf-8", "replace") for text in (done.stdout, done.stderr)))
        assert ran.code in (0, 1), ran
        assert "Traceback" not in ran.said, ran
        return ran

    def _settle(self) -> None:
        """What a co-ordinator types into the settings and the register."""
        path = self.folder / "collection.yaml"
        head = re.split(r"(?m)^collections:", path.read_text(encoding="utf-8"))[0]
        lines = "".join(
            f'  - {{name: "{one.name}", opens: {one.opens}, due: {one.due}}}\n' for one in self.truth.collections
        )
        path.write_text(f"{head}collections:\n{lines}", encoding="utf-8")
        (self.folder / "register.csv").write_text(self.truth.register_csv(), encoding="utf-8", newline="")

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """Rows of the store, as any SQLite tool shows them."""
        with closing(sqlite3.connect(self.folder / "hub.sqlite")) as store:
            return store.execute(sql, values).fetchall()

    def source(self, piece: Written) -> str:
        """Where a piece lay, seen from the Hub's folder."""
        path = piece.path.relative_to(self.folder).as_posix()
        return f"{path}/{piece.member}" if piece.member else path

    def status(self, collection: str) -> dict:
        """What `status --format json` said."""
        return json.loads(self.ran["status", collection].out)

    def output(self, collection: str, *, internal: bool = False) -> Path:
        """The folder of the master workbook."""
        folder = self.folder / "output" / "consolidated" / collection
        return folder / "internal" if internal else folder

    def table(self, collection: str, name: str, *, internal: bool = False) -> Iterator[dict[str, str]]:
        """The rows of a table, as a program reads its CSV."""
        ending = " - OFFICIAL-SENSITIVE" if internal else ""
        path = self.output(collection, internal=internal) / "tables" / f"{name}{ending}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
