"""What became of the answers that a workbook was sent with, told by the letters on its last sheet alone."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from careers_workbook.blanks.page import Order
from careers_workbook.hub.rollover.roll import next_year, same_year
from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.sent_answers import UNCHANGED
from tests.support.filled import cell, changed, codes, sheet
from tests.support.office import Office
from tests.support.schools import SPEC, answers, school, write_return
from tests.support.sweep import some

NOW = Context(dt.date(2027, 11, 2))
STRATEGY, LEADERSHIP, LEAVERS, ABOUT = (
    "Strategy and programme",
    "Careers leadership",
    "Destinations",
    "About this workbook",
)
CONFIRM, WHOLE = ("Start here", UNCHANGED.label), (ABOUT, "Answers when sent")
Changes = dict[tuple[str, str], object]
"""(Sheet, its cell or the label on the left of that) -> what is typed there."""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workbook that was sent with last year's answers, open actions whose deadlines have passed among them."""
    return next_year(before(tmp_path_factory.mktemp("sent")), SPEC, Order(dt.date(2027, 9, 6))).data


@pytest.fixture(scope="module")
def sent_within_the_year(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same for the next round: in another year each statement that was done would have to be confirmed."""
    return same_year(before(tmp_path_factory.mktemp("sent")), SPEC, Order(dt.date(2027, 1, 6))).data


def before(folder: Path) -> Submission:
    given = {key: value for key, value in answers(1).items() if not key[0].startswith(("SA", "SR"))}
    return read_file(write_return(folder / "return.xlsx", school(1), given))


def back(folder: Path, sent: bytes, changes: Changes) -> Submission:
    """The workbook as it came back."""
    path = folder / "back.xlsx"
    path.write_bytes(changed(sent, lambda book: typed(book, changes)) if changes else sent)
    return read_file(path, context=NOW)


def typed(book: Workbook, changes: Changes) -> None:
    for (title, where), value in changes.items():
        found = [row[1].coordinate for row in sheet(book, title).iter_rows() if row[0].value == where]
        sheet(book, title)[found[0] if found else where] = value


def origins(submission: Submission, title: str) -> set[str]:
    return {a.origin for a in submission.answers if a.sheet == title and a.state in ("answered", "unreadable")}


def test_a_workbook_that_comes_back_as_it_was_sent_is_unchanged(sent: bytes, tmp_path: Path) -> None:
    submission = back(tmp_path, sent, {})
    assert codes(submission).count("FILE-046") == 1
    assert "DATE-008" not in codes(submission)
    assert "DATE-009" in codes(submission)
    assert [origins(submission, title) for title in (STRATEGY, LEADERSHIP, LEAVERS)] == [{"as sent"}] * 3
    assert {a.origin for a in submission.answers if a.state == "blank"} == {""}


@pytest.mark.parametrize(("said", "expected"), [("Yes", ["FILE-047"]), ("No", ["FILE-046"])])
def test_the_school_confirms_that_nothing_has_changed(
    sent_within_the_year: bytes, tmp_path: Path, said: str, expected: list[str]
) -> None:
    submission = back(tmp_path, sent_within_the_year, {CONFIRM: said})
    assert [code for code in codes(submission) if code in ("FILE-046", "FILE-047", "CELL-026")] == expected
    assert submission.confirmed is (said == "Yes")


def test_what_says_neither_yes_nor_no_is_said(sent_within_the_year: bytes, tmp_path: Path) -> None:
    submission = back(tmp_path, sent_within_the_year, {CONFIRM: "All but the leavers"})
    assert not submission.confirmed
    (problem,) = (p for p in submission.problems if p.place.sheet == "Start here")
    assert "All but the leavers" in problem.message


@pytest.mark.parametrize("value", ["Another action", None])
def test_one_change_leaves_nothing_known_of_its_sheet_alone(sent: bytes, tmp_path: Path, value: str | None) -> None:
    """Which of its answers is another one, nobody can tell by the letters; but deadlines were not typed now."""
    submission = back(tmp_path, sent, {cell("SP4", "action"): value, cell("SR1", "action"): "New"})
    assert not {"FILE-046", "DATE-008"} & set(codes(submission))
    assert origins(submission, STRATEGY) == {""}
    assert origins(submission, LEADERSHIP) == origins(submission, LEAVERS) == {"as sent"}


def test_a_sheet_that_was_sent_blank_has_new_answers_only(sent: bytes, tmp_path: Path) -> None:
    new: Changes = {cell("SR1", "action"): "New", cell("SR1", "deadline"): dt.date(2027, 1, 4)}
    submission = back(tmp_path, sent, new)
    assert origins(submission, "SEND considerations") == {"new"}
    assert codes(submission).count("DATE-008") == 1
    assert "FILE-046" not in codes(submission)


def test_a_leaver_who_is_gone_is_a_change(sent: bytes, tmp_path: Path) -> None:
    def gone(book: Workbook) -> None:
        rows = [row for row in sheet(book, LEAVERS).iter_rows() if row[0].value == "L02"]
        sheet(book, LEAVERS).delete_rows(rows[0][0].row)

    (tmp_path / "back.xlsx").write_bytes(changed(sent, gone))
    submission = read_file(tmp_path / "back.xlsx", context=NOW)
    assert "FILE-046" not in codes(submission)
    assert origins(submission, LEAVERS) == {""}


def test_letters_that_are_lost_leave_it_open(sent: bytes, tmp_path: Path) -> None:
    about_one = (ABOUT, f"Answers when sent: {STRATEGY}")
    for damage in ({WHOLE: None}, {WHOLE: "?"}, {about_one: "bbbb-cccc-dddd"}, {about_one: None}):
        submission = back(tmp_path, sent, {**damage, cell("CL1", "action"): "Another"})
        assert "FILE-046" not in codes(submission)
        assert origins(submission, LEADERSHIP) == {""}
        assert origins(submission, LEAVERS) == {"as sent"}
        assert origins(submission, STRATEGY) == ({""} if about_one in damage else {"as sent"})


def test_all_of_a_workbook_that_was_sent_blank_is_new(tmp_path: Path) -> None:
    submission = read_file(write_return(tmp_path / "return.xlsx", school(1), answers(1)))
    assert origins(submission, STRATEGY) == {"new"}


def test_a_workbook_of_old_says_nothing_of_what_it_was_sent_with(tmp_path: Path) -> None:
    path = write_return(tmp_path / "return.xlsx", school(1), answers(1))

    def older(book: Workbook) -> None:
        rows = [row for row in sheet(book, ABOUT).iter_rows() if str(row[0].value).startswith("Answers")]
        sheet(book, ABOUT).delete_rows(rows[0][0].row, len(rows))

    path.write_bytes(changed(path.read_bytes(), older))
    submission = read_file(path)
    assert {a.origin for a in submission.answers} == {""}
    assert submission.urn == school(1).urn


@pytest.mark.office
@pytest.mark.parametrize("ending", some(["ods", "xls", "xlsx"], ["ods"]))
def test_other_programs_save_it_and_it_is_unchanged(sent: bytes, tmp_path: Path, office: Office, ending: str) -> None:
    (tmp_path / "sent.xlsx").write_bytes(sent)
    (tmp_path / "out").mkdir()
    (made,) = office.convert([tmp_path / "sent.xlsx"], ending, tmp_path / "out")
    assert codes(read_file(made, context=NOW)).count("FILE-046") == 1


def test_a_workbook_that_has_lost_its_label_is_not_unchanged(tmp_path: Path, sent_within_the_year: bytes) -> None:
    def lose(book: Workbook) -> None:
        book.remove(book[ABOUT])

    path = tmp_path / "back.xlsx"
    path.write_bytes(changed(sent_within_the_year, lose))
    assert "FILE-046" not in codes(read_file(path, context=NOW))
