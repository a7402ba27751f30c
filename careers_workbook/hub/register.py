"""The schools that are expected: a GIAS extract, or any CSV with a URN and a name, as Excel or anything else saves it.

Enters: a path. Leaves: schools in the order of the file, and a problem with its line for every row that was left out.
Raises SpecError where there is no register to speak of (HUB-001, 005, 006, 008). Must not know: workbooks, specs.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from careers_workbook.output import reason
from careers_workbook.problems import Place, Problem, SpecError
from careers_workbook.school import School, is_urn

_HEADINGS: dict[str, tuple[str, ...]] = {
    "urn": ("urn", "school urn", "unique reference number", "unique reference number (urn)"),
    "name": ("name", "school", "school name", "name of school", "establishmentname", "establishment name"),
    "local_authority": ("local authority", "la (name)", "la", "la name", "local authority (name)"),
    "type": ("type", "school type", "type of school", "typeofestablishment (name)", "type of establishment"),
    "ages": ("ages", "age range", "ages of pupils"),
    "low": ("statutorylowage", "statutory low age", "lowest age"),
    "high": ("statutoryhighage", "statutory high age", "highest age"),
}
"""What each fact may be headed, best first; GIAS's own headings included."""
_DELIMITERS = ",;\t"
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
_URN_CELL = re.compile(r"(\d+)(?:\.0+)?")
_SHOWN = 160
"""Characters of the headings found that a problem quotes."""


@dataclass(frozen=True, slots=True)
class Register:
    """The schools expected, and what was wrong with the rows that were left out."""

    schools: tuple[School, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[str]


def read_register(path: Path) -> Register:
    """The register in a CSV file: comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252."""
    rows = [row for row in _rows(path, _text(path)) if any(row.cells)]
    if not rows:
        raise SpecError(Problem("HUB-006", Place(path.name)))
    header, *body = rows
    columns = _columns(path, header)
    schools: dict[str, School] = {}
    lines: dict[str, int] = {}
    problems = []
    for row in body:
        problem = _wrong_shape(row, len(header.cells)) or _wrong_school(row, columns, lines)
        if problem:
            problems.append(Problem(problem.code, Place(path.name, line=row.line), problem.context))
            continue
        school = _school(row, columns)
        schools[school.urn], lines[school.urn] = school, row.line
    if not body:
        raise SpecError(Problem("HUB-006", Place(path.name)))
    return Register(tuple(schools.values()), tuple(problems))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, reason(error)) from error
    if data.startswith(_NOT_TEXT):
        raise _unreadable(path, "it is not a text file")
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _unreadable(path, "it is not a text file")


def _rows(path: Path, text: str) -> Iterator[_Row]:
    """Every record with the line on which it begins, its cells without white space around and inside."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if named := _SEPARATOR_LINE.fullmatch(first.strip("\ufeff\r\n ")):
        text = text.replace(first, "", 1)  # the empty line keeps the numbers of the lines below
    delimiter = named[1] if named else max(_DELIMITERS, key=first.count)
    reader, begins = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            yield _Row(begins, [" ".join(cell.split()) for cell in cells])
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(path, f"{error}, in line {begins}") from error


def _columns(path: Path, header: _Row) -> dict[str, int]:
    """Fact -> column, for every fact that the header names."""
    headings = [cell.casefold() for cell in header.cells]
    found = {}
    for fact, names in _HEADINGS.items():
        column = next((headings.index(name) for name in names if name in headings), None)
        if column is not None:
            found[fact] = column
    for fact, code in (("urn", "HUB-001"), ("name", "HUB-008")):
        if fact not in found:
            shown = ", ".join(cell for cell in header.cells if cell)[:_SHOWN]
            raise SpecError(Problem(code, Place(path.name, line=header.line), {"found": shown or "nothing"}))
    return found


def _wrong_shape(row: _Row, width: int) -> Problem | None:
    """A comma inside a name without quotation marks moves every cell behind it: such a line cannot be trusted."""
    if any(row.cells[width:]):
        return Problem("HUB-007", context={"count": str(len(row.cells)), "columns": str(width)})
    return None


def _wrong_school(row: _Row, columns: dict[str, int], lines: dict[str, int]) -> Problem | None:
    urn = _urn(_cell(row, columns, "urn"))
    if not is_urn(urn):
        return Problem("HUB-002", context={"value": _cell(row, columns, "urn")})
    if urn in lines:
        return Problem("HUB-003", context={"urn": urn, "first": str(lines[urn])})
    if not _cell(row, columns, "name"):
        return Problem("HUB-004", context={"urn": urn})
    return None


def _school(row: _Row, columns: dict[str, int]) -> School:
    ages = _cell(row, columns, "ages") or _age_range(_cell(row, columns, "low"), _cell(row, columns, "high"))
    return School(
        urn=_urn(_cell(row, columns, "urn")),
        name=_cell(row, columns, "name"),
        local_authority=_cell(row, columns, "local_authority"),
        type=_cell(row, columns, "type"),
        ages=ages,
    )


def _cell(row: _Row, columns: dict[str, int], fact: str) -> str:
    column = columns.get(fact)
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def _urn(cell: str) -> str:
    """A URN as a spreadsheet may have left it: 990001.0, 990 001, '990001."""
    text = cell.replace(" ", "").lstrip("'")
    found = _URN_CELL.fullmatch(text)
    return found[1] if found else text


def _age_range(low: str, high: str) -> str:
    low, high = (_urn(age) for age in (low, high))
    if low and high:
        return f"{low}-{high}"
    return f"from {low}" if low else f"up to {high}" if high else ""


def _unreadable(path: Path, why: str) -> SpecError:
    return SpecError(Problem("HUB-005", Place(path.name), {"reason": why}))
