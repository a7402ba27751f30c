"""A summary as plain text for a terminal. Lines never pass the width; nothing but text, no colours."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from careers_workbook.figures.checklist_progress import ItemRow, Tally
from careers_workbook.figures.leaver_counts import Cohort, Destinations
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
    """One report at one width: sections of lines."""

    def __init__(self, summary: Summary, width: int) -> None:
        self.summary, self.width = summary, width

    def blocks(self) -> Iterator[Iterable[str]]:
        """The sections in order."""
        summary = self.summary
        yield self._head()
        bar = _INDENT + _bar(summary.progress.total.percent_done)
        yield self._titled("In short", (bar, *self._said(narrative.in_short(summary))))
        steps = ((f"{number:>3}. ", words.one_line(step.text)) for number, step in enumerate(summary.next_steps, 1))
        yield self._titled("What to do next", (line for first, text in steps for line in self._wrap(text, first)))
        for title, tallies in narrative.progress_tables(summary):
            yield self._titled(title, self._tallies(tallies))
        reviewless = narrative.WITHOUT_REVIEW, summary.progress.done_without_review
        for title, rows in (*narrative.action_groups(summary), reviewless):
            yield self._titled(f"{title}: {len(rows)}", self._rows(rows))
        for destinations in summary.destinations:
            yield self._titled(destinations.sheet, self._destinations(destinations))
        for evidence in summary.evidence:
            themes = evidence.themes if evidence.lines else ()
            counts = self._pairs(((name, str(number)) for name, number in themes), _INDENT * 2)
            yield self._titled(evidence.sheet, (*self._said(narrative.about_evidence(evidence)), *counts))
        details = (
            (f"{d.ref} {d.label}", words.shorten(words.one_line(words.answer_text(d.answer)), _QUOTE))
            for d in summary.details
        )
        yield self._titled("School details", self._pairs(details))
        yield self._titled("How well the file could be read", self._quality())
        yield self._titled("How this is counted", self._said(narrative.notes(summary), f"{_INDENT}- "))

    def _wrap(self, text: str, first: str = _INDENT) -> list[str]:
        return wrap(text, self.width, first)

    def _said(self, sentences: Iterable[str], first: str = _INDENT) -> Iterator[str]:
        return (line for sentence in sentences for line in self._wrap(sentence, first))

    def _titled(self, title: str, lines: Iterable[str]) -> list[str]:
        heading = wrap(words.one_line(title).upper(), self.width)
        body = list(lines)
        return [*heading, "-" * min(max(map(columns, heading)), self.width), *body] if body else []

    def _pairs(self, pairs: Iterable[tuple[str, str]], indent: str = _INDENT) -> Iterator[str]:
        """Labels, each with what belongs to it, side by side where there is room."""
        room = columns(indent) + min(_LABELS, self.width * 3 // 8)
        for label, text in pairs:
            left, right = wrap(words.one_line(label), room - len(_INDENT), indent), wrap(text, self.width - room)
            for one, two in zip_longest(left, right, fillvalue=""):
                yield (one + " " * (room - columns(one)) + two).rstrip()

    def _head(self) -> Iterator[str]:
        yield from wrap(words.one_line(self.summary.title), self.width)
        yield from wrap(narrative.school_name(self.summary), self.width)
        yield from self._pairs(narrative.identity(self.summary), "")
        yield from self._wrap(words.FOR_THE_SCHOOL, "")

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
                text = words.shorten(words.one_line(words.answer_text(row.action)), _QUOTE)
                yield from self._wrap(f"Action: {text}", rest)

    def _destinations(self, destinations: Destinations) -> Iterator[str]:
        yield from self._said(narrative.about_destinations(destinations))
        if reasons := narrative.publishing(destinations):
            yield from self._wrap(f"{words.DO_NOT_PUBLISH}. {reasons}")
        for cohort in destinations.cohorts:
            yield ""
            yield from self._wrap(f"{words.cohort_name(cohort)}: {cohort.leavers}")
            yield from self._said(narrative.about_cohort(cohort), _INDENT * 2)
            yield from self._pairs(_points(cohort), _INDENT * 2)
            yield from self._pairs(narrative.empty_points(cohort), _INDENT * 2)

    def _quality(self) -> Iterator[str]:
        yield from self._pairs(narrative.states(self.summary.quality))
        findings = self.summary.quality.findings
        for finding in findings[:_FINDINGS]:
            label = f"{_INDENT}{words.SEVERITY_LABELS[finding.severity]:<9} "
            yield from self._wrap(words.shorten(words.one_line(narrative.finding(finding)), 2 * _QUOTE), label)
        if len(findings) > _FINDINGS:
            yield from self._wrap(f"... and {len(findings) - _FINDINGS} more: see careers-workbook check.")


def _points(cohort: Cohort) -> Iterator[tuple[str, str]]:
    """The checkpoints with something to count, and their counts."""
    for point in narrative.filled_points(cohort):
        numbers = (f"{label} {number}" for label, number in words.checkpoint_numbers(point) if number)
        yield words.when(point), ", ".join(text.replace(" ", GLUE) for text in numbers)


def _bar(percent: float | None) -> str:
    filled = int((percent or 0) / 100 * _BAR)
    return f"[{'#' * filled}{'.' * (_BAR - filled)}] {words.percent(percent):>4}"
