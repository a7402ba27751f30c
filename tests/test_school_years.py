"""Lists of school years move on with the year of a workbook, and an old return is still read by its own."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import check, load
from careers_workbook.spec.years import in_any_year, in_year, moves_on, read_year, school_year, year_label, year_options
from tests.support.built import opened
from tests.support.filled import changed, codes
from tests.support.stamp import written
from tests.support.truth import FIRST_SPEC, SCHOOL

SPEC = load(FIRST_SPEC)
LISTS = "lists:\n  leaving_years: {}\n"


def labels(spec: object, name: str = "leaving_years") -> list[str]:
    return [option.label for option in spec.lists[name]]  # type: ignore[attr-defined]


def returned(folder: Path, order: Order, year: str, change: object = None) -> Path:
    data = written(SPEC, SCHOOL, order, {("L01", "leaving_year"): year, ("CL1", "action"): "Ask governors"})
    path = folder / "return.xlsx"
    path.write_bytes(changed(data, change) if change else data)  # type: ignore[arg-type]
    return path


# the years themselves


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2026, 8, 31), 2025),
        (dt.date(2026, 9, 1), 2026),
        (dt.date(2027, 1, 1), 2026),
        (dt.date(2027, 8, 31), 2026),
        (dt.date(2027, 9, 1), 2027),
    ],
)
def test_a_school_year_begins_in_september(day: dt.date, year: int) -> None:
    assert school_year(day) == year


@given(st.integers(1950, 2098))
def test_a_label_names_its_year(year: int) -> None:
    assert read_year(year_label(year)) == year
    assert read_year(f" {year}-{year + 1} ") == year
    assert read_year(f"{year}/{(year + 2) % 100:02d}") is None


def test_a_century_is_a_year_like_others() -> None:
    assert year_label(2099) == "2099/00"
    assert read_year("2099/00") == 2099
    assert read_year("1999/2000") == 1999


@pytest.mark.parametrize("words", ["", "2026", "2026/28", "leavers of 2026/27", "26/27", "2026/27/28"])
def test_other_words_name_no_year(words: str) -> None:
    assert read_year(words) is None


# lists in a spec


def test_the_shipped_list_ends_with_the_year_of_the_workbook() -> None:
    assert labels(SPEC) == ["2022/23", "2023/24", "2024/25", "2025/26", "2026/27"]
    assert labels(in_year(SPEC, 2027)) == ["2023/24", "2024/25", "2025/26", "2026/27", "2027/28"]
    assert labels(in_year(SPEC, 2020))[-1] == "2020/21"
    assert in_year(SPEC, 2026) is SPEC
    assert labels(in_year(in_year(SPEC, 2031), 2026)) == labels(SPEC)


def test_the_other_lists_stay() -> None:
    moved = in_year(SPEC, 2030)
    assert {name: options for name, options in moved.lists.items() if name != "leaving_years"} == {
        name: options for name, options in SPEC.lists.items() if name != "leaving_years"
    }


def test_years_written_out_one_by_one_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(
        f"id: ours\nversion: '1'\nextends: {FIRST_SPEC}\n" + LISTS.format('["2025/26", "2026/27"]'), encoding="utf-8"
    )
    spec = load(str(path))
    assert not moves_on(spec.lists["leaving_years"])
    assert in_year(spec, 2030) is spec


def test_a_list_that_is_not_in_a_row_does_not_move() -> None:
    assert not moves_on(year_options([2024, 2026]))
    assert not moves_on(())
    assert moves_on(year_options(range(2024, 2027)))


def test_a_hub_may_follow_leavers_for_longer(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    text = f"id: ours\nversion: '1'\nextends: {FIRST_SPEC}\n" + LISTS.format("{school_years: 7, until: 2027/28}")
    path.write_text(text, encoding="utf-8")
    assert check(path) == ()
    assert labels(load(str(path)))[0] == "2021/22"
    assert len(labels(in_year(load(str(path)), 2031))) == 7


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("{school_years: 5}", ["SPEC-003"]),
        ("{until: 2026/27}", ["SPEC-003"]),
        ("{}", ["SPEC-003", "SPEC-003"]),
        ("{school_years: five, until: 2026/27}", ["SPEC-004"]),
        ("{school_years: 0, until: 2026/27}", ["SPEC-004"]),
        ("{school_years: 999999999999, until: 2026/27}", ["SPEC-004"]),
        ("{school_years: 5, until: 2026/28}", ["SPEC-004"]),
        ("{school_years: 5, until: 2026}", ["SPEC-004"]),
        ("{school_years: 5, untill: 2026/27}", ["SPEC-002", "SPEC-003"]),
        ("{school_years: [5], until: {x: y}}", ["SPEC-004", "SPEC-004"]),
    ],
)
def test_a_mistake_in_such_a_list_is_said_with_its_line(written: str, found: list[str], tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    text = f"id: ours\nversion: '1'\nextends: {FIRST_SPEC}\n" + LISTS.format(written)
    path.write_text(text, encoding="utf-8")
    problems = check(path)
    assert sorted(problem.code for problem in problems) == found
    assert {problem.place.line for problem in problems} == {5}


# workbooks and returns


@pytest.mark.parametrize("day", [dt.date(2026, 11, 23), dt.date(2029, 9, 3), dt.date(2031, 7, 1)])
def test_the_reader_accepts_what_the_workbook_offers_and_nothing_else(day: dt.date, tmp_path: Path) -> None:
    offered = labels(in_year(SPEC, school_year(day)))
    lists = opened(build(plan(SPEC), SCHOOL, Order(day)))["Lists"]
    words = {cell.value for row in lists.iter_rows() for cell in row}
    assert set(offered) <= words
    assert not {year_label(read_year(offered[0]) - 1), year_label(read_year(offered[-1]) + 1)} & words  # type: ignore[operator]
    for year in (offered[0], offered[-1]):
        submission = read_file(returned(tmp_path, Order(day), year))
        assert submission.by_key()["L01", "leaving_year"].value == year
        assert codes(submission) == []
    too_old = read_file(returned(tmp_path, Order(day), year_label(read_year(offered[0]) - 1)))  # type: ignore[operator]
    assert too_old.by_key()["L01", "leaving_year"].state == "unreadable"
    assert "CELL-001" in codes(too_old)


def test_a_workbook_made_in_the_holidays_can_be_for_the_next_year(tmp_path: Path) -> None:
    order = Order(dt.date(2027, 7, 20), school_year=2027)
    submission = read_file(returned(tmp_path, order, "2027/28"))
    assert (submission.school_year, submission.built_on) == (2027, dt.date(2027, 7, 20))
    assert codes(submission) == []
    assert labels(spec_of(submission))[-1] == "2027/28"


def test_the_last_sheet_says_the_year() -> None:
    about = opened(build(plan(SPEC), SCHOOL, Order(dt.date(2027, 7, 20), school_year=2027)))["About this workbook"]
    assert {row[0].value: row[1].value for row in about.iter_rows()}["School year"] == "2027/28"


def test_an_older_workbook_that_does_not_say_its_year_was_for_the_one_it_was_made_in(tmp_path: Path) -> None:
    def without_year(book: Workbook) -> None:
        about = book["About this workbook"]
        about.delete_rows(next(row[0].row for row in about.iter_rows() if row[0].value == "School year"))

    submission = read_file(returned(tmp_path, Order(dt.date(2029, 10, 1)), "2029/30", without_year))
    assert submission.school_year == 2029
    assert codes(submission) == []


def test_without_any_label_every_school_year_is_one(tmp_path: Path) -> None:
    def unlabelled(book: Workbook) -> None:
        del book["About this workbook"]

    submission = read_file(returned(tmp_path, Order(dt.date(2031, 10, 1)), "2031/32", unlabelled))
    assert submission.school_year is None
    assert submission.by_key()["L01", "leaving_year"].value == "2031/32"
    assert "CELL-001" not in codes(submission)
    assert labels(in_any_year(SPEC))[0] == "2014/15"


def test_a_plan_for_another_year_is_the_plan_of_its_spec() -> None:
    made = plan(SPEC)
    assert made.in_year(2026) is made
    assert made.in_year(2028) == plan(in_year(SPEC, 2028))
