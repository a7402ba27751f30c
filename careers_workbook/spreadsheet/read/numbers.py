"""Numbers that stand for days: which formats show a date, and which day a serial number is.

Enters: number formats and serial numbers as .xlsx stores them. Leaves: dates, times, or the number itself where no
calendar has such a day. Must not know: cells, packages.
"""

import datetime as dt
import re

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(50, 59)))
"""Formats that are never spelt out; those of East Asian Excel included (ECMA-376, 18.8.30)."""
_BUILT_IN_SPANS = frozenset((45, 46, 47))
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a format that show themselves, not the value: "text", escapes, spaces, fills, colours and conditions."""
_LEAP_BUG = 60
"""The serial number of 29 February 1900, a day that Excel alone knows."""
# cells know no time zone
_SINCE_1900, _SINCE_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001


def kind_of_format(number: int, code: str | None) -> str:
    """What a format shows, by its number, and its code if it is spelt out: a "date", a "span" past 24 hours, or ""."""
    if code is None:
        return "span" if number in _BUILT_IN_SPANS else "date" if number in _BUILT_IN_DATES else ""
    if _ELAPSED.search(code):
        return "span"
    shown = _LITERAL.sub("", code).partition(";")[0]
    if shown.strip().lower() in ("general", "standard"):
        return ""
    return "date" if re.search("[dmyhs]", shown, re.IGNORECASE) else ""


Moment = dt.date | dt.datetime | dt.time | dt.timedelta


def from_serial(serial: float, kind: str, *, since_1904: bool) -> float | Moment:
    """The day, moment, time of day or span that a number of this kind is; the number itself if it is none."""
    if not kind or not 0 <= serial < 3_000_000:  # noqa: PLR2004 - the year 9999 and some
        return serial
    span = dt.timedelta(milliseconds=round(serial * 86_400_000))
    if kind == "span":
        return span
    if serial < 1:
        return time_of_day(span)
    start = _SINCE_1904 if since_1904 else _SINCE_1900 if serial > _LEAP_BUG else _SINCE_1900 + dt.timedelta(days=1)
    try:
        moment = start + span
    except OverflowError:
        return serial
    return moment.date() if serial.is_integer() else moment


def time_of_day(span: dt.timedelta) -> dt.time:
    """What the clock shows so long after midnight."""
    return (_SINCE_1904 + span).time()


def iso_date(value: str) -> str | dt.date | dt.datetime:
    """A day or moment that is written out, as OpenDocument and Strict workbooks do; the text itself if it is none."""
    try:
        moment = dt.datetime.fromisoformat(value.strip().removesuffix("Z"))
    except ValueError:
        return value
    return moment.replace(tzinfo=None) if moment.time() != dt.time() else moment.date()
