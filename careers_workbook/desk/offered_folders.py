"""Folders that a page offers to be chosen: each has a word that only this desk knows the meaning of.

Enters: a folder that a page showed. Leaves: the folders in it. A word that no page has shown means nothing: no path
comes from a browser. Must not know: pages, what a folder is chosen for.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.desk import known_hubs

_MOST = 20_000
"""Folders that are kept in mind; then it is begun anew."""


@frozen
class SeenFolder:
    """A folder, its word, the word of the one above it if that is offered, and those in it; None is above them all."""

    folder: Path | None
    word: str
    above: str
    offered: list[tuple[str, Path]]


@dataclass(slots=True)
class OfferedFolders:
    """Word -> folder, of every folder that was offered."""

    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _folders: dict[str, Path] = field(default_factory=dict)

    def word(self, folder: Path) -> str:
        """The word for a folder, by which it can be chosen from now on."""
        if len(self._folders) > _MOST:
            self._folders.clear()
        said = hashlib.blake2b(str(folder).encode("utf-8", "surrogatepass"), key=self._key, digest_size=12).hexdigest()
        self._folders[said] = folder
        return said

    def meant(self, word: str) -> Path | None:
        """The folder that was offered under this word."""
        return self._folders.get(word)

    def seen(self, word: str) -> "SeenFolder | None":
        """What a page shows of the folder under this word, or of the first ones with none; None where it means none."""
        if not word:
            return SeenFolder(None, "", "", self.first())
        if (here := self.meant(word)) is None:
            return None
        is_below = here.is_relative_to(Path.home()) and here != Path.home()
        return SeenFolder(here, word, self.word(here.parent) if is_below else "", self.below(here))

    def first(self) -> list[tuple[str, Path]]:
        """Where to begin: the user's own folders."""
        return [(self.word(path), path) for path in known_hubs.places()]

    def below(self, folder: Path) -> list[tuple[str, Path]]:
        """The folders in a folder, by name."""
        return [(self.word(path), path) for path in known_hubs.folders(folder)]
