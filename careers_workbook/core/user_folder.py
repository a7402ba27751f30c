"""The user's own folder for what this program keeps of the user, on this computer.

Enters: the environment. Leaves: a folder, outside of every Hub's, which may be shared. Must not know: what is kept.
"""

import contextlib
import os
import sys
from pathlib import Path

from careers_workbook.core.output import make_folder


def user_folder() -> Path:
    """Where it is, whether it is there yet or not.

    On Windows not below AppData: what a Python from the Microsoft Store writes there lies somewhere else, where neither
    a browser nor a launcher finds it. Nor in Documents, which OneDrive may synchronise.
    """
    if sys.platform == "win32":
        return Path.home() / ".careers_workbook"
    if sys.platform == "darwin":
        above = Path.home() / "Library" / "Application Support"
    else:
        above = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return above / "careers_workbook"


def make_private(folder: Path) -> Path:
    """The folder, made where missing, and closed to everybody else; OutputError where that is impossible."""
    make_folder(folder)
    with contextlib.suppress(OSError):  # Windows knows no such thing: there the folder is the user's own already
        folder.chmod(0o700)
    return folder
