"""One file, whoever made it, held against the points of accessible spreadsheets.

Enters: a file, through the gate that returned files go through. Leaves: an `AccessChecked`. Must not know: who asks,
how a verdict is shown.
"""

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.returns.access_checked import AccessChecked
from careers_workbook.returns.intake.file_detection import detect_file, refused
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.spreadsheet.accessibility.book_check import checked
from careers_workbook.spreadsheet.read.grid import FileFormat

_OTHERS: dict[FileFormat, str] = {
    "xls": "an Excel workbook of the old kind (.xls)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "ods": "an OpenDocument spreadsheet (.ods)",
    "docx": "a Word document (.docx)",
    "odt": "a text document of LibreOffice (.odt)",
    "csv": "a text file (.csv), which has no tables, titles or colours",
}
"""Formats whose parts say other things, and less: what is checked is the workbook that will be published."""


def access_check(one: ReturnedFile, password: str | None = None) -> AccessChecked:
    """What is to be said of the file."""
    try:
        detected = detect_file(one.load(), one.name, password)
        if detected.format in _OTHERS:
            raise refused("FILE-051", what=_OTHERS[detected.format])
        return AccessChecked(one.file, checked(detected.data))
    except FileRefusedError as error:
        return AccessChecked(one.file, problem=error.problems[0].in_file(one.file))
