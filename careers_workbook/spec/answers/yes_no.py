"""Yes or No, picked, ticked, or typed in other words.

Enters: cells, questions. Leaves: the kind "yes/no". Must not know: how words are read as options.
"""

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
    no_rules,
    nothing_to_describe,
)
from careers_workbook.spec.answers.choice import read_choice
from careers_workbook.spec.lists import Choice

YES_NO = ("Yes", "No")
_OPTIONS = tuple(Choice(id=label.lower(), label=label) for label in YES_NO)


def _options(_asked: Asked[Any]) -> tuple[Choice, ...]:
    return _OPTIONS


def _rule(_asked: Asked[Any]) -> CellRule:
    return CellRule("list", options=YES_NO)


def _message(_asked: Asked[Any]) -> str:
    return "Choose Yes or No: click the arrow beside the cell."


def _parse(content: CellContent, _asked: Asked[Any]) -> Parsed:
    return read_choice(content, _OPTIONS)


def _carry(value: AnswerValue, _before: Asked[Any], _now: Asked[Any]) -> Parsed:
    return read_choice(CellContent(value), _OPTIONS)


KIND = AnswerKind(
    name="yes/no",
    rank=5,
    settings=AnswerSettings,
    rules=no_rules,
    options=_options,
    listed=False,
    describe=nothing_to_describe,
    rule=_rule,
    message=_message,
    number_format="@",
    width=100,
    share=1.0,
    centred=True,
    to_cell=str,
    parse=_parse,
    habit=no_habit,
    word=show,
    carry=_carry,
    free_text=False,
    contacts=frozenset(),
    counts=False,
    unread=frozenset({"CELL-001", "CELL-022"}),
    entries=(),
)
