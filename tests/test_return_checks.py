"""Checks between answers, comments and colours: each code from a really built file, and none on a plausible return."""

import datetime as dt
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from careers_workbook.core.school import School
from careers_workbook.demo.fill import STAGES, Hand
from careers_workbook.layout.plan import NEEDED
from careers_workbook.returns.checks.answer_checks import LONG
from careers_workbook.returns.checks.file_checks import same_answers
from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.sheets.leavers import LeaversSheet
from tests.support.filled import SPEC, Change, cell, codes, filled, places, read, sheet
from tests.support.office import Office
from tests.support.program import run
from tests.support.truth import BUILT, SCHOOL, truth

TODAY = dt.date(2027, 2, 15)
ON_TODAY = Context(today=TODAY)


def items(title: str) -> list[str]:
    found = next(s for s in SPEC.of(ChecklistSheet) if s.title == title)
    return [item.ref for section in found.sections for item in section.items]


# no false alarms


@pytest.mark.parametrize("stage", range(len(STAGES)))
def test_a_plausible_return_raises_no_alarm(stage: int, tmp_path: Path) -> None:
    for seed in range(3):
        answers = Hand(SPEC, STAGES[stage], TODAY, random.Random(seed)).answers()
        submission = read(tmp_path, answers, context=Context(TODAY, SCHOOL))
        if answers:
            assert set(codes(submission)) <= {"DATE-009", "DEST-007"}, [str(p) for p in submission.problems]
            assert submission.outcome == "accepted"


def test_every_answer_filled_in_raises_no_alarm(tmp_path: Path) -> None:
    # leavers of this year have answers for every year to come
    assert set(codes(read(tmp_path, truth(SPEC), context=Context(BUILT, SCHOOL)))) == {"DEST-006"}
    assert codes(read(tmp_path, truth(SPEC), context=Context(school=SCHOOL))) == []


# blank, and the same as before


def test_a_blank_return(tmp_path: Path) -> None:
    assert codes(read(tmp_path)) == ["FILE-014"]


def test_one_word_is_no_blank_return(tmp_path: Path) -> None:
    assert codes(read(tmp_path, {("CL1", "review"): "See minutes"})) == []


def test_a_row_of_ones_own_is_no_blank_return(tmp_path: Path) -> None:
    def own(book: Workbook) -> None:
        there = sheet(book, "Careers leadership")
        there["B30"], there["C30"] = "An item of our own", "Ask the head"

    assert "FILE-014" not in codes(read(tmp_path, change=own))


@pytest.mark.parametrize(
    ("title", "at"),
    [("Careers leadership", "G7"), ("Careers leadership", "J4"), ("Start here", "E9"), ("Inspection notes", "C3")],
)
def test_nothing_filled_in_is_said_only_where_no_cell_holds_anything_new(title: str, at: str, tmp_path: Path) -> None:
    def typed(book: Workbook) -> None:
        sheet(book, title)[at] = "Yes, all of them since 2024"

    assert "FILE-014" not in codes(read(tmp_path, change=typed))


def test_answers_on_a_sheet_of_ones_own_are_something(tmp_path: Path) -> None:
    def own(book: Workbook) -> None:
        book.create_sheet("Ours").append(["CL1 is done"])

    assert codes(read(tmp_path, change=own)) == ["SHEET-020"]


def test_bare_answers_beside_a_blank_checklist_may_be_its_answers(tmp_path: Path) -> None:
    title = "Careers leadership"
    left_blank = {key: value for key, value in truth(SPEC).items() if key[0] not in items(title)}

    def bare(book: Workbook) -> None:
        own = book.create_sheet("Ours")
        for _ in items(title):
            own.append(["Ask the head", dt.date(2027, 3, 31), "Termly", "No"])

    def words(book: Workbook) -> None:
        own = book.create_sheet("Ours")
        for _ in items(title):
            own.append(["Ask the head"])

    for answers in (bare, words):
        submission = read(tmp_path, left_blank, answers)
        assert submission.outcome != "accepted"
        assert "SHEET-020" in codes(submission)
    assert "SHEET-007" in codes(read(tmp_path, truth(SPEC), bare))


