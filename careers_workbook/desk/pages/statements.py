"""What was asked, by question across all schools; one question with what every school said to it; evidence by theme.

Must not know: how answers are counted, which of them may be shown to others.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from careers_workbook.desk.visit import DeskPage, NotHereError, Visit
from careers_workbook.figures.evidence import TrackerRow, says_where, theme_said
from careers_workbook.hub.hub import (
    AcrossSchools,
    CountedQuestion,
    Listed,
    SchoolAnswers,
    SchoolEvidence,
    across_schools,
    counted_questions,
    evidence_lines,
    leaver_numbers,
    listed_evidence,
)
from careers_workbook.reports import words
from careers_workbook.reports.status.collected_page import LABELS
from careers_workbook.spec import status

S = TypeVar("S")
_AT_FIRST = 100
"""Schools of a long list that are shown before somebody asks for all."""
_NO_THEME, _NO_PLACE = "no theme", "no place"
"""Lines of evidence that are chosen by what they do not say."""
_COUNTS = {
    "done": words.COUNT_LABELS["done"],
    "in_progress": words.COUNT_LABELS["in_progress"],
    "not_done": words.COUNT_LABELS["not_done"],
    "not_applicable": words.COUNT_LABELS["not_applicable"],
    "blank": words.COUNT_LABELS["no_answer"],
    "unclear": words.COUNT_LABELS["unclear"],
    "missing": words.COUNT_LABELS["missing"],
    "not asked": "Not asked",
}
_DETAILS = {"answered": "Answered", "blank": _COUNTS["blank"], "unreadable": _COUNTS["unclear"]} | {
    name: _COUNTS[name] for name in ("missing", "not asked")
}
_TAGS = {
    status.DONE: "in-order",
    status.OVERDUE: "not-readable",
    status.DUE_SOON: "put-right",
    status.ON_TRACK: "look-at",
    status.NO_DEADLINE: "unchanged",
}
"""The colours of states, for those that have one."""
_ORDERS: Mapping[str, tuple[str, Callable[[CountedQuestion], float]]] = {
    "done": ("fewest schools done", lambda one: one.percent_done if one.percent_done is not None else 101),
    "overdue": ("most overdue", lambda one: -one.overdue),
    "review": ("most done without a review", lambda one: -one.without_review),
    "none": ("most without an answer", lambda one: -sum(one.counts.get(kind, 0) for kind in ("blank", "missing"))),
    "unclear": ("most unclear answers", lambda one: -sum(one.counts.get(k, 0) for k in ("unclear", "unreadable"))),
}
_BY: Mapping[str, tuple[str, Callable[[SchoolAnswers], tuple[int | str, ...]]]] = {
    "name": ("name", lambda one: (one.school.listed.school.name.casefold(),)),
    "deadline": ("deadline", lambda one: (_deadline(one).toordinal(),)),
    "problems": ("problems", lambda one: (-len(one.findings),)),
}


def _deadline(one: SchoolAnswers) -> dt.date:
    return (one.row.due if one.row else None) or dt.date.max


def show(visit: Visit) -> DeskPage:
    """Every question with how many schools said what."""
    view, asked = visit.view, visit.query
    every = counted_questions(view.round)
    sheet, order = asked.get("sheet", ""), asked.get("sort", "")
    sought = asked.get("q", "").casefold().split()
    chosen = [one for one in every if sheet in ("", one.sheet) and _has(f"{one.ref} {one.words}", sought)]
    parts: dict[tuple[str, str], list[CountedQuestion]] = {}
    if order in _ORDERS:
        chosen = sorted((one for one in chosen if one.has_status), key=_ORDERS[order][1])
        parts["Statements", _ORDERS[order][0]] = chosen
    else:
        for one in chosen:
            parts.setdefault((one.sheet, one.section), []).append(one)
    return DeskPage(
        "statements.html.j2",
        {
            "parts_of": {key: those for key, those in parts.items() if those},
            "number": len(every),
            "found": len(chosen),
            "returned": len(view.round.returned),
            "sheets": list(dict.fromkeys(one.sheet for one in every)),
            "orders": {name: label for name, (label, _) in _ORDERS.items()},
            "asked": {name: asked.get(name, "") for name in ("sheet", "sort", "q")},
            "shown_counts": _shown(_COUNTS, ("done", "in_progress", "not_done", "blank"), chosen),
            "shown_details": _shown(_DETAILS, ("answered", "blank"), chosen),
            "late": any(one.overdue for one in chosen),
            "bare": any(one.without_review for one in chosen),
            "evidence": evidence_lines(view.round),
            "leavers": leaver_numbers(view.round),
            "round": visit.hub.round,
            "rounds": visit.hub.settings.rounds,
        },
    )


def _shown(labels: Mapping[str, str], always: tuple[str, ...], those: list[CountedQuestion]) -> dict[str, str]:
    """The columns that say something."""
    there = {kind for one in those for kind, number in one.counts.items() if number}
    return {kind: label for kind, label in labels.items() if kind in always or kind in there}


def show_one(visit: Visit) -> DeskPage:
    """One question with what every school said."""
    found = across_schools(visit.view.round, visit.named["ref"])
    if found is None:
        raise NotHereError
    asked = {name: visit.query.get(name, "") for name in ("said", "q", "caseload", "sort")}
    chosen = [one for one in found.schools if _is_wanted(one, asked)]
    if asked["sort"] in _BY:
        chosen.sort(key=_BY[asked["sort"]][1])
    return DeskPage(
        "statement.html.j2",
        {
            **_about(found),
            "schools": chosen,
            "number": len(found.schools),
            "asked": asked,
            "orders": {name: label for name, (label, _) in _BY.items()},
            "caseloads": sorted({one.school.listed.caseload for one in found.schools if one.school.listed.caseload}),
            "tags": _TAGS,
            "labels": LABELS,
            "states": words.STATE_LABELS,
            "round": visit.hub.round,
            "rounds": visit.hub.settings.rounds,
        },
    )


def _about(found: AcrossSchools) -> dict[str, object]:
    """The question, what it counts, and what one can choose by: what somebody said, and how it stands."""
    outcomes = _COUNTS if found.question.has_status else _DETAILS
    late = [word.word for word in status.WORDS if word.word in status.OPEN] if found.question.has_status else []
    return {"question": found.question, "columns": found.columns, "outcomes": outcomes, "words_of_status": late}


def _is_wanted(one: SchoolAnswers, asked: Mapping[str, str]) -> bool:
    listed, said = one.school.listed, asked["said"]
    if said:
        how = {one.outcome(), (one.row.status if one.row else None) or ""} if one.answers else {"nothing came"}
        how |= {"no review"} if one.is_without_review else set()
        if said not in how and not (said == "problems" and one.findings):
            return False
    return _is_sought(listed, asked)


def _is_sought(listed: Listed, asked: Mapping[str, str]) -> bool:
    name = f"{listed.school.urn} {listed.school.name} {listed.school.local_authority}"
    return asked["caseload"] in ("", listed.caseload) and _has(name, asked["q"].casefold().split())


def _has(text: str, sought: list[str]) -> bool:
    return all(word in text.casefold() for word in sought)


def leavers(visit: Visit) -> DeskPage:
    """How many leavers each school lists on one sheet."""
    sheet = _numbered(leaver_numbers(visit.view.round), visit.named["number"])
    values = {"sheet": sheet, "returned": visit.view.round.returned, "round": visit.hub.round}
    return DeskPage("leaver_numbers.html.j2", values)


def evidence(visit: Visit) -> DeskPage:
    """What schools list as evidence on one sheet: by theme, by school, and line by line where a theme is chosen."""
    sheet = _numbered(listed_evidence(visit.view.round), visit.named["number"])
    asked = {name: visit.query.get(name, "") for name in ("theme", "lists", "q", "caseload")}
    sought = [one for one in sheet.schools if _is_sought(one.school.listed, asked)]
    lines = {one.school.listed.school.urn: _lines(one, asked["theme"]) for one in sought}
    chosen = [one for one in sought if _lists(one, lines[one.school.listed.school.urn], asked["lists"])]
    return DeskPage(
        "evidence.html.j2",
        {
            "sheet": sheet,
            "number": visit.named["number"],
            "schools": chosen if visit.query.get("all") else chosen[:_AT_FIRST],
            "found": len(chosen),
            "link": urlencode([(name, said) for name in (*asked, "round") if (said := visit.query.get(name))]),
            "lines": lines,
            "asked": asked,
            "caseloads": sorted({one.school.listed.caseload for one in sheet.schools if one.school.listed.caseload}),
            "without": {"theme": _NO_THEME, "place": _NO_PLACE},
            "labels": LABELS,
            "round": visit.hub.round,
            "rounds": visit.hub.settings.rounds,
        },
    )


def _numbered(sheets: Sequence[S], number: str) -> S:
    if not number.isdecimal() or not 0 < int(number[:9]) <= len(sheets):
        raise NotHereError
    return sheets[int(number[:9]) - 1]


def _lines(one: SchoolEvidence, theme: str) -> list[TrackerRow]:
    """The lines of one school that are asked for."""
    if theme == _NO_PLACE:
        return [line for line in one.lines if not says_where(line)]
    return [line for line in one.lines if theme in ("", theme_said(line) or _NO_THEME)]


def _lists(one: SchoolEvidence, lines: Sequence[TrackerRow], wanted: str) -> bool:
    """Whether a school is one of those wanted: with such lines, asked and without, or all."""
    return not wanted or (bool(lines) if wanted == "some" else one.counted is not None and not lines)
