"""The only importer of xlsxwriter: its workbook and its sheets, but what is written a thousand times is spelt here.

xlsxwriter (3.3) needs some ten calls for a cell, searches each formula for functions that are younger than Excel 2007,
of which ours have none, and each attribute for quotation marks. Here a cell is spelt when it is written, and tables and
charts are written once for all workbooks in which they are the same. What leaves is the same byte for byte, and where
another version of xlsxwriter is installed it does all the work itself. Enters: calls
of xlsxwriter. Leaves: the parts of a workbook. Must not know: styles, tables, why anything stands where it stands.
"""

import copy
import datetime as dt
import io
import math
import re
import zipfile
import zlib
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.table import Table
from xlsxwriter.worksheet import CellFormulaTuple, RowInfo, Worksheet

from careers_workbook.core.cells import Area, column_letters
from careers_workbook.spreadsheet.write.charts import BarChart, add_bars
from careers_workbook.spreadsheet.write.own_words import shared_string
from careers_workbook.spreadsheet.write.template import PackedPart, PackingText

KNOWN = xlsxwriter.__version__.startswith("3.3.")
"""Whether what is taken from the inside of xlsxwriter is known; where it is not, it does all the work itself."""
_LONG = 32_767 // 2
"""Characters of a text of which xlsxwriter has to see whether Excel takes it."""
_FIXED_HEIGHT = re.compile(rb'(<row [^<>]*?) customHeight="1"')
_XML, _MAIN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
)
_LONG_PARTS = ("xl/worksheets/sheet", "xl/sharedStrings")
_WORD, _WORDS = 24, 2_048
"""Characters of a text that many cells may share, and how many such texts are kept."""
_ROWS = 256
"""Rows that are spelt together before all are written."""
_TOGETHER = 20_000
"""Cells and rows that are put together at once."""
_SPAN = 16
"""Rows that say together in which columns they have cells."""
Look: TypeAlias = Format
"""How a cell looks, as xlsxwriter knows it."""
_Known = tuple[Any, str, Any]
"""A cell that is spelt: its look, what follows that, and what charts are told of it."""


_MOST_STYLES = 64
_styles: dict[Hashable, str] = {}
"""The parts of styles, by the formats of their workbooks and the numbers of these."""


