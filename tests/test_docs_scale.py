"""docs/scale.md: every block of it is run as it stands there; only names of machines are exchanged for this one."""

import contextlib
import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from careers_workbook.core.school import School
from careers_workbook.hub.cluster.connection import way_to
from careers_workbook.hub.publication.publication import IN_EET
from careers_workbook.hub.publication.published import ALL_LEAVERS
from tests.support.hub_folder import ANSWERS, AUTUMN, OAK, drop, hub, workbook
from tests.support.program import ROOT, environment, run
from tests.test_cluster_connection import server

PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^<!-- in order: (.+?) -->\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


PIECES, ASKED = ("gather", "ask", "publish"), ("statements", "returned", "exact")


def test_every_block_is_run() -> None:
    """But for what only shows how something is installed."""
    fences = len(re.findall(r"^```\w+$", PAGE, re.MULTILINE)) - PAGE.count("```text")
    assert set(BLOCKS) == {"1", "trial", "2", "3", "4", *PIECES, *ASKED}
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
@pytest.mark.skipif(os.name != "posix", reason="the page is written for a shell")
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


YEAR, FE, WORK = "2025/26", "Further education (FE) college", "Employment"
HUBS = {"northmoor": 3, "eastvale": 4, "o'hara's": 5, "southmere": 6}
"""Small Hubs of three schools each, and how many left each school."""


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What several Hubs really consolidated, put together as the page says."""
    top = tmp_path_factory.mktemp("scale")
    for number, (name, left) in enumerate(HUBS.items()):
        where = hub(top / name)
        schools = [School(f"{990_101 + 10 * number + one}", f"School {one} of {name}") for one in range(3)]
        lines = "".join(f"{one.urn},{one.name}\n" for one in schools)
        where.register.write_text(f"URN,Name\n{lines}", encoding="utf-8")
        for place, school in enumerate(schools):
            rows = [{"leaving_year": YEAR, "autumn": FE if row else WORK} for row in range(left + place)]
            drop(where, f"{school.urn}.xlsx", workbook(school, ANSWERS, rows))
        for words in (("collect",), ("consolidate", "--internal")):
            run(*words, "--today", "2026-12-01", cwd=where.root, code=0)
        defined()["gather"](where.root, AUTUMN, "2026-autumn", top / "national")
    return top / "national"


@cache
def defined() -> dict[str, Any]:
    """What the pieces of Python define, one after the other."""
    made: dict[str, Any] = {}
    for block in PIECES:
        exec(compile(BLOCKS[block], f"docs/scale.md, {block}", "exec"), made)
    return made


@pytest.fixture(scope="module")
def db(national: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with defined()["opened"](national) as made:
        yield made


def rows(db: duckdb.DuckDBPyConnection, block: str) -> list[tuple[Any, ...]]:
    return db.execute(BLOCKS[block]).fetchall()


@pytest.mark.slow
def test_statements_over_all_hubs(db: duckdb.DuckDBPyConnection) -> None:
    found = {ref: (done, of, percent) for _, ref, done, of, percent in rows(db, "statements")}
    assert found["CL1"] == (12, 12, 100.0)
    assert found["CL2"] == (0, 12, 0.0)
    assert rows(db, "returned") == [(name, 3, 3) for name in sorted(HUBS)]


@pytest.mark.slow
def test_what_leaves_is_rounded_by_the_rules_of_a_hub(db: duckdb.DuckDBPyConnection, national: Path) -> None:
    exact = rows(db, "exact")
    published = defined()["published"](exact, "2026-autumn", national, dt.date(2026, 12, 1))
    true = sum(3 * left + 3 for left in HUBS.values())
    assert (
        sum(n or 0 for _, point, _, year, group, n in exact if (point, year, group) == ("autumn", YEAR, ALL_LEAVERS))
        == true
    )
    shown = {(point, year, group): number for point, _, year, group, number, _ in published.rows()}
    numbers = {key: int(number) for key, number in shown.items() if number.isdigit()}
    assert all(number % 5 == 0 for number in numbers.values())
    assert abs(numbers["autumn", YEAR, ALL_LEAVERS] - true) < 5
    assert abs(numbers["autumn", YEAR, IN_EET] - true) < 5
    again = defined()["published"](exact, "2026-autumn", national, dt.date(2026, 12, 1))
    assert again.figures() == published.figures()
    two = [row for row in exact if row[0] in ("northmoor", "eastvale")]
    held_back = defined()["published"](two, "2026-autumn", national, dt.date(2026, 12, 1))
    assert {number for *_, number, _ in held_back.rows()} == {"[c]"}


@pytest.mark.slow
def test_whoever_asks_can_read_that_folder_only(db: duckdb.DuckDBPyConnection, national: Path) -> None:
    (national.parent / "other.csv").write_text("secret\n", encoding="utf-8")
    for wrong in (
        f"FROM '{national.parent.as_posix()}/other.csv'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            db.execute(wrong)
