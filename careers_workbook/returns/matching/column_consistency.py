"""What the cells themselves say against the place that was found.

Answers typed one column aside; columns whose headings are gone. Enters: a location and its layout. Leaves: the
same location, corrected where the content leaves no doubt, emptied where it contradicts the place.
Must not know: how rows were found.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from careers_workbook.core.cells import a1, column_letters
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.locate import Found, Location
from careers_workbook.returns.matching.shifts import Row, moved
from careers_workbook.returns.matching.swapped import put_right
from careers_workbook.spec.answers.registry import kind_of, parse
from careers_workbook.spec.model import Question, Spec
from careers_workbook.spec.questions import Questions
from careers_workbook.spec.semantic_ids import ALL_KNOWN, NOT_YET, UNDATED
from careers_workbook.spec.status import WORDS

_ENOUGH = 3
"""Cells of a column that must answer another question before the column is believed to be another one."""
_STATUS_WORDS = frozenset(word.word for word in WORDS) | {ALL_KNOWN, UNDATED}
"""What our own formulas write beside the last answer: it proves nothing about answers."""


@dataclass(frozen=True, slots=True)
class _Judge:
    """Says whether a cell's content suits a question. Blank suits every question and proves nothing."""

    spec: Spec
    questions: dict[tuple[str, str], Question]

    def label(self, found: Found) -> str:
        """The heading of its column."""
        return self.questions[found.slot.sheet, found.slot.column].label

    def is_elsewhere(self, found: Found) -> bool:
        """Whether what stands there answers another question of the sheet, or is written by our own formulas."""
        at = (found.slot.row, found.slot.col)
        content = found.grid.content(*at)
        if _is_ours(content.value) or at in found.grid.marks.uncached:
            return True
        others = (
            question
            for (sheet, column), question in self.questions.items()
            if sheet == found.slot.sheet and column != found.slot.column and not kind_of(question).free_text
        )
        return any(parse(content, question, self.spec).value is not None for question in others)

    def suits(self, found: Found, col: int) -> bool | None:
        """True or False over a filled cell, None where nothing is proved: free text fits anywhere."""
        question = self.questions[found.slot.sheet, found.slot.column]
        raw: Raw = found.grid.at(found.slot.row, col)  # far more cells are asked for than hold something
        moved = col != found.slot.col
        if raw is None or kind_of(question).free_text or (moved and _is_ours(raw)):
            return None
        return parse(found.grid.content(found.slot.row, col), question, self.spec).value is not None


def _is_ours(raw: Raw) -> bool:
    return raw in _STATUS_WORDS or (isinstance(raw, str) and raw.startswith(NOT_YET))


def settle(location: Location, layout: Layout) -> Location:
    """The location after the content of its cells has been heard."""
    judge = _Judge(layout.spec, Questions(layout.spec))
    problems: list[Problem] = []
    found: list[Found] = []
    for _, sheet in groupby(location.found, key=lambda f: f.slot.sheet):
        cells = list(sheet)
        if cells[0].slot.kind == "form":
            settled, shifted = _form(cells)
        else:
            kept, shifted = _without_doubtful(cells, judge)
            columns = put_right(kept, judge.suits, judge.label)
            kept, shifted = list(columns.cells), [*shifted, *columns.problems]
            rows = [_row(list(row), judge) for _, row in groupby(kept, key=lambda f: (f.slot.ref, f.slot.row))]
            settled = [cell for row, _ in rows for cell in row]
            shifted += [problem for _, found in rows for problem in found]
        found += settled
        problems += shifted
    there = {(cell.grid.title, column_letters(cell.slot.col)) for cell in found if cell.slot.kind == "form"}
    before = (p for p in location.problems if (p.place.sheet, p.context.get("found")) not in there)
    empty = {f.slot.sheet for f in location.found if f.slot.kind == "tracker"} - {f.slot.sheet for f in found}
    missing = (*location.missing_sheets, *sorted(empty))  # rows that cannot be read are not rows that are not there
    return replace(location, found=tuple(found), problems=(*before, *problems), missing_sheets=missing)


