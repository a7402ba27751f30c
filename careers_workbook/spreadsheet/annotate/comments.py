"""The comments of one sheet, old and new, and the boxes in which they are shown: ours are taken away and written anew.

A comment that somebody wrote on the same cell keeps its words and gets ours below; where people talk on a cell, we
answer in their thread. Boxes stand in a drawing in VML, which may hold other things (buttons), and which Excel writes
in a way that no XML parser accepts: it is changed by patterns. Must not know: what the notes say.
"""

import itertools
import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from html import unescape

from careers_workbook.core.cells import Cell
from careers_workbook.spreadsheet.annotate.package import Bundle, Edit, Element, Part, attribute, text
from careers_workbook.spreadsheet.own_comments import AUTHOR, own_words, without_own_words

_NEW = f"<authors><author>{AUTHOR}</author></authors><commentList/>"
_RUN = re.compile(rb"<(\w+:)?r>(?:(?!<(?:\w+:)?r>).)*?</\1?r>", re.DOTALL)
_WORDS = re.compile(rb"<(\w+:)?t(?:\s[^<>]*)?(?<!/)>([^<]*)</\1?t>")
_INSIDE = re.compile(
    rb"(<(?:\w+:)?text(?:\s[^<>]*)?(?<!/)>)(?:(?!<(?:\w+:)?text[\s>]).)*(</(?:\w+:)?text>)|<((?:\w+:)?text)\s*/>",
    re.DOTALL,
)
_USER = "careers_workbook"
"""By this entry in the list of people our answers are known."""
_LOOK = '<rPr><sz val="10"/><color rgb="FF000000"/><rFont val="Arial"/><family val="2"/></rPr>'
_BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHAPE = re.compile(rb"<v:shape\s(?:(?!<v:shape\s).)*?</v:shape>", re.DOTALL)
_ANCHOR = re.compile(rb"<x:Anchor>[^<]*</x:Anchor>", re.DOTALL)
_ID = re.compile(rb"_x0000_s(\d+)")
_MAP = re.compile(rb'<o:idmap\b[^<>]*?\bdata="([\d,]+)"')
_BLOCK = 1024
"""Numbers of shapes come in blocks; each drawing has its own."""
_BOX_KIND = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>{anchor}<x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"
)
_BOX_WIDTH, _LINE, _LETTERS, _PADDING = 340, 18, 44, 16
"""Pixels of a box, pixels of a line, letters on one line (on the safe side), pixels above and below the words."""
_GAP = 12
_DIGIT = 7
"""Pixels of a digit in the fonts that workbooks begin with; in wider ones a box comes out wider."""
_POINT = 0.75
_FURTHEST = 300
"""Columns or rows over which a box may reach."""
_Size = Callable[[int], int]
"""Number of a column or a row -> how wide or high it is, in pixels."""


def write_comments(bundle: Bundle, sheet: str, notes: Mapping[str, str]) -> dict[str, str]:
    """Replace our comments by `notes` (cell -> words). Gives the words of every comment that is there now."""
    name = bundle.related(sheet, "comments")
    if not name and not notes:
        return {}
    if not name:
        name, _ = bundle.add(sheet, "comments", f'<comments xmlns="{bundle.namespace}">{_NEW}</comments>')
    part = bundle.part(name)
    bundle.edit(name, *(edit for one in part.all("commentList", "comment") for edit in _changed(part, one, notes)))
    part = bundle.part(name)
    there = {one.attributes.get("ref", "") for one in part.all("commentList", "comment")}
    bundle.edit(name, *_new_comments(part, {cell: words for cell, words in notes.items() if cell not in there}))
    part = bundle.part(name)
    return {one.attributes.get("ref", ""): _words(part.content(one)) for one in part.all("commentList", "comment")}


def _changed(part: Part, comment: Element, notes: Mapping[str, str]) -> list[Edit]:
    """What becomes of a comment that is there."""
    old, cell = part.content(comment), comment.attributes.get("ref", "")
    theirs = without_own_words(_words(old))
    if not theirs and _words(old):
        return [part.removed(comment)]
    if theirs == _words(old) and cell not in notes:
        return []
    runs = [found[0] for found in _RUN.finditer(old)] or [_run(part, _words(old))]
    runs = [run for run in runs if without_own_words(_words(run)) or not _words(run).strip()]
    kept = "".join(map(_words, runs))
    if without_own_words(kept) != kept:  # another program has put both into one run
        runs = [_run(part, theirs)]
    if cell in notes:
        runs.append(_run(part, f"\n\n{own_words(notes[cell])}"))
    inside = b"".join(runs)
    element = _INSIDE.search(old)
    if element is None:
        return []
    name = element[3]  # without any words
    text = b"<%b>%b</%b>" % (name, inside, name) if name else element[1] + inside + element[2]
    new = old[: element.start()] + text + old[element.end() :]
    return [Edit(comment.start, comment.end, new)] if new != old else []


