"""What a Hub asks, and every set of questions that it ever sent: each kept whole, and found again by its fingerprint.

Enters: a Hub's folder, a spec that goes out. Leaves: specs, newest first, and files to keep. So a return is read by
what its school was asked, whatever has become of the spec since. Must not know: returns, workbooks.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.hub.store.sent import SentFolder
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.stored_return import read_by
from careers_workbook.layout.plan import plan
from careers_workbook.returns.context import Context
from careers_workbook.returns.submission import SentSpec
from careers_workbook.spec.flattened import as_yaml, flattened
from careers_workbook.spec.identity import identity
from careers_workbook.spec.load import lineage, load
from careers_workbook.spec.model import Spec

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
        spec = today.get(known_by) or _read(path)
        if spec:
            found.append(SentSpec(spec, fingerprint, dt.date.fromisoformat(since)))
    return tuple(found)


def unreadable(hub: HubSettings) -> Iterator[Problem]:
    """Kept questions that cannot be read any more (HUB-085)."""
    for path, _ in _kept(hub):
        if _read(path) is None:
            yield Problem("HUB-085", Place(), {"path": str(path)})


def to_keep(hub: HubSettings, spec: Spec, day: dt.date) -> tuple[Path, str] | None:
    """The file that keeps a spec which goes out on a day; None if the last with its fingerprint says the same."""
    fingerprint, known_by = plan(spec).fingerprint, _known_by(spec)
    before = [names for _, names in _kept(hub) if names[1] == fingerprint]
    if before and before[0][2] == known_by:
        return None
    return hub.folders["returns"] / FOLDER / f"{day}-{fingerprint}-{known_by}.yaml", as_yaml(spec)


def how_read(hub: HubSettings, known: Context) -> str:
    """How files are read today, by all that is known of the Hub's own checklist."""
    own = known.carry_to
    sent = {_known_by(one.spec) for one in known.sent if one.spec.id == own[0].id}
    besides = sorted(sent - {_known_by(spec) for spec in own})
    return read_by(own[0], keep_leaver_rows=hub.keep_leaver_rows, sent=besides)


def _known_by(spec: Spec) -> str:
    return identity(flattened(spec))


def _kept(hub: HubSettings) -> list[tuple[Path, Sequence[str]]]:
    """The files and what their names say, newest first."""
    paths = (hub.folders["returns"] / FOLDER).glob("*.yaml")
    found = [(path, name.groups()) for path in paths if (name := _NAME.fullmatch(path.name))]
    return sorted(found, key=lambda one: (one[1][0], one[0].stat().st_mtime), reverse=True)


def _read(path: Path) -> Spec | None:
    try:
        return load(str(path))
    except SpecError:
        return None  # said by `unreadable`
