"""The letters to schools: the text of each from its template, which the Hub may have changed; and letters as e-mails.

Those of a round have their file attached. Messages are unsent drafts for Outlook, the same bytes for the same letter.
Nothing is ever sent. SpecError (HUB-051) names file and line of what is wrong in a template. No text from a register or
a return can become a header of its own. Must not know: the command line.
"""

import codecs
import datetime as dt
import re
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, field, replace
from pathlib import Path
from typing import Literal, get_args

from careers_workbook.core.file_names import file_name, name_for
from careers_workbook.core.frozen import frozen
from careers_workbook.core.input import MEGABYTE, read_whole
from careers_workbook.core.output import reason
from careers_workbook.core.problems import FileRefusedError, Place, Problem, SpecError
from careers_workbook.core.text import many
from careers_workbook.figures.filled_in import NOTHING_FILLED_IN, UNCHANGED
from careers_workbook.figures.quality import about_leavers
from careers_workbook.hub.draft_message import Attachment, LetterWords, composed
from careers_workbook.hub.drafts import Draft
from careers_workbook.hub.outgoing import Outgoing, is_confirmed, leaver_rows, not_confirmed
from careers_workbook.hub.register.addresses import addresses
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.rounds.by_hand import NO_WORKBOOK
from careers_workbook.hub.rounds.reminders import Reminder, Situation
from careers_workbook.hub.rounds.reread import RereadReturn
from careers_workbook.hub.rounds.return_selection import LAST_YEARS, SAME_AS_LAST_TIME, SENT_BEFORE
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.rounds.school_identification import TAKEN_AS_ANOTHERS
from careers_workbook.hub.setup import LETTERS
from careers_workbook.reports.letters.filling_in import TemplateJob
from careers_workbook.reports.letters.marked_up import Marker, not_marked, of_round
from careers_workbook.reports.letters.marked_workbook import MarkedCopy
from careers_workbook.reports.letters.what_to_fix import (
    ADVICE,
    MESSAGES,
    STILL_DONE,
    concerns_schools,
    wording_for_school,
)
from careers_workbook.reports.pages import counted, item, page
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.reports.templating import TemplateMistakeError
from careers_workbook.reports.words import long_date, one_line, percent, shorten_at_word
from careers_workbook.returns.extraction.versions import spec_of
from careers_workbook.returns.worker.process import LimitedProcess, Limits, NotStartedError, StoppedError
from careers_workbook.spreadsheet.read.locked import lock

LetterKind = Literal["not returned", "please send again", "please confirm", "please fix", "thank you", "blank"]
KINDS: tuple[LetterKind, ...] = get_args(LetterKind)
_SUBJECT = "subject:"
_BLANK_LINES = re.compile(r"\n{3,}")
_LONGEST_SUBJECT, _LONGEST, _LONGEST_ANSWER = 200, 100_000, 160
"""Characters of a subject that are kept, of a whole letter, and of an answer that one quotes."""
_FILLING_IN = "careers_workbook.reports.letters.filling_in"
_LIMITS = Limits(seconds=20, memory=600_000_000)
_TOO_MUCH = "it asks for more time or memory than any letter needs"


@frozen
class LetterPoint:
    """One thing to put right or to look at, in a school's words."""

    where: str
    what: str
    to_do: str


@frozen
class About:
    """What a letter says of a return, besides what is known of every school. Its names are those in the templates."""

    reason: str = ""
    please: str = ""
    came: dt.date | None = None
    made_for: str = ""
    fresh: bool = False
    blank: bool = False
    to_fix: tuple[LetterPoint, ...] = ()
    to_look_at: tuple[LetterPoint, ...] = ()
    written_down: tuple[LetterPoint, ...] = ()
    no_workbook: bool = False
    filled: int = 0
    asked: int = 0
    done: int = 0
    statements: int = 0
    percent: str = ""
    attached: str = ""
    workbook: str = ""
    carried: bool = False
    locked: bool = False
    due: dt.date | None = None


@frozen
class LetterText:
    """A letter in words: the subject is one line."""

    subject: str
    body: str


