"""Grids -> the same slots, where this file really has them.

Enters: a book and a layout. Leaves: a `Location`: every slot that was found, with what recognised it, and a problem for
everything that was not. On an untouched workbook its slots equal the plan's. Must not know: kinds of answers, files.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from careers_workbook.core.cells import a1, column_letters
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw, fold, show
from careers_workbook.layout.places import Slot
from careers_workbook.layout.plan import Layout
from careers_workbook.returns.matching.growing_rows import MOST, GrowingRows
from careers_workbook.returns.matching.headers import Header, header_for
from careers_workbook.returns.matching.mentions import Mentions
from careers_workbook.returns.matching.row_evidence import Candidate, candidates
from careers_workbook.returns.matching.row_matching import Matching, quote
from careers_workbook.returns.matching.sheet_matching import MatchedSheets, match_sheets
from careers_workbook.returns.matching.targets import MatchedSheet, Target, targets
from careers_workbook.returns.submission import MatchedBy, OwnRow
from careers_workbook.spreadsheet.read.grid import Book, Grid

_NOT_REPEATED = "(hidden, not repeated here)"
"""What is said instead of a row that a school hid."""
_OWN_ROWS, _OWN_TEXT = 300, 500_000
"""Rows of the school's own on one sheet that are kept, and characters in them: more than anybody reads in a report."""
_OF_HEADINGS = frozenset({"SHEET-006", "SHEET-012", "SHEET-018"})
"""What is said of a column of which something was kept or read."""


@frozen
class Found:
    """One slot at its real place: `slot.row` and `slot.col` are those of `grid`.

    `header` is the row of the headings over it; None says that its table has none, and that it was taken to stand where
    it was planned. `unsure`: its heading is none of ours or its row contradicts itself, and what stands there is kept,
    not read. `listed`: it stands on a list of the school's own beside the sheet that was sent. `against`: what another
    sheet says, and where.
    """

    slot: Slot
    grid: Grid
    matched_by: MatchedBy
    header: int | None = None
    unsure: bool = False
    listed: bool = False
    against: tuple[str, str] | None = None

    @property
    def raw(self) -> Raw:
        """What stands there, an error's word included; None if blank."""
        at = (self.slot.row, self.slot.col)
        return self.grid.marks.errors.get(at, self.grid.at(*at))

    @property
    def is_filled(self) -> bool:
        """Whether something stands in the cell, be it readable or not."""
        at, grid = (self.slot.row, self.slot.col), self.grid
        return at in grid.cells or at in grid.marks.errors or at in grid.marks.uncached


@frozen
class Location:
    """Where the questions of a layout stand in one file.

    `missing_sheets` are planned titles of which nothing was found; `own` are rows that nobody sent; `several` are the
    titles of lists in which several schools have rows, of which nothing was taken.
    """

    found: tuple[Found, ...]
    missing_sheets: tuple[str, ...]
    problems: tuple[Problem, ...]
    own: tuple[OwnRow, ...] = ()
    several: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots found, in the order of the plan."""
        return tuple(found.slot for found in self.found)


def locate(book: Book, layout: Layout) -> Location:
    """Find every slot of the layout in the book, more than once where it stands on several sheets."""
    sheets = match_sheets(book, layout)
    asking = targets(layout)
    matchings = {t.plan.title: Matching(t, sheets.by_title.get(t.plan.title)) for t in asking if t.has_items}
    copies = {
        title: [Matching(one.target, sheet, _others(asking, one.target)) for sheet in sheets.copies.get(title, ())]
        for title, one in matchings.items()
    }
    used = _find_moved(matchings, sheets)
    found: list[Found] = []
    missing: list[str] = []
    problems = [*_about_sheets(sheets)]
    for target in asking:
        title = target.plan.title
        matching, sheet = matchings.get(title), sheets.by_title.get(title)
        if sheet is None and not (matching and matching.claims):
            missing.append(title)
            problems.append(_sheet_missing(target, sheets))
            continue
        if matching:
            here = [f for one in (matching, *copies[title]) for f in _found_items(one)]
            here += _unread_items(matching, {f.slot.ref for f in here})
            about = [p for one in (matching, *copies[title]) for p in one.problems()]
            problems += [*_each_once(about), *_rows_missing(matching, {f.slot.ref for f in here})]
        elif sheet:
            here, about = growing((sheet, *sheets.copies.get(title, ())))
            problems += _each_once(about)
        found += here
        about = [*_about_columns(sheet, {f.slot.row for f in here if f.grid is sheet.grid})] if sheet else []
        about += _about_columns_elsewhere(target, here, sheets) if matching else []
        problems += [problem for problem in about if problem not in problems]
    strange = (sheets.views.mentions(grid) for grid in sheets.strange if grid.title not in used)
    problems += _about_strange(strange, asking, found)
    own: list[OwnRow] = []
    for one, rows in _own_rows([*matchings.values(), *chain(*copies.values())]):
        kept, about = _kept(one, rows)
        own += kept
        problems += about
    return Location(tuple(found), tuple(missing), tuple(problems), tuple(own), sheets.several)


def _others(asking: Sequence[Target], target: Target) -> frozenset[str]:
    """The texts of all other sheets: a list of the whole checklist is a copy of each."""
    others = (one.anchors.by_text for one in asking if one.has_items and one is not target)
    return frozenset(chain(*others)) - target.anchors.by_text.keys()


def _each_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What is true of every copy of a sheet is said of the first."""
    said = set()
    for problem in problems:
        words = (problem.code, problem.place.ref, problem.place.cell, *problem.context.items())
        if words not in said:
            said.add(words)
            yield problem


