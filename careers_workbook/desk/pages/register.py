"""Who is expected: the schools of the Hub, out of an extract of GIAS or a list that somebody pastes.

Must not know: columns of an extract, how a register is brought up to date.
"""

from pathlib import Path

from careers_workbook.core.file_names import for_any_disk
from careers_workbook.core.problems import SpecError
from careers_workbook.core.temporary import temporary_folder
from careers_workbook.core.text import many
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, FormError, SentFile, Visit, WrongFieldsError
from careers_workbook.hub.hub import (
    LineFields,
    LineMistake,
    Register,
    Wanted,
    import_register,
    pasted,
    read_register,
    sent_list,
)
from careers_workbook.reports.status.history_page import LINE_FIELDS
from careers_workbook.reports.status.register_import import Scope, sentences
from careers_workbook.reports.words import one_line

MOST_SENT = 200_000_000
"""Bytes of an extract: that of all England has some 60 million."""
_SAID = 5
"""Wrong lines of a list that are told one by one."""
MOST_LISTED = 20_000_000
"""Bytes of a list of schools of a Hub: it may be a workbook with pictures."""
_MOST_LISTED = 2_000
"""Schools of a Hub's own list. An extract of GIAS has those of all England."""
_BACK, _TYPES, _LONGEST, _LONGEST_NAME, _OLDEST = "/register", "special,pru,ap", 500_000, 60, 25


_WRONG = {
    "missing": "Type the name of the school: no line is without one.",
    "no address": '"{said}" is not an e-mail address. Put a semicolon between several.',
    "no urn": '"{said}" is not a URN: it has six digits. Put a semicolon between several.',
    "only itself": "{said} is this school itself. Type the URN of the school that it follows.",
    "ring": "{said} follows this school by the register: each cannot follow the other.",
    "no day": '"{said}" is not a day. Type it like 31/08/2026, or yes where nobody knows the day.',
    "not as typed": "This could not be read back as you typed it. Type it without signs at its beginning.",
}
"""What is wrong with a field of a line, in a sentence."""
_LINE_MEANWHILE = (
    "This line was changed meanwhile, in another window or with Excel, and nothing was written. This is what it says "
    "now; what you typed stands in the form. Save once more if yours is right."
)


def show(visit: Visit) -> DeskPage:
    """The schools that are listed."""
    register = visit.hub.settings.register
    listed = read_register(register).listed if register.exists() and not visit.hub.is_without_schools() else ()
    expected = visit.hub.schools_expected() if listed else ()
    return DeskPage("register.html.j2", {"listed": listed, "expected": expected, "types": _TYPES})


def paste(visit: Visit) -> Action:
    """Put the schools of a list into the register: one that is pasted, or a file."""
    hub, found = visit.hub, _list(visit)

    def work(job: DeskJob) -> None:
        new, known = hub.list_schools(found)
        job.say(f"{many(new, 'school')} listed." + (f" {many(known, 'school')} known before." if known else ""))

    return Action("List schools", _BACK, work)


def _list(visit: Visit) -> Register:
    text, sent = visit.form.get("list", ""), visit.files("file")
    if not isinstance(text, str) or not (text.strip() or sent):
        raise FormError("list", "Paste the list: a school a line, with its URN, its name and its e-mail address.")
    if len(text) > _LONGEST:
        raise FormError("list", "This is too long to be a list of schools. Send it as a file.")
    field = "list" if text.strip() else "file"
    try:
        found = pasted(text) if text.strip() else sent_list(_named(sent[0]), sent[0].file.read())
    except SpecError as error:
        raise FormError(field, _sentences(error)) from error
    if len(found.listed) > _MOST_LISTED:
        raise FormError(field, f"It lists {len(found.listed):,} schools: is it an extract of GIAS? Send it below.")
    return found


def _sentences(error: SpecError) -> str:
    """What is wrong with a list, line by line; of many the first."""
    found = ((one.in_words, one.place.file) for one in error.problems)
    said = [words if file else words[:1].upper() + words[1:] for words, file in found]
    more = f" And {len(said) - _SAID} lines more." if len(said) > _SAID else ""
    return f"{' '.join(said[:_SAID])}{more}"


def take(visit: Visit) -> Action:
    """Take the schools of an extract of GIAS."""
    sent = visit.files("extract")
    if not sent:
        raise FormError("extract", "Choose the extract that you downloaded from Get Information About Schools.")
    authorities = tuple(part for one in visit.typed("authorities").split(",") if (part := one.strip()))
    if not authorities:
        raise FormError("authorities", "Name the local authorities of your Hub, with commas between them.")
    types, ages = visit.typed("types") or _TYPES, visit.typed("ages") or "0"
    if not (ages.isdecimal() and int(ages[:3]) <= _OLDEST):
        raise FormError("ages", f"Type an age of at most {_OLDEST}, or leave it empty.")
    try:
        wanted = Wanted.of([one.strip() for one in types.split(",") if one.strip()], authorities, int(ages))
    except ValueError as error:
        raise FormError("types", str(error)) from error
    extract, *more = ((_named(one), one.file.read()) for one in (sent[0], *visit.files("links")[:1]))
    hub, scope = visit.hub, Scope(extract[0], types, authorities, int(ages), "register.csv", everything=True)

    def work(job: DeskJob) -> None:
        with temporary_folder() as folder:
            file, *links = (_written(folder / str(place), *one) for place, one in enumerate((extract, *more)))
            selection, updated = import_register(file, hub.settings.register, wanted, hub.today, *links)
        job.find(*selection.problems)
        job.say(*sentences(selection, updated, scope))

    return Action("Take schools from GIAS", _BACK, work)


def _named(sent: SentFile) -> str:
    return for_any_disk(sent.filename or "")[-_LONGEST_NAME:] or "extract"


def _written(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir()
    (folder / name).write_bytes(data)
    return folder / name


def show_line(visit: Visit) -> DeskPage:
    """The line of one school, to be changed."""
    listed = visit.listed
    now = LineFields.of(listed)
    values = {"listed": listed, "now": now, "seen": now.mark, "words_of": LINE_FIELDS}
    return DeskPage("register_line.html.j2", values)


def change_line(visit: Visit) -> Action:
    """Let the register say of one school what was typed."""
    listed, hub = visit.listed, visit.hub
    urn, now = listed.school.urn, LineFields.of(listed)
    new = LineFields(**{name: _said(visit, name, getattr(now, name)) for name in LINE_FIELDS}).tidied(now)
    if (seen := visit.typed("seen")) != now.mark:
        raise FormError("seen", _LINE_MEANWHILE)
    if wrong := hub.line_mistakes(urn, new):
        raise WrongFieldsError(tuple(map(_wrong, wrong)))
    changed = ", ".join(LINE_FIELDS[name] for name in new.beside(now))

    def work(job: DeskJob) -> None:
        job.find(*hub.keep_line(urn, new, seen))
        said = f"Changed in the register: {changed}. It can be taken back on the page History."
        job.say(f"{new.name}. {said}" if changed else "Nothing was changed.")

    return Action("Change a line of the register", f"{_BACK}/{urn}", work)


def _said(visit: Visit, name: str, now: str) -> str:
    """What was typed into a field; what the register says where that is the same to look at."""
    said = one_line(visit.typed(name))
    return now if said == one_line(now) else said


def _wrong(one: LineMistake) -> FormError:
    return FormError(one.field, _WRONG[one.kind].format(said=one_line(one.said)))
