"""The damage that schools do, each with what must be lost and what must be said; everything else must be recovered."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from careers_workbook.layout.places import Block, Slot
from careers_workbook.layout.plan import Layout
from careers_workbook.spec.answers.answer_kind import AnswerValue
from tests.support.damage import Op
from tests.support.truth import Key

CL, SP, GE, SEND, DEST, FORM = (
    *("Careers leadership", "Strategy and programme", "Guidance and experience", "SEND considerations"),
    *("Destinations", "School details"),
)
REF, ITEM, ACTION, DEADLINE, REVIEW, COMPLETED, STATUS = range(7)


@dataclass(frozen=True)
class Case:
    """One kind of damage. `lost` are questions whose answer is gone, `changed` those that must be read otherwise;
    `codes` is the whole set of problem codes that must be reported, no more and no less."""

    name: str
    ops: tuple[Op, ...]
    codes: frozenset[str] = frozenset()
    lost: frozenset[Key] = frozenset()
    changed: dict[Key, AnswerValue | None] = field(default_factory=dict)


class Map:
    """Where things stand in an undamaged workbook."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.slots: dict[Key, Slot] = {(s.ref, s.column): s for s in layout.slots}

    def row(self, ref: str) -> int:
        return next(s.row for s in self.layout.slots if s.ref == ref)

    def at(self, ref: str, column: str) -> tuple[str, int, int]:
        slot = self.slots[ref, column]
        return slot.sheet, slot.row, slot.col

    def text(self, ref: str) -> str:
        return next(s.item for s in self.layout.slots if s.ref == ref)

    def blocks(self, title: str) -> tuple[Block, ...]:
        return next(plan.blocks for plan in self.layout.sheets if plan.title == title)

    def headers(self, title: str) -> list[int]:
        return [block.header_row for block in self.blocks(title)]

    def refs(self, title: str) -> list[str]:
        return [ref for block in self.blocks(title) for ref in block.keys]

    def keys(self, *refs: str, column: str | None = None) -> frozenset[Key]:
        return frozenset(k for k in self.slots if k[0] in refs and column in (None, k[1]))

    def of_sheet(self, title: str, column: str | None = None) -> frozenset[Key]:
        return self.keys(*self.refs(title), column=column)


def cases(m: Map) -> Iterator[Case]:
    for group in (_rows, _columns, _sheets, _texts, _values):
        yield from group(m)


def _case(name: str, *ops: Op, codes: str = "", lost: frozenset[Key] = frozenset(), **changed: object) -> Case:
    return Case(name, ops, frozenset(codes.split()), lost, dict(changed.get("changed", {})))


def _rows(m: Map) -> Iterator[Case]:
    cl3, sp12 = m.row("CL3"), m.row("SP12")
    yield _case("a blank row inserted", ("insert_row", CL, cl3, {}))
    yield _case(
        "a remark inserted in the item column", ("insert_row", CL, cl3, {ITEM: "See our plan"}), codes="ROW-006"
    )
    yield _case(
        "a remark inserted in the action column", ("insert_row", CL, cl3, {ACTION: "See plan"}), codes="ROW-006"
    )
    yield _case("three rows inserted above everything", *[("insert_row", CL, 0, {})] * 3)
    yield _case("a row deleted", ("delete_row", SP, sp12), codes="ROW-001", lost=m.keys("SP12"))
    yield _case(
        "the first and the last row deleted",
        *(("delete_row", SP, m.row("SP15")), ("delete_row", SP, m.row("SP1"))),
        codes="ROW-001",
        lost=m.keys("SP1", "SP15"),
    )
    yield _case(
        "a row duplicated with the same answers",
        *(("insert_row", CL, cl3 + 1, {}), ("copy_row", CL, cl3, CL, cl3 + 1)),
        codes="ROW-012",
    )
    yield _case(
        "a row duplicated with other answers",
        *(("insert_row", CL, cl3 + 1, {}), ("copy_row", CL, cl3, CL, cl3 + 1)),
        ("set_cell", CL, cl3 + 1, ACTION, "Something else altogether"),
        codes="ROW-003",
    )
    yield _case(
        "a row duplicated and the first copy emptied",
        *(("insert_row", CL, cl3 + 1, {}), ("copy_row", CL, cl3, CL, cl3 + 1)),
        *(("set_cell", CL, cl3, col, None) for col in range(ACTION, STATUS)),
        codes="ROW-012",
    )
    rows = [m.row(ref) for ref in m.refs(SP)]
    every = list(range(STATUS))
    yield _case("whole rows sorted the other way round", ("reorder", SP, rows, rows[::-1], every))
    turned = ("reorder", SP, rows, rows[::-1], every[1:])  # or the statements alone: nobody can say which
    moved = (here for here, there in zip(m.refs(SP), reversed(m.refs(SP)), strict=True) if here != there)
    yield _case("everything but the refs sorted", turned, codes="ROW-008", lost=m.keys(*moved))
    yield _case("rows hidden", ("hide", SP, rows[3:8], []))
    yield _case(
        "a row moved to another sheet",
        *(("insert_row", SP, rows[2], {}), ("copy_row", CL, cl3, SP, rows[2]), ("delete_row", CL, cl3)),
        codes="ROW-011",
    )
    own = {REF: "OWN1", ITEM: "Our school has a careers garden", ACTION: "Plant more beans", COMPLETED: "Yes"}
    yield _case("an item of their own added below", ("insert_row", CL, m.row("CL6") + 1, own), codes="ROW-006")
    yield _case("a header repeated half-way", ("insert_row", SP, rows[7], _header_values(m)))
    yield _case(
        "rows of one section typed into another",
        *(("insert_row", GE, m.row("CE1"), {}), ("copy_row", GE, m.row("CG2"), GE, m.row("CE1"))),
        ("delete_row", GE, m.row("CG2")),
    )


