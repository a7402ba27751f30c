"""The returns that count, read anew from the originals: the store keeps no problems with their cells, no leavers' rows.

Enters: a Round, schools of it. Leaves: a `RereadReturn` a school, under the name and URN by which the Hub knows it; of
one that cannot be read any more, what is known of it. Must not know: what is made of them.
"""

import contextlib
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile
from pathlib import PurePosixPath

from careers_workbook.core.file_names import file_name
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import FileRefusedError, Place, Problem, in_order
from careers_workbook.figures.filled_in import UNCHANGED
from careers_workbook.figures.leaver_counts import Destinations
from careers_workbook.hub.rounds.by_hand import NO_WORKBOOK, is_without_workbook, with_answers
from careers_workbook.hub.rounds.return_selection import DecidedReturn, confirmed_problem
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.rounds.school_identification import differences
from careers_workbook.hub.rounds.unique_returns import WHOSE
from careers_workbook.hub.store.asked import SentFolder
from careers_workbook.hub.store.readings import EARLIER, kept, read_earlier
from careers_workbook.hub.store.receipts import as_noted, original_bytes
from careers_workbook.hub.store.stored_return import in_words_of
from careers_workbook.returns.context import Context
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.model import Spec


@frozen
class RereadReturn:
    """One return that counts. `source` has its bytes, under a name that says whose it is.

    `destinations` are the numbers of leavers that are known of one that cannot be read any more (`known` says why, and
    `source` refuses to be loaded), or of which the Hub wrote some down.
    """

    school: SchoolRound
    source: ReturnedFile
    submission: Submission
    destinations: Sequence[Destinations] | None = None
    known: tuple[Problem, ...] = ()


def reread(
    found: Round,
    schools: Iterable[SchoolRound],
    password: str | None = None,
    specs: tuple[Spec, ...] = (),
    worker: Worker | None = None,
) -> Generator[RereadReturn, None, None]:
    """One after the other, in the order given; schools without a return are left out.

    `specs` are those to carry answers over to, if not the Hub's own; `worker` is one that reads already.
    """
    with contextlib.nullcontext(worker) if worker else Worker() as at_work:
        kept = SentFolder(found.hub.folders["returns"])
        known = Context(found.today, carry_to=specs or found.specs, sent=found.sent, sent_answers=kept)
        reading = _Rereading(found, at_work, password, known)
        for school in schools:
            if school.counts:
                yield reading.read(school, school.counts)


@frozen
class _Rereading:
    """What reading needs."""

    found: Round
    worker: Worker
    password: str | None
    context: Context

    def read(self, school: SchoolRound, counts: DecidedReturn) -> RereadReturn:
        receipt, who = counts.stored.receipt, school.listed.school
        place = PurePosixPath(receipt.source)
        source = ReturnedFile(str(place.with_name(PurePosixPath(file_name(who)).stem + place.suffix)), lambda: b"")
        if is_without_workbook(counts.stored):
            none = Problem(NO_WORKBOOK, Place(source.file), {"name": who.name, "urn": who.urn})
            submission = in_words_of(counts.stored, self.context.carry_to).told
            source = replace(source, load=partial(_refuse, none))
            return RereadReturn(school, source, submission, counts.stored.destinations)
        try:
            data = original_bytes(self.found.hub.folders["returns"], receipt)
            if as_noted(self.found.hub.folders["returns"], receipt).is_thinned:
                _refuse(Problem("HUB-134", Place(file=receipt.source)))
        except FileRefusedError as error:
            return self._known(school, counts, source, error.problems)
        submission = self.worker.read_data(receipt.source, data, None, self.context, self.password)
        if submission.outcome == "refused":
            return self._known(school, counts, source, submission.problems)
        told = None
        if counts.own and not submission.unknown_spec:
            spec = spec_of(submission, self.context.carry_to)
            submission = with_answers(submission, counts.own, school.by_hand, spec, self.context.carry_to)
            told = counts.stored.destinations if counts.stored.destinations != counts.own.destinations else None
        source = replace(source, load=lambda: data)
        return RereadReturn(school, source, self._of_school(school, counts, submission), told)

    def _known(
        self, school: SchoolRound, counts: DecidedReturn, source: ReturnedFile, why: tuple[Problem, ...]
    ) -> RereadReturn:
        """What the store knows of a file that cannot be read any more."""
        stored = counts.stored
        reading = kept(self.found.hub.folders["returns"], stored.receipt)
        said = tuple(read_earlier(reading.day if reading else stored.receipt.received, why))
        found = tuple(takewhile(lambda finding: finding.code != EARLIER, stored.findings))
        told = in_words_of(replace(stored, findings=found), self.context.carry_to).told
        submission = self._of_school(school, counts, replace(told, problems=(*told.problems, *said)))
        known = tuple(problem.in_file(submission.file) for problem in said)
        return RereadReturn(
            school, replace(source, load=partial(_refuse, *why)), submission, stored.destinations, known
        )

    def _of_school(self, school: SchoolRound, counts: DecidedReturn, submission: Submission) -> Submission:
        who, unlike = school.listed.school, differences(counts.stored, school.listed, self.found.spec_of(school))
        own = [problem for problem in submission.problems if problem.code not in WHOSE]  # that has been decided
        own = own if UNCHANGED in counts.stored.codes else list(map(confirmed_problem, own))
        named, problems = submission.school or who.name, tuple(in_order((*own, *unlike)))
        return replace(submission, urn=who.urn, school=named, problems=problems)


def _refuse(*why: Problem) -> bytes:
    raise FileRefusedError(*why)
