"""What the cells themselves say against the place that was found.

Headings are exchanged, answers are typed one column aside, cells are put in or taken out. What is right is decided on
the whole table at once: first on all tables of a sheet that agree in their columns, then on each table, then on each
row.

- *Readings*: as it stands; two columns exchanged; all answers from one column on up to three columns aside.
- *Score*: under a reading each filled cell suits its question, does not suit it, or proves nothing (a question of free
  text suits anything). A row is better under a reading if more cells suit and no more do not, worse if fewer suit or
  more do not; else it says nothing.
- *Proof*: a column proves a reading by cells that suit after it and did not before: three (`PROOFS`), of a row alone
  one. Two columns have to prove it, and no row may be worse. Of columns that are exchanged it has to be these two. A
  text column has only one proof: the headings stand exchanged against the plan, and the answers where they were sent.
  Without it, words under Deadline beside dates under Review are just that. Where answers moved aside, any two columns
  do.
- *To the left* there is much that is like an answer: three columns have to prove it. Our own formula that came along
  counts for two, as nobody types it; a statement that was typed over counts for one.
- *Clearly*: two cells more must suit than as it stands (`_CLEARLY`). Where another reading is nearer than that to the
  best (for a row alone: as good), what both agree on is read, and what they do not is not.

Where a reading would suit better in three rows, and in more than it would make worse, but is not proved, everything is
read as it stands, and a warning names the columns; never is a part of it moved. One or two rows that may have moved
are named one by one. But where answers were taken out before the others, and in their rows nothing suits as it stands
and everything would if it moved back, what stands aside is kept, and read as nothing. Where nothing under a question of
free text would not answer the next as well, and that was not answered, it is read as it stands, and said.

Columns without headings, be it one or all of a table, are read as planned, unless their content contradicts it: then
not at all.

No reading is tried where fewer than three cells of a table (of a row alone, one) do not suit as it stands.

Enters: a location and its layout. Leaves: the same location, corrected where the content leaves no doubt, emptied
where it contradicts the place. Must not know: how rows were found.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import cached_property
from itertools import combinations, groupby, pairwise

from careers_workbook.core.cells import Cell, a1, column_letters
from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw, fold, show
from careers_workbook.layout.places import Slot
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.cell_evidence import PROOFS, CellEvidence, evidence_by, is_ours
from careers_workbook.returns.matching.locate import Found, Location
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import Question
from careers_workbook.spec.questions import questions_of
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import Grid

_CLEARLY = 2
"""So many cells more must suit their questions after the best reading than after the next."""
_STEPS = (1, 2, 3)
"""Columns that answers may stand aside."""
_RIGHT, _LEFT = 2, 3
"""Columns that have to prove that answers stand too far to the right, or to the left."""
_FORMULA, _STATEMENT = 2, 1
"""Columns that our own formula which came along counts for, and a statement that was typed over."""
_HOPELESS = 20
"""Rows more that a reading makes worse than better, from which the rest need not be looked at."""
_ASIDE = {1: "one column", 2: "two columns", 3: "three columns"}


_At = tuple[str, Slot]
"""A cell of a grid, by the grid's title."""


def is_settled(location: Location, layout: Layout) -> bool:
    """Whether nothing has to be weighed: every cell stays as it was found, and nothing is said."""
    judge = _judge(layout)
    grids = _by_grid(location).items()
    return all(not any(_form(cells)) if is_form else judge.is_plain(cells) for (_, is_form), cells in grids)


def settle(location: Location, layout: Layout) -> Location:
    """The location after the content of its cells has been weighed."""
    judge = _judge(layout)
    problems: list[Problem] = []
    settled: dict[_At, Found | None] = {}
    for (_, is_form), cells in _by_grid(location).items():
        put_right, about = _form(cells) if is_form else judge.settle(cells)
        settled |= put_right
        problems += about
    if not settled:
        return replace(location, problems=(*location.problems, *problems))
    found = [one for cell in location.found if (one := settled.get((cell.grid.title, cell.slot), cell)) is not None]
    aside = _columns(found) ^ _columns(location.found)  # they were read after all, or after all not
    before = (p for p in location.problems if (p.place.sheet, p.context.get("found")) not in aside)
    empty = {f.slot.sheet for f in location.found if f.slot.grows} - {f.slot.sheet for f in found}
    missing = (*location.missing_sheets, *sorted(empty))  # rows that cannot be read are not rows that are not there
    return replace(location, found=tuple(found), problems=(*before, *problems), missing_sheets=missing)


