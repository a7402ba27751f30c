"""A question of the spec as a cell: what it accepts, how it looks, and the answer in it.

Enters: questions, answers. Leaves: Checks, and cells written by spreadsheet/write/writer.py. Must not know: where the
cells stand.
"""

import datetime as dt
from dataclasses import replace

from careers_workbook.core.cells import Cell, a1_range
from careers_workbook.core.days import DATE_FORMAT
from careers_workbook.core.text import utf16_length
from careers_workbook.layout.places import SheetPlan
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spreadsheet.write.theme import PLAIN_FORMAT, TEXT_FORMAT
from careers_workbook.spreadsheet.write.writer import Check, SheetWriter, fits_inline

_TITLE_LIMIT, _MESSAGE_LIMIT = 32, 255
"""Excel's limits for the title and the text of an input or error message, in UTF-16 units."""


def check_of(question: Question, spec: Spec, hint: str | None = None) -> Check | None:
    """What the cell accepts and says; None if it accepts anything and has nothing to say.

    `hint` replaces the question's own, for an item that has one.
    """
    kind, asked = registry.kind_of(question), registry.asked(question, spec)
    rule, wording = kind.rule(asked), kind.message(asked)
    title, hint = cut(question.label, _TITLE_LIMIT), hint or question.hint or ""
    message = cut(" ".join(part for part in (hint, wording) if part), _MESSAGE_LIMIT)
    if rule is None:
        return Check("any", title, message) if message else None
    return Check(
        kind=rule.type,
        title=title,
        message=message,
        error_title="This cannot be used here",
        error=cut(f"{wording} Press Retry to type it again, or Cancel to leave the cell as it was.", _MESSAGE_LIMIT),
        options=rule.options,
        minimum=rule.minimum,
        maximum=rule.maximum,
    )


def list_source(name: str, lists: SheetPlan, layout: Layout) -> str:
    """The range of the Lists sheet that holds the options of a list."""
    block = lists.blocks[list(layout.spec.lists).index(name)]
    col = block.columns[0].col
    return f"={a1_range((block.first_row, col), (block.last_row, col), lists.title)}"


def rule_for(question: Question, layout: Layout, hint: str | None = None) -> Check | None:
    """`check_of`, with long lists and those with commas taken from the Lists sheet."""
    check = check_of(question, layout.spec, hint)
    rule = registry.kind_of(question).rule(registry.asked(question, layout.spec))
    if check is None or rule is None or rule.type != "list" or fits_inline(rule.options):
        return check
    return replace(check, options=(), source=list_source(rule.list_name, layout.one("lists"), layout))


def look_of(question: Question) -> tuple[str, str]:
    """The style and number format of an answer cell."""
    kind = registry.kind_of(question)
    return "input_middle" if kind.centred else "input", kind.number_format


def write_answer(out: SheetWriter, at: Cell, value: AnswerValue | None, question: Question) -> None:
    """An answer cell: a date as a date, a number as a number, text as text whatever it says, or empty."""
    style, number_format = look_of(question)
    match value:
        case None:
            out.blank(at, style, number_format)
        case dt.date():
            out.date(at, value, style)
        case int():
            out.number(at, value, style, PLAIN_FORMAT if number_format in {DATE_FORMAT, TEXT_FORMAT} else number_format)
        case str():
            out.text(at, value, style, number_format)


def cut(text: str, limit: int) -> str:
    """Text cut by words to a number of UTF-16 units, with an ellipsis if anything was cut."""
    if utf16_length(text) <= limit:
        return text
    kept = text
    while utf16_length(kept) >= limit:
        kept = kept[:-1]
    whole_words = kept.rpartition(" ")[0]
    return (whole_words or kept).rstrip(" ,;:(-") + "…"
