"""The text of a Hub's settings with some of them changed: every remark, order and space that a person typed stays.

Enters: a text, what shall be changed by the keys that lead to it. Leaves: the new text, proved by reading it: it says
what was wanted, and of all else what it said before; else SpecError (HUB-174). What is no longer said stays as a
remark, and a remark that shows how to say something gives way to it. Must not know: what the settings mean.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, RoundSettings, settings_of
from careers_workbook.spec.nodes import KeyPath, Node
from careers_workbook.spec.yaml_text import Stretch, decoded, stretches, understood

SettingsChanges = Mapping[KeyPath, str]
"""What shall be said, by the keys that lead to it; "" where nothing shall be."""
ROUNDS = "collections"
_PLAIN = re.compile(r"yes|no|\d{4}-\d{2}-\d{2}|\d{1,4} (?:months?|years?)")
"""What needs no quotes, because the settings are read as text."""
_AHEAD = re.compile(
    r"^#(?P<space> *- )name: .*(?P<end>\r?\n)#(?P<opens> *)opens: .*\r?\n#(?P<due> *)due: .*$", re.MULTILINE
)
"""The round after the last one, as a remark that shows how it is written."""
_SHOWN = re.compile(r"^# ?(?P<key>[a-z_]+): [^\r\n]*", re.MULTILINE)
"""A remark that shows how to say something."""


@frozen
class SettingsText:
    """The settings as they stand in the file, and characters that change with any of theirs."""

    file: str
    text: str

    @property
    def mark(self) -> str:
        """By this somebody who looked knows whether they are still the same."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def said(self, *path: str | int) -> str:
        """What the settings say under some keys; "" where they say nothing."""
        node: Node | None = understood(self.file, self.text)[0]
        for key in path:
            node = None if node is None else node.listed[key] if isinstance(key, int) else node.get(key)
        return " ".join(node.words.split()) if node else ""

    def with_changes(self, changes: SettingsChanges) -> "SettingsText":
        """The same with some of them changed."""
        text, wanted = self.text, _plain(understood(self.file, self.text)[0])
        for path, said in changes.items():
            text = _with(text, path, said)
            _put(wanted, path, said)
        return self._proved(text, wanted)

    def with_round(self, new: RoundSettings, following: RoundSettings) -> "SettingsText":
        """The same with a round more, the last; a remark that shows how the next is written shows the `following`."""
        wanted, (one, after) = _plain(understood(self.file, self.text)[0]), map(_words, (new, following))
        wanted[ROUNDS].append(one)
        return self._proved(_ahead(_with_round(self.text, one), after), wanted)

    def without_round(self, number: int, following: RoundSettings) -> "SettingsText":
        """The same without the round of this place, the first being 0; the remark shows the `following` as above."""
        wanted = _plain(understood(self.file, self.text)[0])
        del wanted[ROUNDS][number]
        return self._proved(_ahead(_without_round(self.text, number), _words(following)), wanted)

    def _proved(self, text: str, wanted: Any) -> "SettingsText":  # noqa: ANN401 - whatever stands in the settings
        try:
            tree, problems = understood(self.file, text)
        except SpecError as error:
            raise self._refused() from error
        if problems or _plain(tree) != wanted:
            raise self._refused()
        return replace(self, text=text)

    def _refused(self) -> SpecError:
        return SpecError(Problem("HUB-174", Place(self.file), {"path": self.file}))


def settings_text(folder: Path) -> SettingsText:
    """The settings in this folder as they stand there; SpecError where they are no text."""
    return SettingsText(SETTINGS, decoded(folder / SETTINGS))


def meaning(folder: Path, new: SettingsText) -> HubSettings:
    """What these settings would mean in this folder; SpecError with every mistake that they would have."""
    return settings_of(folder, *understood(new.file, new.text))


def checked(folder: Path, new: SettingsText) -> SettingsText:
    """The same text; SpecError as above."""
    meaning(folder, new)
    return new


def _words(one: RoundSettings) -> dict[str, str]:
    return {"name": one.name, "opens": one.opens.isoformat(), "due": one.due.isoformat()}


def _plain(node: Node) -> Any:  # noqa: ANN401 - whatever stands in the settings
    if isinstance(node.value, dict):
        return {key: _plain(child) for key, child in node.value.items()}
    if isinstance(node.value, tuple):
        return [_plain(child) for child in node.value]
    return node.value


def _put(tree: Any, path: KeyPath, said: str) -> None:  # noqa: ANN401
    """Say the same in a tree."""
    *way, last = path
    above, at = None, tree
    for key in way:
        above, at = at, at[key] if isinstance(key, int) else at.setdefault(key, {})
    if said:
        at[last] = said
    else:
        at.pop(last, None)
        if above is not None and not at:
            del above[way[-1]]


def _with(text: str, path: KeyPath, said: str) -> str:
    there = stretches(text)
    if path in there:
        return _replaced(text, there[path], said) if said else _without(text, path, there)
    if not said:
        return text
    parent = there.get(path[:-1])
    if len(path) > 1 and parent is not None and parent.is_mapping:
        return _inside(text, path, said, there)
    *above, _ = path
    return _line(text, str(path[0]), _scalar(said) if not above else f"{{{path[-1]}: {_scalar(said)}}}", there)


