"""Which sheet of a file is which sheet of the plan: by what stands on it, not by its name or place.

Enters: a book and a layout. Leaves: `MatchedSheets`: for each planned sheet that asks something its grid, and
what else is there. Must not know: rows of answers, kinds of answers.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.school import is_urn
from careers_workbook.core.text import Raw, fold, plain, show
from careers_workbook.layout.fixed_sheets import ABOUT_LABELS
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.headers import find_headings, taken_apart
from careers_workbook.returns.matching.joined_rows import Joined, Statements, with_joined_rows
from careers_workbook.returns.matching.mentions import Mentions, RefsByRow
from careers_workbook.returns.matching.several_schools import lists_schools
from careers_workbook.returns.matching.targets import MatchedSheet, Target, Views, everything, targets
from careers_workbook.spec.years import MOST_SPECS
from careers_workbook.spreadsheet.read.grid import Book, Grid

_TEXT, _REF, _HEADER, _TITLE = 20, 10, 5, 3
"""What the text of a row, its ref, one heading, and the sheet's title are worth."""
_HIDDEN = 0.8
"""Part of its score that a hidden sheet keeps: a visible one with the same content is the one that was filled in."""
_YEARS = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NUMBERS = re.compile(r"\d+")
_ABOUT = frozenset(map(fold, ABOUT_LABELS))
_ABOUT_WORDS = frozenset(map(plain, ABOUT_LABELS))
_TWIN = 0.7
"""Part of the best score from which a second grid may be the same sheet once more."""
_HEAD = 10
"""Rows at the top of a sheet in which its title may stand."""
_MOST = 0.5
"""Part of the items from which a grid is a sheet; part of the items in common from which two grids are the same one."""


@frozen
class Unread:
    """A second grid for a planned sheet that does not count, the one that was read, and whether they differ."""

    title: str
    read: Grid
    other: Grid
    differ: bool


@frozen
class MatchedSheets:
    """Planned title -> sheet; `others` are the grids that are no such sheet and may still hold rows.

    `copies` are further sheets that hold the same questions and count as much; `unread` are those that do not count;
    `strange` are sheets of the school's own, and lists of `several` schools; `joined` are the rows that were put into
    one; `views` are all grids as they were seen.
    """

    by_title: dict[str, MatchedSheet]
    copies: dict[str, tuple[MatchedSheet, ...]]
    unread: tuple[Unread, ...]
    others: tuple[Grid, ...]
    strange: tuple[Grid, ...]
    several: tuple[str, ...]
    joined: tuple[Joined, ...]
    views: Views


@frozen
class Likeness:
    """How much of a target stands on a grid: a score, and the items (refs) that are there."""

    score: float
    items: frozenset[str]

    def is_twin_of(self, other: "Likeness") -> bool:
        """Whether both are the same sheet, not two halves of it."""
        fewest = min(len(self.items), len(other.items))
        return self.score >= _TWIN * other.score and len(self.items & other.items) >= _MOST * fewest


