"""The desk from its start to its end, and work at it: twice at once, killed, stopped, in the middle of something."""

import contextlib
import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.desk import instance, server, termination
from careers_workbook.desk.activity import Activity, AwakeClock
from careers_workbook.desk.desk import Desk
from careers_workbook.desk.desk_jobs import DeskJob, DeskJobs
from careers_workbook.hub.hub import open_hub
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.spec.load import DEFAULT_SPEC
from tests.support import gias
from tests.support.desk import PATIENCE, RunningDesk, found, running, user_of
from tests.support.hub_folder import SPRING, hub

DAY = "2026-12-01"


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    return hub(tmp_path / "hub")


def until(what: object, seconds: float = PATIENCE) -> None:
    """Wait for something that is to become true."""
    assert callable(what)
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.02)


def started_again(settings: HubSettings, state: Path) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-m", "careers_workbook", "desk", str(settings.root), "--no-browser", "--today", DAY]
    return subprocess.run(words, env=user_of(state), capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_second_start_opens_the_one_that_runs_and_the_first_goes_on(settings: HubSettings, tmp_path: Path) -> None:
    with running(settings.root, tmp_path / "state", DAY) as desk:
        desk.enter()
        again = started_again(settings, tmp_path / "state")
        assert again.returncode == 0, again.stderr
        assert desk.door.as_uri() in again.stdout.replace("\n", "")
        other = desk.ask("GET", f"/enter?token={desk.token}", cookie="")
        assert other.status == 200  # in another browser perhaps
        assert desk.get("/").status == 200


def test_two_that_start_at_once_are_one(settings: HubSettings, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "careers_workbook", "desk", str(settings.root), "--no-browser", "--today", DAY]
    env = user_of(tmp_path / "state")
    both = [
        subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)
    ]
    until(lambda: any(one.poll() is not None for one in both))
    ended = next(one for one in both if one.poll() is not None)
    goes_on = next(one for one in both if one is not ended)
    said = ended.communicate()[0]
    assert ended.returncode == 0, said
    assert goes_on.poll() is None
    assert "open.html" in said.replace("\n", "")
    goes_on.terminate()
    goes_on.communicate(timeout=PATIENCE)


def test_it_ends_by_its_button_and_leaves_nothing_behind(settings: HubSettings, tmp_path: Path) -> None:
    with running(settings.root, tmp_path / "state", DAY) as desk:
        desk.enter()
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", desk.port)) as left_open:
            left_open.sendall(b"GET / HTTP/1.1\r\n")
            assert desk.end() == 0
        assert time.monotonic() - began < 10
        assert [path.name for path in desk.door.parent.iterdir() if path.suffix != ".lock"] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_one_that_was_killed_is_no_hindrance(settings: HubSettings, tmp_path: Path) -> None:
    """What it left is known for what it is, though another program has its port now, and opens nothing."""
    with running(settings.root, tmp_path / "state", DAY) as desk:
        token = desk.token
        desk.process.kill()
        desk.process.wait()
        before = desk.port
    left = desk.door.with_name("desk.json").read_bytes()
    with socket.create_server(("127.0.0.1", before)) as other:
        threading.Thread(target=_says_nothing_of_itself, args=(other,), daemon=True).start()
        assert instance.running(desk.door.parent, patience=0.5) is None
        with running(settings.root, tmp_path / "state", DAY):
            until(lambda: desk.door.with_name("desk.json").read_bytes() != left)
            new = found(None, tmp_path / "state")
            assert new.port != before
            assert token not in new.door.read_text(encoding="utf-8")
            assert new.ask("GET", f"/enter?token={token}", cookie="").status == 403
            new.enter()
            assert new.get("/").status == 200


