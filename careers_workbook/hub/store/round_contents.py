"""What is held under the name of a round: what came, what was decided, what was made. Such a round keeps its name.

Enters: a Hub's folder, the name of a round. Leaves: a `RoundContents`; SpecError (HUB-175) where settings would drop
the name of a round of which something is held. Must not know: why a round shall get another name.
"""

from collections.abc import Iterator

from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import is_draft
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.text import many
from careers_workbook.hub.store import decisions, journal, receipts
from careers_workbook.hub.store.journal import FORGOTTEN
from careers_workbook.hub.store.receipts import source_of
from careers_workbook.hub.store.settings import HubSettings, RoundSettings
from careers_workbook.hub.store.store import Store

_BLANK = "blank"
_FOR_OTHERS = (_BLANK, "record")
"""Why something is kept that may have been sent, or figures that may have been shown, wherever it lies now."""


@frozen
class RoundContents:
    """How many files came, decisions hold, workbooks were made, and how many other files were made and are there."""

    came: int = 0
    decided: int = 0
    workbooks: int = 0
    made: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether the round can get another name, or go."""
        return not (self.came or self.decided or self.workbooks or self.made)

    @property
    def in_words(self) -> tuple[str, ...]:
        """Each of these of which there is one, as a sentence lists it."""
        numbers = (
            (self.came, many(self.came, "file that came", "files that came")),
            (self.decided, many(self.decided, "decision")),
            (self.workbooks, many(self.workbooks, "workbook that was made", "workbooks that were made")),
            (self.made, many(self.made, "letter or report", "letters and reports")),
        )
        return tuple(words for number, words in numbers if number)


def contents_of(hub: HubSettings, one: RoundSettings) -> RoundContents:
    """What is held of a round that the settings name."""
    kept = {*_kept(hub, one), *_made(hub, one)}
    workbooks = sum(why == _BLANK for why, _ in kept)
    decided = decisions.of_round(journal.decided(hub.folders["returns"]), one.name)
    return RoundContents(len(set(_came(hub, one.name))), decided, workbooks, len(kept) - workbooks)


def keep_names(now: HubSettings, new: HubSettings) -> None:
    """SpecError (HUB-175) where `new` does not name a round any more of which something is held."""
    names = {one.name for one in new.rounds}
    held = ((one.name, contents_of(now, one)) for one in now.rounds if one.name not in names)
    if problems := [_problem(name, what) for name, what in held if not what.is_nothing]:
        raise SpecError(*problems)


def _problem(name: str, what: RoundContents) -> Problem:
    return Problem("HUB-175", Place(), {"name": name, "held": ", ".join(what.in_words)})


def _came(hub: HubSettings, name: str) -> Iterator[str]:
    """What the receipts are called, and those that the store has lost; what could not be opened has none."""
    known = set[str]()
    if hub.store.exists():
        with Store(hub.store) as store:
            for in_round, source, hash_of in store.arrivals():
                known.add(receipt := receipts.name_of(in_round, source, hash_of))
                if in_round == name:
                    yield receipt
    for path, found in receipts.receipts(hub.folders["returns"], known):
        if found and found.round == name:
            yield path.name


def _kept(hub: HubSettings, one: RoundSettings) -> Iterator[tuple[str, str]]:
    """What others may have of it, wherever it lies now: why it was made, and its place."""
    for entry in journal.each(hub.folders["returns"]):
        why, is_mine = entry.text("why"), entry.what == "keep" and entry.text("round") == one.name
        if is_mine and why in _FOR_OTHERS and FORGOTTEN not in entry.details:
            yield why, entry.text("path")


def _made(hub: HubSettings, one: RoundSettings) -> Iterator[tuple[str, str]]:
    """The same of what lies in the folders of the round."""
    blank, output = hub.folders[_BLANK], hub.folders["output"]
    for why, folders in ((_BLANK, [blank / one.folder]), ("output", output.glob(f"*/{one.folder}"))):
        for path in (path for folder in folders for path in folder.rglob("*")):
            if path.is_file() and not is_draft(path.name):
                yield why, source_of(hub.root, str(path))