def test_a_sheet_that_is_gone_is_not_blank(tmp_path: Path) -> None:
    def gone(book: Workbook) -> None:
        for title in ("Careers leadership", "Strategy and programme", "Guidance and experience", "SEND considerations"):
            del book[title]

    submission = read(tmp_path, {("SD1", "answer"): "Ms Hart"}, gone)
    assert "FILE-014" not in codes(submission)
    assert {a.state for a in submission.answers if a.kind == "checklist"} == {"missing"}


def test_the_same_answers_as_last_time(tmp_path: Path) -> None:
    before = read(tmp_path, truth(SPEC), name="before.xlsx")
    again = Context(previous=before)
    assert codes(read(tmp_path, truth(SPEC), context=again)) == ["FILE-015"]
    more = {**truth(SPEC), ("CL1", "review"): "Minutes of May"}
    assert codes(read(tmp_path, more, context=again)) == []


def test_the_same_answers_are_the_same_wherever_they_stand(tmp_path: Path) -> None:
    def moved(book: Workbook) -> None:
        sheet(book, "Careers leadership").insert_rows(1, 3)

    one, other = read(tmp_path, truth(SPEC)), read(tmp_path, truth(SPEC), moved)
    assert same_answers(one.answers, other.answers, SPEC)
    assert not same_answers(one.answers, read(tmp_path, {("CL1", "completed"): "Perhaps"}).answers, SPEC)


def test_two_blanks_are_blank_and_no_more(tmp_path: Path) -> None:
    blank = read(tmp_path)
    nothing = replace(blank, answers=tuple(replace(a, state="blank", value=None) for a in blank.answers))
    assert "FILE-015" not in codes(read(tmp_path, context=Context(previous=nothing)))


# whose answers these are


def test_another_urn_in_the_details(tmp_path: Path) -> None:
    def other(book: Workbook) -> None:
        title, at = cell("SD10", "answer")
        sheet(book, title)[at] = "990002"

    submission = read(tmp_path, truth(SPEC), other)
    assert codes(submission) == ["FILE-016"]
    assert "990002 and 990001" in submission.problems[0].message


def test_a_second_details_sheet_of_another_school(tmp_path: Path) -> None:
    def other(book: Workbook) -> None:
        copy = book.copy_worksheet(sheet(book, "School details"))
        copy.title = "Elm Bank details"
        copy[cell("SD10", "answer")[1]] = 990002

    assert {"FILE-016", "SHEET-005"} <= set(codes(read(tmp_path, truth(SPEC), other)))


@pytest.mark.parametrize("name", ["Elm Bank Academy", "The Meadows PRU"])
def test_a_name_that_is_not_the_schools(name: str, tmp_path: Path) -> None:
    submission = read(tmp_path, {("SD1", "answer"): "Ms Hart", ("SD3", "answer"): name})
    assert codes(submission) == ["FILE-017"]
    assert places(submission, "FILE-017") == [cell("SD3", "answer")]


@pytest.mark.parametrize(
    "name", ["Oak Lane Academy", "OAK LANE", "Oak  Lane School, Northmoor", "OLS", "Oaklane School"]
)
def test_a_name_put_right_is_still_the_schools(name: str, tmp_path: Path) -> None:
    assert codes(read(tmp_path, {("SD1", "answer"): "Ms Hart", ("SD3", "answer"): name})) == []


def test_a_return_that_names_no_school(tmp_path: Path) -> None:
    def nobody(book: Workbook) -> None:
        del book["About this workbook"]
        for ref in ("SD3", "SD10"):
            title, at = cell(ref, "answer")
            sheet(book, title)[at] = None

    assert codes(read(tmp_path, {("SD1", "answer"): "Ms Hart"}, nobody)) == ["FILE-012", "FILE-022"]


REGISTER = {
    "urn": ("990009", "FILE-018"),
    "name": ("Elm Bank School", "FILE-018"),
    "local_authority": ("Westshire", "FILE-019"),
    "type": ("Pupil referral unit", "FILE-019"),
    "ages": ("5-16", "FILE-019"),
}


