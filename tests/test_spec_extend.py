"""A spec that extends another: what it can change, and every way to get it wrong, in the line of the right file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.spec.load import check, load
from careers_workbook.spec.model import DeclaredColumn, DeclaredRow, Question, Sheet, Spec
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.sheets.guidance import GuidanceSheet
from tests.support.spec_text import GOOD, changed, expected, found, write

HEAD = 'id: larger\nversion: "2"\nextends: small\n'


def extended(folder: Path, text: str, base: str = GOOD) -> Path:
    write(folder, base)
    return write(folder, HEAD + text, "larger.yaml")


def good(folder: Path, text: str) -> Spec:
    path = extended(folder, text)
    assert [str(problem) for problem in check(path)] == []
    return load(str(path))


def sections(spec: Spec) -> dict[str, list[str]]:
    return {s.heading: [item.ref for item in s.items] for sheet in spec.of(ChecklistSheet) for s in sheet.sections}


def test_what_is_about_people_is_said_of_questions_and_sheets_of_the_other(tmp_path: Path) -> None:
    said = "sensitive: [Checks]\nreword:\n  D1: {sensitive: true}\n"
    spec = good(tmp_path, said)
    about = {(row.ref, column.id): sheet.says_of_people(asked) for sheet, row, column, asked in asked_cells(spec)}
    assert [about["D1", "answer"], about["D2", "answer"], about["A1", "review"]] == [True, False, True]
    extended(tmp_path, "sensitive: [Check]  #! SPEC-011\nreword:\n  A1: {sensitive: true}  #! SPEC-002\n")
    assert [code for _, code in found(tmp_path / "larger.yaml")] == ["SPEC-011", "SPEC-002"]


def asked_cells(spec: Spec) -> Iterator[tuple[Sheet, DeclaredRow, DeclaredColumn, Question]]:
    for sheet, tables in spec.declared:
        yield from ((sheet, *cell) for table in tables for cell in table.asked())


def text_of(spec: Spec, ref: str) -> str:
    return next(i.text for sheet in spec.of(ChecklistSheet) for s in sheet.sections for i in s.items if i.ref == ref)


def test_nothing_changed_is_the_same_content(tmp_path: Path) -> None:
    spec = good(tmp_path, "")
    base = load(str(tmp_path / "small.yaml"))
    assert (spec.id, spec.version, spec.extends) == ("larger", "2", "small")
    assert (spec.title, spec.sheets, spec.lists, spec.start) == (base.title, base.sheets, base.lists, base.start)


def test_reword_items_and_details(tmp_path: Path) -> None:
    spec = good(
        tmp_path,
        "reword:\n"
        "  A1: {text: One better statement., benchmarks: [2], hint: Think of everyone.}\n"
        "  A2: Another better statement.\n"
        "  D1: Full name\n",
    )
    item = next(spec.of(ChecklistSheet)).sections[0].items[0]
    assert (item.text, item.benchmarks, item.hint) == ("One better statement.", (2,), "Think of everyone.")
    assert text_of(spec, "A2") == "Another better statement."
    assert next(spec.of(FormSheet)).fields[0].label == "Full name"


def test_a_renamed_item_keeps_its_place_and_is_reworded_by_its_new_ref(tmp_path: Path) -> None:
    spec = good(tmp_path, "renamed: {A1: A3}\nreword: {A3: New words.}\n")
    assert sections(spec)["First section"] == ["A3", "A2"]
    assert text_of(spec, "A3") == "New words."
    assert spec.renamed == {"A1": "A3"}


def test_a_dropped_item_is_gone_and_can_hand_over_to_another(tmp_path: Path) -> None:
    spec = good(tmp_path, "dropped: {A2: The same as the first.}\nrenamed: {A2: A1}\n")
    assert sections(spec)["First section"] == ["A1"]
    assert spec.dropped == {"A2": "The same as the first."}


def test_a_section_without_items_goes_and_so_does_a_sheet_without_fields(tmp_path: Path) -> None:
    spec = good(tmp_path, "dropped: {B1: Out of date., D1: Known already., D2: Known already.}\n")
    assert list(sections(spec)) == ["First section"]
    assert [sheet.title for sheet in spec.sheets] == ["Checks", "Leavers", "Progress", "Notes"]


def test_add_items_fields_sections_and_sheets(tmp_path: Path) -> None:
    spec = good(
        tmp_path,
        """\
