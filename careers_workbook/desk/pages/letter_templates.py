"""The words of letters: the templates of the Hub, with a letter to one school as it would be.

Must not know: what a template may say, how it is filled in.
"""

from dataclasses import replace

from careers_workbook.core.problems import CareersWorkbookError, Problem
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, FormError, NotHereError, Visit
from careers_workbook.reports.letters.letters import NAMES
from careers_workbook.reports.letters.own_templates import LetterTemplate, TriedLetter, recipients, templates, tried

_BACK = "/letters/templates"
_LONGEST = 60_000


def show(visit: Visit) -> DeskPage:
    """All of them."""
    return DeskPage("letter_templates.html.j2", {"templates": [(_slug(one), one) for one in templates(visit.hub)]})


def show_one(visit: Visit) -> DeskPage:
    """One, to be changed."""
    return _page(visit, _template(visit), None)


def change(visit: Visit) -> Action | DeskPage:
    """Show what comes of other words, keep them, or go back to those of the program."""
    there, hub = _template(visit), visit.hub
    do = visit.typed("do")
    text = there.original if do == "original" else visit.lines("text", _LONGEST)
    if not text.strip():
        raise FormError("text", "Type the words of the letter, or go back to the original ones.")
    wanted = replace(there, text=text)
    letter = _tried(visit, wanted)
    if do not in ("keep", "original"):
        return _page(visit, wanted, letter)

    def work(job: DeskJob) -> None:
        hub.keep_template(there.file, text)
        kept = "as they came with the program" if do == "original" else "as you typed them"
        job.say(f'The words of the letter "{there.kind}" are {kept}. Drafts that are there already stay as they are.')

    return Action("Change the words of a letter", f"{_BACK}/{_slug(there)}", work)


def _tried(visit: Visit, template: LetterTemplate) -> TriedLetter | None:
    """The letter to the school that was chosen, or to any; FormError where the words make none."""
    listed = [one for one in visit.view.round.register.listed if not one.closed]
    first = recipients(visit.view.round, template.kind) or listed
    to = next((one for one in listed if one.school.urn == visit.typed("urn")), first[0] if first else None)
    try:
        return tried(visit.hub, visit.view, template, to) if to else None
    except CareersWorkbookError as error:
        raise FormError("text", " ".join(map(_where, error.problems))) from error


def _where(problem: Problem) -> str:
    """What is wrong, and in which line of what was typed: it lies in no file yet."""
    return f"Line {problem.place.line}: {problem.message}" if problem.place.line else problem.message


def _page(visit: Visit, template: LetterTemplate, letter: TriedLetter | None) -> DeskPage:
    found = visit.view.round
    getting = recipients(found, template.kind)
    urns = {one.school.urn for one in getting}
    others = [one for one in found.register.listed if not one.closed and one.school.urn not in urns]
    values = {"template": template, "slug": _slug(template), "letter": letter, "names": NAMES}
    return DeskPage("letter_template.html.j2", {**values, "getting": getting, "others": others, "longest": _LONGEST})


def _template(visit: Visit) -> LetterTemplate:
    found = next((one for one in templates(visit.hub) if _slug(one) == visit.named["letter"]), None)
    if found is None:
        raise NotHereError
    return found


def _slug(template: LetterTemplate) -> str:
    """How an address names it."""
    return template.kind.replace(" ", "-")
