"""What made-up schools do to their workbooks, and what becomes of the truth by it.

Each damage changes a `Draft`: what is typed, what is done to the file, what must be read all the same, and the codes
that must be found. Damage to the file takes half a second (openpyxl), damage to answers nothing.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterable

from careers_workbook.demo.damage import DeleteRow, DeleteSheet, InsertRow, RenameSheet
from careers_workbook.layout.places import SheetPlan
from tests.support.hub_answers import Key
from tests.support.hub_paper import Draft, Unread

Damage = Callable[[Draft, random.Random], None]
_OFF_LIST = ("Nearly", "Ask the head", "50%", "see action plan")
_NO_DAYS = ("end of term", "ASAP", "31/02/2027", "Easter")
_MEANT = {"Yes": ("Y", "✓", "done"), "In progress": ("in prog",), "Not applicable": ("n/a",), "No": (" no ",)}
_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def words_over_lists(draft: Draft, chance: random.Random) -> None:
    """Typed over the lists. A done item with an old deadline is left alone: open again it would be one problem more."""
    dated = {ref for ref, _ in draft.filled("deadline")}
    keys = [key for key in draft.filled("completed") if key[0] not in dated or draft.content[key] != "Yes"]
    _retype(draft, keys, _OFF_LIST, chance, "CELL-001")


def deadlines_in_words(draft: Draft, chance: random.Random) -> None:
    _retype(draft, draft.filled("deadline"), _NO_DAYS, chance, "DATE-001")


def number_as_a_range(draft: Draft, chance: random.Random) -> None:
    draft.content["SD8", "answer"] = Unread("10-12")
    draft.errors.add("CELL-002")


def number_with_words(draft: Draft, chance: random.Random) -> None:
    draft.typed["SD8", "answer"] = f"{draft.content['SD8', 'answer']} pupils"


def deadlines_as_text(draft: Draft, chance: random.Random) -> None:
    """Every other deadline typed as words that still name a day."""
    for number, key in enumerate(draft.filled("deadline")[::2]):
        day = draft.content[key]
        assert isinstance(day, dt.date)
        words = (f"{day.day} {_MONTHS[day.month - 1]} {day.year}", f"{day:%d.%m.%y}", f"by {day:%A %d %B %Y}")
        draft.typed[key] = words[number % len(words)]


def other_words_for_lists(draft: Draft, chance: random.Random) -> None:
    for key in draft.filled("completed")[::3]:
        draft.typed[key] = chance.choice(_MEANT[str(draft.content[key])])


def destinations_in_own_words(draft: Draft, chance: random.Random) -> None:
    for number, row in enumerate(draft.leavers or ()):
        if number % 5 == 0 and "autumn" in row:
            _set_leaver(draft, number, {**row, "autumn": Unread("college")})
            draft.errors.add("CELL-001")


def leavers_without_a_year(draft: Draft, chance: random.Random) -> None:
    for number, row in enumerate(draft.leavers or ()):
        if number in (1, 4):
            _set_leaver(draft, number, {name: value for name, value in row.items() if name != "leaving_year"})
            draft.warnings.add("DEST-001")


def sheet_renamed(draft: Draft, chance: random.Random) -> None:
    draft.changes.append(RenameSheet(_checklist(draft, 0).title, "CL (copy for SLT)"))


def row_deleted(draft: Draft, chance: random.Random) -> None:
    plan = _checklist(draft, 2)
    block = plan.blocks[1]
    draft.changes.append(DeleteRow(plan.title, block.first_row + 1))
    draft.lose((block.keys[1], column.id) for column in block.columns if column.question)
    draft.errors.add("ROW-001")


def row_inserted(draft: Draft, chance: random.Random) -> None:
    plan = _checklist(draft, 1)
    draft.changes.append(InsertRow(plan.title, plan.blocks[0].first_row + 1, ("", "Governors: please look at these")))


def sheet_deleted(draft: Draft, chance: random.Random) -> None:
    plan = _checklist(draft, 3)
    draft.changes.append(DeleteSheet(plan.title))
    draft.lose(_keys(draft, plan))
    draft.errors.add("SHEET-001")


def leavers_deleted(draft: Draft, chance: random.Random) -> None:
    draft.changes.append(("delete_sheet", "Destinations"))
    draft.leavers = None
    draft.errors.add("SHEET-001")


def review_deleted(draft: Draft, chance: random.Random) -> None:
    plan = _checklist(draft, 1)
    draft.changes.append(("delete_col", plan.title, plan.blocks[0].col("review")))
    draft.lose(key for key in _keys(draft, plan) if key[1] == "review")
    draft.warnings.add("SHEET-004")


def values_only(draft: Draft, chance: random.Random) -> None:
    draft.changes.append(("values_only",))


def rows_sorted(draft: Draft, chance: random.Random) -> None:
    """Whole rows the other way round; what begins with = stays, because openpyxl would make a formula of it."""
    plan = _checklist(draft, 1)
    (block,) = plan.blocks
    texts = {ref: [str(value) for (of, _), value in draft.content.items() if of == ref] for ref in block.keys}
    rows = [
        row for row, ref in enumerate(block.keys, block.first_row) if not any(text[:1] == "=" for text in texts[ref])
    ]
    columns = [column.col for column in block.columns if column.id != "status"]
    draft.changes.append(("reorder", plan.title, rows, rows[::-1], columns))


def label_deleted(draft: Draft, chance: random.Random) -> None:
    draft.changes.append(("delete_sheet", "About this workbook"))
    draft.warnings.add("FILE-012")


def error_in_a_cell(draft: Draft, chance: random.Random) -> None:
    if keys := draft.filled("deadline"):
        key = chance.choice(keys)
        slot = next(s for s in draft.layout.slots if (s.ref, s.column) == draft.own_key(key))
        draft.changes.append(("set_cell", slot.sheet, slot.row, slot.col, "#N/A"))
        draft.typed[key], draft.content[key] = draft.content[key], Unread("#N/A")
        draft.errors.add("CELL-004")


def only_the_file_name_says(draft: Draft, chance: random.Random) -> None:
    """No label and no details: whose it is stands nowhere but in the name of the file."""
    draft.changes += [("delete_sheet", "About this workbook"), ("delete_sheet", "School details")]
    draft.lose(_keys(draft, next(draft.layout.of_kind("form"))))
    draft.errors.add("SHEET-001")
    draft.warnings |= {"FILE-012", "FILE-022"}


TO_ANSWERS: tuple[Damage, ...] = (
    words_over_lists,
    deadlines_as_text,
    deadlines_in_words,
    other_words_for_lists,
    destinations_in_own_words,
    number_as_a_range,
    leavers_without_a_year,
    number_with_words,
)
TO_FILES: tuple[Damage, ...] = (
    sheet_deleted,
    row_deleted,
    sheet_renamed,
    review_deleted,
    leavers_deleted,
    values_only,
    row_inserted,
    label_deleted,
    rows_sorted,
    error_in_a_cell,
)


def harm(draft: Draft, damage: Damage, chance: random.Random) -> None:
    """One damage done, and noted."""
    damage(draft, chance)
    draft.damage = damage.__name__.replace("_", " ")


def _retype(draft: Draft, keys: list[Key], words: Iterable[str], chance: random.Random, code: str) -> None:
    for key, word in zip(chance.sample(keys, min(4, len(keys))), words, strict=False):
        draft.content[key] = Unread(word)
        draft.errors.add(code)


def _set_leaver(draft: Draft, number: int, row: dict[str, object]) -> None:
    assert draft.leavers is not None
    draft.leavers[number] = draft.sheet_of_leavers[number] = row


def _checklist(draft: Draft, number: int) -> SheetPlan:
    return list(draft.layout.of_kind("checklist"))[number]


def _keys(draft: Draft, plan: SheetPlan) -> Iterable[Key]:
    """The questions of a sheet, as the Hub's checklist names them."""
    return draft.hub_keys((s.ref, s.column) for s in draft.layout.slots if s.sheet == plan.title)
