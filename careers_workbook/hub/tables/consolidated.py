"""A whole round as tidy tables, and the same as CSV and Parquet. The only importer of pandas and pyarrow.

Enters: a `ComparedRound`, what may be published of leavers. Leaves: a `Consolidated`. The same returns give the same
bytes. Files are written some thousand rows at a time; pandas only makes the frames that somebody asks for in Python.
Must not know: folders, how a workbook is written.
"""

import datetime as dt
import io
import itertools
import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.core.frozen import frozen
from careers_workbook.core.later import Anew
from careers_workbook.core.packed import Packed
from careers_workbook.figures.checklist_progress import COMPLETED, Completed, ItemRow
from careers_workbook.hub.comparison.round_comparison import ComparedRound
from careers_workbook.hub.publication.published import Published
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.tables import tidy_rows
from careers_workbook.hub.tables.tidy_columns import TABLES, ColumnType, TidyTable
from careers_workbook.hub.tables.tidy_rows import RowValues, prepare

if TYPE_CHECKING:
    import pandas as pd

_TYPES: dict[ColumnType, str] = {
    "text": "string",
    "whole number": "Int64",
    "decimal": "Float64",
    "date": "datetime64[ms]",
    "date and time": "datetime64[ms]",
}
_STORED: dict[ColumnType, tuple[Any, str]] = {
    "text": (pa.large_string(), "object"),
    "whole number": (pa.int64(), "int64"),
    "decimal": (pa.float64(), "float64"),
    "date": (pa.timestamp("ms"), "datetime"),
    "date and time": (pa.timestamp("ms"), "datetime"),
}
"""What Parquet calls each type, and what pandas calls the same."""
_PANDAS = "2.2.0"
"""The least version of pandas that reads the files with the types of the frames."""
_FIRST = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - as days in tables have none
_BATCH = 16_384
"""Rows that are written at once."""
_AS_IT_IS = (str, int, type(None))
"""Types of most values, which a CSV file shows as they are."""


class _Outcomes(Mapping[tuple[str, str], Completed]):
    """What became of an item, by URN and ref."""

    def __init__(self) -> None:
        self._known = dict[tuple[str, ...], dict[str, int]]()  # nearly all schools are asked the same
        self._of: dict[str, tuple[Mapping[str, int], bytes]] = {}
        self.counted: dict[str, Counter[Completed]] = defaultdict(Counter)

    def add(self, urn: str, items: Sequence[ItemRow]) -> None:
        """The items of one school more."""
        refs = tuple(row.ref for row in items)
        places = self._known.setdefault(refs, {ref: place for place, ref in enumerate(refs)})
        self._of[urn] = places, bytes(COMPLETED.index(row.outcome) for row in items)
        for row in items:
            self.counted[row.ref][row.outcome] += 1

    def __getitem__(self, key: tuple[str, str]) -> Completed:
        places, outcomes = self._of[key[0]]
        return COMPLETED[outcomes[places[key[1]]]]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((urn, ref) for urn, (places, _) in self._of.items() for ref in places)

    def __len__(self) -> int:
        return sum(len(outcomes) for _, outcomes in self._of.values())


@frozen(slots=False)
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

    def frame(self, table: str) -> "pd.DataFrame":
        """A table as typed columns."""
        import pandas as pd  # noqa: PLC0415 - takes a second, and no command needs it

        columns, rows = TABLES[table].columns, list(self.tables[table])
        values = zip(*rows, strict=True) if rows else [()] * len(columns)
        pairs = zip(columns, values, strict=True)
        return pd.DataFrame({column.name: pd.Series(found, dtype=_TYPES[column.type]) for column, found in pairs})

    def csv(self, table: str) -> bytes:
        """A table for spreadsheets: UTF-8 with a mark that says so, and no text that a spreadsheet would run."""
        return self.files(table)[0]

    def parquet(self, table: str) -> bytes:
        """A table for programs that analyse data, with its types."""
        return self.files(table)[1]

    def files(self, table: str) -> tuple[bytes, bytes]:
        """The same as CSV and as Parquet."""
        lines, data = io.BytesIO(), io.BytesIO()
        self.write(table, lines, data)
        return lines.getvalue(), data.getvalue()

    def write(self, table: str, lines: BinaryIO, data: BinaryIO) -> None:
        """Write it into two files, as CSV and as Parquet: some thousand rows are in memory at a time."""
        rows, schema = iter(self.tables[table]), _schema(TABLES[table])
        lines.write(csv_text([TABLES[table].names]).encode("utf-8-sig"))
        with parquet.ParquetWriter(data, schema) as writer:
            while some := list(itertools.islice(rows, _BATCH)):
                lines.write(csv_text([_cell(one) for one in row] for row in some).encode())
                writer.write_batch(_batch(some, schema))


