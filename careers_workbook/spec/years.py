"""School years: what they are called, on which day they change, and the lists of them that move on by themselves.

Enters: days, labels, a Spec. Leaves: years as the calendar year in which they begin (2026 for 2026/27), and the Spec
as it is for one year. Must not know: YAML, workbooks, answers.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from careers_workbook.spec.lists import Choice
from careers_workbook.spec.model import Spec

_SEPTEMBER = 9
_LABEL = re.compile(r"((?:19|20)\d\d)\s?[/–-]\s?((?:19|20)?\d\d)")


def school_year(day: dt.date) -> int:
    """The school year of a day: 2026 from 1 September 2026 to 31 August 2027."""
    return day.year if day.month >= _SEPTEMBER else day.year - 1


def year_label(year: int) -> str:
    """2026 -> "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"


def read_year(label: str) -> int | None:
    """The school year that a label names: "2026/27", "2026-2027"; None if it names none."""
    found = _LABEL.fullmatch(label.strip())
    return int(found[1]) if found and int(found[2]) % 100 == (int(found[1]) + 1) % 100 else None


def year_options(years: Iterable[int]) -> tuple[Choice, ...]:
    """The options of a list of school years."""
    return tuple(
        Choice(id=f"y{year}_{(year + 1) % 100:02d}", label=year_label(year), school_year=year) for year in years
    )


def moves_on(options: Sequence[Choice]) -> bool:
    """Whether a list was written as so many school years, so that a workbook of next year has others."""
    first = options[0].school_year if options else None
    return first is not None and tuple(options) == year_options(range(first, first + len(options)))


def in_year(spec: Spec, year: int | None) -> Spec:
    """The spec as a workbook for this school year has it: each list of school years ends with it. None: as written."""
    if year is None:
        return spec
    return _with_years(spec, lambda options: range(year - len(options) + 1, year + 1))


def in_any_year(spec: Spec) -> Spec:
    """The spec to read by where nobody knows for which year a workbook was: all school years that its dates reach."""
    years = range(school_year(spec.dates.earliest), school_year(spec.dates.latest) + 1)
    return _with_years(spec, lambda _: years)


def _with_years(spec: Spec, years: Callable[[Sequence[Choice]], range]) -> Spec:
    moved = {name: year_options(years(options)) for name, options in spec.lists.items() if moves_on(options)}
    if all(spec.lists[name] == options for name, options in moved.items()):
        return spec
    return spec.model_copy(update={"lists": {**spec.lists, **moved}})
