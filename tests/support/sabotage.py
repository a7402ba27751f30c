"""Nastier damage than `cases.py`: what a real school does on a bad day. Same records, same judge."""

import datetime as dt
from collections.abc import Iterator

from careers_workbook.core.text import show
from tests.support.cases import (
    ACTION,
    CL,
    COMPLETED,
    DEADLINE,
    DEST,
    FORM,
    GE,
    ITEM,
    REF,
    REVIEW,
    SEND,
    SP,
    STATUS,
    Case,
    Map,
    slip,
)
from tests.support.damage import Op
from tests.support.truth import Key, truth

CHECKLISTS = (CL, SP, GE, SEND)
ANSWERS = ("action", "deadline", "review", "completed")
FIRST_FREE = STATUS + 1
"""The first column right of the table."""


def sabotage(m: Map) -> Iterator[Case]:
    for group in (
        _renumbered,
        _statements,
        _rows,
        _moved_answers,
        _headings,
        _side_by_side,
        _sheets,
        _forms,
        _trackers,
        _swapped,
    ):
        yield from group(m)


def _case(name: str, *ops: Op, codes: str = "", lost: frozenset[Key] = frozenset(), **changed: object) -> Case:
    return Case(name, ops, frozenset(codes.split()), lost, dict(changed.get("changed", {})))


def _put(m: Map, ref: str, col: int, value: object) -> Op:
    return ("set_cell", next(s.sheet for s in m.layout.slots if s.ref == ref), m.row(ref), col, value)


def _emptied(m: Map, *refs: str) -> list[Op]:
    """The answers of these rows taken out."""
    return [_put(m, ref, col, None) for ref in refs for col in range(ACTION, STATUS)]


def _blank(m: Map, *refs: str) -> dict[Key, None]:
    return dict.fromkeys(m.keys(*refs))


def _reworded(m: Map, title: str, change: object) -> list[Op]:
    return [_put(m, ref, ITEM, change(number, ref, m.text(ref))) for number, ref in enumerate(m.refs(title), 1)]


def _every(m: Map, change: object) -> list[Op]:
    return [op for title in CHECKLISTS for op in _reworded(m, title, change)]


def _no_refs(*titles: str) -> list[Op]:
    return [("delete_col", title, REF) for title in titles]


def _renumbered(m: Map) -> Iterator[Case]:
    refs = [ref for title in CHECKLISTS for ref in m.refs(title)]
    yield _case("refs numbered 1 to 50", *(_put(m, ref, REF, number) for number, ref in enumerate(refs, 1)))
    yield _case("refs numbered CL1 to CL50", *(_put(m, ref, REF, f"CL{number}") for number, ref in enumerate(refs, 1)))
    rest = m.refs(SP)
    shifted = [_put(m, ref, REF, new) for ref, new in zip(rest, ["", *rest], strict=False)]
    yield _case("refs of a sheet one row too low", *shifted, codes="ROW-002")
    yield _case("one ref filled down", *(_put(m, ref, REF, "SP1") for ref in rest[1:6]), codes="ROW-002")
    own = {REF: "SP4", ITEM: "Our own careers week is planned", ACTION: "Book the hall", COMPLETED: "Yes"}
    renumbered = [_put(m, f"SP{n}", REF, f"SP{n + 1}") for n in range(4, 16)]
    yield _case(
        "an item of their own put in the middle and the refs below counted on",
        *renumbered,
        ("insert_row", SP, m.row("SP4"), own),
        codes="ROW-002 ROW-006",
    )
    yield _case(
        "the same, and the item below not answered yet",
        *(*renumbered, *_emptied(m, "SP4")),
        ("insert_row", SP, m.row("SP4"), own),
        codes="ROW-002 ROW-006",
        changed=_blank(m, "SP4"),
    )
    yield _case("refs with dashes", *(_put(m, ref, REF, f"{ref[:2]}-{ref[2:]}") for ref in refs))
    yield _case(
        "statements gone, refs with dashes and zeros",
        *(_put(m, ref, REF, f"{ref[:2]} - 0{ref[2:]}") for ref in m.refs(CL)),
        *_reworded(m, CL, lambda *_: None),
        codes="ROW-010",
    )


