"""What is counted of the answers of one return: whoever needs no more need not look at the answers themselves.

Enters: answers. Leaves: an `AnswerSummary`, or `SummarisedAnswers`, which somebody keeps and gives when they are looked
at. Must not know: where they are kept, specs.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from careers_workbook.core.frozen import frozen
from careers_workbook.core.kept import kept
from careers_workbook.core.later import Later
from careers_workbook.returns.submission import Answer, contents
from careers_workbook.spec.review_notes import waits

_FILLED = frozenset({"answered", "unreadable"})


@frozen
class AnswerSummary:
    """`answered`: how many hold something, without those in rows of tables that grow: some rows are not kept.

    Statements of checklists: `asked`; with something that is new or `changed`; `filled`, with anything at all;
    `waiting`, done in the year before, and nobody has said whether still. `titles`: those of sheets in the file, each
    with that in the spec. `marks` of what was said on each sheet: where it is the same they are. `details`: what stands
    on forms.
    """

    answered: int
    asked: int
    changed: int
    filled: int
    waiting: int
    titles: tuple[tuple[str, str], ...]
    marks: Mapping[str, str]
    details: tuple[Answer, ...]


class SummarisedAnswers(Later[Answer]):
    """Answers that are fetched when somebody looks at them; their summary is here."""

    __slots__ = ("summary",)

    def __init__(self, summary: AnswerSummary, fetch: Callable[[], tuple[Answer, ...]]) -> None:
        super().__init__(fetch)
        self.summary = summary


def summary_of(answers: Sequence[Answer]) -> AnswerSummary:
    """What is counted of them; they are looked at only where nobody did before."""
    if isinstance(answers, SummarisedAnswers):
        return answers.summary
    return _counted(answers)


def no_longer_answered(before: Sequence[Answer], now: Sequence[Answer]) -> list[str]:
    """Statements by their ref, and details by their words, that held something before and hold nothing at all now."""
    if summary_of(before).marks == summary_of(now).marks:
        return []
    held, holds = _holding(before), _holding(now)
    return [named for key, named in held.items() if key not in holds]


def _holding(answers: Sequence[Answer]) -> dict[tuple[str, str], str]:
    filled = (one for one in answers if one.state in _FILLED and not one.in_running_row)
    return {(one.sheet, one.ref or one.item): one.ref if one.kind == "checklist" else one.item for one in filled}


@kept(most=4)
def _counted(answers: Sequence[Answer]) -> AnswerSummary:
    statements = list(_statements(answers))
    filled = [row for row in statements if any(one.state in _FILLED for one in row)]
    return AnswerSummary(
        sum(one.state in _FILLED and not one.in_running_row for one in answers),
        sum(map(bool, statements)),
        sum(any(one.state in _FILLED and one.origin != "as sent" for one in row) for row in filled),
        len(filled),
        sum(map(_waits, filled)),
        tuple(dict.fromkeys([(one.found_sheet, one.sheet) for one in answers])),
        dict(_marks(answers)),
        tuple(one for one in answers if one.kind == "form" and one.value is not None),
    )


def _marks(answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """A sheet without a word has none."""
    said: dict[str, list[str]] = {}
    for (sheet, *key), (state, value) in contents(answers).items():
        # numbers that are equal are the same, as in Python: 1, 1.0 and True
        shown = f"{hash(value)}" if isinstance(value, int | float) else f"{type(value).__name__} {value!r}"
        said.setdefault(sheet, []).append(repr((*key, state, shown)))
    for sheet, told in said.items():
        yield sheet, hashlib.sha256("\n".join(sorted(told)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _statements(answers: Sequence[Answer]) -> Iterator[list[Answer]]:
    of_checklists = (one for one in answers if one.kind == "checklist")
    for _, row in groupby(of_checklists, key=lambda one: (one.sheet, one.ref)):
        yield [one for one in row if one.state != "not asked"]


def _waits(row: Sequence[Answer]) -> bool:
    by_column = {one.column_id: one for one in row}
    completed, review = by_column.get("completed"), by_column.get("review")
    is_open = completed is not None and completed.state == "blank"
    return is_open and review is not None and review.state == "answered" and waits(str(review.value))