def match_sheets(book: Book, layout: Layout) -> MatchedSheets:
    """One grid for each planned sheet that asks something, best score first, each grid once."""
    asking, views = targets(layout), Views(everything(layout))
    asked = [grid for grid in book.grids if not _repeats_questions(views.mentions(grid), layout)]
    several = [grid for grid in asked if lists_schools(views.mentions(grid))]
    asked = [grid for grid in asked if all(grid is not one for one in several)]
    joined = [with_joined_rows(grid, _statements(layout)) for grid in asked]
    grids = [part for grid, _ in joined for part in _parts(views.mentions(grid), asking)]
    likes = {
        (order, number): like
        for number, grid in enumerate(grids)
        for order, target in enumerate(asking)
        if (like := _likeness(views, target, grid)) is not None
    }
    chosen: dict[int, int] = {}
    for order, number in sorted(likes, key=lambda pair: (-likes[pair].score, -_year(grids[pair[1]]), pair)):
        if order not in chosen and number not in chosen.values():
            chosen[order] = number
    copies: dict[str, tuple[MatchedSheet, ...]] = {}
    unread: list[Unread] = []
    sheets: dict[str, MatchedSheet] = {}
    for order, number in sorted(chosen.items()):
        target, first, best = asking[order], grids[number], likes[order, number]
        twins = [
            grid
            for other, grid in enumerate(grids)
            if other != number and (like := likes.get((order, other))) and like.is_twin_of(best)
        ]
        older = [grid for grid in twins if _is_older(grid, first)]
        alike = (views.of(target, grid) for grid in twins if not _is_older(grid, first))
        whole = [sheet for sheet in alike if sheet.repeats(views.of(target, first))]
        if older:
            is_blank = not any(_answers(sheet) for sheet in (views.of(target, first), *whole))
        for second in older:
            one, other = views.of(target, first), views.of(target, second)
            is_same_school = _urns(second) == _urns(first)
            unread.append(_one_of(one, other, is_blank=is_blank and is_same_school))
            first = unread[-1].read
            is_blank = is_blank and not _answers(views.of(target, first))
        sheets[target.plan.title] = views.of(target, first)
        copies[target.plan.title] = tuple(whole)
    left_out = [*(sheet.grid for sheet in sheets.values()), *(one.other for one in unread)]
    others = tuple(grid for grid in grids if all(grid is not out for out in left_out))
    known = {grid.title for grid in (*left_out, *(sheet.grid for found in copies.values() for sheet in found))}
    strange = tuple(g for g in others if g.cells and not _is_ours(g, layout) and g.title not in known)
    rows = tuple(one for _, found in joined for one in found)
    titles = tuple(grid.title for grid in several)
    return MatchedSheets(sheets, copies, tuple(unread), others, (*strange, *several), titles, rows, views)


@kept(MOST_SPECS)
def _statements(layout: Layout) -> Statements:
    return Statements({ref: text for one in targets(layout) if one.has_items for ref, text in one.texts.items()})


def names_anything(book: Book, layout: Layout) -> bool:
    """Whether anything stands in the book by which a planned sheet that asks something could be known.

    Where this is not so nothing will be found.
    """
    asking, views = targets(layout), Views(everything(layout))
    titles = {target.plan.title for target in asking}
    likely = sorted(book.grids, key=lambda grid: grid.title not in titles)
    whole = (with_joined_rows(grid, _statements(layout))[0] for grid in likely)
    return any(views.mentions(grid).items or any(_likeness(views, target, grid) for target in asking) for grid in whole)


def _is_older(grid: Grid, first: Grid) -> bool:
    """Whether a grid that holds the same as another counts less.

    It is hidden, of another year, of another school, or beside it on one sheet.
    """
    if grid.title == first.title:
        return True
    return (grid.hidden, _year(grid), _urns(grid)) != (first.hidden, _year(first), _urns(first))


def _year(grid: Grid) -> int:
    """The latest year in a title: of two sheets that are alike, the one of this year counts."""
    return max(map(int, _YEARS.findall(grid.title)), default=0)


def _urns(grid: Grid) -> frozenset[str]:
    """The URNs in a title: what another school answered is not put together with these answers."""
    return frozenset(number for number in _NUMBERS.findall(grid.title) if is_urn(number))


def _parts(seen: Mentions, asking: Sequence[Target]) -> tuple[Grid, ...]:
    """The tables that stand side by side on a grid, by the first planned sheet whose headings stand there twice."""
    headings = {tuple(column.label for column in target.columns): target.columns for target in asking}
    apart = (taken_apart(seen, columns) for columns in headings.values())
    return next((parts for parts in apart if len(parts) > 1), (seen.grid,))


def _one_of(first: MatchedSheet, second: MatchedSheet, *, is_blank: bool) -> Unread:
    """The first counts unless it was left blank."""
    one, other = _answers(first), _answers(second)
    read, unread = (second, first) if is_blank and other else (first, second)
    return Unread(first.target.plan.title, read.grid, unread.grid, one != other)


