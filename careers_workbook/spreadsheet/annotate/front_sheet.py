"""A sheet put before all others: lines, tables, links to cells. The rest of the workbook keeps its numbers."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence

from careers_workbook.core.cells import a1, quoted
from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.annotate.package import XML, Bundle, Edit, Part, attribute, text
from careers_workbook.spreadsheet.annotate.styles import Looks

_POINT = 0.75
_AFTER_NAMES = (
    *("calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"),
    *("fileRecoveryPr", "webPublishObjects", "AlternateContent", "extLst"),
)
_TABLE_WORDS = (
    '<extLst><ext uri="{{504A1905-F514-4f6f-8877-14C23A59335A}}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:table altText={}/></ext></extLst>'
)
"""What is read aloud of a table: Excel 2010 and later have it."""
_MARGINS = '<pageMargins left="0.4" right="0.4" top="0.4" bottom="0.6" header="0.3" footer="0.3"/>'
_SETUP = '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
_FOOTER = "<headerFooter><oddFooter>&amp;C&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>"


@frozen
class Words:
    """What stands in one cell: text in a style of the theme. A click leads to `sheet` and `cell`, if anywhere."""

    text: str
    style: str
    sheet: str = ""
    cell: str = ""


@frozen
class FrontLine:
    """One row: cells from the first column on, and its height in pixels."""

    cells: tuple[Words, ...]
    height: int


@frozen
class FrontTable:
    """Lines that are a table: the number of its header line, and how many lines follow it.

    `description` is read to those who cannot see it.
    """

    name: str
    header: int
    rows: int
    description: str = ""


@frozen
class FrontSheet:
    """The whole sheet: widths of its columns in pixels, lines from the top, tables among them.

    The header line of the first table begins each printed page.
    """

    title: str
    colour: str
    widths: tuple[int, ...]
    lines: tuple[FrontLine, ...]
    tables: tuple[FrontTable, ...] = ()


def put_first(bundle: Bundle, front: FrontSheet, looks: Looks) -> None:
    """Make the sheet, list it first and let the workbook open on it."""
    name, relation = bundle.add(bundle.book, "worksheet", "")
    ids = [bundle.add(name, "table", _table_xml(bundle, front, table))[1] for table in front.tables]
    bundle[name] = "".join(_sheet_xml(bundle, front, looks, ids)).encode()
    _list_first(bundle, front, f'xmlns:r="{bundle.types}" r:id="{relation}"')


def take_out(bundle: Bundle, titles: Collection[str]) -> None:
    """Remove sheets with everything that belongs to them alone."""
    book = bundle.book
    for title in titles:
        part = bundle.part(book)
        sheets = part.all("sheets", "sheet")
        at, gone = next((n, sheet) for n, sheet in enumerate(sheets) if sheet.attributes.get("name") == title)
        moved = {n: n - (n > at) for n in range(len(sheets)) if n != at}
        bundle.edit(book, part.removed(gone), *_renumbered(part, moved))
        bundle.unrelate(book, gone.attributes.get("id", ""))
        chain = bundle.related(book, "calcChain")
        if chain and f' i="{gone.attributes.get("sheetId")}"'.encode() in bundle[chain]:
            bundle.unrelate(book, next(one.id for one in bundle.relations(book) if one.target == chain))


def _renumbered(part: Part, moved: Mapping[int, int]) -> Iterator[Edit]:
    """Names that belong to one sheet say which by its number; those of a sheet that is gone go too."""
    for name in part.all("definedNames", "definedName"):
        if (old := name.attributes.get("localSheetId")) is not None:
            new = moved.get(int(old))
            yield part.removed(name) if new is None else part.with_attribute(name, "localSheetId", str(new))


def _list_first(bundle: Bundle, front: FrontSheet, relation: str) -> None:
    part = bundle.part(bundle.book)
    sheets = part.all("sheets", "sheet")
    number = 1 + max(int(sheet.attributes.get("sheetId", "0")) for sheet in sheets)
    first, line = sheets[0].start, f'<sheet {relation} name={attribute(front.title)} sheetId="{number}"/>'
    edits = [Edit(first, first, part.own(line)), *_renumbered(part, {n: n + 1 for n in range(len(sheets))})]
    for view, name in itertools.product(part.all("bookViews", "workbookView"), ("firstSheet", "activeTab")):
        if view.attributes.get(name, "0") != "0":
            edits.append(part.with_attribute(view, name, "0"))
    if front.tables:
        row = front.tables[0].header + 1
        repeated = f"{quoted(front.title)}!${row}:${row}"
        xml = f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{text(repeated)}</definedName>'
        new = part.before(_AFTER_NAMES, f"<definedNames>{xml}</definedNames>")
        edits.append(next((part.added(names, xml) for names in part.all("definedNames")), new))
    bundle.edit(bundle.book, *edits)


def _table_xml(bundle: Bundle, front: FrontSheet, table: FrontTable) -> str:
    others = [bundle.part(name).root.attributes for name in bundle.of_kind("table")]
    names = {one.get("displayName", "").casefold() for one in others}
    number = 1 + max((int(one.get("id", "0")) for one in others), default=0)
    name = next(n for k in itertools.count(1) if (n := table.name + (f"_{k}" if k > 1 else "")).casefold() not in names)
    headers = front.lines[table.header].cells
    area = f"{a1(table.header, 0)}:{a1(table.header + table.rows, len(headers) - 1)}"
    columns = "".join(f'<tableColumn id="{n}" name={attribute(one.text)}/>' for n, one in enumerate(headers, 1))
    return (
        f'{XML}<table xmlns="{bundle.namespace}" id="{number}" name="{name}" displayName="{name}" ref="{area}" '
        f'totalsRowShown="0"><tableColumns count="{len(headers)}">{columns}</tableColumns>'
        '<tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="0" showColumnStripes="0"/>'
        f"{_TABLE_WORDS.format(attribute(table.description)) if table.description else ''}</table>"
    )


def _sheet_xml(bundle: Bundle, front: FrontSheet, looks: Looks, tables: Sequence[str]) -> Iterator[str]:
    digit = looks.digit()
    yield f'{XML}<worksheet xmlns="{bundle.namespace}" xmlns:r="{bundle.types}">'
    yield f'<sheetPr><tabColor rgb="{front.colour}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
    yield '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
    yield '<selection activeCell="A1" sqref="A1"/></sheetView></sheetViews>'
    yield '<sheetFormatPr defaultRowHeight="14.25"/><cols>'
    for number, width in enumerate(front.widths, 1):
        yield f'<col min="{number}" max="{number}" width="{width / digit:.3f}" customWidth="1"/>'
    yield "</cols><sheetData>"
    links = ""
    for row, line in enumerate(front.lines):
        yield f'<row r="{row + 1}" ht="{line.height * _POINT:g}">'
        for col, words in enumerate(line.cells):
            said = f'<is><t xml:space="preserve">{text(words.text)}</t></is>'
            yield f'<c r="{a1(row, col)}" s="{looks.style(words.style)}" t="inlineStr">{said}</c>'
            if words.sheet:
                target = attribute(f"{quoted(words.sheet)}!{words.cell or 'A1'}")
                tip = attribute(f"Go to {words.text}")
                links += (
                    f'<hyperlink ref="{a1(row, col)}" location={target} tooltip={tip} display={attribute(words.text)}/>'
                )
        yield "</row>"
    yield "</sheetData>"
    if links:
        yield f"<hyperlinks>{links}</hyperlinks>"
    yield f"{_MARGINS}{_SETUP}{_FOOTER}"
    if tables:
        parts = "".join(f'<tablePart r:id="{id_}"/>' for id_ in tables)
        yield f'<tableParts count="{len(tables)}">{parts}</tableParts>'
    yield "</worksheet>"
