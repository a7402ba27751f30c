"""The front door: `careers-workbook COMMAND ...`.

Enters: the words after the program's name. Leaves: an exit code. Commands are click commands in
careers_workbook/cli, imported when they are asked for; the overview and the version are printed without click,
because importing click alone takes longer than four starts of Python. Must not know: what a command does.
"""

import sys

from careers_workbook import __version__
from careers_workbook.cli.overview import PROGRAM, overview


def main() -> None:
    """Run the program with the words of the command line, and end the process."""
    arguments = sys.argv[1:]
    if arguments in ([], ["--help"], ["-h"]):
        print(overview(), end="")
    elif arguments == ["--version"]:
        print(f"{PROGRAM} {__version__}")
    else:
        from careers_workbook.core.collector import leave_alone, seldom

        seldom()
        from careers_workbook.cli.root import run

        code = run(arguments)
        leave_alone()
        sys.exit(code)
