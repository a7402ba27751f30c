"""Folders of a Hub in another place: copied, compared, then named; killed at any step nothing is lost or half there."""

import datetime as dt
import html
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from careers_workbook.hub.hub import Hub, open_hub
from careers_workbook.hub.store import decisions
from careers_workbook.hub.store.journal import JournalEntry
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from tests.support.desk import Answer, RunningDesk, running
from tests.support.hub_folder import BRANNOC, OAK, TODAY, copied, drop, hub, put, workbook
from tests.support.killed import kill_during
from tests.support.program import run

DAY = TODAY.isoformat()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    """One school has returned, and letters are written."""
    where = hub(tmp_path_factory.mktemp("begun") / "hub", "# ours\n")
    put(where, ("990001.xlsx", workbook(OAK)))
    run("status", "--chase", "--today", DAY, cwd=where.root)
    return where


@pytest.fixture
def where(begun: HubSettings, tmp_path: Path) -> HubSettings:
    (tmp_path / "home" / "Documents" / "Shared").mkdir(parents=True)
    return copied(begun, tmp_path / "hub")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "home" / "Documents" / "Shared"


@pytest.fixture
def desk(where: HubSettings, shared: Path, tmp_path: Path) -> Iterator[RunningDesk]:
    with running(where.root, tmp_path / "home", DAY) as found:
        found.enter()
        yield found


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(one.relative_to(folder)): (one.read_bytes(), one.stat().st_mtime_ns) for one in files}


def chosen(desk: RunningDesk, name: str, *way: str) -> str:
    """The word of a folder, reached by links as a person does; the page of it was shown."""
    address = f"/settings/folders/{name}"
    word = ""
    for step in way:
        page = desk.get(f"{address}?in={word}" if word else address)
        links = {html.unescape(said): at for at, said in re.findall(r'\?in=(\w+)">([^<]*)</a>', page.text)}
        word = next(at for said, at in links.items() if said.endswith(step))
    return word


def move(desk: RunningDesk, name: str, *way: str) -> Answer:
    return desk.followed(desk.post(f"/settings/folders/{name}", folder=chosen(desk, name, *way)))


def test_a_folder_is_copied_and_named_and_cleared_when_somebody_says_so(
    desk: RunningDesk, where: HubSettings, shared: Path
) -> None:
    before, settings, old = contents(where.folders["output"]), where.root / SETTINGS, where.folders["output"]
    desk.followed(desk.post("/schools/990001/note", words="Rang them"))
    word = chosen(desk, "output", "Documents", "Shared")
    assert f"{len(before)} files are copied into it" in desk.get(f"/settings/folders/output?in={word}").words
    letters = re.findall(r"/letters/[0-9a-f]{16,}", desk.get("/letters").text)
    done = move(desk, "output", "Documents", "Shared")
    new = shared / "hub output"
    assert f"{len(before)} files copied and compared" in done.words
    assert contents(new) == contents(old) == before
    assert read_settings(where.root).folders["output"] == new
    assert "# ours" in settings.read_text(encoding="utf-8")
    assert re.findall(r"/letters/[0-9a-f]{16,}", desk.get("/letters").text) == letters
    assert f"the folder output lies in {new} from now on" in desk.get("/history").words
    page = desk.get("/settings/folders/output")
    changed = next(old.rglob("*.eml"))
    changed.write_bytes(b"by hand")
    (word,) = re.findall(r'name="place" value="(\w+)"', page.text)
    done = desk.followed(desk.post("/settings/folders/output/clear", place=word))
    assert f"{len(before) - 1} files removed" in done.words
    assert "1 file stays" in done.words
    assert [path for path in old.rglob("*") if path.is_file()] == [changed]
    assert contents(new) == before
    desk.followed(desk.post("/history/undo"))  # of the note: the folder stays where it is
    assert read_settings(where.root).folders["output"] == new
    refused = desk.post("/settings/folders/output", folder="own")
    assert "something else lies there already" in refused.words
    changed.unlink()
    desk.followed(desk.post("/settings/folders/output", folder="own"))
    assert contents(old) == before
    assert read_settings(where.root).folders["output"] == old


def test_settings_from_before_a_move_are_not_put_back(desk: RunningDesk, where: HubSettings, shared: Path) -> None:
    at = open_hub(where.root, TODAY)
    at.settings_file.keep(at.settings_file.changed({("hub",): "Ours"}), at.settings_file.text().mark)
    move(desk, "letters", "Documents", "Shared")
    assert "Nothing" in desk.followed(desk.post("/history/undo")).words
    assert read_settings(where.root).name == "Ours"
    desk.followed(desk.post("/schools/990001/note", words="Rang them"))
    assert open_hub(where.root, TODAY).undo().what == "note"


