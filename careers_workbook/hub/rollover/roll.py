"""Last year's return -> next year's workbook for the same school.

Enters: Submissions, the spec of next year, what the Hub decides for the new round. Leaves: one workbook a school, and
what was carried over or left out, line by line. Every workbook is made from one Submission alone. Must not know: how a
return is read, how a workbook is written.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from careers_workbook.blanks.page import Order
from careers_workbook.blanks.workbook import build, sent_answers
from careers_workbook.core.file_names import file_name
from careers_workbook.core.output import OutputFolder, make_folder
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.school import School
from careers_workbook.hub.rollover.carried import CarriedAnswers, CarriedRows, carry, done_in, from_year
from careers_workbook.hub.rollover.losses import Loss, losses, no_longer_asked
from careers_workbook.hub.rounds.unique_returns import one_return_per_school
from careers_workbook.layout.places import Carried
from careers_workbook.layout.plan import plan
from careers_workbook.returns.redaction.names import place_of
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.answers.choice import ChoiceSettings
from careers_workbook.spec.checkpoints import YEAR
from careers_workbook.spec.model import Spec
from careers_workbook.spec.questions import prefills
from careers_workbook.spec.sent_answers import SentAnswers
from careers_workbook.spec.sheets.leavers import LeaversSheet
from careers_workbook.spec.years import in_year, school_year, year_label

SpecOf = Callable[[Submission], Spec]


@dataclass(frozen=True, slots=True)
class NextYear:
    """One workbook for the next year: its bytes, its school, its year (2027 for 2027/28), and what to know about it.

    `found` says what was carried over, `to_check` what was not, or stands there unread; `sent` are its answers.
    """

    data: bytes
    school: School
    year: int
    found: tuple[Loss, ...]
    to_check: tuple[Loss, ...]
    sent: SentAnswers


@dataclass(frozen=True, slots=True)
class Rolled:
    """What became of one return: its new file, or the problems that kept it back, or a file and a problem."""

    submission: Submission
    path: Path | None = None
    made: NextYear | None = None
    problems: tuple[Problem, ...] = ()


def next_year(submission: Submission, spec: Spec, order: Order) -> NextYear:
    """The workbook that follows a return. `spec` is the one in whose words the answers of the return are.

    It is for the year after that of the return, or the one of `order.today` if that is later.
    """
    last = school_year(order.today) - 1 if submission.school_year is None else submission.school_year
    year = max(school_year(order.today), last + 1)
    spec = in_year(spec, year)
    carried = carry(submission, spec, year_label(last))
    found = (*_summary(carried, year_label(last)), *carried.gone, *no_longer_asked(submission, spec))
    to_check = (*losses(submission, spec), *carried.lines)
    heading = f"Carried over from {year_label(last)}"
    room = Carried({one.title: tuple(one.refs) for one in carried.tables}, len(found) + len(to_check), heading)
    school = submission.school_by(prefills(spec))
    order = replace(order, school_year=year, notes=(*found, *to_check))
    layout = plan(spec, room)
    data = build(layout, school, order, carried.cells, sent_with=True)
    return NextYear(data, school, year, found, to_check, sent_answers(layout.in_year(year), carried.cells))


def roll_all(
    submissions: Sequence[Submission],
    spec_of: SpecOf,
    order: Order,
    folder: OutputFolder,
    keep: Callable[[NextYear, Spec], None] = lambda _made, _spec: None,
) -> Iterator[Rolled]:
    """One file a school in `folder`, in the order of the returns. One that is there stays unless `folder.force`.

    `keep` hears of each before it is written.

    Raises OutputError where the folder or a new file cannot be written.
    """
    make_folder(folder.path)
    inputs = {place_of(submission.file) for submission in submissions}
    for submission, wrong_school in one_return_per_school(submissions):
        if kept_back := wrong_school or _blank(submission):
            yield Rolled(submission, problems=(kept_back,))
            continue
        spec = spec_of(submission)
        made = next_year(submission, spec, order)
        keep(made, spec)
        path = folder.path / file_name(made.school, year_label(made.year))
        wrong = replace(folder, force=folder.force and place_of(path) not in inputs).put(path, made.data)
        if wrong:
            yield Rolled(submission, problems=(wrong,))
        else:
            yield Rolled(submission, path, made, tuple(_years(spec, made.year)))


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
        many = "1 statement was" if carried.done == 1 else f"{carried.done} statements were"
        note = done_in(year, "Yes")
        yield (
            "To confirm",
            f'{many} done in {year}. Action completed is empty again and Review begins with "{note}"',
        )
    if carried.asked_anew:
        yield "To answer anew", f"About one school year only, so blank again: {'; '.join(carried.asked_anew)}."
    for one in carried.tables:
        yield from _about_rows(one)


def _about_rows(one: CarriedRows) -> Iterator[Loss]:
    if one.left:
        years = " and ".join(sorted(one.left))
        number = one.left.total()
        are = "leaver" if number == 1 else "leavers"
        blank = f" {one.open_ended} of them had no answer for the fourth year." if one.open_ended else ""
        yield one.title, f"{number} {are} of {years} left four years ago or more and are no longer listed.{blank}"
    if one.kept and one.about_people:
        first = one.refs[one.kept] if len(one.refs) > one.kept else ""
        are = "1 leaver is" if one.kept == 1 else f"{one.kept} leavers are"
        yield one.title, f"{are} carried over under the same reference. New leavers go on from {first}."
    elif one.kept:
        yield one.title, f"{one.kept} {'line is' if one.kept == 1 else 'lines are'} carried over."
