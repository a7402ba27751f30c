"""Checks across years: what is asked about leavers, each from a really built file, and what is not asked."""

import datetime as dt
import json
from pathlib import Path

import pytest

from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from tests.support.filled import cell, codes, places, read, sheet
from tests.support.program import run
from tests.support.schools import school, write_return

TODAY = dt.date(2026, 11, 23)
ON_TODAY = Context(today=TODAY)
SCHOOL_PLACE, COLLEGE = "Stayed at school or school sixth form", "Further education (FE) college"
WORK = "Employment (paid work, with or without support)"
Row = dict[str, str]


def rows(*leavers: Row) -> dict[tuple[str, str], object]:
    """L01, L02, ... with these answers; without a year they left in 2022/23."""
    given: dict[tuple[str, str], object] = {}
    for number, leaver in enumerate(leavers, 1):
        for column, text in {"leaving_year": "2022/23", **leaver}.items():
            if text:
                given[f"L{number:02d}", column] = text
    return given


def of(folder: Path, *leavers: Row, context: Context = ON_TODAY) -> Submission:
    return read(folder, rows(*leavers), context=context)


def message(submission: Submission, code: str) -> str:
    return next(problem.message for problem in submission.problems if problem.code == code)


def test_a_leaver_without_a_year(tmp_path: Path) -> None:
    found = of(tmp_path, {"leaving_year": "", "autumn": COLLEGE}, {"autumn": COLLEGE})
    assert (codes(found), places(found, "DEST-001")) == (["DEST-001"], [cell("L01", "leaving_year")])


def test_a_row_with_nothing_but_a_year_is_no_alarm(tmp_path: Path) -> None:
    assert codes(of(tmp_path, {}, {}, {})) == []


@pytest.mark.parametrize(
    ("year", "column", "first_day"),
    [
        ("2025/26", "autumn", dt.date(2026, 9, 1)),
        ("2025/26", "six_months", dt.date(2027, 3, 1)),
        ("2024/25", "year_1", dt.date(2026, 7, 1)),
        ("2022/23", "year_4", dt.date(2027, 7, 1)),
    ],
)
def test_a_checkpoint_before_it_can_be_known(year: str, column: str, first_day: dt.date, tmp_path: Path) -> None:
    leaver = {"leaving_year": year, column: "Yes" if column == "six_months" else COLLEGE}
    early = of(tmp_path, leaver, context=Context(today=first_day - dt.timedelta(days=1)))
    assert (codes(early), places(early, "DEST-006")) == (["DEST-006"], [cell("L01", column)])
    assert f"{first_day:%d/%m/%Y}" in message(early, "DEST-006")
    assert "DEST-006" not in codes(of(tmp_path, leaver, context=Context(today=first_day)))
    assert codes(of(tmp_path, leaver, context=Context())) == []


def test_too_early_is_said_once_a_row_and_not_of_what_says_nothing(tmp_path: Path) -> None:
    leaver = {"leaving_year": "2026/27", "autumn": COLLEGE, "year_1": COLLEGE, "year_2": COLLEGE}
    assert codes(of(tmp_path, leaver)) == ["DEST-006"]
    assert codes(of(tmp_path, {"leaving_year": "2026/27", "intended": COLLEGE, "autumn": "Not known"})) == []


def test_touch_that_was_lost_is_noted_once_a_year(tmp_path: Path) -> None:
    lost = {"autumn": COLLEGE, "year_1": COLLEGE, "year_2": "Not known"}
    found = of(
        tmp_path, lost, lost, {"autumn": "Not known", "year_1": "Not known"}, {**lost, "leaving_year": "2023/24"}
    )
    assert codes(found) == ["DEST-007", "DEST-007"]
    assert "2 of the leavers of 2022/23" in message(found, "DEST-007")


def test_touch_that_was_found_again_is_not_lost(tmp_path: Path) -> None:
    assert codes(of(tmp_path, {"autumn": COLLEGE, "year_1": "Not known", "year_2": COLLEGE})) == []


@pytest.mark.parametrize(
    ("leaver", "at"),
    [
        ({"autumn": WORK, "year_1": SCHOOL_PLACE}, "year_1"),
        ({"autumn": "Apprenticeship", "year_2": SCHOOL_PLACE}, "year_2"),
        ({"autumn": COLLEGE, "year_1": "Deceased", "year_2": COLLEGE}, "year_2"),
        ({"autumn": "Deceased", "six_months": "Yes"}, "six_months"),
        ({"autumn": "Looking for a place (NEET, seeking)", "six_months": "Yes"}, "six_months"),
    ],
)
def test_a_destination_that_hardly_follows_is_asked_about(leaver: Row, at: str, tmp_path: Path) -> None:
    found = of(tmp_path, leaver)
    assert (codes(found), places(found, "DEST-008")) == (["DEST-008"], [cell("L01", at)])
    assert found.outcome == "problems"
    assert all(answer.state in ("answered", "blank") for answer in found.answers)  # asked, not refused


@pytest.mark.parametrize(
    "leaver",
    [
        {"autumn": COLLEGE, "year_1": SCHOOL_PLACE},
        {"autumn": "Looking for a place (NEET, seeking)", "year_1": SCHOOL_PLACE},
        {"autumn": WORK, "year_1": COLLEGE, "year_2": WORK},
        {"autumn": COLLEGE, "year_1": "Deceased", "year_2": "Deceased"},
        {"autumn": "Looking for a place (NEET, seeking)", "six_months": "No", "year_1": WORK},
        {"intended": WORK, "autumn": SCHOOL_PLACE},
    ],
)
def test_young_people_do_come_back(leaver: Row, tmp_path: Path) -> None:
    assert codes(of(tmp_path, leaver)) == []