@pytest.mark.parametrize(
    ("done", "last"),
    [
        ("settings note", "note"),
        ("note settings", "settings"),
        ("note settings folder", "note"),
        ("folder settings", "settings"),
        ("folder settings forget", ""),
        ("settings forget folder note", "note"),
        ("note forget settings folder", ""),
    ],
)
def test_what_undo_takes_back_after_a_move_or_when_something_was_forgotten(done: str, last: str) -> None:
    day = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    entries = [JournalEntry(number, day, "", "", what, {}) for number, what in enumerate(done.split(), 1)]
    found = decisions.last(entries)
    assert (found.what if found else "") == last


def test_an_inbox_begins_anew_once_all_of_it_is_read(desk: RunningDesk, where: HubSettings, shared: Path) -> None:
    drop(where, "990002.xlsx", workbook(BRANNOC))
    word = chosen(desk, "inbox", "Documents", "Shared")
    refused = desk.post("/settings/folders/inbox", folder=word)
    assert (refused.status, "1 file waits" in refused.words) == (422, True)
    desk.followed(desk.post("/inbox/look"))
    move(desk, "inbox", "Documents", "Shared")
    new = shared / "hub inbox"
    assert (read_settings(where.root).folders["inbox"], contents(new)) == (new, {})
    assert len(contents(where.folders["inbox"])) == 2
    shutil.copy(where.folders["inbox"] / "990002.xlsx", shared / "elsewhere.xlsx")
    (new / "990003.xlsx").write_bytes(workbook())
    assert "1 new file" in desk.followed(desk.post("/inbox/look")).words
    desk.followed(desk.post("/settings/folders/inbox", folder="own"))
    assert "0 new files, 2 known" in desk.followed(desk.post("/inbox/look")).words


def test_what_cannot_be_is_said_and_nothing_happens(desk: RunningDesk, where: HubSettings, shared: Path) -> None:
    before = (where.root / SETTINGS).read_bytes()
    other = hub(shared / "other")
    (shared / "hub letters").mkdir()
    (shared / "hub letters" / "mine.txt").write_text("x", encoding="utf-8")
    for name, way, said in (
        ("output", ("Documents", "Shared", "other"), "in the folder of a Hub"),
        ("letters", ("Documents", "Shared"), "something else lies there already"),
    ):
        word = chosen(desk, name, *way)
        assert said in desk.get(f"/settings/folders/{name}?in={word}").words
        refused = desk.post(f"/settings/folders/{name}", folder=word)
        assert (refused.status, said in refused.words) == (422, True)
    for word in ("own", "", "x" * 24, str(shared), "../.."):
        assert desk.post("/settings/folders/output", folder=word).status == 422
    assert "stays in your Hub's folder" in desk.get("/settings/folders/returns").words
    assert desk.post("/settings/folders/returns", folder=chosen(desk, "output", "Documents")).status == 404
    assert desk.get("/settings/folders/other").status == 404
    assert desk.post("/settings/folders/output/clear", place=chosen(desk, "output", "Documents")).status == 422
    assert (where.root / SETTINGS).read_bytes() == before
    assert other.root.is_dir()


def test_certificates_are_named_and_taken_back(desk: RunningDesk, where: HubSettings, shared: Path) -> None:
    def say(word: str) -> None:
        mark = re.findall(
            r'name="seen" value="([0-9a-f]{64})"', desk.get("/settings/folders/certificates?in=" + at).text
        )
        desk.followed(desk.post("/settings/folders/certificates", folder=word, seen=mark[0]))

    at = chosen(desk, "certificates", "Documents", "Shared")
    say(at)
    assert read_settings(where.root).certificates == shared
    say("own")
    assert read_settings(where.root).certificates is None
    desk.followed(desk.post("/history/undo"))
    assert read_settings(where.root).certificates == shared


def test_a_school_is_forgotten_where_its_letters_lay_before_too(where: HubSettings, shared: Path) -> None:
    at = open_hub(where.root, TODAY)
    list(at.folder_moves.carried_out(at.folder_moves.planned("output", shared)))
    at = open_hub(where.root, TODAY)
    of_oak = [*where.root.rglob("990001*.eml"), *shared.rglob("990001*.eml")]
    assert len(of_oak) == 2
    at.forget(at.held(OAK.urn), "asked")
    assert not any(path.exists() for path in of_oak)