def _by_grid(location: Location) -> dict[tuple[str, bool], list[Found]]:
    """The cells of each grid, those of forms apart."""
    grids: dict[tuple[str, bool], list[Found]] = defaultdict(list)
    for cell in location.found:  # a row of another sheet was read by the headings of the sheet on which it stands
        grids[cell.grid.title, cell.slot.kind == "form"].append(cell)
    return grids


def _columns(found: Iterable[Found]) -> set[tuple[str, str]]:
    """The columns that cells are read from: titles and letters."""
    return {(cell.grid.title, column_letters(cell.slot.col)) for cell in found if not cell.unsure}


@frozen
class _Reading:
    """For each answer the column of the grid that it is read from; None if its cell was taken out.

    `swapped` are the two answers that are exchanged, `step` is how far aside all from `first` on stand.
    """

    cols: tuple[int | None, ...]
    swapped: tuple[int, int] | None = None
    step: int = 0
    first: int = 0

    @property
    def is_over_statement(self) -> bool:
        """Whether it began in the column of statements."""
        return self.step < 0 and None not in self.cols


@frozen
class _Tally:
    """What a reading comes to.

    `better` and `worse` count rows. `gains` are the proofs of each column, `refused` its cells that do not suit,
    `relieved` those that did not before. `formulas` and `statements` count rows in which these speak for a move;
    `suits` and `fails` count cells.
    """

    better: int
    worse: int
    gains: tuple[int, ...]
    relieved: tuple[int, ...]
    refused: tuple[int, ...]
    formulas: int
    statements: int
    suits: int
    fails: int

    @property
    def net(self) -> int:
        """How well it explains all cells."""
        return self.suits - self.fails


