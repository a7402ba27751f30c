"""What is made of one school's return for people: its report, the pages for governors and the leader, a marked copy.

Enters: a Hub, how its round stands, a URN. Leaves: the name of a file and its bytes; nothing is written anywhere.
FileRefusedError where the original cannot be opened. Must not know: how a face hands it over.
"""

from collections.abc import Callable, Mapping

from careers_workbook.core.file_names import name_for
from careers_workbook.hub.hub import Hub, RoundView
from careers_workbook.hub.rounds.reread import RereadReturn
from careers_workbook.reports.letters.marked_up import ENDING, Marker, of_round
from careers_workbook.reports.school.audiences import CALLED, Audience, report_for
from careers_workbook.reports.school.governors import Beside, RoundBefore
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.returns.extraction.versions import spec_of

SchoolFile = tuple[str, bytes]


def made(hub: Hub, view: RoundView, urn: str, what: str, password: str | None = None) -> SchoolFile | None:
    """One file of KINDS; None where nothing of the school counts."""
    steps = hub.returns(view, password, urns=[urn]).steps if view.round.came else iter(())
    found = next(iter(steps), None)
    return _MADE[what](hub, view, found, password) if found else None


def _report(hub: Hub, view: RoundView, found: RereadReturn, _password: str | None) -> SchoolFile:
    summary = summarise(found.submission, spec_of(found.submission, view.round.specs), hub.today, found.destinations)
    return _named(found, "school", "html"), render(summary, "html", brand=hub.settings.brand).encode("utf-8", "replace")


def _governors(hub: Hub, view: RoundView, found: RereadReturn, _password: str | None) -> SchoolFile:
    summary = summarise(found.submission, spec_of(found.submission, view.round.specs), hub.today, found.destinations)
    earlier = view.returned_before.get(found.school.listed.school.urn)
    before = None
    if earlier:
        told = summarise(earlier.submission, earlier.spec, earlier.day, earlier.destinations)
        before = RoundBefore(told, earlier.round)
    beside = Beside(before, view.middle, hub.settings.brand)
    return _named(found, "governors", "pdf"), report_for("governors", "pdf", summary, beside)


def _leader(hub: Hub, view: RoundView, found: RereadReturn, _password: str | None) -> SchoolFile:
    summary = summarise(found.submission, spec_of(found.submission, view.round.specs), hub.today, found.destinations)
    return _named(found, "leader", "pdf"), report_for("leader", "pdf", summary, Beside(None, None, hub.settings.brand))


def _marked(_hub: Hub, view: RoundView, found: RereadReturn, password: str | None) -> SchoolFile:
    copy = Marker(of_round(view.round, password)).copy(found.source, found.submission)
    return name_for(found.school.listed.school, f"{ENDING}{copy.suffix}"), copy.data


def _named(found: RereadReturn, audience: Audience, ending: str) -> str:
    return name_for(found.school.listed.school, f" - {CALLED[audience]}.{ending}")


_MADE: Mapping[str, Callable[[Hub, RoundView, RereadReturn, str | None], SchoolFile]] = {
    "report": _report,
    "governors": _governors,
    "leader": _leader,
    "marked": _marked,
}
KINDS = tuple(_MADE)
"""What can be made."""
