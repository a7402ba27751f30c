"""The problems of one return in a school's words: a sheet for a busy teacher, worst first, and notes on the cells.

What the Hub should ask the school, the school is asked here: most of the catalogue speaks to a teacher already, ADVICE
and MESSAGES hold the rest. What needs nothing done stands in a short list of its own below, without a note or a colour.
Must not know: files, how a sheet is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Literal

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.cells import Cell
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import RANK, Problem
from careers_workbook.core.text import many
from careers_workbook.layout.editions import intro_lines
from careers_workbook.reports.words import one_line, shorten, shorten_at_word
from careers_workbook.returns.extraction.marked_copy import HEADINGS, SIGN, WHAT_TO_FIX
from careers_workbook.returns.submission import Submission
from careers_workbook.spreadsheet.annotate.annotate import Remark
from careers_workbook.spreadsheet.annotate.front_sheet import FrontLine, FrontSheet, FrontTable, Words
from careers_workbook.spreadsheet.read.grid import BrokenFileError, position
from careers_workbook.spreadsheet.write.fit import Fit, row_height, text_width
from careers_workbook.spreadsheet.write.theme import SHEET_WIDTH, STYLES

Fresh = Literal["format", "document", "own sheets"]
"""Why a school gets a new workbook: notes cannot be put into its file, it is a text document, or it holds more than our
sheets."""
MOST = 500
"""Problems that are listed and noted: more is not a list but a reason to talk to the school."""
URGENCY: dict[Severity, tuple[str, str]] = {
    "error": ("Must be put right", "bold_pink"),
    "warning": ("Please check", "bold_orange"),
    "note": ("For information", "bold_grey"),
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
_DESCRIBED = {
    "What_to_fix": "What to fix: one problem a row, with its place, what is wrong and what to do.",
    "For_information": "For your information: one remark a row; nothing has to be done.",
}
"""What is read aloud of each table."""
_CARRY_ON = (
    "so this is a new workbook with your answers filled in. Please carry on in this one. Sheets, rows and comments of "
    "your own are only in your own file."
)
_FRESH: dict[Fresh, str] = {
    "format": f"Notes cannot be put into a file like yours, {_CARRY_ON}",
    "document": "You answered in a text document, and this is the workbook with your answers filled in. Please use it "
    "from now on: it offers the answers to choose from, and shows how far you are. Text, rows and comments of your own "
    "are only in your document.",
    "own sheets": "Your file holds sheets of your own, other files, or hidden sheets, rows or columns. What may be "
    f"about pupils is not sent back, {_CARRY_ON}",
}
_NOTHING = "Nothing to put right"
"""The heading where that is so; the name of the sheet stays, by which people know it."""
_LONGEST_QUOTE = 160
"""Characters of a school's text that are quoted."""
FOR_THE_HUB = frozenset({"FILE-010", "FILE-013", "FILE-023", "FILE-024", "FILE-031", "FILE-038", "HUB-074"})
"""What a school can do nothing about."""
MENDED = frozenset({"FILE-012", "SHEET-002", "SHEET-006", "ROW-002", "ROW-004", "ROW-009", "ROW-010"})
"""What is no longer so in a new workbook."""
_COPY_BACK = "Please copy it from the workbook that you were sent, or ask your Careers Hub for a new one."
_SURE = "Please delete the one that does not count."
_PUT_BACK = "Please put them back, or copy your answers into a new workbook from your Careers Hub."
_THE_WORKBOOK = "Please send the Excel workbook itself (.xlsx), with your answers in it."
_UNLOCK = "Please take the password off (in Excel: File, Info, Protect Workbook) and send it again"
_NEW_ONE = "Please ask your Careers Hub for a new workbook, and copy your answers into it."
ADVICE: dict[str, str] = {
    "FILE-002": "Please send it again: on the way to us it was lost.",
    "FILE-004": _THE_WORKBOOK,
    "FILE-005": "Please send the checklist workbook that you were sent, with your answers in it.",
    "FILE-006": "Please open it in Excel (a document in Word), save it under a new name and send that.",
    "FILE-007": "Please save it as an Excel workbook (.xlsx) and send that.",
    "FILE-008": f"{_UNLOCK}; or tell us the password by telephone, not by e-mail.",
    "FILE-009": _NEW_ONE,
    "FILE-012": "Please keep that sheet: it tells your Careers Hub which checklist this is.",
    "FILE-014": "If this is the wrong file, please send the right one.",
    "FILE-015": "If everything in it is still right, please tell us so in a line.",
    "FILE-046": "If everything in it is still right, please tell us so in a line, or choose Yes beside "
    '"Nothing has changed since last time" on the sheet Start here and send the workbook again.',
    "FILE-048": "If there are answers among it, please type them in the cells that ask for them.",
    "FILE-016": "Please leave only the answers of one school in this workbook.",
    "FILE-017": "Please check the name of the school, or tell your Careers Hub whose answers these are.",
    "FILE-018": "Please check this detail, or tell your Careers Hub that it has changed.",
    "FILE-019": "Nothing to do if your workbook is right; else please correct the detail.",
    "FILE-030": _NEW_ONE,
    "FILE-032": f"{_UNLOCK}; or tell us the password by telephone, not by e-mail.",
    "FILE-033": _THE_WORKBOOK,
    "FILE-034": "Please send the workbook itself (in Google Sheets: File, Download, Microsoft Excel).",
    "FILE-035": "Please send the workbook itself: it has the same name without ~$ or .~lock.",
    "FILE-036": _THE_WORKBOOK,
    "FILE-037": _THE_WORKBOOK,
    "FILE-040": f"{_UNLOCK}.",
    "FILE-042": "Please attach the workbook itself (.xlsx); we cannot follow a link.",
    "FILE-052": "Please go on in our workbook, which has your answers in it now, and send that from now on.",
    "FILE-053": "Please look whether the answers that we took from it are those that you meant.",
    "FILE-054": "If there are answers among them, please type them in the cells that ask for them.",
    "FILE-055": "Please save it as a Word document (.docx) and send that, or fill in our Excel workbook.",
    "FILE-056": "Please tell us its password by telephone, not by e-mail; or send the file without one.",
    "FILE-057": "Please choose a label without encryption (Excel and Word: Sensitivity), save it, and send it again.",
    "FILE-058": "Please open it in LibreOffice, choose File, Save As, untick Save with password, and send that.",
    "FILE-043": "Please send it in another way: as an e-mail in HTML (Outlook: Format Text, HTML), or from a browser.",
    "HUB-042": "If its answers are those of this year, please tell us, and there is nothing more to do. If not, please "
    "send us this year's workbook.",
    "HUB-172": "If it is the wrong file, please send the right one. If everything in it is still right, please tell us "
    "so in a line.",
    "FILE-022": "Please fill in the name and the URN of your school.",
    "SHEET-001": f"{_COPY_BACK} If you left the sheet out on purpose, please say so.",
    "SHEET-003": _PUT_BACK,
    "SHEET-005": "Please leave one sheet with all of your answers, and delete the others.",
    "SHEET-009": _PUT_BACK,
    "SHEET-012": _SURE,
    "SHEET-013": _SURE,
    "SHEET-014": f"{_COPY_BACK} Then copy your answers into it.",
    "SHEET-016": _SURE,
    "SHEET-017": "If it holds answers, please copy them into the sheets that you were sent.",
    "SHEET-018": "Please put back the headings that were sent, each over what you typed for it.",
    "SHEET-019": "Please look whether the answers stand under the right headings.",
    "SHEET-020": "If it holds answers, please copy them into the sheets that you were sent.",
    "SHEET-021": "Please put each answer under its own heading.",
    "ROW-001": f"{_COPY_BACK} Then answer it again.",
    "ROW-003": _SURE,
    "ROW-008": "Please make sure that each statement stands beside its own ref, and its answers beside it.",
    "ROW-028": "Please make sure that each statement stands beside its own ref, and its answers beside it.",
    "ROW-016": "Please move them into the row of the statement that they belong to.",
    "ROW-020": "Please copy them there if they count.",
    "ROW-021": _SURE,
    "ROW-025": "Please look whether each answer of this row stands under the right heading.",
    "ROW-027": "Please put the whole statement or its ref back.",
    "ROW-018": "Please type the answers of this row again, each in its own column.",
    "ROW-019": "If your Careers Hub should read them, please send them in a file of their own.",
}
"""Code -> what a school is asked to do."""
MESSAGES: dict[str, str] = {
    "FILE-012": 'The sheet "About this workbook" is gone or was changed.',
    "FILE-014": "Nothing is filled in yet in the workbook that you sent.",
    "FILE-015": "Every answer in it is the same as in what you sent us last time.",
    "FILE-032": "The workbook is locked with a password that we do not have.",
    "FILE-052": "You sent a document, not our workbook. Its tables were read by their words.",
    "FILE-046": "Every answer in it is as it was when we sent it to you, and nothing is new.",
}
"""Code -> what a school is told, where the catalogue says more than it can make sense of."""
STILL_DONE = (
    "If everything in it is still right, please choose Yes at each statement whose Review asks whether it is still so, "
    "and send the workbook again."
)
"""Instead of saying that nothing has changed, where what was done last year has to be confirmed."""