@frozen(slots=False)
class _Table:
    """Rows of answers in the same columns of one grid.

    `planned` are the ids of all answers of the sheet in order, `ours` the headings of columns that ask nothing.
    """

    rows: Sequence[Sequence[Found]]
    questions: Sequence[Question]
    planned: Sequence[str]
    ours: frozenset[str]
    evidence: CellEvidence
    known: dict[tuple[int, int, int], bool | None] = field(default_factory=dict)

    @cached_property
    def grid(self) -> Grid:
        """The grid that they stand on."""
        return self.rows[0][0].grid

    @cached_property
    def cols(self) -> tuple[int, ...]:
        """The column of each answer as it stands."""
        return tuple(cell.slot.col for cell in self.rows[0])

    @cached_property
    def as_it_is(self) -> _Tally:
        """What it comes to as it stands."""
        return self.tally(_Reading(self.cols))

    def parts(self) -> list["_Table"]:
        """The same table by table, each with headings of its own."""
        tables: dict[int | None, list[Sequence[Found]]] = defaultdict(list)
        for row in self.rows:
            tables[row[0].header].append(row)
        return [replace(self, rows=rows) for rows in tables.values()]

    def at(self, row: Sequence[Found], col: int) -> Raw:
        """What stands in a column of a row."""
        return self.grid.at(row[0].slot.row, col)

    def suits(self, row: Sequence[Found], number: int, col: int) -> bool | None:
        """Whether what stands in a column suits an answer of this row."""
        return self._suits_at(row[0].slot.row, number, col)

    def _suits_at(self, row: int, number: int, col: int) -> bool | None:
        key = (row, number, col)
        if key not in self.known:
            suits = self.evidence.suits(self.grid, (row, col), self.questions[number])
            self.known[key] = None if self._is_status((row, col)) else suits
        return self.known[key]

    @cached_property
    def wrong(self) -> Counter[int]:
        """How many cells of each row of the grid, as it stands, do not suit their questions."""
        cells, rows = self.grid.cells, [row[0].slot.row for row in self.rows]
        told = [(n, col) for n, col in enumerate(self.cols) if not kind_of(self.questions[n]).free_text]
        filled = ((row, number, col) for number, col in told for row in rows if (row, col) in cells)
        return Counter(row for row, number, col in filled if self._suits_at(row, number, col) is False)

    def _is_status(self, at: Cell) -> bool:
        """Whether our formula wrote what stands behind the last answer: nobody typed it over the formula."""
        if at[1] != self.cols[-1] + 1 or not is_ours(self.grid.at(*at)):
            return False
        return not self.has_formulas or at in self.grid.marks.formulas

    @cached_property
    def has_formulas(self) -> bool:
        """Whether the file gives formulas in the column behind the last answer."""
        return any(col == self.cols[-1] + 1 for _, col in self.grid.marks.formulas)

    def tally(self, reading: _Reading) -> _Tally:
        """The reading over all cells."""
        better = worse = suiting = failing = 0
        gains, relieved, refused = ([0] * len(self.cols) for _ in range(3))
        formulas = statements = 0
        for row in self.rows:
            if worse > better + _HOPELESS:
                break
            if self._is_against(row, reading):
                worse += 1
                continue
            here = [self.suits(row, number, col) for number, col in enumerate(self.cols)]
            there = [None if col is None else self.suits(row, n, col) for n, col in enumerate(reading.cols)]
            suited, failed = there.count(True), there.count(False)
            better += suited > here.count(True) and failed <= here.count(False)
            worse += suited < here.count(True) or failed > here.count(False)
            for number, (before, after) in enumerate(zip(here, there, strict=True)):
                gains[number] += after is True and before is not True
                relieved[number] += before is False and after is not False
                refused[number] += after is False
            if reading.step < 0:
                formulas += self._has_formula(row, reading)
                statements += reading.is_over_statement
            suiting, failing = suiting + suited, failing + failed
        counts = (tuple(gains), tuple(relieved), tuple(refused))
        return _Tally(better, worse, *counts, formulas, statements, suiting, failing)

    def _is_against(self, row: Sequence[Found], reading: _Reading) -> bool:
        """Whether the row cannot have moved like this: something would be left over, or belongs to somebody else."""
        if not reading.step:
            return False
        formula = self.cols[-1] + 1 + reading.step if self._has_formula(row, reading) else None
        left_over = (col for col in self.cols if col not in reading.cols and col != formula)
        return (
            any(self.at(row, col) is not None for col in left_over)
            or (reading.is_over_statement and _has_statement(row))
            or not all(self._is_free(row[0], col) for col in reading.cols if col is not None)
        )

    def _has_formula(self, row: Sequence[Found], reading: _Reading) -> bool:
        """Whether the formula that was sent behind the last answer moved to the left with the answers."""
        at = (row[0].slot.row, self.cols[-1] + 1 + reading.step)
        if reading.step >= 0 or at[1] not in self.cols or self.suits(row, self.cols.index(at[1]), at[1]):
            return False
        return at in self.grid.marks.uncached or at in self.grid.marks.errors or is_ours(self.grid.at(*at))

    def _is_free(self, cell: Found, col: int) -> bool:
        """Whether a column beyond the answers has no heading of somebody else's."""
        if col <= self.cols[-1] or cell.header is None:
            return True
        heading: Raw = self.grid.at(cell.header, col)
        return heading is None or fold(show(heading)) in self.ours

    def readings(self) -> Iterator[_Reading]:
        """All that could have happened to the table; to a row alone only that it was moved by one column."""
        refused = self.as_it_is.refused
        if not self._is_one_row:
            for one, other in combinations(range(len(self.cols)), 2):
                if max(refused[one], refused[other]) >= PROOFS:
                    cols = list(self.cols)
                    cols[one], cols[other] = cols[other], cols[one]
                    yield _Reading(tuple(cols), swapped=(one, other))
        if all(b == a + 1 for a, b in pairwise(self.cols)):
            for step in _STEPS[:1] if self._is_one_row else _STEPS:
                yield from self._moved(step)

    def _moved(self, step: int) -> Iterator[_Reading]:
        """To the right: empty cells are where it began. To the left: over the statement, or over cells taken out."""
        for first in range(len(self.cols)):
            yield _Reading(
                tuple(c + step if n >= first else c for n, c in enumerate(self.cols)), step=step, first=first
            )
        if self.cols[0] >= step:
            yield _Reading(tuple(col - step for col in self.cols), step=-step)
        for first in range(step, len(self.cols)):
            gone = range(first - step, first)
            steps = (None if n in gone else c - step if n >= first else c for n, c in enumerate(self.cols))
            yield _Reading(tuple(steps), step=-step, first=first)

    def verdict(self) -> "_Verdict":
        """What happened to the rows together."""
        if self.wrong.total() < self._enough:
            return _Verdict()
        tallies = {reading: tally for reading in self.readings() if (tally := self.tally(reading)).better}
        proved = {reading: t.net for reading, t in tallies.items() if self._is_proved(reading, t)}
        if proved:
            best = max(proved, key=lambda reading: proved[reading])
            near = (
                r
                for r, t in tallies.items()
                if r != best and t.net > proved[best] - self._lead and self._is_possible(t)
            )
            return _Verdict([best, *near])
        doubts = {r: t for r, t in tallies.items() if t.better >= self._enough and t.better > t.worse}
        if self._is_one_row:
            doubts = {r: t for r, t in doubts.items() if not t.fails}
        doubt = max(doubts, key=lambda reading: doubts[reading].net, default=None)
        return _Verdict(doubt=doubt, tally=doubts[doubt]) if doubt else _Verdict()

    @property
    def _is_one_row(self) -> bool:
        return len(self.rows) == 1

    @property
    def _enough(self) -> int:
        """Cells of one column that make a proof."""
        return 1 if self._is_one_row else PROOFS

    @property
    def _lead(self) -> int:
        """By how much the best reading has to lead another, or both have to agree."""
        return 1 if self._is_one_row else _CLEARLY

    def _is_possible(self, tally: _Tally) -> bool:
        return not tally.worse and not (self._is_one_row and tally.fails)

    def _is_proved(self, reading: _Reading, tally: _Tally) -> bool:
        enough = self._enough
        is_clear = sum(tally.relieved) >= enough and tally.net >= self.as_it_is.net + _CLEARLY
        if not (is_clear and self._is_possible(tally)):
            return False
        proving = {number for number, gains in enumerate(tally.gains) if gains >= enough}
        if reading.swapped:
            told = {number for number in reading.swapped if not kind_of(self.questions[number]).free_text}
            return told <= proving and (len(told) > 1 or self._is_exchanged(reading))
        weight = len(proving) + _FORMULA * (tally.formulas >= enough) + _STATEMENT * (tally.statements >= enough)
        return weight >= (_RIGHT if reading.step > 0 else _LEFT)

    def _is_exchanged(self, reading: _Reading) -> bool:
        """Whether the headings stand in another order than planned, and the columns so read in that order."""
        names = [cell.slot.column for cell in self.rows[0]]
        return self.rows[0][0].header is not None and self._order(names, reading.cols) == self._as_planned(names)

    def _as_planned(self, names: Sequence[str]) -> list[str]:
        return [name for name in self.planned if name in names]

    def _order(self, names: Sequence[str], cols: Sequence[int | None]) -> list[str]:
        return [name for _, name in sorted((col or 0, name) for col, name in zip(cols, names, strict=True))]

    def contradicted(self, reading: _Reading) -> list[Sequence[Found]]:
        """The rows that are surely not as they stand, if answers were taken out before the others.

        Of what would move, no cell suits as it stands, three do not, and three suit after it, and none does not.
        """
        if reading.step >= 0 or None not in reading.cols:
            return []
        rows = [row for row in self.rows if replace(self, rows=[row]).tally(reading).better]
        aside = [n for n, (one, other) in enumerate(zip(self.cols, reading.cols, strict=True)) if one != other]
        here = [self.suits(row, n, self.cols[n]) for row in rows for n in aside]
        there = [self.suits(row, n, col) for row in rows for n in aside if (col := reading.cols[n]) is not None]
        is_sure = (
            here.count(False) >= PROOFS and True not in here and there.count(True) >= PROOFS and False not in there
        )
        return rows if is_sure else []

    def beside(self) -> tuple[int, int] | None:
        """A question of free text that was given nothing but answers to the next, and in how many rows.

        Nothing is answered there: the column between the two may have been taken out.
        """
        for number, (asked, after) in enumerate(pairwise(self.questions)):
            col, beyond = self.cols[number : number + 2]
            filled = [row[0].slot.row for row in self.rows if self.at(row, col) is not None]
            if kind_of(asked).free_text and len(filled) >= PROOFS and not kind_of(after).free_text:
                plain = (self.evidence.is_plain(self.grid, (row, col), after) for row in filled)
                if not any(self.at(row, beyond) is not None for row in self.rows) and all(plain):
                    return number, len(filled)
        return None

    def read(self, row: Sequence[Found], readings: Sequence[_Reading]) -> list[int | None]:
        """The column of each answer of a row, as far as the readings agree, or the cells they name hold the same."""
        agreed: list[int | None] = []
        for cols in zip(*(reading.cols for reading in readings), strict=True):
            contents = {self.at(row, col) for col in cols if col is not None}
            agreed.append(cols[0] if None not in cols and len(contents) == 1 else None)
        return agreed


