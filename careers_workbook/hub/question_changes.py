"""A question added, reworded or dropped, in a file that the program owns: the co-ordinator's own spec stays as it is.

The file extends that spec. As soon as workbooks of it went out it is put aside under its version, and the next change
extends it; so the spec language says of every question what became of it, and no ref is used twice. Enters: a Hub's
settings, a `QuestionChange`. Leaves: a `ChangedQuestion` with the files to write; SpecError where the change cannot be
made, or an answer would be lost silently. Must not know: how anything is shown, files that were returned.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import write
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.temporary import temporary_folder
from careers_workbook.hub.rounds.changed_questions import next_version
from careers_workbook.hub.store.asked import sent_specs
from careers_workbook.hub.store.settings import CHANGES, HubSettings
from careers_workbook.spec.load import lineage, load
from careers_workbook.spec.model import Sheet, Spec, SpecEntry
from careers_workbook.spec.nodes import Node
from careers_workbook.spec.yaml_text import read, written

_HEAD = """\
# What was changed in the questions of your checklist, written by the commands "careers-workbook question add", "reword"
# and "drop". Your own file, which this one extends, was left as it is. The program writes this file anew.
"""
_EXTENDS = re.compile(r"^extends: (.+)$", re.MULTILINE)
_LISTS = ("items", "fields")
ABOUT = {
    "numbers of people": {"counts_people": True},
    "people": {"sensitive": True},
    "nobody": {"sensitive": False},
}
"""What answers may say -> what the spec says of their question."""
_ADD = {"text": "items", "label": "fields"}
"""The key under which the words of a question stand -> the list that such questions are added to."""


QuestionChangeKind = Literal["add", "reword", "drop"]


@frozen
class QuestionChange:
    """What is wanted. `ref` is the question; where one is added, the one which it stands below.

    `words` are its words, or why it is dropped. `answer` is the kind of answer of a detail that is added, `about` what
    its answers say of people: one of ABOUT, or "" where that is not decided.
    """

    kind: QuestionChangeKind
    ref: str
    words: str
    answer: str = "text"
    about: str = ""


@frozen
class ChangedQuestion:
    """What comes of a change: the question, its words `before` and `after`, the new version of the checklist.

    `files` are name -> text, to be written into the Hub's folder in this order.
    """

    change: QuestionChange
    ref: str
    sheet: str
    before: str
    after: str
    old: Spec
    new: Spec
    files: Mapping[str, str]


def changed(hub: HubSettings, change: QuestionChange) -> ChangedQuestion:
    """What comes of a change; nothing is written as yet."""
    own = lineage(hub.spec)
    sent = [one.spec for one in sent_specs(hub, own)]
    sheet, entry = _entry(own[0], change.ref)
    change = replace(change, ref=entry.ref, words=" ".join(change.words.split()))
    ref = _free(change.ref, (*own, *sent)) if change.kind == "add" else change.ref
    file = hub.root / CHANGES
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    there = _plain(read(file)[0]) if text else {}
    went_out = (own[0].id, own[0].version) in [(spec.id, spec.version) for spec in sent]
    aside: dict[str, str] = {}
    if not text or went_out or _stands_on(there, change):
        base = _seen_from(hub.root, hub.spec)
        if text:
            base = _aside(hub.root, own[0].version)
            aside = {base: text}
        version = next_version(own[0].version, [spec.version for spec in (*own, *sent)])
        there = {"id": own[0].id, "version": version, "extends": base}
    _DO[change.kind](there, change, ref, entry)
    files = {**aside, CHANGES: _HEAD + written(there)}
    new = _tried(hub, files)
    before, after = ("", change.words) if change.kind == "add" else (entry.words, change.words)
    return ChangedQuestion(change, ref, sheet.title, before, "" if change.kind == "drop" else after, own[0], new, files)


def _seen_from(root: Path, spec: str) -> str:
    """What a spec file is called in the Hub's folder; a shipped one has its id."""
    path = Path(spec)
    return path.relative_to(root).as_posix() if path.is_file() and path.is_relative_to(root) else spec


def _entry(spec: Spec, ref: str) -> tuple[Sheet, SpecEntry]:
    entries = {entry.ref: (sheet, entry) for sheet in spec.sheets for entry in sheet.entries()}
    found = next((one for known, one in entries.items() if known.casefold() == ref.strip().casefold()), None)
    if found is None:
        raise SpecError(Problem("HUB-087", Place(), {"ref": ref, "suggestion": did_you_mean(ref, entries)}))
    return found


