"""Bars as numbers: which part, from where, how wide. The template draws them as inline SVG.

Enters: counts. Leaves: `CountBar`s in percent of the full width. Must not know: SVG, what a count means.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from careers_workbook.figures.destinations import Checkpoint
from careers_workbook.figures.progress import ItemCounts
from careers_workbook.reports.words import COUNT_LABELS, PARTS, checkpoint_numbers

_DESTINATION_PARTS = ("a", "b", "c", "d", "e", "f", "g", "h")
"""Patterns for groups, in the order of the groups; a ninth group begins again."""
_FIXED = {
    "Not known": "not_applicable",
    "No entry": "no_answer",
    "Could not be read": "unclear",
    "Missing from the file": "missing",
}
"""Labels that look the same wherever they are."""


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of a bar: `pattern` names how it is filled, `x` and `width` are percent."""

    label: str
    number: int
    pattern: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class CountBar:
    """A whole bar; `description` says in words what it shows."""

    parts: tuple[BarPart, ...]

    @property
    def description(self) -> str:
        """21 done, 3 in progress."""
        return ", ".join(f"{part.number} {part.label.lower()}" for part in self.parts) or "nothing to count"


def progress_bar(counts: ItemCounts) -> CountBar:
    """Items by what Action completed says."""
    return _bar((COUNT_LABELS[name], getattr(counts, name), name) for name in PARTS)


def checkpoint_bar(point: Checkpoint) -> CountBar:
    """Leavers by group; no entry is a part of its own."""
    return _bar((label, number, pattern_of(label, point)) for label, number in checkpoint_numbers(point))


def pattern_of(label: str, point: Checkpoint) -> str:
    """The pattern of a group, the same in every bar with the same groups."""
    if label in _FIXED:
        return _FIXED[label]
    labels = [name for name, _ in checkpoint_numbers(point)]
    return _DESTINATION_PARTS[labels.index(label) % len(_DESTINATION_PARTS)]


def _bar(numbers: Iterable[tuple[str, int, str]]) -> CountBar:
    present = [(label, number, pattern) for label, number, pattern in numbers if number]
    total = sum(number for _, number, _ in present)
    parts, x = [], 0.0
    for label, number, pattern in present:
        width = 100 * number / total
        parts.append(BarPart(label, number, pattern, round(x, 3), round(width, 3)))
        x += width
    return CountBar(tuple(parts))