AGAIN: dict[str, tuple[str, str]] = {
    "SHEET-001": ("This sheet was not in your file. It is here again, blank.", "Please fill it in."),
    "ROW-001": ("This question was not in your file. It is here again, blank.", "Please fill it in."),
}
"""Code -> what is said and asked of what a new workbook has again."""
_LONG_LIST = "Choose one from the list: click the arrow beside the cell."
_FILL_IN = "Please check the answers here, and fill in what is missing."
"""What to do about the shape of a file, in a new workbook that has the right shape."""


@frozen
class ProblemAt:
    """One problem, what is wrong and what to do, and the cell that it is about.

    `sheet` is "" if there is none, or if its title had to be cleaned: that is personal, and no link may repeat it. `at`
    may be None.
    """

    problem: Problem
    wrong: str
    advice: str
    sheet: str
    at: Cell | None

    @property
    def where(self) -> str:
        """The place in words."""
        place = self.problem.place
        return f"{place.sheet}, cell {place.cell}" if place.sheet and self.at else place.sheet or "The whole workbook"


def findings(submission: Submission, titles: Sequence[str], *, fresh: bool = False) -> list[ProblemAt]:
    """What the school should know, worst first, then in the order of the workbook, whose sheets have these titles."""
    order = {title: number for number, title in enumerate(titles)}
    found = [
        ProblemAt(p, *wording_for_school(p, fresh=fresh), p.place.sheet if p.place.sheet in order else "", _cell(p))
        for p in submission.problems
        if concerns_schools(p, fresh=fresh)
    ]
    return sorted(found, key=lambda one: (RANK[one.problem.severity], order.get(one.sheet, -1), one.at or (-1, -1)))