def _free(near: str, specs: Iterable[Spec]) -> str:
    """The next ref with the letters of this one that no question has or ever had."""
    letters = near.rstrip("0123456789")
    used = {ref for spec in specs for ref in (*spec.renamed, *spec.dropped)}
    used |= {entry.ref for spec in specs for sheet in spec.sheets for entry in sheet.entries()}
    numbers = [int(ref[len(letters) :]) for ref in used if ref.rstrip("0123456789") == letters and ref != letters]
    return f"{letters}{max(numbers, default=0) + 1}"


def _aside(root: Path, version: str) -> str:
    """The name under which the changes of a version that went out are put aside."""
    plain = "".join(c if c.isalnum() or c in ".-" else "-" for c in version)
    stem, suffix = CHANGES.rsplit(".", 1)
    names = (f"{stem}-{plain}{more}.{suffix}" for more in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(name for name in names if not (root / name).exists())


def _stands_on(there: Mapping[str, Any], change: QuestionChange) -> bool:
    """Whether a question is dropped below which another was added in the same file: that would stand nowhere."""
    return change.kind == "drop" and any(one.get("after") == change.ref for one in there.get("add", ()))


def _added(there: Mapping[str, Any], ref: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The addition of this very file that has a question, and the question."""
    for addition in there.get("add", ()):
        for name in _LISTS:
            for one in addition.get(name, ()):
                if one["ref"] == ref:
                    return addition, one
    return None


def _add(there: dict[str, Any], change: QuestionChange, ref: str, entry: SpecEntry) -> None:
    key = next((key for key in _ADD if getattr(entry.model, key, None) is not None), "")
    if not key:
        raise SpecError(Problem("HUB-087", Place(), {"ref": change.ref, "suggestion": _NOT_BELOW}))
    one: dict[str, Any] = {"ref": ref, key: change.words}
    if key == "label":
        one |= {"id": ref.lower(), "answer": change.answer}
    one |= ABOUT.get(change.about, {})
    there.setdefault("add", []).append({"after": change.ref, _ADD[key]: [one]})


_NOT_BELOW = "A question can be added below a statement of a checklist or a line of School details."


def _reword(there: dict[str, Any], change: QuestionChange, ref: str, _entry: SpecEntry) -> None:
    found = _added(there, ref)
    if found:
        found[1]["label" if "label" in found[1] else "text"] = change.words
        return
    before = there.setdefault("reword", {}).get(ref)
    there["reword"][ref] = {**before, "text": change.words} if isinstance(before, dict) else change.words


def _drop(there: dict[str, Any], change: QuestionChange, ref: str, _entry: SpecEntry) -> None:
    found = _added(there, ref)
    there.get("reword", {}).pop(ref, None)
    if found is None:
        there.setdefault("dropped", {})[ref] = change.words
        return
    for name in _LISTS:
        if name in found[0]:
            found[0][name] = [one for one in found[0][name] if one["ref"] != ref]
    there["add"] = [one for one in there["add"] if any(one.get(name) for name in _LISTS)]


_DO = {"add": _add, "reword": _reword, "drop": _drop}


def _plain(node: Node) -> Any:  # noqa: ANN401 - whatever stands in a spec
    """A tree as data that is written as it was typed."""
    if isinstance(node.value, dict):
        return {key: _plain(child) for key, child in node.value.items() if child.value not in (None, (), {})}
    if isinstance(node.value, tuple):
        return [_plain(child) for child in node.value]
    number = int(node.words) if node.plain and node.words.isdecimal() else node.value
    return {"true": True, "false": False}.get(node.words, number) if node.plain else number


def _tried(hub: HubSettings, files: Mapping[str, str]) -> Spec:
    """The spec as the files make it, put elsewhere for the moment; SpecError where it is not right."""

    def from_elsewhere(found: re.Match[str]) -> str:
        base = hub.root.absolute() / found[1]
        return f"extends: {json.dumps(str(base))}" if base.is_file() and found[1] not in files else found[0]

    with temporary_folder() as folder:
        for name, text in files.items():
            write(folder / name, _EXTENDS.sub(from_elsewhere, text))
        try:
            return load(str(folder / CHANGES))
        except SpecError as error:
            raise SpecError(*map(_here, error.problems)) from error


def _here(problem: Problem) -> Problem:
    """A mistake that a change would make: its file is not there yet."""
    return replace(problem, place=replace(problem.place, file=CHANGES, line=None))
