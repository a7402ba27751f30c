"""Files whose opening or reading was stopped, kept beside the receipts so that no run tries them again in vain.

Enters: hashes, reasons, what they were tried with. Leaves: a `Stop`, and on disk a small file for each: no content, and
no name but the place where the file lay. A file that is tried with something else, or that a person names, is tried
again. Must not know: how files are read, the store.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal, get_args

from careers_workbook.core.frozen import frozen
from careers_workbook.core.output import make_folder, write
from careers_workbook.returns.redaction.names import as_kept

FORMAT = "careers-workbook-stopped/1"
_STOPPED = "stopped"
_SHORT = 32
Step = Literal["opening", "reading"]


@frozen
class Tried:
    """What a file was tried with: the program's version, its limits, and the spec where it was read by one."""

    program: str
    seconds: float
    memory: int
    read_by: str = ""


@frozen
class Stop:
    """One file that was stopped. `source` is where it lay, as its receipt has it; `hash` that of its bytes."""

    hash: str
    source: str
    step: Step
    reason: str
    tried: Tried


class Stops:
    """Those of one Hub, in the folder of returns. What cannot be read of them is as if it were not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _STOPPED
        self._known = {(stop.step, stop.hash): stop for stop in _stops(self._folder)}

    def tidy_names(self) -> None:
        """Take what points to a pupil out of the names in them: those of before did not."""
        for stop in tuple(self._known.values()):
            if stop.source != as_kept(stop.source):
                self.note(replace(stop, source=as_kept(stop.source)))

    def reasons(self, step: Step, tried: Tried) -> dict[str, str]:
        """Why files were stopped that would be tried with the same again, by hash."""
        alike = (stop for stop in self._known.values() if (stop.step, stop.tried) == (step, tried))
        return {stop.hash: stop.reason for stop in alike}

    def note(self, stop: Stop) -> None:
        """Keep one."""
        make_folder(self._folder)
        text = json.dumps({"format": FORMAT, **asdict(stop)}, indent=1, ensure_ascii=False)
        write(self._path(stop), text + "\n")
        self._known[stop.step, stop.hash] = stop

    def forget(self, place: str) -> None:
        """Leave out those that lay in this place, or in a zip folder or e-mail there."""
        for stop in self._in(place):
            self.leave_out(stop.step, stop.hash)

    def tidy(self, place: str, tried: Tried) -> None:
        """Leave out those that lay in this place and were opened with something else now, without a word."""
        for stop in self._in(place):
            if stop.step == "opening" and stop.tried != tried:
                self.leave_out(stop.step, stop.hash)

    def leave_out(self, step: Step, found: str) -> None:
        """Leave out one by the hash of its bytes, if it is there."""
        stop = self._known.pop((step, found), None)
        if stop:
            with contextlib.suppress(OSError):  # then it stays, and the file is not tried by itself
                self._path(stop).unlink(missing_ok=True)

    def _in(self, place: str) -> list[Stop]:
        return [one for one in self._known.values() if place in (one.source, ".") or one.source.startswith(f"{place}/")]

    def _path(self, stop: Stop) -> Path:
        return self._folder / f"{stop.hash[:_SHORT]}-{stop.step}.json"


def _stops(folder: Path) -> Iterator[Stop]:
    for path in sorted(folder.glob("*.json")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            yield _from_json(json.loads(path.read_text(encoding="utf-8")))


def _from_json(data: dict[str, object]) -> Stop:
    tried = data["tried"]
    texts = [data[name] for name in ("hash", "source", "step", "reason")]
    if data["format"] != FORMAT or not isinstance(tried, dict) or texts[2] not in get_args(Step):
        raise ValueError(data["format"])
    found = Tried(str(tried["program"]), float(tried["seconds"]), int(tried["memory"]), str(tried["read_by"]))
    hashed, source, step, reason = map(str, texts)
    return Stop(hashed, source, "opening" if step == "opening" else "reading", reason, found)
