"""The parts of one .xlsx package, some of them changed, added or dropped; all others leave as they came.

Enters: the bytes of a package that a reader has let through. Leaves: bytes, the same for the same changes. Raises
BrokenFileError. Must not know: what the parts mean.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from careers_workbook.spreadsheet.annotate.splice import Edit, Part, attribute
from careers_workbook.spreadsheet.read.grid import BrokenFileError, TooLargeError
from careers_workbook.spreadsheet.read.opc import (
    MAX_UNPACKED,
    ZIP_ERRORS,
    Relation,
    folded,
    in_utf8,
    relations,
    relations_part,
)

_TYPES = "[Content_Types].xml"
_PACKAGE_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE_NAMESPACE}"/>'.encode()
)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6


class Bundle:
    """The parts of one package by name, whatever the case of the name."""

    def __init__(self, data: bytes) -> None:
        self._names: dict[str, str] = {}
        self._days: dict[str, tuple[int, int, int, int, int, int]] = {}
        self._parts: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                if sum(entry.file_size for entry in package.infolist()) > MAX_UNPACKED:
                    raise TooLargeError(f"it unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
                for entry in package.infolist():
                    self._days[entry.filename] = entry.date_time
                    self[entry.filename] = package.read(entry)
        except ZIP_ERRORS as e:
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
        return relations(in_utf8(self[name]), part) if name in self else []

    def related(self, part: str, kind: str) -> str:
        """The first part of a kind that a part points to, "" if there is none."""
        return next((one.target for one in self.relations(part) if one.kind == kind and one.target in self), "")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part point to another; `kind` is the whole type. Gives the id of the new relation."""
        name = relations_part(part)
        if name not in self:
            self[name] = _NO_RELATIONS
        rels = self.part(name)
        taken = {element.attributes.get("Id") for element in rels.all("Relationship")}
        new = next(id_ for number in range(1, len(taken) + 2) if (id_ := f"rId{number}") not in taken)
        line = f'<Relationship Id="{new}" Type="{kind}" Target={attribute(_relative(part, target))}/>'
        self.edit(name, rels.added(rels.root, line))
        return new

    def add(self, name: str, content: str, content_type: str) -> None:
        """A new part."""
        self[name] = content.encode()
        types = self.part(_TYPES)
        line = f'<Override PartName={attribute("/" + name)} ContentType="{content_type}"/>'
        self.edit(_TYPES, types.added(types.root, line))

    def name_type(self, extension: str, content_type: str) -> None:
        """Say what every part with this extension is, unless that is said already."""
        types = self.part(_TYPES)
        if all(one.attributes.get("Extension", "").lower() != extension for one in types.all("Default")):
            line = f'<Default Extension="{extension}" ContentType="{content_type}"/>'
            first = types.root.children[0].start if types.root.children else types.added(types.root, "").start
            self.edit(_TYPES, Edit(first, first, types.own(line)))

    def unrelate(self, part: str, id_: str) -> None:
        """Let a part no longer point to another, which is dropped if nothing else points to it."""
        rels = self.part(relations_part(part))
        gone = next(one for one in self.relations(part) if one.id == id_)
        self.edit(
            relations_part(part), *(rels.removed(one) for one in rels.root.children if one.attributes.get("Id") == id_)
        )
        if gone.target in self and not self._is_wanted(gone.target):
            self.drop(gone.target)

    def of_type(self, content_type: str) -> list[str]:
        """The names of all parts of one type."""
        types = (one.attributes for one in self.part(_TYPES).all("Override"))
        names = (one.get("PartName", "").lstrip("/") for one in types if one.get("ContentType") == content_type)
        return [name for name in names if name in self]

    def content_type(self, name: str) -> str:
        """What the package says that a part is."""
        for one in self.part(_TYPES).all("Override"):
            if folded(one.attributes.get("PartName", "")) == folded(name):
                return one.attributes.get("ContentType", "")
        return ""

    def drop(self, name: str) -> None:
        """Take a part out, with its relations and the parts that nothing else points to."""
        targets = {relation.target for relation in self.relations(name)}
        for gone in (name, relations_part(name)):
            if gone in self:
                del self._parts[self._names.pop(folded(gone))]
        types = self.part(_TYPES)
        self.edit(
            _TYPES,
            *(
                types.removed(one)
                for one in types.all("Override")
                if folded(one.attributes.get("PartName", "")) == folded(name)
            ),
        )
        for target in targets:
            if target in self and not self._is_wanted(target):
                self.drop(target)

    def _is_wanted(self, target: str) -> bool:
        sources = (found for name in self if (found := re.fullmatch(r"(.*?)/?_rels/([^/]*)\.rels", name)))
        return any(
            folded(relation.target) == folded(target)
            for found in sources
            for relation in self.relations(posixpath.join(found[1], found[2]))
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


def _relative(part: str, target: str) -> str:
    return posixpath.relpath(f"/{target}", f"/{posixpath.dirname(part)}")
