"""A spec as a tree for people and as a schema for editors."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from careers_workbook.spec.describe import tree
from careers_workbook.spec.load import check, load, shipped
from careers_workbook.spec.schema import json_schema
from careers_workbook.spec.sheets.checklist import ChecklistSheet
from careers_workbook.spec.sheets.form import FormSheet
from tests.support.spec_text import GOOD, changed, write
from tests.support.truth import FIRST_SPEC

HEAD = "id: larger\nversion: '2'\nextends: small\n"


class _Json(yaml.SafeLoader):
    """YAML as editors see it: dates are text."""


_Json.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def parsed(text: str) -> Any:
    return yaml.load(text, Loader=_Json)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_specs_follow_the_schema(name: str) -> None:
    assert list(validator().iter_errors(parsed(shipped()[name].read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (changed(("title: Small checklist", "titel: Small checklist")), []),
        (changed(("answer: date}", "answer: dat}")), ["sheets", 1]),
        (changed(("{ref: A2, text: Another statement.}", "{ref: a2, text: Another statement.}")), ["sheets", 1]),
        (changed(("minimum: 1", "minimum: one")), ["sheets", 0]),
        (changed(("    - Fill it in by {due}.", "    - 3")), ["start", "steps", 0]),
        ("id: x\nversion: '2'\nextends: small\nsheets: []\n", []),
        ("id: x\nversion: '2'\nextends: small\nadd: [{items: [{ref: A1}]}]\n", ["add", 0, "items", 0]),
        ("id: x\nversion: '2'\nextends: small\nreword: {A1: [a]}\n", ["reword", "A1"]),
    ],
)
def test_a_broken_spec_does_not_follow_the_schema(text: str, path: list[str | int]) -> None:
    errors = list(validator().iter_errors(parsed(text)))
    assert errors
    assert any(list(error.absolute_path)[: len(path)] == path for error in errors)


PUPILS = "answer: whole number, minimum: 1, maximum: 99}"
COMPLETED = "answer: choice, list: completed}"
SAME: dict[str, tuple[bool, str]] = {
    "as it is": (True, GOOD),
    "without bounds": (True, changed((PUPILS, "answer: whole number}"))),
    "one bound": (True, changed((PUPILS, "answer: whole number, maximum: 9}"))),
    "text by name": (True, changed(("prefill: name}", "answer: text, prefill: name}"))),
    "yes or no": (True, changed((PUPILS, "answer: yes/no}"))),
    "a date": (True, changed((PUPILS, "answer: date, hint: The first day.}"))),
    "an empty hint": (True, changed((PUPILS, "hint: }"))),
    "an option in full": (
        True,
        changed(("    - In progress", "    - {id: under_way, label: Under way, group: in progress}")),
    ),
    "dates": (True, changed(("lists:\n", "dates: {earliest: 2020-01-01}\nlists:\n"))),
    "years": (True, changed(("lists:\n", "lists:\n  years: {school_years: 3, until: 2026/27}\n"))),
    "counts": (True, changed(("    title: Leavers\n", "    title: Leavers\n    rows: 20\n"))),
    "no such kind": (False, changed((PUPILS, "answer: whole}"))),
    "no kind at all": (False, changed((PUPILS, "answer: }"))),
    "bounds of a text": (False, changed((PUPILS, "minimum: 1}"))),
    "bounds of a date": (False, changed((PUPILS, "answer: date, maximum: 9}"))),
    "a list of a text": (False, changed(("prefill: name}", "list: places}"))),
    "a list of a number": (False, changed((PUPILS, "answer: whole number, list: places}"))),
    "a list of yes or no": (False, changed((PUPILS, "answer: yes/no, list: places}"))),
    "a choice of nothing": (False, changed((COMPLETED, "answer: choice}"))),
    "an empty list": (False, changed((COMPLETED, "answer: choice, list: }"))),
    "a choice with bounds": (False, changed((COMPLETED, "answer: choice, list: completed, maximum: 3}"))),
    "a quoted bound": (False, changed(("minimum: 1", 'minimum: "1"'))),
    "half a bound": (False, changed(("minimum: 1", "minimum: 1.5"))),
    "an empty bound": (False, changed(("minimum: 1", "minimum: "))),
    "settings": (False, changed((PUPILS, "settings: {maximum: 3}}"))),
    "an unknown key": (False, changed((PUPILS, "answer: whole number, least: 1}"))),
    "no label": (False, changed(("label: Pupils, ", ""))),
    "no id": (False, changed(("id: pupils, ", ""))),
    "a bad ref": (False, changed(("ref: D2", "ref: d2"))),
    "a bad prefill": (False, changed(("prefill: name", "prefill: nam"))),
    "no items": (False, changed(("          - {ref: B1, text: A third statement.}\n", "          []\n"))),
    "no such sheet": (False, changed(("kind: progress", "kind: progres"))),
    "too many rows": (False, changed(("    title: Leavers\n", "    title: Leavers\n    rows: 501\n"))),
    "a bad prefix": (False, changed(("    title: Leavers\n", "    title: Leavers\n    prefix: LLL\n"))),
    "an unknown key of an option": (False, changed(("label: Work, ", "label: Work, colour: red, "))),
    "an option without a label": (
        False,
        changed(("{label: Work, group: employment, aliases: [job]}", "{group: employment}")),
    ),
    "a date that is none": (False, changed(("lists:\n", "dates: {earliest: soon}\nlists:\n"))),
}
"""Whether it is good, and the text. A number without quotes where text is asked for is left out: to other tools it is
no text, and the loader takes it as it was typed."""


@pytest.mark.slow
@pytest.mark.parametrize("case", SAME)
def test_the_schema_and_the_loader_take_the_same_documents(case: str, tmp_path: Path) -> None:
    good, text = SAME[case]
    errors = [problem for problem in check(write(tmp_path, text)) if problem.severity == "error"]
    assert (not errors, not list(validator().iter_errors(parsed(text)))) == (good, good)


def test_the_small_spec_and_short_forms_follow_the_schema() -> None:
    assert list(validator().iter_errors(parsed(GOOD))) == []
    short = HEAD + "reword: {A1: New words., A2: {hint: Think.}}\nlists: {a: [b, {label: c}]}\n"
    assert list(validator().iter_errors(parsed(short))) == []


def test_the_schema_is_plain_json() -> None:
    assert json.loads(json.dumps(json_schema())) == json_schema()


def test_the_tree_shows_every_question() -> None:
    spec = load(FIRST_SPEC)
    shown = tree(spec)
    lines = [line.strip() for line in shown.splitlines()]
    for sheet in spec.of(ChecklistSheet):
        for section in sheet.sections:
            for item in section.items:
                assert any(line.startswith(f"{item.ref} {item.text}") for line in lines)
    for field in next(spec.of(FormSheet)).fields:
        assert any(line.startswith(f"{field.ref} {field.label}: ") for line in lines)
    assert "SD8 Number of leavers in current year: whole number 0 to 999, counts people" in lines
    assert "Careers leadership (checklist, 6 items)" in lines
    assert "completed: Yes; In progress; No; Not applicable" in lines


def test_the_tree_of_a_small_spec(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    path = write(tmp_path, HEAD + "renamed: {A1: A3}\ndropped: {A2: Too old.}\n", "l.yaml")
    assert (
        tree(load(str(path)))
        == """\
Small checklist
larger, version 2, extends small

Details (form, 2 answers)
  D1 Name: text, filled in from the register
  D2 Pupils: whole number 1 to 99

Checks (checklist, 2 items)
  Columns: Action needed (text); Deadline (date); Review (text); Action completed (choice from completed)
  First section (1 item)
    A3 One statement. [Gatsby 1, 8]
  Second section (1 item)
    B1 A third statement.

Leavers (leavers, 100 rows)
  Columns: Autumn (choice from places)

Progress (progress)
  counts, next deadlines and charts

Notes (guidance)
  A note.

Lists
  completed: Yes; In progress; No; Not applicable
  places: College; Work

Changed since small
  A1 is now A3
  A2 is no longer asked: Too old."""
    )
