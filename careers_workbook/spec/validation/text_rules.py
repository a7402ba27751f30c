"""Rules about the words of a spec: what Excel refuses, what cannot be shown, what would be taken for something else."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from textwrap import shorten

from careers_workbook.core.problems import Problem
from careers_workbook.core.suggest import did_you_mean
from careers_workbook.core.text import TRUTH, fold, utf16_length
from careers_workbook.spec import semantic_ids
from careers_workbook.spec.nodes import ANY, KeyPath, Node, find, nodes, own_last, scalars
from careers_workbook.spec.sheets.checklist import SHORT_LIMIT
from careers_workbook.spec.validation.keys import keys
from careers_workbook.spec.validation.rules import label_of

TITLE_LIMIT = 31
MESSAGE_LIMIT = 255
"""Also what Excel allows in a table heading and in one option of a dropdown."""
DUTY_LIMIT = 120
"""A line of the report for governors."""
SHOWN_LIMIT = 2_000
"""What a row of Excel's greatest height shows of a wrapped text."""
_LIMITS: tuple[tuple[KeyPath, str, int], ...] = (
    (("title",), "The title", MESSAGE_LIMIT),
    (("version",), "The version", MESSAGE_LIMIT),
    (("start", "what"), "The text", SHOWN_LIMIT),
    (("start", "who"), "The text", SHOWN_LIMIT),
    (("start", "steps", ANY), "The step", SHOWN_LIMIT),
    (("lists", ANY, ANY), "The option", MESSAGE_LIMIT),
    (("lists", ANY, ANY, "label"), "The option", MESSAGE_LIMIT),
    (("lists", ANY, ANY, "group"), "The group", MESSAGE_LIMIT),
    (("lists", ANY, ANY, "attributes", ANY), "The attribute", MESSAGE_LIMIT),
    (("sheets", ANY, "intro"), "The introduction", SHOWN_LIMIT),
    (("sheets", ANY, "paragraphs", ANY), "The paragraph", SHOWN_LIMIT),
    (("sheets", ANY, "fields", ANY, "label"), "The label", MESSAGE_LIMIT),
    (("sheets", ANY, "fields", ANY, "hint"), "The hint", MESSAGE_LIMIT),
    (("sheets", ANY, "columns", ANY, "label"), "The label", MESSAGE_LIMIT),
    (("sheets", ANY, "columns", ANY, "hint"), "The hint", MESSAGE_LIMIT),
    (("sheets", ANY, "columns", ANY, "aliases", ANY), "The alias", MESSAGE_LIMIT),
    (("sheets", ANY, "sections", ANY, "heading"), "The heading", MESSAGE_LIMIT),
    (("sheets", ANY, "sections", ANY, "short"), "The short name", SHORT_LIMIT),
    (("sheets", ANY, "sections", ANY, "items", ANY, "text"), "The statement", SHOWN_LIMIT),
    (("sheets", ANY, "sections", ANY, "items", ANY, "hint"), "The hint", MESSAGE_LIMIT),
    (("sheets", ANY, "sections", ANY, "items", ANY, "duty"), "The duty", DUTY_LIMIT),
)
_TOLD_APART: tuple[tuple[KeyPath, str], ...] = (
    (("sheets", ANY, "fields", ANY, "label"), "The label"),
    (("sheets", ANY, "sections", ANY, "heading"), "The heading"),
    (("sheets", ANY, "sections", ANY, "items", ANY, "text"), "The statement"),
)
_ONE_LINE = frozenset({"title", "version", "label", "heading", "short", "group"})
"""Words that stand in table headings, dropdowns and tabs, where a line break or an outer space does harm."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\uD800-\uDFFF\uFFFE\uFFFF]")
_FORBIDDEN_IN_TITLES = set("[]:*?/\\")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@")
_EXCEL_DAYS = dt.date(1900, 3, 1), dt.date(9999, 12, 31)
"""Before March 1900 Excel's calendar is off by one day: it knows a 29 February 1900."""
_GAPS = ("due", "return_to")


def bare_switch_words(tree: Node) -> Iterator[Problem]:
    """Yes, No, On, Off typed without quotes where a text is meant: many tools read them as true or false."""
    types = keys().types
    for key, node in scalars(tree):
        if node.plain and isinstance(node.value, str) and node.value.lower() in TRUTH and types.get(key) is not bool:
            yield node.problem("SPEC-009", value=node.value)


def _lengths(tree: Node) -> Iterator[Problem]:
    for pattern, what, limit in _LIMITS:
        for node in nodes(tree, *pattern):
            yield from _too_long(node, node.words, what, limit)


def _too_long(node: Node, words: str, what: str, limit: int) -> Iterator[Problem]:
    if utf16_length(words) > limit:
        yield node.problem("SPEC-008", what=what, length=f"{utf16_length(words):,}", limit=f"{limit:,}")


def _shapes(tree: Node) -> Iterator[Problem]:
    """Control characters anywhere; line breaks and outer spaces in what stands on one line; nothing but spaces."""
    for key, node in scalars(tree):
        text, reason = node.words, ""
        if _UNPRINTABLE.search(text):
            reason = "it holds an invisible control character"
        elif text and not text.strip():
            reason = "it is empty"
        elif key in _ONE_LINE and ("\n" in text or "\r" in text or "\t" in text):
            reason = "it has to be one line; for a long one write >- and not > or |"
        elif key in _ONE_LINE and text != text.strip():
            reason = "it starts or ends with a space"
        if reason:
            yield node.wrong(key, reason)


