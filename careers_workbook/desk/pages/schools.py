"""The schools of the round, and one of them: how it stands, what it answered, what was decided about it.

Must not know: how a state is decided, what follows from a decision.
"""

from collections.abc import Callable

from careers_workbook.core.text import show as shown
from careers_workbook.core.text import show_date
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, FormError, NotHereError, Visit
from careers_workbook.hub.hub import GivenAnswer, GivenAnswers, Hub, SchoolRound
from careers_workbook.reports.status.collected_page import LABELS
from careers_workbook.returns.submission import Answer

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
    found, asked = visit.view.for_others, visit.query
    chosen = [one for one in found.schools if _is_wanted(one, asked.get("state", ""), asked.get("caseload", ""))]
    words = asked.get("q", "").casefold().split()
    chosen = [one for one in chosen if all(word in _searched(one) for word in words)]
    by = asked.get("sort", "state")
    chosen.sort(key=_SORTED.get(by, _SORTED["state"]))
    return DeskPage(
        "schools.html.j2",
        {
            "schools": chosen,
            "number": len(found.schools),
            "labels": LABELS,
            "caseloads": sorted({one.listed.caseload for one in found.schools if one.listed.caseload}),
            "asked": {name: asked.get(name, "") for name in ("state", "caseload", "q")} | {"sort": by},
            "excused": found.excused,
        },
    )


def _is_wanted(one: SchoolRound, state: str, caseload: str) -> bool:
    return state in ("", one.state) and caseload in ("", one.listed.caseload)


def _searched(one: SchoolRound) -> str:
    school = one.listed.school
    return f"{school.urn} {school.name} {school.local_authority} {one.listed.caseload}".casefold()


def show_one(visit: Visit) -> DeskPage:
    """One school in this round."""
    hub, found, urn = visit.hub, visit.view.round, visit.named["urn"]
    listed = next((one for one in found.register.listed if one.school.urn == urn), None)
    if listed is None:
        raise NotHereError
    school = next((one for one in found.schools if one.listed.school.urn == urn), None)
    counts = school.counts if school else None
    answers = counts.stored.submission.answers if counts else ()
    sheets: dict[str, list[object]] = {}
    for answer in answers:
        sheets.setdefault(answer.sheet, []).append(answer)
    return DeskPage(
        "school.html.j2",
        {
            "listed": listed,
            "school": school,
            "label": LABELS[school.state] if school else "",
            "counts": counts,
            "files": [*([counts] if counts else []), *(school.others if school else ())],
            "sheets": sheets,
            "due": found.due_of(urn),
            "excused": found.diary.excused.get(urn, ""),
            "notes": hub.notes(urn),
            "today": visit.desk.today,
            "round": hub.round,
        },
    )


def show_answer(visit: Visit) -> DeskPage:
    """The form in which one answer of a school is written down."""
    school, one = _answer(visit)
    before = "" if one.state != "answered" or one.value is None else str(shown(one.value))
    values = {"listed": school.listed, "answer": one, "before": before}
    return DeskPage("answer.html.j2", {**values, "options": visit.hub.options_of(visit.view.round, school, one)})


def answer(visit: Visit) -> Action:
    """Write down one answer that the school gave otherwise than in its workbook."""
    _, one = _answer(visit)
    value, how, urn, hub = visit.typed("value"), visit.typed("how"), visit.named["urn"], visit.hub
    by = visit.needed("by", "Say who writes it down: initials or a role.")
    name = one.ref if one.column_id == "answer" else f"{one.ref}.{one.column_id}"
    given = GivenAnswers((GivenAnswer(urn, name, value, how),), by)

    def work(job: DeskJob) -> None:
        hub.answer(given)
        job.say(f'{name} of {urn} is "{value}" now, by {by}.' if value else f"{name} of {urn} is as in its workbook.")

    return Action("Write down an answer", f"/schools/{urn}", work)


def _answer(visit: Visit) -> tuple[SchoolRound, Answer]:
    """The answer that the address names."""
    urn, key = visit.named["urn"], (visit.query.get("ref", ""), visit.query.get("column", ""))
    school = next((one for one in visit.view.round.schools if one.listed.school.urn == urn), None)
    counts = school.counts if school else None
    found = counts.stored.submission.by_key().get(key) if counts else None
    if school is None or found is None:
        raise NotHereError
    return school, found


def note(visit: Visit) -> Action:
    """Write something down about a school."""
    words, urn = visit.needed("words", "Type the note."), visit.named["urn"]
    return _about(visit, "Write a note", lambda hub: f"Noted about {hub.note(urn, words).school.name}.")


def extend(visit: Visit) -> Action:
    """Let a school return until another day."""
    to, urn = visit.day("to", "Choose the day until which the school may return."), visit.named["urn"]
    if to < visit.desk.today:
        raise FormError("to", f"{show_date(to)} has passed: it is {show_date(visit.desk.today)}.")
    return _about(visit, "Extend", lambda hub: f"{hub.extend(urn, to).school.name} may return until {show_date(to)}.")


def excuse(visit: Visit) -> Action:
    """Let a school be missing from this round."""
    why, urn = visit.needed("why", "Say why, in a few words. Name no person."), visit.named["urn"]
    return _about(visit, "Excuse", lambda hub: f"{hub.excuse(urn, why).school.name} is excused from {hub.round.name}.")


def expect(visit: Visit) -> Action:
    """Expect a school again that was excused."""
    urn = visit.named["urn"]
    return _about(visit, "Expect", lambda hub: f"{hub.excuse(urn, '').school.name} is expected in {hub.round.name}.")


def confirm(visit: Visit) -> Action:
    """Say that what came back unchanged is right as it is."""
    urn = visit.named["urn"]
    said = "nothing has changed, and that is confirmed. It counts as returned."
    return _about(visit, "Confirm", lambda hub: f"{hub.confirm(urn).listed.school.name}: {said}")


def _about(visit: Visit, title: str, decide: Callable[[Hub], str]) -> Action:
    """A decision about the school that the address names."""
    hub = visit.hub

    def work(job: DeskJob) -> None:
        job.say(decide(hub))

    return Action(title, f"/schools/{visit.named['urn']}", work)
