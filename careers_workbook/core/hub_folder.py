"""Where a Hub lies: the folder with its settings. Many commands ask for it before they import anything else of a Hub.

Enters: a folder. Leaves: a folder. Must not know: what a Hub is.
"""

from pathlib import Path

SETTINGS = "collection.yaml"


def hub_folder(start: Path) -> Path | None:
    """The folder with the settings: this one, or the nearest above it; None if there is none."""
    here = start.absolute()
    return next((folder for folder in (here, *here.parents) if (folder / SETTINGS).is_file()), None)
