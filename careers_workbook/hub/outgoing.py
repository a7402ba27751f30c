"""The workbooks that go out with a letter, each with what is in it, and whether it may go to the address of its school.

Enters: files, the lines of the register that they go to, addresses that were confirmed. Leaves: an `Outgoing` a file.
What is in a file that was not made now is read from it. Must not know: letters, how an address is confirmed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from careers_workbook.core.frozen import frozen
from careers_workbook.core.problems import Place, Problem
from careers_workbook.figures.filled_in import NOTHING_FILLED_IN
from careers_workbook.hub.register.addresses import addresses
from careers_workbook.hub.register.register import Listed
from careers_workbook.returns.context import Context
from careers_workbook.returns.intake.disk import read_bytes
from careers_workbook.returns.submission import Submission
from careers_workbook.returns.worker.worker import Worker
from careers_workbook.spec.model import Spec


@frozen
class Contents:
    """What is in a workbook: answers, and so many rows about leavers; None where it cannot be read.

    `due` is the day by which it says that it is to be returned; None where it does not, or cannot be read.
    """

    has_answers: bool
    leavers: int | None
    due: dt.date | None


@frozen
class Outgoing:
    """One workbook on its way, `was_there` before or made now.

    With `problems` (HUB-100) it must not go: nobody confirmed the address.
    """

    listed: Listed
    name: str
    data: bytes
    contents: Contents
    was_there: bool
    problems: tuple[Problem, ...] = ()

    @property
    def has_leavers(self) -> bool:
        """Whether it is data about pupils, or may be."""
        return self.contents.leavers != 0


def sent_to(listed: Listed) -> str:
    """The addresses of a school as they are confirmed: all of them, or none."""
    return "; ".join(sorted(address.lower() for address in addresses(listed.email)[0]))


def outgoing(
    files: Iterable[tuple[Listed, Path, Contents | None]], known: Context, confirmed: Mapping[str, str]
) -> Iterator[Outgoing]:
    """One a file, in the order given. `confirmed`: URN -> the addresses that somebody has confirmed."""
    with Worker() as worker:
        for listed, path, made_now in files:
            data = read_bytes(path)
            contents = made_now or _contents(worker, path.name, data, known)
            may_go = contents.leavers == 0 or is_confirmed(listed, confirmed)
            problems = () if may_go else (not_confirmed("HUB-100", listed),)
            yield Outgoing(listed, path.name, data, contents, made_now is None, problems)


def is_confirmed(listed: Listed, confirmed: Mapping[str, str]) -> bool:
    """Whether somebody has confirmed the addresses that the register has now."""
    to = sent_to(listed)
    return bool(to) and confirmed.get(listed.school.urn) == to


def leaver_rows(submission: Submission, specs: Iterable[Spec]) -> int:
    """In how many rows about young people there is something in what came back."""
    private = {sheet.title for spec in specs for sheet in spec.sheets if sheet.about_people}
    typed = (a for a in submission.answers if a.state in ("answered", "unreadable"))
    return len({(a.sheet, a.ref) for a in typed if a.sheet in private})


def not_confirmed(code: str, listed: Listed) -> Problem:
    """Why a workbook with such rows goes to nobody."""
    named = {"name": listed.school.name, "urn": listed.school.urn}
    return Problem(code, Place(), {**named, "address": sent_to(listed) or "no address"})


def _contents(worker: Worker, name: str, data: bytes, known: Context) -> Contents:
    submission = worker.read_data(name, data, None, known, None)
    if submission.outcome == "refused" or submission.unknown_spec:
        return Contents(has_answers=True, leavers=None, due=None)
    is_blank = any(problem.code == NOTHING_FILLED_IN for problem in submission.problems)
    return Contents(not is_blank, leaver_rows(submission, known.carry_to), submission.due)