@frozen
class _Verdict:
    """The readings that are proved and about as good; else the one that would suit better, but is not proved."""

    likely: Sequence[_Reading] = ()
    doubt: _Reading | None = None
    tally: _Tally | None = None


class _Judge:
    """Weighs the content of the cells of whole sheets. `asked` numbers the questions that ask for the same."""

    def __init__(self, layout: Layout) -> None:
        self.evidence = evidence_by(layout.spec)
        self.questions = questions_of(layout.spec)
        kinds = list(dict.fromkeys((one.answer, one.settings) for one in self.questions.values()))
        self.asked = {key: kinds.index((one.answer, one.settings)) for key, one in self.questions.items()}
        columns = {sheet.title: [c for block in sheet.blocks for c in block.columns] for sheet in layout.sheets}
        self.planned = {title: list(dict.fromkeys(c.id for c in found if c.asks)) for title, found in columns.items()}
        self.ours = {
            title: frozenset(fold(label) for c in found if not c.asks for label in c.labels)
            for title, found in columns.items()
        }

    def settle(self, cells: Sequence[Found]) -> tuple[dict[_At, Found | None], list[Problem]]:
        """The cells of one grid that stand elsewhere, or nowhere (None), and what there is to say."""
        if self.is_plain(cells):
            return {}, []
        doubtful, problems = self._doubtful(cells)
        settled: dict[_At, Found | None] = {
            (cell.grid.title, cell.slot): None if cell.slot.grows else replace(cell, unsure=True) for cell in doubtful
        }
        kept = [c for c in cells if not (c.unsure or (settled and (c.grid.title, c.slot) in settled))]
        groups: dict[tuple[object, ...], list[list[Found]]] = defaultdict(list)
        for _, row in groupby(kept, key=lambda c: (c.slot.sheet, c.slot.ref, c.slot.row)):
            answers = list(row)
            columns = tuple((cell.slot.column, cell.slot.col) for cell in answers)
            asked = tuple(self.asked[cell.slot.sheet, cell.slot.column] for cell in answers)
            groups[answers[0].header is None, columns, asked].append(answers)
        for rows in groups.values():
            problems += self._put_right(self._table(rows), settled)
        return settled, problems

    def is_plain(self, cells: Sequence[Found]) -> bool:
        """Whether nothing has to be weighed: what is filled stands under a heading and suits its question.

        And no question of free text was given nothing but answers to the next, which nobody answered (`beside`).
        """
        if any(grid.marks.uncached for grid in {id(cell.grid): cell.grid for cell in cells}.values()):
            return False
        filled = set[tuple[int | None, str, str]]()
        aside: dict[tuple[int | None, str, str], bool] = {}
        for cell, after in zip(cells, (*cells[1:], None), strict=True):
            slot, there = cell.slot, cell.grid.cells
            if cell.unsure:
                return False
            if (slot.row, slot.col) not in there:
                continue
            if cell.header is None or (cell.header, slot.col) not in there or self._suits(cell) is False:
                return False
            filled.add((cell.header, slot.sheet, slot.column))
            if after is not None and after.slot.row == slot.row and kind_of(self._question(cell)).free_text:
                key, beyond = (cell.header, slot.sheet, after.slot.column), self._question(after)
                aside[key] = aside.get(key, True) and self.evidence.is_plain(cell.grid, (slot.row, slot.col), beyond)
        return not any(is_plain for key, is_plain in aside.items() if key not in filled)

    def _table(self, rows: Sequence[Sequence[Found]]) -> _Table:
        title = rows[0][0].slot.sheet
        return _Table(rows, list(map(self._question, rows[0])), self.planned[title], self.ours[title], self.evidence)

    def _put_right(self, table: _Table, moved: dict[_At, Found | None]) -> list[Problem]:
        """Decides on all rows together, else on each table, else on each row."""
        verdict, parts = table.verdict(), table.parts()
        if verdict.likely:
            return self._carried_out(table, verdict.likely, moved)
        if verdict.doubt and (contradicted := table.contradicted(verdict.doubt)):
            return [self._kept_raw(table, contradicted, verdict.doubt, moved)]
        if verdict.doubt and verdict.tally and (len(parts) == 1 or not verdict.tally.worse):
            return [self._doubt(table, verdict.doubt, verdict.tally)]
        if len(table.rows) == 1:
            return []
        if beside := table.beside():
            return [self._beside(table, *beside)]
        if len(parts) == 1:  # of a row alone one cell that does not suit is needed
            parts = [replace(table, rows=[row]) for row in table.rows if table.wrong[row[0].slot.row]]
        return [problem for part in parts for problem in self._put_right(part, moved)]

    def _carried_out(self, table: _Table, likely: Sequence[_Reading], moved: dict[_At, Found | None]) -> list[Problem]:
        problems: list[Problem] = []
        for row in table.rows:
            cols = table.read(row, likely)
            for cell, col in zip(row, cols, strict=True):
                moved[cell.grid.title, cell.slot] = (
                    None if col is None else replace(cell, slot=replace(cell.slot, col=col))
                )
            problems += self._about_row(table, row, cols, likely[0])
        if likely[0].swapped:
            one, other = (self._label(table.rows[0][number]) for number in likely[0].swapped)
            problems.append(Problem("SHEET-015", Place(sheet=table.grid.title), {"one": one, "other": other}))
        return problems

    def _about_row(
        self, table: _Table, row: Sequence[Found], cols: Sequence[int | None], reading: _Reading
    ) -> Iterator[Problem]:
        read = [cell for cell, col in zip(row, cols, strict=True) if col is not None]
        if not any(table.at(row, col) is not None for col in (*table.cols, *filter(None, cols))):
            return
        if reading.step and read:
            code = "ROW-013" if reading.step > 0 else "ROW-017"
            yield Problem(code, _place(row), {"aside": _ASIDE[abs(reading.step)]})
        if labels := [self._label(cell) for cell in row if cell not in read]:
            yield Problem("ROW-018", _place(row), {"columns": ", ".join(labels)})

    def _doubt(self, table: _Table, reading: _Reading, tally: _Tally) -> Problem:
        row = table.rows[0]
        named = reading.swapped or [number for number, gains in enumerate(tally.gains) if gains]
        labels = [f'"{self._label(row[number])}"' for number in named]
        side = "right" if reading.step > 0 else "left"
        how = "the other way round" if reading.swapped else f"if taken from {_ASIDE[abs(reading.step)]} further {side}"
        words = {"columns": " and ".join(labels), "how": how, "count": str(tally.better)}
        if len(table.rows) == 1:
            return Problem("ROW-025", _place(row), words)
        return Problem("SHEET-019", Place(sheet=table.grid.title), words)

    def _beside(self, table: _Table, number: int, count: int) -> Problem:
        one, other = (self._label(cell) for cell in table.rows[0][number : number + 2])
        words = {"columns": f'"{one}"', "how": f'under "{other}", where nothing stands', "count": str(count)}
        return Problem("SHEET-019", Place(sheet=table.grid.title), words)

    def _kept_raw(
        self, table: _Table, rows: Sequence[Sequence[Found]], reading: _Reading, moved: dict[_At, Found | None]
    ) -> Problem:
        """What stands in columns of which nothing suits is no answer, to whatever question."""
        aside = [n for n, (one, other) in enumerate(zip(table.cols, reading.cols, strict=True)) if one != other]
        for cell in (row[number] for row in rows for number in aside):
            moved[cell.grid.title, cell.slot] = None if cell.slot.grows else replace(cell, unsure=True)
        labels = ", ".join(f'"{self._label(rows[0][number])}"' for number in aside)
        refs = ", ".join(row[0].slot.ref for row in rows)
        words = {"columns": labels, "aside": _ASIDE[abs(reading.step)], "refs": refs}
        return Problem("SHEET-021", Place(sheet=table.grid.title), words)

    def _label(self, cell: Found) -> str:
        return self._question(cell).label

    def _question(self, cell: Found) -> Question:
        return self.questions[cell.slot.sheet, cell.slot.column]

    def _doubtful(self, cells: Sequence[Found]) -> tuple[list[Found], list[Problem]]:
        """The cells of a grid that have no heading, if their content says that they stand elsewhere."""
        columns, grid = defaultdict[str, list[Found]](list), cells[0].grid
        for cell in cells:
            if cell.header is None or (cell.header, cell.slot.col) not in grid.cells:
                columns[cell.slot.column].append(cell)
        if not self._is_doubtful(list(columns.values())):
            return [], []
        doubtful = [cell for column in columns.values() for cell in column]
        return doubtful, [Problem("SHEET-009", Place(sheet=doubtful[0].grid.title))]

    def _is_doubtful(self, columns: Sequence[Sequence[Found]]) -> bool:
        """Whether most cells do not suit their questions, or most of one column answer another question."""
        told = [suits for column in columns for cell in column if (suits := self._suits(cell)) is not None]
        if sum(told) * 2 < len(told):
            return True
        for column in columns:
            there = [cell for cell in column if _raw(cell) is not None or _is_uncached(cell)]
            wrong = [cell for cell in there if self._suits(cell) is not True or _is_uncached(cell)]
            elsewhere = sum(map(self._is_elsewhere, wrong))
            if elsewhere >= PROOFS and elsewhere * 2 > len(there):
                return True
        return False

    def _suits(self, cell: Found) -> bool | None:
        return self.evidence.suits(cell.grid, (cell.slot.row, cell.slot.col), self._question(cell))

    def _is_elsewhere(self, cell: Found) -> bool:
        """Whether what stands there answers another question of the sheet, or is written by our own formulas."""
        if is_ours(_raw(cell)) or _is_uncached(cell):
            return True
        others = (
            question
            for (sheet, column), question in self.questions.items()
            if sheet == cell.slot.sheet and column != cell.slot.column
        )
        return any(self.evidence.suits(cell.grid, (cell.slot.row, cell.slot.col), question) for question in others)


