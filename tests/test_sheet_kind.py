"""Kinds of sheets that test modules declare go the whole road; what is missing in a kind is never passed over."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal

import jsonschema
import openpyxl
import pytest
import yaml

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.cells import a1
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.describe import tree
from careers_workbook.spec.load import check, lineage, load
from careers_workbook.spec.model import Sheet, register, unregister
from careers_workbook.spec.schema import json_schema
from tests.support.contacts import ContactsSheet
from tests.support.encounters import EncountersSheet
from tests.support.hub_folder import OAK, drop, hub
from tests.support.program import run
from tests.support.spec_text import GOOD, write

GRID = "groups: [{ref: YG7, text: Year 7, aim: one}, {ref: YG8, text: Year 8, aim: two}]"
TEXT = f"""{GOOD}  - {{kind: contacts, title: People to ring}}
  - {{kind: encounters, title: Encounters, {GRID}}}
"""
BUILT = dt.date(2026, 9, 14)
KINDS = (ContactsSheet, EncountersSheet)
for kind in KINDS:
    unregister(kind)  # the module registers it, which a process that reads needs; other tests must not find it


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    for kind in KINDS:
        register(kind)
    yield
    for kind in KINDS:
        unregister(kind)


TYPED: tuple[tuple[str, str, str | int], ...] = (
    ("P01", "name", "Desk of the college"),
    ("P01", "role", "Admissions"),
    ("P02", "role", "Transport"),
    ("P02", "e_mail", "bus@county.example"),
    ("YG7", "encounters", 3),
    ("YG8", "with_whom", "A bakery"),
)
LATE = ("P09", "name", "Somebody whom nobody expected")


def filled(layout: Layout) -> bytes:
    """All of it, with one contact more below the table, and in both tables a row that somebody put in."""
    book = openpyxl.load_workbook(io.BytesIO(build(layout, OAK, Order(BUILT))))
    places = {(slot.ref, slot.column): (slot.sheet, a1(slot.row, slot.col)) for slot in layout.slots}
    for ref, column, value in TYPED:
        sheet, at = places[ref, column]
        book[sheet][at].value = value
    block, grid = (next(one for one in layout.sheets if one.title == title).blocks[0] for title in TITLES)
    book["People to ring"].insert_rows(block.first_row + 1)
    book["Encounters"].insert_rows(grid.last_row + 1)
    below = block.last_row + 2  # of the prepared rows, of which there is one more now
    book["People to ring"][a1(below, block.col("ref"))].value = LATE[0]
    book["People to ring"][a1(below, block.col(LATE[1]))].value = LATE[2]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TITLES = ("People to ring", "Encounters")


def said(submission: Submission) -> set[tuple[str, str, object]]:
    return {(a.ref, a.column_id, a.value) for a in submission.answers if a.sheet in TITLES and a.value}


def test_a_spec_may_ask_for_it(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT)
    assert check(path) == ()
    spec = load(str(path))
    assert isinstance(spec.sheets[-2], ContactsSheet)
    assert "People to ring (contacts, 5 rows)" in tree(spec)
    assert "YG8 Year 8, aim: two" in tree(spec)
    wrong = TEXT.replace("People to ring", "People to ring, rowz: 3")
    assert [(p.code, p.context["key"]) for p in check(write(tmp_path, wrong))] == [("SPEC-002", "rowz")]
    validator = jsonschema.Draft202012Validator(json_schema())
    assert list(validator.iter_errors(yaml.safe_load(TEXT))) == []
    assert list(validator.iter_errors(yaml.safe_load(wrong)))


@pytest.mark.parametrize(
    ("old", "new", "code"), [("YG8", "YG7", "SPEC-005"), ("YG8", "B1", "SPEC-005"), ("YG8", "P1", "SPEC-020")]
)
def test_its_refs_are_like_no_others(old: str, new: str, code: str, tmp_path: Path) -> None:
    assert [problem.code for problem in check(write(tmp_path, TEXT.replace(old, new)))] == [code]


def test_what_could_not_be_read_again_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = load(str(write(tmp_path, TEXT)))
    (form,), (grows,), (grid,) = (spec.sheets[number].tables(spec) for number in (0, -2, -1))
    other = replace(grid, columns=(*grid.columns[:-1], replace(grid.columns[-2], id=grid.columns[-1].id)))
    for parts, why in (
        ((grid, grows), "alone"),
        ((grid, other), "two things"),
        ((replace(grid, columns=(*grid.columns, form.columns[-1])),), "either"),
    ):
        monkeypatch.setattr(ContactsSheet, "parts", lambda _sheet, _spec, parts=parts: parts)
        with pytest.raises(TypeError, match=f"People to ring: .*{why}"):
            plan(spec)


def test_the_worker_reads_it_with_rows_put_in(tmp_path: Path) -> None:
    spec = load(str(write(tmp_path, TEXT)))
    path = tmp_path / "return.xlsx"
    path.write_bytes(filled(plan(spec)))
    with Worker() as worker:
        submission = worker.read_file(path, spec, Context(BUILT))
    assert said(submission) == {*TYPED, LATE}
    assert submission.outcome == "accepted", submission.problems


def test_a_later_spec_renames_rewords_and_drops_what_it_asks(tmp_path: Path) -> None:
    old = write(tmp_path, TEXT)
    newer = tmp_path / "newer.yaml"
    changes = "renamed: {YG7: YG9}\ndropped: {YG8: It is part of YG9.}\nreword: {YG9: Years 7 and 8}\n"
    newer.write_text(f'id: newer\nversion: "2"\nextends: {old.name}\n{changes}', encoding="utf-8")
    assert check(newer) == ()
    path = tmp_path / "return.xlsx"
    path.write_bytes(filled(plan(load(str(old)))))
    with Worker() as worker:
        submission = worker.read_file(path, load(str(old)), Context(BUILT, carry_to=lineage(str(newer))))
    kept = {(ref.replace("YG7", "YG9"), column, value) for ref, column, value in (*TYPED, LATE) if ref != "YG8"}
    assert said(submission) == kept
    assert {a.item for a in submission.answers if a.ref == "YG9"} == {"Years 7 and 8"}
    assert [problem.place.ref for problem in submission.problems if problem.code == "ROW-014"] == ["YG8"]


def test_it_goes_through_a_hub_and_into_the_next_year(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    spec_file = write(where.root, TEXT)
    settings = where.root / "collection.yaml"
    text = settings.read_text(encoding="utf-8").replace("spec: send-careers-checklist", f"spec: {spec_file.name}")
    settings.write_text(text, encoding="utf-8")
    path = drop(where, f"{OAK.urn}.xlsx", filled(plan(load(str(spec_file)))))
    day = ("--today", "2026-12-01")
    run("check", path, *day, cwd=where.root)
    run("report", path, *day, cwd=where.root, code=0)
    run("collect", *day, cwd=where.root, code=0)
    run("consolidate", *day, cwd=where.root, code=0)
    tables = next((where.root / "output").rglob("answers.csv")).read_text(encoding="utf-8-sig")
    assert "A bakery" in tables
    assert "Desk of the college" not in tables, "a row of a list is for the Hub alone"
    run("consolidate", "--internal", *day, cwd=where.root, code=0)
    inside = next((where.root / "output").rglob("answers - *.csv")).read_text(encoding="utf-8-sig")
    assert "Desk of the college" in inside
    rolled = run("roll-forward", "--all", *day, cwd=where.root)
    assert "People to ring" in rolled.out
    next_year = next((where.root / "output" / "next-year").glob("*.xlsx"))
    with Worker() as worker:
        found = worker.read_file(next_year, load(str(spec_file)), Context(BUILT))
    assert said(found) == {*TYPED, LATE}


def test_a_kind_that_says_too_little_is_refused() -> None:
    class Silent(Sheet):
        kind: Literal["silent"]
        word: ClassVar[str] = "silent"

    with pytest.raises(TypeError, match="parts, described, label"):
        register(Silent)
