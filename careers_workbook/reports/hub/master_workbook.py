"""Consolidated frames -> the master workbook: one sheet for each question that a Hub asks, every table accessible.

Enters: a `Consolidated`. Leaves: the bytes of one .xlsx, the same for the same collection. docs/master-workbook.md says
what each sheet is for. Must not know: folders, how numbers were counted, how cells are written.
"""

from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.hub.tables.export import MARKING
from careers_workbook.reports.hub import finding_sheets, school_sheets, statement_sheets
from careers_workbook.reports.hub.destination_sheet import TAB, chart_rows, destinations
from careers_workbook.reports.hub.hub_sheet import write
from careers_workbook.reports.hub.notes_sheet import notes
from careers_workbook.reports.hub.sheet_words import title, whole_name
from careers_workbook.reports.hub.summary_charts import Drawn, draw
from careers_workbook.reports.hub.summary_sheet import summary
from careers_workbook.reports.words import one_line
from careers_workbook.spreadsheet.write.writer import Properties, WorkbookWriter

_BODY = (
    *(school_sheets.schools, statement_sheets.items, statement_sheets.matrix, statement_sheets.actions, destinations),
    *(school_sheets.details, finding_sheets.changes, finding_sheets.problems, school_sheets.not_returned),
)
"""The sheets between Summary and Notes, in their order."""


def hub_workbook(whole: Consolidated) -> bytes:
    """The master workbook of a collection."""
    body = [make(whole) for make in _BODY]
    last = notes(whole, body)
    first = summary(whole, [*body, last])
    writer = WorkbookWriter(_properties(whole))
    out = writer.sheet(first.tab)
    drawn = Drawn(first, write(out, first))
    leavers = drawn
    for sheet in (*body, last):
        written = Drawn(sheet, write(writer.sheet(sheet.tab), sheet))
        leavers = written if sheet.tab == TAB else leavers
    draw(out, drawn, leavers, chart_rows(whole))
    return writer.finish()


def _properties(whole: Consolidated) -> Properties:
    name, hub = whole_name(whole), one_line(whole.round.hub.name)
    marking = MARKING if whole.internal else ""
    return Properties(title(whole, "Master workbook"), f"Careers collection of {name}", hub, "en-GB", marking)
