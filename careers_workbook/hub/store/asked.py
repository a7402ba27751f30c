"""What a Hub asks, and what it ever sent: each set of questions whole, and the answers that a workbook went out with.

Enters: a Hub's folder, what goes out. Leaves: specs, newest first, known by their fingerprints; the answers of a
school's workbook, known by its letters; files to keep. So a return is read by what its school was asked, whatever has
become of the spec since, and it is known of each answer that comes back what became of it. What was sent of leavers is
kept as characters that change with it, never in words. Must not know: returns, workbooks.
"""

import contextlib
import datetime as dt
import gzip
import itertools
import json
import re
import secrets
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path, PurePath

from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, open_ordinary
from careers_workbook.core.kept import kept
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.core.typed_days import certain_day
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.stored_return import read_by
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import SentSpec
from careers_workbook.spec.identity import as_yaml, flattened, identity
from careers_workbook.spec.load import lineage, load
from careers_workbook.spec.model import Spec
from careers_workbook.spec.ref_history import counts_people_alike, only_rows_changed
from careers_workbook.spec.sent_answers import NOTHING, KnownBy, SentAnswers

FOLDER = "asked"
_NAME = re.compile(r"(20\d\d-\d\d-\d\d)-([0-9a-f]{12})-([0-9a-f]{8})\.yaml")
"""Sent first on this day, the fingerprint on the workbooks, the characters of the spec. A synced copy has another."""


def context(hub: HubSettings, today: dt.date, specs: Sequence[Spec] = ()) -> Context:
    """How a returned file is read in this Hub. `specs` are those to carry answers over to, if not the Hub's own."""
    own = lineage(hub.spec)
    return Context(
        today, carry_to=tuple(specs) or own, sent=sent_specs(hub, own), sent_answers=SentFolder(hub.folders["returns"])
    )


def sent_specs(hub: HubSettings, own: Sequence[Spec]) -> tuple[SentSpec, ...]:
    """Everything that was sent, newest first. What is asked to this day is the spec of `own` itself."""
    today = {_known_by(spec): spec for spec in reversed(own)}
    found = []
    for path, (since, fingerprint, known_by) in _kept(hub):
        spec = today.get(known_by) or _read_questions(path)
        if spec:
            found.append(SentSpec(spec, fingerprint, dt.date.fromisoformat(since)))
    return tuple(found)


def unreadable(hub: HubSettings) -> Iterator[Problem]:
    """Kept questions that cannot be read any more (HUB-085)."""
    for path, _ in _kept(hub):
        if _read_questions(path) is None:
            yield Problem("HUB-085", Place(), {"path": str(path)})


def questions_to_keep(hub: HubSettings, spec: Spec, day: dt.date) -> tuple[Path, str] | None:
    """The file that keeps a spec which goes out on a day; None if the last with its fingerprint says the same."""
    fingerprint, known_by = plan(spec).fingerprint, _known_by(spec)
    before = [names for _, names in _kept(hub) if names[1] == fingerprint]
    if before and before[0][2] == known_by:
        return None
    return hub.folders["returns"] / FOLDER / f"{day}-{fingerprint}-{known_by}.yaml", as_yaml(spec)


def how_read(hub: HubSettings, known: Context) -> str:
    """How files are read today, by all that is known of the Hub's own checklist."""
    return _read_by(hub, known, known.carry_to[0])


def still_read_alike(hub: HubSettings, known: Context) -> Mapping[str, bool]:
    """How returns of a round that is over may have been read without being read anew: by an older version.

    It has to be one that today's checklist extends, and to say what it said then: whatever is shown of such a return is
    carried over, and that comes to what it would be if it was read today. For returns whose answers had been carried
    over already, to the older version, this is so where the value is True. What is counted of young people is not
    carried over: where the sheets about them have changed, there is no such version.
    """
    own = known.carry_to
    names = [(spec.id, spec.version) for spec in own]
    older = [spec for place, spec in enumerate(own) if names.index(names[place]) == place > 0]
    alike = [spec for spec in older if counts_people_alike(spec, own[0])]
    return {_read_by(hub, known, spec): _rows_alone(own[: own.index(spec) + 1]) for spec in alike}


def _rows_alone(newest_first: Sequence[Spec]) -> bool:
    return all(only_rows_changed(before, after) for after, before in itertools.pairwise(newest_first))


def _read_by(hub: HubSettings, known: Context, spec: Spec) -> str:
    sent = {_known_by(one.spec) for one in known.sent if one.spec.id == spec.id}
    besides = sorted(sent - {_known_by(own) for own in known.carry_to})
    return read_by(spec, keep_leaver_rows=hub.keep_leaver_rows, sent=besides)


@kept(most=16)
def _known_by(spec: Spec) -> str:
    return identity(flattened(spec))


def _kept(hub: HubSettings) -> list[tuple[Path, Sequence[str]]]:
    """The files and what their names say, newest first."""
    paths = (hub.folders["returns"] / FOLDER).glob("*.yaml")
    found = [(path, name.groups()) for path in paths if (name := _NAME.fullmatch(path.name))]
    return sorted(found, key=lambda one: (one[1][0], one[0].stat().st_mtime), reverse=True)