class Templates:
    """The templates of one Hub; those that are not in its folder are the ones that came with the program.

    `tried` are words that are not kept yet, by kind of letter.
    """

    def __init__(
        self,
        folder: Path,
        kinds: Iterable[LetterKind],
        tried: Mapping[LetterKind, str] | None = None,
        limits: Limits = _LIMITS,
    ) -> None:
        there = {kind: template_text(folder, kind) for kind in kinds}
        self._texts = {kind: (path, (tried or {}).get(kind, text)) for kind, (path, text) in there.items()}
        self._process = LimitedProcess(_FILLING_IN, limits)
        weakref.finalize(self, self._process.end)
        for kind, (path, text) in self._texts.items():
            self._ask(path, TemplateJob(text, NAMES))
            self.write(kind, _EXAMPLE)

    def write(self, kind: LetterKind, values: dict[str, object]) -> LetterText:
        """One letter."""
        path, text = self._texts[kind]
        page = self._ask(path, TemplateJob(text, NAMES, {name: _simple(value) for name, value in values.items()}))
        if len(page) > _LONGEST:
            reason = f"it comes to {len(page):,} characters, and a letter has {_LONGEST:,} at most"
            raise _mistake(path, TemplateMistakeError(0, reason))
        first, _, body = page.lstrip().partition("\n")
        if not first.lower().startswith(_SUBJECT):
            shown = first.strip()[:40]
            raise _mistake(path, TemplateMistakeError(0, f'it must begin with "Subject: ", and begins with "{shown}"'))
        subject = one_line(first[len(_SUBJECT) :])[:_LONGEST_SUBJECT]
        lines = _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in body.splitlines()))
        return LetterText(subject, f"{lines.strip()}\n")

    def _ask(self, path: Path, job: TemplateJob) -> str:
        """What comes of a template in a process of its own: it may ask for more than this computer has."""
        try:
            (answer,) = self._process.ask(job)
        except NotStartedError as error:
            raise FileRefusedError(Problem("FILE-060", Place(str(path)))) from error
        except StoppedError as error:
            raise _mistake(path, TemplateMistakeError(0, _TOO_MUCH)) from error
        if isinstance(answer, TemplateMistakeError):
            raise _mistake(path, answer)
        return str(answer)


def _simple(value: object) -> object:
    """A value in types that every process knows; templates find the parts of a point by their names all the same."""
    return (
        [asdict(one) if isinstance(one, LetterPoint) else one for one in value] if isinstance(value, tuple) else value
    )


def values(found: Round, kind: LetterKind, listed: Listed, about: About) -> dict[str, object]:
    """Everything that a template can fill in; every text on one line. What is attached may name another day."""
    hub, school, collection = found.hub, listed.school, found.settings
    due, written = about.due or found.due_of(school.urn), found.diary.sent.get((school.urn, kind))
    texts = {
        "school": school.name,
        "urn": school.urn,
        "local_authority": school.local_authority,
        "caseload": listed.caseload,
        "hub": hub.name,
        "contact": hub.contact,
        "return_to": hub.return_to,
        "collection": collection.name,
        "due": long_date(due),
        "due_before": long_date(collection.due) if due != collection.due else "",
        "today": long_date(found.today),
        "written": long_date(written) if written else "",
        "reason": about.reason,
        "please": about.please,
        "made_for": about.made_for,
        "came": long_date(about.came) if about.came else "",
        "percent": about.percent,
        "attached": about.attached,
        "workbook": about.workbook,
    }
    others = {name: getattr(about, name) for name in (*_FLAGS, *_POINTS, *_NUMBERS)}
    return {name: one_line(text) for name, text in texts.items()} | others | {"days_left": (due - found.today).days}


_WORDS = ("school", "urn", "local_authority", "caseload", "hub", "contact", "return_to", "collection", "due", "today")
_NUMBERS = ("filled", "asked", "done", "statements")
_POINTS = ("to_fix", "to_look_at", "written_down")
_FLAGS = ("fresh", "blank", "carried", "locked", "no_workbook")
_EXAMPLE: dict[str, object] = {
    **dict.fromkeys(
        (*_WORDS, "due_before", "written", "reason", "please", "came", "made_for", "percent", "attached", "workbook"),
        "x",
    ),
    **dict.fromkeys((*_NUMBERS, "days_left"), 1),
    **dict.fromkeys(_POINTS, (LetterPoint("x", "x", "x"),)),
    **dict.fromkeys(_FLAGS, False),
}
"""A letter to try a template with before any is written."""
NAMES = tuple(_EXAMPLE)
"""The words that a template can fill in."""