def _without_doubtful(cells: Sequence[Found], judge: _Judge) -> tuple[list[Found], list[Problem]]:
    """Drops the cells of a grid whose columns have no headings if their content says that they stand elsewhere."""
    guessed: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        if cell.guessed:
            guessed[cell.grid.title][cell.slot.column].append(cell)
    doubtful = {title for title, columns in guessed.items() if _is_doubtful(list(columns.values()), judge)}
    problems = [Problem("SHEET-009", Place(sheet=title)) for title in doubtful]
    return [cell for cell in cells if not (cell.guessed and cell.grid.title in doubtful)], problems


def _is_doubtful(columns: Sequence[Sequence[Found]], judge: _Judge) -> bool:
    """Whether most cells do not suit their questions, or most of one column answer another question."""
    heard = [suits for column in columns for cell in column if (suits := judge.suits(cell, cell.slot.col)) is not None]
    if sum(heard) * 2 < len(heard):
        return True
    for column in columns:
        there = [
            cell for cell in column if cell.grid.at(cell.slot.row, cell.slot.col) is not None or _is_uncached(cell)
        ]
        wrong = [cell for cell in there if judge.suits(cell, cell.slot.col) is not True or _is_uncached(cell)]
        elsewhere = sum(judge.is_elsewhere(cell) for cell in wrong)
        if elsewhere >= _ENOUGH and elsewhere * 2 > len(there):
            return True
    return False


def _is_uncached(cell: Found) -> bool:
    return (cell.slot.row, cell.slot.col) in cell.grid.marks.uncached


def _row(row: list[Found], judge: _Judge) -> tuple[list[Found], list[Problem]]:
    """One row, put right if its cells were moved to the side; without those of which nothing can be said."""
    if not row or any(b.slot.col != a.slot.col + 1 for a, b in pairwise(row)):
        return row, []
    first = row[0].slot
    cells = [row[0].grid.at(first.row, col) for col in range(first.col - 1, row[-1].slot.col + 2)]
    leaver = first.kind == "tracker" and row[0].matched_by == "ref"
    has_statement = leaver or row[0].matched_by not in ("ref", "position")
    place = Place(sheet=row[0].grid.title, cell=a1(first.row, first.col), ref=first.ref, item=first.item)
    verdict = moved(Row(cells, lambda n, step: judge.suits(row[n], row[n].slot.col + step), has_statement))
    if verdict is None:
        return row, []
    steps = list(zip(row, verdict.steps, strict=True))
    labels = [judge.questions[first.sheet, cell.slot.column].label for cell, step in steps if step is None]
    problems = [Problem("ROW-013" if verdict.step > 0 else "ROW-017", place)] if verdict.step else []
    problems += [Problem("ROW-018", place, {"columns": ", ".join(labels)})] if labels else []
    return [_aside(cell, step) for cell, step in steps if step is not None], problems


def _aside(cell: Found, step: int) -> Found:
    return replace(cell, slot=replace(cell.slot, col=cell.slot.col + step)) if step else cell


def _form(cells: list[Found]) -> tuple[list[Found], list[Problem]]:
    """A form whose answers stand in the next column, if nothing is headed there: one answer a row leaves no doubt."""
    first = min(cell.slot.row for cell in cells)
    headed = {(cell.grid.title, col) for cell in cells for row, col in cell.grid.cells if row < first}
    settled, problems = [], []
    for cell in cells:
        row, col = cell.slot.row, cell.slot.col
        if cell.grid.at(row, col) is None and cell.grid.at(row, col + 1) and (cell.grid.title, col + 1) not in headed:
            place = Place(sheet=cell.grid.title, cell=a1(row, col), ref=cell.slot.ref, item=cell.slot.item)
            problems.append(Problem("ROW-013", place))
            settled.append(_aside(cell, 1))
        else:
            settled.append(cell)
    return settled, problems