@pytest.mark.parametrize("detail", REGISTER)
def test_details_that_contradict_the_register(detail: str, tmp_path: Path) -> None:
    known, code = REGISTER[detail]
    submission = read(tmp_path, truth(SPEC), context=Context(school=replace(SCHOOL, **{detail: known})))
    assert codes(submission) == [code]
    assert known in submission.problems[0].message
    assert submission.outcome == ("problems" if code == "FILE-018" else "accepted")


def test_details_written_otherwise_do_not_contradict_the_register(tmp_path: Path) -> None:
    school = School(SCHOOL.urn, "OAK LANE", "Northmoor Council", "Special", "11 to 19")
    assert codes(read(tmp_path, truth(SPEC), context=Context(school=school))) == []


def test_a_register_without_details_contradicts_nothing(tmp_path: Path) -> None:
    assert codes(read(tmp_path, truth(SPEC), context=Context(school=School(SCHOOL.urn, SCHOOL.name)))) == []


# required details


def required(spec: Spec, ref: str) -> Spec:
    first, *rest = spec.sheets
    assert isinstance(first, FormSheet)
    fields = tuple(replace(f, required=True) if f.ref == ref else f for f in first.fields)
    return replace(spec, sheets=(replace(first, fields=fields), *rest))


def test_a_required_detail_that_is_blank(tmp_path: Path) -> None:
    spec = required(SPEC, "SD2")
    answers = {("SD1", "answer"): "Ms Hart"}
    assert places(read_file(filled(tmp_path, answers, spec=spec), spec), "CELL-006") == [cell("SD2", "answer", spec)]
    both = {**answers, ("SD2", "answer"): "Mr Ash"}
    assert codes(read_file(filled(tmp_path, both, spec=spec), spec)) == []


def test_required_columns_count_beside_items_and_in_rows_that_say_something(tmp_path: Path) -> None:
    columns = {"Careers leadership": "action", "Destinations": "leaving_year"}
    sheets = tuple(
        replace(s, columns=tuple(replace(c, required=True) if c.id == one else c for c in s.columns))
        if (one := columns.get(s.title)) and isinstance(s, ChecklistSheet | LeaversSheet)
        else s
        for s in SPEC.sheets
    )
    spec = replace(SPEC, sheets=sheets)
    items = [f"CL{number}" for number in range(1, 7)]
    answers = {**{(ref, "action"): "We act" for ref in items[1:]}, ("L02", "autumn"): "Not known"}
    path = filled(tmp_path, answers, spec=spec)
    assert places(read_file(path, spec), "CELL-006") == [cell("CL1", "action", spec), cell("L02", "leaving_year", spec)]
    book = openpyxl.load_workbook(path)
    title, at = cell("CL1", "action", spec)
    assert [book[title].cell(book[title][at].row, col).border.left.style for col in (3, 4)] == ["thick", "thin"]
    assert book[title]["A3"].value == NEEDED


# deadlines


def test_a_deadline_before_the_workbook_was_sent(tmp_path: Path) -> None:
    answers = {("CL1", "deadline"): BUILT - dt.timedelta(days=1), ("CL2", "deadline"): BUILT}
    submission = read(tmp_path, answers)
    assert places(submission, "DATE-008") == [cell("CL1", "deadline")]
    assert codes(submission) == ["DATE-008"]
    assert "06/09/2026 is before the workbook was sent (07/09/2026)" in submission.problems[0].message


@pytest.mark.parametrize("completed", ["Yes", "Not applicable"])
def test_a_deadline_of_what_is_done_may_lie_anywhere(completed: str, tmp_path: Path) -> None:
    answers = {("CL1", "deadline"): dt.date(2020, 1, 31), ("CL1", "completed"): completed}
    assert codes(read(tmp_path, answers, context=ON_TODAY)) == []


@pytest.mark.parametrize("completed", ["", "In progress", "No", "Perhaps"])
def test_a_deadline_that_has_passed_is_noted_once_today_is_known(completed: str, tmp_path: Path) -> None:
    answers = {("CL1", "deadline"): TODAY - dt.timedelta(days=1), ("CL2", "deadline"): TODAY}
    answers |= {("CL1", "completed"): completed} if completed else {}
    submission = read(tmp_path, answers, context=ON_TODAY)
    assert places(submission, "DATE-009") == [cell("CL1", "deadline")]
    assert "DATE-009" not in codes(read(tmp_path, answers))


