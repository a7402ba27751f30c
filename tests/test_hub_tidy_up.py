"""`tidy-up`: what has been kept long enough goes, stage by stage, and what was read of it stays as long as it may."""

import os
import shutil
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store import receipts
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.settings import SETTINGS, HubSettings
from tests.support import searched
from tests.support.hub_folder import (
    ANSWERS,
    AUTUMN,
    BRANNOC,
    LEAVERS,
    OAK,
    SPRING,
    TODAY,
    copied,
    drop,
    hub,
    unlinked_but_for,
    workbook,
)
from tests.support.hub_ods import as_ods
from tests.support.killed import chosen, kill, moments
from tests.support.program import run
from tests.test_hub_journal import content

DAY = ("--today", str(TODAY))
SPRING_DAY = ("--today", "2027-02-01")
PERIODS = "keep_until: {leavers: 12 months, originals: 3 years, rounds: 6 years}\n"
THIN, GONE, OVER = (("--today", day) for day in ("2027-12-31", "2029-12-31", "2032-12-31"))
SECRET, KEPT = "Quillback", "Marrowby"
"""What somebody wrote on the sheet about leavers, and an answer about the school."""
SAID = {**ANSWERS, ("CL1", "review"): KEPT}


@pytest.mark.parametrize(
    "said", ["leavers: 3", "originals: soon", "rounds: 0 years", "leavers: 3 weeks", "all: 1 year"]
)
def test_a_time_that_is_none_is_said(tmp_path: Path, said: str) -> None:
    with pytest.raises(SpecError):
        hub(tmp_path / "hub", f"keep_until:\n  {said}\n")


def test_times_are_months(tmp_path: Path) -> None:
    found = hub(tmp_path / "hub", PERIODS).keep_until
    assert found == {"leavers": 12, "originals": 36, "rounds": 72}
    assert hub(tmp_path / "other").keep_until == {}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    where = hub(tmp_path_factory.mktemp("begun") / "hub", PERIODS)
    named = tuple({**one, "six_months": SECRET} if n == 0 else one for n, one in enumerate(LEAVERS))
    drop(where, "oak.xlsx", workbook(OAK, SAID, named))
    drop(where, "brannoc.xlsx", workbook(BRANNOC))
    run("collect", *DAY, cwd=where.root)
    drop(where, "dismissed.xlsx", workbook(BRANNOC, SAID))
    run("collect", *DAY, cwd=where.root)
    run("dismiss", "dismissed.xlsx", "--why", "a trial", "--collection", AUTUMN, cwd=where.root, code=0)
    run("mark", *DAY, cwd=where.root)
    drop(where, "spring.xlsx", workbook(OAK, SAID, LEAVERS))
    run("collect", *SPRING_DAY, cwd=where.root)
    return where


