"""The table of `make bench`: how fast the program is, measured against scripts that do the same or less.

One figure alone: `pytest tests/benchmarks/bench_speed.py -o python_files="bench_*.py" -s -k "start"`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import building, collecting, reading
from tests.benchmarks.table import Figure, Measured, Side, as_table, measure, process, program
from tests.support.program import BAD, GOOD, workbook


def help_starts(folder: Path) -> tuple[Side, Side]:
    return lambda: program("--help", cwd=folder), lambda: _python(folder)


def check_starts(folder: Path) -> tuple[Side, Side]:
    (folder / "return.xlsx").write_bytes(workbook(*GOOD, *BAD))
    return lambda: program("check", "return.xlsx", cwd=folder), lambda: _python(folder)


def _python(folder: Path) -> float:
    return process([sys.executable, "-c", "pass"], folder)


FIGURES = (
    Figure("start: `--help`", "`python -c pass`", 2, help_starts, at_most=True),
    Figure("start: `check` of one file", "`python -c pass`", 30, check_starts, at_most=True),
    *building.FIGURES,
    *reading.FIGURES,
    *collecting.FIGURES,
)


README = Path(__file__).resolve().parents[2] / "README.md"
_SHOWN = re.compile(r"(?<=<!-- speed -->\n).*?(?=<!-- end of speed -->)", re.DOTALL)


@pytest.fixture(scope="module")
def lines() -> Iterator[list[Measured]]:
    """Where the figures come together; README shows them once all have been measured."""
    found: list[Measured] = []
    yield found
    print(f"\n\n{as_table(found)}")
    if len(found) == len(FIGURES):
        shown = README.read_text("utf-8")
        README.write_text(_SHOWN.sub(lambda _: f"{as_table(found)}\n", shown), "utf-8", newline="\n")


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.what)
def test_speed(figure: Figure, lines: list[Measured], tmp_path: Path) -> None:
    lines.append(measure(figure, tmp_path))
