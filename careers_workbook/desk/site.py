"""What the desk has: its pages, what can be done on them, its files; and how a page becomes HTML.

Enters: a page with its values. Leaves: text. The tables here are all that can be asked for: no part of an address is
ever a path. Must not know: requests, a Hub.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from html import escape

from careers_workbook.core import palette
from careers_workbook.core.catalogue.entry import is_option
from careers_workbook.core.problems import command_of
from careers_workbook.core.text import show_date
from careers_workbook.desk.command_pages import leads_to
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.pages import (
    answers,
    file_look,
    folders,
    history,
    inbox,
    jobs,
    letter_templates,
    letters,
    maintenance,
    one_school,
    overview,
    questions,
    register,
    results,
    retention,
    schools,
    settings,
    start,
    statements,
    watching,
    workbooks,
)
from careers_workbook.desk.visit import SHOWN_ROUND, ChangeHub, DeskPage, ShowPage, Visit
from careers_workbook.reports.templating import environment

STYLES = "desk.css"
FILES: Mapping[str, tuple[str, str]] = {
    "/static/desk.css": (STYLES, "text/css"),
    "/static/htmx.min.js": ("htmx.min.js", "text/javascript"),
    "/static/desk.js": ("desk.js", "text/javascript"),
    "/static/icon.svg": ("icon.svg", "image/svg+xml"),
}
"""Address -> name of a file that comes with the program, and its kind."""
NAVIGATION = {
    "/": "Overview",
    "/inbox": "Inbox",
    "/schools": "Schools",
    "/workbooks": "Workbooks",
    "/letters": "Letters",
    "/statements": "Statements",
    "/results": "Results",
    "/register": "Who is expected",
    "/questions": "Questions",
    "/settings": "Settings",
    "/history": "History",
}
"""What is done in each round, then what is set up once: in the order in which a round goes."""
SET_UP = "/register"
"""The first of what is set up once."""
PAGES: Mapping[str, ShowPage] = {
    "/": overview.show,
    "/closed": overview.closed,
    "/start": start.show,
    "/inbox": inbox.show,
    "/inbox/original/{number}": inbox.original,
    "/inbox/watch": watching.show,
    "/look": file_look.show,
    "/look/{key}": file_look.show_one,
    "/schools": schools.show,
    "/schools/{urn}": one_school.show_one,
    "/schools/{urn}/answer": one_school.show_answer,
    "/schools/{urn}/changes": one_school.show_changes,
    "/schools/{urn}/forget": one_school.show_held,
    "/status/{kind}": schools.table,
    "/answers": answers.show,
    "/workbooks": workbooks.show,
    "/workbooks/all": workbooks.download,
    "/statements": statements.show,
    "/statements/{ref}": statements.show_one,
    "/statements/leavers/{number}": statements.leavers,
    "/statements/evidence/{number}": statements.evidence,
    "/letters": letters.show,
    "/letters/templates": letter_templates.show,
    "/letters/templates/{letter}": letter_templates.show_one,
    "/letters/{number}": letters.show_one,
    "/results": results.show,
    "/results/changes": results.show_changes,
    "/results/{kind}/{whom}": results.file,
    "/kept": retention.show,
    "/register": register.show,
    "/register/{urn}": register.show_line,
    "/questions": questions.show,
    "/questions/{ref}": questions.show_one,
    "/settings": settings.show,
    "/settings/looks/picture": settings.logo,
    "/settings/rounds/{number}": settings.show_round,
    "/settings/folders/{folder}": folders.show,
    "/settings/{part}": settings.show_part,
    "/maintenance": maintenance.show,
    "/maintenance/backup": maintenance.saved_backup,
    "/maintenance/report": maintenance.report,
    "/history": history.show,
    "/history/table": history.table,
    "/jobs/{number}": jobs.show,
    "/jobs/{number}/files": jobs.files,
}
CHANGES: Mapping[str, tuple[ChangeHub, ShowPage, int]] = {
    "/start/open": (start.open_known, start.show, 0),
    "/start/make": (start.make, start.show, 0),
    "/start/restore": (start.restore_backup, start.show, start.MOST_SENT),
    "/start/practice": (start.practise, start.show, 0),
    "/inbox/send": (inbox.send, inbox.show, inbox.MOST_SENT),
    "/inbox/look": (inbox.look, inbox.show, 0),
    "/inbox/watched": (watching.begin, watching.show, 0),
    "/inbox/unwatch": (watching.end, watching.show, 0),
    "/inbox/assign": (inbox.assign, inbox.show, 0),
    "/inbox/dismiss": (inbox.dismiss, inbox.show, 0),
    "/look": (file_look.read, file_look.show, file_look.MOST_SENT),
    "/look/{key}/made": (file_look.made, file_look.show_one, 0),
    "/look/{key}/take": (file_look.take, file_look.show_one, 0),
    "/look/{key}/away": (file_look.put_away, file_look.show_one, 0),
    "/schools/together": (schools.together, schools.show, 0),
    "/schools/{urn}/answer": (one_school.answer, one_school.show_answer, 0),
    "/schools/{urn}/note": (one_school.note, one_school.show_one, 0),
    "/schools/{urn}/extend": (one_school.extend, one_school.show_one, 0),
    "/schools/{urn}/excuse": (one_school.excuse, one_school.show_one, 0),
    "/schools/{urn}/expect": (one_school.expect, one_school.show_one, 0),
    "/schools/{urn}/confirm": (one_school.confirm, one_school.show_one, 0),
    "/schools/{urn}/whose": (one_school.whose, one_school.show_one, 0),
    "/schools/{urn}/unwanted": (one_school.unwanted, one_school.show_one, 0),
    "/schools/{urn}/made": (one_school.made, one_school.show_one, 0),
    "/schools/{urn}/address": (one_school.confirm_address, one_school.show_one, 0),
    "/schools/{urn}/forget": (one_school.forget, one_school.show_held, 0),
    "/schools/{urn}/complete": (one_school.complete, one_school.show_one, 0),
    "/answers/read": (answers.read, answers.show, answers.MOST_SENT),
    "/answers/write": (answers.write, answers.show, 0),
    "/workbooks/make": (workbooks.make, workbooks.show, 0),
    "/letters/write": (letters.write, letters.show, 0),
    "/letters/chosen": (letters.chosen, letters.show, 0),
    "/letters/templates/{letter}": (letter_templates.change, letter_templates.show_one, 0),
    "/letters/{number}/change": (letters.change, letters.show_one, 0),
    "/letters/{number}/anew": (letters.write_anew, letters.show_one, 0),
    "/letters/{number}/remove": (letters.throw_away, letters.show_one, 0),
    "/results/make": (results.make, results.show, 0),
    "/kept/remove": (retention.remove, retention.show, 0),
    "/register/paste": (register.paste, register.show, register.MOST_LISTED),
    "/register/take": (register.take, register.show, register.MOST_SENT),
    "/register/{urn}": (register.change_line, register.show_line, 0),
    "/questions/{ref}/add": (questions.add, questions.show_one, 0),
    "/questions/{ref}/reword": (questions.reword, questions.show_one, 0),
    "/questions/{ref}/drop": (questions.drop, questions.show_one, 0),
    "/settings/{part}": (settings.change, settings.show_part, 0),
    "/settings/{part}/round": (settings.add_round, settings.show_part, 0),
    "/settings/rounds/{number}/name": (settings.rename_round, settings.show_round, 0),
    "/settings/rounds/{number}/remove": (settings.remove_round, settings.show_round, 0),
    "/settings/folders/{folder}": (folders.change, folders.show, 0),
    "/settings/folders/{folder}/clear": (folders.clear, folders.show, 0),
    "/settings/folders/{folder}/finish": (folders.finish, folders.show, 0),
    "/settings/folders/{folder}/give-up": (folders.give_up, folders.show, 0),
    "/settings/{part}/logo": (settings.send_logo, settings.show_part, settings.MOST_SENT),
    "/settings/{part}/no-logo": (settings.no_logo, settings.show_part, 0),
    "/maintenance/back-up": (maintenance.back_up, maintenance.show, 0),
    "/maintenance/find": (maintenance.find, maintenance.show, 0),
    "/maintenance/practice": (maintenance.practise, maintenance.show, 0),
    "/maintenance/read-again": (maintenance.read_again, maintenance.show, 0),
    "/history/undo": (history.undo, history.show, 0),
    "/jobs/{number}/stop": (jobs.stop, jobs.show, 0),
    "/jobs/{number}/seen": (jobs.seen, jobs.show, 0),
    "/close": (overview.end, overview.show, 0),
}
"""What can be done: how, the page to show again where a field is wrong, and the bytes taken if that is much."""
WITHOUT_HUB = (
    "/start",
    "/start/open",
    "/start/make",
    "/start/practice",
    "/start/restore",
    "/close",
    "/closed",
    "/jobs/{number}",
    "/jobs/{number}/stop",
)
"""What there is before a Hub is opened."""
_FORM = re.compile(r'<form method="post"[^<>]*>')
_OF_TABLE = re.compile(r"<(table|thead|tbody|tr|td|th)\b([^<>]*)(?=>)")
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
_ROOM = "careers_workbook.desk"
_TOLD: Mapping[str, Callable[..., object]] = {
    "show_date": show_date,
    "leads_to": leads_to,
    "command_of": command_of,
    "is_option": is_option,
}
"""What every template can ask."""


def rendered(page: DeskPage, job: DeskJob | None, visit: Visit | None) -> str:
    """A page as HTML. `job` is what was done just now, and is told at its top."""
    values: dict[str, object] = {"job": job, "visit": visit, "navigation": NAVIGATION, "set_up": SET_UP, **page.values}
    if visit and visit.desk.folder:
        values |= {"hub_name": visit.hub.settings.name, "round_name": visit.hub.round.name}
    html = environment(None, _ROOM, **_TOLD).get_template(page.template).render(values)
    html = _FORM.sub(lambda form: form[0] + _shown_round(values), html)
    return _OF_TABLE.sub(lambda part: f'{part[0]} role="{_role(part[1], part[2])}"', html)


def _role(tag: str, attributes: str) -> str:
    """What a part of a table is, said in words: where tables are shown as cards, some browsers take them for none."""
    if tag == "th":
        return "rowheader" if 'scope="row"' in attributes else "columnheader"
    return _ROLES[tag]


def _shown_round(values: Mapping[str, object]) -> str:
    """Said in every form, so that none can forget it: over night another round may begin."""
    name = str(values.get("round_name", ""))
    return f'<input type="hidden" name="{SHOWN_ROUND}" value="{escape(name)}">' if name else ""


@cache
def styles() -> str:
    """The style sheet, out of the one palette."""
    return (
        environment(None, _ROOM)
        .get_template("desk.css.j2")
        .render(pages=palette.PAGES, hues=palette.HUES, white=palette.WHITE)
    )
