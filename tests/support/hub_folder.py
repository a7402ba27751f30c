"""A Hub's folder to test with: settings, a register of a few schools, and returns that lie in it or in its store."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from careers_workbook.blanks.workbook import Order
from careers_workbook.core.school import School
from careers_workbook.hub.store import journal, receipts
from careers_workbook.hub.store.receipts import Receipt, hash_of
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn, stored_return
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import lineage
from tests.support.stamp import master
from tests.support.truth import FIRST_SPEC

Key = tuple[str, str]
OAK, BRANNOC = School("990001", "Oak Lane School"), School("990002", "St Brannoc's School")
WOOD_A, WOOD_B = School("990003", "Woodlands School"), School("990004", "Woodlands School")
SCHOOLS = (OAK, BRANNOC, WOOD_A, WOOD_B)
AUTUMN, SPRING = "Autumn 2026", "Spring 2027"
OPENED, BUILT = dt.date(2026, 10, 1), dt.date(2026, 9, 14)
TODAY, LATER = dt.date(2026, 12, 1), dt.date(2027, 2, 1)
ANSWERS: Mapping[Key, object] = {
    ("CL1", "completed"): "Yes",
    ("CL1", "review"): "Governors in June",
    ("CL2", "action"): "Ask the head",
    ("CL2", "deadline"): dt.date(2027, 3, 31),
    ("CL2", "completed"): "In progress",
}
LEAVERS = (
    {
        "leaving_year": "2025/26",
        "intended": "Further education (FE) college",
        "autumn": "Further education (FE) college",
    },
    {"leaving_year": "2025/26", "intended": "Supported internship"},
)
_SETTINGS = f"""\
hub: Northmoor Careers Hub
contact: careers@northmoor.example
return_to: careers@northmoor.example
spec: {FIRST_SPEC}
register: register.csv
collections:
  - {{name: {AUTUMN}, opens: 2026-10-01, due: 2026-12-31}}
  - {{name: {SPRING}, opens: 2027-01-04, due: 2027-03-31}}
"""


def hub(folder: Path, extra: str = "", rows: Sequence[str] = ()) -> HubSettings:
    """A Hub of four schools. `extra` are further lines of the settings, `rows` of the register."""
    folder.mkdir(exist_ok=True)
    (folder / SETTINGS).write_text(_SETTINGS + extra, encoding="utf-8")
    lines = [f'{one.urn},"{one.name}",{one.urn}@schools.example,Coordinator A,,' for one in SCHOOLS]
    head = "URN,Name,E-mail,Caseload,Replaces,Closed"
    (folder / "register.csv").write_text("\n".join([head, *lines, *rows]) + "\n", encoding="utf-8")
    (folder / "inbox").mkdir(exist_ok=True)
    where = read_settings(folder)
    journal.add(where.folders["returns"], "init", {"round": AUTUMN})  # else it would be one of an earlier version
    return where


def copied(where: HubSettings, folder: Path) -> HubSettings:
    """The same Hub in another folder, for one test to change: returns are built and read once."""
    shutil.copytree(where.root, folder, dirs_exist_ok=True)
    return read_settings(folder)


def workbook(
    school: School = OAK, answers: Mapping[Key, object] = ANSWERS, leavers: Sequence[Mapping[str, object]] = ()
) -> bytes:
    """What a school fills in."""
    return master(FIRST_SPEC, Order(BUILT)).filled(school, answers, leavers)


def put(where: HubSettings, *files: tuple[str, bytes]) -> None:
    """Files as the store has them after `collect`."""
    with Store(where.store, write=True) as store:
        for name, data in files:
            store.add(file(where, name, data))


def drop(where: HubSettings, name: str, data: bytes, sent: dt.datetime | None = None) -> Path:
    """A file in the inbox, saved at a certain time (UTC)."""
    path = where.folders["inbox"] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if sent:
        stamp = sent.replace(tzinfo=dt.UTC).timestamp()
        os.utime(path, (stamp, stamp))
    return path


def file(where: HubSettings, name: str, data: bytes, collection: str = AUTUMN, **known: object) -> StoredReturn:
    """What the store would hold of a file in the inbox, made without a worker; original and receipt are kept."""
    defaults = {"received": TODAY, "sent": dt.datetime.fromisoformat("2026-11-20T09:00:00"), "round": collection}
    receipt = Receipt(f"inbox/{name}", hash_of(data), len(data), **{**defaults, **known})  # type: ignore[arg-type]
    receipts.keep(where.folders["returns"], receipt, data)
    specs = lineage(where.spec)
    submission = read_file(drop(where, name, data), None, Context(receipt.received, carry_to=specs))
    spec = None if submission.outcome == "refused" else spec_of(submission, specs)
    return stored_return(receipt, submission, spec, keep_leaver_rows=where.keep_leaver_rows)


def unlinked_but_for(name: str) -> Callable[..., None]:
    """`Path.unlink` where a file of this name is open in another program."""
    unlink = Path.unlink

    def unlinked(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == name:
            raise PermissionError(13, "open")
        unlink(path, missing_ok=missing_ok)

    return unlinked
