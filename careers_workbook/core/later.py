"""A sequence that is not there: fetched when somebody looks at it, or made anew whenever somebody goes through it.

Must not know: what it holds, where it is kept.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class Later(Sequence[T]):
    """What `fetch` gives. It is equal to a tuple of the same, and goes into another process as one."""

    __slots__ = ("_fetch", "_found")

    def __init__(self, fetch: Callable[[], tuple[T, ...]]) -> None:
        self._fetch = fetch
        self._found: tuple[T, ...] | None = None

    def let_go(self) -> None:
        """Keep it no longer: it is fetched again if somebody looks at it again."""
        self._found = None

    def _all(self) -> tuple[T, ...]:
        if self._found is None:
            self._found = self._fetch()
        return self._found

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, (self._all(),)


class Anew(Sequence[T]):
    """What is too much to be kept: `make` makes it whenever somebody goes through it."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], Iterator[T]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[T]:
        return self._make()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return tuple(self)[at]
