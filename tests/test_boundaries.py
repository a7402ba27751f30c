"""Where one more or less decides: each of these fails when one comparison or condition is taken for another."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.text import fold
from careers_workbook.figures.checklist_progress import count_progress
from careers_workbook.layout.plan import plan
from careers_workbook.returns.matching.anchors import Anchors
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.answers.registry import parse
from careers_workbook.spec.lists import DateRange
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Question
from careers_workbook.spec.records import made_of
from careers_workbook.spec.status import NO_DEADLINE, NOT_STARTED
from careers_workbook.spreadsheet.read.numbers import from_serial
from tests.support.cases import Map
from tests.support.damage import Op, damaged
from tests.support.stamp import written
from tests.support.submissions import submission
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL

SPEC = load(FIRST_SPEC)
MAP = Map(plan(SPEC))
CL = "Careers leadership"
REF, ITEM, ACTION, DEADLINE, REVIEW = range(5)
EVER = replace(SPEC, dates=DateRange(earliest=dt.date(1900, 1, 1), latest=dt.date(2099, 12, 31)))


def returned(folder: Path, answers: dict[tuple[str, str], object], *ops: Op) -> Submission:
    path = folder / "return.xlsx"
    path.write_bytes(damaged(written(SPEC, SCHOOL, Order(BUILT), answers), ops))
    return read_file(path)


def codes(read: Submission) -> list[str]:
    return sorted(problem.code for problem in read.problems)


def text(ref: str) -> str:
    return next(slot.item for slot in MAP.layout.slots if slot.ref == ref)


# days


@pytest.mark.parametrize(
    ("serial", "day"),
    [(36_525, None), (36_526, dt.date(2000, 1, 1)), (55_153, dt.date(2050, 12, 31)), (55_154, None)],
)
def test_the_first_and_the_last_number_that_is_taken_for_a_day(serial: int, day: dt.date | None) -> None:
    asked = made_of(Question, {"id": "q", "label": "Question", "answer": "date"})
    parsed = parse(CellContent(float(serial)), asked, EVER)
    assert (parsed.value, parsed.code) == (day, "DATE-006" if day else "DATE-001")


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        *((1, dt.date(1900, 1, 1)), (59, dt.date(1900, 2, 28)), (60, dt.date(1900, 3, 1)), (61, dt.date(1900, 3, 1))),
        *((2_958_465, dt.date(9999, 12, 31)), (2_958_466, 2_958_466.0), (-1, -1.0), (0.5, dt.time(12))),
    ],
)
def test_numbers_at_the_ends_of_excels_calendar(serial: float, day: object) -> None:
    assert from_serial(float(serial), "date", since_1904=False) == day


@pytest.mark.slow
def test_a_column_in_which_days_come_both_ways_is_read_as_british(tmp_path: Path) -> None:
    american = {("CL1", "deadline"): "03/31/2027", ("CL2", "deadline"): "04/05/2027"}
    assert returned(tmp_path, american).by_key()["CL2", "deadline"].value == dt.date(2027, 4, 5)
    mixed = returned(tmp_path, {**american, ("CL3", "deadline"): "31/03/2027"})
    assert mixed.by_key()["CL2", "deadline"].value == dt.date(2027, 5, 4)
    assert "DATE-007" not in codes(mixed)


# text


@pytest.mark.parametrize("end", [".", ";", ":", ",", " ", " :", ".;:,"])
def test_what_stands_behind_a_text_makes_no_difference(end: str) -> None:
    assert fold(f"Action needed{end}") == fold("Action needed") == "action needed"


@pytest.mark.parametrize("end", ["?", "!", ")", "-"])
def test_what_means_something_behind_a_text_is_kept(end: str) -> None:
    assert fold(f"Action needed{end}") == f"action needed{end}"


# statements


@pytest.mark.parametrize(("more", "found"), [("", "CL1"), ("local ", "CL1"), ("all local ", None)])
def test_a_close_text_counts_only_well_ahead_of_the_next(more: str, found: str | None) -> None:
    """The statements are 6.9, 6.1 and 5.7 points apart, as seen from the text."""
    items = [
        (ref, f"Pupils meet {more}employers every {when} in school")
        for ref, when in (("CL1", "autumn"), ("CL2", "summer"))
    ]
    assert Anchors(items).close(f"Pupils meet {more}employers every autum in school") == found


@pytest.mark.slow
@pytest.mark.parametrize(("lost", "is_found"), [(4, False), (9, True)])
def test_of_two_reworded_rows_the_closer_counts_only_well_ahead(tmp_path: Path, lost: int, is_found: bool) -> None:
    row, statement = MAP.row("CL4"), text("CL4")
    near = statement.replace("training", "trainng")
    far = near[:8] + near[8 + lost :]
    lead = Anchors([("CL4", statement)]).nearness(near, "CL4") - Anchors([("CL4", statement)]).nearness(far, "CL4")
    assert (lead > 6) == is_found
    read = returned(
        tmp_path,
        {("CL4", "action"): "Book the hall"},
        ("set_cell", CL, row, REF, None),
        ("set_cell", CL, row, ITEM, near),
        ("insert_row", CL, row + 1, {ITEM: far, ACTION: "Ask the head"}),
    )
    answer = read.by_key()["CL4", "action"]
    assert (answer.state, answer.value) == (("answered", "Book the hall") if is_found else ("missing", None))


def bare(row: int) -> list[Op]:
    """A row of the checklist without ref and statement."""
    return [("set_cell", CL, row, REF, None), ("set_cell", CL, row, ITEM, None)]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["as many rows as items", "a row more", "a row fewer"])
def test_rows_without_anything_count_by_their_place_only_if_there_are_as_many(tmp_path: Path, how: str) -> None:
    row = MAP.row("CL3")
    answers = {
        ("CL3", "action"): "Third", ("CL3", "review"): "May",
        ("CL4", "action"): "Fourth", ("CL4", "review"): "June",
    }  # fmt: skip
    more: dict[str, list[Op]] = {
        "as many rows as items": [],
        "a row more": [("insert_row", CL, row + 1, {ACTION: "Between", REVIEW: "Never"})],
        "a row fewer": [("delete_row", CL, row + 1)],
    }
    read = returned(tmp_path, answers, *bare(row), *bare(row + 1), *more[how])
    found = [read.by_key()[ref, "action"].value for ref in ("CL3", "CL4")]
    assert found == (["Third", "Fourth"] if not more[how] else [None, None])
    assert (
        codes(read)
        == {
            "as many rows as items": ["ROW-007"] * 2,
            "a row more": ["ROW-001"] * 2 + ["ROW-016"] * 3,
            "a row fewer": ["ROW-001"] * 2 + ["ROW-016"],
        }[how]
    )


@pytest.mark.slow
@pytest.mark.parametrize(("ref", "code"), [(None, "ROW-016"), ("OWN1", "ROW-006")])
def test_answers_beside_nothing_are_lost_and_those_beside_a_ref_of_their_own_are_not(
    tmp_path: Path, ref: str | None, code: str
) -> None:
    row = {REF: ref, ACTION: "Ask the head", REVIEW: "In May"}
    assert codes(returned(tmp_path, {("CL1", "action"): "Advertise"}, ("insert_row", CL, MAP.row("CL4"), row))) == [
        code
    ]


# cells


@pytest.mark.slow
@pytest.mark.parametrize("corner", [None, "Ask the head"])
def test_a_cell_that_was_merged_into_a_blank_corner_is_blank(tmp_path: Path, corner: str | None) -> None:
    row = MAP.row("CL3")
    read = returned(
        tmp_path,
        {("CL1", "action"): "Advertise"},
        ("merge", CL, (row, ACTION), (row + 1, ACTION)),
        ("set_cell", CL, row, ACTION, corner),
    )
    assert read.by_key()["CL4", "action"].state == ("unreadable" if corner else "blank")
    assert codes(read) == (["CELL-017"] if corner else [])


# figures


@pytest.mark.parametrize("column", ["action", "review"])
def test_what_cannot_be_read_is_still_something(column: str) -> None:
    """An error cell in place of an action: work has begun, whatever it was."""
    today = dt.date(2027, 1, 7)
    blank = submission(SPEC, {})
    unreadable = tuple(
        replace(one, state="unreadable", raw="#REF!") if (one.ref, one.column_id) == ("CL1", column) else one
        for one in blank.answers
    )
    for answers, status in ((blank.answers, NOT_STARTED), (unreadable, NO_DEADLINE)):
        items = count_progress(replace(blank, answers=answers).by_key(), SPEC, today).items
        assert {item.ref: item.status for item in items}["CL1"] == status
