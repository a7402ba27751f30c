"""A date: a day in the range of the spec, however it was typed.

Enters: cells, questions. Leaves: the kind "date". A day of which both orders of day and month are possible is British,
unless the other dates of its column can only be American. Must not know: other kinds, how text names a day.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.days import DATE_FORMAT, from_serial, last_of_month, parts_shown
from careers_workbook.core.text import fold, show, show_date
from careers_workbook.core.typed_days import TypedDay, read_day
from careers_workbook.spec.answers.answer_kind import (
    AnswerKind,
    AnswerSettings,
    AnswerValue,
    Asked,
    CellRule,
    Parsed,
    SpecFacts,
    no_options,
    no_rules,
    nothing_to_describe,
)

_MONTH_FIRST, _MIXED, _TURNED = "month first", "mixed", "turned"
_MONTHS = 12
_IN_DOUBT = {_MONTH_FIRST: "DATE-007", _TURNED: "DATE-007", _MIXED: "DATE-011"}
"""What is said of a day of which both orders are possible, by what is known of its column."""
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 55_153
"""2000 and 2050 in Excel's calendar: smaller and larger numbers are no dates that anybody means here."""


def _rule(asked: Asked[Any]) -> CellRule:
    return CellRule("date", minimum=asked.spec.dates.earliest, maximum=asked.spec.dates.latest)


def _message(asked: Asked[Any]) -> str:
    earliest, latest = show_date(asked.spec.dates.earliest), show_date(asked.spec.dates.latest)
    example = show_date(dt.date(2027, 3, 31))
    return f"Type a date as day/month/year, for example {example}. It must be between {earliest} and {latest}."


def _to_cell(text: str) -> AnswerValue:
    return read_day(text).day or text


def _habit(cells: Iterable[CellContent]) -> str:
    """Whether typed dates of a column can only be month/day/year ("month first"), or some, and others not ("mixed").

    Where these are what Excel has left of a list, it has taken the others for day/month/year ("turned").
    """
    values = [cell.value for cell in cells]
    orders = [read_day(value).order for value in values if isinstance(value, str)]
    days = [value.day for value in values if isinstance(value, dt.date)]
    if _MONTH_FIRST not in orders:
        return ""
    if "day first" in orders:
        return _MIXED
    return _TURNED if days and max(days) <= _MONTHS and orders.count(_MONTH_FIRST) > 1 else _MONTH_FIRST


def _parse(content: CellContent, asked: Asked[Any]) -> Parsed:
    raw = content.value
    if isinstance(raw, str):
        return _typed(raw, asked)
    if isinstance(raw, float | int) and not isinstance(raw, bool) and raw == int(raw):
        if _FIRST_SERIAL <= raw <= _LAST_SERIAL:
            return _in_range(Parsed(from_serial(int(raw)), "DATE-006", {"value": show(raw)}), asked.spec)
        return Parsed(code="DATE-001", context={"value": show(raw)})
    day = raw.date() if isinstance(raw, dt.datetime) else raw
    if isinstance(day, dt.date):
        if not parts_shown(content.number_format) >= {"day", "month"}:  # whoever typed it saw "Mar-27"
            likely = day if day.day > 1 else last_of_month(day)
            return Parsed(code="DATE-005", context={"value": content.seen, "suggestion": show_date(likely)})
        in_doubt = asked.habit == _TURNED and day.day != day.month
        return _in_range(Parsed(day, "DATE-012", {}) if in_doubt else Parsed(day), asked.spec)
    return Parsed(code="DATE-001", context={"value": show(raw)})


def _typed(text: str, asked: Asked[Any]) -> Parsed:
    typed = read_day(text, month_first=asked.habit in (_MONTH_FIRST, _TURNED))
    if typed.day is None:
        return _no_day(text, typed, asked.spec)
    guessed = _IN_DOUBT.get(asked.habit, "DATE-003") if typed.order == "either" else "DATE-003"
    code = "DATE-004" if typed.order == _MONTH_FIRST else guessed
    context = {"value": show(text)}
    if typed.other_weekday:
        code, context["weekday"] = "DATE-010", f"{typed.day:%A}"
    return _in_range(Parsed(typed.day, code, context), asked.spec)


def _in_range(parsed: Parsed, spec: SpecFacts) -> Parsed:
    day = parsed.value
    if not isinstance(day, dt.date) or spec.dates.earliest <= day <= spec.dates.latest:
        return replace(parsed, context={**parsed.context, "read_as": show(day)}) if parsed.code else parsed
    bounds = {"earliest": show_date(spec.dates.earliest), "latest": show_date(spec.dates.latest)}
    return Parsed(code="DATE-002", context={"value": show_date(day), **bounds})


def _no_day(text: str, typed: TypedDay, spec: SpecFacts) -> Parsed:
    """Words that name no day: unreadable, with a day to suggest where the words or the spec's terms give one."""
    if typed.month:
        return Parsed(code="DATE-005", context={"value": text, "suggestion": show_date(last_of_month(typed.month))})
    folded = fold(text)
    for term in spec.terms:
        if any(fold(name) in folded for name in (term.name, *term.aliases)):
            return Parsed(code="DATE-005", context={"value": text, "suggestion": show_date(term.ends)})
    return Parsed(code="DATE-001", context={"value": text})


def _carry(value: AnswerValue, _before: Asked[Any], now: Asked[Any]) -> Parsed:
    return _parse(CellContent(value), now)


KIND = AnswerKind(
    name="date",
    rank=2,
    settings=AnswerSettings,
    rules=no_rules,
    options=no_options,
    listed=False,
    describe=nothing_to_describe,
    rule=_rule,
    message=_message,
    number_format=DATE_FORMAT,
    width=112,
    share=1.0,
    centred=True,
    to_cell=_to_cell,
    parse=_parse,
    habit=_habit,
    word=show,
    carry=_carry,
    free_text=False,
    contacts=frozenset(),
    counts=False,
    unread=frozenset({"DATE-001", "DATE-002", "DATE-005"}),
    entries=(),
)