def _read_questions(path: Path) -> Spec | None:
    try:
        return load(str(path))
    except SpecError:
        return None  # said by `unreadable`


FORMAT = "careers-workbook-sent/1"
_SENT_FOLDER = "sent"
_LETTERS = re.compile(r"[a-z]{4}(?:-[a-z]{4}){2}", re.ASCII)
_URN = re.compile(r"\d{6}", re.ASCII)
_URN_IN_NAME = re.compile(r"(?<!\d)\d{6}(?!\d)", re.ASCII)
_SENT_NAME = re.compile(rf"({_URN.pattern}) (20\d\d-\d\d-\d\d) ({_LETTERS.pattern})\.json\.gz", re.ASCII)
_LAST = 2
_LARGEST = 16 * MEGABYTE
"""Bytes of one file, unpacked."""


@frozen
class SentFolder:
    """The kept answers of a Hub. `folder` is that of its returns."""

    folder: Path

    def find(self, urn: str, whole: str, built_on: dt.date | None) -> SentAnswers | None:
        """Those of the workbook of a school that is known by these letters; without letters, the only one of a day."""
        if not _URN.fullmatch(urn) or whole == NOTHING:
            return None
        if _LETTERS.fullmatch(whole):
            usual = (
                _read_answers(self.folder / _SENT_FOLDER / f"{urn} {built_on} {whole}.json.gz") if built_on else None
            )
            if usual and usual.known_by.whole == whole:  # else all names are looked through, of which there may be many
                return usual
            name = f"{urn} * {whole}.json.gz"
        elif built_on:
            name = f"{urn} {built_on} *.json.gz"
        else:
            return None
        found = [one for path in (self.folder / _SENT_FOLDER).glob(name) if (one := _read_answers(path))]
        letters = {one.known_by.whole for one in found}
        return found[0] if len(letters) == 1 else None

    def likely(self, file: str) -> Sequence[tuple[str, str, dt.date]]:
        """What `find` will be asked for, if a file is one of the last workbooks of the school that its name names."""
        folder = self.folder / _SENT_FOLDER
        with contextlib.suppress(OSError):
            there = _sent_names(folder, folder.stat().st_mtime_ns)
            found = [one for urn in set(_URN_IN_NAME.findall(PurePath(file).name)) for one in there.get(urn, ())]
            return sorted(found, key=itemgetter(2))[-_LAST:]
        return ()


@lru_cache(maxsize=2)
def _sent_names(folder: Path, _changed: int) -> Mapping[str, Sequence[tuple[str, str, dt.date]]]:
    """URN -> URN, letters and day of each workbook, by the names in a folder as it is since it was changed."""
    found: dict[str, list[tuple[str, str, dt.date]]] = {}
    for path in folder.iterdir():
        if (said := _SENT_NAME.fullmatch(path.name)) and (day := certain_day(said[2])):
            found.setdefault(said[1], []).append((said[1], said[3], day))
    return found


def every_kept_answer(folder: Path) -> Iterator[tuple[Path, SentAnswers | None]]:
    """Every file of them, with what it keeps; None where it cannot be read."""
    return ((path, _read_answers(path)) for path in sorted((folder / _SENT_FOLDER).glob("*.json.gz")))


def answers_to_keep(
    folder: Path, urn: str, built_on: dt.date, sent: SentAnswers, private: Collection[str]
) -> tuple[Path, bytes] | None:
    """The file that keeps what a workbook is sent with; None where it is kept already, or nothing is sent.

    `private` are the titles of sheets with rows about young people.
    """
    path = folder / _SENT_FOLDER / f"{urn} {built_on} {sent.known_by.whole}.json.gz"
    if not sent.by_sheet or path.exists():
        return None
    kept = sent.disguised(private, secrets.token_hex(16))
    sheets = {title: [[*key, text] for key, text in cells.items()] for title, cells in kept.by_sheet.items()}
    known_by = {"whole": kept.known_by.whole, "sheets": dict(kept.known_by.sheets)}
    said = {"format": FORMAT, "urn": urn, "built_on": built_on.isoformat(), "known_by": known_by, "sheets": sheets}
    said |= {"disguised": sorted(kept.private), "salt": kept.salt}
    return path, gzip.compress(json.dumps(said, ensure_ascii=False).encode(), mtime=0)


def _read_answers(path: Path) -> SentAnswers | None:
    """What a file keeps; None where it cannot be read, or does not say what its name says."""
    try:
        with open_ordinary(path) as file, gzip.open(file) as packed:
            data = packed.read(_LARGEST + 1)
        said = json.loads(data) if len(data) <= _LARGEST else None
        if not isinstance(said, Mapping) or said["format"] != FORMAT:
            return None
        sheets = {title: {(ref, column): text for ref, column, text in rows} for title, rows in said["sheets"].items()}
        known_by = KnownBy(said["known_by"]["whole"], said["known_by"]["sheets"])
        return SentAnswers(sheets, known_by, frozenset(said["disguised"]), said["salt"])
    except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