def _statements(m: Map) -> Iterator[Case]:
    yield _case("statements numbered", *_every(m, lambda n, _, text: f"{n}. {text}"))
    yield _case(
        "statements numbered and the refs deleted",
        *(*_every(m, lambda n, _, text: f"{n}) {text}"), *_no_refs(*CHECKLISTS)),
    )
    yield _case(
        "statements with bullets and the refs deleted",
        *(*_every(m, lambda _n, _r, text: f"•\u00a0{text}"), *_no_refs(*CHECKLISTS)),
    )
    yield _case(
        "refs moved into the statements",
        *(*_every(m, lambda _n, ref, text: f"{ref}: {text}"), *_no_refs(*CHECKLISTS)),
    )
    yield _case(
        "wrong refs moved into the statements",
        *(*_reworded(m, CL, lambda n, _r, text: f"CL{n % 6 + 1} {text}"), *_no_refs(CL)),
        codes="ROW-002",
    )
    yield _case(
        "statements cut off after sixty characters and the refs deleted",
        *(*_reworded(m, GE, lambda _n, _r, text: text[:60]), *_no_refs(GE)),
        codes="ROW-004 ROW-027",
        lost=m.keys("CG2", "CG3"),
    )
    yield _case(
        "statements cut off after sixty characters",
        *_reworded(m, GE, lambda _n, _r, text: text[:60]),
        codes="ROW-004 ROW-022",
    )
    yield _case(
        "statements broken into lines, with soft hyphens and spaces of no width",
        *_every(m, lambda _n, _r, text: text.replace(" ", "\n", 3).replace("ee", "e\u00ade").replace(" ", "\u200b ")),
        *_no_refs(*CHECKLISTS),
    )
    yield _case("statements in capitals", *_every(m, lambda _n, _r, text: text.upper()))
    yield _case(
        "statements as a web page writes them",
        *_every(m, lambda _n, _r, text: text.replace("&", "&amp;").replace("’", "&#39;").replace("–", "&ndash;")),
        *_no_refs(*CHECKLISTS),
    )
    yield _case(
        "a whole sheet translated by the browser",
        *_reworded(m, SP, lambda n, _r, _t: f"Mae'r ysgol yn gweithio gyda {n} o bartneriaid"),
        *(("set_cell", SP, row, col, f"Colofn {col}") for row in m.headers(SP) for col in range(FIRST_FREE)),
        *(("set_cell", SP, 0, 0, "Strategaeth a rhaglen"), ("rename", SP, "Strategaeth")),
        codes="SHEET-002 SHEET-006 SHEET-018 ROW-005",
        lost=m.of_sheet(SP, "action") | m.of_sheet(SP, "review"),
    )
    twins = {ref: slip(m.text(ref)) for ref in ("CG2", "CG3")}
    yield _case(
        "near-twins both misspelt", *(_put(m, ref, ITEM, words) for ref, words in twins.items()), codes="ROW-004"
    )
    close = {ref: slip(m.text(ref)) for ref in ("SP10", "SP11")}
    yield _case(
        "near-twins of long words both misspelt and the refs deleted",
        *(*(_put(m, ref, ITEM, words) for ref, words in close.items()), *_no_refs(SP)),
        codes="ROW-004",
    )
    yield _case(
        "the number of a near-twin changed to that of the other",
        _put(m, "CG3", ITEM, m.text("CG2")),
        codes="ROW-008",
        lost=m.keys("CG3"),
    )
    yield _case(
        "the number of a near-twin changed, and the other not answered yet",
        *(_put(m, "CG3", ITEM, m.text("CG2")), *_emptied(m, "CG2")),
        codes="ROW-008",
        lost=m.keys("CG3"),
        changed=_blank(m, "CG2"),
    )
    yield _case(
        "one statement filled down over three rows",
        *(_put(m, ref, ITEM, m.text("SP5")) for ref in ("SP6", "SP7")),
        *_emptied(m, "SP5"),
        codes="ROW-008",
        lost=m.keys("SP6", "SP7"),
        changed=_blank(m, "SP5"),
    )
    yield _case(
        "a near-twin reworded into its brother while the brother is gone",
        *(_put(m, "CG3", ITEM, m.text("CG2")), ("delete_row", GE, m.row("CG2"))),
        codes="ROW-001 ROW-008",  # or its ref was typed wrongly, and its brother is gone
        lost=m.keys("CG2", "CG3"),
    )

    up = zip(m.refs(SP), [*map(m.text, m.refs(SP)[1:]), ""], strict=True)
    yield _case(
        "the statements of a sheet moved up by one beside refs and answers that stand",
        *(_put(m, ref, ITEM, words) for ref, words in up),
        codes="ROW-008",
        lost=m.of_sheet(SP),
    )
    for cols, codes in (
        ((ACTION, REVIEW), "SHEET-006"),
        ((ACTION, DEADLINE), "SHEET-006"),
        (range(ACTION, STATUS), "SHEET-006"),
        (range(STATUS + 1), "SHEET-003"),
    ):
        heads = (("set_cell", SP, row, col, None) for row in m.headers(SP) for col in cols)
        yield _case(f"headings {cols} cleared", *heads, codes=codes)
    crossed = [("set_cell", SP, row, col, None) for row in m.headers(SP) for col in (ACTION, DEADLINE)]
    yield _case(
        "the headings Action needed and Deadline cleared, and what stood below them exchanged",
        *(*crossed, ("move_cells", SP, [m.row(ref) for ref in m.refs(SP)], ACTION, DEADLINE)),
        codes="SHEET-009",
        lost=m.of_sheet(SP, "action") | m.of_sheet(SP, "deadline"),
    )


