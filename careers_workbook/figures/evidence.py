"""Rows of a list that say something; lines of evidence counted by theme: the golden thread. Counted, never scored.

Rows are told apart by their reference, which goes no further than this. Must not know: how it is shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from careers_workbook.core.frozen import frozen
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.model import Sheet, Spec
from careers_workbook.spec.sheets.list import THEME, ListSheet, evidence_sheets, theme_of

TrackerRow = Mapping[str, Answer]
"""One row: its answers by column id."""
_WHERE = "where"
"""The column that says where the evidence is."""


def rows_that_say_something(submission: Submission, sheet: Sheet) -> list[TrackerRow]:
    """The rows of a list that grows in which something was typed, readable or not."""
    return rows_saying_something(answer for answer in submission.answers if answer.sheet == sheet.title)


def rows_saying_something(answers: Iterable[Answer]) -> list[TrackerRow]:
    """The same of the answers on one sheet, row by row."""
    rows = ({a.column_id: a for a in cells} for _, cells in groupby(answers, key=lambda a: a.ref))
    return [row for row in rows if any(a.state in ("answered", "unreadable") for a in row.values())]


@frozen
class Evidence:
    """One sheet of evidence, counted.

    `missing`: the sheet is not in the file; `themes` has every theme of the list, also with 0; `no_theme` counts lines
    whose theme is blank or cannot be read, `no_place` those that do not say where the evidence is.
    """

    sheet: str
    missing: bool
    lines: int
    themes: tuple[tuple[str, int], ...]
    no_theme: int
    no_place: int

    @property
    def bare_themes(self) -> tuple[str, ...]:
        """The themes without a line."""
        return tuple(name for name, number in self.themes if not number)


def count_evidence(submission: Submission, spec: Spec) -> tuple[Evidence, ...]:
    """Every sheet of evidence that the spec has."""
    return tuple(
        count_lines(
            rows_that_say_something(submission, sheet), sheet, spec, missing=sheet.title in submission.missing_sheets
        )
        for sheet in evidence_sheets(spec)
    )


def count_lines(lines: Sequence[TrackerRow], sheet: ListSheet, spec: Spec, *, missing: bool) -> Evidence:
    """Lines of evidence that say something, counted."""
    asked = theme_of(sheet)
    found = Counter(theme for line in lines if (theme := theme_said(line)))
    has_place = any(column.id == _WHERE for column in sheet.columns)
    return Evidence(
        sheet.title,
        missing,
        len(lines),
        tuple((option.label, found[option.label]) for option in (spec.options(asked) if asked else ())),
        no_theme=len(lines) - found.total(),
        no_place=sum(not says_where(line) for line in lines) if has_place else 0,
    )


def theme_said(line: TrackerRow) -> str:
    """The theme of a line of evidence; empty where it is blank or cannot be read."""
    return str(line[THEME].value) if THEME in line and line[THEME].value is not None else ""


def says_where(line: TrackerRow) -> bool:
    """Whether a line says where its evidence is."""
    return _WHERE in line and line[_WHERE].value is not None
