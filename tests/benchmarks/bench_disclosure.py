"""What attackers find out of what many made-up Hubs publish of leavers: the figures of docs/disclosure.md.

`make bench` prints them. `pytest tests/benchmarks/bench_disclosure.py -s -k "late"` prints those of some.
"""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.attackers import insiders, stranger, stranger_with_lists, with_two_versions
from tests.support.rounding_attack import Found
from tests.support.rounding_hubs import Drawn, drawn

HUBS, FIRST = 6, 100
Attacker = Callable[[Drawn], Found]
ATTACKERS: dict[str, tuple[Attacker, tuple[int, ...]]] = {
    "a stranger, one round": (stranger, (3, 8, 30, 150)),
    "a stranger, three rounds": (lambda hub: stranger(hub, (0, 1, 2)), (3, 8, 30)),
    "a stranger, two lists": (stranger_with_lists, (8, 30)),
    "one school": (lambda hub: insiders(hub, 1), (3, 5, 7, 8, 30)),
    "two schools": (lambda hub: insiders(hub, 2), (3, 5, 7, 8, 30)),
    "a stranger, two versions: all": (lambda hub: with_two_versions(hub, "stranger")[0], (9, 30)),
    "a stranger, two versions: the late school": (lambda hub: with_two_versions(hub, "stranger")[1], (9, 30)),
    "the late school": (lambda hub: with_two_versions(hub, "late school")[0], (9, 30)),
    "cohorts known: the late school": (lambda hub: with_two_versions(hub, "who knows its cohorts")[1], (9, 30)),
}
SIZES = ("0", "1 to 5", "more")
CASES = [(name, schools) for name, (_, sizes) in ATTACKERS.items() for schools in sizes]


@pytest.mark.parametrize(("name", "schools"), CASES)
def test_what_somebody_finds_out(name: str, schools: int) -> None:
    attacker, _ = ATTACKERS[name]
    tally: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + HUBS):
        for one in attacker(drawn(schools, seed)).numbers:
            if name.startswith("cohorts") and not one.whom.checkpoint:
                continue  # that is what is known
            size = "1 to 5" if 1 <= one.truth <= 5 else "more" if one.truth else "0"
            tally[size] += 1
            tally[f"{size}, {len(one.values)}"] += len(one.values) <= 2
    lines = [f"{size}: {tally[f'{size}, 1']} exact, {tally[f'{size}, 2']} of two, of {tally[size]}" for size in SIZES]
    print(f"\n{name}, {HUBS} Hubs of {schools}: {'; '.join(lines)}", flush=True)
    assert tally["1 to 5, 1"] <= 0.01 * tally["1 to 5"]
