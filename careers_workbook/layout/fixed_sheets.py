"""The sheets that every workbook has besides those of its spec: Start here, Lists, About this workbook.

Enters: a Spec, titles of sheets. Leaves: declarations of these sheets, without places. Must not know: rows and columns,
schools, answers.
"""

from collections.abc import Iterator, Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.layout.places import Carried
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.model import DeclaredRow, DeclaredTable, Spec
from careers_workbook.spec.semantic_ids import OWN_SHEETS
from careers_workbook.spec.sent_answers import UNCHANGED
from careers_workbook.spec.sheets.checklist import ChecklistSheet, has_status
from careers_workbook.spec.sheets.declaring import columns_of
from careers_workbook.spec.status import WORDS

START, LISTS, ABOUT = OWN_SHEETS
ABOUT_LABELS = (
    "Spec",
    "Spec version",
    "Layout fingerprint",
    "School URN",
    "School name",
    "Built on",
    "Built by",
    "School year",
)
WHEN_SENT = "Answers when sent"
"""Below ABOUT_LABELS: the letters that all answers are known by; and with its title those of each sheet."""
COUNTS_AS = "Counts as"
BY_WHEN = "By when?"
START_FACTS = ("What is this?", "Who is it for?", "Which school?", BY_WHEN, "Send it to whom?")
INPUT_KEY = "Like this"
"""The key row that shows what a cell to fill in looks like."""
_START_INTRO = "Please read this sheet first. Every answer can be changed until you send the workbook."
_LISTS_INTRO = "The words that can be chosen, and what each one counts as. There is nothing to fill in here."
_ABOUT_INTRO = "What this workbook was made from. It tells your Careers Hub how to read it: please leave it as it is."


@frozen
class FixedSheet:
    """A sheet that no spec asks for, as it is declared."""

    title: str
    kind: str
    intro: str
    tables: tuple[DeclaredTable, ...]


def start(titles: Sequence[str], spec: Spec, carried: Carried) -> FixedSheet:
    """Four tables: questions and answers, numbered steps, the other sheets, the key of colours and words.

    Between the first two, in a workbook with answers of last time: what to look at, and whether all is as it was.
    """
    steps, words = len(spec.start.steps), WORDS if any(map(has_status, spec.of(ChecklistSheet))) else ()
    as_it_was = (UNCHANGED.label,) * bool(carried.answered and not carried.singly)
    tables = (
        ("facts", "In short", ("Question", "Answer"), START_FACTS),
        ("carried over", carried.heading, ("Where", "Please look at this"), ("",) * carried.notes),
        ("unchanged", "If nothing has changed", ("Question", "Answer"), as_it_was),
        ("steps", "What to do", ("Step", "Please do this"), tuple(str(n) for n in range(1, steps + 1))),
        ("sheets", "The sheets", ("Sheet", "What you find there"), tuple(titles)),
        ("key", "Colours and words", ("Sign", "Meaning"), (INPUT_KEY, *(word.word for word in words))),
    )
    declared = (_table(("Start", name), heading, labels, keys) for name, heading, labels, keys in tables if keys)
    return FixedSheet(START, "start", _START_INTRO, tuple(declared))


def lists(spec: Spec) -> FixedSheet:
    """One table: list by list its options, each with its group and the attributes that options have."""
    options = [option for options in spec.lists.values() for option in options]
    group = (COUNTS_AS,) if any(option.group for option in options) else ()
    attributes = dict.fromkeys(name for option in options for name in option.attributes)
    keys = [option_key(name, option) for name, options in spec.lists.items() for option in options]
    table = _table(("List", ""), "", ("List", "Option", *group, *attributes), keys)
    return FixedSheet(LISTS, "lists", _LISTS_INTRO, (table,) if keys else ())


def list_name(list_id: str) -> str:
    """What a list is called."""
    return list_id.replace("_", " ").capitalize()


def option_key(list_id: str, option: Choice) -> str:
    """What the row of an option is known by."""
    return f"{list_id}.{option.id}"


def lists_apart(spec: Spec) -> FixedSheet:
    """A table for each list, as the first edition had them."""
    return FixedSheet(LISTS, "lists", _LISTS_INTRO, tuple(_lists(spec)))


def _lists(spec: Spec) -> Iterator[DeclaredTable]:
    for list_id, options in spec.lists.items():
        group = (COUNTS_AS,) if any(option.group for option in options) else ()
        attributes = dict.fromkeys(name for option in options for name in option.attributes)
        yield _table(
            ("List", list_id), list_name(list_id), ("Option", *group, *attributes), [option.id for option in options]
        )


def about(carried: Carried) -> FixedSheet:
    """One table: what the workbook was made from, and what the answers are known by that it is sent with."""
    facts = (*ABOUT_LABELS, WHEN_SENT, *map(when_sent, carried.answered))
    return FixedSheet(ABOUT, "about", _ABOUT_INTRO, (_table(("About", ""), "", ("Fact", "Value"), facts),))


def when_sent(title: str) -> str:
    """The label of the letters of one sheet."""
    return f"{WHEN_SENT}: {title}"


def _table(name: tuple[str, str], heading: str, labels: Sequence[str], keys: Sequence[str]) -> DeclaredTable:
    return DeclaredTable(name, columns_of(*labels), tuple(DeclaredRow(key, "") for key in keys), heading)
