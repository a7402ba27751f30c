"""The Hub's page for its board in words: five figures, three things to know, what the board is asked to decide.

Enters: a Board. Leaves: a `BoardReport`, whose texts page and PDF share. The rules by which sentences are chosen are
said in its method. Must not know: how anything looks, files.
"""

import dataclasses
from collections.abc import Iterator
from statistics import median

from careers_workbook.core.brand import Brand
from careers_workbook.core.frozen import frozen
from careers_workbook.core.text import many
from careers_workbook.hub.board import BenchmarkDone, Board, Share, StatementDone
from careers_workbook.hub.publication.published import NOT_APPLICABLE, NOT_AVAILABLE, ROUNDED, CohortLine
from careers_workbook.hub.tables.export import MARKING
from careers_workbook.reports import words
from careers_workbook.reports.drawing import svg
from careers_workbook.reports.hub.hub_charts import schools
from careers_workbook.reports.pdf import pdf

_STATEMENT, _NAME, _ROUND, _SCHOOL, _YEARS = 95, 70, 30, 50, 5
"""Characters of a statement, of the names of Hub, round and school, and leaving years, that one page has room for."""
_STRIP = 360
"""Pixels: how wide the chart of schools is on paper."""
_MANY = 0.5
"""The share of schools with something overdue from which on it is the board's business."""
_NOT_YET = "not yet"


@frozen
class Tile:
    """One of the five figures."""

    number: str
    label: str
    remark: str


@frozen
class ShareLine:
    """One bar: per cent from 0 to 100, and that of the round before; `said` is the figure in words."""

    label: str
    said: str
    now: float | None
    before: float | None = None


@frozen
class LeaversLine:
    """The leavers of one year as they are published; `percent` is None where there is none to draw."""

    year: str
    leavers: str
    in_eet: str
    sustained: str
    percent: float | None


@frozen
class BoardReport:
    """Everything on the first page, in its order."""

    hub: str
    round: str
    day: str
    before: str
    marking: str
    tiles: tuple[Tile, ...]
    three: tuple[str, ...]
    benchmarks: tuple[ShareLine, ...]
    schools: tuple[ShareLine, ...]
    spread: str
    leavers: tuple[LeaversLine, ...]
    leavers_said: str
    fewest: tuple[ShareLine, ...]
    decisions: tuple[str, ...]
    coverage: str
    method: tuple[str, ...]


def board_pdf(of: Board, brand: Brand | None = None) -> bytes:
    """The first page as a PDF, exactly one A4 page."""
    strip = schools(of, _STRIP)
    drawn = {"strip": {"svg": svg(strip, "strip", alone=True), "alt": strip.description} if strip else None}
    return pdf("board.typ", {**dataclasses.asdict(board_report(of)), **drawn}, of.day, brand)


def board_report(of: Board) -> BoardReport:
    """The words of a round."""
    return BoardReport(
        hub=words.shorten_at_word(words.one_line(of.hub), _NAME),
        round=_round(of.round),
        day=words.long_date(of.day),
        before=_round(of.before) if of.both else "",
        marking=f"{MARKING}: for the Hub only" if of.internal else "",
        tiles=tuple(_tiles(of)),
        three=tuple(sentence for rule in (_about_returns, _about_progress, _about_risk) for sentence in rule(of)),
        benchmarks=tuple(map(_benchmark, of.benchmarks)),
        schools=tuple(
            ShareLine(words.one_line(one.name), words.percent(one.done.percent), one.done.percent) for one in of.schools
        ),
        spread=_spread(of),
        leavers=tuple(map(_leavers, of.leavers[-_YEARS:])),
        leavers_said="" if of.internal else ROUNDED,
        fewest=tuple(map(_statement, of.fewest)),
        decisions=tuple(_decisions(of)),
        coverage=_coverage(of),
        method=tuple(_method(of)),
    )


def _round(name: str) -> str:
    return words.shorten_at_word(words.one_line(name), _ROUND)


def _of(share: Share) -> str:
    return f"{share.part} of {share.whole}"


def _tiles(of: Board) -> Iterator[Tile]:
    """The five figures."""
    then = of.returned_before
    yield Tile(_of(of.returned), "schools returned", f"{_of(then)} in {_round(of.before)}" if then else "")
    yield Tile(words.percent(of.done.percent), "of statements done", _step(of))
    yield Tile(str(of.overdue), "actions overdue", f"at {many(of.overdue_at, 'school')}" if of.overdue else "")
    yield Tile(str(of.put_right), f"{'school' if of.put_right == 1 else 'schools'} to put something right", "")
    yield _in_eet(of)


def _step(of: Board) -> str:
    """How the statements done have moved at the schools that returned both times."""
    if not of.both or of.both.now.percent is None or of.both.before.percent is None:
        return ""
    points = round(of.both.now.percent) - round(of.both.before.percent)
    if not points:
        return f"as in {_round(of.before)}"
    return f"{many(abs(points), 'point')} {'up' if points > 0 else 'down'} since {_round(of.before)}"


def _in_eet(of: Board) -> Tile:
    """The last leaving year of which a share is shown."""
    known = [line for line in of.leavers if line.in_eet_percent.isdigit()]
    label = "of leavers in education, work or training"
    if not known:
        return Tile("not shown", label, "too few, or no answer yet")
    return Tile(f"{known[-1].in_eet_percent}%", label, f"in the autumn after they left in {known[-1].year}")


