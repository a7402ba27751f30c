"""The desk killed in the middle of anything: nothing is lost or there twice, and the next one says what was left.

What a command does when it is killed between two files is tried in test_hub_kills.py; here a process is killed that has
several threads and an open browser.
"""

import contextlib
import getpass
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from careers_workbook.hub.hub import open_hub
from tests.support.desk import PATIENCE, Answer, RunningDesk, form_of, found, running, user_of
from tests.support.desk_browser import enter, follow
from tests.support.practice import DAY, practice_hub
from tests.support.program import apart, run

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")]
TODAY = ("--today", DAY.isoformat())
STEPS: Mapping[str, tuple[tuple[str, Mapping[str, str]], ...]] = {
    "collect": (("/inbox/look", {}),),
    "letters": (("/inbox/look", {}), ("/letters/write", {})),
    "results": (("/inbox/look", {}), ("/results/make", {"whom": "internal"})),
    "workbooks": (("/workbooks/make", {"letters": "yes"}),),
    "a note, then undo": (
        ("/inbox/look", {}),
        ("/schools/990001/note", {"words": "ring after three"}),
        ("/history/undo", {}),
    ),
}
"""What is done, the last of it killed."""
MOMENTS = (0.1, 0.6)
"""When it is killed, as shares of the time that it takes."""
_LONG = 0.5
"""Seconds of work that is cut off for certain."""


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = practice_hub(tmp_path_factory.mktemp("practice"))
    for path in (made / "blank").rglob("*.xlsx"):
        if path.name[:6] > "990006":  # so that there is something to make
            path.unlink()
    return made


@contextlib.contextmanager
def desk_of(hub: Path, state: Path) -> Iterator[RunningDesk]:
    """Entered; what one of before says of itself is put aside, so that the new one is waited for."""
    for old in state.rglob("desk.json"):
        old.unlink()
    with running(hub, state, DAY.isoformat()) as desk:
        desk.enter()
        yield desk


def killed(desk: RunningDesk) -> None:
    desk.process.kill()
    desk.process.wait()


def stands(hub: Path) -> dict[str, object]:
    """All that is told of a Hub, and what people find; letters with their words, the rest byte by byte."""
    told: dict[str, object] = {"status": json.loads(run("status", "--format", "json", *TODAY, cwd=hub).out)}
    journal = open_hub(hub, DAY).history()
    assert not journal.damaged
    told["decided"] = [(one.what, one.text("urn")) for one in journal.entries if one.what in ("note", "undo")]
    for kind in ("blank", "output"):
        for path in (hub / kind).rglob("*"):
            if path.is_file():
                told[path.relative_to(hub).as_posix()] = path.suffix if path.suffix == ".eml" else path.read_bytes()
    return told


@pytest.mark.parametrize("step", STEPS)
def test_killed_in_the_middle_of_a_step_nothing_is_lost_or_done_twice(
    practice: Path, tmp_path: Path, step: str
) -> None:
    """Done again, it comes to what it comes to where nobody is killed."""
    *before, (last, fields) = STEPS[step]
    shutil.copytree(practice, tmp_path / "whole")
    with desk_of(tmp_path / "whole", tmp_path / "state") as desk:
        for path, given in before:
            desk.followed(desk.post(path, **given))
        shutil.copytree(tmp_path / "whole", tmp_path / "before")
        began = time.monotonic()
        desk.followed(desk.post(last, **fields))
        takes = time.monotonic() - began
        desk.end()
    whole, said = stands(tmp_path / "whole"), []
    for number, moment in enumerate(MOMENTS):
        hub, state = tmp_path / f"hub {number}", tmp_path / f"state {number}"
        shutil.copytree(tmp_path / "before", hub)
        with desk_of(hub, state) as desk:
            asking = threading.Thread(target=_asked, args=(desk, last, fields))
            asking.start()
            time.sleep(moment * takes)
            killed(desk)
            asking.join(PATIENCE)
        for draft in hub.rglob("*.part"):  # as when somebody starts the next one
            os.utime(draft, (0, 0))
        was_left = any(state.rglob("work.json"))
        with desk_of(hub, state) as desk:
            page = desk.get("/").text
            assert (": cut off." in page) == was_left
            said.append(was_left)
            if stands(hub) != whole:
                desk.followed(desk.post(last, **fields))
            elif seen := re.search(r'action="(/jobs/\d+/seen)"', page):
                desk.followed(desk.post(seen[1]))
            assert ": cut off." not in desk.get("/").text
            assert desk.end() == 0
        assert stands(hub) == whole, moment
        assert not any(state.rglob("work.json"))
    assert any(said) or takes < _LONG


