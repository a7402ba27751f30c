"""The kind *checklist*: sections of statements, the same answer columns for each; four of them make the Status."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from textwrap import shorten
from typing import Annotated, ClassVar, Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many
from careers_workbook.core.vocabulary import STATEMENT
from careers_workbook.spec import semantic_ids
from careers_workbook.spec.model import (
    ColumnQuestion,
    CompletedGroup,
    DeclaredColumn,
    DeclaredRow,
    DeclaredTable,
    Question,
    Sheet,
    Spec,
    SpecEntry,
    register,
)
from careers_workbook.spec.sheets.declaring import REF, asked, columns_described, one_line
from careers_workbook.spec.strict import Allowed, Ref, Strict, Text

ITEM = DeclaredColumn("item", STATEMENT, formerly=("Item",))
STATUS = "status"
"""The column that says by formula how an item stands."""
SHORT_LIMIT = 28
"""Characters of a short name: two or three lines at the head of a narrow column."""
_MARK = re.compile(r"\s[-\u2013\u2014(]|[:;,(]")


@frozen(kw_only=True)
class Item(Strict):
    """One statement of a checklist. `benchmarks` are Gatsby benchmark numbers, 1 to 8.

    `duty` names the legal duty that the statement says is met, with its source, for the report for governors.
    """

    ref: Ref
    text: Text
    benchmarks: tuple[int, ...] = ()
    hint: str | None = None
    duty: Text | None = None


@frozen(kw_only=True)
class Section(Strict):
    """A heading and the items under it; each section becomes one Excel table.

    `short` is what it is called where there is no room for its heading: in charts and at the head of columns.
    """

    heading: Text
    short: Text | None = None
    items: Annotated[tuple[Item, ...], Allowed(size=1)]


@register
@frozen(kw_only=True)
class ChecklistSheet(Sheet):
    """Sections of items, the same answer columns for each.

    Columns with the ids `action`, `deadline`, `review` and `completed` (see `careers_workbook.spec.status`) drive the
    Status column; a checklist without all four has no Status column and does not count towards progress.
    """

    word: ClassVar[str] = "checklist"
    label: ClassVar[str] = "Checklists"
    usual: ClassVar[bool] = True

    kind: Literal["checklist"]
    columns: Annotated[tuple[ColumnQuestion, ...], Allowed(size=1)]
    sections: Annotated[tuple[Section, ...], Allowed(size=1)]

    def parts(self, _spec: Spec) -> Iterator[DeclaredTable]:
        """A table for each section."""
        status = (DeclaredColumn(STATUS, "Status", centred=True),) if has_status(self) else ()
        columns = (REF, ITEM, *asked(self.columns), *status)
        for section in self.sections:
            rows = tuple(DeclaredRow(item.ref, item.text, hint=item.hint or "") for item in section.items)
            yield DeclaredTable(("Items", section.heading), columns, rows, section.heading, each="one statement a row")

    def entries(self) -> Iterator[SpecEntry]:
        """Every item."""
        return (
            SpecEntry(item.ref, item.text, section.heading, item) for section in self.sections for item in section.items
        )

    def size(self) -> str:
        """How many items."""
        return many(sum(len(section.items) for section in self.sections), "item")

    def described(self, answer: Callable[[Question], str]) -> Iterator[tuple[int, str]]:
        """The columns, then a line a section and a line an item."""
        yield 0, columns_described(self.columns, answer)
        for section in self.sections:
            yield 0, f"{section.heading} ({many(len(section.items), 'item')})"
            for item in section.items:
                numbers = ", ".join(map(str, item.benchmarks))
                yield 1, f"{item.ref} {one_line(item.text)}{f' [Gatsby {numbers}]' if numbers else ''}"
                if item.duty:
                    yield 2, f"Legal duty: {one_line(item.duty)}"


def short_names(spec: Spec) -> dict[tuple[str, str], str]:
    """(Title of the sheet, heading of the section) -> what the section is called where room is scarce, none twice.

    Where the spec does not say, its heading; of a long one what stands before the first mark, else its first words.
    """
    found: dict[tuple[str, str], str] = {}
    taken = set[str]()
    for sheet in spec.of(ChecklistSheet):
        for section in sheet.sections:
            name = one_line(section.short or _short(section.heading))
            number = next(n for n in count(1) if _numbered(name, n).casefold() not in taken)
            found[sheet.title, section.heading] = _numbered(name, number)
            taken.add(_numbered(name, number).casefold())
    return found


def _short(heading: str) -> str:
    if len(heading) <= SHORT_LIMIT:
        return heading
    first = _MARK.split(heading, maxsplit=1)[0].rstrip()
    return first if 0 < len(first) <= SHORT_LIMIT else shorten(heading, SHORT_LIMIT, placeholder="\u2026")


def _numbered(name: str, number: int) -> str:
    return f"{name} ({number})" if number > 1 else name


def has_status(sheet: ChecklistSheet) -> bool:
    """Whether the checklist has all four role columns, each with the right kind of answer."""
    answers = {column.id: column.answer for column in sheet.columns}
    return all(answers.get(role) == answer for role, answer in semantic_ids.ROLE_ANSWERS.items())


def completed_groups(spec: Spec, sheet: ChecklistSheet) -> dict[str, CompletedGroup]:
    """Option label -> what it means for progress: its own `group`, else by its id (yes, in_progress, no, ...).

    Options without a meaning are left out; the loader reports them (SPEC-015).
    """
    completed = next(column for column in sheet.columns if column.id == "completed")
    meant = {o.label: semantic_ids.completed_group(o.id, o.group) for o in spec.options(completed)}
    return {label: group for label, group in meant.items() if group is not None}
