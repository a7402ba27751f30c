"""What this program's own workbooks do on purpose against a point, each with its reason.

docs/accessibility.md has them too. Enters: the names of the tables of a workbook, a place. Leaves: whose it is, and the
reason, "" where there is none. Must not know: how a place was found.
"""

from collections.abc import Callable, Collection

from careers_workbook.core.frozen import frozen
from careers_workbook.spreadsheet.accessibility.rules_of_sheets import EDGE
from careers_workbook.spreadsheet.accessibility.verdicts import Spot

FORM, MASTER = "a workbook for a school", "a master workbook"
_MARKS = {FORM: frozenset({"Start_facts", "About"}), MASTER: frozenset({"HubSheets", "HubNotes"})}
"""The tables by which each is known; who saved it last does not matter."""
_FILLED_IN = ("Items_", "Form_", "Tracker_", "Leavers_")
"""How the names of tables begin in which a school writes."""


@frozen
class MeantSo:
    """Why places of a kind, of one point, in one kind of workbook are as they are."""

    maker: str
    number: str
    is_meant: Callable[[Spot], bool]
    reason: str


def _to_fill_in(spot: Spot) -> bool:
    return spot.kind.startswith(_FILLED_IN)


def _at_the_edge(spot: Spot) -> bool:
    return spot.kind == EDGE


MEANT = (
    MeantSo(FORM, "4", _to_fill_in, "These columns are blank because the school fills them in."),
    MeantSo(FORM, "8", _to_fill_in, "The school fills these cells in; what each asks is said while it is selected."),
    MeantSo(
        FORM,
        "20",
        _at_the_edge,
        "On paper, pages of several schools get mixed up: each says the school, the sheet and its number. All of it "
        "stands in cells too.",
    ),
    MeantSo(
        MASTER,
        "20",
        _at_the_edge,
        "Printed pages say their number, and how they are to be protected. Both stand in cells too.",
    ),
)


def maker(tables: Collection[str]) -> str:
    """Which of this program's workbooks it is; "" where it is none of them."""
    return next((name for name, marks in _MARKS.items() if marks.issubset(tables)), "")


def reason(made: str, number: str, spot: Spot) -> str:
    """Why it is meant to be so."""
    return next((one.reason for one in MEANT if (one.maker, one.number) == (made, number) and one.is_meant(spot)), "")
