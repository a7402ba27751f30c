"""What a person should know about the columns of one sheet: gone, reworded, there twice, or the school's own.

Enters: a home and the rows that were read from it. Leaves: problems. Must not know: kinds of answers.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from careers_workbook.core.cells import column_letters
from careers_workbook.core.problems import Place, Problem
from careers_workbook.core.text import Raw, show
from careers_workbook.returns.matching.headers import header_for
from careers_workbook.returns.matching.targets import Home


def about_columns(home: Home, rows: Collection[int]) -> Iterator[Problem]:
    """Every problem with a column; what the school added counts only where it is filled beside a row that was read."""
    place = Place(sheet=home.grid.title)
    # where tables differ in their columns, one is gone if no table has it
    there = any if len({block.columns for block in home.target.plan.blocks}) > 1 else all
    reworded = {name: words for header in home.headers for name, words in header.reworded.items()}
    doubled = {name: (header, col) for header in home.headers for name, col in header.doubled.items()}
    cols = [home.cols(header.row + 1) for header in home.headers] or [home.cols(0)]
    for column in home.target.columns:
        if column.id not in home.target.answer_ids:
            continue
        if column.id in reworded:
            yield Problem("SHEET-006", place, {"column": column.label, "found": reworded[column.id]})
        elif not there(column.id in found for found in cols):
            yield Problem("SHEET-004", replace(place, column=column.label), {"column": column.label})
        if column.id in doubled:
            header, other = doubled[column.id]
            edges = {"read": column_letters(header.cols[column.id]), "other": column_letters(other)}
            yield Problem("SHEET-012", replace(place, column=column.label), {"column": column.label, **edges})
    for heading in dict.fromkeys(_own_headings(home, rows)):
        yield Problem("SHEET-011", place, {"found": heading})


def _own_headings(home: Home, rows: Collection[int]) -> Iterator[str]:
    """The headings of filled columns that nobody sent, or their letters if they have none."""
    for row, cells in home.grid.rows.items():
        header = header_for(home.headers, row) if row in rows else None
        if header:
            ours = {*home.cols(row).values(), *header.doubled.values()}
            for col in cells:
                if col not in ours:
                    heading: Raw = home.grid.at(header.row, col)
                    yield " ".join(show(heading).split()) or column_letters(col)
