"""The way to a cluster: its address, the certificates of both sides, and whether they open a connection.

Enters: an address, a folder of certificates. Leaves: a `Way` that has just been gone once; SpecError (HUB-180, 181, 183
to 185) in one sentence, before anything of a school is sent. Must not know: what is behind the address, returns.
"""

import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError

CA, CERTIFICATE, KEY = "ca.pem", "cert.pem", "key.pem"
"""The files of the folder: whom both sides believe, what this side shows, and its secret."""
_PORT = 8786
_OPEN = frozenset({"tcp", "ws", "http", "ucx", "inproc"})
_SECONDS = 10.0
_OUR_FAULT = {
    "EXPIRED": "the certificate of this computer has expired",
    "UNKNOWN_CA": "the cluster does not know who made the certificate of this computer",
    "CERTIFICATE": "the cluster does not accept the certificate of this computer",
    "WRONG_VERSION_NUMBER": "what answers there is not encrypted",
}
"""Part of what OpenSSL calls it -> in words; the first that fits."""
_OTHER_AUTHORITY = "its certificate was made by another authority than that of ca.pem"
_ITS_FAULT = {
    9: "its certificate is not valid yet by the clock of this computer",
    10: "its certificate has expired",
    **dict.fromkeys((7, 18, 19, 20, 21), _OTHER_AUTHORITY),
}
"""The number that OpenSSL gives to what is wrong with a certificate -> in words."""


@frozen
class Way:
    """The address of a scheduler, and the folder of certificates with which it was reached."""

    address: str
    certificates: Path


def way_to(address: str, certificates: Path | None) -> Way:
    """The way to a scheduler, tried once. SpecError where it does not lead there."""
    host, port = _place(address)
    context = _context(certificates)
    assert certificates  # noqa: S101 - or there is no context
    _go(address, (host, port), context)
    shown = f"[{host}]" if ":" in host else host
    return Way(f"tls://{shown}:{port}", certificates)


def _place(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        raise _error("HUB-181", address=address) from None
    if parts.scheme in _OPEN:
        raise _error("HUB-180", address=address)
    if parts.scheme != "tls" or not host:
        raise _error("HUB-181", address=address)
    return host, port


def _context(folder: Path | None) -> ssl.SSLContext:
    """What both sides have to prove to each other: that the same authority made their certificates."""
    if folder is None:
        raise _error("HUB-183", reason="no folder of certificates is named")
    missing = [name for name in (CA, CERTIFICATE, KEY) if not (folder / name).is_file()]
    if missing:
        raise _error("HUB-183", reason=f"{folder} has no {' and no '.join(missing)}")
    try:
        context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=str(folder / CA))
        context.check_hostname = False  # as Dask does: certificates of a cluster name no machine
        context.load_cert_chain(folder / CERTIFICATE, folder / KEY, password="")  # else it asks on the terminal
    except ssl.SSLError as error:
        what = "cert.pem and key.pem do not belong together" if "MISMATCH" in (error.reason or "") else "not readable"
        raise _error("HUB-183", reason=f"{folder} has certificates that cannot be used: {what}") from None
    except OSError as error:
        raise _error("HUB-183", reason=f"{folder} cannot be read: {error.strerror}") from None
    return context


def _go(address: str, place: tuple[str, int], context: ssl.SSLContext) -> None:
    """Open a connection and hear the first byte: only then has the other side accepted this one's certificate."""
    try:
        with socket.create_connection(place, _SECONDS) as plain:
            _shake_hands(address, place[0], plain, context)
    except socket.gaierror:
        raise _error("HUB-184", address=address, reason="no computer of this name is known") from None
    except TimeoutError:
        raise _error("HUB-184", address=address, reason=f"no answer within {_SECONDS:.0f} seconds") from None
    except OSError as error:
        raise _error("HUB-184", address=address, reason=(error.strerror or str(error)).lower()) from None


def _shake_hands(address: str, host: str, plain: socket.socket, context: ssl.SSLContext) -> None:
    try:
        with context.wrap_socket(plain, server_hostname=host) as sealed:
            if not sealed.recv(1):
                raise _error("HUB-185", address=address, reason="it hung up")
    except ssl.SSLCertVerificationError as error:
        raise _error(
            "HUB-185", address=address, reason=_ITS_FAULT.get(error.verify_code, error.verify_message)
        ) from None
    except ssl.SSLError as error:
        why = (words for part, words in _OUR_FAULT.items() if part in (error.reason or ""))
        raise _error("HUB-185", address=address, reason=next(why, error.reason or "no TLS")) from None


def _error(code: str, **words: str) -> SpecError:
    return SpecError(Problem(code, Place(), words))
