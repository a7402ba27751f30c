"""docs/scale.md: every block of it is run as it stands there; only names of machines are exchanged for this one."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from careers_workbook.hub.cluster.connection import way_to
from tests.support.hub_folder import OAK, drop, hub, workbook
from tests.support.program import ROOT, environment
from tests.test_cluster_connection import server

PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^<!-- in order: (.+?) -->\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def test_every_block_is_run() -> None:
    """But for what only shows how something is installed."""
    fences = len(re.findall(r"^```\w+$", PAGE, re.MULTILINE)) - PAGE.count("```text")
    assert set(BLOCKS) == {"1", "trial", "2", "3", "4"}
    assert len(BLOCKS) == fences


def here(block: str, port: int) -> str:
    return BLOCKS[block].replace("scheduler.example", "127.0.0.1").replace("8786", str(port))


def words(block: str, port: int) -> list[str]:
    return ["bash", "-euc", here(block, port)]


def known() -> dict[str, str]:
    """The environment of somebody who has installed the program."""
    return {**environment(), "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running(block: str, port: int, folder: Path, says: str) -> Iterator[None]:
    """What a block starts, from the moment at which it says that it is there."""
    with subprocess.Popen(
        words(block, port), cwd=folder, env=known(), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr
        try:
            heard = ""
            while says not in heard:
                line = process.stderr.readline()
                assert line, heard
                heard += line
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_cluster_as_the_page_makes_it(tmp_path: Path) -> None:
    where, port = hub(tmp_path / "hub"), free_port()
    drop(where, "990001.xlsx", workbook(OAK))
    subprocess.run(words("1", port), cwd=where.root, check=True, capture_output=True)
    key = where.root / "worker" / "key.pem"
    assert key.stat().st_mode & 0o077 == 0
    with server(where.root / "scheduler") as address:
        assert way_to(address, where.root / "collecting")
    with (
        running("2", port, where.root, "Scheduler at:"),
        running("3", port, where.root, "Starting established connection"),
    ):
        done = subprocess.run(
            words("4", port), cwd=where.root, env=known(), capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 new file." in done.stdout


@pytest.mark.slow
def test_a_certificate_for_a_trial(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", BLOCKS["trial"]], cwd=tmp_path, env=known(), check=True)
    with server(tmp_path / "trial") as address:
        assert way_to(address, tmp_path / "trial")
