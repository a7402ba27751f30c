"""One school of the round: how it stands, what it answered and what is wrong there, what was decided about it.

Must not know: how a state is decided, what follows from a decision, what is in a report.
"""

import contextlib
from collections.abc import Callable
from urllib.parse import quote

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.core.text import many, show_date
from careers_workbook.core.text import show as shown
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.pages import inbox
from careers_workbook.desk.visit import Action, DeskPage, Download, FormError, NotHereError, Visit, mark_of
from careers_workbook.hub.hub import GivenAnswer, GivenAnswers, Held, Hub, RoundView, SchoolRound
from careers_workbook.reports.letters import school_files
from careers_workbook.reports.status import held_page
from careers_workbook.reports.status.collected_page import LABELS
from careers_workbook.returns.submission import Answer

MOST_COLUMNS = 5
"""Columns of a sheet that stand beside each other on a page."""


def show_one(visit: Visit) -> DeskPage:
    """One school in this round."""
    hub, found, listed = visit.hub, visit.view.round, visit.listed
    urn = listed.school.urn
    school = found.school(urn)
    counts = school.counts if school else None
    names = {one.school.urn: one.school.name for one in found.register.listed}
    return DeskPage(
        "school.html.j2",
        {
            "listed": listed,
            "follows": [(one, names[one]) for one in listed.follows if one in names and one != urn],
            "followed_by": [
                (one.school.urn, one.school.name)
                for one in found.register.listed
                if urn in one.follows and one.school.urn != urn
            ],
            "school": school,
            "label": LABELS[school.state] if school else "",
            "counts": counts,
            "files": [*([counts] if counts else []), *(school.others if school else ())],
            "others": [one.school for one in found.register.listed if not one.closed and one.school.urn != urn],
            "answered": hub.answered(counts) if counts else None,
            "most_columns": MOST_COLUMNS,
            "rounds": [one.name for one in hub.settings.rounds if one.opens <= visit.desk.today],
            "is_now": visit.is_now,
            "has_earlier": hub.settings.before(hub.round) is not None,
            "letters": [one for one in hub.drafts() if one.listed.school.urn == urn],
            "confirmed": hub.is_address_confirmed(listed),
            "due": found.due_of(urn),
            "excused": found.diary.excused.get(urn, ""),
            "notes": hub.notes(urn),
            "today": visit.desk.today,
            "round": hub.round,
        },
    )


def show_changes(visit: Visit) -> DeskPage:
    """What one school says otherwise than in the round before."""
    listed = visit.listed
    found = visit.hub.since_last_round(visit.view, listed.school.urn)
    before, changes = found or ("", None)
    values = {"listed": listed, "before": before, "changes": changes, "round": visit.hub.round}
    return DeskPage("school_changes.html.j2", values)


def made(visit: Visit) -> Download:
    """A file that is made of its return, to be saved: what a school typed is in it, so it is never shown here."""
    listed, what = visit.listed, visit.typed("what")
    if what not in school_files.KINDS:
        raise FormError("what", "Choose what is to be made.")
    try:
        found = school_files.made(visit.hub, visit.view, listed.school.urn, what, visit.secret("password"))
    except FileRefusedError as error:
        raise FormError("password", " ".join(one.in_words for one in error.problems)) from error
    if found is None:
        raise NotHereError
    return Download(*found)


def whose(visit: Visit) -> Action:
    """Say that a file of this school is another one's."""
    return inbox.assigning(visit, "is_from", _page(visit))


def unwanted(visit: Visit) -> Action:
    """Say that a file of this school is not wanted, and why."""
    return inbox.dismissing(visit, "unwanted", _page(visit))


def confirm_address(visit: Visit) -> Action:
    """Say that the address in the register is the school's: it is typed once more, as the school said it."""
    urn, given = visit.named["urn"], visit.needed("address", "Type the address as the school has told you.")
    addresses = [one.strip() for one in given.replace(",", ";").split(";") if one.strip()]

    def decide(hub: Hub) -> str:
        return f"{given} is confirmed as the address of {hub.confirm_address(urn, addresses).school.name}."

    return _about(visit, "Confirm an address", decide)


def show_held(visit: Visit) -> DeskPage:
    """All that is held of a school, before any of it goes."""
    listed = visit.listed
    held = visit.hub.held(listed.school.urn, visit.query.get("only", ""))
    rounds = [one.name for one in visit.hub.settings.rounds]
    values = {"listed": listed, "held": held, "blocks": held_page.held_blocks(held, commands=False), "rounds": rounds}
    return DeskPage("forget.html.j2", {**values, "only": visit.query.get("only", ""), "size": _size(held)})


