"""Workbooks filled in as Excel does it: a blank one is made once, and answers are put into its cells, part by part.

`build` takes a third of a second a workbook, this a fiftieth; tests/test_synthetic_hub.py proves that both read alike.
What formulas come to is left as it was in the blank one: no reader of answers looks at it.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from xml.sax.saxutils import escape

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.cells import a1
from careers_workbook.core.school import School
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.form import FormSheet
from tests.support.truth import FIRST_SPEC

Key = tuple[str, str]
Leaver = Mapping[str, object]
_TOKENS = School("999999", "Qzname", "Qzauthority", "Qztype", "Qzages")
_EMPTY = re.compile(r'<c r="([A-Z]+\d+)" s="(\d+)"/>')
_EPOCH = dt.date(1899, 12, 30)
_FOOTER = re.compile(r"<oddFooter>.*?</oddFooter>")
_STRINGS, _CORE = "xl/sharedStrings.xml", "docProps/core.xml"


@cache
def master(spec: str, order: Order) -> "Master":
    """The blank workbook of a shipped spec, ready to be filled in."""
    return Master(spec, order)


def written(spec: Spec, school: School, order: Order, answers: Mapping[Key, object]) -> bytes:
    """A school's workbook with these answers: typed into a blank one if that gives what `build` gives, else built."""
    if spec == _default():
        blank = master(FIRST_SPEC, order)
        if all(blank.takes(key, value) for key, value in answers.items()):
            return blank.filled(school, answers)
    return build(plan(spec), school, order, dict(answers))


@cache
def _default() -> Spec:
    return load(FIRST_SPEC)


class Master:
    """One blank workbook. `layout` says where its answers stand."""

    def __init__(self, spec: str, order: Order) -> None:
        self.layout: Layout = plan(load(spec)).in_year(order.year)
        with zipfile.ZipFile(io.BytesIO(build(self.layout, _TOKENS, order))) as package:
            self.parts = {name: package.read(name).decode() for name in package.namelist()}
        self.sheets = {one.title: f"xl/worksheets/sheet{n}.xml" for n, one in enumerate(self.layout.sheets, 1)}
        self.cells = {(s.ref, s.column): (s.sheet, a1(s.row, s.col)) for s in self.layout.slots}
        self.tracker = next(one for one in self.layout.of_kind("tracker") if one.title == "Destinations")
        self.block = self.tracker.blocks[0]
        self.prefilled = {
            field.ref for form in self.layout.spec.of(FormSheet) for field in form.fields if field.prefill
        }

    def takes(self, key: Key, value: object) -> bool:
        """Whether an answer can be typed into an empty cell as it stands."""
        is_plain = type(value) in (int, dt.date) or (isinstance(value, str) and value.isprintable())
        is_plain = is_plain and str(value) == str(value).strip() != ""
        return is_plain and key in self.cells and key[0] not in self.prefilled

    def filled(self, school: School, answers: Mapping[Key, object], leavers: Sequence[Leaver] = ()) -> bytes:
        """The workbook of a school: its answers by (ref, column id), and its leavers row by row."""
        sheets: dict[str, dict[str, object]] = {}
        for key, value in answers.items():
            title, cell = self.cells[key]
            sheets.setdefault(title, {})[cell] = value
        below: dict[int, dict[str, object]] = {}
        for number, row in enumerate(leavers):
            at = self.block.first_row + number
            cells = {a1(at, self.block.col(name)): value for name, value in row.items()}
            if number < len(self.block.keys):
                sheets.setdefault(self.tracker.title, {}).update(cells)
            else:
                below[at] = {a1(at, 0): f"L{number + 1}", **cells}
        return self._package(school, sheets, below)

    def _package(self, school: School, sheets: dict[str, dict[str, object]], below: dict[int, dict[str, object]]):
        texts = _Texts(self.parts[_STRINGS])
        parts = dict(self.parts)
        for title, cells in sheets.items():
            parts[self.sheets[title]] = _put(parts[self.sheets[title]], cells, texts)
        if below:
            name = self.sheets[self.tracker.title]
            rows = "".join(
                f'<row r="{at + 1}">{"".join(_cell(cell, "18", value, texts) for cell, value in cells.items())}</row>'
                for at, cells in below.items()
            )
            parts[name] = parts[name].replace("</sheetData>", rows + "</sheetData>")
            self._grow(parts, max(below) + 1)
        parts[_STRINGS] = _named(self.parts[_STRINGS], school)
        parts[_STRINGS] = texts.written(parts[_STRINGS])
        parts[_CORE] = _named(parts[_CORE], school)
        for name in self.sheets.values():
            parts[name] = _FOOTER.sub(lambda found: _named(found[0], school, twice="&amp;"), parts[name])
        return packed({name: content.encode() for name, content in parts.items()})

    def _grow(self, parts: dict[str, str], last: int) -> None:
        """The table of leavers as Excel lets it grow when somebody types below it."""
        (name,) = [n for n in parts if n.startswith("xl/tables/") and f'displayName="{self.block.name}"' in parts[n]]
        parts[name] = re.sub(r'ref="(A\d+:[A-Z]+)\d+"', rf'ref="\g<1>{last}"', parts[name])


class _Texts:
    """New shared strings, each once."""

    def __init__(self, part: str) -> None:
        uses, first = re.search(r'count="(\d+)" uniqueCount="(\d+)"', part).groups()
        self.uses, self.first = int(uses), int(first)
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        self.uses += 1
        return self.numbers.setdefault(text, self.first + len(self.numbers))

    def written(self, part: str) -> str:
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.numbers)
        count = f'count="{self.uses}" uniqueCount="{self.first + len(self.numbers)}"'
        part = re.sub(r'count="\d+" uniqueCount="\d+"', count, part, count=1)
        return part.replace("</sst>", items + "</sst>")


def _put(part: str, cells: Mapping[str, object], texts: _Texts) -> str:
    found: set[str] = set()

    def filled(match: re.Match[str]) -> str:
        if match[1] not in cells:
            return match[0]
        found.add(match[1])
        return _cell(match[1], match[2], cells[match[1]], texts)

    new = _EMPTY.sub(filled, part)
    assert found == set(cells), set(cells) - found
    return new


def _cell(cell: str, style: str, value: object, texts: _Texts) -> str:
    if isinstance(value, str):
        return f'<c r="{cell}" s="{style}" t="s"><v>{texts.number(value)}</v></c>'
    number = (value - _EPOCH).days if isinstance(value, dt.date) else value
    return f'<c r="{cell}" s="{style}"><v>{number}</v></c>'


def _named(part: str, school: School, twice: str = "") -> str:
    """The school's facts in place of the tokens; `twice` is what a footer has doubled."""
    for name in ("urn", "name", "local_authority", "type", "ages"):
        text = escape(school.detail(name))
        part = part.replace(_TOKENS.detail(name), text.replace(twice, twice * 2) if twice else text)
    return part


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package without dates, the same for the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()
