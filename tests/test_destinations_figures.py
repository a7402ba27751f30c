"""Every figure about leavers, counted by hand: as built, as LibreOffice calculates it, as the report gives it."""

import datetime as dt
import io
import random
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.read import read_file
from tests.support.built import this_day
from tests.support.cohorts import (
    FULL,
    POINTS,
    SCHOOL,
    SMALL,
    TRACKER,
    YEARS,
    Row,
    built,
    counted,
    days,
    plain,
    reported,
    rows,
    same_as_report,
    shown,
)
from tests.support.office import Office
from tests.support.sweep import tries


def drawn(number: int, seed: int, *, spoilt: bool = True) -> list[Row]:
    """So many leavers by chance, always the same."""
    chance = random.Random(seed)
    places = [option.label for option in FULL.lists["destinations"]]
    found: list[Row] = []
    for _ in range(number):
        row = {"leaving_year": chance.choice([*YEARS, *YEARS, "", "2019/20"] if spoilt else YEARS)}
        for name in POINTS:
            words = ["Yes", "No", "Not known"] if name == "six_months" else places
            row[name] = chance.choice([*words, "", *(["somewhere", " not known "] if spoilt else [])])
        found.append(row)
    return found


@tries(15, many=100)
@given(rows(), days)
def test_every_figure_is_that_of_an_independent_count(leavers: list[Row], today: dt.date) -> None:
    assert plain(shown(built(leavers, today))) == plain(counted(leavers, today))


@tries(10, many=60)
@given(rows(), days)
def test_every_figure_is_that_of_the_report(tmp_path: Path, leavers: list[Row], today: dt.date) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(data := built(leavers, today))
    same_as_report(shown(data), reported(path, SMALL, today))


def test_a_word_that_is_nearly_offered_is_unclear_on_the_sheet_and_said_to_be_read(tmp_path: Path) -> None:
    """A formula compares word for word. The reader knows what was meant, counts it, and says so."""
    path, today = tmp_path / "return.xlsx", this_day()
    leavers = [
        {"leaving_year": YEARS[0], "autumn": words} for words in ("FE college", "fe college?", "Training provider")
    ]
    path.write_bytes(data := built(leavers, today))
    on_sheet = shown(data)["Autumn after leaving"]
    assert [on_sheet[label][YEARS[0]] for label in ("Leavers", "Education", "Unclear")] == [3, 1, 2]
    point = reported(path, SMALL, today).cohorts[0].point("autumn")
    assert point is not None
    assert (dict(point.groups)["education"], point.unreadable) == (2, 1)
    said = {(p.place.ref, p.code) for p in read_file(path, SMALL).problems if p.place.column == "Autumn after leaving"}
    assert {("L01", "CELL-007"), ("L02", "CELL-001")} <= said


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_calculates_the_same(office: Office, tmp_path: Path) -> None:
    today = this_day()
    cohorts = {number: drawn(number, number) for number in (0, 240)}
    files = []
    for number, leavers in cohorts.items():
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(built(leavers, today))
    for leavers, path in zip(cohorts.values(), office.calculated(files, tmp_path / "saved"), strict=True):
        figures = shown(path)
        assert plain(figures) == plain(counted(leavers, today)), path.name
        same_as_report(figures, reported(path, SMALL, today))


def typed(data: bytes, leavers: list[Row], at: list[int], path: Path) -> Path:
    """A blank workbook filled in by openpyxl: each leaver in a row of the sheet (1 is the first below the headings)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[TRACKER]
    assert isinstance(sheet, Worksheet)
    block = plan(SMALL).one("tracker").blocks[0]
    for leaver, row in zip(leavers, at, strict=True):
        for column, text in leaver.items():
            if text:
                sheet.cell(block.header_row + 1 + row, block.col(column) + 1, text)
        if row > 100:
            sheet.cell(block.header_row + 1 + row, 1, f"L{row}")
        if row % 5 == 0:
            sheet.row_dimensions[block.header_row + 1 + row].hidden = True  # filtered out
    book.save(path)
    return path


@pytest.mark.office
@pytest.mark.slow
def test_rows_below_the_table_gaps_any_order_and_filters(office: Office, tmp_path: Path) -> None:
    today, files, cohorts = this_day(), [], []
    blank = whole(today)
    assert plan(SMALL).one("tracker").blocks[0].rows == 100
    for number, (count, last) in enumerate(((1, 240), (150, 400))):
        leavers, chance = drawn(count, number), random.Random(number)
        cohorts.append(leavers)
        at = chance.sample(range(1, last + 1), count)
        files.append(typed(blank, leavers, at, tmp_path / f"{number}.xlsx"))
    for leavers, path in zip(cohorts, office.calculated(files, tmp_path / "saved"), strict=True):
        figures = shown(path)
        assert plain(figures) == plain(counted(leavers, today)), path.name
        for file in (path, tmp_path / path.name):
            same_as_report(figures, reported(file, SMALL, today))


def whole(today: dt.date) -> bytes:
    """A blank workbook with all prepared rows."""
    return build(plan(SMALL), SCHOOL, Order(today, school_year=2026))
