"""`detail: counts`: numbers instead of rows give the same figures, on the sheet, in LibreOffice and in the report."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.load import load
from tests.support.built import this_day
from tests.support.cohorts import (
    FULL,
    POINTS,
    SCHOOL,
    SMALL,
    TRACKER,
    YEARS,
    Row,
    Shown,
    built,
    counted,
    days,
    made_otherwise,
    plain,
    reported,
    rows,
    same_as_report,
    shown,
)
from tests.support.filled import changed, codes, sheet
from tests.support.office import Office
from tests.support.program import run
from tests.support.sweep import tries
from tests.support.truth import FIRST_SPEC

COUNTS = replace(
    SMALL, sheets=tuple(made_otherwise(s, detail="counts") if s.kind == "leavers" else s for s in SMALL.sheets)
)
IDS = {option.label: option.id for option in FULL.lists["destinations"]}
STILL_IDS = {option.label: option.id for option in FULL.lists["still_there"]}
TODAY = dt.date(2026, 11, 23)
Key = tuple[str, str]


def representable(drawn: Sequence[Row]) -> list[Row]:
    """Numbers say who is still there by the place of the autumn: without one nothing is said."""
    return [dict(row) if row["autumn"] else {**row, "six_months": ""} for row in drawn]


def as_numbers(drawn: Sequence[Row], *, noughts: bool = False) -> dict[Key, int]:
    """What a school types that counts these leavers by hand; with noughts where there is nobody."""
    found = Counter[Key]()
    for row in drawn:
        year = row["leaving_year"]
        found[f"{year} all", "leavers"] += 1
        for name in POINTS:
            if name == "six_months" and row[name]:
                found[f"{year} {IDS[row['autumn']]}", f"six_months.{STILL_IDS[row[name]]}"] += 1
            elif row[name]:
                found[f"{year} {IDS[row[name]]}", name] += 1
    nobody = {(slot.ref, slot.column): 0 for slot in plan(COUNTS).slots if slot.kind == "counts"} if noughts else {}
    return {**nobody, **found}


def workbook(numbers: dict[Key, int], today: dt.date) -> bytes:
    return build(plan(COUNTS), SCHOOL, Order(today, school_year=2026), dict(numbers))


def without_rows(figures: Shown) -> Shown:
    """Numbers cannot be unclear, and nobody stands outside the years."""
    return {
        table: {label: line for label, line in lines.items() if label != "Unclear"}
        for table, lines in figures.items()
        if not table.startswith("Who is counted")
    }


leavers = rows(spoilt=False).map(representable)


@tries(10, many=60)
@given(leavers, days, st.booleans())
def test_every_figure_is_that_of_an_independent_count(drawn: list[Row], today: dt.date, noughts: bool) -> None:
    figures = shown(workbook(as_numbers(drawn, noughts=noughts), today))
    assert plain(figures) == plain(without_rows(counted(drawn, today)))


@tries(8, many=40)
@given(leavers, days, st.booleans())
def test_rows_and_numbers_are_read_into_the_same_figures(
    tmp_path: Path, drawn: list[Row], today: dt.date, noughts: bool
) -> None:
    one, other = tmp_path / "rows.xlsx", tmp_path / "numbers.xlsx"
    one.write_bytes(built(drawn, today))
    other.write_bytes(data := workbook(as_numbers(drawn, noughts=noughts), today))
    found = reported(other, COUNTS, today)
    assert found.cohorts == reported(one, SMALL, today).cohorts
    same_as_report(shown(data), found)


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_calculates_the_same(office: Office, tmp_path: Path) -> None:
    today, files = this_day(), []
    one = {"leaving_year": YEARS[0], **dict.fromkeys(POINTS, "Apprenticeship"), "six_months": "Yes"}
    two = {"leaving_year": YEARS[3], **dict.fromkeys(POINTS, ""), "intended": "Supported internship"}
    cohorts = ([], [two], [one] * 300 + [two] * 200)
    for number, drawn in enumerate(cohorts):
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(workbook({}, today))
        typed(files[-1], as_numbers(drawn))
    for drawn, path in zip(cohorts, office.calculated(files, tmp_path / "saved"), strict=True):
        assert plain(shown(path)) == plain(without_rows(counted(drawn, today))), path.name
        same_as_report(shown(path), reported(path, COUNTS, today))


def typed(path: Path, numbers: dict[Key, int]) -> None:
    """Typed into the workbook by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    where = {(slot.ref, slot.column): slot for slot in plan(COUNTS).slots}
    there = book[TRACKER]
    assert isinstance(there, Worksheet)
    for key, number in numbers.items():
        there.cell(where[key].row + 1, where[key].col + 1, number)
    book.save(path)


def read(folder: Path, numbers: dict[Key, object], today: dt.date | None = TODAY) -> Submission:
    path = folder / "return.xlsx"
    path.write_bytes(build(plan(COUNTS), SCHOOL, Order(TODAY, school_year=2026), dict(numbers)))
    return read_file(path, COUNTS, Context(today=today))


def at(ref: str, column: str) -> tuple[str, str]:
    return ref, column


def test_nobody_has_a_row_and_the_sheet_says_so() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({}, TODAY)))
    there = book[TRACKER]
    assert isinstance(there, Worksheet)
    words = [str(cell.value) for row in there.iter_rows() for cell in row if cell.value is not None]
    assert not any(word.startswith("L0") for word in words)
    assert "How many left" in words
    assert len(there.tables) == 1 + len(YEARS)


