"""The leavers of made-up schools: cohorts around a median of 14, ranging from nobody to 77, followed for four years.

Enters: a school's way of going on, a day, chance. Leaves: rows by column id, in the order in which a school lists them.
A leaver has a whole way from the start, of which so much is filled in as can be known by the day. Cohorts are revised:
somebody was forgotten, somebody stayed on after all.
"""

import datetime as dt
import math
import random
from dataclasses import dataclass, replace

Row = dict[str, object]
MEDIAN, MOST = 14, 77
PLACES: dict[str, tuple[str, int]] = {
    "Stayed at school or school sixth form": ("education", 22),
    "Further education (FE) college": ("education", 30),
    "Specialist college": ("education", 14),
    "Sixth-form college": ("education", 1),
    "Supported internship": ("education", 8),
    "Training provider": ("education", 5),
    "Apprenticeship": ("apprenticeship", 1),
    "Employment (paid work, with or without support)": ("employment", 3),
    "Voluntary work": ("other", 2),
    "Day service or social care": ("other", 9),
    "Residential care": ("other", 1),
    "Health care or long illness": ("other", 1),
    "Looking for a place (NEET, seeking)": ("not sustained", 4),
    "Cannot take up a place (NEET, unavailable)": ("not sustained", 2),
    "Moved away": ("not known", 1),
    "Deceased": ("other", 0),
    "Not known": ("not known", 3),
}
"""What is offered -> the group it counts in, written down here by hand, and how likely it is."""
SCHOOL = "Stayed at school or school sixth form"
OPENS = {"autumn": (0, 9), "six_months": (1, 3), **{f"year_{n}": (n, 7) for n in range(1, 5)}}
"""Years after the summer of leaving, and the month on whose first day a checkpoint can be known."""
POINTS = ("intended", *OPENS)
_GROUP_YEARS = ("Year 11", "Year 12", "Year 13", "Year 14")


def years(opens: dt.date) -> tuple[str, ...]:
    """The five leaving years that a workbook offers which is made on a day."""
    last = opens.year if opens.month >= 9 else opens.year - 1
    return tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(last - 4, last + 1))


@dataclass(frozen=True, slots=True)
class Leaver:
    """One leaver's whole way; what is not in `told` the school never finds out."""

    year: str
    way: Row
    told: frozenset[str]

    def row(self, today: dt.date) -> Row:
        """What the school can have filled in by a day."""
        known = {name: self.way[name] for name in POINTS if name in self.told and is_open(name, self.year, today)}
        return {"leaving_year": self.year, "left_at_end_of": self.way["left_at_end_of"], **known}


def is_open(point: str, year: str, today: dt.date) -> bool:
    """Whether anybody can know it."""
    if point not in OPENS:
        return True
    after, month = OPENS[point]
    return today >= dt.date(int(year[:4]) + 1 + after, month, 1)


def first(offered: tuple[str, ...], chance: random.Random, size: int | None = None) -> tuple[Leaver, ...]:
    """The leavers of a school; `size` fixes that of each year."""
    usual = 0 if chance.random() < 0.05 else _size(MEDIAN, 0.55, chance)
    found: list[Leaver] = []
    for year in offered:
        number = size if size is not None else _size(usual, 0.25, chance)
        found += [_leaver(year, chance) for _ in range(number)]
    return tuple(found)


def revised(leavers: tuple[Leaver, ...], offered: tuple[str, ...], chance: random.Random) -> tuple[Leaver, ...]:
    """The same some months later: a few more or fewer in some year, a few other answers, no year that is over."""
    kept = [one for one in leavers if one.year in offered]
    if kept and chance.random() < 0.3:
        kept.remove(chance.choice(kept))
    if kept and chance.random() < 0.4:
        kept += [_leaver(chance.choice(kept).year, chance) for _ in range(chance.randint(1, 3))]
    return tuple(_found_out(one, chance) if chance.random() < 0.05 else one for one in kept)


def _size(median: int, spread: float, chance: random.Random) -> int:
    return min(MOST, round(median * math.exp(chance.gauss(0, spread))))


def _found_out(one: Leaver, chance: random.Random) -> Leaver:
    """A school that hears where somebody is, or that it was somewhere else."""
    return replace(one, way=_way(chance), told=frozenset(POINTS))


def _leaver(year: str, chance: random.Random) -> Leaver:
    return Leaver(year, _way(chance), frozenset(name for name in POINTS if chance.random() < 0.94))


def _way(chance: random.Random) -> Row:
    """Most stay where they are; nobody comes back to school from work, and nobody stays at no place."""
    way: Row = {"left_at_end_of": chance.choice(_GROUP_YEARS), "intended": _place(chance)}
    now = str(way["intended"]) if chance.random() < 0.75 else _place(chance)
    way["autumn"] = now
    stays = PLACES[now][0] not in ("not sustained", "not known") and chance.random() < 0.85
    way["six_months"] = "Yes" if stays else chance.choice(("No", "No", "Not known"))
    left = now != SCHOOL
    for number in range(1, 5):
        if chance.random() > 0.8:
            now = _place(chance, without_school=left)
        left = left or now != SCHOOL
        way[f"year_{number}"] = now
    return way


def _place(chance: random.Random, *, without_school: bool = False) -> str:
    weights = [0 if without_school and name == SCHOOL else weight for name, (_, weight) in PLACES.items()]
    return chance.choices(list(PLACES), weights)[0]
