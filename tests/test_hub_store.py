"""The store: what goes in comes out, whole files only, one command at a time, nothing left beside it."""

import contextlib
import datetime as dt
import getpass
import hashlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.problems import OutputError, Place
from careers_workbook.figures.answer_summary import SummarisedAnswers, summary_of
from careers_workbook.figures.leaver_summary import SummarisedDestinations, mark_of, years_of
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.store import stored_return
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.rows import STEPS
from careers_workbook.hub.store.store import APPLICATION_ID, Store
from careers_workbook.hub.store.stored_return import FetchedReturn, StoredReturn
from careers_workbook.returns.submission import Answer, OwnRow, Submission
from tests.support.hub_folder import ANSWERS, AUTUMN, LEAVERS, OAK, SPRING, TODAY, file, hub, workbook
from tests.support.program import environment
from tests.support.sweep import tries

_USED = [
    "15ada82fb8fc",
    "96632022dac9",
    "e3d2cddae064",
    "1103ddd8278a",
    "8f59ee355383",
    "76e820c9240a",
    "d7e90fd90e0b",
    "88fcbf451080",
]
"""The steps of the store, by their hash."""

TEXT = st.text(max_size=8)
RAW = st.one_of(
    st.none(), TEXT, st.integers(-(2**53), 2**53), st.booleans(), st.floats(allow_nan=False), st.dates(), st.times(),
    st.datetimes(), st.timedeltas(dt.timedelta(days=-9), dt.timedelta(days=9)).map(lambda t: dt.timedelta(t.days)),
)  # fmt: skip
KINDS = st.sampled_from(["form", "checklist", "tracker", "counts"])
STATES = st.sampled_from(["answered", "blank", "not asked", "missing", "unreadable"])
ANSWER = st.builds(
    Answer, KINDS, TEXT, TEXT, TEXT, TEXT, TEXT, STATES, st.one_of(st.none(), TEXT, st.integers(0, 999), st.dates()),
    RAW, TEXT, TEXT, st.sampled_from([None, "text", "ref", "position"]),
)  # fmt: skip
FINDING = st.builds(
    Finding, st.sampled_from(["error", "warning", "note"]), TEXT, TEXT, TEXT, TEXT, TEXT, st.integers(1, 9),
    st.builds(Place, st.just(""), TEXT, TEXT, TEXT, TEXT, TEXT),
)  # fmt: skip


def codes(error: pytest.ExceptionInfo[OutputError]) -> list[str]:
    assert str(error.value)
    return [problem.code for problem in error.value.problems]


def put(path: Path, *files: StoredReturn) -> None:
    with Store(path, write=True) as store:
        for one in files:
            store.add(one)


def all_of(path: Path, collection: str = AUTUMN) -> tuple[StoredReturn, ...]:
    with Store(path) as store:
        return store.returns(collection)


def clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@tries(25, many=200)
@given(st.lists(ANSWER, max_size=4), st.lists(FINDING, max_size=3), st.lists(st.tuples(TEXT, TEXT), max_size=3))
def test_every_value_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, answers: list[Answer], findings: list[Finding], own: list[tuple[str, str]]
) -> None:
    receipt = Receipt("inbox/Château.xlsx", "ab", 3, TODAY, None, AUTUMN, "990001")
    rows = (OwnRow("A", "B7", "c", tuple(own)),)
    submission = Submission(
        receipt.source, "problems", "s", "1", "990001", "N", TODAY, tuple(answers), (), ("Z",), rows
    )
    one = StoredReturn(receipt, submission, tuple(findings), (), "s 1")
    path = tmp_path_factory.mktemp("store") / "hub.sqlite"
    put(path, one)
    assert all_of(path) == (one,)


