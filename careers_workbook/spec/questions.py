"""Which question each answer cell asks, by the names that slots carry.

Enters: a spec. Leaves: questions by (sheet title, column id), on a form by (sheet title, ref). Must not know: places.
"""

from careers_workbook.spec.leaver_counts import count_columns, is_counted, leavers_question
from careers_workbook.spec.model import ChecklistSheet, FormSheet, Question, Spec, TrackerSheet


def questions_by_slot(spec: Spec) -> dict[tuple[str, str], Question]:
    """(Sheet title, column id) -> question; on a form (sheet title, ref)."""
    found: dict[tuple[str, str], Question] = {}
    for sheet in spec.sheets:
        match sheet:
            case FormSheet():
                found |= {(sheet.title, asked.ref): asked for asked in sheet.fields}
            case TrackerSheet() if is_counted(sheet):
                asked = (leavers_question(), *(column.question for column in count_columns(sheet, spec)))
                found |= {(sheet.title, question.id): question for question in asked}
            case ChecklistSheet() | TrackerSheet():
                found |= {(sheet.title, asked.id): asked for asked in sheet.columns}
            case _:
                pass
    return found
