"""Words that all formats of a report share: headings, labels, dates, numbers, and school's text made safe to show.

Where the words are ours, in characters that Windows consoles have too (cp1252). Must not know: formats, files.
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from careers_workbook.core import vocabulary as said
from careers_workbook.core.catalogue import Severity
from careers_workbook.core.days import spelt
from careers_workbook.core.text import many, show
from careers_workbook.figures.quality import WITHHELD, Finding
from careers_workbook.returns.submission import State

if TYPE_CHECKING:
    from careers_workbook.figures.checklist_progress import ItemCounts, ItemRow, QuotedAnswer, Tally
    from careers_workbook.figures.leaver_counts import Checkpoint, Cohort

COUNT_LABELS = {
    "items": said.STATEMENTS,
    "done": said.DONE,
    "in_progress": said.IN_PROGRESS,
    "not_done": said.NOT_DONE,
    "not_applicable": said.NOT_APPLICABLE,
    "no_answer": said.NO_ANSWER,
    "unclear": said.UNCLEAR,
    "missing": said.MISSING,
    "overdue": said.OVERDUE,
    "due_soon": said.DUE_SOON,
}
"""The columns of the Progress sheet, in its words, and Missing."""
PARTS = tuple(name for name in COUNT_LABELS if name not in ("items", "overdue", "due_soon"))
"""The counts that add up to the items, in the order in which bars show them."""
STATE_LABELS: dict[State, str] = {
    "answered": "Answered",
    "blank": said.NO_ANSWER,
    "not asked": "Not asked in this version",
    "missing": "Missing from the file",
    "unreadable": said.UNCLEAR,
}
SEVERITY_LABELS: dict[Severity, str] = {"error": "Put right", "warning": "Look at", "note": "Note"}
DO_NOT_PUBLISH = "Do not publish: small numbers could identify a pupil"
FOR_THE_SCHOOL = (
    "Do not publish. This is for the school, its governors and its Careers Hub: what it says of young people is exact."
)
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, marks that turn the direction of the text around them, halves of characters."""


def kind_label(kind: str) -> str:
    """What the answers of one kind of sheet are called where they are counted."""
    from careers_workbook.spec.model import answer_kinds  # noqa: PLC0415 - few pages count by kinds of sheets

    return answer_kinds()[kind].label


def long_date(day: dt.date | None) -> str:
    """31 March 2027; "not known" if there is none."""
    return spelt(day) if day else "not known"


@lru_cache(maxsize=1_000)
def percent(value: float | None) -> str:
    """A whole percentage that never says 100 % or 0 % before it is true; "n/a" where there is nothing to count."""
    if value is None:
        return "n/a"
    whole = int(value + 0.5)
    return f"{min(max(whole, 1), 99) if 0 < value < 100 else whole}%"  # noqa: PLR2004 - per cent


def clean(text: str) -> str:
    """A school's text without what could upset a terminal or a page; line breaks and tabs stay."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The same on one line, single spaces."""
    return " ".join(clean(text).split())


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between two words unless one is very long, and how many were left out."""
    if len(text) <= limit:
        return text
    whole = text[: limit + 1].rpartition(" ")[0].rstrip()
    kept = whole if len(whole) > limit / 2 else text[:limit].rstrip()
    return f"{kept} [... {len(text) - len(kept):,} more characters]"


def shorten_at_word(text: str, limit: int, loose: str = "") -> str:
    """At most `limit` characters, cut between two words, and behind none of the signs that are `loose` there."""
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0].rstrip(loose)} ..."


def answer_text(cell: "QuotedAnswer") -> str:
    """An answer as a report gives it. No two states read alike."""
    match cell.state:
        case "answered":
            return clean(cell.worded or show(cell.value))
        case "blank":
            return "(blank)"
        case "unreadable":
            return f'(unclear: "{clean(cell.said)}")' if cell.said else "(unclear)"
        case "missing":
            return "(missing from the file)"
        case "not asked":
            return "(not asked in this version)"


def deadline(row: "ItemRow") -> str:
    """The deadline of an item: a date, or why there is none."""
    return "No deadline" if row.deadline.state == "blank" else answer_text(row.deadline)


def days(row: "ItemRow") -> str:
    """45 days overdue, today, 12 days left; nothing without a deadline."""
    if row.days is None:
        return ""
    if row.days < 0:
        return f"{many(-row.days, 'day')} overdue"
    return "today" if row.days == 0 else f"{many(row.days, 'day')} left"


def tally_name(tally: "Tally") -> str:
    """4. Linking curriculum learning to careers."""
    return f"{tally.number}. {tally.name}" if tally.number else tally.name


def parts(counts: "ItemCounts") -> str:
    """What is not done, in words: "2 in progress, 1 not done; 1 overdue". Only what there is."""
    kinds = [name for name in PARTS if name != "done"], ("overdue", "due_soon")
    said = ([(getattr(counts, name), COUNT_LABELS[name].lower()) for name in names] for names in kinds)
    return "; ".join(filter(None, (", ".join(f"{number} {word}" for number, word in some if number) for some in said)))


def where_and_what(finding: Finding) -> str:
    """A finding: where, what is wrong, and how often."""
    what = f"{finding.title} ({WITHHELD})" if finding.message == WITHHELD else finding.message
    what = f"{what}{how_often(finding.count, what)}"
    return f"{finding.where}: {what}" if finding.where else what


def how_often(number: int, said: str) -> str:
    """A sentence behind another, or behind a few words, if something is so more than once."""
    end = "" if said.rstrip().endswith((".", "!", "?")) else "."
    return f"{end} This is so {number} times." if number > 1 else ""


def cohort_name(cohort: "Cohort") -> str:
    """Leavers of 2025/26, or what is the matter with their leaving year."""
    match cohort.year_state:
        case "answered":
            return f"Leavers of {one_line(cohort.year)}"
        case "blank":
            return "Leaving year blank"
        case "unreadable":
            return "Leaving year unclear"
        case "missing":
            return "Leaving year missing from the file"
        case "not asked":
            return "All leavers (the leaving year is not asked)"


def when(point: "Checkpoint") -> str:
    """The time of a checkpoint: "1 year after leaving" for a column that is called no more than Year 1."""
    return said.after_leaving(point.id, point.label)


def checkpoint_numbers(point: "Checkpoint") -> Iterator[tuple[str, int]]:
    """Each count of a checkpoint with its label. Blank is always there, the rarer states only where they occur."""
    for name, number in point.groups:
        yield name[:1].upper() + name[1:], number
    yield said.NO_ANSWER, point.blank
    for label, number in (
        (said.UNCLEAR, point.unreadable),
        ("Missing from the file", point.missing),
        ("Not asked", point.not_asked),
    ):
        if number:
            yield label, number
