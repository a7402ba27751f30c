"""The kind *form*: label / answer pairs, one a row, every row with a question and a ref of its own."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many
from careers_workbook.spec.model import (
    DeclaredColumn,
    DeclaredRow,
    DeclaredTable,
    Question,
    Sheet,
    Spec,
    SpecEntry,
    register,
)
from careers_workbook.spec.sheets.declaring import NEEDED, REF, one_line
from careers_workbook.spec.strict import Allowed, Ref

ANSWER = "answer"
"""The column that holds the answers."""
_LABEL, _ANSWER = 430, 700
_EACH = "one detail a row; the answer goes in the last column"


@frozen(kw_only=True)
class FormField(Question):
    """A form field: a question with a visible ref, perhaps prefilled from the school's own details.

    `yearly` says that the answer is about one school year, so that next year's workbook asks it anew.
    """

    ref: Ref
    yearly: bool = False
    prefill: Literal["urn", "name", "local_authority", "type", "ages"] | None = None

    @property
    def presumed_about_people(self) -> bool:
        """What is asked anew each year is about the young people of that year, unless somebody decides otherwise."""
        return self.yearly or super().presumed_about_people


@register
@frozen(kw_only=True)
class FormSheet(Sheet):
    """Label / answer pairs."""

    word: ClassVar[str] = "form"
    label: ClassVar[str] = "School details"
    usual: ClassVar[bool] = True

    kind: Literal["form"]
    fields: Annotated[tuple[FormField, ...], Allowed(size=1)]

    def parts(self, _spec: Spec) -> Iterator[DeclaredTable]:
        """One table without a heading."""
        anchors = REF, DeclaredColumn("item", "Detail", width=_LABEL)
        needed = (NEEDED,) * any(field.required for field in self.fields)
        columns = (*anchors, DeclaredColumn(ANSWER, "Answer", by_row=True, width=_ANSWER), *needed)
        rows = tuple(
            DeclaredRow(
                field.ref,
                field.label,
                field,
                {NEEDED.id: "Needed" if field.required else "If you can"} if needed else {},
                prefill=field.prefill or "",
                yearly=field.yearly,
            )
            for field in self.fields
        )
        yield DeclaredTable(("Form", self.title), columns, rows, each=_EACH, filters=False)

    def entries(self) -> Iterator[SpecEntry]:
        """Every field."""
        return (SpecEntry(field.ref, field.label, "", field) for field in self.fields)

    def size(self) -> str:
        """How many answers."""
        return many(len(self.fields), "answer")

    def described(self, answer: Callable[[Question], str]) -> Iterable[tuple[int, str]]:
        """A line a field."""
        return ((0, f"{field.ref} {one_line(field.label)}: {answer(field)}") for field in self.fields)
