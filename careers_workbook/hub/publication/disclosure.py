"""Small numbers out of tables that are shown, so that nobody can work them out again.

Enters: tables of counts, those that are shown together. Leaves: for each what of it may be shown; the same for the same
input. Must not know: where counts come from, how a table looks. docs/disclosure.md says it in plain words.

A cell that is hidden for its own sake is joined by others, as few and as small as a cheapest trip finds (`witness`),
until no hidden number can be reckoned from totals, from another table, or from knowing these rules. Where the table is
small, every cell that turns out not to be needed is shown again.
"""

from collections.abc import Iterable, Iterator, Sequence

from careers_workbook.hub.publication.count_tables import Suppressed, Table, TableCell, by_name
from careers_workbook.hub.publication.sensitive import Alternative, Demand, Linked, demands, linked
from careers_workbook.hub.publication.witness import Prices, Trip, Trips

_COUNT, _TOTAL, _ZERO, _GRAND_TOTAL, _ZERO_TOTAL = 1_000, 6_000, 15_000, 30_000, 60_000
"""What it costs to hide a cell: few cells first, then small ones; totals, and zeros even more, only where need be."""
_MOST_SIZE = 900
_THINNED = 150
"""Hidden cells up to which it is tried whether each is needed."""
_Place = tuple[int, TableCell]


def suppress(tables: Sequence[Table]) -> tuple[Suppressed, ...]:
    """What may be shown of each table, in the order given, if all of them are shown.

    ValueError where tables that are said to belong together do not: other columns, a part larger than the whole.
    """
    places = by_name(tables)
    found: dict[int, frozenset[TableCell]] = {}
    for group in _groups(tables, places):
        together = linked([tables[place] for place in group])
        hidden = _Hiding(together).run()
        found |= {place: together.cells(n, hidden[n]) for n, place in enumerate(group)}
    return tuple(Suppressed(table, found[place]) for place, table in enumerate(tables))


def _groups(tables: Sequence[Table], places: dict[str, int]) -> list[list[int]]:
    """The tables that hang together, directly or through others."""
    group = list(range(len(tables)))
    for here, table in enumerate(tables):
        for name in (table.part_of, table.later_than):
            if name:
                old, new = group[places[name]], group[here]
                group = [new if each == old else each for each in group]
    return [[place for place in range(len(tables)) if group[place] == each] for each in dict.fromkeys(group)]


class _Hiding:
    """Hides cells of one group of tables until every demand is met."""

    def __init__(self, group: Linked) -> None:
        self.group = group
        self.trips = Trips(group.system)
        self.ways = [list(group.system.ways(table)) for table in range(len(group.tables))]
        self.prices = [self._prices(table) for table in range(len(group.tables))]
        self.own = set(self._first())
        self.hidden: set[_Place] = set()
        self._hide(self.own)
        self.demands = [demand for demand in demands(group) if demand]

    def run(self) -> list[frozenset[TableCell]]:
        """The hidden cells of every table, on the grid of the group."""
        if not self._meet_demands():
            self._hide({(table, cell) for table, prices in enumerate(self.prices) for cell in prices})
        elif len(self.hidden) <= _THINNED:
            self._thin_out()
        return [frozenset(cell for table, cell in self.hidden if table == n) for n in range(len(self.group.tables))]

    def _meet_demands(self) -> bool:
        """Hide what is needed; False if something that was published before makes that impossible."""
        safe: set[_Place] = set()
        for demand in [*self.demands, *_of_each(self.hidden)]:
            if len(demand) == 1 and not demand[0].moves and (demand[0].table, demand[0].cell) in safe:
                continue
            found = self._cheapest(demand, self.prices)
            if found is None:
                return False
            self._hide(found[1])
            safe |= found[1]
        return True

    def _thin_out(self) -> None:
        """Show again what is not needed, the dearest first."""
        worth = [self._prices(table) for table in range(len(self.group.tables))]
        spare = [place for place in self.hidden - self.own if place[1] in worth[place[0]]]
        for table, cell in sorted(spare, key=lambda place: (-worth[place[0]][place[1]], place)):
            fewer = self.hidden - {(table, cell)}
            free = [{cell: 0 for where, cell in fewer if where == n} for n in range(len(worth))]
            if all(self._cheapest(demand, free) for demand in [*self.demands, *_of_each(fewer)]):
                self.hidden = fewer

    def _cheapest(self, demand: Demand, prices: Prices) -> Trip | None:
        """What it costs to meet a demand, and the cells that are uncertain then; None if it cannot be met."""
        best: Trip | None = None
        for trip in (trip for wanted in demand for trip in self._trips(wanted, prices) if trip):
            if best is None or trip[0] < best[0]:
                best = trip
            if best[0] == 0:
                break
        return best

    def _trips(self, wanted: Alternative, prices: Prices) -> Iterator[Trip | None]:
        for signs in self.ways[wanted.table]:
            if wanted.changes(signs):
                yield self.trips.cheapest(wanted.cell, signs, prices)
        if self.group.system.ties and not wanted.moves:
            for lead in range(len(self.group.tables)):
                trip = self.trips.led(wanted.cell, lead, prices)
                yield trip if trip and (wanted.table, wanted.cell) in trip[1] else None

    def _hide(self, places: Iterable[_Place]) -> None:
        for table, cell in places:
            self.hidden.add((table, cell))
            self.prices[table][cell] = 0

    def _first(self) -> Iterator[_Place]:
        """What is hidden for its own sake, or was when it was published."""
        for place, (table, found) in enumerate(zip(self.group.tables, self.group.rules, strict=True)):
            cells = found.hide if table.hidden is None else self.group.on_grid(place, table.hidden)
            yield from ((place, cell) for cell in cells)

    def _prices(self, table: int) -> dict[TableCell, int]:
        """What it costs to hide the cells of a table: none of a table that has been published."""
        system = self.group.system
        if self.group.tables[table].hidden is not None:
            return {}
        return {
            cell: _price(count, (cell[0] == system.rows) + (cell[1] == system.columns))
            for cell, count in system.truth[table].items()
            if self.group.may_hide(table, cell)
        }


def _price(count: int, totals: int) -> int:
    if not count:
        return _ZERO_TOTAL if totals else _ZERO
    return (_COUNT, _TOTAL, _GRAND_TOTAL)[totals] + min(count, _MOST_SIZE)


def _of_each(places: Iterable[_Place]) -> list[Demand]:
    return [(Alternative(table, cell),) for table, cell in sorted(places)]
