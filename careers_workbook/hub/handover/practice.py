"""A second Hub to try things on: the settings, the checklist and the letters of one's own, and made-up schools.

Enters: the settings of a Hub, a round, made-up schools, a folder that is new or empty. Leaves: a Hub there, marked as
practice in its name and in those of its rounds, which stand above everything that is shown of it. Nothing of a real
school, return or address is in it: letters can reach nobody. Must not know: what made-up schools answer.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from careers_workbook.core.output import make_folder, write
from careers_workbook.core.problems import OutputError, Place, Problem
from careers_workbook.core.school import School
from careers_workbook.hub.handover.new_folder import lies_in, whole_or_not
from careers_workbook.hub.launcher import put_launcher
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.register.update import as_csv
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.settings import FOLDERS, SETTINGS, HubSettings, RoundSettings, read_settings
from careers_workbook.spec.identity import as_yaml
from careers_workbook.spec.load import load

MARK = "PRACTICE"
_ADDRESS = "practice@hub.example"
_CASELOADS = ("Caseload A", "Caseload B")
_SUBJECT = "Subject:"
_HEAD = "# This is PRACTICE: its schools and their answers are made up. Delete the folder when you no longer need it.\n"


def practice(
    hub: HubSettings,
    schools: Sequence[School],
    folder: Path,
    sent: Callable[[HubSettings], Iterable[tuple[str, bytes]]],
) -> HubSettings:
    """Make the Hub, whole or not at all, with what is `sent` to it in its inbox.

    OutputError (HUB-122) where the folder is not empty, or lies in that of the real Hub.
    """
    if lies_in(hub.root, folder):
        raise OutputError(Problem("HUB-122", Place(), {"path": str(folder)}))
    with whole_or_not(folder, "HUB-122") as partial:
        for name in FOLDERS:
            make_folder(partial / name)
        write(partial / "spec.yaml", as_yaml(load(hub.spec)))
        write(partial / "register.csv", as_csv(tuple(_lines(schools))))
        for path in sorted(hub.folders["letters"].glob("*.txt")):
            write(partial / "letters" / path.name, _marked(path.read_text(encoding="utf-8-sig", errors="replace")))
        journal.add(partial / "returns", "init", {"round": _name(hub.rounds[0]), "due": f"{hub.rounds[0].due}"})
        write(partial / SETTINGS, "".join(_settings(hub)))
        for name, data in sent(read_settings(partial)):
            write(partial / "inbox" / name, data)
        put_launcher(partial)
    return read_settings(folder)


def made_up(schools: Iterable[School], real: Iterable[School]) -> tuple[School, ...]:
    """Made-up schools, none with the name of a real one."""
    taken = {school.name.casefold() for school in real}
    return tuple(
        replace(school, name=f"Made-up School {number}") if school.name.casefold() in taken else school
        for number, school in enumerate(schools, 1)
    )


def _lines(schools: Sequence[School]) -> Iterator[Listed]:
    for number, school in enumerate(schools):
        address = f"careers@{school.urn}.example"  # .example belongs to nobody (RFC 2606)
        yield Listed(school, address, _CASELOADS[number % len(_CASELOADS)])


def _marked(letter: str) -> str:
    """A letter whose subject says what it is, where the name of the Hub does not do so already."""
    lines = letter.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if line.startswith(_SUBJECT)), None)
    if at is not None and "hub" not in lines[at]:
        lines[at] = lines[at].replace(_SUBJECT, f"{_SUBJECT} {MARK}:", 1)
    return "".join(lines)


def _name(one: RoundSettings) -> str:
    return f"{MARK} {one.name}"


def _settings(hub: HubSettings) -> Iterator[str]:
    yield _HEAD
    texts = {"hub": f"{MARK} {hub.name}", "contact": "Nobody: this is practice", "return_to": _ADDRESS}
    for key, text in texts.items():
        yield f"{key}: {json.dumps(text, ensure_ascii=False)}\n"
    yield "spec: spec.yaml\nregister: register.csv\n"
    for key in ("keep_leaver_rows", "carry_leavers"):
        yield f"{key}: {'yes' if getattr(hub, key) else 'no'}\n"
    yield "collections:\n"
    for one in hub.rounds:
        yield f"  - name: {json.dumps(_name(one), ensure_ascii=False)}\n    opens: {one.opens}\n    due: {one.due}\n"
