"""What is made of schools' returns for people: reports, pages for governors and leaders, marked copies; of one or all.

Enters: a Hub, how its round stands, a URN or several; or a file that was only looked at. Leaves: the name of a file and
its bytes; of several, files in the Hub's folder for output, and what became of each. FileRefusedError where the one
original cannot be opened. Must not know: how a face hands it over.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from careers_workbook.core.file_names import name_for
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Problem
from careers_workbook.core.school import School
from careers_workbook.figures.hub_middle import HubMiddle
from careers_workbook.hub.hub import Hub, ReturnedBefore, RoundView, Work, usable_returns
from careers_workbook.hub.rounds.reread import RereadReturn
from careers_workbook.reports.letters.marked_up import ENDING, Marked, Marker, Marking, mark_all, of_round
from careers_workbook.reports.school.audiences import WantedReport
from careers_workbook.reports.school.governors import RoundBefore
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.returned_files import ReturnedFile
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.model import Spec

if TYPE_CHECKING:
    from careers_workbook.hub.looked_at import LookedAt

SchoolFile = tuple[str, bytes]


@frozen
class AskedFiles:
    """Of which schools files are wanted, None are all; what opens locked returns; where they go, None is the Hub's own.

    A marked copy that is there with other content stays, unless `force`.
    """

    urns: Collection[str] | None = None
    password: str | None = None
    folder: Path | None = None
    force: bool = False


@frozen
class KeptReport:
    """What became of the report of a school's return; `path` is None where it could not be written, `problems` say why.

    They also say of a report that is there why it is only of what is known from an earlier reading.
    """

    school: School
    submission: Submission
    path: Path | None
    problems: tuple[Problem, ...] = ()


def made(hub: Hub, view: RoundView, urn: str, what: str, password: str | None = None) -> SchoolFile | None:
    """One file of KINDS; None where nothing of the school counts."""
    steps = hub.returns(view, password, urns=[urn]).steps if view.round.came else iter(())
    found = next(iter(steps), None)
    if found is None:
        return None
    if what == _MARKED:
        return _marked(view, found, password)
    return _Reporting.of(hub, view, REPORTS[what]).made(found)


def all_reports(hub: Hub, view: RoundView, wanted: WantedReport, asked: AskedFiles) -> Work[KeptReport]:
    """A report for each return that counts; one that is there is replaced.

    SpecError (HUB-055) if nothing came, OutputError where no new file can be written.
    """
    work, reporting = hub.returns(view, asked.password, urns=asked.urns), _Reporting.of(hub, view, wanted)
    kept = hub.folder(asked.folder or hub.output("reports"), "report", force=True)

    def keep(found: RereadReturn) -> KeptReport:
        name, data = reporting.made(found)
        problem = kept.put(kept.path / name, data)
        known = (*found.known, problem) if problem else found.known
        return KeptReport(found.school.listed.school, found.submission, None if problem else kept.path / name, known)

    return Work(work.total, map(keep, work.steps))


def all_marked(hub: Hub, view: RoundView, asked: AskedFiles) -> Work[Marked]:
    """A marked copy for each school that needs its workbook back, which is named with it.

    SpecError (HUB-055) if nothing came, OutputError where no new file can be written.
    """
    work = hub.returns(view, asked.password, to_mend=True, urns=asked.urns)
    kept = hub.folder(asked.folder or hub.output("marked"), "marked", force=asked.force)

    def each() -> Iterator[Marked]:
        given, marking = list[School](), of_round(view.round, asked.password)

        def returns() -> Iterator[tuple[ReturnedFile, Submission]]:
            for one in work.steps:
                given.append(one.school.listed.school)
                yield one.source, one.submission

        for marked in mark_all(returns(), marking, kept):  # one after the other: the last that was given
            yield replace(marked, school=given[-1])

    return Work(work.total, each())


@frozen
class MadeDeadlines:
    """The open actions of some returns as one file, None where there are none; in a sentence; what was left out."""

    file: SchoolFile | None
    said: str
    problems: tuple[Problem, ...]


def deadlines(
    hub: Hub, view: RoundView, returns: Sequence[RereadReturn], kind: str, *, with_done: bool = False
) -> MadeDeadlines:
    """The open actions of these returns: as "calendar", as one "reminding" a week before, or as "table".

    `with_done` cancels the entries of actions that are done by now.
    """
    submissions = [one.submission for one in returns]
    usable, problems = usable_returns(submissions, lambda submission: spec_of(submission, view.round.specs))
    name = f"Open actions {hub.round.folder}"
    return replace(_deadlines(usable, hub.today, name, kind, with_done=with_done), problems=tuple(problems))


def _deadlines(
    usable: Sequence[tuple[Submission, Spec]], today: dt.date, name: str, kind: str, *, with_done: bool = False
) -> MadeDeadlines:
    from careers_workbook.reports.school.deadlines import calendar, find_deadlines, table  # noqa: PLC0415 - nobody else

    found = find_deadlines(usable, today, closed=with_done)
    if kind == "table":
        file = f"{name}.csv", table(found.deadlines).encode("utf-8-sig", "replace")
    else:
        file = f"{name}.ics", calendar(found.deadlines, today, remind=kind == "reminding")
    return MadeDeadlines(file if found.deadlines else None, found.in_short(), ())


def made_of_file(hub: Hub, one: "LookedAt", what: str, password: str | None = None) -> SchoolFile | str:
    """One file of FILE_KINDS of what was only looked at, as if it had come alone; a sentence where there is none.

    FileRefusedError where there is no marked copy of it.
    """
    if one.spec is None or one.submission.unknown_spec:
        return " ".join(problem.message for problem in one.submission.problems[:1])
    submission, spec = one.submission, one.spec
    who = School(submission.urn, submission.school or "School not named")
    if what == _ANSWERS:
        from careers_workbook.reports import return_document  # noqa: PLC0415 - as above

        return name_for(who, " - answers.csv"), return_document.table([submission]).encode("utf-8-sig", "replace")
    if what == _MARKED:
        marking = Marking(lambda _: spec, hub.today, password, hub=hub.settings.name, return_to=hub.settings.return_to)
        copy = Marker(marking).copy(ReturnedFile(submission.file, lambda: one.data), submission)
        return name_for(who, f"{ENDING}{copy.suffix}"), copy.data
    if what in _DEADLINES:
        usable, problems = usable_returns([submission], lambda _: spec)
        found = _deadlines(usable, hub.today, name_for(who, " - open actions"), what)
        return found.file or (problems[0].in_words if problems else found.said)
    wanted = replace(REPORTS[what], brand=hub.settings.brand)
    return wanted.called(who), wanted.made(summarise(submission, spec, hub.today))


@frozen
class _Reporting:
    """What reports of one round need: those for governors what schools sent in the round before, the Hub's middle."""

    wanted: WantedReport
    specs: tuple[Spec, ...]
    today: dt.date
    earlier: Mapping[str, ReturnedBefore]
    middle: HubMiddle | None

    @classmethod
    def of(cls, hub: Hub, view: RoundView, wanted: WantedReport) -> "_Reporting":
        """For this round, in the looks of the Hub."""
        earlier, middle = (view.returned_before, view.middle) if wanted.audience == "governors" else ({}, None)
        return cls(replace(wanted, brand=hub.settings.brand), view.round.specs, hub.today, earlier, middle)

    def made(self, found: RereadReturn) -> SchoolFile:
        """The name of the report of one return, and its bytes."""
        who, spec = found.school.listed.school, spec_of(found.submission, self.specs)
        summary = summarise(found.submission, spec, self.today, found.destinations)
        return self.wanted.called(who), self.wanted.made(summary, self._before(who.urn), self.middle)

    def _before(self, urn: str) -> RoundBefore | None:
        one = self.earlier.get(urn)
        return RoundBefore(summarise(one.submission, one.spec, one.day, one.destinations), one.round) if one else None


def _marked(view: RoundView, found: RereadReturn, password: str | None) -> SchoolFile:
    copy = Marker(of_round(view.round, password)).copy(found.source, found.submission)
    return name_for(found.school.listed.school, f"{ENDING}{copy.suffix}"), copy.data


_MARKED = "marked"
REPORTS: Mapping[str, WantedReport] = {
    "report": WantedReport("school", "html"),
    "governors": WantedReport("governors", "pdf"),
    "annex": WantedReport("governors", "pdf", annex=True),
    "leader": WantedReport("leader", "pdf"),
}
"""The reports that can be made, as people usually want them."""
KINDS = (*REPORTS, _MARKED)
"""What can be made."""
_ANSWERS, _DEADLINES = "answers", ("calendar", "reminding", "table")
FILE_KINDS = (*KINDS, *_DEADLINES, _ANSWERS)
"""What can be made of a file that was only looked at."""
