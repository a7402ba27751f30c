"""What says something about the leavers of one school, and what is shown of it instead where others may read it.

Enters: specs; answers, findings. Leaves: yes or no, or the same without its words and numbers. Where it is not certain
that a finding is about something else, its words are withheld. Must not know: the Hub's totals.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from careers_workbook.figures.quality import Finding
from careers_workbook.hub.store.stored_return import StoredReturn
from careers_workbook.returns.submission import Answer
from careers_workbook.spec.model import DeclaredRow, Question, Spec
from careers_workbook.spec.semantic_ids import OWN_SHEETS
from careers_workbook.spec.sheets.counts import CountsSheet

WITHHELD = "withheld"
"""What stands in place of words and numbers about the leavers of one school."""
_LEAVERS, _CODES = "leavers", "DEST-"
"""The id of the field that asks for the number of leavers, and what codes about leavers begin with."""


def is_about_leavers(row: DeclaredRow, asked: Question) -> bool:
    """The number of leavers, and what is asked anew each year: where those of last year went."""
    return row.yearly or asked.id == _LEAVERS


@dataclass(frozen=True, slots=True)
class AboutLeavers:
    """Where something about leavers may stand: titles of sheets, fields by ref and by label, headings of columns.

    `others` are the titles of all other sheets.
    """

    sheets: frozenset[str]
    others: frozenset[str]
    refs: frozenset[str]
    labels: frozenset[str]
    columns: frozenset[str]

    @classmethod
    def of(cls, specs: Sequence[Spec]) -> "AboutLeavers":
        """As the Hub's checklist and those that it extends have it."""
        about = [(sheet, tables) for spec in specs for sheet, tables in spec.declared if sheet.about_people]
        sheets = {sheet.title for sheet, _ in about}
        others = {sheet.title for spec in specs for sheet in spec.sheets} | {*OWN_SHEETS}
        rows = [row for spec in specs for _, row, asked in spec.asked_by_row() if is_about_leavers(row, asked)]
        return cls(
            frozenset(sheets),
            frozenset(others - sheets),
            frozenset(row.ref for row in rows),
            frozenset(row.text for row in rows),
            frozenset(
                column.label for _, tables in about for table in tables for column in table.columns if column.asks
            ),
        )

    def has_row(self, answer: Answer) -> bool:
        """Whether an answer stands on a sheet about leavers."""
        return answer.sheet in self.sheets or answer.kind == CountsSheet.word

    def concern(self, finding: Finding, own_titles: frozenset[str]) -> bool:
        """Whether a finding may say something about leavers. `own_titles` are those that the file gives its sheets."""
        place = finding.place
        if finding.code.startswith(_CODES) or place.ref in self.refs or place.item in self.labels:
            return True
        if place.column in self.columns and not place.ref:  # in rows put together: two sheets may be one in the file
            return True
        return bool(place.sheet) and place.sheet not in own_titles | self.others

    def titles_in(self, one: StoredReturn) -> frozenset[str]:
        """What a file calls its sheets that are not about leavers."""
        return frozenset(a.found_sheet for a in one.submission.answers if a.sheet in self.others) - self.sheets

    def shown(self, finding: Finding, own_titles: frozenset[str]) -> Finding:
        """The finding as others may read it: about leavers no words, not how often, no title that a school chose."""
        if not self.concern(finding, own_titles):
            return finding
        kept = replace(finding, message=WITHHELD, count=1)
        title = finding.place.sheet
        if not title or title in self.sheets | self.others:
            return kept
        place = replace(finding.place, sheet=WITHHELD)
        return replace(kept, where=finding.where.replace(title, WITHHELD, 1), place=place)
