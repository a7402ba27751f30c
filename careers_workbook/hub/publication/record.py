"""What was published of leavers, kept in `returns/published`: one file a collection, replaced by its next version.

Enters: a `Published`, a Hub's folder. Leaves: the file; a `History` of what all other collections published. A record
that cannot be read is said (HUB-080), because nothing can be shown safely beside what nobody knows. The numbers in it
are as they are, hidden or not: it is no more to be shared than the store. Must not know: what may be shown.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from careers_workbook.core.input import read_whole
from careers_workbook.core.output import Keep, make_folder, write
from careers_workbook.core.problems import Place, Problem
from careers_workbook.hub.publication.count_tables import Table
from careers_workbook.hub.publication.published import Published, PublishedTable
from careers_workbook.hub.publication.sensitive import SMALL
from careers_workbook.hub.publication.sustained import Sustained
from careers_workbook.hub.store.settings import HubSettings, RoundSettings

FORMAT = "careers-workbook-published/1"
_FOLDER = "published"


@dataclass(frozen=True, slots=True)
class RecordedTable:
    """One table of another collection, which opened earlier or later."""

    collection: str
    opens: dt.date
    sheet: str
    checkpoint: str
    table: Table
    is_later: bool = False

    def as_columns(self, now: Table) -> Table | None:
        """The table with the columns of another one; None if the groups differ.

        A group that nobody is counted in, and that is nowhere hidden, may come and go.
        """
        here, used = self.table.columns, {column for _, column in self.table.hidden or ()}
        gone = [n for n, name in enumerate(here) if name not in now.columns]
        new = [n for n, name in enumerate(now.columns) if name not in here]
        if used & set(gone) or any(row[n] for row in self.table.counts for n in gone):
            return None
        if any(row[n] for name, row in zip(now.rows, now.counts, strict=True) for n in new if name in self.table.rows):
            return None
        places = {column: now.columns.index(name) for column, name in enumerate(here) if name in now.columns}
        places[len(here)] = len(now.columns)
        counts = tuple(
            tuple(row[here.index(name)] if name in here else 0 for name in now.columns) for row in self.table.counts
        )
        hidden = frozenset((row, places[column]) for row, column in self.table.hidden or ())
        return replace(self.table, columns=now.columns, counts=counts, hidden=hidden)


@dataclass(frozen=True, slots=True)
class History:
    """What the other collections published, in the order of their opening. With problems it is not known in full."""

    kept: tuple[RecordedTable, ...] = ()
    sustained: tuple[Sustained, ...] = ()
    problems: tuple[Problem, ...] = ()

    def tables(self, sheet: str, checkpoint: str) -> list[RecordedTable]:
        """The tables of one checkpoint. A sheet may have been called something else where there was only one."""
        found = [one for one in self.kept if one.checkpoint == checkpoint and one.table.rows]
        titles = {one.sheet for one in found}
        return [one for one in found if one.sheet == sheet or (len(titles) == 1 and sheet not in titles)]


def record(folder: HubSettings, published: Published, keep: Keep = write) -> None:
    """Keep what is about to be shown. ValueError if it is internal, OutputError where it cannot be written."""
    if published.internal:
        raise ValueError("what is internal is not published")
    collection = folder.named(published.collection)
    data = {
        "format": FORMAT,
        "collection": collection.name,
        "opens": collection.opens.isoformat(),
        "tables": [_as_json(table) for table in published.tables],
        "sustained": [
            {"sheet": one.sheet, "year": one.year, "cells": one.cells, "shown": one.shown}
            for one in published.sustained
        ],
    }
    path = _path(folder, collection)
    make_folder(path.parent)
    keep(path, f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode())


def history(folder: HubSettings, now: RoundSettings) -> History:
    """What was published in all collections but this one, earlier and later ones."""
    kept: list[RecordedTable] = []
    sustained: list[Sustained] = []
    problems = []
    own = _path(folder, now)
    for path in sorted(own.parent.glob("*.json")):
        if path.name.casefold() == own.name.casefold():
            continue
        try:
            data = json.loads(read_whole(path))
            if data["collection"] != now.name:  # a copy that OneDrive made of our own says no more than that
                kept += _tables(data, path.stem, now)
                sustained += [_sustained(one) for one in data["sustained"]]
        except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError):
            problems.append(Problem("HUB-080", Place(), {"path": str(path)}))
    kept.sort(key=lambda one: (one.opens, one.collection))
    return History(tuple(kept), tuple(sustained), tuple(problems))


def _path(folder: HubSettings, collection: RoundSettings) -> Path:
    return folder.folders["returns"] / _FOLDER / f"{collection.folder}.json"


def _as_json(one: PublishedTable) -> dict[str, Any]:
    table = one.shown.table
    return {
        "sheet": one.sheet,
        "checkpoint": one.id,
        "years": table.rows,
        "groups": table.columns,
        "counts": table.counts,
        "hidden": sorted(one.shown.hidden),
    }


def _tables(data: dict[str, Any], name: str, now: RoundSettings) -> Iterator[RecordedTable]:
    """The tables of a record; ValueError and the like if it is none."""
    if data["format"] != FORMAT:
        raise ValueError(data["format"])
    opens = dt.date.fromisoformat(data["opens"])
    for one in data["tables"]:
        rows, columns = (tuple(str(each) for each in one[key]) for key in ("years", "groups"))
        counts = tuple(tuple(_number(each) for each in row) for row in one["counts"])
        hidden = frozenset((_number(row), _number(column)) for row, column in one["hidden"])
        if any(row > len(rows) or column >= len(columns) for row, column in hidden):
            raise ValueError("a cell outside")
        if any(sum(row) in SMALL for row in counts):
            raise ValueError("a year with few leavers")
        table = Table(name, rows, columns, counts, hidden=hidden, totals_known=True)
        yield RecordedTable(name, opens, str(one["sheet"]), str(one["checkpoint"]), table, opens > now.opens)


def _sustained(data: dict[str, Any]) -> Sustained:
    first, second, third, fourth = (int(each) for each in data["cells"])
    return Sustained(str(data["sheet"]), str(data["year"]), (first, second, third, fourth), bool(data["shown"]))


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(value)
    return value
