"""The demo: twelve schools in all states, the usual damage named, everything where it says, the same every time."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from careers_workbook.demo import show
from careers_workbook.demo.damage import DAMAGE
from careers_workbook.demo.fill import STAGES
from careers_workbook.demo.show import BLANK, REPORTS, RETURNED, DemoResult, run
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from tests.support.program import run as run_program
from tests.support.sweep import some

pytestmark = pytest.mark.slow
TODAY = dt.date(2026, 11, 23)
READ: dict[str, set[str]] = {}
"""URN -> the codes of the problems of its return, as the demo read it."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoResult, str]:
    """What the command made, and what it said."""
    folder, made = tmp_path_factory.mktemp("demo"), []

    def recorded(*given: object) -> DemoResult:
        made.append(run(*given))  # type: ignore[arg-type]
        return made[-1]

    def read(path: Path) -> Submission:
        submission = read_file(path)
        READ[path.name[:6]] = {problem.code for problem in submission.problems}
        return submission

    with patch.object(show, "run", recorded), patch.object(show, "read_file", read):
        said = run_program("demo", "-o", "here", "--today", f"{TODAY}", cwd=folder, code=0).out
    return replace(made[0], folder=folder / "here"), said


@pytest.fixture
def result(shown: tuple[DemoResult, str]) -> DemoResult:
    return shown[0]


def of_some(folder: Path, today: dt.date, urns: set[str]) -> DemoResult:
    """The demo with these schools only."""
    head, *lines = show.register_file().read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines) if line[:6] in urns]
    register = folder / "register.csv"
    register.write_text("\n".join([head, *(lines[number] for number in numbers)]), encoding="utf-8")
    stages = [STAGES[number] for number in numbers]
    with patch.object(show, "register_file", lambda: register), patch.object(show, "STAGES", stages):
        return run(folder / "demo", today, lambda _: None)


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
        found = READ[row.school.urn] - {"DEST-007"}  # leavers do get out of sight
        expected = CODES.get(row.school.urn, set())
        assert found <= expected if row.school.urn == "990005" else found == expected, (row.school, found)
        assert bool(found) == bool(expected)


@pytest.mark.parametrize("today", some(["2028-02-29", "2026-08-03"], 2))
def test_any_day_will_do(today: str, tmp_path: Path, result: DemoResult) -> None:
    unharmed = sorted(row.school.urn for row in result.rows if not row.damage)
    made = of_some(tmp_path, dt.date.fromisoformat(today), {*unharmed[:2], "990005"})
    assert len(made.rows) == 3
    assert all(row.problems.get("error", 0) == 0 for row in made.rows if not row.damage)


def test_the_command_shows_a_table_and_where_to_look(shown: tuple[DemoResult, str]) -> None:
    result, out = shown
    rows = [line for line in out.splitlines() if line.startswith("9900")]
    assert len(rows) == 12
    assert max(map(len, out.splitlines())) <= 80
    for folder in (BLANK, RETURNED, REPORTS):
        assert f"  {Path('here') / folder} " in out
        assert (result.folder / folder).is_dir()


def test_the_same_day_gives_the_same_files(result: DemoResult, tmp_path: Path) -> None:
    again = of_some(tmp_path, TODAY, {"990001", "990011"}).folder
    files = [path.relative_to(again) for path in again.rglob("*") if path.is_file()]
    assert len(files) == 8
    assert [path for path in files if (again / path).read_bytes() != (result.folder / path).read_bytes()] == []
