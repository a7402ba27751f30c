"""The checked wrapper of xlsxwriter: a call that xlsxwriter would quietly drop raises here.

The same calls give the same bytes. Rows and columns are 0-based. Must not know: specs, schools, why anything stands
where it stands.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache

from careers_workbook.core.cells import Area, Cell, a1, a1_range, quoted
from careers_workbook.core.days import DATE_FORMAT
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import utf16_length
from careers_workbook.spreadsheet.write.charts import BarChart
from careers_workbook.spreadsheet.write.fit import Fit, row_height
from careers_workbook.spreadsheet.write.heading_styles import with_heading_styles
from careers_workbook.spreadsheet.write.own_words import Master, OwnWords, footer
from careers_workbook.spreadsheet.write.paper import FOOT_MARGIN, MARGIN, NARROW_FOOT, Piece, little_smaller, new_pages
from careers_workbook.spreadsheet.write.recorded import recorded
from careers_workbook.spreadsheet.write.template import PackedPart, Template
from careers_workbook.spreadsheet.write.theme import DEFAULT_WIDTH, FONT, FONT_SIZE, LINE_HEIGHT, PLAIN_FORMAT, STYLES
from careers_workbook.spreadsheet.write.xlsx_book import Look, XlsxBook, XlsxSheet

_CREATED = dt.date(2020, 1, 1)
"""Where nobody says: a fixed day, so that equal input gives equal bytes."""
_OPTIONS = {
    "in_memory": True,
    # what a person typed stays what it is: text beginning with = or http:// is text
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # without "none", Excel would take the font of the theme, Calibri, whatever the name says
    "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE, "font_scheme": "none"},
    "default_row_height": LINE_HEIGHT,
    "default_column_width": DEFAULT_WIDTH,
}
_ALLOWED_WHEN_PROTECTED = ("format_cells", "format_columns", "format_rows", "sort", "autofilter")
_CHART_EDGE = 6
_A3, _A4 = 8, 9
_AS_IT_IS = {"scale_with_doc": False}
"""Above and below a page words keep their size, whatever the scale of the sheet."""
_INLINE_LIST = 255
"""Characters that a dropdown can carry itself."""
_CORE, _CORE_END = "docProps/core.xml", b"</cp:coreProperties>"
_STYLES = "xl/styles.xml"


@frozen
class Properties:
    """What File, Info shows. `marking` is a protective marking, such as OFFICIAL-SENSITIVE, `created` the day."""

    title: str
    subject: str
    author: str
    language: str
    marking: str = ""
    created: dt.date = _CREATED


@frozen
class Validation:
    """What a cell accepts and says: `kind` is any, list, date, integer or decimal; texts keep within Excel's limits.

    A list comes as `options`, or as `source`, a range; the last three come with both bounds, included.
    """

    kind: str
    title: str
    message: str = ""
    error_title: str = ""
    error: str = ""
    options: tuple[str, ...] = ()
    source: str = ""
    minimum: dt.date | float | None = None
    maximum: dt.date | float | None = None


@frozen
class ExcelTable:
    """An Excel table: header row and body. `middle` names the headers that are centred, `look` the header's style.

    `formulas` gives the formula that Excel fills in for each new row, by header.
    """

    name: str
    description: str
    area: Area
    headers: tuple[str, ...]
    middle: frozenset[str] = frozenset()
    filters: bool = False
    formulas: Mapping[str, str] = field(default_factory=dict)
    look: str = "header"

    def header_fits(self, widths: Sequence[int]) -> Iterator[Fit]:
        """What its headings need, in columns of these widths."""
        for header, width in zip(self.headers, widths[self.area[0][1] :], strict=False):
            yield Fit(header, width, bold=True, centred=header in self.middle, button=self.filters)


@frozen
class OnPaper:
    """How a sheet stands on paper, landscape: A3 if `large`, else A4; `scale` in percent.

    The header row stands on each page; `new_pages` are the rows that begin one; only the area is printed, if there is
    one; `foot` stands below on the left.
    """

    large: bool
    scale: int
    header_row: int | None = None
    new_pages: Sequence[int] = ()
    area: Area | None = None
    foot: str = ""


class WriterError(Exception):
    """A call that xlsxwriter refused: a mistake in this program, never in anybody's data."""


