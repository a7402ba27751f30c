"""What can be worked out of everything that a Hub publishes of leavers: by strangers, by schools, from two versions.

Every number comes from the bytes of the files, and goes into an integer solver with all that the attacker knows
(tests/support/attackers.py).
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from statistics import fmean

import pytest

from tests.support.attackers import insiders, stranger, stranger_with_lists, with_two_versions
from tests.support.hub_leavers import PLACES, POINTS, is_open
from tests.support.hub_rounds import COLLECTIONS
from tests.support.rounding_attack import Cell, Counts, Found, Place, Publication, Whom
from tests.support.rounding_hubs import LAST, YEARS, drawn, made, together, told
from tests.support.sweep import some

pytestmark = pytest.mark.slow  # the solver takes about a minute in all
MANY, EXACT, TWO = 10**6, (1,), (1, 2)
"""No number is larger; an exact number can have one value, one that is narrowed down has two at most."""


def hubs(*schools: int, sizes: int = 9) -> pytest.MarkDecorator:
    """Made-up Hubs of so many schools: one of each size (or of the first few), and a sweep of more."""
    cases = [(number, seed) for seed in range(1, 11) for number in schools]
    return pytest.mark.parametrize("hub", some(cases, cases[: min(sizes, len(schools))]))


def hardly_anything_is_narrowed(found: Found, hub: tuple[int, int]) -> None:
    """No number is exact, and none of the first Hubs has two values left.

    Where three or four parts all happen to be rounded far the same way, as in a few of the sweep, two are left.
    """
    _, seed = hub
    assert found.among(0, MANY, values=EXACT) == []
    assert len(found.among(0, MANY, values=TWO)) <= (0.05 * len(found.numbers) if seed > 1 else 0)


@hubs(3, 8, 30, 150)
def test_a_stranger_with_one_round(hub: tuple[int, int]) -> None:
    hardly_anything_is_narrowed(stranger(drawn(*hub)), hub)


@hubs(3, 8, 30)
def test_a_stranger_with_three_rounds_who_guesses_what_has_moved(hub: tuple[int, int]) -> None:
    hardly_anything_is_narrowed(stranger(drawn(*hub), (0, 1, 2)), hub)


@hubs(8, 30)
def test_a_stranger_with_two_lists_that_make_up_the_hub(hub: tuple[int, int]) -> None:
    hardly_anything_is_narrowed(stranger_with_lists(drawn(*hub)), hub)


@pytest.mark.parametrize("number", [1, 2])
@hubs(8, 30)
def test_one_or_two_schools_of_many(hub: tuple[int, int], number: int) -> None:
    found = insiders(drawn(*hub), number)
    assert found.among(1, 5, values=EXACT) == []
    assert len(found.among(1, 5, values=TWO)) < 0.02 * len(found.among(1, 5))


@pytest.mark.parametrize("number", [1, 2])
@hubs(3, 4, 7)
def test_one_or_two_schools_of_a_few(hub: tuple[int, int], number: int) -> None:
    assert insiders(drawn(*hub), number).among(1, 5, values=EXACT) == []


@hubs(4, 9, 30, sizes=1)
def test_two_versions_of_a_round(hub: tuple[int, int]) -> None:
    """Exactly known is nothing to a stranger, and no count of 1 to 5 to the school that came late."""
    for found in with_two_versions(drawn(*hub), "stranger"):
        assert found.among(0, MANY, values=EXACT) == []
    others, _ = with_two_versions(drawn(*hub), "late school")
    assert others.among(1, 5, values=EXACT) == []


@hubs(30)
def test_two_versions_where_the_cohorts_of_the_late_school_are_known(hub: tuple[int, int]) -> None:
    """A count of 1 to 5 of it can be known only in a year of at most 4 leavers."""
    _, late = with_two_versions(drawn(*hub), "who knows its cohorts")
    cohorts = {one.whom.years: one.truth for one in late.numbers if not one.whom.checkpoint}
    exact = [one for one in late.among(1, 5, values=EXACT) if one.whom.checkpoint]
    assert all(cohorts[one.whom.years] <= 4 for one in exact)


def test_what_is_published_says_nothing_but_what_the_figures_say() -> None:
    """Of two Hubs with the same figures every table and the workbook are the same, byte by byte, whatever is so."""
    hub, draw = drawn(8, 1), random.Random(1)
    now = hub.rounds[LAST]
    figures, files = told(now, hub.secret), made(now, hub.secret)
    alike = 0
    for number, school in now.items():
        one, point = draw.randrange(len(school)), draw.choice(("intended", "autumn", "year_1"))
        moved = replace(school[one], way={**school[one].way, point: draw.choice(sorted(PLACES))})
        other = {**now, number: (*school[:one], moved, *school[one + 1 :])}
        if told(other, hub.secret) == figures:
            assert made(other, hub.secret) == files
            alike += other != now
    assert alike > 2


@pytest.mark.parametrize(("schools", "share"), [(8, 10), (30, 3), (150, 0.6)])
def test_what_is_shown_is_of_use(schools: int, share: float) -> None:
    """Everything that rests on enough schools is shown, hardly off, and stays as it is while the truth does."""
    hub, before = drawn(schools, 1), dict[Whom, tuple[int, int]]()
    for turn, collection in enumerate(COLLECTIONS):
        said, counts = told(hub.rounds[turn], hub.secret, turn), hub.counts(turn)
        shown, truth = Publication("", said), together(counts)
        for year in YEARS:
            assert sum(one[Cell(year)] > 0 for one in counts) >= 3
            known = {point for point in POINTS if is_open(point, year, collection.due)}
            assert {place.checkpoint for place in said if place.year == year and said[place].isdigit()} == known | {""}
            assert said[Place("", year, "In education, employment or training")].isdigit() == ("autumn" in known)
        now = {whom: (whom.of(truth), number) for whom, number in shown.numbers.items()}
        assert all(abs(number - is_so) <= 4 for is_so, number in now.values())
        same = [whom for whom in now if whom in before and before[whom][0] == now[whom][0]]
        assert turn == 0 or len(same) > 5
        assert [whom for whom in same if before[whom] != now[whom]] == []
        assert mean_error(now, truth) < share
        before |= now


def mean_error(shown: Mapping[Whom, tuple[int, int]], truth: Counts) -> float:
    """By how much numbers are off, as per cent of all leavers of their years."""
    leavers = {whom: Whom(whom.years).of(truth) for whom in shown}
    return fmean(100 * abs(number - is_so) / leavers[whom] for whom, (is_so, number) in shown.items())
