"""`@frozen`: a frozen slotted dataclass that is quick to define and quick to make.

Enters: a class with annotated fields. Leaves: what `dataclass(frozen=True, slots=True)` makes of it, so that `fields`,
`replace`, `copy`, `pickle`, `match` and plain dataclasses that extend it work; every field is a parameter. But its
methods are compiled when they are first called: Python 3.11 compiles eight when a class is defined, in half a
millisecond, and reading one return defines 150 classes and calls a fifth of those methods. And fields are set by their
slots, in half the time. Must not know: any class by its name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, is_dataclass
from types import FunctionType, MemberDescriptorType
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

_Class = TypeVar("_Class")
_METHODS = {
    "__init__": "(self, {parameters}):\n {each_set}\n {then}",
    "__eq__": "(self, other):\n return {mine} == {theirs} if other.__class__ is self.__class__ else NotImplemented",
    "__hash__": "(self):\n return hash({mine})",
    "__getstate__": "(self):\n return {state}",
    "__setstate__": "(self, state):\n {names} = state\n {each_set}",
}
"""Method -> its source, with gaps for what depends on the fields."""
_OF_SLOTS = ("__getstate__", "__setstate__")


@overload
def frozen(cls: type[_Class], /) -> type[_Class]: ...
@overload
def frozen(*, kw_only: bool = ..., slots: bool = ...) -> Callable[[type[_Class]], type[_Class]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[Any] | None = None, /, *, kw_only: bool = False, slots: bool = True) -> Any:
    """Make a class a frozen dataclass; without slots where it works something out and keeps it (`cached_property`)."""
    if cls is None:
        return lambda given: _frozen(given, kw_only=kw_only, slots=slots)
    return _frozen(cls, kw_only=kw_only, slots=slots)


def _frozen(given: type[Any], *, kw_only: bool, slots: bool) -> type[Any]:
    extends = any(map(is_dataclass, given.__bases__))  # dataclass refuses to mix frozen ones with others
    made = dataclass(init=False, repr=False, eq=False, frozen=extends, kw_only=kw_only, slots=slots)(given)
    if not extends:
        made.__dataclass_params__.frozen = True  # for plain dataclasses that extend it
        _add(made, {"__setattr__": _refuse, "__delattr__": _refuse})
    _tell_methods(made)
    later = {name: _at_first_call(made, name) for name in _METHODS if slots or name not in _OF_SLOTS}
    own = {name for name, method in vars(given).items() if method is not None}  # of `__hash__` too, if not its own
    _add(made, {name: method for name, method in {"__repr__": _shown, **later}.items() if name not in own})
    return made


def _add(cls: type[Any], methods: Mapping[str, Callable[..., Any]]) -> None:
    for name, method in methods.items():
        setattr(cls, name, method)


def _tell_methods(made: type[Any]) -> None:
    """Let `super()` in its methods mean the class with slots: that is a second one, made out of the first."""
    for one in vars(made).values():
        method = one.fget if isinstance(one, property) else one
        if isinstance(method, FunctionType) and "__class__" in method.__code__.co_freevars:
            cells = dict(zip(method.__code__.co_freevars, method.__closure__ or (), strict=True))
            cells["__class__"].cell_contents = made


def _at_first_call(cls: type[Any], name: str) -> Callable[..., Any]:
    def first(self: object, *given: object, **named: object) -> object:
        setattr(cls, name, method := _compiled(cls, name))
        return method(self, *given, **named)

    return first


def _compiled(cls: type[Any], name: str) -> Callable[..., Any]:
    known = fields(cls)
    compared = [one.name for one in known if one.compare]
    gaps = {
        "parameters": ", ".join(_parameters(known)),
        "each_set": "\n ".join(_set(cls, one, anew=name == "__init__") for one in known) or "pass",
        "then": "self.__post_init__()" if hasattr(cls, "__post_init__") else "",
        "mine": _tuple(f"self.{one}" for one in compared),
        "theirs": _tuple(f"other.{one}" for one in compared),
        "state": _tuple(f"self.{one.name}" for one in known),
        "names": _tuple(one.name for one in known),
    }
    space: dict[str, Any] = {"_fresh": MISSING}
    for one in known:
        space |= {f"_given_{one.name}": one.default, f"_make_{one.name}": one.default_factory}
        if slot := _slot(cls, one.name):
            space[f"_set_{one.name}"] = slot.__set__
    exec(f"def {name}{_METHODS[name].format_map(gaps)}", space)  # noqa: S102 - as dataclass does, of names of fields
    method: Callable[..., Any] = space[name]
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    return method


def _parameters(known: Sequence[Field[Any]]) -> Iterator[str]:
    for only_named in (False, True):
        of_kind = [one for one in known if one.kw_only is only_named]
        if only_named and of_kind:
            yield "*"
        for one in of_kind:
            has_default = one.default is not MISSING or one.default_factory is not MISSING
            yield f"{one.name}=_given_{one.name}" if has_default else one.name


def _set(cls: type[Any], one: Field[Any], *, anew: bool) -> str:
    name = one.name
    made_anew = anew and one.default_factory is not MISSING
    value = f"_make_{name}() if {name} is _fresh else {name}" if made_anew else name
    return f"_set_{name}(self, {value})" if _slot(cls, name) else f'self.__dict__["{name}"] = {value}'


def _slot(cls: type[Any], name: str) -> MemberDescriptorType | None:
    found = getattr(cls, name, None)
    return found if isinstance(found, MemberDescriptorType) else None


def _tuple(words: Iterable[str]) -> str:
    return f"({''.join(f'{word}, ' for word in words)})"


def _shown(self: object) -> str:
    known = (one for one in fields(self) if one.repr)  # type: ignore[arg-type]
    return f"{type(self).__qualname__}({', '.join(f'{one.name}={getattr(self, one.name)!r}' for one in known)})"


def _refuse(self: object, name: str, *_value: object) -> NoReturn:
    raise FrozenInstanceError(f"{type(self).__name__} is frozen: {name} stays as it is")
