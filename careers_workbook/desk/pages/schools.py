"""The schools of the round: those that are looked for, and what is done with all of them together.

Must not know: how a state is decided, what follows from a decision.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from urllib.parse import urlencode

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import SpecError
from careers_workbook.core.text import many, show_date
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.pages import letters, workbooks
from careers_workbook.desk.visit import Action, DeskPage, Download, FormError, NotHereError, Visit
from careers_workbook.hub.hub import SchoolRound
from careers_workbook.reports.letters import school_files
from careers_workbook.reports.status import status_data
from careers_workbook.reports.status.collected_page import LABELS
from careers_workbook.reports.status.status_page import NO_CASELOAD

_SORTED: dict[str, Callable[[SchoolRound], tuple[int | str, ...]]] = {
    "state": lambda one: (-list(LABELS).index(one.state), one.listed.school.name.casefold()),
    "name": lambda one: (one.listed.school.name.casefold(),),
    "came": lambda one: (int(one.came is None), -(one.came.toordinal() if one.came else 0)),
    "problems": lambda one: (-one.problems("error"), -one.problems("warning")),
    "filled": lambda one: (-one.filled.statements,),
}
"""The columns by which the list can be sorted: what is to be done first comes first."""


def show(visit: Visit) -> DeskPage:
    """The schools that were asked for."""
    found, asked, is_now = visit.view.for_others, _asked(visit), visit.is_now
    return DeskPage(
        "schools.html.j2",
        {
            "schools": _chosen(visit, found.schools),
            "number": len(found.schools),
            "labels": LABELS,
            "caseloads": _caseloads(found.schools),
            "asked": asked,
            "link": lambda **more: f"/schools?{urlencode({k: v for k, v in (asked | more).items() if v})}",
            "excused": found.excused,
            "together": {what: one for what, one in TOGETHER.items() if is_now or one.of_any_round},
            "rounds": [one for one in visit.hub.settings.rounds if one.opens <= visit.desk.today],
            "round": visit.hub.round,
            "is_now": is_now,
        },
    )


def _caseloads(schools: Sequence[SchoolRound]) -> list[str]:
    """What can be asked for, by name; last those that nobody looks after, where somebody looks after others."""
    names = {one.listed.caseload for one in schools}
    named = sorted(filter(None, names), key=str.casefold)
    return [*named, NO_CASELOAD] if named and "" in names else named


def _asked(visit: Visit) -> dict[str, str]:
    """What the address says."""
    by = visit.query.get("sort", "")
    asked = {name: visit.query.get(name, "") for name in ("state", "caseload", "q")}
    return (
        asked | {"sort": by if by in _SORTED else "state"} | ({} if visit.is_now else {"round": visit.hub.round.name})
    )


def _chosen(visit: Visit, schools: Sequence[SchoolRound]) -> list[SchoolRound]:
    asked = _asked(visit)
    words = asked["q"].casefold().split()
    wanted = (one for one in schools if _is_wanted(one, asked["state"], asked["caseload"]))
    found = [one for one in wanted if all(word in _searched(one) for word in words)]
    return sorted(found, key=_SORTED[asked["sort"]])


def _is_wanted(one: SchoolRound, state: str, caseload: str) -> bool:
    return state in ("", one.state) and caseload in ("", one.listed.caseload or NO_CASELOAD)


def _searched(one: SchoolRound) -> str:
    school = one.listed.school
    return f"{school.urn} {school.name} {school.local_authority} {one.listed.caseload}".casefold()


@frozen
class Together:
    """Something that is done with several schools. `asks`: a field that is typed before, its label and its kind.

    `choices` are what can be chosen there, by their words; `applies` says with which it can be done; `done` does it.
    `of_any_round`: also in one that is over, because nothing is decided.
    """

    title: str
    explained: str
    done: "Callable[[Visit, Sequence[str], str], Callable[[DeskJob], None]]"
    asks: tuple[str, str, str] | None = None
    applies: Callable[[SchoolRound], bool] = bool
    choices: Mapping[str, str] = field(default_factory=dict)
    of_any_round: bool = False


def _extend(visit: Visit, urns: Sequence[str], _typed: str) -> Callable[[DeskJob], None]:
    hub, to = visit.hub, visit.day("to", "Choose the day until which they may return.")

    def work(job: DeskJob) -> None:
        job.say(f"{many(len(hub.extend_all(urns, to)), 'school')} may return until {show_date(to)}.")

    return work


def _excuse(visit: Visit, urns: Sequence[str], why: str) -> Callable[[DeskJob], None]:
    hub = visit.hub

    def work(job: DeskJob) -> None:
        excused = many(len(hub.excuse_all(urns, why)), "school is", "schools are")
        job.say(f"{excused} excused from {hub.round.name}.")

    return work


def _confirm(visit: Visit, urns: Sequence[str], _typed: str) -> Callable[[DeskJob], None]:
    hub = visit.hub

    def work(job: DeskJob) -> None:
        for urn in job.track(iter(urns), len(urns)):
            try:
                job.say(f"{hub.confirm(urn).listed.school.name}: nothing has changed, and that is confirmed.")
            except SpecError as error:  # one that has to be asked statement by statement keeps no other back
                job.find(*error.problems)

    return work


def _report(visit: Visit, urns: Sequence[str], kind: str) -> Callable[[DeskJob], None]:
    hub, asked = visit.hub, school_files.AskedFiles(urns, visit.secret("password"))

    def work(job: DeskJob) -> None:
        view = hub.view()
        job.find(*view.round.register.problems, *view.doubts)
        reports = school_files.all_reports(hub, view, school_files.REPORTS[kind], asked)
        for one in job.track(reports.steps, reports.total):
            job.find_at(one.school.name, *one.problems)
            job.files += [one.path] if one.path else []
        job.say(f"{many(len(job.files), 'report')} made, in the folder {hub.output('reports')}.")

    return work


def _mark(visit: Visit, urns: Sequence[str], _typed: str) -> Callable[[DeskJob], None]:
    hub = visit.hub
    asked = school_files.AskedFiles(urns, visit.secret("password"), force=bool(visit.typed("replace")))

    def work(job: DeskJob) -> None:
        view = hub.view()
        job.find(*view.round.register.problems, *view.doubts)
        marked = school_files.all_marked(hub, view, asked)
        for one in job.track(marked.steps, marked.total):
            refused = one.submission.problems if one.submission.outcome == "refused" else ()
            job.find_at(one.school.name if one.school else "", *refused, *((one.problem,) if one.problem else ()))
            job.files += [one.path] if one.path and not one.problem else []
            job.say(*(f"{one.path.name}: {but}." for but in one.but if one.path))
        job.say(f"{many(len(job.files), 'marked copy', 'marked copies')}, in the folder {hub.output('marked')}.")

    return work


def _deadlines(visit: Visit, urns: Sequence[str], kind: str) -> Callable[[DeskJob], None]:
    hub, password, with_done = visit.hub, visit.secret("password"), bool(visit.typed("with_done"))

    def work(job: DeskJob) -> None:
        view = hub.view()
        job.find(*view.round.register.problems, *view.doubts)
        reading = hub.returns(view, password, urns=urns)
        returns = list(job.track(reading.steps, reading.total))
        for one in returns:
            job.find_at(one.school.listed.school.name, *one.known)
        made = school_files.deadlines(hub, view, returns, kind, with_done=with_done)
        job.find(*made.problems)
        job.say(made.said)
        if made.file:
            name, data = made.file
            path = visit.desk.scratch() / str(job.number) / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            job.files.append(path)

    return work


def table(visit: Visit) -> Download:
    """How the round stands as a table for Excel: a line a school, or a line a caseload."""
    kind = visit.named["kind"]
    if kind not in _TABLES:
        raise NotHereError
    lines = status_data.table(visit.view.for_others, by_caseload=kind == "caseloads")
    return Download(f"{_TABLES[kind]} {visit.hub.round.folder}.csv", "".join(lines).encode("utf-8-sig", "replace"))


_TABLES = {"schools": "Schools", "caseloads": "Caseloads"}
TOGETHER: Mapping[str, Together] = {
    "letters": Together(
        "Write their letters",
        "Each gets the letter that fits how it stands; a draft that you have changed stays as it is.",
        lambda visit, urns, _: letters.writing(visit.hub, None, visit.secret("password"), urns),
    ),
    "workbooks": Together(
        "Make their workbooks",
        "Each begins with what its school returned the last time, with a letter to send it with; one that is there "
        "already is left as it is.",
        lambda visit, urns, _: workbooks.making(visit, visit.hub.at_next_round(), urns),
    ),
    "extend": Together(
        "Let them return later",
        "Their letters say this day from now on.",
        _extend,
        ("to", "They may return until", "date"),
    ),
    "excuse": Together(
        "Excuse them from this round",
        "They get no workbook and no letter, and are in no count. Name no person.",
        _excuse,
        ("why", "Because", "text"),
    ),
    "confirm": Together(
        "Confirm that nothing has changed",
        "Of those that came back unchanged: the schools have told you that this is right.",
        _confirm,
        applies=lambda one: one.state == "unchanged",
    ),
    "reports": Together(
        "Make their reports",
        "Of those that sent something. They are put into the folder of your Hub, and can be saved in one zip folder.",
        _report,
        ("kind", "For whom", "choice"),
        lambda one: one.counts is not None,
        {
            "report": "The school (a page)",
            "governors": "Governors (PDF)",
            "annex": "Governors, all statements (PDF)",
            "leader": "Open actions (PDF)",
        },
        of_any_round=True,
    ),
    "deadlines": Together(
        "Put their open actions into a calendar",
        "Every open action with a deadline, of those that sent something. A later calendar changes the entries of an "
        "earlier one.",
        _deadlines,
        ("kind", "As", "choice"),
        lambda one: one.counts is not None,
        {
            "calendar": "A calendar (Outlook, Google)",
            "reminding": "A calendar that reminds a week before",
            "table": "A table (CSV)",
        },
        of_any_round=True,
    ),
    "marked": Together(
        "Make their workbooks with notes",
        "Of those that have something to put right, or sent a text document: a copy of what each sent, with a note at "
        "everything that is wrong. They are put into the folder of your Hub, and can be saved in one zip folder.",
        _mark,
        applies=lambda one: one.needs_workbook,
        of_any_round=True,
    ),
}


_NEEDED = {"date": "{label}: choose a day.", "choice": "{label}? Choose one.", "text": "Say why, in a few words."}
"""What is said where a field of a kind was left empty."""


def together(visit: Visit) -> Action | DeskPage:
    """Show with which schools something is to be done; and do it with those that were shown."""
    what = visit.typed("what")
    if what not in TOGETHER:
        raise FormError("what", "Choose what is to be done.")
    one, typed = TOGETHER[what], ""
    if not (one.of_any_round or visit.is_now):
        name = visit.hub.round.name
        raise FormError("what", f"{name} is not the round under way: decide in it school by school.")
    if one.asks:
        name, label, kind = one.asks
        typed = visit.needed(name, _NEEDED[kind].format(label=label))
        if kind == "date" and visit.day(name, "Choose a day.") < visit.desk.today:
            raise FormError(name, f"{typed} has passed: it is {show_date(visit.desk.today)}.")
        if one.choices and typed not in one.choices:
            raise FormError(name, _NEEDED[kind].format(label=label))
    there = visit.view.round.schools
    said = set(visit.form.getlist("urn"))
    those = [s for s in there if s.listed.school.urn in said] if said else _chosen(visit, there)
    those = [school for school in those if one.applies(school)]
    if not those:
        raise FormError("what", "This fits none of the schools that are shown.")
    back = f"/schools?{urlencode(_asked(visit))}"
    if not visit.typed("sure"):
        values = {"schools": those, "what": what, "one": one, "typed": typed, "back": back, "labels": LABELS}
        is_day = one.asks is not None and one.asks[2] == "date"
        shown = show_date(dt.date.fromisoformat(typed)) if is_day else one.choices.get(typed, typed)
        return DeskPage("together.html.j2", {**values, "query": urlencode(_asked(visit)), "shown": shown})
    return Action(one.title, back, one.done(visit, [school.listed.school.urn for school in those], typed))
