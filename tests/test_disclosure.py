"""No small number can be worked out from what is shown: an integer solver tries to."""

import random
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from careers_workbook.hub.publication.count_tables import Suppressed, Table
from careers_workbook.hub.publication.disclosure import suppress
from tests.support.attack import Attacker
from tests.support.program import ROOT
from tests.support.sweep import tries

GROUPS = ("Education", "Apprenticeship", "Employment", "Other", "Not sustained", "Not known")
SHARES = (0.82, 0.01, 0.02, 0.05, 0.07, 0.03)
"""About how many leavers of special schools go where."""
YEARS = tuple(f"{year}/{year - 1999}" for year in range(2022, 2027))
Counts = tuple[tuple[int, ...], ...]


def table(*counts: tuple[int | None, ...], name: str = "Hub", **links: str) -> Table:
    return Table(name, YEARS[: len(counts)], GROUPS[: len(counts[0])], counts, **links)


def lines(shown: Suppressed) -> list[str]:
    return [" ".join(row) for row in shown.texts()]


def school(draw: random.Random, years: int = 5) -> Counts:
    """What became of one school's leavers: a cohort of 14 or so a year."""
    return tuple(cohort(draw, max(0, round(draw.gauss(14, 7)))) for _ in range(years))


def cohort(draw: random.Random, size: int) -> tuple[int, ...]:
    went = draw.choices(range(6), SHARES, k=size)
    return tuple(went.count(group) for group in range(6))


def added(schools: Iterable[Counts], years: int = 5) -> Counts:
    found = list(schools)
    return tuple(tuple(sum(one[i][j] for one in found) for j in range(6)) for i in range(years))


def changed(draw: random.Random, counts: Counts) -> Counts:
    """A term later: some years as they were, in some a few leavers found, more heard of the last year."""
    later = [list(row) for row in counts]
    for row in later[:-1]:
        if draw.random() < 0.4:
            for _ in range(draw.randint(1, 3)):
                row[5] = max(0, row[5] - draw.randint(0, 1))
                row[draw.randrange(5)] += 1
    for group, more in enumerate(cohort(draw, draw.randint(0, 40))):
        later[-1][group] += more
    return tuple(map(tuple, later))


def certain(shown: Sequence[Suppressed]) -> list[tuple[str, int, int]]:
    """Hidden cells that somebody can work out exactly, by ordinary means or knowing the rules."""
    found = {place for knows in (False, True) for place in Attacker(shown, knows_the_rules=knows).certain()}
    return [(shown[place].table.name, row, column) for place, row, column in sorted(found)]


def small_and_shown(shown: Sequence[Suppressed]) -> list[str]:
    return [text for one in shown for row in one.texts() for text in row if text in set("12345")]


def check(tables: Sequence[Table]) -> tuple[Suppressed, ...]:
    shown = suppress(tables)
    assert suppress(tables) == shown
    assert small_and_shown(shown) == []
    assert certain(shown) == []
    return shown


small_counts = st.one_of(st.just(0), st.just(0), st.integers(1, 5), st.integers(6, 30))


@pytest.mark.slow
@tries(15, many=200)
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.tuples(*[small_counts] * 6), min_size=n, max_size=n)))
@example([(1, 0, 0, 0, 0, 0)])
@example([(1, 1, 1, 1, 1, 1)])
@example([(14, 0, 0, 0, 0, 0)])
@example([(0, 0, 0, 0, 0, 0)] * 5)
@example([(6, 1, 0, 0, 0, 0), (6, 0, 0, 0, 0, 0), (6, 0, 0, 0, 0, 0)])
@example([(1, 1, 1, 1, 1, 1)] * 5)
def test_no_hidden_number_can_be_worked_out(counts: list[tuple[int, ...]]) -> None:
    (shown,) = check([table(*counts)])
    attacker = Attacker([shown], knows_the_rules=False)
    for place in attacker.hidden:
        least, most = attacker.range([(1, place)])
        assert least <= attacker.truth(place) <= most
        assert least < most
    for row, line in enumerate(counts):
        if max(line) == sum(line) > 5:  # all in one group: nobody may be sure of that
            others = [(1, (0, row, group)) for group in range(6) if group != line.index(max(line))]
            assert attacker.range(others)[1] > 0


