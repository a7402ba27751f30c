"""An icon on the user's desktop that opens the desk: the last step of install.py.

Enters: the Python that runs it. Leaves: the icon, and a sentence that says where; on Windows in the start menu too. It
names this Python, so whoever sets the program up again gets it anew. Must not know: what is on the desk.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from careers_workbook.cli import terminal
from careers_workbook.core.output import make_folder, write
from careers_workbook.hub.hub import say_where_program_is

_NAME = "Careers workbook"
_OPENS = "-P -m careers_workbook.cli.launched"
_PICTURES = Path(__file__).resolve().parent.parent / "desk" / "static"
_SHORTCUT = """
$ErrorActionPreference = 'Stop'
foreach ($folder in 'Programs', 'Desktop') {
    $made = (New-Object -ComObject WScript.Shell).CreateShortcut([Environment]::GetFolderPath($folder) + $env:ICON_NAME)
    $made.TargetPath = $env:ICON_TARGET
    $made.Arguments = $env:ICON_OPENS
    $made.IconLocation = $env:ICON_PICTURE
    $made.Save()
}
"""
"""For PowerShell, which knows where the desktop is though OneDrive may have moved it."""
_COMMAND = '@start "" "%USERPROFILE%\\.careers_workbook\\program\\Scripts\\pythonw.exe" {opens}\r\n'
"""Where PowerShell may not do that."""
_SECONDS = 60


def main() -> None:
    """Put the icon where it belongs on this computer."""
    say_where_program_is()
    place = {"win32": _on_windows, "darwin": _on_a_mac}.get(sys.platform, _on_linux)()
    terminal.say(f"Careers workbook is set up. Open it with its icon: {place}")


def _on_windows() -> Path:
    desktop = Path.home() / "Desktop"
    system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"))
    variables = {
        "ICON_NAME": f"\\{_NAME}.lnk",
        "ICON_TARGET": str(Path(sys.executable).with_name("pythonw.exe")),
        "ICON_OPENS": _OPENS,
        "ICON_PICTURE": str(_PICTURES / "icon.ico"),
    }
    try:
        subprocess.run(  # noqa: S603 - a program of Windows, by its full path, with a script of our own
            [system / "System32/WindowsPowerShell/v1.0/powershell.exe", "-NoProfile", "-Command", _SHORTCUT],
            env={**os.environ, **variables},
            check=True,
            timeout=_SECONDS,
        )
        return desktop / _NAME
    except (OSError, subprocess.SubprocessError):
        make_folder(desktop)
        write(desktop / f"{_NAME}.cmd", _COMMAND.format(opens=_OPENS))
        return desktop / f"{_NAME}.cmd"


def _on_a_mac() -> Path:
    icon = Path.home() / "Desktop" / f"{_NAME}.command"
    python = sys.executable.replace("'", "'\\''")
    _make_program(icon, f"#!/bin/sh\nnohup '{python}' {_OPENS} </dev/null >/dev/null 2>&1 &\n")
    return icon


def _on_linux() -> Path:
    python = re.sub(r'(["`$\\])', r"\\\1", sys.executable).replace("\\", "\\\\").replace("%", "%%")
    entry = (
        f"[Desktop Entry]\nType=Application\nName={_NAME}\nComment=A Careers Hub's work in the browser\n"
        f'Exec="{python}" {_OPENS}\nIcon={_PICTURES / "icon.svg"}\nTerminal=false\nCategories=Office;\n'
    )
    menu = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "applications"
    for icon in (menu / "careers-workbook.desktop", Path.home() / "Desktop" / "careers-workbook.desktop"):
        _make_program(icon, entry)
    return icon


def _make_program(path: Path, text: str) -> None:
    make_folder(path.parent)
    write(path, text)
    path.chmod(0o755)


if __name__ == "__main__":
    main()