def fits_inline(options: Sequence[str]) -> bool:
    """Whether a dropdown can carry its options itself.

    They must be short enough together, and Excel splits at commas, trims spaces, and stumbles over quotation marks.
    """
    joined = ",".join(options)
    short = utf16_length(joined) <= _INLINE_LIST
    return short and not any(set(option) & set(',"\n') or option != option.strip() for option in options)


def _checked(status: int | None, what: str, at: Cell | None = None) -> None:
    if status:
        where = f" in {a1(*at)}" if at else ""
        raise WriterError(f"{what}{where}: xlsxwriter answered {status}")


class WorkbookWriter:
    """One workbook in the making: sheets in the order in which they are asked for."""

    def __init__(self, properties: Properties, own: OwnWords | None = None) -> None:
        self._language, self.marking = properties.language, properties.marking
        self._book, self._own, self._fits = XlsxBook(_OPTIONS), own, set[Fit]()
        self._own_texts = frozenset(own.texts) if own else frozenset[str]()
        texts = {"title": properties.title, "subject": properties.subject, "author": properties.author}
        marking = dict.fromkeys(("category", "keywords", "status"), properties.marking) if properties.marking else {}
        self._book.set_properties({**texts, **marking, "created": dt.datetime.combine(properties.created, dt.time())})
        self._formats: dict[tuple[str, str], Look] = {}
        self._marks: dict[tuple[tuple[str, str], ...], Look] = {}

    def sheet(self, title: str) -> "SheetWriter":
        """A new sheet behind the others."""
        return SheetWriter(self, self._book, title)

    def finish(self) -> bytes:
        """The bytes of the whole workbook; nothing can be added afterwards."""
        parts = self._parts(packs=True)
        cut = [(name, content if isinstance(content, PackedPart) else (content,)) for name, content in parts]
        return Template(cut, once=True).filled({})

    def master(self) -> Master:
        """The workbook as one that others are made from, which have other words for its own; nothing can be added."""
        if self._own is None:
            raise WriterError("a master needs words of its own")
        whole = [(name, content) for name, content in self._parts() if isinstance(content, bytes)]
        return Master.of(whole, self._own, self._fits)

    def _parts(self, *, packs: bool = False) -> Iterator[tuple[str, bytes | PackedPart]]:
        self._book.worksheets()[0].activate()
        for name, content in self._book.parts(packs=packs):
            yield name, content if isinstance(content, PackedPart) else _put_right(name, content, self._language)

    def mark(self, look: tuple[tuple[str, str], ...]) -> Look:
        """What a condition changes of a look, as xlsxwriter knows it."""
        if look not in self._marks:
            self._marks[look] = self._book.look(look)
        return self._marks[look]

    def shown(self, fits: Iterable[Fit]) -> None:
        """Keep what a row has to show of the workbook's own words."""
        if self._own_texts:
            self._fits.update(fit for fit in fits if fit.text in self._own_texts)

    def look(self, style: str, number_format: str = PLAIN_FORMAT) -> Look:
        """A style of the theme with a number format, as xlsxwriter knows it."""
        found = self._formats.get((style, number_format))
        if found is None:
            found = self._book.look(_format(style, number_format))
            self._formats[style, number_format] = found
        return found


@cache
def _format(name: str, number_format: str) -> tuple[tuple[str, object], ...]:
    style = STYLES[name]
    found: dict[str, object] = {
        "font_size": style.size,
        "font_color": style.colour,
        "align": style.align,
        "valign": style.vertical,
        "text_wrap": style.wrap,
        "locked": style.locked,
        "num_format": number_format,
        "bold": style.bold,
        "indent": style.indent,
    }
    found |= {"underline": 1} if style.underline else {}
    found |= {"bg_color": style.fill} if style.fill else {}
    found |= {"border": 1, "border_color": style.line} if style.line else {}
    found |= {"left": 5, "left_color": style.mark} if style.mark else {}
    return tuple((found | ({"bottom": 2, "bottom_color": style.rule} if style.rule else {})).items())