def cut_off(at: Hub, folder: Path, steps: int = 1) -> None:
    """A move of the output after so many files, as a kill leaves it: a generator that nobody closes tells nothing."""
    child = os.fork()
    if not child:
        going = moving(at, folder)
        for _ in range(steps):
            next(going)
        os._exit(0)
    os.waitpid(child, 0)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_move_that_was_cut_off_is_said_and_finished_or_cleared(
    desk: RunningDesk, where: HubSettings, shared: Path
) -> None:
    before, new = contents(where.folders["output"]), shared / "hub output"
    partial, at = shared / "hub output (being made)", "/settings/folders/output"
    for button in ("give-up", "finish"):
        cut_off(open_hub(where.root, TODAY), shared)
        assert len(contents(partial)) == 1
        told = run("status", "--today", DAY, cwd=where.root).said
        assert "The folder output was to be moved to" in " ".join(told.split())
        assert "careers-workbook desk" in " ".join(told.split())
        assert "did not come to its end" in desk.get("/").words
        assert "A move was cut off" in desk.get("/settings").words
        page = desk.get(at)
        assert "1 copied file lies in the new place" in page.words
        assert "still in the old place" not in page.words
        (word,) = set(re.findall(r'name="place" value="(\w+)"', page.text))
        done = desk.followed(desk.post(f"{at}/{button}", place=word))
        assert not partial.exists()
        assert "A move that was cut off" not in done.words
        assert desk.post(f"{at}/{button}", place=word).status == 422
        assert "was to be moved to" not in run("status", "--today", DAY, cwd=where.root).said
        assert (button == "finish") == new.exists()
    assert contents(new) == before
    history = desk.get("/history").words
    assert f"the folder output was not moved to {new}: 1 file that had been copied went again" in history
    assert history.count("began to move the folder output") == 3  # cut off twice, then finished


def test_a_move_that_fails_or_is_stopped_leaves_nothing_to_finish(where: HubSettings, shared: Path) -> None:
    at = open_hub(where.root, TODAY)
    going = moving(at, shared)
    next(going)
    going.close()  # type: ignore[attr-defined]
    assert list(shared.iterdir()) == []
    assert at.folder_moves.unfinished() == ()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_school_is_forgotten_where_a_move_was_cut_off_and_wherever_a_folder_lay(
    where: HubSettings, shared: Path, tmp_path: Path
) -> None:
    """Copied whole, then cut off, moved to a third place, which is forgotten too."""
    places = [shared, tmp_path / "second", tmp_path / "third"]
    number = len(contents(where.folders["output"]))
    cut_off(open_hub(where.root, TODAY), places[0], number)
    for place in places[1:]:
        list(moving(open_hub(where.root, TODAY), place))
    at = open_hub(where.root, TODAY)
    (left,) = at.folder_moves.unfinished()
    assert (left.now, at.folder_moves.left_of(left)) == (shared / "hub output", number)
    of_oak = [path for top in (where.root, *places) for path in top.rglob("990001*.eml")]
    assert len(of_oak) == 4
    at.forget(at.held(OAK.urn), "asked")
    assert not any(path.exists() for path in of_oak)
    assert all(at.folder_moves.given_up(left))
    assert at.folder_moves.unfinished() == ()
    assert list(shared.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_whatever_is_killed_all_is_in_one_place_and_it_goes_on(where: HubSettings, tmp_path: Path) -> None:
    before = contents(where.folders["output"])
    killed = 0
    for number in range(1_000):
        folder = tmp_path / str(number)
        at = open_hub(copied(where, folder / "hub").root, TODAY)
        if not kill_during(lambda at=at, folder=folder: list(moving(at, folder)), folder, number):
            break
        killed += 1
        now = read_settings(at.settings.root).folders["output"]
        assert now in (at.settings.folders["output"], folder / "hub output")
        assert contents(now) == before, number
        unnamed = now == at.settings.folders["output"]
        left = open_hub(at.settings.root, TODAY).folder_moves.unfinished()
        assert len(left) == (unnamed and began(at)), number
        if left and number % 2:
            list(open_hub(at.settings.root, TODAY).folder_moves.given_up(left[0]))
            assert sorted(path.name for path in folder.iterdir()) == ["hub"], number
            assert open_hub(at.settings.root, TODAY).folder_moves.unfinished() == ()
        if unnamed:
            list(moving(open_hub(at.settings.root, TODAY), folder))
        assert contents(folder / "hub output") == before, number
        assert sorted(path.name for path in folder.iterdir()) == ["hub", "hub output"], number
        after = open_hub(at.settings.root, TODAY)
        (old,) = after.folder_moves.old_places("output")
        assert all(after.folder_moves.cleared("output", old))
        assert contents(folder / "hub output") == before
        assert after.folder_moves.unfinished() == ()
        shutil.rmtree(folder)
    assert killed > 20


def began(at: Hub) -> bool:
    return any(one.what == "folder begun" for one in at.history().entries)


def moving(at: Hub, folder: Path) -> Iterator[Path]:
    return at.folder_moves.carried_out(at.folder_moves.planned("output", folder))
