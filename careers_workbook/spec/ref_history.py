"""What became of the questions of an older spec in a newer one.

Only a spec that says so (extends, renamed, dropped) makes an heir of a question that was reworded; where somebody
changed a spec and did not say how, a question must have kept its ref and nearly its words; between specs that are not
related both. Must not know: answers, files, Excel.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TypeVar

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import fold
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.model import DeclaredColumn, DeclaredRow, DeclaredTable, Question, Sheet, Spec

T = TypeVar("T")
_NUMBER = re.compile(r"\d+")
_CLOSE = 86.0
"""Similarity (0 to 100, rapidfuzz ratio) from which the words of a ref are those of before, put right."""
_OTHER = "{ref} asks something else there."
_UNRELATED = "no question there has the same ref and the same words."
_REPLACED = "{heir} has an answer of its own."


@frozen
class Heirs:
    """`asked` maps every old ref that lives on to its ref in the new spec; `gone` every other one to the reason."""

    asked: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    related: bool = True


def words(spec: Spec) -> dict[str, str]:
    """Ref -> the words of its question, in order, for the questions to which the author gave refs."""
    return {entry.ref: entry.words for sheet in spec.sheets for entry in sheet.entries()}


def is_same(one: Spec, other: Spec) -> bool:
    """Whether two specs are the same version of the same checklist."""
    return (one.id, one.version) == (other.id, other.version)


def counts_people_alike(one: Spec, other: Spec) -> bool:
    """Whether both ask the same of young people: what a store counted of their rows cannot be carried over."""
    return _of_people(one) == _of_people(other)


def _of_people(spec: Spec) -> list[tuple[Sheet, tuple[DeclaredTable, ...], list[tuple[Choice, ...]]]]:
    return [
        (sheet, tables, [spec.options(one.question) for one in _asking(tables) if one.question])
        for sheet, tables in spec.declared
        if sheet.about_people
    ]


def _asking(tables: Iterable[DeclaredTable]) -> Iterator[DeclaredColumn | DeclaredRow]:
    for table in tables:
        yield from table.columns
        yield from table.rows


def only_rows_changed(one: Spec, other: Spec) -> bool:
    """Whether questions were added, dropped or reworded, and all others take the same answers in the same columns.

    Only then it is all the same whether answers of before `one` were carried over to it first, or to `other` at once.
    """
    if one.lists != other.lists or one.dates != other.dates or other.renamed:
        return False
    before, after = _cells(one), _cells(other)
    refs = {ref for ref, _ in before} & {ref for ref, _ in after}
    return _growing(one) == _growing(other) and _of_rows(before, refs) == _of_rows(after, refs)


def _cells(spec: Spec) -> dict[tuple[str, str], tuple[Question, str]]:
    """By ref and column id what a cell takes and what its column is called, but for the words of its row."""
    return {
        (row.ref, column.id): (replace(asked, label="", hint="") if column.by_row else asked, column.label)
        for _, tables in spec.fixed()
        for table in tables
        for row, column, asked in table.asked()
    }


def _of_rows(cells: Mapping[tuple[str, str], T], refs: Collection[str]) -> dict[tuple[str, str], T]:
    return {key: cell for key, cell in cells.items() if key[0] in refs}


def _growing(spec: Spec) -> list[tuple[Sheet, DeclaredTable]]:
    return list(spec.growing())


def heirs(old: Spec, new: Spec, lineage: Sequence[Spec] = ()) -> Heirs:
    """The heirs of the old spec's questions. `lineage` is the new spec and what it extends, newest first.

    Without a lineage, a new spec that extends anything is taken to extend the old one.
    """
    if not lineage:
        lineage = (new, old) if new.extends else (new,)
    versions = [(spec.id, spec.version) for spec in lineage]
    near = [number for number, spec in enumerate(lineage) if spec.id == old.id]
    if not near:
        return _unrelated(old, new)
    known = versions.index((old.id, old.version)) if (old.id, old.version) in versions else near[0]
    asked, gone = _edited(words(old), words(lineage[known]))
    for step in reversed(lineage[:known]):
        asked, lost = _step(asked, step)
        gone |= lost
    return Heirs(asked, gone)


def _edited(before: dict[str, str], after: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Refs that ask the same after somebody changed a spec without saying what became of them, and all others."""
    asked = {ref: ref for ref, text in before.items() if ref in after and _is_close(ref, fold(text), after)}
    there = {ref: _OTHER.format(ref=ref) if ref in after else "nothing there has this ref." for ref in before}
    return asked, {ref: reason for ref, reason in there.items() if ref not in asked}


def _is_close(ref: str, text: str, after: dict[str, str]) -> bool:
    """Whether a text was only put right: not in its numbers, and no other question is more like it."""
    now = fold(after[ref])
    if now == text:
        return True
    from rapidfuzz import fuzz  # noqa: PLC0415 - few are reworded

    alike = fuzz.ratio(now, text)
    others = (fuzz.ratio(fold(words), text) for other, words in after.items() if other != ref)
    return alike >= _CLOSE and _NUMBER.findall(now) == _NUMBER.findall(text) and alike > max(others, default=0.0)


def _step(asked: dict[str, str], after: Spec) -> tuple[dict[str, str], dict[str, str]]:
    """Old refs as they were before one spec and after it. What was dropped may hand over where nobody else answers."""
    still, gone = words(after), dict[str, str]()
    kept = {origin: after.renamed.get(ref, ref) for origin, ref in asked.items() if ref not in after.dropped}
    for origin, ref in asked.items():
        heir = after.renamed.get(ref, ref)
        reason = after.dropped.get(ref, "")
        if heir not in still or (reason and ref not in after.renamed):
            kept.pop(origin, None)
            gone[origin] = reason or f"it is not in {after.id} {after.version}."
        elif reason and heir in kept.values():
            gone[origin] = f"{reason} {_REPLACED.format(heir=heir)}"
        else:
            kept[origin] = heir
    return {origin: kept[origin] for origin in asked if origin in kept}, gone


def _unrelated(old: Spec, new: Spec) -> Heirs:
    there = words(new)
    asked = {ref: ref for ref, text in words(old).items() if ref in there and fold(there[ref]) == fold(text)}
    gone = dict.fromkeys((ref for ref in words(old) if ref not in asked), _UNRELATED)
    return Heirs(asked, gone, related=False)
