"""How the text of a cell looks, where that changes what it says: struck through, or in a font of symbols.

Enters: texts with their fonts, as a reader finds them. Leaves: what a person sees: signs in place of the letters that
stand for them, and what is left beside what is struck through. Must not know: formats of files, questions, answers.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import SYMBOL, Raw, show

_FONTS: Mapping[str, Mapping[str, str]] = {
    font: dict(zip(signs[::2], signs[1::2], strict=True))
    for font, signs in {
        "wingdings": "ü✓û✗o☐¨☐þ☑ý☒x☒n■l●§▪Ø➢v❖à→è➔J☺L☹",
        "wingdings 2": "P✓O✗£☐R☑Q☒S☒T☒¢■\x98●",
        "wingdings 3": "",
        "webdings": "a✓r✗c☐g■n●",
        "marlett": "a✓b✓r✗",
        "symbol": "Ö√´×·•®→",
        "zapf dingbats": "3✓4✓5✗6✗7✗8✗",
    }.items()
}
"""Fonts that show signs instead of letters: a letter that people type for an answer, then its sign."""
_ALSO = {"zapfdingbats": "zapf dingbats", "itc zapf dingbats": "zapf dingbats"}


@frozen
class Look:
    """What of a font matters: its name if it is one of symbols, and whether it strikes through."""

    symbols: str = ""
    struck: bool = False


PLAIN = Look()


@frozen
class Rich:
    """Text in runs that look different; None is the look of the cell."""

    runs: tuple[tuple[str, Look | None], ...]


@frozen
class Seen:
    """A cell as it looks: the `whole` of it, what is `left` beside what is struck through, and what that was."""

    whole: Raw
    left: Raw
    struck: str = ""


def look(font: str, *, struck: bool) -> Look:
    """The look of a font by its name."""
    name = " ".join(font.casefold().split())
    name = _ALSO.get(name, name)
    return Look(name, struck) if name in _FONTS else Look(struck=True) if struck else PLAIN


def rich(runs: list[tuple[str, Look | None]]) -> str | Rich:
    """Runs as one text, if there is nothing to know about how they look."""
    if all(how is None for _, how in runs):
        return "".join(text for text, _ in runs)
    return Rich(tuple(runs))


def in_runs(text: str, starts: Sequence[tuple[int, Look]]) -> str | Rich:
    """A text with its runs by (first character, look), as old formats have them; they count an emoji as two."""
    units = text.encode("utf-16-le", "surrogatepass")
    edges = [0, *(2 * start for start, _ in starts), len(units)]
    looks = [None, *(how for _, how in starts)]
    parts = [units[a:b].decode("utf-16-le", "replace") for a, b in pairwise(edges)]
    return rich([(part, how) for part, how in zip(parts, looks, strict=True) if part])


def seen(content: Raw | Rich, of_cell: Look) -> Seen:
    """The cell as it looks."""
    if not isinstance(content, Rich):
        whole = _in_symbols(content, of_cell)
        return Seen(whole, None, show(whole)) if of_cell.struck else Seen(whole, whole)
    runs = [(_in_symbols(text, how or of_cell), (how or of_cell).struck) for text, how in content.runs]
    whole, kept, struck = ("".join(str(text) for text, off in runs if off in which) for which in _WHICH)
    return Seen(whole, kept.strip() or None, struck.strip()) if struck.strip() else Seen(whole, whole)


_WHICH = ((False, True), (False,), (True,))


def _in_symbols(content: Raw, how: Look) -> Raw:
    """Signs in place of letters, or what stands for a sign that Unicode does not have. Days are no letters."""
    if not how.symbols or content is None or isinstance(content, bool | dt.date | dt.time | dt.timedelta):
        return content
    return "".join(_sign(letter, how.symbols) for letter in show(content))


def _sign(letter: str, font: str) -> str:
    code = ord(letter) - SYMBOL.start if ord(letter) in SYMBOL else ord(letter)
    if letter.isspace() or not 0x20 < code < len(SYMBOL):  # noqa: PLR2004 - such a font has no other signs
        return letter
    return _FONTS[font].get(chr(code), chr(SYMBOL.start + code))