def growing(sheets: Sequence[MatchedSheet]) -> tuple[list[Found], list[Problem]]:
    """The rows of a table that grows and of its copies.

    Of rows without a reference that say the same a copy adds none, unless it has more of them than the sheets before.
    """
    found: list[Found] = []
    problems: list[Problem] = []
    before, room = Counter[tuple[Raw, ...]](), MOST
    for sheet in sheets:
        rows, unnamed = GrowingRows(sheet, room), Counter[tuple[Raw, ...]]()
        for row, ref in rows.rows():
            here = list(_found_row(sheet, row, ref, _how(ref)))
            if _how(ref) == "ref" or not here:
                found += here
                continue
            content = tuple(f.raw for f in here)
            unnamed[content] += 1
            if unnamed[content] > before[content]:
                name = ref if sheet is sheets[0] else f"{ref} of {sheet.grid.title}"
                found += here if name == ref else [replace(f, slot=replace(f.slot, ref=name)) for f in here]
        before, room = before | unnamed, rows.room
        problems += rows.problems
    return found, problems


def _find_moved(matchings: dict[str, Matching], sheets: MatchedSheets) -> frozenset[str]:
    """Rows of one sheet that stand on another; says on which. A list that has headings of its own is no such sheet."""
    grids, used = [*(sheet.grid for sheet in sheets.by_title.values()), *sheets.others], set()
    for title, matching in matchings.items():
        own = [matching.sheet, *sheets.copies.get(title, ())]
        for grid in grids:
            is_list = any(grid is one for one in sheets.strange)
            if not is_list and len(matching.claims) == len(matching.texts):
                continue
            seen = sheets.views.mentions(grid)
            if not (seen.rows(matching.texts) if is_list else seen.texts(matching.texts)):
                continue
            there = sheets.views.of(matching.target, grid)
            headed_otherwise = there.is_headed_otherwise or (is_list and there.is_in_other_words)
            if any(sheet and sheet.grid is grid for sheet in own) or headed_otherwise:
                continue
            if matching.adopt(candidates(there), is_list=is_list):
                used.add(grid.title)
    return frozenset(used)


def _about_sheets(sheets: MatchedSheets) -> Iterator[Problem]:
    for sheet in sheets.by_title.values():
        title, place = sheet.target.plan.title, Place(sheet=sheet.grid.title)
        if sheet.grid.title != title:
            yield Problem("SHEET-002", place, {"title": title, "found": sheet.grid.title})
        if not sheet.headers:
            yield Problem("SHEET-003", place)
    for rows in sheets.joined:
        words = {"first": str(rows.first + 1), "last": str(rows.last + 1)}
        place, more = (
            Place(sheet=rows.title, cell=a1(rows.first, 0), ref=rows.ref),
            range(rows.first + 1, rows.last + 1),
        )
        yield Problem("ROW-023", place, words, more)  # the first row is there still
    for one in sheets.unread:
        context = {"title": one.title, "found": one.read.title, "other": one.other.title}
        if one.read.title != one.other.title:
            names = {"title": one.title, "sheets": f'"{one.read.title}" and "{one.other.title}"'}
            place = Place(sheet=one.other.title)
            yield Problem("SHEET-016", place, context) if one.differ else Problem("SHEET-008", place, names)
        elif one.differ:
            edge = column_letters(min(col for _, col in one.other.cells))
            yield Problem("SHEET-013", Place(sheet=one.other.title), {**context, "other": edge})


