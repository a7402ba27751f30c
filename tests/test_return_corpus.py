"""Files that other programs saved (tests/returned/): each is read as its record says, nothing more is reported."""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from careers_workbook.returns.read import read_file
from careers_workbook.spec.answers.answer_kind import AnswerValue
from tests.support.cases import Case
from tests.support.judge import judge
from tests.support.truth import Key

FOLDER = Path(__file__).parent / "returned"
RECORD = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class File:
    """One stored file and what must be read from it."""

    path: Path
    case: Case


def value_of(stored: object) -> AnswerValue | None:
    return dt.date.fromisoformat(stored["date"]) if isinstance(stored, dict) else stored


@cache
def answers() -> dict[Key, AnswerValue]:
    return {(ref, column): value_of(stored) for ref, column, stored in RECORD["answers"]}


def file_of(entry: dict) -> File:
    lost = frozenset((ref, column) for ref, column in entry["lost"])
    changed = {(ref, column): value_of(stored) for ref, column, stored in entry["changed"]}
    return File(FOLDER / entry["file"], Case(entry["kind"], (), frozenset(entry["codes"]), lost, changed))


FILES = [file_of(entry) for entry in RECORD["files"]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.path.parent.name}-{file.path.name}")
def test_a_returned_file(file: File) -> None:
    assert judge(read_file(file.path), file.case, answers()) == []


def test_there_are_sixty_kinds_and_twenty_by_each_program() -> None:
    assert len({file.case.name for file in FILES}) >= 60
    by_program = Counter(file.path.parent.name for file in FILES)
    assert all(by_program[program] >= 20 for program in ("libreoffice", "sheetjs", "exceljs"))
    assert by_program["openpyxl"] >= 10  # and every kind in test_return_damage.py


def test_every_stored_file_has_a_record_and_all_of_them_are_small() -> None:
    stored = {path for path in FOLDER.glob("*/*.*") if path.parent.name != "make"}
    assert stored == {file.path for file in FILES}
    assert sum(path.stat().st_size for path in stored) < 7_000_000
