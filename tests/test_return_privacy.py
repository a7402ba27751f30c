"""Personal data: what is recognised, what is not, and that no output carries what was."""

import datetime as dt
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment

from careers_workbook.core.catalogue import CATALOGUE
from careers_workbook.reports import problem_text
from careers_workbook.reports.return_document import return_document, table
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.returns.read import read_file
from careers_workbook.returns.redaction.personal_data import (
    is_nhs,
    is_uln,
    is_upn,
    kind_of_number,
    occurrences,
    redacted,
)
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.load import load, shipped
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormField, FormSheet
from tests.support.filled import SPEC, cell, codes, filled, places, read, sheet
from tests.support.program import run
from tests.support.truth import truth

UPN, ULN, EMAIL, PHONE = "B801200005001", "9276308686", "office@oaklane.example", "01234 567890"
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def test_the_check_letter_of_a_upn() -> None:
    assert [letter for letter in LETTERS if is_upn(f"{letter}801200005001")] == ["B"]
    assert is_upn(UPN.lower())
    assert not is_upn("I801200005001")
    assert not is_upn("B80120000500")
    assert not is_upn("B8012000050011")


def test_a_temporary_upn_ends_in_a_letter_that_counts() -> None:
    assert sum(is_upn(f"{letter}80120000500A") for letter in LETTERS) == 1


def test_the_check_digits_of_a_uln_and_an_nhs_number() -> None:
    assert is_uln(ULN)
    assert not is_uln("9276308687")
    assert not is_uln("927630868")
    assert not is_uln("0000000000")
    assert is_nhs("9434765919")
    assert not is_nhs("9434765918")


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_no_upn(digits: str, at: int, by: int) -> None:
    right = [letter for letter in LETTERS if is_upn(letter + digits)]
    assert len(right) == 1
    wrong = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]
    assert not is_upn(right[0] + wrong)


FOUND = {
    "Pupil B801200005001 is placed": "a UPN",
    "b801200005001": "a UPN",
    "B 801 2000 05 001": "a UPN",
    "UPN: A801200005001": "a UPN",
    "upn no. 801200005001": "a UPN",
    "9276308686": "a ULN",
    "927 630 8686": "a ULN",
    "his ULN is 1234567890": "a ULN",
    "943 476 5919": "an NHS number",
    "NHS number 1234567890": "an NHS number",
    "DOB 12/03/2009": "a date of birth",
    "d.o.b: 1.2.10": "a date of birth",
    "Date of birth (12-03-09)": "a date of birth",
    "born on 3rd March 2009 in Hull": "a date of birth",
    "born March 3, 2009": "a date of birth",
    "2009-03-12 (DOB)": "a date of birth",
    "ask office@oaklane.example.": "an e-mail address",
    "o’neill.s+careers@mail.oaklane.example": "an e-mail address",
    "call 01234 567890": "a phone number",
    "(01234) 567890": "a phone number",
    "020 7946 0000.": "a phone number",
    "07700900123": "a phone number",
    "+44 20 7946 0000": "a phone number",
    "+44 (0)20 7946 0000": "a phone number",
    "+353 20 912 3456": "a phone number",
}
NOT_FOUND = (
    *("A801200005001", "9276308687", "943 476 5917", "£1,234,567,890", "UPRN 100023336956", "URN 990001"),
    *("No names, no UPN, no dates of birth here.", "DOB", "Check every date of birth by 31/03/2027", "0800 1111"),
    *("Pupils born between 1 Sept 2009 and 31 Aug 2010", "01/02/2027 03/04/2027", "10.01.2027 - 12.01.2027"),
    *("2026-2027", "Room 0123456", "14 of 16, 3 of 5", "@careers", "a@b", "Band 4-5 (2026/27)", "GB1 to GB8, 2030"),
    *("£0 to 1234567890", "1234567890.50", "001234567890123", "1.0 2.0 3.0 4.0 5.0", "12:30 13:45 15:00 16:15"),
)


@pytest.mark.parametrize(("text", "name"), FOUND.items())
def test_what_is_personal_is_recognised(text: str, name: str) -> None:
    assert [occurrence.kind.name for occurrence in occurrences(text)] == [name]
    assert not any(c.isdigit() for c in redacted(text)[0])


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert occurrences(text) == ()


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (9276308686.0, "a ULN"),
        (7700900124.0, "a phone number"),
        (46477, None),
        (1234567890.5, None),
        (-9276308686, None),
    ],
)
def test_a_number_typed_as_a_number(number: float, name: str | None) -> None:
    sort = kind_of_number(number)
    assert (sort.name if sort else None) == name


