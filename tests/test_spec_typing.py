"""What people type without quotes stays what they typed; only a few keys hold numbers, dates or true/false."""

import datetime as dt
from pathlib import Path

import pytest

from careers_workbook.spec.load import check, load
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.strict import plain
from careers_workbook.spec.validation.keys import keys
from tests.support.spec_text import changed, write


@pytest.mark.parametrize("typed", ["2020.10", "1", "2027-03-31", "007", "1e5", "0x1F", "12:30:45", "1_000"])
def test_text_that_looks_like_something_else_stays_text(typed: str, tmp_path: Path) -> None:
    path = write(tmp_path, changed(('version: "1"', f"version: {typed}"), ("A note.", typed)))
    assert check(path) == ()
    spec = load(str(path))
    assert spec.version == typed
    assert plain(spec.sheets[-1])["paragraphs"] == [typed]


def test_bare_yes_and_no_are_the_words_and_are_pointed_out(tmp_path: Path) -> None:
    path = write(tmp_path, changed(('    - "Yes"', "    - Yes"), ('    - "No"', "    - No")))
    assert [(p.code, p.severity, p.place.line) for p in check(path)] == [
        ("SPEC-009", "warning", 11),
        ("SPEC-009", "warning", 13),
    ]
    options = load(str(path)).lists["completed"]
    assert [(option.id, option.label) for option in options][::2] == [("yes", "Yes"), ("no", "No")]


@pytest.mark.parametrize(("typed", "value"), [("true", True), ("Yes", True), ("off", False), ("FALSE", False)])
def test_true_and_false_are_meant_where_they_belong(typed: str, value: bool, tmp_path: Path) -> None:
    path = write(tmp_path, changed(("prefill: name}", f"required: {typed}}}")))
    assert check(path) == ()
    assert next(load(str(path)).of(FormSheet)).fields[0].required is value


def test_dates_with_and_without_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, changed(("lists:", 'dates: {earliest: 2020-09-01, latest: "2029-08-31"}\nlists:')))
    assert check(path) == ()
    dates = load(str(path)).dates
    assert (dates.earliest, dates.latest) == (dt.date(2020, 9, 1), dt.date(2029, 8, 31))


def test_a_list_may_be_called_like_a_number_key(tmp_path: Path) -> None:
    path = write(tmp_path, changed(("  places:", "  rows: [1, 2]\n  places:")))
    assert check(path) == ()
    assert [(o.id, o.label) for o in load(str(path)).lists["rows"]] == [("o_1", "1"), ("o_2", "2")]


def test_only_these_keys_hold_something_else_than_text() -> None:
    numbers = ("rows", "minimum", "maximum", "due_soon_days", "benchmarks", "school_year")
    dates, flags = ("earliest", "latest", "ends"), ("required", "yearly", "counts_people", "sensitive")
    expected = dict.fromkeys(numbers, int) | dict.fromkeys(dates, dt.date) | dict.fromkeys(flags, bool)
    assert keys().types == expected


def test_under_these_keys_the_keys_are_the_authors_own() -> None:
    own = {"lists", "attributes", "renamed", "dropped", "reword", "rephrase", "detail", "rows"}
    assert keys().own == own
