"""Which numbers must not be known, in one table and in what two tables give away when they are put side by side.

Enters: tables of counts. Leaves: the cells to hide for their own sake, and demands: for every number that could be
worked out, where it has to be made uncertain. Must not know: how that is done.

The rules: 1 to 5 are hidden; of a cohort of 1 to 5 everything is hidden, the zeros too; in a cohort that is all in one
group at least one zero is hidden with it, so that nobody can say "all of them". The same holds for the schools that are
in the Hub's table and in none of its lists, and a change of 1 to 5 from one term to the next is hidden too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from careers_workbook.hub.publication.count_tables import Table, TableCell, by_name
from careers_workbook.hub.publication.witness import Signs, Sum, System, Tie

SMALL = range(1, 6)
"""Numbers of people that are not shown."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One cell of one table that would do: being uncertain itself, or changing a number that several tables make up.

    `moves` says by how much that number changes with each of them.
    """

    table: int
    cell: TableCell
    moves: tuple[tuple[int, int], ...] = ()

    def changes(self, signs: Signs) -> bool:
        """Whether moving the tables like this changes the number that must not be known."""
        return not self.moves or sum(signs[table] * factor for table, factor in self.moves) != 0


Demand = tuple[Alternative, ...]
"""Cells of which one, at least, must be uncertain, and hidden for it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one table of numbers asks for: cells to hide, and for every uniform cohort the zeros of which one goes."""

    hide: frozenset[TableCell]
    zeros: tuple[tuple[TableCell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """Tables that hang together on one grid of rows, which are known by their names."""

    tables: Sequence[Table]
    rows: tuple[str, ...]
    system: System
    rules: tuple[Rules, ...] = field(default=())

    def cells(self, table: int, cells: frozenset[TableCell]) -> frozenset[TableCell]:
        """Cells of the grid as cells of the table."""
        names = [*self.tables[table].rows, ""]
        return frozenset((names.index([*self.rows, ""][row]), column) for row, column in cells)

    def on_grid(self, table: int, cells: frozenset[TableCell]) -> frozenset[TableCell]:
        """Cells of the table as cells of the grid."""
        names = [*self.tables[table].rows, ""]
        return frozenset(([*self.rows, ""].index(names[row]), column) for row, column in cells)

    def may_hide(self, table: int, cell: TableCell) -> bool:
        """Whether a cell of the grid is not shown whatever happens."""
        return not (self.tables[table].totals_known and cell[1] == self.system.columns)


def linked(tables: Sequence[Table]) -> Linked:
    """The tables on one grid, with everything that a reader could reckon from one to another."""
    rows = tuple(dict.fromkeys(row for table in tables for row in table.rows))
    columns = len(tables[0].columns)
    truth = [_on_grid(table, rows) for table in tables]
    system = System(len(rows), columns, truth, tuple(_sums(tables, truth)), tuple(_ties(tables, truth, len(rows))))
    return Linked(tables, rows, system, tuple(rules(cells, len(rows), columns) for cells in truth))


def rules(cells: dict[TableCell, int], rows: int, columns: int) -> Rules:
    """What has to be hidden of one table, whatever else is shown. The last row and column are totals."""
    hide = {cell for cell, count in cells.items() if count in SMALL}
    zeros = []
    for row in range(rows + 1):
        total = cells.get((row, columns), 0)
        line = [(row, column) for column in range(columns) if (row, column) in cells]
        if total in SMALL:
            hide.update(line)
        elif total and len(line) > 1 and any(cells[cell] == total for cell in line):
            hide.update(cell for cell in line if cells[cell])
            zeros.append(tuple(cell for cell in line if not cells[cell]))
    return Rules(frozenset(hide), tuple(zeros))


def demands(group: Linked) -> Iterator[Demand]:
    """Everything that must be uncertain besides the cells that are hidden for their own sake."""
    system = group.system
    for place, found in enumerate(group.rules):
        for zeros in found.zeros:
            yield tuple(Alternative(place, zero) for zero in zeros)
    for tie in system.ties:
        for demand in _of_change(tie, system):
            if all(group.may_hide(each.table, each.cell) for each in demand):
                yield demand
    for one in system.sums:
        if not one.complete:
            yield from _of_rest(one, system)


def _of_change(tie: Tie, system: System) -> Iterator[Demand]:
    later, earlier = system.truth[tie.later], system.truth[tie.earlier]
    moves = ((tie.later, 1), (tie.earlier, -1))
    changes = {cell: later[cell] - earlier[cell] for cell in sorted(later.keys() & earlier.keys())}
    for cell, change in changes.items():
        if abs(change) in SMALL or (change and _is_alone(cell, changes, system)):
            yield tuple(Alternative(table, cell, moves) for table in (tie.later, tie.earlier))


def _is_alone(cell: TableCell, changes: Mapping[TableCell, int], system: System) -> bool:
    """Whether nothing else has changed in its row but the total: whoever came or went is all in one group."""
    row, column = cell
    others = [changes[each] for each in changes if each[0] == row and each[1] not in (column, system.columns)]
    return row != system.rows and column != system.columns and bool(others) and not any(others)


def _of_rest(one: Sum, system: System) -> Iterator[Demand]:
    found = rules(one.rest, system.rows, system.columns)
    tables = (*one.parts, one.whole)
    moves = ((one.whole, 1), *((part, -1) for part in one.parts))
    for cells in (*((cell,) for cell in sorted(found.hide)), *found.zeros):
        yield tuple(Alternative(table, cell, moves) for cell in cells for table in tables)


def _on_grid(table: Table, rows: tuple[str, ...]) -> dict[TableCell, int]:
    names = [*rows, ""]
    cells = {
        (names.index(name), column): table.count(row, column)
        for row, name in enumerate([*table.rows, ""])
        for column in range(len(table.columns) + 1)
    }
    return {cell: count for cell, count in cells.items() if count is not None}


def _sums(tables: Sequence[Table], truth: Sequence[dict[TableCell, int]]) -> Iterator[Sum]:
    """Every list against the whole, and all lists together where they do not overlap."""
    for whole, table in enumerate(tables):
        parts = [place for place, part in enumerate(tables) if part.part_of == table.name]
        for part in parts:
            rest = _rest(truth, whole, (part,))
            alike = tables[part].rows == table.rows and rest.keys() == truth[part].keys()
            if not alike or min(rest.values(), default=0) < 0:
                raise ValueError(f'{tables[part].name} is no part of "{table.name}"')
            yield Sum(whole, (part,), rest)
        together = _rest(truth, whole, tuple(parts))
        if len(parts) > 1 and min(together.values(), default=0) >= 0:
            yield Sum(whole, tuple(parts), together)


def _rest(truth: Sequence[dict[TableCell, int]], whole: int, parts: tuple[int, ...]) -> dict[TableCell, int]:
    return {cell: count - sum(truth[part].get(cell, 0) for part in parts) for cell, count in truth[whole].items()}


def _ties(tables: Sequence[Table], truth: Sequence[dict[TableCell, int]], rows: int) -> Iterator[Tie]:
    places = by_name(tables)
    for later, table in enumerate(tables):
        if table.later_than:
            earlier = places[table.later_than]
            lines = [{row: _line(truth[each], row) for row in range(rows)} for each in (later, earlier)]
            same = frozenset(row for row in range(rows) if lines[0][row] and lines[0][row] == lines[1][row])
            yield Tie(later, earlier, same)


def _line(cells: dict[TableCell, int], row: int) -> dict[int, int]:
    return {column: count for (line, column), count in cells.items() if line == row}