@given(st.lists(st.sampled_from([*FOUND, *NOT_FOUND, "and", "Review", "\n", "  "]), max_size=6).map(" ".join))
def test_nothing_is_left_after_removal(text: str) -> None:
    assert occurrences(redacted(text)[0]) == ()


@pytest.mark.parametrize(
    "text",
    ["x" * 32_000 + " 12", "12 " * 10_000, "a@" * 16_000, "mar" * 10_000 + "12", "dob " * 8_000 + "12", "(0" * 16_000,
     "." * 32_000 + "12", "born" + " " * 32_000 + "12", "a.a@a." * 5_000, "1 1 " * 8_000],
)  # fmt: skip
def test_a_hostile_cell_takes_no_time(text: str) -> None:
    started = time.process_time()
    occurrences(text)
    assert time.process_time() - started < 5


def everywhere(book: Workbook) -> None:
    """Personal data beside the answers, below them, in a comment, in a title, on a sheet of one's own."""
    leadership = sheet(book, "Careers leadership")
    leadership["J3"] = f"Remember {UPN}"
    leadership["A40"], leadership["B40"], leadership["C40"] = "X1", "An item of our own", f"Ask {EMAIL}"
    leadership["B7"].comment = Comment(f"Ring {PHONE}", "A teacher")
    own = book.create_sheet(f"List {UPN}")
    own["A1"], own["B1"], own["C1"] = "Pupil", "DOB", "ULN"
    own["A2"], own["B2"], own["C2"] = "L01", dt.date(2009, 3, 12), int(ULN)
    own["A3"], own["B3"] = "L02", "13/03/2009"


ANSWERS = {
    ("CL1", "action"): f"Meet the parents of {UPN.lower()} in May",
    ("CL2", "review"): ULN,
    ("CL3", "completed"): UPN,
    ("CL4", "deadline"): f"DOB 12/03/2009 {PHONE}",
    ("SD1", "answer"): f"Ms Hart, {EMAIL}",
    ("L01", "leaving_year"): "2025/26",
    ("L01", "intended"): UPN,
}
SECRETS = (UPN, UPN.lower(), ULN, EMAIL, PHONE, "12/03/2009", "2009-03-12", "13/03/2009")


def outputs(submission: Submission) -> dict[str, str]:
    summary = summarise(submission, SPEC, dt.date(2027, 2, 15))
    return {
        "json": json.dumps(return_document(submission)),
        "csv": table([submission]),
        "check": problem_text.text(submission, 10_000),
        "repr": repr(submission),
        **{form: render(summary, form) for form in ("text", "markdown", "html", "json report")[:3]},
        "report json": render(summary, "json"),
    }


def test_no_output_carries_what_was_recognised(tmp_path: Path) -> None:
    submission = read(tmp_path, ANSWERS, everywhere)
    for name, text in outputs(submission).items():
        assert [secret for secret in SECRETS if secret in text] == [], name


def test_every_cell_that_held_some_is_named_once_with_its_question(tmp_path: Path) -> None:
    submission = read(tmp_path, ANSWERS, everywhere)
    own = "List [removed: looks like a UPN]"
    assert set(places(submission, "CELL-010")) == {
        cell("CL1", "action"), cell("CL2", "review"), cell("CL3", "completed"), cell("CL4", "deadline"),
        cell("L01", "intended"), ("Careers leadership", "J3"), (own, ""), (own, "B2"), (own, "C2"), (own, "B3"),
    }  # fmt: skip
    assert set(places(submission, "CELL-011")) == {
        cell("SD1", "answer"), cell("CL4", "deadline"), ("Careers leadership", "C40"), ("Careers leadership", "B7"),
    }  # fmt: skip
    problem = next(p for p in submission.problems if p.code == "CELL-010" and p.place.ref == "CL1")
    assert (problem.place.column, problem.context) == ("Action needed", {"what": "a UPN"})
    assert str(problem).startswith("Careers leadership!C")


def test_the_rest_of_an_answer_is_kept(tmp_path: Path) -> None:
    answers = read(tmp_path, ANSWERS).by_key()
    assert answers["CL1", "action"].value == "Meet the parents of [removed: looks like a UPN] in May"
    assert answers["CL1", "action"].raw == answers["CL1", "action"].value
    assert answers["SD1", "answer"].value == "Ms Hart, [removed: looks like an e-mail address]"
    assert answers["CL3", "completed"].state == "unreadable"
    assert answers["CL4", "deadline"].state == "unreadable"


