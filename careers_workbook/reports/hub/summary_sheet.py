"""The first sheet, Summary: the figures of the board's page, how schools stand, and a chart of that.

Once it is written, the chart is drawn below its table, with a text that says what it shows. Must not know: how
anything was counted.
"""

from collections.abc import Iterator

from careers_workbook.core.palette import ONE
from careers_workbook.core.text import many
from careers_workbook.hub.board import Board
from careers_workbook.hub.rounds.rounds import STATES
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.board_report import board_report
from careers_workbook.reports.hub.body_sheets import NONE_APPLIES, STATE_WORDS
from careers_workbook.reports.hub.drawn import bars
from careers_workbook.reports.hub.hub_sheet import SUMMARY, Cells, HubColumn, HubSheet, SheetTable, Written
from careers_workbook.reports.words import long_date, one_line
from careers_workbook.spreadsheet.write.charts import BarChart

_WIDTH, _HEIGHT = 1_180, 270
"""Pixels of a chart."""
_COLUMNS = (
    *(HubColumn("What is counted", 380, "key"), HubColumn("Number", 92, "number"), HubColumn("Of", 84, "number")),
    *(HubColumn("Percent", 106, "percent"), HubColumn("Last round, and what to know", 558)),
)
RETURNED = "Schools returned"
_STATE = "Schools: "


def summary(whole: Consolidated, of: Board) -> HubSheet:
    """The whole Hub in one table."""
    collection, found = whole.round.settings, whole.round
    days = found.days_left
    when = f"{many(days, 'day')} before" if days > 0 else f"{many(-days, 'day')} after" if days else "on"
    contact = one_line(found.hub.contact)
    dates = f"Opened on {long_date(collection.opens)}, due on {long_date(collection.due)}"
    intro = (
        f"{dates}; counted on {long_date(found.today)}, {when} the due date.",
        *((f"Contact: {contact}.",) if contact else ()),
        "The sheet Contents leads to all others, the sheet Notes says what their words mean.",
    )
    table = SheetTable(
        "HubSummary",
        "The figures of the board's page, and how many schools stand how: number, of how many, percent.",
        _COLUMNS,
        [*_figures(whole, of), *_states(whole, of)],
        filters=False,
    )
    return HubSheet(SUMMARY, "Summary", intro, (table,), charts=_WIDTH + 20, leads="Contents")


def _figures(whole: Consolidated, of: Board) -> Iterator[Cells]:
    """The five figures of the board's page but that of schools to put right, which stands among the states."""
    returned, done, overdue, _, leavers = board_report(of).tiles
    yield _line(RETURNED, of.returned.part, of.returned.whole, returned.remark)
    yield _line("Statements done", of.done.part, of.done.whole, done.remark)
    yield _line("Open actions that are overdue", of.overdue, len(whole.tables["actions"]), overdue.remark)
    known = [line for line in of.leavers if line.in_eet_percent.isdigit()]
    if known:
        numbers = (int(text) if text.isdigit() else text for text in (known[-1].in_eet, known[-1].leavers))
        share = int(known[-1].in_eet_percent) / 100
        yield "Leavers in education, employment or training", *numbers, share, _sentence(leavers.remark)


def _states(whole: Consolidated, of: Board) -> Iterator[Cells]:
    for state, word in STATE_WORDS.items():
        yield _line(f"{_STATE}{word.lower()}", of.states.get(state, 0), of.returned.whole, STATES[state])
    if closed := sum(bool(school.listed.closed) for school in whole.round.schools):
        yield _line(f"{_STATE}closed, but returned", closed, len(whole.round.schools), "Not among those expected.")


def _line(name: str, part: int, whole: int, remark: str) -> Cells:
    return name, part, whole, part / whole if whole else NONE_APPLIES, _sentence(remark)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def charts(done: Written) -> Iterator[BarChart]:
    """How schools stand, where one has returned."""
    rows = done.sheet.tables[0].rows
    if rows[0][1]:
        yield _returns(done)


def _returns(done: Written) -> BarChart:
    rows = done.sheet.tables[0].rows
    places = [place for place, row in enumerate(rows) if str(row[0]).startswith(_STATE)][: len(STATE_WORDS)]
    counts = (f"{str(rows[place][0]).removeprefix(_STATE)} {rows[place][1]}" for place in places)
    words = f"{_headline(done)}. Bars: how many schools stand how. {', '.join(counts)}."
    series = (bars(done, (places[0], places[-1]), (0, 1), ("Schools", ONE)),)
    return BarChart(_headline(done), words, series, _WIDTH, _HEIGHT, axis="Number of schools", labels=0.24, size=11)


def _headline(done: Written) -> str:
    _, part, whole, *_ = done.sheet.tables[0].rows[0]
    return f"{part} of {whole} schools have returned"
