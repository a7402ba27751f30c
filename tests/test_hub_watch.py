"""What may be lost in a Hub's folder (store, receipts, a collection's name) or mistaken (years, names): it is said."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from careers_workbook.blanks.workbook import Order
from careers_workbook.hub.rounds.reminders import Situations
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.store.collect import Request, collect
from careers_workbook.hub.store.integrity import integrity_problems
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from careers_workbook.hub.store.store import Store
from tests.support.hub_folder import (
    ANSWERS,
    AUTUMN,
    BRANNOC,
    LATER,
    OAK,
    SPRING,
    TODAY,
    WOOD_A,
    drop,
    hub,
    workbook,
)
from tests.support.program import Ran, run
from tests.support.stamp import master
from tests.support.truth import FIRST_SPEC
from tests.test_hub_collect import mail

SENT = dt.datetime.fromisoformat("2026-11-20T09:00:00")
DAY = ("--today", f"{TODAY:%Y-%m-%d}")
NO_LETTER = "No letter was written: a school that has returned might be told that it has not."


def take(where: HubSettings, today: dt.date = TODAY) -> int:
    """Collect, without the command; how many files were read."""
    found = collect(where, (where.folders["inbox"],), Request(where.at(today).name, today))
    return sum(one.stored is not None for one in found)


def content(where: HubSettings, collection: str = AUTUMN) -> set[str]:
    with Store(where.store) as store:
        return {repr(one) for one in store.returns(collection)}


def codes(where: HubSettings) -> list[str]:
    return [problem.code for problem in integrity_problems(where)]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """Three schools have returned in autumn."""
    made = hub(tmp_path_factory.mktemp("as it was"))
    for school in (OAK, BRANNOC, WOOD_A):
        drop(made, f"{school.urn}.xlsx", workbook(school), SENT)
    take(made)
    assert codes(made) == []
    return made


def said(ran: Ran) -> str:
    return " ".join(ran.said.split())


# The name of a collection


def renamed(where: HubSettings, now: str = "Autumn term") -> HubSettings:
    settings = where.root / SETTINGS
    settings.write_text(settings.read_text(encoding="utf-8").replace(AUTUMN, now), encoding="utf-8")
    return read_settings(where.root)


SENTENCE = f'The store holds 3 files of "{AUTUMN}", and collection.yaml names no such collection: they count nowhere.'


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["status", "--format", "csv"],
        ["status", "--chase"],
        ["collect"],
        ["consolidate"],
        ["report", "--all"],
    ],
    ids=" ".join,
)
def test_a_collection_that_was_renamed_is_said_by_every_command(where: HubSettings, words: list[str]) -> None:
    renamed(where)
    ran = run(*words, *DAY, cwd=where.root)
    assert ran.code != 0
    assert said(ran).count(SENTENCE) == 1


def test_no_school_is_chased_because_a_collection_was_renamed(where: HubSettings) -> None:
    renamed(where)
    assert NO_LETTER in run("status", "--chase", *DAY, cwd=where.root, code=2).err
    assert not (where.root / "output").exists()
    settings = where.root / SETTINGS
    settings.write_text(settings.read_text(encoding="utf-8").replace("Autumn term", AUTUMN), encoding="utf-8")
    assert '3 "thank you", 1 "not returned"' in said(run("status", "--chase", *DAY, cwd=where.root))


# The store


def test_a_store_that_is_gone_is_said_and_no_school_chased(where: HubSettings) -> None:
    where.store.unlink()
    assert codes(where) == ["HUB-041"]
    sentence = "3 files of those that came and were kept cannot be found in hub.sqlite, and count nowhere."
    assert sentence in said(run("status", *DAY, cwd=where.root, code=1))
    assert sentence in said(run("consolidate", *DAY, cwd=where.root, code=2))
    assert NO_LETTER in run("status", "--chase", *DAY, cwd=where.root, code=2).err


@pytest.mark.parametrize("loss", ["gone", "empty", "an older copy"])
def test_what_the_store_has_lost_is_taken_in_again_in_its_own_term(where: HubSettings, loss: str) -> None:
    before, copy = content(where), where.store.read_bytes()
    drop(where, "990004.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "completed"): "Yes"}), SENT)
    take(where)
    after = content(where)
    match loss:
        case "gone":
            where.store.unlink()
        case "empty":
            where.store.write_bytes(b"")
        case _:
            where.store.write_bytes(copy)
            assert content(where) == before
    take(where, LATER)
    assert content(where) == after
    assert content(where, SPRING) == set()
    assert codes(where) == []


def test_it_is_taken_in_again_when_the_inbox_has_been_tidied(where: HubSettings) -> None:
    before = content(where)
    where.store.unlink()
    shutil.rmtree(where.folders["inbox"])
    assert "3 read again from the originals" in said(run("collect", *DAY, cwd=where.root, code=0))
    assert content(where) == before


def test_an_empty_store_is_called_so(where: HubSettings) -> None:
    where.store.write_bytes(b"")
    assert "hub.sqlite cannot be used: it is empty." in run("status", *DAY, cwd=where.root, code=2).err


def test_no_workbook_goes_out_with_older_answers_while_returns_are_lost(where: HubSettings) -> None:
    run("build", "--force", *DAY, cwd=where.root)
    where.store.unlink()
    before = {path: path.read_bytes() for path in (where.root / "blank").rglob("*.xlsx")}
    refused = " ".join(run("build", "--force", *DAY, cwd=where.root, code=2).err.split())
    assert "cannot be found in hub.sqlite" in refused
    assert "No workbook was made" in refused
    assert {path: path.read_bytes() for path in (where.root / "blank").rglob("*.xlsx")} == before
    run("build", "--force", "--blank", *DAY, cwd=where.root)
    run("collect", *DAY, cwd=where.root)
    assert "With the answers of last time" in run("build", "--force", *DAY, cwd=where.root).out


# Receipts


@pytest.mark.parametrize("words", [["collect", "--rebuild"], ["collect"]], ids=" ".join)
def test_receipts_that_are_gone_are_written_anew(where: HubSettings, words: list[str]) -> None:
    receipts = where.folders["returns"] / "receipts"
    before, were = content(where), {path.name: path.read_bytes() for path in receipts.iterdir()}
    shutil.rmtree(receipts)
    for path in where.folders["inbox"].iterdir():
        path.unlink()
    run(*words, *DAY, cwd=where.root, code=0)
    assert content(where) == before
    assert {path.name: path.read_bytes() for path in receipts.iterdir()} == were


def test_a_receipt_that_cannot_be_read_leaves_a_file_lost_and_that_is_said(where: HubSettings) -> None:
    next((where.folders["returns"] / "receipts").iterdir()).write_text("{", encoding="utf-8")
    assert codes(where) == []
    where.store.unlink()
    shutil.rmtree(where.folders["inbox"])
    assert "1 file of those that came" in said(run("collect", *DAY, cwd=where.root, code=1))


# Last year's file


@pytest.mark.parametrize(
    ("built", "found"),
    [("2025-09-14", ["HUB-042"]), ("2026-07-10", []), ("2026-09-14", [])],
    ids=["last year", "before the holidays", "this year"],
)
def test_last_years_workbook_is_said(tmp_path: Path, built: str, found: list[str]) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", master(FIRST_SPEC, Order(dt.date.fromisoformat(built))).filled(OAK, ANSWERS), SENT)
    take(where)
    oak = load_round(where, where.at(TODAY), TODAY).schools[0]
    assert oak.counts
    assert [finding.code for finding in oak.counts.more] == found
    assert oak.state == ("look at" if found else "in order")
    ran = said(run("collect", *DAY, cwd=where.root, code=0))
    assert ("The workbook was made for 2025/26, and now we ask about 2026/27." in ran) == bool(found)


def test_answers_of_this_year_in_last_years_workbook_are_confirmed_once_and_count(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", master(FIRST_SPEC, Order(dt.date(2025, 9, 14))).filled(OAK, ANSWERS), SENT)
    take(where)
    assert '"please send again"' in said(run("status", "--chase", *DAY, cwd=where.root))
    ran = run("confirm", OAK.urn, "--collection", where.at(TODAY).name, cwd=where.root, code=0)
    assert "its answers are those of this year, and that is confirmed" in said(ran)
    found = load_round(where, where.at(TODAY), TODAY)
    oak = found.schools[0]
    assert oak.counts
    assert (oak.state, [finding.code for finding in oak.counts.more]) == ("in order", ["HUB-189"])
    assert Situations.of(found).of_school(oak) == "in order"
    assert oak.to_confirm == ""
    run("build", *DAY, cwd=where.root)
    (made,) = (where.root / "blank").rglob(f"{OAK.urn}*.xlsx")
    assert "[From 2025/26]" not in str(
        [cell for sheet in load_workbook(made) for cell in sheet.iter_rows(values_only=True)]
    )
    run("undo", cwd=where.root, code=0)
    assert load_round(where, where.at(TODAY), TODAY).schools[0].to_confirm


# Another school's name


def test_a_file_named_after_another_school_is_said_even_if_a_newer_one_counts(tmp_path: Path) -> None:
    where = hub(tmp_path)
    named = "990002 St Brannoc's School.xlsx"
    drop(where, "from St Brannocs.eml", mail({named: workbook(OAK)}))
    drop(where, "RE.eml", mail({"checklist.xlsx": workbook(OAK, {**ANSWERS, ("CL3", "completed"): "Yes"})}))
    ran = said(run("collect", *DAY, cwd=where.root, code=0))
    assert "To look at (2)" in ran, "and the one that counts has not all that the other had"
    assert "The workbook is that of Oak Lane School (990001), but its file is named after St Brannoc's School" in ran
