"""The golden thread: lines of evidence by theme. They are counted, never scored, and are not about leavers."""

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
from openpyxl import Workbook

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.figures.evidence import Evidence
from careers_workbook.figures.summary import Summary
from careers_workbook.hub.rollover.roll import next_year
from careers_workbook.layout.plan import plan
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.report_document import report_schema
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.answers.answer_kind import AnswerValue
from careers_workbook.spec.load import load
from careers_workbook.spec.sheets.list import TrackerSheet, evidence_sheets, theme_of
from tests.support.built import opened
from tests.support.filled import changed, codes, sheet
from tests.support.schools import Key, school, words_in, write_return
from tests.support.truth import FIRST_SPEC

SPEC = load("send-careers-checklist-2025")
THREAD = next(s for s in SPEC.of(TrackerSheet) if s.title == "Golden thread")
THEMES = (
    "Aspirational outcomes",
    "Curriculum",
    "Encounters and work experience",
    "Annual reviews",
    "Outcomes and impact",
)
OAK = school(1)
TODAY = dt.date(2026, 11, 23)
LINES: dict[Key, AnswerValue] = {
    ("GT01", "theme"): "Curriculum",
    ("GT01", "evidence"): "Careers in every scheme of work of Years 7 to 14",
    ("GT01", "where"): "Shared drive, Curriculum, Careers",
    ("GT01", "date"): dt.date(2026, 10, 2),
    ("GT02", "theme"): "Curriculum",
    ("GT02", "evidence"): "Display in the corridor",
    ("GT04", "theme"): "Annual reviews",
    ("GT04", "evidence"): "Ten reviews of Year 9 name an outcome about work",
    ("GT04", "where"): "Office",
    ("GT05", "evidence"): "Photographs of the enterprise day",
    ("CL1", "action"): "Ask governors",
}


READ: dict[object, Submission] = {}


def returned(folder: Path, given: dict[Key, AnswerValue], change: object = None) -> Submission:
    """What a return with these answers and this change holds: each is written and read once."""
    key = (*given.items(), change)
    if key not in READ:
        path = write_return(folder / "return.xlsx", OAK, given, SPEC)
        if change:
            path.write_bytes(changed(path.read_bytes(), change))  # type: ignore[arg-type]
        READ[key] = read_file(path)
    return READ[key]


def summary(folder: Path, given: dict[Key, AnswerValue], change: object = None) -> Summary:
    return summarise(returned(folder, given, change), SPEC, TODAY)


def counted(folder: Path, given: dict[Key, AnswerValue], change: object = None) -> Evidence:
    (evidence,) = summary(folder, given, change).evidence
    return evidence


# the sheet


def test_only_the_newer_checklist_has_it_and_only_it_is_about_evidence() -> None:
    assert evidence_sheets(load(FIRST_SPEC)) == ()
    assert evidence_sheets(SPEC) == (THREAD,)
    assert [s.title for s in SPEC.of(TrackerSheet) if s.about_people] == ["Destinations"]
    asked = theme_of(THREAD)
    assert asked is not None
    assert tuple(option.label for option in SPEC.options(asked)) == THEMES


def test_the_sheet_asks_for_theme_evidence_place_and_date() -> None:
    assert [(c.id, c.answer) for c in THREAD.columns] == [
        ("theme", "choice"),
        ("evidence", "text"),
        ("where", "text"),
        ("date", "date"),
    ]
    book = opened(build(plan(SPEC), OAK, Order(TODAY)))
    titles = book.sheetnames
    assert titles.index("Golden thread") == titles.index("Destinations") - 1
    made = book["Golden thread"]
    words = " ".join(str(cell.value) for row in made.iter_rows() for cell in row if cell.value)
    assert "Optional" in words
    assert "Please name no pupil." in words
    assert "GT01" in words
    assert "GT20" in words
    assert "leaver" not in words.lower()
    (table,) = made.tables.values()
    assert "eaver" not in (table.displayName + str(table.name))
    rules = [rule for rule in made.data_validations.dataValidation if rule.type == "list"]
    assert len(rules) == 1


# reading and counting


def test_lines_are_counted_by_theme(tmp_path: Path) -> None:
    evidence = counted(tmp_path, LINES)
    assert evidence == Evidence(
        "Golden thread",
        missing=False,
        lines=4,
        themes=tuple(zip(THEMES, (0, 2, 0, 1, 0), strict=True)),
        no_theme=1,
        no_place=2,
    )
    assert evidence.bare_themes == (THEMES[0], THEMES[2], THEMES[4])


