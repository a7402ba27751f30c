"""The words of `check`: grouped, worst first, many notes of one kind told once, nothing lost."""

from dataclasses import replace

import pytest

from careers_workbook.core.problems import Place, Problem
from careers_workbook.reports import problem_text
from careers_workbook.reports.wrapping import columns
from careers_workbook.returns.submission import Submission

FILE = "990001 Oak Lane School.xlsx"


def made(*problems: Problem) -> Submission:
    return Submission(FILE, "problems", "a-spec", "1", "990001", "Oak Lane School", problems=problems)


def note(cell: str, ref: str, sheet: str = "Careers leadership") -> Problem:
    return Problem(
        "DATE-003", Place(FILE, sheet, cell, ref, "A statement.", "Deadline"), {"value": cell, "read_as": "today"}
    )


def error(cell: str, ref: str, sheet: str = "Careers leadership") -> Problem:
    return Problem("DATE-001", Place(FILE, sheet, cell, ref, "A statement.", "Deadline"), {"value": f"soon {cell}"})


def test_the_sheet_with_the_worst_comes_first_and_the_whole_file_before_it() -> None:
    whole = Problem("FILE-012", Place(FILE), {"read_as": "a-spec 1"})
    said = problem_text.text(made(note("D5", "CL1"), whole, error("D9", "SP1", "Strategy")), 80).splitlines()
    heads = [line.strip() for line in said if line.startswith("  ") and not line.startswith("   ")][1:]
    assert heads == ["Strategy", "The file as a whole", "Careers leadership"]


@pytest.mark.parametrize(("notes", "told"), [(1, 1), (2, 2), (3, 1), (9, 1)])
def test_many_notes_of_one_kind_are_told_once_with_every_place(notes: int, told: int) -> None:
    said = problem_text.text(made(*(note(f"D{5 + n}", f"CL{1 + n}") for n in range(notes))), 80)
    assert said.count("    Note ") == told
    for n in range(notes):
        assert f"D{5 + n} (CL{1 + n}, Deadline)" in " ".join(said.split())


def test_what_is_alike_but_for_its_place_is_told_once_and_of_very_many_places_some() -> None:
    same = [replace(error(f"D{5 + n}", f"CL{1 + n}"), context={"value": "ASAP"}) for n in range(300)]
    said = " ".join(problem_text.text(made(*same), 80).split())
    assert said.count('"ASAP" is not a date') == 1
    assert "The same 299 times more: D6 (CL2, Deadline), " in said
    assert "D35 (CL31, Deadline) and 269 more." in said


def test_every_error_is_told_in_full() -> None:
    said = " ".join(problem_text.text(made(*(error(f"D{5 + n}", f"CL{1 + n}") for n in range(9))), 80).split())
    for n in range(9):
        assert f'D{5 + n} (CL{1 + n}, Deadline): "soon D{5 + n}" is not a date.' in said


def test_a_long_quote_is_cut_and_lines_fit() -> None:
    long = Problem("CELL-001", Place(FILE, "S", "F5", "CL1"), {"value": "x" * 32_767, "options": "Yes, No"})
    said = problem_text.text(made(long), 80)
    assert max(map(len, said.splitlines())) <= 80
    assert "xxx…" in said
    assert len(said) < 500


def test_the_last_words_count_files_and_problems() -> None:
    refused = Submission("a.pdf", "refused", problems=(Problem("FILE-002", Place("a.pdf")),))
    said = problem_text.closing(
        [made(error("D5", "CL1"), note("D6", "CL2")), refused, Submission("b.xlsx", "accepted")], 80
    )
    assert said == "3 files: 1 in order, 1 with problems, 1 refused. In all 2 to put right, 1 note."


def test_the_table_of_many_files_keeps_them_apart_and_fits() -> None:
    names = ("990004 Woodlands School", "990005 The Bridge Pupil Referral Unit", "990007 Woodlands School", "学校" * 20)
    files = [f"output/demo/returned/{name} - careers checklist.xlsx" for name in names]
    returns = [Submission(file, "problems", "a-spec", "1", "990001", "Oak Lane School " * 3) for file in files]
    heading, line, *rows = problem_text.overview(returns, 80).splitlines()
    assert len(set(rows)) == len(files)
    assert [row[:6] for row in rows[:3]] == ["990004", "990005", "990007"]
    assert all(".xlsx" in row and "Oak Lane" in row for row in rows)
    assert max(map(columns, (heading, line, *rows))) <= 80
