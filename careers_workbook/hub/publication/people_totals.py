"""Numbers of people that schools were asked for, leavers apart: totals of the Hub as others may read them.

Enters: returns in the words of the Hub's checklist, the Hub's secret. Leaves: a line a question. Must not know: how
anything looks.
"""

from collections.abc import Iterator, Sequence

from careers_workbook.hub.publication.published import HIDDEN, PeopleLine
from careers_workbook.hub.publication.rounding import Population, may_be_shown
from careers_workbook.hub.rounds.migrated import MigratedReturn
from careers_workbook.spec.answers.registry import kind_of
from careers_workbook.spec.model import Question, Sheet, Spec
from careers_workbook.spec.semantic_ids import LEAVERS_FIELD


def add_up_people(spec: Spec, readings: Sequence[MigratedReturn], secret: bytes | None) -> Iterator[PeopleLine]:
    """Every question that counts people; without a secret every number as it is, for the Hub itself."""
    returns = [reading.submission.by_key() for reading in readings]
    for sheet, tables in spec.fixed():
        for row, column, asked in (cell for table in tables for cell in table.asked()):
            if not _is_counted(sheet, asked):
                continue
            key = row.ref, column.id
            said = [value for one in returns if key in one and isinstance(value := one[key].value, int)]
            label = row.text if column.by_row else f"{row.text}: {column.label}"
            yield PeopleLine(row.ref, label, len(said), _shown(said, ".".join(key), secret))


def _is_counted(sheet: Sheet, asked: Question) -> bool:
    """Those who leave this year are among the leavers, who are told of with others of their year."""
    counts = kind_of(asked).counts and sheet.says_of_people(asked) and not (asked.sensitive or sheet.sensitive)
    return counts and asked.id != LEAVERS_FIELD


def _shown(said: Sequence[int], question: str, secret: bytes | None) -> str:
    if secret is None:
        return str(sum(said))
    whom = Population(frozenset(), frozenset({question}))
    return str(whom.rounded(sum(said), secret)) if may_be_shown(said) else HIDDEN
