"""Words that somebody looks for, and where they stand in a file. Frozen records.

Found are the words as they follow each other, and all of them in one row, in whatever cells. Must not know: files.
"""

from collections.abc import Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import fold

_SHORTEST = 5
"""Letters of words that are found also where no space stands around them, as in an address."""


@frozen
class Hit:
    """One place in a file, and what stands there."""

    place: str
    text: str


@frozen
class Searched:
    """What was found in one file; `problem` is why it could not be looked into, `pictures` how many it has."""

    file: str
    hits: tuple[Hit, ...] = ()
    problem: Problem | None = None
    pictures: int = 0


class SearchWords:
    """What is looked for: capitals, accents of Unicode's many kinds, and signs between words make no difference."""

    def __init__(self, words: str) -> None:
        self._phrase = _letters(words)
        self._single = [f" {one} " for one in self._phrase.split()]
        self._joined = "".join(self._phrase.split())

    def stand_in(self, text: str) -> bool:
        """Whether they follow each other in a text; without spaces if they are long enough."""
        letters = _letters(text)
        joined = len(self._joined) >= _SHORTEST and self._joined in "".join(letters.split())
        return bool(self._phrase) and (joined or f" {self._phrase} " in f" {letters} ")

    def stand_together(self, texts: Sequence[str]) -> list[bool]:
        """Which of these texts hold one of them, if all of them are somewhere there; else none."""
        letters = [f" {_letters(text)} " for text in texts]
        found = [[one in text for text in letters] for one in self._single]
        if not (found and all(map(any, found))):
            return [False] * len(texts)
        return [any(each) for each in zip(*found, strict=True)]


def _letters(text: str) -> str:
    """Words of letters and digits alone, with single spaces."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text).replace("'", "")).split())
