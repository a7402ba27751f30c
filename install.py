"""Sets careers_workbook up for whoever runs it, and opens the desk. Again: updates it.

`install.cmd` and `install.command` find a Python and start this. It makes an environment in the user's own folder, lets
pip put the program there in the versions of constraints.txt, and leaves an icon on the desktop. No administrator.
"""

import os
import subprocess
import sys
from pathlib import Path

from careers_workbook.core.user_folder import user_folder

HERE = Path(__file__).resolve().parent
FAILED = """
It was not set up: the last lines above say why. Is the desk open? Close it. docs/install.md says what to ask IT for.
"""


def main() -> int:
    """Each step in its turn; the status is that of the first that failed, and 0 once the desk has been started."""
    program = user_folder() / "program"
    windows = os.name == "nt"
    python = program / ("Scripts/python.exe" if windows else "bin/python")
    for words in (
        (sys.executable, "-m", "venv", "--clear", program),
        (python, "-m", "pip", "install", "--disable-pip-version-check", "-c", "constraints.txt", "."),
        (python, "-P", "-m", "careers_workbook.cli.desktop_icon"),
    ):
        if status := subprocess.run(words, cwd=HERE, check=False).returncode:
            print(FAILED)
            return status
    nobody = subprocess.DEVNULL
    subprocess.Popen(
        (python.with_name("pythonw.exe") if windows else python, "-P", "-m", "careers_workbook.cli.launched"),
        cwd=Path.home(),
        stdin=nobody,
        stdout=nobody,
        stderr=nobody,
        start_new_session=not windows,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
