"""What a workbook is made of, as far as it matters to whoever cannot see it, or not well.

Enters: the bytes of an .xlsx that the gate let through. Leaves: `BookFacts`: sheets with their texts, looks, tables,
links, and what stands at the edge of the paper. Raises BrokenFileError, TooLargeError, LockedError. Must not know: what
is good and what is not.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from itertools import groupby
from xml.etree.ElementTree import Element

from careers_workbook.core.cells import Area, Cell
from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.accessibility.book_colours import theme_colours
from careers_workbook.spreadsheet.accessibility.cell_styles import BookStyles, read_styles
from careers_workbook.spreadsheet.accessibility.sheet_parts import SheetParts, area, read_sheet_part
from careers_workbook.spreadsheet.read.grid import MAX_COLS, MAX_ROWS, BrokenFileError, Grid
from careers_workbook.spreadsheet.read.opc import Attributes, Package, Relation, elements, local, parse, tree

_MOST_TABLES = 1_000
_CUSTOM = "custom-properties"
_RAISED = "superscript"


@frozen
class TableFacts:
    """One marked-up table: its name, its area with the head, what the part says of its headings, and their row.

    `head` is None where the table says that it has no row of headings; `body` is empty where it has no other row.
    """

    name: str
    area: Area
    headings: tuple[str, ...]
    head: int | None
    body: tuple[int, int]
    styled: bool = False

    @property
    def columns(self) -> range:
        """Its columns."""
        return range(self.area[0][1], self.area[1][1] + 1)

    @property
    def rows(self) -> range:
        """The rows of its body."""
        return range(self.body[0], self.body[1] + 1)


@frozen
class DrawnFacts:
    """Something drawn over a sheet: a chart or a picture, and the text that stands for it."""

    kind: str
    at: Cell
    alt: str


@frozen(slots=False)
class SheetFacts:
    """One worksheet: its cells, what is known of each, its tables, what lies over it."""

    grid: Grid
    parts: SheetParts
    tables: tuple[TableFacts, ...] = ()
    drawn: tuple[DrawnFacts, ...] = ()
    raised: frozenset[Cell] = frozenset()

    @property
    def title(self) -> str:
        """What its tab says."""
        return self.grid.title

    def says(self, at: Cell) -> str:
        """The words of a cell; "" where it holds none."""
        raw = self.grid.cells.get(at)
        return raw if isinstance(raw, str) else ""

    @cached_property
    def filled(self) -> frozenset[Cell]:
        """The cells in which anything stands, an error or a formula included."""
        marks = self.grid.marks
        return frozenset((*self.grid.cells, *marks.errors, *marks.uncached, *marks.formulas))

    @cached_property
    def places(self) -> Mapping[str, Sequence[Cell]]:
        """The filled cells by the name of the table that they are part of, "" for none, in order."""
        return self.by_table(self.filled)

    @cached_property
    def blank(self) -> Mapping[str, Sequence[Cell]]:
        """The same of cells that have a style and hold nothing."""
        return self.by_table(cell for cell in self.parts.styles if cell not in self.filled)

    def by_table(self, cells: Iterable[Cell]) -> Mapping[str, Sequence[Cell]]:
        """Cells by the name of the table that they are part of."""
        found: dict[str, list[Cell]] = {name: [] for name in (*(table.name for table in self.tables), "")}
        rows = {row: list(run) for row, run in groupby(sorted(cells), key=lambda cell: cell[0])}
        order = sorted(rows)
        beside: dict[int, list[TableFacts]] = {}
        for table in self.tables:
            for row in order[bisect_left(order, table.area[0][0]) : bisect_right(order, table.area[1][0])]:
                beside.setdefault(row, []).append(table)
        for row in order:
            for at in rows[row]:
                inside = (one for one in beside.get(row, ()) if one.area[0][1] <= at[1] <= one.area[1][1])
                found[next((one.name for one in inside), "")].append(at)
        return found


@frozen
class BookFacts:
    """A workbook. `active` is the number of the sheet that it opens with, of those that can be seen, 0 the first.

    `titles` are those of all sheets, chart sheets included.
    """

    sheets: tuple[SheetFacts, ...]
    styles: BookStyles = field(default_factory=BookStyles)
    titles: tuple[str, ...] = ()
    active: int = 0
    title: str = ""
    language: str = ""

    @property
    def tables(self) -> frozenset[str]:
        """The names of all tables."""
        return frozenset(table.name for sheet in self.sheets for table in sheet.tables)


def book_facts(package: Package, grids: Sequence[Grid]) -> BookFacts:
    """What is known of a workbook, whose cells were read before."""
    main = package.main()
    related = {relation.id: relation for relation in package.relations(main)}
    by_kind = {relation.kind: relation.target for relation in related.values()}
    theme = theme_colours(_tree(package, by_kind.get("theme", "")))
    texts = by_kind.get("sharedStrings", "")
    raised = _raised_texts(package.xml(texts)) if texts in package else frozenset()
    sheets, titles, active = _sheets(package.xml(main), related)
    facts = [_sheet(package, part, grid, raised) for part, grid in zip(sheets, grids, strict=True)]
    title, language = _said_of_document(package)
    styles = read_styles(_tree(package, by_kind.get("styles", "")), theme)
    return BookFacts(tuple(facts), styles, tuple(titles), active, title, language)


def _tree(package: Package, name: str) -> Element | None:
    return tree(package.xml(name)) if name and name in package else None


def _sheets(xml: bytes, related: Mapping[str, Relation]) -> tuple[list[str], list[str], int]:
    """The parts of the worksheets, the titles of all sheets, and how many visible ones stand before the active one."""
    parts, states, active = [], [], 0
    for tag, found in elements(xml):
        relation = related.get(found.get("id", ""))
        if tag == "sheet" and relation:
            states.append((found.get("name", ""), found.get("state", "visible") == "visible"))
            parts += [relation.target] if relation.kind == "worksheet" else []
        elif tag == "workbookView":
            active = int(said) if (said := found.get("activeTab", "0")).isdecimal() and len(said) < 7 else 0  # noqa: PLR2004
    before = sum(seen for _, seen in states[:active])
    return parts, [title for title, _ in states], before


def _sheet(package: Package, part: str, grid: Grid, raised: frozenset[int]) -> SheetFacts:
    related = [relation for relation in package.relations(part) if relation.target in package]
    parts = read_sheet_part(package.xml(part))
    tables = [_table(tree(package.xml(one.target))) for one in related if one.kind == "table"][:_MOST_TABLES]
    drawings = (tree(package.xml(one.target)) for one in related if one.kind == "drawing")
    drawn = tuple(found for drawing in drawings for found in _drawn(drawing))
    marked = frozenset(at for at, text in parts.texts.items() if text in raised) | parts.raised
    found = tuple(table for table in tables if table is not None)
    return SheetFacts(grid, parts, tuple(sorted(found, key=lambda table: table.area)), drawn, marked)


def _table(part: Element) -> TableFacts | None:
    try:
        (top, left), (bottom, right) = area(part.get("ref", ""))
    except BrokenFileError:
        return None
    bottom, right = min(bottom, MAX_ROWS), min(right, MAX_COLS)
    headed = part.get("headerRowCount", "1") != "0"
    totals = part.get("totalsRowCount", "0") not in ("", "0")
    headings = tuple(one.get("name", "") for one in part.iterfind("tableColumns/tableColumn"))
    style = part.find("tableStyleInfo")
    return TableFacts(
        part.get("displayName", part.get("name", "")),
        ((top, left), (bottom, right)),
        headings,
        top if headed else None,
        (top + headed, bottom - totals),
        style is not None and bool(style.get("name")),
    )


def _drawn(drawing: Element) -> Iterator[DrawnFacts]:
    """Charts and pictures with the texts that stand for them."""
    for anchor in drawing:
        for kind, name in (("chart", "graphicFrame"), ("picture", "pic")):
            for one in anchor.iter(name):
                about = next(one.iter("cNvPr"), None)
                alt = "" if about is None else about.get("descr", "") or about.get("title", "")
                decorative = any(True for _ in one.iter("decorative"))
                yield DrawnFacts(kind, _corner(anchor), alt or ("decorative" if decorative else ""))


def _corner(anchor: Element) -> Cell:
    def number(name: str) -> int:
        said = (anchor.findtext(f"from/{name}") or "").strip()
        return int(said) if said.isdecimal() and len(said) < 8 else 0  # noqa: PLR2004

    return number("row"), number("col")


def _said_of_document(package: Package) -> tuple[str, str]:
    """The title and the language that a workbook says of itself."""
    title = language = ""
    for relation in package.relations(""):
        if relation.target not in package:
            continue
        part = tree(package.xml(relation.target)) if relation.kind in ("core-properties", _CUSTOM) else None
        if part is None:
            continue
        if relation.kind == _CUSTOM:
            said = (one for one in part if one.get("name", "").casefold() == "language")
            language = language or next(("".join(one.itertext()).strip() for one in said), "")
        else:
            title = (part.findtext("title") or "").strip()
            language = (part.findtext("language") or "").strip() or language
    return title, language


def _raised_texts(xml: bytes) -> frozenset[int]:
    """The numbers of texts in which something is raised, as signs for footnotes are."""
    if _RAISED.encode() not in xml:
        return frozenset()
    at, found = -1, set[int]()

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal at
        name = local(tag)
        if name == "si":
            at += 1
        elif name == "vertAlign" and attributes.get("val") == _RAISED:
            found.add(at)

    parse(xml, start, lambda _: None, lambda _: None)
    return frozenset(found)
