"""A new Hub's folder: settings that explain themselves, the spec, an empty register, the letters, the folders.

Enters: a folder and what is known of the Hub. Leaves: files, each only where there was none. Raises SpecError (HUB-050)
if there is a Hub already. The settings are written last: what was interrupted is no Hub yet. Must not know: what the
settings mean to others, what is in a letter.
"""

import datetime as dt
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import make_folder, write
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.hub.launcher import put_launcher
from careers_workbook.hub.register.update import as_csv
from careers_workbook.hub.store import journal
from careers_workbook.hub.store.settings import FOLDERS, SETTINGS, RoundSettings, find
from careers_workbook.spec.load import DEFAULT_SPEC, files, shipped

SPEC, REGISTER = "spec.yaml", "register.csv"
LETTERS = Path(__file__).resolve().parent / "letters"
"""The letters as they are shipped."""
_TEMPLATE = LETTERS.with_name("settings_template.yaml")
"""The settings of a new Hub, which explain themselves; `{gaps}` are filled in, and braces of YAML stand twice."""
_READINGS = ((3, 31), (7, 31), (12, 31))
"""Month and day of the national readings."""
_TERMS = ((4, "Spring"), (8, "Summer"), (12, "Autumn"))
"""The last month of each term, and what the term is called."""


@frozen
class NewHub:
    """What is known of a Hub before it has a folder; every text may be empty. `spec` as `spec.load.load` takes it."""

    today: dt.date
    hub: str = ""
    contact: str = ""
    return_to: str = ""
    spec: str = ""
    due: dt.date | None = None
    carry_leavers: bool = False


@frozen
class CreatedHub:
    """What was done: the first round's name and due date, and the files that were there and stayed as before."""

    round: str
    due: dt.date
    kept: tuple[str, ...]


def set_up(folder: Path, new: NewHub) -> CreatedHub:
    """Make the folder of a Hub. SpecError if there is one, or for a spec that is wrong; OutputError for a full disk."""
    _no_hub(folder)
    first, *more = files(new.spec or DEFAULT_SPEC)  # before anything is written
    spec = SPEC if first in shipped().values() else first.name
    due = new.due or next_reading(new.today)
    make_folder(folder)
    for name in FOLDERS:
        make_folder(folder / name)
    contents = {path.name: path.read_bytes() for path in more} | {spec: first.read_bytes()}
    contents |= {REGISTER: as_csv(()).encode()}
    contents |= {f"letters/{path.name}": path.read_bytes() for path in sorted(LETTERS.glob("*.txt"))}
    contents[SETTINGS] = _settings(folder, replace(new, spec=spec, due=due)).encode()
    made = CreatedHub(term(due), due, tuple(_write(folder, contents)))
    put_launcher(folder)
    journal.add(folder / "returns", "init", {"round": made.round, "due": f"{due:%Y-%m-%d}", "spec": spec})
    return made


def next_reading(today: dt.date) -> dt.date:
    """The national reading that comes next: 31 March, 31 July or 31 December, after today."""
    days = (dt.date(year, month, day) for year in (today.year, today.year + 1) for month, day in _READINGS)
    return next(day for day in days if day > today)


def round_after(rounds: Sequence[RoundSettings]) -> RoundSettings:
    """The round that follows these, the oldest first: until the national reading after the last of them."""
    last = rounds[-1]
    due, names = next_reading(last.due), {one.name.casefold() for one in rounds}
    numbered = (f"{term(due)} ({number})" for number in itertools.count(2))
    name = next(one for one in itertools.chain([term(due)], numbered) if one.casefold() not in names)
    return RoundSettings(name, last.due + dt.timedelta(days=1), due)


def term(due: dt.date) -> str:
    """The name of a round by its due date: Autumn 2026."""
    return f"{next(name for month, name in _TERMS if due.month <= month)} {due.year}"


def _no_hub(folder: Path) -> None:
    try:
        there = find(folder)
    except SpecError:
        return
    raise SpecError(Problem("HUB-050", Place(), {"folder": str(there)}))


def _write(folder: Path, contents: dict[str, bytes]) -> Iterator[str]:
    """Write what is not there; give the names of what is."""
    for name, data in contents.items():
        path = folder / name
        if path.exists():
            yield name
        else:
            write(path, data)


def _settings(folder: Path, new: NewHub) -> str:
    due = new.due or next_reading(new.today)
    after = next_reading(due)
    return _TEMPLATE.read_text("utf-8").format(
        hub=_quoted(new.hub or folder.absolute().name),
        contact=_quoted(new.contact),
        return_to=_quoted(new.return_to),
        spec=new.spec if new.spec == SPEC else _quoted(new.spec),
        register=REGISTER,
        carry_leavers="yes" if new.carry_leavers else "no",
        name=term(due),
        opens=new.today,
        due=due,
        next_name=term(after) if term(after) != term(due) else f"{term(after)} (2)",
        next_opens=due + dt.timedelta(days=1),
        next_due=after,
    )


def _quoted(text: str) -> str:
    """A text in quotes, as YAML reads it back, on one line."""
    plain = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return json.dumps(plain, ensure_ascii=False)
