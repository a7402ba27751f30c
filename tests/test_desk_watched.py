"""A folder that the desk watches: what is new and whole is taken in, once; what others write or lock is left alone."""

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from careers_workbook.desk.desk_jobs import DeskJob, DeskJobs
from careers_workbook.desk.folder_watch import FolderWatch, remembered
from careers_workbook.returns.intake.watched_folder import RestingFile
from tests.support.desk import PATIENCE, RunningDesk, running
from tests.support.hub_folder import BRANNOC, OAK, TODAY, hub, workbook

DAY = TODAY.isoformat()


class Taken:
    """Stands for what takes files in."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.data: list[bytes] = []
        self.fails = False
        self.jobs = DeskJobs()

    def __call__(self, files: Sequence[RestingFile]) -> DeskJob:
        self.names += [one.name for one in files]
        self.data += [one.data for one in files]

        def work(_job: DeskJob) -> None:
            if self.fails:
                raise OSError

        job = self.jobs.start("take", "/", work)
        job.wait(PATIENCE)
        return job


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "from schools"
    made.mkdir()
    return made


def watch(folder: Path, taken: Taken) -> FolderWatch:
    return FolderWatch(folder, folder.parent / "state" / "watched.json", taken)


def test_what_is_written_is_taken_when_it_is_whole(folder: Path) -> None:
    taken = Taken()
    at = watch(folder, taken)
    at.look()
    (folder / "990001.xlsx").write_bytes(b"half")
    at.look()
    (folder / "990001.xlsx").write_bytes(b"half and whole")
    at.look()
    assert taken.names == []
    assert at.waiting == ("990001.xlsx",)
    at.look()
    assert taken.data == [b"half and whole"]
    for _ in range(3):
        at.look()
    assert taken.names == ["990001.xlsx"]
    assert at.lines[0].endswith("990001.xlsx was taken in.")
    (folder / "990001.xlsx").write_bytes(b"and corrected by the school")
    at.look()
    at.look()
    assert taken.names == ["990001.xlsx", "990001.xlsx"]


@pytest.mark.parametrize(
    "name",
    [
        *("~$990001.xlsx", ".~lock.990001.xlsx#", "990001.xlsx.crdownload", "990001.xlsx.part", "990001.tmp"),
        *("desktop.ini", "Thumbs.db", ".hidden.xlsx", "holiday.jpg", "setup.exe", "990001.xlsx.partial", "no ending"),
    ],
)
def test_what_others_leave_lying_is_left_alone(folder: Path, name: str) -> None:
    taken = Taken()
    at = watch(folder, taken)
    (folder / name).write_bytes(b"x")
    (folder / "a folder.xlsx").mkdir()
    (folder / "empty.xlsx").write_bytes(b"")
    at.look()
    at.look()
    assert taken.names == []


def test_what_lay_there_is_known_and_all_of_it_is_remembered_without_names(folder: Path) -> None:
    taken = Taken()
    (folder / "old.xlsx").write_bytes(b"old")
    at = watch(folder, taken)
    at.know_what_is_there()
    (folder / "new.eml").write_bytes(b"new")
    at.look()
    at.look()
    at.look()
    assert taken.names == ["new.eml"]
    assert "new.eml" not in at.memory.read_text(encoding="utf-8")
    found = remembered(at.memory.parent)
    assert found
    again = FolderWatch(found[0], at.memory, taken, found[1])
    (folder / "while closed.zip").write_bytes(b"zip")
    again.look()
    again.look()
    assert taken.names == ["new.eml", "while closed.zip"]


def test_what_could_not_be_taken_in_is_tried_again(folder: Path) -> None:
    taken = Taken()
    taken.fails = True
    at = watch(folder, taken)
    (folder / "990001.xlsx").write_bytes(b"x")
    at.look()
    at.look()
    assert at.look() > 30
    assert "tried again" in at.lines[0]
    taken.fails = False
    at.look()
    assert taken.names == ["990001.xlsx", "990001.xlsx"]


def test_a_folder_that_has_gone_is_said_and_looked_for_again(folder: Path) -> None:
    taken = Taken()
    at = watch(folder, taken)
    folder.rename(folder.with_name("elsewhere"))
    at.look()
    assert "cannot be looked into" in at.problem
    folder.with_name("elsewhere").rename(folder)
    at.look()
    assert at.problem == ""


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"folder": 1}', '{"folder": "x", "taken": {"a": [1]}}', "\x00"])
def test_a_memory_that_cannot_be_read_is_none(tmp_path: Path, kept: str) -> None:
    (tmp_path / "watched.json").write_text(kept, encoding="utf-8")
    assert remembered(tmp_path) is None


def until(desk: RunningDesk, path: str, is_so: Callable[[str], bool]) -> str:
    ends = time.monotonic() + PATIENCE
    while not is_so(page := desk.get(path).text):
        assert time.monotonic() < ends, page
        time.sleep(0.3)
    return page


def word_of(page: str, name: str) -> str:
    found = re.search(rf'in=(\w+)">[^<]*{name}</a>', page)
    assert found, page
    return found[1]


def test_a_folder_is_chosen_from_those_that_the_desk_offers_and_goes_on_when_it_is_opened_again(
    tmp_path: Path,
) -> None:
    where, state = hub(tmp_path / "hub"), tmp_path / "state"
    saved = state / "Documents" / "From schools"
    saved.mkdir(parents=True)
    (saved / "there before.xlsx").write_bytes(workbook(BRANNOC))
    with running(where.root, state, DAY) as desk:
        desk.enter()
        documents = word_of(desk.get("/inbox/watch").text, "Documents")
        chosen = word_of(desk.get(f"/inbox/watch?in={documents}").text, "From schools")
        for wrong in ("..", str(saved), "/etc", "0" * 24, "x" * 9000):
            assert desk.get(f"/inbox/watch?in={quote(wrong)}").status in (404, 422)
            assert desk.post("/inbox/watched", folder=wrong).status == 422
        assert "Done" in desk.followed(desk.post("/inbox/watched", folder=chosen)).text
        (saved / "990001.xlsx").write_bytes(workbook(OAK))
        until(desk, "/inbox/watch?part=1", lambda page: "990001.xlsx was taken in" in page)
        assert "990001.xlsx" in desk.get("/inbox").text
        assert "there before" not in desk.get("/inbox").text
        assert sorted(path.name for path in saved.iterdir()) == ["990001.xlsx", "there before.xlsx"]
        desk.end()
    (saved / "while closed.xlsx").write_bytes(workbook(BRANNOC))
    with running(where.root, state, DAY) as desk:
        desk.enter()
        until(desk, "/inbox", lambda page: "while closed.xlsx" in page)
        assert "Done" in desk.followed(desk.post("/inbox/unwatch")).text
        assert "Choose a folder" in desk.get("/inbox/watch").text
        desk.end()


def test_the_folder_of_the_hub_itself_is_not_watched(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    where = hub(tmp_path / "state" / "Documents")
    with running(where.root, tmp_path / "state", DAY) as desk:
        desk.enter()
        documents = word_of(desk.get("/inbox/watch").text, "Documents")
        own = word_of(desk.get(f"/inbox/watch?in={documents}").text, "inbox")
        for word in (documents, own):
            answer = desk.post("/inbox/watched", folder=word)
            assert answer.status == 422
            assert "your Hub" in answer.text
