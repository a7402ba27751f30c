"""A kind of sheet that no file of the package knows: contacts, a list of people to ring that grows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from careers_workbook.core.text import many
from careers_workbook.spec.model import ColumnQuestion, DeclaredTable, Question, Sheet, Spec, register
from careers_workbook.spec.sheets.declaring import REF, asked, columns_described, running_rows
from careers_workbook.spec.strict import Allowed

_COLUMNS = (
    ColumnQuestion(id="name", label="Name"),
    ColumnQuestion(id="role", label="Role"),
    ColumnQuestion(id="e_mail", label="E-mail"),
)


@register
@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsSheet(Sheet):
    """Who is to be rung about what."""

    word: ClassVar[str] = "contacts"
    label: ClassVar[str] = "Contacts"
    compared: ClassVar[tuple[str, ...]] = ("prefix", "rows")

    kind: Literal["contacts"]
    prefix: Annotated[str, Allowed(pattern=r"^[A-Z]{1,2}$")] = "P"
    rows: Annotated[int, Allowed(least=1, most=500)] = 5

    def parts(self, _spec: Spec) -> Iterator[DeclaredTable]:
        """One table that grows."""
        columns, rows = (REF, *asked(_COLUMNS)), running_rows(self.prefix, self.rows)
        yield DeclaredTable(("Contacts", self.title), columns, rows, prefix=self.prefix, each="one contact a row")

    def size(self) -> str:
        """How many rows are prepared."""
        return many(self.rows, "row")

    def described(self, answer: Callable[[Question], str]) -> Iterator[tuple[int, str]]:
        """The columns."""
        yield 0, columns_described(_COLUMNS, answer)
