"""The rows and cells of a sheet of an .xlsx by one pattern, where they are written as programs write them.

Most of the time of reading a return went to functions that a parser calls for every element. What the pattern does not
know to the last character, be it right or wrong, is left to the parser: comments, other prefixes, runs of text.

Enters: the XML of a sheet, in UTF-8. Leaves: the same without its rows, for the parser; the rows and cells.
Must not know: what cells mean.
"""

import re
from operator import itemgetter

from careers_workbook.spreadsheet.read.opc import Attributes

_MOST = 2_000_000
"""Bytes of a sheet that is taken apart: all of its cells are there at once. Those of a checklist have up to 300,000."""
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_ATTRIBUTES = r'((?: [A-Za-z0-9:]{1,60}="[^"<&\n\t]*")*)'
_TOKEN = re.compile(
    r'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="([0-9]{1,9})")?(?: t="([A-Za-z]{1,9})")?(?:/>|>'
    rf"(?:(<f){_ATTRIBUTES}(?:/>|>([^<]*)</f>))?"
    r'(?:<v>([^<]*)</v>|<v/>|(<is>)<t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    rf"|(<row){_ATTRIBUTES}(/?)>|(</row>)|([\s\S]+)"
)
"""A cell, a row that begins, one that ends, anything else: with it all that follows."""
Token = tuple[str, str, str, str, str, str, str, str, str, str, str, str, str, str]
"""Of a cell: place, style, kind; that it has a formula, its attributes, its text; its value; that it has a text of its
own, and that text. Of a row: that it begins, its attributes, that it ends at once. That a row ends. Anything else."""
_STRAY = re.compile(rb"<[!?]|[<:](?:c|row|si)[\s/>]")
"""What must not stand anywhere else: it would be read as well, or hide something."""
_ITEM = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|([\s\S]+)')
_ODD = bytes({*range(32)} - {9, 10})
"""What XML forbids, and ends of lines, which it changes."""
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_SIGNS = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
"""In the order in which they have to be put back."""
_NAMED = tuple(sign[1:] for sign in _SIGNS)
_NUMBER = re.compile(r"#(?:([0-9]{2,7})|x([0-9A-Fa-f]{2,6}));")
_NUMBERED = re.compile(f"&{_NUMBER.pattern}")
"""A character by its number, behind the & and with it."""
_CHARACTERS = (range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000), (9, 10, 13))


def plain_cells(xml: bytes) -> tuple[bytes, list[Token], list[Attributes]] | None:
    """The part without its rows, these, and the attributes of each row; None if something is written in another way."""
    begin = xml.find(_BEGIN) + len(_BEGIN)
    end = xml.find(_END, begin)
    rest = xml[:begin] + xml[end:]
    if begin < len(_BEGIN) or end < 0 or len(xml) > _MOST or _STRAY.search(rest, 1):
        return None
    text = _text(xml[begin:end])
    tokens: list[Token] = _TOKEN.findall(text) if text is not None else []
    rows = [one for one in tokens if not one[0]]
    if text is None or any(map(itemgetter(-1), rows)) or not _are_whole(rows):
        return None
    written = [_attributes(one[10]) for one in rows if one[9]]
    known = [found for found in (*written, *(_attributes(one[4]) for one in tokens if one[4])) if found is not None]
    # prefixes have to be declared: that is left to the parser
    prefixed = [[name for name in found if ":" in name] for found in known]
    if len(known) < len(written) or max(map(len, prefixed), default=0) > 1:
        return None
    marks = "".join(f'<x {name}=""/>' for name in sorted({name for names in prefixed for name in names}))
    return xml[:begin] + marks.encode() + xml[end:], tokens, [found for found in written if found is not None]


def plain_texts(xml: bytes) -> tuple[bytes, list[str]] | None:
    """The table of texts without those that are whole in one piece, and these; None where one of them is not."""
    begin, end = xml.find(b"<si>"), xml.rfind(b"</si>") + len(b"</si>")
    rest = xml[:begin] + xml[end:]
    if begin < 0 or len(xml) > _MOST or _STRAY.search(rest, 1):
        return None
    text = _text(xml[begin:end])
    tokens = _ITEM.findall(text) if text is not None else [("", "other")]
    return None if any(other for _, other in tokens) else (rest, [shown(words) for words, _ in tokens])


def _text(xml: bytes) -> str | None:
    """The rows as text; None where something is in them that XML forbids, or changes, or that is no usual sign."""
    if len(xml.translate(None, _ODD)) < len(xml) or (b"]" in xml and b"]]>" in xml):
        return None
    if b"\xef" in xml and any(one in xml for one in _NO_CHARACTERS):
        return None
    try:
        text = xml.decode()
    except UnicodeDecodeError:
        return None
    signs = text.split("&")[1:]
    return text if all(sign.startswith(_NAMED) or _is_character(sign) for sign in signs) else None


def _is_character(sign: str) -> bool:
    found = _NUMBER.match(sign)
    return found is not None and any(_number(found) in some for some in _CHARACTERS)


def _number(found: re.Match[str]) -> int:
    return int(found[1]) if found[1] else int(found[2], 16)


def _are_whole(rows: list[Token]) -> bool:
    """Whether each row ends before the next begins."""
    inside = False
    for one in rows:
        begins = bool(one[9])
        if begins == inside:
            return False
        inside = begins and not one[11]
    return not inside


def _attributes(written: str) -> Attributes | None:
    """Attributes by name; None if a name is there twice."""
    parts = written.split('"')
    found = {name[1:-1]: value for name, value in zip(parts[::2], parts[1::2], strict=False)}
    return found if len(found) == len(parts) // 2 else None


def shared_formula(written: str) -> str:
    """The number of the formula that a cell shares with others; "" if it has its own."""
    return (_attributes(written) or {}).get("si", "") if written else ""


def shown(text: str) -> str:
    """Text with the signs that XML writes in another way."""
    if "&" in text:
        if "&#" in text:
            text = _NUMBERED.sub(lambda found: chr(_number(found)), text)
        for sign, character in _SIGNS.items():
            text = text.replace(sign, character)
    return text
