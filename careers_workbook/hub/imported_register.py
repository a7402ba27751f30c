"""The register made or brought up to date, from an extract of GIAS or from a list of schools; and the journal told.

Enters: a file of GIAS or the schools of a list, where the register lies. Leaves: the register on the disk, and what has
changed in it. It may be there before the settings of a Hub are, or where they are wrong: then no journal is told.
Must not know: how changes are said.
"""

import datetime as dt
from pathlib import Path

from careers_workbook.core.output import or_as_before, write
from careers_workbook.core.problems import SpecError
from careers_workbook.hub.register.gias import read_extract
from careers_workbook.hub.register.pasted import with_new
from careers_workbook.hub.register.register import Register
from careers_workbook.hub.register.selection import Selection, Wanted, select
from careers_workbook.hub.register.update import Update, as_csv, existing, update
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.settings import HubSettings, find, read_settings
from careers_workbook.hub.store.upgrade import upgrade
from careers_workbook.returns.redaction.names import as_kept

_IMPORTED = "register import"
"""What the journal calls it."""


def import_register(
    file: Path, register: Path, wanted: Wanted, today: dt.date, links: Path | None = None
) -> tuple[Selection, Update]:
    """Make a register from an extract of GIAS, or bring it up to date; SpecError where one of these cannot be used.

    Who is expected is said for the round of today, where it is the register of a Hub; else for today itself.
    """
    before = existing(register)
    extract = read_extract(file, links)
    selection = select(extract, wanted)
    settings = _settings_of(register)
    returns = settings.folders["returns"] if settings else None
    due = settings.at(today).due if settings else today
    imported = _imported_before(returns) if returns else ()
    updated = update(before, selection, extract.establishments, today, imported).due(due, today)
    with or_as_before(register):
        write(register, as_csv(updated.lines))
        if returns:
            _say_imported(returns, file, updated)
    return selection, updated


def list_schools(hub: HubSettings, found: Register) -> tuple[int, int]:
    """Put the schools of a list into the register: how many are new, and how many were in it and stay.

    SpecError where the register cannot be brought up to date.
    """
    before = existing(hub.register) or ()
    lines = with_new(before, found)
    new = lines[len(before) :]
    opened = tuple(line.school for line in new)
    with or_as_before(hub.register):
        write(hub.register, as_csv(lines))
        _say_imported(hub.folders["returns"], Path("the list"), Update(lines, is_new=False, opened=opened))
    return len(new), len(found.listed) - len(new)


def _settings_of(register: Path) -> HubSettings | None:
    """Those of the Hub whose register it is, if it is one's; they may be wrong as yet."""
    try:
        settings = read_settings(find(register.parent))
    except SpecError:
        return None
    if settings.register.resolve() != register.resolve():
        return None
    if not (settings.folders["returns"] / journal.NAME).exists():  # before anything is written down
        upgrade(settings)
    return settings


def _imported_before(returns: Path) -> frozenset[str]:
    """The URNs of all schools that were in the register after an import."""
    imports = (entry for entry in journal.read(returns).entries if entry.what == _IMPORTED)
    return frozenset(urn for entry in imports for urn in entry.text("urns").split())


def _say_imported(returns: Path, file: Path, updated: Update) -> None:
    urns = " ".join(line.school.urn for line in updated.lines)
    joined = " ".join(line.school.urn for line, _ in updated.followed)
    more = {"joined": joined} if joined else {}
    journal.add(returns, _IMPORTED, {"file": as_kept(file.name), "schools": len(updated.lines), "urns": urns, **more})
