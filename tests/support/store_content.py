"""Everything that a Hub's store holds of what came, to be compared with another store row by row."""

import sqlite3
from contextlib import closing
from pathlib import Path

_DISK = ("agreement", "places", "remembered")
"""How files looked on the disk, as far as the clock had moved on since, and what is by that: it differs each time."""
Content = dict[str, list[tuple[object, ...]]]


def content(store: Path) -> Content:
    """Table -> the statement that made it, then its rows in their order."""
    with closing(sqlite3.connect(store)) as db:
        made = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: [(sql,), *db.execute(f'SELECT * FROM "{name}"')] for name, sql in made if name not in _DISK}
