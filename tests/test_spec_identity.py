"""What a spec is known by in a store stays what version 0.1 made of it, and changes with any word of the spec."""

import pickle
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import read_by
from careers_workbook.spec.identity import identity
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from careers_workbook.spec.records import made_of
from careers_workbook.spec.sheets.checklist import ChecklistSheet, short_names
from careers_workbook.spec.strict import plain
from careers_workbook.spec.years import in_year
from tests.support.hub_folder import OAK, file, hub, workbook
from tests.support.spec_text import GOOD, changed, write

BY_0_1 = {"send-careers-checklist": "997c9321", "send-careers-checklist-2025.1": "b488aa39"}
SMALL_BY_0_1 = "9c1f078b"
"""The small spec of tests/support/spec_text.py, which has every kind of sheet but one."""


@pytest.mark.parametrize("name", sorted(BY_0_1))
def test_shipped_specs_are_known_as_version_0_1_knew_them(name: str) -> None:
    assert identity(load(name)) == BY_0_1[name]


def test_so_is_a_spec_of_ones_own(tmp_path: Path) -> None:
    assert identity(load(str(write(tmp_path, GOOD)))) == SMALL_BY_0_1


@pytest.mark.parametrize("word", ["tracker", "leavers"])
def test_the_older_word_for_a_kind_is_the_same(word: str, tmp_path: Path) -> None:
    said = load(str(write(tmp_path, changed(("kind: leavers", f"kind: {word}")))))
    assert identity(said) == SMALL_BY_0_1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Small checklist", "title: Smaller checklist"),
        ("minimum: 1,", "minimum: 2,"),
        ("answer: date}", "answer: date, hint: Soon}"),
        ("aliases: [job]", "aliases: [jobs]"),
        ("prefill: name}", "prefill: name, required: true}"),
        ("A note.", "Another note."),
    ],
)
def test_any_word_counts(old: str, new: str, tmp_path: Path) -> None:
    assert identity(load(str(write(tmp_path, changed((old, new)))))) != SMALL_BY_0_1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown(Spec):
    """A spec in a language that has one more key."""

    colour: str = "blue"


def test_a_new_key_counts_only_where_it_is_used() -> None:
    name = "send-careers-checklist"
    whole = plain(load(name))
    assert identity(made_of(Grown, whole)) == BY_0_1[name]
    assert identity(made_of(Grown, whole | {"colour": "red"})) != BY_0_1[name]


def test_other_words_for_a_heading_ask_nothing(tmp_path: Path) -> None:
    more = changed(("answer: date}", "answer: date, aliases: [By when]}"))
    assert identity(load(str(write(tmp_path, more)))) == SMALL_BY_0_1


@pytest.mark.parametrize("said", ["sensitive: true", "counts_people: false, sensitive: false"])
def test_who_may_see_an_answer_asks_nothing(said: str, tmp_path: Path) -> None:
    of_columns = changed(("answer: date}", f"answer: date, {said}}}"), ("prefill: name}", f"prefill: name, {said}}}"))
    of_a_sheet = changed(("    title: Checks", f"    title: Checks\n    {said.partition(',')[0]}"))
    for text in (of_columns, of_a_sheet):
        assert identity(load(str(write(tmp_path, text)))) == SMALL_BY_0_1


def test_the_law_behind_a_statement_asks_nothing(tmp_path: Path) -> None:
    said = changed(("ref: A1, text:", "ref: A1, duty: a plan is published, text:"))
    spec = load(str(write(tmp_path, said)))
    assert next(item.duty for sheet in spec.of(ChecklistSheet) for item in sheet.sections[0].items)
    assert identity(spec) == SMALL_BY_0_1


def test_what_a_section_is_called_for_short_asks_nothing(tmp_path: Path) -> None:
    spec = load(
        str(write(tmp_path, changed(("- heading: First section", "- heading: First section\n        short: One"))))
    )
    assert short_names(spec)["Checks", "First section"] == "One"
    assert identity(spec) == SMALL_BY_0_1


def test_the_year_of_a_round_counts() -> None:
    spec = load("send-careers-checklist")
    assert identity(in_year(spec, 2031)) != identity(spec)


def test_a_process_that_was_handed_a_spec_knows_it_by_the_same() -> None:
    spec = load("send-careers-checklist")
    code = "import pickle, sys; from careers_workbook.spec.identity import identity as known; "
    code += "print(known(pickle.load(sys.stdin.buffer)))"
    done = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(spec), capture_output=True, check=True)
    assert done.stdout.decode().strip() == identity(spec)


@pytest.mark.slow
def test_what_0_1_stored_need_not_be_read_again(tmp_path: Path) -> None:
    two = hub(tmp_path)
    one = file(two, "oak.xlsx", workbook(OAK))
    with Store(tmp_path / "hub.sqlite", write=True) as store:
        store.add(replace(one, read_by="send-careers-checklist 2020.1 997c9321"))
        now = read_by(load("send-careers-checklist"), keep_leaver_rows=False)
        assert store.read_otherwise(now) == ()
        assert store.read_otherwise(f"{now} with rows of leavers") == (one.receipt,)
