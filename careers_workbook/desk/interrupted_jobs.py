"""Work under way at a desk, written down beside what is said of the desk: the next one says what a kill cut off.

Enters: the titles of work, and the pages that it belongs to; no word of a school. Leaves: the same, where a desk did
not come to its end. Must not know: what the work is, pages.
"""

import contextlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import remove, write
from careers_workbook.core.problems import OutputError

_FILE, _MOST = "work.json", 50
_OWN = re.compile(r"/(?:[^/\\].*)?")
"""The address of a page of the desk itself."""


def write_down(folder: Path, work: Iterable[tuple[str, str]]) -> None:
    """Let the file say what is under way, as titles and pages; a disk that is full keeps nobody from working."""
    rows = list(work)[:_MOST]
    with contextlib.suppress(OutputError):
        if rows:
            write(folder / _FILE, json.dumps(rows) + "\n", private=True)
        else:
            remove(folder / _FILE)


def interrupted(folder: Path) -> list[tuple[str, str]]:
    """What was under way when the desk of before came to its end without one."""
    try:
        found = json.loads(read_whole(folder / _FILE, MEGABYTE))
        return [(str(title), str(page)) for title, page in found if _OWN.fullmatch(str(page))][:_MOST]
    except (OSError, ValueError, TypeError, RecursionError):
        return []
