"""One desk from its start to its end: a socket that only this computer reaches, a server behind it, an end by itself.

Enters: the folder of a Hub, the day. Leaves: what became of it, in a word. It ends by its button, by Ctrl-C or whatever
else ends a process in order, or when nobody has asked for anything for half an hour and nothing is under way: an hour
in which the computer sleeps is none. Must not know: pages.
"""

import asyncio
import contextlib
import socket
import sys
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from careers_workbook.core.collector import seldom
from careers_workbook.desk import instance, interrupted_jobs, known_hubs, termination
from careers_workbook.desk.app import application
from careers_workbook.desk.desk import Desk
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.pages import watching
from careers_workbook.hub.hub import put_launcher, say_where_program_is

_HOST = "127.0.0.1"
IDLE = 30 * 60
"""Seconds after the last request in which the desk ends."""
_LOOK = 1.0
_QUIET, _LAST_PAGE = 0.5, 4
"""Seconds without a request after which the last page has all that belongs to it, and how often that is waited for."""
_CLOSING = 2
"""Seconds for connections that are open at the end."""

Browser = Callable[[str], object]
"""What brings an address in front of the user."""


def open_desk(
    desk_of: Callable[[int], Desk], hub: Path | None, *, show: Browser | None = None, idle: float = IDLE
) -> str:
    """Run the desk of a Hub until it ends; or, if one runs already, only show that. What became of it is given.

    Without a Hub it begins with the page on which one is opened or made.
    """
    show = show or webbrowser.open
    folder = instance.own_folder(hub)
    with contextlib.ExitStack() as held:
        if held.enter_context(instance.the_only_one(folder)):
            listening = held.enter_context(_listening())
            _run(desk_of(listening.getsockname()[1]), listening, _SignInPages(held, [folder]), show, idle)
            return "ended"
    found = instance.running(folder)
    if found is None:
        return "not answering"
    show(found[1].as_uri())
    return "runs already"


@dataclass(slots=True)
class _SignInPages:
    """Where pages lie that sign a browser in: of the start without a Hub, and of the Hub that was opened there."""

    held: contextlib.ExitStack
    folders: list[Path]

    def announce(self, desk: Desk) -> Path:
        """Lay out a page in each that opens the desk; the last is given."""
        token = desk.session.new_token()
        return [instance.announce(folder, desk.instance, token) for folder in self.folders][-1]

    def add(self, hub: Path, desk: Desk) -> None:
        """Be the desk of this Hub too; where another is already, both go on: the Hub's own lock keeps them apart."""
        _at_hand(hub)
        folder = instance.own_folder(hub)
        if folder not in self.folders and self.held.enter_context(instance.the_only_one(folder)):
            self.folders.append(folder)
            self.announce(desk)
            _say_interrupted(folder, desk)

    def write_down(self, work: Sequence[DeskJob]) -> None:
        """Keep what is under way where a kill leaves it."""
        interrupted_jobs.write_down(self.folders[-1], ((one.title, one.back) for one in work))

    def take_down(self) -> None:
        """Leave nothing behind that says that a desk runs."""
        for folder in self.folders:
            instance.take_down(folder)


def _say_interrupted(folder: Path, desk: Desk) -> None:
    for title, page in interrupted_jobs.interrupted(folder):
        desk.jobs.add_interrupted(title, page)


def _at_hand(hub: Path) -> None:
    """Let a Hub be found again: on the page on which one is chosen, and by a double-click in its folder."""
    known_hubs.remember(hub)
    put_launcher(hub)


def _listening() -> socket.socket:
    """An open socket of this computer alone, at a port that nobody uses."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":  # else another program could listen there too, and take what is sent
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    listening.bind((_HOST, 0))
    listening.listen()  # who comes before the server is ready waits
    return listening


def _run(desk: Desk, listening: socket.socket, pages: _SignInPages, show: Browser, idle: float) -> None:
    seldom()
    server = uvicorn.Server(_settings(desk))
    with termination.heard(lambda: setattr(server, "should_exit", True)):
        try:
            opened = _begun(desk, pages)
            asyncio.run(_served(server, listening, desk, lambda: show(opened.as_uri()), idle))
        finally:
            watching.let_go(desk)
            pages.take_down()  # first: what is being done may take longer than there is time
            desk.jobs.end()


def _begun(desk: Desk, pages: _SignInPages) -> Path:
    """Lay out the page that opens the desk, which is given, and go on with what was there when the last one ended."""
    opened = pages.announce(desk)
    say_where_program_is()
    desk.on_entry = lambda: pages.announce(desk)
    desk.on_hub = lambda hub: pages.add(hub, desk)
    _say_interrupted(pages.folders[0], desk)
    desk.jobs.on_change = pages.write_down
    if desk.folder:
        _at_hand(desk.folder)
        watching.resume(desk)
    return opened


def _settings(desk: Desk) -> uvicorn.Config:
    return uvicorn.Config(
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
    for _ in range(_LAST_PAGE):  # whoever pressed the button is still being shown that it is closed
        if desk.activity.seconds_ago > _QUIET:
            break
        await asyncio.sleep(_QUIET)
    server.should_exit = True
