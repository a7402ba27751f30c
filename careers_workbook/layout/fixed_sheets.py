"""Where everything stands on the sheets that ask nothing: Start here, Progress, text to read, Lists, About.

Enters: a Spec and its sheets. Leaves: SheetPlans. Only this module and `layout/plan.py` compute a row or a column.
Must not know: spreadsheet libraries, schools, answers.
"""

import textwrap
from collections.abc import Sequence

from careers_workbook.layout.places import Block, Carried, Names, SheetPlan, columns_of
from careers_workbook.spec.model import GuidanceSheet, ProgressSheet, Spec
from careers_workbook.spec.semantic_ids import OWN_SHEETS
from careers_workbook.spec.status import WORDS, has_status

START, LISTS, ABOUT = OWN_SHEETS
ABOUT_LABELS = (
    "Spec",
    "Spec version",
    "Layout fingerprint",
    "School URN",
    "School name",
    "Built on",
    "Built by",
    "School year",
)
START_FACTS = ("What is this?", "Who is it for?", "Which school?", "By when?", "Send it to whom?")
START_NOTES = "Start_carried_over"
"""The table that only a workbook with last year's answers has."""
INPUT_KEY = "Like this"
"""The key row that shows what a cell to fill in looks like."""
NEXT_DEADLINES = 10
COUNTS = (
    "Done",
    "In progress",
    "Not done",
    "Not applicable",
    "No answer yet",
    "Unclear",
    "Overdue",
    "Due soon",
)
INTRO_ROW = 1
_INTRO_WIDTH = 140
"""Characters of a line of introduction. It runs over the empty cells beside it, so that no cells need be merged."""
_GAP = 2
"""From the last row of a block to the heading of the next."""
_CHART_ROWS, _CHART_ROWS_EACH = 9, 2
"""Rows of the chart across the sheet: those it needs anyway, and those for each section."""
_START_INTRO = "Please read this sheet first. Every answer can be changed until you send the workbook."
_PROGRESS_NOTE = 'Percent done leaves out what is not applicable. A dash ("-") means that there is nothing to show.'
_LISTS_INTRO = "The words that can be chosen, and what each one counts as. There is nothing to fill in here."
_ABOUT_INTRO = "What this workbook was made from. It tells your Careers Hub how to read it: please leave it as it is."


def intro_lines(text: str) -> tuple[str, ...]:
    """An introduction cut by words into lines that fit the width of a sheet."""
    return tuple(textwrap.wrap(" ".join(text.split()), _INTRO_WIDTH, break_long_words=False, break_on_hyphens=False))


def first_row_below(intro: Sequence[str]) -> int:
    """The first row that is free below an introduction; one row is left empty if there is an introduction."""
    return INTRO_ROW + max(1, len(intro)) + (1 if intro else 0)


def plan_start(titles: Sequence[str], steps: int, carried: Carried) -> SheetPlan:
    """Four tables: questions and answers, numbered steps, the other sheets, the key of colours and words.

    One more, between the first two, says what to look at in a workbook that takes over last year's answers.
    """
    intro = intro_lines(_START_INTRO)
    tables = (
        ("Start_facts", "In short", ("Question", "Answer"), START_FACTS),
        (START_NOTES, carried.heading, ("Where", "Please look at this"), ("",) * carried.notes),
        ("Start_steps", "What to do", ("Step", "Please do this"), tuple(str(n) for n in range(1, steps + 1))),
        ("Start_sheets", "The sheets", ("Sheet", "What you find there"), tuple(titles)),
        ("Start_key", "Colours and words", ("Sign", "Meaning"), (INPUT_KEY, *(word.word for word in WORDS))),
    )
    blocks, row = [], first_row_below(intro)
    for name, heading, labels, keys in tables:
        if not keys:
            continue
        blocks.append(Block(name, heading, row, row + 1, len(keys), columns_of(*labels), keys))
        row = blocks[-1].last_row + _GAP
    return SheetPlan(START, "start", tuple(blocks), intro=intro)


def plan_guidance(sheet: GuidanceSheet) -> SheetPlan:
    """Paragraphs under one another, one a row, in the first column."""
    intro = intro_lines(sheet.intro)
    return SheetPlan(sheet.title, "guidance", sheet=sheet, intro=intro, body_row=first_row_below(intro))


def plan_progress(sheet: ProgressSheet, spec: Spec) -> SheetPlan:
    """Three tables under one another: counts by section with a total, the next deadlines, every item."""
    counted = [c for c in spec.checklists() if has_status(c)]
    sections = tuple(section.heading for c in counted for section in c.sections)
    refs = tuple(item.ref for c in counted for section in c.sections for item in section.items)
    intro = (*intro_lines(sheet.intro), *intro_lines(_PROGRESS_NOTE))
    counted_row = first_row_below(intro)
    row = counted_row + _GAP
    columns = columns_of("Section", "Items", *COUNTS, "Percent done")
    keys = (*sections, "All")
    by_section = Block("Progress_by_section", "Progress by section", row, row + 1, len(keys), columns, keys)
    row = by_section.last_row + _GAP
    columns = columns_of("Statement", "Ref", "Deadline", "Status", "Days left")
    deadlines = Block("Next_deadlines", f"Next {NEXT_DEADLINES} deadlines", row, row + 1, NEXT_DEADLINES, columns)
    # one chart beside the deadlines, which need few columns, and one across the sheet below them
    charts = ((deadlines.header_row, deadlines.last_col + 1), (deadlines.last_row + _GAP, 0))
    row = charts[1][0] + _CHART_ROWS + _CHART_ROWS_EACH * len(sections)
    columns = columns_of("Statement", "Ref", "Deadline", "Status", "Order")
    every = Block("Every_item", "Every item", row, row + 1, len(refs), columns, refs)
    blocks = (by_section, deadlines, every) if refs else ()
    return SheetPlan(
        sheet.title, "progress", blocks, sheet, intro, counted_row=counted_row, charts=charts if refs else ()
    )


def plan_lists(spec: Spec, names: Names) -> SheetPlan:
    """One table a list, under one another: option, group and every attribute that an option of the list has."""
    intro = intro_lines(_LISTS_INTRO)
    blocks, row = [], first_row_below(intro)
    for list_id, options in spec.lists.items():
        group = ("Counts as",) if any(option.group for option in options) else ()
        attributes = dict.fromkeys(name for option in options for name in option.attributes)
        keys = tuple(option.id for option in options)
        columns = columns_of("Option", *group, *attributes)
        heading = list_id.replace("_", " ").capitalize()
        blocks.append(Block(names.make("List", list_id), heading, row, row + 1, len(keys), columns, keys))
        row = blocks[-1].last_row + _GAP
    return SheetPlan(LISTS, "lists", tuple(blocks), intro=intro)


def plan_about() -> SheetPlan:
    """One table: what the workbook was made from."""
    intro = intro_lines(_ABOUT_INTRO)
    row = first_row_below(intro)
    block = Block("About", "", None, row, len(ABOUT_LABELS), columns_of("Fact", "Value"), ABOUT_LABELS)
    return SheetPlan(ABOUT, "about", (block,), intro=intro)