def template_text(folder: Path, kind: LetterKind) -> tuple[Path, str]:
    """The template and where it lies, as whatever program may have saved it."""
    own = folder / f"{kind}.txt"
    path = own if own.exists() else LETTERS / own.name
    try:
        data = read_whole(path, MEGABYTE)
    except OSError as error:
        raise _mistake(path, TemplateMistakeError(0, reason(error))) from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return path, data.decode("utf-16", "replace")
    try:
        return path, data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return path, data.decode("cp1252", "replace")


def _mistake(path: Path, error: TemplateMistakeError) -> SpecError:
    place = Place(str(path), line=error.line or None)
    return SpecError(Problem("HUB-051", place, {"reason": one_line(error.reason).rstrip(".")}))


@frozen
class Letter:
    """One letter to one school. `problem` says what is not as it should be: nothing attached, for example."""

    kind: LetterKind
    listed: Listed
    text: LetterText
    attached: tuple[Attachment, ...] = ()
    problem: Problem | None = None


def as_draft(letter: Letter) -> Draft:
    """The letter as it is kept."""
    return Draft(letter.kind, letter.listed, as_bytes(letter), (letter.problem,) if letter.problem else ())


def as_bytes(letter: Letter) -> bytes:
    """The draft as a file."""
    to, _ = addresses(letter.listed.email)
    return composed(LetterWords(", ".join(to), letter.text.subject, letter.text.body, letter.attached))


def draft_summary(drafts: Sequence[Draft], folder: Path, width: int) -> str:
    """A line on what was written, then the schools without an address."""
    written = [draft for draft in drafts if draft.path]
    if not written:
        return "No draft was written." if drafts else "There is nobody to write to."
    kinds = Counter(draft.kind for draft in written)
    several = ", ".join(f'{number} "{kind}"' for kind, number in kinds.items())
    said = f"{many(len(written), 'draft')} in {folder}: {several}. Nothing has been sent."
    without = [draft.listed.school for draft in written if not draft.has_address]
    named = [item(f"{one.urn} {one_line(one.name)}") for one in without]
    return page([[said], counted("Without an e-mail address in the register", named, len(named))], width)


@frozen
class Wording:
    """What the letters are worded with. `marker` makes the copies that go with them.

    `confirmed`: URN -> the addresses that somebody has confirmed; lines of leavers go to no others.
    """

    found: Round
    templates: Templates
    marker: Marker
    confirmed: Mapping[str, str] = field(default_factory=dict)

    def letter(self, kind: LetterKind, listed: Listed, about: About, *attached: Attachment) -> Letter:
        """One letter, in which the name of what is attached first may stand."""
        about = replace(about, attached=attached[0].name if attached else "")
        return Letter(kind, listed, self.templates.write(kind, values(self.found, kind, listed, about)), attached)


def letter(reminder: Reminder, wording: Wording) -> Letter:
    """The letter that a reminder stands for."""
    match reminder.kind:
        case "please fix" if reminder.original:
            return _please_fix(wording, reminder.original)
        case "thank you" if reminder.original:
            return _thank_you(wording, reminder.original)
    return wording.letter(reminder.kind, reminder.school.listed, _send_again(reminder))


_REASONS: dict[Situation, tuple[str, ...]] = {
    "blank": (NOTHING_FILLED_IN,),
    "unchanged": (UNCHANGED, SENT_BEFORE, SAME_AS_LAST_TIME),
    "last year's": (LAST_YEARS,),
}
"""Which finding says why a return does not do yet; else the worst."""


def _send_again(reminder: Reminder) -> About:
    """Why what came, if anything did, does not do yet, and what to send; in a school's words."""
    decided, written_down = reminder.school.counts or reminder.last, tuple(_written_down(reminder.school))
    if decided is None:
        return About(written_down=written_down)
    codes = _REASONS.get(reminder.situation)
    why = next(finding for finding in decided.findings if codes is None or finding.code in codes)
    reason, please = MESSAGES.get(why.code, why.message), ADVICE.get(why.code, why.advice)
    if reminder.situation == "unchanged" and reminder.school.filled.waiting:
        please = STILL_DONE
    return About(one_line(reason), one_line(please), decided.stored.came, written_down=written_down)


