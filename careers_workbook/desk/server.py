"""One desk from its start to its end: a socket that only this computer reaches, a server behind it, an end by itself.

Enters: the folder of a Hub, the day. Leaves: an exit code of nothing; what is to be said. It ends by its button, by
Ctrl-C, or when nobody has asked for anything for half an hour and nothing is under way. Must not know: pages.
"""

import asyncio
import contextlib
import socket
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from careers_workbook.desk import instance
from careers_workbook.desk.app import application
from careers_workbook.desk.desk import Desk

_HOST = "127.0.0.1"
IDLE = 30 * 60
"""Seconds after the last request in which the desk ends."""
_LOOK = 1.0
_CLOSING = 2
"""Seconds for connections that are open at the end."""

Browser = Callable[[str], object]
"""What brings an address in front of the user."""


def open_desk(desk_of: Callable[[int], Desk], hub: Path, *, show: Browser | None = None, idle: float = IDLE) -> str:
    """Run the desk of a Hub until it ends; or, if one runs already, only show that. What became of it is given."""
    show = show or webbrowser.open
    folder = instance.own_folder(hub)
    with instance.the_only_one(folder) as is_only_one:
        if is_only_one:
            with _listening() as listening:
                desk = desk_of(listening.getsockname()[1])
                _run(desk, listening, folder, show, idle)
            return "ended"
    found = instance.running(folder)
    if found is None:
        return "not answering"
    show(found[1].as_uri())
    return "runs already"


def _listening() -> socket.socket:
    """An open socket of this computer alone, at a port that nobody uses."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":  # else another program could listen there too, and take what is sent
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    listening.bind((_HOST, 0))
    listening.listen()  # who comes before the server is ready waits
    return listening


def _run(desk: Desk, listening: socket.socket, folder: Path, show: Browser, idle: float) -> None:
    opened = instance.announce(folder, desk.instance, desk.session.new_token())
    desk.on_entry = lambda: instance.lay_out(folder, desk.instance, desk.session.new_token())
    config = uvicorn.Config(
        application(desk),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http="h11",
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=_CLOSING,
    )
    server = uvicorn.Server(config)
    try:
        asyncio.run(_served(server, listening, desk, lambda: show(opened.as_uri()), idle))
    finally:
        desk.jobs.end()
        instance.take_down(folder)


async def _served(
    server: uvicorn.Server, listening: socket.socket, desk: Desk, begun: Callable[[], object], idle: float
) -> None:
    watching = asyncio.create_task(_watch(server, desk, begun, idle))
    try:
        await server.serve([listening])
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(server: uvicorn.Server, desk: Desk, begun: Callable[[], object], idle: float) -> None:
    """Show the desk once it answers; end it when it is time."""
    while not server.started:
        await asyncio.sleep(0.01)
    await asyncio.to_thread(begun)
    while not (desk.is_ended or (desk.activity.seconds_ago > idle and not desk.jobs.under_way)):
        await asyncio.sleep(_LOOK)
    server.should_exit = True
