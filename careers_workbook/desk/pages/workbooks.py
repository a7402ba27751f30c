"""The workbooks of a round: made for every school that is expected, and taken along. Must not know: what is in one."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence

from careers_workbook.core.text import many, show_date
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, Download, FormError, Visit
from careers_workbook.hub.hub import Hub, SchoolWorkbook
from careers_workbook.reports.letters import workbook_letters
from careers_workbook.reports.letters.workbook_letters import HowMade
from careers_workbook.reports.status.prefilled_page import leaver_lines, prefilled_lines

_THERE = "FILE-021"


def show(visit: Visit) -> DeskPage:
    """The workbooks that are to be made, and those that are there."""
    hub = visit.hub.at_next_round()
    there = sorted(hub.blank.glob("*.xlsx"))
    values: dict[str, object] = {"is_over": hub.round.due < hub.today, "ahead": workbook_letters.ahead(hub)}
    values |= {"round": hub.round, "there": there, "carries": hub.settings.carry_leavers}
    values["kept_back"] = [(one, hub.is_address_confirmed(one)) for one in visit.hub.without_letter(visit.view)]
    return DeskPage("workbooks.html.j2", values)


def make(visit: Visit) -> Action:
    """Make one for every school that is expected and has none, and with `letters` a draft to send each with."""
    hub = visit.hub.at_next_round()
    how = HowMade(anew=bool(visit.typed("anew")), blank=bool(visit.typed("blank")), due=_due(visit))
    return Action(f"Make the workbooks of {hub.round.name}", "/workbooks", making(visit, hub, how=how))


def _due(visit: Visit) -> dt.date | None:
    """Another day than that of the round, if one was chosen."""
    due = visit.day("due", "Choose a day, or none.") if visit.typed("due") else None
    if due and due < visit.desk.today:
        raise FormError("due", f"{show_date(due)} has passed: it is {show_date(visit.desk.today)}.")
    return due


def making(
    visit: Visit, hub: Hub, urns: Sequence[str] | None = None, how: HowMade | None = None
) -> Callable[[DeskJob], None]:
    """Have workbooks made: of all schools, or of these, which are shown before and get a letter in any case.

    Those that are there stay, and letters that somebody has changed, unless one school's is made anew.
    """
    how = how or HowMade()
    with_letters, alone, due = bool(visit.typed("letters")) or urns is not None, urns is not None and how.anew, how.due
    unlock, lock = visit.secret("unlock"), visit.secret("password")

    def work(job: DeskJob) -> None:
        building = workbook_letters.all_workbooks(hub, unlock, urns, how)
        job.find(*building.problems)
        made = list[SchoolWorkbook](job.track(building.work.steps, building.work.total))
        new = [one for one in made if one.problem is None and not one.is_kept_back]
        for one in made:
            job.find_at(one.school.name, *((one.problem,) if one.problem and one.problem.code != _THERE else ()))
            job.find_at(one.school.name, *(one.prefilled.problems if one.prefilled else ()))
        job.say(f"{many(len(new), 'workbook')} built; {len(made) - len(new)} left as before.")
        if due:
            job.say(f"Due on {show_date(due)} are those that were built now; the others as they were.")
        job.say(*prefilled_lines(made, (hub.round, hub.settings.before(hub.round)), hub.settings, commands=False))
        if with_letters:
            going = workbook_letters.with_workbooks(hub, made, lock, anew=alone, due=due)
            job.say(*leaver_lines(going.files, commands=False))
            job.find(*going.problems)
            job.say(*going.said)

    return work


def download(visit: Visit) -> Download:
    """All of them in one zip folder."""
    hub, packed = visit.hub.at_next_round(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as folder:
        for path in sorted(hub.blank.glob("*.xlsx")):
            folder.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
    return Download(f"Workbooks {hub.round.folder}.zip", packed.getvalue())
