"""What a run of `collect` has to say of its round afterwards: words and numbers, nothing of what schools answered.

Enters: how the round stands. Leaves: a `RoundSummary`, of plain values so that it can be kept until something changes.
Must not know: how it is shown, where it is kept.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile
from typing import TYPE_CHECKING, Self

from careers_workbook.core.catalogue import with_command
from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import command_of

if TYPE_CHECKING:
    from careers_workbook.core.problems import Problem
    from careers_workbook.hub.rounds.return_selection import DecidedReturn
    from careers_workbook.hub.rounds.rounds import Round

_UNUSABLE = ("refused", "unknown school", "not sure whose")
"""What came and cannot be used until somebody acts."""
_USED = ("counts", "dismissed")
SaidOfFiles = Sequence[tuple[str, str]]
"""Files, each with what is to be said of it."""


@frozen
class RoundSummary:
    """How a round stands: its schools by state, the files that do not count by why not, and what to look at.

    `earlier` are files of which only an earlier reading is known. `warnings` say what makes it doubtful whether this is
    all; it `is_complete` if everything that came counts somewhere.
    """

    states: Mapping[str, int]
    left_out: Mapping[str, SaidOfFiles]
    earlier: SaidOfFiles
    doubts: SaidOfFiles
    warnings: Sequence[str]
    is_complete: bool

    @property
    def has_unusable(self) -> bool:
        """Whether something came that cannot be used until somebody acts."""
        return any(self.left_out.get(decision) for decision in _UNUSABLE)

    @classmethod
    def of(cls, found: "Round", warnings: "Sequence[Problem]", *, is_complete: bool) -> Self:
        """That of a round as it stands."""
        from careers_workbook.hub.store.readings import EARLIER  # noqa: PLC0415 - who says it again needs none of this

        left_out: dict[str, list[tuple[str, str]]] = {}
        for one in found.files:
            if one.decision not in _USED:
                left_out.setdefault(one.decision, []).append(
                    _said(one, f"{one.reason} {with_command(one.advice, one.do)}")
                )
        return cls(
            dict(Counter(school.state for school in found.schools)),
            left_out,
            [_said(one, _earlier(one, EARLIER)) for one in found.files if EARLIER in one.stored.codes],
            list(_doubts(found)),
            list(map(str, warnings)),
            is_complete,
        )


def _said(one: "DecidedReturn", words: str) -> tuple[str, str]:
    return one.stored.receipt.source, words


def _earlier(one: "DecidedReturn", code: str) -> str:
    """What is said of a file that could be read once, from the day of the reading on to why not now."""
    told = dropwhile(lambda finding: finding.code != code, one.stored.findings)
    return " ".join(finding.message for finding in told)


def _doubts(found: "Round") -> Iterator[tuple[str, str]]:
    """Returns of which the Hub should look whose they are: those that count, and all under another school's name."""
    from careers_workbook.hub.rounds.school_identification import NAMED_AFTER_ANOTHER  # noqa: PLC0415

    counting = [school.counts for school in found.came if school.counts]
    others = [decided for school in found.schools for decided in school.others]
    for decided in (*counting, *others):
        for finding in decided.more:
            about_hub = finding.code.startswith("HUB-") and finding.severity == "warning"
            if finding.code == NAMED_AFTER_ANOTHER or (decided.decision == "counts" and about_hub):
                told = with_command(finding.advice, command_of(finding.code))
                yield _said(decided, f"{finding.message} {told}")
