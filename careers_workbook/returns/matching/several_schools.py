"""Lists in which several schools have rows: a Hub's own tables, its master workbook, what somebody put together.

Read as one school's checklist, the answers of whoever stands first would count. Such a list is known by columns that
name schools: one row of headings asks for the URN and for the school, as in all tables of a Hub; or the same statements
come again beside the name or the URN of another school.

Enters: what stands on a grid. Leaves: whether it is such a list. Must not know: which sheet is which, kinds of answers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from careers_workbook.core.cells import Cell
from careers_workbook.core.school import is_urn
from careers_workbook.core.text import fold, plain, show
from careers_workbook.returns.matching.mentions import Mentions
from careers_workbook.spreadsheet.read.grid import Grid

_URN = ("URN", "School URN", "Establishment URN")
_SCHOOL = ("School", "School name", "Name of school", "Establishment", "Establishment name")
_AGAIN = 2
"""Statements that come again for another school: a single one may be a slip."""


def lists_schools(seen: Mentions) -> bool:
    """Whether several schools have rows here, or might have in a table that is made like this."""
    rows = seen.rows(seen.items)
    if not rows:
        return False
    urns, schools = (set(_headings(seen.grid, words)) for words in (_URN, _SCHOOL))
    beside = {row for row, _ in urns} & {row for row, _ in schools}
    return any(row < max(rows) for row in beside) or _come_again(seen, urns | schools)


def _headings(grid: Grid, words: tuple[str, ...]) -> Iterator[Cell]:
    for word in map(plain, words):
        yield from grid.said.get(word, ())


def _come_again(seen: Mentions, headings: set[Cell]) -> bool:
    """Whether the same statements stand beside several schools in one column, which has a heading or holds URNs."""
    named = defaultdict[tuple[int, str], set[str]](set)
    first = {col: row for row, col in sorted(headings, reverse=True)}
    for row, refs in seen.rows(seen.items).items():
        for col, raw in seen.grid.rows[row].items():
            words = fold(show(raw))
            if is_urn(words) or (row > first.get(col, row) and words):
                for ref in refs:
                    named[col, ref].add(words)
    again = Counter(col for (col, _), schools in named.items() if len(schools) > 1)
    return max(again.values(), default=0) >= _AGAIN
