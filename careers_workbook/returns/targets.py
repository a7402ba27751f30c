"""Which sheet of a file is which sheet of the plan: by what stands on it, not by its name or place.

Enters: a book and a layout. Leaves: for each planned sheet that asks something, a `Target` and its grid.
Must not know: rows of answers, kinds of answers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from careers_workbook.excel.grid import Book, Grid
from careers_workbook.layout import ABOUT_LABELS, Column, Layout, PlanKind, SheetPlan
from careers_workbook.returns.anchors import Anchors, as_ref
from careers_workbook.returns.headers import Header, find_headers, header_for
from careers_workbook.spec.kinds import fold

_ASKING: frozenset[PlanKind] = frozenset({"form", "checklist", "tracker"})
_BOTH, _TEXT, _REF, _HEADER, _TITLE = 30, 20, 10, 5, 3
"""What one row with its ref and text, its text alone, its ref alone, one heading, and the sheet's title are worth."""


@dataclass(frozen=True)
class Target:
    """A planned sheet that asks something, ready to be looked for."""

    plan: SheetPlan

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Every column of its tables (all tables of one sheet have the same)."""
        return self.plan.blocks[0].columns

    @cached_property
    def answer_ids(self) -> tuple[str, ...]:
        """The column ids that hold answers."""
        return ("answer",) if self.plan.kind == "form" else tuple(c.id for c in self.columns if c.question)

    @cached_property
    def anchors(self) -> Anchors:
        """The refs and texts of its items; for a tracker the prepared references."""
        return Anchors(tuple(self.texts.items()))

    @cached_property
    def texts(self) -> dict[str, str]:
        """Ref -> text, in order."""
        match self.plan.kind, self.plan.sheet:
            case "form", sheet if sheet is not None and sheet.kind == "form":
                return {field.ref: field.label for field in sheet.fields}
            case "checklist", sheet if sheet is not None and sheet.kind == "checklist":
                return {item.ref: item.text for section in sheet.sections for item in section.items}
            case _:
                return {ref: ref for ref in self.plan.blocks[0].keys}

    @cached_property
    def furniture(self) -> frozenset[str]:
        """Folded texts that stand on the sheet and are no item: title, introduction, headings."""
        sheet = self.plan.sheet
        words = [self.plan.title, sheet.intro if sheet else "", *(block.heading for block in self.plan.blocks)]
        return frozenset(fold(word) for word in words if word)


@dataclass(frozen=True)
class Home:
    """A grid that was recognised as a target, with its header rows."""

    target: Target
    grid: Grid
    headers: tuple[Header, ...]

    def cols(self, row: int) -> dict[str, int]:
        """Column id -> column of the grid for this row: as its headings say, else as planned beside the items."""
        header = header_for(self.headers, row)
        if header is None:
            return self._as_planned
        anchors = {name: col for name, col in self._usual.items() if col not in header.cols.values()}
        return {**anchors, **header.cols}

    @cached_property
    def _usual(self) -> dict[str, int]:
        """Where refs and texts stand on most rows."""
        refs, texts = Counter[int](), Counter[int]()
        for cells in self.grid.rows.values():
            refs.update(col for col, raw in cells.items() if as_ref(raw) in self.target.texts)
            texts.update(col for col, raw in cells.items() if self.target.anchors.exact(raw))
        found = {"ref": refs, "item": texts} if self.target.plan.kind != "tracker" else {"ref": refs}
        return {name: count.most_common(1)[0][0] for name, count in found.items() if count}

    @cached_property
    def _as_planned(self) -> dict[str, int]:
        planned = {column.id: column.col for column in self.target.columns}
        offsets = [col - planned[name] for name, col in self._usual.items()]
        return {name: col + offsets[-1] for name, col in planned.items()} if offsets else {}


def targets(layout: Layout) -> tuple[Target, ...]:
    """The planned sheets that ask something, in order."""
    return tuple(Target(plan) for plan in layout.sheets if plan.kind in _ASKING)


def find_homes(book: Book, layout: Layout) -> tuple[dict[str, Home], tuple[Grid, ...]]:
    """Planned title -> home, one-to-one, best score first; and the grids that are nobody's home and may hold rows."""
    grids = [grid for grid in book.grids if not _is_furniture(grid, layout)]
    ranked = sorted(
        (
            (-score, order, number)
            for order, target in enumerate(targets(layout))
            for number, grid in enumerate(grids)
            if (score := _score(target, grid))
        ),
    )
    homes: dict[str, Home] = {}
    taken: set[int] = set()
    for _, order, number in ranked:
        target = targets(layout)[order]
        if target.plan.title not in homes and number not in taken:
            taken.add(number)
            grid = grids[number]
            homes[target.plan.title] = Home(target, grid, find_headers(grid, target.columns))
    return homes, tuple(grid for number, grid in enumerate(grids) if number not in taken)


def _is_furniture(grid: Grid, layout: Layout) -> bool:
    """Whether the grid is one of our own sheets that repeat questions without asking them: Progress, About."""
    columns = {col: set(texts) for col, texts in _texts_by_column(grid).items()}
    if any(len(texts & {fold(label) for label in ABOUT_LABELS}) > len(ABOUT_LABELS) // 2 for texts in columns.values()):
        return True
    headings = [block.columns for plan in layout.of_kind("progress") for block in plan.blocks[:1]]
    return any(len(header.cols) > len(heading) // 2 for heading in headings for header in find_headers(grid, heading))


def _texts_by_column(grid: Grid) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for (_, col), raw in grid.cells.items():
        if isinstance(raw, str):
            found.setdefault(col, []).append(fold(raw))
    return found


def _score(target: Target, grid: Grid) -> int:
    """How much of the target stands on the grid; 0 if too little to call it that sheet."""
    headers = find_headers(grid, target.columns)
    headings = max((len(header.cols) for header in headers), default=0)
    both = text = ref = 0
    for cells in grid.rows.values():
        texts = {found for raw in cells.values() for found in target.anchors.exact(raw)}
        refs = {as_ref(raw) for raw in cells.values() if isinstance(raw, str)} & target.texts.keys()
        both += bool(texts & refs)
        text += bool(texts and not texts & refs)
        ref += bool(refs and not texts & refs)
    wanted = len(target.texts)
    if target.plan.kind == "tracker":
        enough = headings > len(target.columns) // 2 or (not headers and both > wanted // 2)
    else:
        enough = bool(headers and both + text + ref) or both + text >= max(2, wanted * 0.3)
    title = fold(grid.title) == fold(target.plan.title)
    return (both * _BOTH + text * _TEXT + ref * _REF + headings * _HEADER + title * _TITLE) if enough else 0
