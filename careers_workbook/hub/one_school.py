"""One school's return for whoever looks at it: each answer with what was found wrong in its very cell.

Enters: a return that counts; two rounds. Leaves: `AnsweredSheet`s in the order of the workbook, the findings that are
about no answer; what the school says otherwise than in the round before. Must not know: pages.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.figures.quality import Finding
from careers_workbook.hub.comparison.changes import SchoolChanges, compare
from careers_workbook.hub.rounds.migrated import migrated
from careers_workbook.hub.rounds.return_selection import DecidedReturn
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.returns.submission import Answer


@frozen
class AnsweredRow:
    """One question: an answer a column, and the findings in its cells by the id of the column."""

    ref: str
    words: str
    answers: tuple[Answer, ...]
    findings: Mapping[str, tuple[Finding, ...]]

    @property
    def is_running(self) -> bool:
        """Whether it is a line of a table that grows."""
        return self.answers[0].in_running_row


@frozen
class AnsweredSheet:
    """One sheet. `columns`: id and heading of those that its rows have; `findings` are about the sheet as a whole."""

    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[AnsweredRow, ...]
    findings: tuple[Finding, ...]

    @property
    def wrong(self) -> int:
        """How many findings stand here."""
        at_answers = sum(len(some) for row in self.rows for some in row.findings.values())
        return at_answers + len(self.findings)


@frozen
class AnsweredReturn:
    """All sheets, and the findings that are about the file as a whole."""

    sheets: tuple[AnsweredSheet, ...]
    findings: tuple[Finding, ...]


def answered(counts: DecidedReturn) -> AnsweredReturn:
    """A return with every finding at its answer, as far as it is about one."""
    answers = counts.stored.submission.answers
    at, of_sheet, of_all = _placed(answers, counts.findings)
    sheets: dict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        sheets[one.sheet].append(one)
    made = (_sheet(title, those, at, of_sheet.get(title, ())) for title, those in sheets.items())
    return AnsweredReturn(tuple(made), tuple(of_all))


def since_last_round(now: Round, before: Round, urn: str) -> SchoolChanges | None:
    """What a school says otherwise than in the round before; None where it did not return in both."""
    one, other = _of(before, urn), _of(now, urn)
    if one is None or other is None:
        return None
    then, said = migrated(before, one, now.specs, now.today), migrated(now, other, now.specs, now.today)
    return next(iter(compare([then], [said]).compared), None)


def _of(found: Round, urn: str) -> SchoolRound | None:
    return next((one for one in found.returned if one.listed.school.urn == urn), None)


_Key = tuple[str, str]
_Placed = Mapping[_Key, Sequence[Finding]]


def _placed(
    answers: Sequence[Answer], findings: Sequence[Finding]
) -> tuple[_Placed, Mapping[str, Sequence[Finding]], Sequence[Finding]]:
    """The findings by the key of the answer that they are about, by sheet, and all others."""
    cells = {(one.found_sheet, one.cell): (one.ref, one.column_id) for one in reversed(answers) if one.cell}
    asked = {(one.ref, one.column): (one.ref, one.column_id) for one in reversed(answers)}
    rows = {one.ref: (one.ref, one.column_id) for one in reversed(answers)}
    titles = {name: one.sheet for one in reversed(answers) for name in (one.found_sheet, one.sheet)}
    at, of_sheet, of_all = defaultdict[_Key, list[Finding]](list), defaultdict[str, list[Finding]](list), []
    for finding in findings:
        place = finding.place
        key = cells.get((place.sheet, place.cell)) or asked.get((place.ref, place.column)) or rows.get(place.ref)
        if key:
            at[key].append(finding)
        elif place.sheet in titles:
            of_sheet[titles[place.sheet]].append(finding)
        else:
            of_all.append(finding)
    return at, of_sheet, of_all


def _sheet(title: str, answers: Sequence[Answer], at: _Placed, findings: Sequence[Finding]) -> AnsweredSheet:
    columns = {one.column_id: one.column for one in answers}
    return AnsweredSheet(title, tuple(columns.items()), tuple(_rows(answers, at)), tuple(findings))


def _rows(answers: Sequence[Answer], at: _Placed) -> Iterator[AnsweredRow]:
    rows: dict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        rows[one.ref].append(one)
    for ref, those in rows.items():
        found = {one.column_id: tuple(some) for one in those if (some := at.get((ref, one.column_id)))}
        yield AnsweredRow(ref, those[0].item, tuple(those), found)
