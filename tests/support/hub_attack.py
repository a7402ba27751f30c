"""Somebody who has everything that a Hub ever published of leavers, side by side, and an integer solver.

Enters: the publications of consecutive collections. Leaves: the hidden numbers that can have one value only. Knows what
a reader knows: that all checkpoints count the same leavers, that those sustained are among those at work or learning in
the autumn and among those still there, and guesses, rightly, which years have not changed from one term to the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from careers_workbook.hub.publication.count_tables import Suppressed, Table
from careers_workbook.hub.publication.published import Published, PublishedTable
from tests.support.attack import Attacker, Place, Terms

LEARNING = {"education", "apprenticeship", "employment"}
_AT_ONCE = 8
"""Solves with random wishes, which free most cells together, before cells are tried one by one."""


class HubAttacker(Attacker):
    """Puts all tables of all collections into one system."""

    def __init__(self, publications: Sequence[Published], *, knows_the_rules: bool) -> None:
        self.publications = publications
        super().__init__(list(_everything(publications)), knows_the_rules=knows_the_rules)
        for n, one in enumerate(self.shown):
            if _all_hidden(one):  # zeros too: the rules say nothing of this table
                for place in (place for place in self.hidden if place[0] == n):
                    self.least[self.places[place]] = 0
        for n, published in enumerate(publications):
            for table in published.tables:
                self._told_learning(published, table)
            self._sustained(published)
            if n:
                self._unchanged(publications[n - 1], published)
        self.constraints = self._as_matrix()

    def disclosed(self) -> list[str]:
        """What is hidden and can be worked out; not what was shown of an unchanged year the time before."""
        return [self.name(place) for place in self.certain() if not self._was_shown(place)]

    def certain(self) -> list[Place]:
        truth = np.array([self.truth(place) for place in self.hidden])
        free = np.zeros(len(truth), dtype=bool)
        for solution in self._some_solutions():
            free |= solution != truth
        for n in np.flatnonzero(~free):
            cost = np.zeros(len(truth))
            cost[n] = 1
            for sign in (-1, 1):
                if not free[n]:
                    free |= self._solve(sign * cost).round() != truth
        return [place for place, is_free in zip(self.hidden, free, strict=True) if not is_free]

    def small_changes_disclosed(self) -> list[str]:
        """Where 1 to 5 leavers more or fewer since the time before can be worked out exactly."""
        solutions = self._some_solutions()
        return [
            f"{self.name(new)}: {self.truth(new) - self.truth(old)}"
            for new, old in self._same_cells()
            if 1 <= abs(self.truth(new) - self.truth(old)) <= 5
            if not any(self._differ(solution, new, old) for solution in solutions)
            if len(set(self.range([(1, new), (-1, old)]))) == 1
        ]

    def _same_cells(self) -> Iterator[tuple[Place, Place]]:
        for n, one in enumerate(self.shown):
            if one.table.later_than:
                m = self.names[one.table.later_than]
                rows = self.shown[m].table.rows
                both = [(i, rows.index(row)) for i, row in enumerate(one.table.rows) if row in rows]
                for i, k in (*both, (len(one.table.rows), len(rows))):
                    yield from (((n, i, j), (m, k, j)) for j in range(len(one.table.columns)))

    def _differ(self, solution: np.ndarray, new: Place, old: Place) -> bool:
        values = [solution[self.places[each]] if each in self.places else self.truth(each) for each in (new, old)]
        return bool(values[0] - values[1] != self.truth(new) - self.truth(old))

    def _some_solutions(self) -> list[np.ndarray]:
        """Numbers that fit everything shown, found by random wishes: most cells differ somewhere."""
        draw = np.random.default_rng(len(self.hidden))
        wishes = (draw.integers(-9, 10, len(self.hidden)) for _ in range(_AT_ONCE if self.hidden else 0))
        return [self._solve(wish).round() for wish in wishes]

    def _was_shown(self, place: Place) -> bool:
        table, i, j = place
        last = self.names.get(self.shown[table].table.later_than)
        rows = self.shown[table].table.rows
        if i == len(rows):  # hidden as a whole, it adds nothing to what unchanged years said before
            return _all_hidden(self.shown[table])
        if last is None or rows[i] not in (old := self.shown[last].table).rows:
            return False
        k = old.rows.index(rows[i])
        return old.counts[k] == self.shown[table].table.counts[i] and (k, j) not in self.shown[last].hidden

    def name(self, place: Place) -> str:
        table = self.shown[place[0]].table
        return " / ".join([table.name, [*table.rows, "All"][place[1]], [*table.columns, "All"][place[2]]])

    def _told_learning(self, published: Published, table: PublishedTable) -> None:
        """The number in education, employment or training, where it is shown."""
        here = self.names.get(_name(published, table.id))
        for row, year in enumerate(table.row_names):
            text = table.in_eet(row)
            if here is not None and text.isdigit():
                terms = self._of(here, year, LEARNING)
                self.equations.append((terms, int(text), int(text)))

    def _sustained(self, published: Published) -> None:
        names = [_name(published, each) for each in ("autumn", "six_months", "sustained")]
        if names[2] not in self.names:
            return
        autumn, later, both = (self.names[name] for name in names)
        for year in self.shown[both].table.rows:
            learning, still = self._of(autumn, year, LEARNING), self._of(later, year, {"Yes"})
            here = self._of(both, year, {"Sustained"})
            whole = [(1, (both, here[0][1][1], 2))]
            self.equations.append((learning + _minus(here), 0, 100_000))
            self.equations.append((still + _minus(here), 0, 100_000))
            self.equations.append((whole + _minus(learning) + _minus(still) + here, 0, 100_000))

    def _unchanged(self, before: Published, now: Published) -> None:
        """Years of which nothing that makes up the sustained ones has changed."""
        then = {(one.year, one.cells): n for n, one in enumerate(before.sustained)}
        for n, one in enumerate(now.sustained):
            if (one.year, one.cells) in then:
                here, there = (self.names[_name(each, "sustained")] for each in (now, before))
                terms = [(1, (here, n, 0)), (-1, (there, then[one.year, one.cells], 0))]
                self.equations.append((terms, 0, 0))

    def _of(self, here: int, year: str, groups: set[str]) -> Terms:
        table = self.shown[here].table
        row = table.rows.index(year) if year in table.rows else len(table.rows)
        return [(1, (here, row, column)) for column, name in enumerate(table.columns) if name in groups]


def _everything(publications: Sequence[Published]) -> Iterator[Suppressed]:
    before: dict[str, Suppressed] = {}
    for published in publications:
        found = {table.id: table.shown for table in published.tables if table.shown.table.rows}
        if said := _sustained(published):
            found["sustained"] = said
        for checkpoint, shown in found.items():
            last = before.get(checkpoint)
            same = last is not None and last.table.columns == shown.table.columns and checkpoint != "sustained"
            later_than = last.table.name if last and same else ""
            table = replace(shown.table, name=_name(published, checkpoint), later_than=later_than)
            before[checkpoint] = Suppressed(table, shown.hidden)
            yield before[checkpoint]


def _sustained(published: Published) -> Suppressed | None:
    """The line "sustained" as a table of two columns."""
    said = published.sustained
    if not said:
        return None
    counts = tuple((one.cells[0], sum(one.cells[1:])) for one in said)
    table = Table("", tuple(one.year for one in said), ("Sustained", "Others"), counts)
    hidden = {(row, column) for row, one in enumerate(said) if not one.shown for column in (0, 1)}
    hidden |= {(len(said), column) for column in (0, 1) if hidden}
    return Suppressed(table, frozenset(hidden))


def _all_hidden(one: Suppressed) -> bool:
    rows, columns = len(one.table.rows), len(one.table.columns)
    return len(one.hidden) >= (rows + 1) * columns


def _minus(terms: Terms) -> Terms:
    return [(-factor, place) for factor, place in terms]


def _name(published: Published, checkpoint: str) -> str:
    return f"{published.collection} {checkpoint}"
