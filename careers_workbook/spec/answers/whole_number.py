"""A whole number between two bounds: "14", "1,200", "14 pupils", "fourteen", "c. 120".

Enters: cells, questions. Leaves: the kind "whole number". A range ("10-12") and a fraction are no whole numbers.
Must not know: other kinds.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import show
from careers_workbook.spec.answers.answer_kind import (
    AnswerKind,
    AnswerSettings,
    AnswerValue,
    Asked,
    CellRule,
    Parsed,
    no_habit,
    no_options,
)
from careers_workbook.spec.nodes import Node, whole_number
from careers_workbook.spec.strict import default_of, keys_of

_LARGEST = 10**15 - 1
"""Excel keeps fifteen digits."""
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
_LONGEST = 100
"""Characters of a number with all that is said around it; what is longer is a sentence."""
_NOUN = re.compile(r"\s*(?:pupils?|students?|leavers?|learners?|young people|children|in total|total|places?)\.?")


@frozen
class Number:
    """A whole number; `exact` is False if the writer said "about"."""

    value: int
    exact: bool = True


def read_number(text: str) -> Number | None:
    """The one whole number that the text names, or None."""
    plain = " ".join(text.lower().split())
    if len(plain) > _LONGEST:
        return None
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


@frozen(kw_only=True)
class WholeNumberSettings(AnswerSettings):
    """The least and the largest number, both included."""

    minimum: int = 0
    maximum: int = 99_999


def _rules(question: Node, _tree: Node) -> Iterator[Problem]:
    """The bounds leave something between them, and are numbers that Excel can hold."""
    usual = {key: default_of(one) for key, one in keys_of(WholeNumberSettings).items()}
    given = {key: whole_number(node.value) for key in usual if (node := question.get(key)) is not None}
    low, high = ((usual | given)[key] for key in usual)
    if isinstance(low, int) and isinstance(high, int) and low > high:
        place = question.get("maximum") or question.where("minimum")
        yield place.wrong("maximum", f"the largest number ({high}) is smaller than the smallest ({low})")
    for key, number in given.items():
        if number is not None and abs(number) > _LARGEST:
            yield question.where(key).wrong(key, "Excel keeps no more than fifteen digits")


def _describe(settings: WholeNumberSettings) -> str:
    return f"{settings.minimum} to {settings.maximum}"


def _rule(asked: Asked[WholeNumberSettings]) -> CellRule:
    return CellRule("integer", minimum=asked.settings.minimum, maximum=asked.settings.maximum)


def _message(asked: Asked[WholeNumberSettings]) -> str:
    bounds = asked.settings
    return f"Type a whole number between {bounds.minimum} and {bounds.maximum}, in digits only."


def _to_cell(text: str) -> AnswerValue:
    return int(text) if text.isdecimal() else text


def _parse(content: CellContent, asked: Asked[WholeNumberSettings]) -> Parsed:
    raw, code, number = content.value, None, None
    if isinstance(raw, str):
        if read := read_number(raw):
            plain = raw.strip().isdecimal()
            number, code = read.value, None if plain else "CELL-008" if read.exact else "CELL-009"
    elif isinstance(raw, int | float) and not isinstance(raw, bool) and raw == int(raw):
        number = int(raw)
    elif isinstance(raw, dt.date):
        return Parsed(code="CELL-022", context={"seen": content.seen})
    if number is None:
        return Parsed(code="CELL-002", context={"value": show(raw)})
    minimum, maximum = asked.settings.minimum, asked.settings.maximum
    if not minimum <= number <= maximum:
        return Parsed(code="CELL-003", context={"value": str(number), "minimum": str(minimum), "maximum": str(maximum)})
    return Parsed(number, code, {"value": show(raw), "read_as": str(number)} if code else {})


def _carry(value: AnswerValue, _before: Asked[Any], now: Asked[WholeNumberSettings]) -> Parsed:
    return _parse(CellContent(value), now)


KIND = AnswerKind(
    name="whole number",
    rank=4,
    settings=WholeNumberSettings,
    rules=_rules,
    options=no_options,
    listed=False,
    describe=_describe,
    rule=_rule,
    message=_message,
    number_format="0",
    width=100,
    share=1.0,
    centred=True,
    to_cell=_to_cell,
    parse=_parse,
    habit=no_habit,
    word=show,
    carry=_carry,
    free_text=False,
    contacts=frozenset(),
    counts=True,
    unread=frozenset({"CELL-002", "CELL-003", "CELL-022"}),
    entries=(),
)