def remarks(found: Iterable[ProblemAt]) -> list[Remark]:
    """One note for each cell with something to do, all its problems in it."""
    said: dict[tuple[str, Cell], dict[str, None]] = {}
    for one in _to_do(found)[:MOST]:
        if one.sheet and one.at is not None:
            said.setdefault((one.sheet, one.at), {})[f"{one.wrong} {one.advice}"] = None
    return [Remark(sheet, at, "\n\n".join(words)) for (sheet, at), words in sorted(said.items(), key=itemgetter(0))]


def front_sheet(
    school: str, found: Sequence[ProblemAt], title: str = WHAT_TO_FIX, *, fresh: Fresh | None = None
) -> FrontSheet:
    """The sheet: thanks, what to do, the table; what needs nothing done in a second table."""
    to_do, notes = _to_do(found), [one for one in found if one.problem.severity == "note"]
    widths = _widths(found)
    lines = [FrontLine((Words(WHAT_TO_FIX if to_do else _NOTHING, "title"),), 36)]
    lines += [FrontLine((Words(words, "intro"),), 20) for words in _introduction(school, to_do, fresh=fresh)]
    tables: list[FrontTable] = []
    for name, heading, listed in (("What_to_fix", "", to_do), ("For_information", _INFORMATION, notes)):
        if listed:
            lines += [FrontLine((Words(heading, "heading"),), 32)] if heading else [FrontLine((), 12)]
            tables.append(FrontTable(name, len(lines), len(listed[:MOST]), _DESCRIBED[name]))
            lines.append(
                FrontLine(tuple(Words(words, "header") for words in HEADINGS), _height(HEADINGS, widths, bold=True))
            )
            lines += _rows(listed[:MOST], widths)
            more = f"And {len(listed) - MOST} more: do these first, then ask your Careers Hub."
            lines.append(FrontLine((Words(more, "intro"),), 24) if len(listed) > MOST else FrontLine((), 12))
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
    nothing = "Everything could be read, and there is nothing to put right."
    yield from intro_lines(f"{_counted(to_do)} {_instruction(to_do)}" if to_do else nothing)
    yield from intro_lines("Do not publish this workbook: what it says of young people is exact.")
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
            "file and send it back. A cell stays orange when you have put it right: that does no harm."
        )
    return "Please do what the list says, save this file and send it back."


