"""A return -> the next workbook for the same school, in the same school year or in another.

Enters: Submissions, the spec of the new workbook, what the Hub decides for the new round. Leaves: one workbook a
school, and what was carried over or left out, line by line. Every workbook is made from one Submission alone. Must not
know: how a return is read, how a workbook is written.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from careers_workbook.blanks.page import Order
from careers_workbook.blanks.workbook import build, sent_answers
from careers_workbook.core.file_names import file_name
from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import OutputFolder, make_folder
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.school import School
from careers_workbook.core.text import many
from careers_workbook.hub.rollover.carried import (
    CarriedAnswers,
    CarriedCells,
    CarriedRows,
    Loss,
    carry,
    losses,
    no_longer_asked,
    without_rows,
)
from careers_workbook.hub.rounds.unique_returns import one_return_per_school
from careers_workbook.layout.places import Carried
from careers_workbook.layout.plan import plan
from careers_workbook.returns.extraction.version_migration import REWORDED
from careers_workbook.returns.redaction.names import place_of
from careers_workbook.returns.submission import Answer, Submission
from careers_workbook.spec.answers.choice import ChoiceSettings
from careers_workbook.spec.checkpoints import YEAR
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import prefills
from careers_workbook.spec.review_notes import done_in, from_year
from careers_workbook.spec.sent_answers import SentAnswers
from careers_workbook.spec.sheets.leavers import LeaversSheet
from careers_workbook.spec.years import in_year, school_year, year_label

_NAMED = 12
_PUT_RIGHT = "Please put right what is not so."
SpecOf = Callable[[Submission], Spec]


@frozen
class CarriedWorkbook:
    """One workbook with answers: its bytes, its school, its year (2027 for 2027/28), and what to know about it.

    `found` says what was carried over, `to_check` what was not, or stands there unread; `sent` are its answers,
    `leavers` how many rows about young people are among them, `left_out` how many it is made without, `missing` the
    titles of sheets whose rows nobody knows; `problems` are about the spec in that year.
    """

    data: bytes
    school: School
    year: int
    found: tuple[Loss, ...]
    to_check: tuple[Loss, ...]
    sent: SentAnswers
    leavers: int = 0
    left_out: int = 0
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


Make = Callable[[Submission, Spec, Order], CarriedWorkbook]


@frozen
class Rolled:
    """What became of one return: its new file, or the problems that kept it back, or a file and a problem."""

    path: Path | None = None
    made: CarriedWorkbook | None = None
    problems: tuple[Problem, ...] = ()
    submission: Submission | None = None


@frozen
class Recipient:
    """To whom a workbook goes: to `school`, or to the one that the return itself names.

    Without `leavers` it is sent without rows about young people; `later` is what the Hub wrote down since the return.
    """

    school: School | None = None
    leavers: bool = True
    later: tuple[Answer, ...] = ()


_ANYBODY = Recipient()


def next_year(submission: Submission, spec: Spec, order: Order, to: Recipient = _ANYBODY) -> CarriedWorkbook:
    """The workbook that follows a return. `spec` is the one in whose words the answers of the return are.

    It is for the year after that of the return, or the one of the order if that is later.
    """
    last = school_year(order.today) - 1 if submission.school_year is None else submission.school_year
    order = replace(order, school_year=max(order.year, last + 1))
    return _following(_Way(submission, spec, order, to, year_label(last)))


def same_year(submission: Submission, spec: Spec, order: Order, to: Recipient = _ANYBODY) -> CarriedWorkbook:
    """The workbook with which a school goes on within the school year of its return: all stays as it is."""
    year = order.year if submission.school_year is None else submission.school_year
    order = replace(order, school_year=year)
    return _following(_Way(submission, spec, order, to))


@frozen
class _Way:
    """From a return to the workbook that follows. `ended` is the label of the return's school year, if it is over."""

    submission: Submission
    spec: Spec
    order: Order
    to: Recipient
    ended: str = ""


