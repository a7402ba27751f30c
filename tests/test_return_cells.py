"""What one cell of a return says: its look, its format, its formula; each from a file that schools might send."""

import datetime as dt
import io
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.blanks.workbook import Order
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.read.grid import Marks
from tests.support.filled import SPEC, cell
from tests.support.stamp import master
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth

CASES = Path(__file__).parent / "cases"
Change = Callable[[Worksheet], object]


@cache
def case(name: str) -> Submission:
    return read_file(CASES / f"{name}.xlsx")


def answers(submission: Submission, *keys: str) -> list[object]:
    """What was answered to each "CL1 completed"; the state where nothing was."""
    found = submission.by_key()
    asked = [found[ref, column] for ref, column in (key.split() for key in keys)]
    return [answer.state if answer.value is None else answer.value for answer in asked]


def said(submission: Submission) -> list[tuple[str, str]]:
    """Code and cell of every problem."""
    return [(problem.code, problem.place.cell) for problem in submission.problems]


def completed(*refs: str) -> list[str]:
    return [f"{ref} completed" for ref in refs]


def test_symbols_are_read_as_what_they_show_and_never_by_their_letter() -> None:
    first = completed(*(f"CL{n}" for n in range(1, 7)))
    assert answers(case("wingdings"), *first) == ["Yes", "No", "Yes", "Yes", "No", "Yes"]
    others = completed(*(f"SP{n}" for n in range(1, 7)))
    assert answers(case("wingdings"), *others) == ["Yes", "Yes", "In progress", "unreadable", "blank", "Yes"]
    assert answers(case("wingdings"), "SP3 review") == ["✓"]
    assert {code for code, at in said(case("wingdings")) if at in ("F9", "F10")} >= {"CELL-001", "CELL-007"}


def test_tick_boxes_in_cells() -> None:
    boxes = completed(*(f"CL{n}" for n in range(1, 7)))
    assert answers(case("checkbox"), *boxes) == ["Yes", "Yes", *["blank"] * 4]
    assert [code for code, _ in said(case("checkbox"))] == ["CELL-007"] * 2 + ["CELL-021"] * 4
    assert case("checkbox").outcome == "accepted"


def test_a_day_that_does_not_show_is_no_day() -> None:
    days = answers(case("monthyear"), *(f"CL{n} deadline" for n in (1, 2, 3, 4, 6)))
    assert days == [*["unreadable"] * 3, dt.date(2026, 3, 31), "unreadable"]
    raw = case("monthyear").by_key()
    assert [raw[f"CL{n}", "deadline"].raw for n in (1, 2, 3)] == ["Mar-27", "July 2027", "2027"]


def test_a_weekday_that_contradicts_its_date_is_to_be_looked_at() -> None:
    wrong = [problem for problem in case("weekday").problems if problem.code == "DATE-010"]
    assert [(problem.place.cell, problem.severity, problem.context["weekday"]) for problem in wrong] == [
        ("D6", "warning", "Wednesday"),
        ("D9", "warning", "Tuesday"),
    ]


def test_what_is_struck_through_is_withdrawn_and_the_rest_counts() -> None:
    keys = ("CL1 completed", "CL3 deadline", "CL4 review", "CL5 completed", "CL2 completed")
    assert answers(case("strike"), *keys) == ["blank", "blank", "Done.", "Yes", "blank"]
    assert said(case("strike")) == [
        *(("CELL-024", at) for at in ("F6", "D8", "E9", "F10")),
        ("ROW-030", "B7"),
    ]


def test_a_row_of_totals_is_no_leaver_and_no_item() -> None:
    assert said(case("total")) == []
    assert len({answer.ref for answer in case("total").of_kind("tracker")}) == 6


def test_a_colour_over_whole_columns_says_nothing() -> None:
    assert said(case("r14-all-yellow")) == []


@cache
def filled() -> bytes:
    answers = {key: value for key, value in truth(SPEC).items() if key[0].startswith("CL")}
    return master(FIRST_SPEC, Order(BUILT)).filled(SCHOOL, answers, ())


def changed(folder: Path, change: Change) -> Submission:
    """A filled workbook with one sheet changed as a school might."""
    book, path = openpyxl.load_workbook(io.BytesIO(filled())), folder / "return.xlsx"
    change(book[cell("CL1", "action")[0]])
    book.save(path)
    return read_file(path)


def at(ref: str, column: str) -> str:
    return cell(ref, column)[1]


def colour(sheet: Worksheet, where: str, rgb: str) -> None:
    sheet[where].fill = PatternFill("solid", fgColor=rgb)


def a_colour_in_place_of_an_answer(sheet: Worksheet) -> None:
    for ref, rgb in (("CL1", "FF92D050"), ("CL2", "FFFF0000"), ("CL3", "FF92D050")):
        sheet[at(ref, "completed")].value = None
        colour(sheet, at(ref, "completed"), rgb)


