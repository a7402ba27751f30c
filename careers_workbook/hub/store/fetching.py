"""What is known of the files of a round, fetched out of the store when somebody looks at it, and let go again.

Enters: how many files there are, and what loads some of them by their places. Leaves: for each what fetches it. What is
left out of a store that is about to change is fetched before. Must not know: SQL, what is fetched.
"""

import contextlib
import weakref
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.hub.store.remembered import StoreState
from careers_workbook.hub.store.stored_return import FetchedReturn

T = TypeVar("T")
_TOGETHER = 64
"""Files whose answers are fetched at once, at most, where somebody looks at one after the other."""
_FETCHING: "weakref.WeakSet[Fetching[Any]]" = weakref.WeakSet()
GONE_THROUGH = deque[tuple[StoreState, tuple[str, str], Sequence[FetchedReturn]]](maxlen=2)
"""The rounds that were gone through to the end last: the store as it was, its path with their names, their returns."""


def fetch_before_change(path: Path) -> None:
    """Fetch what is left out of a store that is about to change: a round that was loaded stays as it was.

    Where another command changes it, whoever looks at an answer is told to try again.
    """
    GONE_THROUGH.clear()  # nobody looks at those any more, unless he holds the round
    for one in tuple(_FETCHING):
        if one.path == path:
            with contextlib.suppress(OutputError):  # of a store that cannot be read any more nothing is left to fetch
                one.fetch_all()


class Fetching(Generic[T]):
    """Fetches what is known of files of one round when it is looked at; the store is open for that moment only.

    Whoever looks at one file after the other gets some of the next ones with it. `load` takes the places of files, of
    which there are so many.
    """

    def __init__(self, path: Path, number: int, load: Callable[[Iterable[int]], Mapping[int, T]]) -> None:
        _FETCHING.add(self)
        self.path, self._number, self._load = path, number, load
        self._found: dict[int, T] = {}
        self._all_there = False
        self._next, self._together = -1, 1
        self._one_at_a_time = Lock()  # one thread looks at a round, another one is about to change the store

    def one(self, place: int) -> "FetchOne[T]":
        """Fetches that of the file at this place. OutputError if it was read anew meanwhile."""
        return FetchOne(self, place)

    def fetch(self, place: int) -> T:
        """The same."""
        with self._one_at_a_time:
            if place not in self._found and not self._all_there:
                is_next = self._next <= place <= self._next + self._together  # some may be of no interest
                self._together = min(2 * self._together, _TOGETHER) if is_next else 1
                self._next = place + self._together
                self._found.clear()  # of those before, which nobody looked at
                self._take(place, self._next)
            if place not in self._found:
                raise OutputError(Problem("HUB-027", Place(), {"path": str(self.path)}))
            return self._found[place] if self._all_there else self._found.pop(place)

    def fetch_all(self) -> None:
        """Fetch all, to keep it: the store is about to change."""
        with self._one_at_a_time:
            if not self._all_there:
                self._take(0, self._number)
                self._all_there = True

    def _take(self, first: int, end: int) -> None:
        if left := [place for place in range(first, min(end, self._number)) if place not in self._found]:
            self._found.update(self._load(left))


class FetchOne(Generic[T]):
    """Fetches what is known of one file: there are many of them."""

    __slots__ = ("_fetching", "_place")

    def __init__(self, fetching: Fetching[T], place: int) -> None:
        self._fetching, self._place = fetching, place

    def __call__(self) -> T:
        """What is known of it."""
        return self._fetching.fetch(self._place)


class RoundFiles:
    """The files of one round: their numbers in the store, and marks of what each was when it was looked at first."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers, self._marks = array("q", numbers), array("q", bytes(8 * len(numbers)))

    def __len__(self) -> int:
        return len(self.numbers)

    def is_same(self, place: int, mark: int) -> bool:
        """Whether a file with this mark is the one that was looked at first; the first is."""
        self._marks[place] = self._marks[place] or mark
        return self._marks[place] == mark
