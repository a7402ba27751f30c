"""What of everything that is asked stands on a grid, found by one look at each cell, whatever is looked for later.

Whoever looks for one planned sheet begins with the rows in which something of it stands: in most there is nothing, and
of the sheets of a large workbook that is no checklist none has any.

Enters: a grid; the refs and statements that are looked for; labels of columns. Leaves: in which rows they stand. Must
not know: which sheet is which.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from functools import cached_property

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import Raw, fold, plain
from careers_workbook.returns.matching.anchors import Anchors
from careers_workbook.spreadsheet.read.grid import Grid

Standing = dict[str, list[int]]
"""Column id -> the columns of the grid over which its heading stands in one row, word for word."""
RefsByRow = dict[int, frozenset[str]]
"""Row -> refs, from top to bottom; never none."""
_NONE: RefsByRow = {}


@frozen(slots=False)
class Labels:
    """The headings of a table: (label, column id), of those that are alike the first."""

    columns: tuple[tuple[str, str], ...]

    @cached_property
    def ids(self) -> dict[str, str]:
        """Folded label -> column id."""
        backwards = self.columns[::-1]
        return {plain(label): name for label, name in backwards} | {fold(label): name for label, name in backwards}

    @cached_property
    def words(self) -> frozenset[str]:
        """What is looked for."""
        return frozenset(map(plain, self.ids))

    def named(self, raw: Raw) -> str:
        """The column that a cell names, word for word; "" if none."""
        return (self.ids.get(fold(raw)) or self.ids.get(plain(raw), "")) if isinstance(raw, str) else ""


@frozen(slots=False)
class Mentions:
    """What stands on a grid of what the anchors know. `texts`, `refs`, `rows`: see `of`."""

    grid: Grid
    anchors: Anchors
    _standing: dict[tuple[tuple[str, str], ...], dict[int, Standing]] = field(default_factory=dict)

    @cached_property
    def items(self) -> frozenset[str]:
        """The items of which anything stands anywhere."""
        return frozenset[str]().union(*self._found[2].values())

    def texts(self, wanted: Collection[str]) -> RefsByRow:
        """The rows in which statements of these items stand, and the refs of those."""
        return self._of(0, wanted)

    def refs(self, wanted: Collection[str]) -> RefsByRow:
        """The rows in which these refs stand themselves, as text."""
        return self._of(1, wanted)

    def rows(self, wanted: Collection[str]) -> RefsByRow:
        """The rows that may be some of these items by any of their cells."""
        return self._of(2, wanted)

    def standing(self, labels: Labels) -> dict[int, Standing]:
        """The rows in which headings stand word for word, in order."""
        found = self._standing.get(labels.columns)
        if found is None:
            found, said = defaultdict[int, Standing](lambda: defaultdict(list)), self.grid.said
            for row, col in sorted(at for words in labels.words & said.keys() for at in said[words]):
                found[row][labels.named(self.grid.cells[row, col])].append(col)
            self._standing[labels.columns] = found
        return found

    def _of(self, kind: int, wanted: Collection[str]) -> RefsByRow:
        if self.items.isdisjoint(wanted):
            return _NONE
        rows = self._found[kind].items()
        return {row: frozenset(here) for row, found in rows if (here := found.intersection(wanted))}

    @cached_property
    def _found(self) -> tuple[Mapping[int, set[str]], ...]:
        texts, refs, every = (defaultdict[int, set[str]](set) for _ in range(3))
        mentioned = self.anchors.mentioned
        for text in self.anchors.worth_a_look(self.grid.texts):
            if found := mentioned[text]:
                said, named = found
                for row, _ in self.grid.texts[text]:
                    every[row].update(said, named)
                    if said:
                        texts[row] |= said
                    if named:
                        refs[row].add(named[-1])
        for row, ref in self._numbers():
            every[row].add(ref)
        return tuple({row: found[row] for row in sorted(found)} for found in (texts, refs, every))

    def _numbers(self) -> Iterator[tuple[int, str]]:
        """The refs in cells that hold no text, of which there are none as a rule."""
        anchors, cells = self.anchors, self.grid.cells if self.anchors.has_numbers else {}
        named = ((at[0], anchors.ref(raw)) for at, raw in cells.items() if not isinstance(raw, str))
        return ((row, ref) for row, ref in named if ref in anchors.by_ref)
