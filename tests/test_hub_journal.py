"""The journal of a Hub: what is written down, what a kill leaves of it, and decisions that are taken back."""

import contextlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from careers_workbook.core.problems import OutputError, SpecError
from careers_workbook.hub.hub import Hub, open_hub
from careers_workbook.hub.store import decisions, journal
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.receipts import receipts
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.reports.status import history_page
from tests.support import gias
from tests.support.hub_folder import AUTUMN, BRANNOC, OAK, TODAY, drop, hub, workbook
from tests.support.program import environment, run

ULN = "9276308686"
DAY = ("--today", f"{TODAY:%Y-%m-%d}")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """Three files: of two schools, and one that nobody can read."""
    where = hub(tmp_path_factory.mktemp("as it was") / "hub")
    drop(where, "oak.xlsx", workbook(OAK))
    drop(where, "brannoc.xlsx", workbook(BRANNOC))
    drop(where, "letter.pdf", b"%PDF-1.4")
    list(at(where).collect().steps)
    return where


def at(where: HubSettings) -> Hub:
    return open_hub(where.root, TODAY)


def said(where: HubSettings) -> list[tuple[str, str]]:
    found = at(where).history()
    assert not found.damaged
    assert [one.number for one in found.entries] == list(range(1, len(found.entries) + 1))
    return [(one.what, one.text("source") or one.text("path")) for one in found.entries]


def content(where: HubSettings) -> set[str]:
    """All that stands in the store, but for the numbers of its rows, how files looked, what is worked out anew."""
    with contextlib.closing(sqlite3.connect(where.store)) as db:
        made = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        tables = sorted(made - {"agreement", "compared", "places", "remembered"})
        names = dict(db.execute("SELECT id, collection || source || hash FROM files"))
        asked = dict(db.execute("SELECT id, sheet || ref || column_id FROM questions"))
        found = set()
        for table in tables:
            db.row_factory = sqlite3.Row
            for row in db.execute(f"SELECT * FROM {table}"):
                values = {name: row[name] for name in row.keys()}  # noqa: SIM118 - a row is no mapping
                values |= {"file": names.get(row["file"])} if "file" in values else {}
                values |= {"question": asked.get(row["question"])} if "question" in values else {}
                found.add(f"{table} {sorted((k, v) for k, v in values.items() if k != 'id')}")
    return found


def receipts_of(where: HubSettings) -> set[object]:
    return {receipt for _, receipt in receipts(where.folders["returns"])}


def say(where: HubSettings, urn: str, name: str = "oak.xlsx") -> None:
    list(at(where).collect([where.folders["inbox"] / name], urn=urn).steps)


def line_of(where: HubSettings) -> Path:
    return where.folders["returns"] / journal.NAME