def _asked(desk: RunningDesk, path: str, fields: Mapping[str, str]) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        desk.post(path, **fields)


def test_killed_while_files_are_being_sent_nothing_of_them_is_there(practice: Path, tmp_path: Path) -> None:
    """Half of what was sent is nowhere; sent again, each is there once."""
    shutil.copytree(practice, tmp_path / "hub")
    came = sorted((tmp_path / "hub" / "inbox").iterdir())
    files = tuple((path.name, path.read_bytes()) for path in came)
    for path in came:
        path.unlink()
    body, kind = form_of(files, {})
    with (
        desk_of(tmp_path / "hub", tmp_path / "state") as desk,
        socket.create_connection(("127.0.0.1", desk.port)) as line,
    ):
        head = {"Host": f"127.0.0.1:{desk.port}", "Cookie": desk.cookie, **desk.own, "Content-Type": kind}
        said = "".join(f"{name}: {value}\r\n" for name, value in (head | {"Content-Length": str(len(body))}).items())
        line.sendall(f"POST /inbox/send HTTP/1.1\r\n{said}\r\n".encode() + body[: len(body) // 2])
        time.sleep(0.3)
        killed(desk)
    assert [path for path in (tmp_path / "hub" / "inbox").rglob("*") if path.is_file()] == []
    with desk_of(tmp_path / "hub", tmp_path / "state") as desk:
        for _ in range(2):
            desk.followed(desk.send(*files))
    there = [path.name for path in (tmp_path / "hub" / "inbox").rglob("*") if path.is_file()]
    assert sorted(there) == sorted(path.name for path in came)
    status = json.loads(run("status", "--format", "json", *TODAY, cwd=tmp_path / "hub").out)
    assert status["counts"]["returned"] > 0


def test_ctrl_c_ends_it_after_the_step_and_nothing_says_that_it_runs(practice: Path, tmp_path: Path) -> None:
    shutil.copytree(practice, tmp_path / "hub")
    with desk_of(tmp_path / "hub", tmp_path / "state") as desk:
        asking = threading.Thread(target=_asked, args=(desk, "/inbox/look", {}))
        asking.start()
        time.sleep(0.5)
        desk.process.send_signal(signal.SIGINT)
        said = desk.process.communicate(timeout=PATIENCE)[0]
        asking.join(PATIENCE)
    assert "Traceback" not in said
    left = [path.name for path in (tmp_path / "state").rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert not {"desk.json", "open.html", "work.json"} & set(left)
    apart("collect", *TODAY, cwd=tmp_path / "hub")
    with desk_of(tmp_path / "hub", tmp_path / "state") as desk:
        assert ": cut off." not in desk.get("/").text


def test_a_full_disk_is_said_and_loses_nothing(practice: Path, tmp_path: Path) -> None:
    """No file may become larger than 1.5 kilobytes: nothing of what is sent or made can be written."""
    shutil.copytree(practice, tmp_path / "hub")
    before = stands(tmp_path / "hub")
    words = [sys.executable, "-c", _SMALL_FILES, "desk", str(tmp_path / "hub"), "--no-browser", *TODAY]
    process = subprocess.Popen(
        words, env=user_of(tmp_path / "state"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        desk = found(process, tmp_path / "state")
        desk.enter()
        for path in ("/inbox/look", "/workbooks/make"):
            page = desk.followed(desk.post(path)).text
            assert "could not be done" in page or "Not done" in page, path
            assert "foresaw" not in page, path
        for path, field, more in _SENT:
            sent = desk.send(("990001.xlsx", b"x" * 3_000_000), path=path, field=field, **more)
            assert "cannot be written" in sent.text, path  # it waits on the disk for temporary files
            sent = desk.send(("990001.xlsx", b"x" * 10_000), path=path, field=field, **more)
            page = desk.followed(sent).text if sent.status == 303 else sent.text
            assert "cannot be written" in page, path
            assert "foresaw" not in page, path
        assert desk.get("/").status == 200
        assert desk.end() == 0
    finally:
        process.kill()
        process.communicate()
    assert stands(tmp_path / "hub") == before


_SENT: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("/inbox/send", "files", {}),
    ("/look", "files", {}),
    ("/answers/read", "file", {"by": "AS"}),
    ("/register/take", "extract", {"authorities": "Northmoor"}),
)
_SMALL_FILES = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500, 1_500))
runpy.run_module("careers_workbook", run_name="__main__", alter_sys=True)
"""


def test_the_folder_of_the_hub_is_renamed_under_the_desk(practice: Path, tmp_path: Path) -> None:
    """It says what is not there; once the folder is back, it goes on."""
    shutil.copytree(practice, tmp_path / "hub")
    with desk_of(tmp_path / "hub", tmp_path / "state") as desk:
        (tmp_path / "hub").rename(tmp_path / "elsewhere")
        for path in ("/", "/inbox", "/schools", "/letters", "/results", "/register", "/history", "/workbooks"):
            page = desk.get(path)
            assert page.status == 500, path
            assert "collection.yaml" in page.text, path
            assert "foresaw" not in page.text
        for path, fields in (("/inbox/look", {}), ("/schools/990001/note", {"words": "x"}), ("/letters/write", {})):
            answer = desk.post(path, **fields)
            said = answer.text if answer.status == 500 else desk.get(f"/jobs/{answer.headers['location'][-1]}").text
            assert "collection.yaml" in said, path
        sent = desk.send(("a.xlsx", b"x"))
        assert sent.status == 500
        assert not (tmp_path / "hub").exists()
        (tmp_path / "elsewhere").rename(tmp_path / "hub")
        assert desk.get("/").status == 200
        assert desk.end() == 0


def test_two_desks_on_two_hubs_do_not_know_of_each_other(practice: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(practice, tmp_path / name)
    with desk_of(tmp_path / "one", tmp_path / "state one") as one, desk_of(tmp_path / "two", tmp_path / "state") as two:
        one.followed(one.post("/schools/990001/note", words="of the first alone"))
        assert "of the first alone" in one.get("/schools/990001").text
        assert "of the first alone" not in two.get("/schools/990001").text
        assert two.ask("GET", "/", cookie=one.cookie).status == 403
        assert one.end() == 0
        assert two.get("/").status == 200


@contextlib.contextmanager
def held_still(process: "subprocess.Popen[str]", hub: Path) -> Iterator[None]:
    """A process that writes into a Hub, stopped by the system while it does."""
    ends = time.monotonic() + PATIENCE
    while not (hub / "returns" / "in-use.json").exists():
        assert time.monotonic() < ends
        time.sleep(0.005)
    process.send_signal(signal.SIGSTOP)
    try:
        assert (hub / "returns" / "in-use.json").exists(), "it was over already"
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def test_a_command_while_the_desk_is_at_work_waits_or_is_told_who_is(practice: Path, tmp_path: Path) -> None:
    """Told after some seconds; and where the work is over before, it is done as if nothing had been."""
    shutil.copytree(practice, tmp_path / "hub")
    with desk_of(tmp_path / "hub", tmp_path / "state") as desk:
        answers = list[Answer]()
        asking = threading.Thread(target=lambda: answers.append(desk.post("/inbox/look")))
        asking.start()
        with held_still(desk.process, tmp_path / "hub"):
            told = apart("note", "990001", "in vain", cwd=tmp_path / "hub", code=2)
            assert "at work in this Hub since" in told.said
            assert getpass.getuser() in told.said
            going = subprocess.Popen(
                [sys.executable, "-m", "careers_workbook", "note", "990001", "afterwards"], cwd=tmp_path / "hub"
            )
            time.sleep(1.5)  # so that it waits already
            assert going.poll() is None
        asking.join(PATIENCE)
        page = desk.followed(answers[0])
        assert "Done" in page.text
        code = going.wait(PATIENCE)
        assert code in (0, 2)  # reading may take longer than a command waits
        apart("note", "990001", "by another", cwd=tmp_path / "hub", code=0)
        notes = desk.get("/schools/990001").text
        assert "by another" in notes
        assert "in vain" not in notes
        assert ("afterwards" in notes) == (code == 0)
        assert desk.end() == 0


def test_the_desk_while_a_command_is_at_work_waits_or_is_told_who_is(practice: Path, tmp_path: Path) -> None:
    shutil.copytree(practice, tmp_path / "hub")
    with desk_of(tmp_path / "hub", tmp_path / "state") as desk:
        command = subprocess.Popen(
            [sys.executable, "-m", "careers_workbook", "collect", *TODAY], cwd=tmp_path / "hub", text=True
        )
        with held_still(command, tmp_path / "hub"):
            for _ in range(2):  # a page under way is shown after a moment, and ends by itself
                page = desk.followed(desk.post("/schools/990001/note", words="in vain")).text
                assert "could not be done" in page or "Not done" in page
                assert "at work in this Hub since" in page
                assert getpass.getuser() in page
            assert desk.get("/schools").status == 200
        assert command.wait(PATIENCE) in (0, 1)
        page = desk.followed(desk.post("/schools/990001/note", words="afterwards")).text
        assert "Noted about" in page
        assert "in vain" not in desk.get("/schools/990001").text
        assert desk.end() == 0


@pytest.mark.browser
def test_the_whole_browser_is_killed_at_a_job_which_goes_on(practice: Path, tmp_path: Path) -> None:
    """Every process of it at once; opened again it shows what came of the work."""
    shutil.copytree(practice, tmp_path / "hub")
    profile = tmp_path / "profile"
    with desk_of(tmp_path / "hub", tmp_path / "state") as desk, sync_playwright() as playwright:
        with browser_apart(playwright, profile) as (browser, process):
            page = browser.contexts[0].new_page()
            enter(page, desk)
            page.get_by_role("button", name="Read them").first.click(no_wait_after=True)
            with held_still(desk.process, tmp_path / "hub"):
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(PATIENCE)
        with browser_apart(playwright, profile) as (browser, _):
            page = browser.contexts[0].new_page()
            enter(page, desk)  # by the way in that was laid out after the last one was used
            page.goto(f"{desk.address}/jobs/1")
            expect(page.get_by_role("status")).to_contain_text("Done.", timeout=1000 * PATIENCE)
            follow(page.get_by_role("link", name="Go on"))
            expect(page.locator("h1")).to_be_visible()
        assert desk.end() == 0
    assert json.loads(run("status", "--format", "json", *TODAY, cwd=tmp_path / "hub").out)["counts"]["returned"] > 0


@contextlib.contextmanager
def browser_apart(playwright: Playwright, profile: Path) -> Iterator[tuple[Browser, "subprocess.Popen[bytes]"]]:
    """The system's Chromium in a group of processes of its own, as a user starts it."""
    about = profile / "DevToolsActivePort"
    about.unlink(missing_ok=True)
    chromium = shutil.which("chromium")
    assert chromium
    words = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    process = subprocess.Popen(
        [*words, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        ends = time.monotonic() + PATIENCE
        while not about.exists() or not about.read_text().strip():
            assert time.monotonic() < ends
            time.sleep(0.05)
        port = about.read_text().split()[0]
        yield playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}"), process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def test_a_store_that_is_damaged_is_made_anew_on_the_page_that_the_desk_names(practice: Path, tmp_path: Path) -> None:
    shutil.copytree(practice, tmp_path / "hub")
    with desk_of(tmp_path / "hub", tmp_path / "state") as desk:
        desk.followed(desk.post("/inbox/look"))
        before = stands(tmp_path / "hub")
        for content in (b"", b"no store"):
            (tmp_path / "hub" / "hub.sqlite").write_bytes(content)
            page = desk.get("/")
            assert page.status == 500
            assert 'href="/maintenance"' in page.text
            desk.followed(desk.post("/maintenance/read-again"))
            assert stands(tmp_path / "hub") == before
        assert desk.end() == 0
