"""Rules about sheets of leavers: what must be asked so that they can be counted.

Enters: the tree of a whole spec, which may have errors of shape. Leaves: problems. Must not know: YAML, pydantic.
"""

from collections.abc import Callable, Iterator

from careers_workbook.core.problems import Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.spec.answers import registry
from careers_workbook.spec.nodes import Node
from careers_workbook.spec.semantic_ids import CHECKPOINTS
from careers_workbook.spec.validation.rules import sheets_with

MAX_COUNTS = 2_000
"""Rows of a sheet that asks for numbers: leaving years times destinations."""
_YEAR, _STILL_THERE = "leaving_year", "six_months"
_HEADINGS = ("Which leavers", "Counts as", "How many left")
"""The headings that a sheet with numbers has besides those of its checkpoints."""


def _is_listed(answer: str | None) -> bool:
    """Whether an answer is chosen from a list of the spec."""
    kind = registry.find(answer)
    return kind is not None and kind.listed


def _missing(sheet: Node) -> str:
    """What a tracker lacks so that its leavers can be counted by year; "" if nothing."""
    answers = {column.text("id"): column.text("answer", "text") for column in sheet.children("columns")}
    if not _is_listed(answers.get(_YEAR)):
        return "a column leaving_year that is a choice"
    return "" if set(CHECKPOINTS) & answers.keys() else "a checkpoint such as autumn"


def _counted_sheets(tree: Node) -> Iterator[Problem]:
    """A sheet of destinations counts a tracker that there is, and that says when somebody left."""
    lacks = {sheet.text("title"): _missing(sheet) for sheet in sheets_with(tree, "detail")}
    for sheet in tree.children("sheets"):
        if sheet.text("kind") != "destinations":
            continue
        of = sheet.text("of")
        if of and of not in lacks:
            reason = f'there is no tracker "{of}"'
            yield sheet.where("of").problem("SPEC-004", key="of", reason=reason, suggestion=did_you_mean(of, lacks))
        elif of and lacks[of]:
            reason = f'the tracker "{of}" has no leavers to count'
            yield sheet.where("of").problem("SPEC-004", key="of", reason=reason, suggestion=f"It lacks {lacks[of]}.")
        elif not of and all(lacks.values()):
            reason = "there is no tracker whose leavers could be counted by year"
            yield sheet.problem("SPEC-004", key="kind", reason=reason, suggestion="Take this sheet away.")


def _counts(tree: Node) -> Iterator[Problem]:
    """Numbers can be asked for only where years and destinations are lists."""
    for sheet in sheets_with(tree, "detail"):
        if sheet.text("detail") != "counts":
            continue
        columns = {c.text("id"): c for c in sheet.children("columns") if c.text("id") in (_YEAR, *CHECKPOINTS)}
        if lacks := _missing(sheet):
            reason = "numbers are asked for by leaving year and checkpoint"
            yield sheet.where("detail").problem("SPEC-004", key="detail", reason=reason, suggestion=f"Add {lacks}.")
            continue
        for name, column in columns.items():
            answer = column.text("answer", "text")
            if not _is_listed(answer) and (name, answer) != (_STILL_THERE, "yes/no"):
                reason = "where numbers are asked for, a checkpoint has to be a choice"
                yield column.where("answer").problem("SPEC-004", key="answer", reason=reason, suggestion="")
            if column.text("label").casefold() in map(str.casefold, _HEADINGS):
                yield column.where("label").problem("SPEC-022", label=column.text("label"))
        yield from _how_many(tree, sheet, columns)


def _how_many(tree: Node, sheet: Node, columns: dict[str, Node]) -> Iterator[Problem]:
    lists = {name: len(o.value) for name, o in tree.entries("lists").items() if isinstance(o.value, tuple)}
    years = lists.get(columns[_YEAR].text("list"), 0)
    places = max((lists.get(c.text("list"), 0) for name, c in columns.items() if name != _YEAR), default=0)
    if years * places > MAX_COUNTS:
        reason = f"{years} years with {places} destinations are more than the {MAX_COUNTS:,} rows that are possible"
        yield sheet.where("detail").problem("SPEC-004", key="detail", reason=reason, suggestion="")


def _lists(tree: Node) -> Iterator[Problem]:
    """A list says nothing about people: with a column about leavers, their rows would be quoted and stored."""
    for sheet in tree.children("sheets"):
        columns = sheet.children("columns") if sheet.text("kind") == "list" else ()
        if about := [c.text("id") for c in columns if c.text("id") in (_YEAR, *CHECKPOINTS)]:
            reason = f'a list has no column "{about[0]}", which is about people who left'
            yield sheet.where("kind").problem("SPEC-004", key="kind", reason=reason, suggestion="Write kind: leavers.")


RULES: tuple[Callable[[Node], Iterator[Problem]], ...] = (_counted_sheets, _counts, _lists)
