"""The tables of a text document as grids: each table a sheet, called by its number as a person counts them.

Enters: tables of cells and the lines between them, from a reader of one format. Leaves: a `Book`. What a page break or
an empty line cut in two is one table again where nothing else stands between its parts and the second has no headings
of its own; a table that lies in another one, which only holds things in place, is a table of its own. Cells are placed
by their order, as each row of a document has edges of its own, moved by hand; those of rows with another number of
cells by where their edges are. Must not know: formats of files, questions, answers.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from careers_workbook.core.cells import Cell
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import is_blank
from careers_workbook.spreadsheet.read.grid import (
    MAX_SHEETS,
    Book,
    Collector,
    FileFormat,
    Grid,
    Overlay,
    OverlayKind,
    Room,
    TextLine,
    TooLargeError,
)
from careers_workbook.spreadsheet.read.looks import PLAIN, Look, Rich, rich, seen

_OWN_ROWS, _OWN_CELLS = 3, 3
"""Rows, and cells in most of them, from which a table in a cell is more than a way to write an answer."""
_LETTERS = re.compile(r"[^\W\d]+")
_OF_A_PAGE = {"page", "of"}
"""All the words of a line with nothing but the number of its page."""


@dataclass(slots=True)
class CellText:
    """What a cell or a line says, run by run; the notes that belong to it, and what is drawn or put into it."""

    runs: list[tuple[str, Look | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    drawn: list[tuple[OverlayKind, str]] = field(default_factory=list)
    tables: "list[TextTable]" = field(default_factory=list)

    def add(self, text: str, how: Look | None = None) -> None:
        """Some more of it."""
        if text:
            self.runs.append((text, how))

    @property
    def content(self) -> str | Rich:
        """All that it says, without the empty lines around it."""
        runs = [*self.runs]
        while runs and not runs[0][0].strip():
            del runs[0]
        while runs and not runs[-1][0].strip():
            del runs[-1]
        if runs:
            runs[-1] = runs[-1][0].rstrip(), runs[-1][1]
        return rich(runs)

    @property
    def text(self) -> str:
        """The same as it is seen."""
        return str(seen(self.content, PLAIN).whole or "")


@dataclass(slots=True)
class TextCell:
    """One cell: what it says, and where it begins and ends across, in whatever unit its document has.

    `below` says that it goes on with the cell above; `down` over how many rows it stands.
    """

    words: CellText
    start: int
    end: int
    below: bool = False
    down: int = 1


@frozen
class TextTable:
    """One table: its rows from top to bottom."""

    rows: tuple[list[TextCell], ...]

    @property
    def usual(self) -> int:
        """How many cells most of its rows have."""
        count = Counter(len(row) for row in self.rows if len(row) > 1)
        return max(count, key=lambda cells: (count[cells], cells), default=1)

    @property
    def edges(self) -> list[int]:
        """Where the columns begin in most rows of the usual number of cells; and where the last one ends."""
        usual = self.usual
        count = Counter((*(cell.start for cell in row), row[-1].end) for row in self.rows if len(row) == usual)
        return [*count.most_common(1)[0][0]] if count else [0]

    @property
    def is_frame(self) -> bool:
        """Whether it only holds other things in place: a single row, or a single column."""
        return len(self.rows) == 1 or all(len(row) == 1 for row in self.rows)

    @property
    def is_large(self) -> bool:
        """Whether it is more than a way to write down one answer."""
        return len(self.rows) >= _OWN_ROWS and self.usual >= _OWN_CELLS

    @property
    def as_lines(self) -> list[str]:
        """A line for each row."""
        rows = (" ".join(text for cell in row if (text := cell.words.text.strip())) for row in self.rows)
        return [row for row in rows if row]

    @property
    def headings(self) -> list[str]:
        """What its first row says."""
        return [" ".join(cell.words.text.split()) for cell in self.rows[0]]


PageBlock = TextTable | str
"""What stands on the page, one below the other: a table, or a line of text."""


@frozen
class TextDocument:
    """What stands in a document, how many tracked changes there were, and how many documents it takes in, not read.

    `margins` are the lines of its headers and footers.
    """

    blocks: tuple[PageBlock, ...]
    changes: int = 0
    unread: int = 0
    margins: tuple[str, ...] = ()

    def book(self, form: FileFormat, room: Room) -> Book:
        """The tables as sheets, and the lines outside of them; TooLargeError if there are too many."""
        parts = [*_whole(_opened(self.blocks))]
        tables = [part for part in parts if isinstance(part, TextTable)]
        if len(tables) > MAX_SHEETS:
            raise TooLargeError(f"it has more than {MAX_SHEETS} tables")
        titles = [f"Table {number}" for number in range(1, len(tables) + 1)]
        lines = [*_lines(parts, titles), *map(TextLine, _shown_once(self.margins))]
        for line in lines:
            room.text(line.words)
        grids = tuple(_grid(table, title, room) for table, title in zip(tables, titles, strict=True))
        return Book(grids, form, tuple(lines), self.changes, self.unread)


def _lines(parts: Iterable[PageBlock], titles: Sequence[str]) -> Iterator[TextLine]:
    """The lines between tables, each with the titles of the tables above and below it."""
    around, above = ("", *titles, ""), 0
    for part in parts:
        if isinstance(part, str):
            yield TextLine(part, around[above], around[above + 1])
        else:
            above += 1


def _shown_once(margins: Iterable[str]) -> Iterator[str]:
    """The lines of headers and footers, numbers of pages left out: those of first and other pages are alike."""
    return (line for line in dict.fromkeys(margins) if not _OF_A_PAGE.issuperset(_LETTERS.findall(line.lower())))


def settled(rows: Iterable[list[TextCell]]) -> TextTable:
    """A table in which small tables that lie in cells have become what these say; others stay tables."""
    table = TextTable(tuple(row for row in rows if row))
    for row in table.rows:
        for cell in row:
            inside = [one for one in cell.words.tables if not (table.is_frame or one.is_large)]
            for one in inside:
                cell.words.tables.remove(one)
                cell.words.add(("\n" if cell.words.runs else "") + "\n".join(one.as_lines))
    return table


def _opened(blocks: Iterable[PageBlock]) -> Iterator[PageBlock]:
    """The same, with tables that lie in others behind them."""
    for block in blocks:
        yield block
        if isinstance(block, TextTable):
            yield from _opened(table for row in block.rows for cell in row for table in cell.words.tables)


def _whole(blocks: Iterable[PageBlock]) -> Iterator[PageBlock]:
    """The tables, those that were cut in two put together, and the lines that say something."""
    for is_line, run in groupby(blocks, lambda block: isinstance(block, str) and not is_blank(block)):
        part = [*run]
        yield from part if is_line else _joined([block for block in part if isinstance(block, TextTable)])


def _joined(tables: Sequence[TextTable]) -> Iterator[TextTable]:
    whole: TextTable | None = None
    for table in (one for one in tables if one.rows):
        if whole and whole.usual == table.usual > 1 and whole.headings != table.headings:
            whole = TextTable((*whole.rows, *table.rows))
        else:
            if whole:
                yield whole
            whole = table
    if whole:
        yield whole


def _grid(table: TextTable, title: str, room: Room) -> Grid:
    sheet, usual, edges = Collector(title, room), table.usual, table.edges
    above: dict[int, tuple[Cell, Cell]] = {}
    for row, cells in enumerate(table.rows):
        cols = [*range(usual)] if len(cells) == usual else _placed(cells, edges)
        ends = [*(col - 1 for col in cols[1:]), max(cols[-1], _nearest(edges, cells[-1].end) - 1)]
        for cell, col, end in zip(cells, cols, ends, strict=True):
            first = row, col
            if col in above:
                if cell.below:
                    first = above[col][0]
                else:
                    _merge(sheet, *above[col])
            above[col] = first, (row + cell.down - 1, max(col, end))
            _put(sheet, (row, col), cell.words, room)
    for first, last in above.values():
        _merge(sheet, first, last)
    return sheet.grid()


def _merge(sheet: Collector, first: Cell, last: Cell) -> None:
    if first != last:
        sheet.merge(first, last)


def _put(sheet: Collector, at: Cell, words: CellText, room: Room) -> None:
    sheet.put(at, words.content)
    for kind, inside in words.drawn:
        sheet.over(Overlay(kind, at, at, inside))
    if words.notes and sheet.holds(at):
        sheet.notes[at] = room.text(" ".join(" ".join(words.notes).split()))


def _placed(cells: Sequence[TextCell], edges: Sequence[int]) -> list[int]:
    """The columns of a row that has more or fewer cells: each where the nearest column begins, no two in one."""
    cols, least = list[int](), 0
    for cell in cells:
        cols.append(max(_nearest(edges, cell.start), least))
        least = cols[-1] + 1
    return cols


def _nearest(edges: Sequence[int], place: int) -> int:
    """The column that begins nearest to a place."""
    after = min(bisect_left(edges, place), len(edges) - 1)
    return after - 1 if after and place - edges[after - 1] < edges[after] - place else after
