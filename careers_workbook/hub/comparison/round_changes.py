"""How much is different between one round and the one before it, school by school, in numbers.

Enters: a `ComparedRound`. Leaves: `RoundChanges`. Answers that the store holds as they are wanted are compared in it,
and only those that differ leave it; all others are carried over first. What was counted last is remembered by what the
comparison is known by, so that it is good as long as nothing of that has changed. Must not know: how it is shown.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from careers_workbook.core.frozen import frozen
from careers_workbook.core.school import School
from careers_workbook.figures.checklist_progress import AnswersByKey
from careers_workbook.hub.comparison.changes import ChangeKind, SchoolChanges, changes_between
from careers_workbook.hub.comparison.round_comparison import ComparedRound
from careers_workbook.hub.rounds.migrated import as_stored
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.hub.store.store import Store
from careers_workbook.returns.submission import Answer

_LAST: dict[str, "RoundChanges"] = {}
"""What was counted last: somebody looks at one school after the other, and comes back."""


@frozen
class RoundChanges:
    """The round of the name `before` and this one: `counted` schools that returned in both, most changes first.

    `new` returned only now, `absent` only before.
    """

    before: str
    counted: tuple[tuple[School, Counter[ChangeKind]], ...]
    new: tuple[School, ...]
    absent: tuple[School, ...]


def round_changes(compared: ComparedRound) -> RoundChanges | None:
    """The changes of all schools; None where nothing was returned in a round before."""
    if known := _LAST.get(compared.known_by):
        return known
    found = _counted(compared)
    if found and compared.known_by:
        _LAST.clear()
        _LAST[compared.known_by] = found
    return found


def _counted(compared: ComparedRound) -> RoundChanges | None:
    before, comparison = compared.before, compared.comparison
    if before is None or comparison is None:
        return None
    schools = [one.now.school.listed.school for one in comparison.compared]
    found = zip(schools, _count(comparison.compared, before, compared.round), strict=True)
    return RoundChanges(
        before.settings.name,
        tuple(sorted(found, key=lambda one: (-one[1].total(), one[0].name.casefold()))),
        tuple(one.listed.school for one in comparison.new),
        tuple(one.listed.school for one in comparison.absent),
    )


def _count(schools: Sequence[SchoolChanges], before: Round, now: Round) -> Iterator[Counter[ChangeKind]]:
    with Store(now.hub.store) as store:
        then, there = (store.numbers(one.settings.name) for one in (before, now))
        for one in schools:
            told, said = as_stored(one.before.school, before), as_stored(one.now.school, now)
            if told in then and said in there:
                one_said, other_said = store.unlike(then[told], there[said])
                changes = changes_between(_by_key(one_said), _by_key(other_said), one.now.spec)
            else:
                changes = iter(one.changes)
            yield Counter(change.kind for change in changes)
            for reading in (one.before, one.now):
                reading.let_go()


def _by_key(answers: Sequence[Answer]) -> AnswersByKey:
    return {(one.ref, one.column_id): one for one in answers}