def _following(way: _Way) -> CarriedWorkbook:
    submission, ended, year = way.submission, way.ended, way.order.year
    leavers, later = way.to.leavers, way.to.later
    spec, problems = in_year(way.spec, year), tuple(_years(way.spec, year))
    carried = carry(submission, spec, ended, leavers=leavers)
    carried.cells |= {(answer.ref, answer.column_id): answer.value for answer in later if answer.value is not None}
    summary = _summary(carried, ended) if ended else _as_it_was(carried, spec)
    without, missing = sum(len(one.left_out) for one in carried.tables), tuple(without_rows(submission, spec))
    tables = _about_tables(carried, () if leavers else missing)
    new, reworded = _new(submission), _reworded(submission, spec, carried.cells)
    found = (*summary, *tables, *new, *reworded, *carried.gone, *no_longer_asked(submission, spec))
    to_check = (*losses(submission, spec, same_year=not ended, leavers=leavers), *carried.lines)
    to_check = (*to_check, *_written_down((*submission.answers, *later), carried.cells))
    heading = f"Carried over from {ended or 'your last workbook'}"
    refs = {one.title: tuple(one.refs) for one in carried.tables}
    room = Carried(refs, len(found) + len(to_check), heading, singly=bool(carried.done))
    school = way.to.school or submission.school_by(prefills(spec))
    layout, order = plan(spec, room), replace(way.order, notes=(*found, *to_check))
    sent = sent_answers(layout.in_year(year), carried.cells)
    data = build(layout, school, order, carried.cells, sent_with=sent)
    kept = sum(one.kept for one in carried.tables if one.about_people)
    return CarriedWorkbook(data, school, year, found, to_check, sent, kept, without, missing, problems)


def roll_all(
    submissions: Sequence[Submission],
    spec_of: SpecOf,
    order: Order,
    folder: OutputFolder,
    make: Make | None = None,
) -> Iterator[Rolled]:
    """One file a school in `folder`, in the order of the returns. One that is there stays unless `folder.force`.

    `make` is `next_year` or does more. Raises OutputError where the folder or a new file cannot be written.
    """
    make_folder(folder.path)
    inputs = {place_of(submission.file) for submission in submissions}
    for submission, wrong_school in one_return_per_school(submissions):
        if kept_back := wrong_school or _blank(submission):
            yield Rolled(problems=(kept_back,), submission=submission)
            continue
        spec = spec_of(submission)
        made = (make or next_year)(submission, spec, order)
        path = folder.path / file_name(made.school, year_label(made.year))
        wrong = replace(folder, force=folder.force and place_of(path) not in inputs).put(path, made.data)
        if wrong:
            yield Rolled(problems=(wrong,), submission=submission)
        else:
            yield Rolled(path, made, made.problems, submission)


def _blank(submission: Submission) -> Problem | None:
    is_blank = any(problem.code == "FILE-014" for problem in submission.problems)
    return Problem("HUB-009", Place(submission.file)) if is_blank else None


def _years(spec: Spec, year: int) -> Iterator[Problem]:
    """Lists of leaving years that end before the year that begins: nobody could choose it."""
    asked = (column.settings for sheet in spec.of(LeaversSheet) for column in sheet.columns if column.id == YEAR)
    for name in sorted({choice.list for choice in asked if isinstance(choice, ChoiceSettings)}):
        label = year_label(year)
        if label not in [option.label for option in in_year(spec, year).lists[name]]:
            yield Problem("HUB-013", Place(), {"list": name, "spec": f"{spec.id} {spec.version}", "year": label})


def _summary(carried: CarriedAnswers, year: str) -> Iterator[Loss]:
    """What the school finds in the workbook already."""
    if carried.open:
        single = "1 action is carried over as it was. Its Review begins with"
        several = f"{carried.open} actions are carried over as they were. Their Review begins with"
        yield "Open actions", f'{single if carried.open == 1 else several} "{from_year(year)}".'
    if carried.done:
        were, note = many(carried.done, "statement was", "statements were"), done_in(year, "Yes")
        yield "To confirm", f'{were} done in {year}. Action completed is empty again and Review begins with "{note}"'
    if carried.asked_anew:
        yield "To answer anew", f"About one school year only, so blank again: {'; '.join(carried.asked_anew)}."


def _as_it_was(carried: CarriedAnswers, spec: Spec) -> Iterator[Loss]:
    """What the school finds in the workbook already, within the same year: sheet by sheet."""
    for sheet, tables in spec.fixed():
        refs = {row.ref for table in tables for row in table.rows}
        if number := sum(ref in refs for ref, _ in carried.cells):
            yield sheet.title, f"{many(number, 'answer is', 'answers are')} here as you gave them last."


