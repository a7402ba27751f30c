"""One XML part changed by cutting and inserting bytes: whatever is not cut stays as it was, byte for byte.

A parser that loads a part and writes it again changes its spelling and loses what it does not know. Enters: the bytes
of a part, edits. Leaves: bytes. Raises BrokenFileError. Elements are known two levels below the root. Must not know:
what a part means.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from careers_workbook.spreadsheet.read.grid import BrokenFileError
from careers_workbook.spreadsheet.read.opc import in_utf8

_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_BARE_TAG = re.compile(r"(</?)(?=[A-Za-z]+[\s/>])")
_NOT_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Element:
    """One element: local name, attributes by local name, and the bytes from its `start` to its `end`."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int
    children: list["Element"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes from `start` to `end` give way to `xml`."""

    start: int
    end: int
    xml: bytes = b""


class Part:
    """The bytes of one part, and its elements: the root, its children, their children."""

    def __init__(self, xml: bytes) -> None:
        self.xml = in_utf8(xml)
        reader = _Reader(self.xml)
        self.root = reader.root
        self.namespace, _, name = reader.tag.rpartition("}")
        start = self._start_tag(self.root)[1:].split()[0].strip(b"/>").decode()
        self._prefix = start.removesuffix(name)

    def all(self, *names: str) -> list[Element]:
        """Every element at the end of a path of names, such as "sheets", "sheet"."""
        found = [self.root]
        for name in names:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def content(self, element: Element) -> bytes:
        """The element as it stands."""
        return self.xml[element.start : element.end]

    def added(self, element: Element, xml: str) -> Edit:
        """Put XML behind the last child of an element."""
        tag, new = self._start_tag(element), self.own(xml)
        if not tag.endswith(b"/>"):
            at = self.xml.rindex(b"</", element.start, element.end)
            return Edit(at, at, new)
        name = tag[1:-2].split()[0]
        return Edit(element.start + len(tag) - 2, element.end, b">" + new + b"</" + name + b">")

    def before(self, followers: Sequence[str], xml: str) -> Edit:
        """Put XML before the first child of the root that has one of these names, else behind its last child."""
        for child in self.root.children:
            if child.name in followers:
                return Edit(child.start, child.start, self.own(xml))
        return self.added(self.root, xml)

    def removed(self, element: Element) -> Edit:
        """Take an element away."""
        return Edit(element.start, element.end)

    def with_attribute(self, element: Element, name: str, value: str) -> Edit:
        """Set one attribute that has no prefix."""
        tag = self._start_tag(element)
        new = f" {name}={quoteattr(value)}".encode("ascii", "xmlcharrefreplace")
        found = re.search(rb"\s" + name.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", tag)
        start, end = found.span() if found else [len(tag) - (2 if tag.endswith(b"/>") else 1)] * 2
        return Edit(element.start + start, element.start + end, new)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The bytes after the edits, which must not overlap; those at one place come in the order given."""
        pieces, at = [], 0
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            pieces += [self.xml[at : edit.start], edit.xml]
            at = edit.end
        return b"".join((*pieces, self.xml[at:]))

    def own(self, xml: str) -> bytes:
        """New XML without prefixes as this part writes its own elements: some writers put a prefix before each."""
        return _BARE_TAG.sub(rf"\1{self._prefix}", xml).encode("ascii", "xmlcharrefreplace")

    def _start_tag(self, element: Element) -> bytes:
        return _tag_at(self.xml, element.start)


def text(words: str) -> str:
    """Words as the text of an element; characters that XML cannot hold are left out."""
    return escape(_LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", words)))


def attribute(words: str) -> str:
    """Words as the value of an attribute, in quotes."""
    return quoteattr(_NOT_XML.sub("", words))


class _Reader:
    """Walks one part and keeps the elements of the first levels with their places."""

    def __init__(self, xml: bytes) -> None:
        self._xml, self._open, self._depth = xml, list[tuple[str, dict[str, str], int, list[Element]]](), 0
        self.root, self.tag = Element("", {}, 0, 0), ""
        self._parser = expat.ParserCreate("utf-8", "}")  # whatever it declares, as spreadsheet/read/opc.py reads it
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        try:
            self._parser.Parse(xml, True)
        except expat.ExpatError as e:
            raise BrokenFileError("a part of it is damaged") from e

    def _doctype(self, *_declaration: object) -> None:
        raise BrokenFileError("it declares a document type")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = self.tag or tag
        if self._depth <= _DEEPEST:
            named = {key.rpartition("}")[2]: value for key, value in attributes.items()}
            self._open.append((tag.rpartition("}")[2], named, self._parser.CurrentByteIndex, []))
        self._depth += 1

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        if self._depth > _DEEPEST:
            return
        name, attributes, start, children = self._open.pop()
        tag = _tag_at(self._xml, start)
        empty = tag.endswith(b"/>")  # expat gives the place behind an empty element, but that of an end tag itself
        end = start + len(tag) if empty else self._xml.index(b">", self._parser.CurrentByteIndex) + 1
        element = Element(name, attributes, start, end, children)
        if self._open:
            self._open[-1][3].append(element)
        else:
            self.root = element


def _tag_at(xml: bytes, start: int) -> bytes:
    found = _TAG.match(xml, start)
    return found[0] if found else b""
