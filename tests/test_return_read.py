"""The whole reading road on really built workbooks: states, places, the public shape."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.reports.return_document import CSV_COLUMNS, return_document, return_schema, rows
from careers_workbook.returns.extraction.workbook_label import read_label
from careers_workbook.returns.matching.locate import locate
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.load import load, shipped
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.sheets.list import TrackerSheet
from careers_workbook.spreadsheet.read.book import read_book
from tests.support.damage import damaged
from tests.support.stamp import written
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth

SPEC = load(FIRST_SPEC)
LAYOUT = plan(SPEC)


def returned(tmp_path: Path, answers: dict | None = None, *ops: tuple) -> Submission:
    path = tmp_path / "return.xlsx"
    data = written(SPEC, SCHOOL, Order(BUILT), answers or {})
    path.write_bytes(damaged(data, ops) if ops else data)
    return read_file(path)


@pytest.mark.parametrize("spec_id", sorted(shipped()))
def test_every_question_of_a_blank_is_found_where_it_was_planned(spec_id: str) -> None:
    layout = plan(load(spec_id))
    location = locate(read_book(build(layout, SCHOOL, Order(BUILT))), layout)
    assert location.slots == layout.slots
    assert location.problems == ()
    assert {found.matched_by for found in location.found} == {"ref and text", "ref"}


@pytest.mark.parametrize("spec_id", sorted(shipped()))
def test_a_filled_return_gives_back_every_answer(spec_id: str, tmp_path: Path) -> None:
    spec = load(spec_id)
    path = tmp_path / "return.xlsx"
    path.write_bytes(build(plan(spec), SCHOOL, Order(BUILT), truth(spec)))
    read = read_file(path)
    assert {key: answer.value for key, answer in read.by_key().items() if answer.value is not None} == truth(spec)
    assert (read.spec_id, read.version, read.urn, read.school) == (spec.id, spec.version, SCHOOL.urn, SCHOOL.name)


def test_a_blank_holds_its_prefilled_details_and_nothing_else(tmp_path: Path) -> None:
    read = returned(tmp_path)
    answered = {answer.ref: answer.value for answer in read.answers if answer.state == "answered"}
    prefilled = {f.ref: SCHOOL.detail(f.prefill) for form in SPEC.of(FormSheet) for f in form.fields if f.prefill}
    assert answered == prefilled
    assert {answer.state for answer in read.answers} == {"answered", "blank"}
    assert not [answer for answer in read.answers if answer.kind == "tracker"]


def test_the_label_of_a_workbook_is_read(tmp_path: Path) -> None:
    about = read_label(read_book(build(LAYOUT, SCHOOL, Order(BUILT))))
    assert (about.spec_id, about.version, about.fingerprint) == (SPEC.id, SPEC.version, LAYOUT.fingerprint)
    assert (about.urn, about.school, about.built_on) == (SCHOOL.urn, SCHOOL.name, BUILT)


def test_five_states_stay_five(tmp_path: Path) -> None:
    slots = {(s.ref, s.column): s for s in LAYOUT.slots}
    row = slots["CL2", "action"].row
    answers = {("CL1", "action"): "Advertise", ("CL1", "deadline"): "end of term"}
    read = returned(tmp_path, answers, ("delete_row", "Careers leadership", row)).by_key()
    states = [read[key].state for key in (("CL1", "action"), ("CL1", "review"), ("CL1", "deadline"), ("CL2", "action"))]
    assert states == ["answered", "blank", "unreadable", "missing"]


def test_an_answer_says_where_it_stands(tmp_path: Path) -> None:
    slot = next(s for s in LAYOUT.slots if (s.ref, s.column) == ("CL1", "deadline"))
    day = dt.date(2027, 3, 31)
    answer = returned(tmp_path, {("CL1", "deadline"): day}).by_key()["CL1", "deadline"]
    assert (answer.sheet, answer.item, answer.column) == (slot.sheet, slot.item, "Deadline")
    assert (answer.value, answer.cell, answer.matched_by) == (day, f"D{slot.row + 1}", "ref and text")


def test_leavers_are_listed_only_where_something_stands(tmp_path: Path) -> None:
    read = returned(tmp_path, {("L03", "leaving_year"): SPEC.lists["leaving_years"][0].label})
    leavers = [answer for answer in read.answers if answer.kind == "tracker"]
    assert {answer.ref for answer in leavers} == {"L03"}
    assert len(leavers) == len(next(SPEC.of(TrackerSheet)).columns)


def test_a_name_in_place_of_a_running_reference_is_never_repeated(tmp_path: Path) -> None:
    row = next(s.row for s in LAYOUT.slots if s.ref == "L03")
    answers = {("L03", "leaving_year"): SPEC.lists["leaving_years"][0].label}
    read = returned(tmp_path, answers, ("set_cell", "Destinations", row, 0, "Jordan Example"))
    assert "DEST-002" in {problem.code for problem in read.problems}
    assert "jordan" not in (json.dumps(return_document(read)) + repr(read)).lower()


def test_the_public_shape_keeps_to_its_schema(tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(return_schema())
    jsonschema.Draft202012Validator.check_schema(return_schema())
    refused = read_file(tmp_path / "nothing here.xlsx")
    for read in (returned(tmp_path), returned(tmp_path, truth(SPEC)), refused):
        data = json.loads(json.dumps(return_document(read)))
        validator.validate(data)
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({**data, "outcome": "fine"})


def test_dates_and_numbers_in_the_public_shape(tmp_path: Path) -> None:
    answers = {("CL1", "deadline"): dt.date(2027, 3, 31), ("SD8", "answer"): 14, ("CL2", "deadline"): "ASAP"}
    found = {(a["ref"], a["column"]): a for a in return_document(returned(tmp_path, answers))["answers"]}
    assert (found["CL1", "Deadline"]["value"], found["CL1", "Deadline"]["raw"]) == ("2027-03-31", "2027-03-31")
    assert found["SD8", "Answer"]["value"] == 14
    assert (found["CL2", "Deadline"]["value"], found["CL2", "Deadline"]["raw"]) == (None, "ASAP")


def test_flat_rows_have_one_row_an_answer(tmp_path: Path) -> None:
    read = returned(tmp_path, truth(SPEC))
    flat = list(rows(read))
    assert len(flat) == len(read.answers)
    assert all(tuple(row) == CSV_COLUMNS for row in flat)


def test_a_problem_names_file_sheet_cell_and_question(tmp_path: Path) -> None:
    read = returned(tmp_path, {("CL3", "deadline"): "31/02/2027"})
    problem = next(p for p in read.problems if p.code == "DATE-001")
    slot = next(s for s in LAYOUT.slots if (s.ref, s.column) == ("CL3", "deadline"))
    assert str(problem).startswith(f'Careers leadership!D{slot.row + 1} (CL3, Deadline): "31/02/2027" is not a date.')
    assert problem.place.file == read.file


def test_a_return_read_by_another_spec_says_so(tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(build(LAYOUT, SCHOOL, Order(BUILT), truth(SPEC)))
    other = replace(SPEC, version="2031.1")
    assert "FILE-013" in {problem.code for problem in read_file(path, other).problems}


def test_columns_of_dates_typed_the_american_way_are_read_that_way_and_flagged(tmp_path: Path) -> None:
    answers = {("CL1", "deadline"): "03/31/2027", ("CL2", "deadline"): "04/05/2027"}
    read = returned(tmp_path, answers)
    assert read.by_key()["CL2", "deadline"].value == dt.date(2027, 4, 5)
    assert {"DATE-004", "DATE-007"} <= {problem.code for problem in read.problems}
    british = returned(tmp_path, {**answers, ("CL1", "deadline"): "31/03/2027"})
    assert british.by_key()["CL2", "deadline"].value == dt.date(2027, 5, 4)


def test_a_frozen_record_is_really_frozen(tmp_path: Path) -> None:
    read = returned(tmp_path)
    with pytest.raises(AttributeError):
        read.urn = "990002"  # type: ignore[misc]
    assert replace(read, urn="990002").urn == "990002"
