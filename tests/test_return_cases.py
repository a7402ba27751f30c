"""Small inputs that were read wrongly once: what a careful person concludes of them, as tests/cases/README.md says."""

from collections import Counter
from functools import cache
from pathlib import Path

from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Answer, Submission

CASES = Path(__file__).parent / "cases"


@cache
def case(name: str) -> Submission:
    return read_file(CASES / f"{name}.xlsx")


def codes(read: Submission) -> Counter[str]:
    return Counter(problem.code for problem in read.problems)


def checklist(read: Submission) -> list[Answer]:
    return [answer for answer in read.of_kind("checklist") if answer.state == "answered"]


def test_answers_on_a_sheet_of_their_own_are_read_by_ref_for_all_four_checklists() -> None:
    read = case("r05-answers-sheet-by-ref")
    answers = checklist(read)
    assert len(answers) == 200
    assert all(str(a.value) in (f"{a.column_id.upper()} {a.ref}", "2027-03-31", "Yes") for a in answers)
    assert codes(read) == {"SHEET-005": 4}


def test_copies_filled_half_each_are_put_together_and_every_sheet_is_named() -> None:
    read = case("r13-three-copies")
    assert [read.by_key()[f"CL{n}", "review"].value for n in range(1, 7)] == [f"REVIEW {n}" for n in range(6, 12)]
    assert codes(read) == {"SHEET-005": 1, "ROW-020": 6}
    said = next(problem.message for problem in read.problems if problem.code == "SHEET-005")
    assert all(name in said for name in ("Priya", "Dermot", "Careers leadership"))
