"""The way to a cluster: every mistake that can be made with an address or a certificate is one sentence."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from careers_workbook.core.problems import SpecError
from careers_workbook.hub.cluster.connection import Way, way_to
from tests.support.certificates import Authority, authority
from tests.support.hub_folder import hub
from tests.support.program import run

CLOSED = "tls://127.0.0.1:1"
"""Nothing listens there."""


@pytest.fixture(scope="module")
def ours() -> Authority:
    return authority()


@contextlib.contextmanager
def server(folder: Path | None, *, says: bytes = b"hello") -> Iterator[str]:
    """What answers at an address, and is believed by whom its certificate's authority made one."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)

        def serve() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    connection, _ = listener.accept()
                    connection.settimeout(5)
                    with connection, sealed(connection, folder) as talk:
                        talk.sendall(says)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"tls://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def sealed(connection: socket.socket, folder: Path | None) -> socket.socket:
    if folder is None:
        return connection
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / "ca.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context.wrap_socket(connection, server_side=True)


def said(address: str, certificates: Path | None) -> tuple[str, str]:
    with pytest.raises(SpecError) as caught:
        way_to(address, certificates)
    (problem,) = caught.value.problems
    assert problem.message.count(". ") == 0
    return problem.code, problem.message


def test_a_way_that_is_open(ours: Authority, tmp_path: Path) -> None:
    mine = ours.folder(tmp_path / "mine")
    with server(ours.folder(tmp_path / "scheduler")) as address:
        assert way_to(address, mine) == Way(address, mine)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("tcp://scheduler.example:8786", "HUB-180"),
        ("http://scheduler.example", "HUB-180"),
        ("scheduler.example:8786", "HUB-181"),
        ("tls://", "HUB-181"),
        ("tls://scheduler.example:port", "HUB-181"),
        ("tls://[::1", "HUB-181"),
        ("", "HUB-181"),
        (CLOSED, "HUB-184"),
        ("tls://no-such-computer.invalid:8786", "HUB-184"),
    ],
)
def test_a_wrong_address(ours: Authority, tmp_path: Path, address: str, code: str) -> None:
    found, words = said(address, ours.folder(tmp_path / "mine"))
    assert found == code
    assert address in words


def test_no_certificates(tmp_path: Path) -> None:
    assert said(CLOSED, None) == (
        "HUB-183",
        "No connection to the cluster can be encrypted: no folder of certificates is named.",
    )
    assert said(CLOSED, tmp_path)[1].endswith("has no ca.pem and no cert.pem and no key.pem.")


def test_certificates_that_are_none(ours: Authority, tmp_path: Path) -> None:
    mine, other = ours.folder(tmp_path / "mine"), ours.folder(tmp_path / "other")
    (mine / "key.pem").write_bytes((other / "key.pem").read_bytes())
    assert said(CLOSED, mine)[1].endswith("cert.pem and key.pem do not belong together.")
    (mine / "key.pem").write_text("no key", encoding="utf-8")
    assert said(CLOSED, mine) == (
        "HUB-183",
        f"No connection to the cluster can be encrypted: {mine} has certificates that cannot be used: not readable.",
    )


def test_a_cluster_and_a_computer_that_do_not_trust_each_other(ours: Authority, tmp_path: Path) -> None:
    mine, strange = ours.folder(tmp_path / "mine"), authority().folder(tmp_path / "strange")
    old, late = ours.folder(tmp_path / "old", expired=True), ours.folder(tmp_path / "late", expired=True)
    there = ours.folder(tmp_path / "there")
    ca = tmp_path / "believes us, is not believed"
    strange_ca = authority().folder(ca)
    (strange_ca / "ca.pem").write_bytes((mine / "ca.pem").read_bytes())
    with server(old) as address:
        assert said(address, mine)[1].endswith("its certificate has expired.")
    with server(strange) as address:
        assert said(address, mine)[1].endswith("made by another authority than that of ca.pem.")
    with server(there) as address:
        assert said(address, late)[1].endswith("the certificate of this computer has expired.")
        assert said(address, strange_ca)[1].endswith(
            "the cluster does not know who made the certificate of this computer."
        )
        assert said(address, late)[0] == "HUB-185"


def test_what_answers_is_no_encrypted_scheduler(ours: Authority, tmp_path: Path) -> None:
    mine = ours.folder(tmp_path / "mine")
    with server(None) as address:
        assert said(address, mine)[1].endswith("what answers there is not encrypted.")
    with server(ours.folder(tmp_path / "there"), says=b"") as address:
        assert said(address, mine)[1].endswith("it hung up.")


def test_what_the_command_says(ours: Authority, tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", f"certificates: {ours.folder(tmp_path / 'mine').as_posix()}\n")
    ran = run("collect", "--scheduler", "tcp://scheduler.example:8786", cwd=where.root, code=2)
    assert ran.err.startswith("tcp://scheduler.example:8786 is not encrypted, and returns hold answers about pupils")
    assert f"Nothing answers at {CLOSED}" in run("collect", "--scheduler", CLOSED, cwd=where.root, code=2).err
    assert "need --scheduler" in run("collect", "--certificates", "mine", cwd=where.root, code=2).err
    assert not where.store.exists()
