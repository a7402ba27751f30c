"""The first sheet, Summary: schools by state, where to find what, statements done, caseloads; room for charts.

Enters: a `Consolidated`, the other sheets. Leaves: a sheet as values, over which summary_charts.py draws once it is
written. Must not know: how cells are written.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from careers_workbook.figures.progress import BENCHMARKS
from careers_workbook.hub.rounds.rounds import SchoolRound
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.hub_sheet import SUMMARY, Cells, CellValue, HubColumn, HubSheet, SheetTable
from careers_workbook.reports.hub.sheet_words import ANSWERS, NOBODYS, NONE_APPLIES, STATE_WORDS, title
from careers_workbook.reports.status.status_page import RETURNED
from careers_workbook.reports.words import long_date, many, one_line
from careers_workbook.spec.status import DUE_SOON, OVERDUE

_FIRST, _FIGURE = 310, 98
_STATEMENTS = (
    *(HubColumn("Statements", _FIRST, "key"), HubColumn("Counted by", _FIGURE, "word")),
    *(HubColumn("Answers", _FIGURE, "number"), HubColumn("Percent done", _FIGURE, "percent")),
    *(HubColumn(word, _FIGURE, "number") for word in ANSWERS.values()),
    *(HubColumn(OVERDUE, _FIGURE, "number"), HubColumn(DUE_SOON, _FIGURE, "number")),
)
ANSWERS_AT = len(_STATEMENTS) - len(ANSWERS) - 2
"""The first of the columns of answers."""
_CASELOADS = (
    *(
        HubColumn("Caseload", _FIRST, "key"),
        HubColumn("Schools", _FIGURE, "number"),
        HubColumn("Returned", _FIGURE, "number"),
    ),
    HubColumn("Percent returned", _FIGURE, "percent"),
    *(HubColumn(word, _FIGURE, "number") for word in STATE_WORDS.values()),
    *(HubColumn("Statements done", _FIGURE, "number"), HubColumn("Percent done", _FIGURE, "percent")),
    *(HubColumn(OVERDUE, _FIGURE, "number"), HubColumn(DUE_SOON, _FIGURE, "number")),
)
ALL, SECTION, BENCHMARK = "All", "Section", "Benchmark"
STATES_FROM = 2
"""The first of the rows with the states of schools: before them stand those expected and returned."""


def summary(whole: Consolidated, others: Sequence[HubSheet]) -> HubSheet:
    """The whole Hub on one sheet."""
    collection, found = whole.round.settings, whole.round
    days = found.days_left
    when = f"{many(days, 'day')} before" if days > 0 else f"{many(-days, 'day')} after" if days else "on"
    contact = one_line(found.hub.contact)
    tables = (_schools(found.schools), _sheets(others), _statements(whole), _caseloads(whole))
    shown = sum(bool(table.rows) for table in tables)
    charts = "; charts of their figures stand beside and below them" if tables[0].rows[0][1] else ""
    return HubSheet(
        SUMMARY,
        title(whole, "Summary"),
        (
            f"Opened on {long_date(collection.opens)}, due on {long_date(collection.due)}.",
            f"Counted on {long_date(found.today)}, {when} the due date.",
            *((f"Contact: {contact}.",) if contact else ()),
            f"This sheet has {shown} tables, one below the other{charts}.",
        ),
        tables,
    )


def _schools(schools: Sequence[SchoolRound]) -> SheetTable:
    expected = [school for school in schools if not school.listed.closed]
    states = Counter(school.state for school in expected)
    returned = sum(states[state] for state in RETURNED)
    numbers = {"Expected": len(expected), "Returned": returned}
    numbers |= {word: states[state] for state, word in STATE_WORDS.items()}
    rows: list[Cells] = [(word, number, _share(number, len(expected))) for word, number in numbers.items()]
    if closed := len(schools) - len(expected):
        rows.append(("Closed, but returned all the same", closed, NONE_APPLIES))
    return SheetTable(
        "HubReturns",
        "How many schools are expected, have returned, and stand how.",
        (HubColumn("Schools", _FIRST, "key"), HubColumn("Number", _FIGURE, "number"), _PERCENT),
        rows,
        heading="Schools",
        filters=False,
    )


_PERCENT = HubColumn("Percent of expected", _FIGURE, "percent")


def _sheets(others: Sequence[HubSheet]) -> SheetTable:
    return SheetTable(
        "HubSheets",
        "Links to the other sheets, and how many rows their tables have.",
        (HubColumn("Sheet", _FIRST, "link"), HubColumn("Rows", _FIGURE, "number")),
        [(sheet.tab, sum(len(table.rows) for table in sheet.tables)) for sheet in others],
        heading="Where to find more",
        filters=False,
    )


def _statements(whole: Consolidated) -> SheetTable:
    items = whole.tables["items"]
    open_actions = Counter((row.ref, row.status) for row in whole.tables["actions"])
    groups = list(_groups(items))
    rows = [(name, kind, *_counts(chosen, open_actions)) for name, kind, chosen in groups]
    return SheetTable(
        "HubStatements",
        "What the schools that returned say of the statements: in all, by section, by Gatsby Benchmark.",
        _STATEMENTS,
        rows if items else (),
        heading="Statements of the schools that returned",
        filters=False,
        nothing="The checklist has no statements that ask for Action completed.",
    )


_Items = Sequence[Any]
"""Records of the table of items."""


def _groups(items: _Items) -> Iterator[tuple[str, str, _Items]]:
    """What is counted together: its name, what it is, its statements. A statement counts in each of its benchmarks."""
    yield "All statements", ALL, items
    for sheet, section in dict.fromkeys((item.sheet, item.section) for item in items):
        chosen = [item for item in items if (item.sheet, item.section) == (sheet, section)]
        yield section or sheet, SECTION, chosen
    for number, name in BENCHMARKS.items():
        chosen = [item for item in items if str(number) in (item.benchmarks or "").split(", ")]
        if chosen:
            yield f"{number}. {name}", BENCHMARK, chosen


def _counts(items: _Items, open_actions: Counter[tuple[str, str]]) -> Iterator[CellValue]:
    numbers = {name: sum(getattr(item, name) for item in items) for name in ANSWERS}
    everything = sum(numbers.values())
    yield everything
    yield _share(numbers["done"], everything - numbers["not_asked"] - numbers["not_applicable"])
    yield from numbers.values()
    for word in (OVERDUE, DUE_SOON):
        yield sum(open_actions[item.ref, word] for item in items)


def _caseloads(whole: Consolidated) -> SheetTable:
    known = zip(whole.round.schools, whole.tables["schools"], strict=True)
    found: dict[str, _CaseloadFigures] = {}
    for school, row in known:
        if not school.listed.closed:
            found.setdefault(school.listed.caseload, _CaseloadFigures()).add(school, row)
    names = sorted(found, key=lambda name: (not name, name.casefold()))
    return SheetTable(
        "HubCaseloads",
        "One row a caseload: how many of its schools stand how, and what they say of the statements.",
        _CASELOADS,
        [(name or NOBODYS, *found[name].figures()) for name in names],
        heading="Caseloads",
        filters=False,
        nothing="No school is expected.",
    )


class _CaseloadFigures:
    """The expected schools that one person looks after, counted."""

    def __init__(self) -> None:
        self.states: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    def add(self, school: SchoolRound, row: Any) -> None:  # noqa: ANN401 - a record of the table of schools
        """One more school, with its row of the table of schools."""
        self.states[school.state] += 1
        for name in ("items", "not_applicable", "done", "overdue", "due_soon"):
            self.counts[name] += getattr(row, name) or 0

    def figures(self) -> Iterator[CellValue]:
        """The cells of its row behind its name."""
        returned = sum(self.states[state] for state in RETURNED)
        yield from (self.states.total(), returned, _share(returned, self.states.total()))
        yield from (self.states[state] for state in STATE_WORDS)
        applies = self.counts["items"] - self.counts["not_applicable"]
        yield from (self.counts["done"], _share(self.counts["done"], applies))
        yield from (self.counts["overdue"], self.counts["due_soon"])


def _share(part: int, whole: int) -> float | str:
    return part / whole if whole else NONE_APPLIES
