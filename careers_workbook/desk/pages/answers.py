"""Answers that schools gave otherwise than in their workbook, many at once: shown first, then written down.

Enters: a table that is pasted or sent, or a workbook that the Hub filled in. Must not know: how an answer is checked.
"""

import secrets
from dataclasses import replace

from careers_workbook.core.file_names import for_any_disk
from careers_workbook.core.problems import CareersWorkbookError
from careers_workbook.core.temporary import temporary_folder
from careers_workbook.core.text import many
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, FormError, Visit, mark_of
from careers_workbook.hub.hub import AnswersPreview, GivenAnswers, Hub
from careers_workbook.reports.status import by_hand_page

MOST_SENT = 20_000_000
"""Bytes of a file: a workbook with pictures, or a table of a hundred thousand lines."""
_BACK, _LONGEST, _LONGEST_NAME, _PASTED = "/answers", 500_000, 60, "pasted table.txt"
_KEPT = 8
"""Tables that were shown and can still be written down; older ones have to be sent once more."""
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
_HOW = "If it is a table of answers, paste it, or let its first line name the columns urn, question and answer."
_COMPLETE: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def show(visit: Visit) -> DeskPage:
    """Where answers are given."""
    listed = [one.school for one in visit.view.round.register.listed if not one.closed]
    return DeskPage(
        "answers.html.j2", {"schools": listed, "asked": visit.query.get("urn", ""), "round": visit.hub.round}
    )


def read(visit: Visit) -> DeskPage:
    """Show what the answers that were given would change."""
    given, hub = _given(visit), visit.hub
    key = secrets.token_urlsafe(16)
    visit.desk.given[key] = given
    for old in list(visit.desk.given)[:-_KEPT]:
        visit.desk.given.pop(old, None)
    return _preview(hub, key, given)


def _given(visit: Visit) -> GivenAnswers:
    """What was pasted or sent, by whom, and what else was said of all of it."""
    by = visit.needed("by", "Say who writes it down: initials or a role.")
    how, urn, complete = visit.typed("how"), visit.typed("urn"), visit.typed("complete")
    if complete not in _COMPLETE:
        raise FormError("complete", "Choose one of these.")
    if urn and visit.hub.line_of(urn) is None:
        raise FormError("urn", "Choose a school of the list.")
    (name, data), field = _table(visit), "table" if visit.before("table").strip() else "file"
    try:
        with temporary_folder() as folder:
            (folder / name).write_bytes(data)
            found = visit.hub.answers_from(folder / name, urn, visit.secret("password"))
    except CareersWorkbookError as error:
        said = [*(one.in_words for one in error.problems), _HOW if name.lower().endswith(_WORKBOOKS) else ""]
        raise FormError(field, " ".join(filter(None, said))) from error
    answers = tuple(replace(one, how=one.how or how) for one in found.answers)
    called = "the table" if field == "table" else found.file
    return replace(found, answers=answers, by=by, complete=_COMPLETE[complete], file=called)


def _table(visit: Visit) -> tuple[str, bytes]:
    """A name that every disk can have, and the bytes."""
    sent, pasted = visit.files("file"), visit.lines("table", _LONGEST)
    if pasted.strip():
        return _PASTED, pasted.encode("utf-8", "replace")
    if not sent:
        raise FormError("table", "Paste the table, or choose a file.")
    return for_any_disk(sent[0].filename or "")[-_LONGEST_NAME:] or _PASTED, sent[0].file.read()


def _preview(hub: Hub, key: str, given: GivenAnswers, *, has_changed: bool = False) -> DeskPage:
    found = hub.preview_answers(given)
    schools = len({one.given.urn for one in found.changes if not one.problems})
    return DeskPage(
        "answers_preview.html.j2",
        {
            "found": found,
            "key": key,
            "seen": _seen(found),
            "number": len(found.accepted.answers),
            "schools": schools,
            "becomes": by_hand_page.becomes,
            "has_changed": has_changed,
            "round": hub.round,
        },
    )


def _seen(found: AnswersPreview) -> str:
    """By what it is known again that was shown."""
    return mark_of(*((one.given, by_hand_page.becomes(one), one.problems) for one in found.changes))


def write(visit: Visit) -> Action | DeskPage:
    """Write down what was shown, but for what is refused; where it would come to something else now, show that."""
    key = visit.typed("key")
    given = visit.desk.given.get(key)
    if given is None:
        raise FormError("file", "This table is not there any more. Nothing was written down: give it once more.")
    hub = visit.hub
    found = hub.preview_answers(given)
    if _seen(found) != visit.typed("seen"):
        return _preview(hub, key, given, has_changed=True)
    if not found.accepted.answers:
        raise FormError("file", "There is nothing in it that can be written down.")

    def work(job: DeskJob) -> None:
        schools = hub.answer(found.accepted)
        visit.desk.given.pop(key, None)
        job.say(f"{many(len(found.accepted.answers), 'answer is', 'answers are')} written down.")
        job.say(*(by_hand_page.in_short(found.accepted, one, hub.round.name) for one in schools))

    return Action("Write down answers", _BACK + visit.in_round, work)
