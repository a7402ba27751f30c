"""Every kind of damage: nothing under the wrong question, all recovered that can be, each named, no false alarm."""

from functools import cache
from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import load
from tests.support.cases import Case, Map, cases
from tests.support.damage import bare, damaged, damaged_bare
from tests.support.judge import judge
from tests.support.sabotage import sabotage
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth

SPEC = load(FIRST_SPEC)
LAYOUT = plan(SPEC)
CASES = [*cases(Map(LAYOUT)), *sabotage(Map(LAYOUT))]
"""What happens to a workbook, and what a school does to it on a bad day."""
WHOLE = {
    "add_sheet",
    "copy_sheet",
    "delete_sheet",
    "hide",
    "hide_sheet",
    "merge",
    "move_sheet",
    "rename",
    "values_only",
}
"""What happens to whole sheets is tried on a workbook with its tables, charts and rules, and with every sheet."""


@cache
def filled() -> bytes:
    return build(LAYOUT, SCHOOL, Order(BUILT), truth(SPEC))


@cache
def opened() -> bytes:
    return bare(LAYOUT, filled())


def returned(case: Case) -> bytes:
    if WHOLE.isdisjoint(name for name, *_ in case.ops):
        return damaged_bare(opened(), case.ops)
    return damaged(filled(), case.ops)


@pytest.mark.parametrize("case", [Case("undamaged", ()), *CASES], ids=lambda case: case.name)
def test_damage(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(returned(case) if case.ops else filled())
    assert judge(read_file(path), case, truth(SPEC)) == []


def test_there_are_at_least_two_hundred_kinds_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 200