def _says_nothing_of_itself(other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            asking, _ = other.accept()
            with asking:
                asking.recv(4096)
                asking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def test_only_its_user_can_read_what_opens_it(settings: HubSettings, tmp_path: Path) -> None:
    with running(settings.root, tmp_path / "state", DAY) as desk:
        for path in (desk.door, desk.door.with_name("desk.json")):
            assert os.name == "nt" or path.stat().st_mode & 0o077 == 0
        assert os.name == "nt" or desk.door.parent.stat().st_mode & 0o077 == 0
        assert desk.port not in (80, 8000, 8080)


def test_where_there_is_no_hub_it_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "careers_workbook", "desk", "nowhere"],
        env=user_of(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert "collection.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_hub_one_is_made_or_opened_on_the_first_page(tmp_path: Path) -> None:
    """Again it is in the list; and the desk of a Hub that was opened so is found by who starts it in its folder."""
    state = tmp_path / "state"
    (state / "Documents").mkdir(parents=True)  # of a user whose home this is
    started = tmp_path / "elsewhere"
    started.mkdir()
    with running(None, state, DAY, cwd=started) as desk:
        desk.enter()
        assert desk.get("/schools").headers["location"] == "/start"
        wrong = desk.post("/start/make", name="Northmoor Hub", address="", checklist="x", place="0")
        assert wrong.status == 422
        assert 'value="Northmoor Hub"' in wrong.text
        for place in ("9", "-1", "../..", "", "0" * 50):
            fields = {"name": "N", "address": "a@b.example", "checklist": DEFAULT_SPEC, "place": place}
            assert desk.post("/start/make", **fields).status == 422
        fields = {"name": "Northmoor: Hub/1", "address": "careers@northmoor.example", "checklist": DEFAULT_SPEC}
        page = desk.followed(desk.post("/start/make", **fields, place="0"))
        assert "Northmoor - Hub - 1" in page.text
        made = state / "Documents" / "Northmoor - Hub - 1"
        assert (made / "collection.yaml").is_file()
        assert desk.get("/").headers["location"] == "/register"
        wrong = desk.post("/register/paste", list="\n990001\tOak Lane School\n99\tNobody")
        assert (wrong.status, "Line 3: " in wrong.text) == (422, True)
        assert "99\tNobody</textarea>" in wrong.text, "what was typed has not gone"
        assert desk.get("/").status == 303  # all of it or nothing
        page = desk.followed(desk.post("/register/paste", list="990001\tOak Lane School\ta@b.example\n990002\tBrannoc"))
        assert "2 schools listed." in page.text
        page = desk.followed(desk.post("/register/paste", list="URN,Name\n990002,Otherwise\n990003,Woodlands"))
        assert "1 school listed. 1 school known before." in page.text
        lines = (made / "register.csv").read_text(encoding="utf-8-sig")
        assert "990001,Oak Lane School" in lines
        assert "a@b.example" in lines
        assert "990002,Brannoc" in lines
        extract = gias.native(gias.extract(60))
        more = desk.send(("all.csv", extract), path="/register/take", field="extract", authorities="Northmoor")
        taken = desk.followed(more).text
        assert "taken: open, special,pru,ap, in Northmoor" in taken
        number = len((made / "register.csv").read_text(encoding="utf-8-sig").splitlines()) - 1
        assert number > 3
        wanted = {"path": "/register/take", "field": "extract", "authorities": "Northmoor"}
        wrong = desk.send(("all.csv", extract), **wanted, ages="old")
        assert (wrong.status, "Type an age of at most 25" in wrong.text) == (422, True)
        older = desk.followed(desk.send(("all.csv", extract), **wanted, ages="14")).text
        assert "with pupils of 14 or older" in older
        page = desk.get("/")
        assert page.status == 200
        assert "What to do next" in page.text
        words = [sys.executable, "-m", "careers_workbook", "desk", "--no-browser"]
        again = subprocess.run(
            words, env=user_of(state), cwd=made, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert again.returncode == 0, again.stderr
        assert "open.html" in again.stdout.replace("\n", "")
        desk.end()
    with running(None, state, DAY, cwd=started) as desk:
        desk.enter()
        assert "Northmoor - Hub - 1" in desk.get("/start").text
        page = desk.followed(desk.post("/start/open", hub="0"))
        assert "What to do next" in page.text
        desk.end()


@pytest.mark.skipif(os.name == "nt", reason="what opens the browser is named by a variable of POSIX systems")
def test_the_demo_opens_a_made_up_hub_in_the_middle_of_its_round(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "careers_workbook", "demo", "--desk", "-o", "demo", "--today", DAY]
    state = tmp_path / "state"
    env = {**user_of(state), "BROWSER": "true"}
    for _ in range(2):  # the second time it is there already
        process = subprocess.Popen(
            words, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            desk = found(process, state)
            desk.enter()
            page = desk.get("/").text
            assert "12 schools" in page
            assert "3 files in the inbox have not been read yet" in page
            assert "6 of 12 schools returned" in page
            assert "PRACTICE" in page
            assert desk.end() == 0
        finally:
            process.kill()
            process.communicate()
    assert (tmp_path / "demo" / "hub" / "collection.yaml").is_file()


@contextlib.contextmanager
def in_this_process(
    settings: HubSettings, monkeypatch: pytest.MonkeyPatch, idle: float
) -> Iterator[tuple[Desk, RunningDesk, threading.Thread]]:
    """A desk in a thread of the test, which can let a day begin; how to ask it; its thread."""
    state = settings.root.parent / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    monkeypatch.setenv("USERPROFILE", str(state))
    made: list[Desk] = []

    def desk_at(port: int) -> Desk:
        made.append(Desk.at(settings.root, port, dt.date(2026, 12, 1)))
        return made[0]

    became = list[str]()
    thread = threading.Thread(
        target=lambda: became.append(server.open_desk(desk_at, settings.root, show=str, idle=idle))
    )
    thread.start()
    asked = found(None, state)
    yield made[0], asked, thread
    made[0].is_ended = True
    thread.join(PATIENCE)
    assert became == ["ended"]


def test_it_ends_by_itself_when_nobody_asks_any_more(settings: HubSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_this_process(settings, monkeypatch, 0.5) as (_, _, thread):
        began = time.monotonic()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert 0.4 < time.monotonic() - began < 10


def test_a_night_in_which_the_computer_sleeps_is_no_half_hour_without_a_click() -> None:
    """On Windows the clock goes on meanwhile, on Linux it stands still; a desk is there in the morning on both."""
    now = [100.0]
    activity = Activity(AwakeClock(lambda: now[0]))

    def awake(seconds: int) -> float:
        for _ in range(seconds):
            now[0] += 1.0
            last = activity.seconds_ago
        return last

    assert awake(600) == 600
    now[0] += 9 * 3600.0
    assert 600 < awake(1) < 610
    now[0] -= 3600.0  # no such clock goes back; if one did, nothing would follow from it
    assert 600 < awake(1) < 610
    assert awake(server.IDLE) > server.IDLE
    activity.open += 1
    assert awake(60) == 0


def test_a_day_begins_while_the_desk_is_open(settings: HubSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages count by the new day, the way in stays open, and so it is when the clock is put back."""
    with in_this_process(settings, monkeypatch, PATIENCE) as (desk, asked, _):
        given = asked.enter()
        assert not {"expires", "max-age"} & {
            part.strip().partition("=")[0].lower() for part in given.headers["set-cookie"].split(";")
        }
        days = {}
        for day in (dt.date(2026, 12, 1), dt.date(2026, 12, 2), dt.date(2027, 2, 1), dt.date(2026, 11, 1)):
            desk.fixed = day
            page = asked.get("/")
            assert page.status == 200
            days[day] = re.findall(r"\d+ days? (?:left|overdue)", page.text)
        for day, said in days.items():
            left = (open_hub(settings.root, day).round.due - day).days
            assert said[0] == (f"{left} days left" if left > 0 else f"{-left} days overdue"), day
        assert len({said[0] for said in days.values()}) == len(days)


def test_what_was_shown_of_one_round_is_not_done_in_the_next(
    settings: HubSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page stays open over night, and in the morning another round has begun."""
    path = settings.root / "collection.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"name: {SPRING}", 'name: "Spring <2027>"'), encoding="utf-8")
    with in_this_process(settings, monkeypatch, PATIENCE) as (desk, asked, _):
        asked.enter()
        desk.fixed = dt.date(2027, 1, 3)
        old = asked.get("/schools/990001").text
        shown = re.findall(r'<form method="post"[^>]*>(<input type="hidden" name="shown_round" value="([^"]*)">)?', old)
        assert len(shown) > 3
        (name,) = {name for _, name in shown}
        desk.fixed = dt.date(2027, 1, 4)
        for where, fields in (("note", {"words": "rang"}), ("excuse", {"why": "flood"})):
            answer = asked.post(f"/schools/990001/{where}", shown_round=name, **fields)
            assert answer.status == 422
            assert f"of the round {name}, and Spring &lt;2027&gt; has begun" in answer.text
            assert fields.popitem()[1] in answer.text  # what was typed is not lost
        assert asked.post("/inbox/look", shown_round=name).status == 422
        assert not open_hub(settings.root, desk.today).notes("990001")
        asked.followed(asked.post("/schools/990001/note", shown_round="Spring <2027>", words="rang"))
        (note,) = open_hub(settings.root, desk.today).notes("990001")
        assert note.text("round") == "Spring <2027>"
        assert asked.post("/close", shown_round=name).status == 303


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("sign", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_in_order_and_leaves_nothing_behind(settings: HubSettings, tmp_path: Path, sign: str) -> None:
    with running(settings.root, tmp_path / "state", DAY) as desk:
        desk.enter()
        with socket.create_connection(("127.0.0.1", desk.port)) as left_open:
            left_open.sendall(b"GET / HTTP/1.1\r\n")
            desk.process.send_signal(getattr(signal, sign))
            said = desk.process.communicate(timeout=PATIENCE)[0]
        assert desk.process.returncode == 0
        assert "Traceback" not in said
        assert [path.name for path in desk.door.parent.iterdir() if path.suffix != ".lock"] == []


def test_windows_waits_until_a_desk_has_ended_whose_console_is_closed() -> None:
    """What Windows asks, asked here: it ends the process as soon as it has the answer."""
    over, asked = threading.Event(), list[str]()

    def end() -> None:
        asked.append("end")
        threading.Timer(0.2, over.set).start()

    for harmless in (0, 1):  # Ctrl-C and Ctrl-Break, of which Python hears
        assert not termination.is_over(harmless, end, over)
    assert asked == []
    for closing in (2, 5, 6):
        over.clear()
        assert termination.is_over(closing, end, over)
        assert over.is_set()
    assert asked == ["end"] * 3


def test_work_under_way_keeps_it_open_and_is_shown_until_it_is_over() -> None:
    jobs, go_on = DeskJobs(), threading.Event()

    def work(job: DeskJob) -> None:
        for number in job.track(iter(range(3)), 3):
            job.say(f"step {number}")
            go_on.wait(PATIENCE)

    first = jobs.start("First", "/", work)
    second = jobs.start("Second", "/", lambda job: job.say("here"))
    until(lambda: first.lines == ["step 0"])
    assert (first.state, second.state, jobs.under_way) == ("working", "waiting", [first, second])
    assert not first.wait(0.01)
    go_on.set()
    assert second.wait(PATIENCE)
    assert (first.state, first.done, first.total, second.lines) == ("done", 3, 3, ["here"])
    assert jobs.under_way == []
    jobs.end()


def test_work_can_be_stopped_between_two_steps_and_before_it_begins() -> None:
    jobs, closed = DeskJobs(), []

    def steps() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.append(True)

    def work(job: DeskJob) -> None:
        for number in job.track(steps(), 1000):
            job.say(str(number))
            time.sleep(0.01)

    first, second = jobs.start("First", "/", work), jobs.start("Second", "/", lambda job: job.say("never"))
    until(lambda: len(first.lines) > 2)
    second.stop()
    first.stop()
    assert first.is_being_stopped or first.is_over
    assert first.wait(PATIENCE)
    assert second.wait(PATIENCE)
    assert (first.state, second.state, second.lines, closed) == ("stopped", "stopped", [], [True])
    assert len(first.lines) < 1000
    jobs.end()


def test_what_is_under_way_is_without_a_job_before_anybody_can_see_that_it_is_over() -> None:
    jobs, said = DeskJobs(), list[tuple[list[str], list[str]]]()
    go_on, known = threading.Event(), list[DeskJob]()

    def heard(work: Sequence[DeskJob]) -> None:
        said.append(([one.title for one in work], [one.title for one in known if one.is_over]))

    def failing(_job: DeskJob) -> None:
        raise OutputError(Problem("FILE-020", Place(), {"path": "x", "reason": "the disk is full"}))

    jobs.on_change = heard
    known += [jobs.start("First", "/", lambda _job: go_on.wait(PATIENCE) and None), jobs.start("Second", "/", failing)]
    known.append(jobs.start("Third", "/", lambda _job: None))
    known[2].stop()  # never begins
    go_on.set()
    assert all(one.wait(PATIENCE) for one in known)
    jobs.end()
    assert said == [
        (["First"], []),
        (["First", "Second"], []),
        (["First", "Second", "Third"], []),
        (["First", "Second"], ["Third"]),
        (["Second"], ["Third"]),
        ([], ["First", "Third"]),
    ]


def test_work_that_fails_says_why_and_the_next_is_done() -> None:
    jobs = DeskJobs()

    def full(_job: DeskJob) -> None:
        raise OutputError(Problem("FILE-020", Place(), {"path": "x", "reason": "the disk is full"}))

    def mistaken(_job: DeskJob) -> None:
        raise ZeroDivisionError

    first, second = jobs.start("First", "/", full), jobs.start("Second", "/", mistaken)
    third = jobs.start("Third", "/", lambda job: job.say("done"))
    assert third.wait(PATIENCE)
    assert [one.state for one in (first, second, third)] == ["failed", "failed", "done"]
    assert [problem.code for problem in first.problems] == ["FILE-020"]
    assert first.mistake is None
    assert isinstance(second.mistake, ZeroDivisionError)
    jobs.end()


def test_old_work_is_forgotten_and_never_what_is_under_way() -> None:
    jobs, go_on = DeskJobs(), threading.Event()
    done = [jobs.start(str(number), "/", lambda _job: None) for number in range(300)]
    assert done[-1].wait(PATIENCE)
    last = jobs.start("last", "/", lambda _job: go_on.wait(PATIENCE) and None)
    assert jobs.get(done[0].number) is None
    assert jobs.get(done[-1].number) is done[-1]
    assert jobs.get(last.number) is last
    go_on.set()
    jobs.end()


def test_a_command_that_is_at_work_is_named(settings: HubSettings, tmp_path: Path) -> None:
    with running(settings.root, tmp_path / "state", DAY) as desk:
        desk.enter()
        with only_writer(settings.folders["returns"]):
            page = desk.followed(desk.post("/schools/990001/note", words="ring after three"))
        assert "It could not be done." in page.text
        assert "at work in this Hub" in page.text
        page = desk.followed(desk.post("/schools/990001/note", words="ring after three"))
        assert "Noted about Oak Lane School." in page.text
        assert "ring after three" in desk.get("/schools/990001").text


def test_settings_that_are_wrong_are_said_on_the_page_and_it_goes_on(settings: HubSettings, tmp_path: Path) -> None:
    with running(settings.root, tmp_path / "state", DAY) as desk:
        desk.enter()
        path = settings.root / "collection.yaml"
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace("return_to:", "returm_to:"), encoding="utf-8")
        wrong = desk.get("/")
        assert wrong.status == 500
        assert "returm_to" in wrong.text
        assert "return_to" in wrong.text
        path.write_text(before, encoding="utf-8")
        assert desk.get("/").status == 200
