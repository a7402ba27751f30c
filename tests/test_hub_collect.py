"""`collect`: every file one row whatever it is, each once, originals kept, and the store made anew from them."""

import datetime as dt
import io
import json
import os
import signal
import sqlite3
import subprocess
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from careers_workbook.core.problems import Problem
from careers_workbook.core.school import School
from careers_workbook.hub.rounds.migrated import migrated_returns
from careers_workbook.hub.rounds.rounds import load_round
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.collect import _AT_ONCE, Request, collect, rebuild_store
from careers_workbook.hub.store.receipts import hash_of
from careers_workbook.hub.store.settings import HubSettings, read_settings
from careers_workbook.hub.store.store import Store
from careers_workbook.returns.worker.process import cores
from tests.support.filled import changed
from tests.support.hostile import encrypted
from tests.support.hub_folder import (
    ANSWERS,
    AUTUMN,
    BRANNOC,
    LATER,
    LEAVERS,
    OAK,
    SPRING,
    TODAY,
    WOOD_A,
    WOOD_B,
    drop,
    hub,
    workbook,
)
from tests.support.program import command, environment, run

SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
HILL = School("990099", "Hill House School")


def at(day: int) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-{day:02d}T09:00:00")


def taken(where: HubSettings, *paths: Path, today: dt.date = TODAY, **more: str) -> dict[str, bool]:
    """Source -> whether it was new."""
    request = Request(where.at(today).name, today, **more)
    found = list(collect(where, paths or (where.folders["inbox"],), request))
    return {one.source: one.stored is not None for one in found}


def content(where: HubSettings) -> dict[str, set[object]]:
    """Everything in the store that does not depend on the order in which it came."""
    found = {}
    for name in (AUTUMN, SPRING):
        with Store(where.store) as store:
            found[name] = {repr(one) for one in store.returns(name)}
    return found


def before_sources(content: dict[str, set[object]]) -> set[str]:
    return {str(one).split("source='")[1].split("'")[0] for one in content[AUTUMN]}


def mail(attachments: dict[str, bytes], date: str = "Fri, 20 Nov 2026 10:00:00 +0000") -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "Checklist", "head@oak.example", date
    message.set_content("Please find attached.")
    for name, data in attachments.items():
        message.add_attachment(data, *SHEET, filename=name)
    return bytes(message)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 19, 8, 30, 0)), data)
    return out.getvalue()


def standings(where: HubSettings, today: dt.date = TODAY) -> dict[str, str]:
    return {one.stored.receipt.source: one.decision for one in load_round(where, where.at(today), today).files}


def everything(where: HubSettings) -> None:
    """A workbook, a zip folder with a damaged member, e-mails, and what does not belong there."""
    drop(where, "990001 Oak.xlsx", workbook(), at(3))
    damaged = bytearray(zipped({"wood a.xlsx": workbook(WOOD_A), "wood b.xlsx": workbook(WOOD_B)}))
    damaged[damaged.index(b"wood b.xlsx") + 200] ^= 0xFF
    drop(where, "from school/Returns.zip", bytes(damaged))
    drop(where, "RE checklist.eml", mail({"Brannoc.xlsx": workbook(BRANNOC)}))
    drop(where, "no attachment.eml", mail({}))
    drop(where, "scan.pdf", b"%PDF-1.7 and so on")
    drop(where, "cut.xlsx", workbook()[:9000])
    drop(where, "hill.xlsx", workbook(HILL))
    drop(where, "again.xlsx", workbook(), at(4))
    drop(where, "~$990001 Oak.xlsx", b"lock")
    loop = where.folders["inbox"] / "looping.xlsx"
    loop.symlink_to(loop)


