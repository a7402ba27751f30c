"""Which rows hold nobody knows what: their statements or their refs were moved, and nothing says which of the two.

1. The refs of some rows say one thing and the statements another. A ref is typed wrong where another row is sure to be
   that item, or where it belongs above or below the sure rows around it. Of all others the statements are believed only
   where none of them is gone and they stand in the order of the plan, while the refs do not, or one of these is gone;
   else none is believed up and down to the next row that is sure.
2. The refs are gone. An item is nowhere, and not where it belongs but further up or down stands a row with answers that
   neither names: the statements between the two may have been moved by a row.

Enters: what the ref and the text of each row say. Leaves: the rows of which neither is believed. Must not know: texts.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from careers_workbook.returns.matching.assignment import parts


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says it is: the item that its ref names and the one that its text is, "" if none.

    `sure` says that both are the same word for word, `is_cut` that the text is also what is left of the statement of
    the ref, which stands nowhere else, `is_bare` that it has no text, `is_left` that it has answers and no ref, and
    either no text or one that another row has with other answers.
    """

    row: int
    ref: str
    item: str
    sure: bool
    is_cut: bool
    is_bare: bool
    is_left: bool


@dataclass(frozen=True)
class DoubtfulRows:
    """What some rows say, from top to bottom, and the place in the plan of every item."""

    said: Sequence[Said]
    places: Mapping[str, int]

    @cached_property
    def rows(self) -> set[int]:
        """The rows of which neither the ref nor the statement is believed."""
        doubtful = set(chain(*self._exchanged()))
        unsure = [one for one in self.said if one.item != one.ref]
        moved = {one.item for one in self._moved()}
        found = {one.row for one in unsure if not one.ref and one.item in moved}
        exchanged = [one for one in unsure if not doubtful.isdisjoint(self._may_be(one))]
        stretches = {self._stretch(one) for one in exchanged if one.ref and one.item}
        told = [one for one in unsure if one.item and not one.is_cut and not self._is_typed_wrong(one)]
        return found.union(
            (one.row for one in exchanged),
            (one.row for one in told if self._stretch(one) in stretches),
        )

    @cached_property
    def _sure(self) -> dict[int, int]:
        """Row -> place, of those of which there is no doubt."""
        return {one.row: self.places[one.ref] for one in self.said if one.sure}

    @cached_property
    def _sure_rows(self) -> list[int]:
        return list(self._sure)

    @cached_property
    def _sure_places(self) -> frozenset[int]:
        return frozenset(self._sure.values())

    def _stretch(self, one: Said) -> int:
        """The number of the rows that stand between the same two of which there is no doubt."""
        return bisect_left(self._sure_rows, one.row)

    def _may_be(self, one: Said) -> Iterator[str]:
        """The items that a row may be."""
        yield from filter(None, (one.item, "" if self._is_typed_wrong(one) or (one.is_cut and one.item) else one.ref))

    def _exchanged(self) -> Iterator[set[str]]:
        """The items of rows that contradict themselves, where the statements cannot be believed."""
        refs, texts, torn = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list), dict[int, list[str]]()
        unnamed = {one.row for one in self.said if not one.ref or self._is_typed_wrong(one)}
        bare = {one.ref for one in self.said if one.is_bare and one.ref}
        yield {one.item for one in self.said if one.item in bare and one.row in unnamed}
        for one in self.said:
            texts[one.item].append(one.row)
            if not self._is_typed_wrong(one):
                refs[one.ref].append(one.row)
                if one.ref and one.item not in {"", one.ref} and not one.is_cut:
                    torn[one.row] = [one.ref, one.item]
        for part in parts({row: dict.fromkeys(items, 1) for row, items in torn.items()}):
            items = set(chain(*part.values()))
            told = all(len(texts[item]) == 1 for item in items) and self._is_in_order(texts, items)
            left = items.isdisjoint(bare) and any(row in unnamed for item in items for row in texts.get(item, ()))
            if not told or (items <= refs.keys() and not left and self._is_in_order(refs, items)):
                yield items

    def _is_in_order(self, said: Mapping[str, Sequence[int]], items: Iterable[str]) -> bool:
        """Whether rows stand in the order of the plan, among those around them that are sure."""
        places = {row: self.places[item] for item in items for row in said.get(item, ())}
        return _ascend({**places, **{row: place for at in places for row, place in self._around(at)}})

    def _is_typed_wrong(self, one: Said) -> bool:
        """Whether a ref beside another statement can be none but a slip."""
        if not one.ref or one.item in {"", one.ref}:
            return False
        around, place = dict(self._around(one.row)), self.places[one.ref]
        return place in self._sure_places or (_ascend(around) and not _ascend({**around, one.row: place}))

    def _around(self, row: int) -> Iterator[tuple[int, int]]:
        """The nearest rows above and below that are sure."""
        at = bisect_left(self._sure_rows, row)
        return ((sure, self._sure[sure]) for sure in self._sure_rows[max(at - 1, 0) : at + 1])

    def _moved(self) -> Iterator[Said]:
        """The rows without a ref between an item that is nowhere and a row that nothing names, and no sure one."""
        named = (one for one in self.said if (one.item or one.ref) and not one.is_left)
        known = {one.row: self.places[one.item or one.ref] for one in named}
        firsts = {place: row for row, place in reversed(known.items())}
        there, order = sorted(firsts), list(known)
        gone = (bisect_left(there, place) for place in self.places.values() if place not in firsts)
        bare = (bisect_left(order, one.row) for one in self.said if one.is_left)
        # each by the row that it stands below, or belongs
        holes = Counter(firsts[there[at - 1]] if at else -1 for at in gone)
        extra = Counter(order[at - 1] if at else -1 for at in bare)
        ends: dict[int, list[list[int]]] = defaultdict(lambda: [[], []])
        for side, found in enumerate((holes, extra)):
            for row in sorted(found.elements()):
                ends[bisect_right(self._sure_rows, row)][side].append(row)
        moved = {n: range(min(a + b) + 1, max(a + b) + 1) for n, (a, b) in ends.items() if a and b and a != b}
        unnamed = (one for one in self.said if one.item and not one.ref)
        yield from (one for one in unnamed if one.row in moved.get(self._stretch(one), ()))


def _ascend(places: Mapping[int, int]) -> bool:
    """Whether rows, each with a place in the plan, stand in its order."""
    return all(above <= below for above, below in pairwise(places[row] for row in sorted(places)))
