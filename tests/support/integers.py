"""What can be worked out of facts about whole numbers: the HiGHS solver of scipy, asked again and again.

Enters: numbers that nobody knows, by name, none below 0; sums of them of which it is known between what they lie.
Leaves: how many values a sum can have. Must not know: what the numbers mean.
"""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

Sum = Mapping[Hashable, int]
MANY = 3
"""Of so many values and more it makes no difference how many they are."""
_MOST = 1e5
_AT_ONCE = 8
"""Solutions for wishes drawn at random, in which most sums have several values, before sums are tried one by one."""


class Facts:
    """Collects facts. The truth must fit them all."""

    def __init__(self) -> None:
        self.names: dict[Hashable, int] = {}
        self.sums: list[tuple[Sum, float, float]] = []

    def between(self, terms: Sum, least: float, most: float = _MOST) -> None:
        """A sum lies between two numbers, both included."""
        for name in terms:
            self.names.setdefault(name, len(self.names))
        self.sums.append((terms, least, most))

    def values(self, wanted: Sequence[Sum]) -> list[list[int]]:
        """Some of the values that each sum can have: all of them where there are fewer than MANY."""
        return _Search(self, wanted).found() if wanted else []


class _Search:
    def __init__(self, facts: Facts, wanted: Sequence[Sum]) -> None:
        self.size = len(facts.names)
        self.facts = self._rows(facts, [terms for terms, _, _ in facts.sums])
        self.limits = np.array([limits for _, *limits in facts.sums])
        self.wanted = self._rows(facts, wanted)
        self.seen: list[set[int]] = [set() for _ in wanted]

    def found(self) -> list[list[int]]:
        draw = np.random.default_rng(self.size)
        for _ in range(_AT_ONCE if self.seen else 0):
            self._solve(self.wanted.T @ draw.integers(-9, 10, len(self.seen)))
        for n, seen in enumerate(self.seen):
            cost = self.wanted[[n]].toarray()[0]
            if len(seen) < MANY:
                self._solve(cost)
                self._solve(-cost)
            for value in range(min(seen) + 1, max(seen)):
                if len(seen) < MANY:
                    self._solve(cost, LinearConstraint(cost, value, value))
        return [sorted(seen) for seen in self.seen]

    def _solve(self, cost: np.ndarray, *also: LinearConstraint) -> None:
        solved = milp(
            cost,
            integrality=np.ones(self.size),
            bounds=(0, _MOST),
            constraints=[LinearConstraint(self.facts, *self.limits.T), *also],
        )
        assert solved.success or also, solved.message
        if solved.success:
            for seen, value in zip(self.seen, self.wanted @ solved.x.round(), strict=True):
                seen.add(round(value))

    def _rows(self, facts: Facts, sums: Sequence[Sum]) -> csr_array:
        terms = [(n, facts.names[name], factor) for n, one in enumerate(sums) for name, factor in one.items()]
        rows, columns, factors = zip(*terms, strict=True)
        return csr_array((factors, (rows, columns)), shape=(len(sums), self.size), dtype=float)
