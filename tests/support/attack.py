"""Somebody who wants to know a hidden number: everything that is shown, put into an integer solver.

Knows nothing of how numbers are hidden. Enters: tables as they are shown. Leaves: the least and the greatest value that
a hidden cell can have, given all totals, all linked tables, that people are whole and never fewer than none; one who
knows the rules knows too that what is hidden is hardly ever 0.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

from careers_workbook.hub.publication.count_tables import Suppressed

Place = tuple[int, int, int]
"""Table, row, column; totals are the last row and column."""
Terms = list[tuple[int, Place]]


class Attacker:
    """Collects equations about cells, and asks the solver."""

    def __init__(self, shown: Sequence[Suppressed], *, knows_the_rules: bool) -> None:
        self.shown = shown
        self.names = {one.table.name: n for n, one in enumerate(shown)}
        self.hidden = [(n, *cell) for n, one in enumerate(shown) for cell in sorted(one.hidden)]
        self.places = {place: n for n, place in enumerate(self.hidden)}
        self.least = [int(knows_the_rules and self.truth(place) > 0) for place in self.hidden]
        self.equations = [(terms, 0, 0) for terms in self._totals()]
        for n, one in enumerate(shown):
            if one.table.later_than:
                self._settled(n, self.names[one.table.later_than])
            parts = [m for m, part in enumerate(shown) if part.table.part_of == one.table.name]
            for chosen in [*((part,) for part in parts), *([tuple(parts)] if len(parts) > 1 else [])]:
                self._rest(n, chosen)
        self.constraints = self._as_matrix()

    def truth(self, place: Place) -> int:
        return self.shown[place[0]].table.count(place[1], place[2]) or 0

    def range(self, terms: Iterable[tuple[int, Place]]) -> tuple[int, int]:
        """The least and the greatest that a sum of cells can be."""
        wanted, constant = self._split(list(terms))
        if not wanted:
            return constant, constant
        cost = np.zeros(len(self.hidden))
        for factor, place in wanted:
            cost[place] += factor
        least, most = (constant + round(cost @ self._solve(sign * cost)) for sign in (1, -1))
        return least, most

    def certain(self) -> list[Place]:
        """The hidden cells that can have one value only. Every solution but the truth frees the cells that differ."""
        truth = np.array([self.truth(place) for place in self.hidden])
        free = np.zeros(len(truth), dtype=bool)
        for n in range(len(truth)):
            cost = np.zeros(len(truth))
            cost[n] = 1
            for sign in (-1, 1):
                if not free[n]:
                    free |= self._solve(sign * cost).round() != truth
        return [place for place, is_free in zip(self.hidden, free, strict=True) if not is_free]

    def _solve(self, cost: np.ndarray) -> np.ndarray:
        solved = milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=(np.array(self.least), np.full(len(cost), 1e5)),  # no Hub has a hundred thousand leavers
            constraints=self.constraints,
        )
        assert solved.success, solved.message
        return solved.x

    def _as_matrix(self) -> list[LinearConstraint]:
        rows, columns, factors, low, high = [], [], [], [], []
        for terms, least, most in self.equations:
            found, constant = self._split(terms)
            rows += [len(low)] * len(found)
            columns += [place for _, place in found]
            factors += [factor for factor, _ in found]
            low.append(least - constant)
            high.append(most - constant)
        matrix = csr_array((factors, (rows, columns)), shape=(len(low), len(self.hidden)))
        return [LinearConstraint(matrix, low, high)] if self.hidden else []

    def _split(self, terms: Terms) -> tuple[list[tuple[int, int]], int]:
        """The terms that are not known, and what the others come to."""
        unknown = [(factor, self.places[place]) for factor, place in terms if place in self.places]
        return unknown, sum(factor * self.truth(place) for factor, place in terms if place not in self.places)

    def _totals(self) -> Iterator[Terms]:
        for n, one in enumerate(self.shown):
            rows, columns = len(one.table.rows), len(one.table.columns)
            for i in range(rows + 1):
                yield [(1, (n, i, j)) for j in range(columns)] + [(-1, (n, i, columns))]
            for j in range(columns + 1):
                yield [(1, (n, i, j)) for i in range(rows)] + [(-1, (n, rows, j))]

    def _settled(self, later: int, earlier: int) -> None:
        """Years in which nothing has changed: the attacker guesses that, and is right."""
        new, old = self.shown[later].table, self.shown[earlier].table
        for i, row in enumerate(new.rows):
            if row in old.rows and new.counts[i] == old.counts[k := old.rows.index(row)]:
                for j in range(len(new.columns) + 1):
                    self.equations.append(([(1, (later, i, j)), (-1, (earlier, k, j))], 0, 0))

    def _rest(self, whole: int, parts: tuple[int, ...]) -> None:
        """No list has more than the whole; lists that make up the whole, have nobody else beside them."""
        table = self.shown[whole].table
        terms = [
            [(1, (whole, i, j)), *((-1, (part, i, j)) for part in parts)]
            for i in range(len(table.rows))
            for j in range(len(table.columns))
        ]
        left = [sum(factor * self.truth(place) for factor, place in each) for each in terms]
        if min(left) >= 0:
            self.equations += [(each, 0, 1_000_000 if any(left) else 0) for each in terms]
