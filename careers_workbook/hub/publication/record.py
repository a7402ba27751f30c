"""What was published of leavers, kept in `returns/published`: one file a collection, with every version of its figures.

Enters: a `Published`, a Hub's folder. Leaves: the file; what is to be known before other figures are shown. What is in
it was shown, so that it is no secret. A record of version 0.2 held numbers that were not shown as well: it is replaced
by one that says no more than that something was. Must not know: what may be shown.
"""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import read_whole
from careers_workbook.core.output import Keep, make_folder, write
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import many, show_date
from careers_workbook.hub.publication.published import Published, Version
from careers_workbook.hub.store.settings import HubSettings, RoundSettings

FORMAT, _BEFORE = "careers-workbook-published/2", "careers-workbook-published/1"
_FOLDER = "published"
_NAMED = 3
"""How many figures a sentence names."""


@frozen
class Record:
    """The versions of one collection, rounded by the secret of this `mark`. Without a format it cannot be read."""

    path: Path
    versions: tuple[Version, ...] = (Version(),)
    mark: str = ""
    format: str = ""

    def problem(self, now: Published) -> Problem | None:
        """What has to be known before these figures are shown in place of those of the last version."""
        last = self.versions[-1]
        if not self.format:
            return Problem("HUB-080", Place(), {"path": str(self.path)})
        if last.figures is None:
            return Problem("HUB-142", Place(), {"name": now.collection})
        changes = last.changes(now.figures())
        shown = {"name": now.collection, "day": show_date(last.made), **named(changes)}
        return Problem("HUB-141", Place(), shown) if changes else None

    def write(self, keep: Keep) -> None:
        """Put it on the disk; OutputError where that is impossible."""
        versions = [{"made": one.made.isoformat(), "figures": one.figures} for one in self.versions]
        data = {"format": FORMAT, "mark": self.mark, "versions": versions}
        make_folder(self.path.parent)
        keep(self.path, f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode())


def records(folder: HubSettings) -> list[Record]:
    """Those of all collections, the first that was made first; copies that OneDrive made behind the others."""
    paths = sorted((folder.folders["returns"] / _FOLDER).glob("*.json"), key=lambda path: (len(path.name), path.name))
    return sorted(map(_read, paths), key=lambda one: one.versions[0].made)


def record_of(now: RoundSettings, folder: HubSettings, found: list[Record]) -> Record:
    """That of a collection, or an empty one if it has not been published."""
    path = folder.folders["returns"] / _FOLDER / f"{now.folder}.json"
    same = (one for one in found if one.path.name.casefold() == path.name.casefold())
    return next(same, Record(path, ()))


def record(folder: HubSettings, published: Published, keep: Keep = write) -> None:
    """Keep what is about to be shown, if it is not what was shown last, and if there is any number in it.

    ValueError if it is internal, OutputError where it cannot be written.
    """
    if published.internal:
        raise ValueError("what is internal is not published")
    found = records(folder)
    own = record_of(folder.named(published.collection), folder, found)
    for one in found:
        if one.format == _BEFORE and one.path != own.path:
            one.write(keep)
    versions = published.versions()
    is_first = not published.earlier
    if len(versions) > len(published.earlier) and (not is_first or any(map(str.isdigit, published.figures().values()))):
        Record(own.path, versions, published.mark).write(keep)


def named(changes: Mapping[str, str]) -> dict[str, str]:
    """How many figures have changed, and the first of them, as a problem says it."""
    number = many(len(changes), "figure")
    first = "; ".join(f"{name}: {said}" for name, said in list(changes.items())[:_NAMED])
    more = f"; and {len(changes) - _NAMED} more" if len(changes) > _NAMED else ""
    return {"number": number, "which": first + more}


def _read(path: Path) -> Record:
    try:
        data = json.loads(read_whole(path))
        if data["format"] == _BEFORE:
            return Record(path, format=_BEFORE)
        if data["format"] == FORMAT:
            versions = tuple(
                Version(dt.date.fromisoformat(one["made"]), _figures(one["figures"])) for one in data["versions"]
            )
            return Record(path, versions or (Version(),), str(data["mark"]), FORMAT)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return Record(path)


def _figures(data: Mapping[str, object] | None) -> dict[str, str] | None:
    return None if data is None else {str(name): str(text) for name, text in data.items()}
