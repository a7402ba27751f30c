"""The sheets that every workbook has: Start here, Lists, About this workbook.

Enters: a page. Leaves: its cells. Must not know: rows and columns other than the plan's.
"""

from dataclasses import replace

from careers_workbook import __version__
from careers_workbook.blanks.page import BlankWorkbook, Page, TableLook, begin, keep_whole, on_paper, school_line, table
from careers_workbook.blanks.sheets.tables import check_of
from careers_workbook.core.days import spelt
from careers_workbook.layout.editions import sentences
from careers_workbook.layout.fixed_sheets import INPUT_KEY, START_FACTS, list_name
from careers_workbook.layout.places import Block, SheetPlan
from careers_workbook.spec.sent_answers import UNCHANGED
from careers_workbook.spec.status import WORDS
from careers_workbook.spec.years import year_label
from careers_workbook.spreadsheet.write.fit import Fit
from careers_workbook.spreadsheet.write.theme import TEXT_FORMAT

_START_WIDTHS, _LIST_WIDTHS, _ABOUT_WIDTHS = (230, 900), (150, 360, 150), (230, 860)
_NONE = "-"
"""What stands where there is nothing: an empty cell in a table would have to be explained."""


def write_start(page: Page) -> None:
    """What this is, what to do, where to find what, what the colours mean."""
    begin(page, page.job.layout.spec.title, _START_WIDTHS)
    on_paper(page)
    facts, *more, steps, sheets, key = page.plan.blocks
    for block in more:
        if block.keys == (UNCHANGED.label,):
            _unchanged(page, block)
        else:
            _pairs(page, block, [(where, text, "strong") for where, text in page.job.order.notes])
    _pairs(page, facts, [(label, text, "strong") for label, text in zip(START_FACTS, _facts(page.job), strict=True)])
    spoken = [_fill_in(step, page.job) for step in page.job.layout.spec.start.steps]
    _pairs(page, steps, [(number, text, "strong") for number, text in zip(steps.keys, spoken, strict=True)])
    found = [(plan.title, _about_sheet(plan), "link") for plan in page.job.layout.sheets[1:]]
    _pairs(page, sheets, found)
    _pairs(page, key, _key(key, page.job.layout.spec.due_soon_days))
    keep_whole(page)
    page.out.cursor((0, 0))
    page.out.protect()


def write_lists(page: Page) -> None:
    """The options of each list, what they count as, and further facts."""
    on_paper(page, portrait=True)
    page.out.alike((page.job.layout.spec,), "lists", lambda out: _lists(replace(page, out=out)))
    keep_whole(page)


def _lists(page: Page) -> None:
    more = max((len(block.columns) for block in page.plan.blocks), default=1) - 2
    widths = (*_LIST_WIDTHS[:2], *(_LIST_WIDTHS[2] for _ in range(more)))
    begin(page, page.plan.title, widths)
    for block in page.plan.blocks:
        table(page, block, "Lists: the words that can be chosen, one a row.", TableLook())
        options = [(name, option) for name, each in page.job.layout.spec.lists.items() for option in each]
        for row, (name, option) in enumerate(options, block.first_row):
            group = [option.group or _NONE] if block.has("counts_as") else []
            facts = [list_name(name), option.label, *group]
            facts += [option.attributes.get(column.label, _NONE) for column in block.columns[len(facts) :]]
            for column, text in zip(block.columns, facts, strict=True):
                page.out.text((row, column.col), text, "cell")
            page.out.fit(row, (Fit(text, width) for text, width in zip(facts, widths, strict=False)))
        page.out.typed_text(((block.first_row, 0), (block.last_row, block.last_col)))
    page.out.cursor((0, 0))
    page.out.protect()


def write_about(page: Page) -> None:
    """What the workbook was made from, in words that returns/extraction/about.py reads."""
    begin(page, page.plan.title, _ABOUT_WIDTHS)
    on_paper(page)
    job, block = page.job, page.plan.blocks[0]
    spec, school = job.layout.spec, job.school
    built_by = f"careers_workbook {__version__}"
    made = (f"{job.order.today}", built_by, year_label(job.order.year))
    sent = (job.known_by.whole, *job.known_by.sheets.values())
    facts = (spec.id, spec.version, job.layout.fingerprint, school.urn, school.name, *made, *sent)
    _pairs(page, block, [(label, text, "cell") for label, text in zip(block.keys, facts, strict=True)])
    page.out.typed_text(((block.first_row, block.last_col), (block.last_row, block.last_col)))
    page.out.cursor((0, 0))
    page.out.protect()


def _pairs(page: Page, block: Block, rows: list[tuple[str, str, str]]) -> None:
    """A table of two columns: (text on the left, text on the right, style of the left)."""
    table(page, block, f"{block.heading or page.plan.title}: one line a row.", TableLook())
    left, right = (column.col for column in block.columns)
    for row, (name, text, style) in enumerate(rows, block.first_row):
        if style == "link":
            page.out.link((row, left), name, style)
        else:
            page.out.text((row, left), name, style)
        page.out.text((row, right), text, "cell")
        bold = style != "cell"
        page.out.fit(row, (Fit(name, _START_WIDTHS[0], bold=bold), Fit(text, _START_WIDTHS[1])))


def _unchanged(page: Page, block: Block) -> None:
    """The question whether all is as it was, with a cell to answer it in."""
    at = block.first_row, block.last_col
    _pairs(page, block, [(UNCHANGED.label, "", "strong")])
    page.out.blank(at, "input", TEXT_FORMAT)
    if check := check_of(UNCHANGED, page.job.layout.spec):
        page.out.check((at, at), check)


def _about_sheet(plan: SheetPlan) -> str:
    """The first sentence of its introduction."""
    said = (plan.sheet.intro if plan.sheet else " ".join(plan.intro)) or plan.title
    return " ".join(next(sentences(said)).split())


def _facts(job: BlankWorkbook) -> tuple[str, ...]:
    """The answers to START_FACTS."""
    due = spelt(job.order.due) if job.order.due else "Your Careers Hub will tell you"
    start = job.layout.spec.start
    return (
        start.what,
        start.who,
        school_line(job.school),
        due,
        _sentence(job.order.return_to) or "Your Careers Hub",
    )


def _sentence(words: str) -> str:
    """With a capital at the beginning, which "your Careers Hub" inside a step does not have."""
    return words[:1].upper() + words[1:] if " " in words else words


def _fill_in(step: str, job: BlankWorkbook) -> str:
    due = spelt(job.order.due) if job.order.due else "the date that your Careers Hub gave you"
    return step.replace("{due}", due).replace("{return_to}", job.order.return_to or "your Careers Hub")


def _key(block: Block, due_soon_days: int) -> list[tuple[str, str, str]]:
    meaning = (
        "A cell to fill in. The others are locked, without a password, so that nothing is overwritten by accident."
    )
    there = (word for word in WORDS if word.word in block.keys)
    words = [(word.word, word.meaning.format(days=due_soon_days), word.style) for word in there]
    return [(INPUT_KEY, meaning, "input_key"), *words]
