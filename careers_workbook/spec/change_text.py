"""Changes in words: marks of what went and came, facts as a person would write them, wrapped blocks.

Enters: texts and facts before and after. Leaves: lines of plain text. Must not know: what is compared with what.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from careers_workbook.core.text import show_date
from careers_workbook.spec.lists import DateRange, Term

WENT, CAME = "[-", "{+"
_INDENT = "    "
_REWRITTEN = 0.4
"""Share of words kept (difflib ratio) below which both texts are shown whole."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed (a ref, a title, a list), and the lines that say how."""

    what: str
    lines: Sequence[str]


def word_changes(before: str, after: str) -> list[str]:
    """One text with what went [-so-] and what came {+so+}; both texts if little is left of the first."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _REWRITTEN:
        return [f"was: {before}", f"now: {after}"]
    parts: list[str] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        went, came = " ".join(old[i1:i2]), " ".join(new[j1:j2])
        if kind == "equal":
            parts.append(came)
        else:
            parts += [f"{WENT}{went}-]"] * bool(went) + [f"{CAME}{came}+}}"] * bool(came)
    return [" ".join(parts)]


def shown(value: object) -> str:
    """A fact as a person would write it."""
    match value:
        case DateRange():
            return f"{show_date(value.earliest)} to {show_date(value.latest)}"
        case Term():
            return f"{value.name} (until {show_date(value.ends)})"
        case dict():
            return ", ".join(f"{key} {one}" for key, one in value.items()) or "none"
        case tuple():
            return ", ".join(map(shown, value)) or "none"
        case None | "":
            return "none"
    return str(value)


def block(heading: str, changes: Sequence[Change], width: int) -> str:
    """A heading with its changes: one line where it fits, else the lines below what they are about."""
    lines = [f"{heading} ({len(changes)})"]
    for change in changes:
        only = f"  {change.what}: {change.lines[0]}"
        if len(change.lines) == 1 and len(only) <= width:
            lines.append(only)
            continue
        lines += textwrap.wrap(change.what, width, initial_indent="  ", subsequent_indent="  ")
        for line in change.lines:
            lines += textwrap.wrap(
                line, width, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False
            )
    return "\n".join(lines)
