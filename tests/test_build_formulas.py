"""The formulas against Python: LibreOffice calculates them anew, and gets what is stored and what the rule says."""

import datetime as dt
import itertools
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.sheets.checklist import ChecklistSheet, completed_groups, has_status
from careers_workbook.spec.status import Facts, status_of
from tests.support.built import BOOKS, SCHOOL, built, filled, layout, opened, this_day
from tests.support.office import Office
from tests.support.specs import specs
from tests.support.sweep import tries

SOON = 28
LABELS = {
    "Yes": "done",
    '"All" done? *': "done",
    "In progress": "in progress",
    "No": "not done",
    "N/A ~": "not applicable",
}
COMPLETED = (None, *LABELS, "yes", "  YES ", "maybe", "*", "In  progress")
MEANING = {**LABELS, "yes": "done", "  YES ": "done", "In  progress": "in progress"}
DEADLINES = (None, "soon", -400, -1, 0, 1, SOON, SOON + 1, 900)
ACTIONS, REVIEWS = (None, "Ask governors", "   "), (None, "Minutes")


def grid_spec(items: int) -> Spec:
    columns = [
        {"id": "action", "label": "Action needed"},
        {"id": "deadline", "label": "Deadline", "answer": "date"},
        {"id": "review", "label": "Review"},
        {"id": "completed", "label": "Action completed", "answer": "choice", "list": "completed"},
    ]
    rows = [{"ref": f"A{n}", "text": f"Statement {n}."} for n in range(1, items + 1)]
    half = items // 2
    sections = [{"heading": "O'Neill's & <first>", "items": rows[:half]}, {"heading": "Second", "items": rows[half:]}]
    return made_of(
        Spec,
        {
            "id": "grid",
            "version": "1",
            "title": "Grid",
            "due_soon_days": SOON,
            "start": {"what": "a", "who": "b", "steps": ["c"]},
            "lists": {
                "completed": [{"id": f"o{n}", "label": k, "group": g} for n, (k, g) in enumerate(LABELS.items())]
            },
            "sheets": [
                {"kind": "checklist", "title": "It's a grid", "columns": columns, "sections": sections},
                {"kind": "progress", "title": "Progress"},
            ],
        },
    )


