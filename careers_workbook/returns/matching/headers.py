"""Which column each heading of a table stands over, and what is known of a column whose heading is none of ours.

Each table has headings of its own: those in the row above it serve its rows, down to the next. A heading is read

1. by its words: the label of a column up to case, spaces and marks, one of the aliases that the spec gives it, the
   label with something added or left out, or nearly the label;
2. where its words mean nothing to us, by its place and its content together: it stands where the column was planned,
   and at least three cells below (`PROOFS`), more than two in three, answer that question, which is not free text, and
   no other unknown column does; in a table without refs or status only where it is the one heading that means nothing;
3. else not at all. Its order alone says nothing: the school has put something else there, and a text suits any column.
   Such columns are `unsure`: what stands there is kept, not read, and said.

A heading that is not there at all contradicts nothing, be it one or all of them: where those that are left stand in
place, the columns under the others are read as they were planned, and it is said.

Enters: a grid, the columns of a planned table, the rows of its headings. Leaves: `Header`s; one grid for each of
several tables side by side, as everything else reads one table below the other. Must not know: items, sheets.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice, pairwise

from careers_workbook.core.cells import column_letters
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.text import Raw, fold, plain
from careers_workbook.layout.places import Column
from careers_workbook.returns.matching.cell_evidence import CellEvidence
from careers_workbook.returns.matching.mentions import Labels, Mentions, Standing
from careers_workbook.spreadsheet.read.grid import Grid

_CLOSE = 80.0
_WORD = re.compile(r"\w+")
MOST = 200
"""Header rows of one sheet that are looked for; below the last of them all rows are its own."""
_MOST_TABLES = 100
"""Lists of columns whose headings are kept as they are looked for."""
_TOLD = 2
"""Headings word for word that are no coincidence."""
_BEHIND = re.compile(r"\s*[(/:?*\n-]")
"""What may follow a heading that was added to: "Deadline (day)", "Review/notes"."""
_HEADING = 40
"""Characters of the longest heading; a statement of the school's own above the first of ours is longer."""


@frozen
class Header:
    """One row of headings: column id -> column of the grid. `reworded` gives the file's own words where they differ.

    `doubled` names a second column under the same heading that is filled and differs: column id -> column of the grid.
    `unsure` are the ids whose column is only where one would look for it; `unknown` are the columns of the grid whose
    headings are none of ours. `foreign` says that no two headings of the row are ours word for word.
    """

    row: int
    cols: dict[str, int]
    reworded: dict[str, str] = field(default_factory=dict)
    doubled: dict[str, int] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    unknown: tuple[int, ...] = ()
    foreign: bool = False


@frozen
class Sought:
    """What is looked for: the columns of a planned table. `anchors` says where refs and items stand in some rows."""

    columns: Sequence[Column]
    evidence: CellEvidence
    anchors: Callable[[range], dict[str, int]]


def find_headings(seen: Mentions, columns: Sequence[Column]) -> dict[int, Standing]:
    """The rows of headings that are ours: at least two word for word, one of them over a question, or no others."""
    told = [(row, exact) for row, exact in seen.standing(_labels(columns)).items() if len(exact) >= _TOLD]
    if not told:
        return {}
    asked = {column.id for column in columns if column.asks} or {column.id for column in columns[2:]}
    rows = seen.grid.rows
    ours = ((row, exact) for row, exact in told if asked & exact.keys() or len(rows[row]) == len(exact))
    return dict(islice(ours, MOST))


def read_headings(
    seen: Mentions, sought: Sought, ours: Mapping[int, Standing], foreign: Sequence[int]
) -> tuple[Header, ...]:
    """Every row of headings, from top to bottom. Tables of one grid with the same headings are read alike."""
    grid, there = seen.grid, seen.standing(_labels(sought.columns)) if foreign else {}
    standing = {**ours, **{row: there.get(row, {}) for row in foreign}}
    starts = sorted(standing)
    tables = list(map(range, starts, [*starts[1:], max(grid.rows, default=0) + 1]))
    alike: dict[tuple[object, ...], _Alike] = defaultdict(lambda: _Alike(grid, sought.evidence))
    for rows in tables:
        alike[tuple(grid.rows[rows[0]].items())].rows.extend(rows[1:])
    return tuple(
        _Table(grid, sought, rows, alike[tuple(grid.rows[rows[0]].items())], rows[0] in foreign).read(
            _chosen(grid, rows, standing[rows[0]])
        )
        for rows in tables
    )


def header_for(headers: Sequence[Header], row: int) -> Header | None:
    """The header row that serves this row: the nearest above, else the first below."""
    if not headers:
        return None
    return headers[max(bisect_left(headers, row, key=lambda header: header.row) - 1, 0)]


def may_head(cells: Mapping[int, Raw]) -> bool:
    """Whether a row may be one of headings: several short texts. A single cell is a title, a sentence is no heading."""
    return len(cells) > 1 and all(isinstance(raw, str) and len(raw) <= _HEADING for raw in cells.values())


