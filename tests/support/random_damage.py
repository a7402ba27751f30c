"""Random damage to a filled workbook, and what each step does to what must be read.

`Desk` is a workbook as a list of rows for each checklist: it knows where everything stands after each step, writes down
the operations that openpyxl carries out, and keeps account of what is lost, unsure (read right or not at all), changed,
and of what must or may be reported. The account is what a careful person would conclude; it asks nothing of the reader.
A step that would leave a row with neither its ref nor its statement is not done; `fixed` sheets and `shadowed` rows are
left alone, because what was done to them leaves no room for more.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from random import Random

from careers_workbook.layout.places import Column
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers.answer_kind import AnswerValue
from tests.support.damage import Op
from tests.support.truth import Key

REMARK = "Please see our improvement plan"
OWN = "Our own careers week is planned with the town"
LOST = object()
SAME = object()


@dataclass(frozen=True)
class Typed:
    """One answer typed in another way: the operation on its cell, what is read then, and what is said of it."""

    op: str
    argument: object = None
    read: object = SAME
    must: str = ""
    may: str = ""


def _weekday(day: dt.date) -> str:
    return f"{day + dt.timedelta(2):%a} {day.day} {day:%b} {day.year}"


TYPED: dict[str, tuple[Typed, ...]] = {
    "date": (
        *(Typed("set_cell", lambda d: f"{d.day}.{d.month}.{d:%y}", must="DATE-003"),),
        *(Typed("set_cell", lambda d: f"{d.day} {d:%B} {d.year}", must="DATE-003"),),
        *(Typed("set_cell", lambda d: f"{d:%Y-%m-%d}", must="DATE-003"),),
        *(Typed("set_cell", lambda d: f"{d:%a} {d.day} {d:%b} {d.year}", must="DATE-003"),),
        *(Typed("set_cell", _weekday, must="DATE-010", may="DATE-003"),),
        *(Typed("set_cell", words, LOST, "DATE-001") for words in ("ASAP", "end of term", "31/02/2027")),
        Typed("set_cell", "March 2027", LOST, "DATE-005"),
        *(Typed("set_format", shown, LOST, "DATE-005") for shown in ("mmm-yy", "mmmm yyyy", "yyyy")),
        Typed("set_result", "TODAY()+30", LOST, "CELL-025"),
        Typed("strike", None, None, "CELL-024"),
    ),
    "choice": (
        *(Typed("set_cell", words, "Yes", "CELL-007") for words in ("y", "done")),
        Typed("set_cell", "n/a", "Not applicable", "CELL-007"),
        Typed("set_cell", "in prog", "In progress", "CELL-007"),
        Typed("set_cell", True, "Yes", "CELL-007"),
        Typed("set_cell", False, None, "CELL-021"),
        Typed("set_symbol", ("Wingdings", "\u00fc"), "Yes", "CELL-007"),
        Typed("set_symbol", ("Wingdings 2", "P"), "Yes", "CELL-007"),
        Typed("set_symbol", ("Webdings", "r"), "No", "CELL-007"),
        Typed("set_symbol", ("Wingdings", "J"), LOST, may="CELL-001 CELL-020"),  # a smile
        Typed("strike", None, None, "CELL-024"),
    ),
    "text": (
        Typed("set_cell", None, None),
        Typed("strike", None, None, "CELL-024"),
        Typed("strike_run", ("Ask the governors. ", "We asked them."), "We asked them.", "CELL-024"),
    ),
}
"""What people do in one cell, by the kind of its question. The choices are those of a list that offers Yes."""


@dataclass(frozen=True)
class Row:
    """One row of a checklist: an item with its ref and statement as they stand there, or something else."""

    ref: str = ""
    has_ref: bool = True
    has_text: bool = True
    kind: str = "item"


@dataclass(repr=False)
class Sheet:
    """One checklist as it stands now. `asked` are its planned columns, by id."""

    planned: str
    title: str
    rows: list[Row]
    columns: list[str]
    asked: Mapping[str, Column]
    headed: bool = True
    plain_heads: bool = True
    plain_refs: bool = True

    def __repr__(self) -> str:
        return self.title

    def of(self, kind: str) -> list[int]:
        return [number for number, row in enumerate(self.rows) if row.kind == kind]

    def items(self) -> list[int]:
        return self.of("item")

    def refs(self) -> list[str]:
        return [self.rows[number].ref for number in self.items()]

    def guests(self) -> list[str]:
        """The refs of rows that belong to another sheet."""
        return [self.rows[number].ref for number in self.of("guest")]

    def col(self, column: str) -> int:
        return self.columns.index(column)

    def answers(self, *kinds: str) -> list[str]:
        """The columns that ask for answers of these kinds (of any), as they stand."""
        asked = {name: c.question.answer for name in self.columns if (c := self.asked.get(name)) and c.question}
        return [name for name, kind in asked.items() if kind in kinds or not kinds]

    @property
    def is_in_place(self) -> bool:
        """Whether headings and columns stand as planned."""
        return self.headed and self.plain_heads and self.columns == list(self.asked)

    @property
    def has_all(self) -> bool:
        """Whether every row has its ref, its statement, and a cell for every answer."""
        rows = [self.rows[number] for number in self.items()]
        return (
            self.headed
            and self.plain_refs
            and set(self.asked) <= set(self.columns) | {"status"}
            and all(row.has_ref and row.has_text for row in rows)
        )


@dataclass
class Desk:
    """The state of the workbook, the operations so far, and the account of them."""

    layout: Layout
    truth: dict[Key, AnswerValue]
    sheets: list[Sheet]
    ops: list[Op] = field(default_factory=list)
    lost: set[Key] = field(default_factory=set)
    unsure: set[Key] = field(default_factory=set)
    changed: dict[Key, AnswerValue | None] = field(default_factory=dict)
    must: set[tuple[str, str]] = field(default_factory=set)
    may: set[tuple[str, str]] = field(default_factory=set)
    shadowed: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    names: int = 0

    def say(self, codes: str, where: str = "") -> None:
        """This must be reported, of this ref ("" for what is said of a sheet or file)."""
        self.must |= {(code, where) for code in codes.split()}

    def allow(self, codes: str, refs: Iterable[str] = ("",)) -> None:
        """This may be reported, and what must be before."""
        allowed = {(code, where) for code in codes.split() for where in refs}
        self.may |= allowed
        self.must -= allowed

    def doubt(self, ref: str) -> None:
        """Whether this row is what it seems to be nobody can tell."""
        self.unsure |= self.keys(ref)
        self.allow("ROW-001 ROW-002 ROW-004 ROW-005 ROW-006 ROW-008 ROW-022 ROW-027", [ref])
        self.allow("ROW-006 ROW-016")
        self.allow(" ".join({code for code, where in self.must if where == ref}), [ref])
        self.shadowed.add(ref)

    def name(self, words: str) -> str:
        """A new name for a sheet."""
        self.names += 1
        return f"{words} {self.names}"

    def text(self, ref: str) -> str:
        return next(slot.item for slot in self.layout.slots if slot.ref == ref)

    def texts(self, but: str = "") -> list[str]:
        """All statements but that of an item."""
        return [text for ref, text in {s.ref: s.item for s in self.layout.slots if s.item}.items() if ref != but]

    def keys(self, ref: str) -> set[Key]:
        return {key for key in self.truth if key[0] == ref}

    def touchable(self, row: Row) -> bool:
        """Whether the row can be told apart whatever happens to it: it stands once, and no other row has its ref."""
        return row.ref not in self.shadowed and self.copies(row.ref) == 1

    def is_plain(self, *keys: Key) -> bool:
        """Whether these answers stand as they were sent, in the only row of their item."""
        touched = self.lost | self.unsure | self.changed.keys()
        return not touched.intersection(keys) and all(self.copies(ref) == 1 for ref, _ in keys)

    def untouched(self, sheet: Sheet, *columns: str) -> bool:
        """The same of whole columns, and every row can be told apart."""
        keys = [(ref, column) for ref in sheet.refs() for column in columns or sheet.answers()]
        return len(sheet.items()) > 1 and self.is_plain(*keys) and not self.shadowed.intersection(sheet.refs())

    def copies(self, ref: str) -> int:
        return sum(row.ref == ref for sheet in self.sheets for row in sheet.rows if row.kind == "item")


def desk(layout: Layout, truth: dict[Key, AnswerValue]) -> Desk:
    """The undamaged workbook."""
    sheets = []
    for plan in layout.of_kind("checklist"):
        rows = [Row(kind="other")] * (plan.blocks[-1].last_row + 1)
        for block in plan.blocks:
            rows[block.header_row] = Row(kind="header")
            if block.heading_row is not None:
                rows[block.heading_row] = Row(kind="heading")
            for number, ref in enumerate(block.keys, block.first_row):
                rows[number] = Row(ref)
        columns = {column.id: column for column in plan.blocks[0].columns}
        sheets.append(Sheet(plan.title, plan.title, rows, list(columns), columns))
    return Desk(layout, dict(truth), sheets)


def _is_nearest(text: str, own: str, others: Collection[str]) -> bool:
    """Whether a statement that was changed still is far more like itself than like any other."""
    return max(_likeness(text, other) for other in others) + 0.05 < _likeness(text, own)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


# rows


def insert_blank(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    desk.ops.append(("insert_row", sheet.title, number, {}))
    sheet.rows.insert(number, Row(kind="other"))


def insert_remark(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A remark in a row of its own; in the column of refs alone it is no row of theirs."""
    names = [name for name in ("ref", "item", *sheet.answers("text")) if name in sheet.columns]
    column = chance.choice(names)
    desk.ops.append(("insert_row", sheet.title, number, {sheet.col(column): REMARK}))
    sheet.rows.insert(number, Row(kind="other"))
    desk.say("CELL-026" if column == "ref" else "ROW-006")