def test_an_empty_sheet_is_no_fault(tmp_path: Path) -> None:
    given = {("CL1", "action"): "Ask governors"}
    evidence = counted(tmp_path, given)
    assert (evidence.lines, evidence.missing, evidence.no_theme) == (0, False, 0)
    assert codes(returned(tmp_path, given)) == []
    text = render(summary(tmp_path, given), "text")
    assert "No evidence has been listed. The sheet is optional." in text


def test_a_missing_sheet_is_not_an_empty_one(tmp_path: Path) -> None:
    def gone(book: Workbook) -> None:
        del book["Golden thread"]

    assert counted(tmp_path, LINES, gone).missing
    assert "The sheet is missing from the file" in render(summary(tmp_path, LINES, gone), "text")


def test_the_lines_change_no_score(tmp_path: Path) -> None:
    with_lines, without = summary(tmp_path, LINES), summary(tmp_path, {("CL1", "action"): "Ask governors"})
    assert with_lines.progress == without.progress
    assert [d.leavers for d in with_lines.destinations] == [0]
    assert with_lines.keep_private is without.keep_private
    assert [step.kind for step in with_lines.next_steps] == [step.kind for step in without.next_steps]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_report_shows_the_counts_and_the_bare_themes(form: str, tmp_path: Path) -> None:
    page = " ".join(render(summary(tmp_path, LINES), form).split())
    assert "4 lines of evidence." in page
    assert "No line yet about: Aspirational outcomes, Encounters and work experience, Outcomes and impact." in page
    assert "1 line has no readable theme." in page
    assert "2 lines have no word on where it is." in page
    assert "Display in the corridor" not in page
    older = render(summarise(returned(tmp_path, LINES), load(FIRST_SPEC), TODAY), form)
    assert "evidence." not in older


def test_the_json_report_holds_the_counts(tmp_path: Path) -> None:
    document = json.loads(render(summary(tmp_path, LINES), "json"))
    jsonschema.validate(document, report_schema())
    assert document["evidence"] == [
        {
            "sheet": "Golden thread",
            "missing": False,
            "lines": 4,
            "themes": [{"name": name, "lines": n} for name, n in zip(THEMES, (0, 2, 0, 1, 0), strict=True)],
            "no_theme": 1,
            "no_place": 2,
        }
    ]


# evidence is not about leavers, yet names no pupil


def test_other_references_and_double_ones_are_no_complaint(tmp_path: Path) -> None:
    def referred(book: Workbook) -> None:
        for row in sheet(book, "Golden thread").iter_rows():
            if row[0].value == "GT02":
                row[0].value = "Display"
            elif row[0].value == "GT04":
                row[0].value = "GT01"

    submission = returned(tmp_path, LINES, referred)
    assert codes(submission) == []
    assert counted(tmp_path, LINES, referred).lines == 4


def test_what_cannot_be_read_is_quoted_as_on_any_other_sheet(tmp_path: Path) -> None:
    given = LINES | {("GT02", "theme"): "Corridors", ("GT02", "date"): "last term"}
    found = summary(tmp_path, given)
    said = {finding.where: finding.message for finding in found.quality.findings}
    places = [where for where in said if "GT02" in where]
    assert len(places) == 2
    assert '"Corridors" is not one of the answers offered.' in [said[where] for where in places]
    assert found.evidence[0].no_theme == 2


def test_personal_data_is_taken_out_here_too(tmp_path: Path) -> None:
    submission = returned(tmp_path, LINES | {("GT01", "evidence"): "Plan of B801200005001, see file"})
    assert "CELL-010" in codes(submission)
    assert "801200005001" not in "".join(str(answer.value) + str(answer.raw) for answer in submission.answers)


def test_leavers_are_still_counted_without_a_word_of_theirs(tmp_path: Path) -> None:
    given = LINES | {("L01", "leaving_year"): "2025/26", ("L01", "autumn"): "Fred went to Tesco"}
    found = summary(tmp_path, given)
    assert "Tesco" not in "".join(f.where + f.message + f.advice for f in found.quality.findings)
    assert found.destinations[0].leavers == 1
    assert found.evidence[0].lines == 4


# next year


def test_lines_are_carried_into_the_next_workbook(tmp_path: Path) -> None:
    given = LINES | {("GT04", "date"): "last term"}
    made = next_year(returned(tmp_path, given), SPEC, Order(dt.date(2027, 9, 6)))
    path = tmp_path / "next.xlsx"
    path.write_bytes(made.data)
    again = read_file(path)
    expected = {key: value for key, value in given.items() if key[0].startswith("GT") and value != "last term"}
    assert {(a.ref, a.column_id): a.value for a in again.of_kind("tracker") if a.value is not None} == expected
    assert again.by_key()["GT04", "date"].raw == "last term"
    assert ("Golden thread", "4 lines are carried over.") in made.found
    assert "last term" in words_in(path)