@pytest.mark.parametrize("spec_id", sorted(shipped()))
def test_a_workbook_that_nobody_touched_holds_none(spec_id: str, tmp_path: Path) -> None:
    spec = load(spec_id)
    submission = read(tmp_path, truth(spec), spec=spec, return_to=f"Anna Hub, {EMAIL} or {PHONE}")
    assert codes(submission) == []


def test_a_field_that_asks_for_an_address_may_be_answered(tmp_path: Path) -> None:
    spec = with_field(SPEC, FormField(id="mail", label="E-mail of the Careers Leader", ref="SD20"))
    path = filled(tmp_path, {("SD20", "answer"): EMAIL, ("SD1", "answer"): EMAIL}, spec=spec)
    submission = read_file(path, spec)
    assert submission.by_key()["SD20", "answer"].value == EMAIL
    assert places(submission, "CELL-011") == [cell("SD1", "answer", spec)]


def test_what_the_hub_itself_wrote_is_left_alone(tmp_path: Path) -> None:
    """An address in a statement, a heading or a sheet's title, such as a Hub may put there."""
    checklist = next(SPEC.of(ChecklistSheet))
    section = checklist.sections[0]
    first, *others = section.items
    asked = replace(first, text=f"A governor is named to {EMAIL}.")
    column = replace(checklist.columns[0], label=f"Action (ask {PHONE})")
    ours = replace(
        checklist,
        title=f"Ask {EMAIL}",
        columns=(column, *checklist.columns[1:]),
        sections=(replace(section, items=(asked, *others)), *checklist.sections[1:]),
    )
    spec = replace(SPEC, sheets=tuple(ours if sheet is checklist else sheet for sheet in SPEC.sheets))
    submission = read_file(filled(tmp_path, truth(SPEC), spec=spec), spec)
    assert codes(submission) == []
    assert {key: submission.by_key()[key].value for key in truth(SPEC)} == truth(SPEC)
    typed = {**truth(SPEC), ("CL1", "review"): f"Ask {EMAIL}, she knows"}
    assert codes(read_file(filled(tmp_path, typed, spec=spec), spec)) == ["CELL-011"]


def test_a_pupil_number_is_removed_even_there(tmp_path: Path) -> None:
    spec = with_field(SPEC, FormField(id="mail", label="Contact", ref="SD20"))
    submission = read_file(filled(tmp_path, {("SD20", "answer"): UPN}, spec=spec), spec)
    assert places(submission, "CELL-010") == [cell("SD20", "answer", spec)]


def with_field(spec: Spec, field: FormField) -> Spec:
    first, *rest = spec.sheets
    assert isinstance(first, FormSheet)
    return replace(spec, sheets=(replace(first, fields=(*first.fields, field)), *rest))


def test_deadlines_under_a_heading_for_birthdays_stay(tmp_path: Path) -> None:
    def headed(book: Workbook) -> None:
        title, at = cell("CL1", "deadline")
        sheet(book, title)[at] = "DOB"

    answers = {("CL2", "deadline"): dt.date(2027, 3, 31), ("CL3", "deadline"): dt.date(2027, 4, 30)}
    submission = read(tmp_path, answers, headed)
    assert submission.by_key()["CL2", "deadline"].value == dt.date(2027, 3, 31)
    assert "CELL-010" not in codes(submission)


def test_a_heading_on_a_sheet_of_their_own_says_what_a_number_is(tmp_path: Path) -> None:
    def own(book: Workbook) -> None:
        pupils = book.create_sheet("Pupils")
        for row in (("Who", "UPN", "ULN"), ("JB", "A801200005001", 1234567890), ("All", "none", 3)):
            pupils.append(row)

    submission = read(tmp_path, change=own)
    found = [problem.place.cell for problem in submission.problems if problem.code == "CELL-010"]
    assert sorted(found) == ["B2", "C2"]


def test_a_refused_file_is_still_refused(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text(f"Pupil {UPN}", encoding="utf-8")
    submission = read_file(path)
    assert submission.outcome == "refused"
    assert UPN not in repr(submission)


def test_the_program_says_it_and_repeats_nothing(tmp_path: Path) -> None:
    filled(tmp_path, ANSWERS, everywhere)
    for words in ("check", "read", "report"):
        ran = run(words, "return.xlsx", cwd=tmp_path, code=1)
        assert [secret for secret in SECRETS if secret in ran.said] == []
    assert CATALOGUE["CELL-010"].title in run("problems", "CELL-010", cwd=tmp_path, code=0).out
