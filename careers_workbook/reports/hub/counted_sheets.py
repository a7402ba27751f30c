"""The sheets Sections and Caseloads: statements by section and Gatsby Benchmark, schools by who looks after them.

The first has charts of its figures below, once it is written. Must not know: how anything was counted.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from careers_workbook.core.text import many
from careers_workbook.core.vocabulary import STATEMENTS
from careers_workbook.hub.board import Board, Share
from careers_workbook.hub.rounds.rounds import RETURNED, SchoolRound
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports import words
from careers_workbook.reports.hub.body_sheets import ANSWERS, NOBODYS, NONE_APPLIES, STATE_WORDS, answer_columns
from careers_workbook.reports.hub.drawn import stacks
from careers_workbook.reports.hub.hub_sheet import CellValue, HubColumn, HubSheet, SheetTable, Written
from careers_workbook.reports.words import one_line
from careers_workbook.spec.status import DUE_SOON, OVERDUE
from careers_workbook.spreadsheet.write.charts import BarChart

SECTIONS = "Sections"
ALL, SECTION, BENCHMARK = "All", "Section", "Benchmark"
_FIRST, _FIGURE = 330, 92
_ANSWERS_AT = range(3, 3 + len(ANSWERS))
"""The columns of answers."""
_DONE_AT = _ANSWERS_AT.stop
"""The column of the percentage done."""
_CASELOADS = (
    *(HubColumn("Caseload", 200, "key"), HubColumn("Schools", _FIGURE, "number")),
    *(HubColumn("Returned", _FIGURE, "number"), HubColumn("Percent returned", _FIGURE, "percent")),
    *(HubColumn(word, _FIGURE, "number") for word in STATE_WORDS.values()),
    *(HubColumn("Statements done", 106, "number"), HubColumn("Percent done", 106, "percent")),
    *(HubColumn(OVERDUE, _FIGURE, "number"), HubColumn(DUE_SOON, _FIGURE, "number")),
)
_WIDTH, _BAR, _AROUND = 1_300, 36, 150
"""Pixels: a chart, one of its bars, its title, axis and legend."""


def sections(whole: Consolidated, of: Board) -> HubSheet:
    """A row for all statements, one a section, one a benchmark."""
    items, late = whole.tables["items"], Counter((row.ref, row.status) for row in whole.tables["actions"])
    then = f"Percent done in {one_line(of.before)}" if of.both else ""
    columns = (
        *(HubColumn(STATEMENTS, _FIRST, "key"), HubColumn("Counted by", 106, "word")),
        *(HubColumn("Answers", _FIGURE, "number"), *answer_columns()),
        HubColumn("Percent done", 106, "percent"),
        *((HubColumn(then, 116, "percent"),) if then else ()),
        *(HubColumn(OVERDUE, _FIGURE, "number"), HubColumn(DUE_SOON, 76, "number")),
    )
    rows = [
        (name, kind, *_counts(chosen), *((_share(before),) if then else ()), *_late(chosen, late))
        for name, kind, chosen, before in _groups(items, of)
    ]
    both = of.both
    intro = (
        "One row for all statements, each section and each Gatsby Benchmark: what the schools that returned say.",
        "Answers is the sum of Done to Missing. A statement counts in each of its benchmarks.",
        *((f"{then}: at the {many(both.schools, 'school')} that returned both times.",) if both else ()),
        *(("Charts of these figures stand below the table.",) if items and rows[0][2] else ()),
    )
    table = SheetTable(
        "HubStatements",
        "What the schools that returned say of the statements: in all, by section, by Gatsby Benchmark.",
        columns,
        rows if items else (),
        filters=False,
        nothing="The checklist has no statements that ask for Action completed.",
    )
    return HubSheet(SECTIONS, "Statements by section and benchmark", intro, (table,), named=1, charts=_WIDTH + 20)


_Items = Sequence[Any]
"""Records of the table of statements."""


def _groups(items: _Items, of: Board) -> Iterator[tuple[str, str, _Items, Share | None]]:
    """What is counted together: its name, what it is, its statements, and what was done of them in the round before."""
    yield "All statements", ALL, items, of.both.before if of.both else None
    for section in of.sections:
        heading = "" if section.name == section.sheet else section.name
        chosen = [item for item in items if (item.sheet, item.section or "") == (section.sheet, heading)]
        yield section.short, SECTION, chosen, section.before
    for one in sorted(of.benchmarks, key=lambda one: one.number):
        chosen = [item for item in items if str(one.number) in (item.benchmarks or "").split(", ")]
        yield f"{one.number}. {one.name}", BENCHMARK, chosen, one.before


def _counts(items: _Items) -> Iterator[CellValue]:
    numbers = {name: sum(getattr(item, name) for item in items) for name in ANSWERS}
    everything = sum(numbers.values())
    yield everything
    yield from numbers.values()
    yield _share(Share(numbers["done"], everything - numbers["not_asked"] - numbers["not_applicable"]))


def _late(items: _Items, open_actions: Counter[tuple[str, str]]) -> Iterator[CellValue]:
    for word in (OVERDUE, DUE_SOON):
        yield sum(open_actions[item.ref, word] for item in items)


def _share(one: Share | None) -> float | str:
    return one.part / one.whole if one and one.whole else NONE_APPLIES


def caseloads(whole: Consolidated, _: Board) -> HubSheet:
    """One row a caseload."""
    found: dict[str, list[tuple[SchoolRound, Any]]] = {}
    for school, row in zip(whole.round.schools, whole.tables["schools"], strict=True):
        if not school.listed.closed:
            found.setdefault(school.listed.caseload, []).append((school, row))
    names = sorted(found, key=lambda name: (not name, name.casefold()))
    table = SheetTable(
        "HubCaseloads",
        "One row a caseload: how many of its schools stand how, and what they say of the statements.",
        _CASELOADS,
        [(name or NOBODYS, *_caseload(found[name])) for name in names],
        filters=False,
        nothing="No school is expected.",
    )
    intro = (
        "One row for each person's caseload: how its schools stand, and how many statements are done at them.",
        "Returned is the sum of In order, To look at and To put right; Schools that of all states.",
    )
    return HubSheet("Caseloads", "Caseloads", intro, (table,), named=1)


def _caseload(schools: Sequence[tuple[SchoolRound, Any]]) -> Iterator[CellValue]:
    """The expected schools that one person looks after, counted; with each its row of the table of schools."""
    states = Counter(school.state for school, _ in schools)
    returned = sum(states[state] for state in RETURNED)
    yield from (len(schools), returned, _share(Share(returned, len(schools))))
    yield from (states[state] for state in STATE_WORDS)
    names = ("items", "not_applicable", "done", "overdue", "due_soon")
    items, not_applicable, done, *late = (sum(getattr(row, name) or 0 for _, row in schools) for name in names)
    yield from (done, _share(Share(done, items - not_applicable)), *late)


def charts(done: Written) -> Iterator[BarChart]:
    """What schools say by benchmark and by section."""
    table = done.sheet.tables[0]
    if not table.rows or not table.rows[0][2]:
        return
    for kind, heading in ((BENCHMARK, "Statements by Gatsby Benchmark"), (SECTION, "Statements by section")):
        places = [place for place, row in enumerate(table.rows) if row[1] == kind]
        if places:
            yield _chart(done, (kind, heading), places)


def _chart(done: Written, named: tuple[str, str], places: Sequence[int]) -> BarChart:
    kind, heading = named
    table = done.sheet.tables[0]
    rows = [table.rows[place] for place in places]
    used = [col for col in _ANSWERS_AT if any(row[col] for row in rows)]
    series = tuple(stacks(done, (places[0], places[-1]), (0, used), [row[2] for row in rows]))
    lines = (
        f"{row[0]}: {', '.join(f'{table.columns[col].header} {row[col]}' for col in used if row[col])}" for row in rows
    )
    heading += _least(rows)
    said = f"{heading}. Stacked bars: what schools say of the statements of each {kind.lower()}. {'; '.join(lines)}."
    height = _AROUND + _BAR * len(rows)
    return BarChart(heading, said, series, _WIDTH, height, "Percent of answers", shares=True, labels=0.3, size=11)


def _least(rows: Sequence[Sequence[CellValue]]) -> str:
    """Where least is done."""
    known = [(share, str(row[0])) for row in rows if isinstance(share := row[_DONE_AT], float)]
    return f"; least done: {min(known)[1]} ({words.percent(100 * min(known)[0])})" if known else ""