add:
  - after: A1
    items:
      - {ref: A4, text: Added after the first.}
      - {ref: A5, text: Added after that.}
  - section: Second section
    items: [{ref: B2, text: Added at the end.}]
  - after: D1
    fields: [{ref: D3, id: head, label: Head teacher}]
  - sheet: Checks
    after: First section
    sections:
      - heading: Between
        items: [{ref: C1, text: In between.}]
  - after: Checks
    sheets: [{kind: guidance, title: Help, paragraphs: [Read this.]}]
  - sheets: [{kind: guidance, title: The end, paragraphs: [Goodbye.]}]
""",
    )
    assert sections(spec) == {
        "First section": ["A1", "A4", "A5", "A2"],
        "Between": ["C1"],
        "Second section": ["B1", "B2"],
    }
    assert [field.ref for field in next(spec.of(FormSheet)).fields] == ["D1", "D3", "D2"]
    titles = [sheet.title for sheet in spec.sheets]
    assert titles == ["Details", "Checks", "Help", "Leavers", "Progress", "Notes", "The end"]


def test_lists_dates_start_and_rephrase(tmp_path: Path) -> None:
    spec = good(
        tmp_path,
        """\
title: Larger checklist
due_soon_days: 7
dates: {earliest: 2025-01-01, latest: 2030-12-31}
start: {what: New., who: You., steps: [Begin.]}
lists:
  places: [{label: Home, group: other}]
  colours: [Red, Green]
rephrase:
  A note.: A new note.
  Second section: Last section
  Checks: Questions
""",
    )
    assert (spec.title, spec.due_soon_days, spec.dates.earliest.year) == ("Larger checklist", 7, 2025)
    assert spec.start.steps == ("Begin.",)
    assert {name: [o.label for o in options] for name, options in spec.lists.items()} == {
        "completed": ["Yes", "In progress", "No", "Not applicable"],
        "places": ["Home"],
        "colours": ["Red", "Green"],
    }
    assert list(sections(spec)) == ["First section", "Last section"]
    assert next(s for s in spec.sheets if isinstance(s, GuidanceSheet)).paragraphs == ("A new note.",)
    assert next(spec.of(ChecklistSheet)).title == "Questions"


def test_an_extension_can_be_extended(tmp_path: Path) -> None:
    extended(tmp_path, "renamed: {A1: A3}\ndropped: {B1: Out of date.}\n")
    path = write(
        tmp_path, 'id: largest\nversion: "3"\nextends: larger.yaml\nreword: {A3: Third wording.}\n', "largest.yml"
    )
    assert check(path) == ()
    spec = load(str(path))
    assert sections(spec) == {"First section": ["A3", "A2"]}
    assert text_of(spec, "A3") == "Third wording."
    assert (spec.renamed, spec.dropped) == ({}, {}), "what an earlier version changed is told by that version"


ADD = "add:\n  - after: A1\n    items:\n      - "
MISTAKES = {
    "unknown key": "rewrod: {A1: New.}  #! SPEC-002\n",
    "sheets": "sheets: []  #! SPEC-002\n",
    "renamed, unknown": "renamed: {X1: A3}  #! SPEC-011\n",
    "dropped, unknown": "dropped:\n  A9: Why.  #! SPEC-011\n",
    "heir, unknown": "dropped: {A2: Why.}\nrenamed: {A2: A7}  #! SPEC-011\n",
    "reworded, unknown": "reword:\n  A9: New words.  #! SPEC-011\n",
    "reworded by the old ref": "renamed: {A1: A3}\nreword:\n  A1: New words.  #! SPEC-011\n",
    "rephrased, unknown": "rephrase:\n  A nota.: A new note.  #! SPEC-011\n",
    "after, unknown": "add:\n  - after: A9  #! SPEC-011\n    items: [{ref: A4, text: Added.}]\n",
    "section, unknown": "add:\n  - section: Third section  #! SPEC-011\n    items: [{ref: A4, text: Added.}]\n",
    "sheet, unknown": "add:\n  - sheet: Details?  #! SPEC-011\n    fields: [{ref: D4, id: d, label: Added}]\n",
    "added nowhere": "add:\n  - items: [{ref: A4, text: Added.}]  #! SPEC-003\n",
    "added nothing": "add:\n  - after: A1  #! SPEC-004\n",
    "two things added": """\
