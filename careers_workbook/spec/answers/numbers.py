"""Text that people type for a whole number: "14", "1,200", "14 pupils", "fourteen", "c. 120".

Enters: text. Leaves: a number and whether it is exact, or None: a range ("10-12") and a fraction are no whole numbers.
Must not know: questions, cells.
"""

import re
from dataclasses import dataclass

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = (
    {word: n for n, word in enumerate(_SMALL.split())}
    | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
    | {"none": 0, "nil": 0}
)
_ABOUT = re.compile(r"(?:c\.|ca\.?|c\b|circa|about|around|approx(?:imately|\.)?|roughly|~|≈)\s*")
_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?")
_NOUN = re.compile(r"\s*(?:pupils?|students?|leavers?|learners?|young people|children|in total|total|places?)\.?")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number; `exact` is False if the writer said "about"."""

    value: int
    exact: bool = True


def read_number(text: str) -> Number | None:
    """The one whole number that the text names, or None."""
    plain = " ".join(text.lower().split())
    about = _ABOUT.match(plain)
    rest = plain[about.end() :] if about else plain
    if digits := _DIGITS.match(rest):
        value, tail = int(digits[1].replace(",", "")), rest[digits.end() :]
        return Number(value, not about) if not tail or _NOUN.fullmatch(tail) else None
    words = _NOUN.sub("", rest)
    spelled = _spelled(words.replace("-", " ").replace(" and ", " ").split())
    return None if spelled is None else Number(spelled, not about)


def _spelled(words: list[str]) -> int | None:
    """Number words up to 999: at most [n hundred] [tens] [units]."""
    if len(words) >= 2 and words[1] == "hundred":  # noqa: PLR2004 - "two hundred"
        head, rest = (1 if words[0] == "a" else _WORDS.get(words[0], 0)), words[2:]
        tail = _spelled(rest) if rest else 0
        return head * 100 + tail if 0 < head < 10 and tail is not None and tail < 100 else None  # noqa: PLR2004
    values = [_WORDS.get(word) for word in words]
    match values:
        case [int(only)]:
            return only
        case [int(tens), int(units)] if tens >= 20 and 0 < units < 10:  # noqa: PLR2004
            return tens + units
    return None
