"""What a workbook says about itself: on its last sheet which spec, which school, when built; on its first by when.

Enters: a book. Leaves: a `WorkbookLabel`, with empty text for whatever is not there.
Must not know: layouts of questions.
"""

import datetime as dt
from dataclasses import field
from itertools import chain, islice

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept_with_it
from careers_workbook.core.school import is_urn
from careers_workbook.core.text import fold, plain, show
from careers_workbook.core.typed_days import certain_day
from careers_workbook.layout.fixed_sheets import ABOUT_LABELS, BY_WHEN, WHEN_SENT
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sent_answers import KnownBy
from careers_workbook.spec.years import read_year, school_year
from careers_workbook.spreadsheet.read.grid import Book, Grid

_URN, _YEAR = ABOUT_LABELS[3], ABOUT_LABELS[7]
_DUE = plain(BY_WHEN)
_LABELS = frozenset(map(plain, ABOUT_LABELS))
_FOLDED = {fold(label): label for label in ABOUT_LABELS}
_HALF = len(ABOUT_LABELS) // 2


@frozen
class WorkbookLabel:
    """The facts of the sheet "About this workbook", as text, and what its answers were known by when it was sent.

    `due` is the day by which the workbook says that it is to be returned.
    """

    spec_id: str = ""
    version: str = ""
    fingerprint: str = ""
    urn: str = ""
    school: str = ""
    built_on: dt.date | None = None
    named_year: int | None = None
    sent: KnownBy = field(default_factory=KnownBy)
    due: dt.date | None = None

    @property
    def year(self) -> int | None:
        """The school year that the workbook was for: as it says, else that of the day it was made; 2026 for 2026/27."""
        if self.named_year is None and self.built_on:
            return school_year(self.built_on)
        return self.named_year


def read_label(book: Book) -> WorkbookLabel:
    """The facts of the grid that names most of them; an empty label if none names more than half."""
    likely = filter(_names_labels, book.grids)
    grid = max(likely, key=lambda one: len(_facts(one)), default=None)
    facts = _facts(grid) if grid else {}
    if grid is None or len(facts) <= _HALF:
        return WorkbookLabel()
    spec, version, fingerprint, urn, school, built_on = (facts.get(label, "") for label in ABOUT_LABELS[:6])
    year = read_year(facts.get(_YEAR, ""))
    return WorkbookLabel(spec, version, fingerprint, urn, school, _iso(built_on), year, _sent(grid), _due(book))


@kept_with_it
def _names_labels(grid: Grid) -> bool:
    """Whether most of the labels stand on a sheet."""
    return len(_LABELS & grid.said.keys()) > _HALF


def urns_named(book: Book, spec: Spec) -> tuple[str, ...]:
    """Every URN that a label or a details sheet of the workbook names, in order, each once."""
    labels = {fold(_URN), *(fold(row.text) for _, row, _ in spec.asked_by_row() if row.prefill == "urn")}
    found: dict[str, None] = {}
    for grid in book.grids:
        places = chain(*(grid.said.get(word, ()) for word in {*map(plain, labels)}))
        for row, col in sorted(places):
            beside = next((raw for at, raw in grid.rows[row].items() if at > col), None)
            if is_urn(value := show(beside).strip()) and fold(str(grid.cells[row, col])) in labels:
                found[value] = None
    return tuple(found)


def _facts(grid: Grid) -> dict[str, str]:
    """Label -> the text of the next filled cell to its right."""
    said, found = grid.said, dict[str, str]()
    for row in sorted({at[0] for label in _LABELS & said.keys() for at in said[label]}):
        first, *rest = islice(grid.rows[row].values(), 2)
        if label := _FOLDED.get(fold(show(first).strip())):
            found.setdefault(label, show(rest[0]).strip() if rest else "")
    return found


def _sent(grid: Grid) -> KnownBy:
    """What the answers were known by when it was sent."""
    whole, sheets = "", dict[str, str]()
    for cells in grid.rows.values():
        label, letters = [show(raw).strip() for raw in [*cells.values(), "", ""][:2]]
        name, _, title = label.partition(":")
        if fold(name) == fold(WHEN_SENT):
            if title:
                sheets[title.strip()] = letters
            else:
                whole = letters
    return KnownBy(whole, sheets)


def _due(book: Book) -> dt.date | None:
    for grid in book.grids:
        for row, col in grid.said.get(_DUE, ()):
            beside = next((raw for at, raw in grid.rows[row].items() if at > col), None)
            if day := certain_day(show(beside)):
                return day
    return None


def _iso(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
