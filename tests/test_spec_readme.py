"""The page on the spec language: its examples load, and no key of the language is missing from it."""

import re
from pathlib import Path

from careers_workbook.spec.lists import Choice, DateRange, Term
from careers_workbook.spec.load import check, load, shipped
from careers_workbook.spec.merge import Addition, Extension, Rewording
from careers_workbook.spec.model import Spec, Start, all_kinds
from careers_workbook.spec.sheets.checklist import ChecklistSheet, Item, Section
from careers_workbook.spec.sheets.form import FormField
from careers_workbook.spec.sheets.list import TrackerSheet
from careers_workbook.spec.strict import Strict, keys_of

PAGE = (next(iter(shipped().values())).parent / "README.md").read_text(encoding="utf-8")
MODELS: tuple[type[Strict], ...] = (
    *(Spec, Extension, Addition, Rewording, Choice, DateRange, FormField, Section, Item, Start, Term),
    *all_kinds(),
)


def test_the_examples_load(tmp_path: Path) -> None:
    names = ("my-checklist.yaml", "my-checklist-2027.yaml", "my-checklist-counts.yaml")
    for name, text in zip(names, re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert [str(problem) for problem in check(tmp_path / name)] == []
    spec = load(str(tmp_path / "my-checklist-2027.yaml"))
    (leadership,) = spec.of(ChecklistSheet)
    assert [(s.heading, [item.ref for item in s.items]) for s in leadership.sections] == [
        ("Careers Leadership", ["CL2", "CL3"]),
        ("Team", ["CT1", "CT2"]),
    ]
    assert [option.label for option in spec.lists["places"]] == ["Work", "College"]
    (tracker,) = load(str(tmp_path / "my-checklist-counts.yaml")).of(TrackerSheet)
    assert tracker.detail == "counts"


def test_every_key_is_shown() -> None:
    keys = {key for model in MODELS for key in keys_of(model)}
    shown = set(re.findall(r"[{\s`](\w+)(?=[:`])", PAGE))
    assert keys - shown == set()


def test_every_shipped_spec_is_listed() -> None:
    for path in shipped().values():
        assert f"`{path.name}`" in PAGE
