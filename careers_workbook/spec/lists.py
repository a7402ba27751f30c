"""What answers are chosen from and judged by: lists of options, the range of dates, school terms.

Must not know: questions, sheets, YAML.
"""

import datetime as dt
from dataclasses import field, replace
from typing import Annotated

from careers_workbook.core.frozen import frozen
from careers_workbook.spec.nodes import Node
from careers_workbook.spec.strict import Allowed, Id, Strict, Text


def slug(label: str) -> str:
    """An id made from a label: "In progress" -> "in_progress"."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in label.lower()).split()
    return "_".join(words) or "option"


def option_id(label: str) -> str:
    """The id of an option that was given none: "Year 11" -> "year_11", "2026/27" -> "o_2026_27"."""
    words = slug(label)
    return (words if words[0].isalpha() else f"o_{words}")[:60]


@frozen(kw_only=True)
class Choice(Strict):
    """One option of a list: what people see (`label`), what code compares (`id`), and what it means.

    `group` sorts options into the few kinds that counts are made of; `attributes` are further facts by name (such as
    `NCCIS code: "230"`), shown as columns on the Lists sheet. `aliases` are other words that people type for it.
    `school_year` is given to the options of a list of school years (spec/years.py): 2026 for 2026/27.
    """

    id: Id
    label: Text
    group: str | None = None
    aliases: tuple[Text, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    school_year: int | None = None

    @classmethod
    def written_out(cls, node: Node) -> Node:
        """A bare text is a label, and without an id an option gets one from its label."""
        whole = replace(node, value={"label": node}) if isinstance(node.value, str) else node
        label = whole.get("label")
        if whole.get("id") or label is None or not isinstance(label.value, str):
            return whole
        return whole.with_key("id", replace(label, value=option_id(label.value)))


ChoiceList = Annotated[tuple[Choice, ...], Allowed(size=1)]


@frozen(kw_only=True)
class DateRange(Strict):
    """The earliest and latest date that any date answer may hold (both included)."""

    earliest: dt.date = dt.date(2015, 1, 1)
    latest: dt.date = dt.date(2040, 12, 31)


@frozen(kw_only=True)
class Term(Strict):
    """A school term: what people call it ("Summer 2") and its last day, for a suggestion where a date is asked."""

    name: Text
    ends: dt.date
    aliases: tuple[Text, ...] = ()