def _about_strange(strange: Iterable[Mentions], asking: Sequence[Target], found: Iterable[Found]) -> Iterator[Problem]:
    """Sheets of the school's own. Beside checklists that are blank they may hold answers, if not about other items."""
    filled = [one.slot for one in found if one.is_filled]
    answered, begun = {slot.ref for slot in filled}, {slot.sheet for slot in filled}
    asked = (target.plan.title for target in asking if target.has_items and len(target.answer_ids) > 1)
    blank = [title for title in asked if title not in begun]
    for seen in strange:
        grid = seen.grid
        rows = [cells for cells in grid.rows.values() if len(cells) > 1]
        places = ((target, row) for target in asking if target.has_items for row in seen.rows(target.texts))
        told = (target.known(grid.rows[row]) for target, row in places if len(grid.rows[row]) > 1)
        named = {*told} - {""}
        words = {"found": grid.title}
        if len(named - answered) > len(named) / 2:
            yield Problem("SHEET-017", Place(sheet=grid.title), {**words, "count": str(len(named - answered))})
        elif blank and grid.cells and len(named) <= len(rows) / 2:
            words["titles"] = ", ".join(f'"{title}"' for title in blank)
            yield Problem("SHEET-020", Place(sheet=grid.title), words)
        else:
            yield Problem("SHEET-007", Place(sheet=grid.title), words)


def _about_columns(sheet: MatchedSheet, rows: Collection[int]) -> Iterator[Problem]:
    """What to know about columns: gone, reworded, there twice, or the school's own.

    What the school added counts only where it is filled beside a row that was read.
    """
    place = Place(sheet=sheet.grid.title)
    # where tables differ in their columns, one is gone if no table has it
    there = any if len({block.columns for block in sheet.target.plan.blocks}) > 1 else all
    serving = {header.row: header for row in rows if (header := header_for(sheet.headers, row))}
    headers = list(serving.values()) or sheet.headers
    reworded = {name: words for header in headers for name, words in header.reworded.items()}
    doubled = {name: (header, col) for header in headers for name, col in header.doubled.items()}
    cols = [header.cols for header in headers] or [sheet.cols(0)]
    for column in sheet.target.columns:
        if column.id not in sheet.target.answer_ids:
            continue
        if column.id in reworded:
            read = {header.cols[column.id] for header in headers if column.id in header.reworded}
            yield Problem("SHEET-006", place, {"column": column.label, "found": reworded[column.id]}, cols=read)
        elif not there(column.id in found for found in cols):
            where = "in every table of" if any(column.id in found for found in cols) else "on"
            words = {"column": column.label, "where": where}
            yield Problem("SHEET-004", replace(place, column=column.label), words)
        if column.id in doubled:
            header, other = doubled[column.id]
            edges = {"read": column_letters(header.cols[column.id]), "other": column_letters(other)}
            words = {"column": column.label, **edges}
            yield Problem("SHEET-012", replace(place, column=column.label), words, cols=(other,))
    labels = {column.id: column.label for column in sheet.target.columns}
    for header in headers:
        if header.unsure:
            found = dict.fromkeys(_heading(sheet, header, col) for col in header.unknown)
            asked = (f'"{labels[name]}"' for name in labels if name in header.unsure)
            words = {"found": ", ".join(found), "columns": ", ".join(asked)}
            at = replace(place, cell=a1(header.row, header.unknown[0]))
            yield Problem("SHEET-018", at, words, cols=header.unknown)
    for heading, own in _own_headings(sheet, rows).items():
        yield Problem("SHEET-011", place, {"found": heading}, cols=own)


def _about_columns_elsewhere(target: Target, found: Sequence[Found], sheets: MatchedSheets) -> Iterator[Problem]:
    """The same of columns on other sheets, where only some rows of this one stand."""
    title = target.plan.title
    own = (sheets.by_title.get(title), *sheets.copies.get(title, ()))
    grids = {id(one.grid): one.grid for one in found}
    for grid in grids.values():
        if all(sheet is None or sheet.grid is not grid for sheet in own):
            about = _about_columns(sheets.views.of(target, grid), {one.slot.row for one in found if one.grid is grid})
            yield from (problem for problem in about if problem.code in _OF_HEADINGS)


def _heading(sheet: MatchedSheet, header: Header, col: int) -> str:
    raw = sheet.grid.at(header.row, col)
    return f"none over column {column_letters(col)}" if raw is None else f'"{show(raw)}"'


def _own_headings(sheet: MatchedSheet, rows: Collection[int]) -> dict[str, set[int]]:
    """The headings of filled columns that nobody sent, or their letters if they have none, and these columns."""
    found = defaultdict[str, set[int]](set)
    for row, cells in sheet.grid.rows.items():
        header = header_for(sheet.headers, row) if row in rows else None
        if header:
            ours = {*sheet.cols(row).values(), *header.doubled.values()}
            for col in cells:
                if col not in ours:
                    heading: Raw = sheet.grid.at(header.row, col)
                    found[" ".join(show(heading).split()) or column_letters(col)].add(col)
    return found