def _about_returns(of: Board) -> Iterator[str]:
    left = of.returned.whole - of.returned.part
    due = words.long_date(of.due)
    if not left:
        yield f"All {many(of.returned.whole, 'school')} have returned."
    elif of.day > of.due:
        named = f": {_listed(of.missing)}" if of.missing else ""
        have = "school that is expected has" if left == 1 else "schools that are expected have"
        yield f"{left} {have} not returned, though {due} has passed{named}."
    else:
        yield f"{_of(of.returned)} schools have returned so far; the round is due on {due}."


def _listed(names: tuple[str, ...]) -> str:
    first = ", ".join(words.shorten_at_word(words.one_line(name), _SCHOOL) for name in names[:3])
    return f"{first} and {len(names) - 3} more" if len(names) > 3 else first  # noqa: PLR2004 - names in a sentence


def _about_progress(of: Board) -> Iterator[str]:
    worst = of.benchmarks[0] if of.benchmarks else None
    both = of.both
    behind = f"Benchmark {worst.number}, {worst.name}, is furthest from done" if worst else ""
    if both and both.now.percent is not None and both.before.percent is not None:
        points = round(both.now.percent) - round(both.before.percent)
        moved = f"{'more' if points > 0 else 'fewer'} statements done than" if points else "as many statements done as"
        yield (
            f"The {many(both.schools, 'school')} that returned both times have {moved} in {_round(of.before)}"
            + (f"; {behind[:1].lower()}{behind[1:]} ({words.percent(worst.done.percent)})." if worst else ".")
        )
    elif worst:
        yield f"{behind}: {words.percent(worst.done.percent)} of its statements."


def _about_risk(of: Board) -> Iterator[str]:
    slipped = of.changes.get("slipped back", 0)
    if of.overdue:
        are = "action is" if of.overdue == 1 else "actions are"
        also = f"; {many(slipped, 'statement has', 'statements have')} slipped back" if slipped else ""
        yield f"{of.overdue} {are} overdue at {many(of.overdue_at, 'school')}{also}."
    elif slipped:
        yield f"{many(slipped, 'statement has', 'statements have')} slipped back since {_round(of.before)}."
    elif of.put_right:
        yield f"At {many(of.put_right, 'school')} answers are lost until the school puts them right."
    else:
        yield "No action is overdue, and nothing has slipped back."


def _benchmark(one: BenchmarkDone) -> ShareLine:
    before = one.before.percent if one.before else None
    said = f"{_of(one.done)} ({words.percent(one.done.percent)})"
    return ShareLine(f"{one.number}. {one.name}", said, one.done.percent, before)


def _statement(one: StatementDone) -> ShareLine:
    text = words.shorten_at_word(words.one_line(one.statement).rstrip(" .:;,"), _STATEMENT, " .:;,-\u2013")
    return ShareLine(f"{one.ref} {text}", f"{_of(one.done)} schools", one.done.percent)


def _spread(of: Board) -> str:
    known = [one.done.percent for one in of.schools if one.done.percent is not None]
    if not known:
        return "No school has returned statements that count."
    return (
        f"From {words.percent(known[0])} to {words.percent(known[-1])} of the statements that apply. The middle is "
        f"{words.percent(median(known))}: as many schools have done more as less."
    )


_WHY = {NOT_APPLICABLE: _NOT_YET, NOT_AVAILABLE: "no answer yet"}


def _leavers(line: CohortLine) -> LeaversLine:
    def shown(number: str, percent: str) -> str:
        if not number.isdigit():
            return _WHY.get(number, "not shown") if number else "not asked"
        return f"{number} ({percent}%)" if percent.isdigit() else number

    share = float(line.in_eet_percent) if line.in_eet_percent.isdigit() else None
    leavers = line.leavers if line.leavers.isdigit() else "not shown"
    eet, sustained = (line.in_eet, line.in_eet_percent), (line.sustained, line.sustained_percent)
    return LeaversLine(words.one_line(line.year), leavers, shown(*eet), shown(*sustained), share)


def _decisions(of: Board) -> Iterator[str]:
    """What only the board can decide."""
    left = of.returned.whole - of.returned.part
    if left and of.day > of.due:
        what = "the school that has" if left == 1 else f"the {left} schools that have"
        yield f"Who speaks with {what} not returned, and by when?"
    if of.benchmarks and (of.benchmarks[0].done.percent or 0) < 100:  # noqa: PLR2004 - per cent
        yield f"What can the Hub offer schools for benchmark {of.benchmarks[0].number}, {of.benchmarks[0].name}?"
    if of.returned.part and of.overdue_at / of.returned.part >= _MANY:
        yield "At half of the schools or more something is overdue: shall they agree new dates, or be helped?"


def _coverage(of: Board) -> str:
    said = f"{_of(of.returned)} schools expected have returned what counts."
    if of.coverage:
        said += f" Numbers of leavers are from {_of(of.coverage)} schools."
    return said


def _method(of: Board) -> Iterator[str]:
    yield "Percentages are statements done, of those that apply, added up over the schools that returned."
    if of.both:
        yield f"The mark and every change compare the {many(of.both.schools, 'school')} that returned both times."
    yield (
        "The three things to know are always one about returns, one about progress, and one about what is overdue, "
        "else slipped back, else to be put right."
    )
    if not of.internal:
        yield ROUNDED
