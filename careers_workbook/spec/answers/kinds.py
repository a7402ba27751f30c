"""Answer kinds as one table: for each kind the Excel rule that a cell is given, its format, and how a cell is read.

Enters: a question of the spec, the spec, and the raw content of a cell. Leaves: a `Rule` (for build) or a `Parsed` (for
extract). What the rule offers, the parser accepts, because both are made from the same options.
Must not know: xlsxwriter, calamine, rows and columns.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from careers_workbook.core.days import DATE_FORMAT, TypedDay, from_serial, last_of_month, read_day
from careers_workbook.core.text import Raw, fold, is_blank, show, show_date
from careers_workbook.spec.answers.choices import meant
from careers_workbook.spec.answers.numbers import read_number
from careers_workbook.spec.model import Choice, Question, Spec

Value = str | int | dt.date
"""What an answer can be."""

YES_NO = ("Yes", "No")
MAX_TEXT = 32_767
"""Characters that one Excel cell can hold (Excel specifications and limits)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What Excel is told to accept: `list` with options, or `date`/`integer` between two bounds, both included."""

    type: str
    options: tuple[str, ...] = ()
    minimum: dt.date | int | None = None
    maximum: dt.date | int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """One cell read as one kind: a value, or blank (no value, no code), or unreadable (no value, a problem code).

    A value may come with a code too: it was understood, and a person should know how.
    """

    value: Value | None = None
    code: str | None = None
    context: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a parser may look at besides the cell."""

    question: Question
    spec: Spec
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table. `number_format` is an Excel format code; `message` words the rule for a teacher."""

    name: str
    rule: Callable[[Question, Spec], Rule | None]
    message: Callable[[Question, Spec], str]
    parse: Callable[[Raw, Asked], Parsed]
    number_format: str


def _text(raw: Raw, _asked: Asked) -> Parsed:
    return Parsed(raw if isinstance(raw, str) else show(raw))


def _date(raw: Raw, asked: Asked) -> Parsed:
    if isinstance(raw, str):
        reading = read_day(raw, month_first=asked.month_first)
        if reading.day is None:
            return _no_day(raw, reading, asked.spec)
        return _in_range(Parsed(reading.day, _TYPED[reading.order], {"value": show(raw)}), asked.spec)
    if isinstance(raw, float | int) and not isinstance(raw, bool) and raw == int(raw):
        if _FIRST_SERIAL <= raw <= _LAST_SERIAL:
            return _in_range(Parsed(from_serial(int(raw)), "DATE-006", {"value": show(raw)}), asked.spec)
        return Parsed(code="DATE-001", context={"value": show(raw)})
    day = raw.date() if isinstance(raw, dt.datetime) else raw
    if isinstance(day, dt.date):
        return _in_range(Parsed(day), asked.spec)
    return Parsed(code="DATE-001", context={"value": show(raw)})


_TYPED = {None: "DATE-003", "day first": "DATE-003", "month first": "DATE-004", "either": "DATE-003"}
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 55_153
"""2000 and 2050 in Excel's calendar: smaller and larger numbers are no dates that anybody means here."""


def _in_range(parsed: Parsed, spec: Spec) -> Parsed:
    day = parsed.value
    if not isinstance(day, dt.date) or spec.dates.earliest <= day <= spec.dates.latest:
        return replace(parsed, context={**parsed.context, "read_as": show(day)}) if parsed.code else parsed
    bounds = {"earliest": show_date(spec.dates.earliest), "latest": show_date(spec.dates.latest)}
    return Parsed(code="DATE-002", context={"value": show_date(day), **bounds})


def _no_day(text: str, reading: TypedDay, spec: Spec) -> Parsed:
    """Words that name no day: unreadable, with a day to suggest where the words or the spec's terms give one."""
    if reading.month:
        return Parsed(code="DATE-005", context={"value": text, "suggestion": show_date(last_of_month(reading.month))})
    typed = fold(text)
    for term in spec.terms:
        if any(fold(name) in typed for name in (term.name, *term.aliases)):
            return Parsed(code="DATE-005", context={"value": text, "suggestion": show_date(term.ends)})
    return Parsed(code="DATE-001", context={"value": text})


def options_of(question: Question, spec: Spec) -> tuple[Choice, ...]:
    """What a choice or a yes/no question offers; empty for every other kind."""
    return _YES_NO if question.answer == "yes/no" else spec.options(question)


def _labels(question: Question, spec: Spec) -> tuple[str, ...]:
    return tuple(option.label for option in options_of(question, spec))


_YES_NO = tuple(Choice(id=label.lower(), label=label) for label in YES_NO)


def _choice(raw: Raw, asked: Asked) -> Parsed:
    options = options_of(asked.question, asked.spec)
    typed = ("Yes" if raw else "No") if isinstance(raw, bool) else show(raw)
    labels = [option.label for option in options]
    exact = [label for label in labels if label == typed] or [label for label in labels if fold(label) == fold(typed)]
    if len(exact) == 1:
        return Parsed(exact[0])
    label = meant(typed, options, fold) if not exact else None
    if label:
        return Parsed(label, "CELL-007", {"value": typed, "read_as": label})
    return Parsed(code="CELL-001", context={"value": show(raw), "options": ", ".join(labels)})


def _whole_number(raw: Raw, asked: Asked) -> Parsed:
    code, number = None, None
    if isinstance(raw, str):
        if read := read_number(raw):
            plain = raw.strip().isdecimal()
            number, code = read.value, None if plain else "CELL-008" if read.exact else "CELL-009"
    elif isinstance(raw, int | float) and not isinstance(raw, bool) and raw == int(raw):
        number = int(raw)
    if number is None:
        return Parsed(code="CELL-002", context={"value": show(raw)})
    minimum, maximum = asked.question.minimum, asked.question.maximum
    if not minimum <= number <= maximum:
        return Parsed(code="CELL-003", context={"value": str(number), "minimum": str(minimum), "maximum": str(maximum)})
    return Parsed(number, code, {"value": show(raw), "read_as": str(number)} if code else {})


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("text", lambda _q, _s: None, lambda _q, _s: "", _text, "@"),
        Kind(
            "date",
            lambda _q, s: Rule("date", minimum=s.dates.earliest, maximum=s.dates.latest),
            lambda _q, s: (
                f"Type a date as day/month/year, for example {show_date(dt.date(2027, 3, 31))}. "
                f"It must be between {show_date(s.dates.earliest)} and {show_date(s.dates.latest)}."
            ),
            _date,
            DATE_FORMAT,
        ),
        Kind(
            "choice",
            lambda q, s: Rule("list", options=_labels(q, s)),
            lambda _q, _s: "Choose one of the words in the list: click the arrow beside the cell.",
            _choice,
            "@",
        ),
        Kind(
            "whole number",
            lambda q, _s: Rule("integer", minimum=q.minimum, maximum=q.maximum),
            lambda q, _s: f"Type a whole number between {q.minimum} and {q.maximum}, in digits only.",
            _whole_number,
            "0",
        ),
        Kind(
            "yes/no",
            lambda q, s: Rule("list", options=_labels(q, s)),
            lambda _q, _s: "Choose Yes or No: click the arrow beside the cell.",
            _choice,
            "@",
        ),
    )
}


def parse(raw: Raw, question: Question, spec: Spec, *, month_first: bool = False) -> Parsed:
    """The cell's content as the question's kind; blank stays blank whatever the kind.

    `month_first` says that typed dates of which both orders are possible are American, which only the other dates of
    the column can tell.
    """
    return Parsed() if is_blank(raw) else KINDS[question.answer].parse(raw, Asked(question, spec, month_first))
