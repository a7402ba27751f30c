"""Letters as a table for mail merge: a line each, as CSV or as a workbook.

Enters: drafts and what they say. Leaves: text or bytes, in which no cell is a formula. Must not know: where drafts lie.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from careers_workbook.core.csv_safety import csv_text
from careers_workbook.hub.draft_message import LetterWords
from careers_workbook.hub.drafts import KeptDraft
from careers_workbook.reports.words import clean, shorten
from careers_workbook.spreadsheet.write.writer import ExcelTable, Properties, WorkbookWriter

HEAD = ("URN", "School", "E-mail", "Letter", "Subject", "Body", "Attached")
_WIDTHS = (90, 260, 260, 150, 360, 620, 260)
_LONGEST = 32_000
"""Characters of a cell: Excel takes 32,767."""
MergeRow = tuple[str, ...]


def merge_rows(letters: Iterable[tuple[KeptDraft, LetterWords]]) -> Iterator[MergeRow]:
    """What each letter says; the body has line breaks."""
    for draft, words in letters:
        school, attached = draft.listed.school, ", ".join(one.name for one in words.attached)
        cells = (school.urn, school.name, words.to, draft.kind, words.subject, words.body.strip(), attached)
        yield tuple(map(clean, cells))


def as_csv(rows: Iterable[MergeRow]) -> bytes:
    """For Word and other programs; with the mark by which Excel knows that it is UTF-8."""
    return csv_text([HEAD, *rows]).encode("utf-8-sig", "replace")


def as_workbook(rows: Sequence[MergeRow], title: str, today: dt.date) -> bytes:
    """The same as a table in a workbook; what is too long for a cell is cut, and says so."""
    writer = WorkbookWriter(Properties(title, title, "", "en-GB", created=today))
    sheet = writer.sheet("Letters")
    sheet.widths(_WIDTHS)
    for at, row in enumerate(rows, start=1):
        for col, cell in enumerate(row):
            sheet.text((at, col), shorten(cell, _LONGEST), "cell")
    sheet.table(ExcelTable("Letters", title, ((0, 0), (max(len(rows), 1), len(HEAD) - 1)), HEAD))
    sheet.freeze((1, 0))
    return writer.finish()
