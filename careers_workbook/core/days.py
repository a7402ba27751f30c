"""Days as spreadsheets number and show them, and as they are spelt.

Enters: days, numbers, number formats. Leaves: the same day as a number, in words, or as it looks by a number format,
and which of its parts that shows. Must not know: questions, cells, what people type for a day.
"""

import calendar
import datetime as dt
import re
from functools import lru_cache

EXCEL_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of Excel's 1900 calendar, as it counts from 1 March 1900 (its 29 February 1900 never was)."""

DATE_FORMAT = "dd/mm/yyyy"
"""The Excel format by which a day is shown as British readers write it."""

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def from_serial(number: int) -> dt.date:
    """A day of Excel's 1900 calendar: 46477 -> 31 March 2027."""
    return EXCEL_EPOCH + dt.timedelta(days=number)


def serial(day: dt.date) -> int:
    """A day as the number that Excel keeps for it: 31 March 2027 -> 46477."""
    return (day - EXCEL_EPOCH).days


def spelt(day: dt.date) -> str:
    """31 March 2027, in British words whatever the computer speaks (strftime follows its language)."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def last_of_month(day: dt.date) -> dt.date:
    """The last day of the month that the day lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|d+|m+|y+|h+|s+|am/pm|.', re.IGNORECASE | re.DOTALL)
"""The pieces of a number format; what stands in brackets, behind _ or behind * shows nothing of the value."""
_PARTS = {"d": "day", "m": "month", "y": "year"}
ALL_PARTS = frozenset(_PARTS.values())
_WEEKDAY_ONLY = 3
"""From so many on, the letters d show the day of the week."""


@lru_cache(maxsize=256)
def parts_shown(code: str) -> frozenset[str]:
    """Which of "day", "month", "year" a number format shows of a day: all, if it is no format of days."""
    pieces = [piece.lower() for piece in _pieces(code)]
    of_days = [piece for piece in pieces if piece[0] in _PARTS]
    shown = frozenset(_PARTS[piece[0]] for piece in of_days if not _is_weekday(piece))
    is_clock = shown == {"month"} and any(piece[0] in "hs" for piece in pieces)  # m is minutes there
    return shown if of_days and not is_clock else ALL_PARTS


def shown_by(code: str, day: dt.date) -> str:
    """A day as it looks by a number format: "mmm-yy" shows Mar-27. A time of day is left out."""
    if parts_shown(code) == ALL_PARTS:
        return f"{day:%d/%m/%Y}"
    return "".join(_piece(piece, day) for piece in _pieces(code)).strip()


def _pieces(code: str) -> list[str]:
    pieces = [piece for piece in _CODE.findall(code) if piece[0] not in "[_*"]
    return pieces[: pieces.index(";")] if ";" in pieces else pieces


def _is_weekday(piece: str) -> bool:
    return piece[0] == "d" and len(piece) >= _WEEKDAY_ONLY


def _piece(piece: str, day: dt.date) -> str:
    name = MONTH_NAMES[day.month - 1]
    names = {3: name[:3], 4: name, 5: name[0]}
    match piece[0].lower():
        case "d" if _is_weekday(piece.lower()):
            return (calendar.day_abbr if len(piece) == _WEEKDAY_ONLY else calendar.day_name)[day.weekday()]
        case "d":
            return f"{day.day:0{len(piece)}}"
        case "m":
            return names.get(len(piece)) or f"{day.month:0{min(len(piece), 2)}}"
        case "y":
            return f"{day.year}" if len(piece) > 2 else f"{day.year % 100:02}"  # noqa: PLR2004 - digits of a year
        case '"':
            return piece[1:-1]
    return piece.removeprefix("\\")