def _answers(sheet: MatchedSheet) -> dict[tuple[str, str], Raw]:
    """What stands in the answer columns of each row that holds an item: (ref, column id) -> content."""
    headings, rows = {header.row for header in sheet.headers}, sheet.grid.rows
    return {
        (ref, name): rows[row][col]
        for row, ref in sheet.known.items()
        if row not in headings
        for name in sheet.target.answer_ids
        if (col := sheet.cols(row).get(name, -1)) in rows[row]
    }


def _is_ours(grid: Grid, layout: Layout) -> bool:
    """Whether this is a sheet of every workbook that asks nothing: by its name or by the title in its first cell."""
    titles = {fold(plan.title) for plan in layout.sheets}
    return fold(grid.title) in titles or fold(show(grid.at(0, 0))) in titles


def repeats_questions(grid: Grid, layout: Layout) -> bool:
    """Whether the grid is one of our own sheets that repeat questions without asking them: Progress, About."""
    return _repeats_questions(Mentions(grid, everything(layout)), layout)


def _repeats_questions(seen: Mentions, layout: Layout) -> bool:
    grid, columns = seen.grid, defaultdict[int, set[str]](set)
    for at in chain(*(grid.said.get(words, ()) for words in _ABOUT_WORDS)):
        columns[at[1]].add(fold(str(grid.cells[at])))
    if any(len(texts & _ABOUT) > len(ABOUT_LABELS) // 2 for texts in columns.values()):
        return True
    counted = (plan for plan in layout.sheets if plan.sheet and not plan.sheet.filled_in)
    headings = [block.columns for plan in counted for block in plan.blocks[:1]]
    return any(
        len(found) > len(heading) // 2 for heading in headings for found in find_headings(seen, heading).values()
    )


def _likeness(views: Views, target: Target, grid: Grid) -> Likeness | None:
    """How much of the target stands on the grid; None if too little to call it that sheet."""
    seen = views.mentions(grid)
    texts, refs = seen.texts(target.texts), seen.refs(target.texts)
    if not texts and not refs:
        if not find_headings(seen, target.columns):
            return None
        texts = _close_texts(target, grid) if target.has_items else {}
        if target.has_items and not texts:
            return None
    sheet = views.of(target, grid)
    headings = max((len(header.cols) for header in sheet.headers if not header.foreign), default=0)
    if not _is_enough(sheet, headings, len(texts), len(refs)):
        return None
    title = fold(grid.title) == fold(target.plan.title)
    score = len(texts) * _TEXT + len(refs) * _REF + headings * _HEADER + title * _TITLE
    return Likeness(score * (_HIDDEN if grid.hidden else 1), frozenset(chain(*texts.values(), *refs.values())))


def _close_texts(target: Target, grid: Grid) -> RefsByRow:
    """The same where every statement was changed and no ref is left: by close text, on a sheet that has the title."""
    title = fold(target.plan.title)
    if title != fold(grid.title) and title not in (
        fold(show(raw)) for (row, _), raw in grid.cells.items() if row < _HEAD
    ):
        return {}
    close = (
        (row, frozenset(ref for raw in cells.values() if (ref := target.anchors.close(raw))))
        for row, cells in grid.rows.items()
    )
    found = {row: refs for row, refs in close if refs}
    return found if len(set().union(*found.values())) >= _MOST * len(target.texts) else {}


def _is_enough(sheet: MatchedSheet, headings: int, texts: int, refs: int) -> bool:
    """Whether a grid with so many headings, rows that hold texts of the target, and rows that hold refs, is it."""
    wanted = len(sheet.target.texts)
    if not sheet.target.has_items:
        return headings > len(sheet.target.columns) // 2 or (not sheet.has_our_headings and texts > wanted // 2)
    if sheet.has_our_headings:
        return bool(texts or refs)
    known = texts >= max(2, wanted * 0.3) or refs >= max(2, wanted * _MOST)
    return known and not sheet.is_headed_otherwise