def _scalar(said: str) -> str:
    return said if _PLAIN.fullmatch(said) else json.dumps(said, ensure_ascii=False)


def _replaced(text: str, at: Stretch, said: str) -> str:
    is_empty = at.start == at.end
    before = " " if is_empty and not text[: at.start].endswith(" ") else ""
    after = _newline(text) if text[at.start : at.end].endswith("\n") else ""
    return f"{text[: at.start]}{before}{_scalar(said)}{after}{text[at.end :]}"


def _without(text: str, path: KeyPath, there: Mapping[KeyPath, Stretch]) -> str:
    """What stands in brackets goes; a line of its own becomes a remark."""
    parent, at = there[path[:-1]], there[path]
    others = [name for name in parent.children if name != path[-1]]
    if len(path) > 1 and not others:
        return _without(text, path[:-1], there)
    if parent.flow:
        kept = (there[*path[:-1], name] for name in others)
        return f"{text[: parent.start]}{{{', '.join(text[one.key : one.end] for one in kept)}}}{text[parent.end :]}"
    start, end = text.rfind("\n", 0, at.key) + 1, _end_of_line(text, at.end)
    return text[:start] + re.sub("^(?!#)", "#", text[start:end], flags=re.MULTILINE) + text[end:]


def _inside(text: str, path: KeyPath, said: str, there: Mapping[KeyPath, Stretch]) -> str:
    parent, words = there[path[:-1]], f"{path[-1]}: {_scalar(said)}"
    if parent.flow:
        before = text[parent.start : parent.end - 1].rstrip()
        return f"{text[: parent.start]}{before}{', ' if parent.children else ''}{words}}}{text[parent.end :]}"
    last = there[*path[:-1], parent.children[-1]]
    indent = text[text.rfind("\n", 0, last.key) + 1 : last.key]
    end = _end_of_line(text, parent.end)
    return f"{text[:end]}{_newline(text)}{indent}{words}{text[end:]}"


def _line(text: str, key: str, said: str, there: Mapping[KeyPath, Stretch]) -> str:
    """A key more: in place of the remark that shows it, else above the remarks over the rounds."""
    if shown := next((one for one in _SHOWN.finditer(text) if one["key"] == key), None):
        return f"{text[: shown.start()]}{key}: {said}{text[shown.end() :]}"
    rounds = there.get((ROUNDS,))
    lines = text[: rounds.key if rounds else len(text)].splitlines(keepends=True)
    while rounds and lines and lines[-1].startswith("#"):
        lines.pop()
    at, newline = len("".join(lines)), _newline(text)
    before = newline if text[:at] and not text[:at].endswith("\n") else ""
    return f"{text[:at]}{before}{key}: {said}{newline}{text[at:]}"


def _with_round(text: str, one: Mapping[str, str]) -> str:
    there = stretches(text)
    rounds = there[ROUNDS,]
    if rounds.flow:
        words = ", ".join(f"{key}: {_scalar(said)}" for key, said in one.items())
        before = text[rounds.start : rounds.end - 1].rstrip()
        return f"{text[: rounds.start]}{before}, {{{words}}}]{text[rounds.end :]}"
    last = there[ROUNDS, rounds.children[-1]]
    before = text[text.rfind("\n", 0, last.start) + 1 : last.start]
    indent, newline = before[: before.find("-")], _newline(text)
    lines = [f"{key}: {_scalar(said)}" for key, said in one.items()]
    end = _end_of_line(text, rounds.end)
    return f"{text[:end]}{newline}{indent}- {f'{newline}{indent}  '.join(lines)}{text[end:]}"


def _without_round(text: str, number: int) -> str:
    there = stretches(text)
    rounds, at = there[ROUNDS,], there[ROUNDS, number]
    if rounds.flow:
        kept = (there[ROUNDS, other] for other in rounds.children if other != number)
        return f"{text[: rounds.start]}[{', '.join(text[one.start : one.end] for one in kept)}]{text[rounds.end :]}"
    dash = text.rfind("-", 0, at.start)
    end = _end_of_line(text, at.end)
    after = text.find("\n", end) + 1 or len(text)
    return text[: text.rfind("\n", 0, dash) + 1] + text[after:]


def _ahead(text: str, after: Mapping[str, str]) -> str:
    """The remark that shows the next round shows the one after it."""

    def shown(found: re.Match[str]) -> str:
        name, opens, due = (_scalar(after[key]) for key in ("name", "opens", "due"))
        end, last = _newline(found[0]), "\r" if found[0].endswith("\r") else ""
        return f"#{found['space']}name: {name}{end}#{found['opens']}opens: {opens}{end}#{found['due']}due: {due}{last}"

    return _AHEAD.sub(shown, text, count=1)


def _end_of_line(text: str, at: int) -> int:
    """Where the line of this place ends, without its line break."""
    if at and text[at - 1 : at] == "\n":
        return at - (2 if text[at - 2 : at] == "\r\n" else 1)
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" else end


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
