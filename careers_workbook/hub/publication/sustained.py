"""Whether the number of sustained destinations of a year can be shown beside the tables of the checkpoints.

Enters: the numbers, the two tables as they are shown, and what was shown before. Leaves: `Sustained` values. Must not
know: how tables are made, how anything looks.

Sustained are those at work or learning in the autumn who say "still there" six months on: one of the four cells of a
table of two answers, whose margins stand in two other tables. It is shown if these say it anyway, or if all four cells
are 6 or more, and have changed by none or by 6 or more since they were shown, or it is the very number that was shown:
then no number that is hidden there can be worked out from it, because one more or one less of any of them still fits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from careers_workbook.hub.publication.count_tables import Suppressed
from careers_workbook.hub.publication.leaver_totals import LeaverTotals
from careers_workbook.hub.publication.sensitive import SMALL
from careers_workbook.spec.semantic_ids import AT_WORK_OR_LEARNING


@dataclass(frozen=True, slots=True)
class Sustained:
    """One leaving year: `cells` are those sustained, at work or learning only, still there only, neither."""

    sheet: str
    year: str
    cells: tuple[int, int, int, int]
    shown: bool


def publish_sustained(
    leavers: LeaverTotals, autumn: Suppressed, later: Suppressed, before: Sequence[Sustained]
) -> Iterator[Sustained]:
    """Every year that stands in both tables and of which any school could say it."""
    for year, number in leavers.sustained.items():
        if year in autumn.table.rows and year in later.table.rows:
            pair = _Pair(year, autumn, later, leavers.still)
            earlier = [one for one in before if one.year == year and one.sheet == leavers.sheet]
            cells = pair.cells(number)
            yield Sustained(leavers.sheet, year, cells, pair.says(number) or _is_safe(cells, earlier))


@dataclass(frozen=True, slots=True)
class _Pair:
    """One year in two tables: at work or learning in the autumn, still there later."""

    year: str
    autumn: Suppressed
    later: Suppressed
    still: tuple[str, ...]

    def cells(self, sustained: int) -> tuple[int, int, int, int]:
        """The four cells, as they are."""
        whole = self.autumn.table.count(self._row(self.autumn), len(self.autumn.table.columns)) or 0
        learning, still = (
            sum(one.table.count(self._row(one), column) or 0 for column in columns) for one, columns in self._columns()
        )
        return sustained, learning - sustained, still - sustained, whole - learning - still + sustained

    def says(self, sustained: int) -> bool:
        """Whether what is shown of the two tables says it anyway."""
        whole = self.autumn.table.count(self._row(self.autumn), len(self.autumn.table.columns))
        learning, still = (one.sum(self._row(one), columns) for one, columns in self._columns())
        if 0 in (learning, still):
            return sustained == 0
        if learning is None or still is None:
            return False
        return whole in (learning, still) and sustained == min(learning, still)

    def _columns(self) -> Iterator[tuple[Suppressed, list[int]]]:
        for one, wanted in ((self.autumn, AT_WORK_OR_LEARNING), (self.later, self.still)):
            yield one, [column for column, name in enumerate(one.table.columns) if name in wanted]

    def _row(self, one: Suppressed) -> int:
        return one.table.rows.index(self.year)


def _is_safe(cells: tuple[int, ...], before: Sequence[Sustained]) -> bool:
    if min(cells) <= max(SMALL):
        return False
    shown = [one.cells for one in before if one.shown]
    if any(one.cells == cells for one in before if not one.shown):
        return False
    if (cells[0], sum(cells)) in [(earlier[0], sum(earlier)) for earlier in shown]:
        return True
    changes = (abs(now - then) for earlier in shown for now, then in zip(cells, earlier, strict=True))
    return not any(change in SMALL for change in changes)