def _rows(m: Map) -> Iterator[Case]:
    sp5, text, half = m.row("SP5"), m.text("SP5"), len(m.text("SP13")) // 2
    last = m.row(m.refs(SEND)[-1])
    yield _case(
        "a row of another sheet pasted below a table whose headings Deadline and Review changed places",
        *(("set_cell", SEND, row, DEADLINE, "Review") for row in m.headers(SEND)),
        *(("set_cell", SEND, row, REVIEW, "Deadline") for row in m.headers(SEND)),
        *(("insert_row", SEND, last + 1, {}), ("copy_row", SP, m.row("SP1"), SEND, last + 1)),
        ("delete_row", SP, m.row("SP1")),
        codes="ROW-011 SHEET-015",
    )
    yield _case(
        "a row copied over its neighbour",
        ("copy_row", GE, m.row("CG2"), GE, m.row("CG3")),
        codes="ROW-001 ROW-012",
        lost=m.keys("CG3"),
    )
    yield _case(
        "one statement split over two rows",
        ("insert_row", SP, m.row("SP13") + 1, {ITEM: m.text("SP13")[half:]}),
        _put(m, "SP13", ITEM, m.text("SP13")[:half]),
        codes="ROW-023",
    )
    yield _case(
        "a row deleted and a remark written in its place",
        *(("delete_row", SP, sp5), ("insert_row", SP, sp5, {ACTION: "See our improvement plan"})),
        codes="ROW-001 ROW-006",
        lost=m.keys("SP5"),
    )
    yield _case(
        "a row deleted and a blank row left in its place",
        *(("delete_row", SP, sp5), ("insert_row", SP, sp5, {})),
        codes="ROW-001",
        lost=m.keys("SP5"),
    )
    like = f"{text.rstrip('.')}s"
    yield _case(
        "a row of their own with nearly the same words above the real one, which is misspelt",
        *(_put(m, "SP5", ITEM, slip(text)), *_emptied(m, "SP5")),
        ("insert_row", SP, sp5, {REF: "OWN", ITEM: like, ACTION: "Ask the Hub", COMPLETED: "Yes"}),
        codes="ROW-004 ROW-006",
        changed=_blank(m, "SP5"),
    )
    yield _case(
        "answers in rows of their own below the statements",
        *[op for ref in reversed(m.refs(CL)) for op in _answers_below(m, ref)],
        codes="ROW-016",
        changed=_blank(m, *m.refs(CL)),
    )
    yield _case(
        "answers typed under the statement, in the column of statements",
        *_emptied(m, "CL2"),
        ("insert_row", CL, m.row("CL2") + 1, {ITEM: "Yes, she started in May"}),
        codes="ROW-006",
        changed=_blank(m, "CL2"),
    )
    titles: list[Op] = [("insert_row", SP, 0, {0: f"Oak Lane School, page {n}"}) for n in range(6)]
    yield _case("extra titles above", *titles, codes="CELL-026")
    half = [m.row(ref) for ref in m.refs(SP)[4:11]]
    yield _case(
        "half a sheet sorted by whole rows",
        ("reorder", SP, half, sorted(half, key=lambda r: r * 5 % 7), list(range(STATUS))),
    )
    gone = m.refs(SP)[1::2]
    yield _case(
        "only every other row copied back after a filter",
        *(("delete_row", SP, m.row(ref)) for ref in reversed(gone)),
        codes="ROW-001",
        lost=m.keys(*gone),
    )
    yield _case("rows grouped and folded away", ("hide", SP, [m.row(ref) for ref in m.refs(SP)], []))
    last = m.row("SP15") + 2
    yield _case(
        "the whole table copied below itself, as a record of last year",
        *[("copy_row", SP, m.row(ref), SP, last + n) for n, ref in enumerate(m.refs(SP))],
        *[("set_cell", SP, last + n, ACTION, f"Last year {n}") for n in range(15)],
        *_emptied(m, "SP3", "SP8"),
        codes="ROW-003",
        changed=_blank(m, "SP3", "SP8"),
    )


