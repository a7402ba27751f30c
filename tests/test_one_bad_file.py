"""A file that ends the process that reads or opens it costs itself only, wherever it lies, and is not tried again."""

import os
import signal
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.output import OutputFolder
from careers_workbook.hub.store import collect as collecting
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.collect import Request, collect, rebuild_store
from careers_workbook.hub.store.receipts import Receipt, hash_of
from careers_workbook.hub.store.settings import HubSettings, read_settings
from careers_workbook.hub.store.stops import Stop, Stops, Tried
from careers_workbook.hub.store.store import Store
from careers_workbook.layout.plan import plan
from careers_workbook.reports.letters.marked_up import Marking, mark_all
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.read import read_source
from careers_workbook.returns.worker import process, worker
from careers_workbook.returns.worker.messages import STOPPED
from careers_workbook.returns.worker.process import Limits
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.answers import registry
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from tests.support import deadly
from tests.support.deadly import BREAKS, EATS, HANGS
from tests.support.hostile import PASSWORD, encrypted, filled, slow_to_unlock, zipped
from tests.support.hub_folder import AUTUMN, BUILT, OAK, OPENED, SPRING, TODAY, copied, drop, hub
from tests.support.letters import letter
from tests.support.program import run
from tests.support.sweep import some

pytestmark = pytest.mark.usefixtures("own_processes")

TEN = [f"{number}.xlsx" for number in range(10)]
PLACES = (0, 4, 9)
"""The first of ten, one in the middle, the last."""
TIGHT = Limits(memory=150_000_000)
"""Enough for every file here that means well."""
BROKE, ATE, HUNG = "the reader broke down", "it needs more memory than any checklist", "it took too long"
Inbox = Callable[[Path, dict[str, bytes]], None]


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    registry.register(deadly.KIND)
    yield
    registry.unregister(deadly.KIND.name)


@pytest.fixture
def where(tmp_path: Path) -> HubSettings:
    """A Hub that asks the deadly question."""
    folder = tmp_path / "hub"
    settings = hub(folder).root / "collection.yaml"
    text = settings.read_text(encoding="utf-8").replace("spec: send-careers-checklist", "spec: deadly.yaml")
    settings.write_text(text, encoding="utf-8")
    (folder / "deadly.yaml").write_text(deadly.SPEC, encoding="utf-8")
    return read_settings(folder)


@pytest.fixture
def tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The words of the deadly files that were tried since the last time that somebody asked."""
    log = tmp_path / "tries.txt"
    monkeypatch.setenv(deadly.LOG, str(log))

    def since() -> list[str]:
        found = log.read_text(encoding="utf-8").split() if log.exists() else []
        log.write_text("", encoding="utf-8")
        return found

    return since


@cache
def spec(folder: Path) -> Spec:
    (folder / "deadly.yaml").write_text(deadly.SPEC, encoding="utf-8")
    return load(str(folder / "deadly.yaml"))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A workbook with each word."""
    registry.register(deadly.KIND)
    try:
        asked = plan(spec(tmp_path_factory.mktemp("spec")))
        words = ("good", BREAKS, EATS, HANGS, "better")
        return {word: build(asked, OAK, Order(BUILT), {("D3", "answer"): word}) for word in words}
    finally:
        registry.unregister(deadly.KIND.name)


@cache
def deadly_to_open() -> bytes:
    """A zip folder that is small on disk, with a file in it that takes more memory than TIGHT allows."""
    return zipped({"inside.zip": zipped({"large.csv": bytes(49_000_000)}), "more.zip": zipped({"b": bytes(40)})})


def in_folder(place: Path, files: dict[str, bytes]) -> None:
    place.mkdir()
    for name, data in files.items():
        (place / name).write_bytes(data)


def in_zip(place: Path, files: dict[str, bytes]) -> None:
    (place.parent / f"{place.name}.zip").write_bytes(zipped(files))


def in_mail(place: Path, files: dict[str, bytes]) -> None:
    (place.parent / f"{place.name}.eml").write_bytes(letter(*files.items()))


INBOXES = some([(in_folder, in_zip, in_mail), (in_zip, in_mail, in_folder), (in_mail, in_folder, in_zip)], 3)
"""Kinds of inboxes, each in turn with the bad file at each of PLACES."""


