"""Backup and maintenance: a backup to be saved elsewhere, what is held of a person, everything read again, a report.

Must not know: what is in a backup, how somebody is found.
"""

import json
from pathlib import Path

from careers_workbook.core.file_names import as_file_name
from careers_workbook.core.problems import Problem
from careers_workbook.core.text import many
from careers_workbook.desk import known_hubs
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.pages.start import chosen
from careers_workbook.desk.visit import Action, DeskPage, Download, FormError, NotHereError, SavedFile, Visit
from careers_workbook.reports.status import collected_page, held_page

SHORTEST = 12
"""Characters of a password that locks a backup: the same as the command asks for."""
_BACK, _LONGEST_NAME, _WIDE = "/maintenance", 60, 10_000


def show(visit: Visit) -> DeskPage:
    """What can be done, and the backup that was made while the desk is open."""
    made = visit.desk.backup
    size = made.stat().st_size if made and made.exists() else 0
    values: dict[str, object] = {"backup": made if size else None, "size": size, "shortest": SHORTEST}
    values |= {"places": [str(path) for path in known_hubs.places()], "rounds": visit.hub.settings.rounds}
    return DeskPage("maintenance.html.j2", {**values, "round": visit.hub.round, "practice": _practice_name(visit)})


def back_up(visit: Visit) -> Action:
    """Put the whole Hub into one file, locked with a password that was typed twice."""
    password, again, hub = visit.secret("password") or "", visit.secret("again") or "", visit.hub
    if len(password) < SHORTEST:
        raise FormError("password", f"Take a password of {SHORTEST} characters or more, three words for example.")
    if password != again:
        raise FormError("again", "The two passwords differ. Type the same one twice.")
    name = f"{as_file_name(hub.settings.name)[:_LONGEST_NAME].strip()} {visit.desk.today}.backup"
    file = visit.desk.scratch() / name

    def work(job: DeskJob) -> None:
        made = hub.back_up(file, password)
        visit.desk.backup = file
        job.find(*made.left_out)
        job.say(f"{many(made.files, 'file')} in {name}. Save it below. Without the password nobody can open it.")

    return Action("Make a backup", _BACK, work)


def saved_backup(visit: Visit) -> SavedFile:
    """The backup that was made, to be saved wherever somebody likes."""
    if visit.desk.backup is None or not visit.desk.backup.exists():
        raise NotHereError
    return SavedFile(visit.desk.backup)


def find(visit: Visit) -> Action:
    """Look for everything that is held of a person who has asked for it."""
    words, password, hub = visit.typed("words"), visit.secret("locked"), visit.hub
    if not any(character.isalnum() for character in words):
        raise FormError("words", "Type a name, an address or a number.")

    def work(job: DeskJob) -> None:
        search = hub.find(words, password)
        found = tuple(job.track(search.steps, search.total))
        job.say(*held_page.found_text(words, found, _WIDE).splitlines())

    return Action("Look for a person", _BACK, work)


def read_again(visit: Visit) -> Action:
    """Read all originals once more, and what lies in the inbox."""
    password, hub = visit.secret("unlock"), visit.hub

    def work(job: DeskJob) -> None:
        reading = hub.collect(password=password, rebuild=True)
        for one in job.track(reading.steps, reading.total):
            if isinstance(one, Problem):
                job.find(one)
        job.say(*collected_page.in_short(reading.taken, reading.summary(), hub.round))

    return Action("Read everything again", _BACK, work)


def practise(visit: Visit) -> Action:
    """Make a second Hub of made-up schools with the settings, checklist and letters of this one."""
    place = chosen(visit, "where", known_hubs.places(), "Choose where the folder is to lie.")
    name, names = visit.typed("round"), [one.name for one in visit.hub.settings.rounds]
    if name and name not in names:
        raise FormError("round", "Choose one of the rounds.")
    hub = visit.desk.hub(name)

    def work(job: DeskJob) -> None:
        from careers_workbook.demo.show import practise  # noqa: PLC0415 - imports openpyxl, which nothing else here needs

        folder = known_hubs.new_folder(place, _practice_name(visit))
        made, number = practise(hub, folder)
        job.leads_to = "/start"
        job.say(f"{made.settings.name} is in {folder}, with {many(number, 'file')} in its inbox.")
        job.say("Open it below when you like; your own Hub is in the same list.")

    return Action("Make a Hub to practise on", _BACK, work)


def _practice_name(visit: Visit) -> str:
    """What its folder is called; another where something has that name."""
    return f"Practice {visit.hub.settings.name}"


def report(visit: Visit) -> Download:
    """What whoever helps needs to know, without a name or an answer."""
    from careers_workbook.hub.hub import problem_report  # noqa: PLC0415 - nobody else needs what it imports

    folder = visit.desk.folder or Path()
    document = problem_report(folder, None, visit.desk.today)
    return Download("problem-report.json", json.dumps(document, ensure_ascii=False, indent=2).encode())
