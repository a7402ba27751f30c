"""The reading of a collection on any executor: the same store as without, whatever a file does to its reader."""

import pickle
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.hub.store.collect import CollectedFile, collect, rebuild_store
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker import elsewhere
from careers_workbook.returns.worker.elsewhere import Elsewhere, Parcel, Unlike, WorkerElsewhere
from careers_workbook.returns.worker.process import BrokenDownError
from careers_workbook.returns.worker.program import program
from tests.support.hostile import filled
from tests.support.second_round import LIMITS, REQUEST, at, collected, second_round
from tests.support.store_content import Content, content

pytestmark = pytest.mark.usefixtures("own_processes")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    return second_round(tmp_path_factory.mktemp("elsewhere") / "hub")


@pytest.fixture(scope="module")
def here(begun: HubSettings, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """What is in the store when everything was read on this computer."""
    return collected(begun, tmp_path_factory.mktemp("here"), 2)


def answers(held: Content) -> Counter[tuple[object, ...]]:
    """Without the numbers of files, which are given in the order in which files are read."""
    return Counter(row[1:] for row in held["answers"])


def processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, get_context("spawn"))


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    elsewhere.end_readers()


@pytest.mark.parametrize("kind", [processes, lambda: ThreadPoolExecutor(2)], ids=["processes", "threads"])
def test_an_executor_makes_the_same_store(
    begun: HubSettings, here: Content, tmp_path: Path, kind: Callable[[], Executor]
) -> None:
    with kind() as executor:
        there = collected(begun, tmp_path, Elsewhere(executor, 3))
    assert there == here
    assert len(here["files"]) == 1 + 3 + 4 + 5
    origins = Counter(row[-1] for row in here["answers"][1:])
    assert origins["as sent"] > 2, "what was sent with a workbook is known elsewhere too"
    assert {row[2] for row in here["problems"][1:]} >= {"FILE-030", "FILE-008"}


class Fragile(Executor):
    """Its workers die of some files, each the first so many times; beside it all that are under way die too."""

    def __init__(self, deadly: dict[str, int]) -> None:
        self._pool, self._left, self._lock = ThreadPoolExecutor(4), Counter(deadly), threading.Lock()
        self.asked: list[str] = []

    def submit(self, _read: object, parcel: Parcel) -> "Future[object]":  # type: ignore[override]
        return self._pool.submit(self._work, parcel)

    def _work(self, parcel: Parcel) -> object:
        name = Path(pickle.loads(parcel.content)[0].path).name
        with self._lock:
            self.asked.append(name)
            self._left[name] -= 1
            dies = self._left[name] >= 0
        if dies:
            raise BrokenDownError("the reader broke down")
        return elsewhere.read(parcel)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)


def read_all(executor: Executor, *names: str) -> list[Submission]:
    with WorkerElsewhere(Elsewhere(executor, 4)) as worker:
        under_way = [worker.read_later(name, filled(), None, Context(), None) for name in names]
        return [worker.result(one) for one in under_way]


def test_what_a_workbook_was_sent_with_goes_along_where_its_name_names_the_school(
    begun: HubSettings, here: Content, tmp_path: Path
) -> None:
    """Else it is read twice: first to learn what it needs."""
    with Fragile({}) as executor:
        assert collected(begun, tmp_path, Elsewhere(executor, 2)) == here
    times = Counter(executor.asked)
    named = [path.name for path in begun.folders["inbox"].iterdir() if path.name.startswith("9900")]
    assert len(named) == 3
    assert [times[name] for name in named] == [1, 1, 1]
    assert times["our checklist.xlsx"] == 2


