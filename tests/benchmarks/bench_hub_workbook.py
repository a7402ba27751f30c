"""How long the master workbook of a large Hub takes to make, and how much memory. `make bench` prints the figures.

The measure is the time of one blank workbook on the same machine at the same time.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.program import environment

SCHOOLS, TIMES = 50, 10
MOST_BLANKS, MOST_SECONDS, MOST_MEGABYTES = 60, 30.0, 800
PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from careers_workbook.blanks.workbook import build
from careers_workbook.hub.board import board
from careers_workbook.reports.hub.master_workbook import hub_workbook
from tests.support.built import ORDER, SCHOOL, layout
from tests.support.hub_whole import compared, grown, made_of, made_up, stored

def best(make, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        made = make()
        times.append(time.perf_counter() - start)
    return min(times), made

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

truth = made_up(int(sys.argv[2]))
beside = compared(stored(Path(sys.argv[1]), truth), truth.collections[-1])
hub = grown(made_of(beside), int(sys.argv[3]))
of = board(hub, beside)
blank, _ = best(lambda: build(layout(), SCHOOL, ORDER), 5)
before = peak()
master, data = best(lambda: hub_workbook(hub, of), 3)
rows = {name: len(rows) for name, rows in hub.tables.items()}
print(json.dumps({"blank": blank, "master": master, "before": before, "peak": peak(), "size": len(data), "rows": rows}))
"""


def test_master_workbook_of_a_large_hub(tmp_path: Path) -> None:
    words = [sys.executable, "-c", PROGRAM, str(tmp_path / "hub"), str(SCHOOLS), str(TIMES)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment(), cwd=root)
    found = json.loads(done.stdout)
    ratio = found["master"] / found["blank"]
    print(f"\n{SCHOOLS * TIMES} schools, {found['rows']['actions']} actions, {found['rows']['changes']} changes")
    print(f"master workbook: {found['master']:.2f} s, {ratio:.0f} blank workbooks, {found['size'] / 1e6:.1f} MB")
    print(f"memory: {found['peak']:.0f} MB at most, {found['before']:.0f} MB before it was made")
    assert ratio <= MOST_BLANKS
    assert found["master"] <= MOST_SECONDS
    assert found["peak"] <= MOST_MEGABYTES