def _new_comments(part: Part, notes: Mapping[str, str]) -> list[Edit]:
    if not notes:
        return []
    authors = part.all("authors", "author")
    inside = (part.content(author).partition(b">")[2].rpartition(b"</")[0] for author in authors)
    names = [unescape(name.decode("utf-8", "replace")) for name in inside]
    number = names.index(AUTHOR) if AUTHOR in names else len(names)
    xml = "".join(
        f'<comment ref="{cell}" authorId="{number}"><text>{_run_xml(own_words(words))}</text></comment>'
        for cell, words in notes.items()
    )
    new = [] if AUTHOR in names else [part.added(part.all("authors")[0], f"<author>{AUTHOR}</author>")]
    return [*new, part.added(part.all("commentList")[0], xml)]


def _run(part: Part, words: str) -> bytes:
    return part.own(_run_xml(words))


def _run_xml(words: str) -> str:
    return f'<r>{_LOOK}<t xml:space="preserve">{text(words)}</t></r>'


def _words(xml: bytes) -> str:
    return "".join(unescape(found[2].decode("utf-8", "replace")) for found in _WORDS.finditer(xml))


def answer_threads(bundle: Bundle, sheet: str, notes: Mapping[str, str]) -> None:
    """Replace our answers in the threads of a sheet by `notes` (cell -> words).

    Excel shows a thread, the new kind of comment, and hides the comment that it keeps beside it for older versions.
    """
    name, people = bundle.related(sheet, "threadedComment"), bundle.related(bundle.book, "person")
    if not name or not people:
        return
    known = [person.attributes for person in bundle.part(people).all("person")]
    ours = {person.get("id", "") for person in known if person.get("userId") == _USER}
    part = bundle.part(name)
    said = part.all("threadedComment")
    bundle.edit(name, *(part.removed(one) for one in said if one.attributes.get("personId") in ours))
    part = bundle.part(name)
    answers = "".join(
        _answer(one.attributes, notes[one.attributes.get("ref", "")])
        for one in part.all("threadedComment")
        if "parentId" not in one.attributes and one.attributes.get("ref") in notes
    )
    if answers:
        _introduce(bundle, people, ours)
        bundle.edit(name, part.added(part.root, answers))


def _answer(thread: Mapping[str, str], words: str) -> str:
    parent, cell = thread.get("id", ""), thread.get("ref", "")
    new = _identity(f"{parent} {words}")
    when, who = attribute(thread.get("dT", "")), _identity(_USER)
    place = f'ref="{cell}" dT={when} personId="{who}" id="{new}" parentId={attribute(parent)}'
    return f"<threadedComment {place}><text>{text(own_words(words))}</text></threadedComment>"


def _introduce(bundle: Bundle, people: str, ours: set[str]) -> None:
    if _identity(_USER) not in ours:
        part = bundle.part(people)
        person = f'<person displayName="{AUTHOR}" id="{_identity(_USER)}" userId="{_USER}" providerId="None"/>'
        bundle.edit(people, part.added(part.root, person))


def _identity(words: str) -> str:
    """The same identity for the same words, as Excel writes one."""
    return f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, words)).upper()}}}"


