"""Cells of an .xlsx that show more than a value: pictures placed in cells, linked data types (places, shares).

Enters: a package, the relations of its workbook. Leaves: for each number that a cell has as `vm` what the cell shows.
Layout: [MS-XLSX] 2.3.6 and 2.6.185; such a cell itself stores #VALUE!. Raises BrokenFileError. Must not know: sheets.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar
from xml.etree.ElementTree import Element

from careers_workbook.spreadsheet.read.opc import Package, Relation, tree

PICTURE = "\0picture"
"""What stands for a picture; no text of a cell can hold this character."""
_PARTS = ("rdRichValueStructure", "rdRichValue", "sheetMetadata")
_PICTURES = ("_localimage", "_webimage")
_SHOWN = "_DisplayString"
_TYPE = "XLRICHVALUE"
_Entry = TypeVar("_Entry")


def rich_values(package: Package, relations: Sequence[Relation]) -> list[str]:
    """What each number stands for: a text, PICTURE, or nothing that is known (errors that spill, formatted numbers)."""
    parts = {relation.kind: relation.target for relation in relations if relation.target in package}
    if not parts.keys() >= set(_PARTS):
        return []
    structures, values, metadata = (tree(package.xml(parts[kind])) for kind in _PARTS)
    kinds = [(one.get("t", ""), [key.get("n", "") for key in one.iter("k")]) for one in structures.iter("s")]
    shown = [
        _shown(kinds, _whole(one.get("s", "")), ["".join(value.itertext()) for value in one.iter("v")])
        for one in values.iter("rv")
    ]
    return [_nth(shown, number) or "" for number in _numbers(metadata)]


def _shown(kinds: Sequence[tuple[str, list[str]]], number: int, words: Sequence[str]) -> str:
    name, keys = _nth(kinds, number) or ("", [])
    return PICTURE if name.lower() in _PICTURES else dict(zip(keys, words, strict=False)).get(_SHOWN, "")


def _numbers(metadata: Element) -> Iterator[int]:
    """The rich value for each `vm`, which counts from 1: by type, by block of that type, by number in it."""
    types = [one.get("name", "") for one in metadata.iter("metadataType")]
    blocks = [
        _whole(block.get("i", ""))
        for section in metadata.iter("futureMetadata")
        if section.get("name") == _TYPE
        for block in section.iter("rvb")
    ]
    for told in (one for section in metadata.iter("valueMetadata") for one in section.iter("rc")):
        is_rich = _nth(types, _whole(told.get("t", "")) - 1) == _TYPE
        found = _nth(blocks, _whole(told.get("v", ""))) if is_rich else None
        yield _NOTHING if found is None else found


def _nth(found: Sequence[_Entry], number: int) -> _Entry | None:
    return found[number] if 0 <= number < len(found) else None


_NOTHING = 10**9
"""A number that no list of rich values reaches."""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else _NOTHING  # noqa: PLR2004
