"""Cells of an .xlsx that show more than a value: pictures placed in cells, linked data types (places, shares).

Enters: a package, the relations of its workbook. Leaves: for each number that a cell has as `vm` what the cell shows.
Layout: [MS-XLSX] 2.3.6 and 2.6.185; such a cell itself stores #VALUE!. Raises BrokenFileError. Must not know: sheets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from careers_workbook.spreadsheet.read.opc import Attributes, Package, Relation, elements, local, parse

PICTURE = "\0picture"
"""What stands for a picture; no text of a cell can hold this character."""
_PICTURES = ("_localimage", "_webimage")
_SHOWN = "_DisplayString"
_TYPE = "XLRICHVALUE"


def rich_values(package: Package, relations: Sequence[Relation]) -> list[str]:
    """What each number stands for: a text, PICTURE, or nothing that is known (errors that spill, formatted numbers)."""
    parts = {relation.kind: relation.target for relation in relations if relation.target in package}
    if not {"sheetMetadata", "rdRichValue", "rdRichValueStructure"} <= parts.keys():
        return []
    kinds = list(_structures(elements(package.xml(parts["rdRichValueStructure"]))))
    values = _Values()
    parse(package.xml(parts["rdRichValue"]), values.start, values.end, values.text)
    shown = [_shown(kinds, kind, words) for kind, words in values.found]
    numbers = _numbers(elements(package.xml(parts["sheetMetadata"])))
    return [shown[number] if number < len(shown) else "" for number in numbers]


@dataclass(frozen=True, slots=True)
class _Structure:
    """One kind of rich value: its name, and the names of its values in order."""

    name: str
    keys: list[str]


def _structures(parts: Sequence[tuple[str, Attributes]]) -> Iterator[_Structure]:
    found: _Structure | None = None
    for tag, told in parts:
        if tag == "s":
            found = _Structure(told.get("t", ""), [])
            yield found
        elif tag == "k" and found:
            found.keys.append(told.get("n", ""))


class _Values:
    """Walks the rich values: of each the number of its structure, and its values as text."""

    def __init__(self) -> None:
        self.found: list[tuple[int, list[str]]] = []
        self._taking = False

    def start(self, tag: str, told: Attributes) -> None:
        if local(tag) == "rv":
            self.found.append((_whole(told.get("s", "")), []))
        elif local(tag) == "v" and self.found:
            self.found[-1][1].append("")
            self._taking = True

    def text(self, text: str) -> None:
        if self._taking:
            self.found[-1][1][-1] += text

    def end(self, _: str) -> None:
        self._taking = False


def _shown(structures: Sequence[_Structure], number: int, words: Sequence[str]) -> str:
    if number >= len(structures):
        return ""
    structure = structures[number]
    named = dict(zip(structure.keys, words, strict=False))
    return PICTURE if structure.name.lower() in _PICTURES else named.get(_SHOWN, "")


def _numbers(parts: Sequence[tuple[str, Attributes]]) -> Iterator[int]:
    """The rich value for each `vm`, which counts from 1: by type, by block of that type, by number in it."""
    types: list[str] = []
    blocks: dict[str, list[int]] = {}
    section = ""
    for tag, told in parts:
        if tag == "metadataType":
            types.append(told.get("name", ""))
        elif tag in ("futureMetadata", "valueMetadata", "cellMetadata"):
            section = told.get("name", "") if tag == "futureMetadata" else tag
        elif tag == "rvb":
            blocks.setdefault(section, []).append(_whole(told.get("i", "")))
        elif tag == "rc" and section == "valueMetadata":
            yield _block(types, blocks, told)


def _block(types: Sequence[str], blocks: Mapping[str, Sequence[int]], told: Attributes) -> int:
    kind, block = _whole(told.get("t", "")) - 1, _whole(told.get("v", ""))
    of_type = blocks.get(_TYPE, ()) if 0 <= kind < len(types) and types[kind] == _TYPE else ()
    return of_type[block] if block < len(of_type) else _NOTHING


_NOTHING = 10**9
"""A number that no list of rich values reaches."""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else _NOTHING  # noqa: PLR2004
