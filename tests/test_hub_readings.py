"""What was read once stays known: without its password, by another spec, with its original gone, after a rebuild."""

import datetime as dt
import gzip
import shutil
from email import message_from_bytes

import pytest

from careers_workbook.core.problems import Problem
from careers_workbook.hub.rounds.rounds import SchoolRound, load_round
from careers_workbook.hub.store.collect import CollectedFile, Request, collect, rebuild_store
from careers_workbook.hub.store.readings import kept
from careers_workbook.hub.store.settings import HubSettings, read_settings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.spec.load import shipped
from tests.support.hostile import encrypted
from tests.support.hub_folder import ANSWERS, AUTUMN, BRANNOC, LEAVERS, OAK, TODAY, drop, hub, workbook
from tests.support.program import run

DAY, NEXT = f"{TODAY:%Y-%m-%d}", TODAY + dt.timedelta(days=3)
SENT = dt.datetime.fromisoformat("2026-11-20T09:00:00")
WRONG = {**ANSWERS, ("CL3", "deadline"): "31/02/2027"}
LOCKED, OPEN = "inbox/oak.xlsx", "inbox/brannoc.xlsx"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """A locked return, collected with its password, and one that is not locked."""
    where = hub(tmp_path_factory.mktemp("as it was") / "hub", "carry_leavers: yes\n")
    shutil.copy(shipped()["send-careers-checklist"], where.root / "spec.yaml")
    settings = where.root / "collection.yaml"
    text = settings.read_text(encoding="utf-8").replace("spec: send-careers-checklist", "spec: spec.yaml")
    settings.write_text(text, encoding="utf-8")
    where = read_settings(where.root)
    drop(where, "oak.xlsx", encrypted(workbook(OAK, WRONG, LEAVERS), "secret"), SENT)
    drop(where, "brannoc.xlsx", workbook(BRANNOC), SENT)
    taken(where, password="secret")
    return where


def taken(where: HubSettings, today: dt.date = TODAY, **more: str) -> list[CollectedFile]:
    return list(collect(where, (where.folders["inbox"],), Request(AUTUMN, today, **more)))


def rebuild(where: HubSettings) -> None:
    assert not [one for one in rebuild_store(where, Request(AUTUMN, NEXT)) if isinstance(one, Problem)]


def stored(where: HubSettings, source: str = LOCKED) -> StoredReturn:
    with Store(where.store) as store:
        return next(one for one in store.returns(AUTUMN) if one.receipt.source == source)


def oak(where: HubSettings) -> SchoolRound:
    return load_round(where, where.at(TODAY), TODAY).schools[0]


def said(where: HubSettings) -> dict[tuple[str, str], object]:
    """What the locked return answers, unless it is blank."""
    answers = stored(where).submission.answers
    return {(a.ref, a.column_id): a.value for a in answers if a.state == "answered" and a.ref.startswith("CL")}


def told(one: StoredReturn) -> list[str]:
    return [finding.message for finding in one.findings if finding.code not in ("HUB-074", "FILE-008", "HUB-026")]


def reworded(where: HubSettings, *changes: tuple[str, str]) -> HubSettings:
    path = where.root / "spec.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return read_settings(where.root)


def test_a_rebuild_without_the_password_loses_nothing(where: HubSettings) -> None:
    before = stored(where), stored(where, OPEN)
    rebuild(where)
    after = stored(where)
    assert (after.submission, after.destinations, after.receipt) == (
        before[0].submission,
        before[0].destinations,
        before[0].receipt,
    )
    assert told(after) == told(before[0])
    assert [finding.code for finding in after.findings[-2:]] == ["HUB-074", "FILE-008"]
    assert after.findings[-2].message.startswith("What is known of this file was read on 01/12/2026")
    assert {finding.severity for finding in after.findings[-2:]} == {"note"}
    assert stored(where, OPEN) == before[1]
    assert oak(where).state == "put right"
    assert [one.stored for one in taken(where)] == [None, None], "nothing is read again and again"
    taken(where, password="secret")
    assert stored(where) == before[0], "with the password it is as it was"


