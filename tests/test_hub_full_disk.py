"""A disk that is full when a file has been written and the journal cannot be: neither is there, and the next run mends.

No file may grow beyond the journal, as it is on a disk on which the last bytes were just used; it is the longest here.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from careers_workbook.core.problems import OutputError
from careers_workbook.hub.hub import Hub, LineFields, open_hub, pasted, read_register
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.settings import HubSettings
from tests.support.hub_folder import ANSWERS, OAK, TODAY, copied, drop, hub, workbook
from tests.support.program import run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of a process")
DAY = ("--today", str(TODAY))
_ENTRY = 400
"""Bytes of an entry about a letter, at most."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A return is there that has to be put right, and the journal is longer than any letter."""
    where = hub(tmp_path_factory.mktemp("begun") / "hub")
    drop(where, "oak.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "deadline"): "31/02/2027"}))
    run("collect", *DAY, cwd=where.root)
    journal.add(where.folders["returns"], "init", {"round": "x" * 1_000_000})
    return where


@contextlib.contextmanager
def full_after(where: HubSettings, room: int) -> Iterator[None]:
    """The journal takes so many bytes more."""
    import resource  # noqa: PLC0415 - POSIX only

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = (where.folders["returns"] / journal.NAME).stat().st_size + room
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def there(where: HubSettings) -> dict[str, bytes]:
    """Every file but the store's own and what says who is at work."""
    found = {path.relative_to(where.root).as_posix(): path for path in where.root.rglob("*") if path.is_file()}
    return {n: p.read_bytes() for n, p in found.items() if not n.startswith(("hub.sqlite", "returns/in-use"))}


def made(where: HubSettings, kind: str) -> set[str]:
    return {name for name in there(where) if name.startswith(kind) and not name.endswith(".part")}


def written_down(where: HubSettings) -> set[str]:
    entries = journal.read(where.folders["returns"]).entries
    return {one.text("path").replace("\\", "/") for one in entries if one.what == "keep"}


@pytest.mark.parametrize(("words", "kind"), [(("status", "--chase"), "output/letters/"), (("build",), "blank/")])
def test_what_is_made_is_written_down_or_not_there(
    begun: HubSettings, words: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    """Each of the letters or workbooks: and those that are missing are made by the next run."""
    where, whole = copied(begun, tmp_path / "hub"), copied(begun, tmp_path / "whole")
    run(*words, *DAY, cwd=whole.root)
    with full_after(where, _ENTRY * 2):
        done = run(*words, *DAY, cwd=where.root, code=2)
    assert "journal.jsonl cannot be written" in done.err.replace("\n", " ")
    left = made(where, kind)
    assert 0 < len(left) < len(made(whole, kind))
    assert left <= written_down(where)
    assert not [*where.root.rglob("*.part")]
    run(*words, *DAY, cwd=where.root)
    assert made(where, kind) == made(whole, kind)
    assert made(where, kind) <= written_down(where)


def _reword(at: Hub) -> object:
    draft = at.drafts()[0]
    return at.reword(draft, "Something else", "Dear all")


def _settings(at: Hub) -> object:
    before = at.settings_file.text()
    return at.settings_file.keep(at.settings_file.changed({("hub",): "Another Hub"}), before.mark)


def _line(at: Hub) -> object:
    before = LineFields.of(read_register(at.settings.register).listed[0])
    return at.keep_line("990001", replace(before, caseload="Coordinator Z"), before.mark)


DECIDED: dict[str, Callable[[Hub], object]] = {
    "reword a letter": _reword,
    "a template": lambda at: at.keep_template("please fix.txt.j2", "Dear all"),
    "settings": _settings,
    "a line of the register": _line,
    "schools listed": lambda at: at.list_schools(pasted("990009\tNew School")),
    "several excused": lambda at: at.excuse_all(["990001", "990002", "990003"], "flood"),
}


_ROOM = {"several excused": (0, 300, 500)}
"""Bytes that the journal takes yet: of several entries the first, and the second."""


@pytest.mark.parametrize("what", DECIDED)
def test_what_is_decided_is_written_down_or_not_done(begun: HubSettings, what: str, tmp_path: Path) -> None:
    where = copied(begun, tmp_path / "hub")
    run("status", "--chase", *DAY, cwd=where.root)
    before = there(where)
    for room in _ROOM.get(what, (0, 150)):
        with full_after(where, room), pytest.raises(OutputError):
            DECIDED[what](open_hub(where.root, TODAY))
        assert there(where) == before, room
    DECIDED[what](open_hub(where.root, TODAY))
    assert there(where) != before
    run("undo", cwd=where.root, code=2 if what == "schools listed" else 0)
