"""Every kind of damage: nothing under the wrong question, all recovered that can be, each named, no false alarm."""

from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import load
from tests.support.cases import Case, Map, cases
from tests.support.damage import damaged
from tests.support.judge import judge
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth

SPEC = load(FIRST_SPEC)
LAYOUT = plan(SPEC)
CASES = list(cases(Map(LAYOUT)))


@pytest.fixture(scope="module")
def filled() -> bytes:
    return build(LAYOUT, SCHOOL, Order(BUILT), truth(SPEC))


def test_an_undamaged_return_is_read_whole_and_without_a_word(filled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(filled)
    assert judge(read_file(path), Case("undamaged", ()), truth(SPEC)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_damage(case: Case, filled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(damaged(filled, case.ops))
    assert judge(read_file(path), case, truth(SPEC)) == []


def test_there_are_at_least_sixty_kinds_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
