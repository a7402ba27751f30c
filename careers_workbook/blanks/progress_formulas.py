"""The formulas of the Progress sheet as text. Nothing newer than Excel 2007; LibreOffice gives the same.

Enters: ranges and cells as formulas write them. Leaves: formulas. Texts are compared as the Status formula compares
them (TRIM, and = takes no notice of capitals), without wildcards; a cell with an Excel error counts as unclear and
spoils no sum. Must not know: what a formula comes to, where it is written.
"""

from collections.abc import Sequence

from careers_workbook.blanks.cached_values import NONE, NOT_A_DATE, NOTHING, WITH_DEADLINE


def quoted_text(text: str) -> str:
    """A text as formulas write it."""
    return '"' + text.replace('"', '""') + '"'


def how_many(test: str) -> str:
    """How many cells pass a test: 1/TRUE is a number, 1/FALSE and errors are not."""
    return f"=SUMPRODUCT(--ISNUMBER(1/({test})))"


def count_answer(cells: str, labels: Sequence[str]) -> str:
    """How many cells hold one of these options."""
    return how_many("+".join(f"(TRIM({cells})={quoted_text(label)})" for label in labels)) if labels else "=0"


def count_blank(cells: str) -> str:
    """How many cells hold nothing."""
    return how_many(f"LEN(TRIM({cells}))=0")


def count_word(cells: str, word: str) -> str:
    """How many cells hold this status word."""
    return f"=COUNTIF({cells},{quoted_text(word)})"


def rows(cells: str) -> str:
    """How many rows there are."""
    return f"=ROWS({cells})"


def total(cells: str) -> str:
    """The sum of the sections."""
    return f"=SUM({cells})"


def rest(items: str, answers: str) -> str:
    """What is none of the answers that are counted."""
    return f"={items}-SUM({answers})"


def share(done: str, items: str, not_applicable: str) -> str:
    """Done as a share of what applies."""
    return f'=IF({items}-{not_applicable}>0,{done}/({items}-{not_applicable}),"{NOTHING}")'


def same_as(cell: str) -> str:
    """What another cell says."""
    return f"={cell}"


def deadline(cell: str) -> str:
    """A deadline, or in words why there is none."""
    return f'=IF(ISNUMBER({cell}),{cell},IF(LEN(TRIM({cell}))=0,"{NONE}","{NOT_A_DATE}"))'


def queue_place(row: tuple[str, str], columns: tuple[str, str], above: tuple[str, str]) -> str:
    """The place of an open item in the queue of deadlines, 1 for the soonest.

    Each pair is (deadline, status): the item's own cells, the whole columns, the columns from the top down to the item,
    which put equal deadlines in the order of the items.
    """
    (day, status), words = row, "{" + ",".join(quoted_text(word) for word in WITH_DEADLINE) + "}"
    waits = ",".join(f"{status}={quoted_text(word)}" for word in WITH_DEADLINE)
    sooner = f'SUMPRODUCT(COUNTIFS({columns[0]},"<"&{day},{columns[1]},{words}))'
    equal = f"SUMPRODUCT(COUNTIFS({above[0]},{day},{above[1]},{words}))"
    return f'=IF(OR({waits}),{sooner}+{equal},"{NOTHING}")'


def queued(number: int, cells: str, order: str, otherwise: str) -> str:
    """What stands in a column of the item that is number n of the queue; `otherwise` if the queue is shorter."""
    return f"=IF(COUNT({order})>={number},INDEX({cells},MATCH({number},{order},0)),{otherwise})"


def end_of_queue(number: int, order: str, words: str) -> str:
    """For `queued`: words in the first line that is left over, a dash in the others."""
    return f'IF(COUNT({order})={number - 1},{quoted_text(words)},"{NOTHING}")'


def days_left(day: str) -> str:
    """Days from today to a deadline; below nought if it has passed."""
    return f'=IF(ISNUMBER({day}),{day}-TODAY(),"{NOTHING}")'
