"""What each page of the desk costs in a Hub of 500 schools with three rounds: seconds of processor time.

SCHOOLS in the environment says another number. Pages that come later are measured by themselves: they are in the table
of the desk. The store is made of records; letters, results and comparisons are made as the desk makes them.
"""

import os
import statistics
import sys
from pathlib import Path

import pytest

from careers_workbook.core.collector import seldom
from careers_workbook.desk.site import PAGES
from careers_workbook.hub.comparison.round_comparison import beside_the_one_before
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.reports.letters import chase
from tests.benchmarks.table import process
from tests.support.desk_cost import AskedDesk
from tests.support.desk_pages import as_asked
from tests.support.hub_whole import stored
from tests.support.synthetic_hub import make_hub
from tests.test_synthetic_hub import AUTUMN, SPRING, SUMMER

SCHOOLS = int(os.environ.get("SCHOOLS", "500"))
MOST, OF_OVERVIEW = 0.3, 0.1
_TIMES = 5


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> AskedDesk:
    seldom()  # as in the desk's own process
    truth = make_hub(SCHOOLS, (AUTUMN, SPRING, SUMMER), seed=1)
    where, day = stored(tmp_path_factory.mktemp("desk") / "hub", truth), truth.collections[-1].today
    hub = open_hub(where.root, day)
    beside_the_one_before(load_round(where, hub.round, day), keep=True)  # as collecting does
    view = hub.view()
    letters = chase.letters(hub, view, None, None)
    chase.kept(hub, view, letters.steps)
    return AskedDesk(where.root, day)


def test_every_page_is_there_at_once(desk: AskedDesk, tmp_path: Path) -> None:
    """The first time is not counted in the figure, but shown: whatever is made once by a desk is made then.

    Other work on the computer makes all times longer: beside each stands how often `python -c pass` would have gone
    into it, started between the pages.
    """
    took: dict[str, tuple[int, int, float, float, float]] = {}
    for path in map(as_asked, PAGES):
        status, page, first = desk.get(path)
        asked = [(desk.get(path)[2], process([sys.executable, "-c", "pass"], tmp_path)) for _ in range(_TIMES)]
        ratio = statistics.median(seconds / python for seconds, python in asked)
        took[path] = status, len(page), first, statistics.median(seconds for seconds, _ in asked), ratio
    print(f"\n\n{SCHOOLS} schools; load {', '.join(f'{one:.1f}' for one in os.getloadavg())}\n")
    print("| Page | Status | Bytes | First time | CPU | `python -c pass` | Target | |\n|" + " --- |" * 8)
    for path, (status, size, first, seconds, ratio) in sorted(took.items(), key=lambda one: -one[1][3]):
        target = OF_OVERVIEW if path == "/" else MOST
        became = "pass" if seconds < target else "short"
        shown = f"{first * 1000:.0f} ms | {seconds * 1000:.0f} ms | {ratio:.1f} times | {target * 1000:.0f} ms"
        print(f"| {path} | {status} | {size:,} | {shown} | {became} |")
    assert {status for status, *_ in took.values()} <= {200, 404}
