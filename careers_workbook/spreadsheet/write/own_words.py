"""The words that differ between workbooks of one template, and where they stand in the parts of a finished one.

Enters: parts, words. Leaves: the parts cut into pieces, and the pieces that have other words, spelt as xlsxwriter
(3.3) spells them. Where a piece is not found as it is spelt here, the part is not cut there. Must not know: whose words
these are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Self
from xml.sax.saxutils import escape

from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.write.fit import Fit
from careers_workbook.spreadsheet.write.template import PartPiece, Template
from careers_workbook.spreadsheet.write.theme import FONT

_PARTS = {"title": "docProps/core.xml", "subject": "docProps/core.xml", "footer": "xl/worksheets/sheet"}
_TEXTS, _SHEETS = "xl/sharedStrings.xml", "xl/worksheets/sheet"
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROLS = {n: f"_x{n:04X}_" for n in (*range(9), *range(11, 32), 0xFFFE, 0xFFFF)}
"""What XML cannot hold, and what Excel writes instead; a text that looks like that has its first sign escaped."""


@frozen
class OwnWords:
    """Title and subject as `Properties` has them, the left footer of each page, and the texts of cells.

    A text that stands in more cells is named as often.
    """

    title: str
    subject: str
    footer: str
    texts: tuple[str, ...]

    def by_name(self) -> dict[str, str]:
        """The texts, each once, by the names of their pieces."""
        return {f"text {number}": text for number, text in enumerate(dict.fromkeys(self.texts))}

    def pieces(self) -> dict[str, bytes]:
        """The words as pieces of a template, by their names."""
        found = {
            "title": f"<dc:title>{_xml(self.title)}</dc:title>",
            "subject": f"<dc:subject>{_xml(self.subject)}</dc:subject>",
            "footer": f"<oddFooter>{_xml(footer(self.footer))}</oddFooter>",
            **{name: shared_string(text) for name, text in self.by_name().items()},
        }
        return {name: words.encode("utf-8") for name, words in found.items()}


@frozen
class Master:
    """A workbook that others are made from: `fixed` are texts that stay, `fits` what its rows show of its own words."""

    template: Template
    fixed: frozenset[bytes]
    fits: frozenset[Fit]

    @classmethod
    def of(cls, parts: Sequence[tuple[str, bytes]], own: OwnWords, fits: Iterable[Fit]) -> Self:
        """Out of the parts of one, cut where its own words stand. A text of more cells than it is named for stays."""
        pieces, content = own.pieces(), dict(parts)
        strings, sheets = content.get(_TEXTS, b""), [each for name, each in parts if name.startswith(_SHEETS)]
        texts = dict[str, bytes]()
        for name, text in own.by_name().items():
            before, found, _ = strings.partition(pieces[name])
            cell = b't="s"><v>%d</v>' % before.count(b"<si>")
            if found and sum(sheet.count(cell) for sheet in sheets) == own.texts.count(text):
                texts[name] = pieces[name]
        cut = [(part, list(_pieces(each, texts if part == _TEXTS else _there(part, pieces)))) for part, each in parts]
        items = (b"<si>" + item for item in strings.removesuffix(b"</sst>").split(b"<si>")[1:])
        return cls(Template(cut), frozenset(items) - frozenset(texts.values()), frozenset(fits))


def footer(left: str) -> str:
    """A footer with these words on the left, the sheet's name, page numbers."""
    words = left.replace("&", "&&")
    return f'&L&"{FONT},Regular"&9 {words}&C&"{FONT},Regular"&9 &A&R&"{FONT},Regular"&9 Page &P of &N'


def _there(part: str, pieces: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pieces that may stand in a part."""
    return {name: pieces[name] for name, start in _PARTS.items() if part.startswith(start)}


def _pieces(content: bytes, own: Mapping[str, bytes]) -> Iterator[PartPiece]:
    at = 0
    for start, name in sorted((content.find(piece), name) for name, piece in own.items()):
        if start >= at:
            yield content[at:start]
            yield name
            at = start + len(own[name])
    yield content[at:]


def _xml(text: str) -> str:
    return escape(LOOKS_ESCAPED.sub("_x005F_", text).translate(_CONTROLS))


@lru_cache(maxsize=4_096)
def shared_string(text: str) -> str:
    """A text of cells as xlsxwriter writes it."""
    words = _xml(text)
    kept = ' xml:space="preserve"' if words[:1].isspace() or words[-1:].isspace() else ""
    return f"<si><t{kept}>{words}</t></si>"
