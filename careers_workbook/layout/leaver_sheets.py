"""Where everything stands on the sheets about leavers that are counted: the table of counts, the figures by year.

Enters: a Spec and its sheets. Leaves: SheetPlans. Like `layout/fixed_sheets.py`, a part of the map: rows and columns of
these sheets are computed only here. Must not know: spreadsheet libraries, schools, answers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from careers_workbook.layout.fixed_sheets import INTRO_ROW, first_row_below, intro_lines
from careers_workbook.layout.places import Block, Column, Names, SheetPlan
from careers_workbook.spec.checkpoints import (
    INTENDED,
    STILL_THERE,
    asked_about,
    counted_sheet,
    in_order,
    sustained_by,
    year_question,
)
from careers_workbook.spec.leaver_counts import (
    count_columns,
    destination_rows,
    groups_at,
    is_counted,
    leavers_question,
    year_rows,
)
from careers_workbook.spec.model import DestinationsSheet, Question, Spec, TrackerSheet

OVERVIEW, IN_TOUCH, OUTSIDE = "overview", "in_touch", "outside"
"""The tables that stand beside those of the checkpoints; each of these is known by the id of its checkpoint."""
LEAVERS, BLANK, UNCLEAR, REMARK = "leavers", "blank", "unclear", "remark"
IN_EET, SUSTAINED, NOT_KNOWN = "in_eet", "sustained", "not_known"
ABOVE, NO_YEAR, OTHER_YEAR = "above", "no_year", "other_year"
"""Rows that are no group. The key of a group is its name behind GROUP, that of a checkpoint is its id."""
GROUP = "group "
LABELS = {
    LEAVERS: "Leavers",
    BLANK: "No entry",
    UNCLEAR: "Unclear",
    REMARK: "Remark",
    IN_EET: "In education, employment or training",
    SUSTAINED: "Sustained: in education, employment or training in the autumn, and still there",
    ABOVE: "Leavers in the years above",
    NO_YEAR: "Rows without a leaving year",
    OTHER_YEAR: "Rows with a leaving year that is not offered",
}
_HEADINGS = {OVERVIEW: "At a glance", IN_TOUCH: "Still in touch", OUTSIDE: "Who is counted above, and who is not"}
WARNING = (
    "For the school and its governors only. Do not publish: a number from 1 to 5, or a whole year in one place, can "
    "tell people who is meant."
)
_NOTE = (
    'Every percentage is of all leavers of that year. "(few)" behind it: it rests on fewer than six leavers and says '
    'little. "not yet": nobody can know it yet. "No entry": the cell is blank, which is not the same as "Not known".'
)
_GAP, _CHART_ROWS = 2, 19
_BESIDE = 4
"""Leaving years from which two charts have room side by side."""


def plan_counts(sheet: TrackerSheet, spec: Spec, names: Names) -> SheetPlan:
    """A table of all leavers by year, then a table for each year: a row a destination, a column a checkpoint."""
    intro = intro_lines(sheet.intro)
    anchors = (Column("ref", "Ref", 0), Column("item", "Which leavers", 1))
    asked = leavers_question()
    row = first_row_below(intro)
    rows = year_rows(sheet, spec)
    columns: tuple[Column, ...] = (*anchors, Column(asked.id, asked.label, 2, asked))
    first = Block(names.make("Leavers", "all"), "How many left", row, row + 1, len(rows), columns)
    blocks = [replace(first, keys=tuple(line.ref for line in rows))]
    questions = [column.question for column in count_columns(sheet, spec)]
    columns = (*anchors, Column("counts_as", "Counts as", 2), *_asked(questions, 3))
    for year in rows:
        row = blocks[-1].last_row + _GAP
        keys = tuple(line.ref for line in destination_rows(sheet, spec, year.year))
        heading = f"Leavers of {year.year.label}"
        blocks.append(Block(names.make("Leavers", year.year.label), heading, row, row + 1, len(keys), columns, keys))
    return SheetPlan(sheet.title, "counts", tuple(blocks), sheet, intro)


def glance(tracker: TrackerSheet) -> Question | None:
    """The checkpoint that is shown at a glance and as a chart: the first after leaving that says where leavers are."""
    places = [question for question in asked_about(tracker) if question.id != STILL_THERE]
    return next((question for question in places if question.id != INTENDED), next(iter(places), None))


def _asked(questions: Sequence[Question], first: int) -> Iterator[Column]:
    return (Column(question.id, question.label, col, question) for col, question in enumerate(questions, first))


def plan_destinations(sheet: DestinationsSheet, spec: Spec, names: Names) -> SheetPlan:
    """A table at a glance, two charts, a table for each checkpoint, who is still in touch, who is not counted.

    Every table but the last has a column for each leaving year, with numbers, then one for each with percentages.
    """
    tracker = counted_sheet(sheet, spec)
    asked = year_question(tracker) if tracker else None
    intro = (*intro_lines(sheet.intro), *intro_lines(_NOTE))
    if tracker is None or asked is None:
        return SheetPlan(sheet.title, "destinations", (), sheet, intro)
    shown = SheetPlan(sheet.title, "destinations", (), sheet, intro, intro_row=INTRO_ROW + 1)
    shown = replace(shown, warning=WARNING, warning_row=INTRO_ROW)
    years = [option.label for option in spec.options(asked)]
    columns = (
        Column("row", "What is counted", 0),
        *(Column(f"number_{n}", year, n) for n, year in enumerate(years, 1)),
        *(Column(f"percent_{n}", f"{year} in %", len(years) + n) for n, year in enumerate(years, 1)),
    )
    counted_row = first_row_below(intro) + 1
    blocks: list[Block] = []
    charts: tuple[tuple[int, int], ...] = ()
    row = counted_row + _GAP
    for key, heading, lines in tables(tracker, spec):
        across = columns if key != OUTSIDE else (columns[0], Column("number_1", "Leavers", 1))
        block = Block(names.make("Figures", key), heading, row, row + 1, len(lines), across, tuple(lines))
        blocks.append(block)
        row = block.last_row + _GAP
        if key == OVERVIEW:
            charts = _charts(row, len(years))
            row = charts[-1][0] + _CHART_ROWS
    return replace(shown, blocks=tuple(blocks), counted_row=counted_row, charts=charts)


def _charts(row: int, years: int) -> tuple[tuple[int, int], ...]:
    """Two charts side by side, the second over the percentages; below one another where the tables are narrow."""
    return ((row, 0), (row, years)) if years >= _BESIDE else ((row, 0), (row + _CHART_ROWS, 0))


def tables(tracker: TrackerSheet, spec: Spec) -> Iterator[tuple[str, str, list[str]]]:
    """The id, the heading and the keys of the rows of each table."""
    asked = asked_about(tracker)
    sustained = [SUSTAINED] if all(sustained_by(tracker, spec)) else []
    unclear = [] if is_counted(tracker) else [UNCLEAR]
    first = [IN_EET, NOT_KNOWN] if glance(tracker) else []
    yield OVERVIEW, _HEADINGS[OVERVIEW], [LEAVERS, *first, *sustained, REMARK]
    for question in asked:
        found = groups_at(tracker, question, spec)
        groups = [GROUP + name for name in in_order(dict.fromkeys(found.values()), found)]
        further = sustained if question.id == STILL_THERE else [IN_EET]
        yield question.id, question.label, [LEAVERS, *groups, BLANK, *unclear, *further, REMARK]
    later = [question.id for question in asked if question.id != INTENDED]
    if later:
        yield IN_TOUCH, _HEADINGS[IN_TOUCH], [LEAVERS, *later, REMARK]
    if not is_counted(tracker):
        yield OUTSIDE, _HEADINGS[OUTSIDE], [ABOVE, NO_YEAR, OTHER_YEAR]