def write_boxes(bundle: Bundle, sheet: str, drawing: str, said: Mapping[Cell, str], notes: Iterable[Cell]) -> None:
    """Give each of the `notes` a box that shows all its words, and take away boxes without a comment.

    `said` are the words of every comment of the sheet, `drawing` is the part of its boxes.
    """
    sizes = _sizes(bundle.part(sheet))
    waiting = {at: _anchor(at, said[at], sizes) for at in notes}

    def changed(found: re.Match[bytes]) -> bytes:
        """A box made fit for our note, or taken away because its comment is gone."""
        at = _place(found[0])
        if at is not None and at not in said:
            return b""
        if at is None or at not in waiting:
            return found[0]
        anchor = waiting.pop(at).encode()
        new, known = _ANCHOR.subn(anchor, found[0])
        return new if known else found[0].replace(b"<x:Row>", anchor + b"<x:Row>")

    xml = _SHAPE.sub(changed, bundle[drawing])
    first = min(map(int, _blocks(bundle[drawing])), default=1) * _BLOCK
    last = max((int(number) for number in _ID.findall(xml)), default=first)
    new = []
    for number, (at, anchor) in enumerate(waiting.items(), last + 1):
        box = {"width": _BOX_WIDTH * _POINT, "height": _height(said[at]) * _POINT}
        new.append(_BOX.format(number=number, anchor=anchor, row=at[0], col=at[1], **box))
    if new and b'id="_x0000_t202"' not in xml:
        new.insert(0, _BOX_KIND)
    end = xml.rindex(b"</xml>")
    bundle[drawing] = xml[:end] + "".join(new).encode() + xml[end:]


def new_drawing(bundle: Bundle, sheet: str) -> str:
    """A drawing without boxes for a sheet that has none. Gives the id of the relation."""
    name = bundle.free("xl/drawings/vmlDrawing{}.vml")
    taken = {int(n) for one in bundle if one.lower().endswith(".vml") for n in _blocks(bundle[one])}
    bundle[name] = _DRAWING.format(block=next(n for n in itertools.count(1) if n not in taken)).encode()
    bundle.name_type("vml", _BOXES_TYPE)
    return bundle.relate(sheet, "vmlDrawing", name)


def _blocks(xml: bytes) -> list[bytes]:
    return [number for found in _MAP.finditer(xml) for number in found[1].split(b",") if number]


def _place(shape: bytes) -> Cell | None:
    """The cell whose comment a shape shows, None for anything else."""
    row, col = (re.search(rb"<x:" + name + rb">\s*(\d+)\s*<", shape) for name in (b"Row", b"Column"))
    return (int(row[1]), int(col[1])) if row and col and b'ObjectType="Note"' in shape else None


def _height(words: str) -> int:
    lines = sum(max(1, math.ceil(len(line) / _LETTERS)) for line in words.split("\n"))
    return lines * _LINE + _PADDING


def _anchor(at: Cell, words: str, sizes: tuple[_Size, _Size]) -> str:
    """Right of the cell, from its upper edge on: column, pixels, row, pixels of two corners."""
    left, top = (at[1] + 1, _GAP), (at[0], _GAP // 2)
    right = _far(left, _BOX_WIDTH, sizes[0])
    bottom = _far(top, _height(words), sizes[1])
    corners = ", ".join(str(number) for number in (*left, *top, *right, *bottom))
    return f"<x:Anchor>{corners}</x:Anchor>"


def _far(start: tuple[int, int], pixels: int, size: _Size) -> tuple[int, int]:
    """From a place so many pixels on: which column or row, and how far into it."""
    number, left = start[0], start[1] + pixels
    for _ in range(_FURTHEST):  # where everything further on is hidden, there is no end to it
        if left <= (room := size(number)):
            break
        number, left = number + 1, left - room
    return number, left


def _sizes(part: Part) -> tuple[_Size, _Size]:
    """The sizes of the columns of a sheet, and of its rows."""
    usual = next((one.attributes for one in part.all("sheetFormatPr")), {})
    width, height = _number(usual.get("defaultColWidth"), 8.43), _number(usual.get("defaultRowHeight"), 15)
    columns = [
        (_number(one.get("min"), 0), _number(one.get("max"), 0), _shown(one, "width", width))
        for one in (column.attributes for column in part.all("cols", "col"))
    ]
    rows = (row.attributes for row in part.all("sheetData", "row"))
    high = {int(_number(one.get("r"), 0)) - 1: _shown(one, "ht", height) for one in rows}
    return (
        lambda col: int(next((wide for first, last, wide in columns if first <= col + 1 <= last), width) * _DIGIT),
        lambda row: int(high.get(row, height) / _POINT),
    )


def _shown(element: Mapping[str, str], size: str, usual: float) -> float:
    return 0.0 if element.get("hidden") in ("1", "true") else _number(element.get(size), usual)


def _number(value: str | None, otherwise: float) -> float:
    try:
        return float(value or otherwise)
    except ValueError:
        return otherwise
