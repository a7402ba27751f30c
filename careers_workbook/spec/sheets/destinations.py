"""The kind *destinations*: leavers counted by leaving year, by live formulas; nothing to fill in."""

from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

from careers_workbook.core import vocabulary as said
from careers_workbook.core.frozen import frozen
from careers_workbook.spec.checkpoints import INTENDED, STILL_THERE, in_order
from careers_workbook.spec.model import (
    Charts,
    CountedOn,
    DeclaredColumn,
    DeclaredRow,
    DeclaredTable,
    Question,
    Sheet,
    SheetPart,
    Spec,
    register,
)
from careers_workbook.spec.sheets.counts import groups_at, is_counted
from careers_workbook.spec.sheets.leavers import LeaversSheet, asked_about, leaver_sheets, sustained_by, year_question
from careers_workbook.spec.strict import Text

OVERVIEW, IN_TOUCH, OUTSIDE = "overview", "in_touch", "outside"
"""The tables that stand beside those of the checkpoints; each of these is known by the id of its checkpoint."""
LEAVERS, BLANK, UNCLEAR, REMARK = "leavers", "blank", "unclear", "remark"
IN_EET, SUSTAINED, NOT_KNOWN = "in_eet", "sustained", "not_known"
ABOVE, NO_YEAR, OTHER_YEAR = "above", "no_year", "other_year"
"""Rows that are no group. The key of a group is its name behind GROUP, that of a checkpoint is its id."""
GROUP = "group "
LABELS = {
    LEAVERS: "Leavers",
    BLANK: said.NO_ANSWER,
    UNCLEAR: said.UNCLEAR,
    REMARK: "Remark",
    IN_EET: "In education, employment or training",
    SUSTAINED: "Sustained: in education, employment or training in the autumn, and still there",
    ABOVE: "Leavers in the years above",
    NO_YEAR: "Rows without a leaving year",
    OTHER_YEAR: "Rows with a leaving year that is not offered",
}
_HEADINGS = {OVERVIEW: "At a glance", IN_TOUCH: "Still in touch", OUTSIDE: "Who is counted above, and who is not"}
WARNING = (
    "For the school and its governors only. Do not publish: a number from 1 to 5, or a whole year in one place, can "
    "tell people who is meant."
)
_CHART_ROWS = 19
_BESIDE = 4
"""Leaving years from which two charts have room side by side."""


@register
@frozen(kw_only=True)
class DestinationsSheet(Sheet):
    """Leavers counted by leaving year, by live formulas: nothing to fill in.

    `of` is the title of the sheet that is counted; without it, the first one that asks for the leaving year.
    """

    word: ClassVar[str] = "destinations"
    filled_in: ClassVar[bool] = False
    notes: ClassVar[tuple[str, ...]] = (
        (
            'Every percentage is of all leavers of that year. "(few)" behind it: it rests on fewer than six leavers '
            'and says little. "not yet": nobody can know it yet. "no answer": nothing is entered for any of them. '
            '"No answer" in a row of its own: the cell is blank, which is not the same as "Not known".'
        ),
    )

    kind: Literal["destinations"]
    of: Text | None = None

    def warning(self, spec: Spec) -> str:
        """That the figures are not for publication, if there are any."""
        return WARNING if counted_sheet(self, spec) else ""

    def parts(self, spec: Spec) -> Iterator[SheetPart]:
        """A table at a glance, two charts, a table for each checkpoint, who is still in touch, who is not counted.

        Every table but the last has a column for each leaving year, with numbers, then one for each with percentages.
        """
        tracker = counted_sheet(self, spec)
        asked = year_question(tracker) if tracker else None
        if tracker is None or asked is None:
            return
        years = [option.label for option in spec.options(asked)]
        first = DeclaredColumn("row", "What is counted")
        numbers = (DeclaredColumn(f"number_{n}", year) for n, year in enumerate(years, 1))
        percents = (DeclaredColumn(f"percent_{n}", f"{year} in %") for n, year in enumerate(years, 1))
        columns = (first, *numbers, *percents)
        yield CountedOn()
        for key, heading, lines in tables(tracker, spec):
            across = columns if key != OUTSIDE else (first, DeclaredColumn("number_1", "Leavers"))
            yield DeclaredTable(("Figures", key), across, tuple(DeclaredRow(line, "") for line in lines), heading)
            if key == OVERVIEW:
                yield _charts(len(years))

    def described(self, _answer: Callable[[Question], str]) -> Iterator[tuple[int, str]]:
        """What it shows."""
        yield 0, "leavers by leaving year, checkpoint and group, and charts"


def _charts(years: int) -> Charts:
    """Two charts side by side, the second over the percentages; below one another where the tables are narrow."""
    if years >= _BESIDE:
        return Charts(_CHART_ROWS, ((0, 0), (0, years)))
    return Charts(2 * _CHART_ROWS, ((0, 0), (_CHART_ROWS, 0)))


def counted_sheet(sheet: DestinationsSheet, spec: Spec) -> LeaversSheet | None:
    """The sheet whose leavers another one counts; None if there is none."""
    return next((one for one in leaver_sheets(spec) if sheet.of in (None, one.title)), None)


def glance(tracker: LeaversSheet) -> Question | None:
    """The checkpoint that is shown at a glance and as a chart: the first after leaving that says where leavers are."""
    places = [question for question in asked_about(tracker) if question.id != STILL_THERE]
    return next((question for question in places if question.id != INTENDED), next(iter(places), None))


def tables(tracker: LeaversSheet, spec: Spec) -> Iterator[tuple[str, str, list[str]]]:
    """The id, the heading and the keys of the rows of each table."""
    asked = asked_about(tracker)
    sustained = [SUSTAINED] if all(sustained_by(tracker, spec)) else []
    unclear = [] if is_counted(tracker) else [UNCLEAR]
    first = [IN_EET, NOT_KNOWN] if glance(tracker) else []
    yield OVERVIEW, _HEADINGS[OVERVIEW], [LEAVERS, *first, *sustained, REMARK]
    for question in asked:
        found = groups_at(tracker, question, spec)
        groups = [GROUP + name for name in in_order(dict.fromkeys(found.values()), found)]
        further = sustained if question.id == STILL_THERE else [IN_EET]
        yield (
            question.id,
            said.after_leaving(question.id, question.label),
            [LEAVERS, *groups, BLANK, *unclear, *further, REMARK],
        )
    later = [question.id for question in asked if question.id != INTENDED]
    if later:
        yield IN_TOUCH, _HEADINGS[IN_TOUCH], [LEAVERS, *later, REMARK]
    if not is_counted(tracker):
        yield OUTSIDE, _HEADINGS[OUTSIDE], [ABOVE, NO_YEAR, OTHER_YEAR]
