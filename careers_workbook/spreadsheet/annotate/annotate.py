"""A copy of a workbook with comments and highlights on some cells, and a sheet of ours put first.

Done on the package itself: openpyxl, loading and saving, loses the stored result of every formula, the labels and the
alternative text of charts, and what it does not know. The rows of a sheet are never touched: a highlight is a rule of
conditional formatting, which leaves a cell its format and its protection. The workbook has been let through by a
reader. What an earlier call put in is replaced; what any change breaks (`final_marks`) is taken out; the same input
gives the same bytes. Raises BrokenFileError.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from html import unescape

from careers_workbook.core.cells import Cell, a1
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import fold
from careers_workbook.spreadsheet.annotate.comments import answer_threads, new_drawing, write_boxes, write_comments
from careers_workbook.spreadsheet.annotate.final_marks import take_off_final_marks
from careers_workbook.spreadsheet.annotate.front_sheet import FrontSheet, put_first, take_out
from careers_workbook.spreadsheet.annotate.package import Bundle, Edit, Element, Part
from careers_workbook.spreadsheet.annotate.styles import NO_STYLES, Looks
from careers_workbook.spreadsheet.own_comments import AUTHOR
from careers_workbook.spreadsheet.read.grid import BrokenFileError, position

_SUFFIXES = {"macroEnabled.main+xml": ".xlsm", "template.main+xml": ".xltx"}
_UNUSUAL = (ValueError, IndexError, KeyError, StopIteration)
"""What comes of parts that lack what every program writes, or number things by words."""
_RULE = f'N("{AUTHOR}")=0'
"""Always true, and the words by which our highlights are known again."""
_OURS = re.compile(rf"""N\(\s*"{AUTHOR}"\s*\)\s*=\s*0""")
_PRIORITY = re.compile(rb"""(<(?:\w+:)?cfRule\b[^<>]*?\spriority=")(\d+)""")
_OF_OTHERS = ("xl/embeddings/", "xl/externallinks/", "xl/pivotcache/", "xl/model/")
"""Parts that hold rows of other files and sheets, seen or not."""
_AT_ONCE = 200
"""Cells in one rule."""
_AFTER_DRAWING = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems"),
    *("tableParts", "extLst"),
)
_AFTER_RULES = (
    *("dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks"),
    *("colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *_AFTER_DRAWING,
)


@frozen
class Remark:
    """What is to be said on one cell."""

    sheet: str
    at: Cell
    words: str


def annotated(data: bytes, remarks: Sequence[Remark], front: FrontSheet, old: Collection[str]) -> bytes:
    """The workbook with its remarks. `old` are the titles of sheets that an earlier call put first."""
    try:
        return _annotated(Bundle(data), remarks, front, old)
    except _UNUSUAL as e:
        raise BrokenFileError("a part of it is not as Office programs write it") from e


def _annotated(bundle: Bundle, remarks: Sequence[Remark], front: FrontSheet, old: Collection[str]) -> bytes:
    if any("/revisions/" in name for name in bundle):
        raise BrokenFileError("it is a shared workbook with a list of changes")
    take_off_final_marks(bundle)
    take_out(bundle, old)
    styles = bundle.related(bundle.book, "styles") or bundle.add(bundle.book, "styles", NO_STYLES)[0]
    looks = Looks(bundle.part(styles))
    targets = {one.id: one for one in bundle.relations(bundle.book)}
    for sheet in bundle.part(bundle.book).all("sheets", "sheet"):
        target, title = targets.get(sheet.attributes.get("id", "")), sheet.attributes.get("name", "")
        if target is None or target.target not in bundle:
            continue
        words = {a1(*remark.at): remark.words for remark in remarks if remark.sheet == title}
        if target.kind == "worksheet":
            _annotate(bundle, target.target, words, looks)
        _unselect(bundle, target.target)
    put_first(bundle, front, looks)
    bundle.edit(styles, *looks.edits())
    return bundle.saved()


def suffix(data: bytes) -> str:
    """What the name of a workbook must end in: Excel refuses a file whose name does not fit what is inside."""
    bundle = Bundle(data)
    kind = bundle.content_type(bundle.book)
    return next((ending for words, ending in _SUFFIXES.items() if kind.endswith(words)), ".xlsx")


def sheet_titles(data: bytes) -> list[str]:
    """The titles of all sheets, in order."""
    bundle = Bundle(data)
    sheets = bundle.part(bundle.book).all("sheets", "sheet")
    return [sheet.attributes.get("name", "") for sheet in sheets]


def holds_more(data: bytes, titles: Collection[str]) -> bool:
    """Whether there is more in it than these sheets for all to see: others, hidden ones, rows of other files."""
    bundle, known = Bundle(data), {fold(title) for title in titles}
    for sheet in bundle.part(bundle.book).all("sheets", "sheet"):
        hidden = sheet.attributes.get("state", "visible") != "visible"
        if hidden or fold(sheet.attributes.get("name", "")) not in known:
            return True
    return any(name.lower().startswith(_OF_OTHERS) for name in bundle)


def _annotate(bundle: Bundle, sheet: str, words: Mapping[str, str], looks: Looks) -> None:
    """Comments and highlights of one sheet."""
    said = write_comments(bundle, sheet, words)
    answer_threads(bundle, sheet, words)
    bundle.edit(sheet, *_highlights(bundle.part(sheet), list(words), looks))
    if drawing := _drawing(bundle, sheet, needed=bool(words)):
        places = {position(cell.partition(":")[0]): text for cell, text in said.items()}
        write_boxes(bundle, sheet, drawing, places, [position(cell) for cell in words])


def _drawing(bundle: Bundle, sheet: str, *, needed: bool) -> str:
    """The part with the boxes of a sheet's comments; made if it is needed, "" if there is none."""
    part = bundle.part(sheet)
    ids = [one.attributes.get("id") for one in part.all("legacyDrawing")]
    if not ids and needed:
        ids = [new_drawing(bundle, sheet)]
        xml = f'<legacyDrawing xmlns:r="{bundle.types}" r:id="{ids[0]}"/>'
        bundle.edit(sheet, part.before(_AFTER_DRAWING, xml))
    return next((one.target for one in bundle.relations(sheet) if one.id in ids and one.target in bundle), "")


def _highlights(part: Part, cells: Sequence[str], looks: Looks) -> list[Edit]:
    """Our rules taken away and written anew, before all others: the highlight must be seen."""
    edits: list[Edit] = []
    theirs = part.all("extLst")
    for area in part.all("conditionalFormatting"):
        said = {rule.start: unescape(part.content(rule).decode("utf-8", "replace")) for rule in area.children}
        ours = [rule for rule in area.children if _OURS.search(said[rule.start])]
        edits += map(part.removed, [area] if len(ours) == len(area.children) else ours)
        theirs += [rule for rule in area.children if rule not in ours]
    if cells:
        number = looks.highlight("problem")
        rule = f'<cfRule type="expression" dxfId="{number}" priority="1"><formula>{_RULE}</formula></cfRule>'
        lists = (" ".join(cells[n : n + _AT_ONCE]) for n in range(0, len(cells), _AT_ONCE))
        xml = "".join(f'<conditionalFormatting sqref="{names}">{rule}</conditionalFormatting>' for names in lists)
        edits += [*_one_step_down(part, theirs), part.before(_AFTER_RULES, xml)]
    return edits


def _one_step_down(part: Part, elements: Sequence[Element]) -> list[Edit]:
    """The priorities of other rules, if one of them stands first."""
    rules = ((element.start, rule) for element in elements for rule in _PRIORITY.finditer(part.content(element)))
    found = [(start + rule.start(2), rule[2]) for start, rule in rules]
    stands_first = any(int(number) <= 1 for _, number in found)
    return [Edit(at, at + len(n), str(int(n) + 1).encode()) for at, n in found if stands_first]


def _unselect(bundle: Bundle, sheet: str) -> None:
    """Sheets that are selected together are typed into together: only the new one may be."""
    part = bundle.part(sheet)
    views = part.all("sheetViews", "sheetView")
    chosen = [view for view in views if view.attributes.get("tabSelected", "0") not in ("0", "false")]
    bundle.edit(sheet, *(part.with_attribute(view, "tabSelected", "0") for view in chosen))
