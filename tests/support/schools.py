"""Returns of many schools, each with words of its own in every cell that takes words, so that a leak cannot hide."""

import datetime as dt
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.school import School
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormSheet
from tests.support.stamp import written
from tests.support.truth import FIRST_SPEC

SPEC = load(FIRST_SPEC)
SENT = dt.date(2026, 9, 14)
Key = tuple[str, str]
_WORDS = ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper")


def school(number: int) -> School:
    """A school whose name, authority, type and ages no other has."""
    word = f"{_WORDS[number % 10]}{number:02d}"
    return School(f"{990100 + number}", f"{word} School", f"{word}shire", f"{word} kind of school", f"{number}-19")


def sentinel(number: int) -> str:
    """A word that stands in the return of this school and nowhere else."""
    return f"Zq{number:02d}sentinel"


def answers(number: int, spec: Spec = SPEC) -> dict[Key, AnswerValue]:
    """Every cell that takes words filled with the sentinel; every statement answered, three leavers of three years."""
    word = sentinel(number)
    labels = [option.label for option in spec.lists["completed"]]
    years = [option.label for option in spec.lists["leaving_years"]]
    found: dict[Key, AnswerValue] = {}
    for form in spec.of(FormSheet):
        for field in form.fields:
            if field.answer == "text" and not field.prefill:
                found[field.ref, "answer"] = f"{word} {field.ref}"
    rows = [item for sheet in spec.of(ChecklistSheet) for section in sheet.sections for item in section.items]
    for order, item in enumerate(rows):
        found[item.ref, "action"] = f"{word} action {item.ref}"
        found[item.ref, "deadline"] = dt.date(2027, 1 + order % 12, 1 + number)
        found[item.ref, "review"] = f"{word} review {item.ref}"
        found[item.ref, "completed"] = labels[(order + number) % len(labels)]
    for row, year in enumerate((years[0], years[2], years[4]), 1):
        found[f"L{row:02d}", "leaving_year"] = year
        found[f"L{row:02d}", "intended"] = spec.lists["destinations"][number % 10].label
    return found


def write_return(
    path: Path, who: School, given: Mapping[Key, AnswerValue], spec: Spec = SPEC, *, sent: dt.date = SENT
) -> Path:
    """The school's workbook with these answers, as a file."""
    path.write_bytes(written(spec, who, Order(sent), given))
    return path


def words_in(path: Path) -> str:
    """Everything that stands in any part of a workbook."""
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
