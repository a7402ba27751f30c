"""How long it takes to start, to read one return, to build a workbook. `make bench` prints the figures.

Each figure is the best of several whole processes, because everything else on the machine only adds to it.
"""

import subprocess
import sys
import time
from pathlib import Path

from tests.support.program import BAD, GOOD, command, environment, workbook

RUNS = 12
MOST_TIMES_PYTHON = 4
MOST_SECONDS = {"read": 2.0, "report": 2.0, "build": 2.0}


def best(words: list[str], cwd: Path) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(words, check=False, cwd=cwd, env=environment(), capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def test_help_starts_in_at_most_four_times_the_time_of_python(tmp_path: Path) -> None:
    python = best([sys.executable, "-c", "pass"], tmp_path)
    shown = best(command("--help"), tmp_path)
    with_click = best(command("build", "--help"), tmp_path)
    print(f"\npython -c pass {python * 1000:.0f} ms; --help {shown * 1000:.0f} ms, {shown / python:.1f} times as long")
    print(f"build --help   {with_click * 1000:.0f} ms, {with_click / python:.1f} times as long (click)")
    assert shown <= MOST_TIMES_PYTHON * python


def test_one_return_and_one_workbook(tmp_path: Path) -> None:
    (tmp_path / "return.xlsx").write_bytes(workbook(*GOOD, *BAD))
    lines = {
        "read": ["read", "return.xlsx"],
        "report": ["report", "return.xlsx"],
        "build": ["build", "--school", "Oak Lane School", "--urn", "990001", "--force"],
    }
    for name, words in lines.items():
        seconds = best(command(*words), tmp_path)
        print(f"\n{name}: {seconds:.2f} s")
        assert seconds <= MOST_SECONDS[name]
