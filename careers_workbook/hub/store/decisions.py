"""What people decided about a Hub's files: entries of the journal that can be taken back, the last first.

Enters: entries of the journal. Leaves: what holds today; `settle` lets receipts and store say the same, whatever was
killed before. A kind of decision is a row of KINDS. Must not know: how anything is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.journal import FORGOTTEN, JournalDetail, JournalEntry
from careers_workbook.hub.store.receipts import Receipt
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.tombstones import BARRIERS, UNDO, Tombstones
from careers_workbook.returns.redaction.names import as_kept

_BATCH = "with"
MOVED = "folder"
"""What the journal says where a folder of the Hub lies in another place from then on."""


@frozen
class Kind:
    """A kind of decision: the details that say what it is about, and the one that says what was decided."""

    about: tuple[str, ...]
    decides: str


KINDS: dict[str, Kind] = {
    "assign": Kind(("round", "source", "hash"), "urn"),
    "dismiss": Kind(("round", "source", "hash"), "reason"),
    "extend": Kind(("round", "urn"), "due"),
    "sent": Kind(("round", "urn", "letter"), "on"),
    "confirm": Kind(("round", "urn"), "holds"),
    "address": Kind(("urn",), "address"),
    "question": Kind(("file",), "text"),
    "excuse": Kind(("round", "urn"), "reason"),
    "note": Kind(("round", "urn", "place"), "words"),
    "answer": Kind(("round", "urn"), "told"),
    "edit": Kind(("round", "urn", "letter"), "text"),
    "template": Kind(("file",), "text"),
    "settings": Kind(("file",), "text"),
    "line": Kind(("urn",), "text"),
}
"""Each entry also has `before`: what held until then."""


def assign(folder: Path, receipt: Receipt, urn: str) -> None:
    """Write down that the Hub says whose a file is."""
    details: dict[str, JournalDetail] = {"round": receipt.round, "source": receipt.source, "hash": receipt.hash}
    journal.add(folder, "assign", {**details, "urn": urn, "before": receipt.urn})


def decide(
    folder: Path,
    what: str,
    things: Iterable[tuple[str, ...]],
    decided: str | Mapping[tuple[str, ...], str],
    known: Mapping[tuple[str, ...], str] = {},
) -> None:
    """Write down one decision about some things, and what held before of each; it is taken back as a whole.

    `decided` is the same of all, or says it of each; `known` is what held of those that the journal says nothing of.
    What holds already is not decided again: else `undo` would take back nothing.
    """
    kind, held = KINDS[what], {**known, **holding(journal.decided(folder), what)}
    every: dict[tuple[str, ...], dict[str, JournalDetail]] = {}
    for about in things:
        said, before = decided if isinstance(decided, str) else decided[about], held.get(about, "")
        if before != said:
            named: dict[str, JournalDetail] = dict(zip(kind.about, about, strict=True))
            every[about] = {**named, kind.decides: said, "before": before}
    journal.add_together(folder, what, [*every.values()], _BATCH)


def together(entries: Iterable[JournalEntry], one: JournalEntry) -> tuple[JournalEntry, ...]:
    """The entries that were decided with this one, which is the last of them; the last first."""
    first = one.details.get(_BATCH, one.number)
    return tuple(
        e for e in reversed(tuple(entries)) if first in (e.number, e.details.get(_BATCH)) and e.what == one.what
    )


def last(entries: Iterable[JournalEntry]) -> JournalEntry | None:
    """The last decision that nobody has taken back; what was decided before something was forgotten stays.

    So do settings from before a folder was moved: they name the place where it lay.
    """
    there = tuple(entries)
    undone = _undone(there)
    forgotten = max((one.number for one in there if one.what in BARRIERS), default=0)
    moved = max((one.number for one in there if one.what == MOVED), default=0)
    stays = {"settings": max(moved, forgotten)}
    there = tuple(one for one in there if one.number > stays.get(one.what, forgotten))
    return next((one for one in reversed(there) if one.what in KINDS and one.number not in undone), None)


def of_round(entries: Iterable[JournalEntry], name: str) -> int:
    """How many decisions about a round nobody has taken back, or forgotten."""
    there = tuple(entries)
    undone, kinds = _undone(there), {what for what, kind in KINDS.items() if "round" in kind.about}
    mine = (one for one in there if one.what in kinds and one.text("round") == name)
    return sum(one.number not in undone and FORGOTTEN not in one.details for one in mine)


def holding(entries: Iterable[JournalEntry], what: str) -> dict[tuple[str, ...], str]:
    """What was decided about each thing that ever was decided about: what holds now, after all that was taken back."""
    there = [one for one in entries if one.what in (what, UNDO) and FORGOTTEN not in one.details]
    undone, found, kind = _undone(there), dict[tuple[str, ...], str](), KINDS[what]
    for one in (one for one in there if one.what == what):
        about = tuple(map(one.text, kind.about))
        if one.number in undone:
            found.setdefault(about, one.text("before"))
        else:
            found[about] = one.text(kind.decides)
    return found


def changed_questions(entries: Iterable[JournalEntry]) -> str | None:
    """What the file of changed questions says by the last word about it; None if there is none."""
    said = [one for one in entries if "question" in (one.what, one.text("undoes"))]
    return said[-1].text("before" if said[-1].what == UNDO else "text") if said else None


def settle(folder: Path, store: Store | None = None) -> dict[tuple[str, str, str], str]:
    """Let receipts and store say of each file whose it is what the journal says: by `key`. What is forgotten goes."""
    journal.take_in(folder, lambda entries: Tombstones.of(entries).redacted)
    Tombstones.of(journal.decided(folder)).settle(folder, store)
    said = holding(journal.decided(folder), "assign")
    whose = {(name, as_kept(source), hash_of): urn for (name, source, hash_of), urn in said.items()}
    for _, receipt in receipts.receipts(folder) if whose else ():
        if receipt and (urn := whose.get(key(receipt))) is not None:
            receipts.note(folder, replace(receipt, urn=urn))
    for receipt in (*store.receipts(), *store.unread()) if store and whose else ():
        urn = whose.get(key(receipt), receipt.urn)
        if store and urn != receipt.urn:
            store.say(receipt, urn)
    return whose


def key(receipt: Receipt) -> tuple[str, str, str]:
    """What an arrival is known by in the journal."""
    return receipt.round, as_kept(receipt.source), receipt.hash


def _undone(entries: Iterable[JournalEntry]) -> set[object]:
    return {one.details.get("number") for one in entries if one.what == UNDO}
