"""What whoever helps needs to know of a computer, a Hub and a file that makes trouble: no name, no word, no answer.

Enters: the folder in which somebody works, perhaps a file. Leaves: a document for JSON, made of what is named here and
of nothing else: versions, numbers, days, codes, kinds of content. Must not know: how a file is read.
"""

import datetime as dt
import importlib.metadata
import locale
import platform
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from careers_workbook import __version__
from careers_workbook.core.problems import CareersWorkbookError, Problem
from careers_workbook.hub.handover.new_folder import lies_in
from careers_workbook.hub.register.register import read_register
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.asked import context
from careers_workbook.hub.store.decisions import KINDS
from careers_workbook.hub.store.integrity import integrity_problems
from careers_workbook.hub.store.journal import JournalDetail, JournalEntry
from careers_workbook.hub.store.settings import CHANGES, HubSettings, find, read_settings
from careers_workbook.returns.context import Context
from careers_workbook.returns.outline import of_place
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.load import shipped

FORMAT = "careers-workbook-problem-report/1"
_PACKAGES = (
    "click", "cryptography", "filelock", "icalendar", "Jinja2", "msoffcrypto-tool", "olefile", "openpyxl", "pandas",
    "pyarrow", "python-calamine", "PyYAML", "rapidfuzz", "xlsxwriter",
)  # fmt: skip
"""What the program needs: pyproject.toml has the same."""
_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".pdf", ".docx", ".eml", ".msg", ".zip")
"""Ends of names that say nothing of whose a file is."""
_LAST = 300
"""Entries of the journal that are told."""
_TOLD: Mapping[str, tuple[str, ...]] = {
    "keep": ("why",),
    "collect": ("outcome", "codes", "again", "late"),
    "sent": ("letter",),
    "question": ("change",),
    "undo": ("number", "undoes"),
    "rebuild": ("files",),
    "backup": ("files",),
    "upgrade": ("files",),
    "register import": ("schools",),
}
"""What was done -> the details of it that are no content."""
Document = dict[str, object]


def problem_report(here: Path, file: Path | None, today: dt.date, password: str | None = None) -> Document:
    """The whole document. `here` may be in no Hub's folder."""
    hub, document = None, Document(format=FORMAT, computer=_computer())
    try:
        hub = read_settings(find(here))
    except CareersWorkbookError as error:
        document["settings"] = {"problems": _codes(error.problems)}
    if hub:
        document |= {"settings": _settings(hub, today), **_hub(hub)}
    if file:
        document["file"] = _file(file, hub, today, password)
    return document


def _computer() -> Document:
    return {
        "careers-workbook": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "language": "; ".join(filter(None, (*locale.getlocale(), sys.getfilesystemencoding()))),
        "packages": {name: _version(name) for name in _PACKAGES},
    }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _settings(hub: HubSettings, today: dt.date) -> Document:
    rounds = [{"opens": f"{one.opens}", "due": f"{one.due}"} for one in hub.rounds]
    return {
        "rounds": rounds,
        "at": hub.rounds.index(hub.at(today)) + 1,
        "spec": hub.spec if hub.spec in shipped() else "own",
        "questions changed": (hub.root / CHANGES).is_file(),
        "keep_leaver_rows": hub.keep_leaver_rows,
        "carry_leavers": hub.carry_leavers,
        "contact": bool(hub.contact),
        "return_to": bool(hub.return_to),
        "folders": {name: "inside" if lies_in(hub.root, path) else "elsewhere" for name, path in hub.folders.items()},
        "synchronised": "onedrive" in str(hub.root.absolute()).casefold(),
    }


def _hub(hub: HubSettings) -> Document:
    """What can be told of each part; of one that cannot be used, why."""
    parts = {"register": _register, "store": _store, "journal": _journal}
    found: Document = {}
    for name, part in parts.items():
        try:
            found[name] = part(hub)
        except CareersWorkbookError as error:
            found[name] = {"problems": _codes(error.problems)}
    return found


def _register(hub: HubSettings) -> Document:
    register = read_register(hub.register)
    counts = {
        "lines": len(register.listed),
        "closed": sum(bool(one.closed) for one in register.listed),
        "with address": sum(bool(one.email) for one in register.listed),
        "following others": sum(bool(one.follows) for one in register.listed),
    }
    return {**counts, "problems": _codes(register.problems)}


def _store(hub: HubSettings) -> Document:
    found = [receipt for _, receipt in receipts.receipts(hub.folders["returns"])]
    size = hub.store.stat().st_size if hub.store.is_file() else None
    there = {"receipts": len(found), "receipts that cannot be read": found.count(None), "bytes": size}
    return {**there, "problems": _codes(integrity_problems(hub))}


def _journal(hub: HubSettings) -> Document:
    found = journal.read(hub.folders["returns"])
    return {
        "entries": len(found.entries),
        "damaged": found.damaged,
        "people": len({one.who for one in found.entries}),
        "computers": len({one.where for one in found.entries}),
        "last": [_entry(one) for one in found.entries[-_LAST:]],
    }


def _entry(one: JournalEntry) -> dict[str, JournalDetail]:
    told = {name: one.details[name] for name in _TOLD.get(one.what, ()) if name in one.details}
    known = one.what in KINDS or one.what in _TOLD or one.what in ("init", "restore", "take away")
    return {"number": one.number, "when": one.when.isoformat(), "what": one.what if known else "another", **told}


def _file(file: Path, hub: HubSettings | None, today: dt.date, password: str | None) -> Document:
    known = context(hub, today) if hub else Context(today)
    with Worker() as worker:
        found = worker.describe(file, password)
        read = [] if found.problem else [worker.read_file(file, None, known, password)]
    sheets = [
        {"title": one.title, "hidden": one.hidden, "beside": one.beside, "cells": one.cells} for one in found.sheets
    ]
    problems = [f"{one.code} {of_place(one.place, found.titles)}" for each in read for one in each.problems]
    problems += [found.problem.code] if found.problem else []
    ending = file.suffix.lower()
    return {
        "ending": ending if ending in _ENDINGS else "another",
        "bytes": found.size,
        "format": found.format,
        "outcome": read[0].outcome if read else "refused",
        "problems": problems,
        "sheets": sheets,
    }


def _codes(problems: Iterable[Problem]) -> list[str]:
    return [f"{one.code} line {one.place.line}" if one.place.line else one.code for one in problems]
