"""Words that people type instead of picking from the list, as the option they mean.

Enters: text and options. Leaves: the one option meant, or None. Only where a single option can be meant: "college" in a
list with three colleges is None. Must not know: questions, cells.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import fuzz

from careers_workbook.spec.model import Choice

CLOSE, AHEAD = 86.0, 8.0
"""Similarity (0 to 100) from which a misspelling counts, and the points by which it must beat the next option."""
_LONG_WORD = 4
"""Letters that a single word needs to stand for an option that contains it: "no" does not mean "No place yet"."""
_NEGATIONS = frozenset({"not", "no", "non", "never"})
_TOKEN = re.compile(r"[^\W_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(" | "))


SHORTHAND: Mapping[str, frozenset[str]] = {
    "done": _words(
        "y | yes | ye | yep | yeah | ✓ | ✔ | ☑ | ✅ | √ | true | tick | ticked | done | complete | completed | finished"
    ),
    "in progress": _words(
        "in progress | in prog | inprogress | ip | ongoing | on going | on-going | started | begun | wip | partly"
        " | underway | under way | working on it | work in progress"
    ),
    "not done": _words("n | no | nope | ✗ | ✘ | ☒ | ❌ | false | not yet | not done | not started | incomplete"),
    "not applicable": _words("n/a | na | n.a | n a | not applicable | not relevant | does not apply"),
}
"""What schools write for each meaning; a bare "x" may be a tick or a cross and is in none."""


def meant(text: str, options: Sequence[Choice], fold: Callable[[str], str]) -> str | None:
    """The label of the one option that the text stands for, by its aliases, shorthand, words or near spelling.

    None where whoever typed it was not sure: "Yes?".
    """
    typed = fold(text)
    if "?" in typed and not any("?" in option.label for option in options):
        return None
    labels = {option.label: fold(option.label) for option in options}
    shorthand = {meaning for meaning, words in SHORTHAND.items() if typed in words}
    for found in (
        [option.label for option in options if typed in map(fold, option.aliases)],
        [option.label for option in options if shorthand and _meaning(option, fold) in shorthand],
        _beginning(typed, labels),
        _containing(typed, labels),
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return _misspelt(typed, labels)


def _meaning(option: Choice, fold: Callable[[str], str]) -> str | None:
    label = fold(option.label)
    by_label = (meaning for meaning, words in SHORTHAND.items() if label in words)
    return option.group if option.group in SHORTHAND else next(by_label, None)


def _beginning(typed: str, labels: Mapping[str, str]) -> list[str]:
    return [label for label, folded in labels.items() if len(typed) >= _LONG_WORD and folded.startswith(typed)]


def _containing(typed: str, labels: Mapping[str, str]) -> list[str]:
    """Options that contain every word typed, and no "not" that was not typed."""
    words = set(_TOKEN.findall(typed))
    if not words or (len(words) == 1 and len(typed) < _LONG_WORD):
        return []
    split = {label: set(_TOKEN.findall(folded)) for label, folded in labels.items()}
    return [label for label, of_label in split.items() if words <= of_label and not (of_label - words) & _NEGATIONS]


def _misspelt(typed: str, labels: Mapping[str, str]) -> str | None:
    negated = set(_TOKEN.findall(typed)) & _NEGATIONS
    labels = {label: text for label, text in labels.items() if set(_TOKEN.findall(text)) & _NEGATIONS == negated}
    ranked = sorted(((fuzz.ratio(typed, folded), label) for label, folded in labels.items()), reverse=True)
    if not ranked or ranked[0][0] < CLOSE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < AHEAD):
        return None
    return ranked[0][1]