@pytest.mark.slow
def test_every_command_works_from_what_is_known(where: HubSettings) -> None:
    rebuild(where)
    ran = run("collect", "--today", DAY, cwd=where.root)
    assert "Known from an earlier reading (1):" in ran.out
    assert "The workbook is locked with a password." in " ".join(ran.out.split())
    ran = run("report", "--all", "--format", "text", "--today", DAY, cwd=where.root, code=1)
    assert "2 reports in" in ran.out
    assert f"{LOCKED}: What is known of this file was read on 01/12/2026" in ran.err
    (report,) = (where.folders["output"] / "reports").rglob("990001*.txt")
    text = " ".join(report.read_text(encoding="utf-8").split())
    assert "2 leavers recorded" in text
    ran = run("deadlines", "--all", "--format", "csv", "--today", DAY, cwd=where.root)
    assert ran.out.count("Oak Lane School") == 1
    run("consolidate", "--today", DAY, cwd=where.root)
    ran = run("status", "--chase", "--today", DAY, cwd=where.root)
    (letter,) = (where.folders["output"] / "letters").rglob("990001*.eml")
    assert letter.name.endswith("please fix.eml")
    message = message_from_bytes(letter.read_bytes().partition(b"\r\n")[2])
    assert "31/02/2027" in str(message.get_payload(decode=True), "utf-8")
    assert "The workbook is locked with a password" in ran.err, "why no copy is attached"
    ran = run("mark", "--today", DAY, cwd=where.root, code=1)
    assert "The workbook is locked with a password" in ran.err
    ran = run("roll-forward", "--all", "--today", DAY, cwd=where.root, code=1)
    assert "copy their lines from your own copy" in " ".join(ran.out.split())
    assert len(list((where.folders["output"] / "next-year").rglob("*.xlsx"))) == 2


def test_another_spec_reads_what_is_known_in_its_own_words(where: HubSettings) -> None:
    before = said(where)
    settings = where.root / "collection.yaml"
    text = settings.read_text(encoding="utf-8").replace("spec: spec.yaml", "spec: send-careers-checklist-2025")
    settings.write_text(text, encoding="utf-8")
    shutil.rmtree(where.folders["returns"] / "originals")
    shutil.rmtree(where.folders["inbox"])
    where.folders["inbox"].mkdir()
    now = read_settings(where.root)
    run("report", "--all", "--today", DAY, cwd=where.root, code=1)
    taken(now)
    one = stored(now)
    assert one.submission.spec_id == "send-careers-checklist-2025"
    assert one.submission.by_key()["SR4", "completed"].state == "not asked"
    assert said(now) == before
    assert {"HUB-074", "HUB-026", "FILE-023"} <= one.codes
    assert one.destinations == stored(where).destinations
    run("consolidate", "--today", DAY, cwd=where.root)
    rebuild(now)
    assert stored(now) == one
    assert not taken(now), "once is enough"


def test_other_words_of_the_same_version(where: HubSettings) -> None:
    """What has kept its ref and its words keeps its answer; a question in other words was not asked."""
    before = said(where)
    old, new = "ref: CL2\n            text: ", "ref: CL2\n            text: About something else altogether. "
    now = reworded(where, (old, new))
    assert {one.source for one in taken(now) if one.again} == {LOCKED, OPEN}
    after = stored(now).submission.by_key()
    assert after["CL2", "action"].state == "not asked"
    assert said(now) == {key: value for key, value in before.items() if key[0] != "CL2"}
    assert any(finding.code == "ROW-015" and finding.place.ref == "CL2" for finding in stored(now).findings)
    reworded(now, (new, old))
    taken(read_settings(now.root))
    assert said(now) == before, "what was kept is kept in its own words"


