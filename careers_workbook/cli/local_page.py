"""`careers-workbook desk`: the page on which a Hub's work is done in a browser. Must not know: what is on a page."""

import datetime as dt
from pathlib import Path

import click

from careers_workbook.cli import in_hub, options
from careers_workbook.core.hub_folder import hub_folder


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
    folder you are; where there is none, the page begins with your Hubs, and you can make one there. The desk ends with
    the button at the foot of its pages, with Ctrl-C, or half an hour after the last click. Started again while it runs,
    it only comes to the front.

    Exit code: 0 when the desk was opened, 2 when it could not be.
    """
    from careers_workbook.hub.hub import find_hub

    hub = find_hub(folder.absolute()) if folder else hub_folder(Path.cwd())
    return in_hub.open_desk(hub, today, browser=browser)