def a_colour_over_rows_that_are_filled_in(sheet: Worksheet) -> None:
    for ref in ("CL1", "CL2", "CL3", "CL4"):
        for column in ("action", "deadline", "review", "completed"):
            colour(sheet, at(ref, column), "FFFFFF00")
    sheet[at("CL2", "review")].value = None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "codes"),
    [(a_colour_in_place_of_an_answer, ["CELL-013"] * 3), (a_colour_over_rows_that_are_filled_in, [])],
)
def test_colours(change: Change, codes: list[str], tmp_path: Path) -> None:
    assert [code for code, _ in said(changed(tmp_path, change)) if code == "CELL-013"] == codes


def test_a_number_that_lies_under_a_line_or_a_symbol_of_its_own(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for ref, value, font in (("CL1", "J", "Wingdings"), ("CL2", "l", "Wingdings"), ("CL3", "Z", "Webdings")):
            where: Any = sheet[at(ref, "completed")]
            where.value, where.font = value, Font(name=font)

    submission = changed(tmp_path, change)
    assert answers(submission, *completed("CL1", "CL2", "CL3")) == ["unreadable"] * 3
    codes = {where: code for code, where in said(submission)}
    assert [codes[at(ref, "completed")] for ref in ("CL1", "CL2", "CL3")] == ["CELL-001", "CELL-001", "CELL-020"]


BESIDE = (
    ("r06-beside-heading-one", [("F4", "All of these: Yes, since 2024")]),
    ("r06b-beside-heading-two", [("C11", "We did all this in 2024"), ("F11", "All of these: Yes, since 2024")]),
    ("r07-remark-below-A", [("A14", "NB all our deadlines were moved to 30 June")]),
    ("r08-answers-in-status", [(f"G{row}", "Yes") for row in range(6, 12)]),
)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "typed"), BESIDE)
def test_what_is_typed_where_nothing_is_asked_is_said(name: str, typed: list[tuple[str, str]]) -> None:
    found = case(name).problems
    assert [(p.code, p.place.cell, p.context["value"]) for p in found] == [
        ("CELL-026", where, f': "{text}"') for where, text in typed
    ]


def typed(folder: Path, sheet: str, cells: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """What is said of cells where nothing is asked, after these were typed."""
    book, path = openpyxl.load_workbook(io.BytesIO(filled())), folder / "return.xlsx"
    for where, value in cells.items():
        book[sheet][where] = value
    book.save(path)
    codes = ("CELL-026", "SHEET-030")
    found = [problem for problem in read_file(path).problems if problem.code in codes]
    return [(p.code, p.place.cell, p.context.get("value") or p.context.get("count", "")) for p in found]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sheet", "where", "value", "quoted"),
    [
        ("Careers leadership", "A7", "ask Jo", ': "ask Jo"'),
        ("Careers leadership", "A7", "CL 17", None),
        ("Careers leadership", "C2", "see below", ': "see below"'),
        ("School details", "A30", "thank you", ': "thank you"'),
        ("Destinations", "C3", "Sam is missing", ""),
        ("Start here", "E4", "done on Monday", ': "done on Monday"'),
        ("Progress", "AD4", 14, ': "14"'),
        ("Lists", "A500", "ours too", ': "ours too"'),
    ],
)
def test_a_remark_on_any_sheet(sheet: str, where: str, value: object, quoted: str | None, tmp_path: Path) -> None:
    expected = [] if quoted is None else [("CELL-026", where, quoted)]
    assert typed(tmp_path, sheet, {where: value}) == expected


def test_much_that_is_typed_is_said_in_short(tmp_path: Path) -> None:
    said = typed(tmp_path, "Careers leadership", {f"A{row}": f"line {row} of a letter" for row in range(20, 60)})
    assert [code for code, *_ in said] == ["CELL-026"] * 10 + ["SHEET-030"]
    assert said[-1] == ("SHEET-030", "", "30")


@pytest.mark.parametrize(
    ("formula", "moves"),
    [
        *(
            (words, True)
            for words in ("TODAY()+30", "today() + 7", "EOMONTH(NOW(),0)", "_xlfn.RANDARRAY(1)", "TODAY ()")
        ),
        *((words, False) for words in ("DATE(2027,3,31)", '"TODAY() "&"x"', "MYTODAY()", "A3")),
    ],
)
def test_a_formula_moves_if_it_or_one_that_it_uses_asks_for_the_day(formula: str, moves: bool) -> None:
    marks = Marks(formulas={(0, 0): formula, (1, 0): "A1+7"})
    assert [marks.moves((0, 0)), marks.moves((1, 0))] == [moves, moves]
