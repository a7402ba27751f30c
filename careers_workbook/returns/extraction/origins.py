"""What became of the answers that a workbook was sent with: as they were, changed, or new.

Enters: answers, the letters that those of the workbook were known by when it was sent, and these answers themselves
where somebody kept them. Leaves: the same answers, each with its origin; and whether the school confirms that nothing
has changed. Nothing is guessed: by letters alone whole sheets are told, or nothing. Must not know: who keeps what.
"""

from collections.abc import Iterator, Sequence

from careers_workbook.core.cells import a1
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw, plain
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.answers.registry import parse
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import prefills
from careers_workbook.spec.sent_answers import NOTHING, UNCHANGED, KnownBy, Origin, SentAnswers, as_seen
from careers_workbook.spreadsheet.read.grid import Book

_HELD = frozenset({"answered", "unreadable"})
_TOLD = _HELD | {"blank"}


@frozen
class Compared:
    """The answers of a return, each with its origin. `unchanged`: all of them, and no more or less, were sent so."""

    answers: tuple[Answer, ...]
    unchanged: bool


def compared(answers: Sequence[Answer], spec: Spec, sent: KnownBy, kept: SentAnswers | None) -> Compared:
    """What became of the answers since they were sent; nothing is said of what every workbook of this spec says."""
    every = prefills(spec)
    sent = kept.known_by if kept else sent
    now = _known_by([answer for answer in answers if answer.state in _HELD], spec, sent)
    by_sheet = {title: _of_sheet(title, letters, sent) for title, letters in now.sheets.items()}

    def origin(answer: Answer) -> Origin:
        if answer.ref in every or answer.state not in _TOLD:
            return ""
        if kept:
            return kept.origin(answer.sheet, (answer.ref, answer.column_id), _content(answer))
        return by_sheet.get(answer.sheet, "") if answer.state in _HELD else ""

    origins = zip(answers, map(origin, answers), strict=True)
    found = tuple([answer.of_origin(what) if what != answer.origin else answer for answer, what in origins])
    return Compared(found, unchanged=bool(now.sheets and now.whole) and now.whole == sent.whole)


def _known_by(held: Sequence[Answer], spec: Spec, sent: KnownBy) -> KnownBy:
    """What the answers of now would be known by; without letters where there are none to compare them with."""
    if sent.sheets or sent.whole not in ("", NOTHING):
        return SentAnswers.of(spec, ((one.sheet, one.ref, one.column_id, _content(one)) for one in held)).known_by
    every, found = prefills(spec), dict[str, str]()
    for one in held:
        if one.sheet not in found and one.ref not in every and as_seen(_content(one)):
            found[one.sheet] = ""
    return KnownBy("", found)


def _of_sheet(title: str, now: str, sent: KnownBy) -> Origin:
    """What became of all answers of a sheet, by the letters of the sheet now and of what was sent."""
    if sent.sheets.get(title) == now:
        return "as sent"
    return "new" if sent.is_sound and title not in sent.sheets else ""


def _content(answer: Answer) -> Raw:
    return answer.raw if answer.value is None else answer.value


def confirmed(book: Book, spec: Spec) -> tuple[bool, tuple[Problem, ...]]:
    """Whether the school chose Yes where it is asked if nothing has changed; and what else it typed there."""
    found = list(_confirmations(book, spec))
    return any(value == "Yes" for value, _ in found), tuple(problem for _, problem in found if problem)


def _confirmations(book: Book, spec: Spec) -> Iterator[tuple[Raw, Problem | None]]:
    for grid in book.grids:
        for row, label in grid.said.get(plain(UNCHANGED.label), ()):
            if (col := next((col for col in grid.rows[row] if col > label), None)) is not None:
                read = parse(grid.content(row, col), UNCHANGED, spec)
                place = Place(sheet=grid.title, cell=a1(row, col), column=UNCHANGED.label)
                yield read.value, Problem(read.code, place, read.context) if read.code else None