def _header_values(m: Map) -> dict[int, object]:
    return {column.col: column.label for column in m.blocks(SP)[0].columns}


def _columns(m: Map) -> Iterator[Case]:
    heads = m.headers(SP)
    yield _case("a column inserted before the items", ("insert_col", SP, ITEM, heads, "Priority"))
    yield _case("a column inserted among the answers", ("insert_col", SP, DEADLINE, heads, "Who"))
    yield _case("a column inserted at the left edge", ("insert_col", SP, 0, [], ""))
    yield _case(
        "the review column deleted", ("delete_col", SP, REVIEW), codes="SHEET-004", lost=m.of_sheet(SP, "review")
    )
    yield _case("the status column deleted", ("delete_col", SP, STATUS))
    yield _case("the ref column deleted", ("delete_col", SP, REF))
    yield _case("the refs of every sheet deleted", *(("delete_col", title, REF) for title in (CL, SP, GE, SEND, FORM)))
    yield _case("the item column deleted", ("delete_col", SP, ITEM), codes="ROW-010")
    yield _case("columns moved about", ("move_col", SP, REVIEW, ACTION), ("move_col", SP, COMPLETED, ITEM))
    yield _case("columns hidden", ("hide", SP, [], ["D", "E"]))
    yield _case(
        "one heading reworded",
        *(("set_cell", SP, row, DEADLINE, "By when?") for row in heads),
        codes="SHEET-006",
    )
    yield _case(
        "a heading misspelt", *(("set_cell", SP, row, DEADLINE, "Dead line") for row in heads), codes="SHEET-006"
    )
    yield _case("headings in capitals", *(("set_cell", SP, row, DEADLINE, "DEADLINE ") for row in heads))
    bare = [("delete_row", SP, row) for row in heads]
    yield _case("the header row deleted", *bare, codes="SHEET-003")
    own = {REF: "OWN1", ITEM: "Our own careers week is planned with the town", ACTION: "Book the hall"}
    yield _case(
        "the header row deleted and an item of their own above the first",
        *(*bare, ("insert_row", SP, heads[0], own)),
        codes="SHEET-003 ROW-006",
    )
    yield _case(
        "the header row deleted and the deadlines too",
        *(("delete_row", SP, row) for row in heads),
        ("delete_col", SP, DEADLINE),
        codes="SHEET-003 SHEET-009",
        lost=m.of_sheet(SP),
    )
    yield _case(
        "the table shifted down and right",
        *[("insert_row", SP, 0, {})] * 4,
        *[("insert_col", SP, 0, [], "")] * 2,
    )
    for ref in ("SP1", "SP4"):  # SP1 is not applicable, and that is a word of our own where it was typed over Status
        typed = ("shift_right", SP, m.row(ref), ACTION, STATUS)
        yield _case(f"a row typed one column to the right: {ref}", typed, codes="ROW-013")
    row = m.row("SP4")
    yield _case(
        "the ref and item of one row wiped",
        *(("set_cell", SP, row, REF, None), ("set_cell", SP, row, ITEM, None)),
        codes="ROW-007",
    )


