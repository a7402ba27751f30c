"""What a workbook is written from: places, rules, tables, properties, as values.

Enters and leaves: values only. Must not know: xlsxwriter, specs, schools.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Cell = tuple[int, int]
Area = tuple[Cell, Cell]
"""First and last cell, both included."""

_INLINE_LIST = 255


@dataclass(frozen=True, slots=True)
class Properties:
    """What File, Info shows. `marking` is a protective marking, such as OFFICIAL-SENSITIVE."""

    title: str
    subject: str
    author: str
    language: str
    marking: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What a cell accepts and says: `kind` is any, list, date, integer or decimal; texts keep within Excel's limits.

    A list comes as `options`, or as `source`, a range; the last three come with both bounds, included.
    """

    kind: str
    title: str
    message: str = ""
    error_title: str = ""
    error: str = ""
    options: tuple[str, ...] = ()
    source: str = ""
    minimum: dt.date | float | None = None
    maximum: dt.date | float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table: header row and body. `middle` names the headers that are centred, `look` the header's style.

    `formulas` gives the formula that Excel fills in for each new row, by header.
    """

    name: str
    description: str
    area: Area
    headers: tuple[str, ...]
    middle: frozenset[str] = frozenset()
    filters: bool = False
    formulas: Mapping[str, str] = field(default_factory=dict)
    look: str = "header"


def fits_inline(options: Sequence[str]) -> bool:
    """Whether a dropdown can carry its options itself.

    They must be short enough together, and Excel splits at commas, trims spaces, and stumbles over quotation marks.
    """
    joined = ",".join(options)
    short = len(joined.encode("utf-16-le", "surrogatepass")) // 2 <= _INLINE_LIST
    return short and not any(set(option) & set(',"\n') or option != option.strip() for option in options)