def _answers_below(m: Map, ref: str) -> list[Op]:
    sheet, row = next(s.sheet for s in m.layout.slots if s.ref == ref), m.row(ref)
    return [
        ("insert_row", sheet, row + 1, {}),
        ("copy_row", sheet, row, sheet, row + 1),
        *(("set_cell", sheet, row + 1, col, None) for col in (REF, ITEM)),
        *(("set_cell", sheet, row, col, None) for col in range(ACTION, STATUS)),
    ]


def _moved_answers(m: Map) -> Iterator[Case]:
    row = m.row("SP4")
    yield _case(
        "a row typed one column to the left, over its statement",
        ("shift_left", SP, row, ITEM, STATUS),
        codes="ROW-005 ROW-017 ROW-018",
        lost=m.keys("SP4", column="action"),
    )
    yield _case(
        "a cell deleted and the rest of the row moved left",
        ("shift_left", SP, row, DEADLINE, STATUS),
        codes="ROW-017 ROW-018",
        lost=m.keys("SP4", column="deadline"),
    )
    yield _case(
        "a cell inserted and the rest of the row moved right",
        ("shift_right", SP, row, DEADLINE, STATUS),
        codes="ROW-013",
    )
    yield _case(
        "a cell inserted and the rest of the row moved right, completed blank",
        *(_put(m, "SP4", COMPLETED, None), ("shift_right", SP, row, DEADLINE, STATUS)),
        codes="CELL-001 ROW-025",  # the date alone is a single proof
        lost=m.keys("SP4", column="completed"),
        changed={("SP4", "deadline"): None, ("SP4", "review"): show(truth(m.layout.spec)["SP4", "deadline"])},
    )
    yield _case(
        "the first cell deleted and the rest of the row moved left",
        ("shift_left", SP, row, ACTION, STATUS),
        codes="ROW-017 ROW-018",
        lost=m.keys("SP4", column="action"),
    )
    rows = [m.row(ref) for ref in ("SP6", "SP7", "SP8")]
    yield _case(
        "one deadline merged over three rows",
        ("merge", SP, (rows[0], DEADLINE), (rows[2], DEADLINE)),
        codes="CELL-017",
        lost=m.keys("SP7", "SP8", column="deadline"),
    )
    yield _case(
        "action, deadline and review merged",
        ("merge", SP, (rows[0], ACTION), (rows[0], REVIEW)),
        codes="CELL-017",
        lost=m.keys("SP6", column="deadline") | m.keys("SP6", column="review"),
    )
    yield _case(
        "a section's answers merged into one cell",
        ("merge", SEND, (m.row("SR1"), ACTION), (m.row("SR3"), REVIEW)),
        codes="CELL-017",
        lost=frozenset(
            k for r in ("SR1", "SR2", "SR3") for c in ("action", "deadline", "review") for k in m.keys(r, column=c)
        )
        - m.keys("SR1", column="action"),
    )
    status = (_put(m, ref, STATUS, "All fine") for ref in m.refs(SP))
    yield _case("status typed over", *status, codes="CELL-026 SHEET-030")


