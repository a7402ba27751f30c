"""What somebody drops into the Hub -> a file in the inbox, under its hash and a name that every disk can have.

Enters: bytes that are read bit by bit, and the name that they had elsewhere, which is text and no path. Leaves: a file,
whole or not at all. Must not know: what the bytes are, who sent them.
"""

import contextlib
import datetime as dt
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from careers_workbook.core.file_names import for_any_disk, for_windows
from careers_workbook.core.output import make_folder, writing

FOLDER = "received"
_HASH, _LONGEST, _LONGEST_ENDING = 12, 100, 8
_BITE = 1 << 20
_FOLDERS = re.compile(r"[/\\\\]")
_UNNAMED = "file"


def put(
    inbox: Path,
    name: str,
    file: BinaryIO,
    saved: dt.datetime | None = None,
    again: Callable[[Path], str] = lambda _path: "",
) -> Path:
    """Where it lies. The same bytes under the same name lie in the same place, however often they come in a round.

    What came in another round lies in a folder of this one, which `again` names: that it has come once more is to be
    seen. It gets the time at which it was `saved`, which says which of two returns of a school is the newer.
    """
    digest = hashlib.sha256()
    while bite := file.read(_BITE):
        digest.update(bite)
    file.seek(0)
    short = digest.hexdigest()[:_HASH]
    path = inbox / FOLDER / short / safe_name(name)
    if folder := again(path):
        path = inbox / FOLDER / folder / short / path.name
    if not path.exists():
        make_folder(path.parent)
        with writing(path) as (whole, _):
            while bite := file.read(_BITE):
                whole.write(bite)
        if saved:
            time = saved.replace(tzinfo=dt.UTC).timestamp()
            with contextlib.suppress(OSError):  # then it is as new as its arrival
                os.utime(path, (time, time))
    return path


def safe_name(name: str) -> str:
    """The last part of a name with what every disk takes; its ending is kept, and it is no device of Windows."""
    last = for_any_disk(_FOLDERS.split(name)[-1])
    stem, dot, ending = last.rpartition(".")
    stem, ending = (stem, ending) if dot and len(ending) <= _LONGEST_ENDING else (last, "")
    short = stem[:_LONGEST].strip(" .-~$") or _UNNAMED
    return for_windows(f"{short}.{ending}" if ending else short)
