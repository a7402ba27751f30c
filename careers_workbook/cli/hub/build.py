"""`careers-workbook build`: workbooks for schools. Must not know: what stands where in a workbook."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careers_workbook.cli import exit_codes, in_hub, options, terminal
from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import OutputFolder
from careers_workbook.core.problems import Problem
from careers_workbook.core.school import School

if TYPE_CHECKING:
    from careers_workbook.hub.hub import Hub, Round, SchoolWorkbook

_NAMED = 5
"""How many workbooks that were left as they were are named one by one."""
_THERE, _NOT_CONFIRMED = "FILE-021", "HUB-100"
"""A workbook that was there before: with --mail it is what is sent. One that must not be: in a list of its own."""


@click.command
@click.option("--register", type=options.PATH, metavar="FILE", help="CSV with one line a school (URN, Name, ...).")
@click.option("--school", "school", metavar="NAME", help="Make one workbook, for the school of this name; needs --urn.")
@click.option("--urn", type=options.as_urn, metavar="URN", help="The school's six-digit URN.")
@click.option("--local-authority", metavar="TEXT", help="The school's local authority.")
@click.option("--type", metavar="TEXT", help='What kind of school, for example "Special".')
@click.option("--ages", metavar="TEXT", help="The school's age range, for example 11-19.")
@click.option("--spec", "spec_name", metavar="ID|FILE", help="What to ask; without it, the default checklist.")
@options.due
@options.return_to
@options.folder("workbooks", "output/blank or the Hub's folder")
@options.in_round
@click.option("--mail", is_flag=True, help="Inside a Hub's folder: also an e-mail draft for each, to send it with.")
@click.option("--blank", is_flag=True, help="Inside a Hub's folder: without the answers of last time.")
@click.option(
    "--password",
    metavar="WORD",
    callback=options.as_password("Password to lock with", twice=True),
    help='With --mail: locks what is attached; "-" asks without showing it.',
)
@click.option(
    "--unlock",
    metavar="WORD",
    callback=options.as_password("Password of locked returns"),
    help='Opens locked returns, as --password does in other commands; "-" asks.',
)
@options.force
@options.today
def build(
    *,
    register: Path | None,
    school: str | None,
    spec_name: str | None,
    due: dt.date | None,
    return_to: str,
    output: Path | None,
    name: str | None,
    mail: bool,
    blank: bool,
    password: str | None,
    unlock: str | None,
    force: bool,
    today: dt.date | None,
    **details: str | None,
) -> int:
    """Make a workbook for every school of a register, or for one.

    \b
    careers-workbook build --register schools.csv --due 2027-03-31
    careers-workbook build --school "Oak Lane School" --urn 990001

    The files are named by URN and school. A file that exists is left as it is. A line of the register that cannot be
    used is named, and the other schools are built.

    Inside a Hub's folder no options are needed: its settings say for whom, what to ask, by when and to whom to return
    it. There each workbook begins with the answers of the school's last return that counts, and says so on its first
    sheet; --blank leaves them out. Lines of leavers are in it only where the settings say so (carry_leavers). With
    --mail, each workbook is put into a letter (a draft: open it in Outlook and send it yourself).

    Exit code: 0 when every workbook was made, 1 when some were left out, 2 when nothing could be made.
    """
    from careers_workbook.blanks.batch import build_all
    from careers_workbook.blanks.page import Order
    from careers_workbook.layout.plan import plan
    from careers_workbook.spec.load import DEFAULT_SPEC, lineage, load

    if password and not mail:
        raise click.UsageError(
            "--password locks what is attached to a letter: it needs --mail. --unlock opens returns."
        )
    day, hub = options.today_or(today), None
    if mail or name or in_hub.is_hub():
        hub = in_hub.here(name, today)
        hub = hub if name else hub.at_next_round()
    chosen = _Chosen(register, spec_name, due, return_to, output)
    if hub:
        chosen = chosen.in_hub(hub, one_school=school is not None)
    mailing = hub.mailing(chosen.due) if mail and hub else None
    ahead, by = options.ahead(chosen.due, day, "the workbooks are built"), hub.settings.name if hub else ""
    order = Order(day, ahead, chosen.return_to, hub=by)
    due_on = hub.round.due if hub else ahead or day
    schools, unusable = _schools(chosen.register, school, details, due_on, day)
    path = chosen.output or Path("output/blank")
    folder = hub.folder(path, "blank", force=force) if hub else OutputFolder(path, force)
    spec, prefilled = chosen.spec or DEFAULT_SPEC, list["SchoolWorkbook"]()
    if hub:
        from careers_workbook.hub.hub import WantedWorkbooks

        schools = _expected(hub, schools, one=school is not None)
        terminal.complain(*hub.keep_asked(load(spec)))
        wanted = WantedWorkbooks(lineage(spec), order, password=unlock)
        work = hub.workbooks(schools, wanted, folder, blank=blank)
        prefilled = list(terminal.track(work.steps, work.total, "Building"))
        became = [one.problem for one in prefilled if not one.is_kept_back]
    else:
        building = build_all(plan(load(spec)), schools, folder, order)
        became = [one.problem for one in terminal.track(building, len(schools), "Building")]
    terminal.complain(*unusable)
    code = _report(became, len(unusable), path, mail=mail)
    if hub:
        code = max(code, _report_answers(hub, prefilled))
    return max(code, _mail(hub, mailing, prefilled, password)) if hub and mailing else code


def _report(became: Sequence[Problem | None], unusable: int, folder: Path, *, mail: bool) -> int:
    """Say what was built and what was left as it was; the exit code. What is mailed may have been there before."""
    kept = [problem for problem in became if problem]
    wrong = [problem for problem in kept if not (mail and problem.code == _THERE)]
    terminal.complain(*wrong[:_NAMED])
    if len(wrong) > _NAMED:
        terminal.complain(f"... and {len(wrong) - _NAMED} more.")
    terminal.say(_summary(len(became) - len(kept), len(kept), unusable, folder))
    return exit_codes.found(unusable, wrong)


def _expected(hub: "Hub", schools: Sequence[School], *, one: bool) -> Sequence[School]:
    """All but those that the Hub has excused from the round; one that was named is made in any case."""
    excused = {} if one else hub.excused()
    for left_out in (each for each in schools if each.urn in excused):
        terminal.complain(f"{left_out.name} ({left_out.urn}) gets no workbook: it is excused from {hub.round.name}.")
    return [each for each in schools if each.urn not in excused]


def _report_answers(hub: "Hub", made: "Sequence[SchoolWorkbook]") -> int:
    """Say with whose answers of when the workbooks go out, and what there is to know; the exit code."""
    from careers_workbook.reports.status.prefilled_page import prefilled_lines

    told = [one.prefilled for one in made if one.prefilled]
    known = [problem for one in told for problem in one.problems]
    terminal.complain(*known)
    expected = (hub.round, hub.settings.before(hub.round))
    terminal.tell(*prefilled_lines(made, expected, hub.settings))
    missing = [one for one in told if one.carried and one.carried.missing and hub.settings.carry_leavers]
    return exit_codes.found(missing, *(one.kept_back for one in told))


@frozen
class _Chosen:
    """What workbooks are made from, by the command line or the settings of a Hub."""

    register: Path | None
    spec: str | None
    due: dt.date | None
    return_to: str
    output: Path | None

    def in_hub(self, hub: "Hub", *, one_school: bool) -> "_Chosen":
        """With what only the settings say; SpecError (HUB-054) for a round that is over."""
        settings = hub.settings
        return _Chosen(
            self.register if one_school else self.register or settings.register,
            self.spec or settings.spec,
            hub.due(self.due),
            self.return_to or settings.return_to,
            self.output or hub.blank,
        )


def _mail(hub: "Hub", found: "Round", made: "Sequence[SchoolWorkbook]", password: str | None) -> int:
    """A draft for every workbook that is there, after those with leavers are listed; the exit code."""
    from careers_workbook.reports.letters.letters import Templates, as_draft, blanks
    from careers_workbook.reports.letters.workbook_letters import other_days
    from careers_workbook.reports.status.prefilled_page import leaver_lines

    templates = Templates(hub.letters, ["blank"])
    files = list(hub.outgoing(made, found))
    going = [one for one in files if not one.problems]
    terminal.tell(*leaver_lines(files), *other_days(going, found))
    kept_back = [problem for one in files for problem in one.problems]
    terminal.complain(*(problem for problem in kept_back if problem.code != _NOT_CONFIRMED))
    code = in_hub.keep_drafts(hub, map(as_draft, blanks(found, templates, going, password)), None)
    if password and going:
        terminal.say("What is attached opens with your password only: tell it by telephone.")
    return max(code, exit_codes.found(kept_back))


def _schools(
    register: Path | None, name: str | None, details: dict[str, str | None], due: dt.date, today: dt.date
) -> tuple[Sequence[School], Sequence[Problem]]:
    """The schools to build for, of which a return is expected on a day, and what is wrong in the register."""
    given = {key: value for key, value in details.items() if value is not None}
    if register and (name or given):
        raise click.UsageError("--register brings its own schools: leave out --school, --urn and the other details.")
    if register:
        from careers_workbook.hub.hub import read_register

        found = read_register(register)
        return [one.school for one in found.on(due, today).expected], found.problems
    if name is None or not name.strip():
        raise click.UsageError("Say for whom: --register FILE for many schools, or --school NAME --urn URN for one.")
    if "urn" not in given:
        raise click.UsageError("--school needs the school's URN too: --urn 990001, for example.")
    return [School(name=name.strip(), **given)], []


def _summary(built: int, kept: int, unusable: int, folder: Path) -> str:
    from careers_workbook.core.text import many

    parts = [f"{many(built, 'workbook')} built in {folder}"]
    parts += [f"{many(kept, 'file')} left as before"] if kept else []
    parts += [f"{many(unusable, 'problem')} in the register"] if unusable else []
    return "; ".join(parts) + "."
