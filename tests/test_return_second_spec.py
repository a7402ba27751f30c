"""A second checklist through the damage of the first: near-twins and short statements under other headings."""

from functools import cache
from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.read import read_file
from careers_workbook.spreadsheet.read.book import read_book
from tests.support.cases import SP, Case, Map, cases
from tests.support.damage import bare, damaged_bare
from tests.support.judge import judge
from tests.support.office import Office
from tests.support.sabotage import sabotage
from tests.support.second_spec import near_twins
from tests.support.sweep import some
from tests.support.text_files import LACKING, as_text
from tests.support.truth import BUILT, SCHOOL, truth

SPEC = near_twins()
LAYOUT = plan(SPEC)
OTHERS = ("our own sheets deleted", "one sheet returned alone", "sixty characters")
EVERY = (*cases(Map(LAYOUT)), *sabotage(Map(LAYOUT)))
CASES = [case for case in EVERY if not any(name in case.name for name in OTHERS)]
"""All but those of sheets where nobody answers; its statements are shorter than sixty characters."""


@cache
def opened() -> bytes:
    return bare(LAYOUT, build(LAYOUT, SCHOOL, Order(BUILT), truth(SPEC)))


@pytest.mark.parametrize("case", some(CASES, 6), ids=lambda case: case.name)
def test_damage(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(damaged_bare(opened(), case.ops))
    assert judge(read_file(path, SPEC), case, truth(SPEC)) == []


FEW = (
    *("a row deleted", "one ref filled down", "the header row deleted", "columns moved about"),
    *("the ref column deleted", "typing errors", "a wrong ref", "a row typed one column to the right: SP4"),
    *("statements numbered and the refs deleted", "refs of a sheet one row too low"),
)
"""Damage to the largest checklist that is tried in every format."""
OF_ONE = [case for case in CASES if case.name in FEW]


@pytest.mark.office
@pytest.mark.parametrize(
    "sample",
    some([(form, quarter) for form in ("ods", "xls") for quarter in range(4)], [("ods", 0), ("xls", 3)]),
)
def test_damage_in_another_format(sample: tuple[str, int], office: Office, tmp_path: Path) -> None:
    form, quarter = sample
    tried = OF_ONE[quarter::4]
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(tried))]
    for case, path in zip(tried, paths, strict=True):
        path.write_bytes(damaged_bare(opened(), case.ops))
    made = office.convert(paths, form, tmp_path / form)
    faults = {
        case.name: judge(read_file(path, SPEC), case, truth(SPEC)) for case, path in zip(tried, made, strict=True)
    }
    assert faults == {case.name: [] for case in tried}


@pytest.mark.parametrize("case", OF_ONE, ids=lambda case: case.name)
def test_damage_to_a_text_file(case: Case, tmp_path: Path) -> None:
    grids = {grid.title: grid for grid in read_book(damaged_bare(opened(), case.ops)).grids}
    path, refs = tmp_path / "return.csv", Map(LAYOUT).refs(SP)
    path.write_text(as_text(grids[SP]), encoding="utf-8", newline="")
    others = {key: value for key, value in truth(SPEC).items() if key[0] not in refs}
    gone = Case(case.name, (), case.codes | LACKING, case.lost | others.keys(), case.changed)
    assert judge(read_file(path, SPEC), gone, truth(SPEC)) == []