@pytest.mark.slow
def test_everything_that_was_done_is_written_down(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    run("init", folder, "--due", "2026-12-31", "--return-to", "hub@northmoor.example", *DAY, cwd=tmp_path, code=0)
    (folder / "register.csv").write_text(f"URN,Name,E-mail\n990001,{OAK.name},a@b.example\n", encoding="utf-8")
    run("build", "--mail", *DAY, cwd=folder, code=0)
    (folder / "inbox" / f"oak {ULN}.xlsx").write_bytes(workbook(OAK))
    (folder / "inbox" / "letter.pdf").write_bytes(b"%PDF-1.4")
    run("collect", *DAY, cwd=folder, code=1)
    run("status", "--chase", *DAY, cwd=folder)
    run("report", "--all", *DAY, cwd=folder)
    run("consolidate", *DAY, cwd=folder)
    run("collect", "--rebuild", *DAY, cwd=folder, code=1)
    found = [json.loads(line) for line in (folder / "returns" / "journal.jsonl").read_text("utf-8").splitlines()]
    assert [*dict.fromkeys((one["what"], one["details"].get("why", "")) for one in found)] == [
        ("init", ""),
        ("keep", "asked"),
        ("keep", "blank"),
        ("keep", "letter"),
        ("collect", ""),
        ("keep", "report"),
        ("keep", "consolidated"),
        ("rebuild", ""),
    ]
    came = {one["details"]["source"]: one["details"] for one in found if one["what"] == "collect"}
    receipts_say = [json.loads(one.read_text("utf-8"))["source"] for one in (folder / "returns" / "receipts").iterdir()]
    assert sorted(came) == sorted(receipts_say)
    assert not any(ULN in name for name in came)
    assert (came["inbox/letter.pdf"]["outcome"], came["inbox/letter.pdf"]["codes"]) == ("refused", "FILE-004")
    page = run("history", cwd=folder, code=0).out
    assert max(map(len, page.splitlines())) <= 80
    words = " ".join(page.split())
    assert "this Hub was made; its first round is Autumn 2026" in words
    assert "1 workbook to send: blank/Autumn 2026/990001 Oak Lane School - careers checklist.xlsx" in words
    assert "1 file collected for Autumn 2026 and could not be read: inbox/letter.pdf" in words
    assert "the store was made anew from 2 originals" in words
    rows = run("history", "--format", "csv", cwd=folder, code=0).out.splitlines()
    assert len(rows) == len(found) + 1
    listed = json.loads(run("history", "--format", "json", "--last", "2", cwd=folder, code=0).out)
    assert [one["number"] for one in listed["entries"]] == [len(found) - 1, len(found)]


def test_every_word_of_the_journal_has_words_for_people() -> None:
    assert (
        decisions.KINDS.keys() | {"collect", "keep", "take away", "rebuild", "init", decisions.UNDO}
        <= history_page._WORDS.keys()
    )


def test_what_was_decided_is_taken_back_one_after_the_other(where: HubSettings) -> None:
    states = [(content(where), receipts_of(where))]
    for urn in ("990003", "990004"):
        say(where, urn)
        states.append((content(where), receipts_of(where)))
    say(where, "990004")  # says nothing new
    assert "taken back: careers-workbook undo" in run("history", cwd=where.root, code=0).out
    ran = run("undo", cwd=where.root, code=0)
    assert ran.out == "Taken back: said that inbox/oak.xlsx is from 990004 (before: 990003)\n"
    assert (content(where), receipts_of(where)) == states[1]
    assert at(where).undo().text("urn") == "990003"
    assert (content(where), receipts_of(where)) == states[0]
    assert run("undo", cwd=where.root, code=2).err.startswith("Nothing was decided that can be taken back")
    with pytest.raises(SpecError):
        at(where).undo()
    say(where, "990004")
    assert content(where) != states[0][0]
    assert at(where).undo().text("urn") == "990004", "what was decided after that can be taken back too"
    assert (content(where), receipts_of(where)) == states[0]
    list(at(where).collect(rebuild=True).steps)
    assert (content(where), receipts_of(where)) == states[0]


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["receipts", "store", "both say something else"])
def test_what_was_decided_holds_whatever_was_killed_then(where: HubSettings, lost: str) -> None:
    """The journal is written first: what it says is in receipts and store after the next run."""
    say(where, "990003")
    after = content(where), receipts_of(where)
    say(where, "")
    for _, receipt in receipts(where.folders["returns"]):
        if receipt and receipt.urn and lost != "store":
            path = where.folders["returns"] / "receipts"
            next(path.glob(f"{receipt.hash[:32]}*")).write_text(
                next(path.glob(f"{receipt.hash[:32]}*")).read_text("utf-8").replace('"urn": "990003"', '"urn": ""')
            )
    if lost != "receipts":
        with contextlib.closing(sqlite3.connect(where.store)) as db, db:
            db.execute("UPDATE files SET said_urn = ''")
    list(at(where).collect(rebuild=lost == "receipts").steps)
    assert receipts_of(where) == after[1]
    assert {line for line in content(where) if line.startswith("files")} == {
        line for line in after[0] if line.startswith("files")
    }


@pytest.mark.slow
def test_the_store_made_anew_is_the_same(where: HubSettings) -> None:
    say(where, "990003")
    say(where, "990004", "letter.pdf")
    before = content(where)
    where.store.unlink()
    list(at(where).collect(rebuild=True).steps)
    assert content(where) == before


def test_what_a_kill_kept_from_the_journal_is_written_down_once(where: HubSettings) -> None:
    path = line_of(where)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    for _ in range(2):
        list(at(where).collect().steps)
    (late,) = (one for one in at(where).history().entries if one.details.get("late"))
    assert sorted(said(where)[1:]) == sorted(
        ("collect", f"inbox/{name}") for name in ("oak.xlsx", "brannoc.xlsx", "letter.pdf")
    )
    assert "had been collected before" in history_page.told(late)


def test_a_line_that_was_cut_off_is_passed_over(where: HubSettings) -> None:
    path = line_of(where)
    path.write_bytes(path.read_bytes() + b'{"number": 5, "when": "2026-11-2')
    hub_now = at(where)
    assert (len(hub_now.history().entries), hub_now.history().damaged) == (4, 1)
    hub_now.keep(where.root / "output" / "x.txt", "x", "report")
    found = hub_now.history()
    assert [(one.number, one.what) for one in found.entries][-1] == (5, "keep")
    assert found.damaged == 1
    ran = run("history", cwd=where.root, code=1)
    assert "1 line of the journal cannot be read" in ran.err
    assert len(ran.out.splitlines()) >= 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
        lambda data: b"\0" * 5_000 + b"\n" + data,
        lambda data: data + b"\xff\xfe nonsense\n" + b"[" * 100_000 + b"\n" + b'{"number": "x"}\n[]\n1\n',
        lambda data: data + b"x" * 200_000,
        lambda _: b"",
    ],
    ids=["saved by Notepad", "zeros", "nonsense", "a long line", "empty"],
)
def test_a_journal_that_somebody_spoiled_breaks_nothing(where: HubSettings, spoil: Callable[[bytes], bytes]) -> None:
    path = line_of(where)
    path.write_bytes(spoil(path.read_bytes()))
    run("history", cwd=where.root)
    run("collect", *DAY, cwd=where.root, code=1)
    say(where, "990003")
    entries = at(where).history().entries
    assert len({one.number for one in entries}) == len(entries)
    assert at(where).undo().text("urn") == "990003"


