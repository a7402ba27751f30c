"""Which file a spec stands in: one that came with the program, or one of somebody's own.

Enters: names, as people and `extends:` give them. Leaves: paths, and bytes. Must not know: what is in the files.
"""

import contextlib
from pathlib import Path

from careers_workbook.core.input import read_whole

SUFFIXES = (".yaml", ".yml")
_PACKAGE = Path(__file__).resolve().parent.parent


def shipped() -> dict[str, Path]:
    """The specs that come with the program: id -> file."""
    inside = _PACKAGE / "specs"  # in an installed program; a checkout has them beside the package
    folder = inside if inside.is_dir() else _PACKAGE.parent / "specs"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def base_path(name: str, path: Path) -> Path | None:
    """The file that `extends: name` means: a shipped spec, or a file beside the one that says it."""
    beside = [path.parent / name, *(path.parent / f"{name}{suffix}" for suffix in SUFFIXES)]
    return shipped().get(name) or next((p for p in beside if p.is_file()), None)


def content(path: Path) -> bytes:
    """The bytes of a file; b"" if it cannot be read."""
    with contextlib.suppress(OSError, ValueError):  # ValueError: a null character in the name
        return read_whole(path)
    return b""
