"""A Hub's folder: what `collection.yaml` says of the Hub, its folders and its rounds, one a term.

Enters: a folder. Leaves: a `HubSettings`; SpecError with every mistake and its line (SPEC-002 to 004, HUB-021 to 025).
Must not know: workbooks, returns, the command line.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from careers_workbook.core import hub_folder as at
from careers_workbook.core.brand import Brand, size_of, why_no_colour, why_no_logo
from careers_workbook.core.file_names import as_file_name
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.text import TRUTH, show_date
from careers_workbook.core.typed_days import certain_day
from careers_workbook.spec.load import DEFAULT_SPEC, shipped
from careers_workbook.spec.nodes import Node
from careers_workbook.spec.yaml_text import read
from careers_workbook.spec.years import school_year

SETTINGS = at.SETTINGS
STORE = "hub.sqlite"
CHANGES = "spec-changes.yaml"
"""What the commands `question add`, `reword` and `drop` changed in the spec that the settings name."""
PENDING = "spec-changes.json"
"""What that file and those that it extends are about to say, until they do."""
FOLDERS: dict[str, str] = {
    "blank": "the workbooks that go out",
    "inbox": "what schools send back: workbooks, zip folders, e-mails",
    "returns": "the originals of everything that came, kept by the program",
    "letters": "the templates of the letters to schools",
    "output": "what the program makes: letters, reports, the master workbook",
}
"""The folders of a Hub by name, and what lies in them. Unless the settings say otherwise they are called so."""
_MONTH = dt.timedelta(days=30)
_LEAVERS = ("keep_leaver_rows", "carry_leavers")
_KEYS = (
    *("hub", "contact", "return_to", "spec", "register", *_LEAVERS),
    *("keep_until", "certificates", "folders", "collections"),
)
STAGES: dict[str, str] = {
    "leavers": "the lines of leavers in the originals",
    "originals": "the originals",
    "rounds": "all that is held of the round",
}
"""What goes when it has been kept long enough, the first first."""
_LOOKS, _COLOURS = ("logo", "colours"), ("top", "headings")
"""What stands on the pages that a Hub makes, and where its colours do."""
_UNITS = {"month": 1, "months": 1, "year": 12, "years": 12}
_MOST_MONTHS = 1_200


@frozen
class RoundSettings:
    """One round: schools are asked between two days (both included)."""

    name: str
    opens: dt.date
    due: dt.date

    @property
    def folder(self) -> str:
        """Its name as that of a folder."""
        return as_file_name(self.name)

    @property
    def year(self) -> int:
        """The school year that it is about, that of its last month: from July to December it is the new one."""
        return school_year(max(self.opens, self.due - _MONTH))


@frozen
class HubSettings:
    """Everything that a Hub has decided. `rounds` are in the order of their opening, one at least.

    `spec` is the id of a shipped spec or the path of a file, as `spec.load.load` takes it: what the settings name, or
    what was changed in it by `question`; `folders` has a whole path
    for each name of FOLDERS; `return_to` is the contact where the settings say nothing else; `keep_until` has months
    after the due date of a round for those of STAGES that the settings name; `certificates` is the
    folder of those for a cluster.
    """

    root: Path
    name: str
    spec: str
    register: Path
    rounds: tuple[RoundSettings, ...]
    contact: str = ""
    return_to: str = ""
    keep_leaver_rows: bool = False
    carry_leavers: bool = False
    brand: Brand = field(default_factory=Brand, kw_only=True)
    folders: dict[str, Path] = field(default_factory=dict)
    keep_until: dict[str, int] = field(default_factory=dict)
    certificates: Path | None = None

    @property
    def store(self) -> Path:
        """The database."""
        return self.root / STORE

    @property
    def draft(self) -> Path:
        """The database while it is made anew."""
        return self.store.with_name(f"{self.store.stem}-new{self.store.suffix}")

    def named(self, name: str) -> RoundSettings:
        """The round of this name; SpecError (HUB-025) if there is none."""
        found = next((one for one in self.rounds if one.name.casefold() == name.strip().casefold()), None)
        if found is None:
            names = [one.name for one in self.rounds]
            context = {"name": name, "suggestion": did_you_mean(name, names) or f"There are: {', '.join(names)}."}
            raise SpecError(Problem("HUB-025", Place(str(self.root / SETTINGS)), context))
        return found

    def at(self, day: dt.date) -> RoundSettings:
        """The round that is under way on a day: the last one that has opened, or else the first one to come."""
        opened = [one for one in self.rounds if one.opens <= day]
        return opened[-1] if opened else self.rounds[0]

    def before(self, one: RoundSettings) -> RoundSettings | None:
        """The round before this one."""
        earlier = self.rounds_before(one)
        return earlier[-1] if earlier else None

    def rounds_before(self, one: RoundSettings) -> tuple[RoundSettings, ...]:
        """The rounds before this one, in their order."""
        return tuple(itertools.takewhile(lambda other: other.name != one.name, self.rounds))


def find(start: Path) -> Path:
    """The folder with the settings: this one, or the nearest above it. SpecError (HUB-021) if there is none."""
    if folder := at.hub_folder(start):
        return folder
    raise SpecError(Problem("HUB-021", Place(), {"folder": str(start)}))


def read_settings(folder: Path) -> HubSettings:
    """The settings in this folder; SpecError lists every mistake."""
    return settings_of(folder, *read(folder / SETTINGS))


def settings_of(folder: Path, tree: Node, problems: Sequence[Problem] = ()) -> HubSettings:
    """The settings that a tree says, which stands in this folder, or shall."""
    reading = _SettingsReading(folder, tree, list(problems))
    settings = replace(reading.settings(), brand=reading.brand())
    if reading.problems:
        raise SpecError(*reading.problems)
    return settings


@dataclass
class _SettingsReading:
    """One reading of the settings; what is wrong is noted, and reading goes on."""

    root: Path
    tree: Node
    problems: list[Problem]

    def settings(self) -> HubSettings:
        self._no_strangers(self.tree, (*_KEYS, *_LOOKS))
        self._no_strangers(self.tree.where("folders"), tuple(FOLDERS)) if self.tree.get("folders") else None
        folders = {name: self.tree.where("folders").text(name, name) for name in FOLDERS}
        contact = self._text("contact")
        return HubSettings(
            self.root,
            self._text("hub", required=True),
            self._spec(),
            self.root / (self._text("register") or "register.csv"),
            tuple(self._collections()),
            contact,
            self._text("return_to") or contact,
            self._flag("keep_leaver_rows"),
            self._flag("carry_leavers"),
            {name: self.root / text for name, text in folders.items()},
            dict(self._periods()),
            certificates=self.root / self._text("certificates") if self._text("certificates") else None,
        )

    def _text(self, key: str, *, required: bool = False) -> str:
        node = self.tree.get(key)
        if node is not None and not isinstance(node.value, str | None):
            self._wrong(node, key, "text was expected here")
        text = self.tree.text(key).strip()
        if required and not text:
            self.problems.append(self.tree.where(key).problem("SPEC-003", key=key))
        return text

    def _flag(self, key: str) -> bool:
        text = self._text(key).lower()
        if text and text not in TRUTH:
            self._wrong(self.tree.where(key), key, "yes or no was expected here")
        return TRUTH.get(text, False)

    def _periods(self) -> Iterator[tuple[str, int]]:
        """How many months each stage is kept."""
        node = self.tree.where("keep_until")
        if not self.tree.get("keep_until"):
            return
        self._no_strangers(node, tuple(STAGES))
        for stage in STAGES:
            number, _, unit = node.text(stage).strip().partition(" ")
            months = int(number) * _UNITS.get(unit.strip(), 0) if number.isdecimal() else 0
            if 0 < months <= _MOST_MONTHS:
                yield stage, months
            elif number:
                self._wrong(node.where(stage), stage, f'"{number} {unit}" is no time: write it as 18 months or 6 years')

    def brand(self) -> Brand:
        """The logo and the colours; what cannot be used is a mistake like any other."""
        colours = self.tree.where("colours")
        if self.tree.get("colours"):
            self._no_strangers(colours, _COLOURS)
        logo = self._logo()
        size = size_of(logo) if logo else (0, 0)
        top, headings = (self._colour(colours, key) if colours.get(key) else "" for key in _COLOURS)
        return Brand(self._text("hub"), logo, *size, top, headings)

    def _colour(self, colours: Node, key: str) -> str:
        text = colours.text(key).strip()
        if reason := why_no_colour(text):
            self._wrong(colours.where(key), key, reason)
            return ""
        return text.upper()

    def _logo(self) -> bytes:
        name = self._text("logo")
        if not name:
            return b""
        file = self.root / name
        if not file.resolve().is_relative_to(self.root.resolve()):
            reason = "has to lie in the Hub's folder, so that it goes with it: copy it there"
        else:
            try:
                data = file.read_bytes()
            except OSError:
                reason = "is not there: copy the picture into the Hub's folder"
            else:
                reason = why_no_logo(data)
        if reason:
            self._wrong(self.tree.where("logo"), "logo", f"{name} {reason}")
        return b"" if reason else data

    def _spec(self) -> str:
        name = self._text("spec") or DEFAULT_SPEC
        file = self.root / name
        if name not in shipped() and not file.is_file():
            suggestion = did_you_mean(name, shipped())
            self.problems.append(self.tree.where("spec").problem("SPEC-017", spec=name, suggestion=suggestion))
        changes = self.root / CHANGES
        if changes.is_file():
            return str(self._with_changes(name, changes))
        return str(file) if file.is_file() else name

    def _with_changes(self, name: str, changes: Path) -> Path:
        """The changes, which have to be those of the spec that the settings name; else HUB-088."""
        base, seen = changes.name, set[str]()
        while base.startswith(changes.stem) and base not in seen:
            seen.add(base)
            base = read(self.root / base)[0].text("extends")
        if base != name and self.root / base != self.root / name:
            words = {"path": changes.name, "extends": base, "spec": name}
            self.problems.append(self.tree.where("spec").problem("HUB-088", **words))
        return changes

    def _collections(self) -> Iterator[RoundSettings]:
        found: list[RoundSettings] = []
        for node in self.tree.children("collections"):
            self._no_strangers(node, ("name", "opens", "due"))
            for key in ("name", "opens", "due"):
                if not node.text(key).strip():
                    self.problems.append(node.where(key).problem("SPEC-003", key=key))
            opens, due = (self._day(node, key) for key in ("opens", "due"))
            if opens and due:
                found.append(RoundSettings(" ".join(node.text("name").split()), opens, due))
                self._in_order(node, found)
        if not self.tree.children("collections"):
            self.problems.append(self.tree.where("collections").problem("SPEC-003", key="collections"))
        return iter(found)

    def _in_order(self, node: Node, found: Sequence[RoundSettings]) -> None:
        now = found[-1]
        if now.due < now.opens:
            self.problems.append(
                node.where("due").problem("HUB-022", due=show_date(now.due), opens=show_date(now.opens))
            )
        for one in found[:-1]:
            if one.folder.casefold() == now.folder.casefold():
                self.problems.append(node.where("name").problem("HUB-023", name=now.name))
        if len(found) > 1 and now.opens <= found[-2].opens:
            self.problems.append(node.where("opens").problem("HUB-024", name=now.name, before=found[-2].name))

    def _day(self, node: Node, key: str) -> dt.date | None:
        text = node.text(key).strip()
        day = certain_day(text)
        if text and day is None:
            self._wrong(node.where(key), key, f'"{text}" is not a date: write it as 31/03/2027 or 2027-03-31')
        return day

    def _wrong(self, node: Node, key: str, reason: str) -> None:
        self.problems.append(node.problem("SPEC-004", key=key, reason=reason, suggestion=""))

    def _no_strangers(self, node: Node, known: Sequence[str]) -> None:
        if not isinstance(node.value, dict):
            self._wrong(node, "The file", "lines with a key and a value were expected here")
            return
        for key in node.value:
            if key not in known:
                place = Place(node.file, line=node.keys.get(key, node.line))
                self.problems.append(Problem("SPEC-002", place, {"key": key, "suggestion": did_you_mean(key, known)}))
