"""Letters to schools: written as drafts, read before they go, taken along, said to be sent. Nothing is sent from here.

Must not know: which school gets which letter, what a letter says.
"""

import io
import zipfile
from typing import get_args

from careers_workbook.core.text import many, show_date
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, Download, FormError, NotHereError, Visit
from careers_workbook.hub.hub import ReminderKind
from careers_workbook.reports.letters import chase, draft_text

_KINDS: tuple[ReminderKind, ...] = get_args(ReminderKind)


def show(visit: Visit) -> DeskPage:
    """Every draft."""
    drafts = visit.hub.drafts()
    return DeskPage(
        "letters.html.j2",
        {
            "drafts": drafts,
            "kinds": _KINDS,
            "sent": visit.view.round.diary.sent,
            "round": visit.hub.round,
            "return_to": visit.hub.settings.return_to,
        },
    )


def show_one(visit: Visit) -> DeskPage:
    """One draft, to be read."""
    number = visit.named["number"]
    draft = next((one for one in visit.hub.drafts() if one.number == number), None)
    if draft is None:
        raise NotHereError
    return DeskPage("letter.html.j2", {"draft": draft, "text": draft_text.read(draft.path.read_bytes())})


def write(visit: Visit) -> Action:
    """Write the letters that schools get as they stand."""
    wanted, password, hub = visit.typed("only"), visit.secret("password"), visit.hub
    only = next((kind for kind in _KINDS if kind == wanted), None)
    if wanted and only is None:
        raise FormError("only", "Choose one of the letters, or all of them.")

    def work(job: DeskJob) -> None:
        view = hub.view()
        job.find(*view.round.register.problems, *view.doubts)
        if not view.is_complete:
            job.say("No letter was written: a school that has returned might be told that it has not.")
            return
        letters = chase.letters(hub, view, only, password)
        written = chase.kept(hub, view, job.track(letters.steps, letters.total))
        job.find(*written.problems)
        job.say(*written.said)

    return Action("Write letters", "/letters", work)


def sent(visit: Visit) -> Action:
    """Write down that letters went out."""
    chosen = [one for one in visit.form.getlist("urn") if isinstance(one, str)]
    if not chosen:
        raise FormError("urn", "Choose the letters that you have sent.")
    hub = visit.hub

    def work(job: DeskJob) -> None:
        job.say(f"{many(len(hub.sent(chosen)), 'letter')} sent on {show_date(hub.today)}.")

    return Action("Write down what was sent", "/letters", work)


def download(visit: Visit) -> Download:
    """All drafts in one zip folder, to be opened in Outlook one after the other."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for draft in visit.hub.drafts():
            folder.writestr(zipfile.ZipInfo(draft.path.name), draft.path.read_bytes())
    return Download(f"Letters {visit.hub.round.folder}.zip", packed.getvalue())