def insert_own(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """An item of the school's own, with a ref that counts on from the one above it, or with that of the one below."""
    below = sheet.rows[number].ref
    if "item" not in sheet.columns or not sheet.rows[number].has_text:
        return
    values = {sheet.col("item"): OWN, **{sheet.col(name): "Book the hall" for name in sheet.answers("text")[:1]}}
    if "ref" in sheet.columns:
        values[sheet.col("ref")] = chance.choice(["", "OWN1", below])
        desk.shadowed.add(below)
    desk.ops.append(("insert_row", sheet.title, number, values))
    sheet.rows.insert(number, Row(kind="other"))
    desk.say("ROW-006")


def delete(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    ref = sheet.rows[number].ref
    if ref in desk.shadowed or (not sheet.headed and len(sheet.items()) <= ENOUGH):
        return
    desk.ops.append(("delete_row", sheet.title, number))
    del sheet.rows[number]
    if desk.copies(ref) == 1:
        desk.must.discard(("ROW-012", ref))
    if not desk.copies(ref):
        desk.lost |= desk.keys(ref)
        desk.must = {(code, where) for code, where in desk.must if where != ref}
        desk.say("ROW-001", ref)
        desk.changed = {key: value for key, value in desk.changed.items() if key[0] != ref}


def duplicate(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    row = sheet.rows[number]
    desk.ops += [
        ("insert_row", sheet.title, number + 1, {}),
        ("copy_row", sheet.title, number, sheet.title, number + 1),
    ]
    sheet.rows.insert(number + 1, row)
    desk.say("ROW-012", row.ref)


def sort(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    rows = chance.sample(sheet.items(), chance.randint(2, len(sheet.items()))) if len(sheet.items()) > 1 else []
    places = sorted(rows)
    columns = [number for number, name in enumerate(sheet.columns) if name != "status"]
    desk.ops.append(("reorder", sheet.title, places, rows, columns))
    old = list(sheet.rows)
    for place, row in zip(places, rows, strict=True):
        sheet.rows[place] = old[row]


def move_row(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A whole row cut and pasted into another checklist, at its end."""
    row = sheet.rows[number]
    ready = [s for s in desk.sheets if s is not sheet and s.headed and s.planned not in desk.fixed]
    others = [s for s in ready if s.columns == sheet.columns and s.items()]
    if not others or not row.has_text or not desk.touchable(row) or len(sheet.items()) < 2:
        return
    other = chance.choice(others)
    to = max(other.items()) + 1
    desk.ops += [
        ("insert_row", other.title, to, {}),
        ("copy_row", sheet.title, number, other.title, to),
        ("delete_row", sheet.title, number),
    ]
    del sheet.rows[number]
    other.rows.insert(to, replace(row, kind="guest"))
    desk.say("ROW-011", row.ref)
    desk.moved.add(row.ref)


def typed_aside(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A row typed one column to the right: an answer of every kind is there to say so."""
    row, answers = sheet.rows[number], sheet.answers()
    proofs = set(answers) - set(sheet.answers("text"))
    if not sheet.is_in_place or not desk.is_plain(*desk.keys(row.ref)) or not desk.touchable(row) or len(proofs) < 2:
        return
    first = sheet.col(answers[0])
    desk.ops.append(("shift_right", sheet.title, number, first, first + len(answers)))
    desk.changed |= {key: desk.truth[key] for key in desk.keys(row.ref)}
    desk.say("ROW-013", row.ref)
    desk.shadowed.add(row.ref)
    desk.fixed.add(sheet.planned)


def split(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """The statement and an answer go on in a row below, as they come out of Word."""
    row, texts = sheet.rows[number], sheet.answers("text")
    words = desk.text(row.ref).split()
    half = " ".join(words[: len(words) // 2])
    ready = row.has_text and sheet.plain_refs and desk.touchable(row) and len(words) > 3 and "item" in sheet.columns
    if not ready or not texts or any(other.lower() == half.lower() for other in desk.texts()):
        return
    column = chance.choice(texts)
    if not desk.is_plain((row.ref, column)):
        return
    below = {sheet.col("item"): desk.text(row.ref)[len(half) + 1 :], sheet.col(column): "and so on"}
    desk.ops += [
        ("set_cell", sheet.title, number, sheet.col("item"), half),
        ("insert_row", sheet.title, number + 1, below),
    ]
    sheet.rows.insert(number + 1, Row(kind="other"))
    desk.changed[row.ref, column] = f"{desk.truth[row.ref, column]} and so on"
    desk.say("ROW-023", row.ref)
    desk.fixed.add(sheet.planned)
    desk.shadowed.add(row.ref)


def total_row(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """The table's own row of totals switched on: no item, and no row of theirs."""
    if len(sheet.columns) < 3 or (sheet.headed and max(sheet.of("header")) > max(sheet.items())):
        return
    last = max(sheet.items())
    below = sheet.rows[last + 1 : last + 2]
    desk.ops += [
        *([("insert_row", sheet.title, last + 1, {})] if below else []),
        ("set_cell", sheet.title, last + 1, 0, "Total"),
        ("set_result", sheet.title, last + 1, len(sheet.columns) - 1, f"SUBTOTAL(103,A1:A{last + 1})"),
    ]
    sheet.rows.insert(last + 1, Row(kind="other"))


# statements and refs


def misspell(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    row = sheet.rows[number]
    if (
        "item" not in sheet.columns
        or not (row.has_ref and row.has_text and sheet.plain_refs)
        or not desk.touchable(row)
    ):
        return
    words = chance.choice(["Baker clause?", "See above", desk.text(row.ref)[::-1]])
    desk.ops.append(("set_cell", sheet.title, number, sheet.col("item"), words))
    sheet.rows[number] = replace(row, has_text=False)
    desk.say("ROW-005", row.ref)


def _swapped(chance: Random, text: str) -> str:
    pairs = [n for n in range(len(text) - 1) if text[n].isalpha() and text[n + 1].isalpha()]
    at = chance.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _three_letters_less(chance: Random, text: str) -> str:
    at = chance.randint(0, max(len(text) - 4, 0))
    return text[:at] + text[at + 3 :]


def _a_word_less(chance: Random, text: str) -> str:
    words = text.split()
    at = chance.randint(0, len(words) - 1)
    return " ".join(words[:at] + words[at + 1 :])


ALTERED = (_swapped, _three_letters_less, _a_word_less, lambda _, text: text[:50], lambda _, text: text[:60])


def alter(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A statement, or each on the sheet, lost or changed a little: beside its ref it is its own, if not another's."""
    change = chance.choice(ALTERED)
    for place in sheet.items() if chance.random() < 0.5 else [number]:
        row = sheet.rows[place]
        if "item" not in sheet.columns or not row.has_text or not desk.touchable(row):
            continue
        own, others = desk.text(row.ref), desk.texts(row.ref)
        words = change(chance, own)
        if words == own or not words.strip():
            continue
        if not row.has_ref or not sheet.plain_refs or not _is_nearest(words, own, others):
            claimed = {slot.ref for slot in desk.layout.slots if slot.item.lower() == words.lower()}
            for ref in {row.ref, *claimed}:
                desk.doubt(ref)
        desk.ops.append(("set_cell", sheet.title, place, sheet.col("item"), words))
        desk.allow("ROW-004 ROW-005 ROW-009 ROW-022", [row.ref])
        sheet.rows[place] = replace(row, has_text=False)


def twin(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """The statement of another row typed over that of this one: two rows say that they are the same item."""
    row = sheet.rows[number]
    others = [sheet.rows[n] for n in sheet.items() if sheet.rows[n].ref != row.ref]
    if not sheet.has_all or not others or not desk.touchable(row):
        return
    other = chance.choice(others)
    if not desk.touchable(other):
        return
    words, own = desk.text(other.ref), desk.text(row.ref)
    desk.ops.append(("set_cell", sheet.title, number, sheet.col("item"), words))
    desk.must = {(code, where) for code, where in desk.must if where != row.ref}
    if own.lower().startswith(words.lower().rstrip(". ")):  # what is left of its own
        desk.doubt(row.ref)
    else:
        desk.lost |= desk.keys(row.ref)
        desk.say("ROW-008", row.ref)
    desk.shadowed |= {row.ref, other.ref}
    sheet.rows[number] = replace(row, has_text=False)


def number_statements(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A number, a letter or a bullet in front of every statement that still stands there."""
    if "item" not in sheet.columns:
        return
    mark = chance.choice(["{}. ", "{}) ", "({}) ", "• ", "- "])
    for count, place in enumerate(sheet.items(), 1):
        if sheet.rows[place].has_text:
            words = mark.format(count) + desk.text(sheet.rows[place].ref)
            desk.ops.append(("set_cell", sheet.title, place, sheet.col("item"), words))
            desk.shadowed.add(sheet.rows[place].ref)


def wrong_ref(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    row = sheet.rows[number]
    if "ref" not in sheet.columns or not all(sheet.rows[n].has_text for n in sheet.items()) or not desk.touchable(row):
        return
    others = [ref for ref in sheet.refs() if ref != row.ref]
    words = chance.choice([None, 7, "X9", *others])
    desk.ops.append(("set_cell", sheet.title, number, sheet.col("ref"), words))
    sheet.rows[number] = replace(row, has_ref=False)
    sheet.plain_refs = False
    desk.allow("ROW-002", [row.ref])


# cells


def retype(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """One answer typed, marked or formatted in another way."""
    ref = sheet.rows[number].ref
    column = chance.choice([*sheet.answers("date", "choice", "text"), ""])
    if not column or not desk.is_plain((ref, column)):
        return
    kind = sheet.asked[column].question.answer
    typed = chance.choice(TYPED[kind])
    offered = {option.label for option in desk.layout.spec.options(sheet.asked[column].question)}
    if kind == "choice" and not {"Yes", "No", "In progress", "Not applicable"} <= offered:
        return
    sent = desk.truth[ref, column]
    argument = typed.argument(sent) if callable(typed.argument) else typed.argument
    desk.ops.append((typed.op, sheet.title, number, sheet.col(column), argument))
    desk.changed[ref, column] = sent if typed.read is SAME else typed.read
    if typed.read is LOST:
        desk.lost.add((ref, column))
    desk.say(typed.must, ref)
    desk.allow(typed.may, [ref])


def typed_beside(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """Something typed where nothing is asked: under Status, or beside the heading of a section."""
    beside = chance.choice([*sheet.of("heading"), number])
    if beside == number and "status" in sheet.columns:
        words = chance.choice(["Finished", "All in place"])  # a word that no answer of the row says
        desk.ops.append(("set_cell", sheet.title, number, sheet.col("status"), words))
        desk.shadowed.add(sheet.rows[number].ref)
    elif beside != number and sheet.answers():
        words = "All of these: Yes, since 2024"
        desk.ops.append(("set_cell", sheet.title, beside, sheet.col(sheet.answers()[-1]), words))
    else:
        return
    desk.say("CELL-026")


def hide(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    desk.ops.append(("hide", sheet.title, [number], ["C"]))


def colour(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A fill pasted over a whole column: it says nothing."""
    if sheet.answers():
        column = sheet.col(chance.choice(sheet.answers()))
        desk.ops.append(("fill", sheet.title, range(len(sheet.rows)), column, "FFFFFF00"))


def merge_deadlines(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """The days of two rows merged into one: the second is gone."""
    if not sheet.answers("date") or number + 1 not in sheet.items():
        return
    (column,) = sheet.answers("date")
    one, other = sheet.rows[number], sheet.rows[number + 1]
    keys = {(one.ref, column), (other.ref, column)}
    if not desk.is_plain(*keys) or not (desk.touchable(one) and desk.touchable(other)):
        return
    col = sheet.col(column)
    desk.ops.append(("merge", sheet.title, (number, col), (number + 1, col)))
    desk.lost.add((other.ref, column))
    desk.say("CELL-017", other.ref)
    desk.fixed.add(sheet.planned)
    desk.shadowed |= {one.ref, other.ref}


def text_box(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A text box over an answer: a remark. Where nothing stands below it, it may be the answer: nobody can tell."""
    ref, column = sheet.rows[number].ref, chance.choice([*sheet.answers(), ""])
    if not column or desk.copies(ref) > 1 or ref in desk.shadowed:
        return
    desk.ops.append(("text_box", sheet.title, number, sheet.col(column), "Ask Jo"))
    if desk.changed.get((ref, column), SAME) is None:
        desk.lost.add((ref, column))
    desk.say("CELL-041", ref)
    desk.fixed.add(sheet.planned)
    desk.shadowed.add(ref)


# columns and headings


def move_column(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    if not sheet.headed:
        return
    source = chance.randint(0, len(sheet.columns) - 1)
    to = chance.choice([n for n in range(len(sheet.columns) + 1) if n not in (source, source + 1)] or [source])
    desk.ops.append(("move_col", sheet.title, source, to))
    name = sheet.columns.pop(source)
    sheet.columns.insert(to - 1 if to > source else to, name)


def _is_reheaded(columns: list[str], planned: Collection[str]) -> bool:
    """Whether a column of theirs stands where one was deleted: nobody can tell that from another heading."""
    return len(columns) == len(planned) and all(a in ("own", b) for a, b in zip(columns, planned, strict=True))


def insert_column(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A column of the school's own, filled or not."""
    at = chance.randint(0, len(sheet.columns))
    if not sheet.headed or _is_reheaded([*sheet.columns[:at], "own", *sheet.columns[at:]], sheet.asked):
        return
    desk.ops.append(("insert_col", sheet.title, at, sheet.of("header"), "Who is it"))
    sheet.columns.insert(at, "own")
    if chance.random() < 0.5:
        desk.ops += [("set_cell", sheet.title, row, at, "Mrs Smith") for row in sheet.items()]
        if sheet.items():
            desk.say("SHEET-011")


def delete_column(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """Refs, the status, or answers of days and texts but the first."""
    gone = [*(name for name in ("ref", "status") if name in sheet.columns), *sheet.answers("date")]
    name = chance.choice([*gone, *sheet.answers("text")[1:], ""])
    rows = [sheet.rows[n] for n in sheet.items()]
    if not name or not sheet.headed or (name == "ref" and not all(row.has_text for row in rows)):
        return
    if _is_reheaded([one for one in sheet.columns if one != name], sheet.asked):
        return
    desk.ops.append(("delete_col", sheet.title, sheet.col(name)))
    sheet.columns.remove(name)
    desk.allow("CELL-026")
    if name == "ref":
        sheet.rows = [replace(row, has_ref=False) if row.kind == "item" else row for row in sheet.rows]
    elif name != "status" and rows:
        for ref in (*sheet.refs(), *sheet.guests()):
            desk.lost.add((ref, name))
            desk.changed.pop((ref, name), None)
            desk.allow(" ".join({code for code, where in desk.must if where == ref}), [ref])
        desk.allow("SHEET-006")
        desk.say("SHEET-004")


def delete_headers(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """Every header row of a sheet whose columns still stand as planned."""
    if not sheet.is_in_place or sheet.answers() == sheet.answers("text") or len(sheet.items()) < 2:
        return
    for row in reversed(sheet.of("header")):
        desk.ops.append(("delete_row", sheet.title, row))
        del sheet.rows[row]
    sheet.headed = False
    desk.say("SHEET-003")


def head_otherwise(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A heading in other words that mean the same: those that the spec names."""
    named = [name for name in sheet.answers() if sheet.asked[name].aliases]
    if not sheet.headed or not sheet.plain_heads or not named:
        return
    column = chance.choice(named)
    words = chance.choice(sheet.asked[column].aliases)
    desk.ops += [("set_cell", sheet.title, row, sheet.col(column), words) for row in sheet.of("header")]
    sheet.plain_heads = False
    if sheet.items():
        desk.say("SHEET-006")


def head_strangely(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A heading in words that mean nothing: what is no text is known by its place and its content, a text is not."""
    column = chance.choice(sheet.answers() or [""])
    if not sheet.is_in_place or not column or not desk.untouched(sheet, column) or len(sheet.items()) < ENOUGH:
        return
    desk.ops += [("set_cell", sheet.title, row, sheet.col(column), "Wert") for row in sheet.of("header")]
    if column in sheet.answers("text"):
        desk.lost |= {(ref, column) for ref in (*sheet.refs(), *sheet.guests())}
        desk.say("SHEET-018")
    else:
        desk.say("SHEET-006")
        desk.allow("SHEET-006")
    desk.fixed.add(sheet.planned)


ENOUGH = 5
"""Rows of a table from which its content leaves no doubt."""


def exchange(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """Two headings exchanged above answers that stand where they were sent, or the answers below their headings."""
    days, choices, texts = sheet.answers("date"), sheet.answers("choice"), sheet.answers("text")
    if not sheet.is_in_place or not days or not choices or len(sheet.items()) < ENOUGH or sheet.guests():
        return
    one, other = chance.choice([(days[0], choices[0]), (days[0], texts[-1]), (choices[0], texts[-1])])
    if not desk.untouched(sheet, one, other):
        return
    rows = sheet.of("header") if other in texts or chance.random() < 0.5 else sheet.items()
    desk.ops.append(("move_cells", sheet.title, rows, sheet.col(one), sheet.col(other)))
    desk.say("SHEET-015")
    desk.fixed.add(sheet.planned)


# sheets


def rename(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    new = desk.name("Sheet")
    desk.ops.append(("rename", sheet.title, new))
    sheet.title = new
    desk.say("SHEET-002")


def move_sheet(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    desk.ops.append(("move_sheet", sheet.title, chance.randint(-2, 2)))


def delete_sheet(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    refs = {row.ref for row in sheet.rows if row.ref}
    if len(desk.sheets) < 3 or any(desk.copies(ref) > 1 for ref in refs):
        return
    desk.ops.append(("delete_sheet", sheet.title))
    desk.sheets.remove(sheet)
    for ref in refs:
        desk.lost |= desk.keys(ref)
    gone = {slot.ref for slot in desk.layout.slots if slot.sheet == sheet.planned} - desk.moved | refs
    desk.may |= {("ROW-001", ref) for ref in gone}
    desk.must = {(code, where) for code, where in desk.must if where not in gone}
    desk.allow(" ".join({code for code, where in desk.must if not where}))
    if any(slot.sheet == sheet.planned and slot.ref in desk.moved - refs for slot in desk.layout.slots):
        desk.must |= {("ROW-001", ref) for ref in gone}  # some of its rows stand elsewhere: the others are named
    else:
        desk.say("SHEET-001")


def copy_sheet(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """The sheet twice, alike or each filled in by half; from here on this sheet is left as it is."""
    if sheet.guests():
        return
    copy = desk.name("Copy")
    desk.ops.append(("copy_sheet", sheet.title, copy))
    desk.fixed.add(sheet.planned)
    answers = [sheet.col(name) for name in sheet.answers()]
    if chance.random() < 0.5 or not desk.untouched(sheet) or not answers:
        desk.say("SHEET-008")
        return
    for count, place in enumerate(sheet.items()):
        title = copy if count % 2 else sheet.title
        desk.ops += [("set_cell", title, place, col, None) for col in answers]
        desk.say("ROW-020", sheet.rows[place].ref)
    desk.say("SHEET-005")


def answer_elsewhere(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """All answers of a sheet on one of the school's own, beside the refs and under our headings; the sent one blank."""
    names = sheet.answers()
    if not sheet.has_all or not desk.untouched(sheet) or not sheet.plain_heads:
        return
    rows = [["Ref", *(sheet.asked[name].label for name in names)]]
    rows += [[ref, *(_kept(desk.truth[ref, name]) for name in names)] for ref in sheet.refs()]
    desk.ops.append(("add_sheet", desk.name("Our answers"), rows))
    desk.ops += [("set_cell", sheet.title, row, sheet.col(name), None) for row in sheet.items() for name in names]
    desk.say("SHEET-005")
    desk.fixed.add(sheet.planned)
    desk.shadowed |= set(sheet.refs())


def _kept(value: AnswerValue) -> object:
    return {"date": value.isoformat()} if isinstance(value, dt.date) else value


def add_list(chance: Random, desk: Desk, sheet: Sheet, number: int) -> None:
    """A sheet of the school's own that repeats the statements under headings of its own."""
    rows = [
        ["Ref", "Task", "Helper", "When"],
        *([ref, desk.text(ref), "Mrs Smith", {"date": "2026-01-31"}] for ref in sheet.refs()),
    ]
    start = chance.randint(0, 1)
    desk.ops.append(("add_sheet", desk.name("List"), [row[start:] for row in rows]))
    desk.say("SHEET-007")


STEPS: tuple[Callable[[Random, Desk, Sheet, int], None], ...] = (
    *(insert_blank, insert_remark, insert_own, delete, duplicate, sort, move_row, typed_aside, split, total_row),
    *(misspell, alter, twin, number_statements, wrong_ref),
    *(retype, retype, retype, typed_beside, hide, colour, merge_deadlines, text_box),
    *(move_column, insert_column, delete_column, delete_headers, head_otherwise, head_strangely, exchange),
    *(rename, move_sheet, delete_sheet, copy_sheet, answer_elsewhere, add_list),
)


def damage(chance: Random, desk: Desk) -> str:
    """One random step; says which. Nothing where there is nothing left to damage."""
    sheet = chance.choice(desk.sheets)
    step = chance.choice(STEPS)
    if sheet.items() and sheet.planned not in desk.fixed:
        step(chance, desk, sheet, chance.choice(sheet.items()))
    return step.__name__
