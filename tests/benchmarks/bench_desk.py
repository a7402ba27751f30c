"""What each page of the desk costs in a Hub of 500 schools with three rounds: seconds of processor time.

SCHOOLS in the environment says another number. Pages that come later are measured by themselves: they are in the table
of the desk. The store is made of records; letters, results and comparisons are made as the desk makes them.
"""

import os
import statistics

import pytest

from careers_workbook.desk.site import PAGES
from careers_workbook.hub.comparison.round_comparison import beside_the_one_before
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.reports.letters import chase
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
    truth = make_hub(SCHOOLS, (AUTUMN, SPRING, SUMMER), seed=1)
    where, day = stored(tmp_path_factory.mktemp("desk") / "hub", truth), truth.collections[-1].today
    hub = open_hub(where.root, day)
    beside_the_one_before(load_round(where, hub.round, day), keep=True)  # as collecting does
    view = hub.view()
    letters = chase.letters(hub, view, None, None)
    chase.kept(hub, view, letters.steps)
    return AskedDesk(where.root, day)


def test_every_page_is_there_at_once(desk: AskedDesk) -> None:
    """The first time is not counted: whatever is made once by a desk is made then."""
    took: dict[str, tuple[int, int, float]] = {}
    for path in map(as_asked, PAGES):
        asked = [desk.get(path) for _ in range(_TIMES + 1)]
        status, page, _ = asked[0]
        took[path] = status, len(page), statistics.median(seconds for _, _, seconds in asked[1:])
    print(f"\n\n| Page | Status | Bytes | CPU, {SCHOOLS} schools | Target | |\n| --- | --- | --- | --- | --- | --- |")
    for path, (status, size, seconds) in sorted(took.items(), key=lambda one: -one[1][2]):
        target = OF_OVERVIEW if path == "/" else MOST
        became = "pass" if seconds < target else "short"
        print(f"| {path} | {status} | {size:,} | {seconds * 1000:.0f} ms | {target * 1000:.0f} ms | {became} |")
    assert {status for status, _, _ in took.values()} <= {200, 404}
