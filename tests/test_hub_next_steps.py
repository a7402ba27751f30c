"""What a Hub is told to do next: letters that still help, workbooks that are kept back, a round to plan."""

import datetime as dt
from pathlib import Path

import pytest

from careers_workbook.hub.hub import Hub, open_hub
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from tests.support.hub_folder import BRANNOC, LATER, LEAVERS, OAK, SPRING, file, hub, put, workbook
from tests.support.program import run


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """In autumn Oak Lane listed leavers; in spring every school has a workbook, and nobody confirmed an address."""
    found = hub(tmp_path / "hub", extra="carry_leavers: yes\n")
    put(found, ("990001.xlsx", workbook(OAK, leavers=LEAVERS)))
    run("build", "--mail", "--today", LATER, cwd=found.root, code=1)
    return found


def steps(at: Hub) -> dict[str, int]:
    return {step.kind: step.number for step in at.next_steps(at.view())}


def test_a_workbook_that_is_kept_back_is_told_until_a_letter_takes_it(where: HubSettings) -> None:
    at = open_hub(where.root, LATER)
    assert steps(at) == {"confirm addresses": 1, "send letters": 3}
    assert [one.school.urn for one in at.without_letter(at.view())] == [OAK.urn]
    run("address", OAK.urn, "990001@schools.example", cwd=where.root, code=0)
    assert steps(at) == {"confirm addresses": 1, "send letters": 3}
    run("build", "--mail", "--today", LATER, cwd=where.root)
    assert steps(at) == {"send letters": 4}


def test_who_has_returned_needs_no_letter_with_a_workbook(where: HubSettings) -> None:
    with Store(where.store, write=True) as store:
        store.add(file(where, "990002.xlsx", workbook(BRANNOC), SPRING, received=LATER))
    found = steps(open_hub(where.root, LATER))
    assert (found["send letters"], found["put together"]) == (2, 1)


def test_a_round_that_is_over_asks_for_the_next_one(where: HubSettings) -> None:
    over = steps(open_hub(where.root, dt.date(2027, 4, 1)))
    assert "plan a round" in over
    assert "confirm addresses" not in over
    assert "plan a round" not in steps(open_hub(where.root, dt.date(2027, 3, 31)))
