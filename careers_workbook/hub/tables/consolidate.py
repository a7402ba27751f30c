"""A whole collection as tidy tables: pandas frames, and the same as CSV and Parquet. The only importer of pandas.

Enters: a Round, the one before it, what may be published of leavers. Leaves: a `Consolidated`. The same returns give
the same bytes. Must not know: folders, how a workbook is written.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.hub.publication.published import Published
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.tables import school_rows, statement_rows
from careers_workbook.hub.tables.columns import TABLES, Table, Type
from careers_workbook.hub.tables.inputs import Material, Row, prepare

_TYPES: dict[Type, str] = {
    "text": "string",
    "whole number": "Int64",
    "decimal": "Float64",
    "date": "datetime64[ms]",
    "date and time": "datetime64[ms]",
}
_ROWS: dict[str, Callable[[Material], Iterable[Row]]] = {
    "schools": school_rows.schools,
    "details": school_rows.details,
    "answers": statement_rows.answers,
    "items": statement_rows.items,
    "actions": statement_rows.actions,
    "problems": school_rows.problems,
    "files": school_rows.files,
    "changes": statement_rows.changes,
}
Value = str | int | float | dt.date | dt.datetime | None


@dataclass(frozen=True)
class Consolidated:
    """One collection. `frames` has a frame for each of TABLES, in that order, with its columns.

    `round` is the round with the findings that only the comparison with `before` shows. Unless `internal`, nothing in
    the frames says anything about the leavers of one school.
    """

    round: Round
    before: Round | None
    internal: bool
    published: Published
    frames: dict[str, pd.DataFrame]

    def rows(self, table: str) -> Iterator[dict[str, Value]]:
        """The rows of a table as plain values: text, int, float, date, datetime; None where there is none."""
        frame, columns = self.frames[table], TABLES[table].columns
        values = (list(_plain(frame, column.name, column.type)) for column in columns)
        for row in zip(*values, strict=True):
            yield dict(zip(TABLES[table].names, row, strict=True))

    def csv(self, table: str) -> bytes:
        """A table for spreadsheets: UTF-8 with a mark that says so, and no text that a spreadsheet would run."""
        rows = (map(_cell, row.values()) for row in self.rows(table))
        return csv_text([TABLES[table].names, *rows]).encode("utf-8-sig")

    def parquet(self, table: str) -> bytes:
        """A table for programs that analyse data, with its types."""
        data = io.BytesIO()
        self.frames[table].to_parquet(data, engine="pyarrow", index=False)
        return data.getvalue()


def consolidate(now: Round, before: Round | None, published: Published, *, internal: bool) -> Consolidated:
    """Every table of a collection. SpecError (HUB-070) where a return was read by a checklist that is not known."""
    material = prepare(now, before, internal=internal)
    frames = {}
    for name, table in TABLES.items():
        rows = _destinations(published) if name == "destinations" else _ROWS[name](material)
        frames[name] = _frame(table, list(rows))
    return Consolidated(material.round, before, internal, published, frames)


def _destinations(published: Published) -> Iterator[Row]:
    for row in published.rows():
        yield dict(zip(TABLES["destinations"].names, row, strict=True))


def _frame(table: Table, rows: list[Row]) -> pd.DataFrame:
    """Typed columns; empty text is no value."""
    columns = {}
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        found = [None if value == "" else value for value in values]
        columns[column.name] = pd.Series(found, dtype=_TYPES[column.type], name=column.name)
    return pd.DataFrame(columns)


def _plain(frame: pd.DataFrame, name: str, kind: Type) -> Iterator[Value]:
    for value, is_none in zip(frame[name].astype(object), frame[name].isna(), strict=True):
        if is_none:
            yield None
        elif isinstance(value, pd.Timestamp):
            yield value.to_pydatetime() if kind == "date and time" else value.date()
        elif kind == "whole number":
            yield int(value)
        elif kind == "decimal":
            yield float(value)
        else:
            yield str(value)


def _cell(value: Value) -> Value:
    match value:
        case float():
            return round(value, 1)
        case dt.date():
            return value.isoformat()
    return value
