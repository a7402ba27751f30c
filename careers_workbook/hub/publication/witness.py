"""Is there another table that fits everything that is shown? One is enough: then a hidden number cannot be worked out.

Enters: tables with their totals, and how they hang together. Leaves: the cheapest round trip through hidden cells along
which people could be moved, one by one, without changing any total or any number that is shown; every number on the
trip could then be another one. Must not know: which numbers are small, who asks.

A table with its totals is a network: a cell joins its row to its column, a total joins a row to the last column. Within
one table a number is safe if, and only if, such a trip leads through it. Tables that hang together are moved along the
same trip at once, each forwards, backwards or not at all: that finds trips only that are really possible.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product

from careers_workbook.hub.publication.count_tables import TableCell

Signs = tuple[int, ...]
"""For every table whether a trip moves it forwards (1), backwards (-1) or not at all (0)."""
Prices = Sequence[Mapping[TableCell, int]]
"""For every table what hiding a cell would cost: 0 if it is hidden already. A cell that is not there must be shown."""
Trip = tuple[int, frozenset[tuple[int, TableCell]]]
"""What it costs, and the tables and cells it leads through."""
_Way = tuple[int, tuple[TableCell, ...]]
_MOST_MOVED = 4
"""Tables that are moved at once at most: this term and last, of the Hub and of a list."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One table is made up of others and a rest: `rest[cell]` people are in none of them."""

    whole: int
    parts: tuple[int, ...]
    rest: dict[TableCell, int]

    def moved(self, signs: Signs) -> int:
        """How the rest changes where one is added to the cells of the tables as the signs say."""
        return signs[self.whole] - sum(signs[part] for part in self.parts)

    @property
    def complete(self) -> bool:
        """Whether nobody is left over, which a reader may well know."""
        return not any(self.rest.values())


@dataclass(frozen=True, slots=True)
class Tie:
    """Two tables that agree in these rows, as a reader may guess of years that are long settled."""

    later: int
    earlier: int
    rows: frozenset[int]


