"""Rows and the items that they may be, weighed all together: each row is at most one item, each item at most one row.

Enters: what speaks for each row being each item, in points. Leaves: the item of every row of which there is no doubt.
Must not know: what the points stand for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

Points = Mapping[int, Mapping[str, int]]
"""Row -> the items that it may be -> what speaks for that, more than 0."""
_MOST = 100
"""Rows that may hang together before nobody can say which is which."""


def assign(points: Points) -> dict[int, str]:
    """The items of rows that come to the most points together, without those that could be otherwise for as many."""
    wanted = Counter(chain.from_iterable(points.values()))
    sure = {row: item for row, items in points.items() if len(items) == 1 for item in items if wanted[item] == 1}
    for part in parts({row: items for row, items in points.items() if row not in sure}):
        best = _best(part) if len(part) <= _MOST else {}
        for row, ref in best.items():
            other = {**part, row: {item: n for item, n in part[row].items() if item != ref}}
            if _sum(other, _best(other)) < _sum(part, best):
                sure[row] = ref
    return sure


def parts(points: Points) -> Iterator[Points]:
    """The rows that want the same items, directly or by way of others."""
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, items in points.items():
        for item in items:
            rows_of[item].append(row)
    left = dict(points)
    for first in points:
        if first in left:
            part, todo = {first: left.pop(first)}, [first]
            for row in todo:
                more = [other for item in part[row] for other in rows_of.pop(item, ()) if other in left]
                part |= {other: left.pop(other) for other in dict.fromkeys(more)}
                todo += dict.fromkeys(more)
            yield part


def _best(points: Points) -> dict[int, str]:
    """The items of rows by which the points are most: for one row after the other, along the best chain of changes."""
    held: dict[str, int] = {}
    for row, wanted in points.items():
        gains, came_from, todo = dict(wanted), dict[str, str](), list(wanted)
        for item in todo:
            taken = points[held[item]] if item in held else {}
            for other, worth in taken.items():
                gain = gains[item] - taken[item] + worth
                if other != item and gain > gains.get(other, 0):
                    gains[other], came_from[other] = gain, item
                    todo.append(other)
        ends = {item: gain - (points[held[item]][item] if item in held else 0) for item, gain in gains.items()}
        end = max(ends, key=lambda item: ends[item], default="")
        if end and ends[end] > 0:
            while end in came_from:
                held[end] = held[came_from[end]]
                end = came_from[end]
            held[end] = row
    return {row: item for item, row in held.items()}


def _sum(points: Points, items: Mapping[int, str]) -> int:
    return sum(points[row][item] for row, item in items.items())
