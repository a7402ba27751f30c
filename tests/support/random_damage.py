"""Random damage to a filled workbook, and what each step does to what must be read.

`Desk` is a workbook as a list of rows for each checklist: it knows where everything stands after each step, writes down
the operations that openpyxl carries out, and keeps account of what is lost, what is changed, and what must or may be
reported. A step that would leave a row with neither its ref nor its statement is not done; `fixed` sheets and
`shadowed` rows are left alone, because what was done to them leaves no room for more.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers.answer_kind import AnswerValue
from tests.support.damage import Op
from tests.support.truth import Key

NOTHING = "nothing"
DATES = (
    ("{d.day}.{d.month}.{d:%y}", "DATE-003"),
    ("{d.day} {d:%B} {d.year}", "DATE-003"),
    ("{d:%Y-%m-%d}", "DATE-003"),
    ("{d:%a} {d.day} {d:%b} {d.year}", "DATE-003"),
)
NO_DATES = (("ASAP", "DATE-001"), ("end of term", "DATE-001"), ("31/02/2027", "DATE-001"), ("March 2027", "DATE-005"))
CHOICES = (("y", "Yes"), ("done", "Yes"), ("n/a", "Not applicable"), ("in prog", "In progress"))


@dataclass(frozen=True)
class Row:
    """One row of a checklist: an item with its ref and statement as they stand there, or something else."""

    ref: str = ""
    has_ref: bool = True
    has_text: bool = True
    kind: str = "item"


@dataclass(repr=False)
class Sheet:
    """One checklist as it stands now."""

    planned: str
    title: str
    rows: list[Row]
    columns: list[str]
    headed: bool = True
    plain_refs: bool = True

    def __repr__(self) -> str:
        return self.title

    def items(self) -> list[int]:
        return [number for number, row in enumerate(self.rows) if row.kind == "item"]

    def headers(self) -> list[int]:
        return [number for number, row in enumerate(self.rows) if row.kind == "header"]

    def col(self, column: str) -> int:
        return self.columns.index(column)


@dataclass
class Desk:
    """The state of the workbook, the operations so far, and the account of them."""

    layout: Layout
    truth: dict[Key, AnswerValue]
    sheets: list[Sheet]
    ops: list[Op] = field(default_factory=list)
    lost: set[Key] = field(default_factory=set)
    changed: dict[Key, AnswerValue | None] = field(default_factory=dict)
    must: set[tuple[str, str]] = field(default_factory=set)
    may: set[tuple[str, str]] = field(default_factory=set)
    shadowed: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    names: int = 0

    def say(self, code: str, where: str = "") -> None:
        """This must be reported, of this ref ("" for what is said of a sheet or file)."""
        self.must.add((code, where))

    def text(self, ref: str) -> str:
        return next(slot.item for slot in self.layout.slots if slot.ref == ref)

    def columns_of(self, ref: str) -> list[str]:
        return [column for other, column in self.truth if other == ref]

    def touchable(self, row: Row) -> bool:
        """Whether the row can be told apart whatever happens to it: it stands once, and no other row has its ref."""
        return row.ref not in self.shadowed and self.copies(row.ref) == 1

    def lose(self, ref: str, columns: list[str]) -> None:
        self.lost |= {(ref, column) for column in columns}

    def planned_columns(self, sheet: Sheet) -> list[str]:
        plan = next(plan for plan in self.layout.sheets if plan.title == sheet.planned)
        return [column.id for column in plan.blocks[0].columns]

    def copies(self, ref: str) -> int:
        return sum(row.ref == ref for sheet in self.sheets for row in sheet.rows if row.kind == "item")


def desk(layout: Layout, truth: dict[Key, AnswerValue]) -> Desk:
    """The undamaged workbook."""
    sheets = []
    for plan in layout.of_kind("checklist"):
        rows = [Row(kind="other")] * (plan.blocks[-1].last_row + 1)
        for block in plan.blocks:
            rows[block.header_row] = Row(kind="header")
            for number, ref in enumerate(block.keys, block.first_row):
                rows[number] = Row(ref)
        sheets.append(Sheet(plan.title, plan.title, rows, [column.id for column in plan.blocks[0].columns]))
    return Desk(layout, dict(truth), sheets)


def _sheet(draw: st.DrawFn, desk: Desk) -> Sheet | None:
    return draw(st.sampled_from(desk.sheets)) if desk.sheets else None


def _item(draw: st.DrawFn, sheet: Sheet) -> int | None:
    return draw(st.sampled_from(sheet.items())) if sheet.items() else None


def insert_blank(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    desk.ops.append(("insert_row", sheet.title, number, {}))
    sheet.rows.insert(number, Row(kind="other"))


def insert_remark(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    column = draw(st.sampled_from([name for name in ("item", "action", "review") if name in sheet.columns]))
    desk.ops.append(("insert_row", sheet.title, number, {sheet.col(column): "Please see our improvement plan"}))
    sheet.rows.insert(number, Row(kind="other"))
    desk.say("ROW-006")


def insert_own(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """An item of the school's own, with a ref that counts on from the one above it, or with that of the one below."""
    below = sheet.rows[number].ref
    if "item" not in sheet.columns or not sheet.rows[number].has_text:
        return
    values = {sheet.col("item"): "Our own careers week is planned with the town", sheet.col("action"): "Book the hall"}
    if "ref" in sheet.columns:
        values[sheet.col("ref")] = draw(st.sampled_from(["", "OWN1", below]))
        desk.shadowed.add(below)
    desk.ops.append(("insert_row", sheet.title, number, values))
    sheet.rows.insert(number, Row(kind="other"))
    desk.say("ROW-006")