def test_a_cohort_that_changed_since_last_time(tmp_path: Path) -> None:
    before = of(tmp_path, *[{}] * 8, *[{"leaving_year": "2023/24"}] * 3)
    again = Context(today=TODAY, previous=before)
    fewer = of(tmp_path, *[{}] * 6, *[{"leaving_year": "2023/24"}] * 3, context=again)
    assert codes(fewer) == ["DEST-009"]
    assert "6 leavers of 2022/23 are given here; in the return before there were 8." in message(fewer, "DEST-009")
    more = of(tmp_path, *[{}] * 8, *[{"leaving_year": "2023/24"}] * 4, context=again)
    assert (codes(more), more.outcome) == (["DEST-010"], "accepted")
    gone = of(tmp_path, *[{}] * 8, context=again)
    assert codes(gone) == ["DEST-009"]
    assert (
        codes(of(tmp_path, *[{}] * 8, *[{"leaving_year": "2023/24"}] * 3, {"leaving_year": "2026/27"}, context=again))
        == []
    )


def test_a_cohort_that_cannot_be_counted_did_not_change(tmp_path: Path) -> None:
    before = of(tmp_path, *[{}] * 8)
    again = Context(today=TODAY, previous=before)
    assert "DEST-009" not in codes(of(tmp_path, *[{}] * 6, {"leaving_year": "soon"}, context=again))
    gone = read(tmp_path, rows(*[{}] * 6), lambda book: book.remove(book["Destinations"]), context=again)
    assert codes(gone) == ["SHEET-001"]


def test_a_reference_that_stands_there_twice(tmp_path: Path) -> None:
    title, at = cell("L02", "leaving_year")
    found = read(tmp_path, rows({}, {}), lambda book: sheet(book, title).cell(int(at[1:]), 1, "L01"), context=ON_TODAY)
    assert codes(found) == ["DEST-003"]
    assert len({answer.ref for answer in found.answers if answer.kind == "tracker"}) == 2


# against last time, and against the register, from the command line


def put(folder: Path, number: int, leavers: int, review: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    given = {(f"L{n:02d}", "leaving_year"): "2022/23" for n in range(1, leavers + 1)}
    given |= {("CL1", "review"): review} if review else {}
    who = school(number)
    return write_return(folder / f"{who.urn}.xlsx", who, given)


def checked(folder: Path, *words: str, code: int | None = None) -> dict[str, list[str]]:
    """URN -> the codes that check gives."""
    ran = run("check", "new", "--format", "json", "--today", "2026-11-23", *words, cwd=folder, code=code)
    return {one["school"]["urn"]: [problem["code"] for problem in one["problems"]] for one in json.loads(ran.out)}


def test_check_compares_with_the_returns_of_last_time(tmp_path: Path) -> None:
    for number, (then, now) in enumerate(((7, 6), (7, 7), (5, 5), (4, 9), (3, 0)), 1):
        put(tmp_path / "old", number, then)
        put(tmp_path / "new", number, now, "Minutes of May" if number in (3, 5) else "")
    put(tmp_path / "new", 6, 6)
    assert set(map(tuple, checked(tmp_path, code=0).values())) == {()}
    found = checked(tmp_path, "--before", "old", code=1)
    assert list(found.values()) == [["DEST-009"], ["FILE-015"], [], ["DEST-010"], ["DEST-009"], []]


def test_two_returns_of_last_time_are_compared_with_by_nobody(tmp_path: Path) -> None:
    put(tmp_path / "old", 1, 7).rename(tmp_path / "old" / "first.xlsx")
    put(tmp_path / "old", 1, 7)
    (tmp_path / "old" / "broken.xlsx").write_bytes(b"PK")
    put(tmp_path / "new", 1, 6)
    put(tmp_path / "new", 2, 6)
    ran = run("check", "new", "--before", "old", "--today", "2026-11-23", cwd=tmp_path, code=0)
    assert "has more than one return here" in ran.err
    assert "broken.xlsx" in ran.err


def test_check_compares_with_the_register(tmp_path: Path) -> None:
    for number in range(1, 5):
        put(tmp_path / "new", number, 0, "Minutes of May")
    schools = [school(number) for number in range(1, 5)]
    lines = ["URN,Name,Local authority,Type,Ages,Replaces"]
    lines += [f"{schools[0].urn},{schools[0].name},{schools[0].local_authority},{schools[0].type},{schools[0].ages},"]
    lines += [f"{schools[1].urn},Elm Bank Academy,Elsewhere,,,"]
    lines += [f"991234,{schools[2].name},,,,{schools[2].urn}"]
    (tmp_path / "schools.csv").write_text("\n".join(lines), encoding="utf-8")
    found = checked(tmp_path, "--register", "schools.csv", code=1)
    assert list(found.values()) == [[], ["FILE-018", "FILE-019"], [], ["HUB-032"]]


def test_many_returns_of_one_school_are_counted_and_not_all_named(tmp_path: Path) -> None:
    for number in range(8):
        put(tmp_path / "old", 1, 7).rename(tmp_path / "old" / f"copy {number}.xlsx")
    put(tmp_path / "new", 1, 6)
    ran = run("check", "new", "--before", "old", "--today", "2026-11-23", cwd=tmp_path, code=0)
    assert "copy 0.xlsx, copy 1.xlsx, copy 2.xlsx, copy 3.xlsx, copy 4.xlsx and 3 more." in " ".join(ran.err.split())
