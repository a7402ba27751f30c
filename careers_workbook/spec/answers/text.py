"""Text: any words, kept to the letter.

Enters: cells, questions. Leaves: the kind "text". Must not know: other kinds.
"""

import datetime as dt
import re
from typing import Any

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
    nothing_to_describe,
)

TICKED = "Yes"
"""What a tick box says that is ticked."""
_DATED = re.compile(r"\b(?:dates?|days?|months?|years?|when|due|deadline|review(?:s|ed)?|last|next)\b", re.IGNORECASE)
"""Words of a question that a date may answer: under Review "Mar-27" is what one would write."""
MAX_TEXT = 32_767
"""Characters that one Excel cell can hold (Excel specifications and limits)."""


def _rule(_asked: Asked[Any]) -> CellRule | None:
    return None


def _message(_asked: Asked[Any]) -> str:
    return ""


def _parse(content: CellContent, asked: Asked[Any]) -> Parsed:
    if isinstance(content.value, str):
        return Parsed(content.value)
    if content.value is True:
        return Parsed(TICKED, "CELL-007", {"value": show(content.value), "read_as": TICKED})
    if isinstance(content.value, dt.date):
        code = None if _DATED.search(asked.label) else "CELL-023"
        return Parsed(content.seen, code, {"seen": content.seen} if code else {})
    return Parsed(show(content.value))


def _carry(value: AnswerValue, _before: Asked[Any], _now: Asked[Any]) -> Parsed:
    return Parsed(show(value))


KIND = AnswerKind(
    name="text",
    rank=1,
    settings=AnswerSettings,
    rules=no_rules,
    options=no_options,
    listed=False,
    describe=nothing_to_describe,
    rule=_rule,
    message=_message,
    number_format="@",
    width=None,
    share=1.0,
    centred=False,
    to_cell=str,
    parse=_parse,
    habit=no_habit,
    word=show,
    carry=_carry,
    free_text=True,
    contacts=frozenset(),
    counts=False,
    unread=frozenset(),
    entries=(),
)