@pytest.mark.slow
def test_a_spec_that_is_not_here_is_said_and_comes_back(where: HubSettings) -> None:
    before = stored(where)
    spec = (where.root / "spec.yaml").read_text(encoding="utf-8")
    now = reworded(where, ("id: send-careers-checklist", "id: another-checklist"))
    for path in (where.folders["returns"] / "readings").rglob("*.gz"):  # as if that id had never been shipped
        data = gzip.decompress(path.read_bytes()).replace(b'"spec": "send-careers-checklist"', b'"spec": "old"')
        path.write_bytes(gzip.compress(data))
    taken(now)
    assert {"HUB-074", "FILE-010"} <= stored(now).codes
    assert not oak(now).counts
    for words in (["status"], ["report", "--all"], ["consolidate"], ["status", "--chase"]):
        run(*words, "--today", DAY, cwd=where.root)
    (where.root / "spec.yaml").write_text(spec.replace("id: send-careers-checklist", "id: old", 1), encoding="utf-8")
    taken(read_settings(where.root))
    assert stored(where).destinations == before.destinations
    assert oak(read_settings(where.root)).counts


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut", "flipped", "nonsense", "empty", "a folder"])
def test_a_damaged_reading_costs_itself_only(where: HubSettings, damage: str) -> None:
    before = stored(where, OPEN)
    for path in (where.folders["returns"] / "readings").rglob("*.gz"):
        data = path.read_bytes()
        path.unlink()
        match damage:
            case "cut":
                path.write_bytes(data[:-200])
            case "flipped":
                path.write_bytes(data[:300] + bytes([data[300] ^ 0xFF]) + data[301:])
            case "nonsense":
                path.write_bytes(gzip.compress(b"[" * 100_000))
            case "empty":
                path.write_bytes(b"")
            case _:
                path.mkdir()
    if damage != "a folder":
        rebuild(where)
        assert stored(where, OPEN) == before
        assert stored(where).codes == {"FILE-008"}
        taken(where, password="secret")
        assert oak(where).state == "put right"
    else:
        assert not kept(where.folders["returns"], stored(where).receipt)


@pytest.mark.parametrize("words", [["collect"], ["collect", "--rebuild"]], ids=" ".join)
def test_a_store_of_before_has_no_readings_and_gets_them(where: HubSettings, words: list[str]) -> None:
    before = stored(where)
    shutil.rmtree(where.folders["returns"] / "readings")
    run(*words, "--today", DAY, cwd=where.root)
    rebuild(where)
    after = stored(where)
    assert (after.submission, after.destinations, told(after)) == (before.submission, before.destinations, told(before))


def test_rows_of_leavers_and_names_of_files_are_in_no_reading(where: HubSettings) -> None:
    settings = where.root / "collection.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "keep_leaver_rows: yes\n", encoding="utf-8")
    now = read_settings(where.root)
    taken(now, password="secret")
    assert any(answer.in_running_row for answer in stored(now).submission.answers)
    for again in (False, True):
        if again:
            shutil.rmtree(where.folders["returns"] / "readings")
            taken(now)
        found = [gzip.decompress(one.read_bytes()) for one in (where.folders["returns"] / "readings").rglob("*.gz")]
        assert len(found) == 2
        assert not any(words in data for data in found for words in (b"oak.xlsx", b"inbox", b'"ref": "L', b"L01"))
    rebuild(now)
    assert not any(answer.in_running_row for answer in stored(now).submission.answers)
    assert [one.leavers for one in stored(now).destinations] == [2]


def test_the_same_bytes_are_known_wherever_they_come_again(where: HubSettings) -> None:
    drop(where, "again.xlsx", (where.folders["inbox"] / "oak.xlsx").read_bytes(), SENT)
    taken(where)
    again = stored(where, "inbox/again.xlsx")
    assert again.submission.answers == stored(where).submission.answers
    assert "HUB-074" in again.codes