class XlsxBook(xlsxwriter.Workbook):  # type: ignore[misc]  # xlsxwriter has no types
    """A workbook that gives its parts."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._bytes, self._packager = io.BytesIO(), _Packager()
        super().__init__(self._bytes, copy.deepcopy(options))  # xlsxwriter writes into it

    def sheet(self, title: str) -> "XlsxSheet":
        """A new sheet behind the others."""
        before = [one for one in self.worksheets() if isinstance(one, XlsxSheet)]
        made: XlsxSheet = self.add_worksheet(title, XlsxSheet)
        made.comes_after(before)
        return made

    def chart(self, chart: BarChart) -> Any:  # noqa: ANN401 - xlsxwriter has no types
        """A chart, ready to be inserted into a sheet."""
        if not KNOWN:
            return add_bars(self, chart)
        self.charts.append(_Chart(chart))
        return self.charts[-1]

    def look(self, properties: tuple[tuple[str, Any], ...]) -> Look:
        """A format, made once for all workbooks; how each of them numbers its formats is its own."""
        if not KNOWN:
            return self.add_format(dict(properties))
        found = copy.copy(_format(properties, tuple(self.default_format_properties.items())))
        found.xf_format_indices, found.dxf_format_indices = self.xf_format_indices, self.dxf_format_indices
        found.known_by = properties
        self.formats.append(found)
        return found

    def parts(self, *, packs: bool = False) -> Iterator[tuple[str, bytes | PackedPart]]:
        """The name and the content of each part, in the order of the file; nothing can be added afterwards.

        With `packs`, sheets and texts that are long come packed, and are never in memory as a whole.
        """
        self._packager.packs = packs and KNOWN
        self.close()
        if KNOWN:
            yield from self._packager.kept
            self._let_go()
            return
        with zipfile.ZipFile(self._bytes) as package:
            yield from ((name, _growing(name, package.read(name))) for name in package.namelist())

    def _let_go(self) -> None:
        """Cut what holds itself, so that the memory is free at once, without a collector."""
        for sheet in self.worksheets():
            sheet.__dict__.clear()
        self._packager.__dict__.clear()

    def _prepare_format_properties(self) -> None:
        usual = tuple(self.default_format_properties.items())
        named = tuple((getattr(each, "known_by", None), each.xf_index, each.dxf_index) for each in self.formats)
        self.styled_by = usual, named
        if not KNOWN or self.styled_by not in _styles:
            super()._prepare_format_properties()

    def _get_packager(self) -> Packager:
        return self._packager


def _growing(name: str, content: bytes) -> bytes:
    """A part in which no row is fixed: xlsxwriter fixes all that have a height, so that none grows while one types."""
    return _FIXED_HEIGHT.sub(rb"\1", content) if name.startswith("xl/worksheets/sheet") else content


def _content(written: PackingText | io.StringIO) -> bytes | PackedPart:
    return written.content() if isinstance(written, PackingText) else written.getvalue().encode("utf-8")


class _Packager(Packager):  # type: ignore[misc]
    """Keeps the parts instead of having them packed, which is done once, in template.py."""

    packs = False

    def _filename(self, xml_filename: str) -> Any:  # noqa: ANN401 - what xlsxwriter writes into
        if not self.packs or not xml_filename.startswith(_LONG_PARTS):
            return super()._filename(xml_filename)
        self.filenames.append((PackingText(), xml_filename, False))
        return self.filenames[-1][0]

    def _create_package(self) -> list[Any]:
        if not KNOWN:
            return list(super()._create_package())
        self.kept = [(name, _content(data)) for data, name, _ in super()._create_package()]
        return []

    def _write_shared_strings_file(self) -> None:
        strings = self.workbook.str_table
        if not KNOWN or not strings.count:
            super()._write_shared_strings_file()
            return
        written = self._filename("xl/sharedStrings.xml")
        written.write(f'{_XML}<sst xmlns="{_MAIN}" count="{strings.count}" uniqueCount="{strings.unique_count}">')
        for text in strings.string_array:
            written.write(_string(text))
        written.write("</sst>")

    def _write_styles_file(self) -> None:
        known = _styles.get(self.workbook.styled_by) if KNOWN else None
        if known:
            self._filename("xl/styles.xml").write(known)
            return
        super()._write_styles_file()
        if KNOWN:
            _styles[self.workbook.styled_by] = self.filenames[-1][0].getvalue()
            if len(_styles) > _MOST_STYLES:
                _styles.pop(next(iter(_styles)), None)

    def _write_table_files(self) -> None:
        if not KNOWN:
            super()._write_table_files()
            return
        for number, table in enumerate((each for sheet in self.workbook.worksheets() for each in sheet.tables), 1):
            facts = tuple((name, value) for name, value in table.items() if name != "columns")
            columns = tuple(tuple(each.items()) for each in table["columns"])
            self._filename(f"xl/tables/table{number}.xml").write(_table(facts, columns))


def _string(text: str) -> str:
    """A text as xlsxwriter writes it; one that looks like runs was made of runs."""
    return f"<si>{text}</si>" if text[:3] == "<r>" and text.endswith("</r>") else shared_string(text)


@lru_cache(maxsize=512)
def _format(properties: tuple[tuple[str, Any], ...], usual: tuple[tuple[str, Any], ...]) -> Look:
    return Format({**dict(usual), **dict(properties)})


class _Forgetful(dict[tuple[int, int], str]):
    """Of a table xlsxwriter keeps every cell, to see whether another one lies over it: there is none on its sheet."""

    def __setitem__(self, _cell: tuple[int, int], _area: str) -> None:
        """Keep nothing."""


@lru_cache(maxsize=512)
def _table_facts(
    area: tuple[int, ...], columns: tuple[tuple[str, str], ...], options: tuple[tuple[str, Hashable], ...]
) -> tuple[int, dict[str, Any]]:
    """Whether xlsxwriter takes a table, and what it makes of it."""
    told = [{"header": header, **({"formula": formula} if formula else {})} for header, formula in columns]
    sheet = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}).add_worksheet("Table")
    sheet.table_cells = _Forgetful()
    status = int(sheet.add_table(*area, {**dict(options), "columns": told}))
    return status, sheet.tables[0] if sheet.tables else {}


@lru_cache(maxsize=512)
def _table(facts: tuple[tuple[str, Hashable], ...], columns: tuple[tuple[tuple[str, Hashable], ...], ...]) -> str:
    """The part of a table, as xlsxwriter writes it."""
    table, written = Table(), io.StringIO()
    table._set_xml_writer(written)  # noqa: SLF001
    table._set_properties({**dict(facts), "columns": [dict(each) for each in columns]})  # noqa: SLF001
    table._assemble_xml_file()  # noqa: SLF001
    return written.getvalue()


class _Chart:
    """What xlsxwriter asks of a chart; it draws it only where no chart was like it but for its figures."""

    combined, already_inserted, series, chart_name, id = None, False, True, None, -1
    x_scale, y_scale, x_offset, y_offset = 1, 1, 0, 0

    def __init__(self, chart: BarChart) -> None:
        self._drawn, self.width, self.height = replace(chart, alt_text=""), chart.width, chart.height
        self._labels, self._figures = (
            [cells.removeprefix("=") for cells in each]
            for each in zip(*((one.labels, one.figures) for one in chart.series), strict=True)
        )
        ranges = dict.fromkeys((*self._labels, *self._figures))
        self.formula_ids = {cells: number for number, cells in enumerate(ranges)}
        self.formula_data: list[Any] = [None] * len(ranges)

    def _set_xml_writer(self, written: io.StringIO) -> None:
        self._fh = written

    def _assemble_xml_file(self) -> None:
        given = {cells: self.formula_data[number] for cells, number in self.formula_ids.items()}
        labels = tuple((cells, tuple(given[cells])) for cells in dict.fromkeys(self._labels))
        pieces = _drawn(self._drawn, self.id, labels)
        for piece, cells in zip(pieces, self._figures, strict=False):
            self._fh.write(piece)
            self._fh.write(_figures(given[cells]))
        self._fh.write(pieces[-1])


@lru_cache(maxsize=64)
def _drawn(chart: BarChart, number: int, labels: tuple[tuple[str, tuple[Any, ...]], ...]) -> tuple[str, ...]:
    """The part of a chart, as xlsxwriter writes it, cut where the figures of its series stand."""
    drawn, written = add_bars(xlsxwriter.Workbook(io.BytesIO()), chart), io.StringIO()
    for cells, data in labels:
        drawn.formula_data[drawn.formula_ids[cells]] = list(data)
    drawn.id = number
    drawn._set_xml_writer(written)  # noqa: SLF001
    drawn._assemble_xml_file()  # noqa: SLF001
    return tuple(_NO_FIGURES.split(written.getvalue()))


_NO_FIGURES = re.compile(r"(?<=</c:f>)<c:numCache>(?:(?!</c:numCache>).)*</c:numCache>(?=</c:numRef></c:val>)")


def _figures(data: Sequence[Any]) -> str:
    """What a chart holds of the figures of a series; words count as nought."""
    told = (f'<c:pt idx="{at}"><c:v>{_number(each)}</c:v></c:pt>' for at, each in enumerate(data) if each is not None)
    count = f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(data)}"/>'
    return f"{count}{''.join(told)}</c:numCache>"


_Check = tuple[Area, tuple[tuple[str, Any], ...]]
_Colour = tuple[Area, tuple[tuple[str, Any], ...], int]
"""An area, what xlsxwriter is told of it, and the number of the format."""


def _scratch() -> tuple[Worksheet, io.StringIO]:
    """A sheet of xlsxwriter's own, and what it writes."""
    sheet, written = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}).add_worksheet("Sheet"), io.StringIO()
    sheet._set_xml_writer(written)  # noqa: SLF001
    return sheet, written


