"""What a Hub's board asks of a round, in one value: the numbers of the Hub's page and of its sheet of paper.

Enters: the tables of a round, the round beside the one before. Leaves: a `Board`. Its numbers are those of the tables;
of leavers it has what is published, rounded. Unless it is for the Hub's own eyes, no school has a name in it. Must not
know: words, how anything looks.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.checklist_progress import BENCHMARKS, ItemCounts, Progress
from careers_workbook.hub.comparison.round_comparison import ComparedRound
from careers_workbook.hub.publication.published import ALL_YEARS, CohortLine
from careers_workbook.hub.rounds.rounds import RETURNED, SchoolState
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.hub.tables.tidy_rows import COUNTS
from careers_workbook.spec.sheets.checklist import short_names

FEWEST = 6
"""How many statements that fewest schools have done are named."""


@frozen
class Share:
    """So many of so many; per cent from 0 to 100, None of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """As a number that nobody has rounded yet."""
        return 100 * self.part / self.whole if self.whole else None


@frozen
class BenchmarkDone:
    """Statements of one Gatsby benchmark that are done, of those that apply, over all schools that returned.

    `before` is the same in the round before, of the schools that returned both times; None where there was none.
    """

    number: int
    name: str
    done: Share
    before: Share | None


@frozen
class SectionDone:
    """The statements of one section by what schools say of them: the columns of the table of statements added up.

    `short` is what it is called where room is scarce; `before` is what was done of it in the round before, at the
    schools that returned both times, None where there was none.
    """

    sheet: str
    name: str
    short: str
    counts: Mapping[str, int]
    done: Share
    before: Share | None


@frozen
class StatementDone:
    """One statement, and at how many of the schools to which it applies it is done."""

    ref: str
    statement: str
    done: Share


@frozen
class SchoolDone:
    """One school that returned. Its name is there for the Hub's own eyes only; sections are in the Board's order."""

    name: str
    done: Share
    overdue: int
    sections: tuple[Share, ...]


@frozen
class BothTimes:
    """Statements done at the schools that returned in this round and in the one before."""

    schools: int
    before: Share
    now: Share


@frozen
class Board:
    """A round on a day. `states` counts the schools expected by how they stand, `missing` are those not returned.

    `put_right` counts schools; `overdue` open actions whose day has passed, at `overdue_at` schools. `deadlines` counts
    open actions by day, `came` returns by the day on which they were sent.
    """

    hub: str
    round: str
    before: str
    day: dt.date
    opens: dt.date
    due: dt.date
    internal: bool
    returned: Share
    returned_before: Share | None
    states: Mapping[SchoolState, int]
    done: Share
    both: BothTimes | None
    overdue: int
    overdue_at: int
    put_right: int
    leavers: tuple[CohortLine, ...]
    coverage: Share | None
    benchmarks: tuple[BenchmarkDone, ...]
    sections: tuple[SectionDone, ...]
    fewest: tuple[StatementDone, ...]
    schools: tuple[SchoolDone, ...]
    missing: tuple[str, ...]
    changes: Mapping[str, int]
    deadlines: Mapping[dt.date, int]
    due_soon_days: int
    came: Mapping[dt.date, int]
    problems: Mapping[str, int]


def board(whole: Consolidated, compared: ComparedRound) -> Board:
    """The value of a round that is consolidated; `compared` is what it was made from."""
    around, before = whole.round, whole.before
    expected = [one for one in around.schools if not one.listed.closed]
    states = Counter(one.state for one in expected)
    rows = [row for row in whole.tables["schools"] if row.items is not None]
    items = whole.tables["items"]
    then = _before(compared)
    actions = whole.tables["actions"]
    late = [row for row in actions if row.days_overdue is not None]
    tables = whole.published.tables
    return Board(
        hub=around.hub.name,
        round=around.settings.name,
        before=before.settings.name if before else "",
        day=around.today,
        opens=around.settings.opens,
        due=around.settings.due,
        internal=whole.internal,
        returned=Share(sum(states[state] for state in RETURNED), len(expected)),
        returned_before=_returned_before(before.schools) if before else None,
        states=dict(states),
        done=Share(sum(row.done for row in rows), sum(row.items - row.not_applicable for row in rows)),
        both=_both(compared),
        overdue=len(late),
        overdue_at=len({row.urn for row in late}),
        put_right=states["put right"],
        leavers=tuple(line for line in whole.published.cohorts if line.year != ALL_YEARS),
        coverage=Share(tables[0].coverage.counted, tables[0].coverage.expected) if tables else None,
        benchmarks=tuple(_benchmarks(items, then)),
        sections=tuple(_sections(items, short_names(around.spec), then)),
        fewest=tuple(_fewest(items)),
        schools=tuple(_schools(whole, rows)),
        missing=tuple(one.listed.school.name for one in expected if one.state not in RETURNED)
        if whole.internal
        else (),
        changes=Counter(row.kind for row in whole.tables["changes"]),
        deadlines=Counter(row.deadline for row in actions if row.deadline),
        due_soon_days=around.spec.due_soon_days,
        came=Counter(row.returned for row in rows if row.returned),
        problems=Counter({kind: sum(getattr(row, kind) or 0 for row in rows) for kind in ("errors", "warnings")}),
    )