def test_a_file_that_kills_every_worker_is_refused_and_its_neighbours_are_read() -> None:
    with Fragile({"deadly.xlsx": 1_000, "unlucky.xlsx": 1}) as executor:
        found = read_all(executor, "a.xlsx", "deadly.xlsx", "unlucky.xlsx", "b.xlsx")
    assert [one.outcome for one in found] == ["accepted", "refused", "accepted", "accepted"]
    assert found[1].file == "deadly.xlsx"
    assert found[1].problems[0].code == "FILE-030"
    assert Counter(executor.asked) == {"a.xlsx": 1, "deadly.xlsx": 2, "unlucky.xlsx": 2, "b.xlsx": 1}


def test_who_is_read_again_is_alone() -> None:
    inside, most = Counter[str](), list[int]()

    class Watched(Fragile):
        def _work(self, parcel: Parcel) -> object:
            name = Path(pickle.loads(parcel.content)[0].path).name
            with self._lock:
                inside[name] += 1
                if self._left["b.xlsx"] == 0 and name == "b.xlsx":
                    most.append(inside.total())
            try:
                return super()._work(parcel)
            finally:
                with self._lock:
                    inside[name] -= 1

    with Watched({"b.xlsx": 1}) as executor:
        assert {one.outcome for one in read_all(executor, *"abcdefgh", "b.xlsx", *"klmnop")} == {"accepted"}
    assert most == [1]


def test_an_executor_that_breaks_ends_the_run_and_what_was_collected_is_kept(
    begun: HubSettings, here: Content, tmp_path: Path
) -> None:
    class Breaking(Fragile):
        def _work(self, parcel: Parcel) -> object:
            if len(self.asked) == 3:
                raise BrokenProcessPool("A process in the process pool was terminated abruptly")
            return super()._work(parcel)

    where, came = at(begun, tmp_path), list[CollectedFile]()
    with Breaking({}) as executor, pytest.raises(SpecError) as said:
        came.extend(collect(where, [where.folders["inbox"]], REQUEST, LIMITS, Elsewhere(executor, 1)))
    assert [one.code for one in said.value.problems] == ["HUB-188"]
    assert 1 < len(content(where.store)["files"]) < len(here["files"])
    list(collect(where, [where.folders["inbox"]], REQUEST, LIMITS, 2))
    assert answers(content(where.store)) == answers(here)


OTHERS = [
    (replace(program(), version="0.1.9"), "careers-workbook 0.1.9"),
    (replace(program(), files="00000000"), "files 00000000"),
    (replace(program(), python="3.10"), "Python 3.10 instead of Python 3."),
    (replace(program(), packages=("rapidfuzz 1.0", *program().packages[:-1])), "rapidfuzz 1.0 instead of rapidfuzz "),
]


@pytest.mark.parametrize(("other", "words"), OTHERS, ids=["version", "files", "Python", "packages"])
def test_a_worker_with_another_program_is_refused(monkeypatch: pytest.MonkeyPatch, other: object, words: str) -> None:
    class Other(Fragile):
        def _work(self, parcel: Parcel) -> object:
            said = elsewhere.read(replace(parcel, program=mine, content=b"not even unpacked"))
            assert isinstance(said, Unlike)
            return said

    mine = program()
    monkeypatch.setattr(elsewhere, "program", lambda: other)
    with Other({}) as executor, pytest.raises(SpecError) as said:
        read_all(executor, "a.xlsx")
    assert said.value.problems[0].code == "HUB-187"
    assert words in str(said.value)


def test_logs_of_an_executor_show_nothing_of_a_file() -> None:
    assert repr(Parcel(program(), b"UPN B801200005001")).endswith(f"{program().packages!r}))")


def test_the_store_is_made_anew_on_an_executor(begun: HubSettings, here: Content, tmp_path: Path) -> None:
    where = at(begun, tmp_path)
    list(collect(where, [where.folders["inbox"]], REQUEST, LIMITS, 2))
    with ThreadPoolExecutor(2) as executor:
        list(rebuild_store(where, REQUEST, LIMITS, Elsewhere(executor, 2)))
    assert answers(content(where.store)) == answers(here)
