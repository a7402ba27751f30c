"""`careers-workbook-desk [FOLDER]`: the desk for a double-click, where no console shows what goes wrong.

Enters: the folder of a Hub, or nothing for the page on which one is chosen. Leaves: a page in the browser, which is the
desk or says what kept it from being opened; what only a programmer understands goes into a file of the user's own.
Launchers in Hubs' folders name this module: its name stays. Must not know: what is on the desk.
"""

import logging
import os
import sys
import webbrowser
from collections.abc import Iterable, Sequence
from html import escape
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from careers_workbook.cli import exit_codes
from careers_workbook.core.output import write
from careers_workbook.core.problems import CareersWorkbookError
from careers_workbook.core.user_folder import make_private, user_folder

LOG, PAGE = "problems.log", "not-opened.html"
_LONGEST_LOG = 1_000_000
_BUSY = "The desk of this Hub runs already, but does not answer. Wait a minute, then open it again."
_BROKEN = (
    "Something in the program went wrong. Nothing of your Hub is lost. Open the desk again; if it happens again, send "
    "this file to whoever set the program up for you: {log}"
)
_HEAD = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>The desk was not opened</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><style>:root{color-scheme:light dark}'
    "body{font:1.2rem/1.5 Arial,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "</style></head><body><main><h1>The desk was not opened</h1>"
)


def main() -> None:
    """Open the desk, and end the process when that ends."""
    log = make_private(user_folder()) / LOG
    logging.basicConfig(
        handlers=[RotatingFileHandler(log, maxBytes=_LONGEST_LOG, backupCount=1, encoding="utf-8", delay=True)],
        format="%(asctime)s %(name)s %(levelname)s %(message)s",
        level=logging.WARNING,
    )
    sys.excepthook = _broken_down
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # some libraries write to it unasked
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - a device, open to the end
    sys.exit(open_for(sys.argv[1:]))


def open_for(words: Sequence[str]) -> int:
    """The desk of the Hub in the folder that was named, until it ends; the exit code."""
    from careers_workbook.desk.desk import Desk
    from careers_workbook.desk.server import open_desk
    from careers_workbook.hub.hub import find_hub

    try:
        hub = find_hub(Path(words[0]).absolute()) if words else None
        became = open_desk(lambda port: Desk.at(hub, port), hub)
    except CareersWorkbookError as error:
        _say(str(problem) for problem in error.problems)
        return exit_codes.UNUSABLE
    if became == "not answering":
        _say([_BUSY])
        return exit_codes.UNUSABLE
    return exit_codes.CLEAN


def _broken_down(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What would be a traceback on a console."""
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger(__name__).critical("The desk broke down", exc_info=(kind, error, trace))
        _say([_BROKEN.format(log=user_folder() / LOG)])


def _say(sentences: Iterable[str]) -> None:
    """A page with these sentences, in front of the user."""
    page = user_folder() / PAGE
    write(page, _HEAD + "".join(f'<p dir="auto">{escape(one)}</p>' for one in sentences) + "</main></body></html>\n")
    webbrowser.open(page.as_uri())


if __name__ == "__main__":
    main()