def test_numbers_that_fit_together_raise_no_alarm(tmp_path: Path) -> None:
    drawn = [{"leaving_year": YEARS[0], **dict.fromkeys(POINTS, "Apprenticeship"), "six_months": "Yes"}] * 8
    drawn = [{**row, "year_4": ""} for row in drawn]
    assert codes(read(tmp_path, dict(as_numbers(drawn)))) == []
    assert codes(read(tmp_path, dict(as_numbers(drawn, noughts=True)))) == []


def test_more_at_one_time_than_left_in_all(tmp_path: Path) -> None:
    numbers: dict[Key, object] = {at("2022/23 all", "leavers"): 5, at("2022/23 fe_college", "autumn"): 4}
    assert codes(read(tmp_path, numbers)) == []
    found = read(tmp_path, numbers | {at("2022/23 employment", "autumn"): 2})
    assert codes(found) == ["DEST-011"]
    assert "6 leavers of 2022/23 are given at Autumn after leaving, but 5 left in all." in found.problems[0].message


def test_numbers_without_how_many_left(tmp_path: Path) -> None:
    found = read(tmp_path, {at("2022/23 fe_college", "autumn"): 4})
    assert codes(found) == ["DEST-012"]
    assert found.problems[0].place.ref == "2022/23 all"


def test_more_still_there_than_were_there(tmp_path: Path) -> None:
    numbers: dict[Key, object] = {at("2022/23 all", "leavers"): 9, at("2022/23 fe_college", "autumn"): 4}
    numbers |= {at("2022/23 fe_college", "six_months.yes"): 3, at("2022/23 fe_college", "six_months.no"): 1}
    assert codes(read(tmp_path, numbers)) == []
    assert codes(read(tmp_path, numbers | {at("2022/23 fe_college", "six_months.no"): 2})) == ["DEST-013"]


def test_numbers_before_anybody_can_know_them(tmp_path: Path) -> None:
    numbers: dict[Key, object] = {at("2025/26 all", "leavers"): 9, at("2025/26 fe_college", "year_1"): 4}
    found = read(tmp_path, numbers | {at("2025/26 employment", "year_1"): 1})
    assert codes(found) == ["DEST-006"]  # said once a column
    assert codes(read(tmp_path, {**numbers, at("2025/26 fe_college", "year_1"): 0})) == []
    assert codes(read(tmp_path, numbers, None)) == []


def test_a_number_that_is_none_is_unreadable_and_no_nought(tmp_path: Path) -> None:
    found = read(tmp_path, {at("2022/23 all", "leavers"): 9, at("2022/23 fe_college", "autumn"): "several"})
    assert codes(found) == ["CELL-002"]
    (cohort,) = reported(tmp_path / "return.xlsx", COUNTS, TODAY).cohorts
    point = cohort.point("autumn")
    assert point is not None
    assert (point.unreadable, point.blank) == (9, 0)


def test_a_table_of_numbers_that_was_sorted_or_lost_a_row(tmp_path: Path) -> None:
    numbers: dict[Key, object] = {at("2022/23 all", "leavers"): 9, at("2022/23 fe_college", "autumn"): 4}
    numbers |= {at("2022/23 apprenticeship", "autumn"): 5, at("2023/24 fe_college", "autumn"): 7}
    numbers |= {at("2023/24 all", "leavers"): 7}
    data = build(plan(COUNTS), SCHOOL, Order(TODAY, school_year=2026), dict(numbers))
    block = plan(COUNTS).one("counts").blocks[1]

    def sort_and_delete(book: openpyxl.Workbook) -> None:
        there = sheet(book, TRACKER)
        first, last = block.first_row + 1, block.last_row + 1
        lines = [[cell.value for cell in there[row]] for row in range(first, last + 1)]
        for row, line in zip(range(first, last + 1), reversed(lines), strict=True):
            for col, value in enumerate(line, 1):
                there.cell(row, col).value = value
        for name in list(there.tables):
            del there.tables[name]
        there.delete_rows(first)  # the last destination of the first year

    path = tmp_path / "return.xlsx"
    path.write_bytes(changed(data, sort_and_delete))
    found = read_file(path, COUNTS)
    assert {key: found.by_key()[key].value for key in numbers} == numbers
    assert codes(found) == ["ROW-001"]


def test_a_hub_asks_for_numbers_in_its_own_spec(tmp_path: Path) -> None:
    ours = f'id: ours\nversion: "1"\nextends: {FIRST_SPEC}\ndetail: {{Destinations: counts}}\n'
    (tmp_path / "ours.yaml").write_text(ours, encoding="utf-8")
    given = ["--spec", "ours.yaml", "--school", "Oak Lane School", "--urn", "990001", "--today", "2026-11-23"]
    run("build", *given, "-o", "one", cwd=tmp_path, code=0)
    spec = load(str(tmp_path / "ours.yaml"))
    (path,) = (tmp_path / "one").iterdir()
    slot = next(s for s in plan(spec).slots if (s.ref, s.column) == ("2024/25 fe_college", "year_1"))
    path.write_bytes(changed(path.read_bytes(), lambda book: sheet(book, TRACKER).cell(slot.row + 1, slot.col + 1, 3)))
    ran = run("check", path.relative_to(tmp_path), "--as", "ours.yaml", "--today", "2026-11-23", cwd=tmp_path, code=1)
    assert "Numbers are given for 2024/25, but not how many left in all" in " ".join(ran.out.split())
    ran = run(
        "report", path.relative_to(tmp_path), "--spec", "ours.yaml", "--today", "2026-11-23", cwd=tmp_path, code=1
    )
    assert "2024/25" in ran.out
