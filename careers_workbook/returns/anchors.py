"""What an answer can be recognised by: its ref, its own text, or text that is close to it and to nothing else.

Enters: the items of one sheet, and text from a file. Leaves: refs. Must not know: grids, answers.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from careers_workbook.spec.kinds import Raw, fold, show

CLOSE = 86.0
"""Similarity (0 to 100, rapidfuzz ratio) from which text counts as close."""
AHEAD = 6.0
"""Points by which the closest item must beat the second closest."""
_LONG = 20
"""Characters from which the beginning of a text says enough."""
_NUMBERS = re.compile(r"\d+")


def as_ref(raw: Raw) -> str:
    """A cell as a ref: "cl 3" and "CL3." -> "CL3"; any other text upper-cased without spaces."""
    return "".join(show(raw).split()).strip(".:)(").upper()


@dataclass(frozen=True)
class Anchors:
    """The (ref, text) pairs of one sheet, ready to be looked up."""

    items: Sequence[tuple[str, str]]

    @cached_property
    def by_text(self) -> dict[str, tuple[str, ...]]:
        """Folded text -> refs that carry it (more than one only if a spec repeats a statement)."""
        found: dict[str, list[str]] = defaultdict(list)
        for ref, text in self.items:
            found[fold(text)].append(ref)
        return {text: tuple(refs) for text, refs in found.items()}

    @cached_property
    def by_ref(self) -> dict[str, str]:
        """Ref -> folded text."""
        return {ref: fold(text) for ref, text in self.items}

    def exact(self, raw: Raw) -> tuple[str, ...]:
        """The refs whose text this is, up to quotes, dashes, spaces and case."""
        return self.by_text.get(fold(raw), ()) if isinstance(raw, str) else ()

    def close(self, raw: Raw) -> str | None:
        """The one ref whose text this nearly is. Numbers must agree: "by age 16" is never close to "by age 18"."""
        if not isinstance(raw, str) or not (text := fold(raw)):
            return None
        numbers = _NUMBERS.findall(text)
        ranked = [
            hit
            for hit in process.extract(text, self.by_ref, scorer=fuzz.ratio, limit=None, score_cutoff=CLOSE - AHEAD)
            if _NUMBERS.findall(self.by_ref[hit[2]]) == numbers
        ]
        if not ranked or ranked[0][1] < CLOSE:
            return self._begun(text)
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < AHEAD:
            return None
        return str(ranked[0][2])

    def _begun(self, text: str) -> str | None:
        """The one ref whose whole text this begins with: somebody typed an answer behind the statement."""
        begun = [ref for ref, whole in self.by_ref.items() if len(whole) >= _LONG and text.startswith(whole)]
        return begun[0] if len(begun) == 1 else None

    def contradicts(self, raw: Raw, ref: str) -> bool:
        """Whether the text, though close to nothing for sure, is closer to some other item than to this one."""
        if not isinstance(raw, str):
            return False
        text = fold(raw)
        own = fuzz.ratio(text, self.by_ref[ref])
        return any(fuzz.ratio(text, other) > max(own, CLOSE) for key, other in self.by_ref.items() if key != ref)
