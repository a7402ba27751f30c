"""A whole round as tidy tables, and the same as CSV and Parquet. The only importer of pandas.

Enters: a `ComparedRound`, what may be published of leavers. Leaves: a `Consolidated`. The same returns give
the same bytes. Must not know: folders, how a workbook is written.
"""

import datetime as dt
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.figures.checklist_progress import Completed
from careers_workbook.hub.comparison.round_comparison import ComparedRound
from careers_workbook.hub.publication.published import Published
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.tables import tidy_rows
from careers_workbook.hub.tables.tidy_columns import TABLES, ColumnType
from careers_workbook.hub.tables.tidy_rows import Material, RowValues, prepare

_TYPES: dict[ColumnType, str] = {
    "text": "string",
    "whole number": "Int64",
    "decimal": "Float64",
    "date": "datetime64[ms]",
    "date and time": "datetime64[ms]",
}
_ROWS: dict[str, Callable[[Material], Iterable[RowValues]]] = {
    "schools": tidy_rows.schools,
    "details": tidy_rows.details,
    "answers": tidy_rows.answers,
    "items": tidy_rows.items,
    "actions": tidy_rows.actions,
    "problems": tidy_rows.problems,
    "files": tidy_rows.files,
    "changes": tidy_rows.changes,
}

_AS_IT_IS = (str, int, type(None))
"""Types of most values, which a CSV file shows as they are."""


@dataclass(frozen=True)
class Consolidated:
    """One round. `tables` has the rows of each of TABLES, in that order, as records with its columns for fields.

    `round` is the round with the findings that only the comparison with `before` shows; `outcomes` says what became of
    an item, by URN and ref. Unless `internal`, nothing in the tables says anything about the people of one school.
    """

    round: Round
    before: Round | None
    internal: bool
    published: Published
    tables: Mapping[str, Sequence[Any]]
    outcomes: Mapping[tuple[str, str], Completed]

    def frame(self, table: str) -> pd.DataFrame:
        """A table as typed columns."""
        columns = TABLES[table].columns
        values = zip(*self.tables[table], strict=True) if self.tables[table] else [()] * len(columns)
        pairs = zip(columns, values, strict=True)
        return pd.DataFrame({column.name: pd.Series(found, dtype=_TYPES[column.type]) for column, found in pairs})

    def csv(self, table: str) -> bytes:
        """A table for spreadsheets: UTF-8 with a mark that says so, and no text that a spreadsheet would run."""
        lines = ([cell if type(cell) in _AS_IT_IS else _cell(cell) for cell in row] for row in self.tables[table])
        return csv_text(itertools.chain([TABLES[table].names], lines)).encode("utf-8-sig")

    def parquet(self, table: str) -> bytes:
        """A table for programs that analyse data, with its types."""
        data = io.BytesIO()
        self.frame(table).to_parquet(data, engine="pyarrow", index=False)
        return data.getvalue()


def consolidate(compared: ComparedRound, published: Published, *, internal: bool) -> Consolidated:
    """Every table of a round. SpecError (HUB-070) where a return was read by a checklist that is not known."""
    material = prepare(compared, internal=internal)
    tables = {}
    for name, table in TABLES.items():
        rows = _PUBLISHED[name](published) if name in _PUBLISHED else _ROWS[name](material)
        tables[name] = tuple(map(table.record, rows))
    outcomes = {(one.urn, item.ref): item.outcome for one in material.readings for item in one.progress.items}
    return Consolidated(material.round, compared.before, internal, published, tables, outcomes)


def _destinations(published: Published) -> Iterator[RowValues]:
    for row in published.rows():
        yield dict(zip(TABLES["destinations"].names, row, strict=True))


_PUBLISHED: dict[str, Callable[[Published], Iterable[RowValues]]] = {
    "destinations": _destinations,
    "people": lambda published: map(asdict, published.people),
}


def _cell(value: object) -> object:
    match value:
        case float():
            return round(value, 1)
        case dt.date():
            return value.isoformat()
    return value
