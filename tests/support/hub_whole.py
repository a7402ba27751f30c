"""A made-up Hub whose returns go into the store as records, without files in between: hundreds of schools in seconds.

Enters: how many schools, how many collections. Leaves: the last collection, consolidated, with the truth beside it.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from careers_workbook.hub.board import board
from careers_workbook.hub.comparison.round_comparison import ComparedRound, compare_round
from careers_workbook.hub.publication.publication import publish
from careers_workbook.hub.rounds.rounds import SchoolRound, load_round
from careers_workbook.hub.store.receipts import Receipt, hash_of
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, read_settings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn, stored_return
from careers_workbook.hub.tables.consolidated import Consolidated, consolidate
from careers_workbook.hub.tables.tidy_columns import TABLES
from careers_workbook.reports.hub.master_workbook import hub_workbook
from careers_workbook.spec.load import load
from careers_workbook.spec.years import in_year
from tests.support.hub_paper import State, Unread
from tests.support.hub_rounding import SECRET
from tests.support.submissions import MISSING, NOT_ASKED, submission
from tests.support.synthetic_hub import Collection, Return, SyntheticHub, make_hub
from tests.test_synthetic_hub import AUTUMN, SPRING

COLLECTIONS = (AUTUMN, SPRING)
_NO_LEAVERS = "Golden thread"
"""A tracker of something else, into which `submission` types the leavers too."""


def whole(root: Path, truth: SyntheticHub, *, internal: bool = False) -> Consolidated:
    """The last collection of a made-up Hub, compared with the one before."""
    return consolidated(stored(root, truth), truth.collections[-1], internal=internal)


def stored(root: Path, truth: SyntheticHub) -> HubSettings:
    """The folder of a made-up Hub with all returns in its store."""
    where = settle(root, truth)
    with Store(where.store, write=True) as store:
        for one in truth.collections:
            for said in truth.returned(one.name).values():
                store.add(arrived(said, truth, one))
    return where


def consolidated(where: HubSettings, last: Collection, *, internal: bool = False) -> Consolidated:
    """What the command makes of it."""
    return made_of(compared(where, last), internal=internal)


def compared(where: HubSettings, last: Collection) -> ComparedRound:
    """A collection beside the one before."""
    collection = where.named(last.name)
    before = where.before(collection)
    now = load_round(where, collection, last.today)
    then = load_round(where, before, last.today) if before else None
    return compare_round(now, then if then and then.returned else None)


def workbook(where: HubSettings, last: Collection, *, internal: bool = False) -> bytes:
    """The master workbook of a collection."""
    beside = compared(where, last)
    whole = made_of(beside, internal=internal)
    return hub_workbook(whole, board(whole, beside))


def made_of(found: ComparedRound, *, internal: bool = False) -> Consolidated:
    """The tables of a collection that is compared."""
    return consolidate(found, publish(found.round, None if internal else SECRET), internal=internal)


def settle(root: Path, truth: SyntheticHub) -> HubSettings:
    """The Hub's folder with its settings and its register."""
    root.mkdir(parents=True, exist_ok=True)
    lines = "".join(f'  - {{name: "{c.name}", opens: {c.opens}, due: {c.due}}}\n' for c in truth.collections)
    head = f"hub: {truth.name}\ncontact: careers@northmoor.example\nspec: {truth.spec}\nregister: register.csv\n"
    (root / SETTINGS).write_text(f"{head}collections:\n{lines}", encoding="utf-8")
    (root / "register.csv").write_text(truth.register_csv(), encoding="utf-8", newline="")
    return read_settings(root)


def arrived(said: Return, truth: SyntheticHub, collection: Collection) -> StoredReturn:
    """One return as the store would hold it."""
    spec = in_year(load(truth.spec), said.paper.order.year)
    cells = {key: _typed(value) for key, value in said.content.items()}
    leavers = [{name: _typed(value) for name, value in row.items()} for row in said.leavers or ()]
    found = submission(spec, cells, leavers)
    answers = tuple(answer for answer in found.answers if answer.sheet != _NO_LEAVERS)
    found = replace(
        found, answers=answers, urn=said.urn, school=said.paper.school.name, school_year=said.paper.order.year
    )
    name = f"inbox/{collection.name}/{said.urn}.xlsx"
    receipt = Receipt(name, hash_of(f"{name}".encode()), 1, said.sent.date(), said.sent, collection.name)
    return stored_return(receipt, found, spec, keep_leaver_rows=False)


def _typed(value: object) -> object:
    if isinstance(value, State):
        return MISSING if value.word == "missing" else NOT_ASKED
    return str(value) if isinstance(value, Unread) else value


def dicts(whole: Consolidated, table: str) -> list[dict[str, Any]]:
    """The rows of a table by the names of its columns."""
    return [row._asdict() for row in whole.tables[table]]


def grown(whole: Consolidated, times: int) -> Consolidated:
    """A Hub so many times as large: the same schools again under other URNs."""
    tables = {
        name: [row._replace(urn=_moved(row.urn, n)) for n in range(times) for row in rows]
        if "urn" in TABLES[name].names
        else rows
        for name, rows in whole.tables.items()
    }
    outcomes = {(_moved(urn, n), ref): of for n in range(times) for (urn, ref), of in whole.outcomes.items()}
    schools = tuple(_other(school, n) for n in range(times) for school in whole.round.schools)
    return replace(whole, tables=tables, outcomes=outcomes, round=replace(whole.round, schools=schools))


def _moved(urn: str | None, by: int) -> str | None:
    return None if urn is None else str(int(urn) - 10_000 * by)


def _other(school: SchoolRound, by: int) -> SchoolRound:
    known = school.listed.school
    urn = str(int(known.urn) - 10_000 * by)
    return replace(school, listed=replace(school.listed, school=replace(known, urn=urn)))


def made_up(schools: int) -> SyntheticHub:
    """A Hub of so many schools, two collections."""
    return make_hub(schools, COLLECTIONS, seed=1)
