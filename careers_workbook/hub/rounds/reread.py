"""The returns that count, read anew from the originals: the store keeps no problems with their cells, no leavers' rows.

Enters: a Round, schools of it. Leaves: an `Original` a school, under the name and URN by which the Hub knows it; one
whose original is gone comes as a refused Submission. Must not know: what is made of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from careers_workbook.blanks.batch import file_name
from careers_workbook.core.problems import FileRefusedError, Problem, in_order
from careers_workbook.hub.rounds.return_selection import Judged
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.rounds.school_identification import differences
from careers_workbook.hub.rounds.unique_returns import WHOSE
from careers_workbook.hub.store.receipts import original_bytes
from careers_workbook.returns.context import Context
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.model import Spec


@dataclass(frozen=True, slots=True)
class Original:
    """One return that counts. `source` has its bytes, under a name that says whose it is."""

    school: SchoolRound
    source: ReturnedFile
    submission: Submission


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading needs. `specs` are those to carry answers over to, if not the Hub's own."""

    worker: Worker
    password: str | None = None
    specs: tuple[Spec, ...] = ()


def read_originals(found: Round, schools: Iterable[SchoolRound], reader: Reader) -> Iterator[Original]:
    """One after the other, in the order given; schools without a return are left out."""
    for school in schools:
        if school.counts:
            yield _read(found, school, school.counts, reader)


def _read(found: Round, school: SchoolRound, judged: Judged, reader: Reader) -> Original:
    arrival, who = judged.filed.arrival, school.listed.school
    place = PurePosixPath(arrival.source)
    source = ReturnedFile(str(place.with_name(PurePosixPath(file_name(who)).stem + place.suffix)), lambda: b"")
    try:
        data = original_bytes(found.folder.folders["returns"], arrival)
    except FileRefusedError as error:
        return Original(school, source, Submission(arrival.source, "refused", problems=error.problems))
    context = Context(found.today, carry_to=reader.specs or found.specs)
    submission = reader.worker.read_data(arrival.source, data, None, context, reader.password)
    if submission.outcome != "refused":
        unlike = differences(judged.filed, school.listed, found.spec_of(school))
        problems = in_order((*(p for p in submission.problems if _is_open(p)), *unlike))
        named = submission.school or who.name
        submission = replace(submission, urn=who.urn, school=named, problems=tuple(problems))
    return Original(school, replace(source, load=lambda: data), submission)


def _is_open(problem: Problem) -> bool:
    """Whose it is has been decided; the file itself may still say otherwise."""
    return problem.code not in WHOSE