def test_check_counts_from_the_day_it_is_told(tmp_path: Path) -> None:
    filled(tmp_path, {("CL1", "deadline"): dt.date(2027, 3, 31)})
    assert "has passed" in run("check", "return.xlsx", "--today", "2027-04-01", cwd=tmp_path, code=0).out
    assert "has passed" not in run("check", "return.xlsx", "--today", "2027-03-31", cwd=tmp_path, code=0).out


# completed without a word


def test_a_column_of_ticks_is_noted_once_for_the_sheet(tmp_path: Path) -> None:
    refs = items("Careers leadership")
    submission = read(tmp_path, {(ref, "completed"): "Yes" for ref in refs})
    assert codes(submission) == ["SHEET-010"]
    assert submission.problems[0].context == {"count": "6", "refs": "CL1, CL2, CL3, CL4, CL5, CL6"}
    assert submission.outcome == "accepted"


@pytest.mark.parametrize("column", ["action", "review"])
def test_a_word_beside_most_of_them_is_enough(column: str, tmp_path: Path) -> None:
    refs = items("Strategy and programme")[:10]
    answers: dict[tuple[str, str], object] = {(ref, "completed"): "Yes" for ref in refs}
    answers |= {(ref, column): "In the minutes" for ref in refs[:5]}
    assert codes(read(tmp_path, answers)) == []


def test_a_few_met_before_are_what_the_workbook_asks_for(tmp_path: Path) -> None:
    assert codes(read(tmp_path, {(ref, "completed"): "Yes" for ref in items("Careers leadership")[:4]})) == []


# length


def test_an_answer_far_longer_than_its_cell(tmp_path: Path) -> None:
    answers = {("CL1", "review"): "x" * LONG, ("CL2", "review"): "word " * 300}
    submission = read(tmp_path, answers)
    assert places(submission, "CELL-014") == [cell("CL2", "review")]
    assert submission.by_key()["CL2", "review"].value == "word " * 300


@pytest.mark.parametrize("text", ["x", "-", " ✓ ", "?"])
def test_an_answer_of_one_sign(text: str, tmp_path: Path) -> None:
    submission = read(tmp_path, {("CL1", "action"): text})
    assert codes(submission) == ["CELL-015"]
    assert submission.by_key()["CL1", "action"].state == "answered"


def test_a_short_word_and_a_digit_are_answers(tmp_path: Path) -> None:
    assert codes(read(tmp_path, {("CL1", "action"): "No", ("SD5", "answer"): "8"})) == []


# leavers


def leavers(given: int, listed: int, year: str = "2026/27") -> dict[tuple[str, str], object]:
    rows = {(f"L{n:02d}", "leaving_year"): year for n in range(1, listed + 1)}
    return {("SD8", "answer"): given, **rows, ("L90", "leaving_year"): "2025/26"}


@pytest.mark.parametrize(
    ("given", "listed", "code"),
    [(14, 14, ""), (14, 15, "DEST-004"), (14, 13, "DEST-005"), (14, 7, "DEST-005"), (14, 6, ""), (14, 0, ""),
     (0, 1, "DEST-004")],
)  # fmt: skip
def test_the_number_of_leavers_against_the_rows_of_this_year(
    given: int, listed: int, code: str, tmp_path: Path
) -> None:
    submission = read(tmp_path, leavers(given, listed), context=ON_TODAY)
    assert codes(submission) == ([code] if code else [])
    assert places(submission, code) == ([cell("SD8", "answer")] if code else [])


def test_a_list_that_was_only_begun_is_noted_when_the_year_is_over(tmp_path: Path) -> None:
    assert codes(read(tmp_path, leavers(14, 3), context=Context(today=dt.date(2027, 8, 31)))) == []
    assert codes(read(tmp_path, leavers(14, 3), context=Context(today=dt.date(2027, 9, 1)))) == ["DEST-005"]


