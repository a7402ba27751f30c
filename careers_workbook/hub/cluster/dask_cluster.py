"""A Dask cluster as an executor that reads returned files.

Enters: the address of its scheduler, certificates. Leaves: an `Elsewhere` while the cluster is there; SpecError where
Dask is not installed here (HUB-182), no worker comes (HUB-186), or a machine has another program (HUB-187). A file
whose workers died as often as the scheduler allows is a BrokenDownError of that file; a cluster that was lost, or has
no workers any more, breaks the executor. Must not know: what is read.
"""

import asyncio
import contextlib
import logging
import pickle
import platform
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.hub.cluster.connection import CA, CERTIFICATE, KEY, Way, way_to
from careers_workbook.returns.worker.elsewhere import UNLIKE, Elsewhere, Unlike
from careers_workbook.returns.worker.process import BrokenDownError
from careers_workbook.returns.worker.program import Program, program

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

PATIENCE = 60.0
"""Seconds in which the first worker, or after all are gone the next, has to come: clusters grow when they are asked."""
_GLANCE = 1.0
_BETWEEN = ("dask", "distributed", "cloudpickle", "msgpack")
"""The packages that carry what is read from one machine to another."""
_SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1 GB", "distributed.comm.require-encryption": True}
_NO_PROGRAM = "no careers-workbook that can be asked"
_FOREIGN = (ImportError, AttributeError, pickle.UnpicklingError)
"""What comes of a machine that does not know what it is asked."""
_NOT_CONNECTED = (OSError, RuntimeError, ValueError, AttributeError, CancelledError, asyncio.CancelledError)
"""What Dask raises while a connection goes, in whichever of its parts."""


@contextlib.contextmanager
def cluster(address: str, certificates: Path | None, patience: float = PATIENCE) -> Iterator[Elsewhere]:
    """The cluster, connected as long as the `with` statement lasts."""
    try:
        import dask  # noqa: PLC0415 - not everybody has it
        from distributed import Client, Security  # noqa: PLC0415
    except ImportError:
        raise SpecError(Problem("HUB-182")) from None
    way = way_to(address, certificates)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # whatever goes wrong is said in one sentence
    files = {
        "tls_ca_file": CA,
        "tls_client_cert": CERTIFICATE,
        "tls_client_key": KEY,
    }
    named = {key: str(way.certificates / name) for key, name in files.items()}
    with dask.config.set(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="distributed")  # other versions are refused here, not warned of
        try:
            client = Client(way.address, security=Security(require_encryption=True, **named), set_as_default=False)
        except OSError as error:
            raise SpecError(Problem("HUB-184", Place(), {"address": way.address, "reason": str(error)})) from None
        try:
            with client, _Cluster(client, patience) as executor:
                _wait_for_one(executor, way)
                _hold_against(client)
                yield Elsewhere(executor, sum(client.nthreads().values()))
        finally:
            client.close()


def here() -> tuple[str, Program]:
    """The name of this machine, and the program on it with what carries its answers."""
    known = program()
    return platform.node(), replace(known, packages=(*known.packages, *(f"{one} {version(one)}" for one in _BETWEEN)))


def _wait_for_one(executor: "_Cluster", way: Way) -> None:
    """Ask for something, which also makes a cluster grow that grows with its work."""
    try:
        _at_once(lambda: executor.submit(here).result())
    except BrokenExecutor:
        words = {"address": way.address, "seconds": f"{executor.patience:.0f}"}
        raise SpecError(Problem("HUB-186", Place(), words)) from None


def _hold_against(client: "Client") -> None:
    """SpecError where the scheduler or a worker has another program."""
    mine = here()[1]
    there = _at_once(lambda: {"scheduler": client.run_on_scheduler(here), **client.run(here)})
    for address, (node, found) in there.items():
        if what := mine.unlike(found):
            raise _unlike(f"{node} ({address})", what)


def _at_once(ask: "Callable[[], Any]") -> Any:  # noqa: ANN401 - whatever was asked
    try:
        return ask()
    except _FOREIGN:
        raise _unlike("of the scheduler, or of a worker,", _NO_PROGRAM) from None


def _unlike(where: str, what: str) -> SpecError:
    return SpecError(Problem(UNLIKE, Place(), {"where": where, "what": what}))


class _Cluster(Executor):
    """An executor whose futures end, whatever becomes of the cluster; nothing that was read stays there."""

    def __init__(self, client: "Client", patience: float) -> None:
        self._client, self.patience = client, patience
        self._waiting = dict[Future[Any], "DaskFuture[Any]"]()
        self._lock, self._over = threading.Lock(), threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def submit(self, fn: "Callable[..., Any]", /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401
        """Let a worker of the cluster do it."""
        mine = Future[Any]()
        there = self._client.submit(fn, *args, pure=False, **kwargs)
        with self._lock:
            self._waiting[mine] = there
        if self._over.is_set():
            self._break()
        there.add_done_callback(lambda one: self._come(one, mine))
        mine.add_done_callback(lambda one: self._leave(mine) if one.cancelled() else None)
        return mine

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Want no more."""
        self._over.set()
        self._watch.join()
        self._break()

    def _come(self, there: "DaskFuture[Any]", mine: "Future[Any]") -> None:
        """Pass on what became of it, with an error of Dask as one of ours."""
        from distributed import KilledWorker  # noqa: PLC0415

        try:
            self._end(mine, there.result())
        except KilledWorker:
            self._end(mine, error=BrokenDownError("the reader broke down"))
        except (CancelledError, asyncio.CancelledError, OSError) as error:
            self._end(mine, error=BrokenExecutor(str(error)))
        except _FOREIGN:
            self._end(mine, Unlike("that reads", _NO_PROGRAM))

    def _end(self, mine: "Future[Any]", result: object = None, error: Exception | None = None) -> None:
        if self._leave(mine) and mine.set_running_or_notify_cancel():
            mine.set_exception(error) if error else mine.set_result(result)

    def _leave(self, mine: "Future[Any]") -> bool:
        """Let the cluster forget it: else it would be kept there, and done again where its worker dies."""
        with self._lock:
            there = self._waiting.pop(mine, None)
        if there:
            there.release()
        return there is not None

    def _break(self) -> None:
        with self._lock:
            waiting = tuple(self._waiting)
        for one in waiting:
            self._end(one, error=BrokenExecutor("nobody reads any more"))

    def _look(self) -> None:
        """Break whatever waits when there has been no worker for too long."""
        seen = time.monotonic()
        try:
            while not self._over.wait(_GLANCE):
                if not self._waiting or self._has_workers():
                    seen = time.monotonic()
                elif time.monotonic() - seen > self.patience:
                    self._break()
        finally:  # without anybody who looks, nobody may wait
            self._over.set()
            self._break()

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except _NOT_CONNECTED:  # whether it will be again, is known when patience is at an end
            return False
