"""Which rows hold nobody knows what: their statements or their refs were moved, and nothing says which of the two.

1. The refs of some rows say one thing and the statements another. A ref is typed wrong where another row is sure to be
   that item, or where it belongs above or below the sure rows around it and the statement does not. Of all others the
   statements are believed only where all between two sure rows stand in the order of the plan and none is gone, or only
   from rows that stand in their place; else nothing is believed between these two but, where all refs are there in
   their order, rows whose own ref and statement nothing contradicts.
2. A statement stands beside no ref, and a row with its ref says nothing, or something else.
3. The refs are gone. An item is nowhere, and not where it belongs but further up or down stands a row with answers that
   neither names: the statements between the two may have been moved by a row.

Enters: what the ref and the text of each row say. Leaves: the rows of which neither is believed. Must not know: texts.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from careers_workbook.core.frozen import frozen


@frozen
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


@frozen(slots=False)
class DoubtfulRows:
    """What some rows say, from top to bottom, and the place in the plan of every item."""

    said: Sequence[Said]
    places: Mapping[str, int]

    @cached_property
    def rows(self) -> set[int]:
        """The rows of which neither the ref nor the statement is believed."""
        mute = {one.ref for one in self.said if one.ref and not one.item and not one.is_cut}
        doubtful = {one.item for one in self.said if one.item in mute and one.row in self._unnamed}
        moved = {one.item for one in self._moved()}
        found = {one.row for one in self.said if not one.ref and one.item in moved}
        for rows in filter(self._is_doubtful, self._stretches()):
            doubtful |= {item for one in rows if self._is_torn(one) for item in (one.ref, one.item)}
            if not self._has_all_refs(rows):
                found |= {one.row for one in rows if (one.item or one.ref) and not one.is_cut}
        unsure = (one for one in self.said if one.item != one.ref)
        return found.union(one.row for one in unsure if not doubtful.isdisjoint(self._may_be(one)))

    def _stretches(self) -> Iterable[list[Said]]:
        """The rows of which there may be doubt, by the two around them of which there is none."""
        found = defaultdict[int, list[Said]](list)
        for one in self.said:
            if not one.sure:
                found[self._stretch(one)].append(one)
        return found.values()

    @cached_property
    def _unnamed(self) -> set[int]:
        """The rows whose ref says nothing."""
        return {one.row for one in self.said if not one.ref or self._is_typed_wrong(one)}

    @cached_property
    def _texts(self) -> Counter[str]:
        """How many rows have the text of each item."""
        return Counter(one.item for one in self.said)

    def _is_torn(self, one: Said) -> bool:
        """Whether a row contradicts itself."""
        return bool(one.ref and one.item) and one.item != one.ref and not one.is_cut and one.row not in self._unnamed

    def _is_doubtful(self, rows: Sequence[Said]) -> bool:
        """Whether the refs of a stretch say one thing, its statements another, and these cannot be believed."""
        torn = [one for one in rows if self._is_torn(one)]
        if not torn or self._has_all_texts(rows):
            return False
        is_left = any(one.is_bare and (one.ref or one.is_left) for one in rows)
        is_once = all(self._texts[item] == 1 for one in torn for item in (one.ref, one.item))
        told = {one.row: self.places[one.item] for one in rows if one.item}
        is_short = self._has_all_refs(rows) and [*told.values()] != [*self._belonging(rows)]
        return is_left or not is_once or is_short or not _ascend(told | dict(self._around(rows[0].row)))

    def _belonging(self, rows: Sequence[Said]) -> range:
        """The places of the items that belong between the two sure rows around a stretch."""
        around = {row > rows[0].row: place for row, place in self._around(rows[0].row)}
        return range(around.get(False, -1) + 1, around.get(True, len(self.places)))

    def _has_all_refs(self, rows: Sequence[Said]) -> bool:
        """Whether every ref of a stretch is there, in its order."""
        return [self.places[one.ref] for one in rows if one.ref] == [*self._belonging(rows)]

    def _has_all_texts(self, rows: Sequence[Said]) -> bool:
        """Whether every statement of a stretch is there, in its order, or a row in its place that says nothing."""
        told, places = [one for one in rows if one.ref or one.item or one.is_left], self._belonging(rows)
        said = [self.places.get(one.item, place) for one, place in zip(told, places, strict=False)]
        return len(told) == len(places) and said == [*places]

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

    def _is_typed_wrong(self, one: Said) -> bool:
        """Whether a ref beside another statement can be none but a slip."""
        if not one.ref or one.item in {"", one.ref}:
            return False
        around, place, text = dict(self._around(one.row)), self.places[one.ref], self.places[one.item]
        fits = _ascend({**around, one.row: text}) and not _ascend({**around, one.row: place})
        return place in self._sure_places or fits

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