def _returned_before(schools: Sequence[Any]) -> Share:
    expected = [one for one in schools if not one.listed.closed]
    return Share(sum(one.state in RETURNED for one in expected), len(expected))


def _applicable(row: Any) -> int:  # noqa: ANN401 - a record of the table of statements
    return int(row.schools - row.not_asked - row.not_applicable)


def _before(compared: ComparedRound) -> list[Progress]:
    return [one.before.progress for one in compared.comparison.compared] if compared.comparison else []


def _both(compared: ComparedRound) -> BothTimes | None:
    if not compared.comparison or not compared.comparison.compared:
        return None
    then, now = ([one.progress.total for one in some] for some in _pairs(compared))

    def share(totals: Sequence[Any]) -> Share:
        return Share(sum(one.done for one in totals), sum(one.items - one.not_applicable for one in totals))

    return BothTimes(len(now), share(then), share(now))


def _pairs(compared: ComparedRound) -> tuple[list[Any], list[Any]]:
    both = compared.comparison.compared if compared.comparison else ()
    return [one.before for one in both], [one.now for one in both]


def _benchmarks(items: Sequence[Any], before: Sequence[Progress]) -> Iterator[BenchmarkDone]:
    """Worst first; of equals in their own order. Benchmarks of which no statement is asked are left out."""
    found = []
    for number, name in BENCHMARKS.items():
        rows = [row for row in items if str(number) in (row.benchmarks or "").split(", ")]
        was = _then([tally.counts for one in before for tally in one.benchmarks if tally.number == number])
        done = Share(sum(row.done for row in rows), sum(map(_applicable, rows)))
        if rows:
            found.append(BenchmarkDone(number, name, done, was if before else None))
    yield from sorted(found, key=lambda one: (one.done.percent is None, one.done.percent, one.number))


def by_section(items: Sequence[Any]) -> Mapping[tuple[str, str], list[Any]]:
    """(Sheet, heading of the section) -> its rows of the table of statements."""
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in items:
        found[row.sheet, row.section or ""].append(row)
    return found


def _sections(
    items: Sequence[Any], short: Mapping[tuple[str, str], str], before: Sequence[Progress]
) -> Iterator[SectionDone]:
    for (sheet, section), rows in by_section(items).items():
        counts = {name: sum(getattr(row, name) for row in rows) for name in COUNTS}
        name = section or sheet
        done = Share(counts["done"], sum(map(_applicable, rows)))
        was = _then([tally.counts for one in before for tally in one.sections if tally.name == section])
        yield SectionDone(sheet, name, short.get((sheet, section), name), counts, done, was if before else None)


def _then(tallies: Sequence[ItemCounts]) -> Share:
    return Share(sum(one.done for one in tallies), sum(one.items - one.not_applicable for one in tallies))


def _fewest(items: Sequence[Any]) -> Iterator[StatementDone]:
    found = [StatementDone(row.ref, row.statement, Share(row.done, _applicable(row))) for row in items]
    asked = [one for one in found if one.done.whole and one.done.part < one.done.whole]
    yield from sorted(asked, key=lambda one: one.done.percent or 0.0)[:FEWEST]


def _schools(whole: Consolidated, rows: Sequence[Any]) -> Iterator[SchoolDone]:
    """By per cent done; without names in an order that says nothing of the register."""
    sections = [[row.ref for row in some] for some in by_section(whole.tables["items"]).values()]
    found = [
        SchoolDone(
            row.name if whole.internal else "",
            Share(row.done, row.items - row.not_applicable),
            row.overdue,
            tuple(section_done(whole, row.urn, refs) for refs in sections) if whole.internal else (),
        )
        for row in rows
    ]
    yield from sorted(found, key=lambda one: (one.done.percent is None, one.done.percent, one.overdue, one.name))


def section_done(whole: Consolidated, urn: str, refs: Sequence[str]) -> Share:
    """How many of these statements are done at one school, of those that apply."""
    outcomes = [whole.outcomes[urn, ref] for ref in refs if (urn, ref) in whole.outcomes]
    return Share(outcomes.count("done"), len(outcomes) - outcomes.count("not_applicable"))
