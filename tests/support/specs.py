"""Random valid specs. `specs()` draws what the loader accepts: every kind of sheet and answer, awkward legal words."""

import datetime as dt
import string
from functools import cache

from hypothesis import strategies as st

from careers_workbook.core.school import PREFILLS
from careers_workbook.spec.lists import Choice, DateRange, Term
from careers_workbook.spec.model import ColumnQuestion, Question, Sheet, Spec, Start, kind_of
from careers_workbook.spec.records import made_of
from careers_workbook.spec.semantic_ids import CHECKPOINTS, COMPLETED_GROUPS, DESTINATION_GROUPS, ROLE_ANSWERS
from careers_workbook.spec.sheets.checklist import ChecklistSheet, Item, Section
from careers_workbook.spec.sheets.form import FormField, FormSheet
from careers_workbook.spec.sheets.guidance import GuidanceSheet
from careers_workbook.spec.sheets.progress import ProgressSheet

AWKWARD = (
    *("O'Neill's", '"quoted"', "‘curly’", "“double”", "a & b", "<b>bold</b>", "100 %", "key: value", "# hash"),
    *("- dash", "=1+1", "+44", "-5", "@x", "yes", "No", "null", "~", "2020.10", "31/03/2027", "1e5", "TRUE", "[x]"),
    *("{due", "*a", "&b", "!c", "|", ">", "%d", "`tick`", "\\back", "é", "ß", "İstanbul", "Ω", "日本", "👩‍🏫", "😀"),
    *("עברית", "no\u00a0break", "_x0041_", "&amp;", "]]>", "e.g.", "…", "a,b;c", "x" * 30),
)
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Cn", "Co", "Zl", "Zp"))
_WORDS = st.lists(st.sampled_from(AWKWARD) | st.text(_LETTERS, min_size=1, max_size=8), min_size=1, max_size=6)
_FORMULA = "=+-@"


@cache
def lines(limit: int = 120) -> st.SearchStrategy[str]:
    """One line of legal text, at most `limit` characters as Excel counts them, no space at the ends, never empty."""
    return _WORDS.map(lambda words: " ".join(" ".join(words).replace("{", "(").split())).map(lambda s: _cut(s, limit))


def _cut(text: str, limit: int) -> str:
    while len(text.encode("utf-16-le")) // 2 > limit:
        text = text[:-1]
    return text.strip() or "x"


@cache
def texts() -> st.SearchStrategy[str]:
    """One to three lines of legal text."""
    return st.lists(lines(), min_size=1, max_size=3).map("\n".join)


class Numbers:
    """Hands out numbers, so that what must be unique is."""

    def __init__(self) -> None:
        self.last = 0
        self._prefixes = iter("LMNPQRSTUV")

    def next(self) -> int:
        self.last += 1
        return self.last

    def prefix(self) -> str:
        """What the references of a list begin with."""
        return next(self._prefixes)


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """A valid Spec of one to six sheets."""
    numbers = Numbers()
    lists = draw(_lists(numbers))
    kinds = draw(st.lists(st.sampled_from(["form", "checklist", "tracker", "guidance"]), min_size=1, max_size=5))
    sheets = [draw(_SHEETS[kind](numbers, lists)) for kind in kinds]
    counted = any(set(ROLE_ANSWERS) <= {c.id for c in s.columns} for s in sheets if isinstance(s, ChecklistSheet))
    if counted and draw(st.booleans()):
        at = draw(st.integers(0, len(sheets)))
        sheets.insert(at, ProgressSheet(kind="progress", title=draw(_titles(numbers)), intro=draw(_intros)))
    first, last = sorted(draw(st.tuples(_DAYS, _DAYS)))
    return Spec(
        id=draw(_ids(numbers)),
        version=draw(lines(20)),
        title=draw(lines()),
        due_soon_days=draw(st.integers(0, 366)),
        dates=DateRange(earliest=first, latest=last),
        terms=tuple(draw(st.lists(st.builds(Term, name=lines(), ends=_DAYS), max_size=2))),
        start=draw(_starts),
        lists=lists,
        sheets=tuple(sheets),
    )


_DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2049, 12, 31))
_intros = st.just("") | texts()
_steps = texts() | st.just("Return it by {due}.") | st.just("Send it to {return_to}.")
_starts = st.builds(Start, what=texts(), who=texts(), steps=st.lists(_steps, min_size=1, max_size=4).map(tuple))


def _ids(numbers: Numbers) -> st.SearchStrategy[str]:
    tails = st.text(string.ascii_lowercase + string.digits + "_-", max_size=10)
    return tails.map(lambda tail: f"q{numbers.next()}x{tail}")  # or q1 with a tail of 1 would be q11 again


def _titles(numbers: Numbers) -> st.SearchStrategy[str]:
    def legal(text: str) -> str:
        kept = "".join(c for c in text if c not in "[]:*?/\\").strip("' ")
        return f"{_cut(kept, 24)} {numbers.next()}"

    return lines(40).map(legal).map(lambda title: title.lstrip("' "))


def _unique(numbers: Numbers, limit: int = 120) -> st.SearchStrategy[str]:
    return lines(limit).map(lambda text: f"{text} {numbers.next()}")


@st.composite
def _lists(draw: st.DrawFn, numbers: Numbers) -> dict[str, tuple[Choice, ...]]:
    """A list for Action completed, one of destinations, and up to two others."""
    lists = {
        "completed": draw(_options(numbers, COMPLETED_GROUPS)),
        "places": draw(_options(numbers, DESTINATION_GROUPS)),
    }
    for _ in range(draw(st.integers(0, 2))):
        lists[draw(_unique(numbers, 60))] = draw(_options(numbers, ()))
    return lists