def _written_down(answers: Sequence[Answer], cells: CarriedCells) -> Iterator[Loss]:
    """What stands there because the Hub wrote it down, and the school has not said that it is right: sheet by sheet."""
    told = {(a.ref, a.column_id): a for a in answers if a.by_hand and cells.get((a.ref, a.column_id)) == a.value}
    for title, those in groupby(told.values(), key=lambda answer: answer.sheet):
        names = [answer.ref if answer.column_id == "answer" else f"{answer.ref} {answer.column}" for answer in those]
        shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        yield title, f"Written down by your Careers Hub as you told it, not confirmed by you yet: {shown}. {_PUT_RIGHT}"


def _new(submission: Submission) -> Iterator[Loss]:
    """What was not asked last time."""
    asked: dict[str, dict[str, bool]] = {}
    for answer in submission.answers:
        row = asked.setdefault(answer.sheet, {})
        row[answer.ref] = row.get(answer.ref, False) or answer.state != "not asked"
    for title, rows in asked.items():
        new = [ref for ref, known in rows.items() if not known]
        if new and len(new) == len(rows):
            yield title, "This sheet is new: it was not in the last workbook."
        elif new:
            yield title, f"New, and blank here: {_spans(new)}."


def _reworded(submission: Submission, spec: Spec, cells: CarriedCells) -> Iterator[Loss]:
    """What stands there was said to other words."""
    said = " ".join(problem.context.get(REWORDED, "") for problem in submission.problems)
    answered = set(said.split()) & {ref for ref, _ in cells}
    for sheet in spec.sheets:
        if refs := [entry.ref for entry in sheet.entries() if entry.ref in answered]:
            what = "This question has" if len(refs) == 1 else "These questions have"
            yield sheet.title, f"{what} other words now: {_spans(refs)}. Please see that your last answer still fits."


def _about_tables(carried: CarriedAnswers, unknown: Sequence[str]) -> Iterator[Loss]:
    """What is said of tables that grow; `unknown` are those whose rows are left out without anybody knowing them."""
    for one in carried.tables:
        yield from _about_rows(one)
        if one.title in unknown:
            yield (
                one.title,
                f"Leavers are left out, {_WHY} Copy them from the workbook that you returned, with their Refs.",
            )


_WHY = "because your Hub does not send such lines."


def _about_rows(one: CarriedRows) -> Iterator[Loss]:
    if one.left:
        years = " and ".join(sorted(one.left))
        number = many(one.left.total(), "leaver")
        blank = f" {one.open_ended} of them had no answer for the fourth year." if one.open_ended else ""
        are = "is" if one.left.total() == 1 else "are"
        yield one.title, f"{number} of {years} left four years ago or more and {are} no longer listed.{blank}"
    if one.left_out:
        those, refs = many(len(one.left_out), "leaver is", "leavers are"), _spans(one.left_out)
        where = f"Copy from the workbook that you returned, each beside the same Ref: {refs}."
        yield one.title, f"{those} left out, {_WHY} {where} {_go_on(one)}"
    if one.kept and one.about_people:
        yield (
            one.title,
            f"{many(one.kept, 'leaver is', 'leavers are')} carried over under the same reference. {_go_on(one)}",
        )
    elif one.kept:
        yield one.title, f"{many(one.kept, 'line is', 'lines are')} carried over."


def _spans(refs: Sequence[str]) -> str:
    """Those that follow each other as a span: "L01 to L40, L42"."""
    spans: list[tuple[str, str, int]] = []
    for ref in refs:
        stem = ref.rstrip("0123456789")
        number = int(ref[len(stem) :] or 0)
        first, last, before = spans[-1] if spans else ("", "", 0)
        follows = last.rstrip("0123456789") == stem and number == before + 1
        spans[-1 if follows else len(spans) :] = [(first if follows else ref, ref, number)]
    return ", ".join(first if first == last else f"{first} to {last}" for first, last, _ in spans)


def _go_on(one: CarriedRows) -> str:
    return f"New leavers go on from {one.new_from}."
