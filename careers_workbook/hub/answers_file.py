"""Answers that stand in a file, to be written down: a list (CSV, Excel), or a workbook that the Hub filled in itself.

Enters: a path, the school that it is about, a round. Leaves: `GivenAnswers`, by whom is left open; SpecError (HUB-168)
and FileRefusedError where there is nothing to be had. Must not know: whether an answer can be written down.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from careers_workbook.core.problems import FileRefusedError, Place, Problem, SpecError
from careers_workbook.core.text import fold, many
from careers_workbook.hub.answering import GivenAnswer, GivenAnswers
from careers_workbook.hub.question_names import QuestionNames
from careers_workbook.hub.register.listing import Listing, listings, plain
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import Questions, prefills

_TEXTS = (".csv", ".tsv", ".txt")
_COLUMNS = ("urn", "question", "answer", "how")
_NO_CHECKLIST = "FILE-005"
"""Said of a workbook that is none of a school: it may be a list. It was read then, in a process of its own."""


def from_file(file: Path, urn: str, known: Context, found: Round, password: str | None) -> GivenAnswers:
    """The answers of a list, or of a workbook that the Hub filled in; by whom is left open.

    `urn` is the school, where the file does not say. SpecError (HUB-168) where there is nothing to be had.
    """
    if file.suffix.lower() in _TEXTS:
        return GivenAnswers(tuple(_listed(file, urn)), "", file=file.name)
    with Worker() as worker:
        returns = list(worker.read_path(file, None, known, password))
    if refused := [
        problem.in_file(file.name) for one in returns if one.outcome == "refused" for problem in one.problems
    ]:
        if {problem.code for problem in refused} == {_NO_CHECKLIST} and any(map(_is_list, listings(file))):
            return GivenAnswers(tuple(_listed(file, urn)), "", file=file.name)
        raise FileRefusedError(*refused)
    if len(returns) != 1:
        raise _unusable(file, f"it holds {len(returns)} workbooks, not one")
    return _filled_in(file, urn, returns[0], found)


def _columns(listing: Listing) -> list[str]:
    return [fold(plain(cell)) for cell in listing.header.cells]


def _is_list(listing: Listing) -> bool:
    return {"question", "answer"} <= {*_columns(listing)}


def _listed(file: Path, urn: str) -> Iterator[GivenAnswer]:
    """Every line of a text file, or of those sheets of a workbook that are such lists."""
    found = list(filter(_is_list, listings(file)))
    if not found or not (urn or all("urn" in _columns(one) for one in found)):
        raise _unusable(file, "its first line does not name these columns")
    for listing in found:
        columns = _columns(listing)
        for row in listing.rows:
            said = {name: cell.strip() for name, cell in zip(columns, map(plain, row.cells), strict=False)}
            given, question, value, how = (said.get(name, "") for name in _COLUMNS)
            if urn and given and given != urn:
                raise _unusable(file, f"line {row.line} is about {given}, not about {urn}")
            yield GivenAnswer(given or urn, question, value, how, row.line)


def _filled_in(file: Path, urn: str, submission: Submission, found: Round) -> GivenAnswers:
    """What stands in the workbook that it was not sent with, and that the school itself has not said."""
    if submission.urn and urn and submission.urn != urn:
        raise _unusable(file, f"it is the workbook of {submission.urn}, not of {urn}")
    urn = urn or submission.urn
    spec = spec_of(submission, found.specs)
    school = found.school(urn)
    own = school.counts.stored.submission.by_key() if school and school.counts else {}
    growing, details = {sheet.title for sheet, _ in spec.growing()}, prefills(spec)
    new = [a for a in submission.answers if a.state in ("answered", "unreadable") and a.origin != "as sent"]
    lines = [a for a in new if a.sheet in growing or _is_about_people(spec, a)]
    asked = [a for a in new if a not in lines and a.ref not in details]
    wrong = {(a.found_sheet, a.cell): a for a in asked if a.state == "unreadable"}
    if wrong:
        raise SpecError(*(p.in_file(file.name) for p in submission.problems if (p.place.sheet, p.place.cell) in wrong))
    said = (a for a in asked if (before := own.get((a.ref, a.column_id))) is None or before.value != a.value)
    names = QuestionNames(spec)
    given = tuple(GivenAnswer(urn, names.name(a), _as_typed(a, spec)) for a in said)
    if not given:
        raise _unusable(file, "there is no answer in it that is not known already")
    return GivenAnswers(given, "", file=file.name, problems=tuple(_left_out(file, lines)))


def _is_about_people(spec: Spec, answer: Answer) -> bool:
    return any(sheet.title == answer.sheet and sheet.about_people for sheet in spec.sheets)


def _as_typed(answer: Answer, spec: Spec) -> str:
    assert answer.value is not None  # noqa: S101 - what was no answer is refused
    return kind_of(Questions(spec).asked(answer.sheet, answer.ref, answer.column_id)).word(answer.value)


def _left_out(file: Path, lines: Sequence[Answer]) -> Iterator[Problem]:
    for title in dict.fromkeys(answer.sheet for answer in lines):
        number = len({answer.ref for answer in lines if answer.sheet == title})
        words = {"number": many(number, "line"), "verb": "was" if number == 1 else "were"}
        yield Problem("HUB-169", Place(), {**words, "sheet": title, "file": file.name})


def _unusable(file: Path, reason: str) -> SpecError:
    return SpecError(Problem("HUB-168", Place(), {"file": file.name, "reason": reason}))