def with_one(good: bytes, bad: bytes, at: int) -> dict[str, bytes]:
    return {name: bad if number == at else good for number, name in enumerate(TEN)}


def collected(where: HubSettings, *paths: Path, limits: Limits = TIGHT) -> dict[str, str]:
    """Source -> how it turned out; "known" for one that came before."""
    found = list(collect(where, paths or (where.folders["inbox"],), Request(AUTUMN, TODAY), limits))
    return {
        one.source.removeprefix("inbox/"): one.stored.submission.outcome if one.stored else "known" for one in found
    }


def reasons(where: HubSettings) -> dict[str, str]:
    """Source -> why its reading was stopped."""
    with Store(where.store) as store:
        return {
            one.receipt.source.removeprefix("inbox/"): finding.message.partition(": ")[2].rstrip(".")
            for one in store.returns(AUTUMN)
            for finding in one.findings
            if finding.code == STOPPED
        }


@pytest.mark.parametrize("inboxes", INBOXES)
def test_a_file_that_ends_its_reader_leaves_the_unpacker_where_it_was(
    tmp_path: Path, inboxes: tuple[Inbox, ...], books: dict[str, bytes]
) -> None:
    """At each of these places, one inbox behind the other."""
    place = tmp_path / "inbox"
    place.mkdir()
    for inbox, at in zip(inboxes, PLACES, strict=True):
        inbox(place / f"{at}", with_one(books["good"], books[EATS], at))
    asked = spec(tmp_path)
    with Worker(TIGHT) as worker:
        read = [worker.read_data(one.file, one.data, asked, Context(), None) for one in worker.unpack(place)]
    assert len({one.file for one in read}) == len(read) == 10 * len(PLACES)
    stopped = [one for one in read if one.outcome == "refused"]
    assert {(Path(one.file).parent.stem, Path(one.file).stem) for one in stopped} == {(f"{at}",) * 2 for at in PLACES}
    assert [one.problems[0].context["reason"] for one in stopped] == [ATE] * len(PLACES)


@pytest.mark.parametrize("inboxes", INBOXES)
def test_what_ends_the_unpacker_costs_itself_only(tmp_path: Path, inboxes: tuple[Inbox, ...]) -> None:
    place = tmp_path / "inbox"
    place.mkdir()
    for inbox, at in zip(inboxes, PLACES, strict=True):
        inbox(place / f"{at}", with_one(b"a,b\n", deadly_to_open(), at))
    with Worker(TIGHT) as worker:
        found = list(worker.unpack(place))
    assert len({one.file for one in found}) == len(found) == 11 * len(PLACES)
    stopped = {one.file.removeprefix(f"{place}{os.sep}")[0]: one for one in found if one.problem}
    assert set(stopped) == {*map(str, PLACES)}
    assert {one.problem.context["reason"] for one in stopped.values() if one.problem} == {ATE}


def test_the_same_bytes_are_not_opened_again_in_another_place(tmp_path: Path) -> None:
    in_folder(tmp_path / "a", {"1.zip": deadly_to_open(), "2.zip": deadly_to_open(), "3.csv": b"a,b\n"})
    in_mail(tmp_path / "b", {"4.zip": deadly_to_open()})
    closed: dict[str, str] = {}
    with Worker(TIGHT) as worker:
        for number, one in enumerate(one for one in worker.unpack(tmp_path, None, closed) if one.problem):
            assert one.problem
            assert one.problem.context == {"reason": ATE}
            closed[one.hash] = ATE  # as the Hub keeps it in mind
            assert (worker._unpacking.process is None) == (number == 0), "a process ends at the first alone"
        assert number == 2


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_process_that_is_gone_between_two_files_costs_none(tmp_path: Path, books: dict[str, bytes]) -> None:
    in_zip(tmp_path / "a", dict.fromkeys(TEN, books["good"]))
    in_folder(tmp_path / "b", dict.fromkeys(TEN, books["good"]))
    names = []
    with Worker() as worker:
        for one in worker.unpack(tmp_path):
            names.append(one.file.removeprefix(str(tmp_path)).replace("\\", "/"))
            assert one.problem is None
            if len(names) in (3, 12):
                assert worker._unpacking.process
                os.kill(worker._unpacking.process._popen.pid, signal.SIGKILL)
    assert names == [*(f"/a.zip/{name}" for name in TEN), *(f"/b/{name}" for name in TEN)]


