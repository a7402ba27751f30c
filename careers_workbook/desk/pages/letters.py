"""Letters to schools: written as drafts, read and changed before they go, taken along, said to be sent.

Nothing is sent from here. Must not know: which school gets which letter, what a letter says, how a draft is kept.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import get_args

from careers_workbook.core.text import many, show_date
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.pages import workbooks
from careers_workbook.desk.visit import Action, DeskPage, Download, FormError, NotHereError, Visit, mark_of
from careers_workbook.hub.hub import Hub, KeptDraft, ReminderKind
from careers_workbook.reports.letters import chase, mail_merge
from careers_workbook.reports.letters.workbook_letters import HowMade
from careers_workbook.reports.words import one_line

_KINDS: tuple[ReminderKind, ...] = get_args(ReminderKind)
_BACK = "/letters"
_LONGEST_BODY = 100_000
_SAVED_ELSEWHERE = "Another program has saved this letter: change it there, or have it written anew."


def show(visit: Visit) -> DeskPage:
    """The drafts that were asked for."""
    drafts, hub = visit.hub.drafts(), visit.hub
    return DeskPage(
        "letters.html.j2",
        {
            "drafts": _asked_for(visit, drafts),
            "number": len(drafts),
            "seen": _all_shown(_asked_for(visit, drafts)),
            "asked": {name: visit.query.get(name, "") for name in ("kind", "state")},
            "states": _STATES,
            "kinds": _KINDS,
            "all_kinds": ("blank", *_KINDS),
            "sent": visit.view.round.diary.sent,
            "untrue": hub.untrue_letters(visit.view, drafts),
            "round": hub.round,
            "return_to": hub.settings.return_to,
        },
    )


def _is_sent(visit: Visit, draft: KeptDraft) -> bool:
    return (draft.listed.school.urn, draft.kind) in visit.view.round.diary.sent


_STATES: dict[str, tuple[str, Callable[[Visit, KeptDraft], bool]]] = {
    "to send": ("not sent yet", lambda visit, one: not _is_sent(visit, one)),
    "sent": ("sent", _is_sent),
    "changed": ("changed by you", lambda _, one: one.is_changed),
    "no address": ("without an address", lambda _, one: not one.has_address),
}
"""How letters can be picked out: what the address says, the words for it, which are meant."""


def _asked_for(visit: Visit, drafts: Sequence[KeptDraft]) -> list[KeptDraft]:
    kind, state = visit.query.get("kind", ""), visit.query.get("state", "")
    wanted = _STATES[state][1] if state in _STATES else lambda *_: True
    return [one for one in drafts if kind in ("", one.kind) and wanted(visit, one)]


def show_one(visit: Visit) -> DeskPage:
    """One draft, to be read and changed, with the ones before and behind it."""
    draft, drafts = _draft(visit), visit.hub.drafts()
    at = drafts.index(draft)
    return DeskPage(
        "letter.html.j2",
        {
            "draft": draft,
            "text": visit.hub.letter(draft),
            "seen": _words_now(visit.hub, draft),
            "may_change": visit.hub.may_reword(draft),
            "earlier": drafts[at - 1] if at else None,
            "later": drafts[at + 1] if at + 1 < len(drafts) else None,
            "sent": visit.view.round.diary.sent.get((draft.listed.school.urn, draft.kind)),
            "is_untrue": draft.number in visit.hub.untrue_letters(visit.view, (draft,)),
        },
    )


def _draft(visit: Visit) -> KeptDraft:
    found = next((one for one in visit.hub.drafts() if one.number == visit.named["number"]), None)
    if found is None:
        raise NotHereError
    return found


def _words_now(hub: Hub, draft: KeptDraft) -> str:
    """By what the words of a draft are known; it may have been taken away, because it was not true any more."""
    return hub.letter(draft).mark if draft.path.is_file() else "gone"


def change(visit: Visit) -> Action:
    """Let a draft say something else."""
    draft, hub = _draft(visit), visit.hub
    subject = one_line(visit.needed("subject", "Type a subject."))
    body = visit.lines("body", _LONGEST_BODY)
    if not body.strip():
        raise FormError("body", "Type what the letter says; or throw the draft away.")
    if not hub.may_reword(draft):
        raise FormError("body", _SAVED_ELSEWHERE)
    name = draft.listed.school.name

    def work(job: DeskJob) -> None:
        visit.check_seen(_words_now(hub, draft))
        if hub.reword(draft, subject, f"{body.strip()}\n"):
            job.say(f"The letter to {name} says what you typed. It stays so when letters are written again.")
        else:
            job.say(_SAVED_ELSEWHERE)

    return Action("Change a letter", f"{_BACK}/{draft.number}", work)


def write_anew(visit: Visit) -> Action:
    """Write one draft again as it would be without any change."""
    draft, hub, password = _draft(visit), visit.hub, visit.secret("password")
    kind, urns = next((one for one in _KINDS if one == draft.kind), None), [draft.listed.school.urn]
    back = f"{_BACK}/{draft.number}"
    title, make = (
        ("Write a letter anew", writing(hub, kind, password, urns, anew=True))
        if kind
        else ("Write a letter and its workbook anew", workbooks.making(visit, hub, urns, HowMade(anew=True)))
    )

    def work(job: DeskJob) -> None:
        visit.check_seen(_words_now(hub, draft))
        make(job)

    return Action(title, back, work)


def throw_away(visit: Visit) -> Action:
    """Remove one draft."""
    draft, hub = _draft(visit), visit.hub

    def work(job: DeskJob) -> None:
        visit.check_seen(_words_now(hub, draft))
        hub.throw_away(draft)
        job.say(f"The draft to {draft.listed.school.name} is gone.")

    return Action("Throw a draft away", _BACK, work)


def write(visit: Visit) -> Action:
    """Write the letters that schools get as they stand."""
    wanted, password, hub = visit.typed("only"), visit.secret("password"), visit.hub
    only = next((kind for kind in _KINDS if kind == wanted), None)
    if wanted and only is None:
        raise FormError("only", "Choose one of the letters, or all of them.")
    return Action("Write letters", _BACK, writing(hub, only, password))


def writing(
    hub: Hub, only: ReminderKind | None, password: str | None, urns: Sequence[str] | None = None, *, anew: bool = False
) -> Callable[[DeskJob], None]:
    """Have letters written: of all schools, or of these."""

    def work(job: DeskJob) -> None:
        view = hub.view()
        job.find(*view.round.register.problems, *view.doubts)
        if not view.is_complete:
            job.say("No letter was written: a school that has returned might be told that it has not.")
            return
        letters = chase.letters(hub, view, only, password, urns)
        written = chase.kept(hub, view, job.track(letters.steps, letters.total), anew=anew)
        for draft in written.drafts:
            job.find_at(draft.listed.school.name, *draft.problems)
        job.find(*written.besides)
        job.say(*written.said)

    return work


def chosen(visit: Visit) -> Action | Download:
    """Take the chosen letters along, or write down that they went out."""
    letters = _chosen(visit)
    make = _MADE.get(visit.typed("do"))
    if make:
        return make(visit, letters)
    hub = visit.hub

    def work(job: DeskJob) -> None:
        if visit.typed("all"):
            visit.check_seen(_all_shown(letters))
        hub.sent_letters(letters)
        job.say(f"{many(len(letters), 'letter')} sent on {show_date(hub.today)}.")

    return Action("Write down what was sent", _BACK, work)


def _chosen(visit: Visit) -> list[KeptDraft]:
    """Those that are ticked, or all that are shown."""
    shown = _asked_for(visit, visit.hub.drafts())
    ticked = set(visit.form.getlist("letter"))
    found = shown if visit.typed("all") else [one for one in shown if one.number in ticked]
    if not found:
        raise FormError("letter", "Choose one letter at least.")
    return found


def _all_shown(drafts: Sequence[KeptDraft]) -> str:
    """By what all that a page shows are known again."""
    return mark_of([one.number for one in drafts])


def _zip(visit: Visit, letters: Sequence[KeptDraft]) -> Download:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for draft in letters:
            folder.writestr(zipfile.ZipInfo(draft.path.name), draft.path.read_bytes())
    return Download(f"{_name(visit)}.zip", packed.getvalue())


def _csv(visit: Visit, letters: Sequence[KeptDraft]) -> Download:
    return Download(f"{_name(visit)}.csv", mail_merge.as_csv(_rows(visit, letters)))


def _workbook(visit: Visit, letters: Sequence[KeptDraft]) -> Download:
    name = _name(visit)
    return Download(f"{name}.xlsx", mail_merge.as_workbook(_rows(visit, letters), name, visit.hub.today))


def _rows(visit: Visit, letters: Sequence[KeptDraft]) -> list[mail_merge.MergeRow]:
    return list(mail_merge.merge_rows((one, visit.hub.letter(one)) for one in letters))


def _name(visit: Visit) -> str:
    return f"Letters {visit.hub.round.folder}"


_MADE = {"zip": _zip, "csv": _csv, "workbook": _workbook}
