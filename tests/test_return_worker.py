"""A file may crash the process that reads it, hang it or eat its memory: it is refused, and the others are read."""

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from careers_workbook.returns.context import Context
from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.process import Limits
from careers_workbook.returns.worker.worker import Worker
from tests.support.hostile import PASSWORD, encrypted, filled, memory_eater, slow_to_unlock

pytestmark = pytest.mark.usefixtures("own_processes")

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
POSIX = os.name == "posix"


def write(folder: Path, **files: bytes) -> list[Path]:
    for name, content in files.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    return [folder / f"{name}.xlsx" for name in files]


def turned_out(submissions: list[Submission]) -> list[str]:
    """How each file turned out; for one that stopped its process the reason."""
    return [
        submission.problems[0].context["reason"]
        if submission.outcome == "refused" and submission.problems[0].code == "FILE-030"
        else submission.outcome
        for submission in submissions
    ]


def process_of(worker: Worker, *, unpacking: bool = False) -> int:
    process = (worker._unpacking if unpacking else worker._reading).process
    assert process is not None
    return process._popen.pid


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z" if POSIX else True


def patience() -> float:
    """Seconds in which a good file is read however busy the machine is, and a slow one is not: by trying it now."""
    started = time.monotonic()
    with Worker() as worker:
        assert worker.read_data("a.xlsx", filled(), None, Context(), None).outcome == "accepted"
    return max(2.0, 6 * (time.monotonic() - started))


def wait_until(what: object, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_the_worker_reads_what_is_read_without_it(tmp_path: Path) -> None:
    (path,) = write(tmp_path, a=filled())
    with Worker() as worker:
        assert worker.read_file(path) == read_file(path)
        assert worker.read_file(tmp_path).problems[0].code == "FILE-003"
        assert list(worker.read_path(tmp_path)) == [read_file(path)]


def test_one_process_reads_many_files(tmp_path: Path) -> None:
    paths = write(tmp_path, a=filled(), b=b"%PDF", c=filled())
    with Worker() as worker:
        pids = {process_of(worker) for path in paths if worker.read_file(path)}
        assert len(pids) == 1
    assert not is_running(pids.pop())


def test_a_further_process_starts_when_there_are_files_enough() -> None:
    data = filled()
    with Worker(readers=2) as worker:
        for number in (15, 25):
            reading = [worker.read_later(f"{one}", data, None, Context(), None) for one in range(number)]
            assert {worker.result(one).outcome for one in reading} == {"accepted"}
            assert sum(one.process is not None for one in worker._all) == (1 if number == 15 else 2)


def test_a_file_that_takes_too_long(tmp_path: Path) -> None:
    write(tmp_path, a=filled(), b=slow_to_unlock(), c=filled())
    with Worker(Limits(seconds=patience())) as worker:
        before, started = process_of(worker), time.monotonic()
        found = list(worker.read_path(tmp_path))
        assert time.monotonic() - started < max(60, 10 * worker.limits.seconds)
        assert turned_out(found) == ["accepted", "it took too long", "accepted"]
        assert found[1].file.endswith("b.xlsx")
        assert process_of(worker) != before
        assert not is_running(before)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit of memory")
def test_a_file_that_eats_memory(tmp_path: Path) -> None:
    write(tmp_path, a=filled(), b=memory_eater(60_000_000), c=filled())
    with Worker(Limits(memory=150_000_000)) as worker:
        assert turned_out(list(worker.read_path(tmp_path))) == [
            "accepted", "it needs more memory than any checklist", "accepted",
        ]  # fmt: skip


@pytest.mark.skipif(not POSIX, reason="signals")
def test_a_process_that_is_killed_from_outside(tmp_path: Path) -> None:
    paths = write(tmp_path, a=filled(), b=filled())
    with Worker() as worker:
        assert worker.read_file(paths[0]).outcome == "accepted"
        os.kill(process_of(worker), signal.SIGKILL)
        time.sleep(0.2)
        assert turned_out([worker.read_file(paths[0]), worker.read_file(paths[1])]) == ["accepted", "accepted"]


def test_a_caller_who_wants_no_more_gets_no_old_answers(tmp_path: Path) -> None:
    paths = write(tmp_path, a=b"%PDF", b=filled(), c=b"")
    with Worker() as worker:
        for submission in worker.read_path(tmp_path):
            assert submission.file == str(paths[0])
            break
        assert worker.read_file(paths[2]).problems[0].code == "FILE-002"


def test_the_password_reaches_the_worker(tmp_path: Path) -> None:
    (path,) = write(tmp_path, a=encrypted(filled()))
    with Worker() as worker:
        assert worker.read_file(path).problems[0].code == "FILE-008"
        assert worker.read_file(path, password=PASSWORD).outcome == "accepted"


def test_a_script_without_a_guard_may_use_it(tmp_path: Path) -> None:
    """The process is no second run of the caller's own script."""
    write(tmp_path, a=filled())
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nfrom careers_workbook.returns.worker.worker import Worker\nfrom pathlib import Path\n"
        "with Worker() as worker:\n    print(worker.read_file(Path('a.xlsx')).outcome)\n",
        encoding="utf-8",
    )
    run = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "once\naccepted\n"
    assert run.stderr == ""


def test_files_of_the_folder_are_not_taken_for_modules(tmp_path: Path) -> None:
    write(tmp_path, a=filled())
    (tmp_path / "zipfile.py").write_text("raise SystemExit('taken in')\n", encoding="utf-8")
    words = [sys.executable, "-P", "-m", "careers_workbook", "read", "a.xlsx"]
    run = subprocess.run(words, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(not POSIX, reason="signals")
def test_ctrl_c_ends_quickly_and_leaves_no_process_behind(tmp_path: Path) -> None:
    write(tmp_path, a=slow_to_unlock())
    script = (
        "from careers_workbook.returns.worker.worker import Worker\nfrom pathlib import Path\nimport sys\n"
        "with Worker() as worker:\n"
        "    print(worker._reading.process._popen.pid, flush=True)\n    worker.read_file(Path(sys.argv[1]))\n"
    )
    caller = subprocess.Popen(
        [sys.executable, "-c", script, tmp_path / "a.xlsx"],
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert caller.stdout
    with caller.stdout:
        pid = int(caller.stdout.readline())
        time.sleep(3)  # until it is busy with the file
        assert is_running(pid)
        quickly = max(5, patience())
        assert is_running(pid)
        started = time.monotonic()
        os.killpg(caller.pid, signal.SIGINT)  # as a terminal does: to both
        caller.wait(60)
    assert time.monotonic() - started < quickly
    assert wait_until(lambda: not is_running(pid), 5)


@pytest.mark.skipif(not POSIX, reason="signals")
def test_a_caller_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    script = (
        "from careers_workbook.returns.worker.worker import Worker\nimport time\n"
        "worker = Worker()\nprint(worker._reading.process._popen.pid, flush=True)\ntime.sleep(60)\n"
    )
    caller = subprocess.Popen([sys.executable, "-c", script], env=ENVIRONMENT, stdout=subprocess.PIPE)
    assert caller.stdout
    with caller.stdout:
        pid = int(caller.stdout.readline())
        assert is_running(pid)
        caller.kill()
        caller.wait()
    assert wait_until(lambda: not is_running(pid))


def test_submissions_can_be_pickled_and_any_executor_can_read(tmp_path: Path) -> None:
    (path,) = write(tmp_path, a=filled())
    submission = read_file(path)
    assert pickle.loads(pickle.dumps(submission)) == submission
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(read_file, path).result() == submission
