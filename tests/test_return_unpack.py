"""Everything that lies in a folder, a zip folder or an e-mail comes out, whatever one of them does to the process."""

import sys
import time
from pathlib import Path

import pytest

from careers_workbook.returns.context import Context
from careers_workbook.returns.intake import returned_files as intake
from careers_workbook.returns.intake.returned_files import returned_files
from careers_workbook.returns.read import read_file
from careers_workbook.returns.worker.messages import Unpacked
from careers_workbook.returns.worker.process import Limits
from careers_workbook.returns.worker.worker import Worker
from tests.support.hostile import PASSWORD, encrypted, filled, memory_eater, slow_to_unlock, zipped
from tests.support.letters import letter
from tests.support.outlook import attached, compound, message
from tests.test_return_mail import BOOK, MORNING, PDF
from tests.test_return_worker import is_running, patience, process_of

pytestmark = pytest.mark.usefixtures("own_processes")


def slow() -> bytes:
    """An e-mail whose lines each are compared with dozens of boundaries: many seconds."""
    head = b"From: a@b.example\n"
    for number in range(38):
        head += b"Content-Type: multipart/mixed; boundary=%s%d\n\n--%s%d\n" % (b"x" * 60, number, b"x" * 60, number)
    return head + b"\n" + b"--\n" * 1_400_000


def hungry() -> bytes:
    """An e-mail that is small in a zip folder and fills the memory with its lines."""
    return b"From: a@b.example\n\n" + (b"x" * 40 + b"\n") * 1_000_000


def short(found: list[Unpacked], folder: Path) -> dict[str, bytes | str]:
    names = {one.file.removeprefix(str(folder)).lstrip("/\\"): one for one in found}
    assert len(names) == len(found)
    for one in found:
        assert one.problem is None or (one.data == b"" and one.problem.place.file == one.file)
    return {
        name: one.problem.context.get("reason", "") if one.problem and one.problem.code == "FILE-030"
        else one.problem.code if one.problem else one.data
        for name, one in names.items()
    }  # fmt: skip


def test_every_file_with_its_date_and_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter(("a.xlsx", filled()), ("a.pdf", PDF)))
    (tmp_path / "b.msg").write_bytes(compound(message(attached("b.xlsx", BOOK), sent=MORNING)))
    (tmp_path / "c.zip").write_bytes(zipped({"c.xlsx": BOOK, "c.eml": letter(), "d/e.zip": zipped({})}))
    (tmp_path / "d.xlsx").write_bytes(b"")
    (tmp_path / "e.xlsx").write_bytes(encrypted(filled()))
    with Worker() as worker:
        found = list(worker.unpack(tmp_path))
    assert short(found, tmp_path) == {
        "a.eml/a.xlsx": filled(), "a.eml/a.pdf": PDF, "b.msg/b.xlsx": BOOK, "c.zip/c.xlsx": BOOK,
        "c.zip/c.eml": "FILE-042", "c.zip/d/e.zip": "FILE-036", "d.xlsx": b"",
        "e.xlsx": (tmp_path / "e.xlsx").read_bytes(),
    }  # fmt: skip
    assert [one.sent for one in found[:3]] == [MORNING] * 3
    assert all(one.sent for one in found)


def test_a_single_file_and_one_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(BOOK)
    with Worker() as worker:
        assert short(list(worker.unpack(tmp_path / "a.xlsx")), tmp_path) == {"a.xlsx": BOOK}
        assert short(list(worker.unpack(tmp_path / "b.xlsx")), tmp_path) == {"b.xlsx": "FILE-001"}


def test_each_file_can_be_read_before_the_next_one_comes(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"{number}.xlsx": filled() for number in range(12)}))
    (tmp_path / "b.xlsx").write_bytes(filled())
    with Worker() as worker:
        read = [worker.read_data(one.file, one.data, None, Context(), None) for one in worker.unpack(tmp_path)]
        assert [submission.outcome for submission in read] == ["accepted"] * 13
        assert read[-1] == read_file(tmp_path / "b.xlsx")


def test_bytes_are_read_within_the_same_limits(tmp_path: Path) -> None:
    with Worker(Limits(seconds=patience())) as worker:
        read = worker.read_data("a.xlsx", slow_to_unlock(), None, Context(), None)
        assert (read.file, read.problems[0].code) == ("a.xlsx", "FILE-030")
        assert str(read.problems[0]).startswith("a.xlsx: Reading this file was stopped: it took too long")
        assert worker.read_data("b.xlsx", encrypted(filled()), None, Context(), PASSWORD).outcome == "accepted"
        assert worker.read_data("c.xlsx", PDF, None, Context(), None).problems[0].place.file == "c.xlsx"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit of memory")
