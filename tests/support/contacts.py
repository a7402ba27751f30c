"""A kind of sheet that no file of the package knows: contacts, a list of people to ring that grows."""

from typing import ClassVar, Literal

from careers_workbook.spec.model import ColumnQuestion, register
from careers_workbook.spec.sheets.list import TrackerSheet

_COLUMNS = (
    ColumnQuestion.model_validate({"id": "name", "label": "Name"}),
    ColumnQuestion.model_validate({"id": "role", "label": "Role"}),
    ColumnQuestion.model_validate({"id": "e_mail", "label": "E-mail"}),
)


@register
class ContactsSheet(TrackerSheet):
    """Who is to be rung about what."""

    kind: Literal["contacts"]
    rows: int = 5
    detail: Literal["rows"] = "rows"
    columns: tuple[ColumnQuestion, ...] = _COLUMNS

    word: ClassVar[str] = "contacts"
    label: ClassVar[str] = "Contacts"