@pytest.mark.slow
def test_a_file_of_another_kind_keeps_its_lines_and_that_is_said(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", PERIODS)
    drop(where, "oak.ods", as_ods(workbook(OAK, SAID, LEAVERS)))
    run("collect", *DAY, cwd=where.root)
    before = numbers(where)
    said = run("tidy-up", *THIN, "--yes", cwd=where.root, code=1)
    assert "lines can be taken out of .xlsx workbooks only, and this is .ods" in " ".join(said.err.split())
    assert numbers(where) == before
    assert (where.root / "inbox" / "oak.ods").exists()


@pytest.mark.slow
def test_a_file_that_is_open_is_said(where: HubSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "unlink", unlinked_but_for("oak.xlsx"))
    assert "oak.xlsx" in run("tidy-up", *GONE, "--yes", cwd=where.root, code=1).err
    monkeypatch.undo()
    assert "1 file in the inbox" in run("tidy-up", *GONE, "--yes", cwd=where.root, code=0).out
    assert not (where.root / "inbox" / "oak.xlsx").exists()


def numbers(where: HubSettings, name: str = AUTUMN) -> dict[str, object]:
    found = open_hub(where.root, TODAY, name).view().round
    return {
        one.listed.school.urn: (one.state, one.counts and (*one.counts.stored.destinations,), one.filled.statements)
        for one in found.schools
    }


@pytest.mark.slow
def test_nothing_is_due_before_its_day(where: HubSettings) -> None:
    assert "Nothing is due today." in run("tidy-up", "--today", "2027-12-30", cwd=where.root, code=0).out
    (where.root / SETTINGS).write_text((where.root / SETTINGS).read_text().replace(PERIODS, ""), encoding="utf-8")
    assert "Nothing is ever due" in run("tidy-up", *OVER, cwd=where.root, code=0).out


@pytest.mark.slow
def test_the_list_removes_nothing(where: HubSettings) -> None:
    before = {path: path.read_bytes() for path in where.root.rglob("*") if path.is_file()}
    said = run("tidy-up", *OVER, cwd=where.root, code=0).out
    assert "Autumn 2026: all that is held of the round, due since 31/12/2032" in " ".join(said.split())
    assert {path: path.read_bytes() for path in where.root.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_first_originals_lose_their_lines_of_leavers(begun: HubSettings, where: HubSettings) -> None:
    assert SECRET in searched.found(where.root, [SECRET])
    before = numbers(where)
    run("tidy-up", *THIN, "--yes", cwd=where.root, code=0)
    assert searched.found(where.root, [SECRET]) == {}
    assert KEPT in searched.found(where.root / "returns" / "originals", [KEPT])
    assert numbers(where) == before
    thinned = [one for _, one in receipts.receipts(where.folders["returns"]) if one and one.is_thinned]
    assert {one.round for one in thinned} == {AUTUMN}
    for again in (("collect",), ("collect", "--rebuild")):
        shutil.copytree(begun.root / "inbox", where.root / "inbox", dirs_exist_ok=True)
        run(*again, *THIN, cwd=where.root)
        shutil.rmtree(where.root / "inbox")
        assert numbers(where) == before, again
        assert searched.found(where.root, [SECRET]) == {}
    assert "Nothing is due today." in run("tidy-up", *THIN, cwd=where.root, code=0).out
    report = run("report", "--all", "--collection", AUTUMN, "-o", "made", *THIN, cwd=where.root)
    assert "were kept long enough" in " ".join(report.said.split())
    run("undo", cwd=where.root, code=2)


def of_autumn(where: HubSettings) -> set[str]:
    return {row for row in content(where) if AUTUMN in row}


@pytest.mark.slow
def test_then_originals_go(where: HubSettings) -> None:
    before, spring, stored = numbers(where), numbers(where, SPRING), of_autumn(where)
    run("tidy-up", *GONE, "--yes", cwd=where.root, code=0)
    left = {path.name[:32] for path in (where.root / "returns" / "originals").rglob("*.*")}
    known = {one.hash[:32] for _, one in receipts.receipts(where.folders["returns"]) if one and one.round == SPRING}
    assert left == known
    assert (numbers(where), numbers(where, SPRING)) == (before, spring), "the lines of leavers of spring went"
    assert of_autumn(where) == stored
    run("collect", "--rebuild", *GONE, cwd=where.root)
    assert numbers(where) == before
    assert "Nothing is due today." not in run("tidy-up", *OVER, cwd=where.root, code=0).out


@pytest.mark.slow
def test_then_the_round(where: HubSettings) -> None:
    run("tidy-up", *OVER, "--yes", cwd=where.root, code=0)
    left = searched.found(where.root, [SECRET])
    assert left == {}
    assert {state for state, *_ in numbers(where).values()} == {"not returned"}  # type: ignore[attr-defined]
    assert numbers(where, SPRING)[OAK.urn][0] != "not returned"  # type: ignore[index]
    run("collect", "--rebuild", *OVER, cwd=where.root)
    assert {state for state, *_ in numbers(where).values()} == {"not returned"}  # type: ignore[attr-defined]
    assert "forgot all that was held in Autumn 2026" in run("history", cwd=where.root, code=0).out


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("day", [THIN, GONE, OVER], ids=lambda day: day[1])
def test_killed_in_the_middle_it_goes_on(begun: HubSettings, day: tuple[str, str], tmp_path: Path) -> None:
    words = ("tidy-up", *day, "--yes")
    whole = copied(begun, tmp_path / "whole")
    number = moments(*words, cwd=whole.root)
    run("collect", *day, cwd=whole.root)
    for at in chosen(number, 4)[1:-1]:
        cut = copied(begun, tmp_path / f"{at}")
        assert kill(*words, cwd=cut.root, at=at), at
        run(*words, cwd=cut.root, code=0)
        run("collect", *day, cwd=cut.root)
        assert searched.found(cut.root, [SECRET]) == {}, at
        assert (numbers(cut), numbers(cut, SPRING)) == (numbers(whole), numbers(whole, SPRING)), at
        assert {one.hash for one in came(cut)} == {one.hash for one in came(whole)}, at
        shutil.rmtree(cut.root)


def came(where: HubSettings) -> list[Receipt]:
    return [one for _, one in receipts.receipts(where.folders["returns"]) if one]