def _headings(m: Map) -> Iterator[Case]:
    heads = m.headers(GE)

    def heading(col: int, words: str | None) -> list[Op]:
        return [("set_cell", GE, row, col, words) for row in heads]

    words = ("No", "Statement", "What we will do", "By when", "How it went", "Finished?", "State")
    yield _case(
        "every heading in words of their own",
        *(op for col, word in enumerate(words) for op in heading(col, word)),
        codes="SHEET-006",
    )
    yield _case(
        "a second row of headings below the first",
        *[
            ("insert_row", GE, row + 1, {ACTION: "what", DEADLINE: "date", REVIEW: "notes", COMPLETED: "Y/N"})
            for row in reversed(heads)
        ],
        codes="ROW-016",
    )
    yield _case(
        "headings over two rows",
        *[("insert_row", GE, row + 1, {ACTION: "needed", COMPLETED: "completed"}) for row in reversed(heads)],
        *[("set_cell", GE, row + n, col, "Action") for n, row in enumerate(heads) for col in (ACTION, COMPLETED)],
        codes="SHEET-006 ROW-016",
    )
    yield _case("Completed? alone", *heading(COMPLETED, "Completed?"), codes="SHEET-006")
    yield _case(
        "Completed? alone beside a column of their own",
        *heading(COMPLETED, "Completed?"),
        ("insert_col", GE, REVIEW, heads, "Who"),
        codes="SHEET-006",
    )
    yield _case(
        "Deadline (term) beside a column of their own",
        *heading(DEADLINE, "Deadline (dd/mm/yyyy)"),
        ("insert_col", GE, REVIEW, heads, "Who"),
        codes="SHEET-006",
    )
    yield _case(
        "the deadline split into two columns",
        *heading(DEADLINE, "Term"),
        ("insert_col", GE, REVIEW, heads, "Exact day"),
        codes="SHEET-004 SHEET-011",
        lost=m.of_sheet(GE, "deadline"),
    )
    yield _case(
        "a filled column of their own among the answers",
        ("insert_col", GE, REVIEW, heads, "Who"),
        *[("set_cell", GE, m.row(ref), REVIEW, "Mrs Smith") for ref in m.refs(GE)],
        codes="SHEET-011",
    )
    yield _case(
        "an empty copy of a column before it",
        ("insert_col", GE, DEADLINE, heads, "Deadline"),
    )
    yield _case(
        "a filled copy of a column behind it",
        ("insert_col", GE, REVIEW, heads, "Deadline"),
        *[("set_cell", GE, m.row(ref), REVIEW, {"date": "2025-06-30"}) for ref in m.refs(GE)],
        codes="SHEET-012",
    )


def _side_by_side(m: Map) -> Iterator[Case]:
    last_year = [
        ("set_cell", CL, m.row(ref), FIRST_FREE + 1 + n, value)
        for ref in m.refs(CL)
        for n, value in enumerate(("Old action", {"date": "2025-06-30"}, "Old review", "No"))
    ]
    labels = [
        ("set_cell", CL, m.headers(CL)[0], FIRST_FREE + 1 + n, c.label)
        for n, c in enumerate(m.blocks(CL)[0].columns[2:6])
    ]
    yield _case("last year's answers in columns at the right", *(*last_year, *labels), codes="SHEET-012")
    block = m.blocks(CL)[0]
    beside = [
        op
        for row in range(block.header_row, block.last_row + 1)
        for op in (("copy_cells", CL, (row, 0), (row, STATUS), (row, FIRST_FREE + 1)),)
    ]
    changed = [("set_cell", CL, m.row(ref), FIRST_FREE + 1 + ACTION, "Of another school") for ref in m.refs(CL)]
    yield _case("the table copied beside itself", *beside)
    yield _case("the table of another school beside", *(*beside, *changed), codes="SHEET-013")
    lower = m.blocks(SEND)[1]
    yield _case(
        "the second table of a sheet moved to the right of the first",
        *[
            ("copy_cells", SEND, (row, 0), (row, STATUS), (row - lower.header_row + 5, FIRST_FREE + 1))
            for row in range(lower.header_row, lower.last_row + 1)
        ],
        *[
            ("set_cell", SEND, row, col, None)
            for row in range(lower.heading_row, lower.last_row + 1)
            for col in range(FIRST_FREE)
        ],
        codes="ROW-011",
    )


