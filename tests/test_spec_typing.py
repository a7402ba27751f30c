"""What people type without quotes stays what they typed; only a few keys hold numbers, dates or true/false."""

import datetime as dt
import types
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from careers_workbook.spec.answers import registry
from careers_workbook.spec.extension import Extension
from careers_workbook.spec.load import check, load
from careers_workbook.spec.model import Spec
from careers_workbook.spec.validation import shape
from tests.support.spec_text import changed, write


@pytest.mark.parametrize("typed", ["2020.10", "1", "2027-03-31", "007", "1e5", "0x1F", "12:30:45", "1_000"])
def test_text_that_looks_like_something_else_stays_text(typed: str, tmp_path: Path) -> None:
    path = write(tmp_path, changed(('version: "1"', f"version: {typed}"), ("A note.", typed)))
    assert check(path) == ()
    spec = load(str(path))
    assert spec.version == typed
    assert spec.sheets[-1].model_dump()["paragraphs"] == (typed,)


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
    assert next(load(str(path)).forms()).fields[0].required is value


def test_dates_with_and_without_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, changed(("lists:", 'dates: {earliest: 2020-09-01, latest: "2029-08-31"}\nlists:')))
    assert check(path) == ()
    dates = load(str(path)).dates
    assert (dates.earliest, dates.latest) == (dt.date(2020, 9, 1), dt.date(2029, 8, 31))


def test_a_list_may_be_called_like_a_number_key(tmp_path: Path) -> None:
    path = write(tmp_path, changed(("  places:", "  rows: [1, 2]\n  places:")))
    assert check(path) == ()
    assert [(o.id, o.label) for o in load(str(path)).lists["rows"]] == [("o_1", "1"), ("o_2", "2")]


def _leaves(annotation: Any) -> set[Any]:
    """The plain types and models that a field's annotation is made of."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return {annotation}
    return {leaf for part in get_args(annotation) for leaf in _leaves(part)}


def _typed_keys(model: type[BaseModel], seen: set[type]) -> set[tuple[str, type]]:
    seen.add(model)
    keys: set[tuple[str, type]] = set()
    for name, field in model.model_fields.items():
        for leaf in _leaves(field.annotation):
            if isinstance(leaf, type) and issubclass(leaf, BaseModel):
                keys |= _typed_keys(leaf, seen) if leaf not in seen else set()
            elif leaf in (int, bool, dt.date):
                keys.add((name, leaf))
    return keys


def test_the_table_of_typed_keys_is_that_of_the_model() -> None:
    keys = _typed_keys(Spec, set()) | _typed_keys(Extension, set())
    keys |= {key for kind in registry.kinds() for key in _typed_keys(kind.settings, set())}
    expected = (
        {(k, int) for k in shape.NUMBERS} | {(k, bool) for k in shape.FLAGS} | {(k, dt.date) for k in shape.DATES}
    )
    assert keys == expected
