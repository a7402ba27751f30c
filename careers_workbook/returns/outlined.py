"""The outline of a returned file: which cells hold what kind of content, and nothing of the content itself.

Leaves: frozen records. Must not know: how a file is read, who asks.
"""

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem


@frozen
class SheetOutline:
    """One sheet: what its title is like, and by cell what stands in it, in comments and over it."""

    title: str
    hidden: bool
    cells: dict[str, str]
    beside: dict[str, int]


@frozen
class Outline:
    """One file. `problem` says why it could not be opened; `titles` are for whoever asked, and for nobody else."""

    file: str
    size: int = 0
    format: str = ""
    sheets: tuple[SheetOutline, ...] = ()
    problem: Problem | None = None
    titles: tuple[str, ...] = ()