@st.composite
def _options(draw: st.DrawFn, numbers: Numbers, groups: tuple[str, ...]) -> tuple[Choice, ...]:
    attributes = draw(st.lists(st.sampled_from(["nccis", "Code 2", "note's"]), unique=True, max_size=2))
    return tuple(
        Choice(
            id=draw(_ids(numbers)),
            label=draw(_unique(numbers, 60)).lstrip(_FORMULA + " "),
            group=groups[at % len(groups)] if groups else None,
            aliases=(f"alias {numbers.next()}",) if draw(st.booleans()) else (),
            attributes={name: draw(lines(20)) for name in attributes if draw(st.booleans())},
        )
        for at in range(draw(st.integers(max(1, len(groups)), 9)))
    )


@st.composite
def _questions(draw: st.DrawFn, numbers: Numbers, lists: dict[str, tuple[Choice, ...]], **given: object) -> Question:
    """One question; a form field if a ref is given."""
    answer = given.pop("answer", None) or draw(st.sampled_from(["text", "date", "choice", "whole number", "yes/no"]))
    facts: dict[str, object] = {
        "id": given.pop("id", None) or draw(_ids(numbers)),
        "label": draw(_unique(numbers)),
        "answer": answer,
        "hint": draw(st.none() | lines(255)),
        "required": draw(st.booleans()),
    }
    if answer == "choice":
        facts["list"] = draw(st.sampled_from(list(lists)))
    if answer == "whole number":
        facts["minimum"], facts["maximum"] = sorted(draw(st.tuples(_BOUNDS, _BOUNDS)))
    if "ref" not in given and draw(st.booleans()):
        facts["aliases"] = (f"heading {numbers.next()}",)
    kind = FormField if "ref" in given else ColumnQuestion
    return made_of(kind, {**facts, **given})


_BOUNDS = st.integers(-(10**6), 10**6)


@st.composite
def _forms(draw: st.DrawFn, numbers: Numbers, lists: dict[str, tuple[Choice, ...]]) -> FormSheet:
    fields = []
    for _ in range(draw(st.integers(1, 5))):
        given: dict[str, object] = {"ref": f"F{numbers.next()}"}
        if draw(st.booleans()):
            given |= {
                "answer": "text",
                "prefill": draw(st.sampled_from(PREFILLS)),
            }
        fields.append(draw(_questions(numbers, lists, **given)))
    return FormSheet(kind="form", title=draw(_titles(numbers)), intro=draw(_intros), fields=tuple(fields))


@st.composite
def _checklists(draw: st.DrawFn, numbers: Numbers, lists: dict[str, tuple[Choice, ...]]) -> ChecklistSheet:
    columns = []
    if draw(st.booleans()):
        for role, answer in ROLE_ANSWERS.items():
            of_list = {"list": "completed"} if answer == "choice" else {}
            columns.append(draw(_questions(numbers, lists, id=role, answer=answer, **of_list)))
    for _ in range(draw(st.integers(0 if columns else 1, 3))):
        columns.append(draw(_questions(numbers, lists)))
    sections = []
    for _ in range(draw(st.integers(1, 3))):
        prefix = draw(st.sampled_from(["C", "AB", "XFD", "ITEM"]))
        items = tuple(
            Item(
                ref=f"{prefix}{numbers.next()}",
                text=f"{draw(texts())} {numbers.next()}",
                benchmarks=tuple(draw(st.lists(st.integers(1, 8), unique=True, max_size=8))),
                hint=draw(st.none() | lines(255)),
            )
            for _ in range(draw(st.integers(1, 4)))
        )
        sections.append(Section(heading=draw(_unique(numbers)), items=items))
    order = draw(st.permutations(columns))
    return ChecklistSheet(
        kind="checklist",
        title=draw(_titles(numbers)),
        intro=draw(_intros),
        columns=tuple(order),
        sections=tuple(sections),
    )


@st.composite
def _trackers(draw: st.DrawFn, numbers: Numbers, lists: dict[str, tuple[Choice, ...]]) -> Sheet:
    known = draw(
        st.lists(st.sampled_from([name for name in CHECKPOINTS if name != "six_months"]), unique=True, max_size=3)
    )
    columns = [draw(_questions(numbers, lists, id=name, answer="choice", list="places")) for name in known]
    columns += [draw(_questions(numbers, lists)) for _ in range(draw(st.integers(0 if columns else 1, 3)))]
    kind = "leavers" if known else "list"
    facts = {"kind": kind, "title": draw(_titles(numbers)), "intro": draw(_intros), "prefix": numbers.prefix()}
    facts |= {"rows": draw(st.integers(1, 30)), "columns": tuple(columns)}
    kind = kind_of(facts)
    assert kind
    return kind(**facts)


@st.composite
def _guidances(draw: st.DrawFn, numbers: Numbers, lists: dict[str, tuple[Choice, ...]]) -> GuidanceSheet:
    paragraphs = st.tuples(st.sampled_from(["", "- "]), texts()).map("".join)
    return GuidanceSheet(
        kind="guidance",
        title=draw(_titles(numbers)),
        intro=draw(_intros),
        paragraphs=tuple(draw(st.lists(paragraphs, min_size=1, max_size=3))),
    )


_SHEETS = {"form": _forms, "checklist": _checklists, "tracker": _trackers, "guidance": _guidances}