def test_two_programs_at_once_write_whole_lines(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from careers_workbook.hub.store.journal import add;"
        "[add(Path(sys.argv[1]), 'keep', {'path': 'x' * n}) for n in range(60)]"
    )
    both = [subprocess.Popen([sys.executable, "-c", script, tmp_path], env=environment()) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    found = journal.read(tmp_path)
    assert [one.number for one in found.entries] == list(range(1, 121))
    assert not found.damaged


def test_who_only_looks_or_makes_reports_waits_for_nobody(where: HubSettings) -> None:
    with only_writer(where.folders["returns"]):
        run("history", cwd=where.root, code=0)
        run("report", "--all", *DAY, cwd=where.root)
        assert "has been at work" in run("undo", cwd=where.root, code=2).err
    assert ("keep", f"output/reports/{AUTUMN}/990001 Oak Lane School - report.html") in said(where)


def test_where_no_journal_can_be_written(where: HubSettings, tmp_path: Path) -> None:
    """Nothing is made in the Hub's folder that nobody wrote down; what goes elsewhere is not kept back."""
    line_of(where).unlink()
    line_of(where).mkdir()
    with pytest.raises(OutputError):
        at(where).keep(where.root / "output" / "x.txt", "x", "report")
    at(where).keep(tmp_path / "elsewhere" / "x.txt", "x", "report")
    assert (tmp_path / "elsewhere" / "x.txt").read_text() == "x"
    assert "journal.jsonl cannot be" in run("collect", *DAY, cwd=where.root, code=2).err
    run("status", *DAY, cwd=where.root, code=1)


@pytest.mark.slow
def test_an_import_into_the_register_of_a_hub_is_written_down(where: HubSettings, tmp_path: Path) -> None:
    (tmp_path / "extract.csv").write_bytes(gias.native(gias.extract(40)))
    run("register", "import", tmp_path / "extract.csv", cwd=where.root)
    last = at(where).history().entries[-1]
    assert (last.what, last.text("file")) == ("register import", "extract.csv")
    number = len(where.register.read_text(encoding="utf-8-sig").splitlines()) - 1
    assert history_page.told(last).endswith(f"from extract.csv: {number} schools")
    run("register", "import", tmp_path / "extract.csv", "-o", tmp_path / "register.csv", cwd=where.root)
    assert at(where).history().entries[-1] == last, "a register of nobody's"


def test_a_disk_is_waited_for_once_a_second_where_many_files_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited, wait = [], journal.os.fsync
    monkeypatch.setattr(journal.os, "fsync", lambda file: (waited.append(file), wait(file)))
    folder = hub(tmp_path / "hub").folders["returns"]
    waited.clear()
    for number in range(50):
        journal.add(folder, "keep", {"path": f"{number}.xlsx"}, one_of_many=True)
    assert len(waited) < 10
    assert [one.number for one in journal.read(folder).entries] == list(range(1, 52)), "a kill takes nothing"
    waited.clear()
    journal.add(folder, "note", {"urn": "990001"})
    assert len(waited) == 1, "a decision is on the disk at once"


def test_what_was_decided_is_all_but_what_came_and_what_was_made(tmp_path: Path) -> None:
    """However the line is written: what does not look as this program writes it is read."""
    tricky = 'a "what": "collect", "details": {} of Anna\\'
    journal.add(tmp_path, "collect", {"source": "inbox/oak.xlsx"})
    journal.add(tmp_path, "note", {"urn": "990001", "words": tricky})
    journal.add(tmp_path, "keep", {"path": tricky})
    lines = (tmp_path / journal.NAME).read_bytes().splitlines()
    shown = json.loads(lines[0])
    own = [{**shown, "who": tricky, "what": "extend"}, {"what": "collect", **shown, "details": {"what": "keep"}}]
    more = [*(json.dumps(one, ensure_ascii=False).encode() for one in own), b'{"number": 6, "when": "20']
    (tmp_path / journal.NAME).write_bytes(b"\xef\xbb\xbf" + b"\r\n".join([*lines, b"", *more]))
    every = journal.read(tmp_path)
    assert [one.what for one in every.entries] == ["collect", "note", "keep", "extend", "collect"]
    assert every.damaged == 1
    assert [one.what for one in journal.decided(tmp_path)] == ["note", "extend", "collect"]
    assert journal.decided(tmp_path)[0] == every.entries[1]
    journal.add(tmp_path, "sent", {"urn": "990001"})
    assert [one.what for one in journal.decided(tmp_path)][-1] == "sent"