def _sheet_missing(target: Target, sheets: MatchedSheets) -> Problem:
    title = target.plan.title
    count = f"{len(target.texts) * len(target.answer_ids)} " if target.has_items else ""
    code = "SHEET-014" if any(fold(grid.title) == fold(title) for grid in sheets.others) else "SHEET-001"
    return Problem(code, Place(sheet=title), {"title": title, "count": count})


def _found_items(matching: Matching) -> Iterator[Found]:
    """The slots of a form, a checklist or a table of numbers, in the order of the plan."""
    for ref in matching.texts:
        best = [(matching.best(ref), False)] if ref in matching.claims else []
        for claim, listed in (*best, *((claim, True) for claim in matching.listed.get(ref, ()))):
            one = claim.candidate
            yield from _found_row(one.sheet, one.row, ref, claim.matched_by, listed=listed)


def _unread_items(matching: Matching, found: Collection[str]) -> Iterator[Found]:
    """What stands in rows that were refused, of items that were found nowhere."""
    for ref, candidate in {matching.refused_as(one): one for one in reversed(matching.refused)}.items():
        if ref not in found:
            row = _found_row(candidate.sheet, candidate.row, ref, "ref")
            yield from (replace(one, unsure=True) for one in row if one.is_filled)


def _found_row(
    sheet: MatchedSheet, row: int, ref: str, matched_by: MatchedBy, *, listed: bool = False
) -> Iterator[Found]:
    """The slots of one row; of a table that grows what names it is all there is of an item."""
    target, header, unsure = sheet.target, sheet.header(row), sheet.unsure(row)
    title, kind, grows = target.plan.title, target.plan.kind, target.grows
    item, above = ref if grows else target.texts[ref], header.row if header else None
    for name, col in zip(target.answer_ids, sheet.answer_cols(row), strict=True):
        if col is not None and (grows or (ref, name) in target.asked):
            slot = Slot(title, kind, ref, item, name, row, col, grows)
            yield Found(slot, sheet.grid, matched_by, above, name in unsure, listed)


def _rows_missing(matching: Matching, found: Collection[str]) -> Iterator[Problem]:
    title = matching.sheet.grid.title if matching.sheet else matching.target.plan.title
    refused = {*map(matching.refused_as, matching.refused)}.union(*map(matching.alike, matching.rest.values()))
    for ref, text in matching.texts.items():
        if ref not in found and ref not in refused:
            yield Problem("ROW-001", Place(sheet=title, ref=ref, item=text))


def _how(ref: str) -> MatchedBy:
    return "position" if ref.startswith("row") else "ref"


def _own_rows(matchings: Sequence[Matching]) -> Iterator[tuple[Matching, list[Candidate]]]:
    """The rows that nobody sent, each once: not what another sheet claims, nor what a copy of the sheet repeats."""
    claims = chain(*(matching.every_claim() for matching in matchings))
    seen = {(id(claim.candidate.grid), claim.candidate.row) for claim in claims}
    said = set()
    for matching in matchings:
        rows = []
        for candidate in matching.own():
            at = (id(candidate.grid), candidate.row)
            words = (matching.target.plan.title, candidate.at, candidate.text, *candidate.answers.items())
            if at not in seen and words not in said:
                rows.append(candidate)
                seen.add(at)
                said.add(words)
        yield matching, rows


def _kept(matching: Matching, own: Sequence[Candidate]) -> tuple[list[OwnRow], list[Problem]]:
    """So many of the school's own rows as are kept, and what to know of them.

    Several answers beside nothing are more than a remark: they belong somewhere.
    """
    labels = {column.id: column.label for column in matching.target.columns}
    kept, problems, room = list[OwnRow](), list[Problem](), _OWN_TEXT
    for candidate in own[:_OWN_ROWS]:
        answers = tuple((labels[name], show(raw)) for name, raw in candidate.answers.items())
        text = show(candidate.text) or "; ".join(text for _, text in answers)
        room -= len(text) + sum(len(text) for _, text in answers)
        if room < 0:
            break
        lost = len(answers) > 1 and not show(candidate.text) and not candidate.ref
        kept.append(OwnRow(candidate.grid.title, a1(*candidate.at), text, answers))
        shown = _NOT_REPEATED if candidate.grid.hides(candidate.at) else quote(text)
        alike = matching.alike(candidate)
        words = {} if lost else {"found": shown, "refs": ", ".join(alike)} if alike else {"found": shown}
        code = "ROW-016" if lost else "ROW-027" if alike else "ROW-006"
        problems.append(Problem(code, candidate.place(), words))
    if left := own[len(kept) :]:
        words = {"count": f"{len(left):,}", "first": str(left[0].row + 1), "last": str(left[-1].row + 1)}
        problems.append(Problem("ROW-019", left[0].place(), words, range(left[0].row, left[-1].row + 1)))
    return kept, problems
