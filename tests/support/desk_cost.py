"""What a page of the desk costs: seconds of processor time from the request to the last byte, in this process.

Enters: the folder of a Hub, a day, an address. Leaves: seconds. No network and no browser is in it.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from careers_workbook.desk.app import application
from careers_workbook.desk.desk import Desk

_PORT = 8
"""Nobody listens there: the application is asked itself."""


class AskedDesk:
    """A desk without a server."""

    def __init__(self, hub: Path, day: dt.date) -> None:
        self.desk = Desk.at(hub, _PORT, day)
        self._app = application(self.desk)
        self._cookie = self.desk.session.cookie_for(self.desk.session.new_token())

    def get(self, address: str) -> tuple[int, bytes, float]:
        """The status, the page, the seconds that it took."""
        began = time.process_time()
        status, page = asyncio.run(self._asked("GET", address, iter(())))
        return status, page, time.process_time() - began

    async def post(self, address: str, pieces: Iterator[bytes], kind: str) -> tuple[int, bytes]:
        """The same of what is sent in pieces, of which nobody says how many there are."""
        return await self._asked("POST", address, pieces, {"content-type": kind, "origin": "null"})

    async def _asked(
        self, method: str, address: str, pieces: Iterator[bytes], more: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        path, _, query = address.partition("?")
        headers = {
            "host": f"127.0.0.1:{_PORT}",
            "sec-fetch-site": "same-origin",
            "cookie": f"{self.desk.session.cookie_name}={self._cookie}",
            **(more or {}),
        }
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "http_version": "1.1", "scheme": "http", "root_path": "", "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", _PORT), "asgi": {"version": "3.0"},
        }  # fmt: skip
        said: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            piece = next(pieces, b"")
            return {"type": "http.request", "body": piece, "more_body": bool(piece)}

        async def send(message: MutableMapping[str, Any]) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        return said[0]["status"], b"".join(one.get("body", b"") for one in said[1:])