def _titles(tree: Node) -> Iterator[Problem]:
    seen = {title.casefold() for title in semantic_ids.OWN_SHEETS}
    for node in own_last(tree, nodes(tree, "sheets", ANY, "title")):
        title = node.words
        if reason := _refused_title(title):
            yield node.problem("SPEC-007", title=title, reason=reason)
        elif title.casefold() in seen and title:
            yield node.problem("SPEC-013", title=title)
        seen.add(title.casefold())


def _refused_title(title: str) -> str:
    bad = sorted(_FORBIDDEN_IN_TITLES & set(title))
    if bad:
        return f"holds {' '.join(bad)}"
    if utf16_length(title) > TITLE_LIMIT:
        return f"has {utf16_length(title)} characters"
    if title.startswith("'") or title.endswith("'"):
        return "starts or ends with an apostrophe"
    if title.casefold() == "history":
        return "is one that Excel keeps for itself"
    return ""


def _headings(tree: Node) -> Iterator[Problem]:
    """Column headings: unique on a sheet whatever the case, as Excel wants it; the same for attributes of a list."""
    for sheet in tree.children("sheets"):
        seen = {"ref", "statement", "item", "status", semantic_ids.KNOWN_HEADING.casefold()}
        for column in sheet.children("columns"):
            label = column.text("label")
            if label.casefold() in seen:
                yield column.where("label").problem("SPEC-022", label=label)
            seen |= {label.casefold()} if label else set()
        yield from _same_alias(sheet)
    for options in nodes(tree, "lists", ANY):
        names: dict[str, str] = {"option": "", "counts as": ""}
        for attributes in nodes(options, ANY, "attributes"):
            for name in attributes.mapping:
                is_known = names.setdefault(name.casefold(), name) == name
                if not is_known or not name.strip() or utf16_length(name) > MESSAGE_LIMIT:
                    yield attributes.problem("SPEC-022", label=name)


def _same_alias(sheet: Node) -> Iterator[Problem]:
    """Other words for a heading mean one column only."""
    seen = {fold(column.text("label")): number for number, column in enumerate(sheet.children("columns"))}
    for number, column in enumerate(sheet.children("columns")):
        for alias in column.children("aliases"):
            text = alias.value if isinstance(alias.value, str) else ""
            if text and seen.setdefault(fold(text), number) != number:
                yield alias.problem("SPEC-022", label=text)


def _same_words(tree: Node) -> Iterator[Problem]:
    """Statements, details and section headings are told apart by their words when a ref is lost."""
    for pattern, what in _TOLD_APART:
        seen: dict[str, Node] = {}
        for node in own_last(tree, nodes(tree, *pattern)):
            text = node.words
            if text and fold(text) in seen:
                shown, first = shorten(text, 80, placeholder="…"), seen[fold(text)].line_for(node)
                yield node.problem("SPEC-021", what=what, text=shown, first=first)
            seen.setdefault(fold(text), node)


def _options(tree: Node) -> Iterator[Problem]:
    for option in nodes(tree, "lists", ANY, ANY):
        label, place = label_of(option), option.where("label")
        if isinstance(option.value, str) and (label != label.strip() or "\n" in label):
            yield place.wrong("label", "it starts or ends with a space")
        if label.startswith(_LOOKS_LIKE_FORMULA):
            yield place.wrong("label", f'it starts with "{label[0]}", which Excel takes for a formula')


def _list_names(tree: Node) -> Iterator[Problem]:
    """The name of a list is its heading on the sheet Lists."""
    for name, options in tree.entries("lists").items():
        if name != name.strip() or not name or "\n" in name or _UNPRINTABLE.search(name):
            yield options.wrong(name, "a list needs a name on one line, without spaces at its ends")
        yield from _too_long(options, name, "The name of the list", MESSAGE_LIMIT)


def _dates(tree: Node) -> Iterator[Problem]:
    dates = tree.get("dates")
    if dates is None:
        return
    found = {}
    for key, usual in (("earliest", "2015-01-01"), ("latest", "2040-12-31")):
        try:
            found[key] = dt.date.fromisoformat(dates.text(key, usual))
        except ValueError:
            return
        if not _EXCEL_DAYS[0] <= found[key] <= _EXCEL_DAYS[1]:
            yield dates.where(key).wrong(key, "Excel counts days from 1900-03-01 on")
    if found["earliest"] > found["latest"]:
        reason = f"{found['latest']} is before the earliest date, {found['earliest']}"
        yield dates.where("latest").wrong("latest", reason)


def _gaps(tree: Node) -> Iterator[Problem]:
    """Only the steps have gaps, and only two."""
    for _, node in [*find(tree, ("start", ANY)), *find(tree, ("start", "steps", ANY))]:
        for gap in re.findall(r"\{([^{}]*)\}", node.words):
            is_step = node in tree.where("start").children("steps")
            if gap not in _GAPS or not is_step:
                reason = f"nothing is known to put in place of {{{gap}}}"
                advice = did_you_mean(gap, _GAPS) if is_step else "Only steps can have gaps."
                yield node.wrong("start", reason, advice)


RULES: tuple[Callable[[Node], Iterator[Problem]], ...] = (
    _lengths,
    _shapes,
    _titles,
    _headings,
    _same_words,
    _options,
    _list_names,
    _dates,
    _gaps,
)
