"""What stands before every page of the desk, so that no page can forget it: who may ask, from where, and how much.

Enters: whatever a program on this computer sends. Leaves: the request, if it is one of the desk's own pages in the
user's own browser; else a refusal in one sentence. Every answer bears the headers that keep a browser from doing more
than show it. Must not know: pages, a Hub.

Any website can make a browser send requests to this computer, under a name of its own that it lets point here (DNS
rebinding), and any program of another port shares our cookies. So: the Host is exactly ours, what changes something
comes from our own pages (Origin and Sec-Fetch-Site, https://www.w3.org/TR/fetch-metadata/), everything needs the
cookie, which browsers send with requests of our own pages only (SameSite=Strict).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from careers_workbook.desk.activity import Activity
from careers_workbook.desk.session import Session

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Of every answer; a page may say some of them more strictly."""
ENTRY, SIGN_OF_LIFE = "/enter", "/alive"
"""What is answered without a cookie: the token is shown, or another start looks whether the desk runs."""
_READS = ("GET", "HEAD")
_CHANGES = "POST"
_OWN = ("same-origin", "none")
"""From where a page is asked for: from one of ours, or by the user."""
_TOO_MUCH = 413
LARGEST_FORM = 1_000_000
"""Bytes of what is sent to a page that takes no files."""
_AGAIN = "Close this page and open the desk again, with its icon or with careers-workbook desk."


class TooMuchSentError(Exception):
    """More was sent than a page takes."""


@dataclass(slots=True)
class Protection:
    """The application behind it gets only what may come in. `large` are the paths that take files, with the bytes."""

    app: ASGIApp
    session: Session
    large: Mapping[re.Pattern[str], int] = field(default_factory=dict)
    activity: Activity = field(default_factory=Activity)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or whatever else a server may bring: nothing but HTTP passes."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        sending = _Sending(send)
        if refused := refusal(scope["method"], scope["path"], headers, self.session):
            await _say(*refused)(scope, receive, sending)
            return
        is_alive = scope["path"] == SIGN_OF_LIFE
        self.activity.open += not is_alive  # a look from outside keeps nothing open
        try:
            most = (most for pattern, most in self.large.items() if pattern.match(scope["path"]))
            counted = _Counted(receive, next(most, LARGEST_FORM))
            counted.check(headers.get("content-length", "0"))
            await self.app(scope, counted, sending)
        except TooMuchSentError:
            if not sending.began:
                said = "That is more than the desk takes at once. Send fewer or smaller files."
                await _say(_TOO_MUCH, said)(scope, receive, sending)
        finally:
            self.activity.open -= not is_alive
            if not is_alive:
                self.activity.last = self.activity.clock()


def refusal(method: str, path: str, headers: Headers, session: Session) -> tuple[int, str] | None:
    """Why a request may not come in, as a status of HTTP and a sentence; None where it may."""
    hosts = tuple(f"{name}:{session.port}" for name in ("127.0.0.1", "localhost"))
    if _only(headers, "host") not in hosts:
        return HTTPStatus.MISDIRECTED_REQUEST, f"The desk answers to http://{hosts[0]} only."
    if method not in (*_READS, _CHANGES):
        return HTTPStatus.METHOD_NOT_ALLOWED, "The desk has no such way of asking."
    if path == SIGN_OF_LIFE and method in _READS:
        return None
    site, origin = headers.getlist("sec-fetch-site"), headers.getlist("origin")
    if not (_may_change(site, origin, _only(headers, "host")) if method == _CHANGES else _may_read(site, path)):
        return HTTPStatus.FORBIDDEN, f"This came from another page than the desk's own. {_AGAIN}"
    if path == ENTRY and method in _READS:
        return None
    if not any(session.admits(given) for given in _cookies(headers, session.cookie_name)):
        return HTTPStatus.FORBIDDEN, f"The desk was started anew, or this is not your browser. {_AGAIN}"
    return None


def _may_read(site: Sequence[str], path: str) -> bool:
    """The page that opens the desk lies on the disk, which is another site; browsers of before 2023 say no site."""
    return path == ENTRY or all(one in _OWN for one in site)


def _may_change(site: Sequence[str], origin: Sequence[str], host: str) -> bool:
    """From our own pages; without referrers browsers call their origin null, and then the site has to be said."""
    own = [f"http://{host}"]
    if list(site) == ["same-origin"]:
        return list(origin) in (own, ["null"], [])
    return not site and list(origin) == own


def _only(headers: Headers, name: str) -> str:
    found = headers.getlist(name)
    return found[0] if len(found) == 1 else ""


def _cookies(headers: Headers, name: str) -> list[str]:
    return [value for header in headers.getlist("cookie") if (value := cookie_parser(header).get(name, ""))]


def _say(status: int, sentence: str) -> Response:
    page = (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Careers workbook: not here</title>'
        f"</head><body><main><h1>Not here</h1><p>{escape(sentence)}</p></main></body></html>"
    )
    return Response(page, status, media_type="text/html")


class _Sending:
    """What is sent, with the headers of every answer."""

    def __init__(self, send: Send) -> None:
        self._send, self.began = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.began = True
            given = list(message.get("headers", []))
            there = {name.lower() for name, _ in given}
            more = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*given, *(one for one in more if one[0] not in there)]}
        await self._send(message)


class _Counted:
    """What is received, counted: how much was announced may be missing, or not be true."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most

    def check(self, announced: str) -> None:
        """TooMuchSentError for what says itself that it is too much."""
        if not announced.isdecimal() or int(announced[:20]) > self._left:
            raise TooMuchSentError

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooMuchSentError
        return message
