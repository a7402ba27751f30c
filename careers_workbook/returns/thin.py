"""A returned workbook without its rows about young people: what stays of an original that was kept long enough.

Enters: a file, what it is read by. Leaves: a `Thinned`. Only sheets stay on which the checklist asks about the school,
and those that every workbook has: names may stand on any other. Must not know: where originals lie.
"""

from pathlib import PurePath

from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.file_detection import detect_file
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.read import read_source
from careers_workbook.returns.submission import Thinned
from careers_workbook.spec.semantic_ids import OWN_SHEETS
from careers_workbook.spreadsheet.annotate.emptied import without_sheets
from careers_workbook.spreadsheet.read.book import read_book
from careers_workbook.spreadsheet.read.grid import BrokenFileError

_SAID = "What stood on this sheet was taken out when it had been kept long enough; its numbers are known."


def thin(one: ReturnedFile, context: Context, password: str | None = None) -> Thinned:
    """The workbook without them. Only .xlsx can be thinned: FILE-040, FILE-006 or FILE-007 says why another cannot."""
    submission = read_source(one, None, context, password)
    if submission.outcome == "refused":
        return Thinned(one.file, problem=submission.problems[0])
    sheets = spec_of(submission, context.carry_to).sheets
    people = {sheet.title for sheet in sheets if sheet.about_people}
    keep = {answer.found_sheet for answer in submission.answers if answer.sheet not in people} | {*OWN_SHEETS}
    try:
        data = one.load()
        detected = detect_file(data, one.name)
        titles = {grid.title for grid in read_book(detected.data, detected.format, PurePath(one.name).stem).grids}
        has_rows = any(answer.sheet in people for answer in submission.answers)
        if not has_rows and titles <= keep | {sheet.title for sheet in sheets}:
            return Thinned(one.file)
        if detected.format != "xlsx":
            why = f"lines can be taken out of .xlsx workbooks only, and this is .{detected.format}"
            return Thinned(one.file, problem=Problem("FILE-006", Place(one.file), {"reason": why}))
        return Thinned(one.file, without_sheets(data, keep, _SAID))
    except BrokenFileError as e:
        return Thinned(one.file, problem=Problem("FILE-006", Place(one.file), {"reason": str(e)}))
    except FileRefusedError as e:
        return Thinned(one.file, problem=e.problems[0].in_file(one.file))