def delete(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    ref = sheet.rows[number].ref
    if ref in desk.shadowed:
        return
    desk.ops.append(("delete_row", sheet.title, number))
    del sheet.rows[number]
    if desk.copies(ref) == 1:
        desk.must.discard(("ROW-012", ref))
    if not desk.copies(ref):
        desk.lose(ref, desk.columns_of(ref))
        desk.say("ROW-001", ref)
        desk.must = {(code, where) for code, where in desk.must if where != ref or code == "ROW-001"}
        desk.changed = {key: value for key, value in desk.changed.items() if key[0] != ref}


def duplicate(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    row = sheet.rows[number]
    desk.ops += [
        ("insert_row", sheet.title, number + 1, {}),
        ("copy_row", sheet.title, number, sheet.title, number + 1),
    ]
    sheet.rows.insert(number + 1, row)
    desk.say("ROW-012", row.ref)


def sort(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    rows = draw(st.lists(st.sampled_from(sheet.items()), min_size=2, unique=True)) if len(sheet.items()) > 1 else []
    places = sorted(rows)
    columns = [number for number, name in enumerate(sheet.columns) if name != "status"]
    desk.ops.append(("reorder", sheet.title, places, rows, columns))
    old = list(sheet.rows)
    for place, row in zip(places, rows, strict=True):
        sheet.rows[place] = old[row]


def rename(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    desk.names += 1
    desk.ops.append(("rename", sheet.title, f"Sheet {desk.names}"))
    sheet.title = f"Sheet {desk.names}"
    desk.say("SHEET-002")


def move_sheet(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    desk.ops.append(("move_sheet", sheet.title, draw(st.integers(-2, 2))))


def move_column(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    if not sheet.headed:
        return
    source = draw(st.integers(0, len(sheet.columns) - 1))
    to = draw(st.sampled_from([n for n in range(len(sheet.columns) + 1) if n not in (source, source + 1)]))
    desk.ops.append(("move_col", sheet.title, source, to))
    name = sheet.columns.pop(source)
    sheet.columns.insert(to - 1 if to > source else to, name)


def insert_column(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """A column of the school's own, filled or not."""
    if not sheet.headed:
        return
    at = draw(st.integers(0, len(sheet.columns)))
    planned = desk.planned_columns(sheet)
    if [*sheet.columns[:at], planned[min(at, len(planned) - 1)], *sheet.columns[at:]] == planned:
        return  # where a column was deleted: nobody can tell that from another heading
    desk.ops.append(("insert_col", sheet.title, at, sheet.headers(), "Who"))
    sheet.columns.insert(at, "own")
    if draw(st.booleans()):
        desk.ops += [("set_cell", sheet.title, row, at, "Mrs Smith") for row in sheet.items()]
        if sheet.items():
            desk.say("SHEET-011")


def delete_column(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    name = draw(
        st.sampled_from([name for name in ("ref", "status", "review", "deadline") if name in sheet.columns] or [""])
    )
    rows = [sheet.rows[n] for n in sheet.items()]
    if not name or not sheet.headed or (name == "ref" and not all(row.has_text for row in rows)):
        return
    desk.ops.append(("delete_col", sheet.title, sheet.col(name)))
    sheet.columns.remove(name)
    if name == "ref":
        sheet.rows = [replace(row, has_ref=False) if row.kind == "item" else row for row in sheet.rows]
    elif name != "status" and rows:
        for row in rows:
            desk.lose(row.ref, [name])
            desk.changed.pop((row.ref, name), None)
        desk.may |= desk.must & {(code, row.ref) for row in rows for code, _ in desk.must}
        desk.must -= desk.may
        desk.say("SHEET-004")


def misspell(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    row = sheet.rows[number]
    if (
        "item" not in sheet.columns
        or not (row.has_ref and row.has_text and sheet.plain_refs)
        or not desk.touchable(row)
    ):
        return
    words = draw(st.sampled_from(["Baker clause?", "See above", desk.text(row.ref)[::-1]]))
    desk.ops.append(("set_cell", sheet.title, number, sheet.col("item"), words))
    sheet.rows[number] = replace(row, has_text=False)
    desk.say("ROW-005", row.ref)


def typo(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """Two letters swapped: with the ref or without, the statement is still close to itself alone."""
    row = sheet.rows[number]
    if "item" not in sheet.columns or not row.has_text or not row.has_ref or not desk.touchable(row):
        return
    text = desk.text(row.ref)
    at = draw(st.sampled_from([n for n in range(len(text) - 1) if text[n].isalpha() and text[n + 1].isalpha()]))
    words = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    desk.ops.append(("set_cell", sheet.title, number, sheet.col("item"), words))
    desk.may |= {("ROW-004", row.ref), ("ROW-005", row.ref)}
    sheet.rows[number] = replace(row, has_text=False)


def wrong_ref(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    row = sheet.rows[number]
    if "ref" not in sheet.columns or not all(sheet.rows[n].has_text for n in sheet.items()) or not desk.touchable(row):
        return
    others = [sheet.rows[n].ref for n in sheet.items() if sheet.rows[n].ref != row.ref]
    words = draw(st.sampled_from([None, 7, "X9", *others]))
    desk.ops.append(("set_cell", sheet.title, number, sheet.col("ref"), words))
    sheet.rows[number] = replace(row, has_ref=False)
    sheet.plain_refs = False
    desk.may.add(("ROW-002", row.ref))


def retype_date(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    key = sheet.rows[number].ref, "deadline"
    day = desk.truth[key]
    if "deadline" not in sheet.columns or key in desk.lost or key in desk.changed or desk.copies(key[0]) > 1:
        return
    assert isinstance(day, dt.date)
    words, code = draw(st.sampled_from([*DATES, *NO_DATES]))
    desk.ops.append(("set_cell", sheet.title, number, sheet.col("deadline"), words.format(d=day)))
    desk.changed[key] = day
    desk.say(code, key[0])
    if code != "DATE-003":
        desk.lose(key[0], ["deadline"])


def retype_choice(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    key = sheet.rows[number].ref, "completed"
    if "completed" not in sheet.columns or key in desk.changed or key in desk.lost or desk.copies(key[0]) > 1:
        return
    words, read = draw(st.sampled_from(CHOICES))
    desk.ops.append(("set_cell", sheet.title, number, sheet.col("completed"), words))
    desk.changed[key] = read
    desk.say("CELL-007", key[0])


def empty(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    ref = sheet.rows[number].ref
    column = draw(st.sampled_from([name for name in ("action", "review") if name in sheet.columns] or [""]))
    if column and (ref, column) not in desk.lost and desk.copies(ref) == 1:
        desk.ops.append(("set_cell", sheet.title, number, sheet.col(column), None))
        desk.changed[ref, column] = None


def hide(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    desk.ops.append(("hide", sheet.title, [number], ["C"]))


def delete_headers(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """Every header row of a sheet whose columns still stand as planned."""
    if not sheet.headed or sheet.columns != desk.planned_columns(sheet):
        return
    for row in reversed(sheet.headers()):
        desk.ops.append(("delete_row", sheet.title, row))
        del sheet.rows[row]
    sheet.headed = False
    desk.say("SHEET-003")


def delete_sheet(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    refs = {row.ref for row in sheet.rows if row.ref}
    if len(desk.sheets) < 3 or any(desk.copies(ref) > 1 for ref in refs):
        return
    desk.ops.append(("delete_sheet", sheet.title))
    desk.sheets.remove(sheet)
    for ref in refs:
        desk.lose(ref, desk.columns_of(ref))
    gone = {slot.ref for slot in desk.layout.slots if slot.sheet == sheet.planned} - desk.moved | refs
    desk.may |= {("ROW-001", ref) for ref in gone}
    desk.must = {(code, where) for code, where in desk.must if where not in gone}
    desk.may |= {(code, "") for code, where in desk.must if not where}
    desk.must -= {(code, "") for code in ("SHEET-002", "SHEET-003", "SHEET-004", "SHEET-011", "ROW-006")}
    if any(slot.sheet == sheet.planned and slot.ref in desk.moved - refs for slot in desk.layout.slots):
        desk.must |= {("ROW-001", ref) for ref in gone}  # some of its rows stand elsewhere: the others are named
    else:
        desk.say("SHEET-001")


def move_row(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """A whole row cut and pasted into another checklist, at its end."""
    row = sheet.rows[number]
    others = [s for s in desk.sheets if s is not sheet and s.headed and s.columns == sheet.columns and s.items()]
    if not others or not row.has_text or not desk.touchable(row) or len(sheet.items()) < 2:
        return
    other = draw(st.sampled_from(others))
    to = max(other.items()) + 1
    desk.ops += [
        ("insert_row", other.title, to, {}),
        ("copy_row", sheet.title, number, other.title, to),
        ("delete_row", sheet.title, number),
    ]
    del sheet.rows[number]
    other.rows.insert(to, replace(row, kind="other"))
    desk.say("ROW-011", row.ref)
    desk.moved.add(row.ref)


def typed_aside(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """A row typed one column to the right: an answer of every kind is there to say so."""
    row, planned = sheet.rows[number], desk.planned_columns(sheet)
    touched = {key[0] for key in (*desk.lost, *desk.changed)}
    if not sheet.headed or sheet.columns != planned or row.ref in touched or not desk.touchable(row):
        return
    desk.ops.append(("shift_right", sheet.title, number, sheet.col("action"), sheet.col("status")))
    desk.changed |= {(row.ref, column): desk.truth[row.ref, column] for column in desk.columns_of(row.ref)}
    desk.say("ROW-013", row.ref)
    desk.shadowed.add(row.ref)
    desk.fixed.add(sheet.planned)


def number_statements(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """A number, a letter or a bullet in front of every statement that still stands there."""
    if "item" not in sheet.columns:
        return
    mark = draw(st.sampled_from(["{}. ", "{}) ", "({}) ", "• ", "- "]))
    for count, place in enumerate(sheet.items(), 1):
        if sheet.rows[place].has_text:
            words = mark.format(count) + desk.text(sheet.rows[place].ref)
            desk.ops.append(("set_cell", sheet.title, place, sheet.col("item"), words))
            desk.shadowed.add(sheet.rows[place].ref)


def merge_deadlines(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """The deadlines of two rows merged into one: the second is gone."""
    if "deadline" not in sheet.columns or number + 1 not in sheet.items():
        return
    one, other = sheet.rows[number], sheet.rows[number + 1]
    keys = {(one.ref, "deadline"), (other.ref, "deadline")}
    if keys & (desk.lost | desk.changed.keys()) or not (desk.touchable(one) and desk.touchable(other)):
        return
    col = sheet.col("deadline")
    desk.ops.append(("merge", sheet.title, (number, col), (number + 1, col)))
    desk.lose(other.ref, ["deadline"])
    desk.say("CELL-017", other.ref)
    desk.fixed.add(sheet.planned)
    desk.shadowed |= {one.ref, other.ref}


def copy_sheet(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """The sheet twice, alike; from here on this sheet is left as it is."""
    desk.names += 1
    desk.ops.append(("copy_sheet", sheet.title, f"Copy {desk.names}"))
    desk.say("SHEET-008")
    desk.fixed.add(sheet.planned)


def add_list(draw: st.DrawFn, desk: Desk, sheet: Sheet, number: int) -> None:
    """A sheet of the school's own that repeats the statements under headings of its own."""
    desk.names += 1
    refs = [sheet.rows[place].ref for place in sheet.items()]
    rows = [
        ["Ref", "Task", "Who", "When"],
        *([ref, desk.text(ref), "Mrs Smith", {"date": "2026-01-31"}] for ref in refs),
    ]
    start = draw(st.integers(0, 1))
    desk.ops.append(("add_sheet", f"List {desk.names}", [row[start:] for row in rows]))
    desk.say("SHEET-007")


STEPS: tuple[Callable[[st.DrawFn, Desk, Sheet, int], None], ...] = (
    *(insert_blank, insert_remark, insert_own, delete, duplicate, sort, rename, move_sheet, move_column),
    *(insert_column, delete_column, misspell, typo, wrong_ref, retype_date, retype_choice, empty, hide),
    *(delete_headers, delete_sheet, move_row, typed_aside, number_statements, merge_deadlines, copy_sheet, add_list),
)


def damage(draw: st.DrawFn, desk: Desk) -> str:
    """One random step; says which. Nothing where there is nothing left to damage."""
    sheet = draw(st.sampled_from(desk.sheets))
    step = draw(st.sampled_from(STEPS))
    if sheet.items() and sheet.planned not in desk.fixed:
        step(draw, desk, sheet, draw(st.sampled_from(sheet.items())))
    return step.__name__
