"""What the Hub says of leavers, ready to be shown: numbers and symbols as texts.

Enters: texts. Leaves: the same line by line, with percentages of nothing else. Must not know: how numbers were made,
how a page or a sheet looks.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from careers_workbook.core.frozen import frozen
from careers_workbook.hub.publication.leaver_totals import Coverage
from careers_workbook.hub.publication.rounding import FEWEST_SCHOOLS, LARGEST_SHARE, LEAST_BASE, percentage

ALL_LEAVERS, ALL_YEARS = "All leavers", "All years shown"
"""The column and the row of totals. A year that is held back is in no total."""
HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, TOO_FEW, LOW = "[c]", "[z]", "[x]", "[u]", "[low]"
SYMBOLS: dict[str, str] = {
    HIDDEN: f"Not shown: fewer than {FEWEST_SCHOOLS} schools have such leavers, or one has more than {LARGEST_SHARE}% "
    "of them.",
    NOT_APPLICABLE: "Not yet, or not applicable: nobody can know it yet, or there is nobody to count.",
    NOT_AVAILABLE: "No answer: hardly anybody, if anybody, has told us, or not every school has.",
    TOO_FEW: f"No percentage of fewer than {LEAST_BASE}: it would say more than the rounded numbers can.",
    LOW: "More than 0, but it rounds to 0.",
}
"""What the symbols mean: to be said above every table in which one of them stands."""
ROUNDED = (
    "Every number of young people is rounded to a multiple of 5, up or down as was drawn by lot once for each place of "
    "the table. 0 means 0 to 4, and totals need not add up."
)
"""To be said wherever such a number stands."""


@frozen
class PublishedTable:
    """One checkpoint: rows are `years` and then the totals, columns are `columns` and then all leavers.

    The label names the sheet too, where there are several. There are percentages of `least` on.
    """

    sheet: str
    id: str
    label: str
    years: tuple[str, ...]
    columns: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    coverage: Coverage
    least: int = LEAST_BASE

    @property
    def row_names(self) -> tuple[str, ...]:
        """The years and the row of totals."""
        return (*self.years, ALL_YEARS)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns and that of totals."""
        return (*self.columns, ALL_LEAVERS)

    def percents(self) -> tuple[tuple[str, ...], ...]:
        """The same rows as shares of all leavers: "57" or a symbol."""
        return tuple(tuple(share(text, row[-1], self.least) for text in row) for row in self.texts)


def share(number: str, base: str, least: int) -> str:
    """A number as a share of another, as both are shown, in whole per cent: "57" or a symbol."""
    if not (number.isdigit() and base.isdigit()):
        return base if number.isdigit() else number
    found = percentage(int(number), int(base), least)
    if found is None:
        return TOO_FEW if least > 1 else NOT_APPLICABLE
    return str(found) if found or number == "0" else LOW


@frozen
class CohortLine:
    """One leaving year, or all, in short. `sustained` is the number and `sustained_percent` its share, or symbols."""

    sheet: str
    year: str
    leavers: str
    in_eet: str
    in_eet_percent: str
    sustained: str
    sustained_percent: str


@frozen
class Version:
    """Figures as they were shown, and on which day. Without figures nobody knows what was shown."""

    made: dt.date = dt.date.min
    figures: Mapping[str, str] | None = None

    def changes(self, figures: Mapping[str, str]) -> dict[str, str]:
        """What is shown otherwise now: a figure -> what it is, and what it was."""
        was = self.figures or {}
        names = [name for name in dict.fromkeys((*figures, *was)) if figures.get(name) != was.get(name)]
        return {name: f"{figures.get(name, 'none')}, was {was.get(name, 'none')}" for name in names}


@frozen
class PeopleLine:
    """One question that counts people: how many `schools` gave a number, and how many `people` that is, or a symbol."""

    ref: str
    label: str
    schools: int
    people: str


@frozen
class Published:
    """Everything that is said of people in one collection. `internal`: every number is as it is.

    `cohorts` has a line for each leaving year and one for all, of each sheet about leavers: in education, employment or
    training in the autumn, and sustained for six months. They were `made` on a day, after `earlier` versions, by the
    secret of this `mark`. `people` are the other numbers of people.
    """

    collection: str
    internal: bool
    tables: tuple[PublishedTable, ...]
    cohorts: tuple[CohortLine, ...]
    made: dt.date
    mark: str = ""
    earlier: tuple[Version, ...] = ()
    people: tuple[PeopleLine, ...] = ()

    def versions(self) -> tuple[Version, ...]:
        """All of them, this one last; it is none of its own if nothing has changed since."""
        now = Version(self.made, self.figures())
        is_new = not self.earlier or self.earlier[-1].figures != now.figures
        return (*self.earlier, *([now] if is_new else []))

    def rows(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """Every cell, totals included: checkpoint id, label, leaving year, group, leavers, percent (as texts)."""
        for table in self.tables:
            for year, texts, percents in zip(table.row_names, table.texts, table.percents(), strict=True):
                for group, text, percent in zip(table.column_names, texts, percents, strict=True):
                    yield table.id, table.label, year, group, text, percent

    def figures(self) -> dict[str, str]:
        """Every number and symbol by what it says, for whoever compares: percentages say nothing else."""
        found: dict[str, str] = {}
        for line in self.cohorts:
            short = {"leavers": line.leavers, "at work or learning": line.in_eet, "sustained": line.sustained}
            found |= {f"{line.sheet} in short, {line.year}, {name}": text for name, text in short.items()}
        found |= {f"{one.ref} {one.label}": one.people for one in self.people}
        return found | {f"{label}, {year}, {group}": text for _, label, year, group, text, _ in self.rows()}

    def symbols(self) -> dict[str, str]:
        """The symbols that stand anywhere, and what they mean: to be said above the tables."""
        shown = {text for *_, number, percent in self.rows() for text in (number, percent)}
        shown |= {one.people for one in self.people}
        for line in self.cohorts:
            shown |= {line.leavers, line.in_eet, line.in_eet_percent, line.sustained, line.sustained_percent}
        return {symbol: meaning for symbol, meaning in SYMBOLS.items() if symbol in shown}