@kept(MOST_SPECS)
def _judge(layout: Layout) -> _Judge:
    return _Judge(layout)


def _raw(cell: Found) -> Raw:
    return cell.grid.at(cell.slot.row, cell.slot.col)


def _is_uncached(cell: Found) -> bool:
    return (cell.slot.row, cell.slot.col) in cell.grid.marks.uncached


def _has_statement(row: Sequence[Found]) -> bool:
    """Whether what names the row still stands there."""
    first = row[0]
    return (first.slot.grows and first.matched_by == "ref") or first.matched_by not in ("ref", "position")


def _place(row: Sequence[Found]) -> Place:
    first = row[0].slot
    return Place(sheet=row[0].grid.title, cell=a1(first.row, first.col), ref=first.ref, item=first.item)


def _form(cells: list[Found]) -> tuple[dict[_At, Found | None], list[Problem]]:
    """A form whose answers stand in the next column, if nothing is headed there: one answer a row leaves no doubt."""
    first = min(cell.slot.row for cell in cells)
    headed = {col for row, col in cells[0].grid.cells if row < first}
    settled: dict[_At, Found | None] = {}
    problems = []
    for cell in cells:
        row, col = cell.slot.row, cell.slot.col
        if cell.grid.at(row, col) is None and cell.grid.at(row, col + 1) and col + 1 not in headed:
            problems.append(Problem("ROW-013", _place([cell]), {"aside": _ASIDE[1]}))
            settled[cell.grid.title, cell.slot] = replace(cell, slot=replace(cell.slot, col=col + 1))
    return settled, problems
