"""Somebody who wants to know numbers of people out of rounded ones: all that is shown, put into an integer solver.

Enters: what was published, as texts. Leaves: what each of its numbers can be. Knows the rule of docs/disclosure.md but
for the lots: which numbers have the same lot, which years are in a total, that three schools have such leavers and none
more than 80 % of them. Some know more: the numbers of schools of their own, which numbers have not changed since the
last time or by 1, two lists that make up the Hub, that a school came late.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.support.integers import Facts, Sum

EET = frozenset({"education", "apprenticeship", "employment"})
ALL_LEAVERS, ALL_YEARS, NO_ANSWER, SUSTAINED = "All leavers", "All years shown", "No answer", "sustained"
WIDE = {
    "In education, employment or training": EET,
    "Not in education, employment or training": frozenset({"other", "not sustained"}),
    "Not known or no answer": frozenset({"not known", "Not known", NO_ANSWER}),
}
"""The columns of a Hub with fewer than 8 returns."""
AUTUMN, LATER = "autumn", "six_months"
OFF, FEWEST, LARGEST = 4, 3, 80
OF_TWO = 2


class Cell(NamedTuple):
    """Leavers of one year in a group at a checkpoint; without a checkpoint and a group all who left in it."""

    year: str
    checkpoint: str = ""
    group: str = ""


Counts = Mapping[Cell, int]


class Place(NamedTuple):
    """Where a number is published: the checkpoint, "" for the lines in short; the leaving year; the column."""

    checkpoint: str
    year: str
    column: str


Told = Mapping[Place, str]
"""A number or a symbol at each place."""


class Whom(NamedTuple):
    """Who is counted: these years, in these groups at a checkpoint. The same people have the same lot everywhere."""

    years: frozenset[str]
    checkpoint: str = ""
    groups: frozenset[str] = frozenset()

    def cells(self) -> Iterator[Cell]:
        """The smallest numbers that it is the sum of."""
        for year in sorted(self.years):
            yield from (Cell(year, self.checkpoint, group) for group in sorted(self.groups or {""}))

    def of(self, counts: Counts) -> int:
        """How many they are by these numbers."""
        return sum(counts.get(cell, 0) for cell in self.cells())


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published at one time, or of one list. `schools` are the numbers of schools that the attacker knows.

    `numbers` is what is shown by whom it counts; `at_least` are those of which only that is known.
    """

    name: str
    told: Told
    schools: Sequence[Counts] = ()
    lots: str = ""
    numbers: dict[Whom, int] = field(default_factory=dict)
    at_least: set[Whom] = field(default_factory=set)

    def __post_init__(self) -> None:
        for place, text in self.told.items():
            if text.isdigit():
                self._shown(self.whom(place), int(text))
            elif text == "[x]" and place.checkpoint and place.year != ALL_YEARS and place.column != ALL_LEAVERS:
                self._hardly_any(self.whom(place))
        for whom in [whom for whom in self.numbers if SUSTAINED in whom.groups]:
            if self.numbers.get(Whom(whom.years, AUTUMN, EET)) == self.numbers[whom]:
                self.at_least.add(whom)  # it may have been more, and have been cut off there

    def whom(self, place: Place) -> Whom:
        """Whom the number at a place counts."""
        years = frozenset({place.year})
        if place.year == ALL_YEARS:
            alike = [one for one in self.told if (one.checkpoint, one.column) == (place.checkpoint, place.column)]
            years = frozenset(one.year for one in alike if self.told[one].isdigit()) - {ALL_YEARS}
        if place.column == ALL_LEAVERS:
            return Whom(years)
        if place.column == SUSTAINED:
            return Whom(years, LATER, frozenset({SUSTAINED}))
        return Whom(years, place.checkpoint or AUTUMN, WIDE.get(place.column, frozenset({place.column})))

    def _shown(self, whom: Whom, number: int) -> None:
        assert self.numbers.setdefault(whom, number) == number, whom

    def _hardly_any(self, whom: Whom) -> None:
        """Nothing is shown of a year because every answer of it would be 0; that there is none, would be 5 or more."""
        self.numbers[whom] = 5 if NO_ANSWER in whom.groups else 0
        if NO_ANSWER in whom.groups:
            self.at_least.add(whom)

    def own(self, cell: Cell) -> int:
        """What the attacker's own schools have of it."""
        return sum(one.get(cell, 0) for one in self.schools)

    def terms(self, whom: Whom, factor: int = 1) -> dict[object, int]:
        """The same as a sum of what nobody knows."""
        return {(self.name, cell): factor for cell in whom.cells()}


