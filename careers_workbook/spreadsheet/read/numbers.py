"""Number formats: their codes, which of them show a date, and which day a serial number is.

Enters: number formats and serial numbers as .xlsx stores them. Leaves: `NumberFormat`s; dates, times, or the number
itself where no calendar has such a day. Must not know: cells, packages.
"""

import datetime as dt
import re

from careers_workbook.core.days import EXCEL_EPOCH
from careers_workbook.core.frozen import frozen

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(50, 59)))
"""Formats that are never spelt out; those of East Asian Excel included (ECMA-376, 18.8.30)."""
_BUILT_IN_SPANS = frozenset((45, 46, 47))
_BUILT_IN_CODES = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
"""The codes of formats that are never spelt out (ECMA-376, 18.8.30), those for money left out. 14 and 22 are as
the country has them, whatever the standard prints."""
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a format that show themselves, not the value: "text", escapes, spaces, fills, colours and conditions."""
_LONGEST_CODE = 255
"""Characters of a format: Excel takes no more."""
_LEAP_BUG = 60
"""The serial number of 29 February 1900, a day that Excel alone knows."""
# cells know no time zone
_SINCE_1900 = dt.datetime.combine(EXCEL_EPOCH, dt.time())
_SINCE_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001


@frozen
class NumberFormat:
    """How a number is shown: the code, "" for General; and whether that is a "date", a "span" past 24 hours, or ""."""

    code: str = ""
    shows: str = ""


def number_format(number: int, code: str | None) -> NumberFormat:
    """The format with this number, and with this code if it is spelt out."""
    code = code if code is None else code[:_LONGEST_CODE]
    shows = _shows(number, code)
    is_general = code is not None and code.strip().lower() in ("general", "standard")
    return NumberFormat("" if is_general else _BUILT_IN_CODES.get(number, "") if code is None else code, shows)


def _shows(number: int, code: str | None) -> str:
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