def test_a_real_return_comes_back_as_it_was(tmp_path: Path) -> None:
    where = hub(tmp_path)
    one = file(where, "oak.xlsx", workbook(OAK, {**ANSWERS, ("CL3", "deadline"): "31/02/2027"}, LEAVERS))
    assert one.submission.answers
    assert one.findings
    assert one.destinations[0].leavers == len(LEAVERS)
    put(where.store, one)
    assert all_of(where.store) == (one,)
    assert all_of(where.store, SPRING) == ()


def test_files_that_are_put_in_together_are_there_together_or_not_at_all(tmp_path: Path) -> None:
    where = hub(tmp_path)
    one = file(where, "oak.xlsx", workbook(OAK, ANSWERS, LEAVERS))
    other = replace(one, receipt=replace(one.receipt, source="inbox/again.xlsx"))
    for is_settled in (False, True):
        with Store(where.store, write=True) as store:
            for added in (one, other):
                store.add(added, for_good=False)
                assert added.receipt in store.receipts()
                assert [found for _, found in store.whole([one.receipt])] == [one]
                assert all_of(where.store) == ()
            if is_settled:
                store.settle()
        assert len(all_of(where.store)) == 2 * is_settled
    with Store(where.store, write=True) as store:
        store.forget(one.receipt)
        store.add(one, for_good=False)
        with pytest.raises(OutputError):
            store.add(replace(one, receipt=replace(one.receipt, size=None)), for_good=False)  # type: ignore[arg-type]
        store.settle()
        assert store.receipts() == (other.receipt,)
        store.add(one, for_good=False)
        store.say(other.receipt, "990002")
        assert len(all_of(where.store)) == 2


def test_the_same_file_again_replaces_what_was_known_of_it(tmp_path: Path) -> None:
    where = hub(tmp_path)
    one = file(where, "oak.xlsx", workbook())
    put(where.store, one, replace(one, receipt=replace(one.receipt, urn="990002")))
    assert [found.receipt.urn for found in all_of(where.store)] == ["990002"]
    with Store(where.store) as store:
        assert store.known("inbox/oak.xlsx", one.receipt.hash) == replace(one.receipt, urn="990002")
        assert store.known("inbox/oak.xlsx", "other") is None


def test_a_file_that_could_not_be_opened_gives_way_to_itself(tmp_path: Path) -> None:
    where = hub(tmp_path)
    one = file(where, "oak.xlsx", workbook())
    locked = StoredReturn(replace(one.receipt, hash="", size=0), Submission("inbox/oak.xlsx", "refused"))
    put(where.store, locked)
    assert len(all_of(where.store)) == 1
    put(where.store, one)
    assert all_of(where.store) == (one,)


def test_of_leavers_nothing_but_counts_is_kept(tmp_path: Path) -> None:
    where = hub(tmp_path)
    put(where.store, file(where, "oak.xlsx", workbook(OAK, ANSWERS, LEAVERS)))
    kept = where.store.read_bytes()
    assert b"CL1" in kept
    for said in (b"L01", b"(FE) college", b"Supported internship"):
        assert said not in kept


def test_rows_of_leavers_are_kept_where_the_hub_says_so(tmp_path: Path) -> None:
    where = hub(tmp_path, "keep_leaver_rows: yes\n")
    put(where.store, file(where, "oak.xlsx", workbook(OAK, ANSWERS, LEAVERS)))
    (one,) = all_of(where.store)
    assert one.submission.by_key()["L01", "autumn"].value == "Further education (FE) college"


def test_nothing_lies_beside_it_between_commands(tmp_path: Path) -> None:
    where = hub(tmp_path)
    put(where.store, file(where, "oak.xlsx", workbook()))
    all_of(where.store)
    assert [path.name for path in tmp_path.iterdir() if "sqlite" in path.name] == ["hub.sqlite"]


def test_anybody_can_read_it(tmp_path: Path) -> None:
    where = hub(tmp_path)
    put(where.store, file(where, "oak.xlsx", workbook()))
    with sqlite3.connect(where.store) as db:
        said = db.execute(
            "SELECT value, raw, found_sheet FROM all_answers WHERE urn = '990001' AND column_label = 'Review'"
            " AND ref IN ('CL1', 'CL2')"
        ).fetchall()
        assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    db.close()
    sheet = "Careers leadership"
    assert said == [("Governors in June", "Governors in June", sheet), (None, None, sheet)]