class Attack:
    """Puts everything together. Whatever the attacker guesses is right."""

    def __init__(self, *publications: Publication) -> None:
        self.facts, self.publications = Facts(), publications
        numbers: dict[tuple[str, Whom], list[tuple[Publication, int]]] = {}
        for one in publications:
            for whom, number in one.numbers.items():
                numbers.setdefault((one.lots, whom), []).append((one, number))
            self._belongs_together(one)
        for lot, found in numbers.items():
            several = len(found) > 1
            if several:
                self.facts.between({lot: 1}, 0, OFF)
            for one, number in found:
                most = float("inf") if lot[1] in one.at_least else number + OFF
                terms = one.terms(lot[1])
                if several:
                    self.facts.between({**terms, lot: 1}, number, most)
                else:
                    self.facts.between(terms, number - OFF, most)

    def _belongs_together(self, one: Publication) -> None:
        """Every leaver is in one group at each checkpoint; those sustained are among them twice."""
        rows: dict[tuple[str, str], set[str]] = {}
        for whom in one.numbers:
            for cell in whom.cells():
                rows.setdefault((cell.year, cell.checkpoint), set()).add(cell.group)
        for (year, checkpoint), groups in rows.items():
            if not checkpoint:
                self._enough_schools(one, year)
                continue
            everybody = Whom(frozenset({year}), checkpoint, frozenset(groups - {SUSTAINED}))
            self._no_fewer(one, *({(one.name, cell): 1} for cell in everybody.cells()))
            self.facts.between({**one.terms(everybody), (one.name, Cell(year)): -1}, 0, 0)
            if SUSTAINED in groups:
                self._sustained(one, year)

    def _sustained(self, one: Publication, year: str) -> None:
        years = frozenset({year})
        both, autumn = one.terms(Whom(years, LATER, frozenset({SUSTAINED}))), Whom(years, AUTUMN, EET)
        later = Whom(years, LATER, frozenset({"Yes"}))
        less = dict.fromkeys(both, -1)
        neither = {(one.name, Cell(year)): 1, **one.terms(autumn, -1), **one.terms(later, -1), **both}
        self._no_fewer(one, both, one.terms(autumn) | less, one.terms(later) | less, neither)

    def _enough_schools(self, one: Publication, year: str) -> None:
        cell = Cell(year)
        own = [school.get(cell, 0) for school in one.schools]
        others = max(0, FEWEST - sum(map(bool, own)))
        self.facts.between({(one.name, cell): 1}, max(sum(own) + others, 100 * max(own, default=0) / LARGEST))

    def _no_fewer(self, one: Publication, *sums: Sum) -> None:
        """What the attacker's own schools have of it is in it."""
        for terms in sums:
            least = sum(factor * one.own(cell) for (_, cell), factor in terms.items())  # type: ignore[misc]
            self.facts.between(terms, least)

    def guess_what_moved(self, counts: Sequence[Counts]) -> None:
        """Which numbers have not changed from one publication to the next, and which by 1. `counts` are the truth."""
        together = zip(self.publications, self.publications[1:], counts, counts[1:], strict=False)
        for one, other, before, after in together:
            for whom in one.numbers.keys() & other.numbers.keys():
                moved = whom.of(after) - whom.of(before)
                if abs(moved) <= 1:
                    self.facts.between({**other.terms(whom), **one.terms(whom, -1)}, moved, moved)

    def know_the_parts(self) -> None:
        """The publications after the first are of lists that together are the first."""
        whole, *parts = self.publications
        for cell in {cell for whom in whole.numbers for cell in whom.cells()}:
            terms = {(one.name, cell): -1 for one in parts}
            self.facts.between({(whole.name, cell): 1, **terms}, 0, 0)

    def know_one_came(self, cells: Counts | None = None, cohorts: Counts | None = None) -> None:
        """All that is new in the second publication is one school: known are its numbers, its leavers, or nothing."""
        before, after = self.publications
        for cell in {cell for whom in before.numbers for cell in whom.cells()}:
            known = cells if cell.checkpoint else cohorts
            least, most = (0, float("inf")) if known is None else (known.get(cell, 0),) * 2
            self.facts.between({(after.name, cell): 1, (before.name, cell): -1}, least, most)

    def published(self, counts: Sequence[Counts]) -> "Found":
        """What each published number can be, less what the attacker's own schools have. `counts` are the truth."""
        shown = [
            (one, whom, truth) for one, truth in zip(self.publications, counts, strict=True) for whom in one.numbers
        ]
        found = self.facts.values([one.terms(whom) for one, whom, _ in shown])
        own = [sum(map(one.own, whom.cells())) for one, whom, _ in shown]
        return Found(
            Number(one.name, whom, whom.of(truth) - less, [value - less for value in values])
            for (one, whom, truth), less, values in zip(shown, own, found, strict=True)
        )

    def between(self, late: Counts) -> "Found":
        """What each number of the school can be that is in the second publication only."""
        before, after = self.publications
        both = [whom for whom in after.numbers if whom in before.numbers]
        found = self.facts.values([{**after.terms(whom), **before.terms(whom, -1)} for whom in both])
        return Found(Number("late", whom, whom.of(late), values) for whom, values in zip(both, found, strict=True))


class Number(NamedTuple):
    """What somebody is after: what it is, and the values that it can have; some of them, if it can have 3 or more."""

    where: str
    whom: Whom
    truth: int
    values: Sequence[int]


class Found:
    """All numbers that somebody was after."""

    def __init__(self, numbers: Iterable[Number]) -> None:
        self.numbers = tuple(numbers)
        assert all(one.truth in one.values or len(one.values) > OF_TWO for one in self.numbers)

    def among(self, least: int, most: int, *, values: Container[int] = range(10)) -> list[Number]:
        """Those that are so large in truth, and that can have so many values."""
        return [one for one in self.numbers if least <= one.truth <= most and len(one.values) in values]