@tries(8, many=100)
@given(st.integers(0, 10**9), st.sampled_from([1, 2, 4, 20]))
def test_a_hub_of_real_shape(seed: int, schools: int) -> None:
    draw = random.Random(seed)
    (shown,) = check([table(*added(school(draw) for _ in range(schools)))])
    assert sum(text.isdigit() for row in shown.texts() for text in row) >= 10


@pytest.mark.slow
@tries(4, many=60)
@given(st.integers(0, 10**9), st.sampled_from([(1, 1), (3, 1), (12, 1), (12, 6), (20, 18)]))
def test_the_hub_and_a_list_of_its_schools(seed: int, sizes: tuple[int, int]) -> None:
    draw = random.Random(seed)
    listed, others = ([school(draw) for _ in range(n)] for n in (sizes[1], sizes[0] - sizes[1]))
    hub, part = table(*added([*listed, *others])), table(*added(listed), name="List", part_of="Hub")
    shown = check([hub, part])
    attacker = Attacker(shown, knows_the_rules=False)
    for i, j in product(range(6), range(7)):
        rest = (hub.count(i, j) or 0) - (part.count(i, j) or 0)
        if 1 <= rest <= 5:
            least, most = attacker.range([(1, (0, i, j)), (-1, (1, i, j))])
            assert least < most


@pytest.mark.slow
@tries(4, many=60)
@given(st.integers(0, 10**9), st.sampled_from([(2, 2), (8, 1), (1, 1, 1), (6, 5, 4)]))
def test_lists_that_make_up_the_hub(seed: int, sizes: tuple[int, ...]) -> None:
    draw = random.Random(seed)
    lists = [added(school(draw) for _ in range(size)) for size in sizes]
    parts = [table(*counts, name=f"List {n}", part_of="Hub") for n, counts in enumerate(lists)]
    check([table(*added(lists)), *parts])


@pytest.mark.slow
@tries(8, many=100)
@given(st.integers(0, 10**9), st.sampled_from([1, 3, 12]), st.booleans())
@example(69749, 1, True)  # a published table that is safe only if this term's totals give way
@example(31, 3, True)
def test_this_term_and_last(seed: int, schools: int, published: bool) -> None:
    draw = random.Random(seed)
    before = table(*added(school(draw) for _ in range(schools)), name="Last term")
    if published:  # what is out cannot be called back
        before = Table(before.name, before.rows, before.columns, before.counts, hidden=suppress([before])[0].hidden)
    after = table(*changed(draw, before.counts), name="This term", later_than="Last term")  # type: ignore[arg-type]
    shown = check([before, after])
    if published:
        assert shown[0].hidden == before.hidden
    assert any(text.isdigit() for row in shown[1].texts() for text in row)
    attacker = Attacker(shown, knows_the_rules=False)
    for i, j in product(range(6), range(7)):
        if 1 <= abs((after.count(i, j) or 0) - (before.count(i, j) or 0)) <= 5:
            least, most = attacker.range([(1, (1, i, j)), (-1, (0, i, j))])
            assert least < most


@pytest.mark.slow
@tries(3, many=30)
@given(st.integers(0, 10**9))
def test_both_terms_of_the_hub_and_of_a_list(seed: int) -> None:
    draw = random.Random(seed)
    lists = [added(school(draw) for _ in range(4)) for _ in range(2)]
    later = [changed(draw, counts) for counts in lists]
    check([
        table(*added(lists), name="Hub, last term"),
        table(*lists[0], name="List, last term", part_of="Hub, last term"),
        table(*added(later), name="Hub", later_than="Hub, last term"),
        table(*later[0], name="List", part_of="Hub", later_than="List, last term"),
    ])  # fmt: skip


@pytest.mark.slow
@tries(3, many=30)
@given(st.integers(0, 10**9))
@example(398)  # the third has to be hidden as a whole
def test_three_terms_each_published_before_the_next(seed: int) -> None:
    draw = random.Random(seed)
    counts, terms = added(school(draw) for _ in range(3)), []
    for name, before in (("First", ""), ("Second", "First"), ("Third", "Second")):
        tables = [*terms, table(*counts, name=name, later_than=before)]
        if {text for row in suppress(tables)[-1].texts() for text in row} == {"[c]"}:
            return  # nothing is said but what an unchanged year said before
        shown = check(tables)
        terms = [Table(**asdict(one.table) | {"hidden": one.hidden}) for one in shown]
        counts = changed(draw, counts)


