"""What is no checklist is refused after a look that costs no more than it takes; a checklist among it is read whole.

Calls of functions are counted, not seconds: they are the same on every machine.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

import careers_workbook
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from tests.support.filled import SPEC, filled
from tests.support.truth import truth
from tests.support.unrelated import KINDS, put_into, workbook

FEW, MANY = 60, 180
"""Rows of the smaller and of the larger workbook of each kind."""
MOST_CALLS = 20
"""Calls that one more cell may cost after it was read from the file. It was up to 250 when each planned sheet of each
checklist was compared with each cell."""
ROOMS = ("returns", "core")


def counted(work: Callable[[], Submission]) -> tuple[Submission, int]:
    """What comes of it, and how many functions of our rooms were called for it."""
    calls, rooms = 0, tuple(str(Path(careers_workbook.__file__).parent / room) for room in ROOMS)

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code.co_filename.startswith(rooms)

    sys.setprofile(count)
    try:
        return work(), calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_that_is_no_checklist_is_refused_after_one_look_at_each_cell(kind: str, tmp_path: Path) -> None:
    path, costs, cells = tmp_path / "return.xlsx", [], []
    for rows in (FEW, MANY):
        path.write_bytes(workbook(kind, rows))
        read_file(path)  # what is worked out of each checklist and of each text once
        submission, calls = counted(lambda: read_file(path))
        assert [problem.code for problem in submission.problems] == ["FILE-005"]
        costs.append(calls)
        cells.append(sum(len(row) for sheet in KINDS[kind](rows).values() for row in sheet))
    assert (costs[1] - costs[0]) / (cells[1] - cells[0]) < MOST_CALLS


def test_a_checklist_among_thirty_sheets_of_other_things_is_read_whole(tmp_path: Path) -> None:
    others = {f"{n} {title}": list(rows) for n, kind in enumerate(KINDS) for title, rows in KINDS[kind](40).items()}
    others = {f"{title} {part}": rows for title, rows in others.items() for part in "abcde"}
    assert len(others) >= 30
    alone = read_file(filled(tmp_path, truth(SPEC), lambda book: None))
    among = read_file(filled(tmp_path, truth(SPEC), lambda book: put_into(book, others)))
    assert among.answers == alone.answers
    said = {problem.code for problem in among.problems} - {problem.code for problem in alone.problems}
    assert said == {"SHEET-007", "CELL-010"}  # and the pupils among them are taken out
