"""A Hub's store with what schools said in one term and the next, without workbooks in between."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from careers_workbook.core.school import School
from careers_workbook.hub.rounds.rounds import Round, load_round
from careers_workbook.hub.store.receipts import Receipt, hash_of
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.hub.store.store import Store
from careers_workbook.hub.store.stored_return import StoredReturn, stored_return
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.load import lineage
from careers_workbook.spec.model import Spec
from careers_workbook.spec.sheets.form import FormSheet
from careers_workbook.spec.years import in_year
from tests.support.hub_folder import AUTUMN, OAK, SPRING
from tests.support.submissions import Leaver, submission

Cells = Mapping[tuple[str, str], object]
YEAR = 2026
DAYS = {AUTUMN: dt.date(2026, 12, 1), SPRING: dt.date(2027, 2, 1)}


def said(cells: Cells, leavers: Sequence[Leaver] = (), *, spec: Spec, school: School = OAK) -> Submission:
    """A return of the school year, with what its workbook was sent with. Facts are found by their id."""
    facts = {f.ref: f.prefill for form in spec.of(FormSheet) for f in form.fields if f.prefill}
    typed = {(ref, "answer"): school.detail(name) or None for ref, name in facts.items()}
    found = submission(in_year(spec, YEAR), {**typed, **cells}, leavers)
    return replace(found, urn=school.urn, school=school.name, school_year=YEAR)


def arrived(one: Submission, where: HubSettings, term: str, spec: Spec) -> StoredReturn:
    """What the store would hold of it."""
    name = f"{one.urn} {term}.xlsx"
    receipt = Receipt(f"inbox/{name}", hash_of(name.encode()), 1, DAYS[term], None, term)
    return stored_return(receipt, one, in_year(spec, YEAR), keep_leaver_rows=where.keep_leaver_rows)


def store(where: HubSettings, files: Sequence[StoredReturn]) -> None:
    with Store(where.store, write=True) as opened:
        for one in files:
            opened.add(one)


def term(where: HubSettings, name: str) -> Round:
    """The round of a term, on a day when everything has come."""
    return load_round(where, where.named(name), DAYS[name])


def spec_of(where: HubSettings) -> Spec:
    return lineage(where.spec)[0]