def plain(value: object) -> object:
    """A value that can be compared: days as text, shares to nine digits, text without escapes."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):  # LibreOffice escapes what looks like an escape; openpyxl takes that as it is
        return value.replace("_x005F_", "_")
    return round(value, 9) if isinstance(value, float) else value


@cache
def formula_values(data: bytes) -> dict[str, object]:
    """Every formula cell: "sheet!B7" -> the value that is stored for it."""
    formulas, values = opened(data), opened(data, values=True)
    return {
        f"{sheet.title}!{cell.coordinate}": plain(values[sheet.title][cell.coordinate].value)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def recalculated(office: Office, folder: Path, books: dict[str, bytes]) -> dict[str, dict[str, object]]:
    files = [folder / f"{name}.xlsx" for name in books]
    for file, data in zip(files, books.values(), strict=True):
        file.write_bytes(data)
    saved = office.calculated(files, folder / "saved")
    found = {}
    for name, file in zip(books, saved, strict=True):
        values = {plain(sheet.title): sheet for sheet in opened(file.read_bytes(), values=True)}
        found[name] = {
            place: plain(values[place.rpartition("!")[0]][place.rpartition("!")[2]].value)
            for place in formula_values(books[name])
        }
    return found


@pytest.mark.office
@pytest.mark.slow
def test_the_status_formula_is_the_status_rule(office: Office, tmp_path: Path) -> None:
    today = this_day()
    cases = list(itertools.product(ACTIONS, DEADLINES, REVIEWS, COMPLETED))
    spec = grid_spec(len(cases))
    made = plan(spec)
    answers: dict[tuple[str, str], AnswerValue | str] = {}
    expected = {}
    for number, (action, deadline, review, completed) in enumerate(cases, 1):
        day = today + dt.timedelta(days=deadline) if isinstance(deadline, int) else None
        given = {"action": action, "deadline": day or deadline, "review": review, "completed": completed}
        answers |= {(f"A{number}", role): value for role, value in given.items() if value is not None}
        facts = Facts(bool((action or "").strip()), day, bool(review), MEANING.get(completed or ""))
        expected[f"A{number}"] = status_of(facts, today, SOON)
    data = build(made, SCHOOL, Order(today), answers)
    stored = formula_values(data)
    (found,) = recalculated(office, tmp_path, {"grid": data}).values()
    cells = {slot.ref: f"It's a grid!G{slot.row + 1}" for slot in made.slots if slot.column == "completed"}
    assert {ref: stored[cell] for ref, cell in cells.items()} == expected
    assert {ref: found[cell] for ref, cell in cells.items()} == expected
    assert found == stored
    assert completed_groups(spec, next(spec.of(ChecklistSheet))) == LABELS


@pytest.mark.office
@pytest.mark.slow
def test_progress_stores_what_its_formulas_come_to(office: Office, tmp_path: Path) -> None:
    today = this_day()
    books = {f"{spec}-{seed}": built(spec, seed, today) for spec, seed in BOOKS[1:]}
    found = recalculated(office, tmp_path, books)
    for name, data in books.items():
        stored = formula_values(data)
        assert len(stored) > 300
        assert found[name] == stored, name


@pytest.mark.office
@pytest.mark.slow
def test_any_valid_spec_stores_what_its_formulas_come_to(office: Office, tmp_path: Path) -> None:
    books: dict[str, bytes] = {}

    @tries(12)
    @given(specs())
    def collect(spec: Spec) -> None:
        if any(has_status(sheet) for sheet in spec.of(ChecklistSheet)):
            made, number = plan(spec), len(books)
            books[f"any-{number}"] = build(made, SCHOOL, Order(this_day()), filled(made, number, this_day()))

    collect()
    assert len(books) > 3
    found = recalculated(office, tmp_path, books)
    assert {name: found[name] for name in books} == {name: formula_values(data) for name, data in books.items()}


@pytest.mark.slow
def test_every_formula_has_a_value_and_none_is_an_error() -> None:
    for seed in (None, 1):
        stored = formula_values(built(seed=seed))
        assert not [place for place, value in stored.items() if value in (None, "") or str(value).startswith("#")]


def test_formulas_need_nothing_newer_than_excel_2007() -> None:
    known = {"IF", "AND", "OR", "TRIM", "LEN", "ISNUMBER", "TODAY", "SUMPRODUCT", "COUNTIF", "COUNTIFS", "SUM", "ROWS"}
    known |= {"COUNT", "INDEX", "MATCH", "DATE", "VALUE", "LEFT", "ISERROR", "ABS"}
    formulas = [
        cell.value for sheet in opened(built()) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert {name for formula in formulas for name in re.findall(r"([A-Z][A-Z.0-9_]*)\(", formula)} == known
    assert not [formula for formula in formulas if "[" in formula or "_xl" in formula or len(formula) > 8000]


def test_progress_of_a_workbook_counted_by_hand() -> None:
    answers = {
        ("CL1", "completed"): "Yes",
        ("CL2", "completed"): "No",
        ("CL2", "deadline"): dt.date(2026, 11, 22),
        ("CL3", "completed"): "Not applicable",
        ("CL4", "completed"): "In progress",
        ("CL4", "deadline"): dt.date(2026, 12, 1),
        ("CL5", "completed"): "perhaps",
        ("GB1", "deadline"): dt.date(2026, 11, 22),
    }
    made = layout()
    sheet = opened(build(made, SCHOOL, Order(dt.date(2026, 11, 23)), answers), values=True)["Progress"]
    by_section, deadlines, _ = made.one("progress").blocks
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(by_section.header_row + 1, by_section.last_row + 1)]
    table = {row[0]: dict(zip(rows[0][1:], row[1:], strict=True)) for row in rows[1:]}
    assert table["Careers Leadership"] == {
        "Statements": 6, "Done": 1, "In progress": 1, "Not done": 1, "Not applicable": 1, "No answer": 1, "Unclear": 1,
        "Overdue": 1, "Due soon": 1, "Percent done": 0.2,
    }  # fmt: skip
    assert (table["All"]["Statements"], table["All"]["Overdue"]) == (50, 2)
    first = [cell.value for cell in sheet[deadlines.first_row + 1]][:5]
    assert [plain(value) for value in first[1:]] == ["CL2", "2026-11-22", "Overdue", "1 day overdue"]
    refs = [sheet.cell(deadlines.first_row + 1 + n, 2).value for n in range(10)]
    assert refs == ["CL2", "GB1", "CL4", *["-"] * 7]
    assert sheet.cell(deadlines.first_row + 4, 1).value == "No more deadlines"
