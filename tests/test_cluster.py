"""Collecting on a Dask cluster over TLS: the same store as without, whatever becomes of its workers."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster, Security

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.problems import SpecError
from careers_workbook.hub.cluster import dask_cluster
from careers_workbook.hub.cluster.dask_cluster import _Cluster, cluster
from careers_workbook.hub.store.collect import collect
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.worker.elsewhere import WorkerElsewhere
from careers_workbook.returns.worker.program import program
from careers_workbook.spec.answers import registry
from careers_workbook.spec.load import load
from tests.support import deadly
from tests.support.certificates import authority
from tests.support.deadly import KILLS
from tests.support.hub_folder import BUILT, OAK
from tests.support.program import environment, run
from tests.support.second_round import LIMITS, REQUEST, TODAY, at, collected, second_round
from tests.support.store_content import Content, content

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_processes")]
SOON = 3.0
"""Seconds of patience with a cluster that has no workers."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return authority().folder(tmp_path_factory.mktemp("certificates") / "all")


@contextlib.contextmanager
def machines(certificates: Path, workers: int) -> Iterator[LocalCluster]:
    """A cluster on this computer: so many workers, each looked after by a nanny that starts it anew when it dies."""
    sides = ("scheduler", "worker", "client")
    named = {f"tls_{side}_{what}": str(certificates / f"{what}.pem") for side in sides for what in ("cert", "key")}
    security = Security(require_encryption=True, tls_ca_file=str(certificates / "ca.pem"), **named)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, protocol="tls", security=security, dashboard_address=":0"
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def two(certificates: Path) -> Iterator[LocalCluster]:
    with machines(certificates, 2) as made:
        yield made


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    return second_round(tmp_path_factory.mktemp("cluster") / "hub")


