"""What is said of a workbook, point by point of the guidance, and where.

Leaves: frozen records. Must not know: how a workbook is read, who asks.
"""

from typing import Literal

from careers_workbook.core.frozen import frozen

AccessOutcome = Literal["pass", "fail", "by design", "look"]
"""`look`: a program cannot decide it, a person has to."""


@frozen
class Spot:
    """One place: the title of a sheet, "" for the whole workbook; a cell or a range, "" for the whole sheet.

    `what` says what is there, "" where the point says it. `kind` is a word that the rule has for it, such as the name
    of a table.
    """

    sheet: str = ""
    cells: str = ""
    what: str = ""
    kind: str = ""


@frozen
class Verdict:
    """One point. `number` and `name` are those of the guidance; `advice` is what to do, or why it is by design.

    `spots` are the first of those found, in the order of the workbook; `more` counts the others.
    """

    number: str
    name: str
    outcome: AccessOutcome
    advice: str = ""
    spots: tuple[Spot, ...] = ()
    more: int = 0


@frozen
class Checked:
    """One workbook, in the order of the guidance. `maker` says what of this program it is, "" where it is of others."""

    verdicts: tuple[Verdict, ...]
    maker: str = ""
