"""What only the comparison with the round before shows is kept in the store, and worked out again when it must be."""

import datetime as dt
import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from careers_workbook.hub.comparison import round_comparison
from careers_workbook.hub.comparison.round_changes import RoundChanges
from careers_workbook.hub.comparison.round_comparison import (
    ComparedRound,
    beside_the_one_before,
    load_compared,
)
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from tests.support.hub_folder import ANSWERS, AUTUMN, BRANNOC, LEAVERS, OAK, SPRING, drop, hub, workbook

DAY = dt.date(2027, 3, 1)
SAME = "FILE-015"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """Oak Lane says the same in both rounds, St Brannoc's has lost a leaver."""
    where = hub(tmp_path_factory.mktemp("hub"))
    for name, day, leavers in ((AUTUMN, "2026-12-01", LEAVERS), (SPRING, f"{DAY}", LEAVERS[:1])):
        for school, rows in ((OAK, LEAVERS), (BRANNOC, leavers)):
            data = saved_again(workbook(school, ANSWERS, rows), name)
            drop(where, f"{name}/{school.urn}.xlsx", data, dt.datetime.fromisoformat("2026-11-20T09:00:00"))
        _collect(where, day, name)
    return where


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is compared from now on."""
    seen: list[object] = []
    compare = round_comparison.compare

    def noted(*both: Any) -> Any:
        seen.append(both)
        return compare(*both)

    monkeypatch.setattr(round_comparison, "compare", noted)
    return seen


def saved_again(data: bytes, name: str) -> bytes:
    """The same workbook in other bytes: the file of an earlier round would be known as that."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as package:
        package.comment = name.encode()
    return file.getvalue()


def found(one: ComparedRound) -> dict[str, set[str]]:
    return {s.listed.school.urn: {f.code for f in s.counts.more} for s in one.round.schools if s.counts}


def test_what_was_found_is_not_worked_out_again(collected: HubSettings, worked_out: list[object]) -> None:
    one = load_compared(collected, collected.named(SPRING), DAY)
    assert SAME in found(one)[OAK.urn]
    assert found(one)[BRANNOC.urn]
    assert not worked_out
    assert one.before, "who asks for the round before gets it"
    assert one.comparison, "and the comparison"
    assert worked_out
    assert {one.now.urn for one in one.comparison.compared} == {BRANNOC.urn}, "what is unchanged does not count"


def test_it_is_worked_out_again_when_anything_has_changed(collected: HubSettings, worked_out: list[object]) -> None:
    first = found(load_compared(collected, collected.named(SPRING), DAY))
    assert not worked_out
    register = collected.register.read_text(encoding="utf-8")
    collected.register.write_text(register + "990009,Another School,,,,\n", encoding="utf-8")
    assert found(load_compared(collected, collected.named(SPRING), DAY)) == first
    assert worked_out
    collected.register.write_text(register, encoding="utf-8")
    open_hub(collected.root, DAY, SPRING).confirm(OAK.urn)
    assert SAME not in found(load_compared(collected, collected.named(SPRING), DAY))[OAK.urn]


def test_what_another_program_changed_in_the_store_is_seen(collected: HubSettings, worked_out: list[object]) -> None:
    for received in ("2026-11-19", "2026-11-18"):
        with Store(collected.store, write=True) as store:
            store._db.execute("UPDATE files SET received = ? WHERE collection = ?", (received, AUTUMN))
        for is_new in (True, False):  # who only looks at a round keeps nothing in the store, but remembers
            worked_out.clear()
            load_compared(collected, collected.named(SPRING), DAY)
            assert bool(worked_out) is is_new
    beside_the_one_before(load_round(collected, collected.named(SPRING), DAY), keep=True)
    round_comparison._SEEN.clear()
    worked_out.clear()
    load_compared(collected, collected.named(SPRING), DAY)
    assert not worked_out


def test_what_was_decided_of_a_school_is_compared_at_once(collected: HubSettings, worked_out: list[object]) -> None:
    one = open_hub(collected.root, DAY, SPRING)
    for decide in (lambda: one.excuse(BRANNOC.urn, "Moves house"), lambda: one.excuse(BRANNOC.urn, "")):
        decide()
        round_comparison._SEEN.clear()
        assert worked_out
        worked_out.clear()
        one.view()
        assert not worked_out, "the next page, or command, finds it in the store"


def test_how_much_has_changed_follows_all_that_it_comes_of(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    for name, day, says in ((AUTUMN, "2026-12-01", "Not yet"), (SPRING, f"{DAY}", "By Easter")):
        for school in (OAK, BRANNOC):
            answers = {**ANSWERS, ("CL1", "action"): says}
            drop(where, f"{name}/{school.urn}.xlsx", saved_again(workbook(school, answers), name))
        _collect(where, day, name)

    def told(day: dt.date = DAY) -> dict[str, int]:
        one = open_hub(where.root, day, SPRING)
        found = one.round_changes(one.view())
        assert found
        return {school.name: counts.total() for school, counts in found.counted}

    assert told() == told() == told(DAY + dt.timedelta(days=1)) == {OAK.name: 1, BRANNOC.name: 1}
    register = where.register.read_text(encoding="utf-8")
    where.register.write_text(register.replace(OAK.name, "Oak Lane Academy"), encoding="utf-8")
    assert told() == {"Oak Lane Academy": 1, BRANNOC.name: 1}
    answers = {**ANSWERS, ("CL1", "action"): "By Easter", ("CL2", "action"): "A new one"}
    drop(where, "later.xlsx", workbook(OAK, answers), dt.datetime.combine(DAY, dt.time(9)))
    _collect(where, f"{DAY}", SPRING)
    assert told() == {"Oak Lane Academy": 2, BRANNOC.name: 1}
    one = open_hub(where.root, DAY, SPRING)
    one.dismiss(f"inbox/{SPRING}/{BRANNOC.urn}.xlsx", "Sent by mistake")
    assert told() == {"Oak Lane Academy": 2}
    one.forget(one.held(OAK.urn), "It asked")
    last = open_hub(where.root, DAY, SPRING)
    assert last.round_changes(last.view()) == RoundChanges(AUTUMN, (), (), (BRANNOC,))


def _collect(where: HubSettings, day: str, name: str) -> None:
    for _ in open_hub(where.root, dt.date.fromisoformat(day), name).collect().steps:
        pass


def test_nothing_of_a_forgotten_file_is_left(collected: HubSettings) -> None:
    with Store(collected.store, write=True) as store:
        assert store._db.execute("SELECT count(*) FROM compared").fetchone()[0]
        store.take_out(one for one in store.receipts() if BRANNOC.urn in one.source)
    with sqlite3.connect(collected.store) as db:
        assert db.execute("SELECT count(*) FROM compared").fetchone() == (0,)
    db.close()