@pytest.fixture(scope="module")
def here(begun: HubSettings, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """What is in the store when everything was read on this computer."""
    return collected(begun, tmp_path_factory.mktemp("here"), 2)


def kill_a_worker(made: LocalCluster) -> int:
    pid: int = next(iter(made.workers.values())).pid
    os.kill(pid, signal.SIGKILL)
    return pid


def test_the_same_store_though_a_worker_is_killed_on_the_way(
    two: LocalCluster, certificates: Path, begun: HubSettings, here: Content, tmp_path: Path
) -> None:
    where, killed = at(begun, tmp_path), 0
    with cluster(two.scheduler_address, certificates) as readers:
        assert readers.places == 2
        for number, _ in enumerate(collect(where, [where.folders["inbox"]], REQUEST, LIMITS, readers)):
            killed = killed or (kill_a_worker(two) if number == 1 else 0)
    assert killed not in {nanny.pid for nanny in two.workers.values()}
    assert content(where.store) == here


def test_a_file_that_kills_every_worker_is_refused_and_the_others_are_read(
    two: LocalCluster, certificates: Path, tmp_path: Path
) -> None:
    registry.register(deadly.KIND)
    try:
        (tmp_path / "deadly.yaml").write_text(deadly.SPEC, encoding="utf-8")
        spec = load(str(tmp_path / "deadly.yaml"))
        files = {word: build(plan(spec), OAK, Order(BUILT), {("D3", "answer"): word}) for word in ("a", KILLS, "b")}
        with (
            cluster(two.scheduler_address, certificates) as readers,
            WorkerElsewhere(replace(readers, places=3)) as worker,
        ):
            reading = [worker.read_later(word, data, spec, Context(), None) for word, data in files.items()]
            found = [worker.result(one) for one in reading]
    finally:
        registry.unregister(deadly.KIND.name)
    assert [one.outcome != "refused" for one in found] == [True, False, True]
    assert [one.code for one in found[1].problems] == ["FILE-030"]


def test_the_command_collects_on_a_cluster(
    two: LocalCluster, certificates: Path, begun: HubSettings, tmp_path: Path
) -> None:
    words = ("collect", "--today", TODAY.isoformat(), "--collection", REQUEST.round)
    over_there = ("--scheduler", two.scheduler_address, "--certificates", str(certificates))
    without, there = at(begun, tmp_path / "one"), at(begun, tmp_path / "two")
    said = run(*words, cwd=without.root, code=1)
    assert run(*words, *over_there, cwd=there.root, code=1) == said
    assert content(there.store) == content(without.store)


def opened(address: str, certificates: Path) -> None:
    with cluster(address, certificates, SOON):
        pass


def test_a_worker_with_another_program_is_refused(
    two: LocalCluster, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = replace(program(), version="9.9")
    monkeypatch.setattr(dask_cluster, "program", lambda: newer)
    with pytest.raises(SpecError, match=r"The machine .* \(tls://.*\) has careers-workbook .* instead of 9\.9") as said:
        opened(two.scheduler_address, certificates)
    assert [one.code for one in said.value.problems] == ["HUB-187"]


def test_a_cluster_without_workers(certificates: Path) -> None:
    with machines(certificates, 0) as none, pytest.raises(SpecError, match="none came within 3 seconds") as said:
        opened(none.scheduler_address, certificates)
    assert [one.code for one in said.value.problems] == ["HUB-186"]


def collected_till_lost(where: HubSettings, made: LocalCluster, certificates: Path, what: str) -> Iterator[None]:
    """Collect; after the first file the workers, or all of the cluster, are taken away."""
    with cluster(made.scheduler_address, certificates, SOON) as readers:
        for number, _ in enumerate(collect(where, [where.folders["inbox"]], REQUEST, LIMITS, readers)):
            yield
            if number == 0:
                made.scale(0) if what == "workers" else made.close()


@pytest.mark.parametrize("what", ["workers", "scheduler"])
def test_a_cluster_that_is_lost_ends_the_run_and_what_was_collected_is_kept(
    certificates: Path, begun: HubSettings, here: Content, tmp_path: Path, what: str
) -> None:
    where, came = at(begun, tmp_path), list[None]()
    with machines(certificates, 1) as made, pytest.raises(SpecError) as said:
        came.extend(collected_till_lost(where, made, certificates, what))
    assert [one.code for one in said.value.problems] == ["HUB-188"]
    assert 4 < len(content(where.store)["files"]) < len(here["files"])


@contextlib.contextmanager
def one_that_never_reads(kind: type[_Cluster]) -> Iterator[tuple[Client, _Cluster, Future[int]]]:
    """A cluster in this process with a worker that lacks what is asked for, so that whoever asks can only wait."""
    with (
        LocalCluster(n_workers=1, processes=False, dashboard_address=None) as made,
        Client(made.scheduler_address, set_as_default=False) as client,
        kind(client, 0.0) as executor,
    ):
        yield client, executor, executor.submit(sum, [1], resources={"what nobody has": 1})


def test_nobody_waits_where_the_connections_go_while_somebody_looks_for_workers() -> None:
    """Dask says then that its pool of connections is closed, which is no error of a connection, and ends no future."""
    with one_that_never_reads(_Cluster) as (client, _, waiting):
        client.sync(client.rpc.close)
        with pytest.raises(RuntimeError, match="ConnectionPool is closed"):
            client.nthreads()
        with pytest.raises(BrokenExecutor, match="nobody reads any more"):
            waiting.result(timeout=60)


class Unforeseen(_Cluster):
    """One of which nobody can tell whether it has workers, by an error that nobody knows."""

    def _has_workers(self) -> bool:
        raise LookupError


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_waits_where_nobody_looks_for_workers_any_more() -> None:
    with one_that_never_reads(Unforeseen) as (_, executor, waiting):
        for one in (waiting, executor.submit(sum, [1], resources={"what nobody has": 1})):
            with pytest.raises(BrokenExecutor, match="nobody reads any more"):
                one.result(timeout=60)


WITHOUT = """
import sys
sys.modules["distributed"] = None
from careers_workbook.cli.root import run
raise SystemExit(run(["collect", "--scheduler", "tls://scheduler.example:8786", "--certificates", "."]))
"""


def test_what_to_install(begun: HubSettings) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=begun.root, env=environment(), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert " ".join(ran.stderr.split()) == (
        "Reading on a cluster needs packages that are not installed on this computer: dask and distributed. "
        'Install them: pip install "careers-workbook[dask]"'
    )
