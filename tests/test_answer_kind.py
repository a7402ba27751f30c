"""A kind of answer that a test module defines goes the whole road; what is missing in a kind is never passed over."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import make_dataclass, replace
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import yaml

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.cells import a1
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.answers import registry
from careers_workbook.spec.answers.answer_kind import AnswerKind, AnswerSettings
from careers_workbook.spec.describe import diff, tree
from careers_workbook.spec.load import check, load
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.schema import json_schema
from careers_workbook.spec.sheets.form import FormField, FormSheet
from careers_workbook.spec.strict import keys_of
from tests.support.hub_folder import OAK, drop, hub
from tests.support.office import Office
from tests.support.percentage import KIND, NO_SHARE
from tests.support.program import run
from tests.support.spec_text import changed, write

PUPILS = "      - {ref: D2, id: pupils, label: Pupils, counts_people: false, answer: whole number, minimum: 1, maximum: 99}\n"  # noqa: E501 - as it stands there
MEALS = "      - {ref: D3, id: meals, label: Free school meals, answer: percentage, most: 90}\n"
LATE, MET = (
    f"      - {{ref: D{n}, id: {name}, label: {name}, answer: percentage}}\n" for n, name in ((4, "late"), (5, "met"))
)
SHARES = "      - {id: share, label: Share, answer: percentage}\n"
AUTUMN = "      - {id: autumn, label: Autumn, answer: choice, list: places}\n"
TEXT = changed((PUPILS, PUPILS + MEALS + LATE + MET), (AUTUMN, AUTUMN + SHARES))
BUILT = dt.date(2026, 9, 14)


@pytest.fixture(autouse=True)
def percentage() -> Iterator[None]:
    registry.register(KIND)
    yield
    registry.unregister(KIND.name)


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    return load(str(write(tmp_path, TEXT)))


def cell(layout: Layout, ref: str, column: str = "answer") -> tuple[str, str]:
    (slot,) = (slot for slot in layout.slots if (slot.ref, slot.column) == (ref, column))
    return slot.sheet, a1(slot.row, slot.col)


def filled(layout: Layout) -> bytes:
    """A share as a number, as text, and as Excel keeps 45%; and one of a leaver."""
    book = openpyxl.load_workbook(io.BytesIO(build(layout, OAK, Order(BUILT))))
    contents = (("D3", "answer", 45, None), ("D4", "answer", "45 %", "@"), ("D5", "answer", 0.45, "0%"))
    for ref, column, value, number_format in (*contents, ("L01", "share", 7, None), ("L01", "autumn", "Work", None)):
        sheet, at = cell(layout, ref, column)
        book[sheet][at].value = value
        if number_format:
            book[sheet][at].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shares(submission: Submission) -> dict[str, object]:
    return {a.ref: a.value for a in submission.answers if a.ref in ("D3", "D4", "D5") or a.column_id == "share"}


def test_a_spec_may_ask_for_it(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT)
    assert check(path) == ()
    spec = load(str(path))
    assert "D3 Free school meals: percentage up to 90 %" in tree(spec)
    wrong = write(tmp_path, TEXT.replace("most: 90", "most: many, least: 3").replace("minimum: 1,", "most: 1,"))
    assert [(p.code, p.context["key"]) for p in check(wrong)] == [
        ("SPEC-004", "most"), ("SPEC-004", "most"), ("SPEC-002", "least"),
    ]  # fmt: skip
    assert 'Write "answer: percentage" too' in str(check(wrong)[0])


def test_editors_know_it() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    assert list(validator.iter_errors(yaml.safe_load(TEXT))) == []
    for old, new in (
        ("most: 90", "most: many"),
        ("answer: percentage, most: 90", "most: 90"),
        ("most: 90", "least: 3"),
    ):
        assert list(validator.iter_errors(yaml.safe_load(TEXT.replace(old, new))))


def test_what_changed_about_it_is_said(spec: Spec, tmp_path: Path) -> None:
    newer = load(str(write(tmp_path, TEXT.replace("most: 90", "most: 80"), "newer.yaml")))
    assert "D3: most: 90 -> 80" in diff(spec, newer)


def test_excel_checks_it_and_the_worker_reads_it(spec: Spec, tmp_path: Path) -> None:
    layout = plan(spec)
    sheet, at = cell(layout, "D3")
    page = openpyxl.load_workbook(io.BytesIO(build(layout, OAK, Order(BUILT))))[sheet]
    (rule,) = (rule for rule in page.data_validations.dataValidation if at in rule.sqref)
    assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "0", "90")
    assert page[at].number_format == KIND.number_format
    path = tmp_path / "return.xlsx"
    path.write_bytes(filled(layout))
    with Worker() as worker:
        submission = worker.read_file(path, spec, Context(BUILT))
    assert shares(submission) == {"D3": 45, "D4": 45, "D5": 45, "L01": 7}
    assert submission.outcome == "accepted", submission.problems


@pytest.mark.office
@pytest.mark.parametrize("form", ["xls", "ods"])
def test_it_is_read_in_what_libreoffice_saves(spec: Spec, form: str, office: Office, tmp_path: Path) -> None:
    source = tmp_path / "return.xlsx"
    source.write_bytes(filled(plan(spec)))
    (saved,) = office.convert([source], form, tmp_path / form)
    assert shares(read_file(saved, spec, Context(BUILT))) == {"D3": 45, "D4": 45, "D5": 45, "L01": 7}


def test_it_goes_through_a_hub_and_into_the_next_year(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", extra="carry_leavers: yes\n")
    spec_file = write(where.root, TEXT)
    settings = where.root / "collection.yaml"
    text = settings.read_text(encoding="utf-8").replace("spec: send-careers-checklist", f"spec: {spec_file.name}")
    settings.write_text(text, encoding="utf-8")
    layout = plan(load(str(spec_file)))
    path = drop(where, f"{OAK.urn}.xlsx", filled(layout))
    day = ("--today", "2026-12-01")
    assert "D4" not in run("check", path, *day, cwd=where.root).said
    assert "45 %" in run("report", path, *day, cwd=where.root, code=0).out
    run("collect", *day, cwd=where.root, code=0)
    run("consolidate", *day, cwd=where.root, code=0)
    tables = next((where.root / "output").rglob("answers.csv")).read_text(encoding="utf-8-sig")
    assert sum(",45," in line for line in tables.splitlines()) == 3
    run("roll-forward", "--all", *day, cwd=where.root)
    next_year = next((where.root / "output" / "next-year").glob("*.xlsx"))
    with Worker() as worker:
        found = worker.read_file(next_year, load(str(spec_file)), Context(BUILT))
    assert shares(found) == {"D3": 45, "D4": 45, "D5": 45, "L01": 7}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "text"}, "already"),
        ({"name": ""}, "no name"),
        ({"unread": frozenset({"CELL-999"})}, "CELL-999"),
        ({"entries": (replace(NO_SHARE, code="CELL-001"),)}, "CELL-001 already"),
        ({"entries": (replace(NO_SHARE, code="SHARE-901"),)}, "SHARE-901 is no code"),
        ({"number_format": ""}, "number format"),
        ({"parse": lambda content, _asked: content}, "importable"),
        ({"settings": make_dataclass("Taken", [("label", str)], bases=(AnswerSettings,), frozen=True)}, "label"),
        ({"settings": type("Bare", (AnswerSettings,), {"__annotations__": {"most": int}})}, "no dataclass"),
    ],
)
def test_a_kind_that_does_not_fit_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        registry.register(replace(KIND, **{"name": "other", "entries": (), **changes}))  # type: ignore[arg-type]


def test_a_code_of_its_own_is_one_of_the_catalogue(spec: Spec, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(filled(plan(spec))))
    sheet, at = cell(plan(spec), "D3")
    book[sheet][at].value = "about half"
    book.save(path)
    with Worker() as worker:
        (problem,) = worker.read_file(path, spec, Context(BUILT)).problems
    assert str(problem).endswith('"about half" is not a percentage. Type 45, or 45 %.')
    assert NO_SHARE.title in run("problems", NO_SHARE.code, cwd=tmp_path, code=0).out
    codes = [entry.code for entry in registry.entries()]
    assert codes[codes.index(NO_SHARE.code) - 1].startswith("CELL-")
    assert codes[codes.index(NO_SHARE.code) + 1] == "DATE-001"
    registry.unregister(KIND.name)
    try:
        assert NO_SHARE not in registry.entries()
    finally:
        registry.register(KIND)


def test_a_missing_piece_is_an_error() -> None:
    pieces = {piece: getattr(KIND, piece) for piece in KIND.__dataclass_fields__}
    for piece in pieces:
        with pytest.raises(TypeError, match=piece):
            AnswerKind(**{name: value for name, value in pieces.items() if name != piece})


def test_the_keys_of_every_question_are_known_to_the_registry() -> None:
    assert registry.COMMON_KEYS == keys_of(FormField).keys() >= keys_of(Question).keys()


def test_a_kind_that_is_gone_is_asked_for_in_vain(tmp_path: Path) -> None:
    registry.unregister(KIND.name)
    try:
        assert {p.code for p in check(write(tmp_path, TEXT))} == {"SPEC-004", "SPEC-002"}
    finally:
        registry.register(KIND)


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [(45, "", 45), (0.45, "0%", 45), (45, '0" %"', 45), ("45%", "", 45), (0.45, "", None)],
)
def test_a_share_in_every_way(spec: Spec, value: object, number_format: str, read: int | None) -> None:
    asked = next(spec.of(FormSheet)).fields[2]
    assert registry.parse(CellContent(value, number_format), asked, spec).value == read  # type: ignore[arg-type]
