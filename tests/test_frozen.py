"""`@frozen` makes what `dataclass(frozen=True, slots=True)` makes, only later and faster."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any

import pytest

from careers_workbook.core.frozen import frozen


@frozen
class Cut:
    """With defaults, one of them made anew, one not compared."""

    edge: int
    name: str = "plain"
    notes: dict[str, str] = field(default_factory=dict)
    seen: int = field(default=0, compare=False, repr=False)

    @property
    def most(self) -> int:
        return self.edge

    def least(self) -> int:
        return self.edge


@dataclass(frozen=True, slots=True)
class Plain:
    """The same by the standard library."""

    edge: int
    name: str = "plain"
    notes: dict[str, str] = field(default_factory=dict)
    seen: int = field(default=0, compare=False, repr=False)


@frozen(kw_only=True)
class Wider(Cut):
    """Extends one."""

    width: int

    @property
    def most(self) -> int:
        return max(super().most, self.width)

    def least(self) -> int:
        return min(super().least(), self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class Widest(Wider):
    """A plain one that extends one, as somebody's own kind of answer does."""

    height: int = 1


@frozen(slots=False)
class Keeping:
    """Works something out and keeps it."""

    edge: int

    @cached_property
    def area(self) -> int:
        return self.edge**2


@frozen
class Empty:
    """Without fields."""


@frozen
class OwnWords:  # noqa: PLW1641 - its hash is the one that a frozen class gets
    """Has methods of its own, and something to do when it is made."""

    edge: int

    def __post_init__(self) -> None:
        if self.edge < 0:
            raise ValueError(self.edge)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnWords) and abs(self.edge - other.edge) < 2

    def __repr__(self) -> str:
        return "mine"


MADE = (Cut(1), Cut(1, "x", {"a": "b"}, 3), Wider(1, width=2), Widest(1, width=2), Keeping(3), Empty())


@pytest.mark.parametrize("one", MADE, ids=repr)
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_it_goes_through_copies_and_pickles(one: object, again: Callable[[object], object]) -> None:
    found = again(one)
    assert found == one
    assert type(found) is type(one)
    assert asdict(found) == asdict(one)  # type: ignore[call-overload]


@pytest.mark.parametrize("one", MADE, ids=repr)
def test_nothing_of_it_can_be_changed(one: Any) -> None:
    for name in [*(known.name for known in fields(one)), "something_else"]:
        with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
            setattr(one, name, 1)
        with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
            delattr(one, name)
    assert one in MADE


@pytest.mark.parametrize("given", [(1,), (1, "x"), (1, "x", {"a": "b"}), (1, "x", {}, 4)])
def test_it_says_and_compares_what_a_plain_one_does(given: tuple[Any, ...]) -> None:
    ours, plain = Cut(*given), Plain(*given)
    assert repr(ours) == repr(plain).replace("Plain", "Cut")
    assert asdict(ours) == asdict(plain)
    assert (ours == Cut(1)) is (plain == Plain(1))
    assert ours != plain
    assert replace(ours, edge=5) == Cut(5, *given[1:])
    assert Cut.__match_args__ == Plain.__match_args__


def test_a_default_that_is_made_anew_is_nobody_elses() -> None:
    assert Cut(1).notes is not Cut(1).notes


def test_what_is_compared_is_hashed() -> None:
    assert hash(Keeping(3)) == hash(Keeping(3))
    assert hash(Keeping(3)) != hash(Keeping(4))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Cut(1))


@pytest.mark.parametrize("given", [(), (1, "x", {}, 4, 5)])
def test_what_is_missing_or_too_much_is_refused(given: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="argument"):
        Cut(*given)
    with pytest.raises(TypeError, match="argument"):
        Wider(1, "x", {}, 0, 2)  # type: ignore[misc]


def test_methods_of_its_own_stay() -> None:
    assert OwnWords(1) == OwnWords(2) != OwnWords(4)
    assert repr(OwnWords(1)) == "mine"
    with pytest.raises(ValueError, match="-1"):
        OwnWords(-1)


def test_what_extends_one_can_ask_it() -> None:
    assert (Wider(1, width=2).most, Wider(1, width=2).least()) == (2, 1)


def test_without_slots_it_keeps_what_it_works_out() -> None:
    assert Keeping(3).area == 9
    assert not hasattr(Cut(1), "__dict__")


def test_methods_are_compiled_when_they_are_called() -> None:
    @frozen
    class Fresh:
        """Nobody has made one."""

        edge: int

    assert is_dataclass(Fresh)
    assert Fresh.__init__.__code__.co_filename != "<string>"
    Fresh(1)
    assert Fresh.__init__.__code__.co_filename == "<string>"
