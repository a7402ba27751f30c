"""What a Hub has decided: each setting with what it means, changed in its file; logo and colours, rounds, a backup.

No path comes from a browser: files are chosen among those that lie in the Hub's folder. Must not know: how the file is
written, what follows from a setting.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from careers_workbook.core import palette
from careers_workbook.core.brand import MOST_BYTES, Brand, why_no_colour, why_no_logo
from careers_workbook.core.problems import Problem, SpecError
from careers_workbook.core.text import TRUTH, show_date
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.visit import Action, DeskPage, FormError, NotHereError, Shown, Visit, WrongFieldsError
from careers_workbook.hub.hub import Hub, RoundSettings, SettingsText
from careers_workbook.reports.status.settings_page import (
    CERTIFICATES,
    CHECKLISTS,
    PARTS,
    PLACES,
    SettingField,
    SettingsPart,
)
from careers_workbook.spec.load import load, offered
from careers_workbook.spec.nodes import KeyPath

MOST_SENT = 2_000_000
"""Bytes of a form with a logo: more than one may have, so that it can be said what is wrong with it."""
_BACK, _ROUNDS = "/settings", "collections"
_COLOUR = palette.PAGES["light"]["band"]
"""With which somebody begins who chooses a colour."""
_OF_ROUNDS = {"HUB-022": "due", "HUB-023": "name", "HUB-024": "opens"}
"""What can be wrong with a round, and the field that says it."""
_MEANWHILE = (
    "The settings were changed meanwhile, in another window or with an editor. Look at all of them, and save again."
)


def show(visit: Visit) -> DeskPage:
    """Everything that is decided."""
    hub, text = visit.hub, visit.hub.settings_file.text()
    places = [(name, label, str(hub.settings.folders[name])) for name, label in PLACES.items()]
    places.append(("certificates", CERTIFICATES, str(hub.settings.certificates or "none")))
    told = {part.id: [(one, _told(one, text)) for one in part.fields] for part in PARTS}
    values: dict[str, object] = {"parts_of": PARTS, "told": told, "settings": hub.settings, "places": places}
    return DeskPage("settings.html.j2", values | {"cut_off": {one.name for one in hub.folder_moves.unfinished()}})


def show_part(visit: Visit) -> DeskPage:
    """The form of a few of them."""
    return _form(visit, None)


def _form(visit: Visit, look: Brand | None) -> DeskPage:
    part, hub, file = _part(visit), visit.hub, visit.hub.settings_file
    text = file.text()
    fields = [(one, _said(one, text), _choices(one, hub, text)) for one in part.fields]
    values = {"part": part, "fields": fields, "seen": text.mark, "settings": hub.settings, "look": look}
    shown = {"colour": _COLOUR, "ink": palette.INK, "white": palette.WHITE, "following": file.round_after()}
    return DeskPage("settings_part.html.j2", {**values, **shown})


def _part(visit: Visit, name: str = "") -> SettingsPart:
    name = name or visit.named["part"]
    part = next((one for one in PARTS if one.id == name), None)
    if part is None:
        raise NotHereError
    return part


def _said(one: SettingField, text: SettingsText) -> str:
    """What the settings say; of a flag, however somebody wrote it, yes or no."""
    said = text.said(*one.path)
    if one.kind == "flag":
        return "yes" if TRUTH.get(said.lower()) else "no"
    return said


def _told(one: SettingField, text: SettingsText) -> str:
    said = _said(one, text)
    return said.capitalize() if one.kind == "flag" else said or one.unsaid


def _choices(one: SettingField, hub: Hub, text: SettingsText) -> dict[str, str]:
    """What can be chosen of files and checklists: what the settings would say, and what it is called."""
    root, now = hub.settings.root, text.said(*one.path)
    found = {now: now or one.unsaid} if one.kind in ("checklist", "register") else {}
    if one.kind == "checklist":
        found |= {name: name for name in _files(root, ".yaml") if name not in found}
        found |= {name: f"{CHECKLISTS[name][0]}, version {load(name).version}" for name in offered()}
    if one.kind == "register":
        found |= {name: name for name in _files(root, ".csv") if name not in found}
    return found


def _files(root: Path, ending: str) -> Iterator[str]:
    """Files in the Hub's folder, but those of the program's own."""
    own = ("collection.", "spec-changes")
    return (path.name for path in sorted(root.glob(f"*{ending}")) if path.is_file() and not path.name.startswith(own))


def change(visit: Visit) -> Action | DeskPage:
    """Let these settings say what was typed; of colours, first how that looks."""
    part, hub, text = _part(visit), visit.hub, visit.hub.settings_file.text()
    typed: dict[KeyPath, str] = {
        one.path: said
        for one in part.fields
        if one.kind != "logo" and (said := _typed(visit, one, hub, text)) != _said(one, text)
    }
    if visit.typed("do") == "look":
        return _form(visit, _looks(visit, part))
    if part.id == "rounds":
        typed = dict(_days(visit, hub.settings.rounds))
    return _written(visit, part, lambda: hub.settings_file.changed(typed))


def _typed(visit: Visit, one: SettingField, hub: Hub, text: SettingsText) -> str:
    said = visit.typed(one.name)
    if one.kind == "colour":
        return said.upper() if visit.typed(f"own-{one.name}") else ""
    if one.kind == "flag" and said not in ("yes", "no"):
        raise FormError(one.name, f"{one.label}: choose yes or no.")
    if one.kind in ("checklist", "register") and said not in _choices(one, hub, text):
        raise FormError(one.name, "Choose one of these.")
    return said


def _looks(visit: Visit, part: SettingsPart) -> Brand:
    """The colours as they were typed; WrongFieldsError where words could not be read."""
    named = {one.name: visit.typed(one.name) for one in part.fields if visit.typed(f"own-{one.name}")}
    wrong = [FormError(name, _sentence(why)) for name, said in named.items() if (why := why_no_colour(said))]
    if wrong:
        raise WrongFieldsError(tuple(wrong))
    return Brand(visit.hub.settings.name, top=named.get("top", ""), headings=named.get("headings", ""))


def _days(visit: Visit, rounds: Sequence[RoundSettings]) -> Iterator[tuple[KeyPath, str]]:
    for number, one in enumerate(rounds):
        opens, due = (visit.day(f"{key}{number}", f"Choose a day for {one.name}.") for key in ("opens", "due"))
        if due < opens:
            raise FormError(
                f"due{number}", f"{one.name} ends on {show_date(due)}, before it opens on {show_date(opens)}."
            )
        for key, day, before in (("opens", opens, one.opens), ("due", due, one.due)):
            if day != before:
                yield (_ROUNDS, number, key), day.isoformat()


def add_round(visit: Visit) -> Action:
    """Put a round into the settings, after all others."""
    name = visit.needed("name", "Type the name of the round, such as Spring 2027.")
    opens = visit.day("opens", "Choose the day on which you send it out.")
    due = visit.day("due", "Choose the day by which schools return it.")
    new, hub = RoundSettings(name, opens, due), visit.hub
    return _written(visit, _part(visit, "rounds"), lambda: hub.settings_file.with_round(new))


def show_round(visit: Visit) -> DeskPage:
    """One round, and what is held of it: without anything it can get another name, or go."""
    one, hub = _round(visit), visit.hub
    values = {"one": one, "held": hub.contents_of(one), "alone": len(hub.settings.rounds) == 1}
    values["at"] = f"/settings/rounds/{visit.named['number']}"
    return DeskPage("settings_round.html.j2", {**values, "seen": hub.settings_file.text().mark})


def rename_round(visit: Visit) -> Action:
    """Let a round of which nothing is held have another name."""
    one, hub = _round(visit), visit.hub
    name = visit.needed("name", "Type the name of the round, such as Spring 2027.")
    path = (_ROUNDS, hub.settings.rounds.index(one), "name")
    return _written(visit, _part(visit, "rounds"), lambda: hub.settings_file.changed({path: name}))


def remove_round(visit: Visit) -> Action:
    """Take a round of which nothing is held out of the settings."""
    one, hub = _round(visit), visit.hub
    if len(hub.settings.rounds) == 1:
        raise FormError("seen", "A Hub has one round at least. Give this one another name or other days.")
    return _written(visit, _part(visit, "rounds"), lambda: hub.settings_file.without_round(one))


def _round(visit: Visit) -> RoundSettings:
    """The round of a place in the settings, the first being 1."""
    said, rounds = visit.named["number"], visit.hub.settings.rounds
    if not (said.isascii() and said.isdecimal() and len(said) < len("1000") and 0 < int(said) <= len(rounds)):
        raise NotHereError
    return rounds[int(said) - 1]


def send_logo(visit: Visit) -> Action:
    """Show this picture on the reports for schools."""
    sent = visit.files("logo")
    if not sent:
        raise FormError("logo", "Choose the picture of your logo.")
    data, hub, seen = sent[0].file.read(MOST_BYTES + 1), visit.hub, _seen(visit, "logo")
    if reason := why_no_logo(data):
        raise FormError("logo", f"The picture {reason}.")

    def work(job: DeskJob) -> None:
        hub.settings_file.keep_logo(data, seen)
        job.say("Your logo stands on the reports for schools that are made from now on.")

    return Action("Change the logo", "/settings/looks", work)


def no_logo(visit: Visit) -> Action:
    """Show no logo any more; the picture stays in the Hub's folder."""
    return _written(visit, _part(visit, "looks"), lambda: visit.hub.settings_file.changed({("logo",): ""}))


