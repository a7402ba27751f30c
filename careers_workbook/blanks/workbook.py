"""A layout, a school and an order -> the bytes of one workbook.

Enters: values. Leaves: bytes, the same for the same values. Raises KeyError for an answer to a question that the layout
does not ask. Must not know: files, registers, how cells are written.
"""

from types import MappingProxyType

from careers_workbook.blanks.job import Answers, Job, Order, Page
from careers_workbook.blanks.sheets import checklist, counts, destinations, form, information, progress, tracker
from careers_workbook.core.school import School
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.leaver_counts import is_counted
from careers_workbook.spec.model import (
    ChecklistSheet,
    DestinationsSheet,
    FormSheet,
    GuidanceSheet,
    ProgressSheet,
    TrackerSheet,
)
from careers_workbook.spreadsheet.write.writer import Properties, WorkbookWriter

__all__ = ["Order", "build"]

_NONE: Answers = MappingProxyType({})
_AUTHOR = "careers_workbook"
_INPUT_TAB = "#E0A82E"
"""The tabs of the sheets that are filled in."""


def build(layout: Layout, school: School, order: Order, answers: Answers = _NONE) -> bytes:
    """One workbook for one school, with the given answers in their cells.

    A date becomes a real date, an int a number, a str text whatever it says. Status and Progress carry what they come
    to with these answers on `order.today`. Lists of school years end with the year of the order.
    """
    layout = layout.in_year(order.year)
    _no_strangers(layout, answers)
    job = Job(layout, school, order, answers)
    title = f"{layout.spec.title}: {school.name}"
    subject = f"URN {school.urn}, version {layout.spec.version}"
    writer = WorkbookWriter(Properties(title, subject, _AUTHOR, layout.spec.language))
    for plan in layout.sheets:
        _write(Page(job, plan, writer.sheet(plan.title)))
    return writer.finish()


def _no_strangers(layout: Layout, answers: Answers) -> None:
    asked = {(slot.ref, slot.column) for slot in layout.slots}
    strangers = [key for key in answers if key not in asked]
    if strangers:
        raise KeyError(strangers)


def _write(page: Page) -> None:
    match page.plan.sheet:
        case FormSheet() as sheet:
            page.out.tab(_INPUT_TAB)
            form.write(page, sheet)
        case ChecklistSheet() as sheet:
            page.out.tab(_INPUT_TAB)
            checklist.write(page, sheet)
        case TrackerSheet() as sheet if is_counted(sheet):
            page.out.tab(_INPUT_TAB)
            counts.write(page, sheet)
        case TrackerSheet() as sheet:
            page.out.tab(_INPUT_TAB)
            tracker.write(page, sheet)
        case GuidanceSheet() as sheet:
            information.write_guidance(page, sheet)
        case ProgressSheet():
            progress.write(page)
        case DestinationsSheet() as sheet:
            destinations.write(page, sheet)
        case None:
            _write_own(page)


def _write_own(page: Page) -> None:
    """The sheets that every workbook has besides those of its spec."""
    match page.plan.kind:
        case "start":
            information.write_start(page)
        case "lists":
            information.write_lists(page)
        case "about":
            information.write_about(page)