def test_rows_of_other_years_do_not_count(tmp_path: Path) -> None:
    assert codes(read(tmp_path, leavers(2, 5, "2023/24"))) == []


@pytest.mark.parametrize("year", ["", "Soon"])
def test_a_year_that_is_not_known_might_be_this_one(year: str, tmp_path: Path) -> None:
    answers = {**leavers(14, 13), ("L91", "intended"): "Specialist college"}
    answers |= {("L91", "leaving_year"): year} if year else {}
    assert "DEST-005" not in codes(read(tmp_path, answers))


def test_leavers_are_not_counted_where_the_tracker_is_gone(tmp_path: Path) -> None:
    def gone(book: Workbook) -> None:
        del book["Destinations"]

    assert codes(read(tmp_path, leavers(14, 15), gone)) == ["SHEET-001"]


# comments


def commented(ref: str, column: str, text: str, author: str = "A teacher") -> Change:
    def change(book: Workbook) -> None:
        title, at = cell(ref, column)
        sheet(book, title)[at].comment = Comment(text, author)

    return change


def test_a_comment_on_a_blank_answer_is_no_answer_and_not_blank(tmp_path: Path) -> None:
    submission = read(tmp_path, {("CL2", "review"): "Done"}, commented("CL1", "completed", "Yes,  done\nin May"))
    assert places(submission, "CELL-012") == [cell("CL1", "completed")]
    answer = submission.by_key()["CL1", "completed"]
    assert (answer.state, answer.value, answer.raw) == ("unreadable", None, None)
    problem = next(p for p in submission.problems if p.code == "CELL-012")
    assert problem.context == {"comment": "Yes, done in May"}
    assert (problem.place.ref, problem.place.column) == ("CL1", "Action completed")


def test_a_comment_on_an_answer_leaves_the_answer(tmp_path: Path) -> None:
    submission = read(tmp_path, {("CL1", "completed"): "No"}, commented("CL1", "completed", "We think so"))
    assert submission.by_key()["CL1", "completed"].value == "No"
    assert codes(submission) == ["CELL-012"]


def test_a_comment_beside_an_answer_names_the_row(tmp_path: Path) -> None:
    def beside(book: Workbook) -> None:
        title, at = cell("CL1", "action")
        sheet(book, title)[at.replace("C", "B")].comment = Comment("What does this mean?", "A teacher")

    submission = read(tmp_path, {("CL1", "completed"): "No"}, beside)
    assert [p.place.ref for p in submission.problems] == ["CL1"]
    assert {a.state for a in submission.answers if a.ref == "CL1"} == {"answered", "blank"}


def test_a_long_comment_is_quoted_short(tmp_path: Path) -> None:
    submission = read(tmp_path, {("CL1", "completed"): "No"}, commented("CL1", "completed", "word " * 400))
    assert len(submission.problems[0].context["comment"]) == 100


def test_a_thread_is_read_instead_of_the_note_that_stands_in_for_it(tmp_path: Path) -> None:
    stand_in = "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment"
    path = filled(tmp_path, {("CL2", "review"): "Done"}, commented("CL1", "completed", stand_in, "tc={1}"))
    at = cell("CL1", "completed")[1]
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        f'<threadedComment ref="{at}" personId="{{2}}" id="{{1}}"><text>Is this ours?</text></threadedComment>'
        f'<threadedComment ref="{at}" personId="{{3}}" id="{{4}}" parentId="{{1}}"><text>Yes</text></threadedComment>'
        "</ThreadedComments>"
    )
    with_thread(path, thread)
    submission = read_file(path)
    assert [p.context["comment"] for p in submission.problems if p.code == "CELL-012"] == ["Is this ours? / Yes"]


def with_thread(path: Path, thread: str) -> None:
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    rels = next(name for name, data in parts.items() if "worksheets/_rels" in name and b"comments" in data)
    link = f'<Relationship Id="rIdT" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    parts["xl/threadedComments/threadedComment1.xml"] = thread.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def test_a_comment_on_a_sheet_of_ones_own_is_none_of_our_business(tmp_path: Path) -> None:
    def own(book: Workbook) -> None:
        book.create_sheet("Ours")["A1"].comment = Comment("For us", "A teacher")

    assert "CELL-012" not in codes(read(tmp_path, {("CL1", "completed"): "No"}, own))


