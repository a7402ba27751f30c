"""What a file costs follows what a checklist can be, whatever somebody puts in it: processor time, memory, output.

The files are small and stand for kinds. `make bench` runs those that take longer, in whole processes.
"""

import time
from pathlib import Path

import pytest

from careers_workbook.core.problems import Problem
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from tests.support.costly import apart_xls, leavers, long_leavers

CASES = Path(__file__).parent / "cases"
MOST_SECONDS = 10.0
"""Of processor time, of a machine as slow as one can be met."""
MOST_KEPT = 5_000_000
"""Characters that all answers, rows and problems of one return come to."""


def read(name: str, folder: Path = CASES) -> Submission:
    start = time.process_time()
    submission = read_file(folder / name)
    assert time.process_time() - start < MOST_SECONDS
    assert len(repr((submission.answers, submission.own_rows, submission.problems))) < MOST_KEPT
    return submission


def test_a_cell_made_to_keep_a_search_busy_is_an_answer() -> None:
    answers = [answer for answer in read("slow-cell.xlsx").answers if str(answer.raw).endswith("0!")]
    assert [(answer.column_id, answer.state, len(str(answer.value))) for answer in answers] == [
        ("review", "answered", 32_002)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kept", "left_out"),
    [
        ("own-rows-500.xlsx", 3, "497 more"),
        ("near-items.xlsx", 300, "19,600 more"),
        ("long-items.xlsx", 5, "2,955 more"),
    ],
)
def test_rows_that_nobody_reads_are_counted_in_one_line(name: str, kept: int, left_out: str) -> None:
    submission = read(name)
    (problem,) = [problem for problem in submission.problems if problem.code == "ROW-019"]
    assert len(submission.own_rows) == kept
    assert problem.message.startswith(left_out)


@pytest.mark.slow
def test_rows_of_a_table_that_nobody_reads_are_counted_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "leavers.xlsx").write_bytes(leavers(2_500, columns="B"))
    submission = read("leavers.xlsx", tmp_path)
    (problem,) = [problem for problem in submission.problems if problem.code == "ROW-026"]
    assert len({answer.ref for answer in submission.answers if answer.kind == "tracker"}) == 2_000
    assert problem.message == "2,000 rows of this table were read; 514 more stand from row 2286 to row 2799."


@pytest.mark.slow
def test_text_for_which_there_is_no_room_is_said_answer_by_answer(tmp_path: Path) -> None:
    (tmp_path / "leavers.xlsx").write_bytes(long_leavers(200, 32_767))
    submission = read("leavers.xlsx", tmp_path)
    unread = [problem for problem in submission.problems if problem.code == "CELL-027"]
    assert len(unread) == 109


def test_cells_far_apart_need_no_room_for_all_between_them(tmp_path: Path) -> None:
    (tmp_path / "return.xls").write_bytes(apart_xls())
    submission = read("return.xls", tmp_path)
    assert [(problem.code, "further apart" in problem.message) for problem in submission.problems] == [
        ("FILE-009", True)
    ]


def test_a_problem_repeats_no_cell_whole() -> None:
    problem = Problem("CELL-001", context={"value": "x" * 100_000, "options": "Yes, No"})
    assert len(problem.message) < 1_100
    assert problem.advice == "Choose one of: Yes, No."
