"""A kind of answer that the package does not have: a share in whole per cents.

45, "45 %" as text, and 0.45 in a cell that is formatted as per cent are all 45.
"""

import re
from dataclasses import dataclass
from typing import Any

from careers_workbook.core.catalogue import Entry
from careers_workbook.core.cell_content import CellContent
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
    no_rules,
)

NO_SHARE = Entry("CELL-901", "error", "Not a percentage", '"{value}" is not a percentage.', "Type 45, or 45 %.")
_TYPED = re.compile(r"(\d{1,3})(?:\.0+)?\s*(?:%|per ?cent)?", re.IGNORECASE)
_WORDS = re.compile(r'"[^"]*"|\\.')
"""Parts of a number format that show themselves: a sign of per cent among them multiplies nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentageSettings(AnswerSettings):
    """`most` is the largest share."""

    most: int = 100


def _describe(settings: PercentageSettings) -> str:
    return f"up to {settings.most} %"


def _rule(asked: Asked[PercentageSettings]) -> CellRule:
    return CellRule("decimal", minimum=0, maximum=asked.settings.most)


def _message(asked: Asked[PercentageSettings]) -> str:
    return f"Type a percentage up to {asked.settings.most}, for example 45."


def _to_cell(text: str) -> AnswerValue:
    return int(text) if text.isdecimal() else text


def _parse(content: CellContent, asked: Asked[PercentageSettings]) -> Parsed:
    number = _number(content)
    if number is None or abs(number - round(number)) > 1e-6:
        return Parsed(code=NO_SHARE.code, context={"value": show(content.value)})
    if not 0 <= round(number) <= asked.settings.most:
        bounds = {"minimum": "0", "maximum": str(asked.settings.most)}
        return Parsed(code="CELL-003", context={"value": show(content.value), **bounds})
    return Parsed(round(number))


def _number(content: CellContent) -> float | None:
    match content.value:
        case bool():
            return None
        case int() | float():
            return float(content.value) * (100 if "%" in _WORDS.sub("", content.number_format) else 1)
        case str():
            found = _TYPED.fullmatch(content.value.strip())
            return float(found[1]) if found else None
    return None


def _word(value: AnswerValue) -> str:
    return f"{show(value)} %"


def _carry(value: AnswerValue, _before: Asked[Any], now: Asked[PercentageSettings]) -> Parsed:
    return _parse(CellContent(value), now)


KIND = AnswerKind(
    name="percentage",
    rank=6,
    settings=PercentageSettings,
    rules=no_rules,
    options=no_options,
    listed=False,
    describe=_describe,
    rule=_rule,
    message=_message,
    number_format='0" %"',
    width=100,
    share=1.0,
    centred=True,
    to_cell=_to_cell,
    parse=_parse,
    habit=no_habit,
    word=_word,
    carry=_carry,
    free_text=False,
    contacts=frozenset(),
    counts=False,
    unread=frozenset({NO_SHARE.code, "CELL-003"}),
    entries=(NO_SHARE,),
)