# colours

GREEN, GREY = PatternFill("solid", fgColor="FF92D050"), PatternFill("solid", fgColor="FFD9D9D9")


def coloured(refs: list[str], column: str, fill: PatternFill = GREEN) -> Change:
    def change(book: Workbook) -> None:
        for ref in refs:
            title, at = cell(ref, column)
            sheet(book, title)[at].fill = fill

    return change


def test_a_colour_on_a_blank_answer_is_no_answer_and_not_blank(tmp_path: Path) -> None:
    submission = read(tmp_path, {("CL2", "review"): "Done"}, coloured(["CL1"], "completed"))
    assert codes(submission) == ["CELL-013"]
    assert places(submission, "CELL-013") == [cell("CL1", "completed")]
    assert submission.by_key()["CL1", "completed"].state == "unreadable"


def test_traffic_lights_are_reported_cell_by_cell(tmp_path: Path) -> None:
    refs = items("Careers leadership")
    lights = [GREEN, PatternFill("solid", fgColor="FFFFC000"), PatternFill("solid", fgColor="FFFF0000")]

    def change(book: Workbook) -> None:
        for number, ref in enumerate(refs):
            coloured([ref], "completed", lights[number % 3])(book)

    submission = read(tmp_path, {("SD1", "answer"): "Ms Hart"}, change)
    assert len(places(submission, "CELL-013")) == len(refs)


def test_a_colour_on_an_answer_says_nothing(tmp_path: Path) -> None:
    answers = {("CL1", "completed"): "No"}
    assert codes(read(tmp_path, answers, coloured(["CL1"], "completed"))) == []


def test_a_column_painted_over_says_nothing(tmp_path: Path) -> None:
    refs = items("Careers leadership")
    assert codes(read(tmp_path, {("SD1", "answer"): "Ms Hart"}, coloured(refs, "review", GREY))) == []


@pytest.mark.parametrize(
    "fill", [PatternFill(), PatternFill("solid", fgColor="FFFFFFFF"), PatternFill("solid", fgColor="FFFFF8E1")]
)
def test_no_colour_white_and_our_own_say_nothing(fill: PatternFill, tmp_path: Path) -> None:
    answers = {("SD1", "answer"): "Ms Hart"}
    assert codes(read(tmp_path, answers, coloured(["CL1", "CL2"], "completed", fill))) == []


def test_another_font_or_a_cell_that_asks_nothing_says_nothing(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        title, at = cell("CL1", "completed")
        sheet(book, title)[at].font = Font(color="FFFF0000", bold=True)
        sheet(book, title)["K20"].fill = GREEN

    assert codes(read(tmp_path, {("SD1", "answer"): "Ms Hart"}, change)) == []


def test_colours_of_a_palette_and_of_a_theme_count_too(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        fills = [Color(theme=5, tint=0.4), Color(indexed=11)]
        for ref, colour in zip(["CL1", "CL2"], fills, strict=True):
            coloured([ref], "completed", PatternFill("solid", fgColor=colour))(book)

    submission = read(tmp_path, {("SD1", "answer"): "Ms Hart"}, change)
    assert places(submission, "CELL-013") == [cell("CL1", "completed"), cell("CL2", "completed")]


@pytest.mark.office
@pytest.mark.slow
def test_comments_and_colours_saved_by_libreoffice(tmp_path: Path, office: Office) -> None:
    def both(book: Workbook) -> None:
        commented("CL1", "completed", "Yes, done")(book)
        coloured(["CL2"], "completed")(book)

    path = filled(tmp_path, {("SD1", "answer"): "Ms Hart"}, both)
    (saved,) = office.calculated([path], tmp_path / "saved")
    submission = read_file(saved)
    assert places(submission, "CELL-012") == [cell("CL1", "completed")]
    assert places(submission, "CELL-013") == [cell("CL2", "completed")]
