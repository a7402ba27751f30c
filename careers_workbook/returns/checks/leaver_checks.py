"""Checks of leavers: rows without a year, numbers that do not go together, and ways that hardly follow.

Enters: a `CheckInput`. Leaves: problems. One small function a rule; a rule that needs the day says nothing without it.
Of one leaver's way only what nobody can expect is asked about: young people do come back. Must not know: grids, files.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations, groupby, islice, pairwise

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import show_date
from careers_workbook.returns.checks.check import CheckInput, check
from careers_workbook.returns.submission import Answer, State
from careers_workbook.spec.checkpoints import FIRST, INTENDED, STILL_THERE, YEAR, is_known, is_too_early, opens
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.model import Spec
from careers_workbook.spec.semantic_ids import CHECKPOINTS, DECEASED, LEAVERS_FIELD, SCHOOL, STILL
from careers_workbook.spec.sheets.counts import (
    ALL_LEAVERS,
    CountColumn,
    CountRow,
    CountsSheet,
    count_columns,
    destination_rows,
    is_counted,
    year_in,
    year_rows,
)
from careers_workbook.spec.sheets.leavers import LeaversSheet, leaver_sheets
from careers_workbook.spec.years import MOST_SPECS, read_year, school_year


@check("DEST-001")
def leaver_without_year(returned: CheckInput) -> Iterator[Problem]:
    """A tracker row with destinations but without the year of leaving."""
    for _, row in returned.leavers:
        year = row.get(YEAR)
        if year and year.state == "blank" and any(answer.state != "blank" for answer in row.values()):
            yield Problem("DEST-001", year.place)


@check("DEST-004", "DEST-005")
def number_of_leavers(returned: CheckInput) -> Iterator[Problem]:
    """The number given on the form against the leavers of the school year that the workbook is for.

    A list that was only begun is no mistake while the year lasts: fewer rows are noted from half the number on. Nothing
    is said where none is listed, or where a year is blank or cannot be read: it might be this one.
    """
    answer, today = returned.field(LEAVERS_FIELD), returned.context.today
    now = school_year(today) if today else None
    year = now if returned.submission.school_year is None else returned.submission.school_year
    if answer is None or not isinstance(answer.value, int) or year is None:
        return
    cohorts, states = _cohorts(returned.answers)
    label = next((label for label in cohorts if read_year(label) == year), "")
    listed = cohorts[label]
    if not listed or states - {"answered"} or listed == answer.value:
        return
    is_over = now is not None and now > year
    if listed < answer.value and 2 * listed < answer.value and not is_over:
        return
    code = "DEST-004" if listed > answer.value else "DEST-005"
    context = {"number": str(answer.value), "rows": str(listed), "year": label}
    yield Problem(code, answer.place, context)


@check("DEST-009", "DEST-010", compares=True)
def changed_since_last_time(returned: CheckInput) -> Iterator[Problem]:
    """The leavers of a year against those of the return before. A year that is new there or here is no change.

    Nothing is said where a year of some row cannot be read: it might be the one that is missing.
    """
    before = returned.context.previous
    titles = {sheet.title for sheet in returned.spec.of(LeaversSheet)}
    if before is None or titles & {*before.missing_sheets, *returned.submission.missing_sheets}:
        return
    then, states = _cohorts(before.answers)
    now, more = _cohorts(returned.answers)
    place = next((Place(sheet=a.found_sheet) for a in returned.answers if a.sheet in titles), Place())
    if (states | more) - {"answered"}:
        return
    yield from changed_cohorts(then, now, _offered(returned), place)


def changed_cohorts(then: Counter[str], now: Counter[str], offered: Collection[str], place: Place) -> Iterator[Problem]:
    """Leavers by year against those of the return before. Where none are left, that is said once.

    A workbook may have gone out without them, for the school to copy them in.
    """
    asked = Counter({year: number for year, number in then.items() if now[year] or year in offered})
    for year, number in (asked if now.total() else Counter({"all years": asked.total()})).items():
        if number != now[year]:
            context = {"year": year, "now": str(now[year]), "before": str(number)}
            yield Problem("DEST-009" if now[year] < number else "DEST-010", place, context)


def _cohorts(answers: Iterable[Answer]) -> tuple[Counter[str], set[State]]:
    """Leavers by year, as rows or as numbers, and the states of the years of rows."""
    found: Counter[str] = Counter()
    years = [a for a in answers if a.kind == LeaversSheet.word and a.column_id == YEAR]
    found.update(str(year.value) for year in years if year.state == "answered")
    for answer in answers:
        if answer.kind == CountsSheet.word and answer.column_id == ALL_LEAVERS and isinstance(answer.value, int):
            found[year_in(answer.ref)] += answer.value
    return found, {year.state for year in years}


def _offered(returned: CheckInput) -> set[str]:
    """The leaving years that this version asks about."""
    columns = (column for sheet in returned.spec.of(LeaversSheet) for column in sheet.columns if column.id == YEAR)
    return {option.label for column in columns for option in returned.spec.options(column)}


# the way of one leaver

_AWAY = frozenset({"apprenticeship", "employment", "other"})
"""Groups from which nobody is expected back at school; from college or from looking for a place some are."""
_GONE = frozenset({DECEASED, "no", "not_known"})
"""What may still be said of somebody who has died."""
_NO_PLACE = frozenset({"not sustained", "not known"})
"""Groups that are no place at which one could still be."""


@frozen
class PathwayStep:
    """One checkpoint that was answered: what was chosen, and where."""

    answer: Answer
    option: Choice

    @property
    def group(self) -> str:
        """What it counts as."""
        return self.option.group or self.option.label


@frozen
class Pathway:
    """The checkpoints of one leaver that were answered, in the order of time, without what was intended."""

    year: str
    steps: tuple[PathwayStep, ...]

    @property
    def places(self) -> tuple[PathwayStep, ...]:
        """Those that say where."""
        return tuple(step for step in self.steps if step.answer.column_id != STILL_THERE)


@kept(MOST_SPECS)
def _options(spec: Spec) -> dict[tuple[str, str], dict[str, Choice]]:
    """(Title of a sheet, column id) -> the options of its leavers by label."""
    return {
        (sheet.title, column.id): {option.label: option for option in spec.options(column)}
        for sheet in leaver_sheets(spec)
        if not is_counted(sheet)
        for column in sheet.columns
    }


def pathways(returned: CheckInput) -> Iterator[Pathway]:
    """The way of each leaver whose row is there."""
    options = _options(returned.spec)
    sheets = {title for title, _ in options}
    for title, row in returned.leavers:
        if title in sheets:
            year = row.get(YEAR)
            answered = ((row[name], name) for name in CHECKPOINTS if name in row and name != INTENDED)
            steps = (
                PathwayStep(answer, option)
                for answer, name in answered
                if (option := options[title, name].get(str(answer.value))) is not None
            )
            yield Pathway(str(year.value) if year and year.state == "answered" else "", tuple(steps))


@check("DEST-006")
def known_too_early(returned: CheckInput) -> Iterator[Problem]:
    """A checkpoint that says something before anybody can know it: said once a row, the leaving year may be wrong."""
    today = returned.context.today
    if today is None:
        return
    for pathway in pathways(returned):
        for step in pathway.steps:
            name = step.answer.column_id
            day = opens(name, pathway.year)
            if day and is_known(step.group) and is_too_early(name, pathway.year, today):
                context = {"column": step.answer.column, "year": f"a leaver of {pathway.year}", "day": show_date(day)}
                yield Problem("DEST-006", step.answer.place, context)
                break


@check("DEST-007")
def contact_lost(returned: CheckInput) -> Iterator[Problem]:
    """Leavers of a year who were known after leaving and are not known at the last checkpoint that was answered."""
    lost: Counter[tuple[str, str]] = Counter()
    for pathway in pathways(returned):
        known = [is_known(step.group) for step in pathway.places]
        if pathway.year and True in known and not known[-1]:
            lost[pathway.places[0].answer.found_sheet, pathway.year] += 1
    for (sheet, year), number in lost.items():
        yield Problem("DEST-007", Place(sheet=sheet), {"number": str(number), "year": year})


@check("DEST-008")
def unlikely_destination(returned: CheckInput) -> Iterator[Problem]:
    """Two answers of one leaver that hardly go together: asked about, never refused; once a row."""
    for pathway in pathways(returned):
        for earlier, later, reason in islice(_unlikely(pathway), 1):
            context = {
                "earlier": earlier.option.label,
                "before": earlier.answer.column,
                "later": later.option.label,
                "column": later.answer.column,
                "reason": reason,
            }
            yield Problem("DEST-008", later.answer.place, context)


def _unlikely(pathway: Pathway) -> Iterator[tuple[PathwayStep, PathwayStep, str]]:
    """Pairs of answers that hardly go together, and why; the gravest first."""
    for earlier, later in combinations(pathway.steps, 2):
        if earlier.option.id == DECEASED and earlier in pathway.places and later.option.id not in _GONE:
            yield earlier, later, "the young person had died"
    for earlier, later in pairwise(pathway.places):
        if later.option.id == SCHOOL and earlier.group in _AWAY:
            yield earlier, later, "back at school after leaving it"
    for earlier, later in pairwise(pathway.steps):
        if later.answer.column_id == STILL_THERE and later.option.id == STILL and earlier.group in _NO_PLACE:
            yield earlier, later, "there was no place to be still at"


# numbers by destination, where no rows are asked for


@frozen
class CountedYear:
    """The numbers of one leaving year: (ref, column id) -> answer."""

    row: CountRow
    sheet: LeaversSheet
    spec: Spec
    answers: dict[tuple[str, str], Answer]

    @property
    def given(self) -> Answer | None:
        """How many left in all."""
        return self.answers.get((self.row.ref, ALL_LEAVERS))

    def rows(self) -> tuple[CountRow, ...]:
        """The destinations."""
        return destination_rows(self.sheet, self.spec, self.row.year)

    def numbers(self, column: CountColumn) -> list[Answer]:
        """The answers of a column that hold a number."""
        cells = (self.answers.get((row.ref, column.id)) for row in self.rows())
        return [answer for answer in cells if answer and isinstance(answer.value, int)]

    def totals(self) -> dict[str, tuple[str, int]]:
        """Checkpoint id -> its heading and how many leavers are given there."""
        found: dict[str, tuple[str, int]] = {}
        for name, columns in groupby(count_columns(self.sheet, self.spec), key=lambda column: column.checkpoint.id):
            those = list(columns)
            total = sum(map(number_of, (answer for column in those for answer in self.numbers(column))))
            found[name] = (those[0].checkpoint.label, total)
        return found


def counted_years(returned: CheckInput) -> Iterator[CountedYear]:
    """Every leaving year of every tracker that asks for numbers."""
    for sheet in returned.spec.of(LeaversSheet):
        if is_counted(sheet):
            counts = returned.submission.of_kind(CountsSheet.word)
            answers = {(a.ref, a.column_id): a for a in counts if a.sheet == sheet.title}
            yield from (CountedYear(row, sheet, returned.spec, answers) for row in year_rows(sheet, returned.spec))


def number_of(answer: Answer | None) -> int:
    """The number in a cell; nought if there is none."""
    return answer.value if answer and isinstance(answer.value, int) else 0


@check("DEST-011", "DEST-012")
def more_than_left(returned: CheckInput) -> Iterator[Problem]:
    """A checkpoint at which more leavers are given than left, or numbers without how many left."""
    for year in counted_years(returned):
        label, given, totals = year.row.year.label, year.given, year.totals()
        most = max((total for _, total in totals.values()), default=0)
        if given and given.state == "blank" and most:
            yield Problem("DEST-012", given.place, {"year": label, "total": str(most)})
        elif given and given.state == "answered":
            for column, total in totals.values():
                if total > number_of(given):
                    context = {"total": str(total), "year": label, "column": column, "leavers": str(given.value)}
                    yield Problem("DEST-011", given.place, context)


@check("DEST-013")
def more_still_there(returned: CheckInput) -> Iterator[Problem]:
    """A destination at which more leavers are counted six months on than were there in the autumn."""
    for year in counted_years(returned):
        still = [c for c in count_columns(year.sheet, year.spec) if c.checkpoint.id == STILL_THERE]
        for row in year.rows():
            there = year.answers.get((row.ref, FIRST))
            cells = [year.answers.get((row.ref, column.id)) for column in still]
            if there and there.state == "answered" and sum(map(number_of, cells)) > number_of(there):
                context = {"still": str(sum(map(number_of, cells))), "there": str(there.value)}
                yield Problem("DEST-013", there.place, context | {"year": year.row.year.label})


@check("DEST-006")
def counted_too_early(returned: CheckInput) -> Iterator[Problem]:
    """Numbers at a checkpoint that nobody can know yet: said once a column of a year."""
    today = returned.context.today
    for year in counted_years(returned) if today else ():
        label = year.row.year.label
        for column in count_columns(year.sheet, year.spec):
            name = column.checkpoint.id
            first = next((answer for answer in year.numbers(column) if answer.value), None)
            day = opens(name, label)
            if first and day and today and is_too_early(name, label, today):
                place = Place(sheet=first.found_sheet, cell=first.cell, ref=first.ref, column=first.column)
                context = {"column": first.column, "year": f"the leavers of {label}", "day": show_date(day)}
                yield Problem("DEST-006", place, context)
