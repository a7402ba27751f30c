"""The settings of a Hub changed by somebody: what they would say then, and written only if nobody else was quicker.

Enters: settings, what shall be said in them, the mark of the text that somebody looked at before. Leaves: a
`SettingsText` of which nothing is wrong; the file and the journal. SpecError (HUB-173) where the file says something
else by now, (HUB-174) where a change cannot be made, (HUB-175) where a round would lose its name of which something is
held. Must not know: forms, who asks.
"""

from dataclasses import replace

from careers_workbook.core.brand import why_no_logo
from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import or_as_before, write
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.hub.setup import round_after
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.journal import JournalEntry
from careers_workbook.hub.store.lock import only_writer
from careers_workbook.hub.store.round_contents import keep_names
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, RoundSettings, read_settings
from careers_workbook.hub.store.settings_text import SettingsChanges, SettingsText, checked, meaning, settings_text


@frozen
class SettingsFile:
    """The settings of one Hub as their file says them. What makes others writes nothing: `keep` does."""

    hub: HubSettings

    def text(self) -> SettingsText:
        """As they stand there; SpecError where they are no text."""
        return settings_text(self.hub.root)

    def changed(self, changes: SettingsChanges) -> SettingsText:
        """With something else said in them, all else as somebody typed it; SpecError with every mistake."""
        return checked(self.hub.root, self.text().with_changes(changes))

    def with_round(self, new: RoundSettings) -> SettingsText:
        """With a round more, after all others; as above."""
        return checked(self.hub.root, self.text().with_round(new, round_after((*self.hub.rounds, new))))

    def without_round(self, one: RoundSettings) -> SettingsText:
        """Without a round; as above."""
        rounds = list(self.hub.rounds)
        number = rounds.index(one)
        following = round_after(rounds[:number] + rounds[number + 1 :] or rounds)
        return checked(self.hub.root, self.text().without_round(number, following))

    def round_after(self) -> RoundSettings:
        """The round that follows the last one, as a suggestion."""
        return round_after(self.hub.rounds)

    def keep(self, new: SettingsText, seen: str) -> None:
        """Let the settings be these; `undo` takes it back. `seen` is the mark of what somebody looked at before."""
        with only_writer(self.hub.folders["returns"]):
            before = self.text()
            if before.mark != seen:
                raise changed_since()
            if new != before:
                self._keep_names(new)
                with or_as_before(self.hub.root / SETTINGS):
                    write(self.hub.root / SETTINGS, new.text)
                    said = {"file": SETTINGS, "text": new.text, "before": before.text}
                    journal.add(self.hub.folders["returns"], "settings", said)

    def keep_logo(self, data: bytes, seen: str) -> None:
        """Put a logo beside the settings, which name it then; SpecError for what cannot be shown, too."""
        if reason := why_no_logo(data):
            told = {"key": "logo", "reason": f"the picture {reason}", "suggestion": ""}
            raise SpecError(Problem("SPEC-004", Place(SETTINGS), told))
        name = f"logo-{receipts.hash_of(data)[:8]}.png"
        write(self.hub.root / name, data)
        self.keep(self.changed({("logo",): name}), seen)

    def take_back(self, change: JournalEntry) -> None:
        """Let them say what they said before a change, by whoever writes already."""
        now = self.text()
        if now.text not in (change.text("text"), change.text("before")):
            raise changed_since()
        self._keep_names(replace(now, text=change.text("before")))
        write(self.hub.root / SETTINGS, change.text("before"))

    def _keep_names(self, new: SettingsText) -> None:
        keep_names(read_settings(self.hub.root), meaning(self.hub.root, new))


def changed_since() -> SpecError:
    """Says that the settings are not any more as somebody looked at them."""
    return SpecError(Problem("HUB-173", Place(), {"path": SETTINGS}))
