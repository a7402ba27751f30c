"""Files of a spec that the program does not bring along: known to every command in the Hub that asks it, and nowhere
else turned into figures of another checklist."""

import json
from pathlib import Path

import pytest

from careers_workbook.spec.load import load
from tests.support.filled import filled
from tests.support.program import run
from tests.support.truth import FIRST_SPEC

DAY = ("--today", "2026-12-01")
OWN = f"""\
id: ours
version: "1"
title: Ours
extends: {FIRST_SPEC}
reword: {{CL1: Somebody leads on careers.}}
add:
  - sheet: Careers leadership
    section: Careers Leadership
    after: CL1
    items: [{{ref: CL90, text: The governors hear of careers every term.}}]
"""
ANSWERS = {("CL90", "deadline"): "2027-03-31", ("CL90", "action"): "Ask the chair", ("CL2", "completed"): "Perhaps"}
COMMANDS = {
    "report": ("report", "return.xlsx", *DAY),
    "deadlines": ("deadlines", "return.xlsx", "--format", "csv", *DAY),
    "mark": ("mark", "return.xlsx", "-o", "out", *DAY),
    "roll-forward": ("roll-forward", "return.xlsx", "-o", "out", *DAY),
}


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return of a Hub's own spec, which lies beside it."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "ours.yaml").write_text(OWN, encoding="utf-8")
    return filled(folder, ANSWERS, spec=load(str(folder / "ours.yaml")))


@pytest.fixture(scope="module")
def root(returned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Hub that asks it, before anything came."""
    folder = tmp_path_factory.mktemp("hub")
    (folder / "ours.yaml").write_text(OWN, encoding="utf-8")
    run("init", "hub", "--spec", "ours.yaml", *DAY, cwd=folder, code=0)
    (folder / "hub" / "register.csv").write_text("URN,Name\n990001,Oak Lane School\n", encoding="utf-8")
    (folder / "hub" / "return.xlsx").write_bytes(returned.read_bytes())
    return folder / "hub"


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS.values(), ids=list(COMMANDS))
def test_in_its_hub_every_command_reads_a_named_file_by_the_hubs_spec(words: tuple[str, ...], root: Path) -> None:
    ran = run(*words, cwd=root)
    assert "FILE-010" not in ran.said
    assert "ROW-" not in ran.said
    if words[0] == "deadlines":
        assert "CL90" in ran.out


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS.values(), ids=list(COMMANDS))
def test_elsewhere_every_command_says_so_and_makes_nothing_of_it(
    words: tuple[str, ...], returned: Path, tmp_path: Path
) -> None:
    (tmp_path / returned.name).write_bytes(returned.read_bytes())
    ran = run(*words, cwd=tmp_path)
    assert ran.code
    assert 'was made from "ours" version 1, which is not here' in " ".join(ran.said.split())
    assert [path.name for path in tmp_path.rglob("*.*") if path.is_file()] == [returned.name]


def test_what_is_asked_for_by_name_is_done(returned: Path, tmp_path: Path) -> None:
    """Who names a spec wants its figures, and is told that the file is of another."""
    ran = run("report", returned, "--spec", FIRST_SPEC, "--format", "json", *DAY, cwd=tmp_path, code=1)
    assert json.loads(ran.out)["spec"]["id"] == FIRST_SPEC
    assert "FILE-013" in ran.out


@pytest.mark.slow
def test_a_hub_that_asks_another_spec_counts_no_such_return(returned: Path, tmp_path: Path) -> None:
    """Nor does it chase the school, which has done its part."""
    run("init", "hub", "--return-to", "hub@northmoor.example", *DAY, cwd=tmp_path, code=0)
    root = tmp_path / "hub"
    (root / "register.csv").write_text("URN,Name\n990001,Oak Lane School\n", encoding="utf-8")
    (root / "inbox" / "return.xlsx").write_bytes(returned.read_bytes())
    assert 'made from "ours" version 1' in " ".join(run("collect", *DAY, cwd=root).said.split())
    (school,) = json.loads(run("status", "--format", "json", *DAY, cwd=root).out)["schools"]
    assert school["state"] == "not readable"
    assert "No return counts in Autumn 2026 yet" in run("consolidate", *DAY, cwd=root).said
    assert "no letter was drafted" in run("status", "--chase", *DAY, cwd=root).said.replace("\n", " ")
    assert not list(root.rglob("*.eml"))
