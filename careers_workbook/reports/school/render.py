"""One school's summary in the format asked for; HTML and Markdown by templates. The school's text is only text.

HTML is one self-contained page: no script, nothing fetched, good on paper and on a phone; bars are drawn by the
template, from percents of the full width. What only some formats need is imported when it is wanted (Jinja takes its
time). Must not know: how a number was counted, files.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from careers_workbook.figures.checklist_progress import ItemCounts
from careers_workbook.figures.leaver_counts import Checkpoint
from careers_workbook.figures.summary import Summary
from careers_workbook.reports.school import narrative
from careers_workbook.reports.words import COUNT_LABELS, PARTS, checkpoint_numbers, clean, shorten

ReportFormat = Literal["text", "markdown", "html", "json"]
FORMATS: tuple[ReportFormat, ...] = get_args(ReportFormat)
_QUOTE = 1000
"""Characters of an answer that Markdown gives."""
_MARKS = re.compile(r"[\\`*_\[\]<>|~$&@]|:(?=//)|(?<=www)\.|^[#+=-]")
"""What would be emphasis, code, a link, HTML or the next table cell; and, at the start, a heading or a list."""
_NUMBERED = re.compile(r"^(\d+)([.)])")
_DESTINATION_PARTS = ("a", "b", "c", "d", "e", "f", "g", "h")
"""Patterns for groups, in the order of the groups; a ninth group begins again."""
_FIXED = {
    "Not known": "not_applicable",
    "No answer": "no_answer",
    "Could not be read": "unclear",
    "Missing from the file": "missing",
}
"""Labels that look the same wherever they are."""


def render(summary: Summary, format: str, width: int = 80) -> str:
    """The report, ending with a line break. `width`, in columns, concerns text only. ValueError: no such format."""
    match format:
        case "text":
            from careers_workbook.reports.school.plain_text import render_text  # noqa: PLC0415

            return render_text(summary, width)
        case "json":
            from careers_workbook.reports.school.report_document import report_document  # noqa: PLC0415

            return json.dumps(report_document(summary), indent=2) + "\n"
        case "markdown":
            return _filled("school.md.j2", escape, summary)
        case "html":
            return _filled("school.html.j2", None, summary)
    msg = f"{format!r} is not one of {', '.join(FORMATS)}"
    raise ValueError(msg)


def _filled(template: str, escape: Callable[[str], str] | None, summary: Summary) -> str:
    from careers_workbook.reports.templating import environment  # noqa: PLC0415

    bars: dict[str, object] = {one.__name__: one for one in (progress_bar, checkpoint_bar, pattern_of)}
    return environment(escape, narrative=narrative, **bars).get_template(template).render(summary=summary)


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is, also in a table cell."""
    line = " ".join(shorten(clean(text), _QUOTE).split())
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", line))


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of a bar: `pattern` names how it is filled, `x` and `width` are percent."""

    label: str
    number: int
    pattern: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class CountBar:
    """A whole bar; `description` says in words what it shows."""

    parts: tuple[BarPart, ...]

    @property
    def description(self) -> str:
        """21 done, 3 in progress."""
        return ", ".join(f"{part.number} {part.label.lower()}" for part in self.parts) or "nothing to count"


def progress_bar(counts: ItemCounts) -> CountBar:
    """Items by what Action completed says."""
    return _bar((COUNT_LABELS[name], getattr(counts, name), name) for name in PARTS)


def checkpoint_bar(point: Checkpoint) -> CountBar:
    """Leavers by group; no entry is a part of its own."""
    return _bar((label, number, pattern_of(label, point)) for label, number in checkpoint_numbers(point))


def pattern_of(label: str, point: Checkpoint) -> str:
    """The pattern of a group, the same in every bar with the same groups."""
    if label in _FIXED:
        return _FIXED[label]
    labels = [name for name, _ in checkpoint_numbers(point)]
    return _DESTINATION_PARTS[labels.index(label) % len(_DESTINATION_PARTS)]


def _bar(numbers: Iterable[tuple[str, int, str]]) -> CountBar:
    present = [(label, number, pattern) for label, number, pattern in numbers if number]
    total = sum(number for _, number, _ in present)
    parts, x = [], 0.0
    for label, number, pattern in present:
        width = 100 * number / total
        parts.append(BarPart(label, number, pattern, round(x, 3), round(width, 3)))
        x += width
    return CountBar(tuple(parts))
