"""Whatever is killed, and whenever: after the next run a Hub is as if nothing was begun, or nothing was killed."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store import decisions
from careers_workbook.hub.store.journal import FORGOTTEN
from careers_workbook.hub.store.settings import CHANGES, HubSettings
from tests.support.hub_folder import ANSWERS, BRANNOC, LEAVERS, OAK, TODAY, copied, drop, hub, workbook
from tests.support.killed import chosen, kill, moments
from tests.support.program import run
from tests.support.sweep import some
from tests.test_hub_journal import content, receipts_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="signals")]
DAY = ("--today", str(TODAY))
AGAIN = {
    "build --mail": 2,
    "collect": 3,
    "collect --rebuild": 2,
    "status --chase": 2,
    "sent": 1,
    "consolidate": 1,
    "roll-forward --all": 2,
    "forget 990001 --yes": 4,
}
"""Commands that go on where they were killed when they are given again -> at how many moments between the first and
the last they are killed."""
ASSIGN = "collect inbox/letter.pdf --urn 990004"
ANSWER = "answer 990001 CL2.completed Yes --by AS --complete"
ONCE = {
    ("question add Something. --after CL3 --yes",): 4,
    ("question drop CL3 --because gone --yes",): 4,
    ("build", "question add Something. --after CL3 --yes"): 4,
    ("undo",): 4,
    (ASSIGN,): 4,
    (ASSIGN, "undo"): 4,
    ("extend 990003 --to 2027-01-15",): 4,
    ("excuse 990002 --why flood",): 3,
    ("excuse 990002 --why flood", "expect 990002"): 3,
    ("sent",): 3,
    ("note 990001 words",): 3,
    ("dismiss inbox/letter.pdf --why twice",): 3,
    ("address 990001 990001@schools.example",): 3,
    (ANSWER,): 4,
    ("answer 990002 CL1.action Something --by AS --complete", "undo"): 4,
}
"""Commands of which all or nothing is done, each after others that are not killed."""
KEPT = [
    ("build", "question add Something. --after CL3 --yes"),
    ("undo",),
    (ASSIGN,),
    ("excuse 990002 --why flood",),
    (ANSWER,),
]
"""One for each way of keeping it: a file of questions, its undoing, a receipt, the journal alone, answers."""
WITHOUT_DAY = ("undo", "forget", "excuse", "expect", "note", "dismiss", "address")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """Two returns and a file that nobody can read are there, letters and a decision; two files lie in the inbox."""
    where = hub(tmp_path_factory.mktemp("begun") / "hub")
    drop(where, "oak.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "deadline"): "31/02/2027"}, LEAVERS))
    drop(where, "letter.pdf", b"%PDF-1.4")
    run("collect", *DAY, cwd=where.root)
    run("status", "--chase", *DAY, cwd=where.root)
    run("question", "add", "Something more.", "--after", "CL3", "--yes", *DAY, cwd=where.root, code=0)
    drop(where, "brannoc.xlsx", workbook(BRANNOC))
    drop(where, "again.xlsx", workbook(OAK))
    return where


def words(line: str) -> Sequence[str]:
    return (*line.split(), *(() if line.split(maxsplit=1)[0] in WITHOUT_DAY else DAY))


def files(where: HubSettings) -> dict[str, bytes]:
    """Everything that people find, and the originals; without what is drawn by lot: marks of letters, a secret."""
    told = ("hub.sqlite", "returns/journal", "returns/in-use", "returns/receipts", "returns/readings")
    found = {path.relative_to(where.root).as_posix(): path for path in where.root.rglob("*") if path.is_file()}
    there = {name: path for name, path in found.items() if not (name.startswith(told) or path.name.startswith("."))}
    drawn = ("/sent/", "/rounding.secret")
    return {n: b"salted" if any(one in n for one in drawn) else path.read_bytes() for n, path in there.items()}


def state(where: HubSettings) -> dict[str, object]:
    known: dict[str, object] = {"store": content(where), "receipts": receipts_of(where), "journal": decided(where)}
    return {**files(where), **known}


def decided(where: HubSettings) -> dict[str, object]:
    """What holds by the journal, which agrees with the files."""
    journal = open_hub(where.root, TODAY).history()
    assert not journal.damaged
    assert [one.number for one in journal.entries] == list(range(1, len(journal.entries) + 1))
    said = [one for one in journal.entries if one.what == "collect" and FORGOTTEN not in one.details]
    came = {(one.text("source"), one.text("hash")) for one in said}
    assert {(one.source, one.hash) for one in receipts_of(where)} == came  # type: ignore[attr-defined]
    originals = {path.name[:32] for path in (where.folders["returns"] / "originals").rglob("*") if path.is_file()}
    assert originals == {known[:32] for _, known in came}
    changes = where.root / CHANGES
    text = decisions.changed_questions(journal.entries)
    assert (changes.read_text(encoding="utf-8") if changes.exists() else "") == (text or "")
    return {what: decisions.holding(journal.entries, what) for what in decisions.KINDS}


@pytest.mark.parametrize("line", AGAIN)
def test_given_again_a_command_goes_on(begun: HubSettings, line: str, tmp_path: Path) -> None:
    where = copied(begun, tmp_path / "hub")
    if line != "collect":
        run("collect", *DAY, cwd=where.root)
    whole = copied(where, tmp_path / "whole")
    number = moments(*words(line), cwd=whole.root)
    after = settled(whole)
    for at in chosen(number, AGAIN[line] + 2)[1:-1]:
        cut = copied(where, tmp_path / "cut")
        assert kill(*words(line), cwd=cut.root, at=at), at
        run(*words(line), cwd=cut.root)
        assert different(settled(cut), after) == [], (at, number)
        shutil.rmtree(cut.root)


@pytest.mark.parametrize("lines", some(list(ONCE), KEPT), ids=" then ".join)
def test_a_decision_is_taken_or_not(begun: HubSettings, lines: tuple[str, ...], tmp_path: Path) -> None:
    where = copied(begun, tmp_path / "hub")
    for line in ("collect", *lines[:-1]):
        run(*words(line), cwd=where.root)
    whole, none = copied(where, tmp_path / "whole"), copied(where, tmp_path / "none")
    number = moments(*words(lines[-1]), cwd=whole.root)
    after, before = settled(whole), settled(none)
    taken = []
    for at in chosen(number, ONCE[lines]):
        cut = copied(where, tmp_path / "cut")
        assert kill(*words(lines[-1]), cwd=cut.root, at=at), at
        found = settled(cut)
        taken.append(not different(found, after))
        assert taken[-1] or different(found, before) == [], (at, number)
        shutil.rmtree(cut.root)
    assert taken == sorted(taken), "what was taken once stays"
    assert {taken[0], taken[-1]} == {False, True}


def settled(where: HubSettings) -> dict[str, object]:
    """What there is after the next run."""
    run("collect", *DAY, cwd=where.root)
    return state(where)


def different(one: dict[str, object], other: dict[str, object]) -> list[str]:
    return sorted(name for name in {**one, **other} if one.get(name) != other.get(name))
