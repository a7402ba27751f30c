"""The workbooks of a round for every school, and the letters that they go out with, by what the settings say.

Enters: a Hub. Leaves: workbooks and drafts on the disk, and what is to be said of them. Must not know: how a face shows
it, what is in a workbook.
"""

from collections.abc import Collection, Iterator, Sequence

from careers_workbook.blanks.page import Order
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import many
from careers_workbook.hub.hub import Draft, Hub, SchoolWorkbook, WantedWorkbooks, Work, read_register
from careers_workbook.hub.outgoing import Outgoing
from careers_workbook.reports.letters.letters import Templates, as_draft, blanks
from careers_workbook.spec.load import lineage, load


@frozen
class Building:
    """Workbooks that are made one by one, and what is wrong in the register or was said of changed questions."""

    work: "Work[SchoolWorkbook]"
    problems: tuple[Problem, ...]


def all_workbooks(
    hub: Hub, unlock: str | None = None, urns: Collection[str] | None = None, *, anew: bool = False
) -> Building:
    """For each school that is expected and has none yet; SpecError (HUB-054) for a round that is over.

    `urns` are the schools that are wanted; None are all. Where they are wanted `anew`, those that are there go.
    """
    due, settings = hub.due(), hub.settings
    register = read_register(settings.register)
    excused = hub.excused()
    expected = (one for one in register.schools if one.urn not in excused)
    schools = [one for one in expected if urns is None or one.urn in urns]
    said = hub.keep_asked(load(settings.spec))
    order = Order(hub.today, due, settings.return_to, hub=settings.name)
    folder = hub.folder(hub.blank, "blank", force=anew)
    work = hub.workbooks(schools, WantedWorkbooks(lineage(settings.spec), order, password=unlock), folder)
    return Building(work, (*register.problems, *said))


@frozen
class Going:
    """Workbooks with the letters that they go out with."""

    files: tuple[Outgoing, ...]
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]

    @property
    def said(self) -> Iterator[str]:
        """What was written, in a sentence, and to whom nothing can be sent."""
        written = [draft for draft in self.drafts if draft.path]
        yield f"{many(len(written), 'draft')} written to send them with. Nothing has been sent."
        for draft in written:
            if not draft.has_address:
                yield f"Without an e-mail address in the register: {draft.listed.school.name}"


def with_workbooks(hub: Hub, made: Sequence[SchoolWorkbook], password: str | None, *, anew: bool = False) -> Going:
    """A draft for each workbook that is there and may go to its school's address, locked with a password if given.

    One that somebody has changed stays, unless it is to be written `anew`.
    """
    found = hub.mailing(None)
    files = tuple(hub.outgoing(made, found))
    going = [one for one in files if not one.problems]
    letters = blanks(found, Templates(hub.letters, ["blank"]), going, password)
    drafts = hub.keep_drafts(map(as_draft, letters), anew=anew)
    problems = (*(said for one in files for said in one.problems), *(said for one in drafts for said in one.problems))
    return Going(files, drafts, problems)
