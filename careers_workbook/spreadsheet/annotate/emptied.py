"""A finished .xlsx with only some of its sheets: the others stay by name, with a line that says so, and nothing else.

Enters: the bytes of a package that a reader has let through, titles. Leaves: bytes. Raises BrokenFileError for one with
parts that nobody here knows, which may repeat what is to go. Must not know: why.
"""

from collections.abc import Collection, Iterator

from careers_workbook.spreadsheet.annotate.package import XML, Bundle, Edit, text
from careers_workbook.spreadsheet.read import opc
from careers_workbook.spreadsheet.read.grid import BrokenFileError
from careers_workbook.spreadsheet.read.opc import folded, relations_part

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
_SHEET = f'<worksheet xmlns="{{}}"><sheetData>{_CELL}</sheetData></worksheet>'
_KNOWN = (
    *(
        "[content_types].xml",
        "_rels/",
        "docprops/",
        "xl/_rels/",
        "xl/workbook.xml",
        "xl/worksheets/",
        "xl/sharedstrings.xml",
    ),
    *("xl/styles.xml", "xl/theme/", "xl/tables/", "xl/comments", "xl/threadedcomments/", "xl/persons/", "xl/drawings/"),
    *("xl/media/", "xl/charts/", "xl/printersettings/", "xl/calcchain.xml", "xl/metadata.xml", "customxml/"),
    "docmetadata/",
)
"""Beginnings of the names of parts that belong to a sheet, or repeat nothing of any."""
_CHAIN, _STRINGS = "xl/calcChain.xml", "sharedStrings"


def without_sheets(data: bytes, keep: Collection[str], said: str) -> bytes:
    """The workbook with the sheets of these titles as they are; on every other one stands what is `said`."""
    bundle = Bundle(data)
    if strange := [name for name in bundle if not folded(name).startswith(_KNOWN)]:
        raise BrokenFileError(f"it has parts of an unusual kind: {strange[0]}")
    targets = {one.id: one.target for one in bundle.relations(bundle.book)}
    sheets = list(_sheets(bundle, targets))
    for title, part in sheets:
        if title not in keep:
            _let_go(bundle, part)
            bundle[part] = (XML + _SHEET.format(bundle.namespace or _MAIN, text(said))).encode()
    if _CHAIN in bundle:
        bundle.drop(_CHAIN)
        _unrelated(bundle, bundle.book)
    _strings(bundle, [part for _, part in sheets])
    return bundle.saved()


def _sheets(bundle: Bundle, targets: dict[str, str]) -> Iterator[tuple[str, str]]:
    for one in bundle.part(bundle.book).all("sheets", "sheet"):
        part = targets.get(one.attributes.get("id", ""), "")
        if part not in bundle:
            raise BrokenFileError("a sheet of it is missing")
        yield one.attributes.get("name", ""), part


def _let_go(bundle: Bundle, part: str) -> None:
    """Drop what only this sheet points to: comments, drawings, tables."""
    for one in bundle.relations(part):
        bundle.unrelate(part, one.id)
    if relations_part(part) in bundle:
        bundle.drop(relations_part(part))


def _unrelated(bundle: Bundle, part: str) -> None:
    for one in bundle.relations(part):
        if one.target not in bundle and one.kind == "calcChain":
            bundle.unrelate(part, one.id)


def _strings(bundle: Bundle, sheets: list[str]) -> None:
    """Empty the texts that no cell uses any more; the others keep their numbers."""
    table = bundle.related(bundle.book, _STRINGS)
    if not table:
        return
    used = {number for part in sheets for number in _used(bundle[part])}
    strings = bundle.part(table)
    edits = [
        Edit(one.start, one.end, strings.own("<si><t/></si>"))
        for number, one in enumerate(strings.all("si"))
        if number not in used
    ]
    bundle.edit(table, *edits)


def _used(xml: bytes) -> set[int]:
    """The numbers of the shared texts in the cells of a sheet."""
    found, state = set[int](), {"shared": False, "value": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = opc.local(tag)
        if name == "c":
            state["shared"] = attributes.get("t") == "s"
        state["value"] = name == "v" and state["shared"]

    def end(_tag: str) -> None:
        state["value"] = False

    def words(said: str) -> None:
        if state["value"] and said.strip().isdecimal():
            found.add(int(said))

    opc.parse(opc.in_utf8(xml), start, end, words)
    return found
