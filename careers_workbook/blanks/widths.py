"""How wide the columns of a table with questions are, so that the sheet fits a laptop's screen.

Enters: columns of a block, the spec. Leaves: pixels, one for each column. Must not know: how cells are written.
"""

from collections.abc import Sequence

from careers_workbook.layout.places import Column
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.semantic_ids import KNOWN
from careers_workbook.spreadsheet.write.fit import text_width
from careers_workbook.spreadsheet.write.theme import SHEET_WIDTH

_REF, _STATUS, _KNOWN = 58, 122, 150
_SHORT_CHOICE = 128
"""A choice whose longest word fits this many pixels has them; a longer one shares what is left, like text."""
_BUTTON = 34
"""Pixels beside a word: the arrow of the dropdown and the padding."""
_LEAST, _MOST = 120, 520
_ITEM_SHARE = 1.35


def table_widths(columns: Sequence[Column], spec: Spec) -> list[int]:
    """Pixels for each column of a checklist or tracker."""
    fixed = [_fixed(column, spec) for column in columns]
    shares = [0.0 if known else _share(column) for column, known in zip(columns, fixed, strict=True)]
    left, total = SHEET_WIDTH - sum(known or 0 for known in fixed), sum(shares) or 1
    return [
        known or max(_LEAST, min(_MOST, int(left * share / total))) for known, share in zip(fixed, shares, strict=True)
    ]


def _fixed(column: Column, spec: Spec) -> int | None:
    if column.question:
        return _fixed_answer(column.question, spec)
    return {"ref": _REF, "status": _STATUS, KNOWN: _KNOWN}.get(column.id)


def _fixed_answer(question: Question, spec: Spec) -> int | None:
    kind, options = kind_of(question), spec.options(question)
    if kind.width or not options:
        return kind.width
    longest = max(text_width(option.label) for option in options)
    return max(_LEAST, int(longest) + _BUTTON) if longest <= _SHORT_CHOICE else None


def _share(column: Column) -> float:
    return kind_of(column.question).share if column.question else _ITEM_SHARE
