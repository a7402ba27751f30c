"""Another kind of sheet that no file of the package knows: encounters with employers, a grid of fixed rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from careers_workbook.core.text import many
from careers_workbook.spec.model import (
    ColumnQuestion,
    DeclaredColumn,
    DeclaredRow,
    DeclaredTable,
    Question,
    Sheet,
    Spec,
    SpecEntry,
    register,
)
from careers_workbook.spec.records import made_of
from careers_workbook.spec.sheets.declaring import REF, asked, columns_described
from careers_workbook.spec.strict import Allowed, Ref, Strict, Text

_COLUMNS = (
    made_of(ColumnQuestion, {"id": "encounters", "label": "Encounters this year", "answer": "whole number"}),
    ColumnQuestion(id="with_whom", label="With whom"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearGroup(Strict):
    """One row of the grid, and how many encounters are meant."""

    ref: Ref
    text: Text
    aim: Text


@register
@dataclass(frozen=True, slots=True, kw_only=True)
class EncountersSheet(Sheet):
    """How many encounters with employers each year group had."""

    word: ClassVar[str] = "encounters"
    label: ClassVar[str] = "Encounters"

    kind: Literal["encounters"]
    groups: Annotated[tuple[YearGroup, ...], Allowed(size=1)]

    def parts(self, _spec: Spec) -> Iterator[DeclaredTable]:
        """One table, its rows those of the spec."""
        shown = DeclaredColumn("item", "Year group"), DeclaredColumn("aim", "Aim", width=120, centred=True)
        rows = (DeclaredRow(group.ref, group.text, beside={"aim": group.aim}) for group in self.groups)
        yield DeclaredTable(("Encounters", self.title), (REF, *shown, *asked(_COLUMNS)), tuple(rows), filters=False)

    def entries(self) -> Iterator[SpecEntry]:
        """Every year group."""
        return (SpecEntry(group.ref, group.text, "", group) for group in self.groups)

    def size(self) -> str:
        """How many year groups."""
        return many(len(self.groups), "year group")

    def described(self, answer: Callable[[Question], str]) -> Iterator[tuple[int, str]]:
        """The columns, then a line a year group."""
        yield 0, columns_described(_COLUMNS, answer)
        yield from ((0, f"{group.ref} {group.text}, aim: {group.aim}") for group in self.groups)
