"""A layout, a school and an order -> the bytes of one workbook.

Enters: values. Leaves: bytes, the same for the same values. Raises KeyError for an answer to a question that the layout
does not ask. Must not know: files, registers, how cells are written.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from careers_workbook.blanks.page import Answers, BlankWorkbook, Order, Page, left_footer, school_line
from careers_workbook.blanks.sheets import checklist, destinations, information, leavers, progress, tables
from careers_workbook.core.collector import at_rest
from careers_workbook.core.school import School
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import Sheet
from careers_workbook.spec.sent_answers import SentAnswers
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.counts import CountsSheet
from careers_workbook.spec.sheets.destinations import DestinationsSheet
from careers_workbook.spec.sheets.leavers import LeaversSheet
from careers_workbook.spec.sheets.progress import ProgressSheet
from careers_workbook.spreadsheet.write.own_words import Master, OwnWords
from careers_workbook.spreadsheet.write.writer import Properties, WorkbookWriter

__all__ = ["Order", "build"]

_NONE: Answers = MappingProxyType({})
_AUTHOR = "Careers Hub"
"""Who made it, where no Hub gives its name."""
_INPUT_TAB = "#E0A82E"
"""The tabs of the sheets that are filled in."""


def build(
    layout: Layout,
    school: School,
    order: Order,
    answers: Answers = _NONE,
    *,
    sent_with: bool | SentAnswers = False,
) -> bytes:
    """One workbook for one school, with the given answers in their cells.

    A date becomes a real date, an int a number, a str text whatever it says. Status and Progress carry what they come
    to with these answers on `order.today`. Lists of school years end with the year of the order.
    `sent_with` says that it goes out with the answers, or how these are known; else it is what became of one that was
    sent blank.
    """
    with at_rest():
        return _build(layout.in_year(order.year), school, order, answers, sent_with=sent_with)


def _build(layout: Layout, school: School, order: Order, answers: Answers, *, sent_with: bool | SentAnswers) -> bytes:
    _no_strangers(layout, answers)
    sent = sent_with if isinstance(sent_with, SentAnswers) else sent_answers(layout, answers if sent_with else _NONE)
    known_by = sent.known_by
    layout = layout.answered(known_by.sheets) if known_by.sheets else layout
    job = BlankWorkbook(layout, school, order, {**details(layout, school), **answers}, known_by)
    own = own_words(job)
    if answers:  # of one school: no other workbook is made from it
        return _written(job, own, alone=True).finish()
    return master(job, own).template.filled(own.pieces())


def master(job: BlankWorkbook, own: OwnWords) -> Master:
    """What the workbook is made from, and others that differ from it in their own words only."""
    return _written(job, own).master()


def _written(job: BlankWorkbook, own: OwnWords, *, alone: bool = False) -> WorkbookWriter:
    order, language = job.order, job.layout.spec.language
    facts = Properties(own.title, own.subject, order.hub or _AUTHOR, language, created=order.today)
    writer = WorkbookWriter(facts, None if alone else own)
    for plan in job.layout.sheets:
        _write(Page(job, plan, writer.sheet(plan.title)))
    return writer


def own_words(job: BlankWorkbook) -> OwnWords:
    """What stands in the workbook because it is that school's, but for the answers that it is sent with."""
    school, spec = job.school, job.layout.spec
    given = (value for value in details(job.layout, school).values() if isinstance(value, str))
    texts = (school_line(school), school.urn, school.name, *given)
    title, subject = f"{spec.title}: {school.name}", f"URN {school.urn}, version {spec.version}"
    return OwnWords(title, subject, left_footer(school), texts)


def sent_answers(layout: Layout, answers: Answers) -> SentAnswers:
    """What a workbook of this layout with these answers is sent with, sheet by sheet in its order."""
    given = (slot for slot in layout.slots if (slot.ref, slot.column) in answers) if answers else ()
    cells = ((slot.sheet, slot.ref, slot.column, answers[slot.ref, slot.column]) for slot in given)
    return SentAnswers.of(layout.spec, cells)


def details(layout: Layout, school: School) -> dict[tuple[str, str], AnswerValue]:
    """What the school's own details say, where a row asks for one."""
    asked = ((ref, column, question, school.detail(detail)) for ref, column, detail, question in layout.prefilled)
    return {(ref, column): kind_of(question).to_cell(known) for ref, column, question, known in asked if known}


def _no_strangers(layout: Layout, answers: Answers) -> None:
    asked = {(slot.ref, slot.column) for slot in layout.slots} if answers else set()
    strangers = [key for key in answers if key not in asked]
    if strangers:
        raise KeyError(strangers)


_WRITERS: dict[type[Sheet], Callable[[Page, Any], None]] = {
    ChecklistSheet: checklist.write,
    LeaversSheet: leavers.write_rows,
    CountsSheet: leavers.write_counts,
    ProgressSheet: progress.write,
    DestinationsSheet: destinations.write,
}
"""The kinds that have formulas or charts, whose writers take a sheet of the kind or of one that is made from it."""
_FIXED: dict[str, Callable[[Page], None]] = {
    "start": information.write_start,
    "lists": information.write_lists,
    "about": information.write_about,
}
"""The sheets that every workbook has besides those of its spec."""


def _write(page: Page) -> None:
    sheet = page.plan.sheet
    if sheet is None:
        _FIXED[page.plan.kind](page)
        return
    if sheet.filled_in:
        page.out.tab(_INPUT_TAB)
    writer = next((_WRITERS[kind] for kind in type(sheet).__mro__ if kind in _WRITERS), None)
    if writer:
        writer(page, sheet)
    elif page.plan.charts or page.plan.counted_row is not None:
        raise TypeError(f"nothing writes the figures of a sheet of the kind {sheet.kind}")
    else:
        tables.write(page)
