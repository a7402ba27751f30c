"""What files cost that were made to cost much. `make bench` prints seconds of processor time and MiB of all processes.

Those that lie in e-mails are opened by `collect`, the rest by `check`; what is no list of schools by `register import`.
"""

from pathlib import Path

import pytest

from tests.support.cost import PROC, cost
from tests.support.costly import COSTLY, LISTS
from tests.support.hub_folder import AUTUMN, TODAY, hub

CASES = Path(__file__).parent.parent / "cases"
KEPT = ("slow-cell.xlsx", "own-rows-500.xlsx", "near-items.xlsx", "long-items.xlsx")
MOST_SECONDS, MOST_MIB, MOST_SAID, MOST_STORED = 10.0, 512.0, 1_000_000, 10_000_000

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="needs /proc")


@pytest.mark.parametrize("name", [*KEPT, *COSTLY])
def test_a_return_costs_no_more_than_a_checklist_may(name: str, tmp_path: Path) -> None:
    data = COSTLY[name]() if name in COSTLY else (CASES / name).read_bytes()
    holds(name, data, ["check", name], tmp_path)


@pytest.mark.parametrize("name", [*KEPT, *COSTLY])
def test_collecting_it_costs_no_more(name: str, tmp_path: Path) -> None:
    folder = hub(tmp_path / "hub").root
    inbox = folder / "inbox" / AUTUMN
    inbox.mkdir(parents=True)
    data = COSTLY[name]() if name in COSTLY else (CASES / name).read_bytes()
    (inbox / name).write_bytes(data)
    holds(name, b"", ["collect", "--today", f"{TODAY}"], folder)
    assert any((folder / "returns").iterdir())
    assert sum(path.stat().st_size for path in folder.rglob("*.sqlite*")) <= MOST_STORED


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_schools_costs_no_more(name: str, tmp_path: Path) -> None:
    holds(name, LISTS[name](), ["register", "import", name], tmp_path)


def holds(name: str, data: bytes, words: list[str], folder: Path) -> None:
    if data:
        (folder / name).write_bytes(data)
    took = cost(words, folder)
    print(f"\n{' '.join(words):40} {took}  said {len(took.said):,}, exit {took.code}")
    assert took.code in (0, 1, 2)
    assert took.seconds <= MOST_SECONDS
    assert took.mib <= MOST_MIB
    assert len(took.said) <= MOST_SAID