def blanks(
    found: Round, templates: Templates, files: Iterable[Outgoing], password: str | None = None
) -> Iterator[Letter]:
    """The letters with which workbooks go out, each due on the day that its workbook names; with a password, locked."""
    wording = Wording(found, templates, Marker(of_round(found)))
    for one in files:
        about = About(carried=one.contents.has_answers, locked=bool(password), due=one.contents.due)
        attachment = Attachment(one.name, lock(one.data, password) if password else one.data)
        yield wording.letter("blank", one.listed, about, attachment)


def _please_fix(wording: Wording, original: RereadReturn) -> Letter:
    about, listed, copy = _about(wording.found, original), original.school.listed, _handed_back(wording, original)
    if isinstance(copy, Problem):
        return replace(wording.letter("please fix", listed, about), problem=copy)
    name = name_for(listed.school, f" - careers checklist - to fix{copy.suffix}")
    about = replace(about, fresh=copy.fresh is not None)
    return wording.letter("please fix", listed, about, Attachment(name, copy.data))


def _handed_back(wording: Wording, original: RereadReturn) -> MarkedCopy | Problem:
    """The workbook that goes back with a letter, or why none does."""
    found, listed = wording.found, original.school.listed
    if leaver_rows(original.submission, found.specs) and not is_confirmed(listed, wording.confirmed):
        return not_confirmed("HUB-107", listed)
    try:
        return wording.marker.copy(original.source, original.submission)
    except FileRefusedError as error:
        return not_marked(original.submission, error)


def _thank_you(wording: Wording, original: RereadReturn) -> Letter:
    found, listed = wording.found, original.school.listed
    spec = spec_of(original.submission, found.specs)
    summary = summarise(original.submission, spec, found.today, original.destinations)
    counts = summary.progress.total
    about = replace(
        _about(found, original),
        filled=original.school.filled.statements,
        asked=original.school.filled.asked,
        done=counts.done,
        statements=counts.items - counts.not_applicable,
        percent=percent(counts.percent_done),
    )
    page = render(summary, "html", brand=found.hub.brand).encode("utf-8", "replace")
    report = Attachment(name_for(listed.school, " - report.html"), page)
    if not original.school.is_text_document:
        return wording.letter("thank you", listed, about, report)
    copy = _handed_back(wording, original)
    if isinstance(copy, Problem):
        return replace(wording.letter("thank you", listed, about, report), problem=copy)
    workbook = Attachment(file_name(listed.school), copy.data)
    return wording.letter("thank you", listed, replace(about, workbook=workbook.name), report, workbook)


def _about(found: Round, original: RereadReturn) -> About:
    to_fix, to_look_at = (tuple(_points(found, original, severity)) for severity in ("error", "warning"))
    return About(
        came=original.school.came,
        made_for=_made_for(original.school),
        to_fix=to_fix,
        to_look_at=to_look_at,
        written_down=tuple(_written_down(original.school)),
        no_workbook=any(problem.code == NO_WORKBOOK for problem in original.submission.problems),
    )


def _written_down(school: SchoolRound) -> Iterator[LetterPoint]:
    """What the Hub wrote down of a school's answers, as far as it holds."""
    for one in school.holding_by_hand:
        what = shorten_at_word(one_line(one.shown), _LONGEST_ANSWER)
        yield LetterPoint(one.name, f'"{what}"', one_line(", ".join(filter(None, (one.how, long_date(one.on))))))


def _made_for(school: SchoolRound) -> str:
    """The school whose workbook this one has filled in, if the Hub has said so."""
    counts = school.counts
    if counts is None or all(finding.code != TAKEN_AS_ANOTHERS for finding in counts.more):
        return ""
    return one_line(counts.stored.submission.school)


def _points(found: Round, original: RereadReturn, severity: str) -> Iterator[LetterPoint]:
    """What is wrong, in a school's words; what is in the rows of leavers is counted by sheet and never quoted."""
    submission = original.submission
    private = about_leavers(submission, spec_of(submission, found.specs))
    told_here = [p for p in submission.problems if p.severity == severity and concerns_schools(p)]
    for problem in told_here:
        if not private(problem):
            what, to_do = wording_for_school(problem)
            place = replace(problem.place, file="").describe()
            where = one_line(place.replace("!", ", cell ", 1)) if place else "The whole workbook"
            yield LetterPoint(where, one_line(what), one_line(to_do))
    for sheet, number in Counter(problem.place.sheet for problem in told_here if private(problem)).items():
        yield LetterPoint(one_line(sheet), f"{many(number, 'entry', 'entries')} about leavers.", "")
