"""Answer kinds as one table: for each kind the Excel rule that a cell is given, its format, and how a cell is read.

Enters: a question of the spec, the spec, and the raw content of a cell. Leaves: a `Rule` (for build) or a `Parsed` (for
extract). What the rule offers, the parser accepts, because both are made from the same options.
Must not know: xlsxwriter, calamine, rows and columns.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from careers_workbook.spec.model import Question, Spec

Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
"""What a spreadsheet cell can hold, as the grid reader gives it."""
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
class Kind:
    """One row of the table. `number_format` is an Excel format code; `message` words the rule for a teacher."""

    name: str
    rule: Callable[[Question, Spec], Rule | None]
    message: Callable[[Question, Spec], str]
    parse: Callable[[Raw, Question, Spec], Parsed]
    number_format: str


def show_date(day: dt.date) -> str:
    """A date as British readers write it: 28/02/2027."""
    return f"{day:%d/%m/%Y}"


def show(raw: Raw) -> str:
    """The raw content of a cell as a person would quote it."""
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


def fold(text: str) -> str:
    """Text for comparing: NFKC, one kind of quote and dash, single spaces, no case, no trailing punctuation."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES_AND_DASHES)
    return " ".join(plain.split()).casefold().rstrip(" .;:,")


_QUOTES_AND_DASHES = {ord(c): "'" for c in "‘’‚‛`´"} | {ord(c): '"' for c in "“”„‟"} | {ord(c): "-" for c in "‐‑‒–—―−"}
_UK_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")


def _text(raw: Raw, _question: Question, _spec: Spec) -> Parsed:
    return Parsed(raw if isinstance(raw, str) else show(raw))


def _date(raw: Raw, _question: Question, spec: Spec) -> Parsed:
    typed = isinstance(raw, str)
    day = typed_date(raw) if isinstance(raw, str) else _stored_date(raw)
    if day is None:
        return Parsed(code="DATE-001", context={"value": show(raw)})
    if not spec.dates.earliest <= day <= spec.dates.latest:
        context = {
            "value": show_date(day),
            "earliest": show_date(spec.dates.earliest),
            "latest": show_date(spec.dates.latest),
        }
        return Parsed(code="DATE-002", context=context)
    return Parsed(day, "DATE-003", {"value": show(raw), "read_as": show_date(day)}) if typed else Parsed(day)


def _stored_date(raw: Raw) -> dt.date | None:
    if isinstance(raw, dt.datetime):
        return raw.date()
    return raw if isinstance(raw, dt.date) else None


def typed_date(text: str) -> dt.date | None:
    """A date typed as text, where only one reading is possible in Britain: 31/03/2027, 31.3.2027, 2027-03-31."""
    if found := _ISO_DATE.fullmatch(text.strip()):
        year, month, day = map(int, found.groups())
    elif found := _UK_DATE.fullmatch(text.strip()):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _options(question: Question, spec: Spec) -> tuple[str, ...]:
    return YES_NO if question.answer == "yes/no" else tuple(c.label for c in spec.options(question))


def _choice(raw: Raw, question: Question, spec: Spec) -> Parsed:
    offered = _options(question, spec)
    typed = ("Yes" if raw else "No") if isinstance(raw, bool) and question.answer == "yes/no" else show(raw)
    matches = [label for label in offered if label == typed] or [
        label for label in offered if fold(label) == fold(typed)
    ]
    if len(matches) == 1:
        return Parsed(matches[0])
    return Parsed(code="CELL-001", context={"value": show(raw), "options": ", ".join(offered)})


def _whole_number(raw: Raw, question: Question, _spec: Spec) -> Parsed:
    number = _number(raw)
    if number is None:
        return Parsed(code="CELL-002", context={"value": show(raw)})
    if not question.minimum <= number <= question.maximum:
        context = {"value": str(number), "minimum": str(question.minimum), "maximum": str(question.maximum)}
        return Parsed(code="CELL-003", context=context)
    return Parsed(number)


def _number(raw: Raw) -> int | None:
    if isinstance(raw, str) and re.fullmatch(r"-?\d{1,15}", raw.strip(), re.ASCII):
        return int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != int(raw):
        return None
    return int(raw)


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
            "dd/mm/yyyy",
        ),
        Kind(
            "choice",
            lambda q, s: Rule("list", options=_options(q, s)),
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
            lambda q, s: Rule("list", options=_options(q, s)),
            lambda _q, _s: "Choose Yes or No: click the arrow beside the cell.",
            _choice,
            "@",
        ),
    )
}


def parse(raw: Raw, question: Question, spec: Spec) -> Parsed:
    """The cell's content as the question's kind; blank stays blank whatever the kind."""
    return Parsed() if is_blank(raw) else KINDS[question.answer].parse(raw, question, spec)