@kept(_MOST_TABLES)
def _labels(columns: Sequence[Column]) -> Labels:
    now = [(column.label, column.id) for column in columns]
    return Labels((*now, *((label, column.id) for column in columns for label in column.formerly)))


def _chosen(grid: Grid, rows: range, exact: Standing) -> Header:
    """One column for each heading. Of two under the same heading the filled one, else the first."""
    cols, doubled = {}, {}
    for column_id, places in exact.items():
        if len(places) == 1:
            cols[column_id] = places[0]
            continue
        content = {col: {row: grid.at(row, col) for row in rows[1:] if grid.at(row, col) is not None} for col in places}
        filled = [col for col in places if content[col]] or places
        cols[column_id] = filled[0]
        if others := [col for col in filled[1:] if content[col] != content[filled[0]]]:
            doubled[column_id] = others[0]
    return Header(rows[0], cols, doubled=doubled)


@frozen
class _Alike:
    """All rows that have the same headings, and what was found out about their columns."""

    grid: Grid
    evidence: CellEvidence
    rows: list[int] = field(default_factory=list)
    proved: dict[tuple[str, int], bool] = field(default_factory=dict)

    def proves(self, column: Column, col: int) -> bool:
        """Whether the content of a column of the grid is answers to the question of this one."""
        if (column.id, col) not in self.proved and (asked := column.question):
            self.proved[column.id, col] = self.evidence.proves(self.grid, ((row, col) for row in self.rows), asked)
        return self.proved.get((column.id, col), False)


@frozen
class _Table:
    """The rows that one row of headings serves, itself included. `alike` are all rows that have the same headings."""

    grid: Grid
    sought: Sought
    rows: range
    alike: _Alike
    foreign: bool

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the planned table."""
        return self.sought.columns

    def read(self, header: Header) -> Header:
        """The headings that stand there word for word, and after them all others as far as they can be read."""
        cols, reworded = dict(header.cols), dict[str, str]()
        if len(cols) == len(self.columns):
            return replace(header, unknown=tuple(self._unknown(cols)), foreign=self.foreign)
        if self.foreign:
            self._by_anchors(cols)
        self._by_words(cols, reworded)
        self._by_place(cols, reworded)
        self._by_words(cols, reworded)  # "Action" means one column where the other that has the word is known
        self._by_gaps(cols, reworded)
        self._by_anchors(cols)
        unknown = tuple(self._unknown(cols))
        places = self._places(cols)
        unsure = {c.id: places[c.id] for c in self._open(cols) if places.get(c.id) in unknown}
        cols |= unsure
        return Header(header.row, cols, reworded, header.doubled, frozenset(unsure), unknown, self.foreign)

    def _open(self, cols: Mapping[str, int]) -> list[Column]:
        """The columns that ask something and were not found yet."""
        return [column for column in self.columns if column.asks and column.id not in cols]

    def _unknown(self, cols: Mapping[str, int]) -> dict[int, str]:
        """The headings that mean nothing yet: column of the grid -> words."""
        cells, labels = self.grid.rows[self.rows[0]], _labels(self.columns)
        words = {col: str(raw) for col, raw in cells.items() if isinstance(raw, str) and col not in cols.values()}
        return {col: text for col, text in words.items() if not labels.named(text)}

    def _cleared(self, cols: Mapping[str, int]) -> set[int]:
        """Where a heading was cleared or merged over a column that is filled, while all others stand in place."""
        first = self._first(cols)
        span = range(first, first + len(self.columns)) if first is not None and not self.foreign else ()
        bare = {*span} - self.grid.rows[self.rows[0]].keys() - {*cols.values()}
        return {col for col in bare if any(self.grid.at(row, col) is not None for row in self.rows[1:])}

    def _first(self, cols: Mapping[str, int]) -> int | None:
        """Where the table begins, if all columns that are known stand as planned beside each other."""
        firsts = {cols[column.id] - number for number, column in enumerate(self.columns) if column.id in cols}
        return firsts.pop() if len(firsts) == 1 else None

    def _by_anchors(self, cols: dict[str, int]) -> None:
        """Refs and items, whose content says where they stand."""
        if any(not column.asks and column.id not in cols for column in self.columns):
            found = self.sought.anchors(self.rows)
            cols |= {name: col for name, col in found.items() if name not in cols and col not in cols.values()}

    def _by_words(self, cols: dict[str, int], reworded: dict[str, str]) -> None:
        for column in self.columns:
            unknown = self._unknown(cols)
            others = [fold(other.label) for other in self.columns if other is not column and other.id not in cols]
            if column.id not in cols and (col := _meant(unknown, column, others)) is not None:
                cols[column.id], reworded[column.id] = col, unknown[col]

    def _by_place(self, cols: dict[str, int], reworded: dict[str, str]) -> None:
        """Where a column was planned and its content says so; what asks nothing by its place alone."""
        unknown, places = self._unknown(cols), self._places(cols)
        for column in self.columns:
            col = places.get(column.id, -1)
            if column.id not in cols and col in unknown and (not column.asks or self._proved(column, col, unknown)):
                cols[column.id], reworded[column.id] = col, unknown[col]

    def _proved(self, column: Column, col: int, unknown: Mapping[int, str]) -> bool:
        """Whether the content of this column and of no other unknown one is answers to its question."""
        return [one for one in unknown if self.alike.proves(column, one)] == [col]

    def _places(self, cols: Mapping[str, int]) -> dict[str, int]:
        """Where each column would be: as planned beside those that are known, if the row is otherwise whole.

        Of a row in words of the school's own, in order: if as many headings are unknown as columns are open.
        """
        unknown, missing = sorted(self._unknown(cols)), self._open(cols)
        if self.foreign and len(unknown) == len(missing):
            return {column.id: col for column, col in zip(missing, unknown, strict=True)}
        if (first := self._first(cols)) is None:
            return {}
        standing, cleared = self.grid.rows[self.rows[0]].keys(), self._cleared(cols)
        places = {column.id: first + number for number, column in enumerate(self.columns)}
        is_in_place = self.foreign or (is_whole(standing | cleared, self.columns) and min(standing | cleared) == first)
        if not (is_in_place or cleared):
            is_in_place = len(unknown) == 1 and self._asks_all(standing, places)
        return places if is_in_place else {}

    def _asks_all(self, standing: Collection[int], places: Mapping[str, int]) -> bool:
        """Whether a row has a heading at the place of every column that asks something, side by side, and no others.

        A table of Word, and one that was copied, may have no refs and no status.
        """
        asked = {places[column.id] for column in self.columns if column.asks}
        return asked <= {*standing} <= {*places.values()} and _is_side_by_side(standing)

    def _by_gaps(self, cols: dict[str, int], reworded: dict[str, str]) -> None:
        """The headings that were cleared or merged."""
        for col in self._cleared(cols):
            name = self.columns[col - (self._first(cols) or 0)].id
            cols[name], reworded[name] = col, column_letters(col)


def is_whole(cells: Collection[int], columns: Sequence[Column]) -> bool:
    """Whether a row has exactly as many cells as the table has columns, side by side."""
    return len(cells) == len(columns) and _is_side_by_side(cells)


def _is_side_by_side(cells: Collection[int]) -> bool:
    return all(b == a + 1 for a, b in pairwise(sorted(cells)))


def _meant(unknown: Mapping[int, str], column: Column, others: Sequence[str]) -> int | None:
    """The one column of the grid whose heading is an alias, nearly the label, or the label with more or less."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - most headings are those that were sent

    label, aliases = fold(column.label), {plain(alias) for alias in column.aliases}
    texts = {col: fold(text) for col, text in unknown.items()}
    for fits in (
        lambda text: plain(text) in aliases,
        lambda text: fuzz.ratio(text, label) >= _CLOSE,
        lambda text: bool(_BEHIND.match(text.removeprefix(label))) and text.startswith(label),
        lambda text: _is_part(text, label) and not any(_is_part(text, other) for other in others),
    ):
        cols = [col for col, text in texts.items() if fits(text)]
        if cols:
            return cols[0] if len(cols) == 1 else None
    return None


