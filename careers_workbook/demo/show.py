"""Made-up schools on the whole road: build, fill, return, read, check, report; and what they send to a practice Hub.

Enters: a folder; a Hub. Leaves: files of every step, and a row a school; a second Hub with files in its inbox: filled
in, damaged, blank, a PDF, or nothing; the same in the middle of its round. Must not know: the terminal.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from careers_workbook.blanks.batch import build_all
from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core import output
from careers_workbook.core.catalogue import Severity
from careers_workbook.core.file_names import file_name
from careers_workbook.core.frozen import frozen
from careers_workbook.core.hub_folder import hub_folder
from careers_workbook.core.problems import Outcome
from careers_workbook.core.school import School
from careers_workbook.core.temporary import temporary_folder
from careers_workbook.demo.damage import DAMAGE, UNHARMED, edited
from careers_workbook.demo.fill import STAGES, FilledAnswers, Hand
from careers_workbook.hub.hub import Hub, NewHub, open_hub, read_register, set_up
from careers_workbook.layout.plan import Layout, plan
from careers_workbook.reports.letters.workbook_letters import all_workbooks
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import DEFAULT_SPEC, load
from careers_workbook.spec.model import Spec

_SENT_BEFORE, _DUE_AFTER = dt.timedelta(days=70), dt.timedelta(days=14)
BLANK, RETURNED, REPORTS = "blank", "returned", "reports"
_PACKAGE = Path(__file__).resolve().parent.parent


@frozen
class DemoRow:
    """One school at the end of the demo. `percent_done`, `overdue` are None for a file that could not be read."""

    school: School
    damage: str
    outcome: Outcome
    problems: Mapping[Severity, int]
    percent_done: float | None = None
    overdue: int | None = None


@frozen
class DemoResult:
    """Where everything is, and a row a school."""

    folder: Path
    rows: tuple[DemoRow, ...]


def register_file() -> Path:
    """The register of made-up schools that comes with the program."""
    inside = _PACKAGE / "examples" / "register.csv"
    return inside if inside.is_file() else _PACKAGE.parent / "examples" / "register.csv"


def run(folder: Path, today: dt.date, on_step: Callable[[str], None], seed: int = 2027) -> DemoResult:
    """The whole demo; what stood in the folder under the same names is replaced. Same day and seed, same files."""
    schools = read_register(register_file()).schools
    order = Order(today - _SENT_BEFORE, today + _DUE_AFTER, "the Careers Hub co-ordinator")
    layout = plan(load(DEFAULT_SPEC)).in_year(order.year)
    on_step(f"Building {len(schools)} blank workbooks")
    for _ in build_all(layout, schools, output.OutputFolder(folder / BLANK, force=True), order):
        pass
    on_step("Letting the schools fill them in, some with the usual damage")
    output.make_folder(folder / RETURNED)
    for school, stage in zip(schools, STAGES, strict=True):
        chance = random.Random(f"{seed} {school.urn}")  # noqa: S311 - a demo, not a secret
        data = _returned(layout, school, order, Hand(layout.spec, stage, today, chance))
        output.write(folder / RETURNED / file_name(school), data)
    on_step("Reading, checking and reporting what came back")
    output.make_folder(folder / REPORTS)
    return DemoResult(folder, tuple(_report(folder, school, layout.spec, today) for school in schools))


def _returned(layout: Layout, school: School, order: Order, hand: Hand) -> bytes:
    """The workbook as the school sends it back."""
    damage, answers = DAMAGE.get(school.urn, UNHARMED), hand.answers()
    if damage.answers:
        answers = damage.answers(answers, layout, hand.chance)
    data = build(layout, school, order, answers)
    return edited(data, damage.changes(layout)) if damage.changes else data


def _report(folder: Path, school: School, spec: Spec, today: dt.date) -> DemoRow:
    name = file_name(school)
    submission = read_file(folder / RETURNED / name)
    problems = Counter(problem.severity for problem in submission.problems)
    row = DemoRow(school, DAMAGE.get(school.urn, UNHARMED).what, submission.outcome, problems)
    if submission.outcome == "refused":
        return row
    summary = summarise(submission, spec, today)
    for suffix, form in ((".html", "html"), (".md", "markdown")):
        output.write((folder / REPORTS / name).with_suffix(suffix), render(summary, form))
    counts = summary.progress.total
    return replace(row, percent_done=counts.percent_done, overdue=counts.overdue)


_BUILT_BEFORE, _SILENT, _UNREAD = dt.timedelta(days=1), 2, 3
"""How long before the round its workbooks were made, how many schools send nothing, how many files wait to be read."""
_PDF = b"%PDF-1.7\n"


def practise(hub: Hub, folder: Path, seed: int = 2027) -> tuple[Hub, int]:
    """Make the Hub, and put what its schools send into its inbox: how many files."""
    made = hub.practice(folder, read_register(register_file()).schools, lambda new: _practice_files(new, seed))
    return made, sum(1 for _ in made.inbox.iterdir())


def practice_hub(folder: Path, today: dt.date) -> Path:
    """A Hub of made-up schools in a folder, made if it is not there yet; OutputError (HUB-122) if something else is."""
    if hub_folder(folder) != folder:
        with temporary_folder() as own:
            set_up(own, NewHub(today, "Northmoor Careers Hub", "", "careers@northmoor.example"))
            _begin(practise(open_hub(own, today), folder)[0])
    return folder


def _begin(hub: Hub) -> None:
    """Bring a Hub into the middle of its round: workbooks have gone out, and what came first has been read."""
    for _ in all_workbooks(hub).work.steps:
        pass
    for _ in hub.collect(sorted(hub.inbox.iterdir())[:-_UNREAD]).steps:
        pass


def _practice_files(hub: Hub, seed: int) -> Iterator[tuple[str, bytes]]:
    spec = load(hub.settings.spec)
    order = Order(hub.round.opens - _BUILT_BEFORE, hub.round.due, hub.settings.return_to, school_year=hub.round.year)
    layout = plan(spec).in_year(order.year)
    schools = read_register(hub.settings.register).schools
    for number, school in enumerate(schools[: len(schools) - _SILENT]):
        chance = random.Random(f"{seed} {school.urn}")  # noqa: S311 - practice, not a secret
        answers = Hand(layout.spec, STAGES[number % len(STAGES)], hub.today, chance).answers()
        match number:
            case 0:
                yield f"{school.name}.pdf", _PDF
            case 1:
                yield file_name(school), build(layout, school, order)
            case 2 | 3:
                yield file_name(school), build(layout, school, order, _mistyped(answers))
            case _:
                yield file_name(school), build(layout, school, order, answers)


def _mistyped(answers: FilledAnswers) -> FilledAnswers:
    """With words where a day was asked for."""
    days = [key for key, value in answers.items() if isinstance(value, dt.date)]
    return answers | dict.fromkeys(days[:2], "end of term")
