"""Kinds by name, each declared in a module of its own: those of the program, and those that somebody adds.

The program's own modules are imported by name when a kind is first looked for: nothing that looks one up has to import
it. Must not know: what a kind is.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Generic, TypeVar

K = TypeVar("K")


class Registry(Generic[K]):
    """The kinds of one sort. `own` are the modules of `package` that declare the program's own, in their order."""

    def __init__(self, package: str, own: Sequence[str]) -> None:
        self._own = tuple(f"{package}.{name}" for name in own)
        self._kinds: dict[str, tuple[K, str]] = {}

    def add(self, name: str, kind: K, module: str) -> None:
        """Register a kind that a module declares; ValueError if another module has one of this name."""
        if self._kinds.setdefault(name, (kind, module))[1] != module:
            raise ValueError(f"{name} is declared in {self._kinds[name][1]} already")
        self._kinds[name] = (kind, module)

    def remove(self, name: str) -> None:
        """Take a kind out again, which tests do."""
        self._kinds.pop(name, None)

    def by_name(self) -> dict[str, K]:
        """Name -> kind, the program's own first."""
        for module in self._own:
            import_module(module)
        rank = {module: number for number, module in enumerate(self._own)}
        ordered = sorted(self._kinds.items(), key=lambda entry: rank.get(entry[1][1], len(rank)))
        return {name: kind for name, (kind, _) in ordered}
