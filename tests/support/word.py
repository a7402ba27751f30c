"""The checklist as Word has it: the words that schools were sent in 2020, as tables that are filled in, damaged, saved.

The tables are data, so that any program can save them; python-docx saves them here.
"""

import datetime as dt
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
from docx.document import Document

from careers_workbook.core.text import fold, show
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.list import TrackerSheet
from tests.support.hostile import SPEC, TRUTH
from tests.support.truth import LEAVERS

TEXT = Path(__file__).parents[1] / "data" / "checklist_2020_text.txt"
COLUMNS = ("action", "deadline", "review", "completed")
HEADINGS = ["Item", "Action needed", "Deadline", "Review", "Action completed"]
DETAILS = 9
"""Questions about the school that the document asks."""
Rows = list[list[str]]


@cache
def _words() -> tuple[list[str], list[list[str]], list[str]]:
    """The labels of the details; for each table what stands in its first column; and the words behind the tables."""
    details: list[str] = []
    tables: list[list[str]] = []
    behind: list[str] = []
    before = ""
    for line in TEXT.read_text(encoding="utf-8").splitlines():
        words = " ".join(line.split())
        into = behind if behind or words == "Note" else tables[-1] if tables else details
        if words == "Item":
            tables.append([])
        elif words and words not in {*HEADINGS, "("} and "careersandenterprise.co.uk" not in words:
            if before and not line.startswith(("\t", " ")) and into is not behind:
                into[-1] = f"{into[-1]} {words}"
            else:
                into.append(words)
        before = words
    return details, tables, behind


def truth() -> dict[tuple[str, str], object]:
    """What the document can say of what was answered: all of it but what is asked nowhere in it."""
    return {key: value for key, value in TRUTH.items() if key[0] not in {"SD10", "SD11", "SD12"}}


def answers_beside(statement: str) -> list[str]:
    """What was answered beside a statement, as it is typed; blank beside a heading."""
    found = _refs().get(fold(statement))
    return [show(TRUTH[found, column]) if found else "" for column in COLUMNS]


@cache
def _refs() -> dict[str, str]:
    sections = (section for sheet in SPEC.of(ChecklistSheet) for section in sheet.sections)
    return {fold(item.text): item.ref for section in sections for item in section.items}


def leavers() -> Rows:
    """The destinations as a table of their own."""
    (tracker,) = SPEC.of(TrackerSheet)
    rows = [["Ref", *(column.label for column in tracker.columns)]]
    for number in range(1, LEAVERS + 1):
        ref = f"{tracker.prefix}{number:02d}"
        rows.append([ref, *(show(TRUTH[ref, column.id]) for column in tracker.columns)])
    return rows


def filled(*, blank: bool = False, with_leavers: bool = True) -> list[Rows]:
    """The tables of the document: the details, the four of the checklist, the leavers."""
    details, tables, _ = _words()
    answer = [show(TRUTH[f"SD{number}", "answer"]) for number in range(1, DETAILS + 1)]
    found = [[[label, "" if blank else said] for label, said in zip(details, answer, strict=True)]]
    for lines in tables:
        found.append([HEADINGS, *([line, *([""] * 4 if blank else answers_beside(line))] for line in lines)])
    return [*found, leavers()] if with_leavers and not blank else found


def document(tables: list[Rows], between: str = "") -> Document:
    """The document; between its tables stand these words, or an empty line."""
    made = docx.Document()
    made.core_properties.created = made.core_properties.modified = dt.datetime(2026, 9, 7, tzinfo=dt.UTC)
    for rows in tables:
        width = max(map(len, rows))
        table = made.add_table(0, width)
        table.style = "Table Grid"
        for cells in rows:
            row = table.add_row().cells
            for cell, words in zip(row, cells, strict=False):
                cell.text = words
            if width > 2 and len(cells) > 1 and not any(cells[1:]) and fold(cells[0]) not in _refs():
                row[0].merge(row[-1]).text = cells[0]  # a heading over the whole width
        made.add_paragraph(between)
    for words in _words()[2]:
        made.add_paragraph(words)
    return made


def saved(made: Document, change: Callable[[Document], object] | None = None) -> bytes:
    """The document as a file, changed before if need be."""
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
