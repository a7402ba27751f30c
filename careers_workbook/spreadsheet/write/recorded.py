"""What is the same on sheet after sheet, worked out once: the calls of a sheet's writer, kept to be made again.

Enters: what a sheet is made from, a function that writes it. Leaves: the calls that it makes. A function that is
recorded may ask the writer nothing, and may know nothing but what it is known by. Must not know: what the calls do.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import Any

from careers_workbook.spreadsheet.write.fit import Fit, row_height

Calls = Sequence[tuple[str, tuple[Any, ...]]]
"""Names of methods, each with what it is told."""
_MOST = 128
"""Sheets whose calls are kept: those of a few specs, in a few years, with some numbers of rows."""
_kept: dict[Hashable, tuple[tuple[object, ...], Calls]] = {}


class Recorder:
    """Stands for the writer of a sheet, and keeps what it is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return partial(self._keep, name)

    def fit(self, row: int, fits: Iterable[Fit], least: int = 0) -> None:
        """The height of a row, worked out now."""
        self._keep("height", row, max(least, row_height(fits)))

    def _keep(self, name: str, *told: object) -> None:
        self.calls.append((name, told))


def recorded(objects: tuple[object, ...], key: Hashable, draw: Callable[[Any], None]) -> Calls:
    """The calls that `draw` makes, for sheets made from the very same objects and with an equal key."""
    known_by = (tuple(map(id, objects)), key)
    found = _kept.pop(known_by, None)
    if found is None:
        recorder = Recorder()
        draw(recorder)
        found = objects, recorder.calls  # with the objects, which live as long: no other one has their ids
    _kept[known_by] = found  # the one that was used last stands last
    if len(_kept) > _MOST:
        _kept.pop(next(iter(_kept)), None)
    return found[1]
