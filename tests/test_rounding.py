"""A number of people is a multiple of 5, up or down by a secret lot that is drawn for what is counted."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.hub.publication.rounding import Population, may_be_shown, percentage

SECRETS = [bytes([n]) * 32 for n in range(50)]
ONE_YEAR = Population(frozenset({"2024/25"}), frozenset({"employment"}), "autumn", "Leavers")


@given(st.integers(0, 5000), st.binary(min_size=32, max_size=32), st.text(max_size=9))
def test_a_number_is_off_by_at_most_4_and_0_is_0(number: int, secret: bytes, year: str) -> None:
    shown = Population(frozenset({year})).rounded(number, secret)
    assert shown % 5 == 0
    assert abs(shown - number) <= 4
    assert Population(frozenset({year})).rounded(0, secret) == 0
    assert Population(frozenset({year})).rounded(number + 5, secret) == shown + 5


def test_every_offset_is_as_likely_as_another() -> None:
    drawn = Counter(
        replace(ONE_YEAR, years=frozenset({f"year {n}"})).offset(secret) for secret in SECRETS for n in range(200)
    )
    assert sorted(drawn) == [0, 1, 2, 3, 4]
    assert all(abs(count - 2000) < 5 * 40 for count in drawn.values())  # five times the standard deviation


def test_what_is_counted_decides_and_nothing_else() -> None:
    others = [
        replace(ONE_YEAR, years=frozenset({"2023/24"})),
        replace(ONE_YEAR, years=frozenset({"2023/24", "2024/25"})),
        replace(ONE_YEAR, groups=frozenset({"education"})),
        replace(ONE_YEAR, groups=frozenset({"education", "employment"})),
        replace(ONE_YEAR, groups=frozenset()),
        replace(ONE_YEAR, groups=frozenset({"autumn"}), checkpoint="employment"),
        replace(ONE_YEAR, checkpoint="year_1"),
        replace(ONE_YEAR, sheet=""),
        replace(ONE_YEAR, schools="PRUs"),
    ]
    for other in others:
        agree = sum(ONE_YEAR.offset(secret) == other.offset(secret) for secret in SECRETS)
        assert agree < 25, other
    again = Population(frozenset(["2024/25"]), frozenset(["employment"]), "autumn", "Leavers")
    assert [again.offset(secret) for secret in SECRETS] == [ONE_YEAR.offset(secret) for secret in SECRETS]


def test_the_order_of_years_and_groups_makes_no_difference() -> None:
    names = [f"2{n:03}/00" for n in range(40)]
    one, other = Population(frozenset(names), frozenset(names)), Population(frozenset(names[::-1]), frozenset(names))
    assert [one.offset(secret) for secret in SECRETS] == [other.offset(secret) for secret in SECRETS]


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ([], False),
        ([5, 5], False),
        ([5, 5, 0], False),
        ([1, 1, 1], True),
        ([80, 10, 10], True),
        ([80, 11, 10], True),
        ([81, 10, 10], False),
        ([9, 1, 1], False),
        ([0, 0, 0], False),
    ],
)
def test_a_year_rests_on_three_schools_of_which_none_has_more_than_80_per_cent(people: list[int], shown: bool) -> None:
    assert may_be_shown(people) is shown


@given(st.integers(0, 400), st.integers(0, 400))
def test_percentages_are_whole_and_of_50_or_more(fives: int, base: int) -> None:
    number, base = 5 * fives, 5 * base
    found = percentage(number, base)
    assert (found is None) == (base < 50)
    if found is not None:
        assert abs(found - min(Fraction(100), Fraction(100 * number, base))) <= Fraction(1, 2)


def test_no_version_of_the_program_draws_another_lot() -> None:
    """Figures that were shown would change though nothing has."""
    drawn = [replace(ONE_YEAR, checkpoint=f"year_{n}").offset(bytes(range(32))) for n in range(12)]
    assert drawn == [4, 3, 1, 3, 1, 0, 1, 4, 4, 3, 4, 1]