@pytest.mark.slow
@tries(4, many=60)
@given(st.integers(0, 10**9), st.sampled_from([1, 3, 12]))
def test_totals_that_are_known_anyway_are_never_hidden(seed: int, schools: int) -> None:
    draw = random.Random(seed)
    counts = added(school(draw) for _ in range(schools))
    counts = tuple((row[0] + 6, *row[1:]) for row in counts)
    before = table(*counts, name="Last term", totals_known=True)
    (last,) = check([before])
    kept = Table(before.name, YEARS, GROUPS, counts, hidden=last.hidden, totals_known=True)
    now = table(*changed(draw, counts), name="Now", later_than="Last term", totals_known=True)
    for shown in (last, *suppress([kept, now])):
        assert [row[-1] for row in shown.texts()[:-1]] == [str(sum(row)) for row in shown.table.counts]


def test_what_several_groups_come_to() -> None:
    (shown,) = suppress([table((40, 3, 12, 9), (35, 9, 8, 7), (28, 7, 15, 30))])
    assert lines(shown)[0] == "40 [c] 12 [c] 64"
    assert shown.sum(0, [0, 2]) == 52
    assert shown.sum(0, [1, 3]) == 12  # all but the others
    assert shown.sum(0, [0, 1]) is None


def test_those_who_came_are_all_in_one_group() -> None:
    before = Table("Last term", YEARS[:2], GROUPS[:3], ((40, 12, 20), (35, 9, 30)), hidden=frozenset())
    after = table((54, 12, 20), (35, 9, 30), name="This term", later_than="Last term")
    shown = check([before, after])
    assert (0, 0) in shown[1].hidden
    assert Attacker(shown, knows_the_rules=False).range([(1, (1, 0, 0)), (-1, (0, 0, 0))]) != (14, 14)


@pytest.mark.parametrize("knows", [False, True])
def test_the_attacker_finds_what_is_hidden_badly(knows: bool) -> None:
    hub, part = table((9, 4, 20), (8, 7, 30)), table((9, 2, 3), (8, 7, 9), name="List", part_of="Hub")
    alone = Attacker([Suppressed(hub, frozenset({(0, 1)}))], knows_the_rules=knows)
    assert alone.certain() == [(0, 0, 1)]
    assert alone.range([(1, (0, 0, 1))]) == (4, 4)
    square = frozenset({(0, 0), (0, 1), (1, 0), (1, 1)})
    safe = Attacker([Suppressed(hub, square)], knows_the_rules=knows)
    assert safe.certain() == []
    assert safe.range([(1, (0, 0, 1))]) == ((1, 10) if knows else (0, 11))
    later = table((9, 4, 20), (8, 7, 30), name="This term", later_than="Hub")
    other = frozenset({(0, 1), (0, 2), (1, 1), (1, 2)})  # each table safe alone, not both together
    both = Attacker([Suppressed(hub, square), Suppressed(later, other)], knows_the_rules=knows)
    assert {place[1:] for place in both.certain()} == square | other
    listed = Attacker([Suppressed(hub, frozenset()), Suppressed(part, square)], knows_the_rules=knows)
    assert listed.range([(1, (1, 0, 1))])[1] <= 4


def test_small_numbers_as_people_see_them() -> None:
    (shown,) = suppress([table((40, 3, 12), (35, 9, 0), (28, 7, 15))])
    assert lines(shown) == ["40 [c] [c] 55", "35 9 0 44", "28 [c] [c] 50", "103 19 27 149"]
    assert [shown.percent(0, j) for j in range(4)] == ["73", "[c]", "[c]", "100"]


def test_a_cohort_of_one_to_five_shows_nothing_not_even_zeros() -> None:
    (shown,) = suppress([table((40, 8, 12), (0, 0, 4), (28, 7, 15))])
    assert lines(shown)[1] == "[c] [c] [c] [c]"
    assert shown.percent(1, 0) == "[c]"


def test_a_cohort_all_in_one_group_does_not_say_so() -> None:
    (shown,) = suppress([table((14, 0, 0), (28, 7, 15), (30, 8, 11))])
    row = lines(shown)[0].split()
    assert row[0] == "[c]"
    assert sorted(row[1:3]) == ["0", "[c]"]
    assert row[3] == "14"


def test_zeros_and_totals_stay_where_they_tell_nothing() -> None:
    (shown,) = suppress([table((40, 0, 12), (35, 9, 0), (0, 0, 0))])
    assert lines(shown) == ["40 0 12 52", "35 9 0 44", "0 0 0 0", "75 9 12 96"]
    assert shown.hidden == frozenset()
    assert shown.percent(2, 1) == "[z]"
    assert shown.percent(0, 1) == "0"


