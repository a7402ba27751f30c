"""The functions of the public face: the two roads and the Hub, one call each.

Enters: plain values and paths as a script has them. Leaves: the values of the rooms, as they are. Raises the three
exceptions of core/problems.py. `today` may be given everywhere, so that the same inputs give the same outputs; without
it, it is the day of the computer. Must not know: how anything is done; each call hands over to a room.
"""

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from careers_workbook.blanks.batch import Built
    from careers_workbook.blanks.page import Order
    from careers_workbook.core.problems import Problem
    from careers_workbook.core.school import School
    from careers_workbook.figures.summary import Summary
    from careers_workbook.hub.hub import Hub
    from careers_workbook.reports.school.render import ReportFormat
    from careers_workbook.returns.context import Context
    from careers_workbook.returns.submission import Submission
    from careers_workbook.spec.model import Spec

File = str | os.PathLike[str]


def load_spec(name: File | None = None) -> "Spec":
    """The spec with this id, or in this YAML file; without a name, the default one. SpecError lists every error."""
    from careers_workbook.spec.load import DEFAULT_SPEC, load

    return load(str(name or DEFAULT_SPEC))


def build(
    school: "School",
    spec: "Spec | None" = None,
    *,
    due: dt.date | None = None,
    return_to: str = "",
    today: dt.date | None = None,
) -> bytes:
    """The blank workbook of one school, as the bytes of an .xlsx file."""
    from careers_workbook.blanks.workbook import build as build_workbook
    from careers_workbook.layout.plan import plan

    return build_workbook(plan(spec or load_spec()), school, _order(due, return_to, today))


def build_all(
    schools: "Iterable[School]",
    folder: File,
    spec: "Spec | None" = None,
    *,
    due: dt.date | None = None,
    return_to: str = "",
    today: dt.date | None = None,
    force: bool = False,
) -> "Iterator[Built]":
    """One file a school in a folder, made as they are asked for; one that is there stays as it is, unless `force`."""
    from careers_workbook.blanks.batch import build_all as build_files
    from careers_workbook.core.output import OutputFolder
    from careers_workbook.layout.plan import plan

    return build_files(
        plan(spec or load_spec()), schools, OutputFolder(Path(folder), force), _order(due, return_to, today)
    )


def read(
    file: File,
    spec: "Spec | None" = None,
    *,
    carry_to: str | None = None,
    password: str | None = None,
    today: dt.date | None = None,
) -> "Submission":
    """What a returned file holds; one that cannot be read has the outcome "refused" and a problem that says why.

    The workbook's own word decides by which spec it is read, unless one is given. `carry_to` names the spec to whose
    questions the answers of an older version are brought. The file is opened in a process of its own, with limits.
    """
    from careers_workbook.returns.worker.worker import Worker

    with Worker() as worker:
        return worker.read_file(Path(file), spec, _context(carry_to, today), password)


def read_all(
    path: File,
    spec: "Spec | None" = None,
    *,
    carry_to: str | None = None,
    password: str | None = None,
    today: dt.date | None = None,
) -> "Iterator[Submission]":
    """What every file of a folder, a zip folder or an e-mail holds, one after the other, as `read` has it."""
    from careers_workbook.returns.worker.worker import Worker

    context = _context(carry_to, today)
    with Worker() as worker:
        yield from worker.read_path(Path(path), spec, context, password)


def check(
    returned: "Submission",
    spec: "Spec | None" = None,
    *,
    before: "Submission | None" = None,
    register: File | None = None,
) -> "tuple[Problem, ...]":
    """What is wrong in a return, worst first; also what the school's return before and a register of schools show.

    `spec` is needed for a return of a spec that does not come with the program (else: KeyError).
    """
    from careers_workbook.hub.hub import compare_returns

    if before is None and register is None:
        return returned.problems
    earlier, path = [before] if before else [], Path(register) if register else None
    (compared,), others = compare_returns([returned], earlier, path, lambda one: _spec_of(one, spec))
    return (*compared.problems, *others)


def summarise(returned: "Submission", spec: "Spec | None" = None, *, today: dt.date | None = None) -> "Summary":
    """The figures of one return: progress, deadlines, leavers, what to do next. FileRefusedError for one refused.

    `spec` is needed for a return of a spec that does not come with the program (else: KeyError).
    """
    from careers_workbook.core.problems import FileRefusedError
    from careers_workbook.reports.school.summarise import summarise as count

    if returned.outcome == "refused":
        raise FileRefusedError(*returned.problems)
    return count(returned, _spec_of(returned, spec), today or _today())


def report(summary: "Summary", format: "ReportFormat" = "text") -> str:
    """The report that a school gets, as "text", "markdown", "html" or "json"."""
    from careers_workbook.reports.school.render import render

    return render(summary, format)


def open_hub(folder: File = ".", round: str | None = None, *, today: dt.date | None = None) -> "Hub":
    """The Hub whose folder this is, at the round of this name or at the one that is under way. SpecError if it is none.

    What can be asked of it, and done in it, are its methods (hub/hub.py).
    """
    from careers_workbook.hub.hub import open_hub as open_folder

    return open_folder(Path(folder), today or _today(), round)


def _spec_of(returned: "Submission", spec: "Spec | None") -> "Spec":
    from careers_workbook.returns.extraction.versions import spec_of

    return spec_of(returned, [spec] if spec else [])


def _order(due: dt.date | None, return_to: str, today: dt.date | None) -> "Order":
    from careers_workbook.blanks.page import Order

    return Order(today or _today(), due, return_to)


def _context(carry_to: str | None, today: dt.date | None) -> "Context":
    from careers_workbook.returns.context import Context
    from careers_workbook.spec.load import lineage

    return Context(today or _today(), carry_to=lineage(carry_to) if carry_to else ())


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).astimezone().date()