def _put_right(name: str, content: bytes, language: str) -> bytes:
    """A part with what xlsxwriter (3.3) cannot say: the language of the document, which cells are headings."""
    if name == _STYLES:
        return with_heading_styles(content)
    if name != _CORE:
        return content
    said = f"<dc:language>{language}</dc:language>".encode("ascii")
    return content.replace(_CORE_END, said + _CORE_END)


def _rule(check: Validation) -> tuple[tuple[str, object], ...]:
    """A rule as xlsxwriter takes it."""
    options: dict[str, object] = {
        "validate": check.kind,
        "input_title": check.title,
        "input_message": check.message,
        "error_title": check.error_title,
        "error_message": check.error,
        "error_type": "stop",
        "ignore_blank": True,
    }
    if check.kind == "list":
        options["source"] = check.source or check.options
    elif check.kind in ("date", "integer", "decimal"):
        options |= {"criteria": "between", "minimum": _bound(check.minimum), "maximum": _bound(check.maximum)}
    return tuple(options.items())


def _bound(value: dt.date | float | None) -> dt.date | str:
    """A number as it is written: 1 and 1.0 are known apart."""
    return value if isinstance(value, dt.date) else str(value)


class SheetWriter:
    """One sheet. Every place is a 0-based (row, column)."""

    def __init__(self, writer: WorkbookWriter, book: XlsxBook, title: str) -> None:
        self._writer, self._book, self.title = writer, book, title
        self._sheet: XlsxSheet = book.sheet(title)
        self._quiet: dict[str, str] = {}
        self._widths: Sequence[int] = ()
        self._portrait = False
        self._heights: dict[int, int] = {}
        self._formulas: dict[Cell, tuple[str, str, str]] = {}

    @property
    def row_heights(self) -> Mapping[int, int]:
        """Pixels of the rows that were given a height."""
        return self._heights

    @property
    def column_widths(self) -> Sequence[int]:
        """Pixels of the columns from the first on, as far as they were given."""
        return self._widths

    def alike(self, objects: tuple[object, ...], key: Hashable, draw: "Callable[[SheetWriter], None]") -> None:
        """What `draw` writes, worked out once for all sheets made from the very same objects and with an equal key."""
        found = recorded(objects, key, draw)
        self._heights |= found.heights
        self._formulas |= found.formulas
        _checked(self._sheet.set_rows(found.heights), "heights of rows")
        for name, told in found.calls:
            getattr(self, name)(*told)

    def text(self, at: Cell, text: str, style: str, number_format: str = PLAIN_FORMAT) -> None:
        """Text exactly as it is."""
        look = self._writer.look(style, number_format)
        if text[:3] == "<r>" and text.endswith("</r>"):
            # xlsxwriter 3.3 takes a text of this form for its own mark-up; in two runs it is plain text again
            status = self._sheet.write_rich_string(*at, text[:1], look, text[1:], look)
        else:
            status = self._sheet.write_string(*at, text, look)
        if status:
            _checked(status, "text", at)

    def number(self, at: Cell, value: float, style: str, number_format: str = PLAIN_FORMAT) -> None:
        """A number."""
        _checked(self._sheet.write_number(*at, value, self._writer.look(style, number_format)), "number", at)

    def date(self, at: Cell, day: dt.date, style: str) -> None:
        """A real date, shown as 28/02/2027."""
        _checked(self._sheet.write_datetime(*at, day, self._writer.look(style, DATE_FORMAT)), "date", at)

    def blank(self, at: Cell, style: str, number_format: str = PLAIN_FORMAT) -> None:
        """An empty cell with a look."""
        _checked(self._sheet.write_blank(*at, None, self._writer.look(style, number_format)), "blank", at)

    def formula(
        self, at: Cell, formula: str, value: str | float, style: str, number_format: str = PLAIN_FORMAT
    ) -> None:
        """A formula and what it comes to now: previewers and telephones do not calculate."""
        if value == "":
            raise WriterError(f"formula in {a1(*at)}: its value is empty, which programs read as 0")
        look = self._writer.look(style, number_format)
        if status := self._sheet.write_formula(*at, formula, look, value):
            _checked(status, "formula", at)

    def expect(self, at: Cell, formula: str, style: str, number_format: str = PLAIN_FORMAT) -> None:
        """A formula that is written when it is known what it comes to."""
        self._formulas[at] = formula, style, number_format

    def comes_to(self, at: Cell, value: str | float) -> None:
        """The formula that is expected in a cell, and what it comes to now."""
        formula, style, number_format = self._formulas[at]
        if value == "" or self._sheet.write_formula(*at, formula, self._writer.look(style, number_format), value):
            raise WriterError(f"formula in {a1(*at)}: nothing that can be written as what it comes to")

    def link(self, at: Cell, target: str, style: str, words: str = "") -> None:
        """A link to another sheet, worded as that sheet's title or in other words."""
        url, look = f"internal:{quoted(target)}!A1", self._writer.look(style)
        status = self._sheet.write_url(*at, url, look, words or target, f"Go to {target}")
        _checked(status, f"link {target}")

    def whole_to(self, row: int) -> None:
        """Say that no row before this one changes any more, and that no chart shows what they hold."""
        self._sheet.spell(row)

    def table(self, table: ExcelTable) -> None:
        """An Excel table with a header row that shows all of its headings; its body is written cell by cell."""
        self.place(table)
        self.fit(table.area[0][0], table.header_fits(self._widths))

    def place(self, table: ExcelTable) -> None:
        """The same, whatever the height of its headings."""
        columns = [
            {
                "header": header,
                "header_format": self._writer.look(f"{table.look}_middle" if header in table.middle else table.look),
                **({"formula": table.formulas[header]} if header in table.formulas else {}),
            }
            for header in table.headers
        ]
        options = {
            "name": table.name,
            "title": table.description,
            "columns": columns,
            "autofilter": table.filters,
            "style": None,
            "banded_rows": False,
        }
        _checked(self._sheet.add_table(*table.area[0], *table.area[1], options=options), f"table {table.name}")

    def check(self, area: Area, check: Validation) -> None:
        """What the cells of an area accept, and what they say while selected and when they refuse."""
        if status := self._sheet.check(area, _rule(check)):
            _checked(status, f"rule in {a1_range(*area)}")

    def colour_words(self, area: Area, words: Mapping[str, str]) -> None:
        """Cells of an area take the style of the word they hold: word -> style."""
        for word, style in words.items():
            self._colour(area, {"type": "cell", "criteria": "==", "value": f'"{word}"'}, style)

    def colour_where(self, area: Area, formula: str, style: str, number_format: str = "") -> None:
        """Cells of an area take a style, and a number format, where a formula about the first of them is true."""
        self._colour(area, {"type": "formula", "criteria": formula}, style, number_format)

    def _colour(self, area: Area, rule: dict[str, object], style: str, number_format: str = "") -> None:
        looks = {"font_color": STYLES[style].colour, "bg_color": STYLES[style].fill, "num_format": number_format}
        shown = self._writer.mark(tuple((name, value) for name, value in looks.items() if value))
        if status := self._sheet.colour(area, tuple(rule.items()), shown):
            _checked(status, f"colour where {rule}")

    def widths(self, pixels: Sequence[int]) -> None:
        """The widths of the columns from the first on, in pixels."""
        self._widths = pixels
        for col, width in enumerate(pixels):
            _checked(self._sheet.set_column_pixels(col, col, width), f"width of column {col}")

    def column(self, col: int, width: int, style: str, number_format: str) -> None:
        """The width of a column, and the look of its cells below everything that is written."""
        look = self._writer.look(style, number_format)
        _checked(self._sheet.set_column_pixels(col, col, width, look), f"look of column {col}")

    def height(self, row: int, pixels: int) -> None:
        """The height of a row for now: it grows when somebody types more (see xlsx_book.py)."""
        self._heights[row] = pixels
        _checked(self._sheet.set_row_pixels(row, pixels), f"height of row {row}")

    def fit(self, row: int, fits: Iterable[Fit], least: int = 0) -> None:
        """The height of a row for now, so that it shows all of these texts; `least` pixels in any case."""
        found = tuple(fits)
        self._writer.shown(found)
        self.height(row, max(least, row_height(found)))

    def grow(self, row: int, fits: Iterable[Fit]) -> None:
        """The same for a row that has a height: it is made higher where one of these texts needs more."""
        found = tuple(fits)
        self._writer.shown(found)
        if (high := row_height(found)) > self._heights[row]:
            self.height(row, high)

    def typed_text(self, area: Area) -> None:
        """Cells in which digits are text on purpose: no green triangles there."""
        self._no_triangles(area, "number_stored_as_text", "two_digit_text_year")

    def own_formulas(self, area: Area) -> None:
        """Cells of a table's column whose formulas are not written as Excel writes those of new rows: no triangles."""
        self._no_triangles(area, "calculated_column")

    def _no_triangles(self, area: Area, *kinds: str) -> None:
        for kind in kinds:
            self._quiet[kind] = f"{self._quiet.get(kind, '')} {a1_range(*area).replace('$', '')}".strip()
        _checked(self._sheet.ignore_errors(self._quiet), "no green triangles")

    def protect(self) -> None:
        """Locked cells stay as they are, without a password; formats, sorting and filters may be changed."""
        self._sheet.protect("", dict.fromkeys(_ALLOWED_WHEN_PROTECTED, True))

    def freeze(self, at: Cell) -> None:
        """Rows above and columns left of this cell stay in view."""
        self._sheet.freeze_panes(*at)

    def cursor(self, at: Cell) -> None:
        """The cell that is selected when the sheet is opened."""
        self._sheet.set_selection(*at, *at)

    def tab(self, colour: str) -> None:
        """The colour of the sheet's tab."""
        self._sheet.set_tab_color(colour)

    def page(self, left_footer: str, header_row: int | None, *, portrait: bool = False) -> None:
        """On paper: A4, one page wide, landscape as a rule, the header row again on each page, page numbers below."""
        sheet = self._sheet
        sheet.set_paper(_A4)
        self._portrait = portrait
        if not portrait:
            sheet.set_landscape()
        sheet.set_margins(MARGIN, MARGIN, MARGIN, NARROW_FOOT)
        if header_row is not None:
            sheet.repeat_rows(header_row)
        sheet.fit_to_pages(1, 0)
        _checked(sheet.set_footer(footer(left_footer)), "footer")

    def on_paper(self, how: OnPaper) -> None:
        """Every page has its number and the sheet below, a protective marking above and below."""
        sheet = self._sheet
        sheet.set_paper(_A3 if how.large else _A4)
        sheet.set_landscape()
        sheet.set_print_scale(how.scale)
        sheet.set_margins(MARGIN, MARGIN, FOOT_MARGIN, FOOT_MARGIN)
        if how.header_row is not None:
            sheet.repeat_rows(how.header_row)
        if how.area:
            sheet.print_area(*how.area[0], *how.area[1])
        if how.new_pages:
            sheet.set_h_pagebreaks(list(how.new_pages))
        marking, plain = self._writer.marking, f'&"{FONT},Regular"&9'
        if marking:
            marking = f'&C&"{FONT},Bold"&12{marking}'
            _checked(sheet.set_header(marking, _AS_IT_IS), "header")
        words = how.foot.replace("&", "&&")
        foot = f"&L{plain} {words}{marking}&R{plain} &A, page &P of &N"
        _checked(sheet.set_footer(foot, _AS_IT_IS), "footer")

    def keep_together(self, pieces: Sequence[Piece], header_row: int | None = None, last: int | None = None) -> None:
        """On paper, each piece on one page where it can be; call it when all heights are known.

        What is little higher than a page is made to fit it. `header_row` begins each page; nothing is printed below
        the `last` row.
        """
        again = 0 if header_row is None else self._heights.get(header_row, LINE_HEIGHT)
        until = pieces[-1].last if pieces else 0
        if scale := little_smaller(until, self._widths, self._heights, portrait=self._portrait):
            self._sheet.set_print_scale(scale)
        else:
            breaks = new_pages(pieces, self._widths, self._heights, again, portrait=self._portrait)
            self._sheet.set_h_pagebreaks(breaks)
        if last is not None:
            _checked(self._sheet.print_area(0, 0, last, len(self._widths) - 1), "print area")

    def chart(self, at: Cell, chart: BarChart) -> None:
        """A chart whose upper left corner is at a cell; it moves with the cells and keeps its size."""
        drawn = self._book.chart(chart)
        options = {"x_offset": _CHART_EDGE, "y_offset": 4, "description": chart.alt_text, "object_position": 2}
        _checked(self._sheet.insert_chart(*at, drawn, options), f"chart {chart.title}")
