"""The kind *leavers*: leavers over years, one row a leaver, known by a running reference and nothing else.

Column ids with a meaning: `leaving_year` (the school year of leaving) and the checkpoints (spec/checkpoints.py).
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.checkpoints import FIRST, STILL_THERE, WINDOWS, YEAR, groups_of, summer_of
from careers_workbook.spec.model import ColumnQuestion, DeclaredColumn, Question, Spec, register
from careers_workbook.spec.semantic_ids import AT_WORK_OR_LEARNING, CHECKPOINTS, KNOWN, KNOWN_HEADING, STILL
from careers_workbook.spec.sheets.list import TrackerSheet


@register
@frozen(kw_only=True)
class LeaversSheet(TrackerSheet):
    """Leavers over years: one row a leaver. With `detail: counts` no leaver has a row: see sheets/counts.py."""

    usual: ClassVar[bool] = True
    about_people: ClassVar[bool] = True
    each: ClassVar[str] = "one leaver a row, known by a running reference only"

    kind: Literal["leavers", "tracker"]

    @classmethod
    def reads(cls, data: Mapping[str, object]) -> bool:
        """A sheet that says so, or one of the old kind *tracker* with the leaving year or a checkpoint."""
        is_one = data["kind"] == "leavers" or column_ids(data) & {YEAR, *CHECKPOINTS}
        return bool(is_one) and data.get("detail") != "counts"

    def by_formula(self, spec: Spec) -> tuple[DeclaredColumn, ...]:
        """What cannot be known yet, where anything can be known only later."""
        return (DeclaredColumn(KNOWN, KNOWN_HEADING),) if timed(self, spec) else ()


def column_ids(data: Mapping[str, object]) -> set[object]:
    """The ids of the columns of a sheet that is still plain data, whatever its shape."""
    columns = data.get("columns")
    found = columns if isinstance(columns, list | tuple) else ()
    return {c.get("id") if isinstance(c, Mapping) else getattr(c, "id", None) for c in found}


def asked_about(sheet: LeaversSheet) -> tuple[ColumnQuestion, ...]:
    """The checkpoints of a sheet, in the order of time; none if it is not about leavers."""
    by_id = {column.id: column for column in sheet.columns}
    return tuple(by_id[name] for name in CHECKPOINTS if name in by_id)


def year_question(sheet: LeaversSheet) -> Question | None:
    """The column that asks for the leaving year as a choice: only then are leavers counted by year."""
    return next((c for c in sheet.columns if c.id == YEAR and kind_of(c).listed), None)


def leaver_sheets(spec: Spec) -> tuple[LeaversSheet, ...]:
    """The sheets whose leavers are counted by leaving year, in order."""
    return tuple(sheet for sheet in spec.of(LeaversSheet) if year_question(sheet) and asked_about(sheet))


def timed(sheet: LeaversSheet, spec: Spec) -> tuple[Question, ...]:
    """The checkpoints that cannot be known at once; none where a leaving year is offered that is no school year."""
    asked = year_question(sheet)
    if asked is None or any(summer_of(year.label) is None for year in spec.options(asked)):
        return ()
    return tuple(question for question in asked_about(sheet) if question.id in WINDOWS)


def sustained_by(sheet: LeaversSheet, spec: Spec) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The answers that together mean sustained: at work or learning in the autumn, and still there six months on.

    Both are empty if the sheet does not ask for both.
    """
    by_id = {question.id: question for question in asked_about(sheet)}
    if FIRST not in by_id or STILL_THERE not in by_id:
        return (), ()
    first = tuple(label for label, group in groups_of(by_id[FIRST], spec).items() if group in AT_WORK_OR_LEARNING)
    still = tuple(option.label for option in spec.options(by_id[STILL_THERE]) if option.id == STILL)
    return (first, still) if first and still else ((), ())