def _sheets(m: Map) -> Iterator[Case]:
    asking = (FORM, CL, SP, GE, SEND, DEST)
    yield _case("one sheet renamed", ("rename", CL, "Leadership 2026"), codes="SHEET-002")
    yield _case("all sheets renamed", *(("rename", t, f"Sheet{n}") for n, t in enumerate(asking)), codes="SHEET-002")
    yield _case("two sheets swap their names", *_swap_names(CL, SP), codes="SHEET-002")
    yield _case("sheets reordered", ("move_sheet", SEND, -4), ("move_sheet", FORM, 3))
    yield _case(
        "a sheet of their own added", ("add_sheet", "Our notes", [["Hello"], ["Remember the fair"]]), codes="SHEET-007"
    )
    yield _case("a sheet deleted", ("delete_sheet", SEND), codes="SHEET-001", lost=m.of_sheet(SEND))
    yield _case("the tracker deleted", ("delete_sheet", DEST), codes="SHEET-001", lost=_tracker_keys(m))
    yield _case("a sheet duplicated", ("copy_sheet", CL, "Careers leadership (2)"), codes="SHEET-008")
    yield _case(
        "a sheet duplicated and the copy changed",
        ("copy_sheet", CL, "Careers leadership (2)"),
        ("set_cell", "Careers leadership (2)", m.row("CL2"), ACTION, "Something else"),
        codes="SHEET-005 CELL-018",
        lost=m.keys("CL2", column="action"),
    )
    yield _case("copied as values into a new workbook", ("values_only",))
    ours = ("Start here", "Progress", "Inspection notes", "Lists")
    yield _case("our own sheets deleted", *(("delete_sheet", t) for t in ours))
    yield _case("About deleted", ("delete_sheet", "About this workbook"), codes="FILE-012")
    others = [t for t in (*asking, *ours, "About this workbook") if t != SP]
    lost = frozenset(k for t in asking if t not in (SP, DEST) for k in m.of_sheet(t)) | _tracker_keys(m)
    yield _case(
        "one sheet returned alone",
        *(("delete_sheet", t) for t in others),
        codes="SHEET-001 FILE-012 FILE-022",
        lost=lost,
    )


def _swap_names(one: str, other: str) -> list[Op]:
    return [("rename", one, "for a moment"), ("rename", other, one), ("rename", "for a moment", other)]


def _tracker_keys(m: Map) -> frozenset[Key]:
    return frozenset(key for key, slot in m.slots.items() if slot.kind == "tracker")


def slip(text: str) -> str:
    """Two letters swapped in the first word that is long enough."""
    word = next(word for word in text.split() if len(word) > 4 and word[1] != word[2])
    return text.replace(word, f"{word[0]}{word[2]}{word[1]}{word[3:]}", 1)


def _texts(m: Map) -> Iterator[Case]:
    def text(ref: str, words: str) -> Op:
        return ("set_cell", m.at(ref, "action")[0], m.row(ref), ITEM, words)

    sp12 = m.text("SP12")
    yield _case("typing errors", text("SP12", slip(sp12)), codes="ROW-004")
    yield _case(
        "straight quotes, double spaces, no full stop",
        text("CE9", m.text("CE9").replace("’", "'").replace(" ", "  ").rstrip(".")),
    )
    yield _case("an answer typed behind the statement", text("SP12", f"{sp12} - done in May"), codes="ROW-009")
    yield _case("reworded past recognition", text("SP12", "Baker clause?"), codes="ROW-005")
    yield _case(
        "reworded past recognition and the ref gone",
        *(text("SP12", "Baker clause?"), ("set_cell", SP, m.row("SP12"), REF, None)),
        codes="ROW-001 ROW-006",
        lost=m.keys("SP12"),
    )
    swap = (("CG2", m.text("CG3")), ("CG3", m.text("CG2")))
    yield _case(
        "near-twins swapped",  # alone, or with their answers: nobody can say which
        *(text(ref, words) for ref, words in swap),
        codes="ROW-008",
        lost=m.keys("CG2", "CG3"),
    )
    yield _case(
        "a near-twin misspelt",
        text("CG2", slip(m.text("CG2"))),
        codes="ROW-004",
    )
    yield _case(
        "a near-twin misspelt and its ref gone",
        text("CG2", slip(m.text("CG2"))),
        ("set_cell", GE, m.row("CG2"), REF, None),
        codes="ROW-004",
    )
    yield _case("a wrong ref", ("set_cell", SP, m.row("SP3"), REF, "SP33"))
    yield _case("the ref of a neighbour", ("set_cell", SP, m.row("SP3"), REF, "SP4"), codes="ROW-002")
    yield _case("a ref in small letters", ("set_cell", SP, m.row("SP3"), REF, "sp 3"))
    yield _case("section headings deleted", *(("set_cell", GE, b.heading_row, 0, None) for b in m.blocks(GE)))


