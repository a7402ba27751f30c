"""A sheet of the master workbook: as values (a title, lines that say what it is, tables at the left edge), and written.

Every text is cut to what Excel takes and freed of control characters; none becomes a formula or a link. Must not know:
where rows come from, what is counted.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, Literal

from careers_workbook.core.cells import a1_range, quoted
from careers_workbook.core.frozen import frozen
from careers_workbook.core.packed import Packed
from careers_workbook.core.text import cut, utf16_length
from careers_workbook.reports.words import clean, one_line
from careers_workbook.spec.answers.text import MAX_TEXT
from careers_workbook.spreadsheet.write.charts import BarChart
from careers_workbook.spreadsheet.write.fit import Fit, lines, row_height, text_width
from careers_workbook.spreadsheet.write.paper import A3, A4, Paper, Piece, whole_pages
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT, PERCENT_FORMAT
from careers_workbook.spreadsheet.write.writer import ExcelTable, OnPaper, SheetWriter

CellValue = str | int | float | dt.date | None
Cells = Sequence[CellValue]
ColumnKind = Literal["text", "key", "word", "date", "number", "percent", "link"]
"""How the cells of a column look: free text, what names the row, a word of a known set, a date, a figure, a share of 1,
the title of another sheet. A text in a column of figures or dates is written as the text that it is. A float is a share
of 1 in any column."""
SUMMARY = "Summary"
NONE = "None"
"""What stands in a cell for which there is nothing: an empty cell would have to be explained."""


@frozen
class HubColumn:
    """One column: its heading, its width in pixels, what stands in a cell for which there is nothing.

    `of` is what it shows of a record: the name of an attribute, or a function.
    """

    header: str
    width: int
    kind: ColumnKind = "text"
    empty: str = NONE
    of: str | Callable[[Any], CellValue] = ""


@frozen
class SheetTable:
    """One Excel table. Without rows, `nothing` is said in its place.

    `heading` stands above it where a sheet has several. `words` gives the style of the words of a known set.
    """

    name: str
    description: str
    columns: tuple[HubColumn, ...]
    rows: Sequence[Cells] = ()
    heading: str = ""
    nothing: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    filters: bool = True

    def with_column(self, header: str, of: Callable[[Any], CellValue]) -> "SheetTable":
        """The table whose column of this heading shows something else."""
        return replace(self, columns=tuple(replace(c, of=of) if c.header == header else c for c in self.columns))

    def showing(self, records: Iterable[Any]) -> "SheetTable":
        """The table with a row for each record, as its columns say."""
        getters = [column.of if callable(column.of) else attrgetter(column.of) for column in self.columns]
        return replace(self, rows=Packed(tuple(get(record) for get in getters) for record in records))


@frozen
class HubSheet:
    """One sheet: the words on its tab, its title in A1, the lines below, its tables.

    `named` is how many columns name a row, and stay in view on a sheet that is wider than a screen. `columns` and
    `rows` are how many of its table are printed, 0 all: what a page has no room for is left to the screen, and said.
    `charts` is how wide those below its table are, in pixels; `grouped` keeps rows that begin alike on one page.
    `leads` is the sheet to which a link leads. `of_schools`: it has rows of every school, and no chart shows them.
    """

    tab: str
    title: str
    intro: tuple[str, ...]
    tables: tuple[SheetTable, ...]
    named: int = 0
    columns: int = 0
    rows: int = 0
    charts: int = 0
    grouped: bool = False
    leads: str = SUMMARY
    of_schools: bool = False

    @property
    def widths(self) -> tuple[int, ...]:
        """The width of each column: that of the widest table on it; none where no table is shown."""
        shown = [table.columns for table in self.tables if table.rows]
        most = max(map(len, shown), default=0)
        return tuple(max((c[at].width for c in shown if at < len(c)), default=0) for at in range(most))


@frozen
class Written:
    """A sheet that has been written: number of a table that has rows -> its header row."""

    sheet: HubSheet
    headers: Mapping[int, int]
    printed: "Printed"

    @property
    def end(self) -> int:
        """The last row of the last table; 0 where there is none."""
        return max((row + len(self.sheet.tables[table].rows) for table, row in self.headers.items()), default=0)

    def area(self, table: int, rows: tuple[int, int], col: int) -> str:
        """Cells of a column as charts want them; rows are counted from the first below the header."""
        first = self.headers[table] + 1
        return f"={quoted(self.sheet.tab)}!{a1_range((first + rows[0], col), (first + rows[1], col))}"


LEAST_SCALE, MOST_SCALE = 82, 100
"""Percent: the font of 11 points is still one of 9 on paper; nothing is made larger."""
_RESERVE = 0.97
"""Programs round the widths of columns, each in its own way."""
_WORDS = 1_240
"""Pixels of the longest line above a table."""
_TITLE_HEIGHT, _HEADING_HEIGHT, _TITLE_SIZE = 36, 34, 18 / 11
_STYLES: dict[ColumnKind, str] = {"key": "strong", "link": "link"}
_WHOLE, _SHARE = "#,##0", f'[>=1]{PERCENT_FORMAT};[>=0.995]"99%";{PERCENT_FORMAT}'
"""Number formats. 99.6 % is not shown as 100 %."""
_NARROW: frozenset[ColumnKind] = frozenset({"word", "date", "number", "percent"})
"""Kinds whose headings are centred."""
_LONGEST_HEADING = 240
"""Excel takes 255; a number may follow where a heading stands twice."""
_CUT = " [... cut here: a cell holds no more]"


def write(out: SheetWriter, sheet: HubSheet) -> Written:
    """The whole sheet."""
    widths = sheet.widths
    out.widths(widths)
    kept = printed(sheet)
    row = _title(out, sheet.title, widths, kept)
    for line in (*sheet.intro, *kept.said):
        row = _lines(out, row, line, kept.room)
    if sheet.leads != sheet.tab:
        out.link((row, 0), sheet.leads, "plain_link", f"Go to the sheet {sheet.leads}")
        row += 1
    headers = {}
    for number, table in enumerate(sheet.tables):
        if table.heading:
            out.text((row, 0), table.heading, "heading")
            out.height(row, _HEADING_HEIGHT)
            row += 1
        if table.rows:
            headers[number] = row
            row = _table(out, table, row, widths, drawn=not sheet.of_schools)
        else:
            row = _lines(out, row, table.nothing, kept.room)
    if sheet.named:
        out.freeze((0, sheet.named))
    out.cursor((0, 0))
    return Written(sheet, headers, kept)


def _title(out: SheetWriter, title: str, widths: Sequence[int], kept: "Printed") -> int:
    """The title, beside the empty cells to its right where there is room for it; the row below it."""
    fits = _title_width(title) <= _room_for_title(kept.room, is_cut=kept.columns is not None)
    column = 0 if fits or not widths else widths[0]
    out.text((0, 0), fitting(title), "title_column" if column else "title")
    out.height(0, _TITLE_HEIGHT * (lines(Fit(title, int(column / _TITLE_SIZE), bold=True)) if column else 1))
    return 1


def _lines(out: SheetWriter, row: int, line: str, room: int) -> int:
    """A line of words beside the empty cells to its right, in as many rows as it needs; the row below it."""
    for part in _in_lines(fitting(line), room):
        out.text((row, 0), part, "intro")
        out.height(row, LINE_HEIGHT + 1)
        row += 1
    return row


def _in_lines(text: str, room: int) -> list[str]:
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if text_width(longer) <= room:
            found[-1] = longer
        else:
            found.append(word)
    return [line for line in found if line] or [""]


def _table(out: SheetWriter, table: SheetTable, header_row: int, widths: tuple[int, ...], *, drawn: bool) -> int:
    """One table, of which a chart may show something where it is `drawn`; the row below it."""
    headers = _headings(table)
    middle = frozenset(name for name, column in zip(headers, table.columns, strict=True) if column.kind in _NARROW)
    area = (header_row, 0), (header_row + len(table.rows), len(headers) - 1)
    out.table(ExcelTable(table.name, table.description, area, headers, middle, table.filters, look="entry_header"))
    for row, cells in enumerate(table.rows, header_row + 1):
        _row(out, table, row, cells)
        out.height(row, _height(table, cells, widths))
        if not drawn:
            out.whole_to(row)
    out.typed_text(((header_row + 1, 0), area[1]))
    return area[1][0] + 1


def _headings(table: SheetTable) -> tuple[str, ...]:
    """One line each, no longer than Excel takes, and none twice, whatever a checklist calls its fields."""
    found: list[str] = []
    for number, column in enumerate(table.columns, 1):
        header = cut(one_line(column.header), _LONGEST_HEADING) or f"Column {number}"
        taken = {name.casefold() for name in found}
        found.append(f"{header} ({number})" if header.casefold() in taken else header)
    return tuple(found)


@frozen
class Printed:
    """What of a sheet goes on paper: `columns` and `rows` of its table, None where all do.

    `room` is how wide its lines may be, in pixels; `said` tells whoever prints it what is left out.
    """

    paper: Paper
    scale: int
    room: int
    columns: int | None = None
    rows: int | None = None
    said: tuple[str, ...] = ()


def printed(sheet: HubSheet) -> Printed:
    """A sheet on the smallest paper on which it can be read; what does not fit on the largest is left out."""
    widths = sheet.widths
    columns = sheet.columns if sheet.columns and any(widths) else len(widths)
    while columns > 1 and _scale(A3, sum(widths[:columns])) < LEAST_SCALE:
        columns -= 1
    is_cut = columns < len(widths)
    wide = sum(widths[:columns])
    room = wide if is_cut else max(wide, _WORDS)
    title = _title_width(sheet.title)
    words = (min(text_width(line), room) for line in ("", *sheet.intro))
    needed = max(wide, sheet.charts, 0 if title > _room_for_title(room, is_cut=is_cut) else title, *words)
    paper = A4 if _scale(A4, needed) >= LEAST_SCALE else A3
    scale = max(LEAST_SCALE, min(MOST_SCALE, _scale(paper, needed)))
    all_rows = len(sheet.tables[0].rows) if len(sheet.tables) == 1 else 0
    rows = sheet.rows if 0 < sheet.rows < all_rows else None
    return Printed(paper, scale, room, columns if is_cut else None, rows, tuple(_left_out(sheet, columns, rows)))


def _title_width(title: str) -> float:
    return text_width(title, bold=True) * _TITLE_SIZE


def _room_for_title(room: int, *, is_cut: bool) -> float:
    """Beside the title the sheet is empty: on the largest paper there is room as far as its edge."""
    return room if is_cut else _RESERVE * A3.width * 100 / LEAST_SCALE


def _left_out(sheet: HubSheet, columns: int, rows: int | None) -> Iterator[str]:
    parts = []
    if rows:
        parts.append(f"the first {rows} of {len(sheet.tables[0].rows):,} rows")
    if columns < len(sheet.widths):
        parts.append(f"the first {columns} of {len(sheet.widths)} columns")
    if parts:
        yield f"On paper: {' and '.join(parts)}. For all: Page Layout, Print Area, Clear Print Area."


def _scale(paper: Paper, pixels: float) -> int:
    return int(100 * _RESERVE * paper.width / pixels) if pixels else MOST_SCALE


def on_paper(out: SheetWriter, done: Written, foot: str, charts: Sequence[Piece] = ()) -> None:
    """How a sheet that is written is printed: no chart is cut in half, headings stand on each page of a table."""
    how, headers = done.printed, list(done.headers.values())
    area, last = None, max((piece.last for piece in charts), default=done.end)
    if how.columns or how.rows:
        last = headers[0] + (how.rows or len(done.sheet.tables[0].rows))
        area = (0, 0), (last, (how.columns or len(done.sheet.widths)) - 1)
    how = _in_height(how, sum(out.row_heights.get(row, LINE_HEIGHT) for row in range(last + 1)))
    pieces = (*_pieces(done), *charts)
    header_row = headers[0] if len(headers) == 1 and not charts else None
    again = 0 if header_row is None else out.row_heights[header_row]
    room = how.paper.height * 100 / how.scale - again
    breaks = whole_pages(pieces, room, out.row_heights) if len(pieces) > 1 else ()
    out.on_paper(OnPaper(how.paper is A3, how.scale, header_row, breaks, area, foot))


def _in_height(how: Printed, pixels: int) -> Printed:
    """On one page, of A3 if need be, if all of a sheet can be read there; else at the smallest scale."""
    for paper, most in ((how.paper, how.scale), (A3, MOST_SCALE)):
        scale = min(most, int(100 * _RESERVE * paper.height / pixels))
        if scale >= LEAST_SCALE:
            return replace(how, paper=paper, scale=scale)
    return replace(how, scale=LEAST_SCALE)


def draw(out: SheetWriter, done: Written, charts: Iterable[BarChart]) -> Iterator[Piece]:
    """Charts one below the other under the last table; the rows that each covers."""
    row = done.end + 2
    for chart in charts:
        out.chart((row, 0), chart)
        last = row + chart.height // LINE_HEIGHT + 1
        yield Piece(row, last, chart=True)
        row = last + 1


def _pieces(done: Written) -> Iterator[Piece]:
    """What is not torn apart: its tables, each with the heading above it; or the rows of one that begin alike."""
    for number, header in done.headers.items():
        table = done.sheet.tables[number]
        if done.sheet.grouped:
            yield from _groups(table, header + 1)
        else:
            yield Piece(header - bool(table.heading), header + len(table.rows))


def _groups(table: SheetTable, first: int) -> Iterator[Piece]:
    for _, rows in groupby(table.rows, key=itemgetter(0)):
        last = first + len(list(rows)) - 1
        yield Piece(first, last)
        first = last + 1


def _row(out: SheetWriter, table: SheetTable, row: int, cells: Cells) -> None:
    for col, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
        match value:
            case None | "":
                out.text((row, col), column.empty, _style(column))
            case dt.date():
                out.date((row, col), value, "middle")
            case int():
                out.number((row, col), value, "middle", _WHOLE)
            case float():
                out.number((row, col), value, "middle", _SHARE)
            case str() if column.kind == "link":
                out.link((row, col), value, "link")
            case str():
                out.text((row, col), fitting(value), table.words.get(value) or _style(column))


def _style(column: HubColumn) -> str:
    return "middle" if column.kind in _NARROW else _STYLES.get(column.kind, "cell")


def _height(table: SheetTable, cells: Cells, widths: tuple[int, ...]) -> int:
    """The height of a row that shows its texts, as they are wrapped; figures and dates always fit."""
    fits = (
        Fit(value or column.empty, width, bold=column.kind == "key", centred=column.kind in _NARROW)
        for column, value, width in zip(table.columns, cells, widths, strict=False)
        if isinstance(value, str | None)
    )
    return max(map(_one_height, fits), default=_one_height(Fit("", 0)))


@lru_cache(maxsize=50_000)
def _one_height(fit: Fit) -> int:
    return row_height((fit,))


def fitting(text: str) -> str:
    """A school's text as a cell can hold it; what is cut off is said."""
    text = clean(text)
    if utf16_length(text) <= MAX_TEXT:
        return text
    kept = text[: MAX_TEXT - len(_CUT)]
    while (more := utf16_length(kept) - MAX_TEXT + len(_CUT)) > 0:
        kept = kept[: -max(1, more // 2)]
    return kept + _CUT
