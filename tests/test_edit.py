"""What a person does in Excel, done by demo/damage.py: everything that names a row or a sheet must follow."""

import datetime as dt
import io
from functools import lru_cache

import openpyxl
import pytest

from careers_workbook.demo.damage import DeleteRow, DeleteSheet, InsertRow, RenameSheet, edited
from careers_workbook.returns.read import read_file
from tests.support.program import GOOD, workbook

pytestmark = pytest.mark.slow
SHEET = "Strategy and programme"
TYPED = (
    *GOOD,
    ("SP1", "action", "first"),
    ("SP2", "deadline", dt.date(2027, 1, 8)),
    ("SP3", "completed", "Yes"),
    ("SP15", "review", "last"),
)


@lru_cache(maxsize=4)
def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def facts(data: bytes, title: str) -> dict[str, object]:
    """What on a sheet names rows: tables, validations, colours, and the formulas of the Status column."""
    sheet = opened(data)[title]
    return {
        "tables": dict(sheet.tables.items()),
        "rules": sorted(str(rule.sqref) for rule in sheet.data_validations.dataValidation),
        "colours": sorted(str(area.sqref) for area in sheet.conditional_formatting),
        "status": {cell.row: cell.value for cell in sheet["G"] if cell.data_type == "f"},
        "heights": {row: size.height for row, size in sheet.row_dimensions.items() if size.height},
        "cells": {
            cell.coordinate: cell.value for row in sheet.iter_rows(max_col=6) for cell in row if cell.value is not None
        },
    }


@lru_cache(maxsize=4)
def answers(data: bytes, tmp_path) -> dict[tuple[str, str], object]:
    path = tmp_path / "edited.xlsx"
    path.write_bytes(data)
    return {(a.ref, a.column_id): a.value for a in read_file(path).answers if a.state == "answered"}


def test_a_row_inserted_and_deleted_again_leaves_everything_as_it_was() -> None:
    before = edited(workbook(*TYPED), ())
    for row in (0, 20):
        after = edited(before, (InsertRow(SHEET, row, ("x", "a remark")), DeleteRow(SHEET, row)))
        assert opened(after).sheetnames == opened(before).sheetnames
        for title in (SHEET, "Progress"):
            assert facts(after, title) == facts(before, title), (row, title)


def test_an_inserted_row_moves_what_is_below(tmp_path) -> None:
    before = workbook(*TYPED)
    after = edited(before, (InsertRow(SHEET, 6, ("", "Governors: please look")),))
    old, new = facts(before, SHEET), facts(after, SHEET)
    assert opened(after)[SHEET]["B7"].value == "Governors: please look"
    assert opened(before)[SHEET]["B7"].value == opened(after)[SHEET]["B8"].value
    assert old["status"][7].replace("7", "8") == new["status"][8]
    ((name, was),) = old["tables"].items()
    first, last = was.split(":")
    assert new["tables"] == {name: f"{first}:{last[0]}{int(last[1:]) + 1}"}
    assert answers(after, tmp_path) == answers(before, tmp_path)


def test_a_deleted_row_takes_only_itself(tmp_path) -> None:
    before = workbook(*TYPED)
    after = edited(before, (DeleteRow(SHEET, 6),))
    lost = {key for key in answers(before, tmp_path) if key not in answers(after, tmp_path)}
    assert {ref for ref, _ in lost} == {"SP2"}
    assert answers(after, tmp_path).items() <= answers(before, tmp_path).items()


def test_progress_follows_a_deleted_row() -> None:
    after = opened(edited(workbook(*TYPED), (DeleteRow(SHEET, 6),)))
    formulas = [cell.value for row in after["Progress"].iter_rows() for cell in row if cell.data_type == "f"]
    named = [formula for formula in formulas if f"'{SHEET}'!" in formula]
    assert named
    assert any("#REF!" in formula for formula in formulas)  # the deleted item's own line, as in Excel


@pytest.mark.parametrize("new", ["SP", "SP (copy for SLT)", "The head's copy"])
def test_a_renamed_sheet_is_renamed_everywhere(tmp_path, new: str) -> None:
    before = workbook(*TYPED)
    after = edited(before, (RenameSheet(SHEET, new),))
    book = opened(after)
    assert [title if title != new else SHEET for title in book.sheetnames] == opened(before).sheetnames
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [formula for formula in formulas if SHEET in formula]
    assert any(f"'{new.replace(chr(39), chr(39) * 2)}'!" in formula for formula in formulas)
    assert answers(after, tmp_path) == answers(before, tmp_path)


def test_a_deleted_sheet_leaves_no_reference_to_it(tmp_path) -> None:
    before = workbook(*TYPED)
    after = edited(before, (DeleteSheet(SHEET),))
    book = opened(after)
    assert SHEET not in book.sheetnames
    assert not [
        c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f" and SHEET in c.value
    ]
    assert {ref[:2] for ref, _ in answers(before, tmp_path)} - {ref[:2] for ref, _ in answers(after, tmp_path)} == {
        "SP"
    }


def test_no_such_sheet() -> None:
    with pytest.raises(KeyError):
        edited(workbook(*TYPED), (DeleteSheet("Strategy"),))


def test_same_input_same_bytes_on_any_day() -> None:
    """openpyxl writes the present time into the package; what was there before is put back."""
    changes = (InsertRow(SHEET, 6, ("", "a remark")), RenameSheet(SHEET, "SP"))
    data = edited(workbook(*TYPED), changes)
    assert data == edited(workbook(*TYPED), changes)
    assert opened(data).properties.modified == opened(workbook(*TYPED)).properties.modified
