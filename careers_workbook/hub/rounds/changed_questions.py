"""Questions that somebody changed after workbooks had gone out, without giving the checklist a new version.

Enters: a Round. Leaves: a Problem (HUB-086) that says what was changed, which schools returned the workbook of before,
and which version to write. Must not know: how anything is shown.
"""

from collections.abc import Iterator, Sequence

from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import fold, many
from careers_workbook.hub.rounds.rounds import Round
from careers_workbook.layout.plan import edition_of
from careers_workbook.returns.submission import SentSpec
from careers_workbook.spec.model import Spec
from careers_workbook.spec.ref_history import heirs, is_same, words

_NAMED = 10
"""Changes and schools that are named one by one."""
_OLDER = "FILE-045"


def changed_questions(found: Round) -> Iterator[Problem]:
    """Says once for the Hub what was changed since workbooks of the same version went out, until others have."""
    now = found.spec
    last = next((one for one in found.sent if is_same(one.spec, now)), None)
    told = changes(last, now) if last else []
    if told:
        schools = [one.listed.school for one in found.came if one.counts and _OLDER in one.counts.stored.codes]
        older = [f"{school.name} ({school.urn})" for school in schools]
        known = {"spec": now.id, "version": now.version, "changes": _named(told), "file": found.hub.spec}
        new = next_version(now.version, [one.spec.version for one in found.sent])
        sent = f" Returned as it was before: {_named(older)}." if older else ""
        if waiting := sum(school.counts is None for school in found.expected):
            who = many(waiting, "school that has", "schools that have")
            sent += f" So will {who} not returned yet return it, unless a new workbook went out since."
        yield Problem("HUB-086", Place(), {**known, "new": new, "schools": sent})


def changes(sent: SentSpec, now: Spec) -> list[str]:
    """What is asked otherwise now than in a workbook that went out, in a few words each."""
    before, after = words(sent.spec), words(now)
    asked = heirs(sent.spec, now, (now,)).asked
    told = [f"{ref} is new" for ref in after if ref not in before]
    told += [f"{ref} has other words" for ref in asked if fold(before[ref]) != fold(after[ref])]
    told += [f"{ref} asks something else" for ref in before if ref in after and ref not in asked]
    told += [f"{ref} is gone" for ref in before if ref not in after]
    told += [f"the options of {name} are others" for name in now.lists if now.lists[name] != sent.spec.lists.get(name)]
    return told or (["columns or places are others"] if edition_of(now, sent.fingerprint) is None else [])


def next_version(version: str, taken: Sequence[str] = ()) -> str:
    """The version after this one that nobody has: 2025.1 -> 2025.2, draft -> draft.2."""
    head, _, number = version.rpartition(".")
    if not number.isdecimal():
        head, number = version, "1"
    while True:
        number = str(int(number) + 1)
        new = f"{head}.{number}" if head else number
        if new not in taken:
            return new


def _named(texts: Sequence[str]) -> str:
    more = f", and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return ", ".join(texts[:_NAMED]) + more