def _typed(value: object) -> object:
    return {"date": value.isoformat()} if isinstance(value, dt.date) else value


def _sheets(m: Map) -> Iterator[Case]:
    copy = "Careers leadership (2)"
    yield _case(
        "the blank left as it was and a copy of it filled in",
        *(("copy_sheet", CL, copy), *_emptied(m, *m.refs(CL))),
        codes="SHEET-005",
    )
    old = "Careers leadership 2025"
    yield _case(
        "last year's sheet hidden in front of this year's",
        *(("copy_sheet", CL, old), ("rename", CL, "Careers leadership 2026")),
        *[("set_cell", old, m.row(ref), ACTION, "What we did last year") for ref in m.refs(CL)],
        *(("move_sheet", old, -20), ("hide_sheet", old)),
        codes="SHEET-002 SHEET-016",
    )
    yield _case(
        "a sheet of another school beside this one's, which was left blank in part",
        *(("copy_sheet", CL, "990010 Chateau"), *_emptied(m, "CL2", "CL3")),
        *[("set_cell", "990010 Chateau", m.row(ref), ACTION, "What we do there") for ref in m.refs(CL)],
        codes="SHEET-016",
        changed=_blank(m, "CL2", "CL3"),
    )
    yield _case(
        "two copies filled in half each, by two people",
        ("copy_sheet", CL, "Priya"),
        *_emptied(m, "CL1", "CL2", "CL3"),
        *(
            ("set_cell", "Priya", m.row(ref), col, None)
            for ref in ("CL4", "CL5", "CL6")
            for col in range(ACTION, STATUS)
        ),
        codes="SHEET-005 ROW-020",
    )
    every = [ref for title in CHECKLISTS for ref in m.refs(title)]
    labels = [c.label for c in m.blocks(CL)[0].columns[ACTION:STATUS]]
    given = truth(m.layout.spec)
    answers = {ref: [_typed(given[ref, name]) for name in ANSWERS] for ref in every}
    yield _case(
        "every answer on a sheet of their own beside its ref, the sheets that were sent left blank",
        ("add_sheet", "Our answers", [["Ref", *labels], *([ref, *answers[ref]] for ref in every)]),
        *_emptied(m, *every),
        codes="SHEET-005",
    )
    yield _case(
        "the same with the statements, and the sheets that were sent half filled in",
        ("add_sheet", "All", [["Ref", "Item", *labels], *([ref, m.text(ref), *answers[ref]] for ref in every)]),
        *_emptied(m, *every[::2]),
        codes="SHEET-005 ROW-020",
    )
    yield _case(
        "a list of actions under our headings that says something else of one of them",
        ("add_sheet", "Action plan", [["Ref", labels[0], "Who"], ["CL2", "Something else", "Mrs Smith"]]),
        codes="SHEET-005 ROW-021",
    )
    yield _case(
        "answers on a sheet of their own under headings of their own, the sheets that were sent left blank",
        ("add_sheet", "Answers", [["Ref", "What we do", "Until"], *([ref, "Ask the head", "May"] for ref in every)]),
        *_emptied(m, *every),
        codes="SHEET-017",
        changed=_blank(m, *every),
    )
    half = m.refs(SP)[8:]
    yield _case(
        "half of a sheet moved to a new one",
        ("copy_sheet", SP, "Strategy part 2"),
        *[("delete_row", SP, m.row(ref)) for ref in reversed(half)],
        *[("delete_row", "Strategy part 2", m.row(ref)) for ref in reversed(m.refs(SP)[:8])],
        codes="ROW-011",
    )
    under = [
        ("copy_row", title, row, CL, 20 + at)
        for at, (title, row) in enumerate(
            (title, row)
            for title in (SP, GE, SEND)
            for block in m.blocks(title)
            for row in range(block.header_row, block.last_row + 1)
        )
    ]
    yield _case(
        "all checklists on one sheet",
        *(*under, *(("delete_sheet", t) for t in (SP, GE, SEND))),
        codes="ROW-011 SHEET-002",
    )
    rows = [["What", "Who", "When"], *([m.text(ref), "Mrs Smith", {"date": "2026-01-31"}] for ref in m.refs(SP))]
    yield _case("a list of who does what", ("add_sheet", "Who does what", rows), codes="SHEET-007")
    yield _case(
        "a list of who does what, and a row deleted that stands on it",
        *(("add_sheet", "Who does what", rows), ("delete_row", SP, m.row("SP12"))),
        codes="SHEET-007 ROW-001",
        lost=m.keys("SP12"),
    )
    with_refs = [
        ["Ref", "What", "Who", "When"],
        *([ref, m.text(ref), "Mrs Smith", {"date": "2026-01-31"}] for ref in m.refs(SP)),
    ]
    yield _case(
        "a list of who does what with refs, and a row deleted that stands on it",
        *(("add_sheet", "Who does what", with_refs), ("delete_row", SP, m.row("SP12"))),
        codes="SHEET-007 ROW-001",
        lost=m.keys("SP12"),
    )
    yield _case(
        "a list of who does what, and the sheet itself deleted",
        *(("add_sheet", "Who does what", with_refs), ("delete_sheet", SP)),
        codes="SHEET-001 SHEET-017",
        lost=m.of_sheet(SP),
    )
    counts = [
        ["Row Labels", "Count of Action completed"],
        *([m.text(ref), 1] for ref in m.refs(SP)),
        ["Grand Total", 15],
    ]
    yield _case("a pivot table on a sheet of its own", ("add_sheet", "Sheet1", counts), codes="SHEET-007")
    yield _case(
        "a pivot table, and the refs deleted",
        *(("add_sheet", "Sheet1", counts), *_no_refs(SP)),
        codes="SHEET-007",
    )
    yield _case(
        "a sheet turned on its side",
        *(("transpose", CL),),
        codes="SHEET-014",
        lost=m.of_sheet(CL),
    )
    yield _case(
        "a sheet sent as a picture, nothing left in its cells",
        ("clear_sheet", CL),
        codes="SHEET-014",
        lost=m.of_sheet(CL),
    )


