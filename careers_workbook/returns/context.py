"""What the caller knows besides the file itself.

Enters: values from a command, a register, the return before. Leaves: a `Context`; everything in it may be missing.
Must not know: files, grids.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from careers_workbook.core.frozen import frozen
from careers_workbook.core.school import School
from careers_workbook.returns.submission import SentSpec, Submission

if TYPE_CHECKING:
    from careers_workbook.spec.model import Spec
    from careers_workbook.spec.sent_answers import SentAnswers

SentKey = tuple[str, str, dt.date | None]
"""What the answers of a workbook are asked for by, as `SentWorkbooks.find` takes it."""


class SentWorkbooks(Protocol):
    """Whoever keeps the answers that workbooks were sent with. It goes into another process, as a value."""

    def find(self, urn: str, whole: str, built_on: dt.date | None) -> "SentAnswers | None":
        """Those of the workbook of a school that is known by these letters, or else was made on this day."""

    def likely(self, file: str) -> Iterable[SentKey]:
        """What will be asked for, if a file is the workbook of the school that its name names."""


class NotAlongError(Exception):
    """The file cannot be read before it is known what its workbook was sent with; `key` is what to look up."""

    def __init__(self, key: SentKey) -> None:
        super().__init__(key)
        self.key = key


@frozen
class SentAlong:
    """The kept answers that came along to where nobody keeps any. NotAlongError where some others are asked for."""

    known: "Mapping[SentKey, SentAnswers | None]" = field(default_factory=dict)

    def find(self, urn: str, whole: str, built_on: dt.date | None) -> "SentAnswers | None":
        """As whoever keeps them found it."""
        from careers_workbook.spec.sent_answers import NOTHING  # noqa: PLC0415 - who has read has it

        if not urn or whole == NOTHING:  # nobody keeps any of these
            return None
        key = urn, whole, built_on
        if key not in self.known:
            raise NotAlongError(key)
        return self.known[key]

    def likely(self, file: str) -> Iterable[SentKey]:  # noqa: ARG002
        """Nothing else is here."""
        return self.known


@frozen
class Context:
    """`today` for deadlines, `school` as the register has it, `previous` the school's return before this one.

    `carry_to` is the spec that answers are carried over to and what it extends, newest first (spec/load.py `lineage`);
    the returns of each of these are read by their own version. `sent` is what is known to have been sent, newest first.
    `sent_answers` finds the answers that a workbook was sent with. `in_own_words` says that a return which is carried
    over is wanted as it was before, too.
    """

    today: dt.date | None = None
    school: School | None = None
    previous: Submission | None = None
    carry_to: "tuple[Spec, ...]" = ()
    sent: tuple[SentSpec, ...] = ()
    sent_answers: SentWorkbooks | None = None
    in_own_words: bool = False