def _widths(found: Sequence[ProblemAt]) -> tuple[int, ...]:
    """Pixels of the columns, as many in all as a laptop shows."""
    longest = max((int(text_width(one.where)) + _EDGES for one in found), default=0)
    place = min(max(longest, _PLACE[0]), _PLACE[1])
    left = SHEET_WIDTH - _NUMBER - place - _URGENCY
    return (_NUMBER, place, *(int(left * share) for share in _SHARES), _URGENCY)


def _rows(listed: Sequence[ProblemAt], widths: Sequence[int]) -> Iterator[FrontLine]:
    for number, one in enumerate(listed, 1):
        urgency, look = URGENCY[one.problem.severity]
        texts = (str(number), one.where, _question(one.problem), one.wrong, one.advice, urgency)
        linked = Words(one.where, "link", one.sheet, one.problem.place.cell if one.at else "")
        cells = [Words(text, "cell") for text in texts]
        cells[0], cells[-1] = Words(texts[0], "middle"), Words(urgency, look)
        cells[1] = linked if one.sheet else cells[1]
        yield FrontLine(tuple(cells), _height(texts, widths))


def _height(texts: Sequence[str], widths: Sequence[int], *, bold: bool = False) -> int:
    return row_height(Fit(text, width, bold=bold) for text, width in zip(texts, widths, strict=True))


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


def wording_for_school(problem: Problem, *, fresh: bool = False) -> tuple[str, str]:
    """What is wrong, and what to do; `fresh` says that the answers stand in a new workbook now."""
    if fresh and problem.code in AGAIN:
        return AGAIN[problem.code]
    quoted = {name: shorten(one_line(value), _LONGEST_QUOTE) for name, value in problem.context.items()}
    short = replace(problem, context=quoted)
    shape = problem.code.startswith(("SHEET-", "ROW-")) and problem.severity != "note"
    advice = _FILL_IN if fresh and shape else ADVICE.get(problem.code, short.advice)
    if len(problem.context.get("options", "")) > _LONGEST_QUOTE:
        advice = _LONG_LIST
    return MESSAGES.get(problem.code, short.message), advice


def concerns_schools(problem: Problem, *, fresh: bool = False) -> bool:
    """Whether a school can do something about it, or should know of it."""
    return problem.code not in FOR_THE_HUB and not (fresh and problem.code in MENDED)
