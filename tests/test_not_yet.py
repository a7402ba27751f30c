"""Checkpoints that nobody can know yet: said in words beside each leaver, and greyed, by day and leaving year."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.layout.plan import plan
from tests.support.built import this_day
from tests.support.cohorts import POINTS, SMALL, TRACKER, YEARS, built, days, too_early
from tests.support.office import Office
from tests.support.sweep import tries

LEAVERS = [{"leaving_year": year} for year in (*YEARS, "", " 2024/25 ", "soon")]
BLOCK = plan(SMALL).one("tracker").blocks[0]
LABELS = {column.id: column.label for sheet in SMALL.sheets if sheet.title == TRACKER for column in sheet.columns}
"""The headings of the leavers' own table, by which a workbook speaks of a checkpoint."""
TIMED = [name for name in POINTS if name != "intended"]


def tracker(data: bytes | Path, *, values: bool = False) -> Worksheet:
    found = openpyxl.load_workbook(data if isinstance(data, Path) else io.BytesIO(data), data_only=values)[TRACKER]
    assert isinstance(found, Worksheet)
    return found


def words(year: str, today: dt.date) -> str:
    """What must stand beside a leaver, worked out by hand."""
    if year.strip() not in YEARS:
        return "-"
    early = [LABELS[name] for name in TIMED if too_early(name, year.strip(), today)]
    return f"Not yet: {early[0]}{' and later' if len(early) > 1 else ''}" if early else "All of it"


def beside(found: Worksheet) -> list[object]:
    rows = range(BLOCK.first_row + 1, BLOCK.first_row + 1 + len(LEAVERS))
    return [found.cell(row, BLOCK.last_col + 1).value for row in rows]


@tries(12, many=100)
@given(days)
def test_the_words_beside_each_leaver(today: dt.date) -> None:
    found = beside(tracker(built(LEAVERS, today), values=True))
    assert found == [words(leaver["leaving_year"], today) for leaver in LEAVERS]


def test_the_formula_of_a_new_row_is_that_of_the_prepared_ones() -> None:
    found = tracker(built(LEAVERS, this_day()))
    (table,) = found.tables.values()
    grown = table.tableColumns[-1].calculatedColumnFormula.attr_text
    year = f"{table.name}[[#This Row],[Leaving year]]"
    row = BLOCK.first_row + 1
    assert found.cell(row, BLOCK.last_col + 1).value == f"={grown.replace(year, f'$B{row}')}"


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_says_and_greys_the_same(office: Office, tmp_path: Path) -> None:
    """The tests of the conditional formats are written into cells, so that LibreOffice works them out."""
    today, first = this_day(), BLOCK.first_row + 1
    book = openpyxl.load_workbook(io.BytesIO(built(LEAVERS, today)))
    found = book[TRACKER]
    assert isinstance(found, Worksheet)
    greyed = {
        next(iter(area.sqref.ranges)): [rule.formula[0] for rule in area.rules] for area in found.conditional_formatting
    }
    assert len(greyed) == len(TIMED)
    for area, formulas in greyed.items():
        assert (area.min_row, area.max_row) == (first, BLOCK.header_row + 1 + 1_000)
        assert len(formulas) == 1
        for row in range(first, first + len(LEAVERS)):
            found.cell(row, area.min_col + 20).value = f"=IF(ISERROR({formulas[0]}),FALSE,{formulas[0]})".replace(
                f"$B{first}", f"$B{row}"
            )
    path = tmp_path / "return.xlsx"
    book.save(path)
    saved = tracker(office.calculated([path], tmp_path / "saved")[0], values=True)
    assert beside(saved) == [words(leaver["leaving_year"], today) for leaver in LEAVERS]
    for name in TIMED:
        for number, leaver in enumerate(LEAVERS):
            year = leaver["leaving_year"].strip()
            wanted = year in YEARS and too_early(name, year, today)
            assert saved.cell(first + number, BLOCK.col(name) + 21).value == wanted, (name, year)
