"""Many schools -> many files, one each, none half-written, none overwritten unless asked.

Enters: a layout, schools, a folder, an order. Leaves: files, and for each school what became of it. Raises OutputError
where nothing can be written. Must not know: registers, how a workbook is written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.output import make_folder, write
from careers_workbook.core.problems import OutputError, Problem
from careers_workbook.core.school import School
from careers_workbook.layout.plan import Layout

_ENDING = " - careers checklist.xlsx"
_LONGEST, _LONGEST_BYTES = 120, 240
"""Characters of a file name, short enough for deep SharePoint folders; and its bytes, of which most disks allow 255."""
_PARTING = re.compile(r"\s*[/\\|:]\s*")
_FORBIDDEN = re.compile(r'["*<>?#%~]')
"""Characters that Windows or SharePoint refuse or that break links; those that part words become a dash."""


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one school: its file, or the reason why there is none (new)."""

    school: School
    path: Path
    problem: Problem | None = None


def file_name(school: School, year: str = "") -> str:
    """`990001 Oak Lane School - careers checklist.xlsx`, safe for Windows and SharePoint, 120 characters at most.

    With a school year such as "2027/28" it ends in `careers checklist 2027-28.xlsx`.
    """
    ending = _ENDING.replace(".xlsx", f" {year.replace('/', '-')}.xlsx") if year else _ENDING
    return name_for(school, ending)


def name_for(school: School, ending: str) -> str:
    """`990001 Oak Lane School` and an ending such as " - to fix.xlsx", safe in the same way."""
    return _named(f"{school.urn} {school.name}", ending)


def build_all(
    layout: Layout, schools: Iterable[School], folder: Path, order: Order, *, force: bool = False
) -> Iterator[Built]:
    """Build one file a school, in order. A file that exists stays as it is (FILE-021) unless `force`.

    Raises OutputError where the folder or a new file cannot be written; a file that exists and cannot be replaced,
    because it is open in Excel, is reported (FILE-020) and the others are built.
    """
    make_folder(folder)
    used: set[str] = set()
    for school in schools:
        path = folder / _free_name(school, used)
        if path.exists() and not force:
            yield Built(school, path, Problem("FILE-021", context={"path": str(path)}))
            continue
        data = build(layout, school, order)
        try:
            write(path, data)
        except OutputError as error:
            if not path.exists():
                raise
            yield Built(school, path, error.problems[0])
        else:
            yield Built(school, path)


def _free_name(school: School, used: set[str]) -> str:
    """A name that no school of this batch has yet; Windows takes no notice of capitals."""
    name, number = file_name(school), 2
    while name.casefold() in used:
        name, number = _named(f"{school.urn} {school.name}", f" ({number}){_ENDING}"), number + 1
    used.add(name.casefold())
    return name


def _named(start: str, ending: str) -> str:
    safe = _safe(start)
    words = safe
    while len(words) + len(ending) > _LONGEST or len((words + ending).encode()) > _LONGEST_BYTES:
        words = words[:-1]
    if words != safe:  # cut at the last whole word, if there is one behind the URN
        whole = words.rpartition(" ")[0]
        words = whole if " " in whole else words
    return words.rstrip(" .,;-") + ending


def _safe(text: str) -> str:
    """Letters as single characters, no marks or controls of their own, nothing that a file system refuses."""
    plain = "".join(
        c for c in unicodedata.normalize("NFC", " ".join(text.split())) if unicodedata.category(c)[0] not in "MC"
    )
    parted = _PARTING.sub(" - ", plain)
    return " ".join(_FORBIDDEN.sub(" ", parted).split()).strip(" .-")
