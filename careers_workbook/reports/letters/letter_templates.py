"""The letters to schools: the text of each from its template, which the Hub may have changed.

Enters: the folder with the templates, values. Leaves: a subject and a text. SpecError (HUB-051) names file and line of
what is wrong in a template. Must not know: e-mails, files that are attached.
"""

import codecs
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from careers_workbook.core.output import reason
from careers_workbook.core.problems import Place, Problem, SpecError
from careers_workbook.hub.register.register import Listed
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.setup import LETTERS
from careers_workbook.reports.templating import TemplateMistakeError, check_template, fill_in
from careers_workbook.reports.words import long_date, one_line

LetterKind = Literal["not returned", "please fix", "thank you", "blank"]
KINDS: tuple[LetterKind, ...] = get_args(LetterKind)
_SUBJECT = "subject:"
_BLANK_LINES = re.compile(r"\n{3,}")
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class LetterPoint:
    """One thing to put right or to look at, in a school's words."""

    where: str
    what: str
    to_do: str


@dataclass(frozen=True, slots=True)
class About:
    """What a letter says of a return, besides what is known of every school. Its names are those in the templates."""

    reason: str = ""
    came: dt.date | None = None
    blank: bool = False
    to_fix: tuple[LetterPoint, ...] = ()
    to_look_at: tuple[LetterPoint, ...] = ()
    done: int = 0
    statements: int = 0
    percent: str = ""
    attached: str = ""


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter in words: the subject is one line."""

    subject: str
    body: str


class Templates:
    """The templates of one Hub; those that are not in its folder are the ones that came with the program."""

    def __init__(self, folder: Path, kinds: Iterable[LetterKind]) -> None:
        self._texts = {kind: _text(folder, kind) for kind in kinds}
        for kind, (path, text) in self._texts.items():
            try:
                check_template(text, NAMES)
            except TemplateMistakeError as error:
                raise _mistake(path, error) from error
            self.write(kind, _EXAMPLE)

    def write(self, kind: LetterKind, values: dict[str, object]) -> LetterText:
        """One letter."""
        path, text = self._texts[kind]
        try:
            page = fill_in(text, values)
        except TemplateMistakeError as error:
            raise _mistake(path, error) from error
        first, _, body = page.lstrip().partition("\n")
        if not first.lower().startswith(_SUBJECT):
            shown = first.strip()[:40]
            raise _mistake(path, TemplateMistakeError(0, f'it must begin with "Subject: ", and begins with "{shown}"'))
        subject = one_line(first[len(_SUBJECT) :])[:_LONGEST_SUBJECT]
        lines = _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in body.splitlines()))
        return LetterText(subject, f"{lines.strip()}\n")


def values(found: Round, listed: Listed, about: About) -> dict[str, object]:
    """Everything that a template can fill in; every text on one line."""
    hub, school, collection = found.hub, listed.school, found.settings
    texts = {
        "school": school.name,
        "urn": school.urn,
        "local_authority": school.local_authority,
        "caseload": listed.caseload,
        "hub": hub.name,
        "contact": hub.contact,
        "return_to": hub.return_to,
        "collection": collection.name,
        "due": long_date(collection.due),
        "today": long_date(found.today),
        "reason": about.reason,
        "came": long_date(about.came) if about.came else "",
        "percent": about.percent,
        "attached": about.attached,
    }
    others = {name: getattr(about, name) for name in ("blank", "to_fix", "to_look_at", "done", "statements")}
    return {name: one_line(text) for name, text in texts.items()} | others | {"days_left": found.days_left}


_POINT = LetterPoint("x", "x", "x")
_WORDS = ("school", "urn", "local_authority", "caseload", "hub", "contact", "return_to", "collection", "due", "today")
_EXAMPLE: dict[str, object] = {
    **dict.fromkeys((*_WORDS, "reason", "came", "percent", "attached"), "x"),
    **dict.fromkeys(("done", "statements", "days_left"), 1),
    **dict.fromkeys(("to_fix", "to_look_at"), (_POINT,)),
    "blank": False,
}
"""A letter to try a template with before any is written."""
NAMES = tuple(_EXAMPLE)
"""The words that a template can fill in."""


def _text(folder: Path, kind: LetterKind) -> tuple[Path, str]:
    """The template, as whatever program may have saved it."""
    own = folder / f"{kind}.txt"
    path = own if own.exists() else LETTERS / own.name
    try:
        data = path.read_bytes()
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
