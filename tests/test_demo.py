"""The demo: twelve schools in all states, the usual damage named, everything where it says, the same every time."""

import datetime as dt
from pathlib import Path

import pytest

from careers_workbook.demo.damage import DAMAGE
from careers_workbook.demo.fill import STAGES
from careers_workbook.demo.show import BLANK, REPORTS, RETURNED, DemoResult, run
from careers_workbook.returns.read import read_file
from tests.support.program import run as run_program
from tests.support.sweep import some

pytestmark = pytest.mark.slow
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    return run(tmp_path_factory.mktemp("demo"), TODAY, lambda _: None)


def test_every_school_has_a_blank_a_return_and_two_reports(result: DemoResult) -> None:
    names = {path.stem for path in (result.folder / BLANK).iterdir()}
    assert len(names) == len(STAGES) == 12
    assert {path.stem for path in (result.folder / RETURNED).iterdir()} == names
    assert sorted(path.name for path in (result.folder / REPORTS).iterdir()) == sorted(
        f"{name}{suffix}" for name in names for suffix in (".html", ".md")
    )


def test_schools_stand_at_different_points(result: DemoResult) -> None:
    done = [row.percent_done or 0 for row in result.rows]
    assert min(done) < 15
    assert max(done) > 75
    assert len({round(percent) for percent in done}) > 8
    assert sum(1 for row in result.rows if row.overdue) >= 6


CODES = {
    "990004": {"CELL-001"},
    "990005": {"DATE-001", "DATE-005"},
    "990006": {"SHEET-002"},
    "990008": {"ROW-001"},
    "990009": {"CELL-002"},
    "990010": {"ROW-006"},
    "990011": {"SHEET-001"},
}
"""What must be said about each damaged return, and nothing else."""


def test_damage_is_named_and_nothing_else_is_complained_of(result: DemoResult) -> None:
    assert set(CODES) == set(DAMAGE)
    for row in result.rows:
        (path,) = (result.folder / RETURNED).glob(f"{row.school.urn} *.xlsx")
        found = {problem.code for problem in read_file(path).problems} - {"DEST-007"}  # leavers do get out of sight
        expected = CODES.get(row.school.urn, set())
        assert found <= expected if row.school.urn == "990005" else found == expected, (row.school, found)
        assert bool(found) == bool(expected)


@pytest.mark.parametrize("today", some(["2028-02-29", "2026-08-03"], 2))
def test_any_day_will_do(today: str, tmp_path: Path) -> None:
    made = run(tmp_path, dt.date.fromisoformat(today), lambda _: None)
    unharmed = [row for row in made.rows if not row.damage]
    assert all(row.problems.get("error", 0) == 0 for row in unharmed)


def test_the_command_shows_a_table_and_where_to_look(result: DemoResult, tmp_path: Path) -> None:
    out = run_program("demo", "-o", "here", "--today", f"{TODAY}", cwd=tmp_path, code=0).out
    rows = [line for line in out.splitlines() if line.startswith("9900")]
    assert len(rows) == 12
    assert max(map(len, out.splitlines())) <= 80
    for folder in (BLANK, RETURNED, REPORTS):
        assert f"  {Path('here') / folder} " in out
        assert (tmp_path / "here" / folder).is_dir()
    for path in sorted(p for p in result.folder.rglob("*") if p.is_file()):  # the same day, the same files
        assert path.read_bytes() == (tmp_path / "here" / path.relative_to(result.folder)).read_bytes(), path.name