def _is_part(text: str, label: str) -> bool:
    """Whether a heading says nothing but words of the label: "Completed?" for "Action completed"."""
    words = set(_WORD.findall(text))
    return bool(words) and words <= set(_WORD.findall(label))


def taken_apart(seen: Mentions, columns: Sequence[Column]) -> tuple[Grid, ...]:
    """The grid itself, or its tables from left to right if a row names refs or items twice, each with its answers."""
    grid, standing = seen.grid, seen.standing(_labels(columns))
    edges = {0} | {edge for found in standing.values() for edge in _edges(found, columns)}
    if len(edges) == 1:
        return (grid,)
    left = sorted(edges)
    return tuple(_part(grid, range(a, b)) for a, b in zip(left, [*left[1:], 1 << 20], strict=True))


def _edges(found: dict[str, list[int]], columns: Sequence[Column]) -> list[int]:
    """Where tables behind the first begin: at the second and further headings of refs or items, whichever is first."""
    doubled = [places for places in found.values() if len(places) > 1]
    leading = [found[c.id] for c in columns[:2] if c.question is None and len(found.get(c.id, ())) > 1]
    if not leading or len(doubled) < max(3, len(columns) - 2):
        return []
    return [min(starts) for starts in zip(*(places[1:] for places in leading), strict=False)]


def _part(grid: Grid, cols: range) -> Grid:
    """Comments and colours stay whole: they are looked up by cell."""
    errors = {at: word for at, word in grid.marks.errors.items() if at[1] in cols}
    cells = {at: raw for at, raw in grid.cells.items() if at[1] in cols}
    return replace(grid, cells=cells, marks=replace(grid.marks, errors=errors))
