"""One visit of a page: what was asked for, what was typed, the Hub as it is now; and what a page may answer.

Enters: a request whose form was read. Leaves: values for pages; `FormError` says which field is wrong and how. Paths
never come from a browser: what it names are numbers and URNs that are looked up. Must not know: what pages show.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem, SpecError
from careers_workbook.desk.desk import Desk
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.hub.hub import Hub, Listed, RoundView
from careers_workbook.reports.words import clean

SentFile = UploadFile
"""A file that a form brought."""
SHOWN_ROUND = "shown_round"
"""The field in which every form says of which round its page was."""
SEEN = "seen"
"""The field in which a form says by what that is known again which its page showed."""
LONGEST = 2_000
"""Characters of a line or two that somebody types."""


class FormError(Exception):
    """What is wrong with one field of a form, in a sentence that says what to type."""

    def __init__(self, field: str, sentence: str) -> None:  # an exception is changed on its way: it cannot be frozen
        super().__init__(field, sentence)
        self.field, self.sentence = field, sentence


class WrongFieldsError(Exception):
    """The same of several fields."""

    def __init__(self, every: tuple[FormError, ...]) -> None:
        super().__init__(every)
        self.every = every


class NotHereError(Exception):
    """There is no such page: a school that is not there, a file that has gone."""


@frozen(slots=False)
class Visit:
    """What one request brings. `named` are the parts of the address that name something."""

    desk: Desk
    named: Mapping[str, str]
    query: Mapping[str, str]
    form: FormData = field(default_factory=FormData)
    errors: tuple[FormError, ...] = ()

    @cached_property
    def hub(self) -> Hub:
        """The Hub at the round that the address names, or at the one under way."""
        return self.desk.hub(self.query.get("round", ""))

    @cached_property
    def is_now(self) -> bool:
        """Whether this is the round under way; in another one is decided only what changes its own figures."""
        return self.hub.round == self.hub.settings.at(self.desk.today)

    @property
    def in_round(self) -> str:
        """What names the round in an address, as all that is asked in its query; "" for the round under way."""
        return "" if self.is_now else f"?round={quote(self.hub.round.name, safe='')}"

    @property
    def and_round(self) -> str:
        """The same behind something else that is asked there."""
        return self.in_round.replace("?", "&", 1)

    @cached_property
    def view(self) -> RoundView:
        """How its round stands."""
        return self.hub.view()

    @property
    def listed(self) -> Listed:
        """The line of the register about the school that the address names."""
        found = self.hub.line_of(self.named["urn"])
        if found is None:
            raise NotHereError
        return found

    def check_round(self) -> None:
        """FormError where the page was of another round: a desk stays open over days, and a round begins on one."""
        shown = self.form.get(SHOWN_ROUND)
        if self.desk.folder and isinstance(shown, str) and shown != self.hub.round.name:
            before, now = clean(shown[:LONGEST]), self.hub.round.name
            raise FormError(
                "main",
                f"Nothing was done: the page was of the round {before}, and {now} has begun since. "
                "This is the page of today: look at it, and press again if that is what you want.",
            )

    def check_seen(self, now: str) -> None:
        """SpecError (HUB-191) where the page showed something else than what is so now; asked within the work.

        Another window, a command, a return that came meanwhile; or the same button, pressed twice.
        """
        if (shown := self.typed(SEEN)) and shown != now:
            raise SpecError(Problem("HUB-191"))

    def typed(self, name: str) -> str:
        """What was typed into a field; "" where nothing was. FormError for what nobody types."""
        found = self.form.get(name, "")
        if not isinstance(found, str):
            raise FormError(name, "Type words here, not a file.")
        if len(found) > LONGEST:
            raise FormError(name, f"This is too long: at most {LONGEST:,} characters.")
        return " ".join(found.split())

    def lines(self, name: str, most: int) -> str:
        """Text of many lines as it was typed, with plain line breaks and nothing that is not seen."""
        found = self.form.get(name, "")
        if not isinstance(found, str):
            raise FormError(name, "Type words here, not a file.")
        if len(found) > most:
            raise FormError(name, f"This is too long: at most {most:,} characters.")
        return clean(found)

    def needed(self, name: str, sentence: str) -> str:
        """The same; FormError with the sentence where nothing was typed."""
        if not (found := self.typed(name)):
            raise FormError(name, sentence)
        return found

    def secret(self, name: str) -> str | None:
        """A password as it was typed; None where none was."""
        found = self.form.get(name, "")
        return found[:LONGEST] if isinstance(found, str) and found else None

    def day(self, name: str, sentence: str) -> dt.date:
        """A day that was chosen; FormError where it is none."""
        try:
            return dt.date.fromisoformat(self.typed(name))
        except ValueError as error:
            raise FormError(name, sentence) from error

    def error(self, name: str) -> str:
        """What is wrong with a field; "" where nothing is."""
        return next((one.sentence for one in self.errors if one.field == name), "")

    def before(self, name: str, most: int = LONGEST) -> str:
        """What was typed into a field of a form that is shown again."""
        found = self.form.get(name, "")
        return found[:most] if isinstance(found, str) else ""

    def files(self, name: str) -> Sequence[UploadFile]:
        """The files that were sent in a field: a browser sends one without a name where none was chosen."""
        return [one for one in self.form.getlist(name) if isinstance(one, UploadFile) and one.filename]


@frozen
class DeskPage:
    """A page: its template and the values in it."""

    template: str
    values: Mapping[str, object]


@frozen
class Download:
    """A file to be saved, never to be shown: what a school sent is not opened in the desk."""

    name: str
    data: bytes


@frozen
class SavedFile:
    """A file to be saved that is too large to be held as a whole: one that the program made itself."""

    path: Path


@frozen
class Shown:
    """A page that the program made itself and that a browser may show, in a window that can do nothing."""

    data: bytes
    kind: str


@frozen
class Action:
    """What is to be done in the thread that writes, and the page that shows it afterwards."""

    title: str
    back: str
    work: Callable[[DeskJob], None]


DeskAnswer = DeskPage | Download | SavedFile | Shown
ShowPage = Callable[[Visit], DeskAnswer]
ChangeHub = Callable[[Visit], Action | DeskAnswer]
"""What a form asks for: something to be done, or something that is made of what was typed and changes nothing."""


def mark_of(*shown: object) -> str:
    """Characters by which a page knows again what it has shown."""
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16]
