"""What a school does on a bad day: nothing under the wrong question, all that can be had recovered, the rest named."""

from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import load
from tests.support.cases import Case, Map
from tests.support.damage import bare, damaged_bare
from tests.support.judge import judge
from tests.support.sabotage import sabotage
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth

SPEC = load(FIRST_SPEC)
LAYOUT = plan(SPEC)
CASES = list(sabotage(Map(LAYOUT)))


@pytest.fixture(scope="module")
def opened() -> bytes:
    """Without tables and charts, with which test_return_damage.py tries what happens to a workbook as a whole."""
    return bare(build(LAYOUT, SCHOOL, Order(BUILT), truth(SPEC)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sabotage(case: Case, opened: bytes, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(damaged_bare(opened, case.ops))
    assert judge(read_file(path), case, truth(SPEC)) == []


def test_there_are_at_least_forty_kinds_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40
