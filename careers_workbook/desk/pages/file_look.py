"""A file that somebody is not sure of: what is in it, before it is taken into the round or put away.

Must not know: how a file is read, what is made of it.
"""

import io
from dataclasses import replace
from itertools import islice

from careers_workbook.core.problems import FileRefusedError
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.looked_files import LookedFile
from careers_workbook.desk.pages import inbox
from careers_workbook.desk.pages.one_school import MOST_COLUMNS
from careers_workbook.desk.visit import Action, DeskPage, Download, FormError, NotHereError, Visit
from careers_workbook.hub.hub import LookedAt
from careers_workbook.reports import problem_text
from careers_workbook.reports.letters import school_files
from careers_workbook.reports.status.collected_page import LABELS
from careers_workbook.spec.years import year_label

MOST_SENT = 60_000_000
"""Bytes of a file: a return has at most 50 million, an e-mail that brings one some more."""
_BACK, _MOST_FILES, _MOST_TOLD = "/look", 100, 300
_LOCKED = frozenset({"FILE-008", "FILE-032", "FILE-056"})
"""Files that a password opens."""


def show(visit: Visit) -> DeskPage:
    """Where a file is given, and those that are still at hand."""
    return DeskPage("look.html.j2", {"at_hand": visit.desk.looked.names})


def read(visit: Visit) -> Action:
    """Look into a file that was sent; nothing of it is written down."""
    sent = visit.files("files")
    if len(sent) != 1:
        raise FormError("files", "Choose one file." if sent else "Choose the file that you want to look at.")
    name, data, password = sent[0].filename or "", sent[0].file.read(), visit.secret("password")
    given = LookedFile(name, data, (), inbox.when_saved(visit, 1)[0], password)
    return Action("Look at a file", _BACK, lambda job: _look(visit, job, given))


def _look(visit: Visit, job: DeskJob, sent: LookedFile) -> None:
    steps = visit.hub.look_at(sent.name, sent.data, sent.password)
    found = list(islice(job.track(steps, 0), _MOST_FILES + 1))
    looked = replace(sent, found=found[:_MOST_FILES], is_cut=len(found) > _MOST_FILES)
    job.say("Nothing of it was taken into the round.")
    job.leads_to = f"{_BACK}/{visit.desk.looked.keep(looked)}"


def show_one(visit: Visit) -> DeskPage:
    """What is in it: of a zip folder or an e-mail every file in a line, and one of them whole."""
    looked, key = _looked(visit), visit.named["key"]
    values = {"looked": looked, "key": key, "outcomes": problem_text.HOW, "most": _MOST_FILES}
    values["schools"] = [one.school for one in visit.view.round.register.listed if not one.closed]
    if not looked.found or ("file" not in visit.query and len(looked.found) > 1):
        return DeskPage("look_files.html.j2", values)
    place, one = _file(visit, looked)
    return DeskPage("look_file.html.j2", values | {"place": place, "one": one} | _said_of(visit, one))


def _said_of(visit: Visit, one: LookedAt) -> dict[str, object]:
    """What is said of one file, and how its school stands without it."""
    decided, submission = one.decided, one.submission
    urn = decided.listed.school.urn if decided.listed else ""
    school = visit.view.round.school(urn)
    return {
        "decided": decided,
        "submission": submission,
        "filled": decided.stored.facts.filled,
        "school": school,
        "labels": LABELS,
        "asked": visit.view.round.spec,
        "year": year_label(submission.school_year) if submission.school_year else "",
        "sheets": problem_text.by_sheet(submission.problems[:_MOST_TOLD]),
        "left_out": max(0, len(submission.problems) - _MOST_TOLD),
        "counts": problem_text.problem_counts(submission.problems),
        "answered": visit.hub.answered(decided),
        "most_columns": MOST_COLUMNS,
        "about_people": [sheet.title for sheet in one.spec.sheets if sheet.about_people] if one.spec else [],
        "usable": one.spec is not None and not submission.unknown_spec,
        "is_locked": bool(decided.stored.codes & _LOCKED),
    }


def made(visit: Visit) -> Download:
    """A file that is made of it, to be saved: what a school typed is in it, so it is never shown here."""
    looked, what = _looked(visit), visit.typed("what")
    if what not in school_files.FILE_KINDS:
        raise FormError("what", "Choose what is to be made.")
    _, one = _file(visit, looked)
    try:
        found = school_files.made_of_file(visit.hub, one, what, looked.password)
    except FileRefusedError as error:
        raise FormError("what", " ".join(problem.in_words for problem in error.problems)) from error
    if isinstance(found, str):
        raise FormError("what", found)
    return Download(*found)


def take(visit: Visit) -> Action:
    """Take it into the round, whole, as if it had been sent to the inbox."""
    looked, hub, urn = _looked(visit), visit.hub, visit.typed("from")
    if urn and hub.line_of(urn) is None:
        raise FormError("from", "Choose a school of the list.")
    path = hub.receive(looked.name, io.BytesIO(looked.data), looked.saved)

    def work(job: DeskJob) -> None:
        inbox.collect(hub, job, (path,), looked.password, urn)
        visit.desk.looked.put_away(visit.named["key"])

    return Action("Take a file into the round", "/inbox", work)


def put_away(visit: Visit) -> Action:
    """Let nothing of it be left."""
    _looked(visit)
    visit.desk.looked.put_away(visit.named["key"])
    return Action("Put a file away", _BACK, lambda job: job.say("Nothing of it is left here."))


def _looked(visit: Visit) -> LookedFile:
    found = visit.desk.looked.get(visit.named["key"])
    if found is None:
        raise NotHereError
    return found


def _file(visit: Visit, looked: LookedFile) -> tuple[int, LookedAt]:
    """The one of its files that the address names, and its place."""
    said = visit.query.get("file", "0")
    place = int(said) if said.isdecimal() and len(said) < len("1000") else len(looked.found)
    if place >= len(looked.found):
        raise NotHereError
    return place, looked.found[place]