def _unfrozen(rule: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in rule}


@lru_cache(maxsize=4_096)
def _refused(area: Area, rule: tuple[tuple[str, Any], ...]) -> int:
    return int(_scratch()[0].data_validation(*area[0], *area[1], _unfrozen(rule)))


@lru_cache(maxsize=256)
def _checks(checks: tuple[_Check, ...]) -> str:
    """The rules of a sheet, as xlsxwriter writes them."""
    sheet, written = _scratch()
    for area, rule in checks:
        sheet.data_validation(*area[0], *area[1], _unfrozen(rule))
    sheet._write_data_validations()  # noqa: SLF001
    return written.getvalue()


@lru_cache(maxsize=256)
def _colours(colours: tuple[_Colour, ...]) -> str:
    """The conditional formats of a sheet, as xlsxwriter writes them."""
    sheet, written = _scratch()
    for area, rule, number in colours:
        if sheet.conditional_format(*area[0], *area[1], {**dict(rule), "format": _Numbered(number)}):
            raise ValueError(f"xlsxwriter refuses {rule}")
    sheet._write_conditional_formats()  # noqa: SLF001
    return written.getvalue()


class _Numbered:
    """Stands for a format whose number is known."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _get_dxf_index(self) -> int:
        return self._number


def _number(told: Any) -> Any:  # noqa: ANN401 - an int, a float or a text
    try:
        float(told)
    except ValueError:
        return 0
    return told


def _spans(rows: Mapping[int, Mapping[int, object]]) -> dict[int, str]:
    """In which columns blocks of rows have cells."""
    found = dict[int, tuple[int, int]]()
    for row, cells in rows.items():
        if cells:
            ends = min(cells), max(cells)
            first, last = found.get(row // _SPAN, ends)
            found[row // _SPAN] = min(first, ends[0]), max(last, ends[1])
    return {block: f' spans="{first + 1}:{last + 1}"' for block, (first, last) in found.items()}


class XlsxSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose usual cells are spelt when they are written; the others are xlsxwriter's."""

    def __init__(self) -> None:
        super().__init__()
        self.fh: Any = None
        self._columns, self._hidden_rows, self._areas = set[int](), False, list[Area]()
        self._checks, self._colours = list[_Check](), list[_Colour]()
        self._words = dict[tuple[int, int], _Known]()
        self._before, self._spelt, self._spelt_to = list[XlsxSheet](), list[bytes](), 0

    def _set_xml_writer(self, written: Any) -> None:  # noqa: ANN401 - whatever has a method `write`
        self.fh = written

    def _assemble_xml_file(self) -> None:
        super()._assemble_xml_file()
        if KNOWN:  # what has been written nobody asks for again
            self.table.clear()
            self.row_info.clear()
            self._spelt.clear()

    def comes_after(self, others: Iterable["XlsxSheet"]) -> None:
        """Tell which sheets are in front of it."""
        self._before.extend(others)

    def spell(self, before: int) -> None:
        """Spell the rows before this one now, because nothing of them or before them changes any more.

        A cell that was spelt takes a fiftieth of the memory. No chart may show any of them.
        """
        whole = before // _SPAN * _SPAN
        if not KNOWN or self.comments or self._hidden_rows or whole - self._spelt_to < _ROWS:
            return
        for sheet in self._before:
            sheet.number_looks()
        self._before.clear()
        rows = range(self._spelt_to, whole)
        for piece in self._spell(rows):
            self._spelt.append(zlib.compress(piece.encode("utf-8"), 1))
        for row in rows:
            self.table.pop(row, None)
            self.row_info.pop(row, None)
            self.row_sizes.pop(row, None)
        self._spelt_to = whole

    def number_looks(self) -> None:
        """Give looks their numbers in the order in which the cells are written."""
        for row in sorted(self.table):
            for _, cell in sorted(self.table[row].items(), key=itemgetter(0)):
                (cell[0] if type(cell) is tuple else cell.format)._get_xf_index()  # noqa: SLF001

    def write_string(self, row: int, col: int, string: str, cell_format: Look | None = None) -> int:
        """A text."""
        if not KNOWN:
            return int(super().write_string(row, col, string, cell_format))
        return self._write_string(row, col, string, cell_format)

    def _write_string(self, row: int, col: int, string: str, cell_format: Look | None = None) -> int:
        if not KNOWN or not cell_format or len(string) > _LONG:
            return int(super()._write_string(row, col, string, cell_format))
        number = self.str_table._get_shared_string_index(string)  # noqa: SLF001
        known = self._words.get((id(cell_format), number))
        if known is None:
            known = cell_format, f' t="s"><v>{number}</v></c>', string
            if len(string) <= _WORD and len(self._words) < _WORDS:  # schools say the same few words of fifty statements
                self._words[id(cell_format), number] = known
        return self._put(row, col, known)

    def write_number(self, row: int, col: int, number: float, cell_format: Look | None = None) -> int:
        """A number."""
        if not KNOWN or not cell_format or not math.isfinite(number):
            return int(super().write_number(row, col, number, cell_format))
        return self._put(row, col, (cell_format, f"><v>{number:.16G}</v></c>", f"{number:.16g}"))

    def write_datetime(self, row: int, col: int, date: dt.date, cell_format: Look | None = None) -> int:
        """A day."""
        if not KNOWN or not cell_format:
            return int(super().write_datetime(row, col, date, cell_format))
        return self.write_number(row, col, self._convert_date_time(date), cell_format)

    def write_blank(self, row: int, col: int, blank: None, cell_format: Look | None = None) -> int:
        """An empty cell with a look."""
        if not KNOWN or not cell_format:
            return int(super().write_blank(row, col, blank, cell_format))
        return self._put(row, col, (cell_format, "/>", ""))

    def write_formula(
        self, row: int, col: int, formula: str, cell_format: Look | None = None, value: str | float = 0
    ) -> int:
        """A formula and what it comes to."""
        if KNOWN and cell_format and formula[:1] == "=":
            if type(value) is int or type(value) is float:
                return self._put(row, col, (cell_format, f"><f>{_formula(formula)}</f><v>{value}</v></c>", value))
            if isinstance(value, str) and value and value[0] != "#":
                rest = f' t="str"><f>{_formula(formula)}</f><v>{escape(value)}</v></c>'
                return self._put(row, col, (cell_format, rest, value))
        return int(super().write_formula(row, col, formula, cell_format, value))

    def set_row_pixels(self, row: int, height: int) -> int:
        """The height of a row."""
        if not KNOWN or not height:
            self._hidden_rows = True
            return int(super().set_row_pixels(row, height))
        if row not in self.table and self._check_dimensions(row, self.dim_colmin or 0):
            return -1
        self.row_info[row], self.row_sizes[row] = _row_info(height), [height, False]
        return 0

    def set_rows(self, heights: Mapping[int, int]) -> int:
        """The heights of rows, none of them 0."""
        if not KNOWN or not heights:
            return min((self.set_row_pixels(row, height) for row, height in heights.items()), default=0)
        for row in (min(heights), max(heights)):
            if self._check_dimensions(row, self.dim_colmin or 0):
                return -1
        for row, height in heights.items():
            self.row_info[row], self.row_sizes[row] = _row_info(height), [height, False]
        return 0

    def add_table(self, *area: int, options: dict[str, Any]) -> int:
        """An Excel table from its first row and column to its last, with a header row."""
        if not KNOWN:
            return int(super().add_table(*area, options))
        columns = options["columns"]
        asked = tuple((each["header"], each.get("formula", "")) for each in columns)
        status, facts = _table_facts(area, asked, tuple((key, options[key]) for key in options if key != "columns"))
        if status:
            return status
        first_row, first_col, last_row, last_col = area
        if any(r <= last_row and first_row <= q and c <= last_col and first_col <= d for (r, c), (q, d) in self._areas):
            raise OverlappingRange(f"the table {options['name']} lies over another one")
        self._areas.append(((first_row, first_col), (last_row, last_col)))
        for col, (told, known) in enumerate(zip(columns, facts["columns"], strict=True), first_col):
            self._write_string(first_row, col, known["name"], told["header_format"])
            for row in range(first_row + 1, last_row + 1) if known["formula"] else ():
                self._put(row, col, CellFormulaTuple(known["formula"], None, 0))
        self.tables.append(dict(facts))
        return 0

    def check(self, area: Area, rule: tuple[tuple[str, Any], ...]) -> int:
        """What the cells of an area accept; not 0 where xlsxwriter would drop it."""
        if not KNOWN:
            return int(self.data_validation(*area[0], *area[1], _unfrozen(rule)))
        self._checks.append((area, rule))
        return _refused(area, rule)

    def colour(self, area: Area, rule: tuple[tuple[str, Any], ...], look: Look) -> int:
        """How the cells of an area look where a rule holds; not 0 where xlsxwriter would drop it."""
        if not KNOWN:
            return int(self.conditional_format(*area[0], *area[1], {**dict(rule), "format": look}))
        self._colours.append((area, rule, look._get_dxf_index()))  # noqa: SLF001
        return 0

    def _write_data_validations(self) -> None:
        super()._write_data_validations()
        self.fh.write(_checks(tuple(self._checks)) if self._checks else "")

    def _write_conditional_formats(self) -> None:
        super()._write_conditional_formats()
        self.fh.write(_colours(tuple(self._colours)) if self._colours else "")

    def _put(self, row: int, col: int, cell: _Known | CellFormulaTuple) -> int:
        cells = self.table.get(row)
        if cells is None or col not in self._columns:
            if self._check_dimensions(row, col):
                return -1
            self._columns.add(col)
            cells = self.table[row]
        cells[col] = cell
        return 0

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")

    def _write_rows(self) -> None:
        if not KNOWN or self.comments or (self._hidden_rows and not self._spelt_to):
            super()._write_rows()
            return
        for squeezed in self._spelt:
            self.fh.write(zlib.decompress(squeezed).decode("utf-8"))
        for piece in self._spell(sorted(self.table.keys() | self.row_info.keys())):
            self.fh.write(piece)

    def _spell(self, rows: Iterable[int]) -> Iterator[str]:
        """These rows as they stand in the file, many together."""
        table, info = self.table, self.row_info
        spelt = all(type(cell) is tuple for row in rows if row in table for cell in table[row].values())
        usual, plain = self.original_row_height, self.original_row_height == self.default_row_height
        letters = [column_letters(col) for col in range((self.dim_colmax or 0) + 1)]
        spans, written = _spans({row: table[row] for row in rows if row in table}), list[str]()
        for row in rows:
            cells = sorted(table[row].items()) if row in table else []
            if not cells and row not in info:
                continue
            height = info[row].height if row in info else self.default_row_height
            span, high = spans.get(row // _SPAN, ""), "" if plain and height == usual else f' ht="{height * 0.75:.16g}"'
            at = f'{row + 1}"'
            written.append(f'<row r="{row + 1}"{span}{high}{">" if cells else "/>"}')
            written += [
                f'<c r="{letters[col]}{at} s="{look.xf_index or look._get_xf_index()}"{rest}'  # noqa: SLF001
                for col, (look, rest, _) in (cells if spelt else ())
            ]
            written += [self._cell(row, col, cell) for col, cell in (() if spelt else cells)]
            if cells:
                written.append("</row>")
            if len(written) > _TOGETHER:
                yield "".join(written)
                written.clear()
        yield "".join(written)

    def _cell(self, row: int, col: int, cell: Any) -> str:  # noqa: ANN401 - xlsxwriter has no types
        """A cell, one of those that are not spelt here too."""
        file = self.fh
        self.fh = io.StringIO()
        self._write_cell(row, col, cell)
        text: str = self.fh.getvalue()
        self.fh = file
        return text

    def _write_cell(self, row: int, col: int, cell: object) -> None:
        if type(cell) is tuple:
            look, rest, _ = cell
            self.fh.write(f'<c r="{column_letters(col)}{row + 1}" s="{look._get_xf_index()}"{rest}')  # noqa: SLF001
        else:
            super()._write_cell(row, col, cell)

    def _get_range_data(self, first_row: int, first_col: int, last_row: int, last_col: int) -> list[Any]:
        return [
            told
            for row in range(first_row, last_row + 1)
            for col in range(first_col, last_col + 1)
            for told in self._told(row, col)
        ]

    def _told(self, row: int, col: int) -> list[Any]:
        if row < self._spelt_to:
            raise ValueError(f"a chart shows row {row + 1}, which is spelt already")
        cell = self.table[row].get(col) if row in self.table else None
        return [cell[2]] if type(cell) is tuple else list(super()._get_range_data(row, col, row, col))


@lru_cache(maxsize=8_192)
def _formula(formula: str) -> str:
    return escape(formula.removeprefix("="))


@lru_cache(maxsize=1_024)
def _row_info(height: int) -> RowInfo:
    return RowInfo(height=height)
