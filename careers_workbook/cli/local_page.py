"""`careers-workbook desk`: the page on which a Hub's work is done in a browser. Must not know: what is on a page."""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.cli import in_hub, options


@click.command
@click.argument("folder", metavar="[FOLDER]", type=options.PATH, required=False)
@click.option("--browser/--no-browser", default=True, help="Open the browser; without, say which file opens the desk.")
@options.today
def desk(*, folder: Path | None, browser: bool, today: dt.date | None) -> int:
    """Open your Hub as a page in the browser.

    \b
    careers-workbook desk
    careers-workbook desk "Documents/Northmoor Hub"

    Everything on the page comes from this computer, and nothing leaves it. Without FOLDER, the Hub is the one in whose
    folder you are. The desk ends with the button at the foot of its pages, with Ctrl-C, or half an hour after the last
    click. Started again while it runs, it only comes to the front.

    Exit code: 0 when the desk was opened, 2 when it could not be.
    """
    from careers_workbook.hub.hub import find_hub

    return in_hub.open_desk(find_hub((folder or Path.cwd()).absolute()), today, browser=browser)
