"""What was published of leavers, kept in `returns/published`: one file a collection, with every version of its figures.

Enters: a `Published`, a Hub's folder. Leaves: the file; whether other figures were published before, and which. What is
in it was shown, so that it is no secret. A record of version 0.2 held numbers that were not shown as well: it is
replaced by one that says no more than that something was shown. Must not know: what may be.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from careers_workbook.core.input import read_whole
from careers_workbook.core.output import Keep, make_folder, write
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import show_date
from careers_workbook.hub.publication.published import Published
from careers_workbook.hub.store.settings import HubSettings, RoundSettings

FORMAT, _BEFORE = "careers-workbook-published/2", "careers-workbook-published/1"
_FOLDER = "published"
_NAMED = 5
"""How many figures a sentence names."""


@dataclass(frozen=True, slots=True)
class Version:
    """Figures as they were shown, and on which day. Without figures nobody knows what was shown."""

    made: str = ""
    figures: Mapping[str, str] | None = None

    def changes(self, figures: Mapping[str, str]) -> dict[str, str]:
        """What is shown otherwise now: a figure -> what it is, and what it was."""
        was = self.figures or {}
        names = [name for name in dict.fromkeys((*figures, *was)) if figures.get(name) != was.get(name)]
        return {name: f"{figures.get(name, 'none')}, was {was.get(name, 'none')}" for name in names}


@dataclass(frozen=True, slots=True)
class Record:
    """The versions of one collection; `mark` is that of the secret by which they were rounded, "" if none was."""

    path: Path
    versions: tuple[Version, ...] = (Version(),)
    collection: str = ""
    opens: str = ""
    mark: str = ""
    is_read: bool = True
    is_of_before: bool = False

    def problem(self, now: Published) -> Problem | None:
        """What has to be known before these figures are shown in place of those of the last version."""
        last = self.versions[-1]
        if not self.is_read:
            return Problem("HUB-080", Place(), {"path": str(self.path)})
        if last.figures is None:
            return Problem("HUB-142", Place(), {"name": now.collection})
        if changes := last.changes(now.figures()):
            day = show_date(dt.date.fromisoformat(last.made))
            return Problem("HUB-141", Place(), {"name": now.collection, "day": day, **named(changes)})
        return None


def records(folder: HubSettings) -> list[Record]:
    """Those of all collections, in the order of their opening; copies that OneDrive made behind the others."""
    paths = sorted((folder.folders["returns"] / _FOLDER).glob("*.json"), key=lambda path: (len(path.name), path.name))
    return sorted(map(_read, paths), key=lambda one: (not one.opens, one.opens))


def of_round(found: list[Record], folder: HubSettings, now: RoundSettings) -> Record | None:
    """That of a collection; None if it has not been published."""
    own = _path(folder, now)
    return next((one for one in found if one.path.name.casefold() == own.name.casefold()), None)


def as_version(published: Published, own: Record | None) -> Published:
    """With its number, the day of its first making, and what has changed since the first version."""
    if own is None:
        return published
    versions, first, last, figures = own.versions, own.versions[0], own.versions[-1], published.figures()
    is_new = last.figures != figures
    return replace(
        published,
        made=published.made if is_new else dt.date.fromisoformat(last.made),
        version=len(versions) + is_new,
        first_made=first.made,
        changes=first.changes(figures) if first.figures is not None else None,
    )


def record(folder: HubSettings, published: Published, keep: Keep = write) -> None:
    """Keep what is about to be shown, if it is not what was shown last, and if there is any number in it.

    ValueError if it is internal, OutputError where it cannot be written.
    """
    if published.internal:
        raise ValueError("what is internal is not published")
    now, found, figures = folder.named(published.collection), records(folder), published.figures()
    own = of_round(found, folder, now) or Record(_path(folder, now), ())
    changed = [one for one in found if one.is_of_before and one.path != own.path]
    last = own.versions[-1].figures if own.versions else None
    if figures != last and (own.versions or any(text.isdigit() for text in figures.values())):
        versions = (*own.versions, Version(published.made.isoformat(), figures))
        changed.append(Record(own.path, versions, now.name, now.opens.isoformat(), published.mark))
    for one in changed:
        make_folder(one.path.parent)
        keep(one.path, f"{json.dumps(_as_json(one), indent=1, ensure_ascii=False)}\n".encode())


def named(changes: Mapping[str, str]) -> dict[str, str]:
    """How many figures have changed, and the first of them, as a problem says it."""
    number = "1 figure" if len(changes) == 1 else f"{len(changes)} figures"
    first = "; ".join(f"{name}: {said}" for name, said in list(changes.items())[:_NAMED])
    more = f"; and {len(changes) - _NAMED} more" if len(changes) > _NAMED else ""
    return {"number": number, "which": first + more}


def _path(folder: HubSettings, collection: RoundSettings) -> Path:
    return folder.folders["returns"] / _FOLDER / f"{collection.folder}.json"


def _as_json(one: Record) -> dict[str, Any]:
    head = {"format": FORMAT, "collection": one.collection, "opens": one.opens, "mark": one.mark}
    return {**head, "versions": [{"made": version.made, "figures": version.figures} for version in one.versions]}


def _read(path: Path) -> Record:
    try:
        data = json.loads(read_whole(path))
        name, opens = str(data["collection"]), str(data["opens"])
        if data["format"] == _BEFORE:
            return Record(path, (Version(),), name, opens, is_of_before=True)
        if data["format"] == FORMAT:
            versions = tuple(_version(one) for one in data["versions"])
            return Record(path, versions or (Version(),), name, opens, str(data["mark"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return Record(path, is_read=False)


def _version(data: dict[str, Any]) -> Version:
    figures = data["figures"]
    return Version(str(data["made"]), None if figures is None else {str(k): str(v) for k, v in figures.items()})
