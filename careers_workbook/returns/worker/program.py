"""What decides how a file is read, besides the file: this program, its Python, the packages that it reads with.

Enters: nothing. Leaves: a `Program`, a value to be held against that of another machine. Two that are unlike may read a
file differently, so neither does the other's work. Must not know: machines, who compares.
"""

import importlib.metadata
import platform
from functools import cache
from hashlib import sha256
from pathlib import Path

from careers_workbook import __version__
from careers_workbook.core.frozen import frozen
from careers_workbook.spec.load import shipped

_READ_WITH = ("cryptography", "msoffcrypto-tool", "olefile", "python-calamine", "rapidfuzz")
"""The packages whose version may change what is read."""
_CODE = (".py", ".json")
_SHOWN = 8
_PACKAGE = Path(__file__).parents[2]


@frozen
class Program:
    """Its version, what its files are known by, the Python (3.12), the packages with their versions."""

    version: str
    files: str
    python: str
    packages: tuple[str, ...]

    def unlike(self, other: "Program") -> str:
        """What `other` has instead, in words; "" where it reads as this one does."""
        mine = {**dict.fromkeys(self.packages, ""), f"Python {self.python}": ""}
        theirs = [*other.packages, f"Python {other.python}"]
        if (self.version, self.files) != (other.version, other.files):
            return f"careers-workbook {other.version} (files {other.files}) instead of {self.version} ({self.files})"
        found = [one for one in theirs if one not in mine]
        return f"{', '.join(found)} instead of {', '.join(one for one in mine if one not in theirs)}" if found else ""


@cache
def program() -> Program:
    """Of this process."""
    minor = ".".join(platform.python_version_tuple()[:2])
    packages = tuple(f"{name} {importlib.metadata.version(name)}" for name in _READ_WITH)
    return Program(__version__, _files(), minor, packages)


def _files() -> str:
    """What all of the program's files are known by, whatever their line ends, and wherever the specs lie."""
    code = {path.relative_to(_PACKAGE).as_posix(): path for path in _PACKAGE.rglob("*") if path.suffix in _CODE}
    found = sha256()
    for name, path in sorted({**code, **{f"specs/{one}": path for one, path in shipped().items()}}.items()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()[:_SHOWN]
