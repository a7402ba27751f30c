"""What the workbooks of a round begin with, in lines: the answers of which round, and whose are not like the rest.

Enters: what a Hub made. Leaves: lines of text. Must not know: how a workbook is made.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from careers_workbook.core.catalogue import with_command
from careers_workbook.core.text import many
from careers_workbook.hub.hub import SchoolWorkbook
from careers_workbook.hub.outgoing import Outgoing, sent_to
from careers_workbook.hub.rollover.prefill import Prefilled
from careers_workbook.hub.rollover.roll import CarriedWorkbook
from careers_workbook.hub.store.settings import SETTINGS, HubSettings, RoundSettings
from careers_workbook.reports.pages import item

_MISSING = (
    (
        "Leavers are missing, because the return cannot be opened again, and Start here says so. If it is locked, "
        "delete the new workbook and make it with the password of the return."
    ),
    "build --unlock PASSWORD",
)
"""What is said, and the command that does it; so the next."""


_NOT_CONFIRMED = (
    (
        "No letter, because there are lines of leavers in the workbook and nobody has confirmed the address. Ask each "
        "school, by telephone for example, and confirm its address before the letters are written again."
    ),
    "address URN ADDRESS",
)


def prefilled_lines(
    made: Sequence[SchoolWorkbook],
    expected: Sequence[RoundSettings | None],
    hub: HubSettings,
    *,
    commands: bool = True,
) -> Iterator[str]:
    """Nothing where no workbook has answers. `expected` are the rounds of which answers are no surprise.

    `commands`: whether whoever reads it types commands.
    """
    new = [(one, one.prefilled) for one in made if one.prefilled and not one.problem]
    rounds = Counter(of.of.name for _, of in new if of.carried and of.of)
    if not rounds:
        return
    answers = ", ".join(f"{number} of {name}" for name, number in rounds.items())
    yield f"With the answers of last time: {answers}."
    yield from left_out_lines((of.carried for _, of in new if of.carried), hub)
    tests: tuple[tuple[str, Callable[[Prefilled], str]], ...] = (
        ("Nothing counts of them since, so they go on from an earlier round", lambda of: _late(of, expected)),
        ("Blank, because nothing counts of them yet", _blank),
        (_told(_MISSING, commands=commands), lambda of: _missing(of) if hub.carry_leavers else ""),
        ("With something to look at, said on Start here", _to_check),
    )
    for heading, test in tests:
        schools = [(one.school, said) for one, of in new if (said := test(of))]
        if schools:
            yield f"{heading} ({len(schools)}):"
        for school, said in schools:
            more = "" if said == "-" else f": {said}"
            yield item(f"{school.urn} {' '.join(school.name.split())}{more}")


def left_out_lines(made: Iterable[CarriedWorkbook], hub: HubSettings) -> Iterator[str]:
    """How many workbooks are made without lines of leavers, and what would put them in."""
    if number := sum(1 for one in made if one.left_out or (one.missing and not hub.carry_leavers)):
        are = f"{many(number, 'workbook')} {'is' if number == 1 else 'are'}"
        why = f"{hub.root / SETTINGS} does not say carry_leavers: yes"
        yield f"{are} without the lines of leavers, because {why}."


def _told(said: tuple[str, str], *, commands: bool) -> str:
    words, do = said
    return with_command(words, do if commands else "").removesuffix(".")


def leaver_lines(files: Sequence[Outgoing], *, commands: bool = True) -> Iterator[str]:
    """The workbooks with data about pupils, and to whom each goes; those that go to nobody yet."""
    private = [one for one in files if one.has_leavers]
    for heading, those in (
        ("With lines of leavers, to confirmed addresses only", [one for one in private if not one.problems]),
        (_told(_NOT_CONFIRMED, commands=commands), [one for one in private if one.problems]),
    ):
        if those:
            yield f"{heading} ({len(those)}):"
        for one in those:
            school = one.listed.school
            number = "not readable" if one.contents.leavers is None else many(one.contents.leavers, "leaver")
            to = sent_to(one.listed) or "no address"
            yield item(f"{school.urn} {' '.join(school.name.split())}: {number}, to {to}")


def _late(of: Prefilled, expected: Sequence[RoundSettings | None]) -> str:
    return of.of.name if of.carried and of.of and of.of not in expected else ""


def _blank(of: Prefilled) -> str:
    """Why there is nothing to begin with: schools that it follows keep their answers, or nothing came ("-")."""
    if of.carried or not of.apart:
        return "" if of.carried else "-"
    return f"it follows {' and '.join(of.apart)}, whose answers stay {'their' if len(of.apart) > 1 else 'its'} own"


def _missing(of: Prefilled) -> str:
    return ", ".join(of.carried.missing) if of.carried else ""


def _to_check(of: Prefilled) -> str:
    return many(len(of.carried.to_check), "line") if of.carried and of.carried.to_check else ""