def test_bytes_that_eat_memory(tmp_path: Path) -> None:
    with Worker(Limits(memory=150_000_000)) as worker:
        read = worker.read_data("a.xlsx", memory_eater(60_000_000), None, Context(), None)
        assert read.problems[0].context["reason"] == "it needs more memory than any checklist"


def test_what_takes_too_long_to_open_is_stopped_and_the_others_come(tmp_path: Path) -> None:
    """In a folder, in a zip folder beside others, and in an e-mail of others."""
    (tmp_path / "a.eml").write_bytes(letter(("a.xlsx", BOOK)))
    (tmp_path / "b.eml").write_bytes(slow())
    inner = {"1.xlsx": BOOK, "2.eml": slow(), "3.xlsx": PDF, "4.eml": letter(("4.xlsx", BOOK))}
    (tmp_path / "c.zip").write_bytes(zipped(inner))
    (tmp_path / "d.xlsx").write_bytes(BOOK)
    with Worker(Limits(seconds=4)) as worker:
        started = time.monotonic()
        found = list(worker.unpack(tmp_path))
        assert time.monotonic() - started < 60
    assert short(found, tmp_path) == {
        "a.eml/a.xlsx": BOOK, "b.eml": "it took too long", "c.zip/1.xlsx": BOOK, "c.zip/2.eml": "it took too long",
        "c.zip/3.xlsx": PDF, "c.zip/4.eml/4.xlsx": BOOK, "d.xlsx": BOOK,
    }  # fmt: skip


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit of memory")
def test_what_eats_memory_while_it_is_opened_is_stopped_and_the_others_come(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"1.xlsx": BOOK, "2.eml": hungry(), "3.xlsx": PDF}))
    (tmp_path / "b.xlsx").write_bytes(BOOK)
    with Worker(Limits(memory=220_000_000)) as worker:
        assert short(list(worker.unpack(tmp_path)), tmp_path) == {
            "a.zip/1.xlsx": BOOK, "a.zip/2.eml": "it needs more memory than any checklist", "a.zip/3.xlsx": PDF,
            "b.xlsx": BOOK,
        }  # fmt: skip


def test_reading_a_path_goes_on_behind_a_container_that_stops_the_process(tmp_path: Path) -> None:
    """`read_path` uses the same way: what is named is what was being opened, not the whole folder."""
    inner = {"1.xlsx": filled(), "2.xlsx": slow_to_unlock(), "3.xlsx": PDF, "4.xlsx": filled()}
    (tmp_path / "a.zip").write_bytes(zipped(inner))
    (tmp_path / "b.xlsx").write_bytes(filled())
    with Worker(Limits(seconds=patience())) as worker:
        found = [(one.file.removeprefix(str(tmp_path)), one.outcome) for one in worker.read_path(tmp_path)]
    assert found == [
        ("/a.zip/1.xlsx", "accepted"), ("/a.zip/2.xlsx", "refused"), ("/a.zip/3.xlsx", "refused"),
        ("/a.zip/4.xlsx", "accepted"), ("/b.xlsx", "accepted"),
    ]  # fmt: skip


def test_a_caller_who_is_slow_does_not_fill_the_memory(tmp_path: Path) -> None:
    """A small zip folder that unpacks to 400 MB waits in its own process until somebody asks for more."""
    (tmp_path / "a.zip").write_bytes(zipped({f"{number}.bin": bytes(20_000_000) for number in range(20)}))
    with Worker() as worker:
        files = worker.unpack(tmp_path)
        next(files)
        time.sleep(1.5)
        assert worker._unpacking.process is not None
        assert worker._unpacking.process._messages.qsize() <= 4
        assert sum(1 for _ in files) == 19


def test_a_zip_folder_in_a_zip_folder_gives_no_more_than_one_alone(tmp_path: Path) -> None:
    inner = zipped({f"{number}.csv": b"x" for number in range(2_000)})
    (tmp_path / "a.zip").write_bytes(zipped({f"{number}.zip": inner for number in range(50)}))
    found = list(returned_files(tmp_path))
    assert intake.MAX_ENTRIES - 10 < len(found) < intake.MAX_ENTRIES + 5
    assert found[-1].file == str(tmp_path / "a.zip")


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"{number}.bin": bytes(20_000_000) for number in range(8)}))
    with Worker() as worker:
        for _ in worker.unpack(tmp_path):
            break
        again = list(worker.unpack(tmp_path / "b"))
        assert [one.problem.code for one in again if one.problem] == ["FILE-001"]
        pids = [process_of(worker), process_of(worker, unpacking=True)]
    assert not any(map(is_running, pids))
