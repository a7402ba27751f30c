"""The leavers of a whole Hub, added up: by leaving year, at each checkpoint, by group. Numbers as they are.

Enters: a `Round`. Leaves: `LeaverTotals`, one a tracker of the spec. A return without the sheet is left out and counted
in the coverage; a checkpoint that nobody can know yet is left out of its table. Must not know: what may be shown of it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.leaver_counts import Checkpoint, Cohort, Destinations
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.spec.checkpoints import groups_of, in_order, is_too_early
from careers_workbook.spec.model import Question
from careers_workbook.spec.sheets.leavers import LeaversSheet, asked_about, leaver_sheets, sustained_by

NO_YEAR = "Year not given"
"""The row of leavers of whom nobody says when they left: blank, unreadable or missing."""
NO_ENTRY, UNCLEAR, MISSING, NOT_ASKED = "No entry", "Unclear", "Missing", "Not asked"
STATES = (NO_ENTRY, UNCLEAR, MISSING, NOT_ASKED)
"""Why there is no answer about a leaver: blank, not readable, the column is gone, the school's version had none."""


@frozen
class Coverage:
    """How many schools a table rests on: `counted` of those that `returned` still had the sheet in their file."""

    expected: int
    returned: int
    counted: int


@frozen
class Point:
    """One checkpoint of all schools: `counts` has for each year that can be known the number of each group and state.

    `groups` are the columns; `too_early` the years of which nobody can know it yet.
    """

    id: str
    label: str
    groups: tuple[str, ...]
    counts: dict[str, Counter[str]]
    too_early: frozenset[str] = frozenset()


@frozen
class LeaverTotals:
    """One tracker of all schools. `cohorts` has the years in order, each with the leavers of every school.

    `sustained` has the years where any school could say; `sustained_by_all` are those of which every school that has
    leavers could. `asks_sustained` is whether the tracker asks for it.
    """

    sheet: str
    coverage: Coverage
    cohorts: dict[str, tuple[int, ...]]
    points: tuple[Point, ...]
    sustained: dict[str, int] = field(default_factory=dict)
    sustained_by_all: frozenset[str] = frozenset()
    asks_sustained: bool = False


def add_up(around: Round) -> tuple[LeaverTotals, ...]:
    """Every tracker about leavers, over the schools whose return counts."""
    sheets = leaver_sheets(around.spec)
    return tuple(_add_up(around, sheet, only=len(sheets) == 1) for sheet in sheets)


def _add_up(around: Round, sheet: LeaversSheet, *, only: bool) -> LeaverTotals:
    found = [one for school in around.returned if (one := _of(school, sheet, only=only)) and not one.missing]
    cohorts = [cohort for one in found for cohort in one.cohorts]
    years = _years(cohorts, around, sheet)
    said = [cohort for cohort in cohorts if cohort.sustained is not None]
    return LeaverTotals(
        sheet.title,
        Coverage(sum(not school.listed.closed for school in around.schools), len(around.returned), len(found)),
        {year: tuple(sum(c.leavers for c in one.cohorts if _year(c) == year) for one in found) for year in years},
        tuple(_point(question, cohorts, years, around) for question in asked_about(sheet)),
        {
            year: sum(cohort.sustained or 0 for cohort in said if _year(cohort) == year)
            for year in years
            if any(_year(cohort) == year for cohort in said)
        },
        frozenset(years) - {_year(cohort) for cohort in cohorts if cohort.sustained is None},
        bool(sustained_by(sheet, around.spec)[0]),
    )


def _of(school: SchoolRound, sheet: LeaversSheet, *, only: bool) -> Destinations | None:
    """The school's numbers for this sheet, which an older version may have called something else."""
    found = school.counts.stored.destinations if school.counts else ()
    named = next((one for one in found if one.sheet == sheet.title), None)
    return found[0] if named is None and only and len(found) == 1 else named


def _years(cohorts: Sequence[Cohort], around: Round, sheet: LeaversSheet) -> tuple[str, ...]:
    """The years that have leavers: older ones than the list offers first, those without a year last."""
    asked = next(column for column in sheet.columns if column.id == "leaving_year")
    listed = [option.label for option in around.spec.options(asked)]
    found = {_year(cohort) for cohort in cohorts}
    return tuple(sorted(found, key=lambda year: (year == NO_YEAR, year in listed and listed.index(year) + 1, year)))


def _year(cohort: Cohort) -> str:
    return cohort.year if cohort.year_state == "answered" else NO_YEAR


def _point(question: Question, cohorts: Sequence[Cohort], years: Sequence[str], around: Round) -> Point:
    too_early = frozenset(year for year in years if is_too_early(question.id, year, around.today))
    counts = {year: Counter[str]() for year in years if year not in too_early}
    for cohort in cohorts:
        if _year(cohort) in counts:
            counts[_year(cohort)].update(dict(_numbers(cohort, cohort.point(question.id))))
    offered = groups_of(question, around.spec)
    told = {name for counted in counts.values() for name in counted if name not in STATES}
    groups = tuple(in_order({*offered.values(), *told}, offered))
    return Point(question.id, question.label, groups, counts, too_early)


def _numbers(cohort: Cohort, point: Checkpoint | None) -> Iterator[tuple[str, int]]:
    """Every leaver of a cohort once, by group, or by why there is no answer."""
    if point is None:
        yield NOT_ASKED, cohort.leavers
        return
    yield from point.groups
    yield NO_ENTRY, point.blank
    yield UNCLEAR, point.unreadable
    yield MISSING, point.missing
    yield NOT_ASKED, point.not_asked
