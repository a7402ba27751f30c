"""The parts of one .xlsx package, some of them changed, added or dropped; all others leave as they came.

A part is changed by cutting and inserting bytes: whatever is not cut stays as it was, byte for byte. A parser that
loads a part and writes it again changes its spelling and loses what it does not know. A reader has let the package
through. Raises BrokenFileError. Must not know: what the parts mean.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.read import opc
from careers_workbook.spreadsheet.read.grid import BrokenFileError, TooLargeError
from careers_workbook.spreadsheet.read.opc import Relation, folded, in_utf8, relations_part
from careers_workbook.spreadsheet.write.own_words import LOOKS_ESCAPED

_TYPES = "[Content_Types].xml"
_PACKAGE_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_RELATIONS = f'{XML}<Relationships xmlns="{_PACKAGE_NAMESPACE}"/>'.encode()
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_KINDS = {
    "styles": "xl/styles{}.xml",
    "comments": "xl/comments{}.xml",
    "worksheet": "xl/worksheets/sheet{}.xml",
    "table": "xl/tables/table{}.xml",
}
"""Kinds of parts, and what new ones are called."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
_BARE_TAG = re.compile(r"(</?)(?=[A-Za-z]+[\s/>])")
_NOT_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEEPEST = 2


@frozen
class Element:
    """One element: local name, attributes by local name, and the bytes from its `start` to its `end`."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int
    children: list["Element"] = field(default_factory=list)


@frozen
class Edit:
    """The bytes from `start` to `end` give way to `xml`."""

    start: int
    end: int
    xml: bytes = b""


class Part:
    """The bytes of one part, and its elements two levels deep: the root, its children, their children."""

    def __init__(self, xml: bytes) -> None:
        self.xml = in_utf8(xml)
        reader = _Reader(self.xml)
        self.root = reader.root
        self.namespace, _, name = reader.tag.rpartition("}")
        start = _tag_at(self.xml, self.root.start)[1:].split()[0].strip(b"/>").decode()
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
        tag, new = _tag_at(self.xml, element.start), self.own(xml)
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
        tag = _tag_at(self.xml, element.start)
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


def text(words: str) -> str:
    """Words as the text of an element; characters that XML cannot hold are left out."""
    return escape(LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", words)))


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


class Bundle:
    """The parts of one package by name, whatever the case of the name."""

    def __init__(self, data: bytes) -> None:
        self._names: dict[str, str] = {}
        self._days: dict[str, tuple[int, int, int, int, int, int]] = {}
        self._parts: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                if sum(entry.file_size for entry in package.infolist()) > opc.MAX_WHOLE:
                    raise TooLargeError(f"it unpacks to more than {opc.MAX_WHOLE // 1_000_000} MB")
                for entry in package.infolist():
                    self._days[entry.filename] = entry.date_time
                    self[entry.filename] = package.read(entry)
        except opc.ZIP_ERRORS as e:
            raise BrokenFileError("a part of it is damaged") from e

    def __contains__(self, name: str) -> bool:
        return folded(name) in self._names

    def __getitem__(self, name: str) -> bytes:
        if name not in self:
            raise BrokenFileError("a part of it is missing")
        return self._parts[self._names[folded(name)]]

    def __setitem__(self, name: str, content: bytes) -> None:
        self._parts[self._names.setdefault(folded(name), name)] = content

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    @cached_property
    def book(self) -> str:
        """The part of the workbook."""
        return self.related("", "officeDocument")

    @cached_property
    def namespace(self) -> str:
        """That of the workbook's parts."""
        return self.part(self.book).namespace

    @property
    def types(self) -> str:
        """What the types of relations between its parts begin with."""
        return _STRICT_RELATIONS if self.namespace == _STRICT else _RELATIONS

    def part(self, name: str) -> Part:
        """One part, ready to be edited."""
        return Part(self[name])

    def edit(self, name: str, *edits: Edit) -> None:
        """Change one part."""
        if edits:
            self[name] = self.part(name).edited(edits)

    def free(self, pattern: str) -> str:
        """A part name that is not taken, from a pattern such as xl/tables/table{}.xml."""
        return next(name for number in range(1, len(self._parts) + 2) if (name := pattern.format(number)) not in self)

    def relations(self, part: str) -> list[Relation]:
        """What a part ("" for the package) points to inside the package."""
        name = relations_part(part)
        return opc.relations(in_utf8(self[name]), part) if name in self else []

    def related(self, part: str, kind: str) -> str:
        """The first part of a kind that a part points to, "" if there is none."""
        return next((one.target for one in self.relations(part) if one.kind == kind and one.target in self), "")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part point to another. Gives the id of the new relation."""
        name = relations_part(part)
        if name not in self:
            self[name] = _NO_RELATIONS
        rels = self.part(name)
        taken = {element.attributes.get("Id") for element in rels.all("Relationship")}
        new = next(id_ for number in range(1, len(taken) + 2) if (id_ := f"rId{number}") not in taken)
        way = posixpath.relpath(f"/{target}", f"/{posixpath.dirname(part)}")
        line = f'<Relationship Id="{new}" Type="{self.types}/{kind}" Target={attribute(way)}/>'
        self.edit(name, rels.added(rels.root, line))
        return new

    def add(self, part: str, kind: str, content: str) -> tuple[str, str]:
        """A new part to which another one points. Gives its name, and the id of the relation."""
        name = self.free(_KINDS[kind])
        self[name] = content.encode()
        types = self.part(_TYPES)
        line = f'<Override PartName={attribute("/" + name)} ContentType="{_content_type(kind)}"/>'
        self.edit(_TYPES, types.added(types.root, line))
        return name, self.relate(part, kind, name)

    def name_type(self, extension: str, content_type: str) -> None:
        """Say what every part with this extension is, unless that is said already."""
        types = self.part(_TYPES)
        if all(one.attributes.get("Extension", "").lower() != extension for one in types.all("Default")):
            line = f'<Default Extension="{extension}" ContentType="{content_type}"/>'
            self.edit(_TYPES, types.before(("Default", "Override"), line))

    def unrelate(self, part: str, id_: str) -> None:
        """Let a part no longer point to another, which is dropped if nothing else points to it."""
        name = relations_part(part)
        rels, gone = self.part(name), [one.target for one in self.relations(part) if one.id == id_]
        self.edit(name, *(rels.removed(one) for one in rels.root.children if one.attributes.get("Id") == id_))
        self._let_go(gone)

    def of_kind(self, kind: str) -> list[str]:
        """The names of all parts of one kind."""
        types = (one.attributes for one in self.part(_TYPES).all("Override"))
        names = (one.get("PartName", "").lstrip("/") for one in types if one.get("ContentType") == _content_type(kind))
        return [name for name in names if name in self]

    def content_type(self, name: str) -> str:
        """What the package says that a part is."""
        return next((one.attributes.get("ContentType", "") for one in _about(name, self.part(_TYPES))), "")

    def drop(self, name: str) -> None:
        """Take a part out, with its relations and the parts that nothing else points to."""
        targets = {relation.target for relation in self.relations(name)}
        for gone in (name, relations_part(name)):
            if gone in self:
                del self._parts[self._names.pop(folded(gone))]
        types = self.part(_TYPES)
        self.edit(_TYPES, *map(types.removed, _about(name, types)))
        self._let_go(targets)

    def _let_go(self, targets: Iterable[str]) -> None:
        for target in targets:
            if target in self and not self._is_wanted(target):
                self.drop(target)

    def _is_wanted(self, target: str) -> bool:
        places = (posixpath.split(name) for name in self if name.endswith(".rels"))
        sources = (
            posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
            for folder, name in places
            if posixpath.basename(folder) == "_rels"
        )
        return any(
            folded(relation.target) == folded(target) for source in sources for relation in self.relations(source)
        )

    def saved(self) -> bytes:
        """The bytes of the package: old parts in their order and with their dates, new ones behind them."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
            for name, content in self._parts.items():
                entry = zipfile.ZipInfo(name, self._days.get(name, _FIRST_DAY))
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
                package.writestr(entry, content)
        return out.getvalue()


def _content_type(kind: str) -> str:
    return f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"


def _about(name: str, types: Part) -> list[Element]:
    """What the list of types says of one part."""
    return [one for one in types.all("Override") if folded(one.attributes.get("PartName", "")) == folded(name)]
