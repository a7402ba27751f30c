"""The formulas about leavers as text. Nothing newer than Excel 2007; LibreOffice gives the same.

Enters: ranges and cells as formulas write them. Leaves: formulas. Texts are compared as in blanks/progress_formulas.py:
without outer spaces, whatever the capitals, without wildcards; a cell with an Excel error spoils no sum. Must not know:
what a formula comes to, where it is written.
"""

import datetime as dt
from collections.abc import Sequence

from careers_workbook.blanks.progress_formulas import how_many, quoted_text
from careers_workbook.spec.checkpoints import Day
from careers_workbook.spec.semantic_ids import ALL_KNOWN, FEW, UNDATED

NOTHING, TOO_EARLY = "-", "not yet"
NO_LEAVERS, EARLY, FEW_LEAVERS = "No leavers", "Not yet", "Fewer than six"
"""The words of a remark."""


def too_early(year: str, day: Day) -> str:
    """Whether a checkpoint of the leaving year in a cell cannot be known today: the test of a conditional format."""
    return f"=TODAY()<{_day(year, day)}"


def known(year: str, words: Sequence[tuple[Day, str]]) -> str:
    """What cannot be known yet of the leaving year in a cell, in words; `words` are in the order of time."""
    formula = quoted_text(ALL_KNOWN)
    for day, word in reversed(words):
        formula = f"IF(TODAY()<{_day(year, day)},{quoted_text(word)},{formula})"
    return f"=IF(ISERROR({_day(year, words[0][0])}),{quoted_text(UNDATED)},{formula})"


def before(day: dt.date) -> str:
    """Whether a day has not come: the test of a conditional format."""
    return f"=TODAY()<{_date(day)}"


def known_since(words: Sequence[tuple[dt.date, str]]) -> str:
    """What cannot be known yet of one leaving year; `words` are in the order of time."""
    formula = quoted_text(ALL_KNOWN)
    for day, word in reversed(words):
        formula = f"IF(TODAY()<{_date(day)},{quoted_text(word)},{formula})"
    return f"={formula}"


def _day(year: str, day: Day) -> str:
    """A day after leaving. The label "2025/26" ends in the summer of the year after its first four digits."""
    return f"DATE(VALUE(LEFT(TRIM({year}),4))+{day.years + 1},{day.month},{day.day})"


def one_of(cells: str, labels: Sequence[str]) -> str:
    """1 for each cell that holds one of the labels, as a factor of `count`."""
    words = (quoted_text(" ".join(label.split())) for label in labels)
    return f"({'+'.join(f'(TRIM({cells})={word})' for word in words) or '0'})"


def same(cells: str, cell: str) -> str:
    """1 for each cell that holds what another cell holds, as a factor of `count`."""
    return f"(TRIM({cells})=TRIM({cell}))"


def blank(cells: str) -> str:
    """1 for each cell that holds nothing, as a factor of `count`."""
    return f"(LEN(TRIM({cells}))=0)"


def filled(cells: str) -> str:
    """1 for each cell that holds something, as a factor of `count`; a cell with an Excel error holds something."""
    return f"(1-ISNUMBER(1/(LEN(TRIM({cells}))=0)))"


def count(*factors: str) -> str:
    """How many rows have every factor."""
    return how_many("*".join(factors))


def minus(whole: str, parts: Sequence[str]) -> str:
    """A number without others."""
    return f"={whole}" + "".join(f"-{part}" for part in parts)


def total(cells: Sequence[str]) -> str:
    """The sum of some cells; nought if there are none."""
    return f"={'+'.join(cells) or '0'}"


def same_as(cell: str) -> str:
    """What another cell says."""
    return f"={cell}"


def percent(part: str, leavers: str, day: dt.date | None) -> str:
    """A number as a share of all leavers; in words where there is none, or where nobody can know before a day."""
    share = f"{part}/{leavers}"
    early = f"IF(TODAY()<{_date(day)},{quoted_text(TOO_EARLY)},{share})" if day else share
    return f"=IF({leavers}=0,{quoted_text(NOTHING)},{early})"


def remark(leavers: str, day: dt.date | None) -> str:
    """Why a column of figures says little, in a word or two."""
    few = f"IF({leavers}<{FEW},{quoted_text(FEW_LEAVERS)},{quoted_text(NOTHING)})"
    early = f"IF(TODAY()<{_date(day)},{quoted_text(EARLY)},{few})" if day else few
    return f"=IF({leavers}=0,{quoted_text(NO_LEAVERS)},{early})"


def few(share: str, leavers: str) -> str:
    """Whether a percentage rests on fewer than six leavers: the test of a conditional format."""
    return f"=AND(ISNUMBER({share}),{leavers}<{FEW})"


def counted(groups: str, names: Sequence[str], *numbers: str) -> str:
    """The sum of numbers beside which one of the groups stands; text among them counts as nought."""
    return "=" + "+".join(f"SUMPRODUCT(1*{one_of(groups, names)},{cells})" for cells in numbers)


def largest(cells: Sequence[str]) -> str:
    """The largest of some cells and sums of ranges: the leavers of a year where numbers are asked for."""
    return f"=MAX({','.join(f'SUM({cell})' for cell in cells)})"


def _date(day: dt.date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"
