"""What the Hub writes down of schools' answers, in words: before and when it is done, and on the page of status.

Must not know: how answers are put together.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from careers_workbook.core.text import many, show, show_date
from careers_workbook.hub.rounds.by_hand import WRITTEN_DOWN, HandAnswer
from careers_workbook.hub.rounds.rounds import RETURNED, SchoolRound
from careers_workbook.reports.pages import item, page
from careers_workbook.reports.words import one_line, shorten_at_word

if TYPE_CHECKING:
    from careers_workbook.hub.answering import PreviewedAnswer
    from careers_workbook.hub.hub import AnswersPreview, GivenAnswers

_LONGEST, _MOST = 80, 20
_ABOUT_NUMBERS = ("DEST-006", "DEST-011", "DEST-012")


def text(given: "GivenAnswers", schools: Sequence[SchoolRound], collection: str, width: int) -> str:
    """What came of it, school by school."""
    lines: list[str] = []
    for school in schools:
        lines.append(in_short(given, school, collection))
        found = list(_findings(school))
        more = [f"and {len(found) - _MOST} more: careers-workbook report has them all."] if len(found) > _MOST else []
        lines += map(item, (*found[:_MOST], *more, _standing(school)))
    return page([lines], width)


def in_short(given: "GivenAnswers", school: SchoolRound, collection: str) -> str:
    """How many answers of one school were written down and taken away."""
    who = school.listed.school
    of_school = [one for one in given.answers if one.urn == who.urn]
    new = sum(bool(one.value.strip()) for one in of_school)
    done = _done(new, "written down") + _done(len(of_school) - new, "taken away")
    return f"{who.name} ({who.urn}), {collection}: {', '.join(done) or 'nothing new'}."


def preview(found: "AnswersPreview", collection: str, width: int) -> str:
    """What would be written down, school by school; what is refused is said elsewhere."""
    lines: list[str] = []
    for urn in found.given.urns:
        of_school = [one for one in found.changes if one.given.urn == urn and not one.problems]
        if of_school:
            lines.append(f"{of_school[0].school} ({urn}), {collection}:")
            lines += map(item, (f"{one.name}: {becomes(one)}" for one in of_school))
    lines += [f"Counts as returned with it: {name}" for name in found.returned]
    lines += [f"Does not count as returned any more: {name}" for name in found.not_returned]
    number = len(found.accepted.answers)
    lines.append(f"Nothing is written down yet: {many(number, 'answer')} to write down, {len(found.refused)} refused.")
    return page([lines], width)


def becomes(one: "PreviewedAnswer") -> str:
    """What counts now, and what is to count: "In progress" becomes "Yes"."""
    now = counting(one)
    if not one.value:
        return f"{now} is taken away"
    then = _quoted(one.value) if not one.is_number else "the number given"
    return f"stays {then}" if now == then else f"{now} becomes {then}"


def counting(one: "PreviewedAnswer") -> str:
    """What counts now of what one answer is about, as it is quoted; a number of leavers is not."""
    if one.is_number:
        return "What is known"
    before = one.before
    raw = None if before is None else before.value if before.state == "answered" else before.raw
    return "No answer" if raw is None else _quoted(str(show(raw)))


def _quoted(words: str) -> str:
    return f'"{shorten_at_word(one_line(words), _LONGEST)}"'


def _done(number: int, what: str) -> list[str]:
    return [f"{many(number, 'answer is', 'answers are')} {what}"] if number else []


def _findings(school: SchoolRound) -> Iterator[str]:
    """What is said of the answers that hold, and what is wrong with them."""
    refs = {one.ref for one in school.by_hand.answers}
    numbers = _ABOUT_NUMBERS if any(one.shown != one.value for one in school.by_hand.answers) else ()
    for finding in school.counts.findings if school.counts else ():
        of_answer = finding.place.ref in refs and (finding.code == WRITTEN_DOWN or finding.severity != "note")
        if of_answer or finding.code in numbers:
            where = finding.where.rpartition("(")[2].rstrip(")")
            yield one_line(f"{where}: {finding.message}")


def _standing(school: SchoolRound) -> str:
    if school.state in RETURNED:
        return "It counts as returned."
    if not school.by_hand.answers:
        return "Nothing is written down of it any more."
    why = "" if school.state == "not returned" else f": it is {school.state}"
    return f"It does not count as returned{why}. If this is all that it has to say, add --complete."


def line(school: SchoolRound) -> str:
    """All that was written down of one school."""
    who, told = school.listed.school, school.by_hand
    done = " It counts as returned with that." if told.complete else ""
    return one_line(f"{who.urn} {who.name}: {'; '.join(map(said, told.answers))}.{done}")


def said(one: HandAnswer) -> str:
    """CL1.completed "Yes" (telephone, AS, 03/12/2026)."""
    how = ", ".join(filter(None, (one.how, one.by, show_date(one.on))))
    return f'{one.name} "{shorten_at_word(one_line(one.shown), _LONGEST)}" ({how})'