def forget(visit: Visit) -> Action:
    """Remove all that is held, if it is still what was shown."""
    listed, hub, only = visit.listed, visit.hub, visit.query.get("only", "")
    urn, why = listed.school.urn, visit.typed("why")
    if visit.typed("urn") != urn:
        raise FormError("urn", f"Type the URN of the school, {urn}, if all of this is to go for good.")
    shown_before = visit.typed("size")

    def work(job: DeskJob) -> None:
        held = hub.held(urn, only)
        if _size(held) != shown_before:
            job.say("Nothing was removed: something has changed since the list was shown. Look at it again.")
            return
        left = hub.forget(held, why)
        visit.desk.looked.clear()
        job.find(*left)
        if not left:
            job.say(f"{listed.school.name} is forgotten: {many(len(held.copies), 'file')} removed. {held_page.BEYOND}")

    of_round = f"?only={quote(only, safe='')}" if only else ""
    return Action("Forget a school", f"/schools/{urn}/forget{of_round}", work)


def _size(held: Held) -> str:
    """By what a list is known again."""
    return mark_of(sorted(map(str, (one.path for one in held.copies))), held.in_store, held.in_journal)


def show_answer(visit: Visit) -> DeskPage:
    """The form in which one answer of a school is written down."""
    school, one = _answer(visit, visit.view)
    values = {"listed": school.listed, "answer": one, "before": _said(one), "seen": _mark(one)}
    return DeskPage("answer.html.j2", {**values, "options": visit.hub.options_of(visit.view.round, school, one)})


def answer(visit: Visit) -> Action:
    """Write down one answer that the school gave otherwise than in its workbook."""
    _, one = _answer(visit, visit.view)
    value, how, urn, hub = visit.typed("value"), visit.typed("how"), visit.named["urn"], visit.hub
    by = visit.needed("by", "Say who writes it down: initials or a role.")
    name = one.ref if one.column_id == "answer" else f"{one.ref}.{one.column_id}"
    given = GivenAnswers((GivenAnswer(urn, name, value, how),), by)

    def work(job: DeskJob) -> None:
        visit.check_seen(_mark_now(visit, hub))
        hub.answer(given)
        job.say(f'{name} of {urn} is "{value}" now, by {by}.' if value else f"{name} of {urn} is as in its workbook.")

    return Action("Write down an answer", _page(visit), work)


def _said(one: Answer) -> str:
    return "" if one.state != "answered" or one.value is None else str(shown(one.value))


def _mark(one: Answer) -> str:
    """By what an answer is known that is still what it was."""
    return mark_of(one.state, _said(one))


def _mark_now(visit: Visit, hub: Hub) -> str:
    with contextlib.suppress(NotHereError):
        return _mark(_answer(visit, hub.view())[1])
    return "gone"


def _answer(visit: Visit, view: RoundView) -> tuple[SchoolRound, Answer]:
    """The answer that the address names."""
    urn, key = visit.named["urn"], (visit.query.get("ref", ""), visit.query.get("column", ""))
    school = view.round.school(urn)
    counts = school.counts if school else None
    found = counts.stored.submission.by_key().get(key) if counts else None
    if school is None or found is None:
        raise NotHereError
    return school, found


def complete(visit: Visit) -> Action:
    """Say whether a school counts as returned with what was written down of it."""
    urn, by = visit.named["urn"], visit.needed("by", "Say who writes it down: initials or a role.")
    if (said := visit.typed("complete")) not in ("yes", "no"):
        raise FormError("by", "Choose whether it counts as returned.")

    def decide(hub: Hub) -> str:
        (school,) = hub.answer(GivenAnswers((), by, complete=said == "yes", urn=urn))
        counts = "counts as returned" if school.by_hand.complete else "does not count as returned"
        return f"{school.listed.school.name} {counts} with what was written down of it."

    return _about(visit, "Say whether it counts", decide)


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
    """Say that what came back unchanged is right, or that what came in last year's workbook is of this year."""

    def decide(hub: Hub) -> str:
        school = hub.view().round.school(visit.named["urn"])
        visit.check_seen(school.counts.stored.receipt.number if school and school.counts else "")
        return _confirmed(hub.confirm(visit.named["urn"]))

    return _about(visit, "Confirm", decide)


def _confirmed(school: SchoolRound) -> str:
    return f"{school.listed.school.name}: {school.to_confirm}, and that is confirmed. It counts as returned."


def _about(visit: Visit, title: str, decide: Callable[[Hub], str]) -> Action:
    """A decision about the school that the address names."""
    hub = visit.hub

    def work(job: DeskJob) -> None:
        job.say(decide(hub))

    return Action(title, _page(visit), work)


def _page(visit: Visit) -> str:
    """The page of the school in the round that was looked at."""
    return f"/schools/{visit.named['urn']}{visit.in_round}"