def _forms(m: Map) -> Iterator[Case]:
    slots = [s for s in m.layout.slots if s.kind == "form"]
    yield _case(
        "details typed one column to the right",
        *[("shift_right", FORM, s.row, s.col, s.col + 1) for s in slots],
        codes="ROW-013",
    )
    yield _case(
        "labels and answers of the details in one cell",
        *[("set_cell", FORM, s.row, ITEM, f"{s.item}: answered here") for s in slots],
        *[("set_cell", FORM, s.row, s.col, None) for s in slots],
        codes="ROW-009",
        changed=dict.fromkeys((s.ref, s.column) for s in slots),
    )
    yield _case("the heading row of the details deleted", ("delete_row", FORM, m.headers(FORM)[0]), codes="SHEET-003")
    yield _case(
        "two schools side by side in the details",
        *[("set_cell", FORM, s.row, s.col + 1, f"Other {n}") for n, s in enumerate(slots)],
        ("set_cell", FORM, m.headers(FORM)[0], slots[0].col + 1, "Answer"),
        codes="SHEET-012",
    )


def _trackers(m: Map) -> Iterator[Case]:
    rows = [m.row(f"L{n:02d}") for n in range(1, 15)]
    yield _case("leavers sorted", ("reorder", DEST, rows, rows[::-1], list(range(10))))
    yield _case(
        "running references without zeros", *[("set_cell", DEST, row, 0, f"L{n}") for n, row in enumerate(rows, 1)]
    )
    yield _case(
        "a total under the leavers",
        ("set_cell", DEST, m.row("L15"), 0, "Total"),
        ("set_cell", DEST, m.row("L15"), 1, 14),
    )
    yield _case("years as titles between the leavers", ("insert_row", DEST, rows[7], {0: "2025/26"}))
    head, row = m.headers(DEST)[0], rows[3]
    end = len(m.blocks(DEST)[0].columns) - 2  # the last answer
    last = m.blocks(DEST)[0].columns[end].id
    bare = ("delete_row", DEST, head)
    yield _case("the header row of the tracker deleted", bare, codes="SHEET-003")
    every = m.of_sheet(DEST) & {(f"L{n:02d}", c.id) for n in range(1, 15) for c in m.blocks(DEST)[0].columns}
    unsure = {"codes": "SHEET-003 SHEET-009", "lost": every}
    yield _case("the header row and a column of the tracker deleted", bare, ("delete_col", DEST, 6), **unsure)
    yield _case("the header row deleted and a column inserted", bare, ("insert_col", DEST, 4, [], ""), **unsure)
    yield _case(
        "a leaver typed one column to the right",
        ("shift_right", DEST, row, 1, end),
        codes="ROW-013 CELL-005",
        lost=m.keys("L04", column=last),  # typed over our own formula
    )
    yield _case(
        "a cell of a leaver deleted and the rest moved left",
        ("shift_left", DEST, row, 3, end),
        codes="ROW-017 ROW-018",
        lost=m.keys("L04", column="intended") | m.keys("L04", column="autumn"),
    )
    corner = (rows[-1], end)
    yield _case(
        "the leavers copied below themselves",
        ("copy_cells", DEST, (head, 0), corner, (head + 130, 0)),
        codes="DEST-014",
    )
    yield _case("the leavers copied beside themselves", ("copy_cells", DEST, (head, 0), corner, (head, 13)))
    for name, words in (("Y{}", "Y1 to Y4"), ("{} year later", "1 year later to 4 year later")):
        put = [("set_cell", DEST, head, 5 + n, name.format(n)) for n in range(1, 5)]
        yield _case(f"the years of the tracker called {words}", *put, codes="SHEET-006")


