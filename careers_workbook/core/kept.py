"""What is worked out of something that never changes, worked out once: the last few results are kept.

Enters: a function. Leaves: the same, remembering. Its first argument is known by being the same object, because what is
large and frozen is slow to compare or cannot be hashed; the others by being equal. With `kept_with_it` the result lives
as long as that object. Or a function of a text, which `OfTexts` asks once for each text. Must not know: what is worked
out.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_More = ParamSpec("_More")
_Make = Callable[Concatenate[_Given, _More], _Made]
_MOST, _EACH, _LONGEST = 2_000_000, 200, 1_000
"""Characters of the texts of which a result is kept, what keeping one takes besides its own, and those of the longest.

A filled checklist has some two thousand texts of a hundred thousand characters together.
"""


def kept(most: int) -> Callable[[_Make[_Given, _More, _Made]], _Make[_Given, _More, _Made]]:
    """Makes a function of hashable further arguments remember its last results; none is None."""

    def remembering(make: _Make[_Given, _More, _Made]) -> _Make[_Given, _More, _Made]:
        # the object is kept with what was made of it: as long as it lives no other one has its id
        known: dict[tuple[object, ...], tuple[_Given, _Made]] = {}

        def made(given: _Given, /, *more: _More.args, **named: _More.kwargs) -> _Made:
            key = (id(given), *more)
            found = known.get(key)
            if found is None:
                found = known[key] = given, make(given, *more, **named)
                if len(known) > most:
                    known.pop(next(iter(known)), None)
            return found[1]

        return made

    return remembering


_WithIt = TypeVar("_WithIt", bound=Callable[..., Any])


def kept_with_it(make: _WithIt) -> _WithIt:
    """Makes a function remember its last result in the object that it is given first, which has a `__dict__`.

    The others are known by being the same objects. The result must not lead back to the object, which would outlive
    its use, and nobody changes it.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    def made(given: object, /, *more: object) -> object:
        known = given.__dict__.get(name)
        if known is None or any(one is not other for one, other in zip(known[0], more, strict=True)):
            known = given.__dict__[name] = more, make(given, *more)
        return known[1]

    return cast("_WithIt", made)


_Part = Callable[Concatenate[bytes, _More], _Made]
_SMALL = 64_000
"""Bytes of the largest part of a file of which a result is kept."""


def of_bytes(most: int) -> Callable[[_Part[_More, _Made]], _Part[_More, _Made]]:
    """Makes a function of bytes, and of hashable further arguments, remember its last results, which nobody changes."""

    def remembering(make: _Part[_More, _Made]) -> _Part[_More, _Made]:
        known = lru_cache(most)(make)

        def made(given: bytes, /, *more: _More.args, **named: _More.kwargs) -> _Made:
            return (known if len(given) <= _SMALL else make)(given, *more, **named)

        return made

    return remembering


class OfTexts(dict[str, _Made], Generic[_Made]):
    """Text -> what a function makes of it. All are forgotten when they come to too much; of long ones none is kept."""

    def __init__(self, make: Callable[[str], _Made]) -> None:
        self._make, self._left = make, _MOST

    def __missing__(self, text: str) -> _Made:
        made = self._make(text)
        if len(text) <= _LONGEST:
            self._left -= len(text) + _EACH
            if self._left < 0:
                self.clear()
                self._left = _MOST - len(text) - _EACH
            self[text] = made
        return made