def _schema(table: TidyTable) -> pa.Schema:
    """The columns of a Parquet file, and what pandas makes of them."""
    said = [
        {"name": c.name, "field_name": c.name, "pandas_type": _STORED[c.type][1], "numpy_type": _TYPES[c.type]}
        for c in table.columns
    ]
    pandas = {"index_columns": [], "column_indexes": [], "columns": [{**one, "metadata": None} for one in said]}
    fields = [(column.name, _STORED[column.type][0]) for column in table.columns]
    return pa.schema(fields, {"pandas": json.dumps({**pandas, "attributes": {}, "pandas_version": _PANDAS})})


def _batch(rows: Sequence[Any], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    return pa.record_batch([_column(values, field.type) for values, field in zip(columns, schema, strict=True)], schema)


def _column(values: Sequence[Any], of: pa.DataType) -> pa.Array:
    """Values as they lie in memory: `pa.array` would import pandas to ask whether they are its own."""
    known = "".join("0" if one is None else "1" for one in reversed(values))
    there = pa.py_buffer(int(known, 2).to_bytes((len(values) + 7) // 8, "little"))
    if of == _STORED["text"][0]:
        texts = [b"" if one is None else one.encode() for one in values]
        ends = array("q", itertools.accumulate(map(len, texts), initial=0))
        return pa.Array.from_buffers(of, len(values), [there, pa.py_buffer(ends), pa.py_buffer(b"".join(texts))])
    if pa.types.is_timestamp(of):
        values = [None if one is None else _moment(one) for one in values]
    numbers = array("d" if of == pa.float64() else "q", [one or 0 for one in values])
    return pa.Array.from_buffers(of, len(values), [there, pa.py_buffer(numbers)])


def _moment(day: dt.date) -> int:
    """Thousandths of a second since 1970; a day is its first moment."""
    at = day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())
    return (at - _FIRST) // dt.timedelta(milliseconds=1)


def consolidate(compared: ComparedRound, published: Published, *, internal: bool) -> Consolidated:
    """Every table of a round. SpecError (HUB-070) where a return was read by a checklist that is not known."""
    material, outcomes = prepare(compared, internal=internal), _Outcomes()
    tables: dict[str, Any] = {name: Packed(make=table.of_values) for name, table in TABLES.items()}

    def add(name: str, rows: Iterable[RowValues]) -> None:
        tables[name].extend(map(TABLES[name].record, rows))

    read = {one.urn: one for one in material.readings}
    compared_at = {one.now.urn: one for one in material.comparison.compared} if material.comparison else {}
    for school in material.round.schools:  # one after the other, so that no more than one is in memory
        urn = school.listed.school.urn
        add("schools", [tidy_rows.school(school, read.get(urn))])
        if reading := read.get(urn):
            outcomes.add(urn, reading.progress.items)
            add("details", tidy_rows.details(reading, material))
            add("actions", tidy_rows.actions(reading, material))
            if both := compared_at.get(urn):
                add("changes", tidy_rows.changes(both, material))
                both.let_go()
            reading.let_go()
    add("items", tidy_rows.items(outcomes.counted, material))
    add("problems", tidy_rows.problems(material))
    add("files", tidy_rows.files(material))
    add("changes", tidy_rows.not_compared(material))
    for name, rows in _PUBLISHED.items():
        add(name, rows(published))
    tables["answers"] = Anew(lambda: map(TABLES["answers"].record, tidy_rows.answers(material)))
    return Consolidated(material.round, compared.before, internal, published, tables, outcomes)


def _destinations(published: Published) -> Iterator[RowValues]:
    for row in published.rows():
        yield dict(zip(TABLES["destinations"].names, row, strict=True))


_PUBLISHED: dict[str, Callable[[Published], Iterable[RowValues]]] = {
    "destinations": _destinations,
    "people": lambda published: map(asdict, published.people),
}


def _cell(value: object) -> object:
    if type(value) in _AS_IT_IS:
        return value
    match value:
        case float():
            return round(value, 1)
        case dt.date():
            return value.isoformat()
    return value
