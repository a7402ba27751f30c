"""What is made of a round: the Hub's page, the master workbook, the board's sheet, the tables.

For the board and for the Hub's own eyes clearly apart. Must not know: what they hold, what may be shown to whom.
"""

from collections.abc import Sequence

from careers_workbook.core.school import School
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskAnswer, DeskPage, Download, FormError, NotHereError, Shown, Visit
from careers_workbook.reports.hub.results import CHANGES, KINDS, made_of

_AT_FIRST = 100
"""Schools of a long list that are shown before somebody asks for all."""
_WHOM = {"board": False, "internal": True}


def show(visit: Visit) -> DeskPage:
    """What was made, and when."""
    made = {whom: visit.hub.results(internal=internal) for whom, internal in _WHOM.items()}
    returned = len(visit.view.round.returned)
    values = {"made": made, "kinds": KINDS, "returned": returned, "round": visit.hub.round}
    has_earlier = visit.hub.settings.before(visit.hub.round) is not None
    return DeskPage("results.html.j2", {**values, "has_earlier": has_earlier})


def show_changes(visit: Visit) -> DeskPage:
    """The round beside the one before, by school."""
    found = visit.hub.round_changes(visit.view)
    counted = found.counted if found else ()
    totals = {kind: sum(counts[kind] for _, counts in counted) for kind in CHANGES}
    sought = visit.query.get("q", "")
    there = [one for one in (found.counted if found else ()) if _is_sought(one[0], sought.casefold().split())]
    shown = there if visit.query.get("all") else there[:_AT_FIRST]
    values: dict[str, object] = {"changes": found, "totals": totals, "meanings": CHANGES, "sought": sought}
    values |= {"shown": shown, "more": len(there) - len(shown), "round": visit.hub.round}
    return DeskPage("round_changes.html.j2", values)


def _is_sought(school: School, sought: Sequence[str]) -> bool:
    name = f"{school.urn} {school.name} {school.local_authority}".casefold()
    return all(word in name for word in sought)


def make(visit: Visit) -> Action:
    """Put the round together."""
    whom = visit.typed("whom")
    if whom not in _WHOM:
        raise FormError("whom", "Choose for whom it is.")
    hub, internal, force = visit.hub, _WHOM[whom], bool(visit.typed("replace"))

    def work(job: DeskJob) -> None:
        view = hub.view()
        job.find(*view.round.register.problems, *view.doubts)
        found = hub.consolidate(view, internal=internal, force=force)
        job.go_on()
        hub.keep_tables(found.tables, made_of(found, hub.settings.brand))
        job.find(*found.warnings)
        job.say(f"{hub.round.name} is put together.")

    return Action(f"Put {hub.round.name} together", "/results", work)


def file(visit: Visit) -> DeskAnswer:
    """One of the files: a page is shown, everything else is saved."""
    internal, kind = _WHOM.get(visit.named["whom"]), visit.named["kind"]
    if internal is None:
        raise NotHereError
    found = next((one for one in visit.hub.results(internal=internal) if one.kind == kind), None)
    if found is None:
        raise NotHereError
    data = found.path.read_bytes()
    return Shown(data, "text/html") if kind == "page" else Download(found.path.name, data)
