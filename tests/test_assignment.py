"""Rows to items: the best for all rows together, and none of which there is any doubt."""

from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.returns.matching.assignment import assign
from tests.support.sweep import tries

POINTS = st.lists(st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 12), max_size=3), max_size=6)


def every_way(points: list[dict[str, int]]) -> list[dict[int, str]]:
    """All ways to give each row one of its items or none, and each item to one row at most."""
    ways: list[dict[int, str]] = [{}]
    for row, items in enumerate(points):
        ways += [{**way, row: item} for way in ways for item in items if item not in way.values()]
    return ways


@tries(100, many=3000)
@given(points=POINTS)
def test_what_the_best_ways_have_in_common_is_sure(points: list[dict[str, int]]) -> None:
    worth = [(sum(points[row][item] for row, item in way.items()), way) for way in every_way(points)]
    most = max(total for total, _ in worth)
    best = [way for total, way in worth if total == most]
    common = {row: item for row, item in best[0].items() if all(way.get(row) == item for way in best)}
    assert assign(dict(enumerate(points))) == common


def test_more_rows_than_anybody_can_tell_apart_are_left_alone() -> None:
    assert assign({row: {"A": 6, "B": 5} for row in range(20_000)}) == {}
    assert assign({row: {f"A{row}": 12} for row in range(20_000)}) == {row: f"A{row}" for row in range(20_000)}