def logo(visit: Visit) -> Shown:
    """The logo, which was looked at before it was used."""
    if not visit.hub.settings.brand.logo:
        raise NotHereError
    return Shown(visit.hub.settings.brand.logo, "image/png")


def _seen(visit: Visit, field: str) -> str:
    """The mark of what was looked at; FormError where that is something else by now."""
    if visit.typed("seen") != visit.hub.settings_file.text().mark:
        raise FormError(field, _MEANWHILE)
    return visit.typed("seen")


def _written(visit: Visit, part: SettingsPart, make: Callable[[], SettingsText]) -> Action:
    """Write settings of which nothing is wrong; WrongFieldsError that say at which field what is."""
    seen = _seen(visit, "seen")
    try:
        new = make()
    except SpecError as error:
        raise WrongFieldsError(tuple(_error(problem, part) for problem in error.problems)) from error
    hub = visit.hub

    def work(job: DeskJob) -> None:
        hub.settings_file.keep(new, seen)
        job.say("It holds from now on, and stands in collection.yaml. It can be taken back on the page History.")

    return Action(f"Change the settings: {part.title}", _BACK, work)


def _error(problem: Problem, part: SettingsPart) -> FormError:
    key = str(problem.context.get("key", _OF_ROUNDS.get(problem.code, "")))
    one = next((one for one in part.fields if one.name == key), None)
    if one and problem.code == "SPEC-003":
        return FormError(key, f"{one.label}: type it, it is needed.")
    if one and "reason" in problem.context:
        return FormError(key, _sentence(str(problem.context["reason"])))
    return FormError(key or "seen", problem.in_words)


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
