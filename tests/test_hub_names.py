"""Numbers of pupils in names of returned files are redacted like any text; URNs in them say whose they are."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from careers_workbook.hub.store import receipts
from careers_workbook.hub.store.collect import Request, collect, rebuild_store
from careers_workbook.hub.store.integrity import integrity_problems, not_collected
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.stops import Stop, Stops, Tried
from careers_workbook.hub.store.store import Store
from careers_workbook.returns.redaction.names import as_kept
from tests.support import searched
from tests.support.hostile import zipped
from tests.support.hub_folder import (
    ANSWERS,
    AUTUMN,
    BRANNOC,
    OAK,
    SPRING,
    TODAY,
    WOOD_A,
    WOOD_B,
    drop,
    file,
    hub,
    workbook,
)
from tests.support.letters import letter
from tests.support.program import run

UPN, ULN, OTHER = "B801200005001", "9276308686", "1000000051"
SECRETS = (UPN[1:], ULN, OTHER)
BAD = {**ANSWERS, ("CL3", "deadline"): "31/02/2027"}
A_UPN, A_ULN = "[removed: looks like a UPN]", "[removed: looks like a ULN]"
DAY = ("--today", f"{TODAY}")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (f"inbox/{ULN}/990001 Oak.xlsx", f"inbox/{A_ULN}/990001 Oak.xlsx"),
        (f"Oak_990001_{UPN}_return-{ULN}-2.xlsx", f"Oak_990001_{A_UPN}_return-{A_ULN}-2.xlsx"),
        ("ULN1234567890.UPN_A801200005001.xlsx", f"{A_ULN}.{A_UPN}.xlsx"),
        ("C:\\DOB_12_03_2009\\927_630_8686.xls", f"C:\\[removed: looks like a date of birth]\\{A_ULN}.xls"),
    ],
)
def test_a_name_is_kept_without_numbers_of_pupils(name: str, kept: str) -> None:
    assert as_kept(name) == as_kept(kept) == kept


def test_what_waits_in_the_inbox_is_told_from_what_was_collected(tmp_path: Path) -> None:
    """By its own name, the name that a version of before kept, or what lies in it; by none that only begins so."""
    where = hub(tmp_path / "hub")
    data = workbook(OAK)
    drop(where, "oak.xlsx", data)
    drop(where, f"spring/{ULN}.xlsx", workbook(BRANNOC))
    drop(where, "two.zip", zipped({"a.xlsx": workbook(WOOD_A), "b.xlsx": workbook(WOOD_B)}))
    list(collect(where, (where.folders["inbox"],), Request(AUTUMN, TODAY)))
    assert list(not_collected(where)) == []
    with closing(sqlite3.connect(where.store)) as store, store:
        renamed = store.execute(
            "UPDATE files SET source = ? WHERE source LIKE '%spring%'", (f"inbox/spring/{ULN}.xlsx",)
        )
        assert renamed.rowcount == 1
    assert list(not_collected(where)) == []
    for name in ("oak.xls", "two.zi", "spring/b.xlsx"):
        drop(where, name, data)
    assert list(not_collected(where)) == ["inbox/oak.xls", "inbox/two.zi", "inbox/spring/b.xlsx"]
    where.store.unlink()
    assert len(list(not_collected(where))) == 6


@pytest.mark.parametrize(
    "name",
    [
        "{} 2026",
        "{}_2026",
        "{}-2026-27",
        "{}.2027",
        "{} 20261129",
        "2026-11-29 {}",
        "A_{}_2026_11_29 (2)",
        "1.12.26 {}",
    ],
)
def test_urns_and_dates_are_no_numbers_of_pupils(name: str) -> None:
    """Every eleventh number of ten digits passes for a ULN."""
    names = [name.format(urn) for urn in range(990_000, 990_200)]
    assert [as_kept(one) for one in names] == names


def with_secrets(where: HubSettings) -> set[str]:
    """What holds a number of a pupil, of all that is not the inbox."""
    places = {place for found in searched.found(where.root, SECRETS).values() for place in found}
    return {place for place in places if not place.startswith("inbox/")}


@pytest.mark.slow
def test_no_number_of_a_pupil_in_a_name_comes_out_of_the_hub(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    broken = b"PK\x03\x04 broken"
    drop(where, f"990001 Oak {UPN}.xlsx", workbook(OAK, BAD))
    drop(where, f"{ULN}/{UPN}_990002.xlsx", workbook(BRANNOC, BAD))
    drop(where, f"{ULN}/{UPN}.pdf", b"%PDF-1.7")
    drop(where, f"post-{OTHER}.zip", zipped({f"{UPN}/{ULN}.xlsx": workbook(WOOD_A), f"{ULN}.xlsx": broken}))
    drop(where, f"Re {ULN}.eml", letter((f"{UPN} 990004.xlsx", workbook(WOOD_B)), (f"{ULN}.zip", zipped({}))))
    drop(where, f"{OTHER} {ULN}.zip", broken)

    said = [run("collect", *DAY, cwd=where.root, code=1).said]
    with Store(where.store) as store:
        came = {one.receipt.source: one.submission.urn for one in store.returns(AUTUMN)}
    assert came == {
        f"inbox/990001 Oak {A_UPN}.xlsx": "990001",
        f"inbox/{A_ULN}/{A_UPN}_990002.xlsx": "990002",
        f"inbox/{A_ULN}/{A_UPN}.pdf": "",
        f"inbox/post-{A_ULN}.zip/{A_UPN}/{A_ULN}.xlsx": "990003",
        f"inbox/post-{A_ULN}.zip/{A_ULN}.xlsx": "",
        f"inbox/Re {A_ULN}.eml/{A_UPN} 990004.xlsx": "990004",
        f"inbox/Re {A_ULN}.eml/{A_ULN}.zip": "",
        f"inbox/{A_ULN} {A_ULN}.zip": "",
    }
    assert "8 known before" in run("collect", *DAY, cwd=where.root, code=1).said
    for number, words in enumerate(
        (
            *(["status"], ["status", "--format", "csv"], ["status", "--format", "json"], ["status", "--by-caseload"]),
            *(["consolidate"], ["report", "--all", "-o", "output/r"], ["mark"], ["mark", "inbox", "-o", "output/m"]),
            *(["status", "--chase"], ["check", "inbox"], ["read", "inbox", "--format", "csv"], ["deadlines"]),
            *(["roll-forward", "--all"], ["collect", f"inbox/{OTHER} {ULN}.zip"], ["collect", "--rebuild"]),
            ["check", f"inbox/{OTHER}.xlsx"],
        )
    ):
        said.append(run(*words, *DAY, cwd=where.root).said)
        drop(where, f"../said/{number}.txt", said[-1].encode())
    assert with_secrets(where) == set()
    assert [one for one in said if any(secret in one for secret in SECRETS)] == []


def came_before(where: HubSettings, names: dict[str, bytes]) -> None:
    """The files as a Hub of before kept them, under their names as they are."""
    with Store(where.store, write=True) as store:
        for name, data in names.items():
            store.add(file(where, name, data))
    for path, receipt in tuple(receipts.receipts(where.folders["returns"])):
        assert receipt
        path.unlink()
        name = next(name for name, data in names.items() if receipts.hash_of(data) == receipt.hash)
        receipts.note(where.folders["returns"], replace(receipt, source=f"inbox/{name}"))
    Stops(where.folders["returns"]).note(Stop("0" * 64, f"inbox/{ULN}.zip", "opening", "", Tried("0", 1, 1)))


@pytest.mark.slow
@pytest.mark.parametrize("rebuilt", [False, True])
def test_names_that_a_hub_of_before_kept_are_tidied(tmp_path: Path, *, rebuilt: bool) -> None:
    """The same files are known again, and are of the round in which they came."""
    where = hub(tmp_path / "hub")
    names = {f"{ULN}.xlsx": workbook(OAK), f"{OTHER}.xlsx": workbook(BRANNOC), "990003.xlsx": workbook(WOOD_A)}
    came_before(where, names)
    assert len(with_secrets(where)) > 3
    request = Request(SPRING, TODAY)
    if rebuilt:
        list(rebuild_store(where, request))
    first = {one.source: one for one in collect(where, [where.folders["inbox"]], request)}
    assert with_secrets(where) == set()
    assert {source: bool(one.stored and not one.again) for source, one in first.items()} == {
        "inbox/990003.xlsx": False, f"inbox/{A_ULN}.xlsx": False,
    }  # fmt: skip
    with Store(where.store) as store:
        assert sorted(one.submission.urn for one in store.returns(AUTUMN)) == ["990001", "990002", "990003"]
        assert store.returns(SPRING) == ()
    drop(where, "1000000000.xlsx", workbook(WOOD_B))  # before the others: what is alike but for its numbers is counted
    new = [one.stored.submission.urn for one in collect(where, [where.folders["inbox"]], request) if one.stored]
    assert new == ["990004"]


def test_what_is_missing_is_said_however_often_somebody_asked_before(tmp_path: Path) -> None:
    """Who asks again and again is told without a look through everything, as long as nothing is another one."""
    where = hub(tmp_path)
    drop(where, f"{AUTUMN}/oak.xlsx", workbook(OAK, ANSWERS))
    run("collect", *DAY, cwd=where.root)

    def codes() -> set[str]:
        return {one.code for _ in range(3) for one in integrity_problems(where)}

    assert codes() == set()
    late = drop(where, f"{AUTUMN}/brannoc.xlsx", workbook(BRANNOC, ANSWERS))
    assert codes() == {"HUB-077"}
    late.unlink()
    assert codes() == set()
    renamed = replace(where, rounds=tuple(replace(one, name=f"{one.name} again") for one in where.rounds))
    assert {one.code for one in integrity_problems(renamed)} == {"HUB-040"}
    assert codes() == set()
    with Store(where.store) as store:
        (one,) = store.receipts()
    receipts.note(where.folders["returns"], replace(one, source="inbox/gone.xlsx"))
    assert codes() == {"HUB-041"}
