"""`careers-workbook consolidate` from the command line: what it makes, what it says, how it fails."""

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest

from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.tables.export import MARKING, name_of
from careers_workbook.hub.tables.tidy_columns import TABLES
from careers_workbook.spec.load import load
from tests.support import hub_terms
from tests.support.hub_folder import AUTUMN, BRANNOC, LEAVERS, OAK, SPRING, file, hub, workbook
from tests.support.program import Ran, run

OLD = load("send-careers-checklist")
DAY = ("--today", "2026-12-01")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A Hub in whose first collection two schools have returned."""
    made = hub(tmp_path_factory.mktemp("as it was") / "hub")
    hub_terms.store(made, [file(made, f"{one.urn}.xlsx", workbook(one, leavers=LEAVERS)) for one in (OAK, BRANNOC)])
    return made


def consolidate(where: HubSettings, *words: str, code: int) -> Ran:
    ran = run("consolidate", *(words or DAY), cwd=where.root, code=code)
    assert all(len(line) <= 80 for line in ran.out.splitlines()), ran.out
    return ran


def made(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def looked_at(name: str) -> set[str]:
    """What is made for people."""
    return {f"{name}.xlsx", f"{name}.html", f"{name} - for the board.pdf"}


def names(ending: str = "") -> set[str]:
    tables = {f"tables/{name}{ending}.{suffix}" for name in TABLES for suffix in ("csv", "parquet")}
    return tables | {"tables/data dictionary.csv", "tables/data dictionary.md"}


def test_it_makes_a_workbook_and_tables_and_says_who_is_in(where: HubSettings) -> None:
    ran = consolidate(where, code=0)
    folder = where.root / "output" / "consolidated" / AUTUMN
    assert made(folder) == names() | looked_at("Northmoor Careers Hub - Autumn 2026")
    assert ran.out.startswith("Autumn 2026: 2 of 4 schools are in.")
    assert "Not returned (2):\n  990003 Woodlands School\n  990004 Woodlands School\n" in ran.out
    assert "Northmoor Careers Hub - Autumn 2026.xlsx" in ran.out
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    consolidate(where, code=0)
    assert {path: path.read_bytes() for path in before} == before


def test_outputs_of_both_kinds_never_overwrite_each_other(where: HubSettings) -> None:
    consolidate(where, code=0)
    folder = where.root / "output" / "consolidated" / AUTUMN
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    ran = consolidate(where, "--internal", *DAY, code=0)
    assert {path: path.read_bytes() for path in before} == before
    of_its_own = looked_at("Northmoor Careers Hub - Autumn 2026 - OFFICIAL-SENSITIVE")
    assert made(folder / "internal") == names(f" - {MARKING}") | of_its_own
    assert MARKING in ran.out


def test_the_folder_and_the_collection_can_be_named(where: HubSettings, tmp_path: Path) -> None:
    files = [file(where, "b.xlsx", workbook(OAK, {("CL1", "completed"): "No"}), collection=SPRING)]
    hub_terms.store(where, files)
    ran = consolidate(
        where, "--collection", "spring 2027", "-o", str(tmp_path / "out"), "--today", "2027-03-01", code=0
    )
    assert "Compared with Autumn 2026." in " ".join(ran.out.split())
    data = (tmp_path / "out" / "tables" / "changes.csv").read_text(encoding="utf-8-sig")
    assert ("slipped back", "CL1") in {(row["kind"], row["ref"]) for row in csv.DictReader(io.StringIO(data))}


def test_files_that_could_not_be_used_are_named_and_the_others_counted(where: HubSettings) -> None:
    hub_terms.store(where, [file(where, "Careers programme.pdf", b"%PDF-1.7 " + b"x" * 90)])
    ran = consolidate(where, code=1)
    assert "Files that could not be used (1):\n  inbox/Careers programme.pdf: " in ran.out
    assert "2 of 4 schools are in" in ran.out


def test_a_checklist_that_was_changed_since_is_said(where: HubSettings) -> None:
    with Store(where.store, write=True) as store:
        (first, *_) = store.returns(AUTUMN)
        store.add(replace(first, read_by="send-careers-checklist 2020.1 00000000"))
    assert "careers-workbook collect" in consolidate(where, code=1).err


def test_nothing_can_be_made_of_nothing(where: HubSettings, tmp_path: Path) -> None:
    ran = consolidate(where, "--collection", SPRING, "--today", "2027-03-01", code=2)
    assert "No return counts in Spring 2027 yet." in ran.err
    assert not (where.root / "output").exists()
    assert "There is no round called" in consolidate(where, "--collection", "Summer", code=2).err
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    assert "collection.yaml" in run("consolidate", cwd=outside, code=2).err
    where.register.unlink()
    ran = consolidate(where, code=2)
    assert "register" in ran.err
    assert len([line for line in ran.err.splitlines() if line]) <= 2


def test_a_store_in_which_nothing_can_be_read_is_said(where: HubSettings) -> None:
    where.store.write_bytes(b"no database" * 400)
    assert "collect --rebuild" in " ".join(consolidate(where, code=2).err.split())


def test_the_name_of_the_hub_may_hold_anything(tmp_path: Path) -> None:
    made_hub = hub(tmp_path / "hub")
    settings = made_hub.root / "collection.yaml"
    settings.write_text(settings.read_text().replace("hub: Northmoor Careers Hub", 'hub: "North/South: *Hub*?"'))
    hub_terms.store(
        made_hub, [hub_terms.arrived(hub_terms.said({("CL1", "completed"): "Yes"}, spec=OLD), made_hub, AUTUMN, OLD)]
    )
    run("consolidate", *DAY, cwd=made_hub.root, code=0)
    folder = made_hub.root / "output" / "consolidated" / AUTUMN
    assert (folder / "North South Hub - Autumn 2026.xlsx").is_file()
    now = hub_terms.term(made_hub, AUTUMN)
    assert name_of("workbook", now, internal=True) == "Northmoor Careers Hub - Autumn 2026 - OFFICIAL-SENSITIVE.xlsx"
    assert now.today == dt.date(2026, 12, 1)
