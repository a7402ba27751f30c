"""For whom a report of one school is made: whoever filled in the workbook, its governors, its Careers Leader on paper.

Enters: a Summary, what to compare it with. Leaves: the bytes of a page or a PDF, the name of a file. Must not know:
where it goes.
"""

import dataclasses
from typing import Literal

from careers_workbook.core.brand import Brand
from careers_workbook.core.file_names import name_for
from careers_workbook.core.frozen import frozen
from careers_workbook.core.school import School
from careers_workbook.figures.hub_middle import HubMiddle
from careers_workbook.figures.summary import Summary
from careers_workbook.reports import words
from careers_workbook.reports.school.governors import Beside, RoundBefore, governors_report
from careers_workbook.reports.school.open_actions import open_actions

Audience = Literal["school", "governors", "leader"]
FORMATS_FOR: dict[Audience, tuple[str, ...]] = {
    "school": ("text", "markdown", "html", "json"),
    "governors": ("pdf", "html"),
    "leader": ("pdf",),
}
"""The formats that there are for each; the first is the usual one."""
_WIDTH = 520
"""Pixels of a chart on paper, by which its words are as large as those around it."""
CALLED: dict[Audience, str] = {"school": "report", "governors": "for governors", "leader": "open actions"}
"""What the file is called, behind the school's name."""
_ENDINGS = {"text": ".txt", "markdown": ".md", "html": ".html", "json": ".json", "pdf": ".pdf"}


@frozen
class WantedReport:
    """For whom reports are made, and in which format. `width`, in columns, concerns text only."""

    audience: Audience
    form: str
    annex: bool = dataclasses.field(default=False, kw_only=True)
    brand: Brand | None = dataclasses.field(default=None, kw_only=True)
    width: int = dataclasses.field(default=80, kw_only=True)

    def made(self, summary: Summary, before: RoundBefore | None = None, middle: HubMiddle | None = None) -> bytes:
        """One report, beside what governors compare with."""
        if self.audience != "school":
            beside = Beside(before, middle, self.brand)
            return report_for(self.audience, self.form, summary, beside, annex=self.annex)
        from careers_workbook.reports.school.render import render  # noqa: PLC0415 - paper needs none

        return render(summary, self.form, self.width, self.brand).encode("utf-8", "replace")

    def called(self, school: School) -> str:
        """The name of its file."""
        return name_for(school, f" - {CALLED[self.audience]}{_ENDINGS[self.form]}")


def report_for(audience: Audience, format: str, summary: Summary, beside: Beside, *, annex: bool = False) -> bytes:
    """The report for governors or the leader. `annex`: the statements follow in the PDF; on the page they always do."""
    from careers_workbook.reports.pdf import pdf  # noqa: PLC0415 - a page needs none

    if audience == "leader":
        actions = open_actions(summary)
        return pdf("actions.typ", _values(actions), actions.day, beside.brand)
    report = governors_report(summary, beside)
    if format == "html":
        from careers_workbook.reports.school.render import governors_page  # noqa: PLC0415 - a PDF needs none

        return governors_page(report, summary.destinations, beside.brand).encode("utf-8", "replace")
    values = _values(report if annex else dataclasses.replace(report, annex=())) | {"lines": _lines(summary)}
    return pdf("governors.typ", values, report.day, beside.brand)


def _lines(summary: Summary) -> list[dict[str, str] | None]:
    """The leavers over the years of each sheet, as pictures of the PDF; None where two years cannot be compared."""
    from careers_workbook.reports.drawing import svg  # noqa: PLC0415 - a page draws for itself
    from careers_workbook.reports.school.school_charts import years  # noqa: PLC0415

    drawn = [years(found, _WIDTH) for found in summary.destinations]
    return [
        {"svg": svg(one, f"years-{n}", alone=True), "alt": f"{one.title}. {one.description}"} if one else None
        for n, one in enumerate(drawn)
    ]


def _values(report: object) -> dict[str, object]:
    """What a template of a PDF shows; the day as people write it."""
    values = dataclasses.asdict(report)  # type: ignore[call-overload]
    return {**values, "day": words.long_date(values["day"])}
