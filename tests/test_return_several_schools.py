"""A list in which several schools have rows is no school's checklist, nor are our refs over other statements.

A school's own sheet in which rows were copied is read as before, with a Hub's table beside it too.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from careers_workbook.hub.tables.tidy_columns import TABLES
from careers_workbook.layout.fixed_sheets import ABOUT
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from tests.support.filled import SPEC, filled
from tests.support.truth import truth

MASTER = Path(__file__).parents[1] / "examples" / "master.xlsx"
HEADINGS = ("Ref", "Item", "Action needed", "Deadline", "Review", "Action completed")
ITEMS = [item for sheet in SPEC.of(ChecklistSheet) for section in sheet.sections for item in section.items]
Row = Iterable[str]


def codes(submission: Submission) -> set[str]:
    return {problem.code for problem in submission.problems}


def listed(path: Path, rows: Iterable[Row]) -> Submission:
    """A workbook with one sheet, read."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return read_file(path)


def test_the_master_workbook_is_refused_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "990001 Oak Lane School.xlsx"
    path.write_bytes(MASTER.read_bytes())
    found = read_file(path)
    assert (found.outcome, found.answers, codes(found)) == ("refused", (), {"FILE-049"})
    assert '"Actions"' in str(found.problems[0])


@pytest.mark.parametrize("name", ["answers", "details", "actions", "items", "changes"])
def test_tables_of_a_hub_are_refused_with_rows_of_one_school_too(name: str, tmp_path: Path) -> None:
    columns = TABLES[name].names
    known = {"urn": "990001", "school": "Oak Lane School", "state": "answered", "value": "Yes", "completed": "Yes"}
    lines = [{**known, "ref": item.ref, "item": item.text, "statement": item.text} for item in ITEMS]
    text = io.StringIO()
    csv.writer(text).writerows([columns, *([line.get(column, "") for column in columns] for line in lines)])
    path = tmp_path / "990001.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    found = read_file(path)
    assert found.outcome == "refused"
    assert codes(found) <= {"FILE-049", "FILE-004"}


def test_what_somebody_put_together_from_two_schools_is_refused(tmp_path: Path) -> None:
    def rows(name: str) -> list[Row]:
        return [(name, item.ref, item.text, "Ask", "", "", "Yes") for item in ITEMS]

    both = [*rows("Oak Lane School"), *rows("Woodlands School")]
    assert codes(listed(tmp_path / "a.xlsx", [("School", *HEADINGS), *both])) == {"FILE-049"}
    by_urn = [("990001" if row[0].startswith("Oak") else "990002", *row[1:]) for row in map(tuple, both)]
    assert codes(listed(tmp_path / "b.xlsx", [("", *HEADINGS), *by_urn])) == {"FILE-049"}
    one = listed(tmp_path / "c.xlsx", [("School", *HEADINGS), *rows("Oak Lane School")])
    assert len({answer.ref for answer in one.answers if answer.state == "answered"}) == len(ITEMS)


def without_label(book: Workbook) -> None:
    del book[ABOUT]


def with_rows_twice(book: Workbook) -> None:
    """Five rows of a sheet stand below it once more."""
    sheet = book["Careers leadership"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=sheet.max_row)]
    for at, values in enumerate([row for row in rows if str(row[0]).startswith("CL")][:5], sheet.max_row + 1):
        for col, value in enumerate(values, 1):
            sheet.cell(at, col, value)


@pytest.mark.parametrize("is_labelled", [True, False])
def test_a_schools_sheet_with_copied_rows_is_read(is_labelled: bool, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        with_rows_twice(book)
        if not is_labelled:
            without_label(book)

    said = {
        (a.ref, a.column): a.value
        for a in read_file(filled(tmp_path, truth(SPEC), lambda book: None)).answers
        if a.ref.startswith("CL")
    }
    found = read_file(filled(tmp_path, truth(SPEC), change))
    assert "ROW-012" in codes(found)
    assert {(a.ref, a.column): a.value for a in found.answers if a.ref.startswith("CL")} == said


def test_a_table_of_the_hub_in_a_schools_workbook_is_not_read(tmp_path: Path) -> None:
    actions = [[cell.value for cell in row] for row in load_workbook(MASTER)["Actions"].iter_rows()]

    def change(book: Workbook) -> None:
        sheet = book.create_sheet("From the Hub")
        for row in actions:
            sheet.append(row)

    alone = read_file(filled(tmp_path, truth(SPEC), lambda book: None))
    beside = read_file(filled(tmp_path, truth(SPEC), change))
    assert beside.answers == alone.answers
    assert "SHEET-007" in codes(beside)


def reworded(keep: int) -> list[Row]:
    """Our headings and refs, over other statements but for the first few."""
    other = (f"Order {number} chairs for room {number}." for number in range(len(ITEMS)))
    texts = [item.text if at < keep else text for at, (item, text) in enumerate(zip(ITEMS, other, strict=True))]
    return [HEADINGS, *((item.ref, text, "Ask", "", "", "Yes") for item, text in zip(ITEMS, texts, strict=True))]


def test_our_refs_over_other_statements_are_no_checklist(tmp_path: Path) -> None:
    assert codes(listed(tmp_path / "a.xlsx", reworded(0))) == {"FILE-005"}
    assert listed(tmp_path / "b.xlsx", reworded(2)).outcome == "problems"


def test_statements_that_were_reworded_in_a_workbook_of_ours_are_read(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for sheet in SPEC.of(ChecklistSheet):
            for row in book[sheet.title].iter_rows():
                if row[0].value in {item.ref for item in ITEMS}:
                    row[1].value = f"Chairs for room {row[0].row}."

    found = read_file(filled(tmp_path, truth(SPEC), change))
    assert found.outcome != "refused"
    assert "ROW-005" in codes(found)
