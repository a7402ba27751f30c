"""Text that people type for a day: British order, names of months, short years.

Enters: text. Leaves: a day, or what speaks against one. Nothing is guessed: "March 2027", "end of term" and
"31/02/2027" are no days. Must not know: questions, cells.
"""

import calendar
import datetime as dt
import re
from dataclasses import replace
from typing import Literal

from careers_workbook.core.days import MONTH_NAMES, from_serial
from careers_workbook.core.frozen import frozen

DayOrder = Literal["day first", "month first", "either"]

_MONTHS = {name.lower(): n for n, name in enumerate(MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items()} | {"sept": 9}
_DAY = r"(?P<day>\d{1,2})(?:\s*(?:st|nd|rd|th))?"
_NAME = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_GAP = r"[\s,./-]*"
_LEAD = r"(?:(?:due|by|before|on|no later than|deadline|the|:|\s)+\b)?"
_WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {name[:3]: n for name, n in _WEEKDAYS.items()} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})[\s,.]+)?"
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?z?)?")
_NUMERIC = re.compile(
    r"(?P<first>\d{1,2})(?:\s*[./\-]\s*|\s+)(?P<second>\d{1,2})(?:\s*[./\-]\s*|\s+)(?P<year>\d{4}|\d{2})(?:\s+00:00(?::00)?)?"
)
_NAMED = (
    re.compile(rf"{_DAY}(?:\s+of)?{_GAP}{_NAME}{_GAP}{_YEAR}"),
    re.compile(rf"{_NAME}{_GAP}{_DAY}[\s,./-]+{_YEAR}"),
    re.compile(rf"(?P<year>\d{{4}}){_GAP}{_NAME}{_GAP}{_DAY}"),
)
_LONGEST = 100
"""Characters of a day with all that is said around it; what is longer is a sentence."""
_SERIAL = re.compile(r"(?P<serial>4[2-9]\d{3}|5[01]\d{3})(?:\.0+)?")
_BEFORE = re.compile(_LEAD + _WEEKDAY)
_MONTH_ONLY = re.compile(
    rf"(?:the\s+)?(?:(?P<part>end|start|beginning|middle|mid|early|late)[\s-]*(?:of\s+)?)?{_NAME}{_GAP}{_YEAR}"
)


@frozen
class TypedDay:
    """A day, or None. `order` says which orders of day and month were possible; `month` is the month that was named.

    `other_weekday` says that another day of the week stands in front than it is.
    """

    day: dt.date | None = None
    order: DayOrder | None = None
    month: dt.date | None = None
    other_weekday: bool = False


def read_day(text: str, *, month_first: bool = False) -> TypedDay:
    """The day that the text names. `month_first` decides only where both orders are possible."""
    plain = " ".join(text.replace("\xa0", " ").lower().split()).rstrip(" .,;")
    if len(plain) > _LONGEST:
        return TypedDay()
    lead = _BEFORE.match(plain)
    typed = _named_day(plain[lead.end() :] if lead else plain, month_first=month_first)
    if lead and lead["weekday"] and typed.day and typed.day.weekday() != _WEEKDAYS[lead["weekday"]]:
        return replace(typed, other_weekday=True)
    return typed


def certain_day(text: str) -> dt.date | None:
    """The day that somebody wrote, with all four digits of its year: 2027-03-31, 31/03/2027 or 31 March 2027.

    None for what could be another day: month first, a short year, another day of the week than it is.
    """
    typed = read_day(text)
    sure = typed.day is not None and f"{typed.day:%Y}" in text and typed.order != "month first"
    return typed.day if sure and not typed.other_weekday else None


def _named_day(plain: str, *, month_first: bool) -> TypedDay:
    if found := _NUMERIC.fullmatch(plain):
        return _numeric(found, month_first=month_first)
    if found := _ISO.fullmatch(plain):
        return TypedDay(_day(int(found["year"]), int(found["month"]), int(found["day"])))
    for pattern in _NAMED:
        if found := pattern.fullmatch(plain):
            return TypedDay(_day(_year(found["year"]), _MONTHS[found["name"]], int(found["day"])))
    if found := _SERIAL.fullmatch(plain):
        return TypedDay(from_serial(int(found["serial"])))
    if found := _MONTH_ONLY.fullmatch(plain):
        return TypedDay(month=_day(_year(found["year"]), _MONTHS[found["name"]], 1))
    return TypedDay()


def _numeric(found: re.Match[str], *, month_first: bool) -> TypedDay:
    first, second, year = int(found["first"]), int(found["second"]), _year(found["year"])
    british, american = _day(year, second, first), _day(year, first, second)
    if british and american and british != american:
        return TypedDay(american if month_first else british, "either")
    if british:
        return TypedDay(british, "day first" if british != american else None)
    return TypedDay(american, "month first" if american else None)


def _year(text: str) -> int:
    digits = text.lstrip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)  # noqa: PLR2004 - digits of a year


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
