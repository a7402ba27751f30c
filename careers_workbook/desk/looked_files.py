"""Files that were sent to be looked at only: kept in memory, because nobody has decided yet that the Hub may hold them.

Enters: what was sent, and what was found in it. Leaves: the same, by a word that names it on this desk. Must not know:
pages, how a file is read.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from careers_workbook.core.frozen import frozen

if TYPE_CHECKING:
    from careers_workbook.hub.hub import LookedAt

_MOST = 4
"""Files that were sent and stay at hand; older ones have to be sent once more."""


@frozen
class LookedFile:
    """One file as it was sent, with what is in it; `saved` is when it was last saved (UTC, naive).

    `password` opened it. `is_cut`: there is more in it than was looked at.
    """

    name: str
    data: bytes
    found: "Sequence[LookedAt]"
    saved: dt.datetime | None = None
    password: str | None = None
    is_cut: bool = False


@dataclass(slots=True)
class LookedFiles:
    """Those of one desk. They go with it."""

    _kept: dict[str, LookedFile] = field(default_factory=dict)

    def keep(self, one: LookedFile) -> str:
        """Keep it at hand: the word that names it. The oldest goes where there are many."""
        key = secrets.token_urlsafe(16)
        self._kept[key] = one
        for old in list(self._kept)[:-_MOST]:
            self.put_away(old)
        return key

    def get(self, key: str) -> LookedFile | None:
        """The file of this name; None where it was put away."""
        return self._kept.get(key)

    @property
    def names(self) -> dict[str, str]:
        """What each is called that is at hand, by the word that names it; the last one first."""
        return {key: one.name for key, one in reversed(list(self._kept.items()))}

    def put_away(self, key: str) -> None:
        """Let nothing of it be left."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """The same of all: another Hub is opened, or a school is forgotten that one of them may be from."""
        self._kept.clear()
