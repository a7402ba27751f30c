"""The problem catalogue for people: a list, one code explained, and the page docs/problems.md."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby

from careers_workbook.core.catalogue import Entry, Severity
from careers_workbook.reports.words import SEVERITY_LABELS
from careers_workbook.reports.wrapping import wrap

AREAS: dict[str, str] = {
    "SPEC": "The spec: what the workbooks ask",
    "FILE": "A file as a whole",
    "SHEET": "A sheet",
    "ROW": "A row",
    "CELL": "A cell",
    "DATE": "A date",
    "DEST": "Destinations of leavers",
    "HUB": "The register of schools",
}
SEVERITIES: dict[Severity, str] = {
    "error": "An answer is lost, a file is refused or nothing can be made: somebody must put it right.",
    "warning": "Somebody must look at it.",
    "note": "Good to know; nothing to do.",
}


def listed(entries: Sequence[Entry]) -> str:
    """One line a code, grouped by area."""
    lines = []
    for area, group in _by_area(entries):
        lines += ["", area, *(f"  {e.code:<10} {SEVERITY_LABELS[e.severity]:<10} {e.title}" for e in group)]
    return "\n".join(lines[1:])


def explained(entry: Entry, width: int) -> str:
    """One code with its severity, its wording and what to do."""
    facts = {
        "Kind": f"{SEVERITY_LABELS[entry.severity]}. {SEVERITIES[entry.severity]}",
        "It says": _gaps(entry.message),
        "To do": _gaps(entry.at_terminal),
    }
    lines = (line for name, text in facts.items() for line in wrap(text, width, f"  {name:<9}"))
    return "\n".join([f"{entry.code}  {entry.title}", *lines])


def page(entries: Sequence[Entry]) -> str:
    """The whole catalogue in Markdown."""
    kinds = (f"- **{SEVERITY_LABELS[severity]}**: {meaning}" for severity, meaning in SEVERITIES.items())
    lines = [
        *("# Problems", ""),
        "Every code that `check`, `read`, `report`, `spec check` or `build` can report. A code is",
        "never reused or renumbered. Words in <angle brackets> are filled in with what was found.",
        "",
        *kinds,
    ]
    for area, group in _by_area(entries):
        lines += ["", f"## {area}", "", "| Code | Kind | Problem | It says | To do |", f"|{' --- |' * 5}"]
        lines += [_row(entry) for entry in group]
    return "\n".join(lines) + "\n"


def data(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """The entries as JSON data, in the catalogue's order."""
    return [
        {name: text for name, text in asdict(e).items() if name != "do"} | {"advice": e.at_terminal} for e in entries
    ]


def _by_area(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    groups = groupby(entries, key=lambda entry: entry.code.split("-")[0])
    return [(AREAS[area], list(group)) for area, group in groups]


def _gaps(template: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: f"<{found[1].replace('_', ' ')}>", template)


def _row(entry: Entry) -> str:
    cells = (entry.code, SEVERITY_LABELS[entry.severity], entry.title, _gaps(entry.message), _gaps(entry.at_terminal))
    return "| " + " | ".join(re.sub(r"([|\\<>*_\[\]])", r"\\\1", cell) for cell in cells) + " |"
