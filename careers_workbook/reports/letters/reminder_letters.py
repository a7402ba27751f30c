"""The letters of one round in words, each with its file attached.

Enters: a `Reminder`, a Round, templates. Leaves: a `Letter`. Must not know: e-mails, the command line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from careers_workbook.core.catalogue import Severity
from careers_workbook.core.file_names import name_for
from careers_workbook.core.problems import FileRefusedError, Place, Problem
from careers_workbook.figures.quality import about_leavers
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.rounds.reminders import Reminder
from careers_workbook.hub.rounds.reread import RereadReturn
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.reports.letters.emails import Attachment, Letter
from careers_workbook.reports.letters.for_schools import concerns_schools, told
from careers_workbook.reports.letters.letter_templates import About, LetterKind, LetterPoint, Templates, values
from careers_workbook.reports.letters.marked_up import Marking, marked_copy
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.reports.words import many, one_line, percent
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.intake.file_detection import detect_file


@dataclass(frozen=True, slots=True)
class Wording:
    """What the letters are worded with. `password` opens the returns that are locked."""

    found: Round
    templates: Templates
    password: str | None = None


def letter(reminder: Reminder, wording: Wording) -> Letter:
    """The letter that a reminder stands for."""
    match reminder.kind:
        case "please fix" if reminder.original:
            return _please_fix(wording, reminder.original)
        case "thank you" if reminder.original:
            return _thank_you(wording, reminder.original)
    last = reminder.last
    about = About(reason=one_line(last.reason), came=last.stored.came) if last else About()
    return _letter(wording, reminder.school, "not returned", about)


def _please_fix(wording: Wording, original: RereadReturn) -> Letter:
    found, school = wording.found, original.school
    attachment, problem = None, None
    try:
        detected = detect_file(original.source.load(), original.source.name, wording.password)
        marking = Marking(lambda submission: spec_of(submission, found.specs), found.today, wording.password)
        copy = marked_copy(detected, original.submission, marking)
        name = name_for(school.listed.school, f" - careers checklist - to fix{copy.suffix}")
        attachment = Attachment(name, copy.data)
    except FileRefusedError as error:
        problem = Problem("FILE-050", Place(original.submission.file), {"reason": one_line(str(error)).rstrip(".")})
    about = _about(found, original)
    about = replace(about, blank=school.state == "blank", attached=attachment.name if attachment else "")
    return replace(_letter(wording, school, "please fix", about), attachment=attachment, problem=problem)


def _thank_you(wording: Wording, original: RereadReturn) -> Letter:
    found, school = wording.found, original.school
    submission = original.submission
    summary = summarise(submission, spec_of(submission, found.specs), found.today)
    name = name_for(school.listed.school, " - report.html")
    counts = summary.progress.total
    about = replace(
        _about(found, original),
        done=counts.done,
        statements=counts.items - counts.not_applicable,
        percent=percent(counts.percent_done),
        attached=name,
    )
    attachment = Attachment(name, render(summary, "html").encode("utf-8", "replace"))
    return replace(_letter(wording, school, "thank you", about), attachment=attachment)


def _about(found: Round, original: RereadReturn) -> About:
    return About(
        came=original.school.came,
        to_fix=tuple(_points(found, original, "error")),
        to_look_at=tuple(_points(found, original, "warning")),
    )


def _points(found: Round, original: RereadReturn, severity: Severity) -> Iterator[LetterPoint]:
    """What is wrong, in a school's words; what is in the rows of leavers is counted by sheet and never quoted."""
    submission = original.submission
    private = about_leavers(submission, spec_of(submission, found.specs))
    of_leavers: dict[str, int] = {}
    for problem in submission.problems:
        if problem.severity != severity or not concerns_schools(problem):
            continue
        if private(problem):
            of_leavers[problem.place.sheet] = of_leavers.get(problem.place.sheet, 0) + 1
            continue
        what, to_do = told(problem)
        yield LetterPoint(_where(problem), one_line(what), one_line(to_do))
    for sheet, number in of_leavers.items():
        yield LetterPoint(one_line(sheet), f"{many(number, 'entry', 'entries')} about leavers.", "")


def _where(problem: Problem) -> str:
    place = replace(problem.place, file="").describe()
    return one_line(place.replace("!", ", cell ", 1)) if place else "The whole workbook"


def _letter(wording: Wording, school: SchoolRound, kind: LetterKind, about: About) -> Letter:
    text = wording.templates.write(kind, values(wording.found, school.listed, about))
    return Letter(kind, school.listed, text)


def blanks(found: Round, templates: Templates, files: Iterable[tuple[Listed, Attachment]]) -> Iterator[Letter]:
    """The letters with which blank workbooks go out."""
    for listed, attachment in files:
        text = templates.write("blank", values(found, listed, About(attached=attachment.name)))
        yield Letter("blank", listed, text, attachment)