def _swapped(m: Map) -> Iterator[Case]:
    """Two columns whose answers stand under the heading of each other."""
    (head,) = m.headers(CL)
    words = ("set_cell", CL, head, DEADLINE, "Review"), ("set_cell", CL, head, REVIEW, "Deadline")
    yield _case("the headings of two columns swapped", *words, codes="SHEET-015")
    yield _case("a heading cleared", ("set_cell", CL, head, REVIEW, None), codes="SHEET-006")
    yield _case("two headings merged", ("merge", CL, (head, DEADLINE), (head, REVIEW)), codes="SHEET-006")
    places = [m.row(ref) for ref in m.refs(CL)]
    sent = truth(m.layout.spec)
    turned = [("move_cells", CL, places, DEADLINE, REVIEW)]
    yield _case(  # nobody can tell them from deadlines in words beside the dates of reviews
        "deadlines typed under Review and the other way round",
        *turned,
        codes="SHEET-019 DATE-001",
        lost=m.of_sheet(CL, "deadline"),
        changed={(ref, "review"): show(sent[ref, "deadline"]) for ref in m.refs(CL)},
    )
    pasted = [
        ("set_cell", SP, m.row(ref), column, content)
        for ref in m.refs(SP)
        for column, content in (
            (DEADLINE, sent[ref, "review"]),
            (REVIEW, sent[ref, "completed"]),
            (COMPLETED, None),
        )
    ]
    yield _case(
        "answers pasted from a table without Deadline",
        *pasted,
        codes="SHEET-021",
        lost=[key for column in ("deadline", "review", "completed") for key in m.of_sheet(SP, column)],
    )
    pasted = [
        ("set_cell", SP, m.row(ref), column, content)
        for ref in m.refs(SP)
        for column, content in ((REVIEW, sent[ref, "completed"]), (COMPLETED, None))
    ]
    answers = {(ref, "review"): str(sent[ref, "completed"]) for ref in m.refs(SP)}
    yield _case(
        "answers pasted from a table without Review",
        *pasted,
        codes="SHEET-019",
        changed={**answers, **dict.fromkeys(m.of_sheet(SP, "completed"))},
    )
    yield _case("the same words under Review and under Action completed", *pasted[::2], changed=answers)
    both = [("move_cells", CL, places, ACTION, COMPLETED)]
    yield _case(
        "Action and Action completed filled in the other way round",
        *both,
        codes="SHEET-019 CELL-001",
        lost=m.of_sheet(CL, "completed"),
        changed={(ref, "action"): sent[ref, "completed"] for ref in m.refs(CL)},
    )
    head = m.headers(DEST)[0]
    leavers = [m.row(f"L{n:02d}") for n in range(1, 15)]
    yield _case(
        "autumn and six months on filled in the other way round",
        ("move_cells", DEST, leavers, 4, 5),
        codes="SHEET-015",
    )
