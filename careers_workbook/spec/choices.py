"""Words that people type instead of picking from the list, as the option they mean.

Enters: text and options. Leaves: the one option meant, or None. Only where a single option can be meant: "college" in a list
with three colleges is None. Must not know: questions, cells.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz

CLOSE, AHEAD = 86.0, 8.0
"""Similarity (0 to 100) from which a misspelling counts, and the points by which it must beat the next option."""
_LONG_WORD = 4
"""Letters that a single word needs to stand for an option that contains it: "no" does not mean "No place yet"."""
_TOKEN = re.compile(r"[^\W_]+")

SHORTHAND: Mapping[str, frozenset[str]] = {
    "done": frozenset(
        "y yes ye yep yeah ✓ ✔ ☑ ✅ √ true tick ticked done complete completed finished achieved met".split()
    ),
    "in progress": frozenset(
        {"in progress", "in prog", "inprogress", "ip", "ongoing", "on going", "on-going", "started", "wip", "partly"}
        | {"partially", "part", "underway", "under way", "working on it", "work in progress", "begun"}
    ),
    "not done": frozenset(
        {"n", "no", "nope", "✗", "✘", "☒", "❌", "false", "not yet", "not done", "not started", "incomplete"}
    ),
    "not applicable": frozenset({"n/a", "na", "n.a", "n a", "not applicable", "not relevant", "does not apply"}),
}
"""What schools write for each meaning; a bare "x" may be a tick or a cross and is in none."""


def meant(
    text: str, options: Mapping[str, str | None], aliases: Mapping[str, str], fold: Callable[[str], str]
) -> str | None:
    """The option that the text stands for. `options` maps label to group; `aliases` folded other names to labels."""
    typed = fold(text)
    if typed in aliases:
        return aliases[typed]
    groups = {group for group, words in SHORTHAND.items() if typed in words}
    by_group = [label for label, group in options.items() if group in groups]
    for found in (by_group, _beginning(typed, options, fold), _containing(typed, options, fold)):
        if found:
            return found[0] if len(found) == 1 else None
    return _misspelt(typed, options, fold)


def _beginning(typed: str, options: Mapping[str, str | None], fold: Callable[[str], str]) -> Sequence[str]:
    return [label for label in options if len(typed) >= _LONG_WORD and fold(label).startswith(typed)]


def _containing(typed: str, options: Mapping[str, str | None], fold: Callable[[str], str]) -> Sequence[str]:
    """Options that contain every word typed."""
    words = set(_TOKEN.findall(typed))
    if not words or (len(words) == 1 and len(typed) < _LONG_WORD):
        return ()
    return [label for label in options if words <= set(_TOKEN.findall(fold(label)))]


def _misspelt(typed: str, options: Mapping[str, str | None], fold: Callable[[str], str]) -> str | None:
    ranked = sorted(((fuzz.ratio(typed, fold(label)), label) for label in options), reverse=True)
    if not ranked or ranked[0][0] < CLOSE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < AHEAD):
        return None
    return ranked[0][1]
