"""What the Hub wrote down of schools' answers, in words: on the terminal when it was done, and on the page of status.

Must not know: how answers are put together.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from careers_workbook.core.text import many, show_date
from careers_workbook.hub.rounds.by_hand import WRITTEN_DOWN, HandAnswer
from careers_workbook.hub.rounds.rounds import RETURNED, SchoolRound
from careers_workbook.reports.pages import item, page
from careers_workbook.reports.words import one_line, shorten_at_word

if TYPE_CHECKING:
    from careers_workbook.hub.hub import GivenAnswers

_LONGEST, _MOST = 80, 20
_ABOUT_NUMBERS = ("DEST-006", "DEST-011", "DEST-012")


def text(given: "GivenAnswers", schools: Sequence[SchoolRound], collection: str, width: int) -> str:
    """What came of it, school by school."""
    lines: list[str] = []
    for school in schools:
        who = school.listed.school
        of_school = [one for one in given.answers if one.urn == who.urn]
        new = sum(bool(one.value.strip()) for one in of_school)
        done = _done(new, "written down") + _done(len(of_school) - new, "taken away")
        lines.append(f"{who.name} ({who.urn}), {collection}: {', '.join(done) or 'nothing new'}.")
        found = list(_findings(school))
        more = [f"and {len(found) - _MOST} more: careers-workbook report has them all."] if len(found) > _MOST else []
        lines += map(item, (*found[:_MOST], *more, _standing(school)))
    return page([lines], width)


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
    return f"It does not count as returned: it is {school.state}. If this is all that it has to say, add --complete."


def line(school: SchoolRound) -> str:
    """All that was written down of one school."""
    who, told = school.listed.school, school.by_hand
    done = " It counts as returned with that." if told.complete else ""
    return one_line(f"{who.urn} {who.name}: {'; '.join(map(said, told.answers))}.{done}")


def said(one: HandAnswer) -> str:
    """CL1.completed "Yes" (telephone, AS, 03/12/2026)."""
    how = ", ".join(filter(None, (one.how, one.by, show_date(one.on))))
    return f'{one.name} "{shorten_at_word(one_line(one.shown), _LONGEST)}" ({how})'
