"""What says something of the people of one school, and what is shown of it instead where others may read it.

Enters: specs, which say what is about people; answers, findings, a Round. Leaves: yes or no, or the same without its
words and numbers. Of what stands in no cell that the specs know it is withheld unless its sheet asks nothing of people.
Must not know: the Hub's totals.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from careers_workbook.core.catalogue import CATALOGUE, Severity
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import RANK
from careers_workbook.figures.quality import WITHHELD, Finding
from careers_workbook.hub.rounds.by_hand import HandAnswers
from careers_workbook.hub.rounds.return_selection import DecidedReturn
from careers_workbook.hub.rounds.rounds import Round, SchoolRound
from careers_workbook.hub.store.stored_return import FoundTogether, ReturnFacts, StoredReturn
from careers_workbook.spec.model import Spec
from careers_workbook.spec.semantic_ids import OWN_SHEETS

_CODES = "DEST-"
"""What codes about leavers begin with, wherever they are found."""
_NOT_KNOWN = (True,)
"""Of a sheet that no spec knows: it may hold anything."""


@frozen
class AboutPeople:
    """What is about people (True) or is not (False); rows of lists count as about people.

    `cells` are known by the ref or the text of their row and the id or the heading of their column. A whole row has ""
    in place of a column, a column about young people "" in place of a row. `sheets` has what the cells of each are.
    """

    cells: dict[tuple[str, str], bool]
    sheets: Mapping[str, Collection[bool]]

    @classmethod
    def of(cls, specs: Sequence[Spec]) -> "AboutPeople":
        """As the Hub's checklist has it, then those that it extends: the newer decides."""
        cells: dict[tuple[str, str], bool] = {}
        titles = (*OWN_SHEETS, *(sheet.title for spec in specs for sheet in spec.sheets if not sheet.filled_in))
        sheets = defaultdict(set[bool], {title: {False} for title in titles})
        for sheet, tables in (declared for spec in specs for declared in spec.declared):
            for table in tables:
                for row, column, asked in table.asked():
                    is_about = cells.setdefault((row.ref, column.id), table.grows or sheet.says_of_people(asked))
                    sheets[sheet.title].add(is_about)
                    for name in (row.ref, row.text):
                        cells.setdefault((name, column.label), is_about)
                        cells[name, ""] = cells.get((name, ""), False) or is_about
                    if sheet.about_people:
                        cells["", column.label] = True
        return cls(cells, sheets)

    def withhold(self, ref: str, column_id: str) -> bool:
        """Whether what a school says in a cell is about people."""
        return self.cells.get((ref, column_id), True)

    def fill(self, sheet: str) -> bool:
        """Whether a sheet has nothing but what is about people, or a list: it is not shown row by row."""
        return all(self.sheets.get(sheet, _NOT_KNOWN))

    def concern(self, finding: Finding | FoundTogether, own_titles: Mapping[str, Collection[bool]]) -> bool:
        """Whether a finding may say something about people. `own_titles` are `sheets` by the titles of the file."""
        place = finding.place
        if finding.code.startswith(_CODES):
            return True
        for key in ((place.ref, place.column), (place.ref, ""), (place.item, "")):
            if any(key) and key in self.cells:
                return self.cells[key]
        found = own_titles.get(place.sheet) or self.sheets.get(place.sheet, _NOT_KNOWN)
        return bool(place.sheet) and (all(found) or (any(found) and bool(place.cell)))

    def shown(self, decided: DecidedReturn) -> DecidedReturn:
        """The file with its findings as others may read them."""
        stored = decided.stored
        if not (stored.codes or decided.more):
            return decided
        more = self._findings(stored, decided.more) if decided.more else ()
        return replace(decided, stored=stored.changed(self._return, self._facts(stored.facts)), more=more)

    def _return(self, one: StoredReturn) -> StoredReturn:
        return replace(one, findings=self._findings(one, one.findings))

    def _facts(self, known: ReturnFacts) -> ReturnFacts:
        """What is withheld does not say how often it was found."""
        titles = self._by_title(known.titles)
        kept = tuple(one for one in known.together if not self.concern(one, titles))
        if len(kept) == len(known.together):
            return known
        fewer = Counter[Severity]()
        for one in (one for one in known.together if one not in kept):
            fewer[one.severity] += one.count - 1
        counts = tuple(known.problems[place] - fewer[severity] for severity, place in RANK.items())
        return replace(known, problems=counts, together=kept)

    def _findings(self, one: StoredReturn, found: Sequence[Finding]) -> tuple[Finding, ...]:
        titles = self._by_title(one.titles)
        return tuple(self._shown(finding, titles) for finding in found)

    def _by_title(self, titles: Sequence[tuple[str, str]]) -> Mapping[str, Collection[bool]]:
        """What the cells of each sheet of a file are, by its title there."""
        found: dict[str, set[bool]] = defaultdict(set)
        for title, sheet in titles:
            found[title] |= {*self.sheets.get(sheet, _NOT_KNOWN)}
        return found

    def told(self, by_hand: HandAnswers) -> HandAnswers:
        """What the Hub wrote down, as others may read it."""
        answers = (replace(a, value=WITHHELD) if self.withhold(*a.key) else a for a in by_hand.answers)
        return replace(by_hand, answers=tuple(answers)) if by_hand.answers else by_hand

    def _shown(self, finding: Finding, own_titles: Mapping[str, Collection[bool]]) -> Finding:
        """About people no words, not how often, no title that a school chose."""
        if not self.concern(finding, own_titles):
            return finding
        entry, title = CATALOGUE.get(finding.code), finding.place.sheet
        advice = finding.advice if entry and entry.advice == finding.advice else WITHHELD
        kept = replace(finding, message=WITHHELD, advice=advice, count=1)
        if not title or title in self.sheets:
            return kept
        return replace(
            kept, where=finding.where.replace(title, WITHHELD, 1), place=replace(finding.place, sheet=WITHHELD)
        )


def as_others_see(around: Round) -> Round:
    """The round with nothing about the people of one school in its findings and in what the Hub wrote down."""
    people = AboutPeople.of(around.specs)
    others = {id(one): other for one in around.files if (other := people.shown(one)) is not one}

    def shown(one: DecidedReturn) -> DecidedReturn:
        return others.get(id(one)) or people.shown(one)  # what the Hub wrote down alone is no file

    def of(school: SchoolRound) -> SchoolRound:
        counts, by_hand = school.counts and shown(school.counts), people.told(school.by_hand)
        if counts is school.counts and by_hand is school.by_hand and not school.others:
            return school
        return SchoolRound(school.listed, counts, tuple(map(shown, school.others)), by_hand)

    return replace(around, files=tuple(map(shown, around.files)), schools=tuple(map(of, around.schools)))
