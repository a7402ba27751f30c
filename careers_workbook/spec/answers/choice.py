"""A choice: one of the options of a list, picked, or typed in other words where a single option can be meant.

Enters: cells, questions, lists. Leaves: the kind "choice", and how words are read as options, which other kinds with
options share. "college" in a list with three colleges is no option. Must not know: other kinds.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from careers_workbook.core.cell_content import CellContent
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.text import SYMBOL, fold, show
from careers_workbook.core.tick_boxes import is_unticked, ticked
from careers_workbook.spec.answers.answer_kind import (
    AnswerKind,
    AnswerSettings,
    AnswerValue,
    Asked,
    CellRule,
    Parsed,
    no_habit,
)
from careers_workbook.spec.lists import Choice
from careers_workbook.spec.nodes import Node

CLOSE, AHEAD = 86.0, 8.0
"""Similarity (0 to 100) from which a misspelling counts, and the points by which it must beat the next option."""
_LONG_WORD = 4
"""Letters that a single word needs to stand for an option that contains it: "no" does not mean "No place yet"."""
_NEGATIONS = frozenset({"not", "no", "non", "never"})
_TOKEN = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_YEAR_DIGITS = (2, 4)
_TICK = "done"
"""What a sign has to say beside words that have no such meaning of their own."""


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
    "not done": _words("n | no | nope | ✗ | ✘ | ❌ | not yet | not done | not started | incomplete"),
    "not applicable": _words("n/a | na | n.a | n a | not applicable | not relevant | does not apply"),
}
"""What schools write for each meaning; "x" and "☒" may be a tick or a cross and are in none."""
_ROOM = 100
"""Characters that may stand beside the words of an option."""
_SIGNS = {word: meaning for meaning, words in SHORTHAND.items() for word in words if not word.isascii()}


def meant(text: str, options: Sequence[Choice], fold: Callable[[str], str]) -> str | None:
    """The label of the one option that the text stands for, by its aliases, shorthand, words or near spelling.

    None where whoever typed it was not sure ("Yes?"), and where a sign beside the words says something else ("✗ Yes").
    """
    longest = max((len(word) for option in options for word in (option.label, *option.aliases)), default=0)
    if len(text) > 2 * longest + _ROOM:
        return None
    typed = fold(text)
    if any(ord(sign) in SYMBOL for sign in typed) or (
        "?" in typed and not any("?" in option.label for option in options)
    ):
        return None
    signs = {meaning for sign, meaning in _SIGNS.items() if sign in typed}
    words = "".join(letter for letter in typed if letter not in _SIGNS).strip()
    if not (signs and words):
        return _meant(typed, options, fold)
    labels = {fold(option.label): option for option in options}
    option = labels.get(words) or next((o for o in options if o.label == _meant(words, options, fold)), None)
    return option.label if option and signs == {_meaning(option, fold) or _TICK} else None


def _meant(typed: str, options: Sequence[Choice], fold: Callable[[str], str]) -> str | None:
    labels = {option.label: fold(option.label) for option in options}
    shorthand = {meaning for meaning, words in SHORTHAND.items() if typed in words}
    near = {label: folded for label, folded in labels.items() if _same_numbers(typed, folded)}
    for found in (
        [option.label for option in options if typed in map(fold, option.aliases)],
        [option.label for option in options if shorthand and _meaning(option, fold) in shorthand],
        _numbered(typed, near),
        _beginning(typed, near),
        _containing(typed, near),
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return _misspelt(typed, near)


def _same_numbers(typed: str, label: str) -> bool:
    """Whether every number of the option was typed, if any: a number is never misspelt, and 2024 is not 2024/25.

    Of a year the last two digits are enough.
    """
    numbers, wanted = _DIGITS.findall(typed), _DIGITS.findall(label)
    return not numbers or (len(numbers) == len(wanted) and all(map(_same_number, numbers, wanted)))


def _same_number(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or ((len(short), len(long)) == _YEAR_DIGITS and long.endswith(short))


def _numbered(typed: str, labels: Mapping[str, str]) -> list[str]:
    """Of options with the same numbers, in whatever way they are written, those with the same letters: 23-24."""
    letters = _letters(typed)
    has_numbers = len(_DIGITS.findall(typed)) > 1
    return [label for label, folded in labels.items() if has_numbers and _letters(folded) == letters]


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


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
    if not labels:
        return None
    from rapidfuzz import fuzz  # noqa: PLC0415 - most returns have nothing misspelt

    ranked = sorted(((fuzz.ratio(typed, folded), label) for label, folded in labels.items()), reverse=True)
    if ranked[0][0] < CLOSE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < AHEAD):
        return None
    return ranked[0][1]


@frozen(kw_only=True)
class ChoiceSettings(AnswerSettings):
    """`list` is the list that the options are taken from."""

    list: str


def _rules(question: Node, tree: Node) -> Iterator[Problem]:
    """The list is one that there is."""
    name = question.get("list")
    if name is not None and isinstance(name.value, str) and name.value not in tree.entries("lists"):
        yield name.problem("SPEC-006", list=name.value, suggestion=did_you_mean(name.value, tree.entries("lists")))


def _options(asked: Asked[ChoiceSettings]) -> tuple[Choice, ...]:
    return asked.spec.lists.get(asked.settings.list, ())


def _describe(settings: ChoiceSettings) -> str:
    return f"from {settings.list}"


def _rule(asked: Asked[ChoiceSettings]) -> CellRule:
    labels = tuple(option.label for option in _options(asked))
    return CellRule("list", options=labels, list_name=asked.settings.list)


def _message(_asked: Asked[Any]) -> str:
    return "Choose one of the words in the list: click the arrow beside the cell."


def _parse(content: CellContent, asked: Asked[ChoiceSettings]) -> Parsed:
    return read_choice(content, _options(asked))


def read_choice(content: CellContent, options: Sequence[Choice]) -> Parsed:
    """The option that a cell names; a tick box that is ticked says Yes."""
    typed = content.seen
    labels = [option.label for option in options]
    exact = [label for label in labels if label == typed] or [label for label in labels if fold(label) == fold(typed)]
    if len(exact) == 1:
        return Parsed(exact[0])
    if isinstance(content.value, dt.date):
        return Parsed(code="CELL-022", context={"seen": typed})
    if is_unticked(typed):
        return Parsed(code="CELL-021", is_blank=True)
    label = meant(ticked(typed) or typed, options, fold) if not exact else None
    if label:
        return Parsed(label, "CELL-007", {"value": typed, "read_as": label})
    return Parsed(code="CELL-001", context={"value": typed, "options": ", ".join(labels)})


def _carry(value: AnswerValue, before: Asked[Any], now: Asked[ChoiceSettings]) -> Parsed:
    """The option with the same id, so that a list may be reworded; else with the same words."""
    options = _options(now)
    if before.kind != now.kind:
        return read_choice(CellContent(value), options)
    ids = [option.id for option in _options(before) if option.label == value]
    found = [option for option in options if option.id in ids] or [o for o in options if o.label == value]
    if found:
        return Parsed(found[0].label)
    offered = ", ".join(option.label for option in options)
    spec = f"{now.spec.id} {now.spec.version}"
    return Parsed(code="CELL-016", context={"value": str(value), "spec": spec, "options": offered})


KIND = AnswerKind(
    name="choice",
    rank=3,
    settings=ChoiceSettings,
    rules=_rules,
    options=_options,
    listed=True,
    describe=_describe,
    rule=_rule,
    message=_message,
    number_format="@",
    width=None,
    share=0.75,
    centred=False,
    to_cell=str,
    parse=_parse,
    habit=no_habit,
    word=show,
    carry=_carry,
    free_text=False,
    contacts=frozenset(),
    counts=False,
    unread=frozenset({"CELL-001", "CELL-016", "CELL-022"}),
    entries=(),
)
