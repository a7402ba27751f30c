"""Letters as drafts in a folder of the Hub: one a school and kind, replaced while nobody has changed it.

Enters: messages with the line of the register that they go to, a folder. Leaves: the files, and what became of each. A
draft that somebody changed is never replaced, one of before that is no longer true is taken away. Must not know: what
a letter says, how a message is written.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

from careers_workbook.core.file_names import name_for
from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import read_whole
from careers_workbook.core.output import Keep
from careers_workbook.core.problems import Place, Problem
from careers_workbook.hub.register.addresses import LONGEST_ADDRESS, addresses
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.rounds.reminders import ReminderKind, Situations
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.store.receipts import names_in

MARK = b"X-Careers-Workbook-Draft: "
"""The first line of every draft: a hash of all the rest, by which a draft that nobody changed is known."""


@frozen
class Draft:
    """One letter to one school as a message. `path` is its file once it is written; `problems` are what is wrong."""

    kind: str
    listed: Listed
    message: bytes
    problems: tuple[Problem, ...] = ()
    path: Path | None = None

    @property
    def has_address(self) -> bool:
        """Whether it can be sent without typing an address."""
        return bool(addresses(self.listed.email)[0])


@frozen
class KeptDraft:
    """A letter that lies in a folder: of which kind, to which school. `number` names it where no path may."""

    kind: str
    listed: Listed
    path: Path

    @property
    def number(self) -> str:
        """The same as long as it is the letter of this kind to this school."""
        return hashlib.sha256(self.path.name.encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def has_address(self) -> bool:
        """Whether it can be sent without typing an address."""
        return bool(addresses(self.listed.email)[0])

    @property
    def is_changed(self) -> bool:
        """Whether somebody has changed it, here or in another program."""
        return not _is_untouched(self.path)


def kept_drafts(schools: Iterable[Listed], folder: Path) -> Iterator[KeptDraft]:
    """The drafts to these schools, changed or not; those of workbooks that go out first."""
    to = defaultdict[str, set[str]](set)
    for name in names_in(folder):
        to[name.split(" ", 1)[0]].add(name)
    kinds = {kind: _ending(kind) for kind in ("blank", *get_args(ReminderKind))}
    for listed in schools:
        there = to.get(listed.school.urn, ())
        for kind, ending in kinds.items() if there else ():
            if any(name.endswith(ending) for name in there) and (name := _name(listed, kind)) in there:
                yield KeptDraft(kind, listed, folder / name)


def keep_drafts(drafts: Iterable[Draft], folder: Path, keep: Keep, *, anew: bool = False) -> Iterator[Draft]:
    """A file for each draft, named by URN, school and kind; OutputError where it cannot be written.

    What somebody has changed is replaced only where it is to be written `anew`.
    """
    for draft in drafts:
        path = folder / _name(draft.listed, draft.kind)
        problems = (*draft.problems, *_wrong_addresses(draft.listed))
        if not anew and path.exists() and not _is_untouched(path):
            yield replace(draft, problems=(*problems, Problem("HUB-053", Place(), {"path": str(path)})))
            continue
        keep(path, draft.message)
        yield replace(draft, problems=problems, path=path)


def marked(message: bytes) -> bytes:
    """The message with the line by which it is known as long as nobody has changed it."""
    return MARK + hashlib.sha256(message).hexdigest().encode() + b"\r\n" + message


def _wrong_addresses(listed: Listed) -> Iterator[Problem]:
    for wrong in addresses(listed.email)[1]:
        shown = {"address": wrong[:LONGEST_ADDRESS], "name": listed.school.name, "urn": listed.school.urn}
        yield Problem("HUB-052", Place(), shown)


def _name(listed: Listed, kind: str) -> str:
    return name_for(listed.school, _ending(kind))


def _ending(kind: str) -> str:
    return f" - {kind}.eml"


def drafted(schools: Iterable[Listed], folder: Path) -> Iterator[tuple[Listed, ReminderKind]]:
    """The letters to these schools of which there is a draft in a folder, changed or not."""
    for listed in schools:
        for kind in get_args(ReminderKind):
            if (folder / _name(listed, kind)).is_file():
                yield listed, kind


def letters_untrue(found: Round, drafts: Iterable[KeptDraft]) -> Iterator[KeptDraft]:
    """Those of these drafts that say what is not so any more."""
    situations = Situations.of(found)
    true: set[tuple[str, str | None]]
    true = {(school.listed.school.urn, situations.letter(school)) for school in found.schools}
    true |= {(one.school.urn, "blank") for one in found.register.listed if not one.closed}
    return (one for one in drafts if (one.listed.school.urn, one.kind) not in true)


def untrue_drafts(situations: Situations, folder: Path) -> Iterator[tuple[Path, bool]]:
    """The drafts of before that say what is not so any more, and whether nobody has changed them."""
    schools = ((school.listed, situations.letter(school)) for school in situations.found.schools)
    true = {_name(listed, kind) for listed, kind in schools if kind}
    for kind in get_args(ReminderKind):
        for path in sorted(folder.glob(f"* - {kind}.eml")):
            if path.name not in true:
                yield path, _is_untouched(path)
    for listed in situations.found.register.listed:
        if listed.closed:
            yield from drafts_to(listed.school.urn, "blank", folder)


def drafts_to(urn: str, kind: str, folder: Path) -> Iterator[tuple[Path, bool]]:
    """The drafts of one kind to a school, and whether nobody has changed them."""
    return ((path, _is_untouched(path)) for path in sorted(folder.glob(f"{urn} * - {kind}.eml")))


def _is_untouched(path: Path) -> bool:
    """Whether a file is a draft of ours as it was written."""
    try:
        data = read_whole(path)
    except OSError:
        return False
    return data == marked(data.partition(b"\r\n")[2])