def test_a_file_that_was_stopped_is_told_once_though_no_other_process_gets_ready(
    tmp_path: Path, books: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Worker(TIGHT) as worker:
        worker.read_data("better.xlsx", books["better"], spec(tmp_path), Context(), None)
        monkeypatch.setattr(process, "_START_SECONDS", 0)
        eaten = worker.read_data("eats.xlsx", books[EATS], spec(tmp_path), Context(), None)
    assert [problem.code for problem in eaten.problems] == [STOPPED]


def test_a_file_that_was_stopped_is_tried_when_something_has_changed(
    where: HubSettings, books: dict[str, bytes], tries: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(seconds=10, memory=TIGHT.memory)
    drop(where, "a/open.zip", deadly_to_open())
    drop(where, "b/990001 Oak.xlsx", books[BREAKS])
    drop(where, "c.zip", zipped({"1.xlsx": books[EATS], "2.xlsx": books["good"]}))
    drop(where, "d.eml", letter(("1.xlsx", books["good"]), ("2.xlsx", books[HANGS]), ("3.xlsx", books["good"])))
    drop(where, "e.xlsx", books["good"])
    good = ("c.zip/2.xlsx", "d.eml/1.xlsx", "d.eml/3.xlsx", "e.xlsx")
    bad = {
        "a/open.zip/inside.zip/large.csv": ATE, "b/990001 Oak.xlsx": BROKE, "c.zip/1.xlsx": ATE, "d.eml/2.xlsx": HUNG,
    }  # fmt: skip

    first = collected(where, limits=limits)
    assert {name: first.get(name) for name in (*good, *bad)} == {
        **dict.fromkeys(good, "accepted"), **dict.fromkeys(bad, "refused"),
    }  # fmt: skip
    assert reasons(where) == bad
    assert sorted(tries()) == [BREAKS, BREAKS, EATS, HANGS], "what breaks down is given to a second process"

    assert set(collected(where, limits=limits).values()) == {"known"}
    shown = " ".join(run("status", "--today", f"{TODAY}", cwd=where.root, code=1).out.split())
    assert "Not readable (1): 990001" not in shown, "another file of this school counts"
    assert f"inbox/d.eml/2.xlsx: Reading this file was stopped: {HUNG}. Ask the school" in shown
    drop(where, "copy of oak.xlsx", books[BREAKS])
    assert collected(where, limits=limits)["copy of oak.xlsx"] == "refused"
    list(rebuild_store(where, Request(AUTUMN, TODAY), limits))
    assert set(bad) - set(reasons(where)) == {"a/open.zip/inside.zip/large.csv"}, "a rebuilt store knows no more of it"
    again = collected(where, limits=limits)
    assert [name for name, outcome in again.items() if outcome != "known"] == ["a/open.zip/inside.zip/large.csv"]
    assert tries() == [], "neither by itself, nor as a copy, nor from the original"

    assert collected(where, where.folders["inbox"] / "c.zip", limits=limits)["c.zip/1.xlsx"] == "refused"
    assert tries() == [EATS], "somebody named it"
    drop(where, "c.zip", zipped({"1.xlsx": books["better"], "2.xlsx": books["good"]}))
    assert collected(where, limits=limits)["c.zip/1.xlsx"] == "accepted"
    (where.folders["inbox"] / "d.eml").unlink()
    wider = Limits(seconds=11, memory=TIGHT.memory)
    collected(where, limits=wider)
    assert tries() == [BREAKS] * 2, "other limits; it is the same file in two places"
    collected(where, limits=wider)
    assert tries() == []
    monkeypatch.setattr(collecting, "__version__", "0.2.1")
    assert collected(where, limits=wider)["copy of oak.xlsx"] == "refused"
    assert tries() == [BREAKS] * 2, "another version of the program"


def test_however_many_read_the_store_becomes_the_same(
    where: HubSettings,
    books: dict[str, bytes],
    tries: Callable[[], list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Deadly files and the same bytes twice among them; each file in its turn, in the journal too."""
    monkeypatch.setattr(worker, "_FEW", 1)
    for name, word in zip(
        TEN, (BREAKS, "good", "better", EATS, "good", BREAKS, "better", "good", "good", "good"), strict=True
    ):
        drop(where, name, books[word])
    drop(where, "c.zip", zipped({"1.xlsx": books["good"] + b" ", "2.xlsx": books[EATS], "3.xlsx": books["good"]}))
    found, told = [], []
    for readers in (1, 2, 5):
        one = copied(where, tmp_path / f"{readers}")
        taken = list(collect(one, [one.folders["inbox"]], Request(AUTUMN, TODAY), TIGHT, readers))
        with Store(one.store) as store:
            entries = journal.read(one.folders["returns"]).entries
            said = [(entry.text("source"), entry.text("outcome")) for entry in entries]
            found.append((taken, store.returns(AUTUMN), said))
        told.append(sorted(tries()))
    assert found[0][0]
    assert found[1:] == [found[0]] * 2
    assert told == [[BREAKS, BREAKS, EATS]] * 3


def test_what_was_stopped_in_the_middle_is_read_last(where: HubSettings, books: dict[str, bytes]) -> None:
    """By Ctrl-C, or because the computer went off: the receipt is there, and nothing in the store."""
    for number, name in enumerate(("a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx", "e.xlsx")):
        drop(where, name, zipped({f"{number}": b""}) if name == "b.xlsx" else books["good"] + b" " * number)
    folder = where.folders["returns"]
    for minute, name in enumerate(("d.xlsx", "a.xlsx", "c.xlsx")):  # a was in the middle when it was stopped, twice
        data = (where.folders["inbox"] / name).read_bytes()
        receipt = Receipt(f"inbox/{name}", hash_of(data), len(data), OPENED, None, SPRING)
        receipts.keep(folder, receipt, data)
        os.utime(folder / "receipts" / receipts.receipt_name(receipt), (minute, 10 if name == "a.xlsx" else minute))
    request = Request(AUTUMN, TODAY)
    found = [one for one in collect(where, [where.folders["inbox"]], request) if one.stored]
    assert [one.source.removeprefix("inbox/") for one in found] == ["b.xlsx/1", "e.xlsx", "d.xlsx", "c.xlsx", "a.xlsx"]
    assert [one.stored.receipt.round for one in found if one.stored] == [AUTUMN] * 2 + [SPRING] * 3


def test_a_note_goes_when_its_bytes_were_read_all_the_same(where: HubSettings, books: dict[str, bytes]) -> None:
    notes = Stops(where.folders["returns"])
    archive, book = zipped({"1.xlsx": books["good"]}), books["good"]
    drop(where, "1.zip", archive)
    before = Tried("0.1", TIGHT.seconds, TIGHT.memory)
    notes.note(Stop(hash_of(book), "inbox/x.xlsx", "reading", HUNG, before))
    notes.note(Stop(hash_of(archive), "inbox/1.zip", "opening", HUNG, before))
    assert collected(where) == {"1.zip/1.xlsx": "accepted"}
    assert list((where.folders["returns"] / "stopped").iterdir()) == []


def test_a_return_that_cannot_be_marked_costs_its_own_copy_only(tmp_path: Path) -> None:
    """Whatever it does to the process, or asks of it; those behind it get theirs."""
    good = filled()
    locked, slow = encrypted(good), slow_to_unlock()
    submission = read_source(ReturnedFile("990001.xlsx", lambda: good), None, Context(TODAY), None)
    returns = [
        (ReturnedFile("1.xlsx", lambda: slow), submission),
        (ReturnedFile("2.xlsx", lambda: good), submission),
        (ReturnedFile("3.xlsx", lambda: locked), submission),
    ]
    marking = Marking(spec_of, TODAY, PASSWORD, Limits(seconds=10))
    found = list(mark_all(returns, marking, OutputFolder(tmp_path / "back")))
    assert [one.problem and one.problem.message for one in found] == [
        f"No marked copy of this file could be made: Reading this file was stopped: {HUNG}.", None, None,
    ]  # fmt: skip
    assert [path.name for path in sorted((tmp_path / "back").iterdir())] == ["2 - to fix.xlsx", "3 - to fix.xlsx"]