def test_what_is_not_available_is_no_zero() -> None:
    (shown,) = suppress([table((40, None, 12), (35, 900, 3), (28, None, 15), (6000, 9, 20))])
    assert lines(shown)[0] == "40 [x] 12 52"
    assert (shown.percent(0, 1), shown.percent(3, 1)) == ("[x]", "[low]")
    assert {text for row in shown.texts() for text in row if not text.isdigit()} == {"[c]", "[x]"}
    assert certain([shown]) == []


def test_what_a_list_leaves_over_is_hidden_too() -> None:
    hub, part = table((40, 12, 20), (35, 9, 30)), table((38, 12, 20), (35, 9, 30), name="List", part_of="Hub")
    shown = suppress([hub, part])
    assert shown[0].hidden == frozenset()
    assert {(0, 0), (0, 3), (2, 0), (2, 3)} <= shown[1].hidden
    assert [suppress([one])[0].hidden for one in (hub, table((38, 12, 20), (35, 9, 30)))] == [frozenset()] * 2


def test_a_new_year_and_a_year_that_has_changed() -> None:
    before = table((40, 12, 20), (35, 9, 30), name="Last term")
    after = Table("Now", (YEARS[1], YEARS[2]), GROUPS[:3], ((35, 10, 30), (20, 11, 9)), later_than="Last term")
    shown = check([before, after])
    assert shown[0].hidden == frozenset()
    assert {(0, 1), (0, 3)} <= shown[1].hidden


def test_when_what_was_published_gives_too_much_away_nothing_more_is_shown() -> None:
    before = table((40, 3, 12), (35, 9, 11), name="Last term")
    careless = Table(before.name, before.rows, before.columns, before.counts, hidden=frozenset({(0, 1)}))
    shown = suppress([careless, table((40, 3, 12), (35, 9, 11), later_than="Last term")])
    assert shown[0].hidden == {(0, 1)}
    assert {text for line in lines(shown[1]) for text in line.split()} == {"[c]"}


def test_tables_that_do_not_hang_together_do_not_mind_each_other() -> None:
    one, two = table((40, 3, 12), (35, 9, 11)), table((2, 8), (9, 11), name="Other")
    assert suppress([one, two]) == (*suppress([one]), *suppress([two]))
    assert suppress([]) == ()


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ([table((1, 2)), table((1, 2))], "same name"),
        ([table((1, 2), part_of="Nowhere")], 'no table "Nowhere"'),
        ([table((1, 2)), table((1, 2, 3), name="List", part_of="Hub")], "columns differ"),
        ([table((1, 2)), table((1, 3), name="List", part_of="Hub")], "no part of"),
        ([table((1, 2)), table((1, 0), (0, 1), name="List", part_of="Hub")], "no part of"),
    ],
)
def test_tables_that_do_not_fit(tables: list[Table], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        suppress(tables)


@pytest.mark.parametrize(
    ("rows", "columns", "counts"),
    [(("a",), ("x",), ()), (("a",), ("x",), ((1, 2),)), (("a", "a"), ("x",), ((1,), (2,))), (("a",), ("x",), ((-1,),))],
)
def test_no_table_at_all(rows: tuple[str, ...], columns: tuple[str, ...], counts: Counts) -> None:
    with pytest.raises(ValueError, match="Odd"):
        Table("Odd", rows, columns, counts)


def taken(*tables: Table) -> float:
    """Seconds of work that the tables take."""
    started = time.process_time()
    suppress(tables)
    return time.process_time() - started


def test_a_hub_of_two_hundred_schools_takes_no_time() -> None:
    draw = random.Random(2027)
    schools = [school(draw) for _ in range(200)]
    hub, part = table(*added(schools)), table(*added(schools[:30]), name="List", part_of="Hub")
    by_school = Table("Schools", tuple(map(str, range(200))), GROUPS, tuple(one[-1] for one in schools))
    assert min(taken(hub, part) for _ in range(3)) < 0.3
    started = time.process_time()
    suppress([by_school])  # a row for every school is never shown; still it must not hang
    assert time.process_time() - started < 5


def test_the_library_needs_no_solver() -> None:
    module = "careers_workbook.hub.publication.disclosure"
    code = f"import sys, {module}; print(sorted({{'scipy', 'numpy', 'pandas'}} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert said == "[]\n"
