"""The public face: what other programs may use, by its own name, with nothing paid for what they do not use."""

import datetime as dt
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import careers_workbook as cw
from tests.support.program import BAD, GOOD, OAK_LANE, ROOT, TODAY, environment, run, workbook

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_every_name_is_there_says_what_it_is_and_is_on_the_page() -> None:
    for name in cw.__all__:
        assert inspect.getdoc(getattr(cw, name)), name
        assert re.search(rf"`{name}(\(.*?\))?`", PAGE.partition("## All names")[2]), name
    assert set(cw.__all__) <= set(dir(cw))
    with pytest.raises(AttributeError, match="has no attribute 'reed'"):
        cw.reed  # noqa: B018


def test_importing_it_imports_nothing_else(tmp_path: Path) -> None:
    code = "import sys; before = set(sys.modules); import careers_workbook; print(*set(sys.modules) - before)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, check=True
    )
    assert done.stdout.decode().split() == ["careers_workbook"]


def test_types_and_version_are_shipped() -> None:
    assert (ROOT / "careers_workbook" / "py.typed").exists()
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == cw.__version__


def test_a_workbook_goes_out_and_comes_back(tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").write_bytes(cw.build(OAK_LANE, due=dt.date(2027, 3, 31), return_to="the Hub", today=TODAY))
    blank = cw.read(tmp_path / "out.xlsx", today=TODAY)
    assert (blank.urn, blank.school, blank.built_on) == (OAK_LANE.urn, OAK_LANE.name, TODAY)
    (tmp_path / "back.xlsx").write_bytes(workbook(*GOOD, *BAD))
    returned = cw.read(str(tmp_path / "back.xlsx"), today=TODAY)
    assert [problem.code for problem in cw.check(returned)] == ["DATE-001", "CELL-001"]
    assert cw.summarise(returned, today=TODAY).progress.total.done == 1
    assert "Oak Lane School" in cw.report(cw.summarise(returned, today=TODAY))


def test_deadlines_are_seen_from_the_day_given(tmp_path: Path) -> None:
    (tmp_path / "back.xlsx").write_bytes(workbook(*GOOD))
    assert not cw.check(cw.read(tmp_path / "back.xlsx", today=TODAY))
    (late,) = cw.check(cw.read(tmp_path / "back.xlsx", today=dt.date(2027, 4, 1)))
    assert late.code == "DATE-009"


def test_a_return_is_compared_with_the_one_before_and_the_register(tmp_path: Path) -> None:
    (tmp_path / "back.xlsx").write_bytes(workbook(*GOOD))
    (tmp_path / "schools.csv").write_text(f"URN,Name\n{OAK_LANE.urn},Elm Street School\n")
    returned = cw.read(tmp_path / "back.xlsx", today=TODAY)
    assert [problem.code for problem in cw.check(returned, before=returned)] == ["FILE-015"]
    (renamed,) = cw.check(returned, register=tmp_path / "schools.csv")
    assert renamed.place.ref == "SD3"
    assert [school.name for school in cw.read_register(tmp_path / "schools.csv").schools] == ["Elm Street School"]


def test_a_bad_file_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("no workbook")
    (tmp_path / "b.xlsx").write_bytes(workbook(*GOOD))
    bad, good = cw.read_all(tmp_path)
    assert (bad.outcome, good.outcome) == ("refused", "accepted")
    assert cw.check(bad, before=good) == bad.problems
    with pytest.raises(cw.FileRefusedError):
        cw.summarise(bad)


@pytest.mark.slow
def test_many_schools_another_spec_an_older_return(tmp_path: Path) -> None:
    newer = cw.load_spec("send-careers-checklist-2025")
    elm = cw.School("990002", "Elm Street School")
    built = list(cw.build_all([OAK_LANE, elm], tmp_path / "blank", newer, today=TODAY))
    assert [one.school for one in built] == [OAK_LANE, elm]
    assert [one.version for one in cw.read_all(tmp_path / "blank")] == [newer.version] * 2
    (again, _) = cw.build_all([OAK_LANE, elm], tmp_path / "blank", newer, today=TODAY)
    assert again.problem
    (tmp_path / "old.xlsx").write_bytes(workbook(*GOOD))
    assert cw.read(tmp_path / "old.xlsx", carry_to=newer.id).version == newer.version
    with pytest.raises(cw.SpecError):
        cw.load_spec("send-careers-checklst")


@pytest.mark.slow
def test_a_return_of_a_spec_of_ones_own_needs_that_spec(tmp_path: Path) -> None:
    text = "id: own\nversion: '1'\nextends: send-careers-checklist\nreword: {CL1: There is a Careers Leader.}\n"
    (tmp_path / "own.yaml").write_text(text)
    own = cw.load_spec(tmp_path / "own.yaml")
    (tmp_path / "back.xlsx").write_bytes(cw.build(OAK_LANE, own, today=TODAY))
    returned = cw.read(tmp_path / "back.xlsx", own, today=TODAY)
    assert cw.summarise(returned, own, today=TODAY).spec_id == "own"
    with pytest.raises(KeyError):
        cw.summarise(returned, today=TODAY)


@pytest.mark.slow
def test_a_hub_is_opened_and_asked(tmp_path: Path) -> None:
    run("init", "hub", "--hub", "Northmoor Careers Hub", "--today", TODAY, cwd=tmp_path, code=0)
    (tmp_path / "hub" / "register.csv").write_text(
        f"URN,Name\n{OAK_LANE.urn},{OAK_LANE.name}\n990002,Elm Bank School\n"
    )
    (tmp_path / "hub" / "inbox" / "back.xlsx").write_bytes(workbook(*GOOD, *BAD))
    hub = cw.open_hub(tmp_path / "hub", today=TODAY)
    assert isinstance(hub, cw.Hub)
    (collected,) = hub.collect().steps
    assert not isinstance(collected, cw.Problem)
    assert [school.state for school in hub.view().round.schools] == ["put right", "not returned"]
    with pytest.raises(cw.SpecError):
        cw.open_hub(tmp_path)
