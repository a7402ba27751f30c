"""A sheet of the master workbook: as values (a title, lines that say what it is, tables at the left edge), and written.

Every text is cut to what Excel takes and freed of control characters; none becomes a formula or a link. Must not know:
where rows come from, what is counted.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

from careers_workbook.core.cells import a1_range, quoted
from careers_workbook.core.text import cut, utf16_length
from careers_workbook.reports.words import clean, one_line
from careers_workbook.spec.answers.text import MAX_TEXT
from careers_workbook.spreadsheet.write.fit import Fit, lines, row_height
from careers_workbook.spreadsheet.write.theme import LINE_HEIGHT, PERCENT_FORMAT
from careers_workbook.spreadsheet.write.writer import ExcelTable, SheetWriter

CellValue = str | int | float | dt.date | None
Cells = Sequence[CellValue]
ColumnKind = Literal["text", "key", "word", "date", "number", "percent", "link"]
"""How the cells of a column look: free text, what names the row, a word of a known set, a date, a figure, a share of 1,
the title of another sheet. A text in a column of figures or dates is written as the text that it is. A float is a share
of 1 in any column."""
NONE = "None"
"""What stands in a cell for which there is nothing: an empty cell would have to be explained."""


@dataclass(frozen=True, slots=True)
class HubColumn:
    """One column: its heading, its width in pixels, what stands in a cell for which there is nothing.

    `of` is what it shows of a record: the name of an attribute, or a function.
    """

    header: str
    width: int
    kind: ColumnKind = "text"
    empty: str = NONE
    of: str | Callable[[Any], CellValue] = ""


@dataclass(frozen=True, slots=True)
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

    def showing(self, records: Iterable[Any]) -> "SheetTable":
        """The table with a row for each record, as its columns say."""
        getters = [column.of if callable(column.of) else attrgetter(column.of) for column in self.columns]
        return replace(self, rows=[tuple(get(record) for get in getters) for record in records])


@dataclass(frozen=True, slots=True)
class HubSheet:
    """One sheet: the words on its tab, its title in A1, the lines below, its tables.

    `named` is how many columns name a row, and stand on every page of a sheet that is wider than one: there title and
    lines keep to the first of them, so that nothing is cut off on the pages behind.
    """

    tab: str
    title: str
    intro: tuple[str, ...]
    tables: tuple[SheetTable, ...]
    named: int = 0

    @property
    def widths(self) -> tuple[int, ...]:
        """The width of each column: that of the widest table on it; none where no table is shown."""
        shown = [table.columns for table in self.tables if table.rows]
        most = max(map(len, shown), default=0)
        return tuple(max((c[at].width for c in shown if at < len(c)), default=0) for at in range(most))


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet that has been written: number of a table that has rows -> its header row."""

    sheet: HubSheet
    headers: Mapping[int, int]

    @property
    def end(self) -> int:
        """The last row of the last table."""
        return max(row + len(self.sheet.tables[table].rows) for table, row in self.headers.items())

    def area(self, table: int, rows: tuple[int, int], col: int) -> str:
        """Cells of a column as charts want them; rows are counted from the first below the header."""
        first = self.headers[table] + 1
        return f"={quoted(self.sheet.tab)}!{a1_range((first + rows[0], col), (first + rows[1], col))}"


SUMMARY = "Summary"
_BACK = "Go to the sheet Summary"
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
    column = widths[0] if sheet.named and widths else 0
    out.text((0, 0), fitting(sheet.title), "title_column" if column else "title")
    out.height(0, _TITLE_HEIGHT * (lines(Fit(sheet.title, int(column / _TITLE_SIZE), bold=True)) if column else 1))
    row = 1
    for line in sheet.intro:
        row = _line(out, row, line, column)
    if sheet.tab != SUMMARY:
        out.link((row, 0), SUMMARY, "plain_link", _BACK)
        row += 1
    headers = {}
    for number, table in enumerate(sheet.tables):
        if table.heading:
            out.text((row, 0), table.heading, "heading")
            out.height(row, _HEADING_HEIGHT)
            row += 1
        if table.rows:
            headers[number] = row
            row = _table(out, table, row, widths)
        else:
            row = _line(out, row, table.nothing)
    out.paper(next(iter(headers.values())) if len(headers) == 1 else None, sheet.named)
    out.cursor((0, 0))
    return Written(sheet, headers)


def _line(out: SheetWriter, row: int, line: str, column: int = 0) -> int:
    """A line of words: beside the empty cells to its right, or in a `column` of so many pixels."""
    out.text((row, 0), fitting(line), "intro_column" if column else "intro")
    out.height(row, LINE_HEIGHT * (lines(Fit(line, column)) if column else 1) + 1)
    return row + 1


def _table(out: SheetWriter, table: SheetTable, header_row: int, widths: tuple[int, ...]) -> int:
    """One table; the row below it."""
    headers = _headings(table)
    middle = frozenset(name for name, column in zip(headers, table.columns, strict=True) if column.kind in _NARROW)
    area = (header_row, 0), (header_row + len(table.rows), len(headers) - 1)
    out.table(ExcelTable(table.name, table.description, area, headers, middle, table.filters, look="entry_header"))
    for row, cells in enumerate(table.rows, header_row + 1):
        _row(out, table, row, cells)
        out.height(row, _height(table, cells, widths))
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
