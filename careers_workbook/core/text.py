"""Raw content of cells as text: what is blank, how a person would quote it, what counts as the same words."""

import datetime as dt
import unicodedata

Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
"""What a spreadsheet cell can hold, as the grid reader gives it."""


TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""What the words for true and false mean in the files that a Hub writes, capitals apart."""


def show_date(day: dt.date) -> str:
    """A date as British readers write it: 28/02/2027."""
    return f"{day:%d/%m/%Y}"


def show(raw: Raw) -> str:
    """The raw content of a cell as a person would quote it."""
    if isinstance(raw, str):  # as most are
        return raw
    match raw:
        case bool():
            return "TRUE" if raw else "FALSE"
        case dt.datetime() if raw.time() == dt.time():
            return show_date(raw.date())
        case dt.datetime():
            return f"{raw:%d/%m/%Y %H:%M}"
        case dt.date():
            return show_date(raw)
        case float() if raw.is_integer() and abs(raw) < 1e15:  # noqa: PLR2004 - the digits Excel keeps
            return str(int(raw))
        case None:
            return ""
    return str(raw)


def is_blank(raw: Raw) -> bool:
    """Whether a person would call the cell empty: nothing, or white space only (the no-break space included)."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


SYMBOL = range(0xF000, 0xF100)
"""Where a sign of a symbol font stands that is none of Unicode's, as Word and Excel have it: never by a letter."""


def is_symbols(text: str) -> bool:
    """Whether a text has nothing but signs of a symbol font."""
    if text.isascii():
        return False
    signs = "".join(text.split())
    return bool(signs) and all(ord(sign) in SYMBOL for sign in signs)


def utf16_length(text: str) -> int:
    """Characters as Excel counts them: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fold(text: str) -> str:
    """Text for comparing: NFKC, one kind of quote and dash, single spaces, no case, no trailing punctuation."""
    return _FOLDED[text]


def plain(text: str) -> str:
    """A heading without what says nothing: "Action completed?" is "action completed"."""
    return fold(text).strip("?!* .:")


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same word for word: commas and semicolons may have been put right."""
    return fold(one).translate(_NO_COMMAS) == fold(other).translate(_NO_COMMAS)


_NO_COMMAS = dict.fromkeys(map(ord, ",;"))
_MOST_KEPT = 8_000_000
"""Characters of the texts that are kept folded. A filled checklist has about a hundred thousand."""
_EACH = 200
"""Characters that keeping a text takes besides its own."""


class _Folded(dict[str, str]):
    """Texts folded, each once: every sheet that is looked for asks for the same again."""

    left = _MOST_KEPT

    def __missing__(self, text: str) -> str:
        self.left -= len(text) + _EACH
        if self.left < 0:
            self.clear()
            self.left = _MOST_KEPT - len(text) - _EACH
        if text.isascii():  # most are, and nothing else of ours is among its signs
            words = " ".join(text.replace("`", "'").split()).lower()
        else:
            words = " ".join(unicodedata.normalize("NFKC", text).translate(_PLAIN).split()).casefold()
        folded = self[text] = words.rstrip(" .;:,")
        return folded


_FOLDED = _Folded()
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF))
"""Characters without width that web pages and Word leave behind: soft hyphens, marks of reading direction."""
_QUOTES_AND_DASHES = {ord(c): "'" for c in "‘’‚‛`´"} | {ord(c): '"' for c in "“”„‟"} | {ord(c): "-" for c in "‐‑‒–—―−"}
_PLAIN = _QUOTES_AND_DASHES | _UNSEEN


def cut(text: str, limit: int) -> str:
    """Text cut by words to a number of UTF-16 units, with an ellipsis if anything was cut."""
    if utf16_length(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)].decode("utf-16-le", "surrogatepass")
    kept = kept if text.startswith(kept) else kept[:-1]  # half of an emoji
    whole_words = kept.rpartition(" ")[0]
    return (whole_words or kept).rstrip(" ,;:(-") + "…"


def many(number: int, one: str, more: str = "") -> str:
    """1 action, 2 actions, 0 actions."""
    return f"{number} {one if number == 1 else more or one + 's'}"
