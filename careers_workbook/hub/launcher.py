"""The launcher: a file in a Hub's folder that opens the desk of that Hub by a double-click.

Enters: the folder of a Hub. Leaves: the launcher of this computer's kind, the same bytes for every Hub and user:
nothing in it says where the program is. That the program says itself, in a file of the user's own, whenever it makes a
Hub or opens a desk; so a launcher finds it though it was moved, and in a folder that several people share. Must not
know: what a desk is.
"""

import contextlib
import sys
from pathlib import Path

from careers_workbook.core.output import write
from careers_workbook.core.problems import OutputError
from careers_workbook.core.user_folder import make_private, user_folder

_FILES = Path(__file__).resolve().parent / "launchers"
LAUNCHERS = ("Open the desk.cmd", "Open the desk.command")
"""Their names: of Windows, of all others. A file of that name belongs to the computer, not to the Hub."""
PROGRAM = "program.txt"
"""Where the program says which Python runs it."""


def launcher_name() -> str:
    """What the launcher is called on this computer."""
    return LAUNCHERS[0] if sys.platform == "win32" else LAUNCHERS[1]


def launcher(name: str) -> bytes:
    """What stands in a launcher."""
    return (_FILES / name).read_bytes()


def put_launcher(folder: Path) -> None:
    """Put the launcher into the folder of a Hub, if there is none. Where nothing can be written, there will be none."""
    path = folder / launcher_name()
    with contextlib.suppress(OutputError, OSError):
        if not path.exists():
            write(path, launcher(path.name))
            path.chmod(path.stat().st_mode | 0o111)


def say_where_program_is() -> None:
    """Say it for every launcher of this user."""
    with contextlib.suppress(OutputError):
        write(make_private(user_folder()) / PROGRAM, f"{sys.executable}\n", private=True)