def test_who_writes_and_rests_keeps_nobody_from_reading(tmp_path: Path) -> None:
    where = hub(tmp_path)
    with Store(where.store, write=True) as store:
        store.add(file(where, "oak.xlsx", workbook()))
        with Store(where.store) as reader:
            assert len(reader.returns(AUTUMN)) == 1
        store.add(file(where, "ash.xlsx", workbook()))


def test_another_program_that_holds_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careers_workbook.hub.store.store._PATIENCE", 0.1)
    where = hub(tmp_path)
    put(where.store, file(where, "oak.xlsx", workbook()))
    with contextlib.closing(sqlite3.connect(where.store)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for write in (True, False):
            with pytest.raises(OutputError) as caught:
                Store(where.store, write=write)
            assert codes(caught) == ["HUB-027"]


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    where = hub(tmp_path)
    one = file(where, "oak.xlsx", workbook())
    put(where.store)
    with Store(where.store, write=True) as store:
        store._db.execute("PRAGMA max_page_count = 1")  # no more than there are: as if the disk were full
        with pytest.raises(OutputError, match="the disk is full") as caught:
            store.add(one)
    assert codes(caught) == ["FILE-020"]


KILLED_EVERYWHERE = """
import itertools, os, sys
from pathlib import Path
from careers_workbook.hub.store.store import Store

def kill_after(left):
    def hear(frame, event, argument):
        nonlocal left
        left -= event == "return"
        if not left:
            os._exit(9)
        return hear
    return hear

for number in itertools.count(1, 3):
    folder = Path(sys.argv[1], str(number))
    folder.mkdir()
    if not os.fork():
        sys.settrace(kill_after(number))
        Store(folder / "hub.sqlite", write=True)
        os._exit(0)
    if not os.wait()[1]:
        break
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")
def test_of_a_store_that_was_being_made_when_it_was_killed_there_is_all_or_nothing(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED_EVERYWHERE, tmp_path], env=environment(), check=True)
    there = []
    for folder in tmp_path.iterdir():
        path = folder / "hub.sqlite"
        there.append(path.exists())
        if path.exists():
            Store(path).close()
        Store(path, write=True).close()
        Store(path).close()
    assert len(there) > len(STEPS)
    assert {True, False} == set(there)


WRITER = """
import sys, time
from pathlib import Path
from careers_workbook.hub.store import stored_return
from careers_workbook.hub.store.lock import only_writer
with only_writer(Path(sys.argv[1])):
    print("at work", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_is_at_work_until_that_one_ends_however(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careers_workbook.hub.store.lock._PATIENCE", 0.1)
    with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "at work\n"
        with pytest.raises(OutputError) as caught, only_writer(tmp_path):
            pass
        first.kill()
    assert codes(caught) == ["HUB-073"]
    (said,) = caught.value.problems
    assert getpass.getuser() in str(said)
    assert platform.node() in str(said)
    with only_writer(tmp_path):  # what the first left behind says nothing any more
        assert json.loads((tmp_path / "in-use.json").read_text(encoding="utf-8"))["who"] == getpass.getuser()
    assert not (tmp_path / "in-use.json").exists()


@pytest.mark.parametrize(
    "data", [b"no database at all, but long enough to be one" * 40, b"SQLite format 3\0" + b"x" * 999]
)
def test_a_damaged_store(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "hub.sqlite"
    path.write_bytes(data)
    for write in (True, False):
        with pytest.raises(OutputError) as caught:
            Store(path, write=write)
        assert codes(caught) == ["HUB-028"]


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "hub.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE files (id)")
    db.close()
    with pytest.raises(OutputError) as caught:
        Store(path, write=True)
    assert codes(caught) == ["HUB-028"]


def test_an_older_store_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = hub(tmp_path)
    one = file(where, "oak.xlsx", workbook())
    put(where.store, one)
    step = "CREATE TABLE remarks (file INTEGER); ALTER TABLE files ADD COLUMN colour TEXT NOT NULL DEFAULT '';"
    monkeypatch.setattr("careers_workbook.hub.store.store.STEPS", (*STEPS, step))
    put(where.store)
    assert all_of(where.store) == (one,)
    with sqlite3.connect(where.store) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(STEPS) + 1,)
        assert db.execute("SELECT colour FROM files").fetchall() == [("",)]
    db.close()


def test_no_place_for_it(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        Store(tmp_path / "nowhere" / "hub.sqlite", write=True)
    assert codes(caught) == ["HUB-028"]


_KILLED = """
import os, sys
from pathlib import Path
from careers_workbook.hub.store.store import Store
from tests.test_hub_store import many
files, path = many(Path(sys.argv[1]))
store = Store(path, write=True)
store.add(files[0])
insert, number = store._insert, [0]
def dying(statement):
    number[0] += statement.startswith("INSERT")
    if number[0] == int(sys.argv[2]):
        os._exit(9)
store._db.set_trace_callback(dying)
store.add(files[1])
os._exit(0)
"""


def many(folder: Path) -> tuple[list[StoredReturn], Path]:
    where = hub(folder)
    answers = [Answer("checklist", "S", f"CL{n}", "t", "action", "A", "answered", "x", "x") for n in range(50)]
    made = []
    for name in ("a", "b"):
        receipt = Receipt(f"inbox/{name}.xlsx", name, 1, TODAY, None, AUTUMN)
        made.append(StoredReturn(receipt, Submission(receipt.source, "accepted", answers=tuple(answers))))
    return made, where.store


@pytest.mark.parametrize("after", [1, 2, 30, 51])
def test_killed_in_the_middle_it_holds_whole_files_only(tmp_path: Path, after: int) -> None:
    words = [sys.executable, "-c", _KILLED, str(tmp_path), str(after)]
    done = subprocess.run(words, env=environment(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 9, done.stderr.decode()
    files, path = many(tmp_path)
    assert all_of(path) == (files[0],)
    put(path, files[1])
    assert all_of(path) == tuple(files)
    assert [found.name for found in tmp_path.iterdir() if "sqlite" in found.name] == ["hub.sqlite"]


def test_text_that_no_database_can_hold(tmp_path: Path) -> None:
    where = hub(tmp_path)
    receipt = Receipt("inbox/a.xlsx", "ab", 3, TODAY, None, AUTUMN)
    answer = Answer("form", "S", "SD1", "i", "answer", "A", "answered", "half \ud83d of a pair", "nul \0 too")
    put(where.store, StoredReturn(receipt, Submission(receipt.source, "accepted", answers=(answer,))))
    (found,) = all_of(where.store)
    assert found.submission.answers[0].value == clean("half \ud83d of a pair")
    assert found.submission.answers[0].raw == "nul \0 too"


@pytest.mark.parametrize("number", range(1, len(STEPS)))
def test_a_store_of_an_earlier_step_goes_on(number: int, tmp_path: Path) -> None:
    """One that was made by the steps that there were then, with a file in it."""
    where = hub(tmp_path / "hub")
    with contextlib.closing(sqlite3.connect(where.store)) as db:
        for step in STEPS[:number]:
            db.executescript(step)
        db.execute(f"PRAGMA user_version = {number}")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.commit()
    one = file(where, "oak.xlsx", workbook())
    with Store(where.store, write=True) as store:
        store.add(one)
    with Store(where.store) as store:
        assert [found.receipt for found in store.returns(AUTUMN)] == [one.receipt]


def test_no_step_that_is_in_use_changes() -> None:
    """A change is a further step: a store of before has gone the old one, and would lack what is added to it."""
    assert [hashlib.sha256(step.encode()).hexdigest()[:12] for step in STEPS] == _USED


def test_what_is_counted_stands_beside_the_answers_until_another_version_counts(tmp_path: Path) -> None:
    """What is fetched later is the same, and stays so when the store changes meanwhile."""
    where = hub(tmp_path)
    one = file(where, "oak.xlsx", workbook(OAK, ANSWERS, LEAVERS))
    put(where.store, one)
    for damage in (None, "", '{"by": "0.1.0/0"}'):
        with Store(where.store, write=True) as store:
            if damage is not None:
                store._db.execute("UPDATE files SET summary = ?", (damage,))
            (before,) = store.returns(AUTUMN, summarised=True)
            store.summarise()
            (later,), (whole,) = store.returns(AUTUMN, summarised=True), store.returns(AUTUMN)
        assert isinstance(later.submission.answers, SummarisedAnswers)
        assert isinstance(later.destinations, SummarisedDestinations)
        assert summary_of(later.submission.answers) == summary_of(whole.submission.answers)
        assert years_of(later.destinations) == years_of(whole.destinations)
        assert mark_of(later.destinations) == mark_of(whole.destinations)
        put(where.store, replace(one, read_by="another"), one)
        assert before == later == whole == one


def test_answers_that_another_program_replaced_are_not_those_of_before(tmp_path: Path) -> None:
    where = hub(tmp_path)
    put(where.store, file(where, "oak.xlsx", workbook()))
    with Store(where.store) as store:
        (one,) = store.returns(AUTUMN, summarised=True)
    with contextlib.closing(sqlite3.connect(where.store)) as db, db:
        db.execute("UPDATE files SET read_by = 'another'")
    with pytest.raises(OutputError) as error:
        len(one.submission.answers)
    assert codes(error) == ["HUB-027"]


def test_a_round_larger_than_what_stays_in_memory_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the last return that was looked at all stays here; of others it is fetched again, changed as it was."""
    where = hub(tmp_path)
    those = [file(where, f"{name}.xlsx", workbook(OAK, ANSWERS, LEAVERS[:n])) for n, name in enumerate(("a", "b", "c"))]
    put(where.store, *those)
    monkeypatch.setattr(stored_return, "_HELD", 1)
    with Store(where.store) as store:
        found = [*store.fetched(AUTUMN)]
    told = [one.changed(lambda one: replace(one, read_by=f"{one.read_by} once more")) for one in found]
    for _ in range(2):
        assert found == those
        assert those == found
        assert [one.facts for one in found] == [one.facts for one in those]
        assert [one.read_by for one in told] == [f"{one.read_by} once more" for one in those]
        assert [len(one._held._held) for one in found] == [1, 1, 1]
    assert {type(one) for one in found} == {FetchedReturn}
    assert [type(replace(one, read_by="")) for one in found] == [StoredReturn] * 3
    put(where.store, replace(those[0], read_by="another"))
    assert found == those
    assert found[0].codes == those[0].codes


def test_who_goes_through_a_round_again_gets_the_same_returns_until_anybody_changes_the_store(tmp_path: Path) -> None:
    where = hub(tmp_path)
    one = file(where, "oak.xlsx", workbook())
    put(where.store, one)

    def gone_through() -> list[FetchedReturn]:
        with Store(where.store) as store:
            return [*store.fetched(AUTUMN)]

    (first,) = gone_through()
    assert gone_through()[0] is first
    with contextlib.closing(sqlite3.connect(where.store)) as db, db:  # another program
        db.execute("UPDATE files SET read_by = 'another'")
    assert [other.read_by for other in gone_through()] == ["another"]
    put(where.store, replace(one, read_by="once more"))
    assert [other.read_by for other in gone_through()] == ["once more"]
    with Store(where.store) as store:
        next(store.fetched(AUTUMN))  # who does not go through to the end keeps nothing
    assert len(gone_through()) == 1
