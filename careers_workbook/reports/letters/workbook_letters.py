"""The workbooks of a round for every school, and the letters that they go out with, by what the settings say.

Enters: a Hub. Leaves: workbooks and drafts on the disk, and what is to be said of them. Must not know: how a face shows
it, what is in a workbook.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from careers_workbook.blanks.batch import free_name
from careers_workbook.blanks.page import Order
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.school import School
from careers_workbook.core.text import many, show_date
from careers_workbook.hub.hub import Draft, Hub, Round, SchoolWorkbook, WantedWorkbooks, Work, read_register
from careers_workbook.hub.outgoing import Outgoing
from careers_workbook.reports.letters.letters import Templates, as_draft, blanks
from careers_workbook.reports.words import one_line
from careers_workbook.spec.load import lineage, load

_NAMED = 5
"""Schools that are named; more of them are counted."""


@frozen
class Building:
    """Workbooks that are made one by one, and what is wrong in the register or was said of changed questions."""

    work: "Work[SchoolWorkbook]"
    problems: tuple[Problem, ...]


@frozen
class Ahead:
    """The schools that get a workbook when all are made, and those that have one in this folder already."""

    to_make: tuple[School, ...]
    there: tuple[School, ...]


def ahead(hub: Hub) -> Ahead:
    """Which workbooks are to be made for the round, and which are there."""
    schools, used, there = _expected(hub, None), set[str](), {path.name for path in hub.blank.glob("*.xlsx")}
    is_there = [free_name(school, used) in there for school in schools]
    found = list(zip(schools, is_there, strict=True))
    return Ahead(tuple(one for one, was in found if not was), tuple(one for one, was in found if was))


@frozen
class HowMade:
    """How workbooks are made: `anew` those too that are there; `blank` without the answers of last time.

    They are `due` on another day than that of the round, which may be over then; None is that of the round.
    """

    anew: bool = False
    blank: bool = False
    due: dt.date | None = None


def all_workbooks(
    hub: Hub, unlock: str | None = None, urns: Collection[str] | None = None, how: HowMade | None = None
) -> Building:
    """For each school that is expected and has none yet; SpecError (HUB-054) for a round that is over.

    `urns` are the schools that are wanted; None are all.
    """
    how, settings = how or HowMade(), hub.settings
    day = hub.due(how.due)
    schools = _expected(hub, urns)
    said = hub.keep_asked(load(settings.spec))
    order = Order(hub.today, day, settings.return_to, hub=settings.name)
    folder = hub.folder(hub.blank, "blank", force=how.anew)
    wanted = WantedWorkbooks(lineage(settings.spec), order, password=unlock)
    work = hub.workbooks(schools, wanted, folder, blank=how.blank)
    return Building(work, (*read_register(settings.register).problems, *said))


def _expected(hub: Hub, urns: Collection[str] | None) -> list[School]:
    excused = hub.excused()
    expected = (one.school for one in hub.schools_expected() if one.school.urn not in excused)
    return [one for one in expected if urns is None or one.urn in urns]


@frozen
class Going:
    """Workbooks with the letters that they go out with."""

    files: tuple[Outgoing, ...]
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    days: tuple[str, ...]

    @property
    def said(self) -> Iterator[str]:
        """What was written, in a sentence, and to whom nothing can be sent."""
        written = [draft for draft in self.drafts if draft.path]
        yield f"{many(len(written), 'draft')} written to send them with. Nothing has been sent."
        yield from self.days
        for draft in written:
            if not draft.has_address:
                yield f"Without an e-mail address in the register: {draft.listed.school.name}"


def with_workbooks(
    hub: Hub,
    made: Sequence[SchoolWorkbook],
    password: str | None,
    *,
    anew: bool = False,
    due: dt.date | None = None,
) -> Going:
    """A draft for each workbook that is there and may go to its school's address, locked with a password if given.

    One that somebody has changed stays, unless it is to be written `anew`. With another day by which these workbooks
    are `due`, those that were there before keep theirs, and so do their letters.
    """
    found = hub.mailing(due)
    files = tuple(hub.outgoing(made, found))
    going = [one for one in files if not one.problems]
    letters = blanks(found, Templates(hub.letters, ["blank"]), going, password)
    drafts = hub.keep_drafts(map(as_draft, letters), anew=anew)
    problems = (*(said for one in files for said in one.problems), *(said for one in drafts for said in one.problems))
    return Going(files, drafts, problems, tuple(other_days(going, found, commands=False)))


def other_days(going: Sequence[Outgoing], found: Round, *, commands: bool = True) -> Iterator[str]:
    """A line for each day that workbooks name which were there before, where it is not the one of now."""
    by_days = defaultdict[tuple[dt.date, dt.date], list[str]](list)
    for one in going:
        day, now = one.contents.due, found.due_of(one.listed.school.urn)
        if one.was_there and day and day != now:
            by_days[day, now].append(one_line(one.listed.school.name))
    how = "build --force makes them once more" if commands else "make them once more"
    for (day, now), names in sorted(by_days.items()):
        named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        there = many(len(names), "workbook was", "workbooks were")
        says = f"{there} there already, due on {show_date(day)}, and the letter with each says that day too: {named}."
        yield f"{says} For {show_date(now)} instead, {how}."