add:
  - after: A1  #! SPEC-004
    items: [{ref: A4, text: A.}]
    fields: [{ref: D4, id: d, label: B}]
""",
    "ref in small letters": "dropped: {a1: Why.}  #! SPEC-004, SPEC-011\n",
    "a dropped ref comes back": "dropped: {A2: Why.}\n" + ADD + "{ref: A2, text: Added.}  #! SPEC-005\n",
    "a renamed ref comes back": "renamed: {A2: A3}\n" + ADD + "{ref: A2, text: Added.}  #! SPEC-005\n",
    "two refs change places": "renamed:\n  A1: A2  #! SPEC-005\n  A2: A1  #! SPEC-005\n",
    "added ref that is used": ADD + "{ref: B1, text: Added.}  #! SPEC-005\n",
    "added words that are used": ADD + "{ref: A4, text: A third statement}  #! SPEC-021\n",
    "added sheet that is there": """\
add:
  - after: Details
    sheets:
      - {kind: guidance, paragraphs: [x], title: notes}  #! SPEC-013
""",
    "added item without text": ADD + "{ref: A4}  #! SPEC-003\n",
    "new words too long": f"reword:\n  A1: {'n' * 2001}  #! SPEC-008\n",
    "new list without a meaning": "lists:\n  completed:\n    - Perhaps  #! SPEC-015\n",
    "new dates the wrong way": "dates:\n  earliest: 2030-01-01\n  latest: 2020-01-01  #! SPEC-004\n",
    "bare yes": "lists:\n  completed:\n    - Yes  #! SPEC-009\n",
}


@pytest.mark.parametrize("case", MISTAKES)
def test_each_mistake_is_found_in_its_line(case: str, tmp_path: Path) -> None:
    path = extended(tmp_path, MISTAKES[case])
    assert found(path) == expected(HEAD + MISTAKES[case])
    assert {problem.place.file for problem in check(path)} == {str(path)}


def test_what_stood_there_first_is_named_with_its_file(tmp_path: Path) -> None:
    (problem,) = check(extended(tmp_path, MISTAKES["added ref that is used"]))
    assert problem.message == "The ref B1 is used already, in line 38 of small.yaml."


def test_the_extended_spec_is_wrong_itself(tmp_path: Path) -> None:
    path = extended(tmp_path, "titel: x\n", changed(("title: Notes", "title: History")))
    assert [(Path(p.place.file).name, p.place.line, p.code) for p in check(path)] == [
        ("larger.yaml", 4, "SPEC-002"),
        ("small.yaml", 46, "SPEC-007"),
    ]
    with pytest.raises(SpecError, match=r"small\.yaml, line 46"):
        load(str(path))


def test_an_unknown_spec_to_extend(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD.replace("small", "send-careers-checklst"), "larger.yaml")
    (problem,) = check(path)
    assert (problem.code, problem.place.line) == ("SPEC-010", 3)
    assert problem.advice == 'Did you mean "send-careers-checklist"?'


def test_specs_that_extend_each_other(tmp_path: Path) -> None:
    first = write(tmp_path, HEAD.replace("small", "second"), "first.yaml")
    write(tmp_path, HEAD.replace("small", "third"), "second.yaml")
    write(tmp_path, HEAD.replace("small", "first"), "third.yaml")
    (problem,) = check(first)
    assert (problem.code, Path(problem.place.file).name, problem.place.line) == ("SPEC-023", "third.yaml", 3)
    assert problem.message == "first.yaml extends second.yaml extends third.yaml extends first.yaml."


def test_a_spec_that_extends_itself(tmp_path: Path) -> None:
    assert found(write(tmp_path, HEAD, "small.yaml")) == [(3, "SPEC-023")]


def test_an_unknown_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError) as caught:
        load("send-careers-checklist-2052")
    (problem,) = caught.value.problems
    assert problem.code == "SPEC-017"
    assert problem.advice == 'Did you mean "send-careers-checklist-2025"?'
