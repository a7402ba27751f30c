"""Sweeps: many repeats of what a few show already. `make test` runs the few, `make test-all` all of them.

Enters: what a test is tried with. Leaves: the same, marked, so that conftest.py can choose by the option `--sweep`.

What is tried is always the same, here and in CI, whatever else runs beside it; only the whole of a sweep is drawn anew.
"""

import random
import sys
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, seed, settings

Test = TypeVar("Test", bound=Callable[..., object])
SEED = 2027
share = 0.0
"""How much of each sweep is run, from 0 to 1; conftest.py sets it before any test is imported."""


def set_share(given: float) -> None:
    """How much of each sweep is run, and with that whether tries are drawn anew.

    Hypothesis makes some of its tries from constants of the modules that were imported before (local constants, from
    6.131 on): what is drawn would hang on which tests run beside a test, and in which process.
    """
    global share  # noqa: PLW0603 - pytest's option, read once
    share = given
    settings.register_profile("ours", deadline=None, derandomize=share < 1, print_blob=True)
    settings.load_profile("ours")
    drawing = sys.modules.get("hypothesis.internal.conjecture.providers")
    if hasattr(drawing, "_local_constants"):
        drawing.HypothesisProvider._local_constants = drawing._local_constants  # none so far


def tries(few: int, many: int = 0) -> Callable[[Test], Test]:
    """A hypothesis test, tried a few times; if `many` is given, that often in a sweep."""

    def decorate(test: Test) -> Test:
        calm = settings(deadline=None, suppress_health_check=list(HealthCheck))
        if not many:
            return settings(calm, max_examples=few)(test)
        if 0 < share < 1:  # other tries than the few
            return pytest.mark.sweep(seed(SEED)(settings(calm, max_examples=max(1, round(many * share)))(test)))
        return pytest.mark.sweep(settings(calm, max_examples=many if share else few)(test))

    return decorate


def some(cases: Sequence[object], kept: Collection[object] | int) -> list[object]:
    """Parameters of a test: those that are kept (or every so manieth), and all others as a sweep."""
    every = cases[::kept] if isinstance(kept, int) else kept
    return [case if case in every else pytest.param(case, marks=rest) for case in cases]


def at_most(few: int, many: int) -> int:
    """How many schools a Hub has: many only where all of every sweep is run."""
    return many if share == 1 else few


rest = pytest.mark.sweep(rest=True)
"""The mark of a test that only a sweep runs."""


def is_rest(item: pytest.Item) -> bool:
    """Whether only a sweep runs this test."""
    return any(mark.kwargs.get("rest") for mark in item.iter_markers("sweep"))


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The tests of sweeps that are not run: all but a share of each, drawn by a fixed seed.

    Of a few that is none: most often they are the large kind of what is tried on a small scale already.
    """
    groups: dict[str, list[pytest.Item]] = {}
    for item in filter(is_rest, items):
        groups.setdefault(item.nodeid.partition("[")[0], []).append(item)
    out: set[pytest.Item] = set()
    for name, found in groups.items():
        out |= set(random.Random(f"{SEED} {name}").sample(found, len(found) - round(len(found) * share)))
    return out
