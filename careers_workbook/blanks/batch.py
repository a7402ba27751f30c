"""Many schools -> many files, one each, none half-written, none overwritten unless asked.

Enters: a layout, schools, a folder, an order. Leaves: files, and for each school what became of it. Raises OutputError
where nothing can be written. Must not know: registers, how a workbook is written.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from careers_workbook.blanks.stamping import Stamp
from careers_workbook.blanks.workbook import Order
from careers_workbook.core.file_names import file_name
from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import OutputFolder, make_folder
from careers_workbook.core.problems import Problem
from careers_workbook.core.school import School
from careers_workbook.layout.plan import Layout


@frozen
class Built:
    """What became of one school: its file, or the reason why there is none (new)."""

    school: School
    path: Path
    problem: Problem | None = None


def build_all(layout: Layout, schools: Iterable[School], folder: OutputFolder, order: Order) -> Iterator[Built]:
    """Build one file a school, in order. A file that exists stays as it is (FILE-021) unless `folder.force`.

    Raises OutputError where the folder or a new file cannot be written; a file that exists and cannot be replaced,
    because it is open in Excel, is reported (FILE-020) and the others are built.
    """
    make_folder(folder.path)
    used, stamp = set[str](), Stamp(layout, order)
    for school in schools:
        path = folder.path / free_name(school, used)
        yield Built(school, path, folder.put(path, partial(stamp.workbook, school)))


def free_name(school: School, used: set[str]) -> str:
    """A name that no school of this batch has yet; Windows takes no notice of capitals."""
    name, number = file_name(school), 2
    while name.casefold() in used:
        name, number = file_name(school, number=number), number + 1
    used.add(name.casefold())
    return name
