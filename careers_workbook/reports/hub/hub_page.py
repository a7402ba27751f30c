"""The Hub's page: one HTML file without script, which fetches nothing. Its first part is the page for the board.

Enters: a Board, how the Hub looks. Leaves: bytes. Must not know: how a number was counted, files.
"""

import base64
import datetime as dt
import io
from collections.abc import Iterator
from typing import BinaryIO

from careers_workbook.core.brand import Brand
from careers_workbook.core.text import many
from careers_workbook.hub.board import Board
from careers_workbook.hub.comparison.changes import KINDS
from careers_workbook.reports import words
from careers_workbook.reports.drawing import NARROW, WIDE
from careers_workbook.reports.hub import hub_charts
from careers_workbook.reports.hub.board_report import board_report
from careers_workbook.reports.hub.body_sheets import ANSWERS, STATE_WORDS
from careers_workbook.reports.templating import environment

_WEEK = dt.timedelta(days=7)


def hub_page(of: Board, brand: Brand) -> bytes:
    """The page; the same Board makes the same bytes."""
    page = io.BytesIO()
    write_hub_page(of, brand, page)
    return page.getvalue()


def write_hub_page(of: Board, brand: Brand, page: BinaryIO) -> None:
    """The same into an open file, piece by piece: a page of thousands of schools has many millions of characters."""
    template = environment(None, charts=hub_charts, WIDE=WIDE, NARROW=NARROW).get_template("hub.html.j2")
    page.writelines(
        piece.encode("utf-8", "replace")
        for piece in template.generate(
            board=of,
            report=board_report(of),
            answers=ANSWERS,
            states=[(word, of.states.get(state, 0)) for state, word in STATE_WORDS.items()],
            came=list(_came(of)),
            changes=[(kind.capitalize(), meaning, of.changes.get(kind, 0)) for kind, meaning in KINDS.items()],
            brand=brand,
            logo=base64.b64encode(brand.logo).decode(),
        )
    )


def _came(of: Board) -> Iterator[tuple[str, int]]:
    """The returns that count against the due date."""
    soon = of.due + _WEEK
    yield f"By {words.long_date(of.due)}, in time", sum(n for day, n in of.came.items() if day <= of.due)
    yield "Up to a week later", sum(n for day, n in of.came.items() if of.due < day <= soon)
    yield "Later", sum(n for day, n in of.came.items() if day > soon)
    left = of.returned.whole - of.returned.part
    yield f"Not yet, {_days(of)}", left


def _days(of: Board) -> str:
    number = (of.due - of.day).days
    if number < 0:
        return f"{many(-number, 'day')} after the due date"
    return f"{many(number, 'day')} before the due date" if number else "on the due date"