def _values(m: Map) -> Iterator[Case]:
    day, done, leavers = m.at("CL4", "deadline"), m.at("CL4", "completed"), m.at("SD8", "answer")
    first_leaver = m.at("L01", "autumn")
    for words, read in (
        ("31.3.27", dt.date(2027, 3, 31)),
        ("31st March 2027", dt.date(2027, 3, 31)),
        ("1st Sept 2026", dt.date(2026, 9, 1)),
        ("2027-03-31", dt.date(2027, 3, 31)),
        ("46477", dt.date(2027, 3, 31)),
        ("by Wed 31 March 2027", dt.date(2027, 3, 31)),
    ):
        yield _case(
            f"a date typed as {words}", ("set_cell", *day, words), codes="DATE-003", changed={("CL4", "deadline"): read}
        )
    yield _case(
        "a date as its number",
        ("set_number", *day, 46477),
        codes="DATE-006",
        changed={("CL4", "deadline"): dt.date(2027, 3, 31)},
    )
    yield _case(
        "an American date",
        ("set_cell", *day, "03/31/2027"),
        codes="DATE-004",
        changed={("CL4", "deadline"): dt.date(2027, 3, 31)},
    )
    gone = m.keys("CL4", column="deadline")
    for words in ("end of term", "ASAP", "31/02/2027", "31/03/2027 and 30/04/2027", "tbc"):
        yield _case(f"a deadline of {words}", ("set_cell", *day, words), codes="DATE-001", lost=gone)
    yield _case("a deadline of March 2027", ("set_cell", *day, "March 2027"), codes="DATE-005", lost=gone)
    yield _case("a deadline in 1927", ("set_cell", *day, "31/03/1927"), codes="DATE-002", lost=gone)
    for words, read in (
        ("Y", "Yes"),
        ("✓", "Yes"),
        ("done", "Yes"),
        ("n/a", "Not applicable"),
        ("in prog", "In progress"),
    ):
        yield _case(
            f"completed says {words}",
            ("set_cell", *done, words),
            codes="CELL-007",
            changed={("CL4", "completed"): read},
        )
    yield _case(
        "completed says yes in small letters", ("set_cell", *done, " yes "), changed={("CL4", "completed"): "Yes"}
    )
    for words in ("x", "maybe", "Yes - but not yet"):
        yield _case(
            f"completed says {words}",
            ("set_cell", *done, words),
            codes="CELL-001",
            lost=m.keys("CL4", column="completed"),
        )
    for words, read, code in (("14 pupils", 14, "CELL-008"), ("fourteen", 14, "CELL-008"), ("c. 120", 120, "CELL-009")):
        yield _case(f"leavers: {words}", ("set_cell", *leavers, words), codes=code, changed={("SD8", "answer"): read})
    yield _case("leavers: 10-12", ("set_cell", *leavers, "10-12"), codes="CELL-002", lost=m.keys("SD8"))
    yield _case("an error value", ("set_cell", *day, "#N/A"), codes="CELL-004", lost=gone)
    yield _case("a formula without a result", ("set_formula", *day, "=DATE(2027,3,31)"), codes="CELL-005", lost=gone)
    yield _case(
        "a destination not on the list",
        ("set_cell", *first_leaver, "college"),
        codes="CELL-001",
        lost=m.keys("L01", column="autumn"),
    )
    yield _case("a space in a far corner", ("set_cell", CL, 1048575, 16383, " "))
