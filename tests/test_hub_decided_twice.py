"""Every kind of decision: made twice it is made once, by two people at once too, it is taken back, and stays made."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store import decisions
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from tests.support.hub_folder import BRANNOC, OAK, TODAY, copied, drop, hub, workbook
from tests.support.program import command, environment, run
from tests.support.sweep import some
from tests.test_hub_journal import content, receipts_of
from tests.test_hub_unchanged import sent as unchanged

pytestmark = pytest.mark.slow
DAY = ("--today", str(TODAY))
METHODS: dict[str, tuple[str, ...]] = {
    "assign": ("assign", "oak.xlsx", "--urn", "990003"),
    "dismiss": ("dismiss", "letter.pdf", "--why", "an advertisement"),
    "extend": ("extend", OAK.urn, "--to", "2027-01-15", *DAY),
    "sent": ("sent", *DAY),
    "confirm": ("confirm", BRANNOC.urn),
    "address": ("address", OAK.urn, "990001@schools.example"),
    "question": ("question", "add", "Something more.", "--after", "CL3", "--yes", *DAY),
    "excuse": ("excuse", BRANNOC.urn, "--why", "a flood"),
    "note": ("note", OAK.urn, "ring after 3"),
    "answer": ("answer", OAK.urn, "CL3.completed", "Yes", "--by", "AS", *DAY),
}
"""Each kind of decision, as people make it."""
AT_THE_DESK = {
    "settings": "desk_settings",
    "template": "desk_letters",
    "edit": "desk_letters",
    "line": "desk_register",
}
"""Kinds of decision for which there is no command, and the file of tests in which each is lived and taken back."""
EACH_TIME = {"note", "question"}
"""What is no decision about a thing that is there already: said twice, it is there twice."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """One school has returned, one sent its workbook back unchanged; a file of nobody came; letters are drafted."""
    where = hub(tmp_path_factory.mktemp("begun") / "hub")
    drop(where, "oak.xlsx", workbook(OAK))
    drop(where, "brannoc.xlsx", unchanged(BRANNOC))
    drop(where, "letter.pdf", b"%PDF-1.4")
    run("collect", *DAY, cwd=where.root)
    run("status", "--chase", *DAY, cwd=where.root)
    return where


def state(where: HubSettings) -> tuple[object, ...]:
    """What holds: by the journal, the receipts and the store."""
    journal = open_hub(where.root, TODAY).history()
    assert not journal.damaged
    held = {what: decisions.holding(journal.entries, what) for what in decisions.KINDS}
    questions = decisions.changed_questions(journal.entries) or ""
    return (
        {what: {k: v for k, v in of.items() if v} for what, of in held.items() if what != "question"},
        questions,
        (
            content(where),
            receipts_of(where),
        ),
    )


def decided(where: HubSettings) -> int:
    return sum(one.what in decisions.KINDS for one in open_hub(where.root, TODAY).history().entries)


def at_once(where: HubSettings, words: Sequence[object]) -> int:
    """How many of two that begin at the same moment end well; the other is told to wait, and why."""
    both = [
        subprocess.Popen(
            command(*words), cwd=where.root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [(one.communicate(timeout=120), one.returncode) for one in both]
    assert not any(b"Traceback" in err for (_, err), _ in said)
    well = sum(code == 0 for _, code in said)
    assert well, said
    return well


def test_every_kind_of_decision_is_lived_here() -> None:
    assert METHODS.keys() | AT_THE_DESK.keys() == decisions.KINDS.keys()
    for name in AT_THE_DESK.values():
        assert "/history/undo" in Path(__file__).with_name(f"test_{name}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("what", METHODS)
def test_twice_is_once_and_can_be_taken_back(begun: HubSettings, what: str, tmp_path: Path) -> None:
    where = copied(begun, tmp_path / "hub")
    before = state(where)
    run(*METHODS[what], cwd=where.root, code=0)
    if what == "question":
        run("collect", *DAY, cwd=where.root)  # reads what came by the new questions
    once, number = state(where), decided(where)
    assert once != before
    run("collect", "--rebuild", *DAY, cwd=where.root)
    assert state(where) == once
    run(*METHODS[what], cwd=where.root)
    if what not in EACH_TIME:
        assert (state(where), decided(where)) == (once, number)
        run("undo", cwd=where.root, code=0)
        assert state(where) == before
        run("collect", "--rebuild", *DAY, cwd=where.root)
        assert state(where) == before


@pytest.mark.parametrize("what", some(list(METHODS), ["assign", "note", "answer"]))
def test_two_people_at_once_are_one_after_the_other(begun: HubSettings, what: str, tmp_path: Path) -> None:
    """Or one of them is told to wait; each that ended well is written down, and that of a note not over the other."""
    where, alone = copied(begun, tmp_path / "hub"), copied(begun, tmp_path / "alone")
    run(*METHODS[what], cwd=alone.root, code=0)
    well = at_once(where, METHODS[what])
    if what == "note":
        assert len(open_hub(where.root, TODAY).notes(OAK.urn)) == well
    elif what not in EACH_TIME:
        assert (state(where), decided(where)) == (state(alone), decided(alone))


def test_two_people_forget_a_school_at_once(begun: HubSettings, tmp_path: Path) -> None:
    where, alone = copied(begun, tmp_path / "hub"), copied(begun, tmp_path / "alone")
    forget = ("forget", OAK.urn, "--yes")
    run(*forget, cwd=alone.root, code=0)
    at_once(where, forget)
    run(*forget, cwd=where.root, code=0)
    for one in (where, alone):
        run("collect", "--rebuild", *DAY, cwd=one.root)
    assert state(where) == state(alone)
    assert f"Nothing is held of {OAK.urn}" in run("forget", OAK.urn, cwd=where.root, code=0).out


def test_two_people_tidy_up_at_once(begun: HubSettings, tmp_path: Path) -> None:
    where, alone = copied(begun, tmp_path / "hub"), copied(begun, tmp_path / "alone")
    tidy_up = ("tidy-up", "--yes", "--today", "2031-01-01")
    for one in (where, alone):
        with (one.root / SETTINGS).open("a", encoding="utf-8") as settings:
            settings.write("keep_until: {originals: 3 years}\n")
    run(*tidy_up, cwd=alone.root, code=0)
    at_once(where, tidy_up)
    assert "Nothing is due today." in run(*tidy_up, cwd=where.root, code=0).out
    assert state(where) == state(alone)
    run("collect", "--rebuild", *DAY, cwd=where.root)
    run("collect", "--rebuild", *DAY, cwd=alone.root)
    assert state(where) == state(alone)
    run("undo", cwd=where.root, code=2)


def test_two_people_make_the_same_file_or_folder_at_once(begun: HubSettings, tmp_path: Path) -> None:
    """A backup, a Hub made of it, and one to practise on are whole, and nothing else is left."""
    where = copied(begun, tmp_path / "hub")
    word = ("--password-file", tmp_path / "word.txt")
    word[1].write_text("three words, or four", encoding="utf-8")
    run("note", OAK.urn, "ring after 3", cwd=where.root, code=0)
    assert at_once(where, ("backup", "../b", "--force", *word))
    for name, words in {"new": ("restore", "../b", "../new", *word), "practice": ("practice", "../practice")}.items():
        at_once(where, words)
        made = read_settings(tmp_path / name)
        assert len(list(made.folders["inbox"].iterdir())) == (3 if name == "new" else 10)
        assert "is not an empty folder" in run(*words, cwd=where.root, code=2).err or name == "practice"
    assert content(read_settings(tmp_path / "new")) == content(where)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "hub", "new", "practice", "word.txt"]