def test_the_same_file_that_was_sent_earlier_is_named_so_by_the_one_that_came_first(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", workbook(), at(9))
    taken(where)
    later = TODAY + dt.timedelta(days=1)
    drop(where, "post/oak.xlsx", workbook(), at(3))
    taken(where, today=later)
    reasons = {one.stored.receipt.source: one.reason for one in load_round(where, where.at(later), later).files}
    assert reasons["inbox/oak.xlsx"] == "The same file as inbox/post/oak.xlsx, which was sent earlier."


def test_every_file_is_one_row_whatever_it_is(tmp_path: Path) -> None:
    where = hub(tmp_path)
    everything(where)
    first = taken(where)
    assert all(first.values())
    assert standings(where) == {
        "inbox/990001 Oak.xlsx": "counts",
        "inbox/from school/Returns.zip/wood a.xlsx": "counts",
        "inbox/from school/Returns.zip/wood b.xlsx": "refused",
        "inbox/RE checklist.eml/Brannoc.xlsx": "counts",
        "inbox/no attachment.eml": "refused",
        "inbox/scan.pdf": "refused",
        "inbox/cut.xlsx": "refused",
        "inbox/hill.xlsx": "unknown school",
        "inbox/again.xlsx": "same again",
        "inbox/looping.xlsx": "refused",
    }
    with Store(where.store) as store:
        files = {one.receipt.source: one for one in store.returns(AUTUMN)}
    sent = {source: one.receipt.sent for source, one in files.items()}
    assert sent["inbox/990001 Oak.xlsx"] == at(3)
    assert sent["inbox/RE checklist.eml/Brannoc.xlsx"] == dt.datetime.fromisoformat("2026-11-20T10:00:00")
    assert sent["inbox/from school/Returns.zip/wood a.xlsx"] == dt.datetime.fromisoformat("2026-11-19T08:30:00")
    reasons = {source: [finding.code for finding in one.findings] for source, one in files.items()}
    assert reasons["inbox/scan.pdf"] == ["FILE-004"]
    assert reasons["inbox/looping.xlsx"] == ["FILE-011"]
    assert reasons["inbox/no attachment.eml"] == ["FILE-042"]
    oak = files["inbox/990001 Oak.xlsx"].receipt
    assert (oak.size, oak.hash, oak.received) == (len(workbook()), hash_of(workbook()), TODAY)


def test_nothing_is_read_twice_and_nothing_is_touched(tmp_path: Path) -> None:
    where = hub(tmp_path)
    everything(where)
    before = {path: path.stat() for path in where.folders["inbox"].rglob("*") if path.is_file()}
    taken(where)
    first = content(where)
    again = taken(where, today=LATER)
    assert again.keys() == before_sources(first)
    assert not any(again.values())
    assert content(where) == first
    after = {path: path.stat() for path in before}
    assert {p: (s.st_mtime_ns, s.st_size) for p, s in after.items()} == {
        p: (s.st_mtime_ns, s.st_size) for p, s in before.items()
    }


def test_originals_and_receipts_are_kept(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", workbook(), at(3))
    taken(where)
    (original,) = (path for path in (where.folders["returns"] / "originals").rglob("*") if path.is_file())
    assert original.read_bytes() == workbook()
    (receipt,) = (where.folders["returns"] / "receipts").iterdir()
    assert json.loads(receipt.read_text(encoding="utf-8")) == {
        "format": "careers-workbook-receipt/1",
        "source": "inbox/oak.xlsx",
        "original": original.relative_to(where.folders["returns"]).as_posix(),
        "hash": hash_of(workbook()),
        "size": len(workbook()),
        "received": "2026-12-01",
        "sent": "2026-11-03T09:00:00",
        "collection": AUTUMN,
        "urn": "",
    }


def test_the_store_is_made_anew_from_the_originals(tmp_path: Path) -> None:
    where = hub(tmp_path)
    everything(where)
    taken(where)
    drop(where, "oak spring.xlsx", workbook(OAK, {("CL1", "completed"): "No"}), at(30))
    taken(where, today=LATER)
    before = content(where)
    for path in where.folders["inbox"].rglob("*"):
        if path.is_file() and "Returns.zip" not in path.name and "no attachment" not in path.name:
            path.unlink()
    where.store.unlink()
    request = Request(AUTUMN, TODAY)
    assert not [one for one in rebuild_store(where, request) if isinstance(one, Problem)]
    taken(where)
    assert content(where) == before


def test_what_was_sent_in_autumn_is_no_return_of_spring(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", workbook(), at(3))
    taken(where)
    drop(where, "brannoc.xlsx", workbook(BRANNOC), at(4))
    taken(where, today=LATER)
    assert standings(where) == {"inbox/oak.xlsx": "counts"}
    assert standings(where, LATER) == {"inbox/brannoc.xlsx": "counts"}
    drop(where, "oak again.xlsx", workbook(), at(5))
    taken(where, today=LATER)
    assert standings(where, LATER)["inbox/oak again.xlsx"] == "counts"


def test_a_file_that_was_overwritten_is_a_newer_one(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", workbook(), at(3))
    taken(where)
    drop(where, "oak.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "completed"): "Yes"}), at(4))
    assert taken(where) == {"inbox/oak.xlsx": True}
    found = load_round(where, where.at(TODAY), TODAY)
    assert [one.decision for one in found.files].count("counts") == 1
    assert migrated_returns(found, found.specs, TODAY)[0].progress.total.done == 2


def test_another_spec_reads_the_originals_anew(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", workbook(), at(3))
    taken(where)
    settings = tmp_path / "collection.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("spec: send-careers-checklist", "spec: send-careers-checklist-2025"), encoding="utf-8"
    )
    now = read_settings(tmp_path)
    list(collect(now, (now.folders["inbox"],), Request(AUTUMN, TODAY)))
    found = load_round(now, now.at(TODAY), TODAY)
    assert found.returned[0].counts
    assert found.returned[0].counts.stored.submission.spec_id == "send-careers-checklist-2025"
    assert found.returned[0].counts.stored.submission.by_key()["SR4", "completed"].state == "not asked"
    again = list(collect(now, (now.folders["inbox"],), Request(AUTUMN, TODAY)))
    assert [one.again for one in again] == [False]


def test_an_original_that_is_gone_or_changed_is_said(tmp_path: Path) -> None:
    where = hub(tmp_path)
    for name, school in (("oak", OAK), ("brannoc", BRANNOC)):
        drop(where, f"{name}.xlsx", workbook(school))
    taken(where)
    originals = sorted(path for path in (where.folders["returns"] / "originals").rglob("*") if path.is_file())
    originals[0].unlink()
    originals[1].write_bytes(b"something else")
    receipts = where.folders["returns"] / "receipts"
    (receipts / "broken.json").write_text("{", encoding="utf-8")
    said = list(rebuild_store(where, Request(AUTUMN, TODAY)))
    assert [one.code for one in said if isinstance(one, Problem)] == ["HUB-031"]
    with Store(where.store) as store:
        assert all({"HUB-074", "HUB-026"} <= one.codes for one in store.returns(AUTUMN)), "known, and why not read"
    assert taken(where) == {"inbox/oak.xlsx": True, "inbox/brannoc.xlsx": True}, "both lie in the inbox still"
    assert set(standings(where).values()) == {"counts"}
    ran = run("collect", "--rebuild", "--today", f"{TODAY:%Y-%m-%d}", cwd=where.folders["inbox"], code=1)
    shown = os.path.relpath(receipts / "broken.json", where.folders["inbox"])
    assert f"{shown} cannot be read" in ran.err, "as seen from the folder that the command is run in"
    assert str(where.root) not in ran.said


def test_a_password_opens_what_was_locked(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", encrypted(workbook(), "secret"))
    taken(where)
    assert standings(where) == {"inbox/oak.xlsx": "refused"}
    assert taken(where) == {"inbox/oak.xlsx": False}
    assert taken(where, password="wrong") == {"inbox/oak.xlsx": True}
    assert taken(where, password="secret") == {"inbox/oak.xlsx": True}
    assert standings(where) == {"inbox/oak.xlsx": "counts"}
    assert taken(where, password="secret") == {"inbox/oak.xlsx": False}


def test_the_hubs_own_folders_hold_no_returns(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", workbook())
    taken(where)
    for name in ("blank", "output"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "990002.xlsx").write_bytes(workbook(BRANNOC))
    assert taken(where, tmp_path) == {"inbox/oak.xlsx": False}


def test_what_could_not_be_opened_in_autumn_came_in_autumn(tmp_path: Path) -> None:
    where = hub(tmp_path)
    path = where.folders["inbox"] / "990001 Oak.xlsx"
    path.symlink_to(path)
    taken(where)
    assert taken(where, today=LATER) == {"inbox/990001 Oak.xlsx": False}
    assert standings(where) == {"inbox/990001 Oak.xlsx": "refused"}
    assert standings(where, LATER) == {}
    path.unlink()
    assert taken(where, today=TODAY) == {}
    assert standings(where) == {}, "it is not there any more"


@pytest.mark.parametrize("rebuild", [(), ("--rebuild",)])
def test_what_could_not_be_opened_stays_in_its_round(tmp_path: Path, rebuild: tuple[str, ...]) -> None:
    """Whatever has become of its time on the disk, and of the store; another file of the same name is a new one."""
    where = hub(tmp_path)
    drop(where, "autumn/no attachment.eml", mail({}), at(3))
    drop(where, "autumn/damaged.zip", bytes(zipped({"oak.xlsx": workbook()})[:-400]), at(3))
    drop(where, "autumn/none.zip", zipped({}), at(3))
    run("collect", "--today", TODAY, cwd=where.root, code=1)
    for path in (where.folders["inbox"] / "autumn").iterdir():
        os.utime(path)
    page = run("collect", *rebuild, "--today", LATER, cwd=where.root, code=0).out
    assert "Spring 2027, due 31/03/2027: 0 new files" in page
    assert "Could not be read" not in page
    assert standings(where, LATER) == {}
    assert set(standings(where).values()) == {"refused"}
    drop(where, "autumn/no attachment.eml", mail({}, "Mon, 30 Nov 2026 10:00:00 +0000"), at(30))
    page = run("collect", "--today", LATER, cwd=where.root, code=1).out
    assert "1 new file, 2 known before." in page
    assert "Could not be read (1):" in page


def test_a_zip_member_that_is_mended_belongs_to_its_term(tmp_path: Path) -> None:
    where = hub(tmp_path)
    good = zipped({"oak.xlsx": workbook(), "b.xlsx": workbook(BRANNOC)})
    damaged = bytearray(good)
    damaged[damaged.index(b"oak.xlsx") + 200] ^= 0xFF
    drop(where, "all.zip", bytes(damaged))
    drop(where, "locked.xlsx", b"%PDF")
    taken(where)
    assert standings(where)["inbox/all.zip/oak.xlsx"] == "refused"
    drop(where, "all.zip", good)
    assert taken(where, where.folders["inbox"] / "all.zip", today=LATER)["inbox/all.zip/oak.xlsx"]
    assert standings(where)["inbox/all.zip/oak.xlsx"] == "counts"
    assert standings(where, LATER) == {}


def test_a_file_from_elsewhere(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    path = tmp_path / "Downloads" / "oak.xlsx"
    path.parent.mkdir()
    path.write_bytes(workbook())
    assert taken(where, path) == {path.as_posix(): True}


def test_leavers_are_counted_and_not_kept(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "oak.xlsx", workbook(OAK, ANSWERS, LEAVERS))
    taken(where)
    with Store(where.store) as store:
        (one,) = store.returns(AUTUMN)
    assert one.destinations[0].leavers == 2
    assert not list(one.submission.of_kind("tracker"))


# From the command line


def test_the_command(tmp_path: Path) -> None:
    where = hub(tmp_path)
    everything(where)
    ran = run("collect", "--today", "2026-12-01", cwd=where.folders["inbox"], code=1)
    assert "10 new files" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    for said in ("Could not be read (5)", "scan.pdf", "Of no school that is expected (1)", "The same file again (1)"):
        assert said in ran.out
    again = run("collect", "--today", "2026-12-01", cwd=tmp_path, code=1)
    assert "10 known before" in again.out
    with sqlite3.connect(where.store) as db:
        found = dict(db.execute("SELECT source, standing FROM decisions JOIN files ON file = id").fetchall())
    db.close()
    assert found == standings(where)


def test_the_command_says_whose_it_is(tmp_path: Path) -> None:
    where = hub(tmp_path)
    drop(where, "hill.xlsx", workbook(HILL))
    run("collect", "--today", "2026-12-01", cwd=tmp_path, code=1)
    run("collect", "inbox/hill.xlsx", "--urn", "990002", "--today", "2026-12-02", cwd=tmp_path, code=0)
    assert standings(where) == {"inbox/hill.xlsx": "counts"}
    run("collect", "inbox/hill.xlsx", "--urn", "990001", "--today", "2026-12-02", cwd=tmp_path, code=0)
    where.store.unlink()
    run("collect", "--rebuild", "--today", "2026-12-02", cwd=tmp_path, code=0)
    (one,) = load_round(where, where.at(TODAY), TODAY).files
    assert one.listed
    assert one.listed.school.urn == "990001"
    assert one.stored.receipt.received == TODAY


def test_an_empty_inbox_and_none(tmp_path: Path) -> None:
    where = hub(tmp_path)
    assert "0 new files" in run("collect", "--today", "2026-12-01", cwd=tmp_path, code=0).out
    where.folders["inbox"].rmdir()
    run("collect", "--today", "2026-12-01", cwd=tmp_path, code=0)
    assert where.folders["inbox"].is_dir()
    assert standings(where) == {}


@pytest.mark.parametrize(
    ("words", "prepare", "said"),
    [
        (("collect",), "no settings", "no collection.yaml"),
        (("collect",), "no register", "register.csv"),
        (("collect",), "unknown spec", 'no spec "send-careers-checklst"'),
        (("collect",), "damaged store", "is damaged"),
        (("collect",), "newer store", "newer version"),
        (("collect", "nowhere.xlsx"), "", "There is no such file"),
        (("collect", "--collection", "Sumer"), "", 'no round called "Sumer"'),
        (("collect", "--urn", "990001"), "", "--urn needs the files"),
        (("collect",), "due before it opens", "before it opens"),
    ],
)
def test_bad_input_is_one_clear_sentence(tmp_path: Path, words: tuple[str, ...], prepare: str, said: str) -> None:
    where = hub(tmp_path)
    settings = tmp_path / "collection.yaml"
    text = settings.read_text(encoding="utf-8")
    match prepare:
        case "no settings":
            settings.unlink()
        case "no register":
            where.register.unlink()
        case "unknown spec":
            settings.write_text(text.replace("send-careers-checklist", "send-careers-checklst"), encoding="utf-8")
        case "due before it opens":
            settings.write_text(text.replace("due: 2026-12-31", "due: 2026-09-30"), encoding="utf-8")
        case "damaged store":
            where.store.write_bytes(b"x" * 5000)
        case "newer store":
            taken(where)
            with sqlite3.connect(where.store) as db:
                db.execute("PRAGMA user_version = 99")
            db.close()
    ran = run(*words, "--today", "2026-12-01", cwd=tmp_path, code=2)
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_a_second_copy_of_the_store_is_said(tmp_path: Path) -> None:
    where = hub(tmp_path)
    taken(where)
    (tmp_path / "hub-OFFICE-PC.sqlite").write_bytes(where.store.read_bytes())
    assert "hub-OFFICE-PC.sqlite" in run("collect", "--today", "2026-12-01", cwd=tmp_path, code=0).err


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT] if os.name != "nt" else [])
def test_stopped_in_the_middle_it_goes_on_where_it_was(tmp_path: Path, stop: signal.Signals) -> None:
    where, at_once = hub(tmp_path), 2 * cores() + 1 + _AT_ONCE
    every = 25 + at_once
    for number in range(every):
        drop(where, f"{number:02d}.xlsx", workbook(OAK, {("CL1", "review"): f"number {number}"}))
    words = command("collect", "--today", "2026-12-01")
    process = subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    receipts = where.folders["returns"] / "receipts"
    limit = time.monotonic() + 60
    while not receipts.is_dir() or len(list(receipts.iterdir())) < 5 + at_once:
        assert time.monotonic() < limit
        time.sleep(0.02)
    process.send_signal(stop)
    process.communicate(timeout=60)
    assert process.returncode == (130 if stop == signal.SIGINT else -signal.SIGKILL)
    with Store(where.store) as store:
        whole = store.returns(AUTUMN)
    assert 3 <= len(whole) < every
    assert all(len(one.submission.answers) == len(whole[0].submission.answers) for one in whole)
    assert len(whole) <= len(list(receipts.iterdir())) <= len(whole) + at_once, "what was being read, or put in"
    for draft in tmp_path.rglob("*.part"):  # as when somebody collects again
        os.utime(draft, (0, 0))
    new = taken(where)
    assert sum(new.values()) == every - len(whole), "what was kept and not yet read is read too, once"
    with Store(where.store) as store:
        assert len(store.returns(AUTUMN)) == every
    assert len(new) == every
    said = journal.read(where.folders["returns"])
    assert sorted(e.text("source") for e in said.entries if e.what == "collect") == sorted(new), (
        "each once, whatever was killed"
    )
    assert not said.damaged
    assert [path.name for path in tmp_path.iterdir() if "sqlite" in path.name] == ["hub.sqlite"]
    assert not list(tmp_path.rglob("*.part"))


def test_a_workbook_with_two_schools_is_nobodys_until_somebody_says(tmp_path: Path) -> None:
    where = hub(tmp_path)

    def both(book: object) -> None:
        for row in book["School details"].iter_rows():  # type: ignore[index]
            if row[0].value == "SD10":
                row[2].value = "990002"

    drop(where, "both.xlsx", changed(workbook(), both))
    taken(where)
    assert standings(where) == {"inbox/both.xlsx": "not sure whose"}
    taken(where, where.folders["inbox"] / "both.xlsx", urn="990001")
    assert standings(where) == {"inbox/both.xlsx": "counts"}
