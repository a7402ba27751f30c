"""Contact details stay where a question asks for them, and go everywhere else; what points to a pupil always goes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.answers import registry
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from tests.support.contact_kinds import EMAIL, TELEPHONE
from tests.support.filled import cell, filled, places, sheet
from tests.support.spec_text import GOOD, write
from tests.support.truth import BUILT

PARENT = "      - {id: parent, label: Contact of the parents, answer: telephone}\n"
PEOPLE = """\
  - kind: list
    title: People to ring
    prefix: P
    rows: 5
    columns:
      - {id: who, label: Post}
      - {id: mail, label: Write to, answer: email}
      - {id: ring, label: Ring, answer: telephone}
      - {id: other, label: Contact in the holidays}
      - {id: note, label: Notes}
"""
AUTUMN = "      - {id: autumn, label: Autumn, answer: choice, list: places}\n"
TEXT = GOOD.replace(AUTUMN, AUTUMN + PARENT) + PEOPLE
UPN, DESK, BUS, PHONE = "B801200005001", "desk@college.example", "bus@county.example", "01234 567890"
ANSWERS = {
    ("P01", "mail"): DESK,
    ("P01", "ring"): PHONE,
    ("P01", "other"): f"{BUS} or {PHONE}",
    ("P01", "note"): "Nothing to note",
    ("P02", "mail"): BUS,
    ("P02", "ring"): 7700900124,
    ("P03", "mail"): "hall@college.example",
    ("P03", "ring"): "07700 900456",
}
PERSONAL = {
    ("P01", "note"): f"or {BUS}",
    ("P04", "mail"): PHONE,
    ("P05", "mail"): f"{UPN}@college.example",
    ("P05", "ring"): f"{PHONE}, UPN {UPN}",
    ("L01", "parent"): PHONE,
}


@pytest.fixture(scope="module", autouse=True)
def known() -> Iterator[None]:
    for kind in (EMAIL, TELEPHONE):
        registry.register(kind)
    yield
    for kind in (EMAIL, TELEPHONE):
        registry.unregister(kind.name)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Spec:
    return load(str(write(tmp_path_factory.mktemp("spec"), TEXT)))


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as one:
        yield one


def values(submission: Submission) -> dict[tuple[str, str], object]:
    return {(a.ref, a.column_id): a.value for a in submission.answers if a.ref.startswith("P") and a.value}


@pytest.mark.slow
def test_they_stay_where_they_are_asked_for(spec: Spec, worker: Worker, tmp_path: Path) -> None:
    submission = worker.read_file(filled(tmp_path, ANSWERS, spec=spec), spec, Context(BUILT))
    assert submission.outcome == "accepted", submission.problems
    assert values(submission) == {**ANSWERS, ("P02", "ring"): "7700900124"}


def renamed(book: Workbook) -> None:
    """Another title, other headings, a row put in above."""
    people = sheet(book, "People to ring")
    people.title = "Useful people"
    (row,) = (cells for cells in people.iter_rows() if cells[0].value == "Ref")
    row[1].value, row[2].value = "Who", "Address"
    people.insert_rows(1)


def exchanged(book: Workbook) -> None:
    """Addresses in the column of the numbers, and the other way round."""
    people = sheet(book, "People to ring")
    for cells in people.iter_rows():
        if str(cells[0].value).startswith("P0"):
            cells[2].value, cells[3].value = cells[3].value, cells[2].value


@pytest.mark.parametrize("change", [renamed, exchanged])
def test_they_stay_wherever_the_question_is_found(spec: Spec, worker: Worker, tmp_path: Path, change: object) -> None:
    typed = {**ANSWERS, ("D1", "answer"): f"Ask {BUS}"}
    submission = worker.read_file(filled(tmp_path, typed, change, spec=spec), spec, Context(BUILT))  # type: ignore[arg-type]
    assert values(submission) == {**ANSWERS, ("P02", "ring"): "7700900124"}
    assert places(submission, "CELL-011") == [cell("D1", "answer", spec)]


@pytest.mark.slow
def test_what_nobody_asks_for_goes_and_is_said_once(spec: Spec, worker: Worker, tmp_path: Path) -> None:
    submission = worker.read_file(filled(tmp_path, ANSWERS | PERSONAL, spec=spec), spec, Context(BUILT))
    for secret in (UPN, f"or {BUS}"):
        assert secret not in repr(submission)
    assert PHONE not in repr([a for a in submission.answers if a.column_id in ("mail", "parent", "note")])
    assert places(submission, "CELL-010") == [cell("P05", "mail", spec), cell("P05", "ring", spec)]
    gone = (("P01", "note"), ("P04", "mail"), ("L01", "parent"))
    assert sorted(places(submission, "CELL-011")) == sorted(cell(*key, spec) for key in gone)
    assert [p.code for p in submission.problems if p.code not in ("CELL-010", "CELL-011")] == []
    kept = values(submission)
    assert {key: kept.get(key) for key in ANSWERS if key not in PERSONAL} == {
        key: "7700900124" if key == ("P02", "ring") else ANSWERS[key] for key in ANSWERS if key not in PERSONAL
    }


def test_nothing_about_a_pupil_can_be_asked_for() -> None:
    with pytest.raises(ValueError, match="asks for a UPN, which no answer may hold"):
        registry.register(replace(EMAIL, name="pupil", entries=(), contacts=frozenset({"a UPN"})))  # type: ignore[arg-type]
