"""Store, receipts, readings and journal are looked through again only where one of them may lack what another has."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from careers_workbook.core.school import School
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.collect import Collecting
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from tests.support.hub_folder import AUTUMN, BRANNOC, OAK, TODAY, WOOD_A, WOOD_B, copied, drop, hub, workbook
from tests.support.store_content import content

SENT = dt.datetime.fromisoformat("2026-11-20T09:00:00")
Change = Callable[[HubSettings], None]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    where = hub(tmp_path_factory.mktemp("collected") / "hub")
    comes(where, OAK, BRANNOC)
    return where


def comes(where: HubSettings, *schools: School) -> None:
    for school in schools:
        drop(where, f"{AUTUMN}/{school.urn}.xlsx", workbook(school, {}), SENT)
    assert [*open_hub(where.root, TODAY).collect().steps]


def told(where: HubSettings) -> list[str]:
    entries = journal.read(where.folders["returns"]).entries
    return sorted(one.text("source") for one in entries if one.what == "collect")


def without_journal(where: HubSettings) -> None:
    (where.folders["returns"] / journal.NAME).unlink()


def journal_of_before(where: HubSettings) -> None:
    path = where.folders["returns"] / journal.NAME
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if OAK.urn.encode() not in line))


def without_readings(where: HubSettings) -> None:
    shutil.rmtree(where.folders["returns"] / "readings")


def without_a_receipt(where: HubSettings) -> None:
    next((where.folders["returns"] / "receipts").iterdir()).unlink()


def without_a_row(where: HubSettings) -> None:
    with Store(where.store, write=True) as store:
        store.forget(store.receipts()[0])


def without_store(where: HubSettings) -> None:
    where.store.unlink()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gets a line whenever somebody goes through all that ever came."""
    found: list[str] = []
    compare = Collecting.compare
    monkeypatch.setattr(Collecting, "compare", lambda run: (found.append(run.request.round), compare(run))[1])
    return found


def test_a_run_looks_at_what_is_new_only(collected: HubSettings, looks: list[str], tmp_path: Path) -> None:
    where = copied(collected, tmp_path / "hub")
    journal.add(where.folders["returns"], "assign", {"round": AUTUMN, "source": "x", "hash": "y", "urn": OAK.urn})
    comes(where, WOOD_A)
    assert looks == []
    assert told(where) == [f"inbox/{AUTUMN}/{one.urn}.xlsx" for one in (OAK, BRANNOC, WOOD_A)]


@pytest.mark.parametrize(
    "change",
    [without_journal, journal_of_before, without_readings, without_a_receipt, without_a_row, without_store],
    ids=lambda change: change.__name__,
)
def test_what_went_missing_is_made_whole(
    change: Change, collected: HubSettings, looks: list[str], tmp_path: Path
) -> None:
    where, whole = (copied(collected, tmp_path / name) for name in ("hub", "whole"))
    change(where)
    comes(where, WOOD_A)
    assert looks == [AUTUMN]
    comes(whole, WOOD_A)
    for folder in ("receipts", "readings"):
        there, wanted = (sorted(p.name for p in (w.folders["returns"] / folder).rglob("*")) for w in (where, whole))
        assert there == wanted
    assert {*told(where)} == {*told(whole)}
    ours, theirs = (({row[1:] for row in content(w.store)["files"][1:]}) for w in (where, whole))
    assert ours == theirs
    comes(where, WOOD_B)
    assert looks == [AUTUMN], "once is enough"
