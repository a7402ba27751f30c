"""The problems of one return as a sheet for a busy teacher, worst first, and as notes on the cells.

Enters: a Submission, the titles of the workbook's sheets. Leaves: a FrontSheet, Remarks. What needs nothing done stands
in a short list of its own below, without a note or a colour. Must not know: files, how a sheet is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.cells import Cell
from careers_workbook.core.problems import RANK, Problem
from careers_workbook.layout.plan import intro_lines
from careers_workbook.reports.letters.for_schools import concerns_schools, told
from careers_workbook.reports.letters.fresh_copy import Fresh
from careers_workbook.reports.words import many, one_line, shorten_at_word
from careers_workbook.returns.extraction.marked_copy import HEADINGS, SIGN, WHAT_TO_FIX
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.annotate.annotate import Remark
from careers_workbook.spreadsheet.annotate.front_sheet import FrontSheet, FrontTable, Line, Words
from careers_workbook.spreadsheet.read.grid import BrokenFileError, position
from careers_workbook.spreadsheet.write.fit import Fit, row_height, text_width
from careers_workbook.spreadsheet.write.theme import SHEET_WIDTH, STYLES

MOST = 500
"""Problems that are listed and noted: more is not a list but a reason to talk to the school."""
URGENCY: dict[Severity, tuple[str, str]] = {
    "error": ("Must be put right", "status_overdue"),
    "warning": ("Please check", "status_due_soon"),
    "note": ("For information", "status_not_started"),
}
_NUMBER, _URGENCY = 52, 118
_PLACE = (190, 330)
"""Pixels of the columns with the number and the urgency, and of the one with the place, which must not be wrapped."""
_SHARES = (0.33, 0.35, 0.32)
"""How the other columns share what is left."""
_ITEM = 160
"""Characters of a statement that are quoted."""
_ANSWER = "Answer"
"""The column of a form, which needs no naming."""
_EDGES = 26
_INFORMATION = "For your information"
_CARRY_ON = (
    "so this is a new workbook with your answers filled in. Please carry on in this one. Sheets, rows and comments of "
    "your own are only in your own file."
)
_FRESH: dict[Fresh, str] = {
    "format": f"Notes cannot be put into a file like yours, {_CARRY_ON}",
    "own sheets": "Your file holds sheets of your own, hidden sheets or other files. What may be about pupils is not "
    f"sent back, {_CARRY_ON}",
}


@dataclass(frozen=True, slots=True)
class ProblemAt:
    """One problem and the cell that it is about: `sheet` is the real title, "" if there is none; `at` may be None."""

    problem: Problem
    sheet: str
    at: Cell | None


def findings(submission: Submission, titles: Sequence[str], *, fresh: bool = False) -> list[ProblemAt]:
    """What the school should know, worst first, then in the order of the workbook, whose sheets have these titles."""
    order = {title: number for number, title in enumerate(titles)}
    found = [
        ProblemAt(problem, problem.place.sheet if problem.place.sheet in order else "", _cell(problem))
        for problem in submission.problems
        if concerns_schools(problem, fresh=fresh)
    ]
    return sorted(found, key=lambda one: (RANK[one.problem.severity], order.get(one.sheet, -1), one.at or (-1, -1)))


def remarks(found: Iterable[ProblemAt], *, fresh: bool = False) -> list[Remark]:
    """One note for each cell with something to do, all its problems in it."""
    said: dict[tuple[str, Cell], list[str]] = {}
    for one in _to_do(found)[:MOST]:
        if one.sheet and one.at is not None:
            words = " ".join(told(one.problem, fresh=fresh))
            cell = said.setdefault((one.sheet, one.at), [])
            if words not in cell:
                cell.append(words)
    return [Remark(sheet, at, "\n\n".join(words)) for (sheet, at), words in sorted(said.items())]


def front_sheet(
    school: str, found: Sequence[ProblemAt], title: str = WHAT_TO_FIX, *, fresh: Fresh | None = None
) -> FrontSheet:
    """The sheet: thanks, what to do, the table; what needs nothing done in a second table."""
    to_do, notes = _to_do(found), [one for one in found if one.problem.severity == "note"]
    widths = _widths(found)
    lines = [Line((Words(WHAT_TO_FIX, "title"),), 36)]
    lines += [Line((Words(words, "intro"),), 20) for words in _introduction(school, to_do, fresh=fresh)]
    tables: list[FrontTable] = []
    for name, heading, listed in (("What_to_fix", "", to_do), ("For_information", _INFORMATION, notes)):
        if listed:
            lines += [Line((Words(heading, "heading"),), 32)] if heading else [Line((), 12)]
            tables.append(FrontTable(name, len(lines), len(listed[:MOST])))
            lines += [_header(widths), *_rows(listed[:MOST], widths, fresh=bool(fresh))]
            lines.append(_more(len(listed)) if len(listed) > MOST else Line((), 12))
    colour = STYLES["problem"].fill.removeprefix("#")
    return FrontSheet(title, f"FF{colour}", widths, tuple(lines), tuple(tables))


def _to_do(found: Iterable[ProblemAt]) -> list[ProblemAt]:
    return [one for one in found if one.problem.severity != "note"]


def _introduction(school: str, to_do: Sequence[ProblemAt], *, fresh: Fresh | None) -> Iterator[str]:
    name = f", {one_line(school)}" if school.strip() else ""
    kept = "" if fresh else " Every answer is still as you left it."
    yield from intro_lines(f"Thank you for returning your careers checklist{name}.{kept}")
    if fresh:
        yield from intro_lines(_FRESH[fresh])
    if not to_do:
        yield from intro_lines("Everything could be read, and there is nothing to put right.")
    else:
        yield from intro_lines(f"{_counted(to_do)} {_instruction(to_do)}")
    yield from intro_lines(SIGN)


def _counted(to_do: Sequence[ProblemAt]) -> str:
    errors = sum(one.problem.severity == "error" for one in to_do)
    checks = len(to_do) - errors
    parts = [f"{many(errors, 'thing')} must be put right"] if errors else []
    parts += [f"{many(checks, 'thing')} should be checked"] if checks else []
    return f"{' and '.join(parts)}."


def _instruction(to_do: Sequence[ProblemAt]) -> str:
    if any(one.sheet and one.at is not None for one in to_do):
        return (
            "Click a place below to go there: the cell is orange and has a note that says what to do. Then save this "
            "file and send it back. The orange stays until then."
        )
    return "Please do what the list says, save this file and send it back."


def _widths(found: Sequence[ProblemAt]) -> tuple[int, ...]:
    """Pixels of the columns, as many in all as a laptop shows."""
    longest = max((int(text_width(_where(one))) + _EDGES for one in found), default=0)
    place = min(max(longest, _PLACE[0]), _PLACE[1])
    left = SHEET_WIDTH - _NUMBER - place - _URGENCY
    return (_NUMBER, place, *(int(left * share) for share in _SHARES), _URGENCY)


def _header(widths: Sequence[int]) -> Line:
    return Line(tuple(Words(words, "header") for words in HEADINGS), _height(HEADINGS, widths, bold=True))


def _rows(listed: Sequence[ProblemAt], widths: Sequence[int], *, fresh: bool) -> Iterator[Line]:
    for number, one in enumerate(listed, 1):
        wrong, advice = told(one.problem, fresh=fresh)
        urgency, look = URGENCY[one.problem.severity]
        texts = (str(number), _where(one), _question(one.problem), wrong, advice, urgency)
        # a title that had to be cleaned is personal: no link may repeat it
        linked = one.sheet != "" and one.sheet == one.problem.place.sheet
        styles = ("middle", "link" if linked else "cell", "cell", "cell", "cell", look)
        cells = [Words(text, style) for text, style in zip(texts, styles, strict=True)]
        if linked:
            cells[1] = Words(texts[1], "link", one.sheet, _cell_name(one.problem))
        yield Line(tuple(cells), _height(texts, widths))


def _more(count: int) -> Line:
    return Line((Words(f"And {count - MOST} more: do these first, then ask your Careers Hub.", "intro"),), 24)


def _height(texts: Sequence[str], widths: Sequence[int], *, bold: bool = False) -> int:
    return row_height(Fit(text, width, bold=bold) for text, width in zip(texts, widths, strict=True))


def _where(one: ProblemAt) -> str:
    place = one.problem.place
    if not place.sheet:
        return "The whole workbook"
    return f"{place.sheet}, cell {place.cell}" if _cell_name(one.problem) else place.sheet


def _question(problem: Problem) -> str:
    """CL4, Deadline: the statement. Never the statement alone: a reader must not take it for the question itself."""
    place = problem.place
    column = "" if place.column == _ANSWER else place.column
    name = ", ".join(part for part in (place.ref, column) if part)
    item = shorten_at_word(one_line(place.item), _ITEM)
    return f"{name}: {item}" if name and item and item != place.ref else name or (f"({item})" if item else "-")


def _cell(problem: Problem) -> Cell | None:
    try:
        return position(problem.place.cell)
    except BrokenFileError:
        return None


def _cell_name(problem: Problem) -> str:
    return problem.place.cell if _cell(problem) is not None else ""
