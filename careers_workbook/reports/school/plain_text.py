"""A summary as plain text for a terminal. Lines never pass the width; nothing but text, no colours.

Enters: a Summary and a width in columns. Leaves: text. Must not know: how a number was counted, the terminal.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from careers_workbook.figures.destinations import Cohort, Destinations
from careers_workbook.figures.evidence import Evidence
from careers_workbook.figures.progress import ItemRow, Tally
from careers_workbook.figures.summary import Summary
from careers_workbook.reports import words
from careers_workbook.reports.school import narrative
from careers_workbook.reports.wrapping import GLUE, columns, wrap

NARROWEST = 40
_QUOTE, _FINDINGS = 300, 15
"""Characters of an answer, and problems, that the text gives; HTML and JSON give more."""
_ROOMY = 60
"""Columns from which a bar and its words stand side by side."""
_BAR, _LABELS, _INDENT = 20, 30, "  "


def render_text(summary: Summary, width: int) -> str:
    """The whole report. A width below 40 is taken as 40."""
    page = _TextReport(summary, max(width, NARROWEST))
    blocks = [list(block) for block in page.blocks()]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


class _TextReport:
    """One report at one width: a method a section, each giving lines."""

    def __init__(self, summary: Summary, width: int) -> None:
        self.summary, self.width = summary, width

    def blocks(self) -> Iterator[Iterable[str]]:
        """The sections in order."""
        yield self._head()
        yield self._titled("In short", self._in_short())
        yield self._titled("What to do next", self._next_steps())
        for title, tallies in narrative.progress_tables(self.summary):
            yield self._titled(title, self._tallies(tallies))
        for title, rows in narrative.action_groups(self.summary):
            yield self._titled(f"{title}: {len(rows)}", self._rows(rows))
        reviewless = self.summary.progress.done_without_review
        yield self._titled(f"{narrative.WITHOUT_REVIEW}: {len(reviewless)}", self._rows(reviewless))
        for destinations in self.summary.destinations:
            yield self._titled(destinations.sheet, self._destinations(destinations))
        for evidence in self.summary.evidence:
            yield self._titled(evidence.sheet, self._evidence(evidence))
        yield self._titled("School details", self._details())
        yield self._titled("How well the file could be read", self._quality())
        yield self._titled("How this is counted", self._notes())

    def _wrap(self, text: str, first: str = _INDENT, rest: str | None = None) -> list[str]:
        return wrap(text, self.width, first, rest)

    def _titled(self, title: str, lines: Iterable[str]) -> list[str]:
        heading = wrap(words.one_line(title).upper(), self.width)
        body = list(lines)
        return [*heading, "-" * min(max(map(columns, heading)), self.width), *body] if body else []

    def _pair(self, label: str, text: str, indent: str = _INDENT) -> list[str]:
        """A label and what belongs to it, side by side where there is room."""
        room = columns(indent) + min(_LABELS, self.width * 3 // 8)
        left = wrap(label, room - len(_INDENT), indent)
        right = wrap(text, self.width - room)
        pairs = zip_longest(left, right, fillvalue="")
        return [(one + " " * (room - columns(one)) + two).rstrip() for one, two in pairs]

    def _head(self) -> Iterator[str]:
        yield from wrap(words.one_line(self.summary.title), self.width)
        yield from wrap(narrative.school_name(self.summary), self.width)
        for label, value in narrative.identity(self.summary):
            yield from self._pair(label, value, "")

    def _in_short(self) -> Iterator[str]:
        total = self.summary.progress.total
        yield _INDENT + _bar(total.percent_done)
        for sentence in narrative.in_short(self.summary):
            yield from self._wrap(sentence)

    def _next_steps(self) -> Iterator[str]:
        for number, step in enumerate(self.summary.next_steps, 1):
            yield from self._wrap(words.one_line(step.text), f"{number:>3}. ")

    def _tallies(self, tallies: Sequence[Tally]) -> Iterator[str]:
        for tally in tallies:
            bar = f"    {_bar(tally.counts.percent_done)}  "
            yield from self._wrap(words.one_line(words.tally_name(tally)))
            if self.width < _ROOMY:
                yield bar.rstrip()
                bar = " " * 4
            yield from self._wrap(narrative.progress_words(tally), bar)

    def _rows(self, rows: Sequence[ItemRow]) -> Iterator[str]:
        for row in rows:
            first = f"{_INDENT}{row.ref:<5} "
            rest = " " * len(first)
            if row.group != "done":
                when = ", ".join(part for part in (words.deadline(row), words.days(row)) if part)
                yield from self._wrap(words.one_line(when), first)
                first = rest
            yield from self._wrap(words.one_line(row.statement), first)
            if row.action.state != "blank":
                text = words.shorten(words.one_line(words.said(row.action)), _QUOTE)
                yield from self._wrap(f"Action: {text}", rest)

    def _destinations(self, destinations: Destinations) -> Iterator[str]:
        for sentence in narrative.about_destinations(destinations):
            yield from self._wrap(sentence)
        if reasons := narrative.publishing(destinations):
            yield from self._wrap(f"{words.DO_NOT_PUBLISH}. {reasons}")
        for cohort in destinations.cohorts:
            yield ""
            yield from self._wrap(f"{words.cohort_name(cohort)}: {cohort.leavers}")
            for sentence in narrative.about_cohort(cohort):
                yield from self._wrap(sentence, _INDENT * 2)
            yield from self._cohort(cohort)

    def _cohort(self, cohort: Cohort) -> Iterator[str]:
        for point in narrative.filled_points(cohort):
            numbers = [f"{label} {number}" for label, number in words.checkpoint_numbers(point) if number]
            found = ", ".join(text.replace(" ", GLUE) for text in numbers)
            yield from self._pair(words.one_line(point.label), found, _INDENT * 2)
        for remark, labels in narrative.empty_points(cohort):
            yield from self._pair(remark, labels, _INDENT * 2)

    def _evidence(self, evidence: Evidence) -> Iterator[str]:
        for sentence in narrative.about_evidence(evidence):
            yield from self._wrap(sentence)
        for name, number in evidence.themes if evidence.lines else ():
            yield from self._pair(words.one_line(name), str(number), _INDENT * 2)

    def _details(self) -> Iterator[str]:
        for detail in self.summary.details:
            text = words.shorten(words.one_line(words.said(detail.answer)), _QUOTE)
            yield from self._pair(f"{detail.ref} {words.one_line(detail.label)}", text)

    def _quality(self) -> Iterator[str]:
        for label, text in narrative.states(self.summary.quality):
            yield from self._pair(label, text)
        findings = self.summary.quality.findings
        for finding in findings[:_FINDINGS]:
            label = f"{_INDENT}{words.SEVERITY_LABELS[finding.severity]:<9} "
            yield from self._wrap(words.shorten(words.one_line(narrative.finding(finding)), 2 * _QUOTE), label)
        if len(findings) > _FINDINGS:
            yield from self._wrap(f"... and {len(findings) - _FINDINGS} more: see careers-workbook check.")

    def _notes(self) -> Iterator[str]:
        for sentence in narrative.notes(self.summary):
            yield from self._wrap(sentence, f"{_INDENT}- ")


def _bar(percent: float | None) -> str:
    filled = int((percent or 0) / 100 * _BAR)
    return f"[{'#' * filled}{'.' * (_BAR - filled)}] {words.percent(percent):>4}"