@dataclass(frozen=True)
class System:
    """Tables of one shape, `rows` by `columns` without totals, with the truth about every cell and total."""

    rows: int
    columns: int
    truth: Sequence[dict[TableCell, int]]
    sums: Sequence[Sum] = ()
    ties: Sequence[Tie] = ()
    _followers: dict[tuple[int, int], frozenset[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {
            (lead, row): self._tied(lead, row) - {lead}
            for lead, row in product(range(len(self.truth)), range(self.rows + 1))
        }
        object.__setattr__(self, "_followers", found)

    def _tied(self, lead: int, row: int) -> frozenset[int]:
        pairs = [{tie.later, tie.earlier} for tie in self.ties if row in tie.rows]
        found = {lead}
        while more := set().union(*(pair for pair in pairs if pair & found)) - found:
            found |= more
        return frozenset(found)

    def ways(self, table: int) -> Iterator[Signs]:
        """The ways of moving tables at once that move this one forwards, the simplest first."""
        if not self.sums and len(self.truth) > _MOST_MOVED:
            yield from self._runs(table)
            return
        others = [other for other in range(len(self.truth)) if other != table]
        for count in range(min(len(others), _MOST_MOVED - 1) + 1):
            for chosen in combinations(others, count):
                for signs in product((1, -1), repeat=count):
                    moved = dict(zip(chosen, signs, strict=True)) | {table: 1}
                    way = tuple(moved.get(each, 0) for each in range(len(self.truth)))
                    if not any(one.complete and one.moved(way) for one in self.sums):
                        yield way

    def _runs(self, table: int) -> Iterator[Signs]:
        """Of many terms, those that follow one another are moved alike."""
        runs = [(first, last) for first in range(table + 1) for last in range(table, len(self.truth))]
        for first, last in sorted(runs, key=lambda run: run[1] - run[0]):
            yield self.only(*range(first, last + 1))

    def followers(self, lead: int, row: int) -> frozenset[int]:
        """The tables that agree with this one in a row, directly or through others."""
        return self._followers[lead, row]

    def may_move(self, cell: TableCell, step: int, signs: Signs) -> bool:
        """Whether this cell of every table that is moved could be one more (step 1) or one less (-1).

        A reader knows that 0 is hardly ever hidden: a number that is not 0 is never moved to 0.
        """
        row, _ = cell
        for truth, sign in zip(self.truth, signs, strict=True):
            if sign and (cell not in truth or truth[cell] + sign * step < min(truth[cell], 1)):
                return False
        if any(row in tie.rows and signs[tie.later] != signs[tie.earlier] for tie in self.ties):
            return False
        return all(one.rest[cell] + step * one.moved(signs) >= 0 for one in self.sums if one.moved(signs))

    def turn(self, cell: TableCell) -> int:
        """1 where adding one leads from the row to the column, -1 where it leads back: in totals."""
        return -1 if (cell[0] == self.rows) != (cell[1] == self.columns) else 1

    def only(self, *tables: int) -> Signs:
        """These tables are moved, forwards, and no other."""
        return tuple(int(table in tables) for table in range(len(self.truth)))


class Trips:
    """Finds the cheapest trips of one system."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._roads = cache(self._all_roads)
        self._ways_to_lead = cache(self._all_led_roads)

    def cheapest(self, target: TableCell, signs: Signs, prices: Prices) -> Trip | None:
        """The cheapest trip through this cell, forwards or backwards, the same in all tables; None if there is none."""
        row, column = self._ends(target)
        tolls = [prices[table] for table, sign in enumerate(signs) if sign]
        own = _toll(tolls, target)
        if own is None:
            return None
        found: list[_Way] = []
        for start, end in ((row, column), (column, row)):
            if (end, target) in self._roads(signs)[start]:
                back = self._way_back((end, start), target, self._roads(signs), tolls)
                found += [(own + back[0], (target, *back[1]))] if back else []
                if found and found[-1][0] == 0:
                    break
        if not found:
            return None
        cost, cells = min(found)
        return cost, frozenset((table, cell) for table, sign in enumerate(signs) if sign for cell in cells)

    def led(self, target: TableCell, lead: int, prices: Prices) -> Trip | None:
        """The cheapest trip of one table through this cell, on which those that it is tied to follow in the tied rows.

        What a follower's rows gain in one column and lose in another, its totals of these columns take up.
        """
        if not self._may_lead(lead):
            return None
        roads, tolls = self._ways_to_lead(lead), self._led_tolls(lead, prices)
        row, column = self._ends(target)
        found = [
            (tolls[target] + way[0], (target, *way[1]))
            for start, end in ((row, column), (column, row))
            if target in tolls and (end, target) in roads[start]
            if (way := self._way_back((end, start), target, roads, [tolls]))
        ]
        if not found:
            return None
        cost, cells = min(found)
        return cost, frozenset([(lead, cell) for cell in cells] + list(self._followed(lead, cells)))

    def _followed(self, lead: int, cells: tuple[TableCell, ...]) -> Iterator[tuple[int, TableCell]]:
        """What moves in the tables that follow: the cells of the rows that are tied, and totals that are not even."""
        for follow in range(len(self.system.truth)):
            shared = [cell for cell in cells if follow in self.system.followers(lead, cell[0])]
            columns = [column for _, column in shared]
            yield from ((follow, cell) for cell in shared)
            yield from ((follow, (self.system.rows, each)) for each in columns if columns.count(each) == 1)

    def _may_lead(self, lead: int) -> bool:
        """Whether moving a table, its followers or both leaves nobody over where everybody is known to be listed."""
        groups = {self.system.followers(lead, row) for row in range(self.system.rows)}
        moved = {self.system.only(lead, *group) for group in groups}
        moved |= {self.system.only(table) for group in groups for table in (lead, *group)}
        return not any(one.complete and one.moved(signs) for one in self.system.sums for signs in moved)

    def _all_led_roads(self, lead: int) -> list[list[tuple[int, TableCell]]]:
        """As all roads of the leading table, but in the tied rows those only on which the others can follow."""
        system, found = self.system, [list(there) for there in self._roads(self.system.only(lead))]
        for group in {system.followers(lead, row) for row in range(system.rows)} - {frozenset()}:
            for start, there in enumerate(self._roads(system.only(lead, *group))):
                for end, cell in there:
                    step = system.turn(cell) if start == cell[0] else -system.turn(cell)
                    total = (system.rows, cell[1])
                    if system.followers(lead, cell[0]) == group and all(
                        system.may_move(total, step, system.only(follow)) for follow in group
                    ):
                        found[start].append((end, cell))
        return found

    def _led_tolls(self, lead: int, prices: Prices) -> dict[TableCell, int]:
        tolls: dict[TableCell, int] = {}
        for cell, toll in prices[lead].items():
            group = self.system.followers(lead, cell[0])
            more = [prices[follow].get(each) for follow in group for each in (cell, (self.system.rows, cell[1]))]
            if None not in more:
                tolls[cell] = toll + sum(each or 0 for each in more)
        return tolls

    def _ends(self, cell: TableCell) -> tuple[int, int]:
        return cell[0], self.system.rows + 1 + cell[1]

    def _all_roads(self, signs: Signs) -> list[list[tuple[int, TableCell]]]:
        """From every row and column, where a cell leads that could be moved, whether hidden or not."""
        system = self.system
        roads: list[list[tuple[int, TableCell]]] = [[] for _ in range(system.rows + system.columns + 2)]
        for cell in product(range(system.rows + 1), range(system.columns + 1)):
            row, column = self._ends(cell)
            if system.may_move(cell, system.turn(cell), signs):
                roads[row].append((column, cell))
            if system.may_move(cell, -system.turn(cell), signs):
                roads[column].append((row, cell))
        return roads

    def _way_back(
        self, ends: tuple[int, int], without: TableCell, roads: Sequence[list[tuple[int, TableCell]]], tolls: Prices
    ) -> _Way | None:
        """Dijkstra's shortest way from one line of the table to another."""
        start, goal = ends
        best = {start: (0, 0)}
        before: dict[int, tuple[int, TableCell]] = {}
        waiting = [(0, 0, start)]
        while waiting:
            paid, steps, here = heapq.heappop(waiting)
            if here == goal:
                return paid, tuple(_cells(before, start, goal))
            if (paid, steps) > best[here]:
                continue
            for there, cell in roads[here]:
                toll = _toll(tolls, cell) if cell != without else None
                if toll is not None and (there not in best or (paid + toll, steps + 1) < best[there]):
                    best[there] = paid + toll, steps + 1
                    before[there] = here, cell
                    heapq.heappush(waiting, (paid + toll, steps + 1, there))
        return None


def _toll(tolls: Prices, cell: TableCell) -> int | None:
    total = 0
    for each in tolls:
        toll = each.get(cell)
        if toll is None:
            return None
        total += toll
    return total


def _cells(before: dict[int, tuple[int, TableCell]], start: int, goal: int) -> Iterator[TableCell]:
    here = goal
    while here != start:
        here, cell = before[here]
        yield cell
