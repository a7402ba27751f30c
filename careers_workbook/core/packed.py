"""A long sequence of rows that takes little memory: packed some at a time, unpacked where somebody goes through it.

Enters: rows of plain values (text, numbers, days, None). Leaves: the same as a sequence; what is packed stays in this
process. Must not know: what rows mean.
"""

import itertools
import operator
import pickle  # of our own values, in our own memory
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")
_TOGETHER = 512
"""Rows that are packed at once."""


class Packed(Sequence[T], Generic[T]):
    """Rows; `make` makes of the values of one what it was."""

    __slots__ = ("_ends", "_make", "_packed", "_waiting")

    def __init__(self, rows: Iterable[Sequence[object]] = (), make: Callable[[Sequence[object]], T] = tuple) -> None:  # type: ignore[assignment]
        self._make, self._packed, self._ends = make, list[bytes](), [0]
        self._waiting: list[tuple[object, ...]] = []
        self.extend(rows)

    def extend(self, rows: Iterable[Sequence[object]]) -> None:
        """Put more behind them."""
        for row in rows:
            self._waiting.append(tuple(row))
            if len(self._waiting) == _TOGETHER:
                self._packed.append(zlib.compress(pickle.dumps(self._waiting, pickle.HIGHEST_PROTOCOL), 1))
                self._ends.append(self._ends[-1] + _TOGETHER)
                self._waiting = []

    def __len__(self) -> int:
        return self._ends[-1] + len(self._waiting)

    def __iter__(self) -> Iterator[T]:
        for place in range(len(self._packed)):
            yield from map(self._make, self._unpacked(place))
        yield from map(self._make, tuple(self._waiting))

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            return tuple(itertools.islice(self, start, stop, step)) if step > 0 else tuple(self)[at]
        number = range(len(self))[at]
        place = bisect_right(self._ends, number) - 1
        some = self._unpacked(place) if place < len(self._packed) else self._waiting
        return self._make(some[number - self._ends[place]])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(operator.eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def _unpacked(self, place: int) -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = pickle.loads(zlib.decompress(self._packed[place]))  # noqa: S301 - our own
        return found
